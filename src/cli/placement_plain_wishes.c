/* preferences.csv, fast: the reader knows what the next row has to look like, and compares.
 *
 * A list belongs to the block in which its first row, with the rank 1, stands; its reader passes the end of the block
 * until the next such row.
 */
#include "cli/bulk_keys.h"
#include "cli/placement_plain.h"
#include "cli/placement_reading.h"

#include <stdio.h>

enum { WISH_LEAST = 6, MARK_BITS = 11, ASKED_AT_ONCE = 16 };

struct rank_text {
    uint64_t word, mask; /* the digits and a comma */
    size_t length;
};

struct part {
    uint32_t first, last; /* whose lists stand in a block; first = BULK_UNKNOWN: nobody's */
    uint32_t first_row;
    uint32_t end; /* row behind its last list */
};

struct wishes {
    const struct bulk_table *table, *names_table; /* the second: where the names lie; NULL: unknown */
    const struct bulk_names *names;
    struct bulk_keys keys;
    uint32_t *starts, *wishes;
    struct part *parts;
    struct rank_text ranks[PLACEMENT_LIST_MOST + 2];
    size_t room;
};

/* What one block's reader is at. */
struct wish_reader {
    const struct wishes *all;
    struct plain_id id;
    const char *asked;
    uint32_t applicant;
    uint32_t row;                   /* the next */
    uint32_t marks[1 << MARK_BITS]; /* the list, by its first row + 1, in which a seat that falls here stood last */
};

static void make_ranks(struct wishes *all)
{
    for (unsigned rank = 1; rank <= PLACEMENT_LIST_MOST; rank++) {
        char text[16] = {0};
        int length = snprintf(text, sizeof text, "%u,", rank);
        all->ranks[rank] = (struct rank_text){plain_load(text), plain_mask((size_t)length), (size_t)length};
    }
    all->ranks[PLACEMENT_LIST_MOST + 1] = (struct rank_text){.word = '\n', .mask = UINT64_MAX}; /* matches nothing */
}

/* The next in the order of the files, or a later one: those between have no wishes. False when there is none. */
static bool turn_to_next(struct wish_reader *reader, const char *at, const char *end)
{
    const struct wishes *all = reader->all;
    uint32_t next = reader->applicant == BULK_UNKNOWN ? 0 : reader->applicant + 1;
    if (next >= all->names->count) {
        return false;
    }
    plain_id_set(&reader->id, bulk_name(all->names, next));
    if (reader->applicant == BULK_UNKNOWN || !plain_id_stands(&reader->id, at, end)) {
        const char *comma = memchr(at, ',', BULK_ID_MOST + 1 < end - at ? BULK_ID_MOST + 1 : (size_t)(end - at));
        uint32_t found =
            comma == NULL ? BULK_UNKNOWN : bulk_names_find(all->names, span_make(at, (size_t)(comma - at)));
        if (found == BULK_UNKNOWN || found < next) {
            return false;
        }
        next = found;
        plain_id_set(&reader->id, bulk_name(all->names, next));
    }
    for (uint32_t a = reader->applicant; a != BULK_UNKNOWN && a < next; a++) {
        __atomic_store_n(&all->starts[a + 1], reader->row, __ATOMIC_RELAXED); /* in a wrong file two may write here */
    }
    reader->applicant = next;
    return true;
}

static bool stands_twice(const uint32_t *list, uint32_t count, uint32_t code)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i] == code) {
            return true;
        }
    }
    return false;
}

/* Asks for the memory of the seats in the next rows of a list, where they are looked up here and there. `asked` is behind
 * those rows: there it has to be asked again. (gcc leaves out a function that does nothing but ask.) */
static void ask_seats(struct wish_reader *reader, const struct rank_text *rank, const char *at, const char *file_end)
{
    const struct bulk_keys *keys = &reader->all->keys;
    struct bulk_key key;
    reader->asked = file_end;
    for (int i = 0; i < ASKED_AT_ONCE && at < file_end && plain_id_stands(&reader->id, at, file_end); i++, rank++) {
        at = bulk_key_read(at + reader->id.length + rank->length, &key);
        if (at == NULL || rank->length == 0) {
            return;
        }
        __builtin_prefetch(&keys->entries[bulk_keys_place(keys, key) * 4]);
    }
    reader->asked = at;
}

/* The rows of one applicant. Behind them, or NULL. Seats that fall together, which is rare, are compared one by one. */
static const char *read_list(struct wish_reader *reader, const char *at, const char *file_end)
{
    const struct wishes *all = reader->all;
    const struct plain_id id = reader->id;
    const struct rank_text *rank = all->ranks;
    uint32_t *list = all->wishes + reader->row;
    uint32_t count = 0;
    uint32_t stamp = reader->row + 1;
    reader->asked = all->keys.numbered != NULL ? file_end : at;
    while (at < file_end && plain_id_stands(&id, at, file_end)) {
        uint32_t code;
        rank++;
        if (at >= reader->asked) {
            ask_seats(reader, rank, at, file_end);
        }
        if (((plain_load(at + id.length) ^ rank->word) & rank->mask) != 0) {
            return NULL;
        }
        at = bulk_keys_read(&all->keys, at + id.length + rank->length, &code);
        if (at == NULL) {
            return NULL;
        }
        uint32_t *mark = &reader->marks[code * UINT32_C(0x9e3779b1) >> (32 - MARK_BITS)];
        if (*mark == stamp && stands_twice(list, count, code)) {
            return NULL;
        }
        *mark = stamp;
        list[count++] = code;
    }
    reader->row += count;
    return at;
}

/* To the first row of a list that begins here: one with the rank 1. NULL when a line looks otherwise. */
static const char *find_list(const struct wishes *all, const char *at, const char *end, size_t *row)
{
    while (at < end) {
        size_t most = (size_t)(end - at);
        const char *comma = memchr(at, ',', most);
        if (comma == NULL) {
            return NULL;
        }
        if (((plain_load(comma + 1) ^ all->ranks[1].word) & all->ranks[1].mask) == 0) {
            return at;
        }
        const char *stop = memchr(at, '\n', most);
        at = stop == NULL ? end : stop + 1;
        ++*row;
    }
    return end;
}

/* From the first list, whose applicant is known, to those that begin behind the block. */
static bool read_lists(struct wish_reader *reader, const char *at, const char *end, const char *file_end)
{
    for (;;) {
        at = read_list(reader, at, file_end);
        if (at == NULL || at >= end) {
            return at != NULL;
        }
        if (!turn_to_next(reader, at, file_end)) {
            return false;
        }
    }
}

/* What a block may write, however it is filled. */
size_t placement_plain_wish_room(const struct bulk_table *table)
{
    size_t most = table->length / WISH_LEAST + 2 * PLACEMENT_LIST_MOST;
    return most < UINT32_MAX ? most : UINT32_MAX;
}

static bool read_wishes(void *context, struct bulk_block block)
{
    const struct wishes *all = context;
    const char *file_end = all->table->bytes + all->table->length;
    struct part *part = &all->parts[block.number];
    size_t row = block.first_row;
    part->first = BULK_UNKNOWN;
    if (row + (size_t)(block.end - block.at) / WISH_LEAST + PLACEMENT_LIST_MOST >= all->room) {
        return false;
    }
    const char *at = find_list(all, block.at, block.end, &row);
    if (at == NULL || at >= block.end) {
        return at != NULL;
    }
    struct wish_reader reader = {.all = all, .applicant = BULK_UNKNOWN, .row = (uint32_t)row};
    if (!turn_to_next(&reader, at, file_end)) {
        return false;
    }
    *part = (struct part){.first = reader.applicant, .first_row = reader.row};
    bool sound = read_lists(&reader, at, block.end, file_end) &&
                 bulk_keys_settle(&all->keys, all->wishes + row, reader.row - row);
    part->last = reader.applicant;
    part->end = reader.row;
    if (sound && all->names_table != NULL) {
        bulk_give_back(all->names_table, bulk_name(all->names, part->first).at, bulk_name(all->names, part->last).at);
    }
    return sound;
}

/* The blocks fit together: applicants rise, and every row belongs to one. Fills the starts between them. */
static bool join_parts(const struct wishes *all, size_t count, size_t rows)
{
    uint32_t next = 0; /* whose start is to be filled */
    uint32_t row = 0;
    for (size_t i = 0; i < count; i++) {
        const struct part *part = &all->parts[i];
        if (part->first == BULK_UNKNOWN) {
            continue;
        }
        if (part->first < next || part->first_row != row) {
            return false;
        }
        while (next <= part->first) {
            all->starts[next++] = row;
        }
        next = part->last + 1;
        row = part->end;
    }
    while (next <= all->names->count) {
        all->starts[next++] = row;
    }
    return row == rows && rows > 0;
}

bool placement_plain_wishes(struct bulk_table *table, const struct bulk_table *names_table, unsigned threads,
                            const struct bulk_names *names, const struct bulk_names *seats, uint32_t *starts,
                            uint32_t *wishes)
{
    struct arena arena;
    arena_init(&arena);
    struct wishes *all = ARENA_NEW(&arena, struct wishes);
    size_t blocks = bulk_block_count(table);
    size_t rows;
    *all = (struct wishes){.table = table,
                           .names_table = names_table,
                           .names = names,
                           .starts = starts,
                           .wishes = wishes,
                           .parts = ARENA_ARRAY(&arena, struct part, blocks),
                           .room = placement_plain_wish_room(table)};
    make_ranks(all);
    bool read = bulk_is_plain(table) && names->plain && bulk_keys_make(&arena, seats, &all->keys) &&
                bulk_blocks_read(table, threads, read_wishes, all, &rows) && join_parts(all, blocks, rows);
    table->row_count = read ? rows : 0;
    arena_release(&arena);
    return read;
}
