/* The SQLite driver: one writer thread with group commit, and a pool of readers.
 *
 *   store_write ──► queue ──► writer thread:  BEGIN IMMEDIATE
 *        ▲                                     SAVEPOINT, work, RELEASE   once for each that waits
 *        └────── all answered ◄─────────────   COMMIT (one fsync for all)
 *
 * A failing work is undone to its savepoint and the others of the group go on. When SQLite itself rolled the whole
 * group back (disk full) or COMMIT failed, each work is run again alone, so that only the guilty one fails.
 * With one work there is nothing to group: no savepoint.
 */
#include "store/sqlite.h"

#include "base/check.h"
#include "base/day.h"
#include "base/log.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

enum { GROUP_MAX = 256, GROUP_MS = 50, IDLE_READERS = 32 };

struct write_request {
    store_work work;
    void *context;
    struct result result;
    bool ran;
    sem_t done;
    struct write_request *next;
};

struct sqlite_engine {
    struct store *store;
    char *path;
    struct sqlite_connection *writer; /* the writer thread's */
    pthread_t thread;
    _Atomic int waiting;   /* for their write to be done */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t queued;
    struct write_request *first;
    struct write_request **end;
    bool stopping;
    struct sqlite_connection *idle;
    size_t idle_count;
    struct sqlite_connection *watcher; /* the watcher thread's, see version.c */
};

/* Take all that wait, up to GROUP_MAX. NULL when the store closes. */
static struct write_request *take_group(struct sqlite_engine *engine)
{
    (void)pthread_mutex_lock(&engine->mutex);
    while (engine->first == NULL && !engine->stopping) {
        (void)pthread_cond_wait(&engine->queued, &engine->mutex);
    }
    struct write_request *group = engine->first;
    struct write_request *last = group;
    for (int count = 1; last != NULL && last->next != NULL && count < GROUP_MAX; count++) {
        last = last->next;
    }
    if (last != NULL) {
        engine->first = last->next;
        engine->end = engine->first == NULL ? &engine->first : engine->end;
        last->next = NULL;
    }
    (void)pthread_mutex_unlock(&engine->mutex);
    return group;
}

static struct store_session session_of(struct sqlite_engine *engine, struct sqlite_connection *connection, bool writing)
{
    return (struct store_session){.store = engine->store, .connection = connection, .writing = writing};
}

static void run_alone(struct sqlite_engine *engine, struct write_request *request)
{
    struct sqlite_connection *writer = engine->writer;
    struct result result = sqlite_control(writer, CONTROL_BEGIN);
    if (!result_failed(result)) {
        struct store_session session = session_of(engine, writer, true);
        result = store_run_work(&session, request->work, request->context);
    }
    if (!result_failed(result)) {
        result = sqlite_control(writer, CONTROL_COMMIT);
    }
    sqlite_roll_back(writer); /* does nothing after a COMMIT that went well */
    request->result = result;
}

/* One work inside the group's transaction. False when the transaction is gone. */
static bool run_member(struct sqlite_engine *engine, struct write_request *request)
{
    struct sqlite_connection *writer = engine->writer;
    if (result_failed(sqlite_control(writer, CONTROL_SAVEPOINT))) {
        return false;
    }
    struct store_session session = session_of(engine, writer, true);
    request->result = store_run_work(&session, request->work, request->context);
    request->ran = true;
    if (!sqlite_in_transaction(writer)) {
        return false;
    }
    bool undone = !result_failed(request->result) || !result_failed(sqlite_control(writer, CONTROL_UNDO));
    return undone && !result_failed(sqlite_control(writer, CONTROL_RELEASE));
}

/* Runs members until the group has lasted GROUP_MS, so that nobody waits for a long queue. False: the transaction is
 * gone. */
static bool run_members(struct sqlite_engine *engine, struct write_request *group)
{
    int64_t start = time_monotonic_ms();
    for (struct write_request *request = group; request != NULL; request = request->next) {
        if (!run_member(engine, request)) {
            return false;
        }
        if (time_monotonic_ms() - start > GROUP_MS) {
            return true;
        }
    }
    return true;
}

static void run_each_alone(struct sqlite_engine *engine, struct write_request *group)
{
    for (struct write_request *request = group; request != NULL; request = request->next) {
        run_alone(engine, request);
        request->ran = true;
    }
}

/* Answers those that ran; returns the rest. The order of the queue is kept. */
static struct write_request *answer(struct write_request *group)
{
    while (group != NULL && group->ran) {
        struct write_request *next = group->next; /* the request is gone once its owner wakes */
        (void)sem_post(&group->done);
        group = next;
    }
    return group;
}

static void fail_all(struct write_request *group, struct result result)
{
    for (struct write_request *request = group; request != NULL; request = request->next) {
        request->result = result;
        request->ran = true;
    }
}

static void run_together(struct sqlite_engine *engine, struct write_request *group)
{
    struct result begun = sqlite_control(engine->writer, CONTROL_BEGIN);
    if (result_failed(begun)) {
        fail_all(group, begun); /* another process holds the file: it would not let us in one by one either */
        return;
    }
    if (!run_members(engine, group) || result_failed(sqlite_control(engine->writer, CONTROL_COMMIT))) {
        sqlite_roll_back(engine->writer);
        run_each_alone(engine, group);
    }
}

static void run_group(struct sqlite_engine *engine, struct write_request *group)
{
    while (group != NULL) {
        if (group->next == NULL) {
            run_each_alone(engine, group);
        } else {
            run_together(engine, group);
        }
        group = answer(group);
    }
}

static void *write_loop(void *argument)
{
    struct sqlite_engine *engine = argument;
    struct write_request *group;
    while ((group = take_group(engine)) != NULL) {
        run_group(engine, group);
    }
    return NULL;
}

static struct result sqlite_write(struct store *store, store_work work, void *context)
{
    struct sqlite_engine *engine = store->engine;
    struct write_request request = {.work = work, .context = context};
    (void)sem_init(&request.done, 0, 0);
    atomic_fetch_add(&engine->waiting, 1);
    (void)pthread_mutex_lock(&engine->mutex);
    CHECK(!engine->stopping);
    *engine->end = &request;
    engine->end = &request.next;
    (void)pthread_cond_signal(&engine->queued);
    (void)pthread_mutex_unlock(&engine->mutex);
    while (sem_wait(&request.done) != 0) {
        CHECK(errno == EINTR);
    }
    atomic_fetch_sub(&engine->waiting, 1);
    (void)sem_destroy(&request.done);
    return request.result;
}

static struct sqlite_connection *take_idle(struct sqlite_engine *engine)
{
    (void)pthread_mutex_lock(&engine->mutex);
    struct sqlite_connection *connection = engine->idle;
    if (connection != NULL) {
        engine->idle = connection->next;
        engine->idle_count--;
    }
    (void)pthread_mutex_unlock(&engine->mutex);
    return connection;
}

static void give_back(struct sqlite_engine *engine, struct sqlite_connection *connection)
{
    (void)pthread_mutex_lock(&engine->mutex);
    bool kept = engine->idle_count < IDLE_READERS;
    if (kept) {
        connection->next = engine->idle;
        engine->idle = connection;
        engine->idle_count++;
    }
    (void)pthread_mutex_unlock(&engine->mutex);
    if (!kept) {
        sqlite_disconnect(connection);
    }
}

static struct result sqlite_read(struct store *store, store_work work, void *context)
{
    struct sqlite_engine *engine = store->engine;
    struct sqlite_connection *connection = take_idle(engine);
    if (connection == NULL) {
        struct result opened = sqlite_connect(store, engine->path, false, &connection);
        if (result_failed(opened)) {
            return opened;
        }
    }
    struct result result = sqlite_control(connection, CONTROL_BEGIN_READ);
    if (!result_failed(result)) {
        struct store_session session = session_of(engine, connection, false);
        result = store_run_work(&session, work, context);
    }
    sqlite_roll_back(connection); /* nothing was written: the snapshot is given up */
    give_back(engine, connection);
    return result;
}

static void free_engine(struct sqlite_engine *engine)
{
    while (engine->idle != NULL) {
        sqlite_disconnect(take_idle(engine));
    }
    if (engine->writer != NULL) {
        sqlite_disconnect(engine->writer);
    }
    if (engine->watcher != NULL) {
        sqlite_disconnect(engine->watcher);
    }
    (void)pthread_cond_destroy(&engine->queued);
    (void)pthread_mutex_destroy(&engine->mutex);
    free(engine->path);
    free(engine);
}

static struct result sqlite_open_store(struct store *store, const char *address)
{
    struct sqlite_engine *engine = calloc(1, sizeof *engine);
    CHECK(engine != NULL);
    engine->store = store;
    engine->path = strdup(address);
    engine->end = &engine->first;
    CHECK(engine->path != NULL);
    (void)pthread_mutex_init(&engine->mutex, NULL);
    (void)pthread_cond_init(&engine->queued, NULL);
    struct result result = sqlite_connect(store, address, true, &engine->writer);
    if (result_failed(result)) {
        free_engine(engine);
        return result;
    }
    store->engine = engine;
    CHECK(pthread_create(&engine->thread, NULL, write_loop, engine) == 0);
    return result_ok();
}

static void sqlite_close_store(struct store *store)
{
    struct sqlite_engine *engine = store->engine;
    (void)pthread_mutex_lock(&engine->mutex);
    engine->stopping = true;
    (void)pthread_cond_signal(&engine->queued);
    (void)pthread_mutex_unlock(&engine->mutex);
    (void)pthread_join(engine->thread, NULL);
    free_engine(engine);
}

static bool sqlite_is_writing(struct store *store)
{
    const struct sqlite_engine *engine = store->engine;
    return atomic_load(&engine->waiting) > 0;
}

static bool sqlite_in_work(struct store *store)
{
    struct sqlite_engine *engine = store->engine;
    return pthread_equal(pthread_self(), engine->thread) != 0;
}

/* data_version says something only within one connection, so the watcher keeps its own. */
static struct result sqlite_poll_version(struct store *store, int64_t *out)
{
    struct sqlite_engine *engine = store->engine;
    if (engine->watcher == NULL) {
        struct result opened = sqlite_connect(store, engine->path, false, &engine->watcher);
        if (result_failed(opened)) {
            return opened;
        }
    }
    return sqlite_data_version(engine->watcher, out);
}

const char *sqlite_path(const struct store *store)
{
    return ((const struct sqlite_engine *)store->engine)->path;
}

const struct store_driver store_sqlite_driver = {
    .open = sqlite_open_store,
    .close = sqlite_close_store,
    .read = sqlite_read,
    .write = sqlite_write,
    .query = sqlite_query,
    .execute = sqlite_execute,
    .insert_many = sqlite_insert_many,
    .script = sqlite_script,
    .prepare = sqlite_prepare,
    .rows_next = sqlite_rows_next,
    .rows_close = sqlite_rows_close,
    .rows_is_null = sqlite_rows_is_null,
    .rows_integer = sqlite_rows_integer,
    .rows_span = sqlite_rows_span,
    .poll_version = sqlite_poll_version,
    .is_writing = sqlite_is_writing,
    .in_work = sqlite_in_work,
};
