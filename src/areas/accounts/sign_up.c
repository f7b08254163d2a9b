/* A person signs up; an address is confirmed; a forgotten password is set anew. */
#include "areas/accounts/page.h"

#include "areas/accounts/link.h"
#include "areas/accounts/token.h"
#include "areas/mail/mail.h"
#include "areas/personal/personal.h"
#include "areas/services.h"

static const int64_t RESET_MS = 60 * 60 * 1000;

struct joining {
    struct request *request;
    struct new_person person;
    const char *email, *token, *csrf, *link_token;
    int64_t id, deed_id, link_id, mail_id, consent_id;
    char login_digest[DIGEST_TEXT_SIZE];
};

static void wake_mail(const struct request *request)
{
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
}

/* --- sign-up ------------------------------------------------------------------------------------------------------------- */

static void fill_sign_up(struct request *request, struct response *response, const struct problems *problems)
{
    static const struct account_field login = {
        "login", "account.sign_in.login", "account.field.login_hint", NULL, "username", NULL, true};
    static const struct account_field name = {
        "name", "account.field.name", "account.field.name_hint", NULL, "name", NULL, true};
    static const struct account_field email = {
        "email", "account.field.email", "account.field.email_hint", "email", "email", NULL, false};
    static const struct account_field password = {
        "password", "account.sign_in.password", "account.field.password_hint", "password", "new-password", NULL, true};
    static const struct account_field again = {
        "password_again", "account.field.password_again", NULL, "password", "new-password", NULL, true};
    json_t *form = json_pack("{s:o, s:o, s:o, s:o, s:o}", "login", account_field_document(request, &login, problems),
                             "name", account_field_document(request, &name, problems), "email",
                             account_field_document(request, &email, problems), "password",
                             account_field_document(request, &password, problems), "password_again",
                             account_field_document(request, &again, problems));
    json_t *document = json_pack("{s:o, s:s}", "form", form, "next", account_safe_next(request, "/account?welcome=1"));
    account_answer(response, document, problems, "accounts/sign_up", "account.sign_up.title");
}

struct result show_sign_up(struct request *request, struct response *response)
{
    struct problems none = {0};
    fill_sign_up(request, response, &none);
    return result_ok();
}

static struct result write_person(struct store_session *session, void *context)
{
    struct joining *joining = context;
    struct request *request = joining->request;
    int64_t region_id = request->region_id;
    const struct account_start start = {request, joining->id, joining->token, joining->csrf, joining->login_digest};
    const struct account_deed deed = {joining->deed_id, "account.sign_up",   "person", joining->id, 0, NULL,
                                      joining->id,      joining->person.name};
    struct result result = person_insert(session, region_id, joining->id, &joining->person, request->now_ms);
    if (!result_failed(result)) {
        result = person_update(session, region_id, joining->id, joining->person.name, account_language(request),
                               request->now_ms);
    }
    if (!result_failed(result) && joining->email[0] != '\0') {
        const struct account_confirmation confirmation = {joining->id, joining->email, joining->link_token,
                                                          joining->link_id, joining->mail_id};
        result = mail_contact_put(session, region_id, joining->id, joining->email, 0);
        result = result_failed(result) ? result : account_send_confirmation(session, request, &confirmation);
    }
    const struct consent_record consent = {
        .id = joining->consent_id, .purpose = "privacy", .step = "given", .how = "sign_up"};
    result = result_failed(result) ? result : consent_append(session, request, joining->id, &consent);
    result = result_failed(result) ? result : account_start_session(session, &start);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static void check_sign_up(struct joining *joining, struct problems *problems)
{
    const struct result checked[] = {login_check(joining->person.login), account_check_name(joining->person.name),
                                     joining->email[0] == '\0' ? result_ok() : mail_address_check(joining->email),
                                     account_check_new_password(joining->request),
                                     request_form(joining->request, "agree").length > 0
                                         ? result_ok()
                                         : result_invalid("agree", "account.error.agree")};
    for (size_t index = 0; index < sizeof checked / sizeof checked[0]; index++) {
        if (result_failed(checked[index])) {
            account_problem(problems, checked[index]);
        }
    }
}

struct result submit_sign_up(struct request *request, struct response *response)
{
    struct joining joining = {.request = request,
                              .email = account_typed(request, "email"),
                              .token = token_make(request->arena),
                              .csrf = token_make(request->arena),
                              .link_token = token_make(request->arena),
                              .id = store_next_id(request->store),
                              .deed_id = store_next_id(request->store),
                              .link_id = store_next_id(request->store),
                              .mail_id = store_next_id(request->store),
                              .consent_id = store_next_id(request->store)};
    joining.person = (struct new_person){.login = account_typed(request, "login"),
                                         .name = account_typed(request, "name"),
                                         .platform_role = "",
                                         .organisation_role = ""};
    struct problems problems = {0};
    check_sign_up(&joining, &problems);
    if (problems.count == 0) {
        (void)token_digest(login_key(request->arena, joining.person.login), joining.login_digest);
        struct result result = account_hash(request, arena_copy(request->arena, request_form(request, "password")),
                                            &joining.person.password_hash);
        result = result_failed(result) ? result : store_write(request->store, write_person, &joining);
        if (result.code == RESULT_CONFLICT && result.field != NULL) {
            account_problem(&problems, result);
        } else if (result_failed(result)) {
            return result;
        }
    }
    if (problems.count > 0) {
        fill_sign_up(request, response, &problems);
        return result_ok();
    }
    wake_mail(request);
    response->set_session = joining.token;
    response->location = account_safe_next(request, "/account?welcome=1");
    return result_ok();
}

/* --- links: confirm an address, set a password ------------------------------------------------------------------------------ */

struct opening {
    struct request *request;
    const char *token, *kind, *hash;
    struct one_time_link link;
    struct person person;
    int64_t deed_id;
};

static struct result find_link(struct store_session *session, void *context)
{
    struct opening *opening = context;
    struct request *request = opening->request;
    return link_find(request->arena, session, request->region_id, opening->token, opening->kind, request->now_ms,
                     &opening->link);
}

/* Opening the link only shows a button: mail programs that look ahead do not use it up. */
static struct result show_link(struct request *request, struct response *response, const char *kind, const char *view)
{
    struct opening opening = {.request = request, .token = request->parameters[0], .kind = kind};
    struct result result = store_read(request->store, find_link, &opening);
    if (result_failed(result)) {
        return result;
    }
    struct problems none = {0};
    /* clang-format off */
    static const struct account_field password = {"password", "account.field.new_password", "account.field.password_hint",
                                                  "password", "new-password", NULL, true};
    /* clang-format on */
    /* clang-format off */
    static const struct account_field again = {"password_again", "account.field.password_again", NULL, "password",
                                               "new-password", NULL, true};
    /* clang-format on */
    json_t *form = json_pack("{s:o, s:o}", "password", account_field_document(request, &password, NULL),
                             "password_again", account_field_document(request, &again, NULL));
    account_answer(response,
                   json_pack("{s:s, s:s, s:o}", "action", request->path, "address", opening.link.note, "form", form),
                   &none, view, strcmp(kind, "reset") == 0 ? "account.reset.title" : "account.confirm.title");
    return result_ok();
}

struct result show_confirm(struct request *request, struct response *response)
{
    return show_link(request, response, "confirm", "accounts/confirm");
}

static struct result write_confirmed(struct store_session *session, void *context)
{
    struct opening *opening = context;
    struct request *request = opening->request;
    const char *stored = "";
    int64_t confirmed_ms = 0;
    struct result result = find_link(session, opening);
    if (!result_failed(result)) {
        result = mail_contact_find(request->arena, session, request->region_id, opening->link.person_id, &stored,
                                   &confirmed_ms);
    }
    if (!result_failed(result)) {
        result = link_use(session, request->region_id, opening->token, request->now_ms);
    }
    if (result_failed(result) || strcmp(stored, opening->link.note) != 0) {
        return result; /* another address was given since */
    }
    return mail_contact_put(session, request->region_id, opening->link.person_id, stored, request->now_ms);
}

struct result submit_confirm(struct request *request, struct response *response)
{
    struct opening opening = {.request = request, .token = request->parameters[0], .kind = "confirm"};
    response->location = request->actor->person_id != 0 ? "/account?saved=1" : "/sign-in";
    return store_write(request->store, write_confirmed, &opening);
}

struct result show_reset(struct request *request, struct response *response)
{
    return show_link(request, response, "reset", "accounts/reset");
}

/* The new password, the end of all sessions and tokens, and of all other links: together. */
static struct result write_reset(struct store_session *session, void *context)
{
    struct opening *opening = context;
    struct request *request = opening->request;
    int64_t region_id = request->region_id;
    struct result result = find_link(session, opening);
    int64_t person_id = opening->link.person_id;
    result = result_failed(result) ? result : link_use(session, region_id, opening->token, request->now_ms);
    result =
        result_failed(result) ? result : link_end_of_person(session, region_id, person_id, "reset", request->now_ms);
    if (!result_failed(result)) {
        result = person_find(request->arena, session, region_id, person_id, &opening->person);
    }
    if (!result_failed(result)) {
        result = person_set_password(session, region_id, opening->person.login, opening->hash, request->now_ms);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "api_token_delete_of_person",
                               STORE_VALUES(store_integer(region_id), store_integer(person_id)), NULL);
    }
    const struct account_deed deed = {opening->deed_id, "account.reset", "person", person_id, 0, NULL, 0, NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_reset(struct request *request, struct response *response)
{
    struct opening opening = {
        .request = request, .token = request->parameters[0], .kind = "reset", .deed_id = store_next_id(request->store)};
    struct result result = store_read(request->store, find_link, &opening);
    if (result_failed(result)) {
        return result; /* before the costly part */
    }
    result = account_check_new_password(request);
    if (result_failed(result)) {
        struct problems problems = {0};
        account_problem(&problems, result);
        static const struct account_field password = {
            "password", "account.field.new_password", "account.field.password_hint", "password", "new-password", NULL,
            true};
        static const struct account_field again = {
            "password_again", "account.field.password_again", NULL, "password", "new-password", NULL, true};
        json_t *form = json_pack("{s:o, s:o}", "password", account_field_document(request, &password, &problems),
                                 "password_again", account_field_document(request, &again, &problems));
        account_answer(response, json_pack("{s:s, s:o}", "action", request->path, "form", form), &problems,
                       "accounts/reset", "account.reset.title");
        return result_ok();
    }
    result = account_hash(request, arena_copy(request->arena, request_form(request, "password")), &opening.hash);
    response->location = "/sign-in?reset=1";
    return result_failed(result) ? result : store_write(request->store, write_reset, &opening);
}

/* --- forgotten ----------------------------------------------------------------------------------------------------------- */

static void fill_forgotten(struct request *request, struct response *response, bool sent)
{
    struct problems none = {0};
    const struct account_field login = {"login",    "account.sign_in.login", NULL, NULL,
                                        "username", sent ? "" : NULL,        true};
    bool mails = request->services != NULL && mail_runner_sends(request->services->mail);
    json_t *document = json_pack("{s:b, s:b, s:o}", "sent", (int)sent, "mails", (int)mails, "login_field",
                                 account_field_document(request, &login, NULL));
    account_answer(response, document, &none, "accounts/forgotten", "account.forgotten.title");
}

struct result show_forgotten(struct request *request, struct response *response)
{
    fill_forgotten(request, response, false);
    return result_ok();
}

struct forgetting {
    struct request *request;
    const char *login, *token;
    int64_t link_id, mail_id, deed_id;
};

/* A person whom we know by a confirmed or given address gets a link; for anybody else nothing is written. */
static struct result write_forgotten(struct store_session *session, void *context)
{
    struct forgetting *forgetting = context;
    struct request *request = forgetting->request;
    struct person person;
    const char *address = "";
    int64_t confirmed_ms = 0;
    struct result result =
        person_find_by_login(request->arena, session, request->region_id, forgetting->login, &person);
    if (result.code == RESULT_NOT_FOUND) {
        return result_ok();
    }
    if (!result_failed(result)) {
        result = mail_contact_find(request->arena, session, request->region_id, person.id, &address, &confirmed_ms);
    }
    if (result_failed(result) || confirmed_ms == 0) {
        return result;
    }
    const struct one_time_link link = {.id = forgetting->link_id,
                                       .kind = "reset",
                                       .person_id = person.id,
                                       .role = "",
                                       .note = "",
                                       .created_ms = request->now_ms,
                                       .expires_ms = request->now_ms + RESET_MS};
    const struct mail mail = {.person_id = person.id,
                              .template = "reset",
                              .values = arena_format(request->arena, "{\"path\":\"/reset/%s\"}", forgetting->token),
                              .now_ms = request->now_ms};
    const struct account_deed deed = {forgetting->deed_id, "account.reset", "person", person.id, 0, NULL, 0, NULL};
    result = link_end_of_person(session, request->region_id, person.id, "reset", request->now_ms);
    result = result_failed(result) ? result : link_insert(session, request->region_id, forgetting->token, &link);
    result = result_failed(result) ? result : mail_enqueue(session, request->region_id, forgetting->mail_id, &mail);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_forgotten(struct request *request, struct response *response)
{
    struct forgetting forgetting = {.request = request,
                                    .login = account_typed(request, "login"),
                                    .token = token_make(request->arena),
                                    .link_id = store_next_id(request->store),
                                    .mail_id = store_next_id(request->store),
                                    .deed_id = store_next_id(request->store)};
    struct result result = store_write(request->store, write_forgotten, &forgetting);
    if (result_failed(result)) {
        return result;
    }
    wake_mail(request);
    fill_forgotten(request, response, true);
    return result_ok();
}
