/* Sealed texts: what must not be readable in a stolen copy of the database (telephone, mail, number of an identity card).
 *
 *   key file (32 random bytes, hexadecimal, 0600) ── seal_key_load ──▶ three keys by HMAC-SM3: cipher, proof, index
 *   text ── seal_encrypt ──▶ "s1." base64( 16 random bytes ‖ SM4-CTR ‖ HMAC-SM3 over place, start and cipher )
 *
 * place names the cell ("person_contact.address/371500/8"): a sealed text put into another cell does not open. The blind
 * index finds equal texts without opening them; it tells who has the key, and nobody else, which cells are equal.
 * GB/T 22239-2019 8.1.4.8: important personal data are encrypted where they are kept; GB/T 39786: SM3, SM4.
 * Not defended: whoever has key and database; that is why the key lies outside of it. Read-only after loading.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/result.h"

enum { SEAL_CIPHER_KEY = 16 };

struct seal_key {
    unsigned char cipher[SEAL_CIPHER_KEY];
    unsigned char proof[DIGEST_SIZE];
    unsigned char index[DIGEST_SIZE];
};

void seal_key_derive(const unsigned char master[static DIGEST_SIZE], struct seal_key *out);

/* Reads the file; with `make`, and when there is none, makes it (whole or not at all, also when two start at once).
 * NOT_FOUND "seal.error.missing", INVALID "seal.error.open_to_others" (group or others may read it), INVALID
 * "seal.error.broken" (not 64 hexadecimal digits), BUSY "seal.error.make"; field is the path. */
MUST_USE struct result seal_key_load(const char *path, bool make, struct seal_key *out);

bool seal_is_sealed(struct span text); /* begins like one */
const char *seal_encrypt(struct arena *arena, const struct seal_key *key, const char *place, struct span text);
/* INTERNAL when it is not whole, of another place or of another key; zero byte behind. */
MUST_USE struct result seal_decrypt(struct arena *arena, const struct seal_key *key, const char *place,
                                    struct span sealed, const char **out);
/* 64 hexadecimal digits. The caller folds what counts as equal (lower case …) before. */
const char *seal_index(const struct seal_key *key, struct span text, char out[static DIGEST_TEXT_SIZE]);

#endif
