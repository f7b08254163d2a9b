/* The fields of an import: which header means which, and how a cell is read. Inside of this area. */
#ifndef AREAS_IMPORTS_FIELDS_H
#define AREAS_IMPORTS_FIELDS_H

#include "areas/imports/imports.h"

struct import_field;

struct cell_reading {
    struct arena *arena;
    const struct import_reader *reader;
    const struct import_field *field;
    struct import_row *row;
    struct span text;
};

/* What a field belongs to. */
enum field_target { TARGET_ROW, TARGET_ORGANISATION, TARGET_LISTING };

/* Reads the cell into the row's record; false = refused, with what is wrong in `fault`. */
typedef bool (*cell_read)(const struct cell_reading *cell, struct value_fault *fault);

struct import_field {
    const char *name;         /* of the column vocabulary: "headcount" */
    unsigned kinds;           /* set of 1 << enum import_kind */
    bool naming;              /* a header row has at least one of these */
    cell_read read;           /* NULL: known, but not kept (a contact's phone: personal data) */
    enum field_target target; /* with offset: where read_text and read_count put what they read */
    size_t offset;
};

/* A cell that says in words what its column wants as a code or a figure (机械类相关专业, 随到随学, 大小班): understood after
 * all where a usual writing is found in it, otherwise kept below the listing's own text, with the column's name before it.
 * False when it looks like a mistake in a code, a figure or a name: then the row is refused. */
bool import_cell_keep_words(const struct cell_reading *cell);

/* Whether one of the row's cells is the name of a college (高职) and not of a school (中职). */
bool import_row_names_college(const struct import_row *row);

/* What a header means for this kind of import; NULL when it means nothing. */
const struct import_field *import_field_find(struct arena *arena, enum import_kind kind, struct span header);

/* Whether two columns may be read into it. */
bool import_field_may_repeat(const struct import_field *field);

void import_row_begin(struct arena *arena, const struct import_reader *reader, struct import_row *row);
void import_row_read_cell(struct arena *arena, const struct import_reader *reader, struct import_row *row,
                          const struct import_field *field, int column);
/* The first column of a field, or -1. */
int import_column_of(const struct import_sheet *sheet, const char *field);
/* What only the whole row shows: missing name, end before start, what the area's own rules say. `scratch` is for the search
 * through its texts: many kilobytes that nobody needs once the row is judged. */
void import_row_finish(struct arena *arena, struct arena *scratch, const struct import_reader *reader,
                       const struct import_sheet *sheet, struct import_row *row);
/* Programmes and facilities from their lists: "数控技术应用(120人)、机电技术应用". */
void import_read_programmes(struct arena *arena, const struct import_reader *reader, const struct import_sheet *sheet,
                            struct import_row *row);
void import_read_facilities(struct arena *arena, const struct import_sheet *sheet, struct import_row *row);
/* A later row with the natural key of an earlier one is refused: which of the two is meant cannot be known. */
void import_refuse_repeats(struct arena *arena, struct import_sheet *sheet);

/* What a person sees of a cell in a message or a list: never megabytes. */
const char *import_shown_value(struct arena *arena, struct span text);

void import_row_refuse(struct arena *arena, struct import_row *row, int column, const char *message, const char *hint);

#endif
