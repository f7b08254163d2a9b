/* The table of short names, at most half full. */
#include "cli/bulk_keys.h"

bool bulk_keys_make(struct arena *arena, const struct bulk_names *names, struct bulk_keys *out)
{
    struct bulk_keys keys = {0};
    size_t places = 16;
    if (!names->plain || names->count > UINT32_MAX - 1) {
        return false;
    }
    for (size_t i = 0; i < names->count; i++) {
        size_t length = bulk_name(names, i).length;
        if (length > BULK_KEY_MOST) {
            return false;
        }
        keys.wide = keys.wide || length > 8;
    }
    while (places < names->count * 2) {
        places *= 2;
    }
    keys.mask = places - 1;
    keys.shift = keys.wide ? 2 : 1;
    keys.entries = ARENA_ARRAY(arena, uint64_t, places << keys.shift);
    for (size_t i = 0; i < names->count; i++) {
        struct bulk_key key = {0, 0};
        struct span name = bulk_name(names, i);
        memcpy(&key, name.at, name.length);
        size_t place = bulk_keys_place(&keys, key);
        while (keys.entries[place << keys.shift] != 0) {
            place = (place + 1) & keys.mask;
        }
        uint64_t *entry = keys.entries + (place << keys.shift);
        entry[0] = key.first;
        entry[1] = keys.wide ? key.second : i + 1;
        if (keys.wide) {
            entry[2] = i + 1;
        }
    }
    *out = keys;
    return true;
}
