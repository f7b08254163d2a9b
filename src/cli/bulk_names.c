/* Names and their numbers. */
#include "base/check.h"
#include "base/hash.h"
#include "cli/bulk.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int compare_spans(struct span left, struct span right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = memcmp(left.at, right.at, shorter);
    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static int compare_by_length(struct span left, struct span right)
{
    return left.length != right.length ? (left.length > right.length) - (left.length < right.length)
                                       : memcmp(left.at, right.at, left.length);
}

void bulk_names_init(struct arena *arena, struct bulk_names *names, size_t room)
{
    *names = (struct bulk_names){.arena = arena,
                                 .packed = ARENA_ARRAY(arena, uint64_t, room),
                                 .room = room,
                                 .by_bytes = true,
                                 .by_length = true,
                                 .plain = true};
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

/* The slot of the name, or the free one where it would stand. */
static size_t find_slot(const struct bulk_names *names, struct span name, uint64_t hash)
{
    size_t slot = (size_t)hash & names->mask;
    while (names->slots[slot] != 0) {
        uint64_t entry = names->slots[slot];
        if (entry >> 32 == hash >> 32 && span_equal(bulk_name(names, (uint32_t)entry - 1), name)) {
            break;
        }
        slot = (slot + 1) & names->mask;
    }
    return slot;
}

void bulk_names_index(struct bulk_names *names)
{
    if (names->slots != NULL) {
        return;
    }
    size_t slots = 16;
    while (slots < names->room + names->room / 3) {
        slots *= 2;
    }
    names->slots = ARENA_ARRAY(names->arena, uint64_t, slots);
    names->mask = slots - 1;
    for (size_t i = 0; i < names->count; i++) {
        uint64_t hash = hash_fast(bulk_name(names, i));
        names->slots[find_slot(names, bulk_name(names, i), hash)] = (hash >> 32 << 32) | (i + 1);
    }
}

uint32_t bulk_names_put(struct bulk_names *names, struct span name, bool *added)
{
    if (names->slots == NULL && names->count > 0) {
        struct span last = bulk_name(names, names->count - 1);
        names->by_bytes = names->by_bytes && compare_spans(last, name) < 0;
        names->by_length = names->by_length && compare_by_length(last, name) < 0;
        if (!names->by_bytes && !names->by_length) {
            bulk_names_index(names);
        }
    }
    if (names->slots != NULL) {
        uint64_t hash = hash_fast(name);
        size_t slot = find_slot(names, name, hash);
        *added = names->slots[slot] == 0;
        if (!*added) {
            return (uint32_t)names->slots[slot] - 1;
        }
        names->slots[slot] = (hash >> 32 << 32) | (names->count + 1);
        names->by_bytes = names->by_length = false;
    }
    CHECK(names->count < names->room);
    *added = true;
    CHECK(name.length <= 0xff && (uint64_t)(uintptr_t)name.at >> 56 == 0);
    names->packed[names->count] = bulk_pack(name);
    return (uint32_t)names->count++;
}

bool bulk_names_adopt(struct bulk_names *names, size_t count, bool by_bytes, bool by_length)
{
    names->by_bytes = by_bytes;
    names->by_length = by_length;
    names->room = count;
    if (by_bytes || by_length) {
        names->count = count;
        return true;
    }
    names->count = 0;
    bulk_names_index(names);
    bool added = true;
    while (added && names->count < count) {
        (void)bulk_names_put(names, bulk_name(names, names->count), &added);
    }
    return added;
}

void bulk_names_forget(struct bulk_names *names)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)names->packed + page - 1) / page * page;
    uintptr_t last = (uintptr_t)(names->packed + names->count) / page * page;
    if (first < last) {
        (void)madvise((char *)names->packed + (first - (uintptr_t)names->packed), last - first, MADV_DONTNEED);
    }
    names->packed = NULL;
}

/* --- looking ------------------------------------------------------------------------------------------------------ */

static uint32_t search(const struct bulk_names *names, struct span name)
{
    size_t from = 0;
    size_t to = names->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        struct span there = bulk_name(names, middle);
        int order = names->by_bytes ? compare_spans(there, name) : compare_by_length(there, name);
        if (order == 0) {
            return (uint32_t)middle;
        }
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    return BULK_UNKNOWN;
}

uint32_t bulk_names_find(const struct bulk_names *names, struct span name)
{
    if (names->slots == NULL) {
        return search(names, name);
    }
    uint64_t entry = names->slots[find_slot(names, name, hash_fast(name))];
    return entry == 0 ? BULK_UNKNOWN : (uint32_t)entry - 1;
}

static int compare_numbers(const void *left, const void *right, void *context)
{
    const struct bulk_names *names = context;
    const uint32_t *a = left;
    const uint32_t *b = right;
    return compare_spans(bulk_name(names, *a), bulk_name(names, *b));
}

uint32_t *bulk_names_sort(struct arena *arena, const struct bulk_names *names)
{
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, names->count);
    for (size_t i = 0; i < names->count; i++) {
        order[i] = (uint32_t)i;
    }
    if (!names->by_bytes) {
        struct bulk_names copy = *names;
        qsort_r(order, names->count, sizeof *order, compare_numbers, &copy);
    }
    return order;
}
