/* Reading a sheet: find the header, then every row cell by cell. Pure. */
#include "areas/imports/fields.h"

#include "sheet/sheet.h"
#include "text/text.h"

/* A sheet without a header (填报说明) is passed over for the next one. */
enum {
    SHEETS_TRIED = 8,
    HEADER_WITHIN_ROWS = 20,
    LEAST_HEADERS = 2,
    HEADER_BYTES = 300,
    FIRST_ROWS = 256,
    SHOWN_POINTS = 80
};

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
    struct arena folding; /* for what is looked at and forgotten */
    const struct import_reader *reader;
    struct import_sheet *sheet;
    size_t row_capacity, cells_kept;
    uint32_t rows_seen;
    bool header_found;
    bool header_open;                 /* the row after it may be its second line */
    const struct organisation *above; /* whose row was last: merged cells show the name once */
};

/* The last cells of a row are often empty ones with a format. */
static size_t count_cells(const struct sheet_row *row, size_t most)
{
    size_t count = row->count < most ? row->count : most;
    while (count > 0 && row->cells[count - 1].text.length == 0) {
        count--;
    }
    return count;
}

static struct span *copy_cells(struct arena *arena, const struct sheet_row *row, size_t count)
{
    struct span *cells = ARENA_ARRAY(arena, struct span, count + 1);
    for (size_t column = 0; column < count; column++) {
        struct span text = row->cells[column].text;
        cells[column] = span_make(arena_copy(arena, text), text.length);
    }
    return cells;
}

/* --- the header --------------------------------------------------------------------------------------------------- */

/* What one cell of a header means; folds in the arena for it. */
static const struct import_field *find_field(struct gathering *gathering, struct span header)
{
    arena_reset(&gathering->folding);
    return header.length > HEADER_BYTES ? NULL
                                        : import_field_find(&gathering->folding, gathering->reader->kind, header);
}

static bool is_header(struct gathering *gathering, const struct sheet_row *row)
{
    size_t known = 0;
    bool naming = false;
    for (size_t column = 0; column < row->count; column++) {
        const struct import_field *field = find_field(gathering, row->cells[column].text);
        known += field != NULL ? 1 : 0;
        naming = naming || (field != NULL && field->naming);
    }
    return known >= LEAST_HEADERS && naming;
}

static void take_header(struct gathering *gathering, const struct sheet_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    sheet->header_number = row->number;
    sheet->column_count = count_cells(row, row->count);
    sheet->headers = copy_cells(gathering->arena, row, sheet->column_count);
    sheet->fields = ARENA_ARRAY(gathering->arena, const struct import_field *, sheet->column_count + 1);
    for (size_t column = 0; column < sheet->column_count; column++) {
        const struct import_field *field = find_field(gathering, sheet->headers[column]);
        bool again = false;
        for (size_t before = 0; field != NULL && before < column; before++) {
            again = again || (sheet->fields[before] == field && !import_field_may_repeat(field));
        }
        sheet->fields[column] = again ? NULL : field;
    }
    gathering->header_found = true;
}

/* Every cell that says something is a header word: the second line of a header. */
static bool is_all_headers(struct gathering *gathering, const struct sheet_row *row)
{
    size_t known = 0;
    for (size_t column = 0; column < row->count; column++) {
        struct span text = row->cells[column].text;
        if (text.length > 0 && find_field(gathering, text) == NULL) {
            return false;
        }
        known += text.length > 0 ? 1 : 0;
    }
    return known >= LEAST_HEADERS;
}

/* The header printed again on a new page. */
static bool is_header_again(const struct gathering *gathering, const struct sheet_row *row)
{
    const struct import_sheet *sheet = gathering->sheet;
    bool again = row->count == sheet->column_count;
    for (size_t column = 0; again && column < row->count; column++) {
        again = span_equal(row->cells[column].text, sheet->headers[column]);
    }
    return again;
}

/* Where the first line said nothing that is known, or only headed a group (要求 above 学历, 技能), the second line decides. */
static void join_header(struct gathering *gathering, const struct sheet_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    size_t count = row->count > sheet->column_count ? row->count : sheet->column_count;
    struct span *headers = ARENA_ARRAY(gathering->arena, struct span, count + 1);
    struct sheet_cell *cells = ARENA_ARRAY(gathering->arena, struct sheet_cell, count + 1);
    for (size_t column = 0; column < count; column++) {
        struct span above = column < sheet->column_count ? sheet->headers[column] : span_make("", 0);
        struct span below = column < row->count ? span_trim(row->cells[column].text) : span_make("", 0);
        headers[column] = below.length > 0 ? below : above;
        cells[column] = (struct sheet_cell){.text = headers[column]};
    }
    struct sheet_row joined = {.number = row->number, .cells = cells, .count = count};
    take_header(gathering, &joined);
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

const char *import_shown_value(struct arena *arena, struct span text)
{
    const char *at = text.at;
    const char *end = text.at + text.length;
    for (size_t points = 0; at < end && points < SHOWN_POINTS; points++) {
        (void)utf8_next(&at, end);
    }
    return at == end ? arena_copy(arena, text) : arena_format(arena, "%.*s…", (int)(at - text.at), text.at);
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
        (struct import_problem){column, cell ? import_shown_value(arena, row->cells[column]) : "", message, hint};
}

/* What a formula left behind that could not be worked out. */
static bool is_formula_error(struct span text)
{
    static const char *const errors[] = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"};
    bool found = false;
    for (size_t index = 0; text.length > 0 && text.at[0] == '#' && index < sizeof errors / sizeof errors[0]; index++) {
        found = found || span_is(text, errors[index]);
    }
    return found;
}

static void read_cell(struct gathering *gathering, struct import_row *taken, const struct sheet_cell *cell,
                      size_t column)
{
    struct arena *arena = gathering->arena;
    const struct import_field *field = gathering->sheet->fields[column];
    if (field == NULL || (cell->text.length == 0 && !cell->formula)) {
        return;
    }
    if (cell->too_long) {
        import_row_refuse(arena, taken, (int)column, "import.cell.too_long", "");
    } else if (is_formula_error(cell->text)) {
        import_row_refuse(arena, taken, (int)column, "import.cell.formula_error", "");
    } else if (cell->formula && cell->text.length == 0) {
        import_row_refuse(arena, taken, (int)column, "import.cell.formula_empty", "");
    } else {
        import_row_read_cell(arena, gathering->reader, taken, field, (int)column);
    }
}

/* A merged name stands only in the first of its rows; its running number is merged with it. */
static void take_name_from_above(struct gathering *gathering, struct import_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    struct organisation *own = row->organisation;
    if (row->listing == NULL) {
        return;
    }
    bool numbered = false;
    for (size_t column = 0; column < row->cell_count && column < sheet->column_count; column++) {
        struct span header = span_trim(sheet->headers[column]);
        numbered = numbered ||
                   ((span_is(header, "序号") || span_is(header, "编号")) && span_trim(row->cells[column]).length > 0);
    }
    if (own->name[0] == '\0' && own->credit_code[0] == '\0' && !numbered && gathering->above != NULL) {
        own->name = gathering->above->name;
        own->credit_code = gathering->above->credit_code;
    }
    gathering->above = own->name[0] != '\0' || own->credit_code[0] != '\0' ? own : NULL;
}

static struct result take_row(struct gathering *gathering, const struct sheet_row *row)
{
    struct import_sheet *sheet = gathering->sheet;
    size_t count = count_cells(row, sheet->column_count);
    gathering->cells_kept += count;
    if (sheet->row_count == IMPORT_MOST_ROWS || gathering->cells_kept > IMPORT_MOST_CELLS) {
        return result_invalid("file", "import.error.too_many");
    }
    struct import_row *taken = add_row(gathering);
    taken->number = row->number;
    taken->cells = copy_cells(gathering->arena, row, count);
    taken->cell_count = count;
    import_row_begin(gathering->arena, gathering->reader, taken);
    for (size_t column = 0; column < row->count && column < sheet->column_count;
         column++) { /* empty ones cost nothing */
        read_cell(gathering, taken, &row->cells[column], column);
    }
    take_name_from_above(gathering, taken);
    arena_reset(&gathering->folding);
    import_row_finish(gathering->arena, &gathering->folding, gathering->reader, sheet, taken);
    sheet->refused_count += taken->problem_count > 0 ? 1 : 0;
    return result_ok();
}

/* 合计 at the foot, 注：…, 填报人：… below the table: for the reader, not a row of it. */
static bool is_aside(struct gathering *gathering, const struct sheet_row *row)
{
    static const char *const FOOT[] = {"合计", "总计", "小计", "共计", "总数", "汇总"};
    static const char *const NOTES[] = {"注:",  "注：", "备注:",  "备注：",   "说明:",      "说明：", "填报", "填表",
                                        "制表", "审核", "联系人", "联系电话", "单位负责人", "以上",   "附:",  "附："};
    struct span first = span_make("", 0);
    size_t said = 0;
    for (size_t column = 0; column < row->count; column++) {
        struct span text = span_trim(row->cells[column].text);
        first = first.length == 0 ? text : first;
        said += text.length > 0 ? 1 : 0;
    }
    arena_reset(&gathering->folding);
    struct span key = span_of(fold_key(&gathering->folding, span_make(first.at, first.length < 64 ? first.length : 0)));
    for (size_t index = 0; index < sizeof FOOT / sizeof *FOOT; index++) {
        if (span_starts_with(key, span_of(FOOT[index])) && key.length <= strlen(FOOT[index]) + 6) {
            return true;
        }
    }
    for (size_t index = 0; index < sizeof NOTES / sizeof *NOTES; index++) {
        if (said <= 4 && span_starts_with(first, span_of(NOTES[index]))) {
            return true;
        }
    }
    return said == 0;
}

/* A row of which no known column says anything: a note below the table, a line of the form. */
static bool says_nothing(const struct gathering *gathering, const struct sheet_row *row)
{
    const struct import_sheet *sheet = gathering->sheet;
    bool nothing = true;
    for (size_t column = 0; nothing && column < row->count && column < sheet->column_count; column++) {
        const struct import_field *field = sheet->fields[column];
        nothing = field == NULL || field->read == NULL || row->cells[column].text.length == 0;
    }
    return nothing;
}

static struct result gather_row(const struct sheet_row *row, void *context)
{
    struct gathering *gathering = context;
    gathering->rows_seen++;
    if (gathering->header_found) {
        bool open = gathering->header_open;
        gathering->header_open = false;
        if (open && is_all_headers(gathering, row)) {
            join_header(gathering, row);
            return result_ok();
        }
        if (is_header_again(gathering, row)) {
            return result_ok();
        }
        return says_nothing(gathering, row) || is_aside(gathering, row) ? result_ok() : take_row(gathering, row);
    }
    if (is_header(gathering, row)) {
        take_header(gathering, row);
        gathering->header_open = true;
    } else if (gathering->rows_seen >= HEADER_WITHIN_ROWS) {
        return result_invalid("file", "import.error.no_header");
    }
    return result_ok();
}

struct result import_read(struct arena *arena, const struct import_reader *reader, struct span bytes,
                          struct import_sheet *out)
{
    struct import_sheet sheet;
    struct gathering gathering;
    struct result result = result_ok();
    for (size_t number = 0; number < SHEETS_TRIED; number++) {
        sheet = (struct import_sheet){.kind = reader->kind};
        gathering = (struct gathering){.arena = arena, .reader = reader, .sheet = &sheet};
        arena_init(&gathering.folding);
        struct result reading = sheet_read_at(bytes, number, gather_row, &gathering);
        arena_release(&gathering.folding);
        if (gathering.header_found) {
            result = reading;
            break;
        }
        result = number == 0 ? reading : result;
        if (reading.code == RESULT_INVALID && number > 0 && strcmp(reading.message, "sheet.error.empty") == 0) {
            break; /* no further sheet */
        }
    }
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
