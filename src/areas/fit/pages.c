/* Pages of fit for everybody: a listing with what fits it, and one pair side by side. */
#include "areas/fit/pages.h"

#include "areas/services.h"
#include "web/permission.h"

enum { SHOWN_MATCHES = 10 };

struct fit_service *fit_service_of(const struct request *request)
{
    return request->services->fit;
}

bool fit_request_is_english(const struct request *request)
{
    return strcmp(request->language, "en") == 0;
}

/* --- a listing with its matches ------------------------------------------------------------------------------------ */

struct show_listing {
    struct request *request;
    int64_t id;
    struct listing listing;
    struct organisation organisation;
    bool held;
    json_t *matches;
};

static struct result read_listing(struct store_session *session, void *context)
{
    struct show_listing *show = context;
    struct request *request = show->request;
    struct result result = listing_find(request->arena, session, request->region_id, show->id, &show->listing);
    if (!result_failed(result) && !listing_may_see(request->actor, &show->listing)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "listing is not open to this person");
    }
    if (!result_failed(result)) {
        result = organisation_find(request->arena, session, request->region_id, show->listing.organisation_id,
                                   &show->organisation);
    }
    if (!result_failed(result) && listing_may_edit(request->actor, &show->listing)) {
        result = listing_is_held(session, request->region_id, show->id, &show->held);
    }
    if (!result_failed(result)) {
        struct fit_matches_question question = {&show->listing, SHOWN_MATCHES, fit_request_is_english(request)};
        json_decref(show->matches); /* of a run before this one */
        show->matches = NULL;
        result = fit_build_matches(request->arena, fit_service_of(request), session, &question, &show->matches);
    }
    return result;
}

static struct result show_listing(struct request *request, struct response *response)
{
    struct show_listing show = {.request = request};
    struct result result = request_id(request, 0, &show.id);
    if (!result_failed(result)) {
        result = fit_service_refresh(fit_service_of(request));
    }
    if (!result_failed(result)) {
        result = store_read(request->store, read_listing, &show);
    }
    if (result_failed(result)) {
        json_decref(show.matches);
        return result;
    }
    bool is_need = strcmp(show.listing.side, "need") == 0;
    response->document = json_pack(
        "{s:o, s:o, s:o, s:b, s:b, s:b, s:b}", "listing", listing_document(request->catalogue, &show.listing),
        "organisation", organisation_document(request->catalogue, &show.organisation), "matches", show.matches,
        "is_need", (int)is_need, "may_edit", (int)listing_may_edit(request->actor, &show.listing), "is_open",
        (int)(strcmp(show.listing.status, "open") == 0), "has_matches", (int)(json_array_size(show.matches) > 0));
    json_object_set_new(
        response->document, "may_request",
        json_boolean(permission_may_come(request->actor, "request.make") && request->actor->organisation_count > 0));
    json_object_set_new(response->document, "held", json_boolean(show.held));
    response->view = "fit/listing";
    response->title_text = show.listing.title;
    response->cacheable = true;
    return result_ok();
}

/* --- one pair ------------------------------------------------------------------------------------------------------- */

struct show_pair {
    struct request *request;
    int64_t need_id, offer_id;
    struct listing need, offer;
};

static struct result find_side(struct store_session *session, const struct show_pair *show, int64_t id,
                               const char *side, struct listing *out)
{
    struct request *request = show->request;
    struct result result = listing_find(request->arena, session, request->region_id, id, out);
    bool wrong = !result_failed(result) && (strcmp(out->side, side) != 0 || !listing_may_see(request->actor, out));
    return wrong ? result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "not a pair this person may see") : result;
}

static struct result read_pair(struct store_session *session, void *context)
{
    struct show_pair *show = context;
    struct result result = find_side(session, show, show->need_id, "need", &show->need);
    return result_failed(result) ? result : find_side(session, show, show->offer_id, "offer", &show->offer);
}

static struct result show_pair(struct request *request, struct response *response)
{
    struct show_pair show = {.request = request};
    struct result result = request_id(request, 0, &show.need_id);
    if (!result_failed(result)) {
        result = request_id(request, 1, &show.offer_id);
    }
    if (!result_failed(result)) {
        result = fit_service_refresh(fit_service_of(request)); /* weights may have changed on another machine */
    }
    if (!result_failed(result)) {
        result = store_read(request->store, read_pair, &show);
    }
    if (result_failed(result)) {
        return result;
    }
    struct fit_pair pair = {.need = &show.need, .offer = &show.offer, .english = fit_request_is_english(request)};
    bool fits = fit_service_explain(request->arena, fit_service_of(request), &pair);
    response->document = json_pack("{s:o, s:o, s:b}", "need", listing_document(request->catalogue, &show.need), "offer",
                                   listing_document(request->catalogue, &show.offer), "fits", (int)fits);
    if (fits) {
        json_object_update_new(response->document, fit_pair_document(&pair));
        json_object_set_new(response->document, "texts", fit_pair_texts(request->arena, &pair));
    }
    json_object_set_new(
        response->document, "may_request",
        json_boolean(permission_allows_for(request->actor, "request.make", show.need.organisation_id) !=
                     permission_allows_for(request->actor, "request.make", show.offer.organisation_id)));
    response->view = "fit/pair";
    response->title = "fit.pair.title";
    response->cacheable = true;
    return result_ok();
}

const struct route fit_routes[] = {
    {METHOD_GET, "/listings/:id", "visit", 0, show_listing},
    {METHOD_GET, "/fits/:need/:offer", "visit", 0, show_pair},
    {METHOD_GET, "/unmet", "visit", 0, fit_show_unmet},
    {METHOD_GET, "/office/weights", "fit.weigh", 0, fit_edit_weights},
    {METHOD_POST, "/office/weights/preview", "fit.weigh", 16384, fit_preview_weights},
    {METHOD_POST, "/office/weights", "fit.weigh", 16384, fit_submit_weights},
    {METHOD_GET, "/office/crosswalk", "fit.correct", 0, fit_show_crosswalk},
    {METHOD_POST, "/office/crosswalk", "fit.correct", 16384, fit_submit_correction},
    {0},
};
