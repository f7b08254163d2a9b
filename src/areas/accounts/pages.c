/* Sign in, in one step or two; sign out. */
#include "areas/accounts/page.h"

#include "areas/accounts/link.h"
#include "areas/accounts/second.h"
#include "areas/accounts/security.h"
#include "areas/accounts/token.h"
#include "areas/personal/personal.h"
#include "web/link.h"

static const int64_t SECOND_STEP_MS = 5 * 60 * 1000;
static const char second_kind[] = "second";

struct sign_in {
    struct request *request;
    const char *login, *password;
    char login_digest[DIGEST_TEXT_SIZE];
    struct sign_in_attempt attempt; /* its place is taken when attempt.id is set and wait_ms is 0 */
    int64_t wait_ms;
    struct person person;
    struct second_factor factor;
    const char *token, *csrf, *step_token;
    int64_t deed_id, link_id;
    struct one_time_link link;
    bool password_is_old;
    bool notice_asked; /* a version of the privacy notice to which this person has not agreed is in force */
    const char
        *refusal; /* a word for the log; neither login nor password: people type the one where the other belongs */
};

static void fill_form(struct request *request, struct response *response, const struct problems *problems)
{
    static const struct account_field login = {"login", "account.sign_in.login", NULL, NULL, "username", NULL, true};
    static const struct account_field password = {
        "password", "account.sign_in.password", NULL, "password", "current-password", NULL, true};
    json_t *document = json_pack("{s:s, s:o, s:o}", "next", account_safe_next(request, "/"), "login_field",
                                 account_field_document(request, &login, NULL), "password_field",
                                 account_field_document(request, &password, NULL));
    account_answer(response, document, problems, "accounts/sign_in", "account.sign_in.title");
    if (strcmp(account_safe_next(request, "/"), "/") != 0) {
        json_object_set_new(document, "asked",
                            json_pack("{s:s, s:s}", "kind", "note", "message", "account.sign_in.asked"));
    }
}

struct result show_sign_in(struct request *request, struct response *response)
{
    struct problems none = {0};
    fill_form(request, response, &none);
    return result_ok();
}

static void fill_second(struct request *request, struct response *response, const struct problems *problems,
                        const char *token)
{
    static const struct account_field code = {
        "code", "account.second.code", "account.second.code_hint", NULL, "one-time-code", "", true};
    json_t *document = json_pack("{s:s, s:s, s:o}", "next", account_safe_next(request, "/"), "step", token,
                                 "code_field", account_field_document(request, &code, problems));
    account_answer(response, document, problems, "accounts/second_step", "account.second.step_title");
}

static struct result read_person(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct result result =
        person_find_by_login(request->arena, session, request->region_id, sign_in->login, &sign_in->person);
    return result_failed(result)
               ? result
               : second_factor_find(request->arena, session, request->region_id, sign_in->person.id, &sign_in->factor);
}

static void problem_of_wait(struct sign_in *sign_in, struct problems *problems, const char *field)
{
    int64_t seconds = (sign_in->wait_ms + 999) / 1000;
    bool minutes = seconds > 90;
    sign_in->refusal = "locked";
    const char *value =
        arena_format(sign_in->request->arena, "%lld", (long long)(minutes ? (seconds + 59) / 60 : seconds));
    problems_add(problems,
                 (struct problem){field, minutes ? "account.error.locked" : "account.error.slow", value, NULL});
}

/* One message for an unknown login, a wrong password and an inactive account: nobody learns which logins exist. */
static struct result check_password(struct sign_in *sign_in, struct problems *problems)
{
    struct request *request = sign_in->request;
    struct result result = account_reserve(request, sign_in->login_digest, &sign_in->attempt, &sign_in->wait_ms);
    if (result_failed(result)) {
        return result;
    }
    if (sign_in->wait_ms > 0) {
        problem_of_wait(sign_in, problems, "login");
        return result_ok();
    }
    struct result found = store_read(request->store, read_person, sign_in);
    if (result_failed(found) && found.code != RESULT_NOT_FOUND) {
        return found;
    }
    bool known = !result_failed(found);
    sign_in->refusal = known ? "wrong" : "unknown";
    bool right = password_matches(known ? sign_in->person.password_hash : password_of_nobody, sign_in->password);
    if (!known || !right || strcmp(sign_in->person.status, "active") != 0) {
        account_problem(problems, result_invalid("password", "account.error.wrong"));
    }
    return result_ok();
}

static struct result note_refusal(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    const struct account_deed deed = {
        sign_in->deed_id, "session.open", "person", sign_in->person.id, 0, sign_in->refusal, 0, NULL};
    struct result result =
        sign_in->wait_ms > 0 ? result_ok() : sign_in_fail(session, sign_in->request->region_id, &sign_in->attempt);
    return result_failed(result) ? result : account_note(session, sign_in->request, &deed);
}

static struct result look_at_age(struct store_session *session, struct sign_in *sign_in)
{
    static const int64_t day_ms = 24 * 60 * 60 * 1000;
    const struct request *request = sign_in->request;
    struct security security;
    struct result result = security_find(session, request->region_id, &security);
    if (!result_failed(result)) {
        int64_t age_ms = request->now_ms - sign_in->person.password_ms;
        sign_in->password_is_old = security.password_days > 0 && age_ms > security.password_days * day_ms;
    }
    return result;
}

/* Signed in, or the second step is begun. */
static struct result write_session(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct result result = sign_in_give_back(session, request->region_id, sign_in->attempt.id);
    if (result_failed(result)) {
        return result;
    }
    if (sign_in->factor.confirmed_ms != 0) {
        const struct one_time_link link = {.id = sign_in->link_id,
                                           .kind = second_kind,
                                           .person_id = sign_in->person.id,
                                           .role = "",
                                           .note = sign_in->login_digest,
                                           .created_ms = request->now_ms,
                                           .expires_ms = request->now_ms + SECOND_STEP_MS};
        return link_insert(session, request->region_id, sign_in->step_token, &link);
    }
    const struct account_start start = {request, sign_in->person.id, sign_in->token, sign_in->csrf,
                                        sign_in->login_digest};
    const struct account_deed deed = {sign_in->deed_id,   "session.open",      "person", sign_in->person.id, 0, NULL,
                                      sign_in->person.id, sign_in->person.name};
    result = account_start_session(session, &start);
    result =
        result_failed(result) ? result : consent_is_asked(session, request, start.person_id, &sign_in->notice_asked);
    result = result_failed(result) ? result : look_at_age(session, sign_in);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

/* By way of what is asked of the person first; nobody is locked out. */
static const char *place_after(const struct sign_in *sign_in)
{
    struct request *request = sign_in->request;
    const char *place = sign_in->password_is_old ? "/account?old_password=1" : account_safe_next(request, "/");
    if (!sign_in->notice_asked) {
        return place;
    }
    struct buffer link;
    buffer_init(&link);
    buffer_add_text(&link, "/account/consent");
    link_add(&link, "next", span_of(place));
    place = arena_copy(request->arena, buffer_span(&link));
    buffer_release(&link);
    return place;
}

static struct result answer_refused(struct sign_in *sign_in, struct response *response, const struct problems *problems)
{
    struct result noted = store_write(sign_in->request->store, note_refusal, sign_in);
    if (result_failed(noted)) {
        return noted;
    }
    fill_form(sign_in->request, response, problems);
    return result_ok();
}

struct result submit_sign_in(struct request *request, struct response *response)
{
    struct sign_in sign_in = {.request = request,
                              .login = account_typed(request, "login"),
                              .password = arena_copy(request->arena, request_form(request, "password")),
                              .deed_id = store_next_id(request->store),
                              .link_id = store_next_id(request->store),
                              .token = token_make(request->arena),
                              .csrf = token_make(request->arena),
                              .step_token = token_make(request->arena)};
    struct problems problems = {0};
    (void)token_digest(login_key(request->arena, sign_in.login), sign_in.login_digest);
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once"); /* no attempt is counted */
    }
    struct result result = check_password(&sign_in, &problems);
    sign_in_place_give();
    if (result_failed(result)) {
        return result;
    }
    if (problems.count > 0) {
        return answer_refused(&sign_in, response, &problems);
    }
    result = store_write(request->store, write_session, &sign_in);
    if (result_failed(result)) {
        return result;
    }
    if (sign_in.factor.confirmed_ms != 0) {
        fill_second(request, response, &problems, sign_in.step_token);
        return result_ok();
    }
    response->set_session = sign_in.token;
    response->location = place_after(&sign_in);
    return result_ok();
}

/* --- the second step -------------------------------------------------------------------------------------------------- */

static struct result find_step(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    struct result result = link_find(request->arena, session, request->region_id, sign_in->step_token, second_kind,
                                     request->now_ms, &sign_in->link);
    return result_failed(result)
               ? result
               : person_find(request->arena, session, request->region_id, sign_in->link.person_id, &sign_in->person);
}

/* The code is used up, the step is used up and the session begins together, or nothing does. */
static struct result write_second(struct store_session *session, void *context)
{
    struct sign_in *sign_in = context;
    struct request *request = sign_in->request;
    int64_t person_id = sign_in->link.person_id;
    struct result result = link_use(session, request->region_id, sign_in->step_token, request->now_ms);
    if (!result_failed(result)) {
        result = second_factor_use(request->arena, session, request->region_id, person_id,
                                   request_form(request, "code"), request->now_ms);
    }
    const struct account_start start = {request, person_id, sign_in->token, sign_in->csrf, sign_in->link.note};
    const struct account_deed deed = {sign_in->deed_id, "session.open",      "person", person_id, 0, NULL,
                                      person_id,        sign_in->person.name};
    result = result_failed(result) ? result : sign_in_give_back(session, request->region_id, sign_in->attempt.id);
    result = result_failed(result) ? result : account_start_session(session, &start);
    result = result_failed(result) ? result : consent_is_asked(session, request, person_id, &sign_in->notice_asked);
    result = result_failed(result) ? result : look_at_age(session, sign_in);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_second(struct request *request, struct response *response)
{
    struct sign_in sign_in = {.request = request,
                              .step_token = account_typed(request, "step"),
                              .deed_id = store_next_id(request->store),
                              .token = token_make(request->arena),
                              .csrf = token_make(request->arena)};
    struct problems problems = {0};
    struct result result = store_read(request->store, find_step, &sign_in);
    if (result.code == RESULT_NOT_FOUND) {
        account_problem(&problems, result_invalid("login", "account.error.step_over"));
        fill_form(request, response, &problems);
        return result_ok();
    }
    if (!result_failed(result)) {
        (void)strncat(sign_in.login_digest, sign_in.link.note, sizeof sign_in.login_digest - 1);
        /* guessing codes counts like guessing passwords */
        result = account_reserve(request, sign_in.login_digest, &sign_in.attempt, &sign_in.wait_ms);
    }
    if (result_failed(result)) {
        return result;
    }
    if (sign_in.wait_ms > 0) {
        problem_of_wait(&sign_in, &problems, "code");
    } else {
        result = store_write(request->store, write_second, &sign_in);
        if (result.code == RESULT_INVALID) {
            account_problem(&problems, result);
            sign_in.refusal = "code";
            result = store_write(request->store, note_refusal, &sign_in);
        }
        if (result_failed(result)) {
            return result;
        }
    }
    if (problems.count > 0) {
        fill_second(request, response, &problems, sign_in.step_token);
        return result_ok();
    }
    response->set_session = sign_in.token;
    response->location = place_after(&sign_in);
    return result_ok();
}

/* --- sign out ---------------------------------------------------------------------------------------------------------- */

struct sign_out {
    struct request *request;
    int64_t deed_id;
};

static struct result delete_session(struct store_session *session, void *context)
{
    const struct sign_out *sign_out = context;
    struct request *request = sign_out->request;
    char digest[DIGEST_TEXT_SIZE];
    const struct account_deed deed = {
        sign_out->deed_id, "session.close", "person", request->actor->person_id, 0, NULL, 0, NULL};
    struct result result = session_delete(session, request->region_id, token_digest(request->cookie_session, digest));
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_sign_out(struct request *request, struct response *response)
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
