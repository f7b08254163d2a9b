/* Short names (up to 15 bytes, plain) as numbers in registers, and a table of them: what is looked up once for every row
 * of a large file. In two steps, so that the memory of many can be asked for at a time. */
#ifndef CLI_BULK_KEYS_H
#define CLI_BULK_KEYS_H

#include "cli/bulk_plain.h"

enum { BULK_KEY_MOST = 15 };

struct bulk_key {
    uint64_t first, second; /* the bytes, zeros behind them */
};

struct bulk_keys {
    uint64_t *entries; /* first, number + 1; when wide: first, second, number + 1, unused */
    size_t mask;
    int shift; /* log2 of the size of an entry */
    bool wide;
};

/* False when some name is too long or not plain. */
bool bulk_keys_make(struct arena *arena, const struct bulk_names *names, struct bulk_keys *out);

static inline size_t bulk_keys_place(const struct bulk_keys *keys, struct bulk_key key)
{
    uint64_t mixed = (key.first ^ key.second * UINT64_C(0xff51afd7ed558ccd)) * UINT64_C(0x9e3779b97f4a7c15);
    mixed ^= mixed >> 32;
    return (size_t)(mixed * UINT64_C(0xc4ceb9fe1a85ec53) >> 32) & keys->mask;
}

static inline void bulk_keys_ask(const struct bulk_keys *keys, size_t place)
{
    __builtin_prefetch(keys->entries + (place << keys->shift));
}

static inline uint32_t bulk_keys_find(const struct bulk_keys *keys, struct bulk_key key, size_t place)
{
    for (;; place = (place + 1) & keys->mask) {
        const uint64_t *entry = keys->entries + (place << keys->shift);
        if (entry[0] == key.first && (keys->wide ? entry[1] == key.second : key.second == 0)) {
            return (uint32_t)entry[keys->wide ? 2 : 1] - 1;
        }
        if (entry[0] == 0) {
            return BULK_UNKNOWN;
        }
    }
}

/* The name up to the end of the line: *next is behind it. False when it is empty or too long. */
static inline bool bulk_key_read(const char *at, struct bulk_key *key, const char **next)
{
    uint64_t word = plain_load(at);
    uint64_t found = plain_find(word, '\n');
    size_t length = 0;
    if (found != 0) {
        length = plain_first(found);
    } else {
        found = plain_find(plain_load(at + 8), '\n');
        if (found == 0) {
            return false;
        }
        length = 8 + plain_first(found);
    }
    *next = at + length + 1;
    length -= length > 0 && at[length - 1] == '\r';
    key->first = word & plain_mask(length);
    key->second = length > 8 ? plain_load(at + 8) & plain_mask(length - 8) : 0;
    return length > 0 && at[length - 1] != '\0'; /* which would look like a shorter name */
}

#endif
