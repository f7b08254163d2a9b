/* One common score and no reserved places: in its order everybody takes the best that is left, quotas or not. */
#include "match/placement_quotas.h"

struct left {
    uint32_t *seats, *totals, *quotas; /* how many more */
};

static bool may_take(const struct placement_problem *problem, const struct left *left, uint32_t seat,
                     const struct pair_quotas *quotas)
{
    bool room = left->seats[seat] > 0 && (left->totals == NULL || left->totals[problem->enterprises[seat]] > 0);
    for (uint32_t i = 0; room && i < quotas->count; i++) {
        room = left->quotas[quotas->at_most[i]] > 0;
    }
    return room;
}

static void take(const struct placement_problem *problem, struct left *left, uint32_t seat,
                 const struct pair_quotas *quotas)
{
    left->seats[seat]--;
    if (left->totals != NULL && left->totals[problem->enterprises[seat]] != PLACEMENT_NO_TOTAL) {
        left->totals[problem->enterprises[seat]]--;
    }
    for (uint32_t i = 0; i < quotas->count; i++) {
        left->quotas[quotas->at_most[i]]--;
    }
}

static void init_left(struct arena *arena, const struct placement_problem *problem, struct left *left)
{
    *left = (struct left){.seats = ARENA_ARRAY(arena, uint32_t, problem->seat_count),
                          .quotas = ARENA_ARRAY(arena, uint32_t, problem->quotas->quota_count)};
    for (size_t s = 0; s < problem->seat_count; s++) {
        left->seats[s] = problem->capacities[s];
    }
    left->totals = problem->totals == NULL ? NULL : ARENA_ARRAY(arena, uint32_t, problem->enterprise_count);
    for (size_t e = 0; left->totals != NULL && e < problem->enterprise_count; e++) {
        left->totals[e] = problem->totals[e];
    }
    for (size_t q = 0; q < problem->quotas->quota_count; q++) {
        left->quotas[q] = problem->quotas->list[q].number;
    }
}

void placement_serial_quotas(const struct placement_problem *problem, const uint64_t *records, uint32_t *places,
                             uint64_t *proposals)
{
    struct arena arena;
    struct left left;
    struct quota_index index;
    struct pair_quotas quotas;
    arena_init(&arena);
    init_left(&arena, problem, &left);
    quota_index_init(&arena, problem, &index);
    for (size_t i = 0; i < problem->applicant_count; i++) {
        uint32_t applicant = (uint32_t)records[i];
        uint32_t end = problem->wish_starts[applicant + 1];
        places[applicant] = PLACEMENT_NONE;
        for (uint32_t w = problem->wish_starts[applicant]; w < end && places[applicant] == PLACEMENT_NONE; w++) {
            uint32_t seat = problem->wishes[w];
            quota_index_of_pair(&index, problem, applicant, seat, &quotas);
            ++*proposals;
            if (may_take(problem, &left, seat, &quotas)) {
                take(problem, &left, seat, &quotas);
                places[applicant] = seat;
            }
        }
    }
    arena_release(&arena);
}
