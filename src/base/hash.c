/* Digests by OpenSSL; FNV-1a with the finishing mixer of MurmurHash3 for tables. */
#include "base/hash.h"

#include "base/check.h"

#include <openssl/evp.h>

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
    digest_with(EVP_sha256(), input, digest);
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
