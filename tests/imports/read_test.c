/* Reading what offices send: headers, rows, and each kind of faulty cell with its name, reason and hint. Pure. */
#include "tests/imports/reading.h"

#include "tests/sheet/rows.h"

static struct arena arena;
static const struct catalogue *catalogue;
static struct words words;

static int open_catalogue(void **state)
{
    (void)state;
    size_t count = 0;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    arena_init(&arena);
    return result_failed(catalogue_load(&arena, &catalogue)) || result_failed(words_load(&arena, files, count, &words))
               ? -1
               : 0;
}

static int close_catalogue(void **state)
{
    (void)state;
    words_close(&words);
    arena_release(&arena);
    return 0;
}

#define NEEDS "企业名称,岗位,人数,薪资,到岗时间,县区,职业代码\n"

static struct import_sheet needs(const char *text)
{
    return read_csv(&arena, catalogue, IMPORT_NEEDS, text);
}

static const struct listing *listing_of(const struct import_sheet *sheet, size_t row)
{
    return sheet->rows[row].listing;
}

/* --- headers ------------------------------------------------------------------------------------------------------ */

static void columns_may_stand_in_any_order_in_either_language_below_titles(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "企业名称,岗位,人数\n甲厂,车工,3\n",
        "人数,*岗位名称（必填）,用 人 单 位\n3,车工,甲厂\n",
        "headcount,Title,Organisation\n3,车工,甲厂\n",
        "聊城市企业用工需求表\n填报单位：市人社局,,2026年11月\n\n序号,企业名称,岗位,需求人数（人）\n1,甲厂,车工,3人\n",
        "备用列,企业名称,岗位,人数,联系电话\nx,甲厂,车工,3,13800000000\n",
    };
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        struct import_sheet sheet = needs(texts[index]);
        assert_int_equal(sheet.row_count, 1);
        assert_string_equal(problems_of(&arena, &sheet), "");
        assert_string_equal(listing_of(&sheet, 0)->title, "车工");
        assert_int_equal(listing_of(&sheet, 0)->headcount, 3);
        assert_string_equal(sheet.rows[0].organisation->name, "甲厂");
    }
}

static void a_file_without_header_or_rows_says_so(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"甲,乙\n1,2\n", "import.error.no_header"},
                                           {"企业名称,岗位\n", "import.error.no_rows"},
                                           {"企业名称,岗位\n,,\n", "import.error.no_rows"},
                                           {"岗位\n车工\n", "import.error.no_header"},
                                           {"", "sheet.error.empty"}};
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        struct import_sheet sheet;
        struct result result = read_sheet_bytes(&arena, catalogue, IMPORT_NEEDS, span_of(pairs[index][0]), &sheet);
        assert_int_equal(result.code, RESULT_INVALID);
        assert_string_equal(result.message, pairs[index][1]);
    }
}

static void descriptions_are_joined_and_contacts_are_not_kept(void **state)
{
    (void)state;
    struct import_sheet sheet =
        needs("企业名称,岗位,岗位职责,任职要求,联系人,电话\n甲厂,车工,看图,能倒班,张三,13800000000\n");
    assert_string_equal(listing_of(&sheet, 0)->body, "看图\n能倒班");
    assert_string_equal(sheet.fields[4]->name, "ignored");
    assert_null(sheet.fields[5]->read);
}

static void names_are_one_line_and_empty_rows_are_passed_over(void **state)
{
    (void)state;
    struct import_sheet sheet = needs("序号,企业名称,岗位\n1,\"聊城市\n甲厂\",\"CNC\nturner\"\n2,,\n3,乙厂,铣工\n");
    assert_int_equal(sheet.row_count, 2);
    assert_string_equal(sheet.rows[0].organisation->name, "聊城市甲厂");
    assert_string_equal(listing_of(&sheet, 0)->title, "CNC turner");
}

/* --- values -------------------------------------------------------------------------------------------------------- */

static void units_ranges_and_ways_of_writing_are_understood(void **state)
{
    (void)state;
    struct import_sheet sheet =
        needs(NEEDS "甲厂,车工,20人,6500元/月,2027/3/1,临清,\n甲厂,铣工,约20名,6-8k,2027年3月1日,临清市,\n"
                    "甲厂,钳工,二十,面议,46447,371581,\n");
    assert_string_equal(problems_of(&arena, &sheet), "");
    for (size_t row = 0; row < 3; row++) {
        char day[DAY_TEXT_SIZE];
        assert_int_equal(listing_of(&sheet, row)->headcount, 20);
        assert_string_equal(listing_of(&sheet, row)->county_code, "371581");
        assert_string_equal(day_format(listing_of(&sheet, row)->start_day, day), row < 2 ? "2027-03-01" : "2027-03-01");
    }
    assert_int_equal(listing_of(&sheet, 0)->pay_low_fen, 650000);
    assert_string_equal(listing_of(&sheet, 0)->pay_unit, "month");
    assert_int_equal(listing_of(&sheet, 1)->pay_low_fen, 600000);
    assert_int_equal(listing_of(&sheet, 1)->pay_high_fen, 800000);
}

struct fault {
    const char *rows, *problem; /* "C2 key" */
    const char *hint;           /* a part of it */
};

static void check_faults(enum import_kind kind, const char *header, const struct fault *faults, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        const char *text = arena_format(&arena, "%s%s\n", header, faults[index].rows);
        struct import_sheet sheet = read_csv(&arena, catalogue, kind, text);
        assert_string_equal(problems_of(&arena, &sheet), faults[index].problem);
        const struct import_problem *problem = &sheet.rows[sheet.row_count - 1].problems[0];
        if (strstr(problem->hint, faults[index].hint) == NULL) {
            fail_msg("%s: hint %s, not %s", faults[index].problem, problem->hint, faults[index].hint);
        }
        for (enum language language = LANGUAGE_ZH_CN; language < LANGUAGE_COUNT; language++) {
            assert_non_null(words_find(&words, language, problem->message));
        }
    }
}

static void each_kind_of_faulty_cell_of_a_need_is_named_with_its_reason_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {"甲厂,车工,一大批,,,,", "C2 value.error.count_unreadable", ""},
        {"甲厂,车工,3,看着给,,,", "D2 value.error.pay_unreadable", "6500"},
        {"甲厂,车工,3,,2026/2/30,,", "E2 value.error.day_not_there", "2026-02-28"},
        {"甲厂,车工,3,,过两天,,", "E2 value.error.day_unreadable", "20"},
        {"甲厂,车工,3,,,临青市,", "F2 value.error.code_unknown", "临清市"},
        {"甲厂,车工,3,,,,6-18-01-99", "G2 value.error.code_unknown", "6-18-01-"},
        {",车工,3,,,,", "A2 import.row.no_organisation", ""},
        {"甲厂,,3,,,,", "B2 import.row.no_title", ""},
        {"甲厂,#N/A,3,,,,", "B2 import.cell.formula_error", ""},
        {"甲厂,车工,9999999,,,,", "C2 value.error.count_out_of_range", ""},
        {"甲厂,车工,3,9000-6000,,,", "D2 value.error.pay_reversed", "6000"},
        {"甲厂,车工,3,200,,,", "D2 value.error.pay_unit_missing", "200"},
        {"甲厂,车工,3,,,,\n甲厂,车工,4,,,,", "-3 import.row.repeated", "2"},
    };
    check_faults(IMPORT_NEEDS, NEEDS, faults, sizeof faults / sizeof faults[0]);
}

static void each_kind_of_faulty_cell_of_an_organisation_is_named_too(void **state)
{
    (void)state;
    static const struct fault faults[] = {
        {"甲厂,91371500MA3CB1234X,,,,", "B2 import.cell.credit_code_check", "91371500MA3CB1234"},
        {"甲厂,91371500MA3CB123,,,,", "B2 import.cell.credit_code_length", "16"},
        {"甲厂,聊城市税务局,,,,", "B2 import.cell.credit_code_length", "6"},
        {"甲厂,91371500MA3CBI234X,,,,", "B2 import.cell.credit_code_character", ""},
        {"甲厂,913715001234567000,,,,", "B2 import.cell.credit_code_number", ""},
        {"甲厂,9.13715E+17,,,,", "B2 import.cell.credit_code_number", ""},
        {"甲厂,,外星人,,,", "C2 import.cell.organisation_kind", ""},
        {"甲校,,学校,幼儿班,,", "D2 import.cell.school_level", ""},
        {"甲校,,学校,中职,\"数控技术应用（120人）、数控技木\",", "E2 import.cell.programme_unknown", "数控技术应用"},
        {"甲校,,学校,中职,,javascript:alert(1)", "F2 organisation.error.website", "https://"},
        {"甲厂,,企业,,,\n甲厂,,学校,,,", "-3 import.row.repeated", "2"},
        {",91371500MA3CB1234X,,,,", "B2 import.cell.credit_code_check A2 import.row.no_organisation",
         "91371500MA3CB1234"},
    };
    check_faults(IMPORT_ORGANISATIONS, "单位名称,统一社会信用代码,单位类型,办学层次,开设专业,网址\n", faults,
                 sizeof faults / sizeof faults[0]);
}

static void a_name_too_long_for_an_organisation_is_refused_in_a_sheet_of_needs_too(void **state)
{
    (void)state;
    const char *name = "";
    for (int index = 0; index < 30; index++) {
        name = arena_format(&arena, "%s轴承厂", name);
    }
    struct import_sheet sheet = needs(arena_format(&arena, "%s%s,车工,3,,,,\n", NEEDS, name));
    assert_string_equal(problems_of(&arena, &sheet), "A2 organisation.error.too_long");
    assert_true(utf8_is_valid(span_of(sheet.rows[0].problems[0].value)));
    assert_true(utf8_count(span_of(sheet.rows[0].problems[0].value)) <= 81); /* cut, with a mark */
}

static void the_same_row_twice_is_one_and_a_running_number_does_not_count(void **state)
{
    (void)state;
    struct import_sheet sheet =
        needs("序号,企业名称,岗位,人数\n1,甲厂,车工,3\n2,甲厂,车工,3\n3,甲厂,車工,3\n4,甲厂,车工,5\n");
    assert_string_equal(problems_of(&arena, &sheet), "-4 import.row.repeated -5 import.row.repeated");
    assert_int_equal(sheet.refused_count, 2);
}

static void programmes_and_equipment_are_read_with_their_numbers(void **state)
{
    (void)state;
    struct import_sheet sheet =
        read_csv(&arena, catalogue, IMPORT_ORGANISATIONS,
                 "学校名称,办学层次,开设专业,实训设备,是否规上\n"
                 "甲职业中专,中职,数控技术应用（120人）；机电技术应用,数控车床(20台)、机加工实训基地,非规上\n");
    assert_string_equal(problems_of(&arena, &sheet), "");
    const struct import_row *row = &sheet.rows[0];
    assert_string_equal(row->organisation->kind, "school");
    assert_int_equal(row->programme_count, 2);
    assert_int_equal(row->programmes[0].student_count, 120);
    assert_string_equal(row->programmes[0].name, "数控技术应用");
    assert_int_equal(row->facility_count, 2);
    assert_int_equal(row->facilities[0].unit_count, 20);
    assert_string_equal(row->facilities[1].kind, "site");
    assert_true(row->scale_stated);
    assert_false(row->organisation->above_scale);
}

/* --- files --------------------------------------------------------------------------------------------------------- */

static struct result read_bytes(struct span bytes, struct import_sheet *sheet)
{
    return read_sheet_bytes(&arena, catalogue, IMPORT_NEEDS, bytes, sheet);
}

static void gb18030_and_utf16_are_read_like_utf8(void **state)
{
    (void)state;
    static const char gb18030[] = "\xc6\xf3\xd2\xb5\xc3\xfb\xb3\xc6,\xb8\xda\xce\xbb,\xc8\xcb\xca\xfd\n"
                                  "\xbc\xd7\xb3\xa7,\xb3\xb5\xb9\xa4,3\n"; /* 企业名称,岗位,人数 / 甲厂,车工,3 */
    static const char utf16[] =
        "\xff\xfe\x01\x4f\x1a\x4e\x0d\x54\xf0\x79,\0\x97\x5c\x4d\x4f\n\0\x32\x75\x82\x53,\0\x66\x8f\xe5\x5d\n";
    struct import_sheet sheet;
    assert_ok(read_bytes(span_make(gb18030, sizeof gb18030 - 1), &sheet));
    assert_string_equal(listing_of(&sheet, 0)->title, "车工");
    assert_ok(read_bytes(span_make(utf16, sizeof utf16), &sheet));
    assert_string_equal(sheet.rows[0].organisation->name, "甲厂");
}

static void files_that_cannot_be_read_say_why(void **state)
{
    (void)state;
    static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1                ";
    const struct {
        struct span bytes;
        const char *message;
    } cases[] = {{span_make("企业名称,岗位\n甲\0厂,车工\n", 34), "sheet.error.nul_byte"},
                 {span_of("企业名称,岗位\n\"甲厂,车工\n"), "sheet.error.quote_not_closed"},
                 {span_make(ole, sizeof ole - 1), NULL},
                 {span_of("PK\x03\x04 not really"), NULL},
                 {span_of("\xff\xff\xff\x81\x30"), NULL}};
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        struct import_sheet sheet;
        struct result result = read_bytes(cases[index].bytes, &sheet);
        assert_int_equal(result.code, RESULT_INVALID);
        if (cases[index].message != NULL) {
            assert_string_equal(result.message, cases[index].message);
        }
        assert_non_null(words_find(&words, LANGUAGE_EN, result.message));
    }
}

static void formulas_give_their_value_and_one_without_a_value_is_refused(void **state)
{
    (void)state;
    struct span bytes = xlsx_of(
        ONE_SHEET,
        SHEET(
            "<row r=\"1\"><c t=\"str\"><v>企业名称</v></c><c t=\"str\"><v>岗位</v></c><c t=\"str\"><v>人数</v></c></row>"
            "<row r=\"2\"><c t=\"str\"><f>A1&amp;B1</f><v>甲厂</v></c><c t=\"str\"><v>车工</v></c><c><f>1+2</f><v>3</v></c></row>"
            "<row r=\"3\"><c t=\"str\"><v>甲厂</v></c><c t=\"str\"><v>铣工</v></c><c><f>1+2</f></c></row>"
            "<row r=\"5\"><c t=\"str\"><v>甲厂</v></c><c t=\"str\"><v>焊工</v></c><c t=\"str\"><f>x</f><v></v></c></row>"
            "<row r=\"6\"><c t=\"e\"><f>x</f><v>#REF!</v></c><c t=\"str\"><v>钳工</v></c></row>"),
        NULL, NULL);
    struct import_sheet sheet;
    assert_ok(read_bytes(bytes, &sheet));
    free((char *)(uintptr_t)bytes.at);
    assert_string_equal(sheet.rows[0].organisation->name, "甲厂");
    assert_int_equal(listing_of(&sheet, 0)->headcount, 3);
    assert_string_equal(problems_of(&arena, &sheet), "C3 import.cell.formula_empty A6 import.cell.formula_error");
}

static void a_thousand_columns_are_read_and_more_are_refused(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text);
    for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 997; column++) {
            buffer_add_format(&text, "%d,", column);
        }
        buffer_add_text(&text, row == 0 ? "企业名称,岗位,人数\n" : "甲厂,车工,一大批\n");
    }
    struct import_sheet sheet;
    assert_ok(read_bytes(buffer_span(&text), &sheet));
    assert_string_equal(problems_of(&arena, &sheet), "ALL2 value.error.count_unreadable");
    buffer_add_text(&text, "x");
    for (int column = 0; column < 1001; column++) {
        buffer_add_text(&text, ",x");
    }
    struct result result = read_bytes(buffer_span(&text), &sheet);
    assert_string_equal(result.message, "sheet.error.too_many_columns");
    buffer_release(&text);
}

static void a_small_file_of_very_many_wide_rows_is_stopped(void **state)
{
    (void)state;
    struct buffer text;
    struct arena own;
    arena_init(&own);
    buffer_init(&text);
    for (int column = 0; column < 900; column++) {
        buffer_add_text(&text, "x,");
    }
    buffer_add_text(&text, "企业名称,岗位\n");
    for (int row = 0; row < 9000; row++) {
        for (int column = 0; column < 900; column++) {
            buffer_add_byte(&text, ',');
        }
        buffer_add_text(&text, "甲厂,工\n");
    }
    struct import_sheet sheet;
    struct result result = read_sheet_bytes(&own, catalogue, IMPORT_NEEDS, buffer_span(&text), &sheet);
    assert_int_equal(result.code, RESULT_INVALID);
    assert_string_equal(result.message, "import.error.too_many");
    buffer_release(&text);
    arena_release(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_may_stand_in_any_order_in_either_language_below_titles),
        cmocka_unit_test(a_file_without_header_or_rows_says_so),
        cmocka_unit_test(descriptions_are_joined_and_contacts_are_not_kept),
        cmocka_unit_test(names_are_one_line_and_empty_rows_are_passed_over),
        cmocka_unit_test(units_ranges_and_ways_of_writing_are_understood),
        cmocka_unit_test(each_kind_of_faulty_cell_of_a_need_is_named_with_its_reason_and_what_would_be_right),
        cmocka_unit_test(each_kind_of_faulty_cell_of_an_organisation_is_named_too),
        cmocka_unit_test(a_name_too_long_for_an_organisation_is_refused_in_a_sheet_of_needs_too),
        cmocka_unit_test(the_same_row_twice_is_one_and_a_running_number_does_not_count),
        cmocka_unit_test(programmes_and_equipment_are_read_with_their_numbers),
        cmocka_unit_test(gb18030_and_utf16_are_read_like_utf8),
        cmocka_unit_test(files_that_cannot_be_read_say_why),
        cmocka_unit_test(formulas_give_their_value_and_one_without_a_value_is_refused),
        cmocka_unit_test(a_thousand_columns_are_read_and_more_are_refused),
        cmocka_unit_test(a_small_file_of_very_many_wide_rows_is_stopped),
    };
    return cmocka_run_group_tests_name("imports, reading", tests, open_catalogue, close_catalogue);
}
