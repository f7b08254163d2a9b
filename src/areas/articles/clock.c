/* The clock: publishes what is due and writes how often articles were read. Of what is due, whichever process comes first does it;
 * the others find nothing left. */
#include "areas/articles/articles.h"
#include "areas/articles/reads.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum {
    EVERY_SECONDS = 5,
    LOST_AFTER_MS = 24 * 3600 * 1000,
    RETRY_AFTER_MS = 60 * 1000,
    SWEEP_EVERY = 720 /* ticks: an hour */,
    READS_EVERY = 12 /* a minute */
};

struct article_clock {
    struct store *store;
    int64_t region_id;
    struct article_reads *reads;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
    int64_t publish_after_ms;
};

struct tick {
    struct store *store;
    int64_t region_id, now_ms;
    int64_t ids[ARTICLE_DUE_MOST], trace_ids[ARTICLE_DUE_MOST];
    size_t due, at;
    int64_t item_id;
    bool is_there;
};

static struct result look(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct store_rows *rows;
    struct result result = store_query(
        session, "article_due", STORE_VALUES(store_integer(tick->region_id), store_integer(tick->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    for (tick->due = 0; tick->due < ARTICLE_DUE_MOST && store_rows_next(rows);) {
        tick->ids[tick->due++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

static struct result publish(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct arena arena;
    size_t count = 0;
    arena_init(&arena);
    struct result result = article_publish_due(&arena, session, tick->region_id, tick->now_ms, tick->trace_ids, &count);
    arena_release(&arena);
    return result;
}

static struct result publish_alone(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct arena arena;
    arena_init(&arena);
    struct result result = article_publish_one(&arena, session, tick->region_id, tick->ids[tick->at], tick->now_ms,
                                               tick->trace_ids[tick->at]);
    arena_release(&arena);
    return result;
}

/* --- what cannot be published --------------------------------------------------------------------------------------- */

static struct result find_told(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, "article_failed_count",
                    STORE_VALUES(store_integer(tick->region_id), store_integer(tick->ids[tick->at])), &rows);
    if (result_failed(result)) {
        return result;
    }
    tick->is_there = store_rows_next(rows) && store_rows_integer(rows, 0) > 0;
    return store_rows_close(rows);
}

static struct result tell_failed(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct arena arena;
    struct article article;
    arena_init(&arena);
    const struct waiting_turn turn = {
        .arena = &arena, .region_id = tick->region_id, .item_id = tick->item_id, .now_ms = tick->now_ms};
    struct result result = article_find(&arena, session, tick->region_id, tick->ids[tick->at], &article);
    result = result_failed(result) ? result : article_wait_failed(session, &turn, &article);
    arena_release(&arena);
    return result;
}

/* One that cannot be published waits for the editors; that is written once. Who was only too busy, or changed by somebody just now,
 * comes again with the next tick. */
static struct result publish_each(struct tick *tick, size_t *failed)
{
    struct result last = result_ok();
    for (tick->at = 0; tick->at < tick->due; tick->at++) {
        struct result result = store_write(tick->store, publish_alone, tick);
        if (!result_failed(result)) {
            continue;
        }
        last = result;
        if (result.code == RESULT_BUSY || result.code == RESULT_CONFLICT) {
            continue;
        }
        (*failed)++;
        tick->item_id = store_next_id(tick->store);
        result = store_read(tick->store, find_told, tick);
        if (!result_failed(result) && !tick->is_there) {
            result = store_write(tick->store, tell_failed, tick);
        }
        last = result_failed(result) ? result : last;
    }
    return last;
}

/* Reading costs nothing; a write transaction only when there is something to do. */
struct result article_clock_run(struct store *store, int64_t region_id, int64_t now_ms, size_t *failed)
{
    struct tick tick = {.store = store, .region_id = region_id, .now_ms = now_ms};
    struct result result = store_read(store, look, &tick);
    *failed = 0;
    if (result_failed(result) || tick.due == 0) {
        return result;
    }
    for (size_t index = 0; index < ARTICLE_DUE_MOST; index++) {
        tick.trace_ids[index] = store_next_id(store);
    }
    result = store_write(store, publish, &tick);
    return result_failed(result) && result.code != RESULT_BUSY ? publish_each(&tick, failed) : result;
}

static struct result sweep(struct store_session *session, void *context)
{
    const struct tick *tick = context;
    return file_delete_lost(session, tick->region_id, tick->now_ms - LOST_AFTER_MS);
}

static void warn(struct result result)
{
    if (result_failed(result)) {
        log_write(LOG_WARNING, "the clock of articles: %s", result.detail == NULL ? "" : result.detail);
    }
}

/* What cannot be published is tried again after a minute; the other work goes on beside it. */
static void work(struct article_clock *clock, int64_t ticks)
{
    struct tick tick = {.store = clock->store, .region_id = clock->region_id, .now_ms = time_now_ms()};
    if (tick.now_ms >= clock->publish_after_ms) {
        size_t failed = 0;
        warn(article_clock_run(clock->store, clock->region_id, tick.now_ms, &failed));
        clock->publish_after_ms = failed == 0 ? 0 : tick.now_ms + RETRY_AFTER_MS;
    }
    if (ticks % SWEEP_EVERY == SWEEP_EVERY - 1) {
        warn(store_write(clock->store, sweep, &tick));
    }
    if (ticks % READS_EVERY == 0) {
        warn(article_reads_flush(clock->reads, tick.now_ms));
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

struct result article_clock_open(struct store *store, int64_t region_id, struct article_reads *reads,
                                 struct article_clock **out)
{
    struct article_clock *clock = calloc(1, sizeof *clock);
    CHECK(clock != NULL);
    clock->store = store;
    clock->region_id = region_id;
    clock->reads = reads;
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
