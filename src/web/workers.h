/* Threads for what may wait: handlers ask the database here, never in the HTTP library's own threads.
 *
 * A task is given by pointer and run once. The queue is bounded by the number of open connections: each has at most
 * one task. Thread-safe.
 */
#ifndef WEB_WORKERS_H
#define WEB_WORKERS_H

struct workers;

/* Embedded in what is worked on. */
struct task {
    void (*run)(struct task *task);
    struct task *next;
};

struct workers *workers_open(int count);
/* Runs what is still queued, then stops. */
void workers_close(struct workers *workers);
void workers_add(struct workers *workers, struct task *task);

#endif
