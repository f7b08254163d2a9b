/* Answers. */
#include "web/respond.h"

#include "base/id.h"
#include "base/log.h"
#include "base/random.h"
#include "web/cache.h"
#include "web/gate.h"
#include "web/frame.h"
#include "web/status.h"
#include "web/traditional_page.h"
#include "web/views.h"

enum { NUMBER_LENGTH = 8, CHOICE_SECONDS = 365 * 24 * 3600 };

static const char html_type[] = "text/html; charset=utf-8";
static const char document_type[] = "application/json; charset=utf-8";
static const char varies[] = "Accept, Accept-Language, Accept-Encoding, Cookie, HX-Request";

void respond_add_security(const struct app *app, struct answer *answer)
{
    answer_add_header(answer, "Content-Security-Policy",
                      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                      "form-action 'self'; frame-ancestors 'none'");
    answer_add_header(answer, "X-Content-Type-Options", "nosniff");
    answer_add_header(answer, "X-Frame-Options", "DENY");
    answer_add_header(answer, "Referrer-Policy", "same-origin");
    answer_add_header(answer, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
    answer_add_header(answer, "Cross-Origin-Opener-Policy", "same-origin");
    if (app->behind_tls) {
        answer_add_header(answer, "Strict-Transport-Security", "max-age=31536000");
    }
}

/* --- cookies ------------------------------------------------------------------------------------------------- */

static void set_cookie(struct passage *passage, const char *name, const char *value, int max_age, struct answer *answer)
{
    struct arena *arena = passage->request.arena;
    const char *age = max_age < 0 ? "" : arena_format(arena, "; Max-Age=%d", max_age);
    answer_add_header(answer, "Set-Cookie",
                      arena_format(arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value, age,
                                   passage->request.app->behind_tls ? "; Secure" : ""));
}

static void set_cookies(struct passage *passage, struct answer *answer)
{
    const char *session = passage->response.set_session;
    if (session != NULL) {
        set_cookie(passage, COOKIE_SESSION, session, session[0] == '\0' ? 0 : -1, answer);
    }
    if (passage->new_nonce != NULL && !passage->response.cacheable) {
        set_cookie(passage, COOKIE_CSRF, passage->new_nonce, -1, answer);
    }
    if (passage->wish.language_said) {
        set_cookie(passage, COOKIE_LANGUAGE, passage->request.language, CHOICE_SECONDS, answer);
    }
    if (passage->wish.script_said) {
        set_cookie(passage, COOKIE_SCRIPT, script_code(passage->wish.script), CHOICE_SECONDS, answer);
    }
    if (passage->wish.size_said) {
        set_cookie(passage, COOKIE_SIZE, size_code(passage->wish.size), CHOICE_SECONDS, answer);
    }
}

/* --- errors -------------------------------------------------------------------------------------------------- */

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        (void)json_object_set_new_nocheck(object, key, json_string_nocheck(text));
    }
}

/* Short, to be read out on the telephone. */
static const char *make_number(struct arena *arena)
{
    uint64_t bits = 0;
    random_secret(&bits, 5);
    char text[ID_TEXT_SIZE];
    (void)id_format((int64_t)bits, text);
    return arena_text(arena, text + strlen(text) - NUMBER_LENGTH);
}

static void log_error(const struct passage *passage, struct result result, int status, const char *number)
{
    enum log_level level = status >= 500 ? LOG_ERROR : LOG_INFO;
    log_write(level, "request %s %s %.*s %d %s %s", number, passage->wire->method, (int)passage->wish.path.length,
              passage->wish.path.at, status, result.message == NULL ? "-" : result.message,
              result.detail == NULL ? "-" : result.detail);
}

/* Takes the place of whatever the handler had begun. */
static void become_error(struct passage *passage, struct result result, int status)
{
    struct request *request = &passage->request;
    struct response *response = &passage->response;
    const struct words *words = request->app->words;
    const char *number = make_number(request->arena);
    log_error(passage, result, status, number);
    const char *message =
        result.message == NULL ? arena_format(request->arena, "error.%s", status_name(status)) : result.message;
    const char *text = words == NULL ? NULL : words_find(words, passage->wish.language, message);
    json_t *error = json_object();
    (void)json_object_set_new_nocheck(error, "status", json_integer(status));
    set_text(error, "code", status_name(status));
    set_text(error, "message", message);
    set_text(error, "text", text == NULL ? message : text);
    set_text(error, "field", result.field);
    set_text(error, "number", number);
    json_decref(response->document);
    *response = (struct response){.status = status,
                                  .document = json_pack("{s:o}", "error", error),
                                  .view = "error",
                                  .title = arena_format(request->arena, "error.title.%s", status_name(status)),
                                  .set_session = response->set_session,
                                  .no_store = true};
}

/* --- bodies -------------------------------------------------------------------------------------------------- */

static int add_bytes(const char *bytes, size_t length, void *buffer)
{
    buffer_add(buffer, bytes, length);
    return 0;
}

static void build_json(const json_t *document, struct buffer *body)
{
    (void)json_dump_callback(document, add_bytes, body, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    buffer_add_byte(body, '\n');
}

static struct result render(const struct passage *passage, struct buffer *body)
{
    const struct request *request = &passage->request;
    const struct response *response = &passage->response;
    const struct views *views = request->app->views;
    return request->fragment
               ? views_render_fragment(views, passage->wish.language, response->view, response->document,
                                       request->now_ms, body)
               : views_render(views, passage->wish.language, response->view, response->document, request->now_ms, body);
}

static struct result build_html(struct passage *passage, struct buffer *body)
{
    struct request *request = &passage->request;
    struct response *response = &passage->response;
    if (response->document == NULL) {
        response->document = json_object();
    }
    json_t *page = frame_build(request, passage->wire, &passage->wish, response, response->document);
    (void)json_object_set_new_nocheck(response->document, "page", page);
    if (!wish_is_traditional(&passage->wish)) {
        return render(passage, body);
    }
    struct buffer simplified;
    buffer_init(&simplified);
    struct result r = render(passage, &simplified);
    if (!result_failed(r)) {
        traditional_page(buffer_span(&simplified), body);
    }
    buffer_release(&simplified);
    return r;
}

/* Content-Type of what was built. */
static const char *build_body(struct passage *passage, struct buffer *body, struct answer *answer)
{
    struct response *response = &passage->response;
    bool as_html = !passage->request.wants_json && response->view != NULL && passage->request.app->views != NULL;
    if (as_html) {
        struct result r = build_html(passage, body);
        if (!result_failed(r)) {
            return html_type;
        }
        log_write(LOG_ERROR, "view %s: %s", response->view, r.detail == NULL ? "" : r.detail);
        buffer_clear(body);
        answer->status = 500;
        (void)json_object_del(response->document, "page");
    }
    build_json(response->document, body);
    return document_type;
}

/* A name for old clients, and the real one in UTF-8 (RFC 6266). */
static const char *build_disposition(struct arena *arena, const char *name)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = arena_alloc(arena, strlen(name) * 3 + 1, 1);
    char *out = encoded;
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     *at == '.' || *at == '-' || *at == '_';
        if (plain) {
            *out++ = (char)*at;
        } else {
            *out++ = '%';
            *out++ = digits[*at >> 4];
            *out++ = digits[*at & 15];
        }
    }
    const char *dot = strrchr(name, '.');
    bool sound = dot != NULL && strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(dot + 1);
    return arena_format(arena, "attachment; filename=\"download%s\"; filename*=UTF-8''%s", sound ? dot : "", encoded);
}

static const char *cache_control(const struct passage *passage)
{
    if (passage->response.in_page && !passage->response.no_store) {
        return "private, max-age=86400"; /* what a file's address leads to never changes; it may only go */
    }
    bool personal = passage->response.no_store || passage->request.actor->person_id != 0;
    return personal ? "private, no-store" : "private, no-cache";
}

static void build_bytes(struct passage *passage, struct answer *answer)
{
    struct response *response = &passage->response;
    answer->body = response->body;
    answer->file = response->file;
    answer->file_length = response->file_length;
    answer_add_header(answer, "Content-Type",
                      response->content_type == NULL ? "application/octet-stream" : response->content_type);
    if (response->etag != NULL) {
        answer_add_header(answer, "ETag", response->etag);
    }
    if (response->takes_range) {
        answer_add_header(answer, "Accept-Ranges", "bytes");
    }
    if (response->content_range != NULL) {
        answer_add_header(answer, "Content-Range", response->content_range);
    }
    if (response->file_name != NULL && !response->in_page) {
        answer_add_header(answer, "Content-Disposition",
                          build_disposition(passage->request.arena, response->file_name));
    }
}

static void build_content(struct passage *passage, struct buffer *body, struct answer *answer)
{
    struct response *response = &passage->response;
    if (response->location != NULL) {
        answer->status = response->status >= 300 && response->status < 400 ? response->status : 303;
        answer_add_header(answer, "Location", response->location);
        return;
    }
    if (response->body.at != NULL || response->file_length > 0) {
        build_bytes(passage, answer);
        return;
    }
    answer_add_header(answer, "Content-Type", build_body(passage, body, answer));
    answer->body = buffer_span(body);
}

void respond(struct passage *passage, struct result result, int status, struct buffer *body, struct answer *answer)
{
    struct response *response = &passage->response;
    bool redirects = response->location != NULL && status == 401;
    if (result_failed(result) && !redirects) {
        become_error(passage, result, status == 0 ? status_of_result(result.code, passage->request.method) : status);
    }
    bool empty = response->location == NULL && response->body.at == NULL && response->file_length == 0 &&
                 response->document == NULL && response->view == NULL;
    if (empty) {
        become_error(passage, result_internal("the handler left no answer"), 500);
    }
    answer->status = response->status == 0 ? 200 : response->status;
    build_content(passage, body, answer);
    answer_add_header(answer, "Cache-Control", cache_control(passage));
    answer_add_header(answer, "Vary", varies);
    if (answer->status == 429 || answer->status == 503) {
        answer_add_header(answer, "Retry-After", "2");
    }
    set_cookies(passage, answer);
    respond_add_security(passage->request.app, answer);
    json_decref(response->document);
    response->document = NULL;
}

/* --- pages that visitors share ------------------------------------------------------------------------------- */

bool respond_etag_matches(struct span if_none_match, const char *etag)
{
    /* If-None-Match compares weakly (RFC 9110 §13.1.2): the W/ does not count. */
    const char *quoted = strncmp(etag, "W/", 2) == 0 ? etag + 2 : etag;
    return span_is(if_none_match, "*") || span_find(if_none_match, span_of(quoted)) != SPAN_NOWHERE;
}

/* No compression is better than one that the client refuses: only a plain "gzip" counts. */
static bool takes_gzip(struct span accept_encoding)
{
    size_t at = span_find(accept_encoding, span_of("gzip"));
    if (at == SPAN_NOWHERE) {
        return false;
    }
    struct span rest = span_make(accept_encoding.at + at + 4, accept_encoding.length - at - 4);
    return !span_starts_with(rest, span_of(";q=0")) || span_starts_with(rest, span_of(";q=0."));
}

void respond_page(const struct app *app, const struct wire *wire, struct page *page, struct answer *answer)
{
    answer->page = page;
    answer->status = 200;
    answer_add_header(answer, "ETag", page->etag);
    answer_add_header(answer, "Cache-Control", "private, no-cache");
    answer_add_header(answer, "Vary", varies);
    if (respond_etag_matches(wire_header(wire, "If-None-Match"), page->etag)) {
        answer->status = 304;
        return;
    }
    answer_add_header(answer, "Content-Type", page->content_type);
    bool packed = page->gzip.length > 0 && takes_gzip(wire_header(wire, "Accept-Encoding"));
    answer->body = packed ? page->gzip : page->body;
    if (packed) {
        answer_add_header(answer, "Content-Encoding", "gzip");
    }
    respond_add_security(app, answer);
}
