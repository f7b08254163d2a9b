/* CSV as people send it: RFC 4180, and what Excel, WPS and hand-written files make of it.
 *
 * The separator is the one that cuts the first records most evenly. A quote opens a field only at its start; behind the
 * closing quote whatever stands before the next separator belongs to the field. Text without doubled quotes is never
 * copied. Cost: two passes over the bytes (encoding, fields).
 */
#include "sheet/inside.h"
#include "text/text.h"

enum { SAMPLE_RECORDS = 30, SAMPLE_BYTES = 1 << 16, CHINESE_COMMA_SHARE = 2 };

struct csv {
    const char *at;
    const char *end;
    struct span separator;
    struct arena arena; /* unescaped fields of this record */
    bool quote_open;    /* the text ended inside quotes */
};

static bool at_separator(const struct csv *csv, const char *at)
{
    size_t length = csv->separator.length;
    return *at == csv->separator.at[0] &&
           (length == 1 || ((size_t)(csv->end - at) >= length && memcmp(at, csv->separator.at, length) == 0));
}

/* Up to the separator or the end of the line. */
static const char *skip_plain(const struct csv *csv, const char *at)
{
    char first = csv->separator.at[0];
    while (at < csv->end && *at != '\n' && *at != '\r' && (*at != first || !at_separator(csv, at))) {
        at++;
    }
    return at;
}

/* Without the quotes: "" is one quote; the part behind the closing quote stays. */
static struct span unescape(struct csv *csv, const char *from, const char *to)
{
    char *text = arena_alloc(&csv->arena, (size_t)(to - from) + 1, 1);
    size_t length = 0;
    bool inside = true;
    while (from < to) {
        if (inside && *from == '"') {
            bool doubled = to - from > 1 && from[1] == '"';
            from += doubled ? 2 : 1;
            inside = doubled;
            if (!doubled) {
                continue;
            }
            text[length++] = '"';
            continue;
        }
        text[length++] = *from++;
    }
    return span_make(text, length);
}

/* At an opening quote. */
static struct span take_quoted(struct csv *csv)
{
    const char *start = csv->at + 1;
    const char *at = start;
    bool doubled = false;
    for (;;) {
        at = memchr(at, '"', (size_t)(csv->end - at));
        if (at == NULL) {
            csv->quote_open = true;
            csv->at = csv->end;
            return span_make(start, (size_t)(csv->end - start));
        }
        if (csv->end - at < 2 || at[1] != '"') {
            break;
        }
        doubled = true;
        at += 2;
    }
    const char *close = at;
    csv->at = skip_plain(csv, close + 1);
    if (!doubled && csv->at == close + 1) {
        return span_make(start, (size_t)(close - start));
    }
    return unescape(csv, start, csv->at);
}

/* The next field of this record; *more tells whether another follows in it. */
static struct span take_field(struct csv *csv, bool *more)
{
    struct span field;
    if (csv->at < csv->end && *csv->at == '"') {
        field = take_quoted(csv);
    } else {
        const char *start = csv->at;
        csv->at = skip_plain(csv, start);
        field = span_make(start, (size_t)(csv->at - start));
    }
    *more = csv->at < csv->end && *csv->at != '\n' && *csv->at != '\r';
    if (*more) {
        csv->at += csv->separator.length;
    }
    return field;
}

static void skip_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r') {
        csv->at++;
        if (csv->at < csv->end && *csv->at == '\n') {
            csv->at++;
        }
    } else if (csv->at < csv->end) {
        csv->at++;
    }
}

/* --- the separator ----------------------------------------------------------------------------------------- */

/* How well a separator cuts: records that have as many fields as most have, times the fields. */
static size_t score_separator(struct span text, struct span separator)
{
    size_t counts[SAMPLE_RECORDS] = {0};
    size_t records = 0;
    size_t filled = 0;
    struct csv csv = {.at = text.at, .end = text.at + text.length, .separator = separator};
    arena_init(&csv.arena);
    while (csv.at < csv.end && records < SAMPLE_RECORDS) {
        bool more = true;
        size_t fields = 0;
        const char *start = csv.at;
        while (more) {
            (void)take_field(&csv, &more);
            fields++;
        }
        filled += csv.at > start;
        counts[records++] = fields - 1;
        skip_line_end(&csv);
    }
    arena_release(&csv.arena);
    size_t best = 0;
    size_t alike = 0;
    for (size_t index = 0; index < records; index++) {
        size_t same = 0;
        for (size_t other = 0; other < records; other++) {
            same += counts[other] == counts[index];
        }
        if (counts[index] > 0 && (same > alike || (same == alike && counts[index] > best))) {
            alike = same;
            best = counts[index];
        }
    }
    /* The Chinese comma stands in sentences too: one alone must cut half of the records alike. */
    if (separator.length > 1 && alike * CHINESE_COMMA_SHARE < filled) {
        return 0;
    }
    return alike * best;
}

static struct span find_separator(struct csv *csv)
{
    size_t left = (size_t)(csv->end - csv->at);
    /* A first line "sep=;" is an order to Excel. */
    if (left > 5 && strncasecmp(csv->at, "sep=", 4) == 0 && (csv->at[5] == '\r' || csv->at[5] == '\n')) {
        struct span named = span_make(csv->at + 4, 1);
        csv->at += 5;
        skip_line_end(csv);
        return named;
    }
    static const struct span separators[] = {{",", 1}, {"\t", 1}, {";", 1}, {"\xef\xbc\x8c", 3}};
    struct span sample = span_make(csv->at, left < SAMPLE_BYTES ? left : SAMPLE_BYTES);
    size_t best = 0;
    size_t best_score = 0;
    for (size_t index = 0; index < sizeof separators / sizeof separators[0]; index++) {
        size_t score = score_separator(sample, separators[index]);
        if (score > best_score) {
            best = index;
            best_score = score;
        }
    }
    return separators[best];
}

/* --- records ----------------------------------------------------------------------------------------------- */

/* Our own files guard formulas with an apostrophe (writer.c); it goes when they come back. */
static struct span without_guard(struct span field)
{
    bool guarded = field.length > 1 && *field.at == '\'' && cell_is_formula(field);
    return guarded ? span_make(field.at + 1, field.length - 1) : field;
}

static struct result take_record(struct csv *csv, struct sheet_sink *sink, uint32_t number)
{
    bool more = true;
    for (size_t column = 0; more; column++) {
        struct span field = take_field(csv, &more);
        if (column < SHEET_COLUMNS_MOST) {
            sink->cells[column] = (struct sheet_cell){.text = without_guard(field)};
            sink->count = column + 1;
        } else if (cell_trim(field).length > 0) {
            return sheet_fail("sheet.error.too_many_columns", NULL);
        }
    }
    if (csv->quote_open) {
        return sheet_fail("sheet.error.quote_not_closed", NULL);
    }
    return sink_send(sink, number);
}

static bool is_utf16(struct span bytes)
{
    return span_starts_with(bytes, span_make("\xff\xfe", 2)) || span_starts_with(bytes, span_make("\xfe\xff", 2));
}

struct result csv_read(struct span bytes, struct sheet_sink *sink)
{
    if (!is_utf16(bytes) && memchr(bytes.at, 0, bytes.length) != NULL) {
        return sheet_fail("sheet.error.nul_byte", NULL);
    }
    struct arena decoded;
    arena_init(&decoded);
    struct span text;
    struct result result = text_decode(&decoded, bytes, &text);
    if (result_failed(result)) {
        arena_release(&decoded);
        return result.code == RESULT_INVALID ? sheet_fail("sheet.error.encoding", result.detail) : result;
    }
    struct csv csv = {.at = text.at, .end = text.at + text.length};
    arena_init(&csv.arena);
    csv.separator = find_separator(&csv);
    for (uint32_t number = 1; csv.at < csv.end && !result_failed(result); number++) {
        result = take_record(&csv, sink, number);
        skip_line_end(&csv);
        arena_reset(&csv.arena);
    }
    arena_release(&csv.arena);
    arena_release(&decoded);
    return result;
}
