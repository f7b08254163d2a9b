/* Needs that nothing fits: pooled by trade and county, for the schools to see what the city lacks. */
#include "areas/fit/pages.h"

#include "base/number.h"

#include <stdlib.h>

enum { DEFAULT_BELOW = 400, SHOWN_NEEDS = 5, SHOWN_POOLS = 500 };

/* Needs of one trade in one county: neighbours in the list once it is sorted. */
struct pool {
    uint16_t trade, place; /* FIT_NO_TRADE: the text names none; FIT_NO_PLACE: no county of the city */
    size_t need_count;
    int64_t headcount;
    uint16_t best;
    const struct met_need *first; /* the oldest of them; need_count */
    json_t *needs;                /* the first few; owned by the document once it is built */
};

struct pools {
    struct request *request;
    struct met_need *unmet; /* by trade, place, id */
    size_t unmet_count;
    struct pool *list;
    size_t count;
    size_t shown;
};

static int compare_needs(const void *left, const void *right)
{
    const struct met_need *a = left;
    const struct met_need *b = right;
    int trade = (a->trade > b->trade) - (a->trade < b->trade);
    int place = (a->place > b->place) - (a->place < b->place);
    return trade != 0 ? trade : place != 0 ? place : (a->id > b->id) - (a->id < b->id);
}

static void choose_unmet(struct pools *pools, const struct unmet_picture *picture, uint16_t below)
{
    pools->unmet = ARENA_ARRAY(pools->request->arena, struct met_need, picture->count + 1);
    for (size_t index = 0; index < picture->count; index++) {
        if (picture->needs[index].id != 0 && picture->needs[index].best < below) {
            pools->unmet[pools->unmet_count++] = picture->needs[index];
        }
    }
    if (pools->unmet_count > 0) {
        qsort(pools->unmet, pools->unmet_count, sizeof *pools->unmet, compare_needs);
    }
}

static void make_pools(struct pools *pools)
{
    pools->list = ARENA_ARRAY(pools->request->arena, struct pool, pools->unmet_count + 1);
    for (size_t index = 0; index < pools->unmet_count; index++) {
        const struct met_need *need = &pools->unmet[index];
        struct pool *pool = pools->count == 0 ? NULL : &pools->list[pools->count - 1];
        if (pool == NULL || pool->trade != need->trade || pool->place != need->place) {
            pool = &pools->list[pools->count++];
            *pool = (struct pool){.trade = need->trade, .place = need->place, .first = need};
        }
        pool->need_count++;
        pool->headcount += need->headcount;
        pool->best = need->best > pool->best ? need->best : pool->best;
    }
}

static struct result read_pool(struct store_session *session, const struct request *request, struct pool *pool)
{
    struct result result = result_ok();
    size_t most = pool->need_count < SHOWN_NEEDS ? pool->need_count : SHOWN_NEEDS;
    json_array_clear(pool->needs);
    for (size_t index = 0; index < most && !result_failed(result); index++) {
        struct listing listing;
        result = listing_find(request->arena, session, request->region_id, pool->first[index].id, &listing);
        if (!result_failed(result) && strcmp(listing.status, "open") == 0) {
            json_array_append_new(pool->needs, fit_listing_card(request->catalogue, &listing));
        }
        result = result.code == RESULT_NOT_FOUND ? result_ok() : result;
    }
    return result;
}

/* Only the few needs that are shown by name are read. */
static struct result read_needs(struct store_session *session, void *context)
{
    struct pools *pools = context;
    struct result result = result_ok();
    for (size_t index = 0; index < pools->shown && !result_failed(result); index++) {
        result = read_pool(session, pools->request, &pools->list[index]);
    }
    return result;
}

/* Most people first, then most needs. */
static int compare_pools(const void *left, const void *right)
{
    const struct pool *a = left;
    const struct pool *b = right;
    int people = (a->headcount < b->headcount) - (a->headcount > b->headcount);
    int needs = (a->need_count < b->need_count) - (a->need_count > b->need_count);
    int trade = (a->trade > b->trade) - (a->trade < b->trade);
    return people != 0  ? people
           : needs != 0 ? needs
           : trade != 0 ? trade
                        : (a->place > b->place) - (a->place < b->place);
}

static const char *entry_name(const struct request *request, const struct catalogue_entry *entry)
{
    return fit_request_is_english(request) && entry->name_en[0] != '\0' ? entry->name_en : entry->name;
}

static const struct catalogue_entry *county_of(const struct catalogue *catalogue, uint16_t place)
{
    const struct catalogue_entry *found = NULL;
    size_t count = place == FIT_NO_PLACE ? 0 : catalogue_count(catalogue, CATALOGUE_REGIONS);
    for (size_t region = 0; region < count && found == NULL; region++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_REGIONS, region);
        found = reading_place(catalogue, span_of(entry->code)) == place ? entry : NULL;
    }
    return found;
}

static json_t *pool_document(const struct request *request, const struct pool *pool)
{
    const struct catalogue *catalogue = request->catalogue;
    bool known = pool->trade != FIT_NO_TRADE;
    const char *major_code = known ? reading_trade_major(catalogue, pool->trade) : "";
    const struct catalogue_entry *major = catalogue_find(catalogue, CATALOGUE_MAJORS, span_of(major_code));
    const struct catalogue_entry *county = county_of(catalogue, pool->place);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:i, s:o}", "trade_code",
                     known ? reading_trade_code(catalogue, pool->trade) : "", "trade",
                     known ? reading_trade_name(catalogue, pool->trade, fit_request_is_english(request)) : "",
                     "county_code", county == NULL ? "" : county->code, "county",
                     county == NULL ? "" : entry_name(request, county), "major_code", major_code, "major",
                     major == NULL ? "" : entry_name(request, major), "need_count", (int)pool->need_count, "headcount",
                     (json_int_t)pool->headcount, "best_tenths", (int)pool->best, "needs", pool->needs);
}

/* The bound people choose: 30, 40, 50 or 60 points. */
static uint16_t read_below(const struct request *request)
{
    int64_t below = 0;
    bool given = number_parse(request_query(request, "below"), &below) && below >= 1 && below <= 100;
    return given ? (uint16_t)(below * 10) : DEFAULT_BELOW;
}

static json_t *bound_choices(uint16_t below)
{
    json_t *choices = json_array();
    for (int bound = 300; bound <= 600; bound += 100) {
        json_array_append_new(choices, json_pack("{s:i, s:b}", "points", bound / 10, "current", bound == below));
    }
    return choices;
}

static json_t *unmet_document(const struct pools *pools, const struct unmet_picture *picture, uint16_t below)
{
    json_t *list = json_array();
    int64_t people = 0;
    for (size_t index = 0; index < pools->count; index++) {
        people += pools->list[index].headcount;
    }
    for (size_t index = 0; index < pools->shown; index++) {
        json_array_append_new(list, pool_document(pools->request, &pools->list[index]));
    }
    return json_pack("{s:o, s:i, s:i, s:I, s:i, s:o, s:I, s:b, s:b, s:b}", "pools", list, "more_pools",
                     (int)(pools->count - pools->shown), "need_count", (int)pools->unmet_count, "headcount",
                     (json_int_t)people, "below", below / 10, "choices", bound_choices(below), "made_ms",
                     (json_int_t)picture->made_ms, "has_picture", (int)(picture->made_ms != 0), "working",
                     (int)picture->working, "has_pools", (int)(pools->count > 0));
}

struct result fit_show_unmet(struct request *request, struct response *response)
{
    struct unmet_picture picture;
    struct result result = fit_service_unmet(request->arena, fit_service_of(request), &picture);
    if (result_failed(result)) {
        return result;
    }
    uint16_t below = read_below(request);
    struct pools pools = {.request = request};
    choose_unmet(&pools, &picture, below);
    make_pools(&pools);
    if (pools.count > 0) {
        qsort(pools.list, pools.count, sizeof *pools.list, compare_pools);
    }
    pools.shown = pools.count < SHOWN_POOLS ? pools.count : SHOWN_POOLS;
    for (size_t index = 0; index < pools.shown; index++) {
        pools.list[index].needs = json_array();
    }
    result = store_read(request->store, read_needs, &pools);
    response->document =
        unmet_document(&pools, &picture, below); /* takes the lists of needs, whatever became of them */
    response->view = "fit/unmet";
    response->title = "fit.unmet.title";
    return result;
}
