/* The index in memory: loaded at start, refreshed by the change rows, rebuilt when the rules change. */
#include "areas/fit/service.h"

#include "areas/audit/audit.h"
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

/* One listing that cannot be matched (its kind left the catalogue) must not stop the matching of all others. */
static void put_reduced(struct fit_index *index, const struct fit_listing *reduced)
{
    struct result result = fit_index_put(index, reduced);
    if (result_failed(result)) {
        fit_index_remove(index, reduced->id);
        log_write(LOG_WARNING, "fit: listing %lld is left out: its %s is not sound", (long long)reduced->id,
                  result.field == NULL ? "content" : result.field);
    }
}

/* --- loading ---------------------------------------------------------------------------------------------------- */

/* A whole state beside the one in use: nobody waits while it is read, and what fails on the way is thrown away. */
struct loading {
    const struct fit_service *service;
    struct fit_state state;
};

static void release_state(struct fit_state *state)
{
    fit_index_close(state->index);
    arena_release(&state->arena);
    *state = (struct fit_state){0};
}

static struct result put_open_listing(const struct listing *listing, void *context)
{
    struct loading *loading = context;
    struct arena arena;
    arena_init(&arena);
    struct fit_listing reduced = fit_service_reduce(&arena, loading->service, listing);
    put_reduced(loading->state.index, &reduced);
    arena_release(&arena);
    return result_ok();
}

static struct result read_rules(struct store_session *session, struct loading *loading)
{
    const struct fit_service *service = loading->service;
    struct fit_state *state = &loading->state;
    struct fit_rules base = reading_rules(service->catalogue);
    memcpy(state->weights.tenths, base.weights, sizeof state->weights.tenths);
    struct result result = fit_weights_find(session, service->region_id, &state->weights);
    struct trade_correction *corrections = NULL;
    size_t count = 0;
    if (!result_failed(result)) {
        result = trade_correction_list(&state->arena, session, service->region_id, &corrections, &count);
    }
    if (!result_failed(result)) {
        state->rules = ARENA_NEW(&state->arena, struct fit_rules);
        *state->rules = region_rules_build(&state->arena, service->catalogue, &state->weights, corrections, count);
        result = fit_index_open(state->rules, &state->index);
    }
    return result;
}

/* The change row is read before the listings: what is stored meanwhile is taken in twice, never missed. */
static struct result load_all(struct store_session *session, void *context)
{
    struct loading *loading = context;
    release_state(&loading->state); /* of a run before this one */
    arena_init(&loading->state.arena);
    struct result result = read_rules(session, loading);
    int64_t *ids;
    size_t count;
    if (!result_failed(result)) {
        result = listing_changes(&loading->state.arena, session, loading->service->region_id, INT64_MAX, &ids, &count,
                                 &loading->state.last_change);
    }
    return result_failed(result)
               ? result
               : listing_each_open(session, loading->service->region_id, 0, put_open_listing, loading);
}

/* With `refreshing` held. */
static struct result reload(struct fit_service *service)
{
    struct loading loading = {.service = service};
    struct result result = store_read(service->store, load_all, &loading);
    if (!result_failed(result)) {
        lock_write(service);
        struct fit_state before = service->state;
        service->state = loading.state;
        service->generation++;
        unlock(service);
        loading.state = before;
    }
    release_state(&loading.state);
    return result;
}

struct result fit_service_reload(struct fit_service *service)
{
    CHECK(pthread_mutex_lock(&service->refreshing) == 0);
    struct result result = reload(service);
    CHECK(pthread_mutex_unlock(&service->refreshing) == 0);
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
    CHECK(pthread_mutex_init(&service->refreshing, NULL) == 0);
    CHECK(pthread_mutex_init(&service->unmet.lock, NULL) == 0);
    struct result result = fit_service_reload(service);
    if (result_failed(result)) {
        fit_service_close(service);
        return result;
    }
    log_write(LOG_INFO, "fit: %zu needs, %zu offers, %zu KiB", fit_index_count(service->state.index, FIT_NEED),
              fit_index_count(service->state.index, FIT_OFFER), fit_index_bytes(service->state.index) / 1024);
    *out = service;
    return result_ok();
}

void fit_service_close(struct fit_service *service)
{
    if (service == NULL) {
        return;
    }
    fit_unmet_close(&service->unmet);
    release_state(&service->state);
    CHECK(pthread_mutex_destroy(&service->refreshing) == 0);
    CHECK(pthread_rwlock_destroy(&service->lock) == 0);
    free(service);
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

struct refresh {
    struct fit_service *service;
    struct arena arena;
    int64_t after;
    int64_t *ids;
    size_t count;
    int64_t last;
};

static struct result read_changes(struct store_session *session, void *context)
{
    struct refresh *refresh = context;
    return listing_changes(&refresh->arena, session, refresh->service->region_id, refresh->after, &refresh->ids,
                           &refresh->count, &refresh->last);
}

static struct result look_for_changes(struct refresh *refresh)
{
    struct fit_service *service = refresh->service;
    lock_read(service);
    refresh->after = service->state.last_change;
    unlock(service);
    return store_read(service->store, read_changes, refresh);
}

/* Some of the changed listings, read before the index is locked: a lock is never held while the database is waited for. */
enum { STEP = 256 };
struct step {
    const struct fit_service *service;
    const int64_t *ids;
    size_t count;
    struct arena arena;
    struct fit_listing reduced[STEP];
    bool open[STEP];
};

static struct result read_step(struct store_session *session, void *context)
{
    struct step *step = context;
    struct result result = result_ok();
    arena_reset(&step->arena);
    for (size_t index = 0; index < step->count && !result_failed(result); index++) {
        struct listing listing = {0};
        result = listing_find(&step->arena, session, step->service->region_id, step->ids[index], &listing);
        step->open[index] = !result_failed(result) && strcmp(listing.status, "open") == 0;
        if (step->open[index]) {
            step->reduced[index] = fit_service_reduce(&step->arena, step->service, &listing);
        }
        result = result.code == RESULT_NOT_FOUND ? result_ok() : result;
    }
    return result;
}

static void put_step(struct fit_service *service, const struct step *step)
{
    lock_write(service);
    for (size_t index = 0; index < step->count; index++) {
        if (step->open[index]) {
            put_reduced(service->state.index, &step->reduced[index]);
        } else {
            fit_index_remove(service->state.index, step->ids[index]);
        }
    }
    service->generation++;
    unlock(service);
}

static struct result take_in(struct refresh *refresh)
{
    struct fit_service *service = refresh->service;
    struct step *step = calloc(1, sizeof *step);
    CHECK(step != NULL);
    step->service = service;
    arena_init(&step->arena);
    struct result result = result_ok();
    for (size_t done = 0; done < refresh->count && !result_failed(result); done += step->count) {
        step->ids = refresh->ids + done;
        step->count = refresh->count - done < STEP ? refresh->count - done : STEP;
        result = store_read(service->store, read_step, step);
        if (!result_failed(result)) {
            put_step(service, step);
        }
    }
    arena_release(&step->arena);
    free(step);
    if (!result_failed(result)) {
        lock_write(service);
        service->state.last_change = refresh->last;
        unlock(service);
    }
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

/* One at a time, so that an older reading never overwrites a newer one; who waited looks again, mostly for nothing. */
static struct result catch_up(struct refresh *refresh)
{
    struct fit_service *service = refresh->service;
    CHECK(pthread_mutex_lock(&service->refreshing) == 0);
    struct result result = look_for_changes(refresh);
    if (!result_failed(result) && refresh->count > 0) {
        result = rules_changed(refresh) ? reload(service) : take_in(refresh);
    }
    CHECK(pthread_mutex_unlock(&service->refreshing) == 0);
    return result;
}

/* One batch of change rows; *more while there may be another. */
static struct result refresh_batch(struct fit_service *service, bool *more)
{
    struct refresh refresh = {.service = service};
    arena_init(&refresh.arena);
    struct result result = look_for_changes(&refresh);
    *more = !result_failed(result) && refresh.count > 0;
    if (*more) {
        result = catch_up(&refresh);
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
    struct result result = fit_solve(arena, service->state.index, &reduced, most, out, count);
    if (!result_failed(result)) {
        *count = fit_count_near(*out, *count);
    }
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
    bool fits = fit_explain(service->state.rules, &reduced[0], &reduced[1], explanation);
    pair->weights = service->state.weights;
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
        *needs = fit_index_count(service->state.index, FIT_NEED);
        *offers = fit_index_count(service->state.index, FIT_OFFER);
        unlock(service);
    }
    return result;
}

/* --- weights ------------------------------------------------------------------------------------------------------- */

struct fit_weights fit_service_weights(struct fit_service *service)
{
    lock_read(service);
    struct fit_weights weights = service->state.weights;
    unlock(service);
    return weights;
}

struct weights_change {
    int64_t region_id, change_id, now_ms;
    const struct actor *actor;
    const struct fit_weights *weights;
};

static struct result write_weights(struct store_session *session, void *context)
{
    const struct weights_change *change = context;
    struct result result =
        fit_weights_put(session, change->region_id, change->weights, change->actor->person_id, change->now_ms);
    struct audit_entry entry = {.actor_id = change->actor->person_id,
                                .actor_name = change->actor->name == NULL ? "" : change->actor->name,
                                .action = "fit.weigh",
                                .subject_kind = "setting",
                                .outcome = "done",
                                .detail = "",
                                .address = "",
                                .at_ms = change->now_ms};
    if (!result_failed(result)) {
        result = audit_append(session, change->region_id, change->change_id, &entry);
    }
    return result_failed(result) ? result : fit_rules_set_changed(session, change->region_id, change->change_id);
}

struct result fit_service_set_weights(struct fit_service *service, const struct fit_weights *weights,
                                      const struct actor *actor, int64_t now_ms)
{
    struct result result = fit_weights_check(weights);
    if (result_failed(result)) {
        return result;
    }
    struct weights_change change = {service->region_id, store_next_id(service->store), now_ms, actor, weights};
    result = store_write(service->store, write_weights, &change);
    return result_failed(result) ? result : fit_service_reload(service);
}
