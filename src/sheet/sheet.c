/* What kind of file it is, and the way of a row to the caller. */
#include "sheet/sheet.h"

#include "sheet/inside.h"
#include "text/text.h"

#include <stdlib.h>

/* --- rows -------------------------------------------------------------------------------------------------- */

/* Bytes of white space at the start: ASCII, NBSP, U+200B, the full-width space, the byte order mark. */
static size_t space_at(const char *at, size_t length)
{
    unsigned char first = (unsigned char)*at;
    if (first == ' ' || (first >= '\t' && first <= '\r')) {
        return 1;
    }
    if (first < 0xc2) {
        return 0;
    }
    static const char *const spaces[] = {"\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xef\xbb\xbf"};
    for (size_t index = 0; index < sizeof spaces / sizeof spaces[0]; index++) {
        size_t size = strlen(spaces[index]);
        if (size <= length && memcmp(at, spaces[index], size) == 0) {
            return size;
        }
    }
    return 0;
}

struct span cell_trim(struct span text)
{
    size_t size;
    while (text.length > 0 && (size = space_at(text.at, text.length)) > 0) {
        text.at += size;
        text.length -= size;
    }
    while (text.length > 0) {
        const char *end = text.at + text.length;
        size_t most = text.length < 3 ? text.length : 3;
        size_t back = 1;
        while (back <= most && space_at(end - back, back) != back) {
            back++;
        }
        if (back > most) {
            break;
        }
        text.length -= back;
    }
    return text;
}

bool cell_is_formula(struct span text)
{
    text = cell_trim(text);
    while (text.length > 0 && *text.at == '\'') {
        text.at++;
        text.length--;
    }
    if (text.length == 0) {
        return false;
    }
    const char *at = text.at;
    uint32_t first = fold_point(utf8_next(&at, text.at + text.length));
    return first == '=' || first == '+' || first == '-' || first == '@';
}

static void cut_cell(struct sheet_cell *cell)
{
    if (cell->text.length <= SHEET_CELL_POINTS_MOST) {
        return;
    }
    const char *at = cell->text.at;
    const char *end = at + cell->text.length;
    for (size_t points = 0; points < SHEET_CELL_POINTS_MOST && at < end; points++) {
        (void)utf8_next(&at, end);
    }
    cell->too_long = cell->too_long || at < end;
    cell->text.length = (size_t)(at - cell->text.at);
}

struct result sink_send(struct sheet_sink *sink, uint32_t number)
{
    size_t used = 0;
    for (size_t column = 0; column < sink->count; column++) {
        struct sheet_cell *cell = &sink->cells[column];
        cell->text = cell->text.length == 0 ? span_make("", 0) : cell_trim(cell->text);
        cut_cell(cell);
        used = cell->text.length > 0 || cell->formula ? column + 1 : used;
    }
    sink->count = 0;
    if (used == 0) {
        return result_ok();
    }
    if (sink->rows == SHEET_ROWS_MOST) {
        return sheet_fail("sheet.error.too_many_rows", NULL);
    }
    sink->rows++;
    struct sheet_row row = {number, used, sink->cells};
    return sink->work(&row, sink->context);
}

/* --- kinds ------------------------------------------------------------------------------------------------- */

/* The compound files of Microsoft: an encrypted .xlsx keeps its bytes in a stream of this name. */
static struct result refuse_compound(struct span bytes)
{
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    bool locked = span_find(bytes, span_make(encrypted, sizeof encrypted)) != SPAN_NOWHERE;
    return locked ? sheet_fail("sheet.error.password_protected", NULL) : sheet_fail("sheet.error.old_xls_format", NULL);
}

/* PDF, pictures, archives, web pages: named so that the person is not told of an encoding. */
static bool is_foreign(struct span bytes)
{
    /* clang-format off */
    static const struct span starts[] = {
        {"%PDF-", 5}, {"\x89PNG\r\n", 6}, {"\xff\xd8\xff", 3}, {"GIF8", 4}, {"\x1f\x8b", 2}, {"7z\xbc\xaf", 4},
        {"Rar!", 4},  {"{\\rtf", 5},      {"BM", 2},           {"\x7f" "ELF", 4}, {"SQLite format 3", 15},
    };
    /* clang-format on */
    for (size_t index = 0; index < sizeof starts / sizeof starts[0]; index++) {
        bool picture = starts[index].at[0] == 'B';
        if (span_starts_with(bytes, starts[index]) && (!picture || memchr(bytes.at, 0, bytes.length) != NULL)) {
            return true;
        }
    }
    struct span text = cell_trim(span_make(bytes.at, bytes.length < 256 ? bytes.length : 256));
    static const char *const tags[] = {"<html", "<!doctype", "<?xml", "<table", "<head", "<style", "<meta"};
    for (size_t index = 0; index < sizeof tags / sizeof tags[0]; index++) {
        size_t length = strlen(tags[index]);
        if (text.length >= length && strncasecmp(text.at, tags[index], length) == 0) {
            return true;
        }
    }
    return false;
}

static struct result read_any(struct span bytes, size_t sheet, struct sheet_sink *sink)
{
    if (span_starts_with(bytes, span_make("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))) {
        return refuse_compound(bytes);
    }
    if (span_starts_with(bytes, span_make("\x09\x08\x10\x00", 4)) ||
        span_starts_with(bytes, span_make("\x09\x08\x08\x00", 4)) ||
        span_starts_with(bytes, span_make("\x09\x04\x06\x00", 4))) {
        return sheet_fail("sheet.error.old_xls_format", "a BIFF stream without a compound file");
    }
    if (span_starts_with(bytes, span_make("PK\x03\x04", 4)) || span_starts_with(bytes, span_make("PK\x05\x06", 4))) {
        return xlsx_read(bytes, sheet, sink);
    }
    if (is_foreign(bytes)) {
        return sheet_fail("sheet.error.not_a_spreadsheet", NULL);
    }
    return sheet > 0 ? sheet_fail("sheet.error.empty", "one sheet only") : csv_read(bytes, sink);
}

struct result sheet_read(struct span bytes, sheet_row_work work, void *context)
{
    return sheet_read_at(bytes, 0, work, context);
}

struct result sheet_read_at(struct span bytes, size_t sheet, sheet_row_work work, void *context)
{
    if (bytes.length > SHEET_BYTES_MOST) {
        return sheet_fail("sheet.error.too_large", NULL);
    }
    if (bytes.length == 0) {
        return sheet_fail("sheet.error.empty", NULL);
    }
    struct sheet_sink *sink = calloc(1, sizeof *sink);
    if (sink == NULL) {
        return result_internal("no memory for a row");
    }
    sink->work = work;
    sink->context = context;
    struct result result = read_any(bytes, sheet, sink);
    if (!result_failed(result) && sink->rows == 0) {
        result = sheet_fail("sheet.error.empty", NULL);
    }
    free(sink);
    return result;
}

const char *sheet_column_name(size_t column, char name[static 8])
{
    char letters[8];
    size_t count = 0;
    for (size_t left = column + 1; left > 0 && count < 7; left = (left - 1) / 26) {
        letters[count++] = (char)('A' + (left - 1) % 26);
    }
    for (size_t index = 0; index < count; index++) {
        name[index] = letters[count - 1 - index];
    }
    name[count] = 0;
    return name;
}
