/* Sign in, sign out. */
#include "areas/accounts/store.h"

#include "areas/accounts/token.h"
#include "areas/audit/audit.h"

/* GB/T 22239-2019, failed sign-ins: five, then fifteen minutes. */
enum { LOCK_AFTER = 5 };
static const int64_t LOCK_MS = 15 * 60 * 1000;
static const int64_t KEEP_SESSION_MS = 12 * 60 * 60 * 1000;

struct sign_in {
    struct request *request;
    const char *login, *password;
    char login_digest[DIGEST_TEXT_SIZE];
    bool locked;
    struct person person;
    struct new_session session;
    int64_t audit_id;
    const char *refusal; /* a word for the log */
};

/* Where to go after: a path of this site only, never another host ("//evil", "/\\evil"), nothing that is no URL. */
static const char *safe_next(struct request *request)
{
    struct span next = request_form(request, "next");
    if (next.length == 0) {
        next = request_query(request, "next");
    }
    bool local = next.length > 0 && next.at[0] == '/' && !(next.length > 1 && (next.at[1] == '/' || next.at[1] == '\\'));
    for (size_t index = 0; local && index < next.length; index++) {
        local = next.at[index] > ' ' && next.at[index] < 0x7f;
    }
    return local ? arena_copy(request->arena, next) : "/";
}

static void fill_form(struct request *request, struct response *response, const struct problems *problems)
{
    response->view = "accounts/sign_in";
    response->title = "account.sign_in.title";
    response->no_store = true;
    struct span login = request_form(request, "login");
    response->document =
        json_pack("{s:s, s:o, s:{s:s, s:s, s:s%, s:s, s:b}, s:{s:s, s:s, s:s, s:s, s:b}}", "next", safe_next(request),
                  "problems", problems_document(problems), "login_field", "name", "login", "label",
                  "account.sign_in.login", "value", login.length == 0 ? "" : login.at, login.length, "autocomplete",
                  "username", "required", 1, "password_field", "name", "password", "label", "account.sign_in.password",
                  "type", "password", "autocomplete", "current-password", "required", 1);
}

static struct result show_sign_in(struct request *request, struct response *response)
{
    struct problems none = {0};
    fill_form(request, response, &none);
    return result_ok();
}

static struct result read_person(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    return person_find_by_login(request->arena, session, request->region_id, sign_in->login, &sign_in->person);
}

static struct result count_attempt(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct sign_in_attempt attempt = {sign_in->login_digest, LOCK_AFTER, LOCK_MS, request->now_ms};
    return sign_in_count(session, request->region_id, &attempt, &sign_in->locked);
}

/* A session that the browser had before ends here: nobody goes on in it unseen. */
static struct result write_session(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct result result = session_delete_old(session, request->region_id, request->now_ms - KEEP_SESSION_MS,
                                              request->now_ms - KEEP_SESSION_MS);
    if (!result_failed(result) && request->cookie_session != NULL) {
        char digest[DIGEST_TEXT_SIZE];
        result = session_delete(session, request->region_id, token_digest(request->cookie_session, digest));
    }
    if (!result_failed(result)) {
        result = session_insert(session, request->region_id, &sign_in->session);
    }
    struct audit_entry entry = audit_of(request, "session.open", "person", sign_in->person.id, 0);
    entry.actor_id = sign_in->person.id;
    entry.actor_name = sign_in->person.name;
    return result_failed(result) ? result : audit_append(session, request->region_id, sign_in->audit_id, &entry);
}

/* Neither login nor password: people type the one where the other belongs. The person is named where there is one. */
static struct result note_refusal(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct audit_entry entry = audit_of(request, "session.open", "person", sign_in->person.id, 0);
    entry.outcome = "refused";
    entry.detail = arena_format(request->arena, "{\"why\":\"%s\"}", sign_in->refusal);
    return audit_append(session, request->region_id, sign_in->audit_id, &entry);
}

/* One message for an unknown login, a wrong password and an inactive account: nobody learns which logins exist. */
static struct result check_password(struct sign_in *sign_in)
{
    struct request *request = sign_in->request;
    struct result result = store_write(request->store, count_attempt, sign_in);
    if (result_failed(result)) {
        return result;
    }
    if (sign_in->locked) {
        sign_in->refusal = "locked";
        return result_invalid("login", "account.error.locked");
    }
    struct result found = store_read(request->store, read_person, sign_in);
    if (result_failed(found) && found.code != RESULT_NOT_FOUND) {
        return found;
    }
    bool known = !result_failed(found);
    bool right = password_matches(known ? sign_in->person.password_hash : password_of_nobody, sign_in->password);
    sign_in->refusal = known ? "wrong" : "unknown";
    return known && right && strcmp(sign_in->person.status, "active") == 0
               ? result_ok()
               : result_invalid("password", "account.error.wrong");
}

static struct result submit_sign_in(struct request *request, struct response *response)
{
    struct sign_in sign_in = {.request = request, .audit_id = store_next_id(request->store)};
    sign_in.login = arena_copy(request->arena, span_trim(request_form(request, "login")));
    sign_in.password = arena_copy(request->arena, request_form(request, "password"));
    (void)token_digest(login_key(request->arena, sign_in.login), sign_in.login_digest);
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once"); /* no attempt is counted */
    }
    struct result result = check_password(&sign_in);
    sign_in_place_give();
    if (result.code == RESULT_INVALID) {
        struct problems problems = {0};
        struct result noted = store_write(request->store, note_refusal, &sign_in);
        if (result_failed(noted)) {
            return noted;
        }
        problems_add(&problems, (struct problem){result.field, result.message, NULL, NULL});
        fill_form(request, response, &problems);
        response->status = 422;
        return result_ok();
    }
    if (result_failed(result)) {
        return result;
    }
    const char *token = token_make(request->arena);
    char digest[DIGEST_TEXT_SIZE];
    sign_in.session = (struct new_session){.token_hash = token_digest(token, digest),
                                           .csrf = token_make(request->arena),
                                           .address = request->address,
                                           .agent = request->agent,
                                           .login_digest = sign_in.login_digest,
                                           .person_id = sign_in.person.id,
                                           .now_ms = request->now_ms};
    result = store_write(request->store, write_session, &sign_in);
    if (result_failed(result)) {
        return result;
    }
    response->set_session = token;
    response->location = safe_next(request);
    return result_ok();
}

struct sign_out {
    struct request *request;
    int64_t audit_id;
};

static struct result delete_session(struct store_session *session, void *context)
{
    const struct sign_out *sign_out = context;
    struct request *request = sign_out->request;
    char digest[DIGEST_TEXT_SIZE];
    struct audit_entry entry = audit_of(request, "session.close", "person", request->actor->person_id, 0);
    struct result result =
        session_delete(session, request->region_id, token_digest(request->cookie_session, digest));
    return result_failed(result) ? result : audit_append(session, request->region_id, sign_out->audit_id, &entry);
}

static struct result submit_sign_out(struct request *request, struct response *response)
{
    struct result result = result_ok();
    if (request->cookie_session != NULL) {
        struct sign_out sign_out = {request, store_next_id(request->store)};
        result = store_write(request->store, delete_session, &sign_out);
    }
    response->set_session = "";
    response->location = "/";
    return result;
}

const struct route accounts_routes[] = {
    {METHOD_GET, "/sign-in", "session.open", 0, show_sign_in},
    {METHOD_POST, "/sign-in", "session.open", 16384, submit_sign_in},
    {METHOD_POST, "/sign-out", "session.close", 4096, submit_sign_out},
    {0},
};
