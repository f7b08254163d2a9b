/* A fresh, migrated store for a group of cases, on either engine, with three tables of its own.
 *
 * SQLite: a file in a temporary folder. PostgreSQL: a database of the cluster at ZHIQIAO_TEST_POSTGRES, which
 * tests/with-postgres.sh starts; without that variable the group fails, it does not skip.
 */
#ifndef TESTS_STORE_BENCH_H
#define TESTS_STORE_BENCH_H

#include "tests/test.h"

#include "store/testing.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEST_FILES_MAX = 64 };

struct bench {
    enum store_kind kind;
    char folder[64]; /* SQLite */
    char name[64];   /* PostgreSQL: the database */
    char address[512];
    struct store *store;
};

static const char TEST_SCHEMA[] =
    "CREATE TABLE note (region_id integer NOT NULL, id bigint NOT NULL, title text NOT NULL, body text,\n"
    "  bytes bytea, PRIMARY KEY (region_id, id));\n"
    "CREATE UNIQUE INDEX note_title ON note (region_id, title);\n"
    "CREATE TABLE remark (region_id integer NOT NULL, id bigint NOT NULL, note_id bigint NOT NULL,\n"
    "  PRIMARY KEY (region_id, id), FOREIGN KEY (region_id, note_id) REFERENCES note (region_id, id));\n"
    "-- a comment; with a semicolon\n"
    "CREATE TABLE counter (region_id integer NOT NULL, value bigint NOT NULL, PRIMARY KEY (region_id));\n"
    "-- only: sqlite\nCREATE TABLE engine (name text NOT NULL, PRIMARY KEY (name)) WITHOUT ROWID;\n-- end\n"
    "-- only: postgres\nCREATE TABLE engine (name text NOT NULL, PRIMARY KEY (name)); CREATE INDEX engine_hash\n"
    "  ON engine USING hash (name);\n-- end\n";

static const char TEST_QUERIES[] =
    "-- name: note_insert\n"
    "INSERT INTO note (region_id, id, title, body, bytes) VALUES ($1, $2, $3, $4, $5);\n"
    "-- name: note_insert_swapped\n"
    "INSERT INTO note (title, id, region_id) VALUES ($3, $2, $1);\n"
    "-- name: note_insert_once\n"
    "INSERT INTO note (region_id, id, title) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;\n"
    "-- name: note_find\n"
    "SELECT title, body, bytes, id FROM note WHERE region_id = $1 AND id = $2;\n"
    "-- name: note_insert_telling\n"
    "INSERT INTO note (region_id, id, title) VALUES ($1, $2, $3) RETURNING id;\n"
    "-- name: note_list\n"
    "SELECT id, title FROM note WHERE region_id = $1 ORDER BY title;\n"
    "-- name: note_count\n"
    "SELECT count(*) FROM note WHERE region_id = $1;\n"
    "-- name: note_like\n"
    "SELECT count(*) FROM note WHERE region_id = $1 AND title LIKE $2;\n"
    "-- name: note_delete\n"
    "DELETE FROM note WHERE region_id = $1 AND id = $2;\n"
    "-- name: remark_insert\n"
    "INSERT INTO remark (region_id, id, note_id) VALUES ($1, $2, $3);\n"
    "-- name: counter_set\n"
    "INSERT INTO counter (region_id, value) VALUES ($1, $2)\n"
    "ON CONFLICT (region_id) DO UPDATE SET value = $2;\n"
    "-- name: counter_get\n"
    "SELECT value FROM counter WHERE region_id = $1;\n"
    "-- name: note_search.fragment\n"
    "SELECT count(*) FROM note WHERE region_id = $1\n"
    "-- name: note_title_is.fragment\n"
    "AND title = $2\n"
    "-- name: note_after.fragment\n"
    "AND id > $3\n"
    "-- name: engine_name.sqlite\n"
    "SELECT 'sqlite';\n"
    "-- name: engine_name.postgres\n"
    "SELECT 'postgres';\n"
    "-- name: backend_pid.postgres\n"
    "SELECT pg_backend_pid();\n"
    "-- name: backend_kill.postgres\n"
    "SELECT pg_terminate_backend(CAST($1 AS integer));\n"
    "-- name: backend_kill_others.postgres\n"
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity\n"
    "WHERE pid <> pg_backend_pid() AND datname = current_database();\n";

/* For set-ups, which cannot assert: false, and says why, when it failed. */
static inline bool went_well(struct result result)
{
    if (result_failed(result)) {
        (void)fprintf(stderr, "# code %d, %s, %s\n", (int)result.code, result.message,
                      result.detail == NULL ? "no detail" : result.detail);
    }
    return !result_failed(result);
}

#define assert_ok(expression)                                                                                          \
    do {                                                                                                               \
        struct result assert_ok_result = (expression);                                                                 \
        if (result_failed(assert_ok_result)) {                                                                         \
            fail_msg("%s: code %d, field %s: %s", #expression, (int)assert_ok_result.code,                             \
                     assert_ok_result.field == NULL ? "" : assert_ok_result.field,                                     \
                     assert_ok_result.detail == NULL ? "" : assert_ok_result.detail);                                  \
        }                                                                                                              \
    } while (0)

/* The embedded migrations and the test's own behind them. */
static inline size_t test_files(struct embedded_file files[static TEST_FILES_MAX])
{
    size_t count = 0;
    const struct embedded_file *embedded = embedded_list("sql/schema/", &count);
    for (size_t index = 0; index < count; index++) {
        files[index] = embedded[index];
    }
    files[count] = (struct embedded_file){"sql/schema/9000_test.sql", span_of(TEST_SCHEMA)};
    return count + 1;
}

static inline const char *postgres_address(void)
{
    const char *address = getenv("ZHIQIAO_TEST_POSTGRES");
    if (address == NULL) {
        (void)fprintf(stderr, "ZHIQIAO_TEST_POSTGRES is not set: run through tests/with-postgres.sh\n");
    }
    return address;
}

static inline bool postgres_administer(const char *sql)
{
    const char *address = postgres_address();
    PGconn *connection = address == NULL ? NULL : PQconnectdb(address);
    PGresult *answer = PQexec(connection, sql);
    bool done = PQresultStatus(answer) == PGRES_COMMAND_OK;
    if (!done) {
        (void)fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(connection));
    }
    PQclear(answer);
    PQfinish(connection);
    return done;
}

/* An empty database, not migrated; address says where. */
static inline bool bench_make(struct bench *bench, enum store_kind kind)
{
    *bench = (struct bench){.kind = kind};
    if (kind == STORE_SQLITE) {
        (void)snprintf(bench->folder, sizeof bench->folder, "/tmp/zhiqiao-store.XXXXXX");
        bool made = mkdtemp(bench->folder) != NULL;
        (void)snprintf(bench->address, sizeof bench->address, "%s/city.db", bench->folder);
        return made;
    }
    static int number = 0;
    char sql[128];
    (void)snprintf(bench->name, sizeof bench->name, "test_%d_%d", (int)getpid(), number++);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s", bench->name);
    if (!postgres_administer(sql)) {
        return false;
    }
    const char *address = postgres_address();
    const char *slash = strrchr(address, '/');
    (void)snprintf(bench->address, sizeof bench->address, "%.*s/%s", (int)(slash - address), address, bench->name);
    return true;
}

static inline bool bench_open(struct bench *bench)
{
    bool opened = went_well(store_open(bench->address, &bench->store));
    if (opened) {
        store_add_queries(bench->store, TEST_QUERIES);
    }
    return opened;
}

static inline void bench_remove(struct bench *bench)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal", ".copy", ".copy-wal", ".copy-shm"};
    char text[640];
    store_close(bench->store);
    bench->store = NULL;
    if (bench->kind == STORE_POSTGRES) {
        (void)snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", bench->name);
        (void)postgres_administer(text);
        return;
    }
    for (size_t index = 0; index < sizeof tails / sizeof tails[0]; index++) {
        (void)snprintf(text, sizeof text, "%s%s", bench->address, tails[index]);
        (void)unlink(text);
    }
    (void)rmdir(bench->folder);
}

static inline int bench_start(void **state, enum store_kind kind)
{
    struct embedded_file files[TEST_FILES_MAX];
    struct bench *bench = malloc(sizeof *bench);
    *state = bench;
    if (bench == NULL || !bench_make(bench, kind) || !bench_open(bench)) {
        return -1;
    }
    return went_well(store_migrate_files(bench->store, files, test_files(files))) ? 0 : -1;
}

/* cmocka's group set-up and tear-down. */
static inline int start_sqlite(void **state)
{
    return bench_start(state, STORE_SQLITE);
}

static inline int start_postgres(void **state)
{
    return bench_start(state, STORE_POSTGRES);
}

static inline int stop_bench(void **state)
{
    bench_remove(*state);
    free(*state);
    return 0;
}

/* One number from a query with one integer parameter. -1 when there is no row. */
struct number_request {
    const char *name;
    int64_t first;
    int64_t value;
};

static inline struct result read_number(struct store_session *session, void *context)
{
    struct number_request *request = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, request->name, STORE_VALUES(store_integer(request->first)), &rows);
    if (result_failed(result)) {
        return result;
    }
    request->value = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1;
    return store_rows_close(rows);
}

static inline int64_t number_of(struct store *store, const char *name, int64_t region_id)
{
    struct number_request request = {.name = name, .first = region_id};
    assert_ok(store_read(store, read_number, &request));
    return request.value;
}

/* A note to insert, as the context of a write. */
struct note {
    int64_t region_id;
    int64_t id;
    const char *title;
    struct result answer; /* what the work says after inserting */
};

static inline struct result insert_note(struct store_session *session, void *context)
{
    const struct note *note = context;
    struct result result = store_execute(session, "note_insert",
                                         STORE_VALUES(store_integer(note->region_id), store_integer(note->id),
                                                      store_text(note->title), store_null(), store_null()),
                                         NULL);
    return result_failed(result) ? result : note->answer;
}

#endif
