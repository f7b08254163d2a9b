/* Finding and following the key file. */
#include "cli/key.h"

#include "base/check.h"
#include "base/log.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { LOOK_EVERY_MS = 1000, PATH_SIZE = 4096 };

const char *key_path(struct command *command, const struct store *store)
{
    const char *given = command_option(command, "key");
    given = given == NULL ? getenv("ZHIQIAO_KEY") : given;
    if (given != NULL && given[0] != '\0') {
        return given;
    }
    bool file = store_kind(store) == STORE_SQLITE;
    return arena_format(&command->arena, "%s.key", file ? command_database(command) : "zhiqiao");
}

/* Every set of keys there ever was: a request may still hold one. */
struct key_set {
    struct seal_keys keys;
    struct key_set *before;
};

struct key_watch {
    struct store *store;
    char path[PATH_SIZE];
    struct key_set *newest;
    struct stat seen;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stopping;
    pthread_t thread;
};

static bool is_same(const struct stat *left, const struct stat *right)
{
    return left->st_ino == right->st_ino && left->st_size == right->st_size &&
           left->st_mtim.tv_sec == right->st_mtim.tv_sec && left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

static struct result take_keys(struct key_watch *watch, bool make)
{
    struct key_set *set = calloc(1, sizeof *set);
    CHECK(set != NULL);
    bool was_there = stat(watch->path, &watch->seen) == 0; /* before reading: what comes later is seen as a change */
    struct result result = seal_keys_load(watch->path, make, &set->keys);
    if (result_failed(result)) {
        free(set);
        return result;
    }
    if (!was_there) {
        (void)stat(watch->path, &watch->seen); /* it was made just now */
    }
    set->before = watch->newest;
    watch->newest = set;
    store_set_seal(watch->store, set->keys.list);
    return result;
}

static void look(struct key_watch *watch)
{
    struct stat now;
    if (stat(watch->path, &now) != 0 || is_same(&now, &watch->seen)) {
        return; /* a file that is away for a moment: what is in memory goes on */
    }
    struct result result = take_keys(watch, false);
    if (result_failed(result)) {
        log_write(LOG_ERROR, "key file %s: %s", watch->path, result.message);
    } else {
        log_write(LOG_INFO, "key file %s: read again, %zu key(s)", watch->path, watch->newest->keys.count);
    }
}

static void *run_watch(void *argument)
{
    struct key_watch *watch = argument;
    CHECK(pthread_mutex_lock(&watch->mutex) == 0);
    while (!watch->stopping) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += LOOK_EVERY_MS / 1000;
        (void)pthread_cond_timedwait(&watch->wake, &watch->mutex, &until);
        if (!watch->stopping) {
            look(watch);
        }
    }
    CHECK(pthread_mutex_unlock(&watch->mutex) == 0);
    return NULL;
}

static void release(struct key_watch *watch)
{
    store_set_seal(watch->store, NULL);
    while (watch->newest != NULL) {
        struct key_set *set = watch->newest;
        watch->newest = set->before;
        OPENSSL_cleanse(set, sizeof *set);
        free(set);
    }
    free(watch);
}

struct result key_watch_open(struct store *store, const char *path, bool make, struct key_watch **out)
{
    struct key_watch *watch = calloc(1, sizeof *watch);
    CHECK(watch != NULL);
    watch->store = store;
    int length = snprintf(watch->path, sizeof watch->path, "%s", path);
    struct result result =
        length < PATH_SIZE ? take_keys(watch, make) : result_fail(RESULT_NOT_FOUND, path, "seal.error.missing", NULL);
    if (result_failed(result)) {
        free(watch);
        return result;
    }
    CHECK(pthread_mutex_init(&watch->mutex, NULL) == 0 && pthread_cond_init(&watch->wake, NULL) == 0);
    CHECK(pthread_create(&watch->thread, NULL, run_watch, watch) == 0);
    *out = watch;
    return result;
}

void key_watch_close(struct key_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    CHECK(pthread_mutex_lock(&watch->mutex) == 0);
    watch->stopping = true;
    CHECK(pthread_cond_signal(&watch->wake) == 0);
    CHECK(pthread_mutex_unlock(&watch->mutex) == 0);
    CHECK(pthread_join(watch->thread, NULL) == 0);
    (void)pthread_mutex_destroy(&watch->mutex);
    (void)pthread_cond_destroy(&watch->wake);
    release(watch);
}
