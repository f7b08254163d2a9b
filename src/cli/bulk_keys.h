/* Short plain names at the end of a line, and their numbers: what is looked up once for every row of a large file.
 *
 * Mostly the names of one kind are the same few bytes and a number (s1, s2 … s4711): then the number leads to the place in
 * an array. Otherwise up to 15 bytes are taken as two numbers, and looked up in a table of hashes.
 *
 * In two steps: reading a name gives a code, the same for the same name only; settling turns many codes into numbers at
 * once, so that their places in a large array are looked at side by side and not one after the other.
 */
#ifndef CLI_BULK_KEYS_H
#define CLI_BULK_KEYS_H

#include "cli/bulk_plain.h"

enum { BULK_KEY_MOST = 15, BULK_KEY_DIGITS_MOST = 7 };

struct bulk_key {
    uint64_t first, second; /* the bytes, zeros behind them */
};

struct bulk_keys {
    /* The same bytes and a number: */
    uint32_t *numbered; /* code, which is number - base, to number of the name, or BULK_UNKNOWN; NULL: otherwise */
    bool in_order;      /* they are the same */
    uint64_t base, range;
    uint64_t prefix, prefix_mask;
    size_t prefix_length;                     /* at most 8 */
    uint64_t least[BULK_KEY_DIGITS_MOST + 1]; /* that is written with so many digits: 07 is not 7 */
    /* Otherwise: */
    uint64_t *entries; /* first, second, number + 1, unused; at most half full */
    size_t mask;
};

/* False when some name is too long or not plain. */
bool bulk_keys_make(struct arena *arena, const struct bulk_names *names, struct bulk_keys *out);

static inline size_t bulk_keys_place(const struct bulk_keys *keys, struct bulk_key key)
{
    uint64_t mixed = (key.first ^ key.second * UINT64_C(0xff51afd7ed558ccd)) * UINT64_C(0x9e3779b97f4a7c15);
    mixed ^= mixed >> 32;
    return (size_t)(mixed * UINT64_C(0xc4ceb9fe1a85ec53) >> 32) & keys->mask;
}

static inline uint32_t bulk_keys_find(const struct bulk_keys *keys, struct bulk_key key)
{
    for (size_t place = bulk_keys_place(keys, key);; place = (place + 1) & keys->mask) {
        const uint64_t *entry = keys->entries + place * 4;
        if (entry[0] == key.first && entry[1] == key.second) {
            return (uint32_t)entry[2] - 1; /* 0: a free place, for no name has a zero in front */
        }
        if (entry[2] == 0) {
            return BULK_UNKNOWN;
        }
    }
}

/* The name up to the end of the line. Behind the line; NULL when it is empty or too long. */
static inline const char *bulk_key_read(const char *at, struct bulk_key *key)
{
    uint64_t words[2] = {plain_load(at), plain_load(at + 8)};
    uint64_t found = plain_find(words[0], '\n');
    size_t length = found != 0 ? plain_first(found) : 8;
    if (found == 0) {
        found = plain_find(words[1], '\n');
        if (found == 0) {
            return NULL;
        }
        length += plain_first(found);
    }
    const char *next = at + length + 1;
    length -= length > 0 && at[length - 1] == '\r';
    if (length == 0 || at[length - 1] == '\0') { /* which would look like a shorter name */
        return NULL;
    }
    *key = (struct bulk_key){words[0] & plain_mask(length), length > 8 ? words[1] & plain_mask(length - 8) : 0};
    return next;
}

static inline const char *bulk_keys_read_hashed(const struct bulk_keys *keys, const char *at, uint32_t *out)
{
    struct bulk_key key;
    const char *next = bulk_key_read(at, &key);
    if (next == NULL) {
        return NULL;
    }
    *out = bulk_keys_find(keys, key);
    return *out == BULK_UNKNOWN ? NULL : next;
}

static inline const char *bulk_keys_read_numbered(const struct bulk_keys *keys, const char *at, uint32_t *out)
{
    const char *start = at + keys->prefix_length;
    uint64_t word = plain_load(start);
    size_t digits = plain_rest_of_line(word);
    const char *next = plain_end_line(start + digits);
    if (next == NULL || ((plain_load(at) ^ keys->prefix) & keys->prefix_mask) != 0 || digits == 0 ||
        !plain_are_digits(word, digits)) {
        return NULL;
    }
    uint64_t number = plain_value(word, digits);
    uint64_t place = number - keys->base;
    if (number < keys->least[digits] || place >= keys->range) {
        return NULL;
    }
    *out = (uint32_t)place;
    return next;
}

/* The code of the name that stands from here to the end of the line. Behind the line; NULL when there is none such. */
static inline const char *bulk_keys_read(const struct bulk_keys *keys, const char *at, uint32_t *out)
{
    return keys->numbered != NULL ? bulk_keys_read_numbered(keys, at, out) : bulk_keys_read_hashed(keys, at, out);
}

/* False when there is no name to some code. */
bool bulk_keys_settle(const struct bulk_keys *keys, uint32_t *codes, size_t count);

#endif
