/* Spreadsheets that people really send: .xlsx and .csv in, .xlsx and .csv out.
 *
 * Reading is streaming: one row at a time, every cell as UTF-8 text. Dates (numbers with a date style) come as
 * YYYY-MM-DD, whole numbers without ".0", booleans as 1/0, formulas as their stored value with `formula` set, rich text
 * joined. Only the first visible sheet is read unless told. Merged cells: the value stands in the first cell.
 *
 * Bounds   bytes 64 MiB, unpacked 1 GiB and ≤ 200 × packed once beyond 16 MiB, rows 1,000,000, columns 1,000, cell
 *          32,767 code points (Excel's own), shared strings 4,000,000. DTDs and external entities are refused.
 * Errors   INVALID with message sheet.error.* : not_a_spreadsheet, password_protected, too_large, too_many_rows,
 *          too_many_columns, broken, old_xls_format, encoding, nul_byte, quote_not_closed, empty.
 *          Writing: BUSY sheet.error.cannot_write.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"
#include "base/span.h"

#include <stdint.h>

struct sheet_cell {
    struct span text; /* trimmed at both ends: white space, full-width space, NBSP, zero-width space and mark */
    bool formula;     /* the file held a formula; text is its stored value, "" when there is none */
    bool too_long;    /* text was cut at the bound */
};

struct sheet_row {
    uint32_t number; /* as the spreadsheet shows it, from 1 */
    size_t count;
    const struct sheet_cell *cells; /* borrowed until the callback returns */
};

typedef struct result (*sheet_row_work)(const struct sheet_row *row, void *context);

/* Calls `work` for each row that has a non-empty cell; its failure stops the reading and is returned. The kind is told
 * from the bytes, not from the name. */
MUST_USE struct result sheet_read(struct span bytes, sheet_row_work work, void *context);

/* The same for the visible sheet with this number, from 0; sheet.error.empty when there are not so many. A .csv is one. */
MUST_USE struct result sheet_read_at(struct span bytes, size_t sheet, sheet_row_work work, void *context);

/* "A" for 0, "AB" for 27. */
const char *sheet_column_name(size_t column, char name[static 8]);

/* Writing. Cells that begin with = + - @ are written as strings in .xlsx and with a leading apostrophe in .csv, which
 * reading takes away again. At most 1,000 columns, 1,000,000 rows below the header, 32,767 code points a cell. A path
 * that cannot be written fails at open; whatever failed, the writer must be closed. */
struct sheet_writer;
enum sheet_format { SHEET_XLSX, SHEET_CSV };
MUST_USE struct result sheet_writer_open(const char *path, enum sheet_format format, const char *sheet_name,
                                         struct sheet_writer **out);
/* The first row written is the header (bold, frozen, filter in .xlsx). */
MUST_USE struct result sheet_writer_row(struct sheet_writer *writer, const struct span *cells, size_t count);
MUST_USE struct result sheet_writer_close(struct sheet_writer *writer);

#endif
