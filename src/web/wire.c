/* Headers and cookies by name. */
#include "web/wire.h"

#include "base/check.h"
#include "web/cache.h"

#include <strings.h>
#include <unistd.h>

bool span_is_word(struct span span, const char *word)
{
    return span.length == strlen(word) && strncasecmp(span.at, word, span.length) == 0;
}

struct span wire_header(const struct wire *wire, const char *name)
{
    for (size_t index = 0; index < wire->header_count; index++) {
        if (span_is_word(wire->headers[index].name, name)) {
            return wire->headers[index].value;
        }
    }
    return (struct span){NULL, 0};
}

struct span wire_last_header(const struct wire *wire, const char *name)
{
    for (size_t index = wire->header_count; index > 0; index--) {
        if (span_is_word(wire->headers[index - 1].name, name)) {
            return wire->headers[index - 1].value;
        }
    }
    return (struct span){NULL, 0};
}

size_t wire_count(const struct wire *wire, const char *name)
{
    size_t count = 0;
    for (size_t index = 0; index < wire->header_count; index++) {
        count += span_is_word(wire->headers[index].name, name);
    }
    return count;
}

/* Looks through one Cookie header: "a=1; b=2". */
static struct span find_cookie(struct span list, struct span name)
{
    while (list.length > 0) {
        const char *stop = memchr(list.at, ';', list.length);
        size_t length = stop == NULL ? list.length : (size_t)(stop - list.at);
        struct span pair = span_trim(span_make(list.at, length));
        if (pair.length > name.length && span_starts_with(pair, name) && pair.at[name.length] == '=') {
            struct span value = span_make(pair.at + name.length + 1, pair.length - name.length - 1);
            bool quoted = value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"';
            return quoted ? span_make(value.at + 1, value.length - 2) : value;
        }
        size_t passed = stop == NULL ? list.length : length + 1;
        list = span_make(list.at + passed, list.length - passed);
    }
    return (struct span){NULL, 0};
}

struct span wire_cookie(const struct wire *wire, const char *name)
{
    struct span found = {NULL, 0};
    for (size_t index = 0; index < wire->header_count && found.at == NULL; index++) {
        if (span_is_word(wire->headers[index].name, "Cookie")) {
            found = find_cookie(wire->headers[index].value, span_of(name));
        }
    }
    return found;
}

void answer_add_header(struct answer *answer, const char *name, const char *value)
{
    CHECK(answer->header_count < ANSWER_HEADERS);
    answer->headers[answer->header_count++] = (struct header){span_of(name), span_of(value)};
}

struct span answer_header(const struct answer *answer, const char *name)
{
    for (size_t index = 0; index < answer->header_count; index++) {
        if (span_is_word(answer->headers[index].name, name)) {
            return answer->headers[index].value;
        }
    }
    return (struct span){NULL, 0};
}

void answer_release(struct answer *answer)
{
    if (answer->page != NULL) {
        page_release(answer->page);
        answer->page = NULL;
    }
    if (answer->file_length > 0) {
        (void)close(answer->file);
        answer->file_length = 0;
    }
}
