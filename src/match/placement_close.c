/* Minimum class sizes: close the class that lacks most people, solve again. */
#include "match/placement.h"

bool placement_is_short(uint32_t held, uint32_t minimum)
{
    return held > 0 && held < minimum;
}

/* PLACEMENT_NONE when no seat is short. */
static uint32_t find_worst(const struct placement_problem *problem, const uint32_t *minima, const uint32_t *turns,
                           const uint32_t *places, uint32_t *held)
{
    uint32_t worst = PLACEMENT_NONE;
    uint32_t lacking = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        held[s] = 0;
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        if (places[a] != PLACEMENT_NONE) {
            held[places[a]]++;
        }
    }
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        if (!placement_is_short(held[s], minima[s])) {
            continue;
        }
        uint32_t here = minima[s] - held[s];
        if (worst == PLACEMENT_NONE || here > lacking || (here == lacking && turns[s] < turns[worst])) {
            worst = s;
            lacking = here;
        }
    }
    return worst;
}

struct result placement_solve_closing(struct arena *arena, const struct placement_problem *problem,
                                      const uint32_t *minima, const uint32_t *turns, struct placement_answer *out,
                                      uint32_t **closed, size_t *closed_count)
{
    struct arena scratch, round;
    arena_init(&scratch);
    arena_init(&round);
    struct placement_problem open = *problem;
    uint32_t *capacities = ARENA_ARRAY(&scratch, uint32_t, problem->seat_count);
    uint32_t *held = ARENA_ARRAY(&scratch, uint32_t, problem->seat_count);
    uint32_t *list = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    size_t count = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        capacities[s] = problem->capacities[s];
    }
    open.capacities = capacities;
    struct placement_answer answer;
    struct result r = placement_solve(&round, &open, &answer);
    while (!result_failed(r)) {
        uint32_t worst = find_worst(&open, minima, turns, answer.places, held);
        if (worst == PLACEMENT_NONE) {
            break;
        }
        capacities[worst] = 0;
        list[count++] = worst;
        arena_reset(&round);
        r = placement_solve(&round, &open, &answer);
    }
    if (!result_failed(r)) {
        uint32_t *places = ARENA_ARRAY(arena, uint32_t, problem->applicant_count);
        for (size_t a = 0; a < problem->applicant_count; a++) {
            places[a] = answer.places[a];
        }
        answer.places = places;
        *out = answer;
        *closed = list;
        *closed_count = count;
    }
    arena_release(&round);
    arena_release(&scratch);
    return r;
}
