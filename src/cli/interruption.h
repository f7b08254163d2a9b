/* Ctrl-C and the like (SIGINT, SIGTERM, SIGHUP) in verbs that work long and write files.
 *
 * They are held back from the start. Two ways to hear them, one after the other:
 *   watched   nothing is open yet: the engine solves, which knows of no signals. A thread waits for one beside it, says the
 *             sentence prepared and ends the program with CLI_INTERRUPTED, within a moment.
 *   looked for  files are open: who writes asks interruption_asked now and then and takes the half file away.
 * No handler, so nothing need be safe in one, and no global flag. A signal that was ignored from outside (nohup, a job in
 * the background) stays ignored.
 *
 *     interruption_hold → interruption_watch … interruption_look → files are opened, written, closed → interruption_let_go
 */
#ifndef CLI_INTERRUPTION_H
#define CLI_INTERRUPTION_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

struct interruption {
    sigset_t held, before;
    const char *sentence; /* borrowed */
    pthread_t watcher;
    int signals, stop; /* what the watcher waits for; descriptors */
    bool watched;
};

void interruption_hold(struct interruption *interruption);
/* From now on a signal ends the program; `sentence` is said then. Where no thread is to be had, signals are looked for. */
void interruption_watch(struct interruption *interruption, const char *sentence);
/* From now on signals are only looked for. Once or more often, before the first file is opened. */
void interruption_look(struct interruption *interruption);
bool interruption_asked(void);
/* What is asked by now is done with: the exit code says it. */
void interruption_let_go(struct interruption *interruption);

#endif
