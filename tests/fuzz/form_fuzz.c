/* Lines of any bytes as a whole request: target, headers, an empty line, the body. Goes through the same door as one from
 * the network: it is answered, with a status, whatever it is. */
#include "base/check.h"
#include "web/web.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { HEADERS = 32 };

static struct result echo(struct request *request, struct response *response)
{
    struct span value = request_form(request, "a");
    response->document =
        json_pack("{s:s, s:s%}", "csrf", request->csrf, "a", value.at == NULL ? "" : value.at, value.length);
    return result_ok();
}

static const struct route routes[] = {
    {METHOD_GET, "/a/:b", "visit", 0, echo},
    {METHOD_POST, "/a", "visit", 1 << 20, echo},
    {METHOD_POST, "/a/:b", "session.close", 1 << 20, echo},
    {0},
};
static const struct route *const tables[] = {routes, NULL};

static struct result find_actor(struct request *request, struct actor *out, const char **csrf)
{
    (void)request;
    *out = (struct actor){.person_id = 1, .name = "", .login = "", .roles = ROLE_MEMBER};
    *csrf = "t";
    return result_ok();
}

static const struct app app = {
    .route_tables = tables, .find_actor = find_actor, .region_name = "", .version = "", .cache_bytes = 1 << 16};

static struct span take_line(struct span *rest)
{
    const char *stop = rest->length == 0 ? NULL : memchr(rest->at, '\n', rest->length);
    struct span line = span_make(rest->at, stop == NULL ? rest->length : (size_t)(stop - rest->at));
    size_t passed = stop == NULL ? rest->length : line.length + 1;
    *rest = span_make(rest->at + passed, rest->length - passed);
    return line;
}

static struct wire read_wire(struct span rest, struct header headers[static HEADERS])
{
    struct span target = take_line(&rest);
    bool post = target.length > 0 && target.at[0] == '!';
    struct wire wire = {.method = post ? "POST" : "GET", .target = target, .headers = headers, .peer = "::1"};
    if (post) {
        wire.target = span_make(target.at + 1, target.length - 1);
    }
    while (rest.length > 0 && wire.header_count < HEADERS) {
        struct span value = take_line(&rest);
        if (value.length == 0) {
            break;
        }
        const char *colon = memchr(value.at, ':', value.length);
        size_t length = colon == NULL ? value.length : (size_t)(colon - value.at);
        size_t passed = colon == NULL ? length : length + 1;
        headers[wire.header_count++] = (struct header){span_make(value.at, length),
                                                       span_trim(span_make(value.at + passed, value.length - passed))};
    }
    wire.body = rest;
    return wire;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct web *web;
    if (web == NULL) {
        struct result r = web_open(&app, &web);
        CHECK(!result_failed(r));
    }
    struct header headers[HEADERS];
    struct wire wire = read_wire(span_make((const char *)bytes, size), headers);
    struct arena arena;
    struct buffer body;
    arena_init(&arena);
    buffer_init(&body);
    struct answer answer = {0};
    web_answer(web, &arena, &wire, &body, &answer);
    CHECK(answer.status >= 200 && answer.status < 600);
    answer_release(&answer);
    buffer_release(&body);
    arena_release(&arena);
    return 0;
}
