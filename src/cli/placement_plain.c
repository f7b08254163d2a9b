/* applicants.csv, lots.csv and an allocation, fast. */
#include "cli/placement_plain.h"

#include "cli/bulk_keys.h"
#include "cli/placement_reading.h"

#include <stdatomic.h>

enum { SCORE_MOST = 16 + 2, APPLICANT_LEAST = 4 };

/* --- applicants ----------------------------------------------------------------------------------------------------- */

struct applicants {
    uint64_t *packed;
    uint32_t *scores;
    size_t *seams; /* the first row of each block */
    const char **rows;
    size_t room;
    atomic_bool not_by_bytes, not_by_length;
};

/* A plain id and its comma. NULL when there is none. */
static const char *read_id(const char *at, struct span *id)
{
    for (size_t length = 0; length < BULK_ID_MOST; length += 8) {
        uint64_t word = plain_load(at + length);
        uint64_t comma = plain_find(word, ',');
        size_t here = comma == 0 ? 8 : plain_first(comma);
        if (plain_odd(word, here)) {
            return NULL;
        }
        if (comma != 0) {
            *id = span_make(at, length + here);
            return id->length == 0 || id->length > BULK_ID_MOST ? NULL : at + id->length + 1;
        }
    }
    return NULL;
}

/* Whole points, or what placement_parse_score takes. Behind the line. */
static const char *read_score(const char *at, uint32_t *out)
{
    uint64_t points;
    const char *after = plain_number(at, &points);
    if (after != NULL && *after != '.') {
        *out = (uint32_t)(points <= PLACEMENT_SCORE_MOST ? points * 1000 : 0);
        return points <= PLACEMENT_SCORE_MOST && after - at <= 16 ? plain_end_line(after) : NULL;
    }
    const char *stop = memchr(at, '\n', SCORE_MOST);
    size_t length = stop == NULL ? 0 : (size_t)(stop - at);
    length -= length > 0 && at[length - 1] == '\r';
    return placement_parse_score(span_make(at, length), out) ? stop + 1 : NULL;
}

/* Looks at ids of up to eight bytes as numbers, the first byte the highest. */
static bool goes_before(struct span left, struct span right)
{
    if (left.length <= 8 && right.length <= 8) {
        uint64_t a = plain_load(left.at) & plain_mask(left.length);
        uint64_t b = plain_load(right.at) & plain_mask(right.length);
        return __builtin_bswap64(a) < __builtin_bswap64(b);
    }
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = memcmp(left.at, right.at, shorter);
    return order < 0 || (order == 0 && left.length < right.length);
}

static void note_order(struct applicants *all, struct span left, struct span right)
{
    bool before = goes_before(left, right);
    if (!before) {
        atomic_store_explicit(&all->not_by_bytes, true, memory_order_relaxed);
    }
    if (left.length > right.length || (left.length == right.length && !before)) {
        atomic_store_explicit(&all->not_by_length, true, memory_order_relaxed);
    }
}

static bool read_applicants(void *context, struct bulk_block block)
{
    struct applicants *all = context;
    const char *at = block.at;
    struct span before = {NULL, 0};
    if (block.first_row + (size_t)(block.end - block.at) / APPLICANT_LEAST >= all->room) {
        return false;
    }
    all->seams[block.number] = block.first_row;
    for (size_t row = block.first_row; at < block.end; row++) {
        struct span id;
        if (row % PLACEMENT_STRETCH == 0) {
            all->rows[row / PLACEMENT_STRETCH] = at;
        }
        at = read_id(at, &id);
        at = at == NULL ? NULL : read_score(at, &all->scores[row]);
        if (at == NULL) {
            return false;
        }
        if (before.at != NULL) {
            note_order(all, before, id);
        }
        all->packed[row] = bulk_pack(id);
        before = id;
    }
    return true;
}

bool placement_plain_applicants(struct bulk_table *table, unsigned threads, struct bulk_names *names, uint32_t *scores,
                                const char **rows)
{
    struct applicants all = {.packed = names->packed, .scores = scores, .rows = rows, .room = names->room};
    all.seams = ARENA_ARRAY(table->arena, size_t, bulk_block_count(table));
    size_t count;
    if (!bulk_is_plain(table) || !bulk_blocks_read(table, threads, read_applicants, &all, &count) || count == 0 ||
        count > names->room) {
        return false;
    }
    for (size_t i = 1; i < bulk_block_count(table); i++) {
        size_t row = all.seams[i];
        if (row > 0 && row < count) {
            note_order(&all, bulk_name(names, row - 1), bulk_name(names, row));
        }
    }
    table->row_count = count;
    return bulk_names_adopt(names, count, !atomic_load(&all.not_by_bytes), !atomic_load(&all.not_by_length));
}

/* --- lots ----------------------------------------------------------------------------------------------------------- */

struct lots {
    const struct bulk_names *names;
    uint64_t *lots;
};

/* 20 digits. */
static const char *read_long_number(const char *at, uint64_t *out)
{
    uint64_t number = 0;
    size_t length = 0;
    for (unsigned digit; length < 21 && (digit = (unsigned)(unsigned char)at[length] - '0') <= 9; length++) {
        if (number > (UINT64_MAX - digit) / 10) {
            return NULL;
        }
        number = number * 10 + digit;
    }
    *out = number;
    return length > 20 ? NULL : at + length;
}

static bool read_lots(void *context, struct bulk_block block)
{
    const struct lots *all = context;
    const char *at = block.at;
    for (size_t row = block.first_row; at < block.end; row++) {
        struct plain_id id;
        if (row >= all->names->count) {
            return false;
        }
        plain_id_set(&id, bulk_name(all->names, row));
        if (!plain_id_stands(&id, at, block.end)) {
            return false;
        }
        at += id.length;
        const char *after = plain_number(at, &all->lots[row]);
        if (after == NULL && *at >= '0' && *at <= '9') {
            after = read_long_number(at, &all->lots[row]);
        }
        at = after == NULL ? NULL : plain_end_line(after);
        if (at == NULL) {
            return false;
        }
    }
    return true;
}

bool placement_plain_lots(struct bulk_table *table, unsigned threads, const struct bulk_names *names, uint64_t *lots)
{
    struct lots all = {names, lots};
    size_t count;
    bool read = bulk_is_plain(table) && names->plain && bulk_blocks_read(table, threads, read_lots, &all, &count) &&
                count == names->count;
    table->row_count = read ? count : 0;
    return read;
}

/* --- an allocation --------------------------------------------------------------------------------------------------- */

struct allocation {
    const struct bulk_names *names;
    const struct bulk_keys *keys;
    uint32_t *places;
};

static bool read_allocation(void *context, struct bulk_block block)
{
    const struct allocation *all = context;
    const char *at = block.at;
    for (size_t row = block.first_row; at < block.end; row++) {
        struct plain_id id;
        if (row >= all->names->count) {
            return false;
        }
        plain_id_set(&id, bulk_name(all->names, row));
        if (!plain_id_stands(&id, at, block.end)) {
            return false;
        }
        at += id.length;
        const char *empty = plain_end_line(at);
        if (empty != NULL) {
            all->places[row] = BULK_UNKNOWN;
            at = empty;
            continue;
        }
        at = bulk_keys_read(all->keys, at, &all->places[row]);
        if (at == NULL || !bulk_keys_settle(all->keys, &all->places[row], 1)) {
            return false;
        }
    }
    return true;
}

bool placement_plain_allocation(struct bulk_table *table, unsigned threads, const struct bulk_names *names,
                                const struct bulk_names *seats, uint32_t *places)
{
    struct arena arena;
    struct bulk_keys keys;
    size_t count;
    arena_init(&arena);
    struct allocation all = {names, &keys, places};
    bool read = bulk_is_plain(table) && names->plain && bulk_keys_make(&arena, seats, &keys) &&
                bulk_blocks_read(table, threads, read_allocation, &all, &count) && count == names->count;
    table->row_count = read ? count : 0;
    arena_release(&arena);
    return read;
}
