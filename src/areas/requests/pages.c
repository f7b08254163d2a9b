/* Requests as both sides, and the office, see them. */
#include "areas/requests/store.h"

#include "areas/files/files.h"
#include "areas/fit/fit.h"
#include "areas/services.h"
#include "base/id.h"
#include "web/field.h"
#include "web/permission.h"

#include <string.h>

enum { STEP_LIMIT = 32768, MESSAGE_LIMIT = 52 << 20 };

static json_t *id_text(int64_t id)
{
    char text[ID_TEXT_SIZE];
    return json_string(id_format(id, text));
}

json_t *proposal_document(const struct proposal *proposal, int zone_minutes)
{
    char day[DAY_TEXT_SIZE];
    bool open = strcmp(proposal->status, "open") == 0;
    json_t *document =
        json_pack("{s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:b, s:b, s:s, s:I, s:I, s:b}", "id",
                  id_text(proposal->id), "thread_id", id_text(proposal->thread_id), "need_id",
                  id_text(proposal->need_id), "offer_id", id_text(proposal->offer_id), "need_title",
                  proposal->need_title, "offer_title", proposal->offer_title, "asker", proposal->asker_name, "answerer",
                  proposal->answerer_name, "status", proposal->status, "version", (int)proposal->version, "due_at",
                  (json_int_t)proposal->due_ms, "due_is_sound", (int)proposal->due_is_sound, "is_open", (int)open,
                  "reason", proposal->reason, "created_at", (json_int_t)proposal->created_ms, "updated_at",
                  (json_int_t)proposal->updated_ms, "helped", (int)(proposal->help_ms != 0));
    json_object_set_new(document, "due_day",
                        json_string(day_format(day_of_time(proposal->due_ms - 1, zone_minutes), day)));
    json_object_set_new(document, "asker_id", id_text(proposal->asker_id));
    json_object_set_new(document, "answerer_id", id_text(proposal->answerer_id));
    json_object_set_new(
        document, "turn",
        json_string(proposal->turn_id == proposal->asker_id ? proposal->asker_name : proposal->answerer_name));
    return document;
}

/* --- one ----------------------------------------------------------------------------------------------------------- */

struct showing {
    struct request *request;
    const struct proposal_typed *typed; /* NULL: nothing to mend */
    int64_t id, as;
    int64_t before; /* messages older than this; 0 = the newest */
    bool reads_messages;
    struct proposal proposal;
    struct listing need, offer;
    struct proposal_terms *terms;
    size_t terms_count;
    struct proposal_message *messages;
    size_t message_count;
};

/* The parties read everything; the office the request, and the messages once a party has asked for help. */
static struct result admit(struct showing *showing)
{
    const struct actor *actor = showing->request->actor;
    showing->as = proposal_side_of(actor, &showing->proposal, "request.read");
    bool office = permission_allows(actor, "request.oversee", (struct subject){0});
    showing->reads_messages = showing->as != 0 || (office && showing->proposal.help_ms != 0);
    return showing->as != 0 || office
               ? result_ok()
               : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a party of this request");
}

static struct result read_request(struct store_session *session, void *context)
{
    struct showing *showing = context;
    struct request *request = showing->request;
    struct arena *arena = request->arena;
    struct result result = proposal_find(arena, session, request->region_id, showing->id, &showing->proposal);
    if (!result_failed(result)) {
        result = admit(showing);
    }
    if (!result_failed(result)) {
        result = listing_find(arena, session, request->region_id, showing->proposal.need_id, &showing->need);
    }
    if (!result_failed(result)) {
        result = listing_find(arena, session, request->region_id, showing->proposal.offer_id, &showing->offer);
    }
    if (!result_failed(result)) {
        result = proposal_list_terms(arena, session, request->region_id, showing->id, &showing->terms,
                                     &showing->terms_count);
    }
    return result_failed(result) || !showing->reads_messages
               ? result
               : proposal_list_messages(arena, session, request->region_id, showing->id, showing->before,
                                        &showing->messages, &showing->message_count);
}

static const char *name_of(const struct proposal *proposal, int64_t organisation_id)
{
    return organisation_id == proposal->asker_id ? proposal->asker_name : proposal->answerer_name;
}

static const char *cooperation_name(const struct request *request, const char *code)
{
    const struct catalogue_entry *entry = catalogue_find(request->catalogue, CATALOGUE_COOPERATION, span_of(code));
    return entry == NULL ? code : strcmp(request->language, "en") == 0 ? entry->name_en : entry->name;
}

/* Each version with marks on what differs from the one before. */
static json_t *terms_document(const struct showing *showing)
{
    json_t *list = json_array();
    for (size_t index = 0; index < showing->terms_count; index++) {
        const struct proposal_terms *terms = &showing->terms[index];
        const struct proposal_terms *before = index == 0 ? terms : &showing->terms[index - 1];
        json_array_append_new(
            list, json_pack("{s:i, s:s, s:s, s:s, s:i, s:s, s:s, s:I, s:b, s:b, s:b, s:b}", "version",
                            (int)terms->version, "by", name_of(&showing->proposal, terms->organisation_id), "person",
                            terms->actor_name, "cooperation", cooperation_name(showing->request, terms->cooperation),
                            "headcount", (int)terms->headcount, "start", terms->start_day, "note", terms->note, "at",
                            (json_int_t)terms->at_ms, "cooperation_changed",
                            (int)(strcmp(terms->cooperation, before->cooperation) != 0), "headcount_changed",
                            (int)(terms->headcount != before->headcount), "start_changed",
                            (int)(strcmp(terms->start_day, before->start_day) != 0), "note_changed",
                            (int)(strcmp(terms->note, before->note) != 0)));
    }
    return list;
}

static json_t *messages_document(const struct showing *showing)
{
    json_t *list = json_array();
    for (size_t index = 0; index < showing->message_count; index++) {
        const struct proposal_message *message = &showing->messages[index];
        json_t *row =
            json_pack("{s:s, s:s, s:s, s:I}", "organisation", name_of(&showing->proposal, message->organisation_id),
                      "by", message->actor_name, "body", message->body, "at", (json_int_t)message->at_ms);
        if (message->file_id != 0) {
            char file[ID_TEXT_SIZE];
            json_object_set_new(row, "file_name", json_string(message->file_name));
            json_object_set_new(row, "file_url",
                                json_string(arena_format(showing->request->arena, "%s/files/%s",
                                                         proposal_url(showing->request->arena, showing->id),
                                                         id_format(message->file_id, file))));
        }
        json_array_append_new(list, row);
    }
    return list;
}

static void add_actions(const struct showing *showing, json_t *document)
{
    struct request *request = showing->request;
    const struct proposal *proposal = &showing->proposal;
    bool open = strcmp(proposal->status, "open") == 0;
    bool answers = proposal_side_of(request->actor, proposal, "request.answer") != 0;
    bool for_turn = actor_membership(request->actor, proposal->turn_id) != NULL &&
                    permission_allows_for(request->actor, "request.answer", proposal->turn_id);
    bool for_asker = actor_membership(request->actor, proposal->asker_id) != NULL &&
                     permission_allows_for(request->actor, "request.answer", proposal->asker_id);
    bool office = permission_allows(request->actor, "request.handle", (struct subject){0});
    json_object_set_new(document, "may_answer", json_boolean(open && for_turn));
    json_object_set_new(document, "may_withdraw", json_boolean(open && for_asker));
    json_object_set_new(document, "may_write", json_boolean(answers));
    json_object_set_new(document, "may_ask_help", json_boolean(answers && proposal->help_ms == 0));
    json_object_set_new(document, "is_office", json_boolean(office && showing->as == 0));
    json_object_set_new(document, "reads_messages", json_boolean(showing->reads_messages));
}

static bool is_typed(const struct showing *showing, const char *form)
{
    return showing->typed != NULL && strcmp(showing->typed->form, form) == 0;
}

static json_t *text_field(const char *name, const char *label, const char *value, const struct problems *problems)
{
    struct span span = span_of(value);
    return field_document(
        &(struct field_look){.name = name, .label = label, .required = true, .rows = 4, .max_length = 2000}, &span, 1,
        problems);
}

/* The three forms: empty, or with what was typed and what is wrong with it. */
static void add_forms(const struct showing *showing, json_t *document)
{
    struct request *request = showing->request;
    const struct proposal_typed *typed = showing->typed;
    const struct problems *problems = typed == NULL ? NULL : &typed->problems;
    struct proposal_terms terms = showing->terms_count == 0
                                      ? (struct proposal_terms){.cooperation = "", .start_day = ""}
                                      : showing->terms[showing->terms_count - 1];
    const char *headcount = terms.headcount > 0 ? arena_format(request->arena, "%d", (int)terms.headcount) : "";
    bool counters = is_typed(showing, "counter");
    terms.note = "";
    json_t *form = counters ? proposal_form_document(request, typed->terms, typed->headcount, problems)
                            : proposal_form_document(request, &terms, headcount, NULL);
    bool declines = is_typed(showing, "decline");
    bool writes = is_typed(showing, "message");
    json_object_set_new(
        form, "reason",
        text_field("reason", "requests.answer.reason", declines ? typed->reason : "", declines ? problems : NULL));
    json_object_set_new(
        form, "body",
        text_field("body", "requests.messages.write", writes ? typed->body : "", writes ? problems : NULL));
    json_object_set_new(document, "form", form);
    json_object_set_new(document, "counters", json_boolean(counters));
    json_object_set_new(document, "declines", json_boolean(declines));
    if (typed != NULL) {
        json_t *list = problems_document(problems);
        field_label_problems(list, form);
        json_object_set_new(document, "problems", list);
    }
}

/* The words of a form that is not on the page any more, because the other side was faster: not lost either. */
static void add_left(const struct showing *showing, json_t *document)
{
    const struct proposal_typed *typed = showing->typed;
    if (typed != NULL && strcmp(typed->form, "message") != 0 &&
        !json_is_true(json_object_get(document, "may_answer"))) {
        json_object_set_new(document, "left",
                            json_string(strcmp(typed->form, "counter") == 0 ? typed->terms->note : typed->reason));
    }
}

static void add_older(const struct showing *showing, json_t *document)
{
    char before[ID_TEXT_SIZE];
    if (showing->message_count == MESSAGES_MOST) {
        json_object_set_new(document, "older_url",
                            json_string(arena_format(showing->request->arena, "%s?before=%s#messages-title",
                                                     proposal_url(showing->request->arena, showing->id),
                                                     id_format(showing->messages[0].id, before))));
    }
    if (showing->before != 0) {
        json_object_set_new(document, "newest_url",
                            json_string(arena_format(showing->request->arena, "%s#messages-title",
                                                     proposal_url(showing->request->arena, showing->id))));
    }
}

struct result proposal_show(struct request *request, struct response *response, const struct proposal_typed *typed)
{
    struct showing showing = {.request = request, .typed = typed};
    struct result result = request_id(request, 0, &showing.id);
    (void)id_parse(request_query(request, "before"), &showing.before);
    if (!result_failed(result)) {
        result = fit_service_refresh(request->services->fit);
    }
    if (!result_failed(result)) {
        result = store_read(request->store, read_request, &showing);
    }
    if (result_failed(result)) {
        return result;
    }
    struct fit_pair_question question = {&showing.need, &showing.offer, strcmp(request->language, "en") == 0};
    json_t *fit = fit_build_pair(request->arena, request->services->fit, &question);
    response->document = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o}", "proposal", proposal_document(&showing.proposal, request->zone_minutes),
        "need", listing_document(request->catalogue, &showing.need), "offer",
        listing_document(request->catalogue, &showing.offer), "terms", terms_document(&showing), "messages",
        messages_document(&showing), "fit", fit == NULL ? json_null() : fit);
    add_actions(&showing, response->document);
    add_forms(&showing, response->document);
    add_left(&showing, response->document);
    add_older(&showing, response->document);
    response->view = "requests/show";
    response->title = "requests.page.show";
    response->no_store = true;
    if (typed != NULL) {
        response->status = typed->status;
    }
    return result_ok();
}

static struct result show_request(struct request *request, struct response *response)
{
    return proposal_show(request, response, NULL);
}

/* --- an attachment --------------------------------------------------------------------------------------------------- */

struct sending {
    struct showing showing;
    int64_t file_id;
    struct file file;
};

static struct result read_file(struct store_session *session, void *context)
{
    struct sending *sending = context;
    struct request *request = sending->showing.request;
    struct result result =
        proposal_find(request->arena, session, request->region_id, sending->showing.id, &sending->showing.proposal);
    if (!result_failed(result)) {
        result = admit(&sending->showing);
    }
    if (!result_failed(result)) {
        result = file_find(request->arena, session, request->region_id, sending->file_id, &sending->file);
    }
    bool ours = !result_failed(result) && sending->showing.reads_messages &&
                strcmp(sending->file.owner_kind, "request") == 0 && sending->file.owner_id == sending->showing.id;
    return result_failed(result) || ours
               ? result
               : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a file of this request");
}

struct result proposal_send_file(struct request *request, struct response *response)
{
    struct sending sending = {.showing = {.request = request}};
    struct result result = request_id(request, 0, &sending.showing.id);
    if (!result_failed(result)) {
        result = request_id(request, 1, &sending.file_id);
    }
    if (!result_failed(result)) {
        result = store_read(request->store, read_file, &sending);
    }
    response->no_store = true;
    return result_failed(result) ? result : file_serve(request, response, &sending.file);
}

/* --- all of a person's ------------------------------------------------------------------------------------------------ */

struct listing_requests {
    struct request *request;
    int64_t before;
    struct proposal *list;
    size_t count;
};

/* Another organisation's requests among those there are: the newest first, a request between two of them once. */
static void join(struct arena *arena, struct listing_requests *all, const struct proposal *list, size_t count)
{
    struct proposal *joined = ARENA_ARRAY(arena, struct proposal, PROPOSALS_MOST);
    size_t mine = 0;
    size_t other = 0;
    size_t found = 0;
    while (found < PROPOSALS_MOST && (mine < all->count || other < count)) {
        if (other == count || (mine < all->count && all->list[mine].id >= list[other].id)) {
            other += other < count && all->list[mine].id == list[other].id;
            joined[found++] = all->list[mine++];
        } else {
            joined[found++] = list[other++];
        }
    }
    all->list = joined;
    all->count = found;
}

static struct result read_requests(struct store_session *session, void *context)
{
    struct listing_requests *all = context;
    struct request *request = all->request;
    const struct actor *actor = request->actor;
    bool office = permission_allows(actor, "request.oversee", (struct subject){0});
    all->count = 0;
    if (office) {
        return proposal_list(request->arena, session, request->region_id, 0, all->before, &all->list, &all->count);
    }
    struct result result = result_ok();
    for (size_t index = 0; index < actor->organisation_count && !result_failed(result); index++) {
        struct proposal *list;
        size_t count = 0;
        result = proposal_list(request->arena, session, request->region_id, actor->organisations[index].organisation_id,
                               all->before, &list, &count);
        if (!result_failed(result)) {
            join(request->arena, all, list, count);
        }
    }
    return result;
}

static struct result show_requests(struct request *request, struct response *response)
{
    struct listing_requests all = {.request = request};
    (void)id_parse(request_query(request, "before"), &all.before);
    struct result result = store_read(request->store, read_requests, &all);
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < all.count; index++) {
        json_array_append_new(list, proposal_document(&all.list[index], request->zone_minutes));
    }
    response->document = json_pack("{s:o}", "requests", list);
    if (all.count == PROPOSALS_MOST) {
        char before[ID_TEXT_SIZE];
        json_object_set_new(response->document, "older_url",
                            json_string(arena_format(request->arena, "/requests?before=%s",
                                                     id_format(all.list[all.count - 1].id, before))));
    }
    response->view = "requests/list";
    response->title = "requests.page.list";
    response->no_store = true;
    return result_ok();
}

const struct route request_routes[] = {
    {METHOD_GET, "/requests", "request.read", 0, show_requests},
    {METHOD_GET, "/requests/:id", "request.read", 0, show_request},
    {METHOD_GET, "/requests/:id/files/:file", "request.read", 0, proposal_send_file},
    {METHOD_GET, "/fits/:need/:offer/request", "request.make", 0, proposal_show_new},
    {METHOD_POST, "/requests", "request.make", STEP_LIMIT, proposal_submit_new},
    {METHOD_POST, "/requests/:id/step", "request.answer", STEP_LIMIT, proposal_submit_step},
    {METHOD_POST, "/requests/:id/messages", "request.answer", MESSAGE_LIMIT, proposal_submit_message},
    {METHOD_POST, "/requests/:id/help", "request.answer", STEP_LIMIT, proposal_submit_help},
    {METHOD_POST, "/requests/:id/handled", "request.handle", STEP_LIMIT, proposal_submit_handled},
    {METHOD_GET, "/listings/:id/closure", "listing.edit", 0, closure_show},
    {METHOD_POST, "/listings/:id/appeal", "listing.edit", STEP_LIMIT, closure_appeal},
    {METHOD_POST, "/listings/:id/appeal/decision", "request.handle", STEP_LIMIT, closure_decide},
    {0},
};
