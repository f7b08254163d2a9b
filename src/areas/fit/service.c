/* The index in memory: loaded at start, refreshed by the change rows, rebuilt when the rules change. */
#include "areas/fit/service.h"

#include "areas/fit/region_rules.h"
#include "base/check.h"
#include "base/log.h"

#include <stdlib.h>

static void lock_read(struct fit_service *service)
{
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
}

static void lock_write(struct fit_service *service)
{
    CHECK(pthread_rwlock_wrlock(&service->lock) == 0);
}

static void unlock(struct fit_service *service)
{
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
}

struct fit_listing fit_service_reduce(struct arena *arena, const struct fit_service *service,
                                      const struct listing *listing)
{
    struct reading_input input = listing_reading_input(listing);
    return reading_read(arena, service->catalogue, &input);
}

static struct result put_listing(struct fit_service *service, const struct listing *listing)
{
    struct arena arena;
    arena_init(&arena);
    struct fit_listing reduced = fit_service_reduce(&arena, service, listing);
    struct result result = fit_index_put(service->index, &reduced);
    arena_release(&arena);
    return result;
}

/* --- loading ---------------------------------------------------------------------------------------------------- */

static struct result put_open_listing(const struct listing *listing, void *context)
{
    return put_listing(context, listing);
}

static struct result read_rules(struct arena *arena, struct store_session *session, struct fit_service *service)
{
    struct fit_weights weights;
    struct fit_rules base = reading_rules(service->catalogue);
    memcpy(weights.tenths, base.weights, sizeof weights.tenths);
    struct result result = fit_weights_find(session, service->region_id, &weights);
    struct trade_correction *corrections = NULL;
    size_t count = 0;
    if (!result_failed(result)) {
        result = trade_correction_list(arena, session, service->region_id, &corrections, &count);
    }
    if (!result_failed(result)) {
        service->weights = weights;
        service->rules = region_rules_build(arena, service->catalogue, &weights, corrections, count);
    }
    return result;
}

/* The change row is read before the listings: what is stored meanwhile is taken in twice, never missed. */
static struct result load_all(struct store_session *session, void *context)
{
    struct fit_service *service = context;
    fit_index_close(service->index);
    service->index = NULL;
    arena_reset(&service->rules_arena);
    struct result result = read_rules(&service->rules_arena, session, service);
    if (!result_failed(result)) {
        result = fit_index_open(&service->rules, &service->index);
    }
    int64_t *ids;
    size_t count;
    if (!result_failed(result)) {
        service->last_change = 0;
        result = listing_changes(&service->rules_arena, session, service->region_id, INT64_MAX, &ids, &count,
                                 &service->last_change);
    }
    return result_failed(result)
               ? result
               : listing_each_open(session, service->region_id, 0, put_open_listing, service);
}

struct result fit_service_reload(struct fit_service *service)
{
    lock_write(service);
    struct result result = store_read(service->store, load_all, service);
    service->generation++;
    unlock(service);
    return result;
}

struct result fit_service_open(struct store *store, const struct catalogue *catalogue, int64_t region_id,
                               struct fit_service **out)
{
    struct fit_service *service = calloc(1, sizeof *service);
    CHECK(service != NULL);
    service->store = store;
    service->catalogue = catalogue;
    service->region_id = region_id;
    CHECK(pthread_rwlock_init(&service->lock, NULL) == 0);
    CHECK(pthread_mutex_init(&service->unmet.lock, NULL) == 0);
    arena_init(&service->rules_arena);
    struct result result = fit_service_reload(service);
    if (result_failed(result)) {
        fit_service_close(service);
        return result;
    }
    log_write(LOG_INFO, "fit: %zu needs, %zu offers, %zu KiB", fit_index_count(service->index, FIT_NEED),
              fit_index_count(service->index, FIT_OFFER), fit_index_bytes(service->index) / 1024);
    *out = service;
    return result_ok();
}

void fit_service_close(struct fit_service *service)
{
    if (service == NULL) {
        return;
    }
    fit_unmet_close(&service->unmet);
    fit_index_close(service->index);
    arena_release(&service->rules_arena);
    CHECK(pthread_rwlock_destroy(&service->lock) == 0);
    free(service);
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

struct refresh {
    struct fit_service *service;
    struct arena arena;
    int64_t *ids;
    size_t count;
    int64_t last;
};

static struct result read_changes(struct store_session *session, void *context)
{
    struct refresh *refresh = context;
    return listing_changes(&refresh->arena, session, refresh->service->region_id, refresh->service->last_change,
                           &refresh->ids, &refresh->count, &refresh->last);
}

static struct result take_in(struct store_session *session, void *context)
{
    struct refresh *refresh = context;
    struct fit_service *service = refresh->service;
    struct arena arena;
    arena_init(&arena);
    struct result result = result_ok();
    for (size_t index = 0; index < refresh->count && !result_failed(result); index++) {
        struct listing listing = {0};
        arena_reset(&arena);
        result = listing_find(&arena, session, service->region_id, refresh->ids[index], &listing);
        if (result.code == RESULT_NOT_FOUND || (!result_failed(result) && strcmp(listing.status, "open") != 0)) {
            fit_index_remove(service->index, refresh->ids[index]);
            result = result_ok();
        } else if (!result_failed(result)) {
            result = put_listing(service, &listing);
        }
    }
    arena_release(&arena);
    return result;
}

static bool rules_changed(const struct refresh *refresh)
{
    for (size_t index = 0; index < refresh->count; index++) {
        if (refresh->ids[index] == 0) {
            return true;
        }
    }
    return false;
}

static struct result take_in_alone(struct refresh *refresh)
{
    struct fit_service *service = refresh->service;
    lock_write(service);
    struct result result = store_read(service->store, take_in, refresh);
    if (!result_failed(result)) {
        service->last_change = refresh->last > service->last_change ? refresh->last : service->last_change;
        service->generation++;
    }
    unlock(service);
    return result;
}

/* One batch of change rows; *more while there may be another. */
static struct result refresh_batch(struct fit_service *service, bool *more)
{
    struct refresh refresh = {.service = service};
    arena_init(&refresh.arena);
    lock_read(service);
    struct result result = store_read(service->store, read_changes, &refresh);
    unlock(service);
    *more = !result_failed(result) && refresh.count > 0;
    if (*more) {
        result = rules_changed(&refresh) ? fit_service_reload(service) : take_in_alone(&refresh);
    }
    arena_release(&refresh.arena);
    return result;
}

struct result fit_service_refresh(struct fit_service *service)
{
    bool more = true;
    struct result result = result_ok();
    while (more && !result_failed(result)) {
        result = refresh_batch(service, &more);
    }
    return result;
}

/* --- questions ---------------------------------------------------------------------------------------------------- */

struct result fit_service_solve(struct arena *arena, struct fit_service *service, const struct listing *listing,
                                size_t most, struct fit_match **out, size_t *count)
{
    lock_read(service);
    struct fit_listing reduced = fit_service_reduce(arena, service, listing);
    struct result result = fit_solve(arena, service->index, &reduced, most, out, count);
    unlock(service);
    return result;
}

bool fit_service_explain(struct arena *arena, struct fit_service *service, struct fit_pair *pair)
{
    struct fit_listing *reduced = ARENA_ARRAY(arena, struct fit_listing, 2);
    struct fit_explanation *explanation = ARENA_NEW(arena, struct fit_explanation);
    lock_read(service);
    reduced[0] = fit_service_reduce(arena, service, pair->need);
    reduced[1] = fit_service_reduce(arena, service, pair->offer);
    bool fits = fit_explain(&service->rules, &reduced[0], &reduced[1], explanation);
    pair->weights = service->weights;
    unlock(service);
    pair->catalogue = service->catalogue;
    pair->need_reduced = &reduced[0];
    pair->offer_reduced = &reduced[1];
    pair->explanation = explanation;
    return fits;
}

struct result fit_service_counts(struct fit_service *service, size_t *needs, size_t *offers)
{
    struct result result = fit_service_refresh(service);
    if (!result_failed(result)) {
        lock_read(service);
        *needs = fit_index_count(service->index, FIT_NEED);
        *offers = fit_index_count(service->index, FIT_OFFER);
        unlock(service);
    }
    return result;
}

/* --- weights ------------------------------------------------------------------------------------------------------- */

struct fit_weights fit_service_weights(struct fit_service *service)
{
    lock_read(service);
    struct fit_weights weights = service->weights;
    unlock(service);
    return weights;
}

struct weights_change {
    struct store *store;
    int64_t region_id, actor_id, now_ms;
    const struct fit_weights *weights;
};

static struct result write_weights(struct store_session *session, void *context)
{
    const struct weights_change *change = context;
    struct result result =
        fit_weights_put(session, change->region_id, change->weights, change->actor_id, change->now_ms);
    return result_failed(result) ? result
                                 : fit_rules_set_changed(session, change->region_id, store_next_id(change->store));
}

struct result fit_service_set_weights(struct fit_service *service, const struct fit_weights *weights,
                                      const struct actor *actor, int64_t now_ms)
{
    struct result result = fit_weights_check(weights);
    if (result_failed(result)) {
        return result;
    }
    struct weights_change change = {service->store, service->region_id, actor->person_id, now_ms, weights};
    result = store_write(service->store, write_weights, &change);
    return result_failed(result) ? result : fit_service_reload(service);
}
