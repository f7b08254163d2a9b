/* The job queue: work that lasts longer than a second, done by whoever has a free hand, on any machine.
 *
 *                  job_claim                job_finish (OK)
 *   queued ───────────────────► running ───────────────────► done
 *     │  ▲                        │ │ └──── job_finish (failure) ─► failed
 *     │  └── lease ran out ───────┘ └────── job_finish (cancelled) ► cancelled      JOB_ATTEMPTS tries, then failed
 *     └── job_cancel ─► cancelled           job_cancel asks; the worker hears it from job_update_progress
 *
 * A worker has a job until its lease ends and must report progress more often than that; a worker whose lease was
 * taken over hears CONFLICT and stops. A job may therefore run twice: what it does must bear repetition, best by
 * writing its outcome in the same transaction as job_finish (job_finish_in).
 * Times are the program's; `now_ms` is time_now_ms() except in tests.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store/store.h"

enum { JOB_PROGRESS_WHOLE = 1000, JOB_ATTEMPTS = 3, JOB_LEASE_MS = 30000 };

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
    int64_t region_id;
    int64_t id;
    const char *kind; /* "import_apply", … : who knows how to do it */
    const char *body; /* JSON, the kind's own */
    enum job_state state;
    int progress;        /* 0 to 1000 */
    const char *message; /* key of the language packs; "" = nothing to say */
    const char *result;  /* JSON, "" until finished */
    bool cancel_asked;
    int attempts;
    int64_t created_ms;
    int64_t updated_ms;
};

/* "queued", "running", … as in the database and in documents. */
const char *job_state_name(enum job_state state);

/* Put a job into the queue, in the transaction of what asks for it. id from store_next_id, made before.
 * A job of that id is there already: nothing happens (the work was run again). */
MUST_USE struct result job_insert(struct store_session *session, int64_t region_id, int64_t id, const char *kind,
                                  const char *body, int64_t now_ms);

/* The oldest job of the region that is queued, or whose worker fell silent, is now `owner`'s. owner: unique per
 * worker, up to 64 bytes. *found false: nothing to do. Texts live in the arena. Two workers never get the same one;
 * on PostgreSQL they do not wait for each other. A job that failed JOB_ATTEMPTS workers is ended as failed,
 * message "job.error.gave_up". */
MUST_USE struct result job_claim(struct arena *arena, struct store *store, int64_t region_id, const char *owner,
                                 int64_t now_ms, struct job *out, bool *found);

/* "I am alive": renews the lease. message is a key or "". *cancel: somebody asked to stop (may be NULL).
 * CONFLICT "job.error.lost": the job is no longer this worker's. */
MUST_USE struct result job_update_progress(struct store *store, const struct job *job, const char *owner, int progress,
                                           const char *message, int64_t now_ms, bool *cancel);

/* How a job ended. state DONE, FAILED or CANCELLED. CONFLICT "job.error.lost" as above. */
struct job_end {
    enum job_state state;
    const char *message;
    const char *result;
};
MUST_USE struct result job_finish(struct store *store, const struct job *job, const char *owner, struct job_end end,
                                  int64_t now_ms);
/* The same inside a transaction of the caller, so that outcome and end are written together or not at all. */
MUST_USE struct result job_finish_in(struct store_session *session, const struct job *job, const char *owner,
                                     struct job_end end, int64_t now_ms);

/* Ask to stop: a queued job is cancelled at once, a running one when its worker listens. NOT_FOUND when there is none;
 * a job that has ended stays as it is. */
MUST_USE struct result job_cancel(struct store *store, int64_t region_id, int64_t id, int64_t now_ms);

/* NOT_FOUND "job.error.unknown" when there is none. Texts live in the arena. */
MUST_USE struct result job_find(struct arena *arena, struct store *store, int64_t region_id, int64_t id,
                                struct job *out);

#endif
