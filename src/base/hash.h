/* Digests (OpenSSL) and a fast hash for tables. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/span.h"

#include <stdint.h>

enum { DIGEST_SIZE = 32, DIGEST_TEXT_SIZE = 65 };

/* SM3 (GB/T 32905) and SHA-256, 32 bytes each. */
void hash_sm3(struct span input, unsigned char digest[static DIGEST_SIZE]);
void hash_sha256(struct span input, unsigned char digest[static DIGEST_SIZE]);

/* The same for many inputs one after the other: OpenSSL's state is made once. For one thread at a time. */
struct hash_maker;
struct hash_maker *hash_maker_open(void);
void hash_maker_sm3(struct hash_maker *maker, struct span input, unsigned char digest[static DIGEST_SIZE]);
void hash_maker_close(struct hash_maker *maker);

/* One digest of a message that comes in parts. */
enum hash_kind { HASH_SM3, HASH_SHA256 };
struct hash_chain;
struct hash_chain *hash_chain_open(enum hash_kind kind);
void hash_chain_add(struct hash_chain *chain, struct span part);
void hash_chain_close(struct hash_chain *chain, unsigned char digest[static DIGEST_SIZE]);

/* Lower-case hexadecimal. */
const char *hash_text(const unsigned char digest[static DIGEST_SIZE], char text[static DIGEST_TEXT_SIZE]);

/* FNV-1a, finished by a mixer. For tables in memory only: not against an attacker, not to be stored. */
uint64_t hash_fast(struct span input);

#endif
