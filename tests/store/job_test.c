/* The job queue on both engines. Each case has a region of its own. */
#include "tests/store/bench.h"

#include "base/day.h"
#include "store/job.h"

#include <pthread.h>

enum { NOW = 1000000 };

struct request {
    int64_t region_id;
    int64_t id;
};

static struct result insert(struct store_session *session, void *context)
{
    const struct request *request = context;
    return job_insert(session, request->region_id, request->id, "import_apply", "{\"batch\":\"1\"}", NOW);
}

static void add_job(struct store *store, int64_t region_id, int64_t id)
{
    assert_ok(store_write(store, insert, &(struct request){region_id, id}));
}

struct hand {
    struct arena arena;
    struct store *store;
    struct job job;
    bool found;
};

static void hand_init(struct hand *hand, void **state)
{
    *hand = (struct hand){.store = ((struct bench *)*state)->store};
    arena_init(&hand->arena);
}

static void claim(struct hand *hand, int64_t region_id, const char *owner, int64_t now_ms)
{
    hand->found = false;
    assert_ok(job_claim(&hand->arena, hand->store, region_id, owner, now_ms, &hand->job, &hand->found));
}

static void find(struct hand *hand, int64_t region_id, int64_t id)
{
    assert_ok(job_find(&hand->arena, hand->store, region_id, id, &hand->job));
}

static void a_job_is_claimed_reported_and_finished(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 1, 5);
    add_job(hand.store, 1, 5); /* the same again is no second job */
    claim(&hand, 1, "a", NOW);
    assert_true(hand.found);
    assert_int_equal(hand.job.id, 5);
    assert_string_equal(hand.job.kind, "import_apply");
    assert_string_equal(hand.job.body, "{\"batch\":\"1\"}");
    assert_int_equal(hand.job.state, JOB_RUNNING);
    struct job mine = hand.job;
    bool cancel = true;
    assert_ok(job_update_progress(hand.store, &mine, "a", 400, "import.progress.rows", NOW + 5, &cancel));
    assert_false(cancel);
    find(&hand, 1, 5);
    assert_int_equal(hand.job.progress, 400);
    assert_string_equal(hand.job.message, "import.progress.rows");
    assert_ok(job_finish(hand.store, &mine, "a", (struct job_end){JOB_DONE, NULL, "{}"}, NOW + 9));
    find(&hand, 1, 5);
    assert_int_equal(hand.job.state, JOB_DONE);
    assert_int_equal(hand.job.progress, JOB_PROGRESS_WHOLE);
    assert_string_equal(hand.job.result, "{}");
    assert_int_equal(hand.job.updated_ms, NOW + 9);
    claim(&hand, 1, "a", NOW + 10 * JOB_LEASE_MS);
    assert_false(hand.found);
    arena_release(&hand.arena);
}

static void the_oldest_job_comes_first_and_each_region_has_its_own(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 2, 8);
    add_job(hand.store, 2, 7);
    add_job(hand.store, 3, 1);
    claim(&hand, 2, "a", NOW);
    assert_int_equal(hand.job.id, 7);
    claim(&hand, 2, "b", NOW);
    assert_int_equal(hand.job.id, 8);
    claim(&hand, 2, "c", NOW);
    assert_false(hand.found);
    claim(&hand, 3, "c", NOW);
    assert_int_equal(hand.job.id, 1);
    arena_release(&hand.arena);
}

static void a_silent_worker_loses_its_job(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 4, 1);
    claim(&hand, 4, "silent", NOW);
    struct job old = hand.job;
    claim(&hand, 4, "other", NOW + JOB_LEASE_MS);
    assert_false(hand.found); /* the lease still holds at its last moment */
    claim(&hand, 4, "other", NOW + JOB_LEASE_MS + 1);
    assert_true(hand.found);
    assert_int_equal(hand.job.attempts, 2);
    struct result result = job_update_progress(hand.store, &old, "silent", 10, "", NOW + JOB_LEASE_MS + 2, NULL);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "job.error.lost");
    result = job_finish(hand.store, &old, "silent", (struct job_end){JOB_DONE, NULL, NULL}, NOW + JOB_LEASE_MS + 3);
    assert_int_equal(result.code, RESULT_CONFLICT);
    find(&hand, 4, 1);
    assert_int_equal(hand.job.state, JOB_RUNNING);
    arena_release(&hand.arena);
}

static void a_report_renews_the_lease(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 5, 1);
    claim(&hand, 5, "a", NOW);
    struct job mine = hand.job;
    assert_ok(job_update_progress(hand.store, &mine, "a", 1, "", NOW + JOB_LEASE_MS, NULL));
    claim(&hand, 5, "b", NOW + JOB_LEASE_MS + 1);
    assert_false(hand.found);
    arena_release(&hand.arena);
}

static void a_job_that_silences_its_workers_is_given_up(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 6, 1);
    int64_t now = NOW;
    for (int attempt = 1; attempt <= JOB_ATTEMPTS; attempt++) {
        claim(&hand, 6, "a", now);
        assert_true(hand.found);
        assert_int_equal(hand.job.attempts, attempt);
        now += JOB_LEASE_MS + 1;
    }
    claim(&hand, 6, "a", now);
    assert_false(hand.found);
    find(&hand, 6, 1);
    assert_int_equal(hand.job.state, JOB_FAILED);
    assert_string_equal(hand.job.message, "job.error.gave_up");
    arena_release(&hand.arena);
}

static void a_queued_job_is_cancelled_at_once(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 7, 1);
    assert_ok(job_cancel(hand.store, 7, 1, NOW + 1));
    find(&hand, 7, 1);
    assert_int_equal(hand.job.state, JOB_CANCELLED);
    claim(&hand, 7, "a", NOW + 2);
    assert_false(hand.found);
    arena_release(&hand.arena);
}

static void a_running_job_hears_that_it_shall_stop(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 8, 1);
    claim(&hand, 8, "a", NOW);
    struct job mine = hand.job;
    assert_ok(job_cancel(hand.store, 8, 1, NOW + 1));
    bool cancel = false;
    assert_ok(job_update_progress(hand.store, &mine, "a", 10, "", NOW + 2, &cancel));
    assert_true(cancel);
    assert_ok(job_finish(hand.store, &mine, "a", (struct job_end){JOB_CANCELLED, NULL, NULL}, NOW + 3));
    find(&hand, 8, 1);
    assert_int_equal(hand.job.state, JOB_CANCELLED);
    assert_int_equal(hand.job.progress, 10);
    assert_ok(job_cancel(hand.store, 8, 1, NOW + 4)); /* ended stays ended */
    find(&hand, 8, 1);
    assert_int_equal(hand.job.updated_ms, NOW + 3);
    arena_release(&hand.arena);
}

static void an_unknown_job_is_not_found(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 9, 1);
    struct result result = job_find(&hand.arena, hand.store, 10, 1, &hand.job);
    assert_int_equal(result.code, RESULT_NOT_FOUND);
    assert_string_equal(result.message, "job.error.unknown");
    assert_int_equal(job_cancel(hand.store, 10, 1, NOW).code, RESULT_NOT_FOUND);
    arena_release(&hand.arena);
}

enum { WORKERS = 4, JOBS = 24 };

struct worker {
    struct store *store;
    char owner[8];
    int taken[JOBS];
    int count;
};

static void *work_off(void *argument)
{
    struct worker *worker = argument;
    struct arena arena;
    arena_init(&arena);
    for (;;) {
        struct job job;
        bool found = false;
        struct result result = job_claim(&arena, worker->store, 11, worker->owner, NOW, &job, &found);
        if (result.code == RESULT_BUSY) {
            continue;
        }
        if (result_failed(result) || !found) {
            break;
        }
        worker->taken[worker->count++] = (int)job.id;
        while (job_finish(worker->store, &job, worker->owner, (struct job_end){JOB_DONE, NULL, NULL}, NOW).code ==
               RESULT_BUSY) {
        }
    }
    arena_release(&arena);
    return NULL;
}

static void no_two_workers_get_the_same_job(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    struct worker workers[WORKERS] = {0};
    pthread_t threads[WORKERS];
    int times[JOBS + 1] = {0};
    for (int id = 1; id <= JOBS; id++) {
        add_job(store, 11, id);
    }
    for (int index = 0; index < WORKERS; index++) {
        workers[index].store = store;
        (void)snprintf(workers[index].owner, sizeof workers[index].owner, "w%d", index % 10);
        assert_int_equal(pthread_create(&threads[index], NULL, work_off, &workers[index]), 0);
    }
    for (int index = 0; index < WORKERS; index++) {
        (void)pthread_join(threads[index], NULL);
        for (int taken = 0; taken < workers[index].count; taken++) {
            times[workers[index].taken[taken]]++;
        }
    }
    /* A worker may have seen an empty queue while another held the last ones, so none is left over. */
    for (int id = 1; id <= JOBS; id++) {
        assert_int_equal(times[id], 1);
    }
}

/* Outcome and end in one transaction. */
struct outcome {
    struct job job;
    struct note note;
};

static struct result finish_with_note(struct store_session *session, void *context)
{
    const struct outcome *outcome = context;
    struct note note = outcome->note;
    struct result result = insert_note(session, &note);
    if (result_failed(result)) {
        return result;
    }
    return job_finish_in(session, &outcome->job, "a", (struct job_end){JOB_DONE, NULL, "{}"}, NOW + 1);
}

static void the_outcome_is_written_with_the_end_or_not_at_all(void **state)
{
    struct hand hand;
    hand_init(&hand, state);
    add_job(hand.store, 12, 1);
    claim(&hand, 12, "a", NOW);
    struct outcome outcome = {hand.job, {12, 1, "outcome", {0}}};
    int failures = 0;
    struct result result;
    for (int64_t calls = 0;; calls++) {
        store_fail_after(hand.store, calls);
        result = store_write(hand.store, finish_with_note, &outcome);
        store_fail_after(hand.store, -1);
        if (!result_failed(result)) {
            break;
        }
        failures++;
        assert_int_equal(number_of(hand.store, "note_count", 12), 0);
        find(&hand, 12, 1);
        assert_int_equal(hand.job.state, JOB_RUNNING);
    }
    assert_int_equal(failures, 2);
    find(&hand, 12, 1);
    assert_int_equal(hand.job.state, JOB_DONE);
    assert_int_equal(number_of(hand.store, "note_count", 12), 1);
    arena_release(&hand.arena);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_job_is_claimed_reported_and_finished),                                                          \
        cmocka_unit_test(the_oldest_job_comes_first_and_each_region_has_its_own),                                      \
        cmocka_unit_test(a_silent_worker_loses_its_job), cmocka_unit_test(a_report_renews_the_lease),                  \
        cmocka_unit_test(a_job_that_silences_its_workers_is_given_up),                                                 \
        cmocka_unit_test(a_queued_job_is_cancelled_at_once), cmocka_unit_test(a_running_job_hears_that_it_shall_stop), \
        cmocka_unit_test(an_unknown_job_is_not_found), cmocka_unit_test(no_two_workers_get_the_same_job),              \
        cmocka_unit_test(the_outcome_is_written_with_the_end_or_not_at_all)

int main(void)
{
    const struct CMUnitTest sqlite[] = {CASES};
    const struct CMUnitTest postgres[] = {CASES};
    int failed = cmocka_run_group_tests_name("jobs on SQLite", sqlite, start_sqlite, stop_bench);
    failed += cmocka_run_group_tests_name("jobs on PostgreSQL", postgres, start_postgres, stop_bench);
    return failed;
}
