/* One worksheet, streamed: a row is put together cell by cell and sent when it ends. */
#include "sheet/inside.h"

#include <stdlib.h>

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN, CELL_DAY };

enum { ROW_NUMBER_MOST = 1 << 24, COLUMN_MOST = 1 << 20 };

struct worksheet {
    const struct xlsx_styles *styles;
    const struct shared_strings *strings;
    struct sheet_sink *sink;
    struct buffer text;                /* of this row */
    size_t starts[SHEET_COLUMNS_MOST]; /* in `text`; IN_PLACE where the cell's span points elsewhere */
    uint32_t row;
    size_t next_column;
    /* the cell that is open */
    bool in_cell;
    bool collecting;
    bool formula;
    enum cell_kind kind;
    size_t style;
    size_t column;
    size_t start;
    unsigned phonetic;
};

#define IN_PLACE ((size_t)-1)

/* --- starting ---------------------------------------------------------------------------------------------- */

static size_t read_count(const char *text, size_t most, size_t otherwise)
{
    size_t value = 0;
    if (text == NULL || *text == 0) {
        return otherwise;
    }
    for (; *text != 0; text++) {
        if (*text < '0' || *text > '9' || value > most) {
            return otherwise;
        }
        value = value * 10 + (size_t)(*text - '0');
    }
    return value <= most ? value : otherwise;
}

/* "AB12" is column 27. */
static size_t read_column(const char *place, size_t otherwise)
{
    size_t column = 0;
    if (place == NULL) {
        return otherwise;
    }
    for (; column < COLUMN_MOST; place++) {
        char letter = *place >= 'a' && *place <= 'z' ? (char)(*place - 32) : *place;
        if (letter < 'A' || letter > 'Z') {
            break;
        }
        column = column * 26 + (size_t)(letter - 'A') + 1;
    }
    return column == 0 ? otherwise : column - 1;
}

static enum cell_kind read_kind(const char *type)
{
    static const struct {
        const char *name;
        enum cell_kind kind;
    } kinds[] = {{"s", CELL_SHARED}, {"str", CELL_TEXT},  {"inlineStr", CELL_TEXT},
                 {"e", CELL_TEXT},   {"b", CELL_BOOLEAN}, {"d", CELL_DAY}};
    if (type == NULL) {
        return CELL_NUMBER;
    }
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        if (type[0] == kinds[index].name[0] && strcmp(type, kinds[index].name) == 0) {
            return kinds[index].kind;
        }
    }
    return CELL_NUMBER;
}

static void start_cell(struct worksheet *sheet, const char **attributes)
{
    const char *place = NULL;
    const char *type = NULL;
    const char *style = NULL;
    for (; attributes[0] != NULL; attributes += 2) {
        switch (attributes[0][0]) {
        case 'r':
            place = attributes[0][1] == 0 ? attributes[1] : place;
            break;
        case 't':
            type = attributes[0][1] == 0 ? attributes[1] : type;
            break;
        case 's':
            style = attributes[0][1] == 0 ? attributes[1] : style;
            break;
        default:
            break;
        }
    }
    sheet->in_cell = true;
    sheet->collecting = false;
    sheet->formula = false;
    sheet->phonetic = 0;
    sheet->column = read_column(place, sheet->next_column);
    sheet->next_column = sheet->column + 1;
    sheet->kind = read_kind(type);
    sheet->style = read_count(style, SIZE_MAX / 16, 0);
    sheet->start = sheet->text.length;
}

/* Names are asked millions of times. */
static inline bool is_short(const char *name, char letter)
{
    return name[0] == letter && name[1] == 0;
}

static void start_row(struct worksheet *sheet, const char **attributes)
{
    sheet->row = (uint32_t)read_count(xml_attribute(attributes, "r"), ROW_NUMBER_MOST, (size_t)sheet->row + 1);
    sheet->next_column = 0;
    sheet->sink->count = 0;
    buffer_clear(&sheet->text);
}

static void worksheet_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    struct worksheet *sheet = reader->context;
    if (is_short(name, 'c')) {
        start_cell(sheet, attributes);
    } else if (name[0] == 'r' && strcmp(name, "row") == 0) {
        start_row(sheet, attributes);
    } else if (!sheet->in_cell) {
        return;
    } else if (is_short(name, 'v') || (is_short(name, 't') && sheet->phonetic == 0)) {
        sheet->collecting = true;
    } else if (is_short(name, 'f')) {
        sheet->formula = true;
    } else if (name[0] == 'r' && strcmp(name, "rPh") == 0) {
        sheet->phonetic++;
    }
}

static void worksheet_text(struct xml_reader *reader, const char *text, size_t length)
{
    struct worksheet *sheet = reader->context;
    if (sheet->collecting && sheet->text.length - sheet->start < SHEET_CELL_BYTES_MOST) {
        buffer_add(&sheet->text, text, length);
    }
}

/* --- ending ------------------------------------------------------------------------------------------------ */

/* The cell in the row, with empty ones before it where the file left them out. */
static struct sheet_cell *place_cell(struct worksheet *sheet)
{
    struct sheet_sink *sink = sheet->sink;
    while (sink->count <= sheet->column) {
        sheet->starts[sink->count] = IN_PLACE;
        sink->cells[sink->count++] = (struct sheet_cell){0};
    }
    sheet->starts[sheet->column] = IN_PLACE;
    struct sheet_cell *cell = &sink->cells[sheet->column];
    *cell = (struct sheet_cell){.formula = sheet->formula};
    return cell;
}

/* Puts `text` where the raw text of the cell stood. */
static size_t replace_text(struct worksheet *sheet, const char *text, size_t length)
{
    sheet->text.length = sheet->start;
    buffer_add(&sheet->text, text, length);
    return length;
}

/* What the raw text means; its new length. */
static size_t show_cell(struct worksheet *sheet, size_t length)
{
    char shown[NUMBER_TEXT_SIZE];
    char *raw = sheet->text.bytes + sheet->start;
    if (sheet->kind == CELL_NUMBER) {
        size_t size = number_show(sheet->styles, sheet->style, span_make(raw, length), shown);
        return size == 0 ? length : replace_text(sheet, shown, size);
    }
    if (sheet->kind == CELL_DAY && length > 10 && raw[4] == '-' && raw[7] == '-' && raw[10] == 'T') {
        sheet->text.length = sheet->start + 10;
        return 10;
    }
    if (sheet->kind == CELL_BOOLEAN && (length == 4 || length == 5)) {
        return replace_text(sheet, length == 4 ? "1" : "0", 1); /* true, false: seen from other writers */
    }
    if (sheet->kind == CELL_TEXT) {
        size_t kept = text_unescape(raw, length);
        sheet->text.length = sheet->start + kept;
        return kept;
    }
    return length;
}

static struct result end_cell(struct worksheet *sheet)
{
    size_t length = sheet->text.length - sheet->start;
    sheet->in_cell = false;
    sheet->collecting = false;
    if (length == 0) {
        /* A formula without a stored number: another program wrote the file, and the value is lost. One that gives an
         * empty text says so by its type. */
        if (sheet->formula && sheet->kind == CELL_NUMBER && sheet->column < SHEET_COLUMNS_MOST) {
            (void)place_cell(sheet);
        }
        return result_ok();
    }
    struct span shared = {0};
    struct span raw = span_trim(span_make(sheet->text.bytes + sheet->start, length));
    if (sheet->kind == CELL_SHARED) {
        char number[16] = {0};
        memcpy(number, raw.at, raw.length < sizeof number ? raw.length : sizeof number - 1);
        sheet->text.length = sheet->start;
        if (!strings_get(sheet->strings, read_count(number, SIZE_MAX / 16, SIZE_MAX), &shared)) {
            return sheet_fail("sheet.error.broken", "a cell names a shared string that is not there");
        }
        if (shared.length == 0) {
            return result_ok();
        }
    }
    if (sheet->column >= SHEET_COLUMNS_MOST) {
        return sheet_fail("sheet.error.too_many_columns", NULL);
    }
    struct sheet_cell *cell = place_cell(sheet);
    if (sheet->kind == CELL_SHARED) {
        cell->text = shared;
    } else {
        sheet->starts[sheet->column] = sheet->start;
        cell->text.length = show_cell(sheet, length);
    }
    return result_ok();
}

/* The buffer may have moved while the row grew; only now are its addresses final. */
static struct result end_row(struct worksheet *sheet)
{
    for (size_t column = 0; column < sheet->sink->count; column++) {
        if (sheet->starts[column] != IN_PLACE) {
            sheet->sink->cells[column].text.at = sheet->text.bytes + sheet->starts[column];
        }
    }
    return sink_send(sheet->sink, sheet->row);
}

static void worksheet_end(struct xml_reader *reader, const char *name)
{
    struct worksheet *sheet = reader->context;
    struct result result = result_ok();
    if (is_short(name, 'c')) {
        result = end_cell(sheet);
    } else if (name[0] == 'r' && strcmp(name, "row") == 0) {
        result = end_row(sheet);
    } else if (is_short(name, 'v') || is_short(name, 't')) {
        sheet->collecting = false;
    } else if (name[0] == 'r' && strcmp(name, "rPh") == 0 && sheet->phonetic > 0) {
        sheet->phonetic--;
    }
    if (result_failed(result)) {
        xml_stop(reader, result);
    }
}

struct result worksheet_read(struct package *package, int64_t part, const struct xlsx_styles *styles,
                             const struct shared_strings *strings, struct sheet_sink *sink)
{
    static const struct xml_handlers handlers = {worksheet_start, worksheet_end, worksheet_text};
    struct worksheet *sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL) {
        return result_internal("no memory for a worksheet");
    }
    sheet->styles = styles;
    sheet->strings = strings;
    sheet->sink = sink;
    buffer_init(&sheet->text);
    struct result result = package_scan(package, part, &handlers, sheet);
    buffer_release(&sheet->text);
    free(sheet);
    return result;
}
