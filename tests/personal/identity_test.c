/* Telephone and ID numbers as people write them. The ID numbers are made up; their check digits are right. */
#include "tests/test.h"

#include "areas/personal/identity.h"
#include "base/day.h"

static struct arena arena;
static int32_t today;

static const char *telephone(const char *typed)
{
    const char *out = "refused";
    struct result result = telephone_read(&arena, span_of(typed), &out);
    assert_true(!result_failed(result) || strcmp(result.message, "personal.error.telephone") == 0);
    return out;
}

static const char *id_error(const char *typed)
{
    const char *out = NULL;
    struct result result = id_number_read(&arena, span_of(typed), today, &out);
    return result_failed(result) ? result.message : "";
}

static void a_telephone_is_read_however_it_is_written(void **state)
{
    (void)state;
    static const char *const same[] = {"13800001234",     "138 0000 1234",          "138-0000-1234",
                                       "+86 13800001234", "１３８００００１２３４", "　138　0000　1234",
                                       "138–0000–1234",   " +86-138-0000-1234 "};
    for (size_t index = 0; index < sizeof same / sizeof same[0]; index++) {
        assert_string_equal(telephone(same[index]), "13800001234");
    }
    assert_string_equal(telephone("06358321234"), "0635-8321234");
    assert_string_equal(telephone("0635-8321234"), "0635-8321234");
    assert_string_equal(telephone("+86 635 8321234"), "0635-8321234");
    assert_string_equal(telephone("010 8321 1234"), "010-83211234");
}

static void what_is_no_telephone_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "12800001234",
                                        "1380000123",
                                        "138000012345",
                                        "138000O1234",
                                        "8321234",
                                        "0035-8321234",
                                        "+1 212 5551",
                                        "138a00001234",
                                        "0635-1321234",
                                        "+",
                                        "+86",
                                        "0",
                                        "一三八",
                                        "13800001234;--",
                                        "\xff\xfe"
                                        "1",
                                        "86+13800001234"};
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        assert_string_equal(telephone(wrong[index]), "refused");
    }
    char long_one[4096];
    memset(long_one, '1', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_string_equal(telephone(long_one), "refused");
}

static void an_id_number_is_read_and_each_fault_is_named(void **state)
{
    (void)state;
    assert_string_equal(id_error("371502199003071230"), "");
    assert_string_equal(id_error("３７１５０２１９９００３０７１２３０"), "");
    assert_string_equal(id_error(" 371502 19900307 1230 "), "");
    assert_string_equal(id_error("37150219900307123x"), "personal.error.id_check");
    assert_string_equal(id_error("371502199003071231"), "personal.error.id_check");
    assert_string_equal(id_error("371502199003071320"), "personal.error.id_check"); /* two digits changed places */
    assert_string_equal(id_error("001502199003071230"), "personal.error.id_place");
    assert_string_equal(id_error("371502199013071230"), "personal.error.id_birth");
    assert_string_equal(id_error("371502199902291230"), "personal.error.id_birth"); /* 1999 was no leap year */
    assert_string_equal(id_error("371502202611251230"), "personal.error.id_birth"); /* tomorrow */
    assert_string_equal(id_error("371502189912311230"), "personal.error.id_birth");
    static const char *const forms[] = {"",
                                        "37150219900307123",
                                        "3715021990030712300",
                                        "371502900307123",
                                        "37150219900307X239",
                                        "X71502199003071230",
                                        "371502199003071230'"};
    for (size_t index = 0; index < sizeof forms / sizeof forms[0]; index++) {
        assert_string_equal(id_error(forms[index]), "personal.error.id_form");
    }
}

/* Of all changes of one digit none gets through: that is what the check digit is for. */
static void no_single_wrong_digit_gets_through(void **state)
{
    (void)state;
    static const char sound[] = "371502199003071230";
    for (size_t at = 0; at < 18; at++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char changed[19];
            memcpy(changed, sound, sizeof changed);
            changed[at] = digit;
            assert_true((digit == sound[at]) == (id_error(changed)[0] == '\0'));
        }
    }
}

static void x_is_a_check_digit_in_either_case(void **state)
{
    (void)state;
    const char *out = NULL;
    char number[] = "37150219900307100X";
    int found = 0;
    for (int order = 0; order < 1000 && found == 0; order++) {
        number[14] = (char)('0' + order / 100);
        number[15] = (char)('0' + order / 10 % 10);
        number[16] = (char)('0' + order % 10);
        found = id_error(number)[0] == '\0';
    }
    assert_int_equal(found, 1);
    number[17] = 'x';
    assert_false(result_failed(id_number_read(&arena, span_of(number), today, &out)));
    assert_int_equal(out[17], 'X');
}

static void age_counts_full_years(void **state)
{
    (void)state;
    assert_int_equal(id_number_age("371502201211240000", today), 14);
    assert_int_equal(id_number_age("371502201211250000", today), 13);
    assert_int_equal(id_number_age("371502199003071230", today), 36);
}

static void masks_show_a_part_and_never_the_middle(void **state)
{
    (void)state;
    assert_string_equal(telephone_mask(&arena, "13800001234"), "138****1234");
    assert_string_equal(telephone_mask(&arena, "0635-8321234"), "0635-*****34");
    assert_string_equal(telephone_mask(&arena, ""), "");
    assert_string_equal(telephone_mask(&arena, "12"), "");
    assert_string_equal(id_number_mask(&arena, "371502199003071230"), "3715**********1230");
    assert_string_equal(id_number_mask(&arena, ""), "");
}

int main(void)
{
    arena_init(&arena);
    today = day_of_date((struct date){2026, 11, 24});
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_telephone_is_read_however_it_is_written),
        cmocka_unit_test(what_is_no_telephone_is_refused),
        cmocka_unit_test(an_id_number_is_read_and_each_fault_is_named),
        cmocka_unit_test(no_single_wrong_digit_gets_through),
        cmocka_unit_test(x_is_a_check_digit_in_either_case),
        cmocka_unit_test(age_counts_full_years),
        cmocka_unit_test(masks_show_a_part_and_never_the_middle),
    };
    int failed = cmocka_run_group_tests_name("identity", tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
