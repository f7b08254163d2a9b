/* Asking for an organisation: a new one, one that was imported (a claim), or once more after the office declined. */
#include "areas/accounts/asking.h"

#include "base/id.h"
#include "web/permission.h"

enum { OPEN_MOST = 10 };

/* --- what the form begins with -------------------------------------------------------------------------------------------- */

/* claimed_id: the organisation of "?claim=", whose name and kind are not typed. */
struct beginning {
    struct request *request;
    int64_t claimed_id, again_id;
    struct organisation claimed;
    struct registration row;
    struct result wrong; /* it cannot be claimed, and why */
    bool filled;
};

static struct result begin_claim(struct store_session *session, struct beginning *beginning)
{
    struct request *request = beginning->request;
    struct organisation *claimed = &beginning->claimed;
    bool owned = false;
    struct result result =
        organisation_find(request->arena, session, request->region_id, beginning->claimed_id, claimed);
    if (!result_failed(result) && strcmp(claimed->status, "closed") == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "organisation.error.not_found", "closed");
    }
    result = result_failed(result) ? result
                                   : organisation_is_owned(session, request->region_id, beginning->claimed_id, &owned);
    if (result_failed(result)) {
        return result;
    }
    beginning->wrong = owned ? result_invalid("name", "account.error.owned") : result_ok();
    beginning->row.organisation_id = claimed->id;
    beginning->row.name = claimed->name;
    beginning->row.organisation_kind = claimed->kind;
    if (!beginning->filled) {
        beginning->row.credit_code = claimed->credit_code;
        beginning->row.statement = "";
    }
    beginning->filled = true;
    return result_ok();
}

/* What was asked for before and is over without success; another person's is not there. */
static struct result begin_again(struct store_session *session, struct beginning *beginning)
{
    struct request *request = beginning->request;
    struct registration *row = &beginning->row;
    struct result result = registration_find(request->arena, session, request->region_id, beginning->again_id, row);
    if (!result_failed(result) && (row->person_id != request->actor->person_id || !registration_may_again(row) ||
                                   strcmp(row->kind, "change") == 0)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not one's own, or not over");
    }
    if (!result_failed(result)) {
        beginning->filled = true;
        beginning->claimed_id = strcmp(row->kind, "claim") == 0 ? row->organisation_id : 0;
    }
    return result;
}

static struct result read_beginning(struct store_session *session, void *context)
{
    struct beginning *beginning = context;
    struct result result = result_ok();
    beginning->filled = false;
    beginning->wrong = result_ok();
    beginning->row =
        (struct registration){.organisation_kind = "", .name = "", .credit_code = "", .statement = "", .reason = ""};
    if (beginning->again_id != 0) {
        result = begin_again(session, beginning);
    }
    return result_failed(result) || beginning->claimed_id == 0 ? result : begin_claim(session, beginning);
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */

static struct result answer_list(struct beginning *beginning, struct response *response,
                                 const struct problems *problems)
{
    struct request *request = beginning->request;
    struct asking_list all = {.request = request, .person_id = request->actor->person_id};
    const struct registration *filled = beginning->filled && request->method == METHOD_GET ? &beginning->row : NULL;
    struct result result = store_read(request->store, asking_read_list, &all);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < all.count; index++) {
        json_array_append_new(list, registration_document(&all.list[index]));
    }
    json_t *document =
        json_pack("{s:o, s:o}", "registrations", list, "form", asking_form_document(request, filled, problems));
    if (beginning->claimed_id != 0) {
        char id[ID_TEXT_SIZE];
        json_object_set_new(document, "claim",
                            json_pack("{s:s, s:s, s:s}", "id", id_format(beginning->claimed.id, id), "name",
                                      beginning->claimed.name, "kind", beginning->claimed.kind));
    }
    if (beginning->again_id != 0) {
        json_object_set_new(document, "before", registration_document(&beginning->row));
    }
    account_answer(response, document, problems, "accounts/registrations", "account.registration.title");
    return result_ok();
}

struct result show_registrations(struct request *request, struct response *response)
{
    struct beginning beginning = {.request = request};
    struct problems problems = {0};
    struct span claim = request_query(request, "claim");
    struct span again = request_query(request, "again");
    if ((claim.length > 0 && !id_parse(claim, &beginning.claimed_id)) ||
        (again.length > 0 && !id_parse(again, &beginning.again_id))) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    struct result result = store_read(request->store, read_beginning, &beginning);
    if (result_failed(result)) {
        return result;
    }
    if (result_failed(beginning.wrong)) {
        account_problem(&problems, beginning.wrong);
    }
    return answer_list(&beginning, response, &problems);
}

/* --- asking ------------------------------------------------------------------------------------------------------------- */

/* By code, then by name; of a claim the one that is claimed, unless the code is another's. NOT_FOUND: nobody. */
static struct result find_there(struct store_session *session, const struct asking *asking, struct organisation *there)
{
    struct request *request = asking->request;
    const struct registration *row = &asking->row;
    struct result result =
        organisation_find_by_code(request->arena, session, request->region_id, row->credit_code, there);
    if (!result_failed(result) && asking->claimed_id != 0 && there->id != asking->claimed_id) {
        return result_invalid("credit_code", "account.error.code_of_other");
    }
    if (result.code == RESULT_NOT_FOUND && asking->claimed_id != 0) {
        return organisation_find(request->arena, session, request->region_id, asking->claimed_id, there);
    }
    return result.code == RESULT_NOT_FOUND
               ? organisation_find_by_name(request->arena, session, request->region_id, row->name, there)
               : result;
}

/* Who is there already: claimed when nobody owns it, refused when somebody does. */
static struct result find_existing(struct store_session *session, struct asking *asking)
{
    struct registration *row = &asking->row;
    struct organisation there = {0};
    bool owned = false;
    struct result result = find_there(session, asking, &there);
    row->kind = "register";
    row->organisation_id = 0;
    if (result.code == RESULT_NOT_FOUND) {
        return result_ok();
    }
    if (!result_failed(result)) {
        result = organisation_is_owned(session, asking->request->region_id, there.id, &owned);
    }
    if (result_failed(result)) {
        return result;
    }
    if (there.credit_code[0] != '\0' && strcmp(there.credit_code, row->credit_code) != 0) {
        return result_invalid("credit_code", "account.error.code_of_other");
    }
    if (owned) {
        return result_invalid("name", "account.error.owned");
    }
    if (strcmp(there.status, "closed") == 0) {
        return result_invalid("name", "account.error.closed_there");
    }
    row->kind = "claim";
    row->organisation_id = there.id;
    return result_ok();
}

/* Ten at most are open at once, and one for a thing. */
static struct result refuse_more(struct store_session *session, const struct asking *asking)
{
    struct request *request = asking->request;
    const struct registration *row = &asking->row;
    struct registration *list;
    size_t count = 0;
    size_t open = 0;
    bool same = false;
    struct result result =
        registration_list(request->arena, session, request->region_id, row->person_id, &list, &count);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        bool is_open = registration_is_open(&list[index]);
        open += is_open;
        same = same || (is_open && strcmp(list[index].kind, row->kind) == 0 &&
                        strcmp(list[index].credit_code, row->credit_code) == 0);
    }
    if (result_failed(result)) {
        return result;
    }
    return same                ? result_invalid("credit_code", "account.error.registration_open")
           : open >= OPEN_MOST ? result_invalid("name", "account.error.registrations_many")
                               : result_ok();
}

static struct result write_registration(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    struct result result = find_existing(session, asking);
    result = result_failed(result) ? result : refuse_more(session, asking);
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
    result = result_failed(result) ? result : registration_wait(session, &asking->turn, &asking->row);
    return result_failed(result) ? result : account_note(session, request, &deed);
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
    asking_check_statement(asking, problems);
    struct result taken = asking_take_proof(asking);
    if (result_failed(taken)) {
        account_problem(problems, taken);
    }
}

/* What a claim says is not typed: name and kind. */
static struct result read_claim(const struct request *request, struct beginning *beginning, struct asking *asking)
{
    if (!id_parse(request_form(request, "claim"), &beginning->claimed_id)) {
        return result_ok();
    }
    struct result result = store_read(request->store, read_beginning, beginning);
    asking->claimed_id = beginning->claimed_id;
    asking->row.name = beginning->claimed.name;
    asking->row.organisation_kind = beginning->claimed.kind;
    return result;
}

struct result submit_registration(struct request *request, struct response *response)
{
    struct beginning beginning = {.request = request};
    struct asking asking = {
        .request = request, .deed_id = store_next_id(request->store), .turn = waiting_turn_of(request)};
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
    struct result result = read_claim(request, &beginning, &asking);
    if (result_failed(result)) {
        return result;
    }
    check_asking(&asking, &problems);
    if (problems.count == 0) {
        result = store_write(request->store, write_registration, &asking);
        if (result.code == RESULT_INVALID) {
            account_problem(&problems, result);
        } else if (result_failed(result)) {
            return result;
        }
    }
    if (problems.count > 0) {
        return answer_list(&beginning, response, &problems);
    }
    char id[ID_TEXT_SIZE];
    response->location = arena_format(request->arena, "/registrations/%s", id_format(asking.row.id, id));
    return result_ok();
}
