/* store_version: another number after every commit, of ours at once and of others soon. On both engines. */
#include "tests/store/bench.h"

#include "base/day.h"

enum { SOON_MS = 3000 };

static struct store *store_of(void **state)
{
    return ((struct bench *)*state)->store;
}

static int64_t next_value = 1;

static struct result set_counter(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "counter_set", STORE_VALUES(store_integer(1), store_integer(next_value++)), NULL);
}

static void a_commit_of_ours_counts_at_once(void **state)
{
    struct store *store = store_of(state);
    for (int round = 0; round < 20; round++) {
        uint64_t before = store_version(store);
        assert_ok(store_write(store, set_counter, NULL));
        assert_true(store_version(store) > before);
    }
}

/* Waits until the number has stood still for a second and a half. */
static uint64_t settle(struct store *store)
{
    uint64_t version = store_version(store);
    int64_t since_ms = time_monotonic_ms();
    while (time_monotonic_ms() - since_ms < 1500) {
        (void)usleep(20000);
        if (store_version(store) != version) {
            version = store_version(store);
            since_ms = time_monotonic_ms();
        }
    }
    return version;
}

static void nothing_written_is_nothing_counted(void **state)
{
    uint64_t version = settle(store_of(state));
    assert_true(version > 0);
}

static void a_commit_of_another_is_seen_soon(void **state)
{
    struct bench *bench = *state;
    struct store *other = NULL;
    assert_ok(store_open(bench->address, &other));
    store_add_queries(other, TEST_QUERIES);
    uint64_t before = settle(bench->store);
    assert_ok(store_write(other, set_counter, NULL));
    int64_t since_ms = time_monotonic_ms();
    while (store_version(bench->store) == before && time_monotonic_ms() - since_ms < SOON_MS) {
        (void)usleep(20000);
    }
    assert_true(store_version(bench->store) > before);
    store_close(other);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_commit_of_ours_counts_at_once), cmocka_unit_test(nothing_written_is_nothing_counted),           \
        cmocka_unit_test(a_commit_of_another_is_seen_soon)

int main(void)
{
    const struct CMUnitTest sqlite[] = {CASES};
    const struct CMUnitTest postgres[] = {CASES};
    int failed = cmocka_run_group_tests_name("version on SQLite", sqlite, start_sqlite, stop_bench);
    failed += cmocka_run_group_tests_name("version on PostgreSQL", postgres, start_postgres, stop_bench);
    return failed;
}
