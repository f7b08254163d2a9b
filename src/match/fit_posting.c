/* Lists of blocks: put and remove one entry, keep the summaries true. */
#include "match/fit_posting.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ENTRIES = 4, FIRST_BLOCKS = 4 };

static struct fit_entry entry_of(const struct fit_stored *stored, uint16_t strength)
{
    const struct fit_listing *listing = &stored->listing;
    struct fit_entry entry = {
        .stored = stored,
        .skills = fit_skill_bits(listing),
        .headcount = listing->headcount,
        .start_day = listing->start_day,
        .cooperation = listing->cooperation,
        .strength = strength,
        .place = listing->place,
        .cell = (uint16_t)(fit_level_key(listing) * 64u + fit_place_bit(listing->place)),
        .record = listing->record_permille,
        .kind = listing->kind,
        .level = fit_level_key(listing),
        .skill_count = (uint8_t)listing->skill_count,
    };
    for (size_t i = 0; i < listing->word_count; i++) {
        unsigned bit = fit_word_bit(listing->words[i].word);
        entry.words[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    return entry;
}

/* Entries of like worth stand together: kinds first (they gate), then what weighs most. */
static uint64_t key_of(const struct fit_entry *entry)
{
    uint64_t weakness = FIT_FULL - (uint64_t)entry->strength;
    return (uint64_t)entry->kind << 40 | weakness << 24 | entry->cell;
}

static bool stands_before(const struct fit_entry *one, const struct fit_entry *other)
{
    uint64_t a = key_of(one);
    uint64_t b = key_of(other);
    return a != b ? a < b : one->stored->listing.id < other->stored->listing.id;
}

static void widen(struct fit_block *block, const struct fit_entry *entry)
{
    int64_t id = entry->stored->listing.id;
    int16_t record = entry->record == FIT_NO_RECORD ? FIT_HALF : entry->record;
    block->least_id = id < block->least_id ? id : block->least_id;
    block->skills |= entry->skills;
    block->places |= (uint64_t)1 << fit_place_bit(entry->place);
    block->kinds |= (uint32_t)1 << entry->kind;
    block->cooperation |= entry->cooperation;
    block->levels = (uint16_t)(block->levels | 1u << entry->level);
    block->strength = entry->strength > block->strength ? entry->strength : block->strength;
    block->record = record > block->record ? record : block->record;
    block->open_cooperation |= entry->cooperation == 0;
    block->open_skills |= entry->skill_count == 0;
    if (entry->headcount == 0) {
        block->open_numbers = true;
    } else {
        block->fewest = block->fewest == 0 || entry->headcount < block->fewest ? entry->headcount : block->fewest;
        block->most = entry->headcount > block->most ? entry->headcount : block->most;
    }
    if (entry->start_day == DAY_NONE) {
        block->open_time = true;
    } else {
        bool first = block->first_day == DAY_NONE || entry->start_day < block->first_day;
        block->first_day = first ? entry->start_day : block->first_day;
        block->last_day = entry->start_day > block->last_day ? entry->start_day : block->last_day;
    }
}

static void summarise(struct fit_block *block)
{
    *block = (struct fit_block){
        .entries = block->entries,
        .count = block->count,
        .capacity = block->capacity,
        .least_id = INT64_MAX,
        .first_day = DAY_NONE,
        .last_day = DAY_NONE, /* the least of all days */
    };
    for (size_t i = 0; i < block->count; i++) {
        widen(block, &block->entries[i]);
    }
}

static size_t reserve_entries(struct fit_block *block, size_t wanted)
{
    size_t capacity = block->capacity == 0 ? FIRST_ENTRIES : block->capacity;
    while (capacity < wanted) {
        capacity *= 2;
    }
    if (capacity == block->capacity) {
        return 0;
    }
    size_t grown = capacity - block->capacity;
    block->entries = realloc(block->entries, capacity * sizeof *block->entries);
    CHECK(block->entries != NULL);
    block->capacity = (uint8_t)capacity;
    return grown * sizeof *block->entries;
}

static size_t insert_block(struct fit_list *list, size_t at)
{
    size_t grown = 0;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? FIRST_BLOCKS : list->capacity * 2;
        grown = (capacity - list->capacity) * sizeof *list->blocks;
        list->blocks = realloc(list->blocks, capacity * sizeof *list->blocks);
        CHECK(list->blocks != NULL);
        list->capacity = capacity;
    }
    memmove(&list->blocks[at + 1], &list->blocks[at], (list->count - at) * sizeof *list->blocks);
    memset(&list->blocks[at], 0, sizeof *list->blocks);
    list->count++;
    return grown;
}

/* The last block whose first entry does not stand behind `entry`; 0 when there is none. */
static size_t find_block(const struct fit_list *list, const struct fit_entry *entry)
{
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stands_before(entry, &list->blocks[middle].entries[0])) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low == 0 ? 0 : low - 1;
}

static size_t find_place(const struct fit_block *block, const struct fit_entry *entry)
{
    size_t at = 0;
    while (at < block->count && stands_before(&block->entries[at], entry)) {
        at++;
    }
    return at;
}

/* A full block becomes two halves. */
static size_t split_block(struct fit_list *list, size_t at)
{
    size_t grown = insert_block(list, at + 1);
    struct fit_block *left = &list->blocks[at];
    struct fit_block *right = &list->blocks[at + 1];
    size_t kept = left->count / 2;
    size_t moved = left->count - kept;
    grown += reserve_entries(right, moved);
    memcpy(right->entries, left->entries + kept, moved * sizeof *left->entries);
    right->count = (uint8_t)moved;
    left->count = (uint8_t)kept;
    summarise(left);
    summarise(right);
    return grown;
}

/* The block where the entry belongs, with room for it: number in *at. */
static size_t make_room(struct fit_list *list, const struct fit_entry *entry, size_t *at)
{
    size_t grown = 0;
    *at = 0;
    if (list->count == 0) {
        grown += insert_block(list, 0);
        summarise(&list->blocks[0]);
    } else {
        *at = find_block(list, entry);
    }
    if (list->blocks[*at].count == FIT_BLOCK_ENTRIES) {
        grown += split_block(list, *at);
        *at = find_block(list, entry);
    }
    struct fit_block *block = &list->blocks[*at];
    return grown + reserve_entries(block, block->count + 1u);
}

size_t fit_list_put(struct fit_list *list, const struct fit_stored *stored, uint16_t strength)
{
    struct fit_entry entry = entry_of(stored, strength);
    size_t at;
    size_t grown = make_room(list, &entry, &at);
    struct fit_block *block = &list->blocks[at];
    size_t place = find_place(block, &entry);
    memmove(&block->entries[place + 1], &block->entries[place], (block->count - place) * sizeof entry);
    block->entries[place] = entry;
    block->count++;
    widen(block, &entry);
    return grown;
}

size_t fit_list_remove(struct fit_list *list, const struct fit_stored *stored, uint16_t strength)
{
    struct fit_entry entry = entry_of(stored, strength);
    size_t at = find_block(list, &entry);
    struct fit_block *block = &list->blocks[at];
    size_t place = find_place(block, &entry);
    CHECK(place < block->count && block->entries[place].stored == stored);
    block->count--;
    memmove(&block->entries[place], &block->entries[place + 1], (block->count - place) * sizeof entry);
    if (block->count > 0) {
        summarise(block);
        return 0;
    }
    size_t freed = block->capacity * sizeof entry;
    free(block->entries);
    list->count--;
    memmove(block, block + 1, (list->count - at) * sizeof *block);
    return (size_t)0 - freed;
}

void fit_list_release(struct fit_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->blocks[i].entries);
    }
    free(list->blocks);
}
