/* Pasted HTML and Markdown. Whatever it was, what comes out has only tags and attributes of the allow-list in double quotes, and closes
 * what it opens in order. The first byte chooses the format. */
#include "base/check.h"
#include "text/rich.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const tags[] = {"p",       "h2",         "h3",     "h4", "ul", "ol",  "li",    "blockquote", "pre",
                                   "figure",  "figcaption", "table",  "tr", "td", "th",  "thead", "tbody",      "tfoot",
                                   "caption", "a",          "strong", "em", "u",  "s",   "sub",   "sup",        "code",
                                   "q",       "cite",       "mark",   "br", "hr", "img", "div"};
enum { TAGS = sizeof tags / sizeof tags[0], DEEP = 200 };

static size_t find_tag(struct span name)
{
    for (size_t index = 0; index < TAGS; index++) {
        if (span_is(name, tags[index])) {
            return index;
        }
    }
    CHECK(!"a tag that is not in the list");
    return 0;
}

static size_t take_name(struct span rest)
{
    size_t length = 0;
    while (length < rest.length &&
           ((rest.at[length] >= 'a' && rest.at[length] <= 'z') || (rest.at[length] >= '0' && rest.at[length] <= '9'))) {
        length++;
    }
    return length;
}

static struct span skip(struct span span, size_t count)
{
    CHECK(count <= span.length);
    return span_make(span.at + count, span.length - count);
}

static struct span check_attribute(struct span rest)
{
    size_t length = take_name(rest);
    struct span name = span_make(rest.at, length);
    CHECK(length > 0 && !span_starts_with(name, span_of("on")) && !span_is(name, "style"));
    rest = skip(rest, length);
    CHECK(span_starts_with(rest, span_of("=\"")));
    rest = skip(rest, 2);
    const char *end = rest.length == 0 ? NULL : memchr(rest.at, '"', rest.length);
    CHECK(end != NULL);
    struct span value = span_make(rest.at, (size_t)(end - rest.at));
    CHECK(span_find(value, span_of("<")) == SPAN_NOWHERE);
    if (span_is(name, "href")) {
        CHECK(value.length > 0 && (value.at[0] == '/' || value.at[0] == '#' || strncasecmp(value.at, "http", 4) == 0 ||
                                   strncasecmp(value.at, "mailto:", 7) == 0 || strncasecmp(value.at, "tel:", 4) == 0));
        CHECK(value.length < 2 || value.at[0] != '/' || (value.at[1] != '/' && value.at[1] != '\\'));
    }
    CHECK(!span_is(name, "src") || span_starts_with(value, span_of("/media/")));
    return skip(rest, value.length + 1);
}

static void check(struct span html)
{
    size_t open[DEEP];
    size_t depth = 0;
    for (struct span rest = html; rest.length > 0;) {
        const char *at = memchr(rest.at, '<', rest.length);
        if (at == NULL) {
            break;
        }
        rest = skip(rest, (size_t)(at - rest.at) + 1);
        bool closes = span_starts_with(rest, span_of("/"));
        rest = skip(rest, closes ? 1 : 0);
        size_t length = take_name(rest);
        size_t tag = find_tag(span_make(rest.at, length));
        rest = skip(rest, length);
        while (span_starts_with(rest, span_of(" "))) {
            rest = check_attribute(skip(rest, 1));
        }
        CHECK(span_starts_with(rest, span_of(">")));
        bool single = strcmp(tags[tag], "br") == 0 || strcmp(tags[tag], "hr") == 0 || strcmp(tags[tag], "img") == 0;
        if (closes) {
            CHECK(depth > 0 && open[--depth] == tag);
        } else if (!single) {
            CHECK(depth < DEEP);
            open[depth++] = tag;
        }
    }
    CHECK(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0 || size > 20000) {
        return 0;
    }
    enum rich_format format = bytes[0] % 2 == 0 ? RICH_HTML : RICH_MARKDOWN;
    struct buffer out;
    struct arena arena;
    buffer_init(&out);
    arena_init(&arena);
    rich_render(format, span_make((const char *)bytes + 1, size - 1), &out, NULL);
    check(out.length == 0 ? span_make("", 0) : buffer_span(&out));
    (void)rich_text(&arena, format, span_make((const char *)bytes + 1, size - 1));
    buffer_release(&out);
    arena_release(&arena);
    return 0;
}
