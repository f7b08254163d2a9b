/* The runner: one thread that takes confirmed imports from the job queue and applies them.
 *
 * The end of the job, the state of the batch and the rows are one transaction: after a crash the job is taken up again
 * and finds either everything done or nothing. Progress is kept in memory, because the transaction itself holds the
 * writer while it runs.
 */
#include "areas/imports/runner.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"
#include "base/number.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 2000, OWNER_SIZE = 64, GIVEN_UP_MOST = 16 };

/* The lease cannot be renewed while the rows are written: the job's row belongs to the same transaction, and on PostgreSQL
 * a renewal beside it would make it start anew. So it is taken beforehand for as long as the rows may need. */
static const int64_t LEASE_PER_ROW_MS = 5;

struct import_runner {
    struct store *store;
    const struct catalogue *catalogue;
    int64_t region_id;
    char owner[OWNER_SIZE];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool awake; /* there may be a job; guarded by lock */
    _Atomic bool stop;
    _Atomic int progress;
    _Atomic int64_t batch_id; /* being applied, 0 = none */
};

/* --- one job --------------------------------------------------------------------------------------------------------- */

struct running {
    struct import_runner *runner;
    struct arena *arena;
    const struct job *job;
    int64_t batch_id;
    struct import_batch batch;
    struct span bytes;
    struct result failure; /* why it failed, for the batch */
};

static struct result read_batch_and_file(struct store_session *session, void *context)
{
    struct running *running = context;
    int64_t region_id = running->runner->region_id;
    struct result result = import_batch_find(running->arena, session, region_id, running->batch_id, &running->batch);
    return result_failed(result)
               ? result
               : import_file_find(running->arena, session, region_id, running->batch_id, &running->bytes);
}

static struct result finish_done(struct store_session *session, const struct import_outcome *outcome, void *context)
{
    struct running *running = context;
    struct import_runner *runner = running->runner;
    int64_t now_ms = time_now_ms();
    struct import_end how = {"done", "", outcome, now_ms};
    struct result result = import_batch_finish(running->arena, session, runner->region_id, running->batch_id, &how);
    struct job_end end = {JOB_DONE, "", ""};
    return result_failed(result) ? result : job_finish_in(session, running->job, runner->owner, end, now_ms);
}

static struct result finish_failed(struct store_session *session, void *context)
{
    struct running *running = context;
    struct import_runner *runner = running->runner;
    const struct import_outcome nothing = {0};
    int64_t now_ms = time_now_ms();
    struct import_end how = {"failed", running->failure.message, &nothing, now_ms};
    struct result result = import_batch_finish(running->arena, session, runner->region_id, running->batch_id, &how);
    struct job_end end = {JOB_FAILED, running->failure.message, ""};
    return result_failed(result) ? result : job_finish_in(session, running->job, runner->owner, end, now_ms);
}

static struct result set_lease(const struct running *running, int64_t ms)
{
    struct import_runner *runner = running->runner;
    return job_update_progress(runner->store, running->job, runner->owner, 0, "", time_now_ms() - JOB_LEASE_MS + ms,
                               NULL);
}

static struct result apply_batch(struct running *running)
{
    struct import_runner *runner = running->runner;
    struct result result = store_read(runner->store, read_batch_and_file, running);
    if (result_failed(result)) {
        return result;
    }
    struct import_reader reader = {.catalogue = runner->catalogue, .region_id = runner->region_id};
    struct import_sheet sheet;
    if (!import_kind_parse(span_of(running->batch.kind), &reader.kind) ||
        !day_parse(span_of(running->batch.read_day), &reader.today)) {
        return result_internal("import batch with a broken kind or day");
    }
    result = import_read(running->arena, &reader, running->bytes, &sheet);
    if (result_failed(result)) {
        return result;
    }
    result = set_lease(running, JOB_LEASE_MS + (int64_t)sheet.row_count * LEASE_PER_ROW_MS);
    if (result_failed(result)) {
        return result;
    }
    const struct actor actor = {.person_id = running->batch.actor_id, .name = running->batch.actor_name};
    struct import_job job = {.store = runner->store,
                             .catalogue = runner->catalogue,
                             .region_id = runner->region_id,
                             .now_ms = time_now_ms(),
                             .actor = &actor,
                             .sheet = &sheet,
                             .progress = &runner->progress,
                             .cancel = &runner->stop,
                             .finish = finish_done,
                             .finish_context = running};
    struct import_outcome outcome;
    return import_apply(running->arena, &job, &outcome);
}

/* Stopped, or the database is away: the job is left for whoever comes next, at once. */
static bool is_for_later(const struct import_runner *runner, struct result failure)
{
    return runner->stop || failure.code == RESULT_BUSY;
}

static void settle(struct running *running)
{
    struct import_runner *runner = running->runner;
    struct result failure = running->failure;
    if (!result_failed(failure)) {
        return;
    }
    log_write(LOG_WARNING, "import not done: %s (%s)", failure.message, failure.detail == NULL ? "" : failure.detail);
    struct result result = is_for_later(runner, failure) ? set_lease(running, runner->stop ? 0 : LOOK_EVERY_MS)
                                                         : store_write(runner->store, finish_failed, running);
    if (result_failed(result)) {
        log_write(LOG_WARNING, "import: the outcome could not be stored; it is taken up again when the lease is over");
    }
}

static void run_job(struct import_runner *runner, struct arena *arena, const struct job *job)
{
    struct running running = {.runner = runner, .arena = arena, .job = job};
    if (strcmp(job->kind, IMPORT_JOB_KIND) != 0 || !number_parse(span_of(job->body), &running.batch_id)) {
        struct job_end end = {JOB_FAILED, "error.internal", ""};
        struct result result = job_finish(runner->store, job, runner->owner, end, time_now_ms());
        log_write(LOG_ERROR, "import: a job that is none: kind %s%s", job->kind,
                  result_failed(result) ? ", and it could not be ended" : "");
        return;
    }
    runner->progress = 0;
    runner->batch_id = running.batch_id;
    running.failure = apply_batch(&running);
    settle(&running);
    runner->batch_id = 0;
}

/* --- given up ----------------------------------------------------------------------------------------------------------- */

struct closing {
    struct import_runner *runner;
    struct arena arena;
    struct given_up list[GIVEN_UP_MOST];
    size_t count;
};

static struct result read_given_up(struct store_session *session, void *context)
{
    struct closing *closing = context;
    return import_batch_list_given_up(&closing->arena, session, closing->runner->region_id, GIVEN_UP_MOST,
                                      closing->list, &closing->count);
}

static struct result write_given_up(struct store_session *session, void *context)
{
    struct closing *closing = context;
    const struct import_outcome nothing = {0};
    struct result result = result_ok();
    for (size_t index = 0; index < closing->count && !result_failed(result); index++) {
        struct import_end how = {"failed", closing->list[index].message, &nothing, time_now_ms()};
        result = import_batch_finish(&closing->arena, session, closing->runner->region_id,
                                     closing->list[index].batch_id, &how);
    }
    return result;
}

/* A job that took three workers down with it is ended by the queue; its batch must not seem to go on for ever. */
static void close_given_up(struct import_runner *runner)
{
    struct closing closing = {.runner = runner};
    arena_init(&closing.arena);
    struct result result = store_read(runner->store, read_given_up, &closing);
    if (!result_failed(result) && closing.count > 0) {
        result = store_write(runner->store, write_given_up, &closing);
    }
    if (result_failed(result)) {
        log_write(LOG_WARNING, "import: looking for what was given up failed: %s",
                  result.detail == NULL ? "" : result.detail);
    }
    arena_release(&closing.arena);
}

/* --- the thread ------------------------------------------------------------------------------------------------------- */

static void wait_for_work(struct import_runner *runner)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOOK_EVERY_MS / 1000;
    CHECK(pthread_mutex_lock(&runner->lock) == 0);
    int waited = 0;
    while (!runner->awake && !runner->stop && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&runner->woken, &runner->lock, &until);
    }
    runner->awake = false;
    CHECK(pthread_mutex_unlock(&runner->lock) == 0);
}

static void *run(void *context)
{
    struct import_runner *runner = context;
    struct arena arena;
    arena_init(&arena);
    while (!runner->stop) {
        struct job job;
        bool found = false;
        arena_release(&arena);
        arena_init(&arena);
        struct result result =
            job_claim(&arena, runner->store, runner->region_id, runner->owner, time_now_ms(), &job, &found);
        if (result_failed(result) || !found) {
            close_given_up(runner);
            wait_for_work(runner);
        } else {
            run_job(runner, &arena, &job);
        }
    }
    arena_release(&arena);
    return NULL;
}

struct result import_runner_open(struct store *store, const struct catalogue *catalogue, int64_t region_id,
                                 struct import_runner **out)
{
    struct import_runner *runner = calloc(1, sizeof *runner);
    CHECK(runner != NULL);
    runner->store = store;
    runner->catalogue = catalogue;
    runner->region_id = region_id;
    (void)snprintf(runner->owner, sizeof runner->owner, "import-%ld-%lld", (long)getpid(),
                   (long long)store_next_id(store));
    CHECK(pthread_mutex_init(&runner->lock, NULL) == 0);
    CHECK(pthread_cond_init(&runner->woken, NULL) == 0);
    runner->awake = true; /* what was left from before */
    if (pthread_create(&runner->thread, NULL, run, runner) != 0) {
        CHECK(pthread_mutex_destroy(&runner->lock) == 0);
        CHECK(pthread_cond_destroy(&runner->woken) == 0);
        free(runner);
        return result_internal("no thread for the import runner");
    }
    *out = runner;
    return result_ok();
}

void import_runner_wake(struct import_runner *runner)
{
    CHECK(pthread_mutex_lock(&runner->lock) == 0);
    runner->awake = true;
    CHECK(pthread_cond_signal(&runner->woken) == 0);
    CHECK(pthread_mutex_unlock(&runner->lock) == 0);
}

int import_runner_progress(struct import_runner *runner, int64_t batch_id)
{
    return runner->batch_id == batch_id ? runner->progress : 0;
}

void import_runner_close(struct import_runner *runner)
{
    if (runner == NULL) {
        return;
    }
    runner->stop = true;
    import_runner_wake(runner);
    CHECK(pthread_join(runner->thread, NULL) == 0);
    CHECK(pthread_mutex_destroy(&runner->lock) == 0);
    CHECK(pthread_cond_destroy(&runner->woken) == 0);
    free(runner);
}
