/* SM4-CTR, then HMAC-SM3 over place, start and cipher (OpenSSL). */
#include "base/seal.h"

#include "base/check.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { START_SIZE = 16, FRAME = START_SIZE + DIGEST_SIZE, KEY_TEXT = 2 * DIGEST_SIZE, PATH_SIZE = 4096 };
static const char mark[] = "s1.";
enum { MARK_LENGTH = sizeof mark - 1 };

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
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal cipher"), cipher);
    memcpy(out->cipher, cipher, SEAL_CIPHER_KEY);
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal proof"), out->proof);
    sign(master, DIGEST_SIZE, span_of("zhiqiao seal index"), out->index);
    OPENSSL_cleanse(cipher, sizeof cipher);
}

static int digit(char letter)
{
    return letter >= '0' && letter <= '9' ? letter - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static bool read_digits(const char text[static KEY_TEXT], unsigned char out[static DIGEST_SIZE])
{
    for (size_t index = 0; index < DIGEST_SIZE; index++) {
        int high = digit(text[2 * index]);
        int low = digit(text[2 * index + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        out[index] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static struct result read_file(int file, const char *path, struct seal_key *out)
{
    struct stat status;
    char text[KEY_TEXT + 2];
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        return result_invalid(path, "seal.error.broken");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return result_invalid(path, "seal.error.open_to_others");
    }
    ssize_t length = read(file, text, sizeof text);
    unsigned char master[DIGEST_SIZE];
    bool whole = length == KEY_TEXT || (length == KEY_TEXT + 1 && text[KEY_TEXT] == '\n');
    if (!whole || !read_digits(text, master)) {
        return result_invalid(path, "seal.error.broken");
    }
    seal_key_derive(master, out);
    OPENSSL_cleanse(master, sizeof master);
    OPENSSL_cleanse(text, sizeof text);
    return result_ok();
}

/* Written beside and linked: whoever sees the name sees the whole key, and the first of two wins. */
static bool make_file(const char *path)
{
    char beside[PATH_SIZE];
    int length = snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());
    int file = length > 0 && length < PATH_SIZE ? open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (file < 0) {
        return false;
    }
    unsigned char master[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE + 1];
    random_secret(master, sizeof master);
    (void)hash_text(master, text);
    text[KEY_TEXT] = '\n';
    bool written = write(file, text, KEY_TEXT + 1) == KEY_TEXT + 1 && fsync(file) == 0;
    written = close(file) == 0 && written;
    written = written && (link(beside, path) == 0 || errno == EEXIST);
    (void)unlink(beside);
    OPENSSL_cleanse(master, sizeof master);
    OPENSSL_cleanse(text, sizeof text);
    return written;
}

struct result seal_key_load(const char *path, bool make, struct seal_key *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT && make) {
        if (!make_file(path)) {
            return result_fail(RESULT_BUSY, path, "seal.error.make", "the key file could not be written");
        }
        file = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (file < 0) {
        return result_fail(RESULT_NOT_FOUND, path, "seal.error.missing", "the key file could not be opened");
    }
    struct result result = read_file(file, path, out);
    (void)close(file);
    return result;
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

bool seal_is_sealed(struct span text)
{
    return span_starts_with(text, span_of(mark));
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
    char *out = arena_alloc(arena, MARK_LENGTH + (FRAME + text.length + 2) / 3 * 4 + 1, 1);
    memcpy(out, mark, MARK_LENGTH);
    (void)EVP_EncodeBlock((unsigned char *)out + MARK_LENGTH, bytes, (int)(FRAME + text.length));
    return out;
}

static struct result not_whole(void)
{
    return result_internal("a sealed text that is not whole, of another place or of another key");
}

struct result seal_decrypt(struct arena *arena, const struct seal_key *key, const char *place, struct span sealed,
                           const char **out)
{
    if (!seal_is_sealed(sealed) || (sealed.length - MARK_LENGTH) % 4 != 0 || sealed.length > 1 << 21) {
        return not_whole();
    }
    size_t coded = sealed.length - MARK_LENGTH;
    unsigned char *bytes = arena_alloc(arena, coded / 4 * 3 + 1, 1);
    int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)sealed.at + MARK_LENGTH, (int)coded);
    size_t filling =
        coded == 0 ? 0 : (size_t)(sealed.at[sealed.length - 1] == '=') + (size_t)(sealed.at[sealed.length - 2] == '=');
    if (decoded < 0 || (size_t)decoded < FRAME + filling) {
        return not_whole();
    }
    size_t length = (size_t)decoded - filling - FRAME;
    unsigned char proof[DIGEST_SIZE];
    prove(key, place, span_make((const char *)bytes, START_SIZE + length), proof);
    if (CRYPTO_memcmp(proof, bytes + START_SIZE + length, DIGEST_SIZE) != 0) {
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
