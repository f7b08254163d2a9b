/* Random tokens and their digests. */
#include "areas/accounts/token.h"

#include "base/random.h"

enum { TOKEN_BYTES = 32, TOKEN_LETTERS = 43 };

const char *token_make(struct arena *arena)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned char bytes[TOKEN_BYTES];
    random_secret(bytes, sizeof bytes);
    char *text = arena_alloc(arena, TOKEN_LETTERS + 1, 1);
    for (size_t index = 0; index < TOKEN_LETTERS; index++) {
        size_t bit = index * 6;
        unsigned window = (unsigned)bytes[bit / 8] << 8;
        window |= bit / 8 + 1 < TOKEN_BYTES ? bytes[bit / 8 + 1] : 0U;
        text[index] = letters[window >> (10 - bit % 8) & 63U];
    }
    return text;
}

const char *token_digest(const char *token, char text[static DIGEST_TEXT_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    hash_sha256(span_of(token), digest);
    return hash_text(digest, text);
}
