/* Reading a sheet in a test: from text to rows, and what is wrong with which cell. */
#ifndef TESTS_IMPORTS_READING_H
#define TESTS_IMPORTS_READING_H

#include "tests/areas/city.h"

#include "areas/imports/fields.h"
#include "sheet/sheet.h"
#include "text/text.h"
#include "web/words.h"

static inline struct import_reader reader_of(const struct catalogue *catalogue, enum import_kind kind)
{
    int32_t today = 0;
    (void)day_parse(span_of("2026-11-24"), &today);
    return (struct import_reader){catalogue, kind, REGION, today};
}

static inline struct result read_sheet_bytes(struct arena *arena, const struct catalogue *catalogue,
                                             enum import_kind kind, struct span bytes, struct import_sheet *out)
{
    struct import_reader reader = reader_of(catalogue, kind);
    return import_read(arena, &reader, bytes, out);
}

static inline struct import_sheet read_csv(struct arena *arena, const struct catalogue *catalogue,
                                           enum import_kind kind, const char *text)
{
    struct import_sheet sheet;
    assert_ok(read_sheet_bytes(arena, catalogue, kind, span_of(text), &sheet));
    return sheet;
}

/* "C3 value.error.count_unreadable" of every problem, separated by blanks. */
static inline const char *problems_of(struct arena *arena, const struct import_sheet *sheet)
{
    const char *text = "";
    for (size_t index = 0; index < sheet->row_count; index++) {
        const struct import_row *row = &sheet->rows[index];
        for (size_t at = 0; at < row->problem_count; at++) {
            char name[8];
            const struct import_problem *problem = &row->problems[at];
            text = arena_format(arena, "%s%s%s%u %s", text, text[0] == '\0' ? "" : " ",
                                problem->column < 0 ? "-" : sheet_column_name((size_t)problem->column, name),
                                row->number, problem->message);
        }
    }
    return text;
}

#endif
