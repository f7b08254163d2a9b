/* Eight chains of SM3, word by word as the standard has it, each word of all eight in one register of AVX2. */
#include "base/hash_kernel.h"

#include <string.h>

#if defined __x86_64__

#include <immintrin.h>

enum { LANES = 8, WORDS = HASH_WORDS, BLOCK = HASH_BLOCK };

typedef uint32_t wide __attribute__((vector_size(32)));
typedef uint8_t wide_bytes __attribute__((vector_size(32)));

#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
/* Within each word: one instruction where ROTATE takes three; and the highest byte first. */
#define MOVE_BYTES(x, a, b, c, d)                                                                                      \
    ((wide)__builtin_shufflevector((wide_bytes)(x), (wide_bytes)(x), a, b, c, d, a + 4, b + 4, c + 4, d + 4, a + 8,    \
                                   b + 8, c + 8, d + 8, a + 12, b + 12, c + 12, d + 12, a + 16, b + 16, c + 16,        \
                                   d + 16, a + 20, b + 20, c + 20, d + 20, a + 24, b + 24, c + 24, d + 24, a + 28,     \
                                   b + 28, c + 28, d + 28))
#define ROTATE_8(x)   MOVE_BYTES(x, 3, 0, 1, 2)
#define SWAP_BYTES(x) MOVE_BYTES(x, 3, 2, 1, 0)

/* Eight words of each lane, at `at` + offset, become eight registers, one a word. Loaded by the instruction's own name: for
 * memcpy gcc 12 moves two halves, and to read them back as a whole costs a fifth of the time. */
__attribute__((target("avx2"), always_inline)) static inline void load_words(const unsigned char *const *at,
                                                                             size_t offset, wide words[WORDS])
{
    wide rows[LANES], pairs[LANES];
#pragma GCC unroll 8
    for (int lane = 0; lane < LANES; lane++) {
        rows[lane] = (wide)_mm256_loadu_si256((const __m256i *)(const void *)(at[lane] + offset));
        rows[lane] = SWAP_BYTES(rows[lane]);
    }
#pragma GCC unroll 4
    for (int lane = 0; lane < LANES; lane += 2) {
        pairs[lane] = __builtin_shufflevector(rows[lane], rows[lane + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[lane + 1] = __builtin_shufflevector(rows[lane], rows[lane + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
#pragma GCC unroll 2
    for (int i = 0; i < LANES; i += 4) {
        rows[i] = __builtin_shufflevector(pairs[i], pairs[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        rows[i + 1] = __builtin_shufflevector(pairs[i], pairs[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        rows[i + 2] = __builtin_shufflevector(pairs[i + 1], pairs[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
        rows[i + 3] = __builtin_shufflevector(pairs[i + 1], pairs[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        words[i] = __builtin_shufflevector(rows[i], rows[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        words[i + 4] = __builtin_shufflevector(rows[i], rows[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

/* 5.3.2: the words W; each is made when the round four before it wants it. */
#define EXPAND(j)                                                                                                      \
    do {                                                                                                               \
        wide sum = w[(j)-16] ^ w[(j)-9] ^ ROTATE(w[(j)-3], 15);                                                        \
        wide turned = ROTATE(sum, 15);                                                                                 \
        w[j] = sum ^ turned ^ ROTATE_8(turned) ^ (ROTATE(w[(j)-13], 7) ^ w[(j)-6]);                                    \
    } while (0)

/* 5.3.3: one round; FF and GG are its two choices, T its constant. */
#define ROUND(j, FF, GG, T)                                                                                            \
    do {                                                                                                               \
        wide a12 = ROTATE(a, 12);                                                                                      \
        wide inner = a12 + (e + ((T) << (j) % 32 | (uint32_t)((uint64_t)(T) >> (32 - (j) % 32))));                     \
        wide ss1 = ROTATE(inner, 7);                                                                                   \
        wide tt1 = (FF) + (d + (w[j] ^ w[(j) + 4])) + (ss1 ^ a12);                                                     \
        wide tt2 = (GG) + (h + w[j]) + ss1;                                                                            \
        wide turned = ROTATE(tt2, 9);                                                                                  \
        d = c;                                                                                                         \
        c = ROTATE(b, 9);                                                                                              \
        b = a;                                                                                                         \
        a = tt1;                                                                                                       \
        h = g;                                                                                                         \
        g = ROTATE(f, 19);                                                                                             \
        f = e;                                                                                                         \
        e = tt2 ^ turned ^ ROTATE_8(turned);                                                                           \
    } while (0)

__attribute__((target("avx2"))) static void compress(uint32_t *state, const unsigned char *const *at, size_t count)
{
    wide before[WORDS];
    (void)memcpy(before, state, sizeof before);
    wide a = before[0], b = before[1], c = before[2], d = before[3];
    wide e = before[4], f = before[5], g = before[6], h = before[7];
    for (size_t block = 0; block < count; block++) {
        wide w[68];
        load_words(at, block * BLOCK, w);
        load_words(at, block * BLOCK + BLOCK / 2, w + WORDS);
        wide a0 = a, b0 = b, c0 = c, d0 = d, e0 = e, f0 = f, g0 = g, h0 = h;
#pragma GCC unroll 16
        for (int j = 0; j < 16; j++) {
            if (j >= 12) {
                EXPAND(j + 4);
            }
            ROUND(j, a ^ b ^ c, e ^ f ^ g, 0x79cc4519U);
        }
#pragma GCC unroll 48
        for (int j = 16; j < 64; j++) {
            EXPAND(j + 4);
            ROUND(j, (a & (b | c)) | (b & c), ((f ^ g) & e) ^ g, 0x7a879d8aU);
        }
        a ^= a0, b ^= b0, c ^= c0, d ^= d0, e ^= e0, f ^= f0, g ^= g0, h ^= h0;
    }
    wide after[WORDS] = {a, b, c, d, e, f, g, h};
    (void)memcpy(state, after, sizeof after);
}

const struct hash_kernel *hash_kernel_sm3(void)
{
    static const struct hash_kernel kernel = {
        {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e},
        LANES,
        LANES,
        1,
        compress};
    return __builtin_cpu_supports("avx2") ? &kernel : NULL;
}

#else

const struct hash_kernel *hash_kernel_sm3(void)
{
    return NULL;
}

#endif
