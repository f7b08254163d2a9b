/* A text without what the law does not allow to be published: the words go, and of two commas around them one. */
#include "areas/listings/message.h"

#include "text/text.h"

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

static bool is_letter(const char *at)
{
    const char *end = at + 3;
    uint32_t point = utf8_next(&at, end);
    return point >= 0x3400 && point <= 0x9FFF;
}

/* In 嵌线女工 only the word for the sex goes: 嵌线工. Gives where the span that goes ends. */
static size_t end_of_cut(struct span message, size_t from, struct message_span span)
{
    static const char *const words[] = {"女工", "男工"};
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        size_t length = strlen(words[index]);
        bool same = span.end - span.start == length && memcmp(message.at + span.start, words[index], length) == 0;
        if (same && span.start >= from + 3 && is_letter(message.at + span.start - 3)) {
            return span.start + 3;
        }
    }
    return span.end;
}

const char *message_without(struct arena *arena, struct span message, const struct message_span *spans, size_t count)
{
    char *body = arena_alloc(arena, message.length + 1, 1);
    size_t length = 0;
    size_t at = 0;
    for (size_t index = 0; index < count; index++) {
        struct message_span span = spans[index];
        if (span.start < at || span.end > message.length) {
            continue;
        }
        memcpy(body + length, message.at + at, span.start - at);
        length += span.start - at;
        size_t start = at;
        at = end_of_cut(message, start, span);
        const char *end = message.at + message.length;
        bool before = length == 0 || is_comma(body + length - 1, body + length) ||
                      (length >= 3 && is_comma(body + length - 3, body + length));
        while (at == span.end && before && is_comma(message.at + at, end)) { /* of two commas around it one stays */
            at += (unsigned char)message.at[at] < 0x80 ? 1 : 3;
        }
    }
    memcpy(body + length, message.at + at, message.length - at);
    length += message.length - at;
    return arena_copy(arena, span_trim(span_make(body, without_end_commas(body, length))));
}
