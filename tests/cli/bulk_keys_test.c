/* Short names and their numbers, in both of the two ways; and what the fast readers read of numbers and ends of lines. */
#include "tests/test.h"

#include "cli/bulk_keys.h"

#include <stdio.h>

enum { NAMES_MOST = 16, TEXT_MOST = 64 };

struct held {
    struct arena arena;
    struct bulk_names names;
    struct bulk_keys keys;
    char texts[NAMES_MOST][TEXT_MOST];
    bool made;
};

/* Names that end at "". */
static void hold(struct held *held, const char *const *texts)
{
    bool added;
    *held = (struct held){.made = false};
    arena_init(&held->arena);
    bulk_names_init(&held->arena, &held->names, NAMES_MOST);
    for (size_t i = 0; texts[i][0] != '\0'; i++) {
        (void)snprintf(held->texts[i], TEXT_MOST, "%s", texts[i]);
        (void)bulk_names_put(&held->names, span_of(held->texts[i]), &added);
    }
    held->made = bulk_keys_make(&held->arena, &held->names, &held->keys);
}

/* BULK_UNKNOWN when it is not read, or is not known. */
static uint32_t look(const struct held *held, const char *line)
{
    char text[TEXT_MOST] = {0};
    uint32_t code;
    (void)snprintf(text, sizeof text, "%s", line);
    const char *next = bulk_keys_read(&held->keys, text, &code);
    if (next == NULL || !bulk_keys_settle(&held->keys, &code, 1)) {
        return BULK_UNKNOWN;
    }
    assert_ptr_equal(next, text + strlen(text));
    return code;
}

static void assert_finds_all(const struct held *held)
{
    char line[TEXT_MOST];
    assert_true(held->made);
    for (uint32_t i = 0; i < held->names.count; i++) {
        (void)snprintf(line, sizeof line, "%s\n", held->texts[i]);
        assert_int_equal(look(held, line), i);
        (void)snprintf(line, sizeof line, "%s\r\n", held->texts[i]);
        assert_int_equal(look(held, line), i);
        (void)snprintf(line, sizeof line, "%sx\n", held->texts[i]);
        assert_int_equal(look(held, line), BULK_UNKNOWN);
        (void)snprintf(line, sizeof line, "%s\r \n", held->texts[i]);
        assert_int_equal(look(held, line), BULK_UNKNOWN);
    }
    assert_int_equal(look(held, "\n"), BULK_UNKNOWN);
}

static void a_letter_and_a_number_lead_to_a_place(void **state)
{
    static const char *const names[] = {"s0", "s1", "s7", "s10", "s3", ""};
    static const char *const others[] = {"s2\n", "s00\n", "s07\n", "s010\n",     "s11\n",
                                         "t1\n", "1\n",   "s\n",   "s12345678\n"};
    struct held held;
    (void)state;
    hold(&held, names);
    assert_finds_all(&held);
    assert_non_null(held.keys.numbered);
    assert_false(held.keys.in_order);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(look(&held, others[i]), BULK_UNKNOWN);
    }
    arena_release(&held.arena);
}

static void numbers_of_one_width_keep_their_zeros(void **state)
{
    static const char *const names[] = {"A-07", "A-08", "A-10", ""};
    static const char *const others[] = {"A-7\n", "A-007\n", "A-09\n", "A-010\n", "B-07\n"};
    struct held held;
    (void)state;
    hold(&held, names);
    assert_finds_all(&held);
    assert_non_null(held.keys.numbered);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(look(&held, others[i]), BULK_UNKNOWN);
    }
    arena_release(&held.arena);
}

static void of_a_long_number_the_first_digits_are_read_as_letters(void **state)
{
    static const char *const names[] = {"2026110001", "2026110002", "2026119999", ""};
    struct held held;
    (void)state;
    hold(&held, names);
    assert_finds_all(&held);
    assert_int_equal(look(&held, "2026110003\n"), BULK_UNKNOWN);
    assert_int_equal(look(&held, "2025110001\n"), BULK_UNKNOWN);
    arena_release(&held.arena);
}

static void names_that_are_no_numbers_are_looked_up_by_their_bytes(void **state)
{
    static const char *const lists[][6] = {{"welding", "s1", "s22", "a-long-name-xx", ""},
                                           {"s1", "s01", "s001", ""}, /* would be one number */
                                           {"1", "5000000", ""},      /* too far apart */
                                           {"s", "s1", ""},           /* no number at all */
                                           {"a1b", "a2b", "焊工一班", ""}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct held held;
        (void)state;
        hold(&held, lists[i]);
        assert_null(held.keys.numbered);
        assert_finds_all(&held);
        assert_int_equal(look(&held, "s2\n"), BULK_UNKNOWN);
        assert_int_equal(look(&held, "a-long-name-xxyyy\n"), BULK_UNKNOWN);
        arena_release(&held.arena);
    }
}

static void a_name_that_is_too_long_is_for_the_ordinary_reader(void **state)
{
    static const char *const names[] = {"s1", "sixteen-bytes-xx", ""};
    struct held held;
    (void)state;
    hold(&held, names);
    assert_false(held.made);
    arena_release(&held.arena);
}

static void numbers_are_read_up_to_nineteen_digits(void **state)
{
    static const char *const whole = "1234567890123456789";
    (void)state;
    for (size_t length = 1; length <= 19; length++) {
        char text[TEXT_MOST] = {0};
        uint64_t number = 0, right = 0;
        (void)snprintf(text, sizeof text, "%.*s\n", (int)length, whole);
        for (size_t i = 0; i < length; i++) {
            right = right * 10 + (uint64_t)(whole[i] - '0');
        }
        assert_ptr_equal(plain_number(text, &number), text + length);
        assert_true(number == right);
    }
    uint64_t number;
    char twenty[TEXT_MOST] = "12345678901234567890\n", none[TEXT_MOST] = ",1\n", high[TEXT_MOST] = "1\xb0\n";
    assert_null(plain_number(twenty, &number));
    assert_null(plain_number(none, &number));
    assert_ptr_equal(plain_number(high, &number), high + 1);
    assert_true(number == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_and_a_number_lead_to_a_place),
        cmocka_unit_test(numbers_of_one_width_keep_their_zeros),
        cmocka_unit_test(of_a_long_number_the_first_digits_are_read_as_letters),
        cmocka_unit_test(names_that_are_no_numbers_are_looked_up_by_their_bytes),
        cmocka_unit_test(a_name_that_is_too_long_is_for_the_ordinary_reader),
        cmocka_unit_test(numbers_are_read_up_to_nineteen_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
