/* Sealed texts: what must not be readable in a stolen copy of the database (telephone, mail, number of an identity card).
 *
 *   key file (32 random bytes, hexadecimal, 0600) ── seal_keys_load ──▶ three keys by HMAC-SM3: cipher, proof, index; a name
 *   text ── seal_encrypt ──▶ "s2." name "." base64( 16 random bytes ‖ SM4-CTR ‖ HMAC-SM3 over place, start and cipher )
 *
 * place names the cell ("person_contact.address/371500/8"): a sealed text put into another cell does not open. The blind
 * index finds equal texts without opening them; it tells who has the key, and nobody else, which cells are equal. The name
 * (8 hexadecimal digits, made from the key, telling nothing of it) says with which key a text was sealed; texts that begin with
 * "s1." are from before there were names and are tried with each key.
 *
 * While keys are changed the file has two lines, the new key first, and both open:
 *   one key ── seal_file_add ──▶ new, former ── seal_file_finish ──▶ new; the former is kept beside, for old backups
 * GB/T 22239-2019 8.1.4.8: important personal data are encrypted where they are kept; GB/T 39786: SM3, SM4.
 * Not defended: whoever has key and database; that is why the key lies outside of it. Read-only after loading.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/result.h"

enum { SEAL_CIPHER_KEY = 16, SEAL_NAME = 8 };

struct seal_key {
    unsigned char cipher[SEAL_CIPHER_KEY];
    unsigned char proof[DIGEST_SIZE];
    unsigned char index[DIGEST_SIZE];
    char name[SEAL_NAME + 1];
    const struct seal_key *other; /* the one beside it while keys are changed; NULL without. Opens too */
};

/* other: NULL. */
void seal_key_derive(const unsigned char master[static DIGEST_SIZE], struct seal_key *out);

/* What a file holds; the first one's `other` points to the second. Not to be copied. */
struct seal_keys {
    struct seal_key list[2];
    size_t count;
};

/* Reads the file; with `make`, and when there is none, makes it (whole or not at all, also when two start at once).
 * NOT_FOUND "seal.error.missing", INVALID "seal.error.open_to_others" (group or others may read it), INVALID
 * "seal.error.broken" (not one or two lines of 64 hexadecimal digits), BUSY "seal.error.make"; field is the path. */
MUST_USE struct result seal_keys_load(const char *path, bool make, struct seal_keys *out);

/* A new key before the one that is there; with two already: nothing. The file is whole at every moment. As seal_keys_load. */
MUST_USE struct result seal_file_add(const char *path);
/* Leaves the first; the second goes to PATH.NAME, for backups from before. With one only: nothing. */
MUST_USE struct result seal_file_finish(const char *path);

/* Is it one, by its whole form? No address and no number is. */
bool seal_is_sealed(struct span text);
const char *seal_encrypt(struct arena *arena, const struct seal_key *key, const char *place, struct span text);
/* With the key or the one beside it. INTERNAL when it is not whole, of another place or of another key; zero byte behind. */
MUST_USE struct result seal_decrypt(struct arena *arena, const struct seal_key *key, const char *place,
                                    struct span sealed, const char **out);
/* 64 hexadecimal digits. The caller folds what counts as equal (lower case …) before. */
const char *seal_index(const struct seal_key *key, struct span text, char out[static DIGEST_TEXT_SIZE]);

#endif
