/* SM4-CTR, then HMAC-SM3 over place, start and cipher (OpenSSL). */
#include "base/seal.h"

#include "base/check.h"
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { START_SIZE = 16, FRAME = START_SIZE + DIGEST_SIZE };
enum { OLD_MARK = 3, MARK = 3 + SEAL_NAME + 1 }; /* "s1." and "s2.01234567." */

/* --- the key --------------------------------------------------------------------------------------------------------- */

static void sign(const unsigned char *key, size_t key_length, struct span text, unsigned char out[static DIGEST_SIZE])
{
    unsigned length = 0;
    const unsigned char *made =
        HMAC(EVP_sm3(), key, (int)key_length, (const unsigned char *)text.at, text.length, out, &length);
    CHECK(made != NULL && length == DIGEST_SIZE);
}

void seal_key_derive(const unsigned char master[static DIGEST_SIZE], struct seal_key *out)
{
    unsigned char cipher[DIGEST_SIZE];
    char name[DIGEST_TEXT_SIZE];
    *out = (struct seal_key){0};
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal cipher"), cipher);
    memcpy(out->cipher, cipher, SEAL_CIPHER_KEY);
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal proof"), out->proof);
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal index"), out->index);
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal name"), cipher);
    memcpy(out->name, hash_text(cipher, name), SEAL_NAME);
    OPENSSL_cleanse(cipher, sizeof cipher);
}

/* --- texts ----------------------------------------------------------------------------------------------------------- */

static void cross(const struct seal_key *key, const unsigned char *start, struct span from, unsigned char *to)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0;
    CHECK(context != NULL && from.length < 1 << 20);
    CHECK(EVP_EncryptInit_ex(context, EVP_sm4_ctr(), NULL, key->cipher, start) == 1);
    CHECK(EVP_EncryptUpdate(context, to, &length, (const unsigned char *)from.at, (int)from.length) == 1);
    CHECK((size_t)length == from.length);
    EVP_CIPHER_CTX_free(context);
}

/* Over the place with its zero byte, then what is sealed: no two pairs of them are the same bytes. */
static void prove(const struct seal_key *key, const char *place, struct span bytes,
                  unsigned char out[static DIGEST_SIZE])
{
    struct arena arena;
    arena_init(&arena);
    size_t place_length = strlen(place) + 1;
    char *whole = arena_alloc(&arena, place_length + bytes.length, 1);
    memcpy(whole, place, place_length);
    memcpy(whole + place_length, bytes.at, bytes.length);
    sign(key->proof, DIGEST_SIZE, span_make(whole, place_length + bytes.length), out);
    arena_release(&arena);
}

/* How much stands before the base64; 0 when it is no sealed text. */
static size_t mark_of(struct span text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t mark = span_starts_with(text, span_of("s1.")) ? OLD_MARK : 0;
    if (span_starts_with(text, span_of("s2.")) && text.length > MARK && text.at[MARK - 1] == '.') {
        mark = MARK;
        for (size_t index = OLD_MARK; index < MARK - 1; index++) {
            bool digit = text.at[index] != '\0' && strchr("0123456789abcdef", text.at[index]) != NULL;
            mark = digit ? mark : 0;
        }
    }
    if (mark == 0 || (text.length - mark) % 4 != 0 || text.length - mark < 4) {
        return 0;
    }
    for (size_t index = mark; index < text.length; index++) {
        bool letter = text.at[index] != '\0' && strchr(letters, text.at[index]) != NULL;
        bool filling = text.at[index] == '=' && index + 2 >= text.length && text.at[text.length - 1] == '=';
        if (!letter && !filling) {
            return 0;
        }
    }
    return mark;
}

bool seal_is_sealed(struct span text)
{
    return mark_of(text) != 0;
}

const char *seal_encrypt(struct arena *arena, const struct seal_key *key, const char *place, struct span text)
{
    CHECK(text.length < 1 << 20);
    unsigned char *bytes = arena_alloc(arena, FRAME + text.length, 1);
    random_secret(bytes, START_SIZE);
    if (text.length > 0) {
        cross(key, bytes, text, bytes + START_SIZE);
    }
    prove(key, place, span_make((const char *)bytes, START_SIZE + text.length), bytes + START_SIZE + text.length);
    char *out = arena_alloc(arena, MARK + (FRAME + text.length + 2) / 3 * 4 + 1, 1);
    memcpy(out, "s2.", OLD_MARK);
    memcpy(out + OLD_MARK, key->name, SEAL_NAME);
    out[MARK - 1] = '.';
    (void)EVP_EncodeBlock((unsigned char *)out + MARK, bytes, (int)(FRAME + text.length));
    return out;
}

static struct result not_whole(void)
{
    return result_internal("a sealed text that is not whole, of another place or of another key");
}

/* The key's own name, or any key for a text without a name. */
static bool may_open(const struct seal_key *key, struct span sealed, size_t mark)
{
    return mark == OLD_MARK || memcmp(sealed.at + OLD_MARK, key->name, SEAL_NAME) == 0;
}

static bool is_proved(const struct seal_key *key, const char *place, const unsigned char *bytes, size_t length)
{
    unsigned char proof[DIGEST_SIZE];
    prove(key, place, span_make((const char *)bytes, START_SIZE + length), proof);
    return CRYPTO_memcmp(proof, bytes + START_SIZE + length, DIGEST_SIZE) == 0;
}

struct result seal_decrypt(struct arena *arena, const struct seal_key *key, const char *place, struct span sealed,
                           const char **out)
{
    size_t mark = sealed.length > 1 << 21 ? 0 : mark_of(sealed);
    if (mark == 0) {
        return not_whole();
    }
    size_t coded = sealed.length - mark;
    unsigned char *bytes = arena_alloc(arena, coded / 4 * 3 + 1, 1);
    int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)sealed.at + mark, (int)coded);
    size_t filling = (size_t)(sealed.at[sealed.length - 1] == '=') + (size_t)(sealed.at[sealed.length - 2] == '=');
    if (decoded < 0 || (size_t)decoded < FRAME + filling) {
        return not_whole();
    }
    size_t length = (size_t)decoded - filling - FRAME;
    while (key != NULL && !(may_open(key, sealed, mark) && is_proved(key, place, bytes, length))) {
        key = key->other;
    }
    if (key == NULL) {
        return not_whole();
    }
    unsigned char *text = arena_alloc(arena, length + 1, 1);
    if (length > 0) {
        cross(key, bytes, span_make((const char *)bytes + START_SIZE, length), text);
    }
    *out = (const char *)text;
    return result_ok();
}

const char *seal_index(const struct seal_key *key, struct span text, char out[static DIGEST_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    sign(key->index, DIGEST_SIZE, text, digest);
    return hash_text(digest, out);
}
