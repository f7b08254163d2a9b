/* Setting up the second factor, and switching it off. */
#include "areas/accounts/page.h"

#include "areas/accounts/second.h"

struct setting_up {
    struct request *request;
    const char *secret;
    struct second_factor factor;
    int64_t step, deed_id;
    const char *codes[RECOVERY_CODES];
    struct person person;
    bool off;
};

/* A secret that was shown stays the same until it is confirmed: a reload does not make the app's entry void. */
static struct result start(struct store_session *session, void *context)
{
    struct setting_up *setting_up = context;
    struct request *request = setting_up->request;
    int64_t person_id = request->actor->person_id;
    struct result result =
        second_factor_find(request->arena, session, request->region_id, person_id, &setting_up->factor);
    if (result_failed(result) || setting_up->factor.secret[0] != '\0') {
        return result;
    }
    setting_up->factor.secret = setting_up->secret;
    return second_factor_start(session, request->region_id, person_id, setting_up->secret);
}

static struct result answer(struct setting_up *setting_up, struct response *response, const struct problems *problems)
{
    struct request *request = setting_up->request;
    static const struct account_field code = {
        "code", "account.second.code", "account.second.code_hint", NULL, "one-time-code", "", true};
    static const struct account_field password = {
        "current_password", "account.field.current_password", NULL, "password", "current-password", NULL, true};
    bool on = setting_up->factor.confirmed_ms != 0;
    json_t *form = json_pack("{s:o, s:o}", "code", account_field_document(request, &code, problems), "current_password",
                             account_field_document(request, &password, problems));
    json_t *document = json_pack("{s:b, s:I, s:o}", "second_on", (int)on, "recovery_left",
                                 (json_int_t)setting_up->factor.recovery_left, "form", form);
    if (!on) {
        int size = 0;
        const char *uri =
            totp_uri(request->arena, request->region_name, request->actor->login, setting_up->factor.secret);
        const char *path = totp_draw_qr(request->arena, uri, &size);
        json_object_set_new(document, "qr", json_pack("{s:s, s:i}", "path", path, "size", size));
        json_object_set_new(document, "secret", json_string(setting_up->factor.secret));
    }
    account_answer(response, document, problems, "accounts/second", "account.second.title");
    return result_ok();
}

struct result show_second(struct request *request, struct response *response)
{
    struct setting_up setting_up = {.request = request, .secret = totp_make_secret(request->arena)};
    struct problems none = {0};
    struct result result = store_write(request->store, start, &setting_up);
    return result_failed(result) ? result : answer(&setting_up, response, &none);
}

static struct result confirm(struct store_session *session, void *context)
{
    struct setting_up *setting_up = context;
    struct request *request = setting_up->request;
    int64_t person_id = request->actor->person_id;
    struct result result =
        second_factor_find(request->arena, session, request->region_id, person_id, &setting_up->factor);
    if (result_failed(result)) {
        return result;
    }
    if (!totp_matches(setting_up->factor.secret, request_form(request, "code"), request->now_ms, 0,
                      &setting_up->step)) {
        return result_invalid("code", "account.error.code_wrong");
    }
    const struct account_deed deed = {
        setting_up->deed_id, "account.manage", "second_factor", person_id, 0, NULL, 0, NULL};
    result = second_factor_confirm(request->arena, session, request->region_id, person_id, setting_up->step,
                                   request->now_ms, setting_up->codes);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_second_on(struct request *request, struct response *response)
{
    struct setting_up setting_up = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    for (size_t index = 0; index < RECOVERY_CODES; index++) {
        setting_up.codes[index] = recovery_make(request->arena);
    }
    struct result result = store_write(request->store, confirm, &setting_up);
    if (result.code == RESULT_INVALID) {
        account_problem(&problems, result);
        return answer(&setting_up, response, &problems);
    }
    if (result_failed(result)) {
        return result;
    }
    json_t *codes = json_array();
    for (size_t index = 0; index < RECOVERY_CODES; index++) {
        json_array_append_new(codes, json_string(setting_up.codes[index]));
    }
    account_answer(response, json_pack("{s:o}", "codes", codes), &problems, "accounts/recovery",
                   "account.second.codes_title");
    return result_ok();
}

static struct result read_self(struct store_session *session, void *context)
{
    struct setting_up *setting_up = context;
    struct request *request = setting_up->request;
    struct result result =
        person_find(request->arena, session, request->region_id, request->actor->person_id, &setting_up->person);
    return result_failed(result) ? result
                                 : second_factor_find(request->arena, session, request->region_id,
                                                      request->actor->person_id, &setting_up->factor);
}

static struct result switch_off(struct store_session *session, void *context)
{
    struct setting_up *setting_up = context;
    struct request *request = setting_up->request;
    const struct account_deed deed = {
        setting_up->deed_id, "account.manage", "second_factor", request->actor->person_id, 0, NULL, 0, NULL};
    struct result result = second_factor_delete(session, request->region_id, request->actor->person_id);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_second_off(struct request *request, struct response *response)
{
    struct setting_up setting_up = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result result = store_read(request->store, read_self, &setting_up);
    if (result_failed(result)) {
        return result;
    }
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once");
    }
    bool right = password_matches(setting_up.person.password_hash,
                                  arena_copy(request->arena, request_form(request, "current_password")));
    sign_in_place_give();
    if (!right) {
        account_problem(&problems, result_invalid("current_password", "account.error.current_wrong"));
        return answer(&setting_up, response, &problems);
    }
    response->location = "/account?saved=1";
    return store_write(request->store, switch_off, &setting_up);
}
