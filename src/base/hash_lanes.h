/* Digests of many messages side by side.
 *
 * One message is a chain that no trick shortens; several of them take hardly longer than one. OpenSSL has no such way. SM3
 * (GB/T 32905-2016) goes eight at a time in the eight 32-bit lanes of an AVX2 register, about five times as fast as one
 * after the other when the messages are about equally long; SHA-256 (FIPS 180-4) two at a time by the processor's own
 * instructions, and without the cost of a library call for short messages. On machines without these, and for SM3 of one
 * message alone, OpenSSL does the work: the digests are the same.
 */
#ifndef BASE_HASH_LANES_H
#define BASE_HASH_LANES_H

#include "base/hash.h"

struct hash_message {
    struct span bytes;
    unsigned char *digest; /* DIGEST_SIZE bytes, written */
};

void hash_sm3_many(const struct hash_message *messages, size_t count);
void hash_sha256_many(const struct hash_message *messages, size_t count);

#endif
