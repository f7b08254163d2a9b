/* Stretches of bytes: the few operations that everybody needs. */
#include "base/span.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == '\v';
}

struct span span_trim(struct span span)
{
    while (span.length > 0 && is_blank(span.at[0])) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && is_blank(span.at[span.length - 1])) {
        span.length--;
    }
    return span;
}

size_t span_find(struct span span, struct span wanted)
{
    if (wanted.length == 0) {
        return 0;
    }
    for (size_t from = 0; from + wanted.length <= span.length; from++) {
        const char *hit = memchr(span.at + from, wanted.at[0], span.length - from - wanted.length + 1);
        if (hit == NULL) {
            return SPAN_NOWHERE;
        }
        from = (size_t)(hit - span.at);
        if (memcmp(hit, wanted.at, wanted.length) == 0) {
            return from;
        }
    }
    return SPAN_NOWHERE;
}

bool span_starts_with(struct span span, struct span start)
{
    return span.length >= start.length && (start.length == 0 || memcmp(span.at, start.at, start.length) == 0);
}

struct span span_take_line(struct span *rest)
{
    const char *end = rest->length == 0 ? NULL : memchr(rest->at, '\n', rest->length);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->at);
    struct span line = span_make(rest->at, length);
    if (rest->length > 0) {
        size_t passed = length + (end == NULL ? 0 : 1);
        *rest = span_make(rest->at + passed, rest->length - passed);
    }
    return line;
}
