/* CSV: the standard, and what people make of it. */
#include "tests/sheet/rows.h"

#define COMMA      "\xef\xbc\x8c"
#define WIDE_SPACE "\xe3\x80\x80"

static void rows_are(const char *text, const char *wanted)
{
    assert_rows(span_of(text), wanted);
}

static void the_standard_is_read(void **state)
{
    (void)state;
    rows_are("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
    rows_are("a,b\n1,2", "1:a|b\n2:1|2\n");
    rows_are("a,b\r1,2\r", "1:a|b\n2:1|2\n");
    rows_are("\"a,1\",\"b\"\"c\"\n\"x\r\ny\",z\n", "1:a,1|b\"c\n2:x\r\ny|z\n");
    rows_are("\"\",a\n", "1:|a\n");
    rows_are("a,b,\n,,\nc,,d\n", "1:a|b\n3:c||d\n");
    rows_are("\n\na\n", "3:a\n");
    rows_are("\"\"\"a\"\"\"\n", "1:\"a\"\n");
}

static void quotes_out_of_place_are_kept_as_text(void **state)
{
    (void)state;
    rows_are("5\" pipe,b\n", "1:5\" pipe|b\n");
    rows_are("\"a\" x,b\n", "1:a x|b\n");
    rows_are("\"a\"\"b\" \"x\",c\n", "1:a\"b \"x\"|c\n");
}

static void the_separator_is_found(void **state)
{
    (void)state;
    rows_are("a;b;c\n1,5;2;3\n2,5;4;5\n", "1:a|b|c\n2:1,5|2|3\n3:2,5|4|5\n");
    rows_are("a\tb\n1,2\t3\n", "1:a|b\n2:1,2|3\n");
    rows_are("名称" COMMA "人数\n焊工" COMMA "20\n", "1:名称|人数\n2:焊工|20\n");
    rows_are("名称,说明\n焊工,会看图" COMMA "肯吃苦" COMMA "包吃住\n",
             "1:名称|说明\n2:焊工|会看图" COMMA "肯吃苦" COMMA "包吃住\n");
    rows_are("说明\n会看图" COMMA "好\n无\n有经验\n", "1:说明\n2:会看图" COMMA "好\n3:无\n4:有经验\n");
    rows_are("需求汇总表,,\n单位,岗位,人数\n甲,焊工,3\n", "1:需求汇总表\n2:单位|岗位|人数\n3:甲|焊工|3\n");
    rows_are("\"a;b;c;d\",1\n\"e;f;g;h\",2\n", "1:a;b;c;d|1\n2:e;f;g;h|2\n");
    rows_are("sep=;\na;b,c\n", "1:a|b,c\n");
    rows_are("only\n", "1:only\n");
}

static void cells_are_trimmed_of_all_spaces(void **state)
{
    (void)state;
    rows_are(" a ," WIDE_SPACE "b" WIDE_SPACE ",\xc2\xa0"
             "c\xc2\xa0\t,\xef\xbb\xbf"
             "d\xe2\x80\x8b\n",
             "1:a|b|c|d\n");
    assert_refused(span_of(" ," WIDE_SPACE "\n,,\n"), "sheet.error.empty");
}

static void the_usual_encodings_are_read(void **state)
{
    (void)state;
    rows_are("\xef\xbb\xbf数控,1\n", "1:数控|1\n");
    rows_are("\xca\xfd\xbf\xd8,1\n", "1:数控|1\n");
    assert_rows(span_make("\xff\xfe\x70\x65\x09\x00\xa7\x63\x0a\x00", 10), "1:数|控\n");
    assert_refused(span_of("a,\xff\xff\n"), "sheet.error.encoding");
    assert_refused(span_make("a\0b,c\n", 6), "sheet.error.nul_byte");
    assert_refused(span_make("\xff\xfe\x00\x00", 4), "sheet.error.encoding");
}

static void an_open_quote_does_not_swallow_the_rest_in_silence(void **state)
{
    (void)state;
    assert_refused(span_of("a,b\n\"c,d\ne,f\n"), "sheet.error.quote_not_closed");
    assert_refused(span_of("\""), "sheet.error.quote_not_closed");
}

static void the_guard_against_formulas_goes_when_read_back(void **state)
{
    (void)state;
    rows_are("'=1+1,'-5,''@x,'abc,'\n", "1:=1+1|-5|'@x|'abc|'\n");
}

static void what_is_no_table_is_named(void **state)
{
    (void)state;
    assert_refused(span_of("%PDF-1.7 ..."), "sheet.error.not_a_spreadsheet");
    assert_refused(span_of("\xef\xbb\xbf <HTML><table>"), "sheet.error.not_a_spreadsheet");
    assert_refused(span_of(""), "sheet.error.empty");
    assert_refused(span_of("\xef\xbb\xbf"), "sheet.error.empty");
    assert_refused(span_of("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook"), "sheet.error.old_xls_format");
    static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    assert_refused(span_make(locked, sizeof locked), "sheet.error.password_protected");
}

static void columns_and_cells_have_bounds(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text);
    for (int column = 0; column < 1000; column++) {
        buffer_add_text(&text, column == 0 ? "a" : ",a");
    }
    struct buffer rows;
    buffer_init(&rows);
    buffer_add_text(&text, ",,,\n"); /* empty columns beyond the bound are nothing */
    assert_int_equal(sheet_read(buffer_span(&text), keep_row, &rows).code, RESULT_OK);
    assert_int_equal(rows.length, 2 + 999 * 2 + 2);
    buffer_add_text(&text, ",a\n");
    buffer_clear(&text);
    for (int column = 0; column < 1001; column++) {
        buffer_add_text(&text, column == 0 ? "a" : ",a");
    }
    assert_refused(buffer_span(&text), "sheet.error.too_many_columns");
    buffer_clear(&text);
    for (int point = 0; point < 32768; point++) {
        buffer_add_text(&text, "数");
    }
    buffer_add_text(&text, ",b\n");
    assert_rows(buffer_span(&text), "1:~98301|b\n");
    buffer_release(&rows);
    buffer_release(&text);
}

static struct result refuse_second(const struct sheet_row *row, void *context)
{
    (*(int *)context)++;
    return row->number == 2 ? result_fail(RESULT_CONFLICT, "x", "test.stop", NULL) : result_ok();
}

static void a_failure_of_the_callback_stops_the_reading(void **state)
{
    (void)state;
    int calls = 0;
    struct result result = sheet_read(span_of("a\nb\nc\n"), refuse_second, &calls);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "test.stop");
    assert_int_equal(calls, 2);
}

static void too_many_rows_are_refused(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer rows;
    buffer_init(&text);
    buffer_init(&rows);
    for (int row = 0; row < 1000000; row++) {
        buffer_add(&text, "a\n", 2);
    }
    assert_int_equal(sheet_read(buffer_span(&text), keep_row, &rows).code, RESULT_OK);
    buffer_add(&text, "\n\na\n", 4);
    assert_refused(buffer_span(&text), "sheet.error.too_many_rows");
    buffer_release(&text);
    buffer_release(&rows);
}

static void columns_have_letters(void **state)
{
    (void)state;
    char name[8];
    assert_string_equal(sheet_column_name(0, name), "A");
    assert_string_equal(sheet_column_name(25, name), "Z");
    assert_string_equal(sheet_column_name(26, name), "AA");
    assert_string_equal(sheet_column_name(27, name), "AB");
    assert_string_equal(sheet_column_name(701, name), "ZZ");
    assert_string_equal(sheet_column_name(702, name), "AAA");
    assert_string_equal(sheet_column_name(16383, name), "XFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_is_read),
        cmocka_unit_test(quotes_out_of_place_are_kept_as_text),
        cmocka_unit_test(the_separator_is_found),
        cmocka_unit_test(cells_are_trimmed_of_all_spaces),
        cmocka_unit_test(the_usual_encodings_are_read),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_rest_in_silence),
        cmocka_unit_test(the_guard_against_formulas_goes_when_read_back),
        cmocka_unit_test(what_is_no_table_is_named),
        cmocka_unit_test(columns_and_cells_have_bounds),
        cmocka_unit_test(a_failure_of_the_callback_stops_the_reading),
        cmocka_unit_test(too_many_rows_are_refused),
        cmocka_unit_test(columns_have_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
