/* What people write into fields and cells, table by table. */
#include "tests/test.h"

#include "areas/listings/values.h"
#include "base/day.h"
#include "text/text.h"

#include <stdio.h>

static struct arena arena;
static const struct catalogue *catalogue;
static int32_t today; /* 2026-11-24 */

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    today = day_of_date((struct date){2026, 11, 24});
    return result_failed(catalogue_load(&arena, &catalogue)) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void numbers_of_people_are_read_in_usual_writings(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t count;
    } rows[] = {{"20", 20},        {"20人", 20},      {" 约20名 ", 20},
                {"２０", 20},      {"二十", 20},      {"十五人", 15},
                {"两百", 200},     {"1,200", 1200},   {"20.0", 20},
                {"20-30人", 30},   {"20～30", 30},    {"若干", 0},
                {"", 0},           {"不限", 0},       {"1千", 1000},
                {"二十五", 25},    {"一百二十", 120}, {"一百二", 120},
                {"20人以上", 20},  {"三五十人", -1},  {"abc", -1},
                {"-5", -1},        {"2.5", -1},       {"30-20", -1},
                {"20个车工", -1},  {"99999999", -1},  {"12345678901234567890", -1},
                {"30 people", 30}, {"40台套", 40}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        int32_t count = -7;
        struct value_fault fault = {0, 0};
        bool understood = value_read_count(&arena, span_of(rows[row].text), &count, &fault);
        if (understood != (rows[row].count >= 0) || (understood && count != rows[row].count)) {
            fail_msg("%s: %d", rows[row].text, count);
        }
        if (!understood) {
            assert_int_equal(count, -7);
            assert_non_null(fault.message);
        }
    }
}

static void pay_is_read_with_its_range_and_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t low, high; /* yuan × 100 */
        const char *unit;
        bool noted;
    } rows[] = {
        {"6500", 650000, 650000, "month", false},
        {"6500元/月", 650000, 650000, "month", false},
        {"6,500 元/月", 650000, 650000, "month", false},
        {"6-8k", 600000, 800000, "month", false},
        {"6K-8K", 600000, 800000, "month", false},
        {"6k～8k", 600000, 800000, "month", false},
        {"6000-8000", 600000, 800000, "month", false},
        {"6000—8000元", 600000, 800000, "month", false},
        {"6000元-8000元/月", 600000, 800000, "month", false},
        {"6千-8千", 600000, 800000, "month", false},
        {"0.6-0.8万", 600000, 800000, "month", false},
        {"0.6万-0.8万/月", 600000, 800000, "month", false},
        {"四千五", 450000, 450000, "month", false},
        {"四到五千", 400000, 500000, "month", false},
        {"七八千", 700000, 800000, "month", false},
        {"一万二", 1200000, 1200000, "month", false},
        {"5000以上", 500000, 0, "month", false},
        {"5000元以上/月", 500000, 0, "month", false},
        {"6500+", 650000, 0, "month", false},
        {"不低于5000元", 500000, 0, "month", true},
        {"200元/天", 20000, 20000, "day", false},
        {"日薪200", 20000, 20000, "day", false},
        {"25/小时", 2500, 2500, "hour", false},
        {"25元/小时", 2500, 2500, "hour", false},
        {"年薪10万", 10000000, 10000000, "year", false},
        {"10-15万/年", 10000000, 15000000, "year", false},
        {"底薪3000+提成", 300000, 0, "month", true},
        {"月薪6500+绩效", 650000, 650000, "month", true},
        {"8k*13薪", 800000, 800000, "month", true},
        {"计件6000-9000", 600000, 900000, "month", true},
        {"计件", 0, 0, "", true},
        {"面议", 0, 0, "", true},
        {"", 0, 0, "", false},
        {"-", 0, 0, "", false},
        {"0.5元/件", 50, 50, "piece", false},
        {"¥6,500.00", 650000, 650000, "month", false},
        {"6500 yuan/month", 650000, 650000, "month", false},
        {"4000元/月-6000元/月", 400000, 600000, "month", false},
        {"月薪六千到八千", 600000, 800000, "month", false},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        struct value_pay pay = {-1, -1, "?", "?"};
        struct value_fault fault = {"", ""};
        if (!value_read_pay(&arena, span_of(rows[row].text), &pay, &fault)) {
            fail_msg("%s: refused %s %s", rows[row].text, fault.message, fault.hint);
        }
        if (pay.low_fen != rows[row].low || pay.high_fen != rows[row].high || strcmp(pay.unit, rows[row].unit) != 0 ||
            (pay.note[0] != '\0') != rows[row].noted) {
            fail_msg("%s: %lld-%lld %s '%s'", rows[row].text, (long long)pay.low_fen, (long long)pay.high_fen, pay.unit,
                     pay.note);
        }
    }
}

static void pay_that_cannot_be_meant_is_refused_with_what_would_be_right(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message, *hint;
    } rows[] = {{"200", "value.error.pay_unit_missing", "200元/天"},
                {"25", "value.error.pay_unit_missing", "25元/小时"},
                {"10-15万", "value.error.pay_unit_missing", "100000-150000元/年"},
                {"8000-6000", "value.error.pay_reversed", "6000-8000元/月"},
                {"0", "value.error.pay_out_of_range", "6500元/月"},
                {"-6500", "value.error.pay_out_of_range", "6500元/月"},
                {"很高", "value.error.pay_unreadable", "6500元/月"},
                {"99999999999999999999", "value.error.pay_unreadable", "6500元/月"}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        struct value_pay pay = {-1, -1, "?", "?"};
        struct value_fault fault = {"", ""};
        if (value_read_pay(&arena, span_of(rows[row].text), &pay, &fault) ||
            strcmp(fault.message, rows[row].message) != 0 || strcmp(fault.hint, rows[row].hint) != 0) {
            fail_msg("%s: %s %s", rows[row].text, fault.message, fault.hint);
        }
        assert_int_equal(pay.low_fen, -1);
    }
}

static void days_are_read_in_usual_writings(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const rows[][2] = {
        {"2026-09-01", "2026-09-01"},   {"2026/9/1", "2026-09-01"},       {"2026.9.1", "2026-09-01"},
        {"2026年9月1日", "2026-09-01"}, {"2026年09月01日", "2026-09-01"}, {"20260901", "2026-09-01"},
        {"2026年9月", "2026-09-01"},    {"2026-9", "2026-09-01"},         {"2026.09", "2026-09-01"},
        {"９月", "2027-09-01"},         {"9月1日", "2027-09-01"},         {"9月1号到岗", "2027-09-01"},
        {"12月", "2026-12-01"},         {"11月", "2026-11-01"},           {"11月20日", "2027-11-20"},
        {"11月24日", "2026-11-24"},     {"9/1", "2027-09-01"},            {"12.15", "2026-12-15"},
        {"26.9.1", "2026-09-01"},       {"26/12/1", "2026-12-01"},        {"9月底", "2027-09-30"},
        {"2028年2月底", "2028-02-29"},  {"9月中旬", "2027-09-11"},        {"二〇二六年九月一日", "2026-09-01"},
        {"2026-09-01 00:00:00", "2026-09-01"}, {"2026-09-01T00:00:00", "2026-09-01"}, {"46266", "2026-09-01"},
        {"1 September 2026", "2026-09-01"}, {"Sep 1, 2026", "2026-09-01"}, {"Sept. 2027", "2027-09-01"},
        {"随时", "2026-11-24"},         {"尽快到岗", "2026-11-24"},       {"明年3月", "2027-03-01"},
        {"2026年 9月 1日", "2026-09-01"}, {"2026 / 9 / 1", "2026-09-01"}, {"31/12/2026", "2026-12-31"},
        {"2026年9月1日前", "2026-09-01"}, {"", ""}, {"长期", ""}, {"面议", ""}};
    /* clang-format on */
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        int32_t day = 1;
        char text[DAY_TEXT_SIZE];
        struct value_fault fault = {"", ""};
        if (!value_read_day(&arena, span_of(rows[row][0]), today, &day, &fault)) {
            fail_msg("%s: refused %s", rows[row][0], fault.message);
        }
        if (strcmp(day_format(day, text), rows[row][1]) != 0) {
            fail_msg("%s: %s", rows[row][0], text);
        }
    }
}

static void days_that_do_not_exist_are_refused_with_the_nearest_that_does(void **state)
{
    (void)state;
    static const char *const rows[][3] = {{"2026/2/30", "value.error.day_not_there", "2026-02-28"},
                                          {"2026年2月30日", "value.error.day_not_there", "2026-02-28"},
                                          {"20260431", "value.error.day_not_there", "2026-04-30"},
                                          {"2026-13-01", "value.error.day_not_there", "2026-09-01"},
                                          {"13月", "value.error.day_not_there", "2026-09-01"},
                                          {"9/1/2026", "value.error.day_two_meanings", "2026-09-01"},
                                          {"春节后", "value.error.day_unreadable", "2026-09-01"},
                                          {"2026", "value.error.day_unreadable", "2026-09-01"},
                                          {"2026-09-01-05", "value.error.day_unreadable", "2026-09-01"},
                                          {"一个月", "value.error.day_unreadable", "2026-09-01"},
                                          {"3个月后", "value.error.day_unreadable", "2026-09-01"}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        int32_t day = 7;
        struct value_fault fault = {"", ""};
        bool understood = value_read_day(&arena, span_of(rows[row][0]), today, &day, &fault);
        if (understood || strcmp(fault.message, rows[row][1]) != 0 || strcmp(fault.hint, rows[row][2]) != 0) {
            fail_msg("%s: %d %s %s", rows[row][0], understood, fault.message, fault.hint);
        }
        assert_int_equal(day, 7);
    }
}

static void skill_levels_are_read_by_name_grade_and_code(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int low, high;
    } rows[] = {{"高级工", 4, 4},       {"三级", 4, 4},
                {"三级/高级工", 4, 4},  {"高级", 4, 4},
                {"技师", 5, 5},         {"高级技师", 6, 6},
                {"中级工及以上", 3, 0}, {"四级以上", 3, 0},
                {"初级-高级", 2, 4},    {"4", 3, 3},
                {"5级", 2, 2},          {"", 0, 0},
                {"不限", 0, 0},         {"中级工（四级）", 3, 3},
                {"首席技师", 8, 8}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        int low = -1;
        int high = -1;
        struct value_fault fault = {"", ""};
        if (!value_read_level(&arena, catalogue, span_of(rows[row].text), &low, &high, &fault) ||
            low != rows[row].low || high != rows[row].high) {
            fail_msg("%s: %d-%d %s", rows[row].text, low, high, fault.message);
        }
    }
    int low = -1;
    int high = -1;
    struct value_fault fault = {"", ""};
    assert_false(value_read_level(&arena, catalogue, span_of("博士"), &low, &high, &fault));
    assert_string_equal(fault.message, "value.error.level_unknown");
}

static void yes_no_experience_education_and_shift_are_read(void **state)
{
    (void)state;
    int yes = 7;
    int32_t months = 7;
    const char *word = "?";
    struct value_fault fault = {"", ""};
    static const struct {
        const char *text;
        int answer;
    } answers[] = {{"是", 1},     {"包住", 1}, {"提供宿舍", 1}, {"√", 1}, {"Y", 1}, {"1", 1}, {"否", 0},
                   {"不提供", 0}, {"不包", 0}, {"无", 0},       {"n", 0}, {"×", 0}, {"", -1}, {"面议", -1}};
    for (size_t row = 0; row < sizeof answers / sizeof answers[0]; row++) {
        if (!value_read_yes_no(&arena, span_of(answers[row].text), &yes, &fault) || yes != answers[row].answer) {
            fail_msg("%s: %d", answers[row].text, yes);
        }
    }
    assert_false(value_read_yes_no(&arena, span_of("也许"), &yes, &fault));
    static const struct {
        const char *text;
        int32_t months;
    } terms[] = {
        {"1年", 12},  {"一年以上", 12},        {"6个月", 6},  {"半年", 6}, {"1-3年", 12}, {"3", 36}, {"应届", 0},
        {"不限", -1}, {"2年以上工作经验", 24}, {"两年半", 30}};
    for (size_t row = 0; row < sizeof terms / sizeof terms[0]; row++) {
        if (!value_read_experience(&arena, span_of(terms[row].text), &months, &fault) || months != terms[row].months) {
            fail_msg("%s: %d", terms[row].text, months);
        }
    }
    assert_false(value_read_experience(&arena, span_of("资深"), &months, &fault));
    static const char *const schools[][2] = {{"中职", "中专"}, {"大专及以上", "大专"}, {"高职", "大专"},
                                             {"技校", "中专"}, {"本科", "本科"},       {"", ""}};
    for (size_t row = 0; row < sizeof schools / sizeof schools[0]; row++) {
        assert_true(value_read_education(&arena, span_of(schools[row][0]), &word, &fault));
        assert_string_equal(word, schools[row][1]);
    }
    static const char *const shifts[][2] = {
        {"长白班", "day"}, {"两班倒", "two"}, {"三班倒", "three"}, {"12小时两班", "two"}, {"12小时", "long_day"}};
    for (size_t row = 0; row < sizeof shifts / sizeof shifts[0]; row++) {
        assert_true(value_read_shift(&arena, span_of(shifts[row][0]), &word, &fault));
        assert_string_equal(word, shifts[row][1]);
    }
    assert_true(value_read_side(&arena, span_of("供给"), &word, &fault));
    assert_string_equal(word, "offer");
    assert_true(value_read_side(&arena, span_of("企业需求"), &word, &fault));
    assert_string_equal(word, "need");
    assert_false(value_read_side(&arena, span_of(""), &word, &fault));
}

static void lists_are_joined_by_one_mark_without_repeats(void **state)
{
    (void)state;
    assert_string_equal(value_read_list(&arena, span_of("看图，CAD； 看图/cad\n 测量 ,,")), "看图、CAD、测量");
    assert_string_equal(value_read_list(&arena, span_of("")), "");
    assert_string_equal(value_read_list(&arena, span_of(" 、， ")), "");
}

static void codes_outside_the_catalogue_get_three_suggestions(void **state)
{
    (void)state;
    const char *code = "?";
    struct value_fault fault = {"", ""};
    assert_true(value_read_code(&arena, catalogue, CATALOGUE_REGIONS, span_of("临清"), NULL, &code, &fault));
    assert_string_equal(code, "371581");
    assert_false(value_read_code(&arena, catalogue, CATALOGUE_REGIONS, span_of("371582"), NULL, &code, &fault));
    assert_string_equal(fault.message, "value.error.code_unknown");
    assert_non_null(strstr(fault.hint, "、"));
    assert_true(value_read_cooperation(&arena, catalogue, span_of("订单班、实习"), &code, &fault));
    assert_string_equal(code, "order_class,internship");
    assert_false(value_read_cooperation(&arena, catalogue, span_of("订单班、喝茶"), &code, &fault));
}

static void what_is_shown_is_read_again_as_the_same(void **state)
{
    (void)state;
    static const int64_t pays[][2] = {{600000, 800000}, {650000, 650000}, {500000, 0},
                                      {0, 900000},      {2550, 2550},     {50, 50}};
    static const char *const units[] = {"month", "day", "hour", "piece", "year"};
    struct value_fault fault = {"", ""};
    for (size_t pay = 0; pay < 6; pay++) {
        for (size_t unit = 0; unit < 5; unit++) {
            struct value_pay read;
            const char *shown = value_show_pay(&arena, pays[pay][0], pays[pay][1], units[unit]);
            if (!value_read_pay(&arena, span_of(shown), &read, &fault) || read.low_fen != pays[pay][0] ||
                read.high_fen != pays[pay][1] || strcmp(read.unit, units[unit]) != 0 || read.note[0] != '\0') {
                fail_msg("%s", shown);
            }
        }
    }
    for (int low = 1; low <= 8; low++) {
        for (int high = 0; high <= 8; high++) {
            int read_low = -1;
            int read_high = -1;
            const char *shown = value_show_level(&arena, catalogue, low, high);
            if ((high == 0 || high >= low) &&
                (!value_read_level(&arena, catalogue, span_of(shown), &read_low, &read_high, &fault) ||
                 read_low != low || read_high != high)) {
                fail_msg("%s: %d-%d", shown, read_low, read_high);
            }
        }
    }
    static const int32_t months[] = {-1, 0, 6, 12, 30, 36};
    for (size_t index = 0; index < 6; index++) {
        int32_t read = -7;
        assert_true(
            value_read_experience(&arena, span_of(value_show_experience(&arena, months[index])), &read, &fault));
        assert_int_equal(read, months[index]);
    }
    static const char *const shifts[] = {"", "day", "two", "three", "long_day"};
    for (size_t index = 0; index < 5; index++) {
        const char *read = "?";
        assert_true(value_read_shift(&arena, span_of(value_show_shift(shifts[index])), &read, &fault));
        assert_string_equal(read, shifts[index]);
    }
    for (size_t row = 0; row < catalogue_count(catalogue, CATALOGUE_COOPERATION); row++) {
        const char *code = catalogue_at(catalogue, CATALOGUE_COOPERATION, row)->code;
        const char *read = "?";
        assert_true(value_read_cooperation(&arena, catalogue, span_of(value_show_cooperation(&arena, catalogue, code)),
                                           &read, &fault));
        assert_string_equal(read, code);
    }
    static const enum catalogue_table tables[] = {CATALOGUE_MAJORS, CATALOGUE_OCCUPATIONS, CATALOGUE_INDUSTRIES,
                                                  CATALOGUE_REGIONS, CATALOGUE_KINDS};
    for (size_t table = 0; table < 5; table++) {
        for (size_t row = 0; row < catalogue_count(catalogue, tables[table]); row++) {
            const char *code = catalogue_at(catalogue, tables[table], row)->code;
            const char *shown = value_show_code(catalogue, tables[table], code);
            const char *read = "?";
            if (!value_read_code(&arena, catalogue, tables[table], span_of(shown), NULL, &read, &fault) ||
                strcmp(read, code) != 0) {
                fail_msg("%s is shown as %s and read as %s", code, shown, read);
            }
        }
    }
}

static void ten_megabytes_in_a_cell_are_refused_at_once(void **state)
{
    (void)state;
    size_t length = 10U << 20;
    char *text = arena_alloc(&arena, length + 1, 1);
    memset(text, '9', length);
    int32_t count = 3;
    struct value_pay pay;
    struct value_fault fault = {"", ""};
    assert_false(value_read_count(&arena, span_make(text, length), &count, &fault));
    assert_string_equal(fault.message, "value.error.too_long");
    assert_false(value_read_pay(&arena, span_make(text, length), &pay, &fault));
    assert_false(value_read_day(&arena, span_make(text, length), today, &count, &fault));
    assert_int_equal(count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_people_are_read_in_usual_writings),
        cmocka_unit_test(pay_is_read_with_its_range_and_unit),
        cmocka_unit_test(pay_that_cannot_be_meant_is_refused_with_what_would_be_right),
        cmocka_unit_test(days_are_read_in_usual_writings),
        cmocka_unit_test(days_that_do_not_exist_are_refused_with_the_nearest_that_does),
        cmocka_unit_test(skill_levels_are_read_by_name_grade_and_code),
        cmocka_unit_test(yes_no_experience_education_and_shift_are_read),
        cmocka_unit_test(lists_are_joined_by_one_mark_without_repeats),
        cmocka_unit_test(codes_outside_the_catalogue_get_three_suggestions),
        cmocka_unit_test(what_is_shown_is_read_again_as_the_same),
        cmocka_unit_test(ten_megabytes_in_a_cell_are_refused_at_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
