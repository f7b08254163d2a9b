/* Many threads on one store, on both engines: groups, snapshots, lost updates. */
#include "tests/store/bench.h"

#include <pthread.h>
#include <semaphore.h>

static struct store *store_of(void **state)
{
    return ((struct bench *)*state)->store;
}

/* Threads that write one note each. */
struct writer {
    struct store *store;
    struct note note;
    struct result result;
    pthread_t thread;
};

static void *write_note(void *argument)
{
    struct writer *writer = argument;
    writer->result = store_write(writer->store, insert_note, &writer->note);
    return NULL;
}

struct gate {
    sem_t entered;
    sem_t open;
    struct note note;
};

/* Writes a note, then stays inside its transaction until the gate opens. */
static struct result insert_behind_gate(struct store_session *session, void *context)
{
    struct gate *gate = context;
    struct result result = insert_note(session, &gate->note);
    (void)sem_post(&gate->entered);
    (void)sem_wait(&gate->open);
    (void)sem_post(&gate->open); /* should the work be run again */
    return result;
}

struct gated {
    struct store *store;
    struct gate gate;
    struct result result;
};

static void *write_behind_gate(void *argument)
{
    struct gated *gated = argument;
    gated->result = store_write(gated->store, insert_behind_gate, &gated->gate);
    return NULL;
}

static void gate_start(struct gated *gated, pthread_t *thread)
{
    (void)sem_init(&gated->gate.entered, 0, 0);
    (void)sem_init(&gated->gate.open, 0, 0);
    assert_int_equal(pthread_create(thread, NULL, write_behind_gate, gated), 0);
    (void)sem_wait(&gated->gate.entered);
}

static void gate_finish(struct gated *gated, pthread_t thread)
{
    (void)sem_post(&gated->gate.open);
    (void)pthread_join(thread, NULL);
    (void)sem_destroy(&gated->gate.entered);
    (void)sem_destroy(&gated->gate.open);
    assert_ok(gated->result);
}

/* All wait behind one gate, so SQLite takes them as one group. */
static void a_failing_work_does_not_harm_those_beside_it(void **state)
{
    enum { WRITERS = 6 };
    struct store *store = store_of(state);
    struct gated gated = {.store = store, .gate.note = {8, 100, "gate", {0}}};
    pthread_t gate_thread;
    struct writer writers[WRITERS];
    char titles[WRITERS][24];
    gate_start(&gated, &gate_thread);
    for (int index = 0; index < WRITERS; index++) {
        (void)snprintf(titles[index], sizeof titles[index], "note %d", index);
        writers[index] = (struct writer){.store = store, .note = {8, index, titles[index], {0}}};
        writers[index].note.answer = index % 2 == 0 ? result_ok() : result_invalid("title", "note.error.title");
        assert_int_equal(pthread_create(&writers[index].thread, NULL, write_note, &writers[index]), 0);
    }
    (void)usleep(50000);
    gate_finish(&gated, gate_thread);
    for (int index = 0; index < WRITERS; index++) {
        (void)pthread_join(writers[index].thread, NULL);
        assert_int_equal(writers[index].result.code, index % 2 == 0 ? RESULT_OK : RESULT_INVALID);
    }
    assert_int_equal(number_of(store, "note_count", 8), 1 + WRITERS / 2);
}

static void a_reader_does_not_wait_for_a_long_write(void **state)
{
    struct store *store = store_of(state);
    struct gated gated = {.store = store, .gate.note = {9, 1, "gate", {0}}};
    pthread_t thread;
    gate_start(&gated, &thread);
    assert_int_equal(number_of(store, "note_count", 9), 0);
    gate_finish(&gated, thread);
    assert_int_equal(number_of(store, "note_count", 9), 1);
}

/* A write from inside a read: on another thread, as a session belongs to one. */
static struct result read_twice(struct store_session *session, void *context)
{
    struct writer *writer = context;
    struct number_request request = {.name = "note_count", .first = writer->note.region_id};
    struct result result = read_number(session, &request);
    int64_t before = request.value;
    if (!result_failed(result)) {
        assert_int_equal(pthread_create(&writer->thread, NULL, write_note, writer), 0);
        (void)pthread_join(writer->thread, NULL);
        assert_ok(writer->result);
        result = read_number(session, &request);
    }
    assert_int_equal(request.value, before);
    return result;
}

static void a_reader_sees_one_snapshot(void **state)
{
    struct writer writer = {.store = store_of(state), .note = {10, 1, "one", {0}}};
    assert_ok(store_read(writer.store, read_twice, &writer));
    assert_int_equal(number_of(writer.store, "note_count", 10), 1);
}

enum { THREADS = 8, WRITES = 40 };

struct crowd {
    struct store *store;
    int64_t region_id;
    int number;
    struct result result;
};

static void *write_many(void *argument)
{
    struct crowd *crowd = argument;
    for (int index = 0; index < WRITES && !result_failed(crowd->result); index++) {
        char title[32];
        (void)snprintf(title, sizeof title, "%d of %d", index, crowd->number);
        struct note note = {crowd->region_id, store_next_id(crowd->store), title, {0}};
        crowd->result = store_write(crowd->store, insert_note, &note);
    }
    return NULL;
}

static void many_writers_lose_nothing(void **state)
{
    struct bench *bench = *state;
    struct crowd crowds[THREADS];
    pthread_t threads[THREADS];
    for (int index = 0; index < THREADS; index++) {
        crowds[index] = (struct crowd){.store = bench->store, .region_id = 11, .number = index};
        assert_int_equal(pthread_create(&threads[index], NULL, write_many, &crowds[index]), 0);
    }
    for (int index = 0; index < THREADS; index++) {
        (void)pthread_join(threads[index], NULL);
        assert_ok(crowds[index].result);
    }
    /* Another opening of the same database sees them all. */
    struct bench other = *bench;
    assert_true(bench_open(&other));
    assert_int_equal(number_of(other.store, "note_count", 11), THREADS * WRITES);
    store_close(other.store);
}

static struct result add_one(struct store_session *session, void *context)
{
    struct number_request request = {.name = "counter_get", .first = *(int64_t *)context};
    struct result result = read_number(session, &request);
    if (result_failed(result)) {
        return result;
    }
    int64_t next = request.value < 0 ? 1 : request.value + 1;
    return store_execute(session, "counter_set", STORE_VALUES(store_integer(request.first), store_integer(next)), NULL);
}

static void *count_up(void *argument)
{
    struct crowd *crowd = argument;
    for (int index = 0; index < 10; index++) {
        struct result result;
        do {
            result = store_write(crowd->store, add_one, &crowd->region_id);
        } while (result.code == RESULT_BUSY);
        crowd->result = result_failed(result) ? result : crowd->result;
    }
    return NULL;
}

static void no_update_is_lost_between_reading_and_writing(void **state)
{
    struct crowd crowds[4];
    pthread_t threads[4];
    for (int index = 0; index < 4; index++) {
        crowds[index] = (struct crowd){.store = store_of(state), .region_id = 12};
        assert_int_equal(pthread_create(&threads[index], NULL, count_up, &crowds[index]), 0);
    }
    for (int index = 0; index < 4; index++) {
        (void)pthread_join(threads[index], NULL);
        assert_ok(crowds[index].result);
    }
    assert_int_equal(number_of(store_of(state), "counter_get", 12), 40);
}

static void ids_of_two_openings_never_meet(void **state)
{
    enum { COUNT = 2000 };
    struct bench other = *(struct bench *)*state;
    static int64_t ids[2 * COUNT];
    assert_true(bench_open(&other));
    for (int index = 0; index < COUNT; index++) {
        ids[2 * index] = store_next_id(store_of(state));
        ids[2 * index + 1] = store_next_id(other.store);
    }
    const int64_t node_mask = (int64_t)1023 << 12;
    assert_int_not_equal(ids[0] & node_mask, ids[1] & node_mask);
    for (int index = 2; index < 2 * COUNT; index++) {
        assert_true(ids[index] > ids[index - 2]);
        assert_int_equal(ids[index] & node_mask, ids[index - 2] & node_mask);
    }
    store_close(other.store);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_failing_work_does_not_harm_those_beside_it),                                                    \
        cmocka_unit_test(a_reader_does_not_wait_for_a_long_write), cmocka_unit_test(a_reader_sees_one_snapshot),       \
        cmocka_unit_test(many_writers_lose_nothing), cmocka_unit_test(no_update_is_lost_between_reading_and_writing),  \
        cmocka_unit_test(ids_of_two_openings_never_meet)

int main(void)
{
    const struct CMUnitTest sqlite[] = {CASES};
    const struct CMUnitTest postgres[] = {CASES};
    int failed = cmocka_run_group_tests_name("threads on SQLite", sqlite, start_sqlite, stop_bench);
    failed += cmocka_run_group_tests_name("threads on PostgreSQL", postgres, start_postgres, stop_bench);
    return failed;
}
