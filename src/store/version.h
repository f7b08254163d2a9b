/* The watcher behind store_version: between store.c and version.c only. */
#ifndef STORE_VERSION_H
#define STORE_VERSION_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct store;

struct store_watch {
    _Atomic uint64_t commits; /* seen so far, of this process and of others */
    _Atomic bool watching;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    pthread_t thread;
    bool stopping;
};

void store_watch_init(struct store_watch *watch);
void store_watch_release(struct store *store); /* before the driver closes */

#endif
