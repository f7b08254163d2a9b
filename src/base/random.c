/* getrandom(2), and SplitMix64 (Steele, Lea & Flood 2014) for seeded numbers. */
#include "base/random.h"

#include "base/check.h"

#include <sys/random.h>

void random_secret(void *bytes, size_t length)
{
    unsigned char *at = bytes;
    while (length > 0) {
        ssize_t got = getrandom(at, length, 0);
        CHECK(got > 0);
        at += got;
        length -= (size_t)got;
    }
}

void random_init(struct random *random, uint64_t seed)
{
    random->state = seed;
}

uint64_t random_next(struct random *random)
{
    random->state += 0x9e3779b97f4a7c15U;
    uint64_t mixed = random->state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebU;
    return mixed ^ mixed >> 31;
}

uint32_t random_below(struct random *random, uint32_t bound)
{
    CHECK(bound >= 1);
    /* Lemire 2019: multiply and reject the uneven rest. */
    uint64_t product = (random_next(random) >> 32) * bound;
    uint32_t low = (uint32_t)product;
    if (low < bound) {
        uint32_t threshold = (uint32_t)(-bound) % bound;
        while (low < threshold) {
            product = (random_next(random) >> 32) * bound;
            low = (uint32_t)product;
        }
    }
    return (uint32_t)(product >> 32);
}
