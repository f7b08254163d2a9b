/* Lists in one field, and codes of the catalogues. */
#include "areas/listings/values_scan.h"

#include "base/buffer.h"

enum { PARTS_MOST = 64, SUGGESTIONS = 3 };

static bool is_separator(uint32_t point)
{
    static const char32_t separators[] = U"、,;/|\n\r\t，；。";
    for (size_t index = 0; separators[index] != 0; index++) {
        if (separators[index] == point) {
            return true;
        }
    }
    return false;
}

/* The next part that is not empty; false at the end. Offsets stay those of the original text. */
static bool next_part(const char **at, const char *end, struct span *part)
{
    while (*at < end) {
        const char *start = *at;
        const char *stop = start;
        while (stop < end) {
            const char *next = stop;
            if (is_separator(utf8_next(&next, end))) {
                *at = next;
                break;
            }
            stop = next;
            *at = next;
        }
        *part = span_trim(span_make(start, (size_t)(stop - start)));
        if (part->length > 0) {
            return true;
        }
    }
    return false;
}

static bool is_known(struct arena *arena, const char *const *keys, size_t count, struct span part, const char **key)
{
    *key = fold_key(arena, part);
    for (size_t index = 0; index < count; index++) {
        if (strcmp(keys[index], *key) == 0) {
            return true;
        }
    }
    return false;
}

const char *value_read_list(struct arena *arena, struct span text)
{
    const char *keys[PARTS_MOST];
    size_t count = 0;
    const char *at = text.at;
    const char *end = text.at + text.length;
    struct span part;
    struct buffer joined;
    buffer_init(&joined);
    while (text.length > 0 && count < PARTS_MOST && next_part(&at, end, &part)) {
        if (!is_known(arena, keys, count, part, &keys[count])) {
            buffer_add_text(&joined, count == 0 ? "" : "、");
            buffer_add(&joined, part.at, part.length);
            count++;
        }
    }
    const char *list = arena_copy(arena, buffer_span(&joined));
    buffer_release(&joined);
    return list;
}

static const char *suggest(struct arena *arena, const struct catalogue *catalogue, enum catalogue_table table,
                           struct span text)
{
    const struct catalogue_entry *near[SUGGESTIONS];
    size_t count = catalogue_suggest(catalogue, table, text, near, SUGGESTIONS);
    const char *list = "";
    for (size_t index = 0; index < count; index++) {
        list = arena_format(arena, "%s%s%s（%s）", list, index == 0 ? "" : "、", near[index]->name, near[index]->code);
    }
    return list;
}

bool value_read_cooperation(struct arena *arena, const struct catalogue *catalogue, struct span text, const char **out,
                            struct value_fault *fault)
{
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    const char *codes = "";
    const char *at = text.at;
    struct span part;
    while (!scan_is_nothing(&scan) && next_part(&at, text.at + text.length, &part)) {
        const struct catalogue_entry *entry = catalogue_read(catalogue, CATALOGUE_COOPERATION, part, NULL);
        if (entry == NULL) {
            return value_refuse(fault, "value.error.cooperation_unknown",
                                suggest(arena, catalogue, CATALOGUE_COOPERATION, part));
        }
        bool known = strstr(arena_format(arena, ",%s,", codes), arena_format(arena, ",%s,", entry->code)) != NULL;
        if (!known) {
            codes = arena_format(arena, "%s%s%s", codes, codes[0] == '\0' ? "" : ",", entry->code);
        }
    }
    *out = codes;
    return true;
}

bool value_read_code(struct arena *arena, const struct catalogue *catalogue, enum catalogue_table table,
                     struct span text, const char *group, const char **out, struct value_fault *fault)
{
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_is_nothing(&scan)) {
        *out = "";
        return true;
    }
    const struct catalogue_entry *entry = catalogue_read(catalogue, table, span_trim(text), group);
    if (entry == NULL) {
        return value_refuse(fault, "value.error.code_unknown", suggest(arena, catalogue, table, span_trim(text)));
    }
    *out = entry->code;
    return true;
}
