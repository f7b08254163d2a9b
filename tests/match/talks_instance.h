/* Random talks: the same for tests and measurements. */
#ifndef TESTS_MATCH_TALKS_INSTANCE_H
#define TESTS_MATCH_TALKS_INSTANCE_H

#include "base/arena.h"
#include "base/random.h"
#include "match/talks.h"

/* there_percent: of the slots; wished_percent: of the pairs; must_percent: of those. */
struct talks_shape {
    size_t left, right, slots, tables;
    uint32_t there_percent, wished_percent, most_left, most_right, least_most;
    bool organisations, walks;
    uint32_t must_percent;
};

static inline uint64_t talks_draw_slots(struct random *random, size_t slots, uint32_t percent)
{
    uint64_t bits = 0;
    for (size_t s = 0; s < slots; s++) {
        bits |= random_below(random, 100) < percent ? 1ULL << s : 0;
    }
    return bits;
}

static inline void talks_draw_tables(struct arena *arena, struct random *random, const struct talks_shape *shape,
                                     struct talks_problem *out)
{
    uint64_t *slots = ARENA_ARRAY(arena, uint64_t, shape->tables + 1);
    uint32_t *zones = ARENA_ARRAY(arena, uint32_t, shape->tables + 1);
    out->table_count = shape->tables;
    out->zone_count = shape->walks ? 2 : 1;
    for (size_t t = 0; t < shape->tables; t++) {
        slots[t] = talks_draw_slots(random, shape->slots, 95);
        zones[t] = shape->walks ? random_below(random, 2) : 0;
    }
    out->table_slots = slots;
    out->table_zones = zones;
    if (shape->walks) {
        uint8_t *walks = ARENA_ARRAY(arena, uint8_t, 4);
        walks[1] = walks[2] = (uint8_t)random_below(random, 3);
        out->walks = walks;
    }
}

static inline void talks_draw_pairs(struct arena *arena, struct random *random, const struct talks_shape *shape,
                                    struct talks_problem *out)
{
    static const uint32_t weights[] = {10, 10, 10, 20, 30, 5, 1010};
    struct talks_pair *pairs = ARENA_ARRAY(arena, struct talks_pair, shape->left * shape->right + 1);
    for (uint32_t i = 0; i < shape->left; i++) {
        for (uint32_t j = 0; j < shape->right; j++) {
            if (random_below(random, 100) < shape->wished_percent) {
                pairs[out->pair_count++] =
                    (struct talks_pair){i, (uint32_t)shape->left + j, weights[random_below(random, 7)]};
            }
        }
    }
    out->pairs = pairs;
    if (shape->must_percent > 0) {
        bool *musts = ARENA_ARRAY(arena, bool, out->pair_count + 1);
        for (size_t p = 0; p < out->pair_count; p++) {
            musts[p] = random_below(random, 100) < shape->must_percent;
        }
        out->musts = musts;
    }
}

static inline void talks_instance(struct arena *arena, struct random *random, const struct talks_shape *shape,
                                  struct talks_problem *out)
{
    size_t n = shape->left + shape->right;
    uint64_t *slots = ARENA_ARRAY(arena, uint64_t, n);
    uint32_t *mosts = ARENA_ARRAY(arena, uint32_t, n);
    uint32_t *leasts = ARENA_ARRAY(arena, uint32_t, n);
    uint32_t *organisations = ARENA_ARRAY(arena, uint32_t, n);
    *out = (struct talks_problem){.participant_count = n, .left_count = shape->left, .slot_count = shape->slots};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t most = i < shape->left ? shape->most_left : shape->most_right;
        slots[i] = talks_draw_slots(random, shape->slots, shape->there_percent);
        mosts[i] = 1 + random_below(random, most);
        leasts[i] = random_below(random, shape->least_most + 1);
        organisations[i] = random_below(random, 3) == 0 && i > 0 ? i - 1 : i;
    }
    out->slots = slots;
    out->mosts = mosts;
    out->leasts = leasts;
    out->organisations = shape->organisations ? organisations : NULL;
    talks_draw_tables(arena, random, shape, out);
    talks_draw_pairs(arena, random, shape, out);
}

#endif
