/* Cuts connections that do not get on: the HTTP library's own time-out starts anew with every byte, so a client that
 * sends one byte now and then would hold its connection for ever (slowloris).
 *
 *   open ──► head, patience ──► body, patience and more by its length ──► worked on (no limit) ──► sending, likewise
 *              ▲                                                                                     │
 *              └──────────────── kept alive: a minute idle ◄─────────────────────────────────────────┘
 *
 * A connection past its time is shut down (both ways); its owner then sees the end of the stream and closes it.
 * watchdog_remove must come before the socket is closed, so that its number cannot belong to another by then.
 */
#ifndef WEB_WATCHDOG_H
#define WEB_WATCHDOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct watchdog;

struct watched {
    int socket;
    _Atomic int64_t until_ms; /* monotonic; 0 = no limit */
    struct watched *next, *before;
};

struct watchdog *watchdog_open(void);
void watchdog_close(struct watchdog *watchdog);

void watchdog_add(struct watchdog *watchdog, struct watched *watched, int socket, int64_t limit_ms);
void watchdog_remove(struct watchdog *watchdog, struct watched *watched);

/* From now on; 0 = no limit. */
void watchdog_allow(struct watched *watched, int64_t limit_ms);

#endif
