/* One open request between the accounts for trying: the school has asked the factory, so that something waits. */
#include "areas/requests/requests.h"
#include "cli/sample.h"

enum { SHELF_MOST = 40 };

struct making_request {
    struct sample *sample;
    const struct sample_city *city;
    struct proposal_ids ids;
    int64_t id;
};

/* The newest open listing of one side. */
static struct result find_listing(struct store_session *session, const struct making_request *making,
                                  int64_t organisation_id, const char *side, struct listing *out)
{
    struct listing *listings = NULL;
    size_t count = 0;
    const struct listing_shelf shelf = {organisation_id, "open", INT64_MAX, SHELF_MOST};
    struct result result = listing_list_of_organisation(making->sample->arena, session, making->sample->region_id,
                                                        &shelf, &listings, &count);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        if (strcmp(listings[index].side, side) == 0) {
            *out = listings[index];
            return result;
        }
    }
    return result_failed(result) ? result
                                 : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "no listing of that side");
}

static struct result store_request(struct store_session *session, void *context)
{
    struct making_request *making = context;
    struct sample *sample = making->sample;
    struct listing need;
    struct listing offer;
    const struct actor school = {.name = "校企合作处", .login = "school"};
    struct result result = find_listing(session, making, making->city->firms[0].id, "need", &need);
    if (!result_failed(result)) {
        result = find_listing(session, making, making->city->schools[0].id, "offer", &offer);
    }
    if (result.code == RESULT_NOT_FOUND) {
        return result_ok(); /* chance gave one of them nothing: a city without a request */
    }
    if (result_failed(result)) {
        return result;
    }
    struct proposal_making request = {.arena = sample->arena,
                                      .region_id = sample->region_id,
                                      .id = making->id,
                                      .need = &need,
                                      .offer = &offer,
                                      .asker_id = offer.organisation_id,
                                      .actor = &school,
                                      .address = "",
                                      .now_ms = sample->now_ms,
                                      .ids = &making->ids,
                                      .terms = {.cooperation = "internship",
                                                .headcount = 10,
                                                .start_day = "",
                                                .note = "欢迎贵单位先到校参观实训车间，再商定人数和时间。"}};
    return proposal_make(session, &request);
}

struct result sample_make_requests(struct sample *sample, const struct sample_city *city)
{
    struct making_request making = {.sample = sample, .city = city, .id = store_next_id(sample->store)};
    proposal_ids_make(sample->store, &making.ids);
    return store_write(sample->store, store_request, &making);
}
