/* Two kinds of chance, never to be mixed up.
 *
 * random_secret     from the kernel: tokens, salts, session ids.
 * struct random     from a seed: sample data, test instances. Same seed, same numbers, on every machine.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_secret(void *bytes, size_t length);

struct random {
    uint64_t state;
};

void random_init(struct random *random, uint64_t seed);
uint64_t random_next(struct random *random);

/* 0 to bound - 1, evenly; bound >= 1. */
uint32_t random_below(struct random *random, uint32_t bound);

#endif
