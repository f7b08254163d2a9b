/* Inside Mustache: what the parser leaves and the renderer runs. Nobody else includes this.
 *
 * A template is a flat array of steps. A section's body stands right behind it and ends before `end`.
 * A partial is parsed once plain and, when a standalone tag indents it, once more with a LINE step at the start of
 * each line that has content: the indentation itself is known at rendering only, since recursion makes it grow.
 */
#ifndef WEB_MUSTACHE_OPS_H
#define WEB_MUSTACHE_OPS_H

#include "web/mustache.h"

enum mustache_kind {
    MUSTACHE_TEXT,     /* text */
    MUSTACHE_VALUE,    /* name, filter, raw */
    MUSTACHE_WORD,     /* name, table, raw */
    MUSTACHE_SECTION,  /* name, end, once */
    MUSTACHE_INVERTED, /* name, end */
    MUSTACHE_PARTIAL,  /* partial, standalone, text = own indentation */
    MUSTACHE_BODY,
    MUSTACHE_LINE,
};

enum mustache_filter {
    FILTER_NONE,
    FILTER_DAY,
    FILTER_MONTH,
    FILTER_MOMENT,
    FILTER_RELATIVE,
    FILTER_ISO,
    FILTER_NUMBER,
    FILTER_MONEY,
    FILTER_POINTS,
    FILTER_PERCENT,
    FILTER_URL,
    FILTER_JSON,
    FILTER_COUNT
};

/* "a.b.c" in parts; no parts: "."; here: ".a.b", looked for in the innermost context only. */
struct mustache_name {
    const struct span *parts;
    size_t count;
    bool here;
};

/* The texts under one prefix of the pack, by hash of the key: slots hold 1 + the index of an entry, 0 when free. */
struct mustache_table {
    struct mustache_table *next;
    const char *prefix;
    bool raw;
    size_t count;
    struct mustache_entry {
        struct span key;
        const struct mustache *text;
    } * entries;
    uint32_t *slots;
    size_t slot_mask;
    size_t longest_key;
    bool starts[256]; /* the first bytes of keys: most texts of the data are no key at a glance */
};

struct mustache_op {
    uint8_t kind, filter;
    bool raw, standalone, once;
    uint32_t end;
    struct mustache_name name;
    struct span text;
    union {
        const struct mustache *partial;
        const struct mustache_table *table;
    };
};

enum { UNIT_MINUTES, UNIT_HOURS, UNIT_DAYS, UNIT_MONTHS, UNIT_YEARS, UNIT_COUNT };

/* The patterns of one language, copied; an absent one is {NULL, 0}. */
struct mustache_formats {
    struct span day, month, moment, money, now, today, yesterday, tomorrow;
    struct span month_names[12];
    struct span past[UNIT_COUNT], past_one[UNIT_COUNT], future[UNIT_COUNT], future_one[UNIT_COUNT];
    int zone_minutes;
};

struct mustache {
    const char *name;
    const struct mustache_op *ops;
    size_t count;
    const struct mustache_formats *formats;
};

struct mustache_partial {
    struct mustache_partial *next;
    const char *name;
    bool indented;
    struct mustache view;
};

struct mustache_shared {
    struct mustache_partial *partials;
    struct mustache_table *tables;
    const struct mustache_formats *formats;
};

/* "day" to FILTER_DAY; FILTER_COUNT when there is no such filter. */
enum mustache_filter mustache_find_filter(struct span name);

const struct mustache_formats *mustache_load_formats(struct arena *arena, const json_t *words, int zone_minutes);

/* What short filters write into. */
struct shown {
    char bytes[256];
    size_t length;
};

/* False: not a value for this filter, to be shown as it is. */
bool mustache_show_filtered(struct shown *shown, enum mustache_filter filter, const struct mustache_formats *formats,
                            const json_t *value, int64_t now_ms);

/* Numbers, true and false; nothing for the others: objects and lists have no text of their own. */
void mustache_show_plain(struct shown *shown, const json_t *value);

/* Appends the value as the filter shows it. */
void mustache_show_value(const struct mustache_op *op, const struct mustache_formats *formats, const json_t *value,
                         int64_t now_ms, struct buffer *out);

/* Appends, with & < > " ' as references unless raw. */
void mustache_show_text(struct span text, bool raw, struct buffer *out);

/* buffer_add without the call when there is room; leaves the zero byte to the end of the rendering. */
static inline void mustache_put(struct buffer *out, struct span text)
{
    if (__builtin_expect(out->capacity - out->length <= text.length, 0)) {
        buffer_reserve(out, text.length);
    }
    if (text.length > 0) {
        memcpy(out->bytes + out->length, text.at, text.length);
    }
    out->length += text.length;
}

#endif
