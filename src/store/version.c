/* Has the data changed? A number for caches: store_version.
 *
 * Commits of this process count at once, before store_write returns. Commits of others (the command line beside the
 * server, other machines) are seen by a watcher thread that asks the engine: every half second SQLite's
 * data_version, every second PostgreSQL's newest transaction. The watcher starts with the first question.
 */
#include "store/version.h"

#include "base/check.h"
#include "store/driver.h"

#include <errno.h>
#include <time.h>

enum { SQLITE_MS = 500, POSTGRES_MS = 1000 };

void store_watch_init(struct store_watch *watch)
{
    pthread_condattr_t monotonic;
    CHECK(pthread_condattr_init(&monotonic) == 0);
    CHECK(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_mutex_init(&watch->mutex, NULL) == 0);
    CHECK(pthread_cond_init(&watch->wake, &monotonic) == 0);
    (void)pthread_condattr_destroy(&monotonic);
    atomic_init(&watch->commits, 1);
    atomic_init(&watch->watching, false);
}

/* True when the store closes. */
static bool wait_for_close(struct store_watch *watch, int wait_ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    until.tv_sec += wait_ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_mutex_lock(&watch->mutex);
    while (!watch->stopping && pthread_cond_timedwait(&watch->wake, &watch->mutex, &until) != ETIMEDOUT) {
    }
    bool stopping = watch->stopping;
    (void)pthread_mutex_unlock(&watch->mutex);
    return stopping;
}

static void *watch_loop(void *argument)
{
    struct store *store = argument;
    int64_t known = -1;
    do {
        int64_t version = known;
        /* A failure counts as a change: rather ask the database again than show what may be old. */
        struct result r = store->driver->poll_version(store, &version);
        if (result_failed(r) || version != known) {
            atomic_fetch_add(&store->watch.commits, 1);
        }
        known = version;
    } while (!wait_for_close(&store->watch, store->kind == STORE_SQLITE ? SQLITE_MS : POSTGRES_MS));
    return NULL;
}

static void start_watching(struct store *store)
{
    struct store_watch *watch = &store->watch;
    (void)pthread_mutex_lock(&watch->mutex);
    if (!atomic_load(&watch->watching)) {
        CHECK(pthread_create(&watch->thread, NULL, watch_loop, store) == 0);
        atomic_store(&watch->watching, true);
    }
    (void)pthread_mutex_unlock(&watch->mutex);
}

uint64_t store_version(struct store *store)
{
    if (!atomic_load(&store->watch.watching)) {
        start_watching(store);
    }
    return atomic_load(&store->watch.commits);
}

void store_watch_release(struct store *store)
{
    struct store_watch *watch = &store->watch;
    if (atomic_load(&watch->watching)) {
        (void)pthread_mutex_lock(&watch->mutex);
        watch->stopping = true;
        (void)pthread_cond_signal(&watch->wake);
        (void)pthread_mutex_unlock(&watch->mutex);
        (void)pthread_join(watch->thread, NULL);
    }
    (void)pthread_cond_destroy(&watch->wake);
    (void)pthread_mutex_destroy(&watch->mutex);
}
