/* A listing that the clock closed: why, the owner's appeal, the office's decision. */
#include "areas/requests/store.h"

#include "areas/audit/audit.h"
#include "areas/threads/threads.h"
#include "areas/waiting/waiting.h"
#include "base/id.h"
#include "web/field.h"
#include "web/permission.h"

#include <string.h>

enum { TEXT_MOST = 6000, OFFICE_DAYS = 5 };

struct result closure_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t listing_id,
                           struct closure *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "closure_newest",
                                       STORE_VALUES(store_integer(region_id), store_integer(listing_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct closure closure = {0};
    if (found) {
        closure = (struct closure){.id = store_rows_integer(rows, 0),
                                   .listing_id = store_rows_integer(rows, 1),
                                   .organisation_id = store_rows_integer(rows, 2),
                                   .status = store_rows_text(arena, rows, 3),
                                   .appeal = store_rows_text(arena, rows, 4),
                                   .reason = store_rows_text(arena, rows, 5),
                                   .at_ms = store_rows_integer(rows, 6),
                                   .updated_ms = store_rows_integer(rows, 7)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "never closed by the clock");
    }
    *out = closure;
    return result;
}

struct result closure_update(struct store_session *session, int64_t region_id, const struct closure *closure,
                             const char *was, bool *changed)
{
    int64_t rows = 0;
    struct result result =
        store_execute(session, "closure_update",
                      STORE_VALUES(store_integer(region_id), store_integer(closure->id), store_text(closure->status),
                                   store_text(closure->appeal), store_text(closure->reason),
                                   store_integer(closure->updated_ms), store_text(was)),
                      &rows);
    *changed = rows == 1;
    return result;
}

struct closing {
    struct request *request;
    int64_t id;
    const char *text; /* appeal or reason */
    bool opens;       /* decision */
    struct listing listing;
    struct closure closure;
    struct proposal_ids ids;
};

static struct result read_closing(struct store_session *session, void *context)
{
    struct closing *closing = context;
    struct request *request = closing->request;
    struct result result = listing_find(request->arena, session, request->region_id, closing->id, &closing->listing);
    if (!result_failed(result) && !listing_may_edit(request->actor, &closing->listing)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not the owner");
    }
    return result_failed(result)
               ? result
               : closure_find(request->arena, session, request->region_id, closing->id, &closing->closure);
}

static const char *closure_url(struct arena *arena, int64_t listing_id)
{
    char id[ID_TEXT_SIZE];
    return arena_format(arena, "/listings/%s/closure", id_format(listing_id, id));
}

/* typed: what was written and could not be taken; NULL without. */
static struct result show(struct request *request, struct response *response, const char *typed)
{
    struct closing closing = {.request = request};
    struct result result = request_id(request, 0, &closing.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_closing, &closing);
    }
    if (result_failed(result)) {
        return result;
    }
    char id[ID_TEXT_SIZE];
    const char *status = closing.closure.status;
    bool office = permission_allows(request->actor, "request.handle", (struct subject){0});
    bool owner = actor_membership(request->actor, closing.closure.organisation_id) != NULL;
    response->document = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:b, s:b}", "id", id_format(closing.id, id), "title",
        closing.listing.title, "status", status, "appeal", closing.closure.appeal, "reason", closing.closure.reason,
        "at", (json_int_t)closing.closure.at_ms, "updated_at", (json_int_t)closing.closure.updated_ms, "may_appeal",
        (int)(owner && strcmp(status, "closed") == 0), "may_decide", (int)(office && strcmp(status, "appealed") == 0));
    struct problems problems = {.count = 0};
    if (typed != NULL) {
        problems_add(&problems, (struct problem){"text", "requests.error.reason", NULL, NULL});
        json_object_set_new(response->document, "problems", problems_document(&problems));
        response->status = 422;
    }
    const struct span value = span_of(typed == NULL ? "" : typed);
    const struct field_look text = {.name = "text",
                                    .label =
                                        office ? "requests.closure.decision_write" : "requests.closure.appeal_write",
                                    .required = true,
                                    .rows = 5,
                                    .max_length = TEXT_MOST / 3};
    json_object_set_new(response->document, "text", field_document(&text, &value, 1, &problems));
    response->view = "requests/closure";
    response->title = "requests.closure.title";
    response->no_store = true;
    return result_ok();
}

struct result closure_show(struct request *request, struct response *response)
{
    return show(request, response, NULL);
}

/* --- appeal, decision ---------------------------------------------------------------------------------------------------- */

static struct result tell(struct store_session *session, struct closing *closing, const char *word, const char *action)
{
    struct request *request = closing->request;
    const struct thread_event event = {.id = proposal_ids_take(&closing->ids),
                                       .thread_id = closing->listing.thread_id,
                                       .party_id = closing->closure.organisation_id,
                                       .actor_id = request->actor->person_id,
                                       .actor_name = request->actor->name,
                                       .word = word,
                                       .url = closure_url(request->arena, closing->id),
                                       .at_ms = request->now_ms};
    struct result result = thread_append(session, request->region_id, &event);
    return result_failed(result)
               ? result
               : audit_note(session, proposal_ids_take(&closing->ids), request, action,
                            (struct audit_subject){"listing", closing->id, closing->closure.organisation_id});
}

static struct result change_closure(struct store_session *session, struct closing *closing, const char *from)
{
    bool changed = false;
    closing->closure.updated_ms = closing->request->now_ms;
    struct result result = closure_update(session, closing->request->region_id, &closing->closure, from, &changed);
    return result_failed(result) || changed
               ? result
               : result_fail(RESULT_CONFLICT, NULL, "requests.closure.decided_already", NULL);
}

static struct result write_appeal(struct store_session *session, void *context)
{
    struct closing *closing = context;
    struct request *request = closing->request;
    closing->ids.used = 0;
    struct result result = read_closing(session, closing);
    if (!result_failed(result) && actor_membership(request->actor, closing->closure.organisation_id) == NULL) {
        return result_fail(RESULT_FORBIDDEN, NULL, "requests.error.not_yours", NULL);
    }
    if (!result_failed(result)) {
        closing->closure.status = "appealed";
        closing->closure.appeal = closing->text;
        result = change_closure(session, closing, "closed");
    }
    const struct waiting_item item = {.id = proposal_ids_take(&closing->ids),
                                      .kind = "listing_appeal",
                                      .subject_id = closing->id,
                                      .role = "office",
                                      .due_ms = request->now_ms + OFFICE_DAYS * INT64_C(86400000),
                                      .word = "waiting.word.listing_appeal",
                                      .title = closing->listing.title,
                                      .url = closure_url(request->arena, closing->id),
                                      .now_ms = request->now_ms};
    if (!result_failed(result)) {
        result = waiting_put(session, request->region_id, &item);
    }
    return result_failed(result) ? result : tell(session, closing, "threads.event.listing_appealed", "listing.appeal");
}

static struct result open_again(struct store_session *session, struct closing *closing)
{
    struct request *request = closing->request;
    const struct listing_step step = {"open", "", request->actor, request->now_ms};
    struct result result =
        store_execute(session, "listing_hold_delete",
                      STORE_VALUES(store_integer(request->region_id), store_integer(closing->id)), NULL);
    if (!result_failed(result)) {
        result = store_execute(
            session, "proposal_excuse",
            STORE_VALUES(store_integer(request->region_id), store_integer(closing->closure.organisation_id)), NULL);
    }
    if (result_failed(result) || strcmp(closing->listing.status, "open") == 0) {
        return result;
    }
    return listing_set_status(request->arena, session, request->region_id, &closing->listing, &step,
                              proposal_ids_take(&closing->ids));
}

static struct result write_decision(struct store_session *session, void *context)
{
    struct closing *closing = context;
    closing->ids.used = 0;
    struct result result = read_closing(session, closing);
    if (!result_failed(result)) {
        closing->closure.status = closing->opens ? "reopened" : "kept";
        closing->closure.reason = closing->text;
        result = change_closure(session, closing, "appealed");
    }
    if (!result_failed(result) && closing->opens) {
        result = open_again(session, closing);
    }
    if (!result_failed(result)) {
        result = waiting_done(session, closing->request->region_id, "listing_appeal", closing->id);
    }
    return result_failed(result)
               ? result
               : tell(session, closing,
                      closing->opens ? "threads.event.listing_reopened" : "threads.event.listing_kept",
                      "listing.decide");
}

static struct result submit(struct request *request, struct response *response, store_work work)
{
    struct closing *closing = ARENA_NEW(request->arena, struct closing);
    struct span text = span_trim(request_form(request, "text"));
    *closing = (struct closing){.request = request, .text = arena_copy(request->arena, text)};
    closing->opens = span_is(request_form(request, "decision"), "open");
    struct result result = request_id(request, 0, &closing->id);
    if (!result_failed(result) && (text.length == 0 || text.length > TEXT_MOST)) {
        return show(request, response, closing->text);
    }
    if (!result_failed(result)) {
        proposal_ids_make(request->store, &closing->ids);
        result = store_write(request->store, work, closing);
    }
    if (!result_failed(result)) {
        response->location = closure_url(request->arena, closing->id);
    }
    return result;
}

struct result closure_appeal(struct request *request, struct response *response)
{
    return submit(request, response, write_appeal);
}

struct result closure_decide(struct request *request, struct response *response)
{
    return submit(request, response, write_decision);
}
