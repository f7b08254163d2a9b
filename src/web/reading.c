/* The head of a request, taken apart. */
#include "web/reading.h"

#include "base/day.h"
#include "text/text.h"
#include "web/form.h"
#include "web/gate.h"
#include "web/guard.h"

#include <arpa/inet.h>

enum { AGENT_MOST = 200, SESSION_MOST = 200, BEARER_MOST = 256 };

struct span reading_find_raw(struct span query, const char *name)
{
    struct span found = {NULL, 0};
    size_t length = strlen(name);
    while (query.length > 0) {
        const char *stop = memchr(query.at, '&', query.length);
        struct span pair = span_make(query.at, stop == NULL ? query.length : (size_t)(stop - query.at));
        size_t passed = stop == NULL ? query.length : pair.length + 1;
        query = span_make(query.at + passed, query.length - passed);
        if (pair.length > length && pair.at[length] == '=' && memcmp(pair.at, name, length) == 0) {
            found = span_make(pair.at + length + 1, pair.length - length - 1);
        }
    }
    return found;
}

/* application/json stands before text/html, or alone. Weights between the two are nobody's habit. */
static bool prefers_json(struct span accept)
{
    size_t json = span_find(accept, span_of("application/json"));
    size_t html = span_find(accept, span_of("text/html"));
    return json != SPAN_NOWHERE && (html == SPAN_NOWHERE || json < html);
}

struct wish reading_wish(const struct wire *wire)
{
    static const struct span suffix = {".json", 5};
    struct wish wish = {.path = wire->target};
    const char *mark = memchr(wire->target.at, '?', wire->target.length);
    if (mark != NULL) {
        wish.path.length = (size_t)(mark - wire->target.at);
        wish.query = span_make(mark + 1, wire->target.length - wish.path.length - 1);
    }
    struct span end = wish.path.length > suffix.length
                          ? span_make(wish.path.at + wish.path.length - suffix.length, suffix.length)
                          : (struct span){NULL, 0};
    if (span_equal(end, suffix)) {
        wish.json = true;
        wish.dot_json = true;
        wish.path.length -= suffix.length;
    }
    wish.json = wish.json || span_is(reading_find_raw(wish.query, "format"), "json") ||
                prefers_json(wire_header(wire, "Accept"));
    wish.fragment = span_is(wire_header(wire, "HX-Request"), "true") && wire_count(wire, "HX-Boosted") == 0 &&
                    wire_count(wire, "HX-History-Restore-Request") == 0;
    struct span said = reading_find_raw(wish.query, "lang");
    struct span accepted = wire_header(wire, "Accept-Language");
    wish.language_said = said.at != NULL;
    wish.language = language_choose(said, wire_cookie(wire, COOKIE_LANGUAGE), accepted);
    said = reading_find_raw(wish.query, "script");
    wish.script_said = said.at != NULL;
    wish.script = script_choose(said, wire_cookie(wire, COOKIE_SCRIPT), accepted);
    said = reading_find_raw(wish.query, "size");
    wish.size_said = said.at != NULL;
    wish.size = size_choose(said, wire_cookie(wire, COOKIE_SIZE));
    return wish;
}

/* Behind a proxy: the address that the proxy added last, in the last line if it made one of its own. What stands before it
 * the client may have invented. */
struct span reading_address(const struct app *app, const struct wire *wire)
{
    struct span forwarded = wire_last_header(wire, "X-Forwarded-For");
    if (!app->behind_tls || forwarded.length == 0) {
        return span_of(wire->peer);
    }
    const char *comma = memrchr(forwarded.at, ',', forwarded.length);
    size_t from = comma == NULL ? 0 : (size_t)(comma - forwarded.at) + 1;
    struct span address = span_trim(span_make(forwarded.at + from, forwarded.length - from));
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    if (address.length == 0 || address.length >= sizeof text) {
        return span_of(wire->peer);
    }
    memcpy(text, address.at, address.length);
    text[address.length] = '\0';
    bool sound = inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
    return sound ? address : span_of(wire->peer);
}

/* A token is base64url; anything else that calls itself one is an unknown token, not a visitor. */
static struct span read_bearer(const struct wire *wire)
{
    struct span header = wire_header(wire, "Authorization");
    struct span start = span_of("Bearer ");
    if (!span_starts_with(header, start)) {
        return (struct span){0};
    }
    struct span token = span_trim(span_make(header.at + start.length, header.length - start.length));
    return token.length == 0 || token.length > BEARER_MOST ? span_of("?") : token;
}

static void read_headers(struct arena *arena, const struct app *app, const struct wire *wire, struct request *request)
{
    struct span session = wire_cookie(wire, COOKIE_SESSION);
    bool sound = session.length > 0 && session.length <= SESSION_MOST && utf8_is_valid(session);
    request->cookie_session = sound ? arena_copy(arena, session) : NULL;
    request->bearer = read_bearer(wire);
    struct span agent = wire_header(wire, "User-Agent");
    agent.length = agent.length > AGENT_MOST ? AGENT_MOST : agent.length;
    request->agent = agent.length > 0 && utf8_is_valid(agent) ? arena_copy(arena, agent) : "";
    request->address = arena_copy(arena, reading_address(app, wire));
    request->range = wire_header(wire, "Range");
    request->if_range = wire_header(wire, "If-Range");
    request->if_none_match = wire_header(wire, "If-None-Match");
}

struct result reading_request(struct arena *arena, const struct app *app, const struct wire *wire,
                              const struct wish *wish, struct request *out)
{
    static const struct actor visitor = {.name = "", .login = ""};
    struct form query = {0};
    const char *path = "/";
    struct result r = form_read_query(arena, wish->query, &query);
    if (!result_failed(r)) {
        r = guard_decode_path(arena, wish->path, &path);
    }
    int64_t now_ms = time_now_ms();
    *out = (struct request){
        .arena = arena,
        .method = strcmp(wire->method, "POST") == 0 ? METHOD_POST : METHOD_GET,
        .path = path,
        .query = query.fields,
        .query_count = query.field_count,
        .language = language_code(wish->language),
        .wants_json = wish->json,
        .fragment = wish->fragment,
        .region_id = app->region_id,
        .region_name = app->region_name,
        .zone_minutes = app->zone_minutes,
        .now_ms = now_ms,
        .today = day_of_time(now_ms, app->zone_minutes),
        .actor = &visitor,
        .csrf = "",
        .store = app->store,
        .catalogue = app->catalogue,
        .app = app,
        .services = app->services,
    };
    read_headers(arena, app, wire, out);
    return r;
}
