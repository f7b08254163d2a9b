/* The passage of one request. */
#include "web/web.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"
#include "web/assets.h"
#include "web/cache.h"
#include "web/gate.h"
#include "web/guard.h"
#include "web/limit.h"
#include "web/own.h"
#include "web/permission.h"
#include "web/respond.h"
#include "web/router.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_SIZE = TARGET_MOST + 32, BURST_SECONDS = 10, STRANGER_BODY = 64 * 1024, TABLES_MOST = 64 };

struct web {
    const struct app *app;
    struct arena arena;
    const struct router *router;
    struct limit *limit; /* NULL: none */
    struct cache *cache; /* NULL: none */
};

struct result web_open(const struct app *app, struct web **out)
{
    struct web *web = calloc(1, sizeof *web);
    CHECK(web != NULL);
    web->app = app;
    arena_init(&web->arena);
    const struct route *tables[TABLES_MOST + 2] = {own_routes};
    for (size_t index = 0; app->route_tables != NULL && app->route_tables[index] != NULL; index++) {
        CHECK(index < TABLES_MOST);
        tables[index + 1] = app->route_tables[index];
    }
    struct result r = router_open(&web->arena, tables, &web->router);
    if (result_failed(r)) {
        log_write(LOG_ERROR, "%s", r.detail);
        web_close(web);
        return result_internal("a route that is not sound");
    }
    web->limit =
        app->rate_per_second > 0 ? limit_open(app->rate_per_second, app->rate_per_second * BURST_SECONDS) : NULL;
    web->cache = app->cache_bytes > 0 ? cache_open(app->cache_bytes) : NULL;
    *out = web;
    return result_ok();
}

void web_close(struct web *web)
{
    limit_close(web->limit);
    cache_close(web->cache);
    arena_release(&web->arena);
    free(web);
}

static bool is_reading(const struct wire *wire)
{
    return strcmp(wire->method, "GET") == 0 || strcmp(wire->method, "HEAD") == 0;
}

/* --- the page cache ------------------------------------------------------------------------------------------ */

/* What a shared page depends on besides the data. {NULL, 0} when this request is not for the cache. */
static struct span build_key(const struct web *web, const struct wire *wire, const struct wish *wish, char *key)
{
    bool said = wish->language_said || wish->script_said || wish->size_said; /* is answered with a cookie */
    bool shared = web->cache != NULL && is_reading(wire) && !said && wire_cookie(wire, COOKIE_SESSION).at == NULL;
    if (!shared) {
        return (struct span){NULL, 0};
    }
    /* "Still four days" is another page tomorrow, though nothing was committed at midnight. */
    int32_t today = day_of_time(time_now_ms(), web->app->zone_minutes);
    int length =
        snprintf(key, KEY_SIZE, "%d.%d%d%d%d%d%.*s", (int)today, (int)wish->language, wish_is_traditional(wish),
                 (int)wish->size, wish->json, wish->fragment, (int)wire->target.length, wire->target.at);
    return length > 0 && length < KEY_SIZE ? span_make(key, (size_t)length) : (struct span){NULL, 0};
}

static uint64_t data_version(const struct web *web)
{
    return web->app->store == NULL ? 0 : store_version(web->app->store);
}

/* Keeps what may be shared, and answers with it. */
static bool share(struct web *web, const struct passage *passage, struct span key, uint64_t version,
                  const struct answer *made, struct answer *answer)
{
    bool may = passage->response.cacheable && passage->request.actor->person_id == 0 && made->status == 200 &&
               key.at != NULL && passage->response.set_session == NULL;
    if (!may) {
        return false;
    }
    bool html = !span_starts_with(answer_header(made, "Content-Type"), span_of("application/json"));
    const char *type = html ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
    struct page *page = cache_put(web->cache, key, version, made->body, type, passage->response.read_id);
    *answer = (struct answer){0};
    respond_page(web->app, passage->wire, page, answer);
    return true;
}

/* --- static files -------------------------------------------------------------------------------------------- */

static bool answer_asset(const struct web *web, const struct wire *wire, const struct wish *wish, struct answer *answer)
{
    bool asked = span_starts_with(wish->path, span_of("/assets/")) || span_is(wish->path, "/favicon.ico");
    if (!asked || web->app->assets == NULL || wish->path.length >= 256) {
        return false;
    }
    char path[256];
    (void)snprintf(path, sizeof path, "%.*s", (int)wish->path.length, wish->path.at);
    const struct asset *asset = assets_find(web->app->assets, path);
    if (asset == NULL) {
        return false;
    }
    char accept[256];
    struct span encodings = wire_header(wire, "Accept-Encoding");
    (void)snprintf(accept, sizeof accept, "%.*s", (int)encodings.length, encodings.length == 0 ? "" : encodings.at);
    struct span bytes = asset->bytes;
    enum asset_coding coding = assets_choose(asset, accept, &bytes);
    answer->status = 200;
    answer_add_header(answer, "ETag", asset->etag);
    answer_add_header(answer, "Vary", "Accept-Encoding");
    answer_add_header(answer, "Cache-Control",
                      span_is(wish->path, "/favicon.ico") ? "public, max-age=86400" : ASSETS_CACHE_CONTROL);
    if (respond_etag_matches(wire_header(wire, "If-None-Match"), asset->etag)) {
        answer->status = 304;
        return true;
    }
    answer->body = bytes;
    answer_add_header(answer, "Content-Type", asset->type);
    if (coding != ASSET_PLAIN) {
        answer_add_header(answer, "Content-Encoding", coding == ASSET_GZIP ? "gzip" : "br");
    }
    respond_add_security(web->app, answer);
    return true;
}

/* --- who counts what is read --------------------------------------------------------------------------------- */

/* Pages only: a document is for programs, a fragment is a part of what was counted, and what is fetched beforehand may never be
 * looked at. */
static void note_read(const struct web *web, const struct wire *wire, const struct wish *wish, int64_t read_id,
                      int status)
{
    bool shown = read_id != 0 && (status == 200 || status == 304) && strcmp(wire->method, "GET") == 0 && !wish->json &&
                 !wish->fragment;
    if (shown && web->app->note_read != NULL &&
        span_find(wire_header(wire, "Sec-Purpose"), span_of("prefetch")) == SPAN_NOWHERE) {
        web->app->note_read(web->app, read_id, reading_address(web->app, wire), wire_header(wire, "User-Agent"));
    }
}

bool web_answer_quickly(struct web *web, const struct wire *wire, struct answer *answer)
{
    if (!is_reading(wire)) {
        return false;
    }
    struct wish wish = reading_wish(wire);
    if (answer_asset(web, wire, &wish, answer)) {
        return true;
    }
    char key[KEY_SIZE];
    struct span found = build_key(web, wire, &wish, key);
    struct page *page = found.at == NULL ? NULL : cache_find(web->cache, found, data_version(web));
    if (page == NULL) {
        return false;
    }
    respond_page(web->app, wire, page, answer);
    note_read(web, wire, &wish, page->read_id, answer->status);
    return true;
}

/* --- everything else ----------------------------------------------------------------------------------------- */

size_t web_plan_body(struct web *web, struct arena *arena, const struct wire *wire)
{
    const char *path = "/";
    struct wish wish = reading_wish(wire);
    if (strcmp(wire->method, "POST") != 0 || result_failed(guard_decode_path(arena, wish.path, &path))) {
        return 0;
    }
    struct match match = router_find(arena, web->router, METHOD_POST, path);
    if (match.route == NULL) {
        return 0;
    }
    size_t limit = match.route->body_limit;
    bool stranger =
        !permission_may_come(&(struct actor){0}, match.route->action) && wire_cookie(wire, COOKIE_SESSION).at == NULL;
    return stranger && limit > STRANGER_BODY ? STRANGER_BODY : limit;
}

static struct result refuse_route(struct web *web, struct passage *passage, const struct match *match, int *status)
{
    struct verdict verdict = gate_identify(&passage->request, passage->wire, web->limit);
    if (result_failed(verdict.result)) {
        *status = verdict.status;
        return verdict.result;
    }
    *status = match->other_method ? 405 : 404;
    return result_fail(RESULT_NOT_FOUND, NULL, match->other_method ? "error.method" : "error.not_found", "no route");
}

static bool is_malformed(struct result result)
{
    return result.message != NULL && strcmp(result.message, "error.bad_request") == 0;
}

/* Through the gate to the handler. */
static struct result enter(struct web *web, struct passage *passage, const struct match *match, int *status)
{
    struct request *request = &passage->request;
    if (passage->wire->body.length > match->route->body_limit) {
        *status = 413;
        return result_fail(RESULT_INVALID, NULL, "error.too_large", "the body is over the route's limit");
    }
    memcpy(request->parameters, match->parameters, sizeof match->parameters);
    struct verdict verdict = gate_check(request, passage->wire, match->route, web->limit);
    passage->new_nonce = verdict.new_nonce;
    passage->response.location = verdict.location;
    *status = is_malformed(verdict.result) ? 400 : verdict.status;
    struct result r =
        result_failed(verdict.result) ? verdict.result : match->route->handler(request, &passage->response);
    if (r.code == RESULT_FORBIDDEN && request->actor->person_id != 0 && web->app->note_refused != NULL) {
        web->app->note_refused(request, match->route);
    }
    return r;
}

/* A route that is a .json file of its own comes before the document of the page without the ending. */
static struct match find_route(const struct web *web, const struct passage *passage)
{
    static const char ending[] = ".json";
    struct arena *arena = passage->request.arena;
    const struct request *request = &passage->request;
    if (passage->wish.dot_json) {
        const char *path = arena_format(arena, "%s%s", request->path, ending);
        struct match match = router_find(arena, web->router, request->method, path);
        size_t length = match.route == NULL ? 0 : strlen(match.route->pattern);
        if (length >= sizeof ending && strcmp(match.route->pattern + length - (sizeof ending - 1), ending) == 0) {
            return match;
        }
    }
    return router_find(arena, web->router, request->method, request->path);
}

/* Guard, route, gate, handler. */
static struct result pass(struct web *web, struct arena *arena, struct passage *passage, int *status)
{
    struct result r = guard_check_head(passage->wire);
    struct result read = reading_request(arena, web->app, passage->wire, &passage->wish, &passage->request);
    if (result_failed(r) || result_failed(read)) {
        *status = 400;
        return result_failed(r) ? r : read;
    }
    if (!is_reading(passage->wire) && strcmp(passage->wire->method, "POST") != 0) {
        *status = 405;
        return result_fail(RESULT_INVALID, NULL, "error.method", "neither GET, HEAD nor POST");
    }
    struct match match = find_route(web, passage);
    return match.route == NULL ? refuse_route(web, passage, &match, status) : enter(web, passage, &match, status);
}

static void add_allow(struct answer *answer)
{
    if (answer->status == 405) {
        answer_add_header(answer, "Allow", "GET, HEAD, POST");
    }
}

void web_answer(struct web *web, struct arena *arena, const struct wire *wire, struct buffer *body,
                struct answer *answer)
{
    char key[KEY_SIZE];
    struct passage *passage = ARENA_NEW(arena, struct passage);
    passage->wire = wire;
    passage->wish = reading_wish(wire);
    struct span cached = build_key(web, wire, &passage->wish, key);
    uint64_t version = data_version(web); /* before the handler reads */
    int status = 0;
    struct answer made = {0};
    struct result r = pass(web, arena, passage, &status);
    respond(passage, r, status, body, &made);
    add_allow(&made);
    made.close = status == 400;
    note_read(web, wire, &passage->wish, passage->response.read_id, made.status);
    if (!share(web, passage, cached, version, &made, answer)) {
        *answer = made;
    }
}

void web_refuse(struct web *web, struct arena *arena, const struct wire *wire, int status, struct result result,
                struct buffer *body, struct answer *answer)
{
    struct passage *passage = ARENA_NEW(arena, struct passage);
    passage->wire = wire;
    passage->wish = reading_wish(wire);
    /* The path may be what was wrong; the error page shows what could be read of the rest. */
    struct result read = reading_request(arena, web->app, wire, &passage->wish, &passage->request);
    (void)read;
    respond(passage, result, status, body, answer);
    answer->close = true;
}
