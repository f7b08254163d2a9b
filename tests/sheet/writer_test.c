/* What is written comes back the same, and nothing that was written runs as a formula. */
#include "tests/sheet/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct span file_bytes(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = malloc(1 << 20);
    size_t length = fread(bytes, 1, 1 << 20, file);
    (void)fclose(file);
    return span_make(bytes, length);
}

static struct span written(enum sheet_format format, const char *name, const char *const *texts, size_t rows,
                           size_t columns)
{
    char path[] = "/tmp/zhiqiao-sheet-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    (void)close(descriptor);
    struct sheet_writer *writer = NULL;
    assert_int_equal(sheet_writer_open(path, format, name, &writer).code, RESULT_OK);
    for (size_t row = 0; row < rows; row++) {
        struct span cells[8];
        for (size_t column = 0; column < columns; column++) {
            cells[column] = span_of(texts[row * columns + column]);
        }
        assert_int_equal(sheet_writer_row(writer, cells, columns).code, RESULT_OK);
    }
    assert_int_equal(sheet_writer_close(writer).code, RESULT_OK);
    struct span bytes = file_bytes(path);
    (void)unlink(path);
    return bytes;
}

/* clang-format off */
static const char *const table[] = {
    "名称", "人数", "说明",
    "数控车工", "20", "会看图, 肯吃苦",
    "=1+1", "-5", "@x",
    "+86 635", "'=a", "''-b",
    "a\"b\"", "x\ny", "<b>&amp;</b>",
    "", "\xef\xbc\x9d" "1", "007",
};
/* clang-format on */
static const char rows[] = "1:名称|人数|说明\n2:数控车工|20|会看图, 肯吃苦\n3:=1+1|-5|@x\n4:+86 635|'=a|''-b\n"
                           "5:a\"b\"|x\ny|<b>&amp;</b>\n6:|\xef\xbc\x9d"
                           "1|007\n";

static void a_table_comes_back_from_both_formats(void **state)
{
    (void)state;
    for (enum sheet_format format = SHEET_XLSX; format <= SHEET_CSV; format++) {
        struct span bytes = written(format, "需求/2026:[a]", table, 6, 3);
        assert_rows(bytes, rows);
        free((char *)(uintptr_t)bytes.at);
    }
}

static void no_cell_of_a_csv_begins_as_a_formula(void **state)
{
    (void)state;
    struct span bytes = written(SHEET_CSV, NULL, table, 6, 3);
    assert_true(span_starts_with(bytes, span_of("\xef\xbb\xbf")));
    assert_true(span_find(bytes, span_of("\r\n'=1+1,'-5,'@x\r\n'+86 635,''=a,'''-b\r\n")) != SPAN_NOWHERE);
    assert_true(span_find(bytes, span_of("'\xef\xbc\x9d")) != SPAN_NOWHERE);
    free((char *)(uintptr_t)bytes.at);
    const char *const sly[] = {" =1", "\t=1", "\n=1"};
    bytes = written(SHEET_CSV, NULL, sly, 1, 3);
    assert_true(span_find(bytes, span_of("'=1,'=1,'=1\r\n")) != SPAN_NOWHERE);
    free((char *)(uintptr_t)bytes.at);
}

static void bytes_that_xml_cannot_hold_do_not_break_the_file(void **state)
{
    (void)state;
    /* clang-format off */
    const char *const odd[] = {"a\x01" "b", "\xff\xfe", "x\r\ny", "\xef\xbf\xbf", "_x0041_", ""};
    /* clang-format on */
    struct span bytes = written(SHEET_XLSX, "", odd, 2, 3);
    assert_rows(bytes, "1:a\xef\xbf\xbd"
                       "b|\xef\xbf\xbd\xef\xbf\xbd|x\ny\n2:\xef\xbf\xbd|_x0041_\n");
    free((char *)(uintptr_t)bytes.at);
}

static void a_path_that_cannot_be_written_fails_at_open(void **state)
{
    (void)state;
    struct sheet_writer *writer = NULL;
    for (enum sheet_format format = SHEET_XLSX; format <= SHEET_CSV; format++) {
        struct result result = sheet_writer_open("/nowhere/at/all.xlsx", format, "a", &writer);
        assert_int_equal(result.code, RESULT_BUSY);
        assert_string_equal(result.message, "sheet.error.cannot_write");
        assert_null(writer);
    }
}

static void an_empty_table_is_a_file_too(void **state)
{
    (void)state;
    for (enum sheet_format format = SHEET_XLSX; format <= SHEET_CSV; format++) {
        struct span bytes = written(format, NULL, NULL, 0, 0);
        assert_refused(bytes, "sheet.error.empty");
        free((char *)(uintptr_t)bytes.at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_comes_back_from_both_formats),
        cmocka_unit_test(no_cell_of_a_csv_begins_as_a_formula),
        cmocka_unit_test(bytes_that_xml_cannot_hold_do_not_break_the_file),
        cmocka_unit_test(a_path_that_cannot_be_written_fails_at_open),
        cmocka_unit_test(an_empty_table_is_a_file_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
