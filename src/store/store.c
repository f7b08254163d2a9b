/* From names to the driver; what holds for both engines. */
#include "base/check.h"
#include "base/log.h"
#include "store/driver.h"
#include "store/sql_text.h"
#include "store/testing.h"

#include <stdlib.h>

enum { STATEMENT_MS = 60000, COMMIT_MS = 10000 };

static bool is_postgres(const char *address)
{
    return strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0;
}

struct result store_open(const char *address, struct store **out)
{
    struct store *store = calloc(1, sizeof *store);
    CHECK(store != NULL);
    store->kind = is_postgres(address) ? STORE_POSTGRES : STORE_SQLITE;
    store->driver = store->kind == STORE_POSTGRES ? &store_postgres_driver : &store_sqlite_driver;
    store->queries = queries_open(store->kind);
    words_init(&store->words);
    store_node_init(&store->node);
    store_watch_init(&store->watch);
    atomic_init(&store->statement_ms, STATEMENT_MS);
    atomic_init(&store->commit_ms, COMMIT_MS);
    atomic_init(&store->fail_after, -1);
    struct result result = store->driver->open(store, address);
    if (result_failed(result)) {
        /* The words of the failure die with the store: log them here, hand on what is static. */
        log_write(LOG_ERROR, "store_open: %s", result.detail == NULL ? "" : result.detail);
        result.detail = "the database could not be opened, see the log";
        result.field = NULL;
        queries_close(store->queries);
        words_release(&store->words);
        free(store);
        return result;
    }
    *out = store;
    return result_ok();
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    store_node_release(store);
    store_watch_release(store);
    store->driver->close(store);
    queries_close(store->queries);
    words_release(&store->words);
    free(store);
}

void store_set_seal(struct store *store, const struct seal_key *key)
{
    store->seal = key;
}

const struct seal_key *store_session_seal(const struct store_session *session)
{
    return session->store->seal;
}

enum store_kind store_kind(const struct store *store)
{
    return store->kind;
}

struct result store_read(struct store *store, store_work work, void *context)
{
    return store->driver->read(store, work, context);
}

struct result store_write(struct store *store, store_work work, void *context)
{
    CHECK(!store->driver->in_work(store)); /* a write inside a write would wait for itself */
    struct result result = store->driver->write(store, work, context);
    atomic_fetch_add(&store->watch.commits, 1); /* after a failure too: the commit's outcome may be unknown */
    return result;
}

bool store_is_writing(struct store *store)
{
    return store->driver->is_writing(store);
}

struct result store_conflict(struct store *store, const char *field, const char *detail)
{
    return result_fail(RESULT_CONFLICT, words_keep(&store->words, field), "store.error.conflict",
                       words_keep(&store->words, detail));
}

struct result store_busy(struct store *store, const char *detail)
{
    return result_fail(RESULT_BUSY, NULL, "store.error.busy", words_keep(&store->words, detail));
}

struct result store_broken(struct store *store, const char *detail)
{
    return result_internal(words_keep(&store->words, detail));
}

struct result store_fail_session(struct store_session *session, struct result failure)
{
    if (!result_failed(session->failure)) {
        session->failure = failure;
    }
    return session->failure;
}

struct result store_run_work(struct store_session *session, store_work work, void *context)
{
    struct result result = work(session, context);
    CHECK(session->open_rows == 0);
    bool hidden = !result_failed(result) && result_failed(session->failure);
    return hidden ? session->failure : result;
}

/* Every call passes here before it reaches the engine. */
static struct result enter(struct store_session *session)
{
    if (result_failed(session->failure)) {
        return session->failure;
    }
    struct store *store = session->store;
    if (atomic_load(&store->fail_after) >= 0 && atomic_fetch_sub(&store->fail_after, 1) == 0) {
        return store_fail_session(session, store_busy(store, "injected failure"));
    }
    return result_ok();
}

static bool has_nul(const struct store_value *values, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        bool text = values[index].type == STORE_TEXT && values[index].text.length > 0;
        if (text && memchr(values[index].text.at, '\0', values[index].text.length) != NULL) {
            return true;
        }
    }
    return false;
}

/* PostgreSQL cannot hold a NUL in text; so neither engine does. */
static struct result check_values(struct store_session *session, const struct store_value *values, size_t count)
{
    struct result result = enter(session);
    if (result_failed(result) || !has_nul(values, count)) {
        return result;
    }
    return store_fail_session(session, store_broken(session->store, "a text parameter holds a NUL byte"));
}

static struct result open_rows(struct store_session *session, const struct query *query,
                               const struct store_value *values, size_t count, struct store_rows **out)
{
    struct result result = check_values(session, values, count);
    if (!result_failed(result)) {
        result = session->store->driver->query(session, query, values, out);
    }
    session->open_rows += result_failed(result) ? 0 : 1;
    return result;
}

static const struct query *find_query(struct store_session *session, const char *name, size_t count)
{
    const struct query *query = queries_get(session->store->queries, name);
    bool fits = !query->fragment && (size_t)query->parameters == count;
    if (!fits) {
        log_write(LOG_ERROR, "query %s: %d parameters, %zu values", name, query->parameters, count);
    }
    CHECK(fits);
    return query;
}

struct result store_query(struct store_session *session, const char *name, const struct store_value *values,
                          size_t count, struct store_rows **out)
{
    return open_rows(session, find_query(session, name, count), values, count, out);
}

struct result store_query_joined(struct store_session *session, const char *const *pieces, size_t piece_count,
                                 const struct store_value *values, size_t count, struct store_rows **out)
{
    const struct query *query = queries_join(session->store->queries, pieces, piece_count);
    CHECK((size_t)query->parameters <= count);
    return open_rows(session, query, values, count, out);
}

struct result store_execute(struct store_session *session, const char *name, const struct store_value *values,
                            size_t count, int64_t *changed)
{
    const struct query *query = find_query(session, name, count);
    CHECK(session->writing);
    struct result result = check_values(session, values, count);
    int64_t rows = 0;
    if (!result_failed(result)) {
        result = session->store->driver->execute(session, query, values, &rows);
    }
    if (!result_failed(result) && changed != NULL) {
        *changed = rows;
    }
    return result;
}

/* Names from our own code that go into a statement: nothing but names. */
static bool only_names(const char *text)
{
    return *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_, ")] == '\0';
}

struct result store_insert_many(struct store_session *session, const char *table, const char *columns,
                                const struct store_value *values, size_t row_count, size_t column_count)
{
    CHECK(session->writing && only_names(table) && only_names(columns));
    CHECK(column_count > 0 && column_count <= SQL_PARAMETERS && row_count <= SIZE_MAX / column_count);
    struct result result = check_values(session, values, row_count * column_count);
    if (result_failed(result) || row_count == 0) {
        return result;
    }
    const struct store_bulk bulk = {table, columns, values, row_count, column_count};
    return session->store->driver->insert_many(session, &bulk);
}

bool store_rows_next(struct store_rows *rows)
{
    return !result_failed(rows->failure) && rows->session->store->driver->rows_next(rows);
}

struct result store_rows_close(struct store_rows *rows)
{
    rows->session->open_rows--;
    return rows->session->store->driver->rows_close(rows);
}

bool store_rows_is_null(const struct store_rows *rows, int column)
{
    return rows->session->store->driver->rows_is_null(rows, column);
}

int64_t store_rows_integer(const struct store_rows *rows, int column)
{
    return rows->session->store->driver->rows_integer(rows, column);
}

struct span store_rows_span(const struct store_rows *rows, int column)
{
    return rows->session->store->driver->rows_span(rows, column);
}

const char *store_rows_text(struct arena *arena, const struct store_rows *rows, int column)
{
    struct span text = store_rows_span(rows, column);
    return text.length == 0 ? "" : arena_copy(arena, text);
}

void store_add_queries(struct store *store, const char *text)
{
    queries_add(store->queries, "test", span_of(text));
}

struct result store_run_script(struct store_session *session, const char *statement)
{
    CHECK(session->writing);
    struct result result = enter(session);
    return result_failed(result) ? result : session->store->driver->script(session, statement);
}

void store_fail_after(struct store *store, int64_t calls)
{
    atomic_store(&store->fail_after, calls);
}

void store_set_deadlines(struct store *store, int statement_ms, int commit_ms)
{
    atomic_store(&store->statement_ms, statement_ms);
    atomic_store(&store->commit_ms, commit_ms);
}

static struct result prepare_all(struct store_session *session, void *context)
{
    (void)context;
    const struct query *query;
    for (size_t index = 0; (query = queries_at(session->store->queries, index)) != NULL; index++) {
        struct result result = query->fragment ? result_ok() : session->store->driver->prepare(session, query);
        if (result_failed(result)) {
            log_write(LOG_ERROR, "%s: query %s: %s", query->file, query->name, result.detail);
            result.field = query->name;
            return result;
        }
    }
    return result_ok();
}

struct result store_check_queries(struct store *store)
{
    return store_write(store, prepare_all, NULL);
}
