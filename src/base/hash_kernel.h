/* What hashes several chains side by side. Private to base/hash_lanes*.c. SM3 and SHA-256 are built alike: blocks of 64
 * bytes, eight words of 32 bits, the highest byte first, the length in bits at the end.
 */
#ifndef BASE_HASH_KERNEL_H
#define BASE_HASH_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_BLOCK = 64, HASH_WORDS = 8, HASH_LANES_MOST = 8 };

struct hash_kernel {
    uint32_t start[HASH_WORDS];
    int lanes, word_step, lane_step; /* word w of lane l is state[w * word_step + l * lane_step] */
    /* `count` blocks of every lane, from at[lane] on, into its words. */
    void (*compress)(uint32_t *state, const unsigned char *const *at, size_t count);
};

/* NULL where this processor has not what it takes. */
const struct hash_kernel *hash_kernel_sm3(void);
const struct hash_kernel *hash_kernel_sha256(void);

#endif
