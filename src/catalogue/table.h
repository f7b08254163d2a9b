/* An embedded catalogue table: CSV with a header row, read whole. Fields are found by the name of their column, so that
 * a column may be added without touching code. Quotes as in RFC 4180. Cells are zero-terminated and live in the arena.
 */
#ifndef CATALOGUE_TABLE_H
#define CATALOGUE_TABLE_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"

struct table {
    const char *name; /* "catalogues/majors.csv" */
    size_t columns;
    size_t rows; /* without the header */
    const char **cells;
    const char **header;
};

/* Errors: INTERNAL (file and line in detail) when the file is missing or a row has the wrong number of cells. */
MUST_USE struct result table_read(struct arena *arena, const char *name, struct table *out);
MUST_USE struct result table_parse(struct arena *arena, const char *name, struct span bytes, struct table *out);

/* "" when the table has no such column. */
const char *table_cell(const struct table *table, size_t row, const char *column);
/* The cell as a whole number, `otherwise` when it is none. */
int table_number(const struct table *table, size_t row, const char *column, int otherwise);

/* Line `row` of the table is broken: an error of ours that says where. */
struct result table_broken(struct arena *arena, const struct table *table, size_t row, const char *what);

/* Walks "a|b|c": the next part in *part, false at the end. Parts are trimmed; empty ones are passed over. */
bool table_next_part(const char **at, struct span *part);

#endif
