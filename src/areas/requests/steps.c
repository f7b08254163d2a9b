/* Steps of a request, messages in it, the office's help. */
#include "areas/requests/store.h"

#include "areas/files/files.h"
#include "areas/waiting/waiting.h"
#include "base/id.h"
#include "base/number.h"
#include "web/permission.h"

#include <string.h>

enum { REASON_MOST = 2000 };

struct stepping {
    struct request *request;
    int64_t id, as;
    int64_t version; /* of the page that was answered; 0 = not said */
    const struct proposal_step *step;
    const char *reason;
    struct proposal_terms terms;
    struct proposal_ids ids;
};

static struct proposal_telling telling_of(struct stepping *stepping, const struct proposal *proposal, const char *word,
                                          const char *action)
{
    struct request *request = stepping->request;
    return (struct proposal_telling){.arena = request->arena,
                                     .region_id = request->region_id,
                                     .ids = &stepping->ids,
                                     .proposal = proposal,
                                     .actor = request->actor,
                                     .as = stepping->as,
                                     .address = request->address,
                                     .word = word,
                                     .action = action,
                                     .now_ms = request->now_ms};
}

static struct result become(struct store_session *session, struct stepping *stepping, struct proposal *proposal)
{
    struct request *request = stepping->request;
    struct proposal_settings settings;
    proposal->status = stepping->step->to;
    proposal->reason = stepping->reason;
    proposal->updated_ms = request->now_ms;
    if (strcmp(stepping->step->name, "counter") != 0) {
        return result_ok();
    }
    proposal->version++;
    proposal->turn_id = stepping->as == proposal->asker_id ? proposal->answerer_id : proposal->asker_id;
    stepping->terms.version = proposal->version;
    stepping->terms.organisation_id = stepping->as;
    stepping->terms.actor_name = request->actor->name;
    stepping->terms.at_ms = request->now_ms;
    struct result result = proposal_settings_find(session, request->region_id, &settings);
    if (!result_failed(result)) {
        result = proposal_set_term(request->arena, &settings, request->now_ms, proposal);
    }
    return result_failed(result) ? result
                                 : proposal_insert_terms(session, request->region_id, proposal->id, &stepping->terms);
}

static struct result tell_step(struct store_session *session, struct stepping *stepping,
                               const struct proposal *proposal)
{
    struct arena *arena = stepping->request->arena;
    const char *name = stepping->step->name;
    struct proposal_telling telling =
        telling_of(stepping, proposal, arena_format(arena, "threads.event.request_%s", name),
                   arena_format(arena, "request.%s", name));
    telling.note = stepping->reason;
    int64_t other = stepping->as == proposal->asker_id ? proposal->answerer_id : proposal->asker_id;
    bool open = strcmp(proposal->status, "open") == 0;
    struct result result = proposal_tell(session, &telling);
    if (!result_failed(result)) {
        result = proposal_wait(session, &telling);
    }
    return result_failed(result) ? result
                                 : proposal_mail(session, &telling, other, open ? "request_turn" : "request_ended");
}

static struct result write_step(struct store_session *session, void *context)
{
    struct stepping *stepping = context;
    struct request *request = stepping->request;
    struct proposal was;
    bool changed = false;
    stepping->ids.used = 0;
    struct result result = proposal_find(request->arena, session, request->region_id, stepping->id, &was);
    if (!result_failed(result)) {
        result = proposal_may_step(request->actor, &was, stepping->step, &stepping->as);
    }
    if (!result_failed(result) && stepping->version != 0 && stepping->version != was.version) {
        return result_fail(RESULT_CONFLICT, NULL, "requests.error.changed", NULL);
    }
    struct proposal proposal = was;
    if (!result_failed(result)) {
        result = become(session, stepping, &proposal);
    }
    if (!result_failed(result)) {
        result = proposal_update(session, request->region_id, &proposal, &was, &changed);
    }
    if (!result_failed(result) && !changed) {
        return result_fail(RESULT_CONFLICT, NULL, "requests.error.changed", NULL);
    }
    return result_failed(result) ? result : tell_step(session, stepping, &proposal);
}

/* What was typed is shown again in its form, as far as it was taken in, with what is wrong. */
static struct result show_again(const struct stepping *stepping, struct response *response,
                                struct proposal_typed *typed)
{
    struct request *request = stepping->request;
    typed->form = stepping->step->name;
    typed->terms = &stepping->terms;
    typed->headcount = arena_copy(request->arena, request_form(request, "headcount"));
    typed->reason = arena_copy(request->arena, request_form(request, "reason"));
    typed->status = typed->status == 0 ? 422 : typed->status;
    return proposal_show(request, response, typed);
}

/* The other side was faster: what is proposed now, and beside it what was typed. */
static struct result show_changed(const struct stepping *stepping, struct response *response, struct result result)
{
    bool typing = stepping->step->needs_reason || strcmp(stepping->step->name, "counter") == 0;
    if (result.code != RESULT_CONFLICT || !typing) {
        return result;
    }
    struct proposal_typed typed = {.status = 409};
    problems_add(&typed.problems, (struct problem){NULL, result.message, NULL, NULL});
    return show_again(stepping, response, &typed);
}

struct result proposal_submit_step(struct request *request, struct response *response)
{
    struct proposal_typed typed = {.problems = {.count = 0}};
    struct stepping *stepping = ARENA_NEW(request->arena, struct stepping);
    *stepping = (struct stepping){.request = request, .terms = {.cooperation = "", .start_day = "", .note = ""}};
    struct span reason = span_trim(request_form(request, "reason"));
    stepping->step = proposal_step_find(arena_copy(request->arena, request_form(request, "step")));
    stepping->reason = reason.length > REASON_MOST * 3 ? "" : arena_copy(request->arena, reason);
    (void)number_parse(request_form(request, "version"), &stepping->version);
    struct result result = request_id(request, 0, &stepping->id);
    if (result_failed(result)) {
        return result;
    }
    if (stepping->step == NULL) {
        return result_invalid("step", "error.bad_request");
    }
    if (stepping->step->needs_reason && stepping->reason[0] == '\0') {
        problems_add(&typed.problems, (struct problem){"reason", "requests.error.reason", NULL, NULL});
    }
    if (strcmp(stepping->step->name, "counter") == 0) {
        proposal_read_terms(request, &stepping->terms, &typed.problems);
    }
    if (typed.problems.count > 0) {
        return show_again(stepping, response, &typed);
    }
    proposal_ids_make(request->store, &stepping->ids);
    result = store_write(request->store, write_step, stepping);
    if (result_failed(result)) {
        return show_changed(stepping, response, result);
    }
    response->location = proposal_url(request->arena, stepping->id);
    return result;
}

/* --- messages ------------------------------------------------------------------------------------------------------- */

struct writing {
    struct stepping stepping;
    const char *body;
    struct file file;
    struct span bytes;
};

struct limits_question {
    int64_t region_id;
    struct file_limits limits;
};

static struct result read_limits(struct store_session *session, void *context)
{
    struct limits_question *question = context;
    return file_limits_find(session, question->region_id, &question->limits);
}

static struct result insert_message(struct store_session *session, struct writing *writing)
{
    struct request *request = writing->stepping.request;
    bool has_file = writing->bytes.length > 0;
    if (has_file) {
        struct result result = file_store(session, request->region_id, &writing->file, writing->bytes);
        if (result_failed(result)) {
            return result;
        }
    }
    return store_execute(session, "proposal_message_insert",
                         STORE_VALUES(store_integer(request->region_id), store_integer(writing->stepping.id),
                                      store_integer(proposal_ids_take(&writing->stepping.ids)),
                                      store_integer(writing->stepping.as), store_integer(request->actor->person_id),
                                      store_text(request->actor->name), store_text(writing->body),
                                      store_integer(has_file ? writing->file.id : 0),
                                      store_text(has_file ? writing->file.name : ""), store_integer(request->now_ms)),
                         NULL);
}

static struct result write_message(struct store_session *session, void *context)
{
    struct writing *writing = context;
    struct stepping *stepping = &writing->stepping;
    struct request *request = stepping->request;
    struct proposal proposal;
    stepping->ids.used = 0;
    struct result result = proposal_find(request->arena, session, request->region_id, stepping->id, &proposal);
    if (result_failed(result)) {
        return result;
    }
    stepping->as = proposal_side_of(request->actor, &proposal, "request.answer");
    if (stepping->as == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a party of this request");
    }
    result = insert_message(session, writing);
    struct proposal_telling telling =
        telling_of(stepping, &proposal, "threads.event.request_message", "request.message");
    if (!result_failed(result)) {
        result = proposal_tell(session, &telling);
    }
    int64_t other = stepping->as == proposal.asker_id ? proposal.answerer_id : proposal.asker_id;
    return result_failed(result) ? result : proposal_mail(session, &telling, other, "request_message");
}

static struct result read_attachment(struct request *request, struct writing *writing)
{
    const struct upload *upload = request_upload(request, "file");
    struct limits_question question = {.region_id = request->region_id};
    if (upload == NULL || upload->bytes.length == 0) {
        return result_ok();
    }
    struct result result = store_read(request->store, read_limits, &question);
    if (!result_failed(result)) {
        result = file_read(request->arena, upload, FILE_DOCUMENT | FILE_IMAGE, &question.limits, &writing->file,
                           &writing->bytes);
    }
    writing->file.id = store_next_id(request->store);
    writing->file.owner_kind = "request";
    writing->file.owner_id = writing->stepping.id;
    writing->file.actor_id = request->actor->person_id;
    writing->file.created_ms = request->now_ms;
    return result;
}

/* The message stays in its form when it, or the file with it, cannot be taken. */
static struct result show_message_again(struct request *request, struct response *response, struct result wrong)
{
    bool file = wrong.field != NULL && strcmp(wrong.field, "body") != 0;
    struct proposal_typed typed = {
        .form = "message", .body = arena_copy(request->arena, request_form(request, "body")), .status = 422};
    problems_add(&typed.problems, (struct problem){file ? "file" : "body", wrong.message, NULL, NULL});
    return proposal_show(request, response, &typed);
}

struct result proposal_submit_message(struct request *request, struct response *response)
{
    struct writing *writing = ARENA_NEW(request->arena, struct writing);
    *writing = (struct writing){.stepping = {.request = request}};
    struct span body = span_trim(request_form(request, "body"));
    writing->body = arena_copy(request->arena, body);
    struct result result = request_id(request, 0, &writing->stepping.id);
    if (!result_failed(result) && (body.length == 0 || body.length > REASON_MOST * 3)) {
        result = result_invalid("body", "requests.error.message");
    }
    if (!result_failed(result)) {
        result = read_attachment(request, writing);
    }
    if (result.code == RESULT_INVALID) {
        return show_message_again(request, response, result);
    }
    if (!result_failed(result)) {
        proposal_ids_make(request->store, &writing->stepping.ids);
        result = store_write(request->store, write_message, writing);
    }
    if (!result_failed(result)) {
        response->location = proposal_url(request->arena, writing->stepping.id);
    }
    return result;
}

/* --- the office's help ---------------------------------------------------------------------------------------------- */

static struct result write_help(struct store_session *session, void *context)
{
    struct stepping *stepping = context;
    struct request *request = stepping->request;
    struct proposal proposal;
    stepping->ids.used = 0;
    struct result result = proposal_find(request->arena, session, request->region_id, stepping->id, &proposal);
    if (result_failed(result)) {
        return result;
    }
    stepping->as = proposal_side_of(request->actor, &proposal, "request.answer");
    if (stepping->as == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a party of this request");
    }
    if (proposal.help_ms != 0) {
        return result_ok(); /* the same button twice */
    }
    struct proposal_telling telling = telling_of(stepping, &proposal, "threads.event.request_help", "request.help");
    result = store_execute(
        session, "proposal_set_help",
        STORE_VALUES(store_integer(request->region_id), store_integer(proposal.id), store_integer(request->now_ms)),
        NULL);
    if (!result_failed(result)) {
        result = proposal_tell(session, &telling);
    }
    return result_failed(result) ? result
                                 : proposal_wait_office(session, &telling, "request_help", "waiting.word.request_help");
}

static struct result write_handled(struct store_session *session, void *context)
{
    struct stepping *stepping = context;
    struct request *request = stepping->request;
    struct proposal proposal;
    stepping->ids.used = 0;
    struct result result = proposal_find(request->arena, session, request->region_id, stepping->id, &proposal);
    if (!result_failed(result)) {
        result = waiting_done(session, request->region_id, "request_help", stepping->id);
    }
    if (!result_failed(result)) {
        result = waiting_done(session, request->region_id, "request_expired", stepping->id);
    }
    struct proposal_telling telling =
        telling_of(stepping, &proposal, "threads.event.request_handled", "request.handle");
    return result_failed(result) ? result : proposal_tell(session, &telling);
}

static struct result submit(struct request *request, struct response *response, store_work work)
{
    struct stepping *stepping = ARENA_NEW(request->arena, struct stepping);
    *stepping = (struct stepping){.request = request};
    struct result result = request_id(request, 0, &stepping->id);
    if (!result_failed(result)) {
        proposal_ids_make(request->store, &stepping->ids);
        result = store_write(request->store, work, stepping);
    }
    if (!result_failed(result)) {
        response->location = proposal_url(request->arena, stepping->id);
    }
    return result;
}

struct result proposal_submit_help(struct request *request, struct response *response)
{
    return submit(request, response, write_help);
}

struct result proposal_submit_handled(struct request *request, struct response *response)
{
    return submit(request, response, write_handled);
}
