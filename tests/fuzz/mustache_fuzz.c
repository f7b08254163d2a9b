/* Any bytes as a template: parse, then render over a document that has every kind of value. */
#include "web/mustache.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char document_text[] =
    "{\"a\":{\"b\":{\"c\":\"<deep>\"}},\"l\":[1,\"two\",{\"a\":3},[4,[]]],\"s\":\"2026-09-01\","
    "\"m\":1788237000000,\"r\":1.25,\"n\":null,\"y\":true,\"z\":false,\"e\":\"\"}";
static const char words_text[] =
    "{\"w\":\"x {{s}} {{#l}}{{.}}{{/l}}\",\"k\":{\"two\":\"zwei\",\"d\":{\"e\":\"{{t.w}}\"}},"
    "\"format\":{\"day\":\"{year}-{month}\",\"relative\":{\"now\":\"now\"}}}";

/* A short template is its own partial, so that calls without end are tried too (a long one would only be slow). */
static struct span find_partial(const char *name, const char **path, void *context)
{
    (void)path;
    struct span own = *(struct span *)context;
    return name[0] == 'p' && own.length <= 48 ? own : span_make(NULL, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct span source = span_make((const char *)bytes, size);
    json_t *document = json_loads(document_text, 0, NULL);
    json_t *words = json_loads(words_text, 0, NULL);
    for (int compact = 0; compact < 2; compact++) {
        struct arena arena;
        struct buffer out;
        arena_init(&arena);
        buffer_init(&out);
        struct mustache_set set = {.find_partial = find_partial,
                                   .context = &source,
                                   .words = words,
                                   .zone_minutes = 480,
                                   .compact = compact == 1};
        const struct mustache *view;
        if (!result_failed(mustache_parse(&arena, &set, "fuzz", source, &view))) {
            mustache_render(view, document, 1788496200000, &out);
        }
        buffer_release(&out);
        arena_release(&arena);
    }
    json_decref(words);
    json_decref(document);
    return 0;
}
