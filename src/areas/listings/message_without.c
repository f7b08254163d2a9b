/* A text without what the law does not allow to be published: the words go, and of two commas around them one. */
#include "areas/listings/message.h"

static bool is_comma(const char *at, const char *end)
{
    return at < end && (*at == ',' || *at == ' ' || *at == ';' || (end - at >= 3 && memcmp(at, "，", 3) == 0) ||
                        (end - at >= 3 && memcmp(at, "、", 3) == 0) || (end - at >= 3 && memcmp(at, "；", 3) == 0));
}

static size_t without_end_commas(const char *text, size_t length)
{
    for (;;) {
        if (length > 0 && is_comma(text + length - 1, text + length)) {
            length -= 1;
        } else if (length > 2 && is_comma(text + length - 3, text + length)) {
            length -= 3;
        } else {
            return length;
        }
    }
}

const char *message_without(struct arena *arena, struct span message, const struct message_flag *flags, size_t count)
{
    char *body = arena_alloc(arena, message.length + 1, 1);
    size_t length = 0;
    size_t at = 0;
    for (size_t index = 0; index < count; index++) {
        struct message_span span = flags[index].span;
        if (span.start < at || span.end > message.length) {
            continue;
        }
        memcpy(body + length, message.at + at, span.start - at);
        length += span.start - at;
        at = span.end;
        const char *end = message.at + message.length;
        while (is_comma(message.at + at, end)) { /* of two commas around it one stays */
            at += (unsigned char)message.at[at] < 0x80 ? 1 : 3;
        }
    }
    memcpy(body + length, message.at + at, message.length - at);
    length += message.length - at;
    return arena_copy(arena, span_trim(span_make(body, without_end_commas(body, length))));
}
