/* The listings of the index: put, remove, find by id. */
#include "match/fit_index.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

static size_t slot_of(const struct fit_index *index, int64_t id)
{
    uint64_t mixed = (uint64_t)id * 0x9e3779b97f4a7c15u;
    return (size_t)(mixed ^ mixed >> 32) & (index->capacity - 1);
}

/* Where the id is, or the empty slot where it would go. */
static size_t find_slot(const struct fit_index *index, int64_t id)
{
    size_t slot = slot_of(index, id);
    while (index->table[slot] != NULL && index->table[slot]->listing.id != id) {
        slot = (slot + 1) & (index->capacity - 1);
    }
    return slot;
}

static void make_table(struct fit_index *index, size_t capacity)
{
    index->table = calloc(capacity, sizeof *index->table);
    CHECK(index->table != NULL);
    index->capacity = capacity;
    index->bytes += capacity * sizeof *index->table;
}

/* At most three quarters full, so that a search ends soon. */
static void grow_table(struct fit_index *index)
{
    if ((index->used + 1) * 4 <= index->capacity * 3) {
        return;
    }
    struct fit_stored **older = index->table;
    size_t older_capacity = index->capacity;
    make_table(index, older_capacity * 2);
    for (size_t i = 0; i < older_capacity; i++) {
        if (older[i] != NULL) {
            index->table[find_slot(index, older[i]->listing.id)] = older[i];
        }
    }
    free(older);
    index->bytes -= older_capacity * sizeof *older;
}

static void *allocate(struct fit_index *index, size_t count, size_t size)
{
    void *bytes = calloc(count + 1, size);
    CHECK(bytes != NULL);
    index->bytes += (count + 1) * size;
    return bytes;
}

static void note_relations(struct fit_index *index)
{
    const struct fit_rules *rules = index->rules;
    index->relation_starts = allocate(index, rules->trade_count, sizeof *index->relation_starts);
    for (size_t i = 0; i < rules->relation_count; i++) {
        index->relation_starts[rules->relations[i].from + 1]++;
    }
    for (size_t trade = 0; trade < rules->trade_count; trade++) {
        index->relation_starts[trade + 1] += index->relation_starts[trade];
    }
}

struct result fit_index_open(const struct fit_rules *rules, struct fit_index **out)
{
    struct result checked = fit_rules_check(rules);
    if (result_failed(checked)) {
        return checked;
    }
    struct fit_index *index = calloc(1, sizeof *index);
    CHECK(index != NULL);
    index->rules = rules;
    index->bytes = sizeof *index;
    make_table(index, FIRST_CAPACITY);
    note_relations(index);
    for (size_t side = 0; side < 2; side++) {
        index->lists[side] = allocate(index, rules->trade_count, sizeof **index->lists);
    }
    *out = index;
    return result_ok();
}

void fit_index_close(struct fit_index *index)
{
    if (index == NULL) {
        return;
    }
    for (size_t i = 0; i < index->capacity; i++) {
        free(index->table[i]);
    }
    free(index->table);
    for (size_t side = 0; side < 2; side++) {
        for (size_t trade = 0; trade < index->rules->trade_count; trade++) {
            fit_list_release(&index->lists[side][trade]);
        }
        free(index->lists[side]);
    }
    free(index->relation_starts);
    free(index);
}

static struct fit_stored *copy_listing(const struct fit_listing *listing)
{
    size_t mention_bytes = listing->mention_count * sizeof *listing->mentions;
    size_t skill_bytes = listing->skill_count * sizeof *listing->skills;
    size_t word_bytes = listing->word_count * sizeof *listing->words;
    size_t bytes = sizeof(struct fit_stored) + mention_bytes + skill_bytes + word_bytes;
    struct fit_stored *stored = malloc(bytes);
    CHECK(stored != NULL);
    struct fit_mention *mentions = (struct fit_mention *)(stored + 1);
    struct fit_skill *skills = (struct fit_skill *)(mentions + listing->mention_count);
    struct fit_word *words = (struct fit_word *)(skills + listing->skill_count);
    stored->listing = *listing;
    stored->listing.mentions = mentions;
    stored->listing.skills = skills;
    stored->listing.words = words;
    stored->bytes = bytes;
    if (mention_bytes > 0) {
        memcpy(mentions, listing->mentions, mention_bytes);
    }
    if (skill_bytes > 0) {
        memcpy(skills, listing->skills, skill_bytes);
    }
    if (word_bytes > 0) {
        memcpy(words, listing->words, word_bytes);
    }
    return stored;
}

struct result fit_index_put(struct fit_index *index, const struct fit_listing *listing)
{
    struct result checked = fit_listing_check(index->rules, listing);
    if (result_failed(checked)) {
        return checked;
    }
    struct fit_stored *stored = copy_listing(listing); /* first: the caller may hand back what find gave */
    fit_index_remove(index, stored->listing.id);
    grow_table(index);
    index->table[find_slot(index, stored->listing.id)] = stored;
    index->used++;
    index->counts[stored->listing.side]++;
    index->bytes += stored->bytes;
    for (size_t i = 0; i < stored->listing.mention_count; i++) {
        const struct fit_mention *mention = &stored->listing.mentions[i];
        index->bytes += fit_list_put(&index->lists[stored->listing.side][mention->trade], stored, mention->strength);
    }
    return result_ok();
}

/* Entries behind the gap that could not be found any more across it move into it. */
static void close_gap(struct fit_index *index, size_t gap)
{
    size_t mask = index->capacity - 1;
    for (size_t at = (gap + 1) & mask; index->table[at] != NULL; at = (at + 1) & mask) {
        size_t home = slot_of(index, index->table[at]->listing.id);
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            index->table[gap] = index->table[at];
            index->table[at] = NULL;
            gap = at;
        }
    }
}

void fit_index_remove(struct fit_index *index, int64_t id)
{
    size_t slot = find_slot(index, id);
    struct fit_stored *stored = index->table[slot];
    if (stored == NULL) {
        return;
    }
    index->table[slot] = NULL;
    close_gap(index, slot);
    index->used--;
    index->counts[stored->listing.side]--;
    index->bytes -= stored->bytes;
    for (size_t i = 0; i < stored->listing.mention_count; i++) {
        const struct fit_mention *mention = &stored->listing.mentions[i];
        index->bytes += fit_list_remove(&index->lists[stored->listing.side][mention->trade], stored, mention->strength);
    }
    free(stored);
}

const struct fit_listing *fit_index_find(const struct fit_index *index, int64_t id)
{
    const struct fit_stored *stored = index->table[find_slot(index, id)];
    return stored == NULL ? NULL : &stored->listing;
}

size_t fit_index_count(const struct fit_index *index, enum fit_side side)
{
    return index->counts[side];
}

size_t fit_index_bytes(const struct fit_index *index)
{
    return index->bytes;
}

/* Nothing that is kept depends on the weights: bounds are made for each question. */
struct result fit_index_view(struct arena *arena, const struct fit_index *index,
                             const uint16_t weights[FIT_POINT_COUNT], const struct fit_index **out)
{
    uint32_t sum = 0;
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        sum += weights[point];
    }
    if (sum != FIT_FULL) {
        return result_invalid("weights", "fit.error.rules");
    }
    struct fit_rules *rules = ARENA_NEW(arena, struct fit_rules);
    *rules = *index->rules;
    memcpy(rules->weights, weights, sizeof rules->weights);
    struct fit_index *view = ARENA_NEW(arena, struct fit_index);
    *view = *index;
    view->rules = rules;
    *out = view;
    return result_ok();
}
