/* Signals: held, waited for by a thread beside the work, looked for. */
#include "cli/interruption.h"

#include "base/check.h"
#include "cli/cli.h"

#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

/* Held while ignored, a signal would come all the same: those are left alone. */
void interruption_hold(struct interruption *interruption)
{
    *interruption = (struct interruption){.signals = -1, .stop = -1};
    (void)sigemptyset(&interruption->held);
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction known;
        if (sigaction(signals[i], NULL, &known) == 0 && known.sa_handler != SIG_IGN) {
            (void)sigaddset(&interruption->held, signals[i]);
        }
    }
    (void)pthread_sigmask(SIG_BLOCK, &interruption->held, &interruption->before);
}

bool interruption_asked(void)
{
    sigset_t pending;
    bool asked = false;
    if (sigpending(&pending) == 0) {
        for (int i = 0; i < SIGNALS; i++) {
            asked = asked || sigismember(&pending, signals[i]) == 1;
        }
    }
    return asked;
}

static void *wait_for_signal(void *context)
{
    const struct interruption *interruption = context;
    struct pollfd ends[2] = {{.fd = interruption->signals, .events = POLLIN},
                             {.fd = interruption->stop, .events = POLLIN}};
    while (poll(ends, 2, -1) < 0) { /* some other signal */
    }
    if ((ends[0].revents & POLLIN) != 0) { /* also when both came: the files are not open yet */
        (void)!write(STDERR_FILENO, interruption->sentence, strlen(interruption->sentence));
        (void)!write(STDERR_FILENO, "\n", 1);
        _exit(CLI_INTERRUPTED);
    }
    return NULL;
}

static void close_ends(struct interruption *interruption)
{
    if (interruption->signals >= 0) {
        (void)close(interruption->signals);
    }
    if (interruption->stop >= 0) {
        (void)close(interruption->stop);
    }
    interruption->signals = interruption->stop = -1;
}

void interruption_watch(struct interruption *interruption, const char *sentence)
{
    interruption->sentence = sentence;
    interruption->signals = signalfd(-1, &interruption->held, SFD_CLOEXEC);
    interruption->stop = eventfd(0, EFD_CLOEXEC);
    interruption->watched = interruption->signals >= 0 && interruption->stop >= 0 &&
                            pthread_create(&interruption->watcher, NULL, wait_for_signal, interruption) == 0;
    if (!interruption->watched) {
        close_ends(interruption);
    }
}

void interruption_look(struct interruption *interruption)
{
    if (!interruption->watched) {
        return;
    }
    uint64_t one = 1;
    CHECK(write(interruption->stop, &one, sizeof one) == (ssize_t)sizeof one);
    CHECK(pthread_join(interruption->watcher, NULL) == 0);
    interruption->watched = false;
    close_ends(interruption);
}

void interruption_let_go(struct interruption *interruption)
{
    struct timespec now = {0, 0};
    interruption_look(interruption);
    while (sigtimedwait(&interruption->held, NULL, &now) > 0) { /* heard: the exit code says it */
    }
    (void)pthread_sigmask(SIG_SETMASK, &interruption->before, NULL);
}
