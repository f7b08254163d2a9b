/* The clock: reminders, expiry, the closing of listings whose owners let three requests expire. */
#include "areas/requests/store.h"

#include "areas/waiting/waiting.h"
#include "base/check.h"
#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARN_AT = 2, CLOSE_AT = 3, WINDOW_DAYS = 180, ROUND_SECONDS = 60 };
static const int64_t DAY_MS = 86400000;

struct tick {
    struct arena *arena;
    int64_t region_id, now_ms;
    const struct proposal *proposal; /* as it was when it was found due */
    struct proposal_ids ids;
    bool reminded, expired, closed;
};

static struct proposal_telling telling_of(struct tick *tick, const struct proposal *proposal, const char *word,
                                          const char *action)
{
    return (struct proposal_telling){.arena = tick->arena,
                                     .region_id = tick->region_id,
                                     .ids = &tick->ids,
                                     .proposal = proposal,
                                     .word = word,
                                     .action = action,
                                     .now_ms = tick->now_ms};
}

static struct result remind(struct store_session *session, struct tick *tick, const struct proposal *was)
{
    struct proposal_settings settings;
    bool changed = false;
    struct proposal proposal = *was;
    struct result result = proposal_settings_find(session, tick->region_id, &settings);
    if (result_failed(result)) {
        return result;
    }
    proposal.next_ms = proposal_next_ms(&settings, was->due_ms, tick->now_ms);
    result = proposal_update(session, tick->region_id, &proposal, was, &changed);
    if (result_failed(result) || !changed) {
        return result;
    }
    tick->reminded = true;
    struct proposal_telling telling = telling_of(tick, &proposal, "threads.event.request_reminded", "request.remind");
    result = proposal_tell(session, &telling);
    return result_failed(result) ? result : proposal_mail(session, &telling, proposal.turn_id, "request_reminder");
}

/* --- expiry ---------------------------------------------------------------------------------------------------------- */

static struct result count_expired(struct store_session *session, const struct tick *tick, int64_t organisation_id,
                                   int64_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "proposal_expired_count",
                                       STORE_VALUES(store_integer(tick->region_id), store_integer(organisation_id),
                                                    store_integer(tick->now_ms - WINDOW_DAYS * DAY_MS)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        *count = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

/* The owner's listing of this request, if it is still open: closed, held, told. */
static struct result close_listing(struct store_session *session, struct tick *tick, const struct proposal *proposal)
{
    int64_t own_need = proposal->listing_id == proposal->need_id ? proposal->answerer_id : proposal->asker_id;
    int64_t listing_id = proposal->turn_id == own_need ? proposal->need_id : proposal->offer_id;
    struct listing listing;
    struct result result = listing_find(tick->arena, session, tick->region_id, listing_id, &listing);
    if (result_failed(result) || strcmp(listing.status, "open") != 0) {
        return result;
    }
    const struct listing_step step = {"closed", "", NULL, tick->now_ms};
    result = listing_set_status(tick->arena, session, tick->region_id, &listing, &step, proposal_ids_take(&tick->ids));
    if (!result_failed(result)) {
        result = store_execute(
            session, "listing_hold_insert",
            STORE_VALUES(store_integer(tick->region_id), store_integer(listing_id), store_integer(tick->now_ms)), NULL);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "closure_insert",
                               STORE_VALUES(store_integer(tick->region_id),
                                            store_integer(proposal_ids_take(&tick->ids)), store_integer(listing_id),
                                            store_integer(proposal->turn_id), store_integer(tick->now_ms)),
                               NULL);
    }
    tick->closed = !result_failed(result);
    struct proposal_telling telling = telling_of(tick, proposal, "threads.event.listing_held", "listing.hold");
    telling.as = proposal->turn_id;
    if (!result_failed(result)) {
        result = proposal_tell(session, &telling);
    }
    return result_failed(result) ? result : proposal_mail(session, &telling, proposal->turn_id, "listing_held");
}

static struct result judge_owner(struct store_session *session, struct tick *tick, const struct proposal *proposal)
{
    int64_t count = 0;
    struct result result = count_expired(session, tick, proposal->turn_id, &count);
    if (result_failed(result) || count < WARN_AT) {
        return result;
    }
    if (count >= CLOSE_AT) {
        return close_listing(session, tick, proposal);
    }
    struct proposal_telling telling = telling_of(tick, proposal, "threads.event.owner_warned", "listing.warn");
    telling.as = proposal->turn_id;
    result = proposal_tell(session, &telling);
    return result_failed(result) ? result : proposal_mail(session, &telling, proposal->turn_id, "listing_warning");
}

static struct result expire(struct store_session *session, struct tick *tick, const struct proposal *was)
{
    bool changed = false;
    struct proposal proposal = *was;
    proposal.status = proposal_step_find("expire")->to;
    proposal.updated_ms = tick->now_ms;
    struct result result = proposal_update(session, tick->region_id, &proposal, was, &changed);
    if (result_failed(result) || !changed) {
        return result;
    }
    tick->expired = true;
    struct proposal_telling telling = telling_of(tick, &proposal, "threads.event.request_expire", "request.expire");
    telling.as = proposal.turn_id;
    result = proposal_tell(session, &telling);
    if (!result_failed(result)) {
        result = proposal_wait(session, &telling);
    }
    if (!result_failed(result)) {
        result = proposal_wait_office(session, &telling, "request_expired", "waiting.word.request_expired");
    }
    int64_t waited = proposal.turn_id == proposal.asker_id ? proposal.answerer_id : proposal.asker_id;
    if (!result_failed(result)) {
        result = proposal_mail(session, &telling, waited, "request_ended");
    }
    return result_failed(result) ? result : judge_owner(session, tick, &proposal);
}

static struct result write_tick(struct store_session *session, void *context)
{
    struct tick *tick = context;
    struct proposal now;
    tick->ids.used = 0;
    tick->reminded = tick->expired = tick->closed = false;
    struct result result = proposal_find(tick->arena, session, tick->region_id, tick->proposal->id, &now);
    if (result_failed(result) || strcmp(now.status, "open") != 0 || now.next_ms > tick->now_ms) {
        return result; /* answered, or done by somebody else, since it was found */
    }
    return now.due_ms <= tick->now_ms ? expire(session, tick, &now) : remind(session, tick, &now);
}

/* --- a round ----------------------------------------------------------------------------------------------------------- */

struct finding {
    struct arena *arena;
    int64_t region_id, now_ms;
    struct proposal *list;
    size_t count;
};

static struct result find_due(struct store_session *session, void *context)
{
    struct finding *finding = context;
    return proposal_list_due(finding->arena, session, finding->region_id, finding->now_ms, &finding->list,
                             &finding->count);
}

struct result proposal_clock_run(struct store *store, int64_t region_id, int64_t now_ms,
                                 struct proposal_clock_counts *out)
{
    struct arena arena;
    arena_init(&arena);
    struct finding finding = {.arena = &arena, .region_id = region_id, .now_ms = now_ms};
    struct proposal_clock_counts counts = {0, 0, 0};
    struct result result = result_ok();
    do {
        arena_reset(&arena);
        result = store_read(store, find_due, &finding);
        for (size_t index = 0; index < finding.count && !result_failed(result); index++) {
            struct tick tick = {
                .arena = &arena, .region_id = region_id, .now_ms = now_ms, .proposal = &finding.list[index]};
            proposal_ids_make(store, &tick.ids);
            result = store_write(store, write_tick, &tick);
            counts.reminded += tick.reminded ? 1 : 0;
            counts.expired += tick.expired ? 1 : 0;
            counts.closed += tick.closed ? 1 : 0;
        }
    } while (!result_failed(result) && finding.count == PROPOSALS_MOST);
    arena_release(&arena);
    *out = counts;
    return result_failed(result) ? result_fail(result.code, NULL, result.message, "clock of requests") : result;
}

/* --- the thread -------------------------------------------------------------------------------------------------------- */

struct proposal_clock {
    struct store *store;
    int64_t region_id;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool stop;
};

static void *run(void *context)
{
    struct proposal_clock *clock = context;
    CHECK(pthread_mutex_lock(&clock->lock) == 0);
    while (!clock->stop) {
        struct proposal_clock_counts counts;
        struct timespec until;
        CHECK(pthread_mutex_unlock(&clock->lock) == 0);
        struct result result = proposal_clock_run(clock->store, clock->region_id, time_now_ms(), &counts);
        if (result_failed(result)) {
            log_write(LOG_ERROR, "requests: the clock failed: %s", result.message == NULL ? "" : result.message);
        }
        int mailed = 0;
        enum { CHINA = 480 };
        result = waiting_digest_run(clock->store, clock->region_id, CHINA, time_now_ms(), &mailed);
        if (result_failed(result)) {
            log_write(LOG_ERROR, "waiting: the daily mail failed: %s", result.message == NULL ? "" : result.message);
        }
        CHECK(pthread_mutex_lock(&clock->lock) == 0);
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += ROUND_SECONDS;
        if (!clock->stop) {
            (void)pthread_cond_timedwait(&clock->woken, &clock->lock, &until);
        }
    }
    CHECK(pthread_mutex_unlock(&clock->lock) == 0);
    return NULL;
}

struct result proposal_clock_open(struct store *store, int64_t region_id, struct proposal_clock **out)
{
    struct proposal_clock *clock = calloc(1, sizeof *clock);
    CHECK(clock != NULL);
    clock->store = store;
    clock->region_id = region_id;
    CHECK(pthread_mutex_init(&clock->lock, NULL) == 0);
    CHECK(pthread_cond_init(&clock->woken, NULL) == 0);
    if (pthread_create(&clock->thread, NULL, run, clock) != 0) {
        CHECK(pthread_mutex_destroy(&clock->lock) == 0);
        CHECK(pthread_cond_destroy(&clock->woken) == 0);
        free(clock);
        return result_internal("thread of the clock of requests");
    }
    *out = clock;
    return result_ok();
}

void proposal_clock_close(struct proposal_clock *clock)
{
    if (clock == NULL) {
        return;
    }
    CHECK(pthread_mutex_lock(&clock->lock) == 0);
    clock->stop = true;
    CHECK(pthread_cond_signal(&clock->woken) == 0);
    CHECK(pthread_mutex_unlock(&clock->lock) == 0);
    CHECK(pthread_join(clock->thread, NULL) == 0);
    CHECK(pthread_mutex_destroy(&clock->lock) == 0);
    CHECK(pthread_cond_destroy(&clock->woken) == 0);
    free(clock);
}
