/* Needs that nothing fits: pooled by trade and county, for the schools to see what the city lacks. */
#include "areas/fit/pages.h"

#include "base/number.h"

#include <stdlib.h>

enum { DEFAULT_BELOW = 400, SHOWN_NEEDS = 5 };

/* Needs of one trade in one county. */
struct pool {
    uint16_t trade; /* NO_TRADE: the text names none */
    const char *county_code;
    size_t need_count;
    int64_t headcount;
    uint16_t best;
    json_t *needs; /* the first few; owned by the document once it is built */
};

enum { NO_TRADE = 0xffff };

struct pools {
    struct request *request;
    uint16_t below;
    const struct unmet_picture *picture;
    struct pool *list;
    size_t count;
};

static struct pool *find_pool(struct pools *pools, uint16_t trade, const char *county_code)
{
    for (size_t index = 0; index < pools->count; index++) {
        struct pool *pool = &pools->list[index];
        if (pool->trade == trade && strcmp(pool->county_code, county_code) == 0) {
            return pool;
        }
    }
    struct pool *pool = &pools->list[pools->count++];
    *pool = (struct pool){.trade = trade, .county_code = county_code, .needs = json_array()};
    return pool;
}

static uint16_t strongest_trade(const struct fit_listing *listing)
{
    uint16_t trade = NO_TRADE;
    uint16_t strength = 0;
    for (size_t index = 0; index < listing->mention_count; index++) {
        if (listing->mentions[index].strength > strength) {
            strength = listing->mentions[index].strength;
            trade = listing->mentions[index].trade;
        }
    }
    return trade;
}

static void add_need(struct pools *pools, const struct listing *listing, uint16_t best)
{
    struct request *request = pools->request;
    struct fit_listing reduced = fit_service_reduce(request->arena, fit_service_of(request), listing);
    struct pool *pool = find_pool(pools, strongest_trade(&reduced), listing->county_code);
    pool->need_count++;
    pool->headcount += listing->headcount;
    pool->best = best > pool->best ? best : pool->best;
    if (pool->need_count <= SHOWN_NEEDS) {
        json_array_append_new(pool->needs, fit_listing_card(request->catalogue, listing));
    }
}

static struct result read_needs(struct store_session *session, void *context)
{
    struct pools *pools = context;
    struct request *request = pools->request;
    while (pools->count > 0) { /* what a run before this one gathered */
        json_decref(pools->list[--pools->count].needs);
    }
    for (size_t index = 0; index < pools->picture->count; index++) {
        const struct met_need *met = &pools->picture->needs[index];
        if (met->id == 0 || met->best >= pools->below) {
            continue;
        }
        struct listing *listing = ARENA_NEW(request->arena, struct listing);
        struct result result = listing_find(request->arena, session, request->region_id, met->id, listing);
        if (!result_failed(result) && strcmp(listing->status, "open") == 0) {
            add_need(pools, listing, met->best);
        } else if (result_failed(result) && result.code != RESULT_NOT_FOUND) {
            return result;
        }
    }
    return result_ok();
}

/* Most people first, then most needs. */
static int compare_pools(const void *left, const void *right)
{
    const struct pool *a = left;
    const struct pool *b = right;
    int people = (a->headcount < b->headcount) - (a->headcount > b->headcount);
    int needs = (a->need_count < b->need_count) - (a->need_count > b->need_count);
    int trade = (a->trade > b->trade) - (a->trade < b->trade);
    return people != 0 ? people : needs != 0 ? needs : trade != 0 ? trade : strcmp(a->county_code, b->county_code);
}

static const char *entry_name(const struct request *request, const struct catalogue_entry *entry)
{
    return fit_request_is_english(request) && entry->name_en[0] != '\0' ? entry->name_en : entry->name;
}

static json_t *pool_document(const struct request *request, const struct pool *pool)
{
    const struct catalogue *catalogue = request->catalogue;
    bool known = pool->trade != NO_TRADE;
    const char *major_code = known ? reading_trade_major(catalogue, pool->trade) : "";
    const struct catalogue_entry *major = catalogue_find(catalogue, CATALOGUE_MAJORS, span_of(major_code));
    const struct catalogue_entry *county = catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(pool->county_code));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:i, s:o}", "trade_code",
                     known ? reading_trade_code(catalogue, pool->trade) : "", "trade",
                     known ? reading_trade_name(catalogue, pool->trade, fit_request_is_english(request)) : "",
                     "county_code", pool->county_code, "county", county == NULL ? "" : entry_name(request, county), "major_code",
                     major_code, "major", major == NULL ? "" : entry_name(request, major), "need_count", (int)pool->need_count,
                     "headcount", (json_int_t)pool->headcount, "best_tenths", (int)pool->best, "needs", pool->needs);
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

struct result fit_show_unmet(struct request *request, struct response *response)
{
    struct unmet_picture picture;
    struct result result = fit_service_unmet(request->arena, fit_service_of(request), &picture);
    if (result_failed(result)) {
        return result;
    }
    struct pools pools = {.request = request, .below = read_below(request), .picture = &picture};
    pools.list = ARENA_ARRAY(request->arena, struct pool, picture.count + 1);
    result = store_read(request->store, read_needs, &pools);
    qsort(pools.list, pools.count, sizeof *pools.list, compare_pools);
    json_t *list = json_array();
    int64_t people = 0;
    size_t needs = 0;
    for (size_t index = 0; index < pools.count; index++) {
        people += pools.list[index].headcount;
        needs += pools.list[index].need_count;
        json_array_append_new(list, pool_document(request, &pools.list[index]));
    }
    response->document = json_pack("{s:o, s:i, s:I, s:i, s:o, s:I, s:b, s:b, s:b}", "pools", list, "need_count",
                                   (int)needs, "headcount", (json_int_t)people, "below", pools.below / 10, "choices",
                                   bound_choices(pools.below), "made_ms", (json_int_t)picture.made_ms, "has_picture",
                                   (int)(picture.made_ms != 0), "working", (int)picture.working, "has_pools",
                                   (int)(pools.count > 0));
    response->view = "fit/unmet";
    response->title = "fit.unmet.title";
    return result;
}
