/* One request without a socket. */
#include "base/check.h"
#include "web/web.h"

#include <unistd.h>

enum { DISPATCH_HEADERS = 32 };

static const char *copy_header(struct arena *arena, const struct answer *answer, const char *name)
{
    struct span value = answer_header(answer, name);
    return value.at == NULL ? NULL : arena_copy(arena, value);
}

static const char *find_cookie(struct arena *arena, const struct answer *answer)
{
    return copy_header(arena, answer, "Set-Cookie");
}

static size_t read_headers(const char *const *lines, struct header headers[static DISPATCH_HEADERS])
{
    size_t count = 0;
    for (; lines != NULL && *lines != NULL; lines++) {
        const char *colon = strchr(*lines, ':');
        CHECK(colon != NULL && count < DISPATCH_HEADERS);
        headers[count++] = (struct header){span_make(*lines, (size_t)(colon - *lines)), span_trim(span_of(colon + 1))};
    }
    return count;
}

static struct span copy_file(struct arena *arena, const struct answer *answer)
{
    char *bytes = arena_alloc(arena, answer->file_length + 1, 1);
    ssize_t length = pread(answer->file, bytes, answer->file_length, 0);
    CHECK(length == (ssize_t)answer->file_length);
    return span_make(bytes, answer->file_length);
}

static struct span copy_body(struct arena *arena, const struct answer *answer)
{
    if (answer->file_length > 0) {
        return copy_file(arena, answer);
    }
    return answer->body.length == 0 ? span_of("") : span_make(arena_copy(arena, answer->body), answer->body.length);
}

struct dispatch_answer app_dispatch(struct arena *arena, const struct app *app, const char *method, const char *target,
                                    const char *const *headers, struct span body)
{
    struct app plain = *app;
    plain.rate_per_second = 0;
    plain.cache_bytes = 0;
    struct web *web = NULL;
    struct result r = web_open(&plain, &web);
    CHECK(!result_failed(r));
    struct header list[DISPATCH_HEADERS];
    struct wire wire = {.method = method,
                        .target = span_of(target),
                        .headers = list,
                        .header_count = read_headers(headers, list),
                        .body = body,
                        .peer = "127.0.0.1"};
    struct answer answer = {0};
    struct buffer built;
    buffer_init(&built);
    if (!web_answer_quickly(web, &wire, &answer)) {
        web_answer(web, arena, &wire, &built, &answer);
    }
    bool head = strcmp(method, "HEAD") == 0;
    struct dispatch_answer out = {
        .status = answer.status,
        .body = head ? span_of("") : copy_body(arena, &answer),
        .content_type = copy_header(arena, &answer, "Content-Type"),
        .location = copy_header(arena, &answer, "Location"),
        .content_range = copy_header(arena, &answer, "Content-Range"),
        .disposition = copy_header(arena, &answer, "Content-Disposition"),
        .etag = copy_header(arena, &answer, "ETag"),
        .set_cookie = find_cookie(arena, &answer),
    };
    answer_release(&answer);
    buffer_release(&built);
    web_close(web);
    return out;
}
