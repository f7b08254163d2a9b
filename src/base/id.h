/* Names of things: 63-bit numbers made by the program, ordered by time.
 *
 *   41 bits milliseconds since 2020-01-01 · 10 bits node · 12 bits counter
 *
 * In URLs Crockford base32, upper case, 13 characters ("0" filled); in JSON the same text. Reading takes
 * lower case and the look-alikes O, I, L. An id is never 0: 0 means "none".
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/span.h"

#include <stdint.h>

#define ID_TEXT_SIZE 14

struct id_maker {
    _Atomic uint64_t last; /* time and counter of the last id */
    uint32_t node;         /* 0 to 1023 */
};

void id_maker_init(struct id_maker *maker, uint32_t node);

/* The next id; greater than every earlier one of this maker. Thread-safe, lock-free. */
int64_t id_make(struct id_maker *maker);

/* The least id that can be made in this millisecond: ids of a stretch of time are a stretch of numbers. */
int64_t id_first_of(int64_t at_ms);

const char *id_format(int64_t id, char text[static ID_TEXT_SIZE]);
bool id_parse(struct span text, int64_t *out);

#endif
