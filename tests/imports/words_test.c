/* Tables as offices send them: what is understood although nobody listed it, and what stays refused. */
#include "tests/test.h"

#include "areas/imports/imports.h"
#include "base/day.h"

static struct arena arena;
static struct import_reader reader;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    reader.region_id = 371500;
    reader.today = day_of_date((struct date){2026, 11, 24});
    return result_failed(catalogue_load(&arena, &reader.catalogue)) ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct import_sheet read(enum import_kind kind, const char *csv)
{
    struct import_sheet sheet = {0};
    reader.kind = kind;
    assert_false(result_failed(import_read(&arena, &reader, span_of(csv), &sheet)));
    return sheet;
}

static void headers_of_two_lines_notes_and_totals_are_no_rows(void **state)
{
    (void)state;
    struct import_sheet sheet = read(IMPORT_NEEDS, "某区企业用工需求汇总表,,,,\n"
                                                   "填报单位：某区人社局,,填报时间：2026年3月,,\n"
                                                   "序号,企业,岗位信息,,待遇\n"
                                                   ",企业名称,岗位名称,拟招聘人数,月薪\n"
                                                   "1,甲有限公司,车工,5,6000\n"
                                                   ",,铣工,3,6500以上\n"
                                                   "序号,企业名称,岗位名称,拟招聘人数,月薪\n"
                                                   "2,乙有限公司,厨师,1,面议\n"
                                                   "合计,,,9,\n"
                                                   "注：由各县汇总,,,,\n"
                                                   "制表人：张三,,,审核人：李四,\n");
    assert_int_equal(sheet.row_count, 3);
    assert_int_equal(sheet.refused_count, 0);
    assert_string_equal(sheet.rows[1].listing->title, "铣工");
    assert_string_equal(sheet.rows[1].organisation->name, "甲有限公司"); /* merged above */
    assert_int_equal(sheet.rows[1].listing->headcount, 3);
    assert_int_equal(sheet.rows[2].listing->headcount, 1);
}

static void what_the_law_forbids_to_ask_is_left_out_and_said(void **state)
{
    (void)state;
    struct import_sheet sheet = read(IMPORT_NEEDS, "企业名称,岗位,说明\n"
                                                   "甲有限公司,女工优先 缝纫工,\"限男,会平车,押金500元,18-45岁\"\n"
                                                   "乙有限公司,焊工,男女不限，有证优先\n");
    assert_int_equal(sheet.refused_count, 0);
    const struct import_row *row = &sheet.rows[0];
    assert_string_equal(row->listing->title, "缝纫工");
    assert_string_equal(row->listing->body, "会平车,18-45岁"); /* an age limit is doubted, not forbidden */
    assert_int_equal(row->note_count, 3);
    assert_string_equal(row->notes[0].value, "女工优先");
    assert_string_equal(row->notes[1].message, "listing.error.unlawful.sex_limit");
    assert_string_equal(row->notes[2].value, "押金500元");
    assert_int_equal(sheet.rows[1].note_count, 0);
    assert_string_equal(sheet.rows[1].listing->body, "男女不限，有证优先");
}

static void a_numbered_row_without_a_name_is_not_given_the_one_above(void **state)
{
    (void)state;
    struct import_sheet sheet = read(IMPORT_NEEDS, "序号,企业名称,岗位\n1,甲有限公司,车工\n2,,铣工\n");
    assert_int_equal(sheet.refused_count, 1);
    assert_string_equal(sheet.rows[1].problems[0].message, "import.row.no_organisation");
}

static void words_where_a_code_or_figure_is_wanted_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *header, *cell;
        int32_t headcount;
        const char *body;
    } cells[] = {
        {"专业要求", "机械、电气相关专业", 0, "专业：机械、电气相关专业"},
        {"职业", "操作工", 0, "职业：操作工"},
        {"所属行业", "轴承", 0, "轴承行业"},
        {"班次", "大小班", 0, "班次：大小班"},
        {"人数", "2个班(80人)", 80, "人数：2个班(80人)"},
        {"人数", "男10女5", 15, ""},
        {"到岗时间", "毕业后", 0, "开始时间：毕业后"},
        {"薪资", "按公司标准", 0, "薪资：按公司标准"},
    };
    for (size_t index = 0; index < sizeof cells / sizeof *cells; index++) {
        struct import_sheet sheet =
            read(IMPORT_NEEDS, arena_format(&arena, "企业名称,岗位,%s\n甲有限公司,车工,\"%s\"\n", cells[index].header,
                                            cells[index].cell));
        if (sheet.refused_count > 0) {
            fail_msg("%s: %s", cells[index].cell, sheet.rows[0].problems[0].message);
        }
        assert_int_equal(sheet.rows[0].listing->headcount, cells[index].headcount);
        assert_string_equal(sheet.rows[0].listing->body, cells[index].body);
    }
}

static void mistakes_stay_refused(void **state)
{
    (void)state;
    static const char *const cells[][2] = {
        {"专业", "数控技木应用"}, {"专业代码", "669999"},    {"职业代码", "6-18-01-99"},
        {"人数", "一大批"},       {"到岗时间", "2027/2/30"}, {"薪资", "看着给三百斤"},
        {"技能等级", "超级工"},   {"县区", "临青市"},        {"类别", "打包出售"}};
    for (size_t index = 0; index < sizeof cells / sizeof *cells; index++) {
        struct import_sheet sheet = read(IMPORT_NEEDS, arena_format(&arena, "企业名称,岗位,%s\n甲有限公司,车工,%s\n",
                                                                    cells[index][0], cells[index][1]));
        if (sheet.refused_count != 1) {
            fail_msg("%s was taken", cells[index][1]);
        }
        assert_int_equal(sheet.rows[0].problem_count, 1);
        assert_int_equal(sheet.rows[0].problems[0].column, 2);
    }
}

static void the_name_of_a_major_is_that_of_the_schools_level(void **state)
{
    (void)state;
    struct import_sheet sheet =
        read(IMPORT_OFFERS, "学校,名称,专业\n甲职业中专,护理毕业生,护理\n乙职业技术学院,护理毕业生,护理\n"
                            "丙技师学院,数控毕业生,数控技术\n");
    assert_int_equal(sheet.refused_count, 0);
    assert_string_equal(sheet.rows[0].listing->major_code, "720201");
    assert_string_equal(sheet.rows[1].listing->major_code, "520201");
    assert_string_equal(sheet.rows[2].listing->major_code, "460103");
}

static void a_place_is_read_from_the_beginning_of_an_address(void **state)
{
    (void)state;
    struct import_sheet sheet =
        read(IMPORT_NEEDS, "企业名称,岗位,工作地点\n甲,车工,茌平区乐平铺镇工业路8号\n乙,铣工,聊城临清市烟店\n");
    assert_int_equal(sheet.refused_count, 0);
    assert_string_equal(sheet.rows[0].listing->county_code, "371503");
    assert_string_equal(sheet.rows[1].listing->county_code, "371581");
}

static void the_header_of_the_title_says_what_kind_it_is(void **state)
{
    (void)state;
    assert_string_equal(read(IMPORT_NEEDS, "企业名称,技术难题\n甲,铝棒晶粒粗大\n").rows[0].listing->kind, "technology");
    assert_string_equal(read(IMPORT_NEEDS, "企业名称,培训需求\n甲,低压电工\n").rows[0].listing->kind, "training");
    assert_string_equal(read(IMPORT_NEEDS, "企业名称,岗位/工种\n甲,低压电工\n").rows[0].listing->kind, "talent");
    struct import_sheet sheet = read(IMPORT_OFFERS, "院校名称,专业名称,专业代码,人数\n甲职业学校,会计事务,730301,45\n");
    assert_string_equal(sheet.rows[0].listing->kind, "graduates");
    assert_string_equal(sheet.rows[0].listing->title, "会计事务专业毕业生");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_of_two_lines_notes_and_totals_are_no_rows),
        cmocka_unit_test(what_the_law_forbids_to_ask_is_left_out_and_said),
        cmocka_unit_test(a_numbered_row_without_a_name_is_not_given_the_one_above),
        cmocka_unit_test(words_where_a_code_or_figure_is_wanted_are_kept),
        cmocka_unit_test(mistakes_stay_refused),
        cmocka_unit_test(the_name_of_a_major_is_that_of_the_schools_level),
        cmocka_unit_test(a_place_is_read_from_the_beginning_of_an_address),
        cmocka_unit_test(the_header_of_the_title_says_what_kind_it_is),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
