/* Digests by OpenSSL; FNV-1a with the finishing mixer of MurmurHash3 for tables. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_Init and its like: see hash_sha256 */

#include "base/hash.h"

#include "base/check.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

static void digest_with(const EVP_MD *method, struct span input, unsigned char *digest)
{
    unsigned size = 0;
    CHECK(EVP_Digest(input.at, input.length, digest, &size, method, NULL) == 1);
    CHECK(size == DIGEST_SIZE);
}

void hash_sm3(struct span input, unsigned char digest[static DIGEST_SIZE])
{
    digest_with(EVP_sm3(), input, digest);
}

void hash_sha256(struct span input, unsigned char digest[static DIGEST_SIZE])
{
    SHA256_CTX state; /* the newer way looks the method up each time, which costs more than a short input's digest */
    CHECK(SHA256_Init(&state) == 1);
    CHECK(SHA256_Update(&state, input.at, input.length) == 1);
    CHECK(SHA256_Final(digest, &state) == 1);
}

struct hash_maker {
    EVP_MD *method;
    EVP_MD_CTX *state;
};

struct hash_maker *hash_maker_open(void)
{
    struct hash_maker *maker = calloc(1, sizeof *maker);
    CHECK(maker != NULL);
    maker->method = EVP_MD_fetch(NULL, "SM3", NULL);
    maker->state = EVP_MD_CTX_new();
    CHECK(maker->method != NULL && maker->state != NULL);
    CHECK(EVP_DigestInit_ex(maker->state, maker->method, NULL) == 1);
    return maker;
}

void hash_maker_sm3(struct hash_maker *maker, struct span input, unsigned char digest[static DIGEST_SIZE])
{
    unsigned size = 0;
    CHECK(EVP_DigestInit_ex(maker->state, NULL, NULL) == 1);
    CHECK(EVP_DigestUpdate(maker->state, input.at, input.length) == 1);
    CHECK(EVP_DigestFinal_ex(maker->state, digest, &size) == 1 && size == DIGEST_SIZE);
}

void hash_maker_close(struct hash_maker *maker)
{
    EVP_MD_CTX_free(maker->state);
    EVP_MD_free(maker->method);
    free(maker);
}

struct hash_chain {
    EVP_MD_CTX *state;
};

struct hash_chain *hash_chain_open(enum hash_kind kind)
{
    struct hash_chain *chain = calloc(1, sizeof *chain);
    CHECK(chain != NULL);
    chain->state = EVP_MD_CTX_new();
    CHECK(chain->state != NULL);
    CHECK(EVP_DigestInit_ex(chain->state, kind == HASH_SM3 ? EVP_sm3() : EVP_sha256(), NULL) == 1);
    return chain;
}

void hash_chain_add(struct hash_chain *chain, struct span part)
{
    CHECK(EVP_DigestUpdate(chain->state, part.at, part.length) == 1);
}

void hash_chain_close(struct hash_chain *chain, unsigned char digest[static DIGEST_SIZE])
{
    unsigned size = 0;
    CHECK(EVP_DigestFinal_ex(chain->state, digest, &size) == 1 && size == DIGEST_SIZE);
    EVP_MD_CTX_free(chain->state);
    free(chain);
}

const char *hash_text(const unsigned char digest[static DIGEST_SIZE], char text[static DIGEST_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t index = 0; index < DIGEST_SIZE; index++) {
        text[2 * index] = digits[digest[index] >> 4];
        text[2 * index + 1] = digits[digest[index] & 15];
    }
    text[DIGEST_TEXT_SIZE - 1] = '\0';
    return text;
}

uint64_t hash_fast(struct span input)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t index = 0; index < input.length; index++) {
        hash = (hash ^ (unsigned char)input.at[index]) * 1099511628211U;
    }
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
    return hash ^ hash >> 33;
}
