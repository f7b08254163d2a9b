/* The two ways from a short name to its number. */
#include "cli/bulk_keys.h"

enum { SPARE = 4, PREFIX_MOST = 8 }; /* places an array may have for each name */

/* --- the same bytes and a number ---------------------------------------------------------------------------------- */

struct lengths {
    size_t shortest, longest, common; /* bytes that all names begin with */
};

static struct lengths measure(const struct bulk_names *names)
{
    struct span first = bulk_name(names, 0);
    struct lengths lengths = {first.length, first.length, first.length};
    for (size_t i = 1; i < names->count; i++) {
        struct span name = bulk_name(names, i);
        size_t same = 0;
        while (same < lengths.common && same < name.length && name.at[same] == first.at[same]) {
            same++;
        }
        lengths.common = same;
        lengths.shortest = name.length < lengths.shortest ? name.length : lengths.shortest;
        lengths.longest = name.length > lengths.longest ? name.length : lengths.longest;
    }
    return lengths;
}

/* All in front of the number; of a long number also its first digits, where they are the same everywhere. */
static size_t choose_prefix(const struct bulk_names *names, struct lengths lengths)
{
    const char *first = bulk_name(names, 0).at;
    size_t length = lengths.common < lengths.shortest ? lengths.common : lengths.shortest;
    while (length > 0 && first[length - 1] >= '0' && first[length - 1] <= '9') {
        length--;
    }
    while (lengths.longest - length > BULK_KEY_DIGITS_MOST && length < lengths.common) {
        length++;
    }
    return length;
}

/* As many digits everywhere, or none more than needed: then two names are never the same number. */
static void set_least(struct bulk_keys *keys, struct lengths lengths)
{
    uint64_t power = 1;
    for (size_t digits = 1; digits <= BULK_KEY_DIGITS_MOST; digits++, power *= 10) {
        keys->least[digits] = digits == 1 ? 0 : power;
        if (lengths.shortest == lengths.longest) {
            keys->least[digits] = digits == lengths.longest - keys->prefix_length ? 0 : UINT64_MAX;
        }
    }
}

static bool read_value(const struct bulk_keys *keys, struct span name, uint64_t *out)
{
    size_t digits = name.length - keys->prefix_length;
    *out = 0;
    for (size_t i = keys->prefix_length; i < name.length; i++) {
        unsigned digit = (unsigned)(unsigned char)name.at[i] - '0';
        if (digit > 9) {
            return false;
        }
        *out = *out * 10 + digit;
    }
    return digits > 0 && *out >= keys->least[digits];
}

static bool find_range(struct bulk_keys *keys, const struct bulk_names *names)
{
    uint64_t largest = 0;
    keys->base = UINT64_MAX;
    for (size_t i = 0; i < names->count; i++) {
        uint64_t value;
        if (!read_value(keys, bulk_name(names, i), &value)) {
            return false;
        }
        keys->base = value < keys->base ? value : keys->base;
        largest = value > largest ? value : largest;
    }
    keys->range = largest - keys->base + 1;
    return keys->range <= names->count * SPARE + 1024;
}

static bool make_numbered(struct arena *arena, const struct bulk_names *names, struct bulk_keys *keys)
{
    struct lengths lengths = measure(names);
    keys->prefix_length = choose_prefix(names, lengths);
    if (keys->prefix_length > PREFIX_MOST || lengths.longest - keys->prefix_length > BULK_KEY_DIGITS_MOST) {
        return false;
    }
    set_least(keys, lengths);
    if (!find_range(keys, names)) {
        return false;
    }
    memcpy(&keys->prefix, bulk_name(names, 0).at, keys->prefix_length);
    keys->prefix_mask = plain_mask(keys->prefix_length);
    keys->in_order = keys->range == names->count;
    keys->numbered = ARENA_ARRAY(arena, uint32_t, keys->range);
    memset(keys->numbered, 0xff, keys->range * sizeof *keys->numbered);
    for (size_t i = 0; i < names->count; i++) {
        uint64_t value;
        (void)read_value(keys, bulk_name(names, i), &value);
        keys->numbered[value - keys->base] = (uint32_t)i;
        keys->in_order = keys->in_order && value - keys->base == i;
    }
    return true;
}

/* --- a table of hashes -------------------------------------------------------------------------------------------- */

static void make_hashed(struct arena *arena, const struct bulk_names *names, struct bulk_keys *keys)
{
    size_t places = 16;
    while (places < names->count * 2) {
        places *= 2;
    }
    keys->mask = places - 1;
    keys->entries = ARENA_ARRAY(arena, uint64_t, places * 4);
    for (size_t i = 0; i < names->count; i++) {
        struct bulk_key key = {0, 0};
        struct span name = bulk_name(names, i);
        memcpy(&key, name.at, name.length);
        size_t place = bulk_keys_place(keys, key);
        while (keys->entries[place * 4 + 2] != 0) {
            place = (place + 1) & keys->mask;
        }
        uint64_t *entry = keys->entries + place * 4;
        entry[0] = key.first;
        entry[1] = key.second;
        entry[2] = i + 1;
    }
}

bool bulk_keys_make(struct arena *arena, const struct bulk_names *names, struct bulk_keys *out)
{
    *out = (struct bulk_keys){0};
    if (!names->plain || names->count == 0 || names->count > UINT32_MAX - 1) {
        return false;
    }
    for (size_t i = 0; i < names->count; i++) {
        if (bulk_name(names, i).length > BULK_KEY_MOST) {
            return false;
        }
    }
    if (!make_numbered(arena, names, out)) {
        *out = (struct bulk_keys){0};
        make_hashed(arena, names, out);
    }
    return true;
}

bool bulk_keys_settle(const struct bulk_keys *keys, uint32_t *codes, size_t count)
{
    uint32_t unknown = 0;
    if (keys->numbered == NULL || keys->in_order) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t number = keys->numbered[codes[i]];
        unknown |= number == BULK_UNKNOWN;
        codes[i] = number;
    }
    return unknown == 0;
}
