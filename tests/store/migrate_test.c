/* Migrations on both engines. Each case has a database of its own. */
#include "tests/store/bench.h"

#include <pthread.h>

static int start_empty(void **state, enum store_kind kind)
{
    struct bench *bench = malloc(sizeof *bench);
    *state = bench;
    return bench != NULL && bench_make(bench, kind) && bench_open(bench) ? 0 : -1;
}

static int start_empty_sqlite(void **state)
{
    return start_empty(state, STORE_SQLITE);
}

static int start_empty_postgres(void **state)
{
    return start_empty(state, STORE_POSTGRES);
}

static struct result migrate_all(struct store *store)
{
    struct embedded_file files[TEST_FILES_MAX];
    return store_migrate_files(store, files, test_files(files));
}

static void check_schema(struct store *store)
{
    assert_ok(store_write(store, insert_note, &(struct note){1, 1, "one", {0}}));
    assert_int_equal(number_of(store, "note_count", 1), 1);
    assert_ok(store_check_queries(store));
}

static void migrating_again_changes_nothing(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    assert_ok(migrate_all(store));
    assert_ok(migrate_all(store));
    check_schema(store);
}

static void *migrate_in_thread(void *argument)
{
    struct bench *bench = argument;
    assert_true(bench_open(bench));
    return result_failed(migrate_all(bench->store)) ? bench : NULL;
}

static void two_that_migrate_at_once_do_it_once(void **state)
{
    enum { RUNNERS = 3 };
    struct bench *bench = *state;
    struct bench runners[RUNNERS];
    pthread_t threads[RUNNERS];
    for (int index = 0; index < RUNNERS; index++) {
        runners[index] = *bench;
        assert_int_equal(pthread_create(&threads[index], NULL, migrate_in_thread, &runners[index]), 0);
    }
    for (int index = 0; index < RUNNERS; index++) {
        void *failed = bench;
        (void)pthread_join(threads[index], &failed);
        assert_null(failed);
        store_close(runners[index].store);
    }
    check_schema(bench->store);
}

static void a_file_edited_after_it_was_applied_is_refused(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    struct embedded_file files[TEST_FILES_MAX];
    size_t count = test_files(files);
    assert_ok(store_migrate_files(store, files, count));
    char edited[sizeof TEST_SCHEMA + 32];
    (void)snprintf(edited, sizeof edited, "%s-- harmless?\n", TEST_SCHEMA);
    files[count - 1].bytes = span_of(edited);
    struct result result = store_migrate_files(store, files, count);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "store.migrate.edited");
    assert_string_equal(result.field, "9000_test.sql");
}

static void a_database_newer_than_the_program_is_refused(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    struct embedded_file files[TEST_FILES_MAX];
    size_t count = test_files(files);
    assert_ok(store_migrate_files(store, files, count));
    struct result result = store_migrate_files(store, files, count - 1);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "store.migrate.newer");
}

/* A file of a lower number that came into the program later (0004 beside a database that has 0013). */
static void a_file_with_a_lower_number_that_came_later_is_applied(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    struct embedded_file files[TEST_FILES_MAX];
    struct embedded_file without[TEST_FILES_MAX];
    size_t count = test_files(files);
    size_t kept = 0;
    for (size_t index = 0; index < count; index++) {
        if (strstr(files[index].name, "0004_") == NULL) {
            without[kept++] = files[index];
        }
    }
    assert_int_equal(kept, count - 1);
    assert_ok(store_migrate_files(store, without, kept));
    assert_true(result_failed(store_check_queries(store))); /* its tables are not there yet */
    assert_ok(store_migrate_files(store, files, count));
    check_schema(store);
}

static void a_migration_that_was_interrupted_goes_on(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    int failures = 0;
    struct result result;
    int64_t calls = 0;
    do {
        store_fail_after(store, calls);
        result = migrate_all(store);
        store_fail_after(store, -1);
        if (result_failed(result)) {
            assert_int_equal(result.code, RESULT_BUSY);
            failures++;
        }
        calls += failures < 12 ? 1 : 11; /* every early call; then strides, each of which gets further */
    } while (result_failed(result) && failures < 200);
    assert_ok(result);
    assert_true(failures >= 12);
    check_schema(store);
}

static void a_broken_file_says_so_and_is_not_half_done(void **state)
{
    struct store *store = ((struct bench *)*state)->store;
    struct embedded_file files[TEST_FILES_MAX];
    size_t count = test_files(files);
    static const char broken[] = "CREATE TABLE fine (region_id integer, PRIMARY KEY (region_id)); CREATE TABLE (;";
    files[count] = (struct embedded_file){"sql/schema/9001_broken.sql", span_of(broken)};
    struct result result = store_migrate_files(store, files, count + 1);
    assert_int_equal(result.code, RESULT_INTERNAL);
    /* Nothing stays locked. */
    result = store_migrate_files(store, files, count + 1);
    assert_int_equal(result.code, RESULT_INTERNAL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, START, stop_bench)
#define CASES                                                                                                          \
    CASE(migrating_again_changes_nothing), CASE(two_that_migrate_at_once_do_it_once),                                  \
        CASE(a_file_edited_after_it_was_applied_is_refused), CASE(a_database_newer_than_the_program_is_refused),       \
        CASE(a_file_with_a_lower_number_that_came_later_is_applied), CASE(a_migration_that_was_interrupted_goes_on),   \
        CASE(a_broken_file_says_so_and_is_not_half_done)

int main(void)
{
#define START start_empty_sqlite
    const struct CMUnitTest sqlite[] = {CASES};
#undef START
#define START start_empty_postgres
    const struct CMUnitTest postgres[] = {CASES};
#undef START
    int failed = cmocka_run_group_tests_name("migrations on SQLite", sqlite, NULL, NULL);
    failed += cmocka_run_group_tests_name("migrations on PostgreSQL", postgres, NULL, NULL);
    return failed;
}
