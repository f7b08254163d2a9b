/* A text of the packs with its placeholders filled in, outside of a view: for files, mails, the command line. */
#include "web/words.h"

#include "base/buffer.h"

static void add_value(struct buffer *out, const json_t *values, struct span name)
{
    const json_t *value = json_object_getn(values, name.at, name.length);
    if (json_is_string(value)) {
        buffer_add(out, json_string_value(value), json_string_length(value));
    } else if (json_is_integer(value)) {
        buffer_add_format(out, "%lld", (long long)json_integer_value(value));
    }
}

/* Where the text of "{{#name}}" ends that has nothing to show: behind its "{{/name}}". */
static struct span skip_section(struct span text, struct span name)
{
    for (size_t at = 0; at + 5 + name.length <= text.length; at++) {
        if (memcmp(text.at + at, "{{/", 3) == 0 && memcmp(text.at + at + 3, name.at, name.length) == 0 &&
            memcmp(text.at + at + 3 + name.length, "}}", 2) == 0) {
            size_t end = at + 5 + name.length;
            return span_make(text.at + end, text.length - end);
        }
    }
    return text;
}

static bool is_there(const json_t *values, struct span name)
{
    const json_t *value = json_object_getn(values, name.at, name.length);
    return json_is_string(value) ? json_string_length(value) > 0 : json_is_integer(value) || json_is_true(value);
}

const char *words_fill(struct arena *arena, struct span text, const json_t *values)
{
    struct buffer out;
    buffer_init(&out);
    buffer_add_text(&out, "");
    while (text.length > 0) {
        size_t open = span_find(text, span_of("{{"));
        size_t plain = open == SPAN_NOWHERE ? text.length : open;
        buffer_add(&out, text.at, plain);
        text = span_make(text.at + plain, text.length - plain);
        size_t close = span_find(text, span_of("}}"));
        if (open == SPAN_NOWHERE || close == SPAN_NOWHERE) {
            buffer_add(&out, text.at, text.length);
            break;
        }
        struct span name = span_make(text.at + 2, close - 2);
        size_t filter = span_find(name, span_of("|"));
        name.length = filter == SPAN_NOWHERE ? name.length : filter;
        text = span_make(text.at + close + 2, text.length - close - 2);
        name = span_trim(name);
        if (name.length > 1 && name.at[0] == '#') {
            name = span_make(name.at + 1, name.length - 1);
            text = is_there(values, name) ? text : skip_section(text, name);
        } else if (name.length > 0 && name.at[0] != '/') {
            add_value(&out, values, name);
        }
    }
    const char *filled = arena_copy(arena, buffer_span(&out));
    buffer_release(&out);
    return filled;
}
