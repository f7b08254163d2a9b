/* The life of a listing: its steps, and every version with what changed. */
#include "areas/listings/edit.h"

#include "areas/audit/audit.h"
#include "web/permission.h"

/* --- steps ----------------------------------------------------------------------------------------------------- */

struct step {
    struct request *request;
    int64_t id, change_id;
    int32_t version;
    struct listing_step how;
};

static struct result take_step(struct store_session *session, void *context)
{
    struct step *step = context;
    struct request *request = step->request;
    struct listing listing;
    struct result result = listing_find_editable(request->arena, session, request, step->id, &listing);
    if (result_failed(result)) {
        return result;
    }
    if (strcmp(listing.status, step->how.status) == 0) {
        return result; /* the same button twice */
    }
    if (step->version != 0 && listing.version != step->version) {
        return result_fail(RESULT_CONFLICT, NULL, "listing.error.changed_since", NULL);
    }
    result = listing_set_status(request->arena, session, request->region_id, &listing, &step->how, step->change_id);
    struct audit_entry entry = audit_of(request, "listing.edit", "listing", step->id, listing.organisation_id);
    entry.detail = arena_format(request->arena, "{\"status\":\"%s\"}", step->how.status);
    return result_failed(result) ? result : audit_append(session, request->region_id, step->change_id, &entry);
}

struct result listing_submit_status(struct request *request, struct response *response)
{
    enum { REASON_MOST = 600 };
    struct value_fault fault;
    struct span reason = span_trim(request_form(request, "reason"));
    struct step step = {.request = request, .change_id = store_next_id(request->store)};
    step.how = (struct listing_step){arena_copy(request->arena, request_form(request, "status")),
                                     reason.length > REASON_MOST ? "" : arena_copy(request->arena, reason),
                                     request->actor, request->now_ms};
    (void)value_read_count(request->arena, request_form(request, "version"), &step.version, &fault);
    struct result result = request_id(request, 0, &step.id);
    if (!result_failed(result)) {
        result = store_write(request->store, take_step, &step);
    }
    if (!result_failed(result)) {
        response->location = listing_url(request->arena, step.id);
    }
    return result;
}

struct result listing_close_all(struct request *request, struct store_session *session, int64_t organisation_id)
{
    enum { AT_ONCE = 200 };
    const struct listing_shelf shelf = {.organisation_id = organisation_id, .status = "open", .limit = AT_ONCE};
    const struct listing_step how = {"closed", "", request->actor, request->now_ms};
    struct listing *open = NULL;
    size_t count = 0;
    struct result result;
    do { /* what is closed leaves the shelf */
        result = listing_list_of_organisation(request->arena, session, request->region_id, &shelf, &open, &count);
        for (size_t index = 0; index < count && !result_failed(result); index++) {
            result = listing_set_status(request->arena, session, request->region_id, &open[index], &how,
                                        store_next_id(request->store));
        }
    } while (!result_failed(result) && count > 0);
    return result;
}

/* --- history ------------------------------------------------------------------------------------------------------ */

struct history {
    struct request *request;
    int64_t id;
    struct listing listing;
    struct listing_revision *revisions;
    size_t count;
};

static struct result read_history(struct store_session *session, void *context)
{
    struct history *history = context;
    struct request *request = history->request;
    struct result result = listing_find(request->arena, session, request->region_id, history->id, &history->listing);
    bool may = !result_failed(result) &&
               permission_allows_for(request->actor, "listing.history", history->listing.organisation_id);
    if (!result_failed(result) && !may) {
        bool seen = listing_may_see(request->actor, &history->listing);
        return seen ? result_fail(RESULT_FORBIDDEN, NULL, "listing.error.not_yours", NULL)
                    : result_fail(RESULT_NOT_FOUND, NULL, "listing.error.not_found", "not for this person");
    }
    return result_failed(result) ? result
                                 : listing_list_revisions(request->arena, session, request->region_id, history->id,
                                                          &history->revisions, &history->count);
}

static void add_change(json_t *changes, const char *label, const char *before, const char *after)
{
    json_t *change = json_object();
    listing_document_set(change, "label", json_string_nocheck(label));
    listing_document_set(change, "before", json_string_nocheck(before));
    listing_document_set(change, "after", json_string_nocheck(after));
    (void)json_array_append_new(changes, change);
}

static json_t *changes_document(const struct request *request, const struct listing *before,
                                const struct listing *after)
{
    json_t *changes = json_array();
    struct listing_form old = listing_form_of_listing(request->arena, request->catalogue, before);
    struct listing_form now = listing_form_of_listing(request->arena, request->catalogue, after);
    for (int index = 0; index < FORM_FIELD_COUNT; index++) {
        enum form_field field = (enum form_field)index;
        if (!span_equal(old.values[field], now.values[field])) {
            add_change(changes, listing_form_field_label(field), listing_form_shown(request, field, old.values[field]),
                       listing_form_shown(request, field, now.values[field]));
        }
    }
    return changes;
}

static json_t *revision_document(const struct history *history, size_t index)
{
    const struct listing_revision *revision = &history->revisions[index];
    const struct request *request = history->request;
    json_t *document = json_object();
    struct listing now, before;
    listing_document_set(document, "version", json_integer(revision->version));
    listing_document_set(document, "actor_name",
                         revision->actor_name[0] == '\0' ? json_null() : json_string_nocheck(revision->actor_name));
    listing_document_set(document, "at_ms", json_integer(revision->at_ms));
    listing_document_set(document, "reason",
                         revision->reason[0] == '\0' ? json_null() : json_string_nocheck(revision->reason));
    if (!listing_from_stored(request->arena, revision->document, &now)) {
        return document;
    }
    listing_document_set(document, "status", json_string_nocheck(now.status));
    bool has_before = index + 1 < history->count &&
                      listing_from_stored(request->arena, history->revisions[index + 1].document, &before);
    listing_document_set(document, "is_first", json_boolean(!has_before));
    listing_document_set(document, "status_changed",
                         json_boolean(has_before && strcmp(before.status, now.status) != 0));
    listing_document_set(document, "changes", has_before ? changes_document(request, &before, &now) : json_array());
    return document;
}

struct result listing_show_history(struct request *request, struct response *response)
{
    struct history history = {.request = request};
    struct result result = request_id(request, 0, &history.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_history, &history);
    }
    if (result_failed(result)) {
        return result;
    }
    json_t *list = json_array();
    for (size_t index = 0; index < history.count; index++) {
        (void)json_array_append_new(list, revision_document(&history, index));
    }
    response->document = json_object();
    listing_document_set(response->document, "listing", listing_document(request->catalogue, &history.listing));
    listing_document_set(response->document, "revisions", list);
    response->view = "listings/history";
    response->title = "listing.page.history";
    response->no_store = true;
    return result;
}
