/* A small city for the tests of the areas: a migrated store on either engine, the catalogues, organisations with ids 1 to 3.
 *
 *     enterprise 1  临清博远轴承有限公司 (371581, C3451)      school 2  聊城水城职业中专 (371502)      enterprise 3
 */
#ifndef TESTS_AREAS_CITY_H
#define TESTS_AREAS_CITY_H

#include "tests/store/bench.h"

#include "areas/listings/listings.h"
#include "areas/organisations/organisations.h"

enum { REGION = 371500, OTHER_REGION = 371400 };

struct city {
    struct bench bench; /* first: the benches' set-up and tear-down serve here too */
    struct store *store;
    struct arena arena;
    const struct catalogue *catalogue;
};

static const int64_t CITY_NOW = INT64_C(1795500000000); /* 2026-11-24 */

static inline struct organisation city_organisation(int64_t id)
{
    struct organisation organisation = {.id = id,
                                        .kind = "enterprise",
                                        .name = "临清博远轴承有限公司",
                                        .short_name = "博远轴承",
                                        .credit_code = "",
                                        .county_code = "371581",
                                        .industry_code = "C3451",
                                        .school_level = "",
                                        .ownership = "private",
                                        .above_scale = true,
                                        .staff_count = 320,
                                        .address = "",
                                        .website = "",
                                        .products = "深沟球轴承、轴承保持器",
                                        .summary = "",
                                        .status = "approved",
                                        .created_ms = CITY_NOW,
                                        .updated_ms = CITY_NOW};
    if (id == 2) {
        organisation.kind = "school";
        organisation.name = "聊城水城职业中专";
        organisation.short_name = "水城中专";
        organisation.county_code = "371502";
        organisation.industry_code = "";
        organisation.school_level = "中职";
        organisation.above_scale = false;
        organisation.products = "";
    } else if (id == 3) {
        organisation.name = "茌平铝业测试有限公司";
        organisation.short_name = "";
        organisation.county_code = "371503";
        organisation.industry_code = "C3216";
        organisation.above_scale = false;
        organisation.products = "铝材";
    }
    return organisation;
}

static inline struct listing city_listing(int64_t id, int64_t organisation_id, const char *title)
{
    struct listing listing = listing_empty();
    listing.id = id;
    listing.thread_id = id;
    listing.organisation_id = organisation_id;
    listing.side = organisation_id == 2 ? "offer" : "need";
    listing.kind = organisation_id == 2 ? "class" : "talent";
    listing.title = title;
    listing.county_code = organisation_id == 2 ? "371502" : "371581";
    listing.created_ms = CITY_NOW;
    listing.updated_ms = CITY_NOW;
    return listing;
}

/* A piece of work for store_write or store_read, with the city and one listing or organisation at hand. */
struct errand {
    struct city *city;
    struct listing listing;
    struct organisation organisation;
    struct listing found;
    struct result answer;
    int64_t change_id;
    int64_t region_id;
};

static inline struct result do_insert_listing(struct store_session *session, void *context)
{
    struct errand *errand = context;
    return listing_insert(&errand->city->arena, session, errand->region_id, &errand->listing, NULL, errand->change_id);
}

static inline struct result do_insert_organisation(struct store_session *session, void *context)
{
    struct errand *errand = context;
    return organisation_insert(&errand->city->arena, session, errand->region_id, &errand->organisation);
}

static inline struct result insert_listing(struct city *city, struct listing listing)
{
    struct errand errand = {
        .city = city, .listing = listing, .change_id = store_next_id(city->store), .region_id = REGION};
    return store_write(city->store, do_insert_listing, &errand);
}

static inline struct result insert_organisation(struct city *city, int64_t region_id, struct organisation organisation)
{
    struct errand errand = {.city = city, .organisation = organisation, .region_id = region_id};
    return store_write(city->store, do_insert_organisation, &errand);
}

static inline int city_start(void **state, enum store_kind kind)
{
    struct city *city = calloc(1, sizeof *city);
    *state = city;
    if (city == NULL || !bench_make(&city->bench, kind) ||
        !went_well(store_open(city->bench.address, &city->bench.store)) ||
        !went_well(store_migrate(city->bench.store))) {
        return -1;
    }
    city->store = city->bench.store;
    arena_init(&city->arena);
    if (result_failed(catalogue_load(&city->arena, &city->catalogue))) {
        return -1;
    }
    for (int64_t id = 1; id <= 3; id++) {
        if (result_failed(insert_organisation(city, REGION, city_organisation(id)))) {
            return -1;
        }
    }
    return 0;
}

static inline int start_city_sqlite(void **state)
{
    return city_start(state, STORE_SQLITE);
}

static inline int start_city_postgres(void **state)
{
    return city_start(state, STORE_POSTGRES);
}

static inline int stop_city(void **state)
{
    struct city *city = *state;
    arena_release(&city->arena);
    bench_remove(&city->bench);
    free(city);
    return 0;
}

#endif
