/* What an organisation may say of itself, and who may change it. */
#include "tests/test.h"

#include "areas/organisations/organisations.h"

#include <stdio.h>

static struct arena arena;
static const struct catalogue *catalogue;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return result_failed(catalogue_load(&arena, &catalogue)) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct organisation sound(void)
{
    return (struct organisation){.kind = "enterprise",
                                 .name = "测试机械厂",
                                 .short_name = "",
                                 .credit_code = "",
                                 .county_code = "371581",
                                 .industry_code = "C3451",
                                 .school_level = "",
                                 .ownership = "民营",
                                 .address = "",
                                 .website = "https://example.cn/a?b=1",
                                 .products = "",
                                 .summary = "",
                                 .status = "approved"};
}

/* All empty when the field has none. */
static struct problem find_problem(struct organisation organisation, const char *field)
{
    static struct problems problems;
    problems.count = 0;
    organisation_check(&arena, catalogue, &organisation, &problems);
    for (size_t index = 0; index < problems.count; index++) {
        if (strcmp(problems.list[index].field, field) == 0) {
            return (struct problem){field, problems.list[index].message,
                                    problems.list[index].value == NULL ? "" : problems.list[index].value,
                                    problems.list[index].hint == NULL ? "" : problems.list[index].hint};
        }
    }
    return (struct problem){"", "", "", ""};
}

static void what_is_sound_has_no_problem(void **state)
{
    (void)state;
    struct problems problems = {.count = 0};
    struct organisation organisation = sound();
    organisation_check(&arena, catalogue, &organisation, &problems);
    assert_int_equal(problems.count, 0);
}

static void each_fault_is_named_with_what_would_be_right(void **state)
{
    (void)state;
    struct organisation organisation = sound();
    organisation.name = "";
    assert_string_equal(find_problem(organisation, "name").message, "organisation.error.name_missing");
    organisation = sound();
    organisation.kind = "bank";
    assert_string_equal(find_problem(organisation, "kind").message, "organisation.error.kind_unknown");
    organisation = sound();
    organisation.county_code = "371582";
    struct problem problem = find_problem(organisation, "county_code");
    assert_string_equal(problem.value, "371582");
    assert_non_null(strstr(problem.hint, "、"));
    organisation = sound();
    organisation.staff_count = -1;
    assert_string_equal(find_problem(organisation, "staff_count").message, "organisation.error.count_out_of_range");
    organisation = sound();
    char *long_text = arena_alloc(&arena, 3 * 4001 + 1, 1);
    for (size_t index = 0; index < 4001; index++) {
        memcpy(long_text + 3 * index, "轴", 3);
    }
    organisation.summary = long_text;
    problem = find_problem(organisation, "summary");
    assert_string_equal(problem.value, "4001");
    assert_string_equal(problem.hint, "4000");
}

static void a_slip_in_a_credit_code_is_shown_mended(void **state)
{
    (void)state;
    struct organisation organisation = sound();
    char code[19] = "91371581MA3C12345";
    code[17] = credit_code_check_character(span_make(code, 17));
    organisation.credit_code = code;
    assert_string_equal(find_problem(organisation, "credit_code").message, "");
    char wrong[19];
    memcpy(wrong, code, sizeof wrong);
    wrong[17] = wrong[17] == '1' ? '2' : '1';
    organisation.credit_code = wrong;
    assert_string_equal(find_problem(organisation, "credit_code").hint, code);
    organisation.credit_code = "9137158";
    assert_string_equal(find_problem(organisation, "credit_code").message, "organisation.error.credit_code_length");
    organisation.credit_code = "I1371581MA3C12345X";
    assert_string_equal(find_problem(organisation, "credit_code").message, "organisation.error.credit_code_character");
}

static void only_an_address_of_the_web_becomes_a_link(void **state)
{
    (void)state;
    static const char *const bad[] = {"javascript:alert(1)", "www.example.cn", "data:text/html,x",
                                      "https://a.cn/\"onclick=", "http://a b"};
    for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++) {
        struct organisation organisation = sound();
        organisation.website = bad[index];
        if (strcmp(find_problem(organisation, "website").message, "organisation.error.website") != 0) {
            fail_msg("%s", bad[index]);
        }
    }
}

static void the_office_and_its_own_people_may_edit(void **state)
{
    (void)state;
    static const char *const roles[] = {"owner", "staff", "editor", "reader"};
    for (size_t role = 0; role < 4; role++) {
        struct actor_organisation own = {7, "", "enterprise", roles[role]};
        struct actor actor = {.person_id = 1, .roles = ROLE_MEMBER, .organisations = &own, .organisation_count = 1};
        assert_int_equal(organisation_may_edit(&actor, 7), role < 3);
        assert_false(organisation_may_edit(&actor, 8));
    }
    struct actor visitor = {.person_id = 0};
    struct actor auditor = {.person_id = 1, .roles = ROLE_MEMBER | ROLE_AUDITOR};
    struct actor office = {.person_id = 1, .roles = ROLE_MEMBER | ROLE_OFFICE};
    assert_false(organisation_may_edit(&visitor, 7));
    assert_false(organisation_may_edit(&auditor, 7));
    assert_true(organisation_may_edit(&office, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sound_has_no_problem),
        cmocka_unit_test(each_fault_is_named_with_what_would_be_right),
        cmocka_unit_test(a_slip_in_a_credit_code_is_shown_mended),
        cmocka_unit_test(only_an_address_of_the_web_becomes_a_link),
        cmocka_unit_test(the_office_and_its_own_people_may_edit),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
