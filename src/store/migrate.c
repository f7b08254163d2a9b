/* Bringing the schema to the newest version: sql/schema/NNNN_name.sql, in order, each statement once.
 *
 *   0000_*.sql        repeatable; run at every start (the tables the runner itself needs)
 *   lease "migrate"   one process at a time; renewed with every step
 *   schema_version    version, digest of the file, steps = how many of its statements are done
 *
 * A step and its count are one transaction (SQLite: the rest of the file is), so an interrupted file goes on where it
 * stopped. A file that changed after it was applied, and a database newer than the program, are refused.
 *
 * In a file: statements ended by `;`, and blocks for one engine only:
 *     -- only: sqlite        (or postgres)
 *     -- end
 * For SQLite bigint, integer, smallint become INTEGER, text TEXT, bytea BLOB, and CREATE TABLE becomes STRICT.
 */
#include "base/buffer.h"
#include "base/check.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/number.h"
#include "store/driver.h"
#include "store/sql_text.h"
#include "store/testing.h"

#include <time.h>

enum { LEASE_MS = 60000, WAIT_MS = 120000, POLL_MS = 200, STATEMENTS_MAX = 512, BOOTSTRAP_ATTEMPTS = 10 };

struct migration {
    int64_t version;
    const char *name;
    char digest[DIGEST_TEXT_SIZE];
    const char **statements;
    size_t count;
    size_t done; /* as the database says */
    bool started;
};

struct runner {
    struct store *store;
    struct arena arena;
    struct migration *migrations;
    size_t count;
    const char *unknown; /* a version that only the database knows, or a file that changed */
    const char *refusal;
};

/* The file without the blocks of the other engine. */
static struct span choose_blocks(struct arena *arena, struct span text, enum store_kind kind)
{
    struct buffer chosen;
    buffer_init(&chosen);
    bool skip = false;
    while (text.length > 0) {
        const char *end = memchr(text.at, '\n', text.length);
        size_t length = end == NULL ? text.length : (size_t)(end - text.at) + 1;
        struct span line = span_trim(span_make(text.at, length));
        if (span_starts_with(line, span_of("-- only: "))) {
            skip = !span_is(line, kind == STORE_SQLITE ? "-- only: sqlite" : "-- only: postgres");
        } else if (span_is(line, "-- end")) {
            skip = false;
        } else if (!skip) {
            buffer_add(&chosen, text.at, length);
        }
        text = span_make(text.at + length, text.length - length);
    }
    struct span copy = span_of(chosen.length == 0 ? "" : arena_copy(arena, buffer_span(&chosen)));
    buffer_release(&chosen);
    return copy;
}

static const char *sqlite_type(const struct sql_token *token)
{
    static const char *const map[][2] = {
        {"bigint", "INTEGER"}, {"integer", "INTEGER"}, {"smallint", "INTEGER"}, {"text", "TEXT"}, {"bytea", "BLOB"}};
    for (size_t index = 0; index < sizeof map / sizeof map[0]; index++) {
        if (token->kind == SQL_WORD && sql_token_is(token, map[index][0])) {
            return map[index][1];
        }
    }
    return NULL;
}

/* A CREATE TABLE or ALTER TABLE in SQLite's types; anything else as it is. */
static const char *for_sqlite(struct arena *arena, struct span statement)
{
    struct span rest = statement;
    struct sql_token first;
    struct sql_token second;
    struct sql_token token;
    bool table = sql_next(&rest, &first) && sql_next(&rest, &second) && sql_token_is(&second, "table");
    if (!table) {
        return arena_copy(arena, statement);
    }
    struct buffer text;
    buffer_init(&text);
    const char *copied = statement.at;
    const char *last_mark = ")";
    while (sql_next(&rest, &token)) {
        const char *type = sqlite_type(&token);
        last_mark = token.text.at;
        if (type != NULL) {
            buffer_add(&text, copied, (size_t)(token.text.at - copied));
            buffer_add_text(&text, type);
            copied = token.text.at + token.text.length;
        }
    }
    buffer_add(&text, copied, (size_t)(statement.at + statement.length - copied));
    if (sql_token_is(&first, "create")) {
        buffer_add_text(&text, *last_mark == ')' ? " STRICT" : ", STRICT"); /* behind WITHOUT ROWID: a comma */
    }
    const char *copy = arena_copy(arena, buffer_span(&text));
    buffer_release(&text);
    return copy;
}

static void read_migration(struct runner *runner, const struct embedded_file *file, struct migration *out)
{
    const char *slash = strrchr(file->name, '/');
    const char *name = slash == NULL ? file->name : slash + 1;
    CHECK(number_parse(span_make(name, strcspn(name, "_")), &out->version));
    unsigned char digest[DIGEST_SIZE];
    hash_sha256(file->bytes, digest);
    (void)hash_text(digest, out->digest);
    out->name = name;
    out->statements = ARENA_ARRAY(&runner->arena, const char *, STATEMENTS_MAX);
    struct span rest = choose_blocks(&runner->arena, file->bytes, runner->store->kind);
    struct span statement;
    while (sql_next_statement(&rest, &statement)) {
        CHECK(out->count < STATEMENTS_MAX);
        out->statements[out->count++] = runner->store->kind == STORE_SQLITE ? for_sqlite(&runner->arena, statement)
                                                                            : arena_copy(&runner->arena, statement);
    }
}

static struct result run_repeatable(struct store_session *session, void *context)
{
    const char *const *statement = context;
    return store_run_script(session, *statement);
}

/* Two processes that create the same table at once: PostgreSQL lets one of them fail with a conflict. */
static struct result run_bootstrap(struct runner *runner, const struct migration *migration)
{
    for (size_t index = 0; index < migration->count; index++) {
        struct result result;
        int attempt = 0;
        do {
            result = store_write(runner->store, run_repeatable, &migration->statements[index]);
        } while (result.code == RESULT_CONFLICT && ++attempt < BOOTSTRAP_ATTEMPTS);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

struct lease_request {
    const char *owner;
    int64_t changed;
};

static struct result take_lease(struct store_session *session, void *context)
{
    struct lease_request *request = context;
    int64_t now = time_now_ms();
    return store_execute(session, "lease_take",
                         STORE_VALUES(store_text("migrate"), store_text(request->owner), store_integer(now + LEASE_MS),
                                      store_integer(now)),
                         &request->changed);
}

static struct result drop_lease(struct store_session *session, void *context)
{
    const struct lease_request *request = context;
    return store_execute(session, "lease_drop", STORE_VALUES(store_text("migrate"), store_text(request->owner)), NULL);
}

static struct result find_lease(struct store_session *session, void *context)
{
    int64_t *until_ms = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "lease_find", STORE_VALUES(store_text("migrate")), &rows);
    if (result_failed(result)) {
        return result;
    }
    *until_ms = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

/* Looks before it writes: who waits must not get in the way of who renews the lease with every step. A write that was
 * BUSY because another got the lease meanwhile is no failure: request->changed stays 0. */
static struct result try_lease(struct store *store, struct lease_request *request)
{
    int64_t until_ms = 0;
    struct result result = store_read(store, find_lease, &until_ms);
    if (result_failed(result) || until_ms >= time_now_ms()) {
        return result;
    }
    struct result taken = store_write(store, take_lease, request);
    if (taken.code != RESULT_BUSY) {
        return taken;
    }
    result = store_read(store, find_lease, &until_ms);
    return result_failed(result) || until_ms >= time_now_ms() ? result : taken;
}

static struct result wait_for_lease(struct runner *runner)
{
    int64_t start = time_monotonic_ms();
    struct lease_request request = {.owner = runner->store->node.owner};
    while (time_monotonic_ms() - start < WAIT_MS) {
        struct result result = try_lease(runner->store, &request);
        if (result_failed(result) || request.changed == 1) {
            return result;
        }
        const struct timespec pause = {.tv_nsec = (long)POLL_MS * 1000000};
        (void)nanosleep(&pause, NULL);
    }
    return store_busy(runner->store, "another process holds the lease to migrate");
}

static struct migration *find_version(struct runner *runner, int64_t version)
{
    for (size_t index = 0; index < runner->count; index++) {
        if (runner->migrations[index].version == version) {
            return &runner->migrations[index];
        }
    }
    return NULL;
}

static struct result read_versions(struct store_session *session, void *context)
{
    struct runner *runner = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "schema_version_list", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        struct migration *migration = find_version(runner, store_rows_integer(rows, 0));
        if (migration == NULL) {
            runner->refusal = "store.migrate.newer";
            runner->unknown = "schema";
            continue;
        }
        if (!span_is(store_rows_span(rows, 1), migration->digest)) {
            runner->refusal = "store.migrate.edited";
            runner->unknown = migration->name;
        }
        migration->started = true;
        migration->done = (size_t)store_rows_integer(rows, 2);
    }
    return store_rows_close(rows);
}

struct step {
    struct runner *runner;
    const struct migration *migration;
    size_t from;
    size_t to;
};

static struct result start_version(struct store_session *session, const struct migration *migration)
{
    return store_execute(session, "schema_version_start",
                         STORE_VALUES(store_integer(migration->version), store_text(migration->name),
                                      store_text(migration->digest), store_integer(time_now_ms())),
                         NULL);
}

/* Statements from … to, counted. Whoever lost the lease meanwhile does nothing. */
static struct result run_steps(struct store_session *session, void *context)
{
    const struct step *step = context;
    struct lease_request request = {.owner = step->runner->store->node.owner};
    struct result result = take_lease(session, &request);
    if (!result_failed(result) && request.changed != 1) {
        result = store_busy(session->store, "the lease to migrate was lost");
    }
    if (!result_failed(result) && !step->migration->started && step->from == 0) {
        result = start_version(session, step->migration);
    }
    for (size_t index = step->from; !result_failed(result) && index < step->to; index++) {
        result = store_run_script(session, step->migration->statements[index]);
    }
    int64_t changed = 1;
    if (!result_failed(result)) {
        result = store_execute(session, "schema_version_step",
                               STORE_VALUES(store_integer(step->migration->version), store_integer((int64_t)step->to),
                                            store_integer((int64_t)step->from), store_integer(time_now_ms())),
                               &changed);
    }
    bool raced = !result_failed(result) && changed != 1;
    return raced ? store_busy(session->store, "another process did this step") : result;
}

/* On PostgreSQL one DDL statement per transaction: engines that speak its protocol ask for it. */
static struct result apply(struct runner *runner, const struct migration *migration)
{
    if (migration->done == migration->count && migration->started) {
        return result_ok();
    }
    log_write(LOG_INFO, "migrating: %s", migration->name);
    size_t stride = runner->store->kind == STORE_SQLITE ? migration->count : 1;
    size_t from = migration->done;
    do {
        size_t to = from + stride < migration->count ? from + stride : migration->count;
        struct step step = {runner, migration, from, to};
        struct result result = store_write(runner->store, run_steps, &step);
        if (result_failed(result)) {
            log_write(LOG_ERROR, "%s, statement %zu: %s", migration->name, from + 1,
                      result.detail == NULL ? "" : result.detail);
            return result;
        }
        from = to;
    } while (from < migration->count);
    return result_ok();
}

static struct result apply_all(struct runner *runner)
{
    struct result result = store_read(runner->store, read_versions, runner);
    if (result_failed(result)) {
        return result;
    }
    if (runner->refusal != NULL) {
        return result_fail(RESULT_CONFLICT, words_keep(&runner->store->words, runner->unknown), runner->refusal,
                           "the schema in the database is not the one of this program");
    }
    for (size_t index = 0; index < runner->count && !result_failed(result); index++) {
        bool versioned = runner->migrations[index].version > 0;
        result = versioned ? apply(runner, &runner->migrations[index]) : result_ok();
    }
    return result;
}

static struct result run(struct runner *runner)
{
    struct result result = result_ok();
    for (size_t index = 0; index < runner->count && !result_failed(result); index++) {
        bool repeatable = runner->migrations[index].version == 0;
        result = repeatable ? run_bootstrap(runner, &runner->migrations[index]) : result_ok();
    }
    if (result_failed(result) || result_failed(result = wait_for_lease(runner))) {
        return result;
    }
    result = apply_all(runner);
    struct lease_request request = {.owner = runner->store->node.owner};
    struct result dropped = store_write(runner->store, drop_lease, &request);
    return result_failed(result) ? result : dropped;
}

struct result store_migrate_files(struct store *store, const struct embedded_file *files, size_t count)
{
    struct runner runner = {.store = store, .count = count};
    arena_init(&runner.arena);
    runner.migrations = ARENA_ARRAY(&runner.arena, struct migration, count);
    for (size_t index = 0; index < count; index++) {
        read_migration(&runner, &files[index], &runner.migrations[index]);
    }
    struct result result = run(&runner);
    arena_release(&runner.arena);
    return result;
}

struct result store_migrate(struct store *store)
{
    size_t count = 0;
    const struct embedded_file *files = embedded_list("sql/schema/", &count);
    struct result result = store_migrate_files(store, files, count);
    if (!result_failed(result)) {
        (void)store_node_take(store); /* a number for ids; see node.c for what happens without */
    }
    return result;
}
