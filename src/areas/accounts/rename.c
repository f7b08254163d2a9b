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
    struct registration row;
};

static struct result read_whose(struct store_session *session, void *context)
{
    struct renaming *renaming = context;
    struct request *request = renaming->request;
    return organisation_find(request->arena, session, request->region_id, renaming->organisation_id,
                             &renaming->organisation);
}

static struct result start(struct renaming *renaming)
{
    struct request *request = renaming->request;
    struct result result = request_id(request, 0, &renaming->organisation_id);
    if (result_failed(result)) {
        return result;
    }
    return permission_allows_for(request->actor, "organisation.rename", renaming->organisation_id)
               ? store_read(request->store, read_whose, renaming)
               : result_fail(RESULT_FORBIDDEN, NULL, "error.forbidden", "not an owner of this organisation");
}

static void answer(struct renaming *renaming, struct response *response, const struct problems *problems)
{
    struct request *request = renaming->request;
    bool typed = request->method == METHOD_POST;
    char id[ID_TEXT_SIZE];
    const struct account_field name = {"name",
                                       "organisation.field.name",
                                       "account.registration.name_hint",
                                       NULL,
                                       "organization",
                                       typed ? NULL : renaming->organisation.name,
                                       true};
    const struct account_field code = {"credit_code",
                                       "organisation.field.credit_code",
                                       "account.registration.code_hint",
                                       NULL,
                                       "off",
                                       typed ? NULL : renaming->organisation.credit_code,
                                       true};
    const struct account_field why = {"statement", "account.rename.why", NULL, NULL, "off", NULL, true};
    json_t *form = json_pack("{s:o, s:o, s:o}", "name", account_field_document(request, &name, problems), "credit_code",
                             account_field_document(request, &code, problems), "statement",
                             account_field_document(request, &why, problems));
    account_answer(response,
                   json_pack("{s:s, s:s, s:o}", "id", id_format(renaming->organisation_id, id), "organisation",
                             renaming->organisation.name, "form", form),
                   problems, "accounts/rename", "account.rename.title");
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
    return result_failed(result) ? result : account_note(session, request, &deed);
}

struct result submit_rename(struct request *request, struct response *response)
{
    struct renaming renaming = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    struct result result = start(&renaming);
    if (result_failed(result)) {
        return result;
    }
    renaming.row = (struct registration){.id = store_next_id(request->store),
                                         .kind = "change",
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
