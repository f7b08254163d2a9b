/* What the benches of stable placement share: the yardstick R, a plain deferred acceptance, and a city made by chance.
 * Both lie in plain memory (calloc), as a caller's arrays would. */
#ifndef BENCH_PLACEMENT_CITY_H
#define BENCH_PLACEMENT_CITY_H

#include "base/check.h"
#include "base/random.h"
#include "match/placement.h"

#include <math.h>
#include <stdlib.h>

enum { WISHES = 10, SEATS_EACH = 20 };

static void *city_array(size_t count, size_t size)
{
    void *array = calloc(count + 1, size);
    CHECK(array != NULL);
    return array;
}

/* --- the yardstick -------------------------------------------------------------------------------------------------- */

struct held {
    uint64_t lot;
    uint32_t score, applicant;
};

static bool is_worse(const struct held *left, const struct held *right)
{
    return left->score != right->score ? left->score < right->score : left->lot > right->lot;
}

static void plain_up(struct held *heap, uint32_t at)
{
    while (at > 0 && is_worse(&heap[at], &heap[(at - 1) / 2])) {
        struct held kept = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = kept;
        at = (at - 1) / 2;
    }
}

static void plain_down(struct held *heap, uint32_t count)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t worst = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            worst = is_worse(&heap[child], &heap[worst]) ? child : worst;
        }
        if (worst == at) {
            return;
        }
        struct held kept = heap[at];
        heap[at] = heap[worst];
        heap[worst] = kept;
        at = worst;
    }
}

/* One applicant after another; whoever is sent away goes on at once. */
static void solve_plain(const struct placement_problem *problem, uint32_t *places)
{
    uint32_t *next = city_array(problem->applicant_count, sizeof *next);
    uint32_t *counts = city_array(problem->seat_count, sizeof *counts);
    size_t *starts = city_array(problem->seat_count + 1, sizeof *starts);
    for (size_t s = 0; s < problem->seat_count; s++) {
        starts[s + 1] = starts[s] + problem->capacities[s];
    }
    struct held *heaps = city_array(starts[problem->seat_count], sizeof *heaps);
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        next[a] = problem->wish_starts[a];
        places[a] = PLACEMENT_NONE;
    }
    for (uint32_t fresh = 0; fresh < problem->applicant_count; fresh++) {
        uint32_t asking = fresh;
        while (asking != PLACEMENT_NONE && next[asking] < problem->wish_starts[asking + 1]) {
            uint32_t wish = next[asking]++;
            uint32_t seat = problem->wishes[wish];
            struct held *heap = heaps + starts[seat];
            struct held new = {problem->lots[asking],
                               problem->wish_scores == NULL ? problem->scores[asking] : problem->wish_scores[wish],
                               asking};
            if (counts[seat] < problem->capacities[seat]) {
                heap[counts[seat]] = new;
                plain_up(heap, counts[seat]++);
                places[asking] = seat;
                asking = PLACEMENT_NONE;
            } else if (is_worse(&heap[0], &new)) {
                uint32_t gone = heap[0].applicant;
                places[gone] = PLACEMENT_NONE;
                places[asking] = seat;
                heap[0] = new;
                plain_down(heap, counts[seat]);
                asking = gone;
            }
        }
    }
    free(next);
    free(counts);
    free(starts);
    free(heaps);
}

/* --- the city ------------------------------------------------------------------------------------------------------- */

/* Squared, so that the first seats are wished for more often. */
static uint32_t popular_seat(struct random *random, uint32_t seats)
{
    double x = (double)(random_next(random) >> 11) / 9007199254740992.0;
    return (uint32_t)(pow(x, 1.5) * seats);
}

static bool occurs(const uint32_t *list, uint32_t length, uint32_t seat)
{
    for (uint32_t i = 0; i < length; i++) {
        if (list[i] == seat) {
            return true;
        }
    }
    return false;
}

static struct placement_problem make_city(uint32_t people)
{
    struct random random;
    random_init(&random, people);
    uint32_t seats = people * 9 / 10 / SEATS_EACH;
    uint32_t firms = seats / 5 + 1;
    uint32_t *starts = city_array(people + 1, sizeof *starts);
    uint32_t *wishes = city_array((size_t)people * WISHES, sizeof *wishes);
    uint32_t *wish_scores = city_array((size_t)people * WISHES, sizeof *wish_scores);
    uint32_t *scores = city_array(people, sizeof *scores);
    uint64_t *lots = city_array(people, sizeof *lots);
    uint32_t *capacities = city_array(seats, sizeof *capacities);
    uint32_t *enterprises = city_array(seats, sizeof *enterprises);
    uint32_t *totals = city_array(firms, sizeof *totals);
    for (uint32_t s = 0; s < seats; s++) {
        capacities[s] = 1 + random_below(&random, 2 * SEATS_EACH - 1);
        enterprises[s] = random_below(&random, firms);
        totals[enterprises[s]] += capacities[s];
    }
    for (uint32_t e = 0; e < firms; e++) {
        totals[e] = totals[e] * 19 / 20;
    }
    for (uint32_t a = 0; a < people; a++) {
        starts[a + 1] = starts[a] + WISHES;
        scores[a] = random_below(&random, 600);
        lots[a] = random_next(&random);
        for (uint32_t i = 0; i < WISHES; i++) {
            uint32_t *list = wishes + starts[a];
            do {
                list[i] = popular_seat(&random, seats);
            } while (occurs(list, i, list[i]));
            wish_scores[starts[a] + i] = random_below(&random, 600);
        }
    }
    return (struct placement_problem){people,      seats, firms,      starts,      wishes, scores,
                                      wish_scores, lots,  capacities, enterprises, totals, NULL};
}

static void free_city(struct placement_problem *city)
{
    const void *const parts[] = {city->wish_starts, city->wishes,     city->wish_scores, city->scores,
                                 city->lots,        city->capacities, city->enterprises, city->totals};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        free((void *)(uintptr_t)parts[i]);
    }
}

#endif
