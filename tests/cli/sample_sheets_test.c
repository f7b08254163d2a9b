/* `zhiqiao sample --sheets`: three spreadsheets as an office sends them. Exactly the twelve rows that were spoilt are refused,
 * each with the right cell and a text that helps, in both languages. */
#include "tests/imports/reading.h"

#include "cli/sample.h"

#include <dirent.h>

static struct arena arena;
static const struct catalogue *catalogue;
static struct words words;
static char folder[] = "/tmp/zhiqiao-sheets.XXXXXX";

static int write_sheets(void **state)
{
    (void)state;
    size_t count = 0;
    arena_init(&arena);
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    if (mkdtemp(folder) == NULL || result_failed(catalogue_load(&arena, &catalogue)) ||
        result_failed(words_load(&arena, files, count, &words))) {
        return -1;
    }
    struct sample sample = {
        .catalogue = catalogue, .region_id = REGION, .now_ms = CITY_NOW, .scale = 1, .arena = &arena};
    (void)day_parse(span_of("2026-11-24"), &sample.today);
    random_init(&sample.random, 202009);
    return result_failed(sample_read_tables(&arena, &sample.tables)) ||
                   result_failed(sample_write_sheets(&sample, folder))
               ? -1
               : 0;
}

static int remove_sheets(void **state)
{
    (void)state;
    DIR *open = opendir(folder);
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open)) {
        (void)unlink(arena_format(&arena, "%s/%s", folder, entry->d_name));
    }
    (void)closedir(open);
    (void)rmdir(folder);
    words_close(&words);
    arena_release(&arena);
    return 0;
}

static struct import_sheet read_file(const char *name, enum import_kind kind)
{
    FILE *file = fopen(arena_format(&arena, "%s/%s", folder, name), "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(&arena, 1 << 20, 1);
    size_t length = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    struct import_sheet sheet;
    assert_ok(read_sheet_bytes(&arena, catalogue, kind, span_make(bytes, length), &sheet));
    return sheet;
}

static void check_texts(const struct import_sheet *sheet)
{
    for (size_t index = 0; index < sheet->row_count; index++) {
        for (size_t at = 0; at < sheet->rows[index].problem_count; at++) {
            const struct import_problem *problem = &sheet->rows[index].problems[at];
            json_t *values = json_pack("{s:s, s:s}", "value", problem->value, "hint", problem->hint);
            for (enum language language = LANGUAGE_ZH_CN; language < LANGUAGE_COUNT; language++) {
                const char *text = words_find(&words, language, problem->message);
                assert_non_null(text);
                const char *filled = words_fill(&arena, span_of(text), values);
                assert_true(strlen(filled) > 20);
                assert_null(strstr(filled, "{{"));
                assert_null(strstr(filled, "“”")); /* nothing quoted that is not there */
            }
            json_decref(values);
        }
    }
}

static void exactly_the_spoilt_rows_are_refused(void **state)
{
    (void)state;
    struct import_sheet organisations = read_file("企业名单.xlsx", IMPORT_ORGANISATIONS);
    assert_string_equal(
        problems_of(&arena, &organisations),
        "C10 import.cell.credit_code_check C18 import.cell.credit_code_length D25 value.error.code_unknown "
        "B34 import.row.no_organisation");
    struct import_sheet needs = read_file("人才需求清单.xlsx", IMPORT_NEEDS);
    assert_string_equal(problems_of(&arena, &needs),
                        "I8 value.error.day_not_there E16 value.error.count_unreadable F24 "
                        "value.error.code_unknown H37 value.error.pay_unit_missing");
    struct import_sheet offers = read_file("院校供给清单.xlsx", IMPORT_OFFERS);
    assert_string_equal(problems_of(&arena, &offers), "D7 value.error.code_unknown C15 value.error.code_unknown F23 "
                                                      "value.error.level_unknown B40 import.row.no_title");
    assert_int_equal(organisations.row_count + needs.row_count + offers.row_count, 120);
    assert_int_equal(organisations.refused_count + needs.refused_count + offers.refused_count, 12);
    assert_non_null(strstr(organisations.rows[22].problems[0].hint, "临清市"));
    assert_non_null(strstr(offers.rows[4].problems[0].hint, "数控技术应用"));
    assert_string_equal(needs.rows[5].problems[0].hint, "2027-02-28");
    check_texts(&organisations);
    check_texts(&needs);
    check_texts(&offers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exactly_the_spoilt_rows_are_refused)};
    return cmocka_run_group_tests_name("the sample's sheets", tests, write_sheets, remove_sheets);
}
