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
        add_value(&out, values, span_trim(name));
        text = span_make(text.at + close + 2, text.length - close - 2);
    }
    const char *filled = arena_copy(arena, buffer_span(&out));
    buffer_release(&out);
    return filled;
}
