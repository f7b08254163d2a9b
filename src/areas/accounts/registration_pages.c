/* One registration: for who asked and for the office; answering, withdrawing; the office's list. */
#include "areas/accounts/asking.h"

#include "base/id.h"
#include "web/permission.h"

/* --- one of them -------------------------------------------------------------------------------------------------------- */

static struct result read_one(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    return registration_find(request->arena, session, request->region_id, asking->row.id, &asking->row);
}

/* For who asked and for the office; for others there is none. */
static struct result find_one(struct asking *asking, bool own_only)
{
    struct request *request = asking->request;
    struct result result = request_id(request, 0, &asking->row.id);
    result = result_failed(result) ? result : store_read(request->store, read_one, asking);
    if (result_failed(result)) {
        return result;
    }
    bool own = asking->row.person_id == request->actor->person_id;
    bool office = permission_may_come(request->actor, "organisation.approve");
    return own || (office && !own_only) ? result_ok() : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}

/* The form in which it is asked for once more. */
static const char *again_url(struct arena *arena, const struct registration *row)
{
    char id[ID_TEXT_SIZE];
    char organisation[ID_TEXT_SIZE];
    id_format(row->id, id);
    return strcmp(row->kind, "change") == 0 ? arena_format(arena, "/organisations/%s/rename?again=%s",
                                                           id_format(row->organisation_id, organisation), id)
                                            : arena_format(arena, "/registrations?again=%s", id);
}

static void answer_one(struct asking *asking, struct response *response, const struct problems *problems)
{
    struct request *request = asking->request;
    const struct field_look reason = {.name = "reason",
                                      .label = "account.registration.reason",
                                      .hint = "account.registration.reason_hint",
                                      .rows = 3};
    struct span typed = request_form(request, "reason");
    json_t *document = registration_document(&asking->row);
    bool own = asking->row.person_id == request->actor->person_id;
    json_object_set_new(document, "is_own", json_boolean(own));
    json_object_set_new(document, "is_open", json_boolean(registration_is_open(&asking->row)));
    json_object_set_new(document, "is_asked", json_boolean(strcmp(asking->row.status, "asked") == 0));
    if (own && registration_may_again(&asking->row)) {
        json_object_set_new(document, "again_url", json_string(again_url(request->arena, &asking->row)));
    }
    json_object_set_new(document, "decides",
                        json_boolean(registration_is_open(&asking->row) && !own &&
                                     permission_may_come(request->actor, "organisation.approve")));
    json_t *form = asking_form_document(request, NULL, problems);
    json_object_set_new(form, "reason", field_document(&reason, &typed, 1, problems));
    json_object_set_new(document, "form", form);
    account_answer(response, document, problems, "accounts/registration", "account.registration.one");
}

struct result show_registration(struct request *request, struct response *response)
{
    struct asking asking = {.request = request};
    struct problems none = {0};
    struct result result = find_one(&asking, false);
    if (!result_failed(result)) {
        answer_one(&asking, response, &none);
    }
    return result;
}

static struct result read_proof(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    return file_find(request->arena, session, request->region_id, asking->row.file_id, &asking->proof);
}

struct result serve_proof(struct request *request, struct response *response)
{
    struct asking asking = {.request = request};
    struct result result = find_one(&asking, false);
    result = result_failed(result) ? result : store_read(request->store, read_proof, &asking);
    response->no_store = true;
    return result_failed(result) ? result : file_serve(request, response, &asking.proof);
}

/* --- answering and withdrawing --------------------------------------------------------------------------------------------- */

static struct result write_step(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    struct result result =
        asking->has_proof ? file_store(session, request->region_id, &asking->proof, asking->bytes) : result_ok();
    const struct account_deed deed = {asking->deed_id,
                                      "organisation.register",
                                      "registration",
                                      asking->row.id,
                                      asking->row.organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    result = result_failed(result) ? result : registration_update(session, request->region_id, &asking->row, 0);
    result = result_failed(result) ? result : registration_wait(session, &asking->turn, &asking->row);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result take_step(struct asking *asking, struct response *response, const char *status)
{
    struct request *request = asking->request;
    if (!registration_is_open(&asking->row)) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.decided_meanwhile", NULL);
    }
    char id[ID_TEXT_SIZE];
    asking->row.status = status;
    asking->row.updated_ms = request->now_ms;
    asking->deed_id = store_next_id(request->store);
    asking->turn = waiting_turn_of(request);
    response->location = arena_format(request->arena, "/registrations/%s", id_format(asking->row.id, id));
    return store_write(request->store, write_step, asking);
}

struct result submit_answer(struct request *request, struct response *response)
{
    struct asking asking = {.request = request};
    struct problems problems = {0};
    struct result result = find_one(&asking, true);
    if (result_failed(result)) {
        return result;
    }
    asking.row.statement = account_typed(request, "statement");
    asking_check_statement(&asking, &problems);
    result = asking_take_proof(&asking);
    if (result_failed(result)) {
        account_problem(&problems, result);
    }
    if (problems.count > 0) {
        answer_one(&asking, response, &problems);
        return result_ok();
    }
    return take_step(&asking, response, "waiting");
}

struct result submit_withdrawal(struct request *request, struct response *response)
{
    struct asking asking = {.request = request};
    struct result result = find_one(&asking, true);
    return result_failed(result) ? result : take_step(&asking, response, "withdrawn");
}

/* --- the office's list ------------------------------------------------------------------------------------------------------- */

struct result show_waiting_registrations(struct request *request, struct response *response)
{
    struct asking_list all = {.request = request};
    struct problems none = {0};
    struct result result = store_read(request->store, asking_read_list, &all);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < all.count; index++) {
        json_array_append_new(list, registration_document(&all.list[index]));
    }
    account_answer(response, json_pack("{s:o}", "registrations", list), &none, "accounts/waiting",
                   "account.registration.waiting_title");
    return result_ok();
}
