/* Postings: for each side and trade the listings that mention it, in blocks with summaries. Private to match/.
 *
 * A list is a sequence of blocks in the order of the entries' key (kind, level, place, …, id); a block holds up to 64
 * entries side by side and a summary of them: which kinds, levels, places, skills there are, the largest strength, the
 * range of the numbers. From the summary alone follows what the best entry of the block could score at most, so that
 * most blocks are never opened (the idea of block-max indexes: Ding & Suel 2011).
 *
 * Invariants
 *  1. Entries are in key order within a block, and across the blocks of a list; no block is empty.
 *  2. A summary covers every entry of its block, and nothing else (a removal makes it anew).
 *  3. A listing stands exactly once in the list of each trade it mentions, on its own side.
 *
 * Cost: put and remove O(log blocks + 64 + blocks moved) for each mention.
 */
#ifndef MATCH_FIT_POSTING_H
#define MATCH_FIT_POSTING_H

#include "match/fit_values.h"

enum { FIT_BLOCK_ENTRIES = 64, FIT_CELLS = (FIT_MOST_LEVEL + 1) * 64 };

/* A copy of a listing with its arrays behind it. */
struct fit_stored {
    struct fit_listing listing;
    size_t bytes;
};

/* What of a listing decides its score, near enough for a bound. */
struct fit_entry {
    const struct fit_stored *stored;
    uint64_t skills;   /* bit (skill mod 64) for each skill */
    uint64_t words[2]; /* bit fit_word_bit for each word */
    int32_t headcount, start_day;
    uint32_t cooperation;
    uint16_t strength, place;
    uint16_t cell; /* level × 64 + place bit */
    int16_t record;
    uint8_t kind, level, skill_count;
};

struct fit_block {
    struct fit_entry *entries;
    int64_t least_id;
    uint64_t skills;             /* any of the entries' */
    uint64_t places;             /* bit (place mod 63); bit 63 = no place */
    uint32_t kinds, cooperation; /* any of the entries' */
    int32_t fewest, most;        /* people, of those stated; 0, 0 = none stated */
    int32_t first_day, last_day; /* starts, of those stated; DAY_NONE = none stated */
    uint16_t levels;             /* bit = rank, bit 0 = open */
    uint16_t strength;           /* the largest */
    int16_t record;              /* the best, none counting as half */
    uint8_t count, capacity;
    bool open_numbers, open_time, open_cooperation, open_skills; /* some entry does not say */
};

struct fit_list {
    struct fit_block *blocks;
    size_t count, capacity;
};

static inline uint64_t fit_skill_bit(uint16_t skill)
{
    return (uint64_t)1 << skill % 64;
}

static inline uint64_t fit_skill_bits(const struct fit_listing *listing)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < listing->skill_count; i++) {
        bits |= fit_skill_bit(listing->skills[i].skill);
    }
    return bits;
}

/* 0 … 127, well mixed: the numbers of words that begin alike lie close together. */
static inline unsigned fit_word_bit(uint32_t word)
{
    return (uint32_t)(word * UINT32_C(0x9e3779b1)) >> 25;
}

static inline unsigned fit_place_bit(uint16_t place)
{
    return place == FIT_NO_PLACE ? 63 : place % 63u;
}

/* Both return by how many bytes the list has grown (or shrunk: wrapped below zero). */
size_t fit_list_put(struct fit_list *list, const struct fit_stored *stored, uint16_t strength);
size_t fit_list_remove(struct fit_list *list, const struct fit_stored *stored, uint16_t strength);
void fit_list_release(struct fit_list *list);

#endif
