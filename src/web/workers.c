/* One queue, first come first served. */
#include "web/workers.h"

#include "base/check.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct workers {
    pthread_mutex_t mutex;
    pthread_cond_t added;
    struct task *first;
    struct task **end;
    bool stopping;
    int count;
    pthread_t threads[];
};

static struct task *take(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    while (workers->first == NULL && !workers->stopping) {
        (void)pthread_cond_wait(&workers->added, &workers->mutex);
    }
    struct task *task = workers->first;
    if (task != NULL) {
        workers->first = task->next;
        workers->end = workers->first == NULL ? &workers->first : workers->end;
    }
    (void)pthread_mutex_unlock(&workers->mutex);
    return task;
}

static void *work_loop(void *argument)
{
    struct task *task;
    while ((task = take(argument)) != NULL) {
        task->run(task);
    }
    return NULL;
}

struct workers *workers_open(int count)
{
    CHECK(count > 0 && count <= 1024);
    struct workers *workers = calloc(1, sizeof *workers + (size_t)count * sizeof workers->threads[0]);
    CHECK(workers != NULL);
    (void)pthread_mutex_init(&workers->mutex, NULL);
    (void)pthread_cond_init(&workers->added, NULL);
    workers->end = &workers->first;
    workers->count = count;
    for (int index = 0; index < count; index++) {
        CHECK(pthread_create(&workers->threads[index], NULL, work_loop, workers) == 0);
    }
    return workers;
}

void workers_close(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->mutex);
    workers->stopping = true;
    (void)pthread_cond_broadcast(&workers->added);
    (void)pthread_mutex_unlock(&workers->mutex);
    for (int index = 0; index < workers->count; index++) {
        (void)pthread_join(workers->threads[index], NULL);
    }
    (void)pthread_cond_destroy(&workers->added);
    (void)pthread_mutex_destroy(&workers->mutex);
    free(workers);
}

void workers_add(struct workers *workers, struct task *task)
{
    task->next = NULL;
    (void)pthread_mutex_lock(&workers->mutex);
    *workers->end = task;
    workers->end = &task->next;
    (void)pthread_cond_signal(&workers->added);
    (void)pthread_mutex_unlock(&workers->mutex);
}
