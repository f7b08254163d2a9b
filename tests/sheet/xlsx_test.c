/* .xlsx: what Excel, WPS and stranger programs write, and what hostile people do. */
#include "tests/sheet/rows.h"

#include "sheet/inside.h"

#include <stdio.h>

static void sheet_is(const char *workbook, const char *sheet, const char *styles, const char *strings,
                     const char *wanted)
{
    struct span bytes = xlsx_of(workbook, sheet, styles, strings);
    assert_rows(bytes, wanted);
    free((char *)(uintptr_t)bytes.at);
}

static void sheet_is_refused(const char *sheet, const char *strings, const char *message)
{
    struct span bytes = xlsx_of(ONE_SHEET, sheet, NULL, strings);
    assert_refused(bytes, message);
    free((char *)(uintptr_t)bytes.at);
}

static void all_kinds_of_cells_are_read(void **state)
{
    (void)state;
    sheet_is(
        ONE_SHEET,
        SHEET("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\"><v>6500</v></c><c r=\"D2\" t=\"b\"><v>1</v></c>"
              "<c r=\"E2\" t=\"inlineStr\"><is><t>in</t><r><t>line </t></r><rPh><t>no</t></rPh></is></c>"
              "<c r=\"F2\" t=\"e\"><v>#REF!</v></c><c r=\"G2\" t=\"str\"><f>A1&amp;B1</f><v>x</v></c>"
              "<c r=\"H2\"><f>1+1</f><v>2</v></c><c r=\"I2\" t=\"d\"><v>2026-09-01T00:00:00</v></c></row>"
              "<row r=\"9\"><c r=\"A9\" t=\"s\"><v>1</v></c></row>"),
        NULL,
        "<sst><si><t>数控</t></si><si><r><t>富</t></r><rPh><t>fu</t></rPh><r><t xml:space=\"preserve\"> 文</t></r></si></sst>",
        "2:数控||6500|1|inline|#REF!|fx|f2|2026-09-01\n9:富 文\n");
}

static void places_may_be_left_out(void **state)
{
    (void)state;
    sheet_is(ONE_SHEET,
             SHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row><c r=\"C2\"><v>3</v></c><c><v>4</v></c></row>"
                   "<row r=\"5\"><c/><c><v>5</v></c></row><row><c><v>6</v></c></row>"),
             NULL, NULL, "1:1|2\n2:||3|4\n5:|5\n6:6\n");
    sheet_is(
        WORKBOOK("<x:sheets><x:sheet name=\"a\" r:id=\"rId1\"/></x:sheets>"),
        "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>",
        NULL, NULL, "1:1\n");
    sheet_is(ONE_SHEET, SHEET("<row><c r=\"B1\"><v>2</v></c><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>3</v></c></row>"),
             NULL, NULL, "1:1|3\n");
}

static void numbers_are_shown_as_people_see_them(void **state)
{
    (void)state;
    /* clang-format off */
    const char *const pairs[][2] = {
        {"6500", "6500"},   {"6500.0", "6500"},       {"1.1000000000000001", "1.1"}, {"1E3", "1000"},
        {"-3.50", "-3.5"},  {"0.1", "0.1"},           {"3.7150119900101E+17", "371501199001010000"},
        {"-1e20", "-100000000000000000000"}, {"-0", "0"},        {"1e-7", "1e-07"},        {"0x10", "0x10"},              {"nan", "nan"},
        {"12a", "12a"},     {"913715007", "913715007"},
    };
    /* clang-format on */
    struct xlsx_styles styles;
    styles_init(&styles);
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        char text[NUMBER_TEXT_SIZE] = {0};
        size_t length = number_show(&styles, 0, span_of(pairs[index][0]), text);
        text[length] = 0;
        assert_string_equal(length == 0 ? pairs[index][0] : text, pairs[index][1]);
    }
    styles_release(&styles);
}

/* clang-format off */
#define STYLES                                                                                                         \
    "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>"   \
    "<numFmt numFmtId=\"177\" formatCode=\"0.00&quot;day&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/>"        \
    "</cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/>"      \
    "<xf numFmtId=\"20\"/><xf numFmtId=\"57\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
/* clang-format on */
#define DAYS                                                                                                                     \
    SHEET(                                                                                                                       \
        "<row><c s=\"1\"><v>46266</v></c><c s=\"2\"><v>46266</v></c><c s=\"3\"><v>46266</v></c><c s=\"4\"><v>0.6875</v></c>"     \
        "<c s=\"5\"><v>46266</v></c><c s=\"6\"><v>46266.75</v></c><c s=\"0\"><v>46266</v></c><c s=\"99\"><v>46266</v></c></row>" \
        "<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>61</v></c>"                   \
        "<c s=\"1\"><v>-4</v></c><c s=\"1\"><v>1e9</v></c><c s=\"1\"><v>109574</v></c></row>")

static void days_are_told_by_their_style(void **state)
{
    (void)state;
    sheet_is(ONE_SHEET, DAYS, STYLES, NULL,
             "1:2026-09-01|2026-09-01|46266|16:30|2026-09-01|2026-09-01|46266|46266\n"
             "2:1900-01-01|1900-02-28|60|1900-03-01|-4|1000000000|2199-12-31\n");
    sheet_is(WORKBOOK("<workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"rId1\"/></sheets>"),
             SHEET("<row><c s=\"1\"><v>44804</v></c><c s=\"1\"><v>0</v></c></row>"), STYLES, NULL,
             "1:2026-09-01|1904-01-01\n");
}

static void formats_of_days_and_times_are_told_apart(void **state)
{
    (void)state;
    const struct {
        const char *code;
        enum number_style style;
    } formats[] = {
        {"yyyy-mm-dd", STYLE_DATE},
        {"yyyy\\-mm", STYLE_DATE},
        {"yyyy年m月d日", STYLE_DATE},
        {"m\"月\"d\"日\"", STYLE_DATE},
        {"[$-804]yyyy/m/d;@", STYLE_DATE},
        {"[DBNum1][$-804]yyyy\"年\"m\"月\"", STYLE_DATE},
        {"h:mm", STYLE_TIME},
        {"[h]:mm:ss", STYLE_TIME},
        {"mm:ss.0", STYLE_TIME},
        {"yyyy/m/d h:mm", STYLE_DATE},
        {"General", STYLE_PLAIN},
        {"0.00", STYLE_PLAIN},
        {"#,##0\"元\"", STYLE_PLAIN},
        {"[Red]#,##0", STYLE_PLAIN},
        {"@", STYLE_PLAIN},
        {"0.00E+00", STYLE_PLAIN},
        {"\"yyyy\"", STYLE_PLAIN},
        {"_ * #,##0.00_ ", STYLE_PLAIN},
        {"", STYLE_PLAIN},
        {"\"open", STYLE_PLAIN},
        {"[open", STYLE_PLAIN},
        {"\\", STYLE_PLAIN},
        {"0\"d\"", STYLE_PLAIN},
        {"mmm", STYLE_DATE},
    };
    for (size_t index = 0; index < sizeof formats / sizeof formats[0]; index++) {
        assert_int_equal(style_of_format(formats[index].code), formats[index].style);
    }
}

static void the_first_visible_worksheet_is_read(void **state)
{
    (void)state;
    struct zip_part parts[] = {
        {"_rels/.rels",
         span_of("<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"/book/my-workbook.xml\"/>"
                 "</Relationships>")},
        {"book/my-workbook.xml",
         span_of(WORKBOOK("<sheets><sheet name=\"a\" state=\"hidden\" r:id=\"r1\"/><sheet name=\"chart\" r:id=\"r3\"/>"
                          "<sheet name=\"b\" r:id=\"r2\"/><sheet name=\"c\" r:id=\"r1\"/></sheets>"))},
        {"book/_rels/my-workbook.xml.rels",
         span_of("<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"one.xml\"/>"
                 "<Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"../book/./two.xml\"/>"
                 "<Relationship Id=\"r3\" Type=\"x/chartsheet\" Target=\"three.xml\"/></Relationships>")},
        {"book/one.xml", span_of(SHEET("<row><c><v>1</v></c></row>"))},
        {"BOOK\\Two.xml", span_of(SHEET("<row><c><v>2</v></c></row>"))},
        {"book/three.xml", span_of(SHEET("<row><c><v>3</v></c></row>"))},
    };
    struct span bytes = zip_of(parts, 6);
    assert_rows(bytes, "1:2\n");
    free((char *)(uintptr_t)bytes.at);
}

static void escapes_of_excel_are_undone(void **state)
{
    (void)state;
    sheet_is(ONE_SHEET, SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"str\"><v>a_x000A_b</v></c></row>"), NULL,
             "<sst><si><t>a_x000D_b_x005F_x_x6570__xD800__x00_</t></si></sst>", "1:ab_x数_x00_|a\nb\n");
}

static void a_document_type_is_refused(void **state)
{
    (void)state;
    sheet_is_refused(
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" SHEET("<row><c><v>&b;</v></c></row>"), NULL,
        "sheet.error.broken");
    sheet_is_refused("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" SHEET("<row><c><v>1</v></c></row>"), NULL,
                     "sheet.error.broken");
}

static void broken_parts_are_refused(void **state)
{
    (void)state;
    sheet_is_refused("<worksheet><sheetData><row>", NULL, "sheet.error.broken");
    sheet_is_refused("", NULL, "sheet.error.broken");
    sheet_is_refused(SHEET("<row><c t=\"s\"><v>5</v></c></row>"), NULL, "sheet.error.broken");
    sheet_is_refused(SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), "<sst><si><t>a</t></si></sst>",
                     "sheet.error.broken");
    sheet_is_refused(SHEET("<row><c t=\"s\"><v>99999999999999999999</v></c></row>"), "<sst><si><t>a</t></si></sst>",
                     "sheet.error.broken");
    sheet_is_refused(SHEET("<row><c r=\"ALM1\"><v>1</v></c></row>"), NULL, "sheet.error.too_many_columns");
    sheet_is_refused(SHEET("<row><c r=\"AAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>"), NULL,
                     "sheet.error.too_many_columns");
    sheet_is_refused(SHEET("<row><c r=\"XFD1\" s=\"3\"/></row>"), NULL, "sheet.error.empty");
    char wanted[1010] = "1:";
    memset(wanted + 2, '|', 999);
    memcpy(wanted + 2 + 999, "7\n", 3);
    sheet_is(ONE_SHEET, SHEET("<row><c r=\"ALL1\"><v>7</v></c><c r=\"XFD1\"/></row>"), NULL, NULL, wanted);
}

/* Looking for each of many names among many parts would take minutes. */
static void parts_relations_and_sheets_are_bounded(void **state)
{
    (void)state;
    static struct zip_part many[10001];
    static char names[10001][12];
    for (size_t index = 0; index < 10001; index++) {
        (void)snprintf(names[index], sizeof names[index], "x%zu", index);
        many[index] = (struct zip_part){names[index], span_of("")};
    }
    struct span bytes = zip_of(many, 10001);
    assert_refused(bytes, "sheet.error.too_large");
    free((char *)(uintptr_t)bytes.at);
    struct buffer book;
    buffer_init(&book);
    buffer_add_text(&book, "<workbook><sheets>");
    for (size_t index = 0; index < 4097; index++) {
        buffer_add_text(&book, "<sheet name=\"a\" r:id=\"none\"/>");
    }
    buffer_add_text(&book, "<sheet name=\"a\" r:id=\"rId1\"/></sheets></workbook>");
    bytes = xlsx_of(book.bytes, SHEET("<row><c><v>1</v></c></row>"), NULL, NULL);
    assert_refused(bytes, "sheet.error.broken");
    free((char *)(uintptr_t)bytes.at);
    buffer_release(&book);
}

static void other_zips_are_no_spreadsheets(void **state)
{
    (void)state;
    struct zip_part word[] = {{"word/document.xml", span_of("<x/>")}};
    struct span bytes = zip_of(word, 1);
    assert_refused(bytes, "sheet.error.not_a_spreadsheet");
    free((char *)(uintptr_t)bytes.at);
    assert_refused(span_of("PK\x03\x04 and nothing else"), "sheet.error.broken");
}

static void an_encrypted_zip_asks_for_no_password(void **state)
{
    (void)state;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_source_keep(source);
    zip_int64_t entry =
        zip_file_add(zip, "xl/workbook.xml", zip_source_buffer(zip, ONE_SHEET, strlen(ONE_SHEET), 0), 0);
    assert_int_equal(zip_file_set_encryption(zip, (zip_uint64_t)entry, ZIP_EM_AES_256, "secret"), 0);
    assert_int_equal(zip_close(zip), 0);
    char bytes[4096];
    assert_int_equal(zip_source_open(source), 0);
    zip_int64_t length = zip_source_read(source, bytes, sizeof bytes);
    (void)zip_source_close(source);
    zip_source_free(source);
    assert_refused(span_make(bytes, (size_t)length), "sheet.error.password_protected");
}

/* Parts in UTF-16 are rare; the quick reader leaves them to expat. */
static void a_part_in_utf16_is_read(void **state)
{
    (void)state;
    const char *plain = "<worksheet><sheetData><row><c t=\"str\"><v>a&amp;b</v></c></row></sheetData></worksheet>";
    char wide[256] = {(char)0xff, (char)0xfe};
    size_t length = strlen(plain);
    for (size_t index = 0; index < length; index++) {
        wide[2 + 2 * index] = plain[index];
    }
    struct zip_part parts[] = {{"xl/workbook.xml", span_of(ONE_SHEET)},
                               {"xl/_rels/workbook.xml.rels", span_of(RELATIONS)},
                               {"xl/worksheets/sheet1.xml", span_make(wide, 2 + 2 * length)}};
    struct span bytes = zip_of(parts, 3);
    assert_rows(bytes, "1:a&b\n");
    free((char *)(uintptr_t)bytes.at);
}

/* Rows far longer than the window of the reader, and text torn by its pieces at every place. */
static void text_across_the_pieces_of_the_reading_stays_whole(void **state)
{
    (void)state;
    struct buffer sheet;
    struct buffer wanted;
    buffer_init(&sheet);
    buffer_init(&wanted);
    buffer_add_text(&sheet, "<?xml version='1.0' encoding='utf-8'?>\n<worksheet><sheetData>");
    for (int row = 1; row <= 3000; row++) {
        buffer_add_format(
            &sheet, "<row r=\"%d\"><c t=\"inlineStr\"><is><t>数&lt;%d控</t></is></c><!-- > --><c><v>%d</v></c></row>",
            row, row, row);
        buffer_add_format(&wanted, "%d:数<%d控|%d\n", row, row, row);
    }
    buffer_add_text(&sheet, "</sheetData></worksheet>");
    sheet_is(ONE_SHEET, sheet.bytes, NULL, NULL, wanted.bytes);
    buffer_release(&sheet);
    buffer_release(&wanted);
}

/* Every cut and every flipped byte of a good file: an answer, never a crash. */
static void a_damaged_file_gets_an_answer(void **state)
{
    (void)state;
    struct span bytes = xlsx_of(ONE_SHEET, DAYS, STYLES, "<sst><si><t>a</t></si></sst>");
    struct buffer rows;
    buffer_init(&rows);
    size_t refused = 0;
    for (size_t length = 4; length < bytes.length; length++) {
        char *cut = malloc(length + 1);
        memcpy(cut, bytes.at, length);
        assert_true(result_failed(sheet_read(span_make(cut, length), keep_row, &rows)));
        free(cut);
        char *flipped = malloc(bytes.length);
        memcpy(flipped, bytes.at, bytes.length);
        flipped[length] ^= 0x15;
        refused += result_failed(sheet_read(span_make(flipped, bytes.length), keep_row, &rows));
        free(flipped);
        buffer_clear(&rows);
    }
    assert_true(refused > bytes.length / 4);
    buffer_release(&rows);
    free((char *)(uintptr_t)bytes.at);
}

static struct result count_row(const struct sheet_row *row, void *context)
{
    (void)row;
    (*(size_t *)context)++;
    return result_ok();
}

static void a_zip_bomb_is_stopped_while_it_unpacks(void **state)
{
    (void)state;
    struct buffer sheet;
    buffer_init(&sheet);
    buffer_add_text(&sheet, "<worksheet><sheetData>");
    for (int row = 0; row < 300000; row++) {
        buffer_add_text(&sheet, "<row><c t=\"inlineStr\"><is><t>0000000000000000000000000000000000000000000000000000000"
                                "000000000000000000000000000000000000</t></is></c></row>");
    }
    buffer_add_text(&sheet, "</sheetData></worksheet>");
    struct span bytes = xlsx_of(ONE_SHEET, sheet.bytes, NULL, NULL);
    size_t rows = 0;
    struct result result = sheet_read(bytes, count_row, &rows);
    assert_string_equal(result.message, "sheet.error.too_large");
    assert_true(rows < 300000);
    free((char *)(uintptr_t)bytes.at);
    buffer_clear(&sheet);
    buffer_add_text(&sheet, "<worksheet a=\"");
    for (int block = 0; block < 6 << 20; block++) {
        buffer_add_byte(&sheet, 'a');
    }
    bytes = xlsx_of(ONE_SHEET, sheet.bytes, NULL, NULL);
    assert_refused(bytes, "sheet.error.broken"); /* one tag of six megabytes */
    free((char *)(uintptr_t)bytes.at);
    buffer_clear(&sheet);
    for (int depth = 0; depth < 100000; depth++) {
        buffer_add_text(&sheet, "<a>");
    }
    bytes = xlsx_of(ONE_SHEET, sheet.bytes, NULL, NULL);
    assert_refused(bytes, "sheet.error.broken");
    free((char *)(uintptr_t)bytes.at);
    buffer_release(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_of_cells_are_read),
        cmocka_unit_test(places_may_be_left_out),
        cmocka_unit_test(numbers_are_shown_as_people_see_them),
        cmocka_unit_test(days_are_told_by_their_style),
        cmocka_unit_test(formats_of_days_and_times_are_told_apart),
        cmocka_unit_test(the_first_visible_worksheet_is_read),
        cmocka_unit_test(escapes_of_excel_are_undone),
        cmocka_unit_test(a_document_type_is_refused),
        cmocka_unit_test(broken_parts_are_refused),
        cmocka_unit_test(parts_relations_and_sheets_are_bounded),
        cmocka_unit_test(other_zips_are_no_spreadsheets),
        cmocka_unit_test(an_encrypted_zip_asks_for_no_password),
        cmocka_unit_test(a_part_in_utf16_is_read),
        cmocka_unit_test(text_across_the_pieces_of_the_reading_stays_whole),
        cmocka_unit_test(a_damaged_file_gets_an_answer),
        cmocka_unit_test(a_zip_bomb_is_stopped_while_it_unpacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
