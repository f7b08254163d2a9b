/* preferences.csv, fast: the reader knows what the next row has to look like, and compares.
 *
 * A list belongs to the block in which its first row, with the rank 1, stands; its reader passes the end of the block
 * until the next such row. Seats are looked up in batches: the memory of a batch is asked for before it is looked at.
 */
#include "cli/bulk_keys.h"
#include "cli/placement_plain.h"
#include "cli/placement_reading.h"

#include <stdio.h>

enum { BATCH = 32, WISH_LEAST = 6 };

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

struct batch {
    struct bulk_key keys[BATCH];
    size_t places[BATCH];
    uint32_t firsts[BATCH]; /* row where the list of this row begins */
    size_t count;
};

/* What one block's reader is at. */
struct wish_reader {
    const struct wishes *all;
    struct batch batch;
    struct plain_id id;
    uint32_t applicant;
    uint32_t first, row; /* of the list, the next */
    uint32_t looked_up;  /* rows before it have their seats */
    uint64_t seen;       /* some bits of the seats in the list that is being looked up */
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

/* False when a seat is unknown, or stands twice in a list. */
static bool look_up(struct wish_reader *reader)
{
    const struct wishes *all = reader->all;
    uint32_t *wishes = all->wishes;
    struct batch *batch = &reader->batch;
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t row = reader->looked_up++;
        uint32_t seat = bulk_keys_find(&all->keys, batch->keys[i], batch->places[i]);
        if (seat == BULK_UNKNOWN) {
            return false;
        }
        uint64_t bit = UINT64_C(1) << (seat * UINT32_C(0x9e3779b1) >> 26);
        uint64_t seen = batch->firsts[i] == row ? 0 : reader->seen;
        if ((seen & bit) != 0) {
            for (uint32_t w = batch->firsts[i]; w < row; w++) {
                if (wishes[w] == seat) {
                    return false;
                }
            }
        }
        reader->seen = seen | bit;
        wishes[row] = seat;
    }
    batch->count = 0;
    return true;
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
    reader->first = reader->row;
    return true;
}

/* A row after its applicant. Behind the line, or NULL. */
static const char *read_rank_and_seat(struct wish_reader *reader, const char *at)
{
    const struct wishes *all = reader->all;
    struct batch *batch = &reader->batch;
    const struct rank_text *rank = &all->ranks[reader->row - reader->first + 1];
    struct bulk_key key;
    if (((plain_load(at) ^ rank->word) & rank->mask) != 0 || !bulk_key_read(at + rank->length, &key, &at)) {
        return NULL;
    }
    size_t place = bulk_keys_place(&all->keys, key);
    bulk_keys_ask(&all->keys, place);
    batch->keys[batch->count] = key;
    batch->places[batch->count] = place;
    batch->firsts[batch->count++] = reader->first;
    reader->row++;
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

static bool read_lists(struct wish_reader *reader, const char *at, const char *end, const char *file_end)
{
    while (at < file_end) {
        if (!plain_id_stands(&reader->id, at, file_end)) {
            if (at >= end) {
                break; /* the next list is the next block's */
            }
            if (!turn_to_next(reader, at, file_end)) {
                return false;
            }
        }
        at = read_rank_and_seat(reader, at + reader->id.length);
        if (at == NULL || (reader->batch.count == BATCH && !look_up(reader))) {
            return false;
        }
    }
    return look_up(reader);
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
    struct wish_reader reader = {.all = all,
                                 .applicant = BULK_UNKNOWN,
                                 .first = (uint32_t)row,
                                 .row = (uint32_t)row,
                                 .looked_up = (uint32_t)row};
    if (!turn_to_next(&reader, at, file_end)) {
        return false;
    }
    *part = (struct part){.first = reader.applicant, .first_row = reader.row};
    bool sound = read_lists(&reader, at, block.end, file_end);
    part->last = reader.applicant;
    part->end = reader.row;
    const char *from = bulk_name(all->names, part->first).at;
    const char *to = bulk_name(all->names, part->last).at;
    if (sound && all->names_table != NULL && from < to) {
        bulk_give_back(all->names_table, from, to);
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
