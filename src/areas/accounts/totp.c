/* RFC 6238 with OpenSSL's HMAC; RFC 4648 base32; the QR code by libqrencode. */
#include "areas/accounts/totp.h"

#include "base/buffer.h"
#include "base/check.h"
#include "base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <qrencode.h>
#include <stdio.h>

enum { SECRET_BYTES = 20, QR_MARGIN = 4 };

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const char *totp_make_secret(struct arena *arena)
{
    unsigned char bytes[SECRET_BYTES];
    random_secret(bytes, sizeof bytes);
    char *text = arena_alloc(arena, SECRET_BYTES * 8 / 5 + 1, 1);
    for (size_t index = 0; index < SECRET_BYTES * 8 / 5; index++) {
        size_t bit = index * 5;
        unsigned window = (unsigned)bytes[bit / 8] << 8;
        window |= bit / 8 + 1 < SECRET_BYTES ? bytes[bit / 8 + 1] : 0U;
        text[index] = base32[window >> (11 - bit % 8) & 31U];
    }
    return text;
}

/* The bytes of a secret; 0 when it is none. */
static size_t read_secret(const char *secret, unsigned char bytes[static 64])
{
    unsigned window = 0;
    unsigned bits = 0;
    size_t length = 0;
    for (const char *at = secret; *at != '\0'; at++) {
        const char *letter = strchr(base32, *at);
        if (letter == NULL || length >= 64) {
            return 0;
        }
        window = window << 5 | (unsigned)(letter - base32);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes[length++] = (unsigned char)(window >> bits);
        }
    }
    return length;
}

bool totp_code(const char *secret, int64_t step, char code[static TOTP_DIGITS + 1])
{
    unsigned char key[64];
    unsigned char message[8];
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned mac_length = 0;
    size_t length = read_secret(secret, key);
    for (int index = 0; index < 8; index++) {
        message[index] = (unsigned char)((uint64_t)step >> (56 - 8 * index));
    }
    if (length == 0 || HMAC(EVP_sha1(), key, (int)length, message, sizeof message, mac, &mac_length) == NULL) {
        return false;
    }
    size_t from = mac[mac_length - 1] & 15U;
    uint32_t number = ((uint32_t)mac[from] & 0x7fU) << 24 | (uint32_t)mac[from + 1] << 16 |
                      (uint32_t)mac[from + 2] << 8 | mac[from + 3];
    (void)snprintf(code, TOTP_DIGITS + 1, "%06u", (unsigned)(number % 1000000));
    return true;
}

bool totp_matches(const char *secret, struct span code, int64_t now_ms, int64_t last_step, int64_t *step)
{
    char typed[TOTP_DIGITS + 1] = "";
    size_t length = 0;
    for (size_t index = 0; index < code.length; index++) {
        if (code.at[index] != ' ') {
            if (length == TOTP_DIGITS) {
                return false;
            }
            typed[length++] = code.at[index];
        }
    }
    bool found = false;
    int64_t now_step = now_ms / 1000 / TOTP_STEP_S;
    for (int64_t near = now_step - 1; near <= now_step + 1; near++) {
        char right[TOTP_DIGITS + 1];
        if (near > last_step && totp_code(secret, near, right) && CRYPTO_memcmp(right, typed, TOTP_DIGITS) == 0) {
            *step = near;
            found = true;
        }
    }
    return found && length == TOTP_DIGITS;
}

static void add_encoded(struct buffer *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                     strchr("-._~", *at) != NULL;
        if (plain) {
            buffer_add_byte(out, *at);
        } else {
            buffer_add_format(out, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
}

const char *totp_uri(struct arena *arena, const char *issuer, const char *login, const char *secret)
{
    struct buffer uri;
    buffer_init(&uri);
    buffer_add_text(&uri, "otpauth://totp/");
    add_encoded(&uri, issuer);
    buffer_add_text(&uri, ":");
    add_encoded(&uri, login);
    buffer_add_format(&uri, "?secret=%s&issuer=", secret);
    add_encoded(&uri, issuer);
    const char *text = arena_copy(arena, buffer_span(&uri));
    buffer_release(&uri);
    return text;
}

const char *totp_draw_qr(struct arena *arena, const char *text, int *size)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        *size = 0;
        return "";
    }
    struct buffer path;
    buffer_init(&path);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if ((code->data[row * code->width + column] & 1U) != 0) {
                buffer_add_format(&path, "M%d %dh1v1h-1z", column + QR_MARGIN, row + QR_MARGIN);
            }
        }
    }
    *size = code->width + 2 * QR_MARGIN;
    const char *drawn = arena_copy(arena, buffer_span(&path));
    buffer_release(&path);
    QRcode_free(code);
    return drawn;
}

const char *recovery_make(struct arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz234567899";
    unsigned char bytes[12];
    random_secret(bytes, sizeof bytes);
    char *text = arena_alloc(arena, 15, 1);
    size_t length = 0;
    for (size_t index = 0; index < sizeof bytes; index++) {
        if (index == 4 || index == 8) {
            text[length++] = '-';
        }
        text[length++] = letters[bytes[index] & 31U];
    }
    return text;
}

const char *recovery_key(struct arena *arena, struct span code)
{
    char *key = arena_alloc(arena, code.length + 1, 1);
    size_t length = 0;
    for (size_t index = 0; index < code.length; index++) {
        char letter = code.at[index];
        letter = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
        if (letter != ' ' && letter != '-') {
            key[length++] = letter;
        }
    }
    return key;
}
