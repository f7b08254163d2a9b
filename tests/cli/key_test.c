/* A site that serves follows its key file. */
#include "tests/store/bench.h"

#include "cli/key.h"

#include <time.h>

static struct result count_keys(struct store_session *session, void *context)
{
    int *count = context;
    const struct seal_key *key = store_session_seal(session);
    *count = key == NULL ? 0 : key->other == NULL ? 1 : 2;
    return result_ok();
}

static int keys_of(struct store *store)
{
    int count = 0;
    assert_ok(store_read(store, count_keys, &count));
    return count;
}

/* At most ten seconds; the watch looks every second. */
static int wait_for_keys(struct store *store, int wanted)
{
    const struct timespec pause = {.tv_nsec = 50 * 1000000};
    for (int round = 0; round < 200 && keys_of(store) != wanted; round++) {
        (void)nanosleep(&pause, NULL);
    }
    return keys_of(store);
}

static void what_comes_into_the_file_is_used_within_moments(void **state)
{
    struct bench *bench = *state;
    struct key_watch *watch = NULL;
    char path[96];
    char beside[120];
    struct seal_keys first;
    (void)snprintf(path, sizeof path, "%s/city.key", bench->folder);
    assert_int_equal(key_watch_open(bench->store, path, false, &watch).code, RESULT_NOT_FOUND);
    assert_ok(key_watch_open(bench->store, path, true, &watch));
    assert_int_equal(keys_of(bench->store), 1);
    assert_ok(seal_keys_load(path, false, &first));
    assert_ok(seal_file_add(path));
    assert_int_equal(wait_for_keys(bench->store, 2), 2);
    assert_ok(seal_file_finish(path));
    assert_int_equal(wait_for_keys(bench->store, 1), 1);

    FILE *broken = fopen(path, "w"); /* somebody's slip: what is in memory goes on */
    assert_non_null(broken);
    assert_int_equal(fclose(broken), 0);
    const struct timespec pause = {.tv_sec = 2};
    (void)nanosleep(&pause, NULL);
    assert_int_equal(keys_of(bench->store), 1);
    key_watch_close(watch);
    assert_int_equal(keys_of(bench->store), 0);
    (void)snprintf(beside, sizeof beside, "%s.%s", path, first.list[0].name);
    assert_int_equal(unlink(beside), 0);
    assert_int_equal(unlink(path), 0);
}

static int start(void **state)
{
    struct bench *bench = malloc(sizeof *bench);
    *state = bench;
    return bench != NULL && bench_make(bench, STORE_SQLITE) && bench_open(bench) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_comes_into_the_file_is_used_within_moments)};
    return cmocka_run_group_tests_name("key watch", tests, start, stop_bench);
}
