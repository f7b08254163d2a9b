/* HTML, read piece by piece. */
#include "text/rich_markup.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static void advance(struct markup *markup, size_t count)
{
    count = count > markup->rest.length ? markup->rest.length : count;
    markup->rest = span_make(markup->rest.at + count, markup->rest.length - count);
}

static char peek(const struct markup *markup, size_t at)
{
    return at < markup->rest.length ? markup->rest.at[at] : '\0';
}

/* A name of letters as they come, in lower case; "" when there is no room for it: then it is none that we know. */
static void take_name(struct markup *markup, char name[static MARKUP_NAME], const char *stops)
{
    size_t length = 0;
    while (markup->rest.length > 0) {
        char byte = markup->rest.at[0];
        if (is_space(byte) || strchr(stops, byte) != NULL) {
            if (byte != '\0') {
                break;
            }
        }
        if (length < MARKUP_NAME) {
            name[length] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
        }
        length++;
        advance(markup, 1);
    }
    name[length < MARKUP_NAME ? length : 0] = '\0';
}

static void skip_space(struct markup *markup)
{
    while (markup->rest.length > 0 && is_space(markup->rest.at[0])) {
        advance(markup, 1);
    }
}

static struct span take_value(struct markup *markup)
{
    char quote = peek(markup, 0);
    if (quote == '"' || quote == '\'') {
        advance(markup, 1);
        const char *end = markup->rest.length == 0 ? NULL : memchr(markup->rest.at, quote, markup->rest.length);
        size_t length = end == NULL ? markup->rest.length : (size_t)(end - markup->rest.at);
        struct span value = span_make(markup->rest.at, length);
        advance(markup, length + 1);
        return value;
    }
    size_t length = 0;
    while (length < markup->rest.length && !is_space(markup->rest.at[length]) && markup->rest.at[length] != '>') {
        length++;
    }
    struct span value = span_make(markup->rest.at, length);
    advance(markup, length);
    return value;
}

static void keep_attribute(struct markup *markup, const char *name, struct span raw)
{
    for (size_t index = 0; index < markup->attribute_count; index++) {
        if (strcmp(markup->attributes[index].name, name) == 0) {
            return;
        }
    }
    if (name[0] != '\0' && markup->attribute_count < MARKUP_ATTRIBUTES) {
        struct markup_attribute *attribute = &markup->attributes[markup->attribute_count++];
        memcpy(attribute->name, name, strlen(name) + 1);
        attribute->raw = raw;
    }
}

/* Up to and with ">". A tag that the end cuts off is none: a browser drops it too. */
static bool take_attributes(struct markup *markup)
{
    markup->attribute_count = 0;
    while (markup->rest.length > 0) {
        skip_space(markup);
        char byte = peek(markup, 0);
        if (byte == '>') {
            advance(markup, 1);
            return true;
        }
        if (byte == '/') {
            advance(markup, 1);
            continue;
        }
        char name[MARKUP_NAME];
        size_t before = markup->rest.length;
        if (byte == '=') { /* the first sign of a name may be one */
            advance(markup, 1);
        }
        take_name(markup, name, "/>=");
        skip_space(markup);
        struct span raw = span_make("", 0);
        if (peek(markup, 0) == '=') {
            advance(markup, 1);
            skip_space(markup);
            raw = take_value(markup);
        }
        keep_attribute(markup, name, raw);
        if (markup->rest.length == before) {
            advance(markup, 1);
        }
    }
    return false;
}

static void skip_past(struct markup *markup, const char *end)
{
    size_t at = span_find(markup->rest, span_of(end));
    advance(markup, at == SPAN_NOWHERE ? markup->rest.length : at + strlen(end));
}

/* "<!-->" and "<!--->" are whole comments; "--!>" ends one too. */
static void skip_comment(struct markup *markup)
{
    advance(markup, 4);
    if (peek(markup, 0) == '>' || (peek(markup, 0) == '-' && peek(markup, 1) == '>')) {
        skip_past(markup, ">");
        return;
    }
    size_t usual = span_find(markup->rest, span_of("-->"));
    size_t odd = span_find(markup->rest, span_of("--!>"));
    bool is_odd = odd < usual;
    size_t at = is_odd ? odd : usual;
    advance(markup, at == SPAN_NOWHERE ? markup->rest.length : at + (is_odd ? 4 : 3));
}

/* At "<". False: it is only a sign of the text. */
static bool take_tag(struct markup *markup, bool *is_piece)
{
    char next = peek(markup, 1);
    *is_piece = false;
    if (next == '!' && peek(markup, 2) == '-' && peek(markup, 3) == '-') {
        skip_comment(markup);
        return true;
    }
    if (next == '!' || next == '?' || (next == '/' && !is_letter(peek(markup, 2)))) {
        skip_past(markup, ">");
        return true;
    }
    if (!is_letter(next) && next != '/') {
        return false;
    }
    markup->kind = next == '/' ? MARKUP_CLOSE : MARKUP_OPEN;
    advance(markup, next == '/' ? 2 : 1);
    take_name(markup, markup->name, "/>");
    *is_piece = take_attributes(markup);
    return true;
}

void markup_start(struct markup *markup, struct span source)
{
    *markup = (struct markup){.rest = source};
}

bool markup_next(struct markup *markup)
{
    while (markup->rest.length > 0) {
        bool is_piece = false;
        if (markup->rest.at[0] == '<' && take_tag(markup, &is_piece)) {
            if (is_piece) {
                return true;
            }
            continue;
        }
        const char *next = memchr(markup->rest.at + 1, '<', markup->rest.length - 1);
        size_t length = next == NULL ? markup->rest.length : (size_t)(next - markup->rest.at);
        markup->kind = MARKUP_TEXT;
        markup->text = span_make(markup->rest.at, length);
        advance(markup, length);
        return true;
    }
    markup->kind = MARKUP_END;
    return false;
}

void markup_skip_raw(struct markup *markup, const char *name)
{
    size_t length = strlen(name);
    while (markup->rest.length > 0) {
        skip_past(markup, "</");
        bool ends = markup->rest.length >= length && strncasecmp(markup->rest.at, name, length) == 0 &&
                    !is_letter(peek(markup, length));
        if (ends) {
            skip_past(markup, ">");
            return;
        }
    }
}

/* --- character references -------------------------------------------------------------------------------------- */

static void add_point(struct buffer *out, uint32_t point)
{
    if (point < 0x80) {
        buffer_add_byte(out, (char)point);
        return;
    }
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char starts[] = {0, 0xc0, 0xe0, 0xf0};
    buffer_add_byte(out, (char)(starts[more] | point >> (6 * more)));
    for (int index = more - 1; index >= 0; index--) {
        buffer_add_byte(out, (char)(0x80 | (point >> (6 * index) & 0x3f)));
    }
}

static bool is_sound_point(uint32_t point)
{
    bool control = (point < 0x20 && point != '\t' && point != '\n' && point != '\r') || (point >= 0x7f && point < 0xa0);
    return !control && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) && (point & 0xfffe) != 0xfffe;
}

static int digit_of(char byte, uint32_t base)
{
    int value = byte >= '0' && byte <= '9'                 ? byte - '0'
                : (byte | 32) >= 'a' && (byte | 32) <= 'f' ? (byte | 32) - 'a' + 10
                                                           : 99;
    return value < (int)base ? value : -1;
}

/* "&#106;", "&#x6A", at raw.at; how many bytes it takes, 0 when it is none. The semicolon may be missing, as in browsers. */
static size_t take_number(struct span raw, uint32_t *point)
{
    size_t at = 2;
    uint32_t base = 10;
    if (raw.length > 2 && (raw.at[2] | 32) == 'x') {
        base = 16;
        at = 3;
    }
    size_t first = at;
    uint32_t value = 0;
    while (at < raw.length && digit_of(raw.at[at], base) >= 0) {
        value = value > 0x10ffff ? value : value * base + (uint32_t)digit_of(raw.at[at], base);
        at++;
    }
    if (at == first) {
        return 0;
    }
    *point = value;
    return at < raw.length && raw.at[at] == ';' ? at + 1 : at;
}

static size_t take_named(struct span raw, uint32_t *point)
{
    static const struct {
        const char *name;
        uint32_t point;
    } names[] = {{"&amp;", '&'},      {"&lt;", '<'},       {"&gt;", '>'},        {"&quot;", '"'},
                 {"&apos;", '\''},    {"&nbsp;", 0xa0},    {"&ldquo;", 0x201c},  {"&rdquo;", 0x201d},
                 {"&lsquo;", 0x2018}, {"&rsquo;", 0x2019}, {"&hellip;", 0x2026}, {"&mdash;", 0x2014},
                 {"&ndash;", 0x2013}, {"&middot;", 0xb7},  {"&times;", 0xd7},    {"&emsp;", 0x2003},
                 {"&ensp;", 0x2002},  {"&copy;", 0xa9},    {"&deg;", 0xb0},      {"&bull;", 0x2022},
                 {"&Tab;", '\t'},     {"&NewLine;", '\n'}, {"&colon;", ':'},     {"&lpar;", '('},
                 {"&rpar;", ')'},     {"&sol;", '/'}};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (span_starts_with(raw, span_of(names[index].name))) {
            *point = names[index].point;
            return strlen(names[index].name);
        }
    }
    return 0;
}

void markup_decode(struct span raw, struct buffer *out)
{
    for (size_t at = 0; at < raw.length;) {
        struct span rest = span_make(raw.at + at, raw.length - at);
        uint32_t point = (unsigned char)raw.at[at];
        size_t taken = 0;
        if (point == '&') {
            taken = rest.length > 1 && rest.at[1] == '#' ? take_number(rest, &point) : take_named(rest, &point);
        }
        if (taken > 0) {
            if (is_sound_point(point)) {
                add_point(out, point);
            }
            at += taken;
            continue;
        }
        if (point >= 0x80 || is_sound_point(point)) {
            buffer_add_byte(out, raw.at[at]);
        }
        at++;
    }
}

void markup_escape(struct span text, struct buffer *out)
{
    for (size_t at = 0; at < text.length; at++) {
        switch (text.at[at]) {
        case '&':
            buffer_add_text(out, "&amp;");
            break;
        case '<':
            buffer_add_text(out, "&lt;");
            break;
        case '>':
            buffer_add_text(out, "&gt;");
            break;
        case '"':
            buffer_add_text(out, "&quot;");
            break;
        case '\'':
            buffer_add_text(out, "&#39;");
            break;
        default:
            buffer_add_byte(out, text.at[at]);
        }
    }
}
