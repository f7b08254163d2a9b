/* What only PostgreSQL can do to us: lost connections, serialisation failures, a server that falls silent. */
#include "tests/store/bench.h"

#include "base/day.h"

#include <pthread.h>
#include <signal.h>

static struct store *store_of(void **state)
{
    return ((struct bench *)*state)->store;
}

/* A write whose connection breaks the first time, somewhere. */
struct broken {
    struct note note;
    int times;      /* how often the work was called */
    int break_till; /* the connection breaks while times <= break_till */
    int signal;     /* 0: terminate by SQL, before the note; else this signal to the backend, after it */
    int64_t pid;
    int64_t stopped; /* the backend that was sent the signal */
    bool revive;     /* let it go on with what it was sent, instead of ending it */
};

static struct result read_pid(struct store_session *session, int64_t *pid)
{
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "backend_pid", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    *pid = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result kill_backend(struct store_session *session, int64_t pid)
{
    struct number_request request = {.name = "backend_kill", .first = pid};
    return read_number(session, &request);
}

static struct result insert_once(struct store_session *session, const struct note *note)
{
    return store_execute(session, "note_insert_once",
                         STORE_VALUES(store_integer(note->region_id), store_integer(note->id), store_text(note->title)),
                         NULL);
}

static struct result insert_and_break(struct store_session *session, void *context)
{
    struct broken *broken = context;
    broken->times++;
    if (broken->stopped != 0 && broken->signal == SIGSTOP) {
        /* It still holds its locks. */
        (void)kill((pid_t)broken->stopped, broken->revive ? SIGCONT : SIGTERM);
        (void)kill((pid_t)broken->stopped, SIGCONT);
        broken->stopped = 0;
    }
    struct result result = read_pid(session, &broken->pid);
    bool breaks = broken->times <= broken->break_till;
    if (!result_failed(result) && breaks && broken->signal == 0) {
        result = kill_backend(session, broken->pid);
    }
    if (!result_failed(result)) {
        result = broken->revive ? insert_once(session, &broken->note) : insert_note(session, &broken->note);
    }
    if (!result_failed(result) && breaks && broken->signal != 0) {
        broken->stopped = broken->pid;
        (void)kill((pid_t)broken->pid, broken->signal);
    }
    return result;
}

static void a_lost_connection_is_replaced_and_the_work_runs_again(void **state)
{
    struct broken broken = {.note = {1, 1, "one", {0}}, .break_till = 1};
    assert_ok(store_write(store_of(state), insert_and_break, &broken));
    assert_int_equal(broken.times, 2);
    assert_int_equal(number_of(store_of(state), "note_count", 1), 1);
}

static void a_connection_lost_again_and_again_ends_as_busy(void **state)
{
    struct broken broken = {.note = {2, 1, "one", {0}}, .break_till = 1000};
    struct result result = store_write(store_of(state), insert_and_break, &broken);
    assert_int_equal(result.code, RESULT_BUSY);
    assert_int_equal(broken.times, 6);
    assert_int_equal(number_of(store_of(state), "note_count", 2), 0);
}

static void a_backend_that_ends_before_commit_leaves_one_note(void **state)
{
    struct broken broken = {.note = {3, 1, "one", {0}}, .break_till = 1, .signal = SIGTERM};
    assert_ok(store_write(store_of(state), insert_and_break, &broken));
    assert_int_equal(broken.times, 2);
    assert_int_equal(number_of(store_of(state), "note_count", 3), 1);
}

static void write_past_silence(struct store *store, struct broken *broken)
{
    int64_t start = time_monotonic_ms();
    store_set_deadlines(store, 60000, 700);
    struct result result = store_write(store, insert_and_break, broken);
    store_set_deadlines(store, 60000, 10000);
    int64_t took = time_monotonic_ms() - start;
    assert_ok(result);
    assert_true(took >= 700 && took < 8000);
    assert_true(broken->times >= 2); /* once more when the two were seen to overlap */
    assert_int_equal(number_of(store, "note_count", broken->note.region_id), 1);
}

/* The server is there but says nothing to COMMIT: libpq alone would wait for ever. */
static void a_silent_server_costs_a_deadline_and_not_for_ever(void **state)
{
    struct broken broken = {.note = {4, 1, "one", {0}}, .break_till = 1, .signal = SIGSTOP};
    write_past_silence(store_of(state), &broken);
}

/* The silent server did commit in the end, and the work that runs again must bear it. */
static void a_commit_that_was_done_unheard_is_not_done_twice(void **state)
{
    struct broken broken = {.note = {5, 1, "one", {0}}, .break_till = 1, .signal = SIGSTOP, .revive = true};
    write_past_silence(store_of(state), &broken);
}

static struct result kill_others(struct store_session *session, void *context)
{
    (void)context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "backend_kill_others", NULL, 0, &rows);
    return result_failed(result) ? result : store_rows_close(rows);
}

/* Many threads, so that the pool is full of connections, all of them killed while idle. */
static void *read_in_thread(void *argument)
{
    for (int index = 0; index < 20; index++) {
        struct number_request request = {.name = "note_count", .first = 1};
        if (result_failed(store_read(argument, read_number, &request))) {
            return argument;
        }
    }
    return NULL;
}

static void idle_connections_that_died_are_not_noticed_by_anyone(void **state)
{
    enum { READERS = 8 };
    struct bench other = *(struct bench *)*state;
    pthread_t threads[READERS];
    assert_true(bench_open(&other));
    for (int round = 0; round < 3; round++) {
        for (int index = 0; index < READERS; index++) {
            assert_int_equal(pthread_create(&threads[index], NULL, read_in_thread, store_of(state)), 0);
        }
        for (int index = 0; index < READERS; index++) {
            void *failed = NULL;
            (void)pthread_join(threads[index], &failed);
            assert_null(failed);
        }
        assert_ok(store_write(other.store, kill_others, NULL));
    }
    assert_int_equal(number_of(store_of(state), "note_count", 1), 1);
    store_close(other.store);
}

struct rival {
    struct store *store;
    int64_t region_id;
    int times;
    bool first;
};

static struct result set_counter(struct store_session *session, void *context)
{
    const struct rival *rival = context;
    return store_execute(session, "counter_set", STORE_VALUES(store_integer(rival->region_id), store_integer(50)),
                         NULL);
}

static void *write_rival(void *argument)
{
    struct rival *rival = argument;
    return result_failed(store_write(rival->store, set_counter, rival)) ? argument : NULL;
}

/* Reads the counter; the first time, another transaction then changes it before ours does. */
static struct result add_with_rival(struct store_session *session, void *context)
{
    struct rival *rival = context;
    struct number_request request = {.name = "counter_get", .first = rival->region_id};
    struct result result = read_number(session, &request);
    rival->times++;
    if (!result_failed(result) && rival->times == 1) {
        pthread_t thread;
        void *failed = NULL;
        assert_int_equal(pthread_create(&thread, NULL, write_rival, rival), 0);
        (void)pthread_join(thread, &failed);
        assert_null(failed);
    }
    if (result_failed(result)) {
        return result;
    }
    return store_execute(session, "counter_set",
                         STORE_VALUES(store_integer(rival->region_id), store_integer(request.value + 1)), NULL);
}

static void a_serialisation_failure_runs_the_work_again(void **state)
{
    struct rival rival = {.store = store_of(state), .region_id = 6};
    assert_ok(store_write(rival.store, set_counter, &rival));
    assert_ok(store_write(rival.store, add_with_rival, &rival));
    assert_int_equal(rival.times, 2);
    assert_int_equal(number_of(rival.store, "counter_get", 6), 51);
}

static struct result insert_unfit(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "remark_insert",
                         STORE_VALUES(store_text("13800001111"), store_integer(1), store_integer(1)), NULL);
}

static void a_value_of_somebody_does_not_reach_the_log(void **state)
{
    struct result result = store_write(store_of(state), insert_unfit, NULL);
    assert_int_equal(result.code, RESULT_INTERNAL);
    assert_non_null(strstr(result.detail, "22003"));
    assert_null(strstr(result.detail, "1380000"));
}

static void a_backup_is_left_to_pg_dump(void **state)
{
    struct result result = store_backup(store_of(state), "/tmp/never-made");
    assert_int_equal(result.code, RESULT_INVALID);
    assert_string_equal(result.message, "store.backup.use_pg_dump");
}

static void an_address_nobody_answers_at_is_busy_and_soon(void **state)
{
    (void)state;
    struct store *store = NULL;
    int64_t start = time_monotonic_ms();
    struct result result = store_open("postgresql://nobody@127.0.0.1:1/none", &store);
    assert_int_equal(result.code, RESULT_BUSY);
    assert_null(store);
    assert_true(time_monotonic_ms() - start < 5000);
}

/* The first host is dead: the second is taken. */
static void the_second_host_serves_when_the_first_is_gone(void **state)
{
    const struct bench *bench = *state;
    struct bench other = {.kind = STORE_POSTGRES};
    const char *at = strchr(bench->address, '@');
    const char *slash = strrchr(bench->address, '/');
    assert_non_null(at);
    (void)snprintf(other.address, sizeof other.address, "%.*s@127.0.0.1:1,%.*s%s", (int)(at - bench->address),
                   bench->address, (int)(slash - at - 1), at + 1, slash);
    assert_true(bench_open(&other));
    assert_int_equal(number_of(other.store, "note_count", 1), 1);
    struct broken broken = {.note = {7, 1, "one", {0}}, .break_till = 2};
    assert_ok(store_write(other.store, insert_and_break, &broken));
    assert_int_equal(number_of(other.store, "note_count", 7), 1);
    store_close(other.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_connection_is_replaced_and_the_work_runs_again),
        cmocka_unit_test(a_connection_lost_again_and_again_ends_as_busy),
        cmocka_unit_test(a_backend_that_ends_before_commit_leaves_one_note),
        cmocka_unit_test(a_silent_server_costs_a_deadline_and_not_for_ever),
        cmocka_unit_test(a_commit_that_was_done_unheard_is_not_done_twice),
        cmocka_unit_test(idle_connections_that_died_are_not_noticed_by_anyone),
        cmocka_unit_test(a_serialisation_failure_runs_the_work_again),
        cmocka_unit_test(a_value_of_somebody_does_not_reach_the_log),
        cmocka_unit_test(a_backup_is_left_to_pg_dump),
        cmocka_unit_test(an_address_nobody_answers_at_is_busy_and_soon),
        cmocka_unit_test(the_second_host_serves_when_the_first_is_gone),
    };
    return cmocka_run_group_tests_name("PostgreSQL alone", tests, start_postgres, stop_bench);
}
