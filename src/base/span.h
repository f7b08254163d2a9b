/* A stretch of bytes that somebody else owns.
 *
 * A span is not terminated and may hold any byte. It lives as long as what it points into;
 * every function that keeps one says so ("borrowed until …").
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *at;
    size_t length;
};

static inline struct span span_of(const char *text)
{
    return (struct span){text, text == NULL ? 0 : strlen(text)};
}

static inline struct span span_make(const char *at, size_t length)
{
    return (struct span){at, length};
}

static inline bool span_equal(struct span left, struct span right)
{
    return left.length == right.length && (left.length == 0 || memcmp(left.at, right.at, left.length) == 0);
}

static inline bool span_is(struct span span, const char *text)
{
    return span_equal(span, span_of(text));
}

/* Without the ASCII white space at both ends. */
struct span span_trim(struct span span);

/* Where `wanted` begins in `span`, or SPAN_NOWHERE. O(span.length * wanted.length), memchr-driven. */
#define SPAN_NOWHERE ((size_t)-1)
size_t span_find(struct span span, struct span wanted);

bool span_starts_with(struct span span, struct span start);

/* The first line of *rest without its line break, and *rest what follows it. An empty rest gives an empty line. */
struct span span_take_line(struct span *rest);

#endif
