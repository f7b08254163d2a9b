/* The office decides on a registration. Whoever asked never decides on it, whatever role they have. */
#include "areas/accounts/registration.h"

#include "areas/mail/mail.h"
#include "areas/services.h"
#include "base/id.h"
#include "base/number.h"
#include "text/text.h"

#include <stdlib.h>

enum { REASON_MOST = 500 };

struct deciding {
    struct request *request;
    struct registration row;
    int64_t id, version, organisation_id, deed_id, mail_id;
    const char *status, *reason;
    struct waiting_turn turn;
};

static struct organisation new_organisation(const struct deciding *deciding)
{
    const struct registration *row = &deciding->row;
    return (struct organisation){.id = deciding->organisation_id,
                                 .kind = row->organisation_kind,
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
                                 .status = "approved",
                                 .created_ms = deciding->request->now_ms,
                                 .updated_ms = deciding->request->now_ms};
}

/* A claim takes the organisation as it is and adds the code where none was known; a change sets name and code. */
static struct result update_organisation(struct store_session *session, const struct deciding *deciding)
{
    struct request *request = deciding->request;
    const struct registration *row = &deciding->row;
    struct organisation stored;
    bool owned = false;
    struct result result =
        organisation_find(request->arena, session, request->region_id, row->organisation_id, &stored);
    result = result_failed(result) ? result
                                   : organisation_is_owned(session, request->region_id, row->organisation_id, &owned);
    if (result_failed(result)) {
        return result;
    }
    bool change = strcmp(row->kind, "change") == 0;
    if (owned && !change) {
        return result_fail(RESULT_CONFLICT, "name", "account.error.owned_meanwhile", NULL);
    }
    stored.name = change ? row->name : stored.name;
    stored.credit_code = change || stored.credit_code[0] == '\0' ? row->credit_code : stored.credit_code;
    stored.status = "approved";
    stored.updated_ms = request->now_ms;
    return organisation_update(request->arena, session, request->region_id, &stored);
}

static struct result carry_out(struct store_session *session, struct deciding *deciding)
{
    struct request *request = deciding->request;
    struct registration *row = &deciding->row;
    bool fresh = strcmp(row->kind, "register") == 0;
    struct result result;
    if (fresh) {
        const struct organisation organisation = new_organisation(deciding);
        row->organisation_id = organisation.id;
        result = organisation_insert(request->arena, session, request->region_id, &organisation);
    } else {
        result = update_organisation(session, deciding);
    }
    return result_failed(result) || strcmp(row->kind, "change") == 0
               ? result
               : store_execute(session, "membership_join",
                               STORE_VALUES(store_integer(request->region_id), store_integer(row->person_id),
                                            store_integer(row->organisation_id), store_text("owner"),
                                            store_integer(request->now_ms)),
                               NULL);
}

static struct result tell_person(struct store_session *session, const struct deciding *deciding)
{
    const struct request *request = deciding->request;
    char id[ID_TEXT_SIZE];
    json_t *values = json_pack("{s:s, s:s}", "organisation", deciding->row.name, "path",
                               arena_format(request->arena, "/registrations/%s", id_format(deciding->id, id)));
    char *text = json_dumps(values, JSON_COMPACT);
    const struct mail mail = {
        .person_id = deciding->row.person_id, .template = "registration", .values = text, .now_ms = request->now_ms};
    struct result result = mail_enqueue(session, request->region_id, deciding->mail_id, &mail);
    free(text);
    json_decref(values);
    return result;
}

static struct result write_decision(struct store_session *session, void *context)
{
    struct deciding *deciding = context;
    struct request *request = deciding->request;
    struct registration *row = &deciding->row;
    struct result result = registration_find(request->arena, session, request->region_id, deciding->id, row);
    if (result_failed(result)) {
        return result;
    }
    if (row->person_id == request->actor->person_id) {
        return result_fail(RESULT_FORBIDDEN, NULL, "account.error.own_registration", NULL);
    }
    if (!registration_is_open(row) || row->version != deciding->version) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.decided_meanwhile", NULL);
    }
    if (strcmp(deciding->status, "approved") == 0) {
        result = carry_out(session, deciding);
    }
    row->status = deciding->status;
    row->reason = deciding->reason;
    row->decided_ms = request->now_ms;
    row->updated_ms = request->now_ms;
    result = result_failed(result) ? result
                                   : registration_update(session, request->region_id, row, request->actor->person_id);
    result = result_failed(result) ? result : registration_wait(session, &deciding->turn, row);
    result = result_failed(result) ? result : tell_person(session, deciding);
    const struct account_deed deed = {
        deciding->deed_id, "organisation.approve", "registration", row->id, row->organisation_id, NULL, 0, NULL};
    return result_failed(result) ? result : account_note(session, request, &deed);
}

static const char *status_of(struct span decision)
{
    return span_is(decision, "approve")   ? "approved"
           : span_is(decision, "ask")     ? "asked"
           : span_is(decision, "decline") ? "declined"
                                          : NULL;
}

struct result submit_decision(struct request *request, struct response *response)
{
    struct deciding deciding = {.request = request,
                                .status = status_of(request_form(request, "decision")),
                                .reason = account_typed(request, "reason"),
                                .organisation_id = store_next_id(request->store),
                                .deed_id = store_next_id(request->store),
                                .mail_id = store_next_id(request->store),
                                .turn = waiting_turn_of(request)};
    struct result result = request_id(request, 0, &deciding.id);
    if (result_failed(result)) {
        return result;
    }
    if (deciding.status == NULL || !number_parse(request_form(request, "version"), &deciding.version)) {
        return result_invalid("decision", "error.bad_request");
    }
    size_t length = utf8_count(span_of(deciding.reason));
    bool needs_reason = strcmp(deciding.status, "approved") != 0;
    if (length > REASON_MOST || (needs_reason && length == 0)) {
        return result_invalid("reason", "account.error.reason");
    }
    response->location = "/office/registrations";
    result = store_write(request->store, write_decision, &deciding);
    mail_runner_wake(request->services == NULL ? NULL : request->services->mail);
    return result;
}
