/* The PostgreSQL driver: a pool of connections, and transactions that are run again.
 *
 * Writes are SERIALIZABLE, as SQLite's are by having one writer; reads are a snapshot (REPEATABLE READ READ ONLY).
 *
 * After FREE_ATTEMPTS lost races the retries of this process go one behind the other (the lane), so that a crowd on
 * one row gets through instead of colliding anew.
 *
 *   run once ─► committed                                         done
 *      │  ├───► its own failure, constraint, …                    done, rolled back
 *      │  ├───► 40001 40P01 55P03                                 wait, again on the same connection
 *      │  └───► 08xxx 57P01–03 25006, lost, deadline missed       close, next host, wait, again
 *      └ after ATTEMPTS: BUSY
 *
 * A connection that was lost in COMMIT leaves it open whether the work is done: running it again is right only
 * because works make their ids before and insert with ON CONFLICT DO NOTHING (store.h). When one connection is lost
 * the idle ones are most likely lost with it, so the pool's generation moves on and they are closed unused.
 */
#include "store/postgres.h"

#include "base/check.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/random.h"

#include <stdlib.h>
#include <time.h>

enum { ATTEMPTS = 6, FREE_ATTEMPTS = 2, POOL_MAX = 16, POOL_WAIT_SECONDS = 10, AGAIN_MS = 10, RECONNECT_MS = 100 };

struct postgres_engine {
    struct store *store;
    char *address;
    pthread_mutex_t lane;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t given_back;
    struct postgres_connection *idle;
    size_t open_count; /* idle or in use */
    unsigned generation;
    unsigned rotation;
};

/* With the mutex held: an idle connection of this generation; older ones are put aside to be closed. */
static struct postgres_connection *pop_idle(struct postgres_engine *engine, struct postgres_connection **stale)
{
    while (engine->idle != NULL) {
        struct postgres_connection *connection = engine->idle;
        engine->idle = connection->next;
        if (connection->generation == engine->generation) {
            return connection;
        }
        connection->next = *stale;
        *stale = connection;
        engine->open_count--;
    }
    return NULL;
}

/* A connection out of the pool, or (NULL, *room true) the right to open one, or (NULL, false) when none came. */
static struct postgres_connection *wait_for_idle(struct postgres_engine *engine, bool *room, unsigned *rotation)
{
    struct timespec until;
    struct postgres_connection *stale = NULL;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += POOL_WAIT_SECONDS;
    (void)pthread_mutex_lock(&engine->mutex);
    struct postgres_connection *connection = pop_idle(engine, &stale);
    bool waiting = true;
    while (connection == NULL && engine->open_count >= POOL_MAX && waiting) {
        waiting = pthread_cond_timedwait(&engine->given_back, &engine->mutex, &until) == 0;
        connection = pop_idle(engine, &stale);
    }
    *room = connection == NULL && engine->open_count < POOL_MAX;
    engine->open_count += *room ? 1 : 0;
    *rotation = engine->rotation;
    (void)pthread_mutex_unlock(&engine->mutex);
    while (stale != NULL) {
        struct postgres_connection *next = stale->next;
        postgres_disconnect(stale);
        stale = next;
    }
    return connection;
}

static void forget_one(struct postgres_engine *engine, unsigned generation)
{
    (void)pthread_mutex_lock(&engine->mutex);
    engine->open_count--;
    if (generation == engine->generation) {
        engine->generation++;
        engine->rotation++;
    }
    (void)pthread_cond_signal(&engine->given_back);
    (void)pthread_mutex_unlock(&engine->mutex);
}

static unsigned current_generation(struct postgres_engine *engine)
{
    (void)pthread_mutex_lock(&engine->mutex);
    unsigned generation = engine->generation;
    (void)pthread_mutex_unlock(&engine->mutex);
    return generation;
}

static struct result acquire(struct postgres_engine *engine, struct postgres_connection **out)
{
    bool room = false;
    unsigned rotation = 0;
    unsigned generation = current_generation(engine);
    *out = wait_for_idle(engine, &room, &rotation);
    if (*out != NULL) {
        return result_ok();
    }
    if (!room) {
        return store_busy(engine->store, "all connections to the database are in use");
    }
    struct result result = postgres_connect(engine->store, engine->address, rotation, out);
    if (result_failed(result)) {
        forget_one(engine, generation);
        return result;
    }
    (*out)->generation = generation;
    return result_ok();
}

static void give_back(struct postgres_engine *engine, struct postgres_connection *connection)
{
    if (connection->verdict == VERDICT_RECONNECT || PQstatus(connection->handle) != CONNECTION_OK) {
        unsigned generation = connection->generation;
        postgres_disconnect(connection);
        forget_one(engine, generation);
        return;
    }
    (void)pthread_mutex_lock(&engine->mutex);
    connection->next = engine->idle;
    engine->idle = connection;
    (void)pthread_cond_signal(&engine->given_back);
    (void)pthread_mutex_unlock(&engine->mutex);
}

static struct result run_once(struct postgres_engine *engine, struct postgres_connection *connection, bool writing,
                              store_work work, void *context)
{
    const char *begin =
        writing ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    int limit_ms = atomic_load(&engine->store->commit_ms);
    connection->verdict = VERDICT_NONE;
    struct result result = postgres_command(connection, begin, limit_ms);
    if (result_failed(result)) {
        return result;
    }
    struct store_session session = {.store = engine->store, .connection = connection, .writing = writing};
    result = store_run_work(&session, work, context);
    if (connection->verdict == VERDICT_RECONNECT) {
        return session.failure;
    }
    if (!result_failed(result)) {
        return postgres_command(connection, "COMMIT", limit_ms);
    }
    enum postgres_verdict verdict = connection->verdict;
    struct result undone = postgres_command(connection, "ROLLBACK", limit_ms);
    if (!result_failed(undone)) {
        connection->verdict = verdict;
    }
    return verdict == VERDICT_AGAIN ? session.failure : result;
}

/* Doubling, half of it by chance: two that collided must not collide again. */
static void back_off(int number, int first_ms)
{
    uint32_t chance;
    random_secret(&chance, sizeof chance);
    uint32_t whole = (uint32_t)first_ms << number;
    uint32_t wait = whole / 2 + chance % (whole / 2 + 1);
    const struct timespec pause = {.tv_sec = wait / 1000, .tv_nsec = (long)(wait % 1000) * 1000000};
    (void)nanosleep(&pause, NULL);
}

/* One attempt on a connection of its own; *verdict says whether another makes sense. */
static struct result attempt(struct postgres_engine *engine, bool writing, store_work work, void *context,
                             enum postgres_verdict *verdict)
{
    struct postgres_connection *connection = NULL;
    struct result result = acquire(engine, &connection);
    if (result_failed(result)) {
        *verdict = VERDICT_RECONNECT;
        return result;
    }
    result = run_once(engine, connection, writing, work, context);
    *verdict = connection->verdict;
    give_back(engine, connection);
    return result;
}

static struct result run(struct store *store, bool writing, store_work work, void *context)
{
    struct postgres_engine *engine = store->engine;
    struct result result = result_ok();
    enum postgres_verdict verdict = VERDICT_NONE;
    for (int number = 0; number < ATTEMPTS; number++) {
        bool in_lane = verdict == VERDICT_AGAIN && number >= FREE_ATTEMPTS;
        if (in_lane) {
            (void)pthread_mutex_lock(&engine->lane);
        }
        result = attempt(engine, writing, work, context, &verdict);
        if (in_lane) {
            (void)pthread_mutex_unlock(&engine->lane);
        }
        bool again = result_failed(result) && (verdict == VERDICT_AGAIN || verdict == VERDICT_RECONNECT);
        if (!again) {
            return result;
        }
        if (number + 1 < ATTEMPTS) {
            back_off(number, verdict == VERDICT_AGAIN ? AGAIN_MS : RECONNECT_MS);
        }
    }
    log_write(LOG_WARNING, "postgres: gave up after %d attempts: %s", ATTEMPTS, result.detail);
    return result;
}

static struct result postgres_read(struct store *store, store_work work, void *context)
{
    return run(store, false, work, context);
}

static struct result postgres_write(struct store *store, store_work work, void *context)
{
    return run(store, true, work, context);
}

static void free_engine(struct postgres_engine *engine)
{
    while (engine->idle != NULL) {
        struct postgres_connection *next = engine->idle->next;
        postgres_disconnect(engine->idle);
        engine->idle = next;
    }
    (void)pthread_cond_destroy(&engine->given_back);
    (void)pthread_mutex_destroy(&engine->lane);
    (void)pthread_mutex_destroy(&engine->mutex);
    free(engine->address);
    free(engine);
}

static struct result postgres_open(struct store *store, const char *address)
{
    struct postgres_engine *engine = calloc(1, sizeof *engine);
    CHECK(engine != NULL);
    engine->store = store;
    engine->address = strdup(address);
    CHECK(engine->address != NULL);
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&engine->given_back, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&engine->mutex, NULL);
    (void)pthread_mutex_init(&engine->lane, NULL);
    struct postgres_connection *connection = NULL;
    struct result result = acquire(engine, &connection);
    if (result_failed(result)) {
        free_engine(engine);
        return result;
    }
    give_back(engine, connection);
    store->engine = engine;
    return result_ok();
}

static void postgres_close(struct store *store)
{
    free_engine(store->engine);
}

static struct result ask_snapshot(struct store_session *session, void *context)
{
    struct store_rows *rows = NULL;
    struct result r = store_query(session, "store_snapshot", NULL, 0, &rows);
    if (result_failed(r)) {
        return r;
    }
    int64_t *out = context;
    if (store_rows_next(rows)) {
        *out = (int64_t)(hash_fast(store_rows_span(rows, 0)) >> 1);
    }
    return store_rows_close(rows);
}

static struct result postgres_poll_version(struct store *store, int64_t *out)
{
    return store_read(store, ask_snapshot, out);
}

static bool postgres_is_writing(struct store *store)
{
    (void)store;
    return false; /* writers do not wait for each other */
}

static bool postgres_in_work(struct store *store)
{
    (void)store;
    return false; /* every transaction has its own connection */
}

const struct store_driver store_postgres_driver = {
    .open = postgres_open,
    .close = postgres_close,
    .read = postgres_read,
    .write = postgres_write,
    .query = postgres_query,
    .execute = postgres_execute,
    .insert_many = postgres_insert_many,
    .script = postgres_script,
    .prepare = postgres_prepare,
    .rows_next = postgres_rows_next,
    .rows_close = postgres_rows_close,
    .rows_is_null = postgres_rows_is_null,
    .rows_integer = postgres_rows_integer,
    .rows_span = postgres_rows_span,
    .poll_version = postgres_poll_version,
    .is_writing = postgres_is_writing,
    .in_work = postgres_in_work,
};
