/* HMAC-SHA-256 by OpenSSL, in hexadecimal. */
#include "web/csrf.h"

#include "base/check.h"
#include "base/hash.h"
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static char *to_hex(struct arena *arena, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, count * 2 + 1, 1);
    for (size_t index = 0; index < count; index++) {
        text[index * 2] = digits[bytes[index] >> 4];
        text[index * 2 + 1] = digits[bytes[index] & 15];
    }
    return text;
}

const char *csrf_make_nonce(struct arena *arena)
{
    unsigned char bytes[CSRF_NONCE_LENGTH / 2];
    random_secret(bytes, sizeof bytes);
    return to_hex(arena, bytes, sizeof bytes);
}

bool csrf_is_nonce(struct span cookie)
{
    for (size_t index = 0; index < cookie.length; index++) {
        char letter = cookie.at[index];
        if (!((letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f'))) {
            return false;
        }
    }
    return cookie.length == CSRF_NONCE_LENGTH;
}

const char *csrf_make_token(struct arena *arena, const unsigned char secret[static APP_SECRET_SIZE], struct span nonce)
{
    unsigned char digest[DIGEST_SIZE];
    unsigned length = 0;
    CHECK(HMAC(EVP_sha256(), secret, APP_SECRET_SIZE, (const unsigned char *)nonce.at, nonce.length, digest, &length) !=
          NULL);
    return to_hex(arena, digest, length);
}

bool csrf_is_equal(struct span given, struct span wanted)
{
    return given.length > 0 && given.length == wanted.length && CRYPTO_memcmp(given.at, wanted.at, given.length) == 0;
}
