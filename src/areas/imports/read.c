/* Reading a sheet: find the header, then every row cell by cell. Pure. */
#include "areas/imports/fields.h"

#include "sheet/sheet.h"
#include "text/text.h"

enum { HEADER_WITHIN_ROWS = 20, LEAST_HEADERS = 2, FIRST_ROWS = 256, SHOWN_POINTS = 80 };

const char *const import_kind_names[IMPORT_KIND_COUNT] = {"organisations", "needs", "offers"};

bool import_kind_parse(struct span name, enum import_kind *out)
{
    for (int kind = 0; kind < IMPORT_KIND_COUNT; kind++) {
        if (span_is(name, import_kind_names[kind])) {
            *out = (enum import_kind)kind;
            return true;
        }
    }
    return false;
}

struct gathering {
    struct arena *arena;
    const struct import_reader *reader;
    struct import_sheet *sheet;
    size_t row_capacity;
    uint32_t rows_seen;
    bool header_found;
};

static struct span *copy_cells(struct arena *arena, const struct sheet_row *row)
{
    struct span *cells = ARENA_ARRAY(arena, struct span, row->count + 1);
    for (size_t column = 0; column < row->count; column++) {
        struct span text = row->cells[column].text;
        cells[column] = span_make(arena_copy(arena, text), text.length);
    }
    return cells;
}

/* --- the header --------------------------------------------------------------------------------------------------- */

static bool is_header(const struct gathering *gathering, const struct sheet_row *row)
{
    size_t known = 0;
    bool naming = false;
    for (size_t column = 0; column < row->count; column++) {
        const struct import_field *field =
            import_field_find(gathering->arena, gathering->reader->kind, row->cells[column].text);
        known += field != NULL ? 1 : 0;
        naming = naming || (field != NULL && field->naming);
    }
    return known >= LEAST_HEADERS && naming;
}

static void take_header(struct gathering *gathering, const struct sheet_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    sheet->header_number = row->number;
    sheet->headers = copy_cells(gathering->arena, row);
    sheet->column_count = row->count;
    sheet->fields = ARENA_ARRAY(gathering->arena, const char *, row->count + 1);
    for (size_t column = 0; column < row->count; column++) {
        const struct import_field *field =
            import_field_find(gathering->arena, gathering->reader->kind, row->cells[column].text);
        bool again = false;
        for (size_t before = 0; field != NULL && before < column; before++) {
            again = again || (sheet->fields[before] == field->name && !import_field_may_repeat(field->name));
        }
        sheet->fields[column] = field == NULL || again ? NULL : field->name;
    }
    gathering->header_found = true;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static struct import_row *add_row(struct gathering *gathering)
{
    struct import_sheet *sheet = gathering->sheet;
    if (sheet->row_count == gathering->row_capacity) {
        size_t capacity = gathering->row_capacity == 0 ? FIRST_ROWS : 2 * gathering->row_capacity;
        struct import_row *rows = ARENA_ARRAY(gathering->arena, struct import_row, capacity);
        if (sheet->row_count > 0) {
            memcpy(rows, sheet->rows, sheet->row_count * sizeof *rows);
        }
        sheet->rows = rows;
        gathering->row_capacity = capacity;
    }
    return &sheet->rows[sheet->row_count++];
}

/* What a person sees of a cell in a message: never megabytes. */
static const char *shown_value(struct arena *arena, struct span text)
{
    const char *at = text.at;
    const char *end = text.at + text.length;
    for (size_t points = 0; at < end && points < SHOWN_POINTS; points++) {
        (void)utf8_next(&at, end);
    }
    return at == end ? arena_copy(arena, text)
                     : arena_format(arena, "%.*s…", (int)(at - text.at), text.at);
}

void import_row_refuse(struct arena *arena, struct import_row *row, int column, const char *message, const char *hint)
{
    if (row->problem_count == IMPORT_MOST_PROBLEMS) {
        return;
    }
    if (row->problems == NULL) {
        row->problems = ARENA_ARRAY(arena, struct import_problem, IMPORT_MOST_PROBLEMS);
    }
    bool cell = column >= 0 && (size_t)column < row->cell_count;
    row->problems[row->problem_count++] =
        (struct import_problem){column, cell ? shown_value(arena, row->cells[column]) : "", message, hint};
}

static struct result take_row(struct gathering *gathering, const struct sheet_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    struct import_row *taken = add_row(gathering);
    taken->number = row->number;
    taken->cells = copy_cells(gathering->arena, row);
    taken->cell_count = row->count;
    import_row_begin(gathering->arena, gathering->reader, taken);
    for (size_t column = 0; column < row->count && column < sheet->column_count; column++) {
        if (row->cells[column].too_long) {
            import_row_refuse(gathering->arena, taken, (int)column, "import.cell.too_long", "");
        } else if (sheet->fields[column] != NULL) {
            import_row_read_cell(gathering->arena, gathering->reader, taken, sheet->fields[column], (int)column);
        }
    }
    import_row_finish(gathering->arena, gathering->reader, sheet, taken);
    sheet->refused_count += taken->problem_count > 0 ? 1 : 0;
    return result_ok();
}

static struct result gather_row(const struct sheet_row *row, void *context)
{
    struct gathering *gathering = context;
    gathering->rows_seen++;
    if (gathering->header_found) {
        return take_row(gathering, row);
    }
    if (is_header(gathering, row)) {
        take_header(gathering, row);
    } else if (gathering->rows_seen >= HEADER_WITHIN_ROWS) {
        return result_invalid("file", "import.error.no_header");
    }
    return result_ok();
}

struct result import_read(struct arena *arena, const struct import_reader *reader, struct span bytes,
                          struct import_sheet *out)
{
    struct import_sheet sheet = {.kind = reader->kind};
    struct gathering gathering = {.arena = arena, .reader = reader, .sheet = &sheet};
    struct result result = sheet_read(bytes, gather_row, &gathering);
    if (result_failed(result)) {
        return result;
    }
    if (!gathering.header_found) {
        return result_invalid("file", "import.error.no_header");
    }
    if (sheet.row_count == 0) {
        return result_invalid("file", "import.error.no_rows");
    }
    import_refuse_repeats(arena, &sheet);
    *out = sheet;
    return result_ok();
}
