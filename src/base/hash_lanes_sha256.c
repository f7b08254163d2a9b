/* Two chains of SHA-256 by the instructions that x86 has for it. Each waits four cycles for the one before it and the
 * processor can begin one every two: two chains take as long as one. The order of the words in the registers is that of
 * Intel's "SHA extensions" (2013).
 */
#include "base/hash_kernel.h"

#include <stddef.h>

#if defined __x86_64__ && __has_include(<sys/platform/x86.h>)

#include <immintrin.h>
#include <sys/platform/x86.h> /* to ask the processor itself is slow in a virtual machine */

enum { LANES = 2, GROUPS = 16 };

/* FIPS 180-4, 4.2.2. */
static const uint32_t constants[4 * GROUPS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define LOAD(at)     _mm_loadu_si128((const __m128i *)(const void *)(at))
#define STORE(at, x) _mm_storeu_si128((__m128i *)(void *)(at), (x))

/* Words a … h in their order, to abef and cdgh, and back. */
__attribute__((target("sha,sse4.1"))) static void take_apart(const uint32_t *words, __m128i *abef, __m128i *cdgh)
{
    __m128i cdab = _mm_shuffle_epi32(LOAD(words), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(LOAD(words + 4), 0x1b);
    *abef = _mm_alignr_epi8(cdab, efgh, 8);
    *cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
}

__attribute__((target("sha,sse4.1"))) static void put_together(uint32_t *words, __m128i abef, __m128i cdgh)
{
    __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    STORE(words, _mm_blend_epi16(feba, dchg, 0xf0));
    STORE(words + 4, _mm_alignr_epi8(dchg, feba, 8));
}

__attribute__((target("sha,sse4.1"))) static void compress(uint32_t *state, const unsigned char *const *at,
                                                           size_t count)
{
    const __m128i highest_first = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i abef[LANES], cdgh[LANES], abef_before[LANES], cdgh_before[LANES], words[LANES][4];
    for (int lane = 0; lane < LANES; lane++) {
        take_apart(state + (ptrdiff_t)lane * HASH_WORDS, &abef[lane], &cdgh[lane]);
    }
    for (size_t block = 0; block < count; block++) {
        for (int lane = 0; lane < LANES; lane++) {
            abef_before[lane] = abef[lane];
            cdgh_before[lane] = cdgh[lane];
        }
#pragma GCC unroll 16
        for (int i = 0; i < GROUPS; i++) { /* four rounds each */
#pragma GCC unroll 2
            for (int lane = 0; lane < LANES; lane++) {
                __m128i *w = words[lane];
                if (i < 4) {
                    w[i] = _mm_shuffle_epi8(LOAD(at[lane] + block * HASH_BLOCK + 16 * (size_t)i), highest_first);
                } else {
                    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]),
                                                _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
                    w[i % 4] = _mm_sha256msg2_epu32(sum, w[(i + 3) % 4]);
                }
                __m128i message = _mm_add_epi32(w[i % 4], LOAD(constants + 4 * (size_t)i));
                cdgh[lane] = _mm_sha256rnds2_epu32(cdgh[lane], abef[lane], message);
                abef[lane] = _mm_sha256rnds2_epu32(abef[lane], cdgh[lane], _mm_shuffle_epi32(message, 0x0e));
            }
        }
        for (int lane = 0; lane < LANES; lane++) {
            abef[lane] = _mm_add_epi32(abef[lane], abef_before[lane]);
            cdgh[lane] = _mm_add_epi32(cdgh[lane], cdgh_before[lane]);
        }
    }
    for (int lane = 0; lane < LANES; lane++) {
        put_together(state + (ptrdiff_t)lane * HASH_WORDS, abef[lane], cdgh[lane]);
    }
}

const struct hash_kernel *hash_kernel_sha256(void)
{
    static const struct hash_kernel kernel = {
        {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
        LANES,
        1,
        HASH_WORDS,
        compress};
    return CPU_FEATURE_ACTIVE(SHA) && CPU_FEATURE_ACTIVE(SSE4_1) ? &kernel : NULL;
}

#else

const struct hash_kernel *hash_kernel_sha256(void)
{
    return NULL;
}

#endif
