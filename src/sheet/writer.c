/* Tables out of the program: .xlsx by libxlsxwriter row by row (memory does not grow with the rows), and .csv.
 *
 * A cell that a spreadsheet would run as a formula stays text: in .xlsx every cell is a string; in .csv an apostrophe
 * goes before it, which sheet_read takes away again.
 */
#include "sheet/inside.h"
#include "text/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

enum { NAME_POINTS_MOST = 31, WIDTH_ROWS = 200, WIDTH_LEAST = 8, WIDTH_MOST = 60 };

struct sheet_writer {
    enum sheet_format format;
    FILE *file; /* .csv */
    lxw_workbook *workbook;
    lxw_worksheet *worksheet;
    lxw_format *header;
    struct buffer text;
    uint32_t rows;
    size_t columns; /* of the widest row */
    uint8_t widths[SHEET_COLUMNS_MOST];
};

static struct result cannot_write(const char *detail)
{
    return result_fail(RESULT_BUSY, NULL, "sheet.error.cannot_write", detail);
}

/* --- opening ----------------------------------------------------------------------------------------------- */

/* Excel takes at most 31 characters and none of []:*?/\ nor an apostrophe at the ends. */
static void put_sheet_name(struct buffer *to, const char *name)
{
    struct span text = span_of(name);
    const char *at = text.at;
    const char *end = text.at + text.length;
    for (size_t points = 0; at < end && points < NAME_POINTS_MOST; points++) {
        char bytes[4];
        uint32_t point = utf8_next(&at, end);
        bool refused = point < 0x20 || point == UTF8_INVALID || point > 0xffff ||
                       (point < 0x80 && strchr("[]:*?/\\'", (int)point) != NULL);
        buffer_add(to, bytes, utf8_put(refused ? '-' : point, bytes));
    }
}

static struct result open_xlsx(struct sheet_writer *writer, const char *path, const char *sheet_name)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    writer->workbook = workbook_new_opt(path, &options);
    if (writer->workbook == NULL) {
        return result_internal("no memory for a workbook");
    }
    put_sheet_name(&writer->text, sheet_name == NULL ? "" : sheet_name);
    writer->worksheet = workbook_add_worksheet(writer->workbook, writer->text.length > 0 ? writer->text.bytes : NULL);
    writer->header = workbook_add_format(writer->workbook);
    if (writer->worksheet == NULL || writer->header == NULL) {
        lxw_workbook_free(writer->workbook);
        return cannot_write("no worksheet: is there room for temporary files?");
    }
    format_set_bold(writer->header);
    worksheet_freeze_panes(writer->worksheet, 1, 0);
    return result_ok();
}

struct result sheet_writer_open(const char *path, enum sheet_format format, const char *sheet_name,
                                struct sheet_writer **out)
{
    /* libxlsxwriter opens its file only at the end: find out now whether it can be written. */
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return cannot_write(strerrorname_np(errno));
    }
    struct sheet_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        (void)fclose(file);
        return result_internal("no memory for a writer");
    }
    writer->format = format;
    buffer_init(&writer->text);
    if (format == SHEET_CSV) {
        writer->file = file;
        buffer_add_text(&writer->text, "\xef\xbb\xbf");
        *out = writer;
        return result_ok();
    }
    (void)fclose(file);
    struct result result = open_xlsx(writer, path, sheet_name);
    if (result_failed(result)) {
        buffer_release(&writer->text);
        free(writer);
        return result;
    }
    *out = writer;
    return result_ok();
}

/* --- rows -------------------------------------------------------------------------------------------------- */

/* Only what XML and Excel can hold: valid, no control characters but tab and line break, at most the bound. */
static void put_clean(struct buffer *to, struct span text)
{
    const char *at = text.at;
    const char *end = text.at + text.length;
    for (size_t points = 0; at < end && points < SHEET_CELL_POINTS_MOST; points++) {
        char bytes[4];
        /* Text that looks like an escape would be read as one. */
        buffer_add_text(to, text_is_escape(at, (size_t)(end - at)) ? "_x005F" : "");
        uint32_t point = utf8_next(&at, end);
        if (point == '\r' || point == 0) {
            continue;
        }
        bool refused = (point < 0x20 && point != '\t' && point != '\n') || point == 0xfffe || point == 0xffff;
        buffer_add(to, bytes, utf8_put(refused ? 0xfffd : point, bytes));
    }
}

static void note_width(struct sheet_writer *writer, size_t column, struct span text)
{
    size_t width = 2;
    const char *at = text.at;
    while (at < text.at + text.length && width < WIDTH_MOST) {
        width += utf8_next(&at, text.at + text.length) < 0x2e80 ? 1 : 2;
    }
    if (width > writer->widths[column]) {
        writer->widths[column] = (uint8_t)width;
    }
}

static struct result write_xlsx_row(struct sheet_writer *writer, const struct span *cells, size_t count)
{
    for (size_t column = 0; column < count; column++) {
        buffer_clear(&writer->text);
        put_clean(&writer->text, cells[column]);
        if (writer->text.length == 0) {
            continue;
        }
        if (writer->rows < WIDTH_ROWS) {
            note_width(writer, column, buffer_span(&writer->text));
        }
        lxw_error error = worksheet_write_string(writer->worksheet, writer->rows, (lxw_col_t)column, writer->text.bytes,
                                                 writer->rows == 0 ? writer->header : NULL);
        if (error != LXW_NO_ERROR) {
            return cannot_write(lxw_strerror(error));
        }
    }
    return result_ok();
}

static void put_csv_cell(struct buffer *to, struct span text)
{
    bool guarded = cell_is_formula(text);
    text = guarded ? cell_trim(text) : text;
    bool quoted = false;
    for (size_t index = 0; index < text.length && !quoted; index++) {
        quoted = strchr(",;\t\"\r\n", text.at[index]) != NULL;
    }
    buffer_add_text(to, quoted ? "\"" : "");
    buffer_add_text(to, guarded ? "'" : "");
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] == '"') {
            buffer_add_byte(to, '"');
        }
        if (text.at[index] != 0) {
            buffer_add_byte(to, text.at[index]);
        }
    }
    buffer_add_text(to, quoted ? "\"" : "");
}

static struct result write_csv_row(struct sheet_writer *writer, const struct span *cells, size_t count)
{
    for (size_t column = 0; column < count; column++) {
        buffer_add_text(&writer->text, column == 0 ? "" : ",");
        put_csv_cell(&writer->text, cells[column]);
    }
    buffer_add_text(&writer->text, "\r\n");
    bool written = fwrite(writer->text.bytes, 1, writer->text.length, writer->file) == writer->text.length;
    buffer_clear(&writer->text);
    return written ? result_ok() : cannot_write("a row");
}

struct result sheet_writer_row(struct sheet_writer *writer, const struct span *cells, size_t count)
{
    if (count > SHEET_COLUMNS_MOST) {
        return sheet_fail("sheet.error.too_many_columns", NULL);
    }
    if (writer->rows == SHEET_ROWS_MOST + 1) {
        return sheet_fail("sheet.error.too_many_rows", NULL);
    }
    struct result result =
        writer->format == SHEET_CSV ? write_csv_row(writer, cells, count) : write_xlsx_row(writer, cells, count);
    writer->rows++;
    writer->columns = count > writer->columns ? count : writer->columns;
    return result;
}

/* --- closing ----------------------------------------------------------------------------------------------- */

static struct result close_csv(struct sheet_writer *writer)
{
    /* A table without a row still has its mark in the buffer. */
    bool written = fwrite(writer->text.bytes, 1, writer->text.length, writer->file) == writer->text.length;
    written = fclose(writer->file) == 0 && written;
    return written ? result_ok() : cannot_write("the end of the file");
}

static struct result close_xlsx(struct sheet_writer *writer)
{
    for (size_t column = 0; column < writer->columns; column++) {
        uint8_t width = writer->widths[column] < WIDTH_LEAST ? WIDTH_LEAST : writer->widths[column];
        (void)worksheet_set_column(writer->worksheet, (lxw_col_t)column, (lxw_col_t)column, width, NULL);
    }
    if (writer->columns > 0) {
        (void)worksheet_autofilter(writer->worksheet, 0, 0, writer->rows - 1, (lxw_col_t)(writer->columns - 1));
    }
    lxw_error error = workbook_close(writer->workbook);
    return error == LXW_NO_ERROR ? result_ok() : cannot_write(lxw_strerror(error));
}

struct result sheet_writer_close(struct sheet_writer *writer)
{
    struct result result = writer->format == SHEET_CSV ? close_csv(writer) : close_xlsx(writer);
    buffer_release(&writer->text);
    free(writer);
    return result;
}
