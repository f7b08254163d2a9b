/* For the tests of sheets: rows as one text ("2:a|b\n"), and odd .xlsx files put together by hand. */
#ifndef TESTS_SHEET_ROWS_H
#define TESTS_SHEET_ROWS_H

#include "tests/test.h"

#include "base/buffer.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <zip.h>

/* A formula is marked with a leading "f", a cut cell with "~" and its length. */
static inline struct result keep_row(const struct sheet_row *row, void *context)
{
    struct buffer *out = context;
    buffer_add_format(out, "%u:", row->number);
    for (size_t column = 0; column < row->count; column++) {
        const struct sheet_cell *cell = &row->cells[column];
        buffer_add_text(out, column == 0 ? "" : "|");
        buffer_add_text(out, cell->formula ? "f" : "");
        if (cell->too_long) {
            buffer_add_format(out, "~%zu", cell->text.length);
        } else {
            buffer_add(out, cell->text.at, cell->text.length);
        }
    }
    buffer_add_byte(out, '\n');
    return result_ok();
}

static inline void assert_rows(struct span bytes, const char *wanted)
{
    struct buffer out;
    buffer_init(&out);
    struct result result = sheet_read(bytes, keep_row, &out);
    if (result_failed(result)) {
        print_error("%s (%s)\n", result.message, result.detail == NULL ? "" : result.detail);
    }
    assert_int_equal(result.code, RESULT_OK);
    assert_string_equal(out.bytes, wanted);
    buffer_release(&out);
}

static inline void assert_refused(struct span bytes, const char *message)
{
    struct buffer out;
    buffer_init(&out);
    struct result result = sheet_read(bytes, keep_row, &out);
    buffer_release(&out);
    assert_int_equal(result.code, RESULT_INVALID);
    assert_string_equal(result.message, message);
}

struct zip_part {
    const char *name;
    struct span bytes;
};

/* The bytes belong to the caller: free(). */
static inline struct span zip_of(const struct zip_part *parts, size_t count)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    zip_source_keep(source);
    for (size_t index = 0; index < count; index++) {
        zip_source_t *part = zip_source_buffer(zip, parts[index].bytes.at, parts[index].bytes.length, 0);
        assert_true(zip_file_add(zip, parts[index].name, part, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(source, &stat), 0);
    char *bytes = malloc(stat.size);
    assert_non_null(bytes);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, bytes, stat.size), (zip_int64_t)stat.size);
    (void)zip_source_close(source);
    zip_source_free(source);
    return span_make(bytes, stat.size);
}

#define WORKBOOK(inside) "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook>" inside "</workbook>"
#define ONE_SHEET        WORKBOOK("<sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets>")
#define RELATIONS                                                                                                      \
    "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"                 \
    "<Relationship Id=\"rId2\" Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>"
#define SHEET(inside) "<worksheet><sheetData>" inside "</sheetData></worksheet>"

/* An .xlsx of one sheet; styles and strings may be NULL. */
static inline struct span xlsx_of(const char *workbook, const char *sheet, const char *styles, const char *strings)
{
    /* clang-format off */
    struct zip_part parts[] = {
        {"xl/workbook.xml", span_of(workbook)},      {"xl/_rels/workbook.xml.rels", span_of(RELATIONS)},
        {"xl/worksheets/sheet1.xml", span_of(sheet)}, {"xl/styles.xml", span_of(styles == NULL ? "<x/>" : styles)},
        {"xl/sharedStrings.xml", span_of(strings == NULL ? "<x/>" : strings)},
    };
    /* clang-format on */
    return zip_of(parts, sizeof parts / sizeof parts[0]);
}

#endif
