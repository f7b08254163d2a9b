/* Numbers of a spreadsheet: which are days, and how each is written.
 *
 * A format is a date when its first section, without "literals", [brackets] and \escapes, asks for years, months or
 * days. 16 hours 30 is 0.6875 and written 16:30 where the style is a time.
 */
#include "sheet/inside.h"

#include "base/day.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FORMATS = 1 << 16, STYLES_MOST = 1 << 16 };

static const struct {
    uint16_t first, last;
    uint8_t style;
} built_in[] = {{14, 17, STYLE_DATE}, {18, 21, STYLE_TIME}, {22, 22, STYLE_DATE}, {27, 31, STYLE_DATE},
                {32, 35, STYLE_TIME}, {36, 36, STYLE_DATE}, {45, 47, STYLE_TIME}, {50, 54, STYLE_DATE},
                {55, 56, STYLE_TIME}, {57, 58, STYLE_DATE}};

void styles_init(struct xlsx_styles *styles)
{
    *styles = (struct xlsx_styles){0};
    arena_init(&styles->arena);
    styles->formats = ARENA_ARRAY(&styles->arena, uint8_t, FORMATS);
    styles->cells = ARENA_ARRAY(&styles->arena, uint8_t, STYLES_MOST);
    for (size_t index = 0; index < sizeof built_in / sizeof built_in[0]; index++) {
        memset(styles->formats + built_in[index].first, built_in[index].style,
               (size_t)(built_in[index].last - built_in[index].first + 1));
    }
}

void styles_release(struct xlsx_styles *styles)
{
    arena_release(&styles->arena);
}

/* --- format codes ------------------------------------------------------------------------------------------ */

/* Behind what is shown as it stands: "…", […], \x, _x, *x. `code` itself when it is a sign of the format. */
static const char *skip_literal(const char *code)
{
    char close = *code == '"' ? '"' : *code == '[' ? ']' : 0;
    if (close != 0) {
        const char *end = strchr(code + 1, close);
        return end == NULL ? code + strlen(code) : end + 1;
    }
    if ((*code == '\\' || *code == '_' || *code == '*') && code[1] != 0) {
        return code + 2;
    }
    return code;
}

/* [h] and [mm] count hours and minutes that have passed. */
static bool is_elapsed(const char *code)
{
    return code[0] == '[' && code[1] != 0 && strchr("hHmMsS", code[1]) != NULL &&
           (code[2] == ']' || code[2] == code[1]);
}

enum number_style style_of_format(const char *code)
{
    bool day = false;
    bool month = false;
    bool clock = false;
    if (strncasecmp(code, "general", 7) == 0 || strncasecmp(code, "standard", 8) == 0) {
        return STYLE_PLAIN;
    }
    while (*code != 0 && *code != ';') {
        clock = clock || is_elapsed(code);
        const char *next = skip_literal(code);
        if (next != code) {
            code = next;
            continue;
        }
        if (*code == '#' || *code == '?' || (*code == '0' && !clock) || *code == '@') {
            return STYLE_PLAIN;
        }
        day = day || strchr("yYdDeEgG", *code) != NULL;
        month = month || strchr("mM", *code) != NULL;
        clock = clock || strchr("hHsS", *code) != NULL;
        code++;
    }
    if (day || (month && !clock)) {
        return STYLE_DATE;
    }
    return clock ? STYLE_TIME : STYLE_PLAIN;
}

/* --- styles.xml -------------------------------------------------------------------------------------------- */

static size_t read_number(const char *text, size_t most, size_t otherwise)
{
    char *end;
    if (text == NULL || *text < '0' || *text > '9') {
        return otherwise;
    }
    unsigned long value = strtoul(text, &end, 10);
    return *end == 0 && value < most ? value : otherwise;
}

static void styles_start(struct xml_reader *reader, const char *name, const char **attributes)
{
    struct xlsx_styles *styles = reader->context;
    if (strcmp(name, "numFmt") == 0) {
        size_t format = read_number(xml_attribute(attributes, "numFmtId"), FORMATS, FORMATS);
        const char *code = xml_attribute(attributes, "formatCode");
        if (format < FORMATS && code != NULL) {
            styles->formats[format] = (uint8_t)style_of_format(code);
        }
    } else if (strcmp(name, "cellXfs") == 0) {
        styles->in_cells = true;
    } else if (styles->in_cells && strcmp(name, "xf") == 0 && styles->count < STYLES_MOST) {
        size_t format = read_number(xml_attribute(attributes, "numFmtId"), FORMATS, 0);
        styles->cells[styles->count++] = styles->formats[format];
    }
}

static void styles_end(struct xml_reader *reader, const char *name)
{
    struct xlsx_styles *styles = reader->context;
    if (strcmp(name, "cellXfs") == 0) {
        styles->in_cells = false;
    }
}

struct result styles_read(struct xlsx_styles *styles, struct package *package, int64_t part)
{
    static const struct xml_handlers handlers = {styles_start, styles_end, NULL};
    return package_read(package, part, &handlers, styles);
}

/* --- numbers ----------------------------------------------------------------------------------------------- */

/* Day 60 of the 1900 count is a 29 February that never was (a fault of Lotus that Excel keeps). */
static bool show_day(const struct xlsx_styles *styles, double serial, char text[static NUMBER_TEXT_SIZE])
{
    if (!(serial >= 0 && serial < 200000)) {
        return false;
    }
    int32_t whole = (int32_t)serial;
    int32_t day = whole - 25569 + (styles->days_from_1904 ? 1462 : whole < 60 ? 1 : 0);
    struct date date = date_of_day(day);
    if ((whole == 60 && !styles->days_from_1904) || date.year < 1900 || date.year > 2199) {
        return false;
    }
    (void)day_format(day, text);
    return true;
}

static bool show_clock(double serial, char text[static NUMBER_TEXT_SIZE])
{
    if (!(serial >= 0 && serial < 1)) {
        return false;
    }
    int minutes = (int)(serial * 1440 + 0.5) % 1440;
    (void)snprintf(text, NUMBER_TEXT_SIZE, "%02d:%02d", minutes / 60, minutes % 60);
    return true;
}

static bool is_short_integer(struct span raw)
{
    size_t index = raw.at[0] == '-' ? 1 : 0;
    if (raw.length == index || raw.length - index > 15 || (raw.at[index] == '0' && raw.length > 1)) {
        return false;
    }
    for (; index < raw.length; index++) {
        if (raw.at[index] < '0' || raw.at[index] > '9') {
            return false;
        }
    }
    return true;
}

/* Excel computes with 15 digits: 1.1000000000000001 in the file is 1.1 on the screen, and of a card number that was
 * typed as a number the rest is lost. It is written out with zeros, not as 3.7E+17: the reader shall see what is left. */
static void show_plain(double value, char text[static NUMBER_TEXT_SIZE])
{
    if (value != floor(value) || fabs(value) >= 1e21) {
        (void)snprintf(text, NUMBER_TEXT_SIZE, "%.15g", value);
        return;
    }
    if (fabs(value) < 1e15) {
        (void)snprintf(text, NUMBER_TEXT_SIZE, "%.0f", value == 0 ? 0.0 : value);
        return;
    }
    char digits[NUMBER_TEXT_SIZE];
    (void)snprintf(digits, sizeof digits, "%.14e", value); /* [-]d.dddddddddddddde+XX */
    char *point = strchr(digits, '.');
    int zeros = (int)strtol(strchr(digits, 'e') + 1, NULL, 10) - 14;
    (void)snprintf(text, NUMBER_TEXT_SIZE, "%.*s%.14s%.*s", (int)(point - digits), digits, point + 1, zeros, "0000000");
}

size_t number_show(const struct xlsx_styles *styles, size_t style, struct span raw, char text[static NUMBER_TEXT_SIZE])
{
    raw = span_trim(raw);
    if (raw.length == 0 || raw.length >= NUMBER_TEXT_SIZE) {
        return 0;
    }
    uint8_t kind = style < styles->count ? styles->cells[style] : (uint8_t)STYLE_PLAIN;
    if (kind == STYLE_PLAIN && is_short_integer(raw)) {
        memcpy(text, raw.at, raw.length);
        return raw.length;
    }
    char copy[NUMBER_TEXT_SIZE] = {0};
    char *end;
    memcpy(copy, raw.at, raw.length);
    double value = strtod(copy, &end);
    if (end != copy + raw.length || !isfinite(value) || strpbrk(copy, "xXpP") != NULL) {
        return 0;
    }
    bool shown = (kind == STYLE_TIME && show_clock(value, text)) ||
                 (kind != STYLE_PLAIN && value >= 1 && show_day(styles, value, text)) ||
                 (kind == STYLE_DATE && styles->days_from_1904 && show_day(styles, value, text));
    if (!shown) {
        show_plain(value, text);
    }
    return strlen(text);
}
