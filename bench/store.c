/* How fast durable writes are: group commit against one transaction for each write, in one run.
 *
 * bench/store [FOLDER]   the database files lie in FOLDER (default .): put it on the disk that matters
 *
 *   apart    N threads, each its own connection: BEGIN IMMEDIATE, INSERT, COMMIT (SQLite as most programs use it)
 *   store    N threads that call store_write with the same INSERT
 *   bulk     store_insert_many
 * Both sides: WAL, synchronous=FULL, the same table. With ZHIQIAO_TEST_POSTGRES set (tests/with-postgres.sh) the store
 * lines are printed for PostgreSQL too.
 */
#include "base/check.h"
#include "base/day.h"
#include "store/testing.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_MAX = 64, BULK_ROWS = 100000, RUN_MS = 1500 };

static const char TABLE[] = "CREATE TABLE bench_note (region_id integer NOT NULL, id bigint NOT NULL, "
                            "title text NOT NULL, PRIMARY KEY (region_id, id))";
static const char INSERT[] = "INSERT INTO bench_note (region_id, id, title) VALUES ($1, $2, $3)";
static const char TITLE[] = "数控车工二十名，九月到岗，包吃住";

struct lane {
    struct store *store; /* NULL: apart */
    const char *path;
    int64_t region_id;
    int64_t id;
    int64_t until_ms;
    int64_t written;
    pthread_t thread;
};

static struct result insert(struct store_session *session, void *context)
{
    const struct lane *lane = context;
    return store_execute(session, "bench_insert",
                         STORE_VALUES(store_integer(lane->region_id), store_integer(lane->id), store_text(TITLE)),
                         NULL);
}

static void *write_in_store(void *argument)
{
    struct lane *lane = argument;
    while (time_monotonic_ms() < lane->until_ms) {
        CHECK(!result_failed(store_write(lane->store, insert, lane)));
        lane->id++;
        lane->written++;
    }
    return NULL;
}

static void *write_apart(void *argument)
{
    struct lane *lane = argument;
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    CHECK(sqlite3_open(lane->path, &handle) == SQLITE_OK);
    (void)sqlite3_busy_timeout(handle, 60000);
    CHECK(sqlite3_exec(handle, "PRAGMA synchronous=FULL", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(handle, INSERT, -1, &statement, NULL) == SQLITE_OK);
    while (time_monotonic_ms() < lane->until_ms) {
        CHECK(sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
        (void)sqlite3_bind_int64(statement, 1, lane->region_id);
        (void)sqlite3_bind_int64(statement, 2, lane->id++);
        (void)sqlite3_bind_text(statement, 3, TITLE, -1, SQLITE_STATIC);
        CHECK(sqlite3_step(statement) == SQLITE_DONE);
        (void)sqlite3_reset(statement);
        CHECK(sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
        lane->written++;
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(handle);
    return NULL;
}

/* Writes per second of all lanes; *least: what the slowest lane wrote, in permille of an even share. */
static double run(struct store *store, const char *path, int threads, int64_t *least)
{
    static int64_t region_id = 0;
    struct lane lanes[THREADS_MAX];
    int64_t start = time_monotonic_ms();
    int64_t written = 0;
    int64_t smallest = INT64_MAX;
    region_id++;
    for (int index = 0; index < threads; index++) {
        lanes[index] = (struct lane){.store = store, .path = path, .region_id = region_id, .until_ms = start + RUN_MS};
        lanes[index].id = (int64_t)index * 100000000;
        void *(*work)(void *) = store == NULL ? write_apart : write_in_store;
        CHECK(pthread_create(&lanes[index].thread, NULL, work, &lanes[index]) == 0);
    }
    for (int index = 0; index < threads; index++) {
        (void)pthread_join(lanes[index].thread, NULL);
        written += lanes[index].written;
        smallest = lanes[index].written < smallest ? lanes[index].written : smallest;
    }
    *least = written == 0 ? 0 : smallest * threads * 1000 / written;
    return (double)written * 1000.0 / (double)(time_monotonic_ms() - start);
}

static struct result make_table(struct store_session *session, void *context)
{
    (void)context;
    return store_run_script(session, TABLE);
}

static struct result insert_bulk(struct store_session *session, void *context)
{
    return store_insert_many(session, "bench_note", "region_id, id, title", context, BULK_ROWS, 3);
}

static double run_bulk(struct store *store)
{
    struct store_value *values = calloc((size_t)BULK_ROWS * 3, sizeof *values);
    CHECK(values != NULL);
    for (size_t row = 0; row < BULK_ROWS; row++) {
        values[row * 3] = store_integer(999);
        values[row * 3 + 1] = store_integer((int64_t)row);
        values[row * 3 + 2] = store_text(TITLE);
    }
    int64_t start = time_monotonic_ms();
    CHECK(!result_failed(store_write(store, insert_bulk, values)));
    double rate = BULK_ROWS * 1000.0 / (double)(time_monotonic_ms() - start + 1);
    free(values);
    return rate;
}

static struct store *open_bench(const char *address)
{
    struct store *store = NULL;
    CHECK(!result_failed(store_open(address, &store)));
    char text[512];
    (void)snprintf(text, sizeof text, "-- name: bench_insert\n%s", INSERT);
    store_add_queries(store, text);
    CHECK(!result_failed(store_write(store, make_table, NULL)));
    return store;
}

int main(int argc, char **argv)
{
    static const int threads[] = {1, 8, 64};
    char path[512];
    (void)snprintf(path, sizeof path, "%s/bench-%d.db", argc > 1 ? argv[1] : ".", (int)getpid());
    struct store *store = open_bench(path);
    for (size_t index = 0; index < sizeof threads / sizeof threads[0]; index++) {
        int64_t least_apart;
        int64_t least_store;
        double apart = run(NULL, path, threads[index], &least_apart);
        double together = run(store, path, threads[index], &least_store);
        (void)printf("sqlite %2d threads: apart %7.0f/s (slowest thread %4lld permille of its share), store %7.0f/s "
                     "(%4lld), ratio %.1f\n",
                     threads[index], apart, (long long)least_apart, together, (long long)least_store, together / apart);
    }
    (void)printf("sqlite bulk: %.0f rows/s\n", run_bulk(store));
    store_close(store);
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (size_t index = 0; index < 3; index++) {
        char name[520];
        (void)snprintf(name, sizeof name, "%s%s", path, tails[index]);
        (void)unlink(name);
    }
    const char *postgres = getenv("ZHIQIAO_TEST_POSTGRES");
    if (postgres != NULL) {
        store = open_bench(postgres);
        for (size_t index = 0; index < sizeof threads / sizeof threads[0]; index++) {
            int64_t least;
            (void)printf("postgres %2d threads: store %7.0f/s\n", threads[index],
                         run(store, NULL, threads[index], &least));
        }
        (void)printf("postgres bulk: %.0f rows/s\n", run_bulk(store));
        store_close(store);
    }
    return 0;
}
