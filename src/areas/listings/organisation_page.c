/* GET /organisations/:id: who it is, what it has, and its open needs and offers. Here and not in the area organisations,
 * which knows nothing of listings. */
#include "areas/listings/edit.h"

#include "areas/services.h"
#include "base/id.h"

enum { SHOWN_MOST = 200 };

struct show {
    struct request *request;
    int64_t id;
    bool own;          /* drafts and closed ones too */
    bool owned;        /* somebody answers for it: it cannot be claimed */
    int64_t successor; /* of one that was merged away; 0: none */
    struct organisation organisation;
    struct organisation_has has;
    struct listing *open, *drafts, *over;
    size_t open_count, draft_count, over_count;
};

static struct result list_of(struct show *show, struct store_session *session, const char *status, struct listing **out,
                             size_t *count)
{
    const struct request *request = show->request;
    struct listing_shelf shelf = {show->id, status, 0, SHOWN_MOST};
    return listing_list_of_organisation(request->arena, session, request->region_id, &shelf, out, count);
}

static struct result read_show(struct store_session *session, void *context)
{
    struct show *show = context;
    const struct request *request = show->request;
    struct arena *arena = request->arena;
    struct listing *filled = NULL;
    size_t filled_count = 0;
    struct result result = organisation_find(arena, session, request->region_id, show->id, &show->organisation);
    bool closed = !result_failed(result) && strcmp(show->organisation.status, "closed") == 0;
    if (closed && request->services != NULL && request->services->find_successor != NULL) {
        result = request->services->find_successor(session, request->region_id, show->id, &show->successor);
    }
    if (!result_failed(result)) {
        result = organisation_list_has(arena, session, request->region_id, show->id, &show->has);
    }
    if (!result_failed(result)) {
        result = organisation_is_owned(session, request->region_id, show->id, &show->owned);
    }
    if (!result_failed(result)) {
        result = list_of(show, session, "open", &show->open, &show->open_count);
    }
    if (!result_failed(result) && show->own) {
        result = list_of(show, session, "draft", &show->drafts, &show->draft_count);
    }
    if (!result_failed(result) && show->own) {
        result = list_of(show, session, "closed", &show->over, &show->over_count);
    }
    if (!result_failed(result) && show->own) {
        result = list_of(show, session, "filled", &filled, &filled_count);
    }
    if (!result_failed(result) && filled_count > 0) {
        struct listing *both = ARENA_ARRAY(arena, struct listing, filled_count + show->over_count);
        memcpy(both, filled, filled_count * sizeof *both);
        memcpy(both + filled_count, show->over, show->over_count * sizeof *both);
        show->over = both;
        show->over_count += filled_count;
    }
    return result;
}

static json_t *rows_document(const struct request *request, const struct listing *listings, size_t count,
                             const char *side)
{
    json_t *rows = json_array();
    for (size_t index = 0; index < count; index++) {
        if (side == NULL || strcmp(listings[index].side, side) == 0) {
            (void)json_array_append_new(rows, listing_row_document(request, &listings[index], span_make("", 0)));
        }
    }
    return rows;
}

struct result listing_show_organisation(struct request *request, struct response *response)
{
    char id[ID_TEXT_SIZE];
    struct show show = {.request = request};
    struct result result = request_id(request, 0, &show.id);
    show.own = organisation_may_edit(request->actor, show.id);
    if (!result_failed(result)) {
        result = store_read(request->store, read_show, &show);
    }
    if (!result_failed(result) && strcmp(show.organisation.status, "closed") == 0 && !show.own) {
        if (show.successor != 0) {
            response->location = arena_format(request->arena, "/organisations/%s", id_format(show.successor, id));
            return result_ok();
        }
        return result_fail(RESULT_NOT_FOUND, NULL, "organisation.error.not_found", "closed");
    }
    if (result_failed(result)) {
        return result;
    }
    json_t *document = json_object();
    listing_document_set(document, "organisation",
                         organisation_full_document(request->catalogue, &show.organisation, &show.has));
    listing_document_set(document, "needs", rows_document(request, show.open, show.open_count, "need"));
    listing_document_set(document, "offers", rows_document(request, show.open, show.open_count, "offer"));
    listing_document_set(document, "drafts", rows_document(request, show.drafts, show.draft_count, NULL));
    listing_document_set(document, "over", rows_document(request, show.over, show.over_count, NULL));
    listing_document_set(document, "may_edit", json_boolean(show.own));
    bool unclaimed = !show.owned && !show.own && actor_membership(request->actor, show.id) == NULL;
    listing_document_set(document, "unclaimed", json_boolean(unclaimed));
    listing_document_set(document, "visitor", json_boolean(request->actor->person_id == 0));
    listing_document_set(document, "capped", json_boolean(show.open_count == SHOWN_MOST));
    listing_document_set(
        document, "url",
        json_string_nocheck(arena_format(request->arena, "/organisations/%s", id_format(show.id, id))));
    response->document = document;
    response->view = "listings/organisation";
    response->title_text = show.organisation.name;
    response->cacheable = request->actor->person_id == 0;
    return result;
}
