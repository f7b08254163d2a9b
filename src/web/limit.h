/* How often one address may ask: a token bucket for each, in memory.
 *
 * Bounded: a fixed table of sets of four; the fullest bucket of a set (the address that asked least lately) gives way
 * to a new address. An IPv6 address counts by its /64, which one subscriber holds. Thread-safe. O(1).
 */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct limit;

/* per_second tokens come back each second, up to `burst`. */
struct limit *limit_open(int per_second, int burst);
void limit_close(struct limit *limit);

/* Takes `cost` tokens; false, and nothing taken, when there are fewer. */
bool limit_take(struct limit *limit, const char *address, int cost, int64_t now_ms);

#endif
