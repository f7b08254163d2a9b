/* The refused rows as a file to mend: the columns as they were sent, and the reasons in the last one. */
#include "areas/imports/imports.h"

#include "sheet/sheet.h"

static struct span reasons(struct arena *arena, const struct import_sheet *sheet, const struct import_row *row,
                           import_words words, void *words_context)
{
    const char *text = "";
    for (size_t index = 0; index < row->problem_count; index++) {
        const struct import_problem *problem = &row->problems[index];
        char name[8];
        bool cell = problem->column >= 0 && (size_t)problem->column < sheet->column_count;
        const char *where =
            cell ? arena_format(arena, "%s%u ", sheet_column_name((size_t)problem->column, name), row->number) : "";
        text =
            arena_format(arena, "%s%s%s%s", text, index == 0 ? "" : " | ", where, words(arena, problem, words_context));
    }
    return span_of(text);
}

/* The columns as they were sent, without the reasons of an earlier round. */
static size_t choose_columns(struct arena *arena, const struct import_sheet *sheet, struct span heading, size_t **out)
{
    size_t *columns = ARENA_ARRAY(arena, size_t, sheet->column_count + 1);
    size_t count = 0;
    for (size_t column = 0; column < sheet->column_count; column++) {
        if (!span_equal(sheet->headers[column], heading)) {
            columns[count++] = column;
        }
    }
    *out = columns;
    return count;
}

struct result import_write_refused(struct arena *arena, const struct import_sheet *sheet, const char *path,
                                   import_words words, void *words_context)
{
    size_t length = strlen(path);
    bool csv = length > 4 && strcmp(path + length - 4, ".csv") == 0;
    struct sheet_writer *writer;
    struct result result =
        sheet_writer_open(path, csv ? SHEET_CSV : SHEET_XLSX, import_kind_names[sheet->kind], &writer);
    if (result_failed(result)) {
        return result;
    }
    struct import_problem heading = {-1, "", "import.refused.column", ""};
    struct span *cells = ARENA_ARRAY(arena, struct span, sheet->column_count + 1);
    struct span reason = span_of(words(arena, &heading, words_context));
    size_t *columns;
    size_t count = choose_columns(arena, sheet, reason, &columns);
    for (size_t at = 0; at < count; at++) {
        cells[at] = sheet->headers[columns[at]];
    }
    cells[count] = reason;
    result = sheet_writer_row(writer, cells, count + 1);
    for (size_t index = 0; index < sheet->row_count && !result_failed(result); index++) {
        const struct import_row *row = &sheet->rows[index];
        if (row->problem_count == 0) {
            continue;
        }
        for (size_t at = 0; at < count; at++) {
            cells[at] = columns[at] < row->cell_count ? row->cells[columns[at]] : span_make("", 0);
        }
        cells[count] = reasons(arena, sheet, row, words, words_context);
        result = sheet_writer_row(writer, cells, count + 1);
    }
    struct result closed = sheet_writer_close(writer);
    return result_failed(result) ? result : closed;
}
