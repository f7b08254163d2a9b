/* The clock: publishes what is due. Whichever process comes first does it; the others find nothing left. */
#include "areas/articles/articles.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_SECONDS = 5, LOST_AFTER_MS = 24 * 3600 * 1000, SWEEP_EVERY = 720 /* ticks: an hour */ };

struct article_clock {
    struct store *store;
    int64_t region_id;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
};

struct tick {
    struct article_clock *clock;
    int64_t now_ms;
    int64_t trace_ids[ARTICLE_DUE_MOST];
    size_t due;
};

static struct result look(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, "article_due",
                    STORE_VALUES(store_integer(tick->clock->region_id), store_integer(tick->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    for (tick->due = 0; store_rows_next(rows);) {
        tick->due++;
    }
    return store_rows_close(rows);
}

static struct result publish(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct arena arena;
    arena_init(&arena);
    struct result result =
        article_publish_due(&arena, session, tick->clock->region_id, tick->now_ms, tick->trace_ids, &tick->due);
    arena_release(&arena);
    return result;
}

static struct result sweep(struct store_session *session, void *context)
{
    const struct tick *tick = context;
    return file_delete_lost(session, tick->clock->region_id, tick->now_ms - LOST_AFTER_MS);
}

/* Reading costs nothing; a write transaction only when there is something to do. */
static void work(struct article_clock *clock, int64_t ticks)
{
    struct tick tick = {.clock = clock, .now_ms = time_now_ms()};
    struct result result = store_read(clock->store, look, &tick);
    if (!result_failed(result) && tick.due > 0) {
        for (size_t index = 0; index < ARTICLE_DUE_MOST; index++) {
            tick.trace_ids[index] = store_next_id(clock->store);
        }
        result = store_write(clock->store, publish, &tick);
    }
    if (!result_failed(result) && ticks % SWEEP_EVERY == SWEEP_EVERY - 1) {
        result = store_write(clock->store, sweep, &tick);
    }
    if (result_failed(result)) {
        log_write(LOG_WARNING, "the clock of articles: %s", result.detail == NULL ? "" : result.detail);
    }
}

static void *run(void *context)
{
    struct article_clock *clock = context;
    (void)pthread_mutex_lock(&clock->mutex);
    for (int64_t ticks = 0; !clock->stopping; ticks++) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += EVERY_SECONDS;
        (void)pthread_cond_timedwait(&clock->wake, &clock->mutex, &until);
        if (!clock->stopping) {
            (void)pthread_mutex_unlock(&clock->mutex);
            work(clock, ticks);
            (void)pthread_mutex_lock(&clock->mutex);
        }
    }
    (void)pthread_mutex_unlock(&clock->mutex);
    return NULL;
}

struct result article_clock_open(struct store *store, int64_t region_id, struct article_clock **out)
{
    struct article_clock *clock = calloc(1, sizeof *clock);
    CHECK(clock != NULL);
    clock->store = store;
    clock->region_id = region_id;
    (void)pthread_mutex_init(&clock->mutex, NULL);
    (void)pthread_cond_init(&clock->wake, NULL);
    if (pthread_create(&clock->thread, NULL, run, clock) != 0) {
        free(clock);
        return result_fail(RESULT_BUSY, NULL, "error.busy", "no thread for the clock of articles");
    }
    *out = clock;
    return result_ok();
}

void article_clock_close(struct article_clock *clock)
{
    if (clock == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&clock->mutex);
    clock->stopping = true;
    (void)pthread_cond_signal(&clock->wake);
    (void)pthread_mutex_unlock(&clock->mutex);
    (void)pthread_join(clock->thread, NULL);
    (void)pthread_mutex_destroy(&clock->mutex);
    (void)pthread_cond_destroy(&clock->wake);
    free(clock);
}
