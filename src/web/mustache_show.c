/* Mustache: one value onto the page: escaped, percent-encoded or as JSON; numbers and days by mustache_format.c. */
#include "web/mustache_ops.h"

/* --- text ------------------------------------------------------------------------------------------------------ */

static const char *reference_of(char byte, size_t *length)
{
    static const struct {
        char byte;
        const char *text;
        size_t length;
    } references[] = {{'&', "&amp;", 5}, {'<', "&lt;", 4}, {'>', "&gt;", 4}, {'"', "&quot;", 6}, {'\'', "&#39;", 5}};
    for (size_t index = 0; index < sizeof references / sizeof references[0]; index++) {
        if (references[index].byte == byte) {
            *length = references[index].length;
            return references[index].text;
        }
    }
    return NULL;
}

static const bool is_special[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};

/* Eight bytes at once: all the special ones are below 0x40, letters and Chinese are not. */
static inline size_t skip_letters(struct span text, size_t at)
{
    const uint64_t high = 0x8080808080808080;
    uint64_t word;
    while (at + sizeof word <= text.length) {
        memcpy(&word, text.at + at, sizeof word);
        if (((word | word << 1) & high) != high) {
            break;
        }
        at += sizeof word;
    }
    return at;
}

void mustache_show_text(struct span text, bool raw, struct buffer *out)
{
    if (raw) {
        mustache_put(out, text);
        return;
    }
    size_t from = 0;
    for (size_t at = 0; at < text.length; at++) {
        at = skip_letters(text, at);
        if (at < text.length && __builtin_expect(is_special[(unsigned char)text.at[at]], 0)) {
            struct span reference;
            reference.at = reference_of(text.at[at], &reference.length);
            mustache_put(out, span_make(text.at + from, at - from));
            mustache_put(out, reference);
            from = at + 1;
        }
    }
    mustache_put(out, span_make(text.at + from, text.length - from));
}

/* --- any length ------------------------------------------------------------------------------------------------ */

static void show_url(struct span text, struct buffer *out)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.at[at];
        bool plain = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                     byte == '-' || byte == '_' || byte == '.' || byte == '~';
        char coded[] = {'%', hex[byte >> 4], hex[byte & 15]};
        mustache_put(out, plain ? span_make(text.at + at, 1) : span_make(coded, sizeof coded));
    }
}

struct json_target {
    struct buffer *out;
    bool raw;
};

/* "<" only stands inside strings in JSON, where \u003c means the same and cannot end a script element. */
static int show_json_piece(const char *bytes, size_t length, void *context)
{
    struct json_target *target = context;
    size_t from = 0;
    for (size_t at = 0; at <= length; at++) {
        if (at == length || bytes[at] == '<') {
            mustache_show_text(span_make(bytes + from, at - from), target->raw, target->out);
            mustache_put(target->out, at == length ? span_make("", 0) : span_of("\\u003c"));
            from = at + 1;
        }
    }
    return 0;
}

/* --- one value ------------------------------------------------------------------------------------------------- */

void mustache_show_value(const struct mustache_op *op, const struct mustache_formats *formats, const json_t *value,
                         int64_t now_ms, struct buffer *out)
{
    enum mustache_filter filter = (enum mustache_filter)op->filter;
    if (value == NULL) {
        return;
    }
    if (filter == FILTER_JSON) {
        struct json_target target = {out, op->raw};
        (void)json_dump_callback(value, show_json_piece, &target, JSON_COMPACT | JSON_ENCODE_ANY);
        return;
    }
    struct shown shown;
    shown.length = 0;
    bool formatted = filter != FILTER_NONE && filter != FILTER_URL;
    if (formatted && mustache_show_filtered(&shown, filter, formats, value, now_ms)) {
        mustache_show_text(span_make(shown.bytes, shown.length), op->raw, out);
        return;
    }
    struct span text;
    if (json_is_string(value)) {
        text = span_make(json_string_value(value), json_string_length(value));
    } else {
        mustache_show_plain(&shown, value);
        text = span_make(shown.bytes, shown.length);
    }
    if (filter == FILTER_URL) {
        show_url(text, out);
    } else {
        mustache_show_text(text, op->raw, out);
    }
}

enum mustache_filter mustache_find_filter(struct span name)
{
    static const char *const names[FILTER_COUNT] = {"",       "day",   "month",  "moment",  "relative", "iso",
                                                    "number", "money", "points", "percent", "url",      "json"};
    int filter = FILTER_DAY;
    while (filter < FILTER_COUNT && !span_is(name, names[filter])) {
        filter++;
    }
    return (enum mustache_filter)filter;
}
