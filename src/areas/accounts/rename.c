/* A change of name or credit code: asked for by an owner, decided by the office like a registration. */
#include "areas/accounts/registration.h"

#include "base/id.h"
#include "text/text.h"
#include "web/permission.h"

enum { STATEMENT_MOST = 1000 };

struct renaming {
    struct request *request;
    int64_t organisation_id, deed_id;
    struct organisation organisation;
    struct registration row, before; /* before: the one that is asked for once more */
    int64_t again_id;
    struct waiting_turn turn;
};

static struct result read_whose(struct store_session *session, void *context)
{
    struct renaming *renaming = context;
    struct request *request = renaming->request;
    struct registration *before = &renaming->before;
    struct result result = organisation_find(request->arena, session, request->region_id, renaming->organisation_id,
                                             &renaming->organisation);
    if (result_failed(result) || renaming->again_id == 0) {
        return result;
    }
    result = registration_find(request->arena, session, request->region_id, renaming->again_id, before);
    bool fits = before->person_id == request->actor->person_id &&
                before->organisation_id == renaming->organisation_id && registration_may_again(before);
    return result_failed(result) || fits ? result : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

static struct result start(struct renaming *renaming)
{
    struct request *request = renaming->request;
    struct result result = request_id(request, 0, &renaming->organisation_id);
    struct span again = request_query(request, "again");
    if (result_failed(result)) {
        return result;
    }
    if (again.length > 0 && !id_parse(again, &renaming->again_id)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    return permission_allows_for(request->actor, "organisation.rename", renaming->organisation_id)
               ? store_read(request->store, read_whose, renaming)
               : result_fail(RESULT_FORBIDDEN, NULL, "error.forbidden", "not an owner of this organisation");
}

static void answer(struct renaming *renaming, struct response *response, const struct problems *problems)
{
    struct request *request = renaming->request;
    bool typed = request->method == METHOD_POST;
    bool again = renaming->again_id != 0;
    char id[ID_TEXT_SIZE];
    const struct account_field name = {"name",
                                       "organisation.field.name",
                                       "account.registration.name_hint",
                                       NULL,
                                       "organization",
                                       typed   ? NULL
                                       : again ? renaming->before.name
                                               : renaming->organisation.name,
                                       true};
    const struct account_field code = {"credit_code",
                                       "organisation.field.credit_code",
                                       "account.registration.code_hint",
                                       NULL,
                                       "off",
                                       typed   ? NULL
                                       : again ? renaming->before.credit_code
                                               : renaming->organisation.credit_code,
                                       true};
    const struct account_field why = {
        "statement", "account.rename.why", NULL, NULL, "off", again ? renaming->before.statement : NULL, true};
    json_t *form = json_pack("{s:o, s:o, s:o}", "name", account_field_document(request, &name, problems), "credit_code",
                             account_field_document(request, &code, problems), "statement",
                             account_field_document(request, &why, problems));
    json_t *document = json_pack("{s:s, s:s, s:o}", "id", id_format(renaming->organisation_id, id), "organisation",
                                 renaming->organisation.name, "form", form);
    if (again) {
        json_object_set_new(document, "said", json_string(renaming->before.reason));
    }
    account_answer(response, document, problems, "accounts/rename", "account.rename.title");
}

struct result show_rename(struct request *request, struct response *response)
{
    struct renaming renaming = {.request = request};
    struct problems none = {0};
    struct result result = start(&renaming);
    if (!result_failed(result)) {
        answer(&renaming, response, &none);
    }
    return result;
}

static struct result write_rename(struct store_session *session, void *context)
{
    struct renaming *renaming = context;
    struct request *request = renaming->request;
    const struct account_deed deed = {renaming->deed_id,
                                      "organisation.rename",
                                      "registration",
                                      renaming->row.id,
                                      renaming->organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    struct result result = registration_insert(session, request->region_id, &renaming->row);
    result = result_failed(result) ? result : registration_wait(session, &renaming->turn, &renaming->row);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_rename(struct request *request, struct response *response)
{
    struct renaming renaming = {
        .request = request, .deed_id = store_next_id(request->store), .turn = waiting_turn_of(request)};
    struct problems problems = {0};
    struct result result = start(&renaming);
    if (result_failed(result)) {
        return result;
    }
    renaming.row = (struct registration){.id = store_next_id(request->store),
                                         .kind = "change",
                                         .status = "waiting",
                                         .person_id = request->actor->person_id,
                                         .organisation_id = renaming.organisation_id,
                                         .organisation_kind = renaming.organisation.kind,
                                         .name = account_typed(request, "name"),
                                         .credit_code = account_typed(request, "credit_code"),
                                         .statement = account_typed(request, "statement"),
                                         .created_ms = request->now_ms};
    struct organisation wanted = renaming.organisation;
    wanted.name = renaming.row.name;
    wanted.credit_code = renaming.row.credit_code;
    organisation_check(request->arena, request->catalogue, &wanted, &problems);
    size_t length = utf8_count(span_of(renaming.row.statement));
    if (length < 1 || length > STATEMENT_MOST) {
        account_problem(&problems, result_invalid("statement", "account.error.statement"));
    }
    if (problems.count > 0) {
        answer(&renaming, response, &problems);
        return result_ok();
    }
    char id[ID_TEXT_SIZE];
    response->location = arena_format(request->arena, "/registrations/%s", id_format(renaming.row.id, id));
    return store_write(request->store, write_rename, &renaming);
}
