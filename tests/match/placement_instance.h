/* Random placement problems from a seed. Arrays of fixed room; the problem borrows from the instance. */
#ifndef TESTS_MATCH_PLACEMENT_INSTANCE_H
#define TESTS_MATCH_PLACEMENT_INSTANCE_H

#include "base/arena.h"
#include "base/random.h"
#include "match/placement.h"

struct instance_shape {
    uint32_t applicants, seats, enterprises; /* no enterprises: no totals */
    uint32_t longest_list, largest_capacity, largest_total, score_values;
    bool own_scores;   /* a seat's own ranking */
    bool alike_inside; /* … but all seats of an enterprise rank alike */
    uint32_t shortest_list;
};

struct instance {
    struct placement_problem problem;
    uint32_t *starts, *wishes, *scores, *wish_scores, *capacities, *enterprises, *totals;
    uint64_t *lots;
};

static inline void instance_shuffle(struct random *random, uint32_t *numbers, uint32_t count)
{
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = random_below(random, i);
        uint32_t kept = numbers[i - 1];
        numbers[i - 1] = numbers[j];
        numbers[j] = kept;
    }
}

static inline void instance_wishes(struct arena *arena, struct random *random, const struct instance_shape *shape,
                                   struct instance *made)
{
    uint32_t *seats = ARENA_ARRAY(arena, uint32_t, shape->seats);
    uint32_t *by_enterprise = ARENA_ARRAY(arena, uint32_t, shape->enterprises + 1);
    for (uint32_t s = 0; s < shape->seats; s++) {
        seats[s] = s;
    }
    for (uint32_t a = 0; a < shape->applicants; a++) {
        uint32_t most = shape->longest_list < shape->seats ? shape->longest_list : shape->seats;
        uint32_t least = shape->shortest_list < most ? shape->shortest_list : most;
        uint32_t length = least + random_below(random, most - least + 1);
        made->starts[a + 1] = made->starts[a] + length;
        for (uint32_t e = 0; e < shape->enterprises; e++) {
            by_enterprise[e] = random_below(random, shape->score_values);
        }
        for (uint32_t i = 0; i < length; i++) { /* the first of a shuffle */
            uint32_t j = i + random_below(random, shape->seats - i);
            uint32_t seat = seats[j];
            seats[j] = seats[i];
            seats[i] = seat;
            made->wishes[made->starts[a] + i] = seat;
            made->wish_scores[made->starts[a] + i] = shape->alike_inside && shape->enterprises > 0
                                                         ? by_enterprise[made->enterprises[seat]]
                                                         : random_below(random, shape->score_values);
        }
        made->scores[a] = random_below(random, shape->score_values);
    }
}

static inline void instance_make(struct arena *arena, struct random *random, const struct instance_shape *shape,
                                 struct instance *made)
{
    *made = (struct instance){.starts = ARENA_ARRAY(arena, uint32_t, shape->applicants + 1)};
    size_t room = (size_t)shape->applicants * shape->longest_list;
    made->wishes = ARENA_ARRAY(arena, uint32_t, room);
    made->wish_scores = ARENA_ARRAY(arena, uint32_t, room);
    made->scores = ARENA_ARRAY(arena, uint32_t, shape->applicants);
    made->lots = ARENA_ARRAY(arena, uint64_t, shape->applicants);
    made->capacities = ARENA_ARRAY(arena, uint32_t, shape->seats);
    made->enterprises = ARENA_ARRAY(arena, uint32_t, shape->seats);
    made->totals = ARENA_ARRAY(arena, uint32_t, shape->enterprises);
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, shape->applicants);
    for (uint32_t a = 0; a < shape->applicants; a++) {
        order[a] = a;
    }
    instance_shuffle(random, order, shape->applicants);
    bool wide = random_below(random, 2) == 0; /* lots of 64 bits, or small ones */
    for (uint32_t a = 0; a < shape->applicants; a++) {
        made->lots[a] = wide ? ((uint64_t)order[a] << 40) + random_below(random, 1000) : order[a];
    }
    for (uint32_t s = 0; s < shape->seats; s++) {
        made->capacities[s] = shape->largest_capacity == 1 ? 1 : random_below(random, shape->largest_capacity + 1);
        made->enterprises[s] = shape->enterprises == 0 ? 0 : random_below(random, shape->enterprises);
    }
    for (uint32_t e = 0; e < shape->enterprises; e++) {
        made->totals[e] =
            random_below(random, 8) == 0 ? PLACEMENT_NO_TOTAL : random_below(random, shape->largest_total + 1);
    }
    instance_wishes(arena, random, shape, made);
    made->problem = (struct placement_problem){
        .applicant_count = shape->applicants,
        .seat_count = shape->seats,
        .enterprise_count = shape->enterprises,
        .wish_starts = made->starts,
        .wishes = made->wishes,
        .scores = made->scores,
        .wish_scores = shape->own_scores ? made->wish_scores : NULL,
        .lots = made->lots,
        .capacities = made->capacities,
        .enterprises = shape->enterprises == 0 ? NULL : made->enterprises,
        .totals = shape->enterprises == 0 ? NULL : made->totals,
    };
}

static inline uint64_t fault_sum(const struct placement_findings *findings)
{
    uint64_t sum = 0;
    for (int kind = 0; kind < PLACEMENT_FAULT_KINDS; kind++) {
        sum += findings->counts[kind];
    }
    return sum;
}

static inline bool checker_accepts(struct arena *arena, const struct placement_problem *problem, const uint32_t *places)
{
    struct placement_findings findings;
    return !result_failed(placement_check(arena, problem, places, 4, &findings)) && fault_sum(&findings) == 0;
}

#endif
