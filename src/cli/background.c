/* Threads that take numbers from one counter. */
#include "cli/background.h"

#include "base/check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { THREADS_MOST = 16 };

struct background {
    atomic_size_t next;
    size_t count;
    void (*work)(void *context, size_t number);
    void *context;
    pthread_t others[THREADS_MOST];
    unsigned started;
};

static void *take_numbers(void *argument)
{
    struct background *background = argument;
    size_t number;
    while ((number = atomic_fetch_add(&background->next, 1)) < background->count) {
        background->work(background->context, number);
    }
    return NULL;
}

struct background *background_start(unsigned threads, size_t count, void (*work)(void *context, size_t number),
                                    void *context)
{
    struct background *background = calloc(1, sizeof *background);
    CHECK(background != NULL);
    background->count = count;
    background->work = work;
    background->context = context;
    while (background->started + 1 < threads && background->started < count && background->started < THREADS_MOST &&
           pthread_create(&background->others[background->started], NULL, take_numbers, background) == 0) {
        background->started++;
    }
    return background;
}

void background_finish(struct background *background)
{
    (void)take_numbers(background);
    while (background->started > 0) {
        CHECK(pthread_join(background->others[--background->started], NULL) == 0);
    }
    free(background);
}
