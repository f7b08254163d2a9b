/* The office puts somebody into an organisation: who has no owner to invite them, or whose owner is gone. */
#include "areas/accounts/member.h"

#include "areas/mail/mail.h"
#include "areas/organisations/organisations.h"
#include "areas/services.h"
#include "base/id.h"

#include <stdlib.h>

const char *member_role_named(struct span text)
{
    static const char *const roles[] = {"owner", "staff", "editor", "reader"};
    for (size_t index = 0; index < sizeof roles / sizeof roles[0]; index++) {
        if (span_is(text, roles[index])) {
            return roles[index];
        }
    }
    return NULL;
}

struct result member_tell(struct store_session *session, const struct request *request, const struct member_news *news,
                          bool *told)
{
    struct organisation organisation;
    const char *address = "";
    int64_t confirmed_ms = 0;
    char id[ID_TEXT_SIZE];
    struct result result =
        organisation_find(request->arena, session, request->region_id, news->organisation_id, &organisation);
    result = result_failed(result) ? result
                                   : mail_contact_find(request->arena, session, request->region_id, news->person_id,
                                                       &address, &confirmed_ms);
    if (result_failed(result)) {
        return result;
    }
    *told = address[0] != '\0';
    json_t *values = json_pack("{s:s, s:s, s:s}", "organisation", organisation.name, "by", request->actor->name, "path",
                               arena_format(request->arena, "/organisations/%s", id_format(news->organisation_id, id)));
    char *text = json_dumps(values, JSON_COMPACT);
    const struct mail mail = {
        .person_id = news->person_id, .template = news->template, .values = text, .now_ms = request->now_ms};
    result = mail_enqueue(session, request->region_id, news->mail_id, &mail);
    free(text);
    json_decref(values);
    return result;
}

/* --- adding ---------------------------------------------------------------------------------------------------------------- */

struct adding {
    struct request *request;
    int64_t organisation_id, mail_id, deed_id;
    const char *login, *role;
    bool told;
};

json_t *member_login_field(const struct request *request, const struct problems *problems)
{
    static const struct account_field login = {
        "login", "account.members.login", "account.members.login_hint", NULL, "off", NULL, true};
    return account_field_document(request, &login, problems);
}

static struct result join(struct store_session *session, const struct adding *adding, int64_t person_id)
{
    const struct request *request = adding->request;
    int64_t changed = 0;
    struct result result = store_execute(session, "membership_join",
                                         STORE_VALUES(store_integer(request->region_id), store_integer(person_id),
                                                      store_integer(adding->organisation_id), store_text(adding->role),
                                                      store_integer(request->now_ms)),
                                         &changed);
    return result_failed(result) || changed == 1 ? result : result_invalid("login", "account.error.member_already");
}

static struct result write_adding(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    struct person person;
    struct organisation organisation;
    struct result result =
        organisation_find(request->arena, session, request->region_id, adding->organisation_id, &organisation);
    if (!result_failed(result) && strcmp(organisation.status, "closed") == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.closed_members", NULL);
    }
    result = result_failed(result)
                 ? result
                 : person_find_by_login(request->arena, session, request->region_id, adding->login, &person);
    if (result.code == RESULT_NOT_FOUND) {
        return result_invalid("login", "account.error.login_unknown");
    }
    if (!result_failed(result) && strcmp(person.status, "active") != 0) {
        return result_invalid("login", "account.error.login_unknown");
    }
    if (!result_failed(result) && person.id == request->actor->person_id) {
        return result_invalid("login", "account.error.own_member");
    }
    result = result_failed(result) ? result : join(session, adding, person.id);
    const struct member_news news = {adding->mail_id, person.id, adding->organisation_id, "member_added"};
    result = result_failed(result) ? result : member_tell(session, request, &news, &adding->told);
    const struct account_deed deed = {
        adding->deed_id, "membership.add", "person", person.id, adding->organisation_id, NULL, 0, NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_member_add(struct request *request, struct response *response)
{
    struct adding adding = {.request = request,
                            .login = account_typed(request, "login"),
                            .role = member_role_named(request_form(request, "role")),
                            .mail_id = store_next_id(request->store),
                            .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    char id[ID_TEXT_SIZE];
    struct result result = request_id(request, 0, &adding.organisation_id);
    if (result_failed(result)) {
        return result;
    }
    if (adding.role == NULL) {
        account_problem(&problems, result_invalid("role", "account.error.role_unknown"));
    } else {
        result = store_write(request->store, write_adding, &adding);
    }
    if (result.code == RESULT_INVALID) {
        account_problem(&problems, result);
        result = result_ok();
    }
    if (result_failed(result)) {
        return result;
    }
    if (problems.count > 0) {
        return member_answer(request, response, adding.organisation_id, &problems, NULL);
    }
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    response->location = arena_format(request->arena, "/organisations/%s/people?saved=%s",
                                      id_format(adding.organisation_id, id), adding.told ? "told" : "untold");
    return result_ok();
}
