/* Asking for an organisation: the person's side. */
#include "areas/accounts/registration.h"

#include "areas/files/files.h"
#include "base/id.h"
#include "text/text.h"
#include "web/permission.h"

enum { STATEMENT_MOST = 1000, OPEN_MOST = 10 };

struct asking {
    struct request *request;
    struct registration row;
    struct file_limits limits;
    struct file proof;
    struct span bytes;
    bool has_proof;
    int64_t deed_id;
};

/* --- pages ------------------------------------------------------------------------------------------------------------ */

static json_t *row_document(const struct registration *row)
{
    char id[ID_TEXT_SIZE];
    char organisation[ID_TEXT_SIZE];
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:b}", "id", id_format(row->id, id), "kind",
                  row->kind, "status", row->status, "name", row->name, "credit_code", row->credit_code,
                  "organisation_kind", row->organisation_kind, "statement", row->statement, "reason", row->reason,
                  "person", row->person_name, "version", (json_int_t)row->version, "created_at",
                  (json_int_t)row->created_ms, "has_proof", (int)(row->file_id != 0));
    if (row->organisation_id != 0) {
        json_object_set_new(document, "organisation_id", json_string(id_format(row->organisation_id, organisation)));
    }
    if (row->decided_ms != 0) {
        json_object_set_new(document, "decided_at", json_integer(row->decided_ms));
    }
    return document;
}

struct listing_all {
    struct request *request;
    int64_t person_id;
    struct registration *list;
    size_t count;
};

static struct result read_all(struct store_session *session, void *context)
{
    struct listing_all *all = context;
    return registration_list(all->request->arena, session, all->request->region_id, all->person_id, &all->list,
                             &all->count);
}

static json_t *kind_field(const struct request *request, const struct problems *problems)
{
    static const struct field_option options[] = {{"enterprise", "organisation.kind.enterprise", NULL, -1},
                                                  {"school", "organisation.kind.school", NULL, -1},
                                                  {"association", "organisation.kind.association", NULL, -1},
                                                  {"government", "organisation.kind.government", NULL, -1},
                                                  {"park", "organisation.kind.park", NULL, -1}};
    const struct field_look look = {.name = "kind",
                                    .label = "organisation.field.kind",
                                    .width = "medium",
                                    .required = true,
                                    .options = options,
                                    .option_count = 5};
    struct span value = request_form(request, "kind");
    return field_document(&look, &value, 1, problems);
}

static json_t *form_document(const struct request *request, const struct problems *problems)
{
    /* clang-format off */
    static const struct account_field name = {"name", "organisation.field.name", "account.registration.name_hint", NULL,
                                              "organization", NULL, true};
    /* clang-format on */
    /* clang-format off */
    static const struct account_field code = {"credit_code", "organisation.field.credit_code",
                                              "account.registration.code_hint", NULL, "off", NULL, true};
    /* clang-format on */
    const struct field_look statement = {.name = "statement",
                                         .label = "account.registration.statement",
                                         .hint = "account.registration.statement_hint",
                                         .rows = 4,
                                         .required = true};
    const struct field_look proof = {.name = "proof",
                                     .label = "account.registration.proof",
                                     .hint = "account.registration.proof_hint",
                                     .accept = "image/*,application/pdf",
                                     .optional = true};
    struct span typed = request_form(request, "statement");
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "name", account_field_document(request, &name, problems),
                     "credit_code", account_field_document(request, &code, problems), "kind",
                     kind_field(request, problems), "statement", field_document(&statement, &typed, 1, problems),
                     "proof", field_document(&proof, NULL, 0, problems));
}

static struct result answer_list(struct request *request, struct response *response, const struct problems *problems)
{
    struct listing_all all = {.request = request, .person_id = request->actor->person_id};
    struct result result = store_read(request->store, read_all, &all);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < all.count; index++) {
        json_array_append_new(list, row_document(&all.list[index]));
    }
    account_answer(response, json_pack("{s:o, s:o}", "registrations", list, "form", form_document(request, problems)),
                   problems, "accounts/registrations", "account.registration.title");
    return result_ok();
}

struct result show_registrations(struct request *request, struct response *response)
{
    struct problems none = {0};
    return answer_list(request, response, &none);
}

/* --- asking ------------------------------------------------------------------------------------------------------------- */

/* Who is there already under this code or name: claimed when nobody owns it, refused when somebody does. */
static struct result find_existing(struct store_session *session, struct asking *asking)
{
    struct request *request = asking->request;
    struct registration *row = &asking->row;
    struct organisation there = {0};
    bool owned = false;
    struct result result =
        organisation_find_by_code(request->arena, session, request->region_id, row->credit_code, &there);
    if (result.code == RESULT_NOT_FOUND) {
        result = organisation_find_by_name(request->arena, session, request->region_id, row->name, &there);
    }
    row->kind = "register";
    row->organisation_id = 0;
    if (result.code == RESULT_NOT_FOUND) {
        return result_ok();
    }
    if (!result_failed(result)) {
        result = registration_is_owned(session, request->region_id, there.id, &owned);
    }
    if (!result_failed(result) && there.credit_code[0] != '\0' && strcmp(there.credit_code, row->credit_code) != 0) {
        return result_invalid("credit_code", "account.error.code_of_other");
    }
    if (!result_failed(result) && owned) {
        return result_invalid("name", "account.error.owned");
    }
    row->kind = "claim";
    row->organisation_id = there.id;
    return result;
}

static struct result refuse_too_many(struct store_session *session, const struct asking *asking)
{
    struct request *request = asking->request;
    struct registration *list;
    size_t count = 0;
    size_t open = 0;
    struct result result =
        registration_list(request->arena, session, request->region_id, request->actor->person_id, &list, &count);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        open += strcmp(list[index].status, "waiting") == 0 || strcmp(list[index].status, "asked") == 0;
    }
    return !result_failed(result) && open >= OPEN_MOST ? result_invalid("name", "account.error.registrations_many")
                                                       : result;
}

static struct result write_registration(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    struct result result = refuse_too_many(session, asking);
    result = result_failed(result) ? result : find_existing(session, asking);
    if (!result_failed(result) && asking->has_proof) {
        result = file_store(session, request->region_id, &asking->proof, asking->bytes);
    }
    const struct account_deed deed = {asking->deed_id,
                                      "organisation.register",
                                      "registration",
                                      asking->row.id,
                                      asking->row.organisation_id,
                                      NULL,
                                      0,
                                      NULL};
    result = result_failed(result) ? result : registration_insert(session, request->region_id, &asking->row);
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result read_limits(struct store_session *session, void *context)
{
    struct asking *asking = context;
    return file_limits_find(session, asking->request->region_id, &asking->limits);
}

static struct result take_proof(struct asking *asking)
{
    struct request *request = asking->request;
    const struct upload *upload = request_upload(request, "proof");
    if (upload == NULL) {
        return result_ok();
    }
    struct result result = store_read(request->store, read_limits, asking);
    result = result_failed(result)
                 ? result
                 : file_read(request->arena, upload, FILE_DOCUMENT | FILE_IMAGE, &asking->limits, &asking->proof);
    if (result_failed(result)) {
        return result;
    }
    asking->has_proof = true;
    asking->bytes = upload->bytes;
    asking->proof.id = store_next_id(request->store);
    asking->proof.owner_kind = "registration";
    asking->proof.owner_id = asking->row.id;
    asking->proof.actor_id = request->actor->person_id;
    asking->proof.created_ms = request->now_ms;
    asking->row.file_id = asking->proof.id;
    return result_ok();
}

static void check_statement(const struct asking *asking, struct problems *problems)
{
    size_t length = utf8_count(span_of(asking->row.statement));
    if (length < 1 || length > STATEMENT_MOST) {
        account_problem(problems, result_invalid("statement", "account.error.statement"));
    }
}

static void check_asking(struct asking *asking, struct problems *problems)
{
    struct request *request = asking->request;
    struct registration *row = &asking->row;
    const struct organisation organisation = {.kind = row->organisation_kind,
                                              .name = row->name,
                                              .short_name = "",
                                              .credit_code = row->credit_code,
                                              .county_code = "",
                                              .industry_code = "",
                                              .school_level = "",
                                              .ownership = "",
                                              .address = "",
                                              .website = "",
                                              .products = "",
                                              .summary = "",
                                              .status = "approved"};
    organisation_check(request->arena, request->catalogue, &organisation, problems);
    if (row->credit_code[0] == '\0') {
        account_problem(problems, result_invalid("credit_code", "account.error.code_missing"));
    }
    check_statement(asking, problems);
    struct result taken = take_proof(asking);
    if (result_failed(taken)) {
        account_problem(problems, taken);
    }
}

struct result submit_registration(struct request *request, struct response *response)
{
    struct asking asking = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    asking.row = (struct registration){.id = store_next_id(request->store),
                                       .person_id = request->actor->person_id,
                                       .status = "waiting",
                                       .organisation_kind = account_typed(request, "kind"),
                                       .name = account_typed(request, "name"),
                                       .credit_code = account_typed(request, "credit_code"),
                                       .statement = account_typed(request, "statement"),
                                       .reason = "",
                                       .created_ms = request->now_ms};
    check_asking(&asking, &problems);
    if (problems.count == 0) {
        struct result result = store_write(request->store, write_registration, &asking);
        if (result.code == RESULT_INVALID) {
            account_problem(&problems, result);
        } else if (result_failed(result)) {
            return result;
        }
    }
    if (problems.count > 0) {
        return answer_list(request, response, &problems);
    }
    char id[ID_TEXT_SIZE];
    response->location = arena_format(request->arena, "/registrations/%s", id_format(asking.row.id, id));
    return result_ok();
}

/* --- one of them -------------------------------------------------------------------------------------------------------- */

static bool is_open(const struct registration *row)
{
    return strcmp(row->status, "waiting") == 0 || strcmp(row->status, "asked") == 0;
}

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

static void answer_one(struct asking *asking, struct response *response, const struct problems *problems)
{
    struct request *request = asking->request;
    const struct field_look reason = {.name = "reason",
                                      .label = "account.registration.reason",
                                      .hint = "account.registration.reason_hint",
                                      .rows = 3};
    struct span typed = request_form(request, "reason");
    json_t *document = row_document(&asking->row);
    bool own = asking->row.person_id == request->actor->person_id;
    json_object_set_new(document, "is_own", json_boolean(own));
    json_object_set_new(document, "is_open", json_boolean(is_open(&asking->row)));
    json_object_set_new(document, "is_asked", json_boolean(strcmp(asking->row.status, "asked") == 0));
    json_object_set_new(
        document, "decides",
        json_boolean(is_open(&asking->row) && !own && permission_may_come(request->actor, "organisation.approve")));
    json_t *form = form_document(request, problems);
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
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static struct result take_step(struct asking *asking, struct response *response, const char *status)
{
    struct request *request = asking->request;
    if (!is_open(&asking->row)) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.decided_meanwhile", NULL);
    }
    char id[ID_TEXT_SIZE];
    asking->row.status = status;
    asking->row.updated_ms = request->now_ms;
    asking->deed_id = store_next_id(request->store);
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
    check_statement(&asking, &problems);
    result = take_proof(&asking);
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
    struct listing_all all = {.request = request};
    struct problems none = {0};
    struct result result = store_read(request->store, read_all, &all);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < all.count; index++) {
        json_array_append_new(list, row_document(&all.list[index]));
    }
    account_answer(response, json_pack("{s:o}", "registrations", list), &none, "accounts/waiting",
                   "account.registration.waiting_title");
    return result_ok();
}
