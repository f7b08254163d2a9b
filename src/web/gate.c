/* The four steps of the gate. */
#include "web/gate.h"

#include "web/csrf.h"
#include "web/form.h"
#include "web/permission.h"

enum { POST_COST = 5 };

static struct result forbid(const char *message, const char *detail)
{
    return result_fail(RESULT_FORBIDDEN, NULL, message, detail);
}

/* --- rate ---------------------------------------------------------------------------------------------------- */

static struct result check_rate(const struct request *request, struct limit *limit, struct verdict *verdict)
{
    int cost = request->method == METHOD_POST ? POST_COST : 1;
    if (limit == NULL || limit_take(limit, request->address, cost, request->now_ms)) {
        return result_ok();
    }
    verdict->status = 429;
    return result_fail(RESULT_BUSY, NULL, "error.too_many", "one address asks too often");
}

/* --- session ------------------------------------------------------------------------------------------------- */

static struct result find_actor(struct request *request, const struct wire *wire, struct verdict *verdict)
{
    struct actor *actor = ARENA_NEW(request->arena, struct actor);
    const char *csrf = NULL;
    bool asks = request->cookie_session != NULL || request->bearer.length > 0;
    if (asks && request->app->find_actor != NULL) {
        struct result r = request->app->find_actor(request, actor, &csrf);
        if (result_failed(r)) {
            *actor = (struct actor){.name = "", .login = ""};
            request->actor = actor;
            request->csrf = "";
            verdict->status = request->bearer.length > 0 && r.code == RESULT_NOT_FOUND ? 401 : 0;
            return r;
        }
    }
    request->actor = actor;
    if (actor->person_id != 0) {
        request->csrf = csrf == NULL ? "" : csrf;
        return result_ok();
    }
    *actor = (struct actor){.name = "", .login = ""};
    struct span nonce = wire_cookie(wire, COOKIE_CSRF);
    if (!csrf_is_nonce(nonce)) {
        verdict->new_nonce = csrf_make_nonce(request->arena);
        nonce = span_of(verdict->new_nonce);
    }
    request->csrf = csrf_make_token(request->arena, request->app->secret, nonce);
    return result_ok();
}

/* --- role ---------------------------------------------------------------------------------------------------- */

/* /sign-in?next=… with everything encoded that could end the value. */
static const char *build_sign_in(struct arena *arena, struct span target)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char start[] = "/sign-in?next=";
    char *url = arena_alloc(arena, sizeof start + target.length * 3, 1);
    memcpy(url, start, sizeof start - 1);
    char *out = url + sizeof start - 1;
    for (size_t index = 0; index < target.length; index++) {
        unsigned char byte = (unsigned char)target.at[index];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     (byte != '\0' && strchr("/-._~", byte) != NULL);
        if (plain) {
            *out++ = (char)byte;
        } else {
            *out++ = '%';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        }
    }
    return url;
}

static struct result check_role(const struct request *request, const struct wire *wire, const char *action,
                                struct verdict *verdict)
{
    if (permission_may_come(request->actor, action)) {
        return result_ok();
    }
    if (request->actor->person_id != 0) {
        return forbid("error.forbidden", "the role is not enough for this route");
    }
    verdict->status = 401;
    if (request->method == METHOD_GET && !request->wants_json) {
        verdict->location = build_sign_in(request->arena, wire->target);
    }
    return forbid("error.sign_in", "a visitor where one must sign in");
}

/* --- CSRF ---------------------------------------------------------------------------------------------------- */

static struct result read_form(struct request *request, const struct wire *wire)
{
    struct form form = {0};
    struct result r = form_read_body(request->arena, wire_header(wire, "Content-Type"), wire->body, &form);
    request->form = form.fields;
    request->form_count = form.field_count;
    request->uploads = form.uploads;
    request->upload_count = form.upload_count;
    return r;
}

static struct result check_csrf(struct request *request, const struct wire *wire)
{
    if (request->method != METHOD_POST) {
        return result_ok();
    }
    if (span_is(wire_header(wire, "Sec-Fetch-Site"), "cross-site")) {
        return forbid("error.csrf", "a POST from another site");
    }
    struct result r = read_form(request, wire);
    if (result_failed(r)) {
        return r;
    }
    struct span given = request_form(request, "csrf");
    given = given.length > 0 ? given : wire_header(wire, "X-CSRF-Token");
    /* A browser never sends a program's token by itself, so another site cannot forge such a request. */
    if (request->bearer.length > 0 && request->actor->person_id != 0) {
        return result_ok();
    }
    return csrf_is_equal(given, span_of(request->csrf)) ? result_ok()
                                                        : forbid("error.csrf", "the CSRF token is missing or old");
}

struct verdict gate_identify(struct request *request, const struct wire *wire, struct limit *limit)
{
    struct verdict verdict = {0};
    verdict.result = check_rate(request, limit, &verdict);
    if (!result_failed(verdict.result)) {
        verdict.result = find_actor(request, wire, &verdict);
    }
    return verdict;
}

struct verdict gate_check(struct request *request, const struct wire *wire, const struct route *route,
                          struct limit *limit)
{
    struct verdict verdict = gate_identify(request, wire, limit);
    if (!result_failed(verdict.result)) {
        verdict.result = check_role(request, wire, route->action, &verdict);
    }
    if (!result_failed(verdict.result)) {
        verdict.result = check_csrf(request, wire);
    }
    return verdict;
}
