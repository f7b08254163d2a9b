/* What the pages of this area share. */
#include "areas/accounts/page.h"

#include "areas/accounts/security.h"
#include "areas/accounts/token.h"

#include <time.h>

enum { CROWD_ROUNDS = 200, CROWD_PAUSE_MS = 50 };
static const int64_t KEEP_SESSION_MS = 24 * 60 * 60 * 1000;

const char *account_typed(const struct request *request, const char *name)
{
    return arena_copy(request->arena, span_trim(request_form(request, name)));
}

json_t *account_field_document(const struct request *request, const struct account_field *field,
                               const struct problems *problems)
{
    bool secret = field->type != NULL && strcmp(field->type, "password") == 0;
    struct span value = field->value != NULL ? span_of(field->value) : request_form(request, field->name);
    if (secret) {
        value = span_of("");
    }
    const struct field_look look = {.name = field->name,
                                    .label = field->label,
                                    .hint = field->hint,
                                    .type = field->type,
                                    .autocomplete = field->autocomplete,
                                    .required = field->required,
                                    .optional = !field->required,
                                    .width = "long"};
    return field_document(&look, &value, value.length > 0 ? 1 : 0, problems);
}

void account_answer(struct response *response, json_t *document, const struct problems *problems, const char *view,
                    const char *title)
{
    json_t *list = problems_document(problems);
    field_label_problems(list, json_object_get(document, "form"));
    json_object_set_new(document, "problems", list);
    response->document = document;
    response->view = view;
    response->title = title;
    response->no_store = true;
    response->status = problems->count > 0 ? 422 : 0;
}

void account_problem(struct problems *problems, struct result result)
{
    problems_add(problems, (struct problem){result.field, result.message, NULL, NULL});
}

struct result account_start_session(struct store_session *session, const struct account_start *start)
{
    const struct request *request = start->request;
    char digest[DIGEST_TEXT_SIZE];
    int64_t over_ms = request->now_ms - KEEP_SESSION_MS;
    struct result result = session_delete_old(session, request->region_id, over_ms, over_ms);
    if (!result_failed(result) && request->cookie_session != NULL) {
        result = session_delete(session, request->region_id, token_digest(request->cookie_session, digest));
    }
    const struct new_session row = {.token_hash = token_digest(start->token, digest),
                                    .csrf = start->csrf,
                                    .address = request->address,
                                    .agent = request->agent,
                                    .login_digest = start->login_digest,
                                    .person_id = start->person_id,
                                    .now_ms = request->now_ms};
    return result_failed(result) ? result : session_insert(session, request->region_id, &row);
}

struct result account_check_new_password(const struct request *request)
{
    const char *password = arena_copy(request->arena, request_form(request, "password"));
    struct result result = password_check(password);
    if (result_failed(result)) {
        return result;
    }
    return span_equal(request_form(request, "password"), request_form(request, "password_again"))
               ? result_ok()
               : result_invalid("password_again", "account.error.password_differs");
}

struct reserving {
    const struct request *request;
    struct sign_in_attempt *attempt;
    struct sign_in_answer answer;
};

static struct result reserve(struct store_session *session, void *context)
{
    struct reserving *reserving = context;
    struct sign_in_attempt *attempt = reserving->attempt;
    struct security security;
    struct result result = security_find(session, reserving->request->region_id, &security);
    if (result_failed(result)) {
        return result;
    }
    attempt->lock_after = security.lock_after;
    attempt->slow_after = security.slow_after;
    attempt->lock_ms = security.lock_minutes * 60 * 1000;
    return sign_in_reserve(session, reserving->request->region_id, attempt, &reserving->answer);
}

struct result account_reserve(struct request *request, const char *login_digest, struct sign_in_attempt *attempt,
                              int64_t *wait_ms)
{
    const struct timespec pause = {.tv_nsec = CROWD_PAUSE_MS * 1000000L};
    struct reserving reserving = {.request = request, .attempt = attempt};
    *attempt = (struct sign_in_attempt){
        .id = store_next_id(request->store), .login_digest = login_digest, .address = request->address};
    for (int round = 0; round < CROWD_ROUNDS; round++) {
        attempt->now_ms = request->now_ms + round * CROWD_PAUSE_MS;
        struct result result = store_write(request->store, reserve, &reserving);
        if (result_failed(result) || !reserving.answer.crowded) {
            *wait_ms = reserving.answer.wait_ms;
            return result;
        }
        (void)nanosleep(&pause, NULL);
    }
    return result_fail(RESULT_BUSY, NULL, "error.busy", "too many attempts at one login at once");
}

struct result account_hash(struct request *request, const char *password, const char **hash)
{
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once");
    }
    *hash = password_hash(request->arena, password);
    sign_in_place_give();
    return result_ok();
}

const char *account_language(const struct request *request)
{
    return strcmp(request->language, "en") == 0 ? "en" : "zh-CN";
}

/* Never another host ("//evil", "/\\evil"), nothing that is no URL. */
const char *account_safe_next(struct request *request, const char *fallback)
{
    struct span next = request_form(request, "next");
    if (next.length == 0) {
        next = request_query(request, "next");
    }
    bool local =
        next.length > 0 && next.at[0] == '/' && !(next.length > 1 && (next.at[1] == '/' || next.at[1] == '\\'));
    for (size_t index = 0; local && index < next.length; index++) {
        local = next.at[index] > ' ' && next.at[index] < 0x7f;
    }
    return local ? arena_copy(request->arena, next) : fallback;
}
