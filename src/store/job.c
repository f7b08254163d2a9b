/* The job queue in the database. */
#include "store/job.h"

#include "base/check.h"

static const char *const STATE_NAMES[] = {[JOB_QUEUED] = "queued",
                                          [JOB_RUNNING] = "running",
                                          [JOB_DONE] = "done",
                                          [JOB_FAILED] = "failed",
                                          [JOB_CANCELLED] = "cancelled"};

const char *job_state_name(enum job_state state)
{
    return STATE_NAMES[state];
}

static enum job_state state_of(struct span name)
{
    for (int state = JOB_QUEUED; state <= JOB_CANCELLED; state++) {
        if (span_is(name, STATE_NAMES[state])) {
            return (enum job_state)state;
        }
    }
    return JOB_FAILED; /* a state of a newer program: nothing that this one may touch */
}

static void read_job(struct arena *arena, const struct store_rows *rows, int64_t region_id, struct job *out)
{
    *out = (struct job){
        .region_id = region_id,
        .id = store_rows_integer(rows, 0),
        .kind = store_rows_text(arena, rows, 1),
        .body = store_rows_text(arena, rows, 2),
        .state = state_of(store_rows_span(rows, 3)),
        .progress = (int)store_rows_integer(rows, 4),
        .message = store_rows_text(arena, rows, 5),
        .result = store_rows_text(arena, rows, 6),
        .cancel_asked = store_rows_integer(rows, 7) != 0,
        .attempts = (int)store_rows_integer(rows, 8),
        .created_ms = store_rows_integer(rows, 9),
        .updated_ms = store_rows_integer(rows, 10),
    };
}

struct result job_insert(struct store_session *session, int64_t region_id, int64_t id, const char *kind,
                         const char *body, int64_t now_ms)
{
    return store_execute(session, "job_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(id), store_text(kind), store_text(body),
                                      store_integer(now_ms)),
                         NULL);
}

struct claim {
    struct arena *arena;
    int64_t region_id;
    const char *owner;
    int64_t now_ms;
    int64_t waiting;
    struct job job;
    bool found;
};

static struct result count_waiting(struct store_session *session, void *context)
{
    struct claim *claim = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(
        session, "job_waiting", STORE_VALUES(store_integer(claim->region_id), store_integer(claim->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    claim->waiting = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result claim_oldest(struct store_session *session, void *context)
{
    struct claim *claim = context;
    claim->found = false;
    struct result result = store_execute(
        session, "job_give_up",
        STORE_VALUES(store_integer(claim->region_id), store_integer(claim->now_ms), store_integer(JOB_ATTEMPTS)), NULL);
    if (result_failed(result)) {
        return result;
    }
    struct store_rows *rows = NULL;
    result = store_query(session, "job_claim",
                         STORE_VALUES(store_integer(claim->region_id), store_text(claim->owner),
                                      store_integer(claim->now_ms), store_integer(claim->now_ms + JOB_LEASE_MS)),
                         &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        read_job(claim->arena, rows, claim->region_id, &claim->job);
        claim->found = true;
    }
    return store_rows_close(rows);
}

struct result job_claim(struct arena *arena, struct store *store, int64_t region_id, const char *owner, int64_t now_ms,
                        struct job *out, bool *found)
{
    struct claim claim = {.arena = arena, .region_id = region_id, .owner = owner, .now_ms = now_ms};
    struct result result = store_read(store, count_waiting, &claim);
    if (!result_failed(result) && claim.waiting > 0) {
        result = store_write(store, claim_oldest, &claim);
    }
    if (result_failed(result)) {
        return result;
    }
    *found = claim.found;
    if (claim.found) {
        *out = claim.job;
    }
    return result_ok();
}

struct report {
    const struct job *job;
    const char *owner;
    int progress;
    const char *message;
    struct job_end end;
    int64_t now_ms;
    bool mine;
    bool cancel;
};

static struct result lost(void)
{
    return result_fail(RESULT_CONFLICT, "job", "job.error.lost", "another worker has the job");
}

static struct result write_progress(struct store_session *session, void *context)
{
    struct report *report = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(
        session, "job_progress",
        STORE_VALUES(store_integer(report->job->region_id), store_integer(report->job->id), store_text(report->owner),
                     store_integer(report->progress), store_text(report->message),
                     store_integer(report->now_ms + JOB_LEASE_MS), store_integer(report->now_ms)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    report->mine = false;
    while (store_rows_next(rows)) {
        report->mine = true;
        report->cancel = store_rows_integer(rows, 0) != 0;
    }
    result = store_rows_close(rows);
    return result_failed(result) || report->mine ? result : lost();
}

struct result job_update_progress(struct store *store, const struct job *job, const char *owner, int progress,
                                  const char *message, int64_t now_ms, bool *cancel)
{
    CHECK(progress >= 0 && progress <= JOB_PROGRESS_WHOLE);
    struct report report = {.job = job, .owner = owner, .progress = progress, .message = message, .now_ms = now_ms};
    struct result result = store_write(store, write_progress, &report);
    if (!result_failed(result) && cancel != NULL) {
        *cancel = report.cancel;
    }
    return result;
}

struct result job_finish_in(struct store_session *session, const struct job *job, const char *owner, struct job_end end,
                            int64_t now_ms)
{
    CHECK(end.state == JOB_DONE || end.state == JOB_FAILED || end.state == JOB_CANCELLED);
    int64_t changed = 0;
    struct result result = store_execute(
        session, "job_finish",
        STORE_VALUES(store_integer(job->region_id), store_integer(job->id), store_text(owner),
                     store_text(job_state_name(end.state)), store_text(end.message == NULL ? "" : end.message),
                     store_text(end.result == NULL ? "" : end.result), store_integer(now_ms)),
        &changed);
    return result_failed(result) || changed == 1 ? result : lost();
}

static struct result write_end(struct store_session *session, void *context)
{
    const struct report *report = context;
    return job_finish_in(session, report->job, report->owner, report->end, report->now_ms);
}

struct result job_finish(struct store *store, const struct job *job, const char *owner, struct job_end end,
                         int64_t now_ms)
{
    struct report report = {.job = job, .owner = owner, .end = end, .now_ms = now_ms};
    return store_write(store, write_end, &report);
}

struct search {
    struct arena *arena;
    int64_t region_id;
    int64_t id;
    int64_t now_ms;
    struct job job;
    bool found;
};

static struct result find_job(struct store_session *session, void *context)
{
    struct search *search = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(
        session, "job_find", STORE_VALUES(store_integer(search->region_id), store_integer(search->id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    search->found = false;
    while (store_rows_next(rows)) {
        read_job(search->arena, rows, search->region_id, &search->job);
        search->found = true;
    }
    result = store_rows_close(rows);
    bool missing = !result_failed(result) && !search->found;
    return missing ? result_fail(RESULT_NOT_FOUND, "job", "job.error.unknown", NULL) : result;
}

struct result job_find(struct arena *arena, struct store *store, int64_t region_id, int64_t id, struct job *out)
{
    struct search search = {.arena = arena, .region_id = region_id, .id = id};
    struct result result = store_read(store, find_job, &search);
    if (!result_failed(result)) {
        *out = search.job;
    }
    return result;
}

static struct result cancel_job(struct store_session *session, void *context)
{
    struct search *search = context;
    int64_t changed = 0;
    struct result result = store_execute(
        session, "job_cancel",
        STORE_VALUES(store_integer(search->region_id), store_integer(search->id), store_integer(search->now_ms)),
        &changed);
    return result_failed(result) || changed == 1 ? result : find_job(session, context);
}

struct result job_cancel(struct store *store, int64_t region_id, int64_t id, int64_t now_ms)
{
    struct search search = {.region_id = region_id, .id = id, .now_ms = now_ms};
    struct arena arena;
    arena_init(&arena);
    search.arena = &arena;
    struct result result = store_write(store, cancel_job, &search);
    arena_release(&arena);
    return result;
}
