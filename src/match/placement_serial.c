/* Serial dictatorship: in the order of the common score everybody takes the best that is left.
 *
 * The order jumps about among the lists, so nearly all of the time is waiting for memory. What an applicant needs is
 * therefore asked for beforehand, in three steps: where the list starts and where the place is written; the list, which
 * lies across two lines of memory as often as not; the seat wished for most.
 */
#include "match/placement_order.h"
#include "match/placement_quotas.h"

enum { AHEAD = 12, AHEAD_LISTS = 48, AHEAD_STARTS = 80 }; /* applicants; any numbers give the same answer */
enum { LATER_WISHES = 8 };                                /* half a line of memory on */

/* One score for each applicant: that of the first wish where they stand beside the wishes. */
static const uint32_t *common_scores(struct arena *arena, const struct placement_problem *problem)
{
    if (problem->wish_scores == NULL) {
        return problem->scores;
    }
    uint32_t *scores = ARENA_ARRAY(arena, uint32_t, problem->applicant_count);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        uint32_t first = problem->wish_starts[a];
        scores[a] = first < problem->wish_starts[a + 1] ? problem->wish_scores[first] : 0;
    }
    return scores;
}

static uint32_t take_best(const struct placement_problem *problem, uint32_t applicant, uint32_t *seats,
                          uint32_t *totals, uint64_t *proposals)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        uint32_t seat = problem->wishes[w];
        ++*proposals;
        if (seats[seat] == 0) {
            continue;
        }
        uint32_t *total = totals == NULL ? NULL : &totals[problem->enterprises[seat]];
        if (total != NULL && *total == 0) {
            continue;
        }
        seats[seat]--;
        if (total != NULL && *total != PLACEMENT_NO_TOTAL) {
            --*total;
        }
        return seat;
    }
    return PLACEMENT_NONE;
}

/* Always inline: gcc takes a function that only asks for memory for one without effect, and leaves its calls out. */
__attribute__((always_inline)) static inline void ask_memory(const struct placement_problem *problem,
                                                             const uint64_t *records, size_t i, const uint32_t *seats,
                                                             const uint32_t *places)
{
    const uint32_t *starts = problem->wish_starts;
    if (i + AHEAD_STARTS >= problem->applicant_count) { /* the last few wait */
        return;
    }
    uint32_t last = (uint32_t)records[i + AHEAD_STARTS];
    __builtin_prefetch(&starts[last]);
    __builtin_prefetch(&places[last], 1);
    const uint32_t *list = problem->wishes + starts[(uint32_t)records[i + AHEAD_LISTS]];
    __builtin_prefetch(list);
    __builtin_prefetch(list + LATER_WISHES);
    uint32_t next = (uint32_t)records[i + AHEAD];
    if (starts[next] < starts[next + 1]) {
        __builtin_prefetch(&seats[problem->wishes[starts[next]]]);
    }
}

static uint32_t *copy_numbers(struct arena *arena, const uint32_t *numbers, size_t count)
{
    uint32_t *copy = ARENA_ARRAY(arena, uint32_t, count);
    if (count > 0) {
        memcpy(copy, numbers, count * sizeof *copy);
    }
    return copy;
}

static void take_in_turn(struct arena *arena, const struct placement_problem *problem, const uint64_t *records,
                         uint32_t *places, uint64_t *proposals)
{
    uint32_t *seats = copy_numbers(arena, problem->capacities, problem->seat_count);
    uint32_t *totals = problem->totals == NULL ? NULL : copy_numbers(arena, problem->totals, problem->enterprise_count);
    for (size_t i = 0; i < problem->applicant_count; i++) {
        ask_memory(problem, records, i, seats, places);
        uint32_t applicant = (uint32_t)records[i];
        places[applicant] = take_best(problem, applicant, seats, totals, proposals);
    }
}

struct result placement_serial(const struct placement_problem *problem, uint32_t *places, uint64_t *proposals)
{
    struct arena arena;
    arena_init(&arena);
    uint64_t *records = ARENA_ARRAY(&arena, uint64_t, problem->applicant_count);
    bool distinct = placement_sort_people(problem, common_scores(&arena, problem), records);
    if (distinct && problem->quotas != NULL) {
        placement_serial_quotas(problem, records, places, proposals);
    } else if (distinct) {
        take_in_turn(&arena, problem, records, places, proposals);
    }
    arena_release(&arena);
    return distinct ? result_ok() : result_invalid("lots", "placement.error.lots_equal");
}
