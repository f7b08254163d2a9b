/* The defaults of the sign-in are those of catalogues/security_rules.csv, and the page says where each comes from. */
#include "tests/areas/staff.h"

#include "areas/accounts/security.h"
#include "base/number.h"
#include "catalogue/table.h"

/* The number that the table gives a setting, and the row's cells. */
static int64_t number_in_table(const struct table *rules, const char *setting, size_t *at_row)
{
    for (size_t row = 0; row < rules->rows; row++) {
        const char *at = table_cell(rules, row, "defaults");
        for (struct span part; table_next_part(&at, &part);) {
            size_t equals = span_find(part, span_of("="));
            int64_t number = 0;
            assert_true(equals != SPAN_NOWHERE);
            if (span_is(span_make(part.at, equals), setting)) {
                assert_true(number_parse(span_make(part.at + equals + 1, part.length - equals - 1), &number));
                *at_row = row;
                return number;
            }
        }
    }
    fail_msg("the table has no default for %s", setting);
    return 0;
}

static void the_defaults_are_those_of_the_table_with_rule_source_and_status(void **state)
{
    (void)state;
    struct arena arena;
    struct table table;
    size_t row = 0;
    size_t count = 0;
    arena_init(&arena);
    assert_ok(table_read(&arena, "catalogues/security_rules.csv", &table));
    const struct security usual = security_usual();
    assert_int_equal(usual.lock_after, number_in_table(&table, "security_lock_after", &row));
    assert_int_equal(usual.slow_after, number_in_table(&table, "security_slow_after", &row));
    assert_int_equal(usual.lock_minutes, number_in_table(&table, "security_lock_minutes", &row));
    assert_int_equal(usual.idle_minutes, number_in_table(&table, "security_idle_minutes", &row));
    assert_int_equal(usual.session_hours, number_in_table(&table, "security_session_hours", &row));
    assert_int_equal(usual.password_days, number_in_table(&table, "security_password_days", &row));
    const struct security_rule *rules = security_rules(&count);
    assert_int_equal(count, SECURITY_NUMBERS + 2);
    for (size_t index = 0; index < count; index++) {
        assert_int_equal(rules[index].usual, number_in_table(&table, rules[index].setting, &row));
        assert_string_equal(rules[index].id, table_cell(&table, row, "id"));
        assert_string_equal(rules[index].value, table_cell(&table, row, "value"));
        assert_string_equal(rules[index].source, table_cell(&table, row, "source"));
        assert_string_equal(rules[index].status, table_cell(&table, row, "status"));
        assert_true(rules[index].source[0] != '\0' && rules[index].status[0] != '\0');
    }
    arena_release(&arena);
}

static void every_default_lies_within_what_may_be_set(void **state)
{
    (void)state;
    for (size_t index = 0; index < SECURITY_NUMBERS; index++) {
        const struct security_rule *rule = security_rule_of(security_numbers[index].name);
        assert_in_range(rule->usual, security_numbers[index].least, security_numbers[index].most);
    }
}

/* A password of `length` out of the first `classes` of a, A, 1, -. */
static const char *password_of(char *to, size_t length, size_t classes)
{
    for (size_t at = 0; at < length; at++) {
        to[at] = "aA1-"[at % classes];
    }
    to[length] = '\0';
    return to;
}

static void a_password_is_long_and_mixed_as_the_table_says(void **state)
{
    (void)state;
    char text[64];
    size_t length = (size_t)security_rule_of("password_length")->usual;
    size_t classes = (size_t)security_rule_of("password_classes")->usual;
    assert_ok(password_check(password_of(text, length, classes)));
    assert_string_equal(password_check(password_of(text, length - 1, classes)).message, "account.error.password_short");
    assert_string_equal(password_check(password_of(text, length, classes - 1)).message, "account.error.password_plain");
}

static void the_page_names_rule_source_and_status_of_each_default(void **state)
{
    struct site *site = *state;
    static const char *const languages[] = {"zh-CN", "en"};
    static const char *const words[] = {"部分核实", "partly checked"};
    size_t count = 0;
    const struct security_rule *rules = security_rules(&count);
    staff_insert(site, 900, "administrator");
    for (size_t language = 0; language < 2; language++) {
        struct dispatch_answer answer = staff_get(site, "administrator", "/office/security", languages[language]);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of(words[language])) != SPAN_NOWHERE);
        assert_true(span_find(answer.body, span_of("https://www.fisec.cn/1896.html")) != SPAN_NOWHERE);
        assert_true(span_find(answer.body, span_of("account.security.")) == SPAN_NOWHERE);
        for (size_t index = 0; index < count; index++) {
            assert_true(span_find(answer.body, span_of(rules[index].id)) != SPAN_NOWHERE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        cmocka_unit_test(the_defaults_are_those_of_the_table_with_rule_source_and_status),
        cmocka_unit_test(every_default_lies_within_what_may_be_set),
        cmocka_unit_test(a_password_is_long_and_mixed_as_the_table_says),
    };
    const struct CMUnitTest site[] = {
        cmocka_unit_test(the_page_names_rule_source_and_status_of_each_default),
    };
    int failed = cmocka_run_group_tests_name("security rules", pure, NULL, NULL);
    return failed + cmocka_run_group_tests_name("security rules on SQLite", site, start_site_sqlite, stop_site);
}
