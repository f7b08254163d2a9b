/* How well every open need is met.
 *
 * One solve per need: milliseconds for a city, tens of seconds for a hundred cities' worth. So a thread of its own makes
 * the picture; a page waits at most PATIENCE_MS for it and otherwise shows the last one and says so.
 */
#include "areas/fit/service.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"

#include <stdlib.h>
#include <time.h>

enum { PATIENCE_MS = 800, STEP_MS = 5, BATCH = 64 };

static void lock_picture(struct unmet *unmet)
{
    CHECK(pthread_mutex_lock(&unmet->lock) == 0);
}

static void unlock_picture(struct unmet *unmet)
{
    CHECK(pthread_mutex_unlock(&unmet->lock) == 0);
}

static bool is_asked_to_stop(struct unmet *unmet)
{
    lock_picture(unmet);
    bool stop = unmet->stop;
    unlock_picture(unmet);
    return stop;
}

static void solve_need(const struct fit_index *index, struct met_need *met, struct arena *arena)
{
    const struct fit_listing *need = fit_index_find(index, met->id);
    struct fit_match *matches;
    size_t count = 0;
    arena_reset(arena);
    if (need == NULL || result_failed(fit_solve(arena, index, need, 1, &matches, &count))) {
        met->id = 0; /* closed meanwhile */
        return;
    }
    const struct fit_mention *mention = fit_strongest_mention(need);
    met->best = count > 0 ? matches[0].score.total : 0;
    met->trade = mention == NULL ? FIT_NO_TRADE : mention->trade;
    met->place = need->place;
    met->headcount = need->headcount;
}

/* The read lock is given back after every batch, so that a refresh does not wait for the whole picture. */
static void solve_batch(struct fit_service *service, struct met_need *needs, size_t count, struct arena *arena)
{
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    for (size_t index = 0; index < count; index++) {
        solve_need(service->state.index, &needs[index], arena);
    }
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
}

static struct met_need *list_needs(struct fit_service *service, size_t *count, uint64_t *generation)
{
    struct arena arena;
    arena_init(&arena);
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    int64_t *ids;
    *count = fit_index_list(&arena, service->state.index, FIT_NEED, &ids);
    *generation = service->generation;
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    struct met_need *needs = calloc(*count + 1, sizeof *needs);
    CHECK(needs != NULL);
    for (size_t index = 0; index < *count; index++) {
        needs[index].id = ids[index];
    }
    arena_release(&arena);
    return needs;
}

static void *make_picture(void *context)
{
    struct fit_service *service = context;
    struct unmet *unmet = &service->unmet;
    size_t count;
    uint64_t generation;
    struct met_need *needs = list_needs(service, &count, &generation);
    struct arena arena;
    arena_init(&arena);
    size_t done = 0;
    while (done < count && !is_asked_to_stop(unmet)) {
        size_t batch = count - done < BATCH ? count - done : BATCH;
        solve_batch(service, needs + done, batch, &arena);
        done += batch;
    }
    arena_release(&arena);
    lock_picture(unmet);
    if (done == count) {
        free(unmet->needs);
        unmet->needs = needs;
        unmet->count = count;
        unmet->generation = generation;
        unmet->made_ms = time_now_ms();
    } else {
        free(needs);
    }
    unmet->working = false;
    unlock_picture(unmet);
    return NULL;
}

/* With the picture's lock held. */
static void start_worker(struct fit_service *service)
{
    struct unmet *unmet = &service->unmet;
    if (unmet->started) {
        CHECK(pthread_join(unmet->worker, NULL) == 0); /* it has ended: working is false */
        unmet->started = false;
    }
    if (pthread_create(&unmet->worker, NULL, make_picture, service) != 0) {
        log_write(LOG_WARNING, "fit: no thread for the picture of unmet needs; the last one stays");
        return;
    }
    unmet->started = true;
    unmet->working = true;
}

static bool is_fresh(struct fit_service *service)
{
    CHECK(pthread_rwlock_rdlock(&service->lock) == 0);
    uint64_t generation = service->generation;
    CHECK(pthread_rwlock_unlock(&service->lock) == 0);
    struct unmet *unmet = &service->unmet;
    lock_picture(unmet);
    bool fresh = unmet->made_ms != 0 && unmet->generation == generation;
    if (!fresh && !unmet->working) {
        start_worker(service);
    }
    unlock_picture(unmet);
    return fresh;
}

static bool begin_waiting(struct unmet *unmet)
{
    lock_picture(unmet);
    bool may = unmet->waiting < UNMET_WAITERS_MOST;
    unmet->waiting += may;
    unlock_picture(unmet);
    return may;
}

static void wait_for_picture(struct fit_service *service)
{
    const struct timespec step = {0, STEP_MS * 1000000};
    struct unmet *unmet = &service->unmet;
    if (is_fresh(service) || !begin_waiting(unmet)) {
        return;
    }
    for (int waited = 0; !is_fresh(service) && waited < PATIENCE_MS; waited += STEP_MS) {
        (void)nanosleep(&step, NULL);
    }
    lock_picture(unmet);
    unmet->waiting--;
    unlock_picture(unmet);
}

struct result fit_service_unmet(struct arena *arena, struct fit_service *service, struct unmet_picture *out)
{
    struct result result = fit_service_refresh(service);
    if (result_failed(result)) {
        return result;
    }
    wait_for_picture(service);
    struct unmet *unmet = &service->unmet;
    lock_picture(unmet);
    out->needs = ARENA_ARRAY(arena, struct met_need, unmet->count + 1);
    out->count = unmet->count;
    if (unmet->count > 0) {
        memcpy(out->needs, unmet->needs, unmet->count * sizeof *out->needs);
    }
    out->made_ms = unmet->made_ms;
    out->working = unmet->working;
    unlock_picture(unmet);
    return result_ok();
}

void fit_unmet_close(struct unmet *unmet)
{
    lock_picture(unmet);
    unmet->stop = true;
    bool started = unmet->started;
    unlock_picture(unmet);
    if (started) {
        CHECK(pthread_join(unmet->worker, NULL) == 0);
    }
    free(unmet->needs);
    CHECK(pthread_mutex_destroy(&unmet->lock) == 0);
}
