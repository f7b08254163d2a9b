/* Asking: from a pair of need and offer to an open request. */
#include "areas/requests/store.h"

#include "areas/fit/fit.h"
#include "areas/services.h"
#include "areas/submissions/submissions.h"
#include "base/id.h"
#include "web/field.h"

#include <string.h>

struct asking {
    struct request *request;
    int64_t need_id, offer_id, asker_id;
    struct listing need, offer;
    struct proposal proposal;
    struct proposal_terms terms;
    struct proposal_ids ids;
    const char *location;
};

static struct result read_pair(struct store_session *session, struct asking *asking)
{
    struct request *request = asking->request;
    struct result result = listing_find(request->arena, session, request->region_id, asking->need_id, &asking->need);
    if (!result_failed(result)) {
        result = listing_find(request->arena, session, request->region_id, asking->offer_id, &asking->offer);
    }
    if (result_failed(result)) {
        return result;
    }
    bool sides = strcmp(asking->need.side, "need") == 0 && strcmp(asking->offer.side, "offer") == 0;
    if (!sides || !listing_may_see(request->actor, &asking->need) || !listing_may_see(request->actor, &asking->offer)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a pair this person may see");
    }
    return proposal_may_ask(request->actor, &asking->need, &asking->offer, &asking->asker_id);
}

static struct result read_asking(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct proposal open;
    bool found = false;
    struct result result = read_pair(session, asking);
    if (!result_failed(result)) {
        result = proposal_find_open(asking->request->arena, session, asking->request->region_id, asking->need_id,
                                    asking->offer_id, &open, &found);
    }
    if (found) {
        asking->location = proposal_url(asking->request->arena, open.id);
    }
    return result;
}

static void show_form(struct asking *asking, struct response *response, const struct problems *problems,
                      const char *headcount)
{
    struct request *request = asking->request;
    char need[ID_TEXT_SIZE];
    char offer[ID_TEXT_SIZE];
    struct fit_pair_question question = {&asking->need, &asking->offer, strcmp(request->language, "en") == 0};
    json_t *fit = fit_build_pair(request->arena, request->services->fit, &question);
    bool asks_need = asking->asker_id == asking->offer.organisation_id;
    response->document = json_pack(
        "{s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:o}", "need", listing_document(request->catalogue, &asking->need),
        "offer", listing_document(request->catalogue, &asking->offer), "form",
        proposal_form_document(request, &asking->terms, headcount, problems), "need_id",
        id_format(asking->need_id, need), "offer_id", id_format(asking->offer_id, offer), "to",
        asks_need ? asking->need.organisation_name : asking->offer.organisation_name, "token",
        submission_new_token(request->arena), "fit", fit == NULL ? json_null() : fit);
    if (problems != NULL) {
        json_t *list = problems_document(problems);
        field_label_problems(list, json_object_get(response->document, "form"));
        json_object_set_new(response->document, "problems", list);
        response->status = 422;
    }
    response->view = "requests/new";
    response->title = "requests.page.new";
    response->no_store = true;
}

static struct result prepare(struct asking *asking)
{
    struct result result = fit_service_refresh(asking->request->services->fit);
    return result_failed(result) ? result : store_read(asking->request->store, read_asking, asking);
}

struct result proposal_show_new(struct request *request, struct response *response)
{
    struct asking *asking = ARENA_NEW(request->arena, struct asking);
    *asking = (struct asking){.request = request};
    struct result result = request_id(request, 0, &asking->need_id);
    if (!result_failed(result)) {
        result = request_id(request, 1, &asking->offer_id);
    }
    if (!result_failed(result)) {
        result = prepare(asking);
    }
    if (result_failed(result)) {
        return result;
    }
    if (asking->location != NULL) {
        response->location = asking->location; /* there is an open one: that is the place to go on */
        return result;
    }
    const char *cooperation =
        asking->need.cooperation[0] != '\0' ? asking->need.cooperation : asking->offer.cooperation;
    asking->terms.cooperation = arena_copy(request->arena, span_make(cooperation, strcspn(cooperation, ",")));
    char *day = arena_alloc(request->arena, DAY_TEXT_SIZE, 1);
    asking->terms.start_day = day_format(asking->need.start_day, day);
    asking->terms.note = "";
    show_form(asking, response, NULL,
              asking->need.headcount > 0 ? arena_format(request->arena, "%d", asking->need.headcount) : "");
    return result;
}

/* --- submitting ---------------------------------------------------------------------------------------------------- */

static struct result make_request(struct store_session *session, struct asking *asking)
{
    struct request *request = asking->request;
    struct proposal_making making = {.arena = request->arena,
                                     .region_id = request->region_id,
                                     .id = asking->proposal.id,
                                     .need = &asking->need,
                                     .offer = &asking->offer,
                                     .asker_id = asking->asker_id,
                                     .actor = request->actor,
                                     .address = request->address,
                                     .terms = asking->terms,
                                     .now_ms = request->now_ms,
                                     .ids = &asking->ids};
    return proposal_make(session, &making);
}

static struct result write_asking(struct store_session *session, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    struct span token = request_form(request, "token");
    bool found = false;
    asking->ids.used = 0;
    struct result result = submission_begin(request->arena, session, request->region_id, token, &asking->location);
    if (result_failed(result) || asking->location != NULL) {
        return result;
    }
    result = read_pair(session, asking);
    if (!result_failed(result)) {
        struct proposal open;
        result = proposal_find_open(request->arena, session, request->region_id, asking->need_id, asking->offer_id,
                                    &open, &found);
    }
    if (!result_failed(result) && found) {
        return result_fail(RESULT_CONFLICT, NULL, "requests.error.open_already", NULL);
    }
    if (!result_failed(result)) {
        result = make_request(session, asking);
    }
    if (result_failed(result)) {
        return result;
    }
    asking->location = proposal_url(request->arena, asking->proposal.id);
    return submission_finish(session, request->region_id, token, asking->location, request->now_ms);
}

struct result proposal_submit_new(struct request *request, struct response *response)
{
    struct asking *asking = ARENA_NEW(request->arena, struct asking);
    *asking = (struct asking){.request = request};
    struct problems problems = {.count = 0};
    if (!id_parse(request_form(request, "need"), &asking->need_id) ||
        !id_parse(request_form(request, "offer"), &asking->offer_id)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "no pair");
    }
    proposal_read_terms(request, &asking->terms, &problems);
    if (problems.count > 0) {
        struct result prepared = prepare(asking);
        if (!result_failed(prepared)) {
            show_form(asking, response, &problems, arena_copy(request->arena, request_form(request, "headcount")));
        }
        return prepared;
    }
    asking->proposal.id = store_next_id(request->store);
    proposal_ids_make(request->store, &asking->ids);
    struct result result = store_write(request->store, write_asking, asking);
    if (!result_failed(result)) {
        response->location = asking->location;
    }
    return result;
}
