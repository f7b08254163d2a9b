/* A list that one thread walks four times a second. O(connections) each time: ten thousand cost about 50 µs. */
#include "web/watchdog.h"

#include "base/check.h"
#include "base/day.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { ROUND_MS = 250 };

struct watchdog {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    struct watched *first;
    bool stopping;
};

static void cut_late_ones(struct watchdog *watchdog)
{
    int64_t now_ms = time_monotonic_ms();
    for (struct watched *watched = watchdog->first; watched != NULL; watched = watched->next) {
        int64_t until_ms = atomic_load(&watched->until_ms);
        if (until_ms != 0 && until_ms < now_ms) {
            (void)shutdown(watched->socket, SHUT_RDWR);
            atomic_store(&watched->until_ms, 0);
        }
    }
}

static void *watch_loop(void *argument)
{
    struct watchdog *watchdog = argument;
    (void)pthread_mutex_lock(&watchdog->mutex);
    while (!watchdog->stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += ROUND_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        (void)pthread_cond_timedwait(&watchdog->wake, &watchdog->mutex, &until);
        cut_late_ones(watchdog);
    }
    (void)pthread_mutex_unlock(&watchdog->mutex);
    return NULL;
}

struct watchdog *watchdog_open(void)
{
    struct watchdog *watchdog = calloc(1, sizeof *watchdog);
    CHECK(watchdog != NULL);
    pthread_condattr_t monotonic;
    CHECK(pthread_condattr_init(&monotonic) == 0);
    CHECK(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&watchdog->wake, &monotonic) == 0);
    (void)pthread_condattr_destroy(&monotonic);
    CHECK(pthread_mutex_init(&watchdog->mutex, NULL) == 0);
    CHECK(pthread_create(&watchdog->thread, NULL, watch_loop, watchdog) == 0);
    return watchdog;
}

void watchdog_close(struct watchdog *watchdog)
{
    (void)pthread_mutex_lock(&watchdog->mutex);
    CHECK(watchdog->first == NULL);
    watchdog->stopping = true;
    (void)pthread_cond_signal(&watchdog->wake);
    (void)pthread_mutex_unlock(&watchdog->mutex);
    (void)pthread_join(watchdog->thread, NULL);
    (void)pthread_cond_destroy(&watchdog->wake);
    (void)pthread_mutex_destroy(&watchdog->mutex);
    free(watchdog);
}

void watchdog_allow(struct watched *watched, int64_t limit_ms)
{
    atomic_store(&watched->until_ms, limit_ms == 0 ? 0 : time_monotonic_ms() + limit_ms);
}

void watchdog_add(struct watchdog *watchdog, struct watched *watched, int socket, int64_t limit_ms)
{
    watched->socket = socket;
    watchdog_allow(watched, limit_ms);
    (void)pthread_mutex_lock(&watchdog->mutex);
    watched->before = NULL;
    watched->next = watchdog->first;
    if (watched->next != NULL) {
        watched->next->before = watched;
    }
    watchdog->first = watched;
    (void)pthread_mutex_unlock(&watchdog->mutex);
}

void watchdog_remove(struct watchdog *watchdog, struct watched *watched)
{
    (void)pthread_mutex_lock(&watchdog->mutex);
    *(watched->before == NULL ? &watchdog->first : &watched->before->next) = watched->next;
    if (watched->next != NULL) {
        watched->next->before = watched->before;
    }
    (void)pthread_mutex_unlock(&watchdog->mutex);
}
