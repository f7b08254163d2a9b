/* Random pairing problems of any size, for the tests, the fuzz target and comparisons. */
#ifndef TESTS_MATCH_PAIRING_INSTANCE_H
#define TESTS_MATCH_PAIRING_INSTANCE_H

#include "base/random.h"
#include "match/pairing.h"

#include <string.h>

enum pairing_parts {
    PART_MATRIX = 1,
    PART_TOPICS = 2,
    PART_EXTRAS = 4,
    PART_FORBIDDEN = 8,
    PART_MOSTS = 16,
    PART_LEASTS = 32,
    PART_NEGATIVE = 64
};

static inline int32_t pairing_draw(struct random *random, unsigned parts, uint32_t span)
{
    int32_t number = (int32_t)random_below(random, span);
    return (parts & PART_NEGATIVE) != 0 ? number - (int32_t)(span / 2) : number;
}

static inline int32_t *pairing_draw_many(struct arena *arena, struct random *random, unsigned parts, uint32_t span,
                                         size_t count)
{
    int32_t *numbers = ARENA_ARRAY(arena, int32_t, count);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = pairing_draw(random, parts, span);
    }
    return numbers;
}

/* About one pair in `every`, in order. */
static inline struct pairing_pair *pairing_draw_pairs(struct arena *arena, struct random *random,
                                                      const struct pairing_problem *problem, uint32_t every,
                                                      size_t *count)
{
    struct pairing_pair *pairs = ARENA_ARRAY(arena, struct pairing_pair, problem->counts[0] * problem->counts[1]);
    *count = 0;
    for (uint32_t i = 0; i < problem->counts[0]; i++) {
        for (uint32_t j = 0; j < problem->counts[1]; j++) {
            if (random_below(random, every) == 0) {
                pairs[(*count)++] = (struct pairing_pair){i, j};
            }
        }
    }
    return pairs;
}

static inline void pairing_draw_limits(struct arena *arena, struct random *random, unsigned parts, uint32_t most,
                                       struct pairing_problem *out)
{
    for (int side = 0; side < 2; side++) {
        uint32_t *mosts = ARENA_ARRAY(arena, uint32_t, out->counts[side]);
        uint32_t *leasts = ARENA_ARRAY(arena, uint32_t, out->counts[side]);
        for (size_t i = 0; i < out->counts[side]; i++) {
            mosts[i] = (parts & PART_MOSTS) != 0 ? random_below(random, most + 1) : 1;
            leasts[i] = mosts[i] > 0 && random_below(random, 3) == 0 ? random_below(random, mosts[i] + 1) : 0;
        }
        out->mosts[side] = (parts & PART_MOSTS) != 0 ? mosts : NULL;
        out->leasts[side] = (parts & PART_LEASTS) != 0 ? leasts : NULL;
    }
}

/* h × d schools, at most `most` pairs each, points from a small span, so that ties are common. */
static inline void pairing_instance(struct arena *arena, struct random *random, unsigned parts, size_t h, size_t d,
                                    uint32_t most, uint32_t span, struct pairing_problem *out)
{
    *out = (struct pairing_problem){.counts = {h, d}};
    pairing_draw_limits(arena, random, parts, most, out);
    if ((parts & PART_MATRIX) != 0) {
        out->matrix = pairing_draw_many(arena, random, parts, span, h * d);
    }
    if ((parts & PART_TOPICS) != 0) {
        out->topic_count = 1 + random_below(random, 3);
        out->strengths = pairing_draw_many(arena, random, parts, 8, h * out->topic_count);
        out->needs = pairing_draw_many(arena, random, parts, 8, d * out->topic_count);
        out->constant = pairing_draw(random, parts, 5);
    }
    if ((parts & PART_EXTRAS) != 0) {
        out->extras = pairing_draw_pairs(arena, random, out, 4, &out->extra_count);
        out->extra_points = pairing_draw_many(arena, random, parts, span, out->extra_count);
    }
    if ((parts & PART_FORBIDDEN) != 0) {
        out->forbidden = pairing_draw_pairs(arena, random, out, 4, &out->forbidden_count);
    }
}

#endif
