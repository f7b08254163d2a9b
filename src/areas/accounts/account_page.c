/* A person's own account: name, language, address, password, sessions, tokens of programs. */
#include "areas/accounts/page.h"

#include "areas/accounts/api_token.h"
#include "areas/accounts/link.h"
#include "areas/accounts/second.h"
#include "areas/accounts/security.h"
#include "areas/accounts/token.h"
#include "areas/mail/mail.h"
#include "areas/personal/personal.h"
#include "areas/services.h"
#include "base/id.h"
#include "base/number.h"
#include "text/text.h"

enum { NAME_MOST = 40, SESSIONS_MOST = 50, TOKEN_DAYS = 90 };

static const int64_t DAY_MS = 24 * 60 * 60 * 1000;
static const int64_t CONFIRM_MS = 3 * 24 * 60 * 60 * 1000;

struct own {
    struct request *request;
    struct person person;
    struct second_factor factor;
    struct security security;
    const char *address;
    const char *telephone, *id_number; /* masked */
    int64_t confirmed_ms;
    struct own_session list[SESSIONS_MOST];
    size_t session_count;
    struct api_token_row *tokens;
    size_t token_count;
};

static struct result read_sessions(struct store_session *session, struct own *own)
{
    struct request *request = own->request;
    struct store_rows *rows;
    int64_t idle_ms = own->security.idle_minutes * 60 * 1000;
    int64_t whole_ms = own->security.session_hours * 60 * 60 * 1000;
    struct result result =
        store_query(session, "session_list",
                    STORE_VALUES(store_integer(request->region_id), store_integer(request->actor->person_id),
                                 store_integer(request->now_ms - idle_ms), store_integer(request->now_ms - whole_ms)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    own->session_count = 0;
    while (own->session_count < SESSIONS_MOST && store_rows_next(rows)) {
        own->list[own->session_count++] = (struct own_session){
            store_rows_text(request->arena, rows, 0), store_rows_text(request->arena, rows, 3),
            store_rows_text(request->arena, rows, 4), store_rows_integer(rows, 1), store_rows_integer(rows, 2)};
    }
    return store_rows_close(rows);
}

static struct result read_masked(struct store_session *session, const struct own *own, enum personal_field field,
                                 const char **out)
{
    struct request *request = own->request;
    const char *text = "";
    struct result result =
        personal_field_find(request->arena, session, request->region_id, request->actor->person_id, field, &text);
    *out = personal_mask(request->arena, field, text);
    return result;
}

static struct result read_own(struct store_session *session, void *context)
{
    struct own *own = context;
    struct request *request = own->request;
    int64_t region_id = request->region_id;
    int64_t person_id = request->actor->person_id;
    struct result result = person_find(request->arena, session, region_id, person_id, &own->person);
    if (!result_failed(result)) {
        result = second_factor_find(request->arena, session, region_id, person_id, &own->factor);
    }
    if (!result_failed(result)) {
        result = security_find(session, region_id, &own->security);
    }
    if (!result_failed(result)) {
        result = mail_contact_find(request->arena, session, region_id, person_id, &own->address, &own->confirmed_ms);
    }
    if (!result_failed(result)) {
        result = api_token_list(request->arena, session, region_id, person_id, &own->tokens, &own->token_count);
    }
    result = result_failed(result) ? result : read_masked(session, own, PERSONAL_TELEPHONE, &own->telephone);
    result = result_failed(result) ? result : read_masked(session, own, PERSONAL_ID_NUMBER, &own->id_number);
    return result_failed(result) ? result : read_sessions(session, own);
}

/* --- document ---------------------------------------------------------------------------------------------------------- */

static json_t *sessions_document(const struct own *own)
{
    char own_digest[DIGEST_TEXT_SIZE] = "";
    if (own->request->cookie_session != NULL) {
        (void)token_digest(own->request->cookie_session, own_digest);
    }
    json_t *list = json_array();
    for (size_t index = 0; index < own->session_count; index++) {
        const struct own_session *row = &own->list[index];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", "digest", row->digest, "address",
                                              row->address, "agent", row->agent, "created_at",
                                              (json_int_t)row->created_ms, "seen_at", (json_int_t)row->seen_ms,
                                              "current", (int)(strcmp(row->digest, own_digest) == 0)));
    }
    return list;
}

static json_t *tokens_document(const struct own *own)
{
    json_t *list = json_array();
    for (size_t index = 0; index < own->token_count; index++) {
        const struct api_token_row *row = &own->tokens[index];
        char id[ID_TEXT_SIZE];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I, s:I, s:b}", "id", id_format(row->id, id), "name",
                                              row->name, "scopes", row->scopes, "created_at",
                                              (json_int_t)row->created_ms, "expires_at", (json_int_t)row->expires_ms,
                                              "over", (int)(row->expires_ms <= own->request->now_ms)));
    }
    return list;
}

static json_t *language_field(const struct own *own)
{
    static const struct field_option options[] = {{"zh-CN", "account.language.zh_cn", NULL, -1},
                                                  {"en", "account.language.en", NULL, -1}};
    const struct field_look look = {.name = "language",
                                    .label = "account.field.language",
                                    .width = "medium",
                                    .options = options,
                                    .option_count = 2};
    struct span value = span_of(own->person.language);
    return field_document(&look, &value, 1, NULL);
}

static json_t *scopes_document(void)
{
    json_t *list = json_array();
    for (size_t index = 0; index < API_SCOPES; index++) {
        json_array_append_new(list, json_pack("{s:s}", "scope", api_scopes[index]));
    }
    return list;
}

static json_t *form_document(const struct own *own, const struct problems *problems)
{
    const struct request *request = own->request;
    bool typed = request->method == METHOD_POST;
    const struct account_field name = {
        "name", "account.field.name",
        NULL,   NULL,
        "name", typed && request_form(request, "name").length > 0 ? NULL : own->person.name,
        true};
    const struct account_field email = {"email",
                                        "account.field.email",
                                        "account.field.email_hint",
                                        "email",
                                        "email",
                                        typed && request_form(request, "email").length > 0 ? NULL : own->address,
                                        false};
    /* clang-format off */
    static const struct account_field current = {"current_password", "account.field.current_password", NULL, "password",
                                                 "current-password", NULL, true};
    /* clang-format on */
    /* clang-format off */
    static const struct account_field password = {"password", "account.field.new_password", "account.field.password_hint",
                                                  "password", "new-password", NULL, true};
    /* clang-format on */
    /* clang-format off */
    static const struct account_field again = {"password_again", "account.field.password_again", NULL, "password",
                                               "new-password", NULL, true};
    /* clang-format on */
    /* clang-format off */
    static const struct account_field token = {"token_name", "account.token.name", "account.token.name_hint", NULL, "off",
                                               NULL, true};
    /* clang-format on */
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", account_field_document(request, &name, problems),
                     "email", account_field_document(request, &email, problems), "language", language_field(own),
                     "current_password", account_field_document(request, &current, problems), "password",
                     account_field_document(request, &password, problems), "password_again",
                     account_field_document(request, &again, problems), "token_name",
                     account_field_document(request, &token, problems));
}

static json_t *organisations_document(const struct actor *actor)
{
    json_t *list = json_array();
    for (size_t index = 0; index < actor->organisation_count; index++) {
        char id[ID_TEXT_SIZE];
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s}", "id", id_format(actor->organisations[index].organisation_id, id), "name",
                            actor->organisations[index].name, "role", actor->organisations[index].role));
    }
    return list;
}

/* new_token: shown this once. */
static struct result answer_own(struct request *request, struct response *response, const struct problems *problems,
                                const char *new_token)
{
    struct own *own = ARENA_NEW(request->arena, struct own);
    own->request = request;
    struct result result = store_read(request->store, read_own, own);
    if (result_failed(result)) {
        return result;
    }
    json_t *document = json_pack("{s:s, s:s, s:b, s:b, s:b, s:I, s:o, s:o, s:o, s:o, s:o}", "login", own->person.login,
                                 "name", own->person.name, "second_on", (int)(own->factor.confirmed_ms != 0),
                                 "email_unconfirmed", (int)(own->address[0] != '\0' && own->confirmed_ms == 0),
                                 "is_new", (int)(request_query(request, "welcome").length > 0), "recovery_left",
                                 (json_int_t)own->factor.recovery_left, "sessions", sessions_document(own), "tokens",
                                 tokens_document(own), "scopes", scopes_document(), "organisations",
                                 organisations_document(request->actor), "form", form_document(own, problems));
    json_object_set_new(document, "telephone", json_string(own->telephone));
    json_object_set_new(document, "id_number", json_string(own->id_number));
    if (new_token != NULL) {
        json_object_set_new(document, "new_token", json_string(new_token));
    }
    if (request_query(request, "old_password").length > 0) {
        json_object_set_new(document, "old_password",
                            json_pack("{s:s, s:s, s:s, s:s}", "kind", "warning", "message", "account.password_old",
                                      "url", "#password-title", "action", "account.change_password"));
    }
    if (request_query(request, "saved").length > 0) {
        json_object_set_new(document, "saved", json_pack("{s:s, s:s}", "kind", "done", "message", "account.saved"));
    }
    account_answer(response, document, problems, "accounts/account", "account.title");
    return result_ok();
}

struct result show_account(struct request *request, struct response *response)
{
    struct problems none = {0};
    return answer_own(request, response, &none, NULL);
}

/* --- name, language, address -------------------------------------------------------------------------------------------- */

struct profile {
    struct request *request;
    const char *name, *email, *language, *token;
    int64_t deed_id, link_id, mail_id;
    bool address_is_new;
};

static struct result write_address(struct store_session *session, struct profile *profile)
{
    struct request *request = profile->request;
    int64_t region_id = request->region_id;
    int64_t person_id = request->actor->person_id;
    const char *stored = "";
    int64_t confirmed_ms = 0;
    struct result result = mail_contact_find(request->arena, session, region_id, person_id, &stored, &confirmed_ms);
    if (result_failed(result) || strcmp(stored, profile->email) == 0) {
        return result;
    }
    result = mail_contact_put(session, region_id, person_id, profile->email, 0);
    if (result_failed(result) || profile->email[0] == '\0') {
        return result;
    }
    return account_send_confirmation(
        session, request,
        &(struct account_confirmation){person_id, profile->email, profile->token, profile->link_id, profile->mail_id});
}

static struct result write_profile(struct store_session *session, void *context)
{
    struct profile *profile = context;
    struct request *request = profile->request;
    int64_t person_id = request->actor->person_id;
    const struct account_deed deed = {profile->deed_id, "account.manage", "person", person_id, 0, NULL, 0, NULL};
    struct result result =
        person_update(session, request->region_id, person_id, profile->name, profile->language, request->now_ms);
    if (!result_failed(result)) {
        result = write_address(session, profile);
    }
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result account_send_confirmation(struct store_session *session, const struct request *request,
                                        const struct account_confirmation *confirmation)
{
    const struct one_time_link link = {.id = confirmation->link_id,
                                       .kind = "confirm",
                                       .role = "",
                                       .person_id = confirmation->person_id,
                                       .note = confirmation->address,
                                       .created_ms = request->now_ms,
                                       .expires_ms = request->now_ms + CONFIRM_MS};
    const struct mail mail = {.person_id = confirmation->person_id,
                              .address = "",
                              .language = "",
                              .template = "confirm",
                              .values = arena_format(request->arena, "{\"path\":\"/confirm/%s\"}", confirmation->token),
                              .now_ms = request->now_ms};
    struct result result = link_insert(session, request->region_id, confirmation->token, &link);
    return result_failed(result) ? result : mail_enqueue(session, request->region_id, confirmation->mail_id, &mail);
}

struct result account_check_name(const char *name)
{
    size_t count = utf8_count(span_of(name));
    return count >= 1 && count <= NAME_MOST && strpbrk(name, "\r\n\t<>") == NULL
               ? result_ok()
               : result_invalid("name", "account.error.name");
}

struct result submit_profile(struct request *request, struct response *response)
{
    struct profile profile = {.request = request,
                              .name = account_typed(request, "name"),
                              .email = account_typed(request, "email"),
                              .language = span_is(request_form(request, "language"), "en") ? "en" : "zh-CN",
                              .token = token_make(request->arena),
                              .deed_id = store_next_id(request->store),
                              .link_id = store_next_id(request->store),
                              .mail_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result checked = account_check_name(profile.name);
    if (result_failed(checked)) {
        account_problem(&problems, checked);
    }
    checked = profile.email[0] == '\0' ? result_ok() : mail_address_check(profile.email);
    if (result_failed(checked)) {
        account_problem(&problems, checked);
    }
    if (problems.count > 0) {
        return answer_own(request, response, &problems, NULL);
    }
    response->location = "/account?saved=1";
    struct result result = store_write(request->store, write_profile, &profile);
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    return result;
}

/* --- password ------------------------------------------------------------------------------------------------------------ */

struct change {
    struct request *request;
    struct person person;
    const char *hash;
    int64_t deed_id, mail_id, wait_ms;
    struct sign_in_attempt attempt;
    char login_digest[DIGEST_TEXT_SIZE];
};

static struct result read_changing(struct store_session *session, void *context)
{
    struct change *change = context;
    struct request *request = change->request;
    return person_find(request->arena, session, request->region_id, request->actor->person_id, &change->person);
}

/* All other sessions and all tokens end: whoever had the old password is out. This browser stays. */
static struct result write_password(struct store_session *session, void *context)
{
    struct change *change = context;
    struct request *request = change->request;
    int64_t region_id = request->region_id;
    struct store_value person = store_integer(request->actor->person_id);
    char digest[DIGEST_TEXT_SIZE] = "";
    if (request->cookie_session != NULL) {
        (void)token_digest(request->cookie_session, digest);
    }
    struct result result = store_execute(
        session, "person_set_password",
        STORE_VALUES(store_integer(region_id), person, store_text(change->hash), store_integer(request->now_ms)), NULL);
    if (!result_failed(result)) {
        result = store_execute(session, "session_delete_others",
                               STORE_VALUES(store_integer(region_id), person, store_text(digest)), NULL);
    }
    if (!result_failed(result)) {
        result =
            store_execute(session, "api_token_delete_of_person", STORE_VALUES(store_integer(region_id), person), NULL);
    }
    const struct mail mail = {.person_id = request->actor->person_id,
                              .template = "password_changed",
                              .values = "{}",
                              .now_ms = request->now_ms};
    const struct account_deed deed = {
        change->deed_id, "account.manage", "password", request->actor->person_id, 0, NULL, 0, NULL};
    result = result_failed(result) ? result : sign_in_give_back(session, region_id, change->attempt.id);
    result = result_failed(result) ? result : mail_enqueue(session, region_id, change->mail_id, &mail);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result write_wrong(struct store_session *session, void *context)
{
    struct change *change = context;
    return sign_in_fail(session, change->request->region_id, &change->attempt);
}

/* Whoever sits down at an open browser does not know the password; guessing it counts like at the sign-in. */
static struct result check_current(struct change *change, struct problems *problems)
{
    struct request *request = change->request;
    struct result result = store_read(request->store, read_changing, change);
    if (result_failed(result)) {
        return result;
    }
    (void)token_digest(login_key(request->arena, change->person.login), change->login_digest);
    result = account_reserve(request, change->login_digest, &change->attempt, &change->wait_ms);
    if (result_failed(result)) {
        return result;
    }
    const char *current = arena_copy(request->arena, request_form(request, "current_password"));
    bool right = change->wait_ms == 0 && password_matches(change->person.password_hash, current);
    if (!right) {
        account_problem(problems,
                        result_invalid("current_password", change->wait_ms > 0 ? "account.error.slow_down"
                                                                               : "account.error.current_wrong"));
    }
    return right || change->wait_ms > 0 ? result_ok() : store_write(request->store, write_wrong, change);
}

struct result submit_password(struct request *request, struct response *response)
{
    struct change change = {
        .request = request, .deed_id = store_next_id(request->store), .mail_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result checked = account_check_new_password(request);
    if (result_failed(checked)) {
        account_problem(&problems, checked);
        return answer_own(request, response, &problems, NULL);
    }
    if (!sign_in_place_take()) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "too many sign in at once");
    }
    struct result result = check_current(&change, &problems);
    if (!result_failed(result) && problems.count == 0) {
        change.hash = password_hash(request->arena, arena_copy(request->arena, request_form(request, "password")));
    }
    sign_in_place_give();
    if (result_failed(result)) {
        return result;
    }
    if (problems.count > 0) {
        return answer_own(request, response, &problems, NULL);
    }
    response->location = "/account?saved=1";
    result = store_write(request->store, write_password, &change);
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    return result;
}

/* --- sessions -------------------------------------------------------------------------------------------------------------- */

static struct result end_session(struct store_session *session, void *context)
{
    struct request *request = context;
    struct store_value region = store_integer(request->region_id);
    struct store_value person = store_integer(request->actor->person_id);
    struct span which = request_form(request, "session");
    char digest[DIGEST_TEXT_SIZE] = "";
    if (span_is(which, "others") && request->cookie_session != NULL) {
        (void)token_digest(request->cookie_session, digest);
        return store_execute(session, "session_delete_others", STORE_VALUES(region, person, store_text(digest)), NULL);
    }
    return store_execute(session, "session_delete_one", STORE_VALUES(region, person, store_span(which)), NULL);
}

struct result submit_session_end(struct request *request, struct response *response)
{
    response->location = "/account?saved=1";
    return store_write(request->store, end_session, request);
}

/* --- tokens ---------------------------------------------------------------------------------------------------------------- */

struct making {
    struct request *request;
    struct api_token_row row;
    const char *token;
    int64_t deed_id;
};

static struct result write_token(struct store_session *session, void *context)
{
    struct making *making = context;
    struct request *request = making->request;
    const struct account_deed deed = {
        making->deed_id, "account.manage", "api_token", request->actor->person_id, 0, NULL, 0, NULL};
    struct api_token_row *tokens;
    size_t count;
    struct result result =
        api_token_list(request->arena, session, request->region_id, request->actor->person_id, &tokens, &count);
    if (!result_failed(result) && count >= API_TOKENS_MOST) {
        return result_invalid("token_name", "account.error.tokens_many");
    }
    result =
        result_failed(result) ? result : api_token_insert(session, request->region_id, making->token, &making->row);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static const char *read_scopes(struct request *request)
{
    const char *scopes = "";
    struct span chosen[API_SCOPES * 2];
    size_t count = request_form_all(request, "scope", chosen, API_SCOPES * 2);
    for (size_t index = 0; index < API_SCOPES; index++) {
        bool wanted = false;
        for (size_t at = 0; at < count; at++) {
            wanted = wanted || span_is(chosen[at], api_scopes[index]);
        }
        if (wanted) {
            scopes = arena_format(request->arena, "%s%s%s", scopes, scopes[0] == '\0' ? "" : " ", api_scopes[index]);
        }
    }
    return scopes;
}

struct result submit_token(struct request *request, struct response *response)
{
    struct making making = {
        .request = request, .token = token_make(request->arena), .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    int64_t days = TOKEN_DAYS;
    making.row = (struct api_token_row){.id = store_next_id(request->store),
                                        .person_id = request->actor->person_id,
                                        .name = account_typed(request, "token_name"),
                                        .scopes = read_scopes(request),
                                        .created_ms = request->now_ms};
    size_t length = utf8_count(span_of(making.row.name));
    if (length < 1 || length > NAME_MOST) {
        account_problem(&problems, result_invalid("token_name", "account.error.token_name"));
    }
    if (making.row.scopes[0] == '\0') {
        account_problem(&problems, result_invalid("scope", "account.error.token_scopes"));
    }
    struct span typed_days = span_trim(request_form(request, "days"));
    if (typed_days.length > 0 && (!number_parse(typed_days, &days) || days < 1 || days > API_TOKEN_DAYS_MOST)) {
        account_problem(&problems, result_invalid("days", "account.error.token_days"));
    }
    making.row.expires_ms = request->now_ms + days * DAY_MS;
    if (problems.count == 0) {
        struct result result = store_write(request->store, write_token, &making);
        if (result.code == RESULT_INVALID) {
            account_problem(&problems, result);
        } else if (result_failed(result)) {
            return result;
        }
    }
    return answer_own(request, response, &problems, problems.count == 0 ? making.token : NULL);
}

struct ending {
    struct request *request;
    int64_t id, deed_id;
};

static struct result delete_token(struct store_session *session, void *context)
{
    struct ending *ending = context;
    struct request *request = ending->request;
    const struct account_deed deed = {
        ending->deed_id, "account.manage", "api_token", request->actor->person_id, 0, NULL, 0, NULL};
    struct result result = api_token_delete(session, request->region_id, request->actor->person_id, ending->id);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_token_end(struct request *request, struct response *response)
{
    struct ending ending = {.request = request, .deed_id = store_next_id(request->store)};
    struct result result = request_id(request, 0, &ending.id);
    response->location = "/account?saved=1";
    return result_failed(result) ? result : store_write(request->store, delete_token, &ending);
}
