/* The way to an answer, and serial dictatorship: in the order of the common score everybody takes the best that is left. */
#include "match/placement_order.h"
#include "match/placement_quotas.h"

enum { AHEAD = 12 }; /* how many applicants ahead the memory is asked for; any number gives the same answer */

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

/* Two equal lots stand side by side when their scores are equal too; otherwise they decide nothing. */
static bool lots_decide(const struct placement_problem *problem, const uint32_t *scores, const uint64_t *records)
{
    for (size_t i = 1; i < problem->applicant_count; i++) {
        uint32_t before = (uint32_t)records[i - 1];
        uint32_t here = (uint32_t)records[i];
        if (records[i - 1] >> 32 == records[i] >> 32 && scores[before] == scores[here] &&
            problem->lots[before] == problem->lots[here]) {
            return false;
        }
    }
    return true;
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

static void ask_memory(const struct placement_problem *problem, const uint64_t *records, size_t i,
                       const uint32_t *seats)
{
    size_t count = problem->applicant_count;
    if (i + (size_t)AHEAD * 3 < count) {
        __builtin_prefetch(&problem->wish_starts[(uint32_t)records[i + (size_t)AHEAD * 3]]);
    }
    if (i + (size_t)AHEAD * 2 < count) {
        __builtin_prefetch(&problem->wishes[problem->wish_starts[(uint32_t)records[i + (size_t)AHEAD * 2]]]);
    }
    if (i + AHEAD < count) {
        uint32_t applicant = (uint32_t)records[i + AHEAD];
        if (problem->wish_starts[applicant] < problem->wish_starts[applicant + 1]) {
            __builtin_prefetch(&seats[problem->wishes[problem->wish_starts[applicant]]]);
        }
        __builtin_prefetch(&problem->wish_starts[applicant]);
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

struct result placement_serial(const struct placement_problem *problem, uint32_t *places, uint64_t *proposals)
{
    struct arena arena;
    arena_init(&arena);
    const uint32_t *scores = common_scores(&arena, problem);
    uint64_t *records = ARENA_ARRAY(&arena, uint64_t, problem->applicant_count);
    placement_sort_people(problem, scores, records, ARENA_ARRAY(&arena, uint64_t, problem->applicant_count));
    bool sound = lots_decide(problem, scores, records);
    if (sound && problem->quotas != NULL) {
        placement_serial_quotas(problem, records, places, proposals);
        arena_release(&arena);
        return result_ok();
    }
    uint32_t *seats = copy_numbers(&arena, problem->capacities, problem->seat_count);
    uint32_t *totals =
        problem->totals == NULL ? NULL : copy_numbers(&arena, problem->totals, problem->enterprise_count);
    for (size_t i = 0; sound && i < problem->applicant_count; i++) {
        ask_memory(problem, records, i, seats);
        uint32_t applicant = (uint32_t)records[i];
        places[applicant] = take_best(problem, applicant, seats, totals, proposals);
    }
    arena_release(&arena);
    return sound ? result_ok() : result_invalid("lots", "placement.error.lots_equal");
}

static struct result solve_deferred(const struct placement_problem *problem, uint32_t *places, uint64_t *proposals)
{
    struct arena scratch;
    struct placement_order order;
    arena_init(&scratch);
    struct result r = placement_order_lots(&scratch, problem, &order);
    if (!result_failed(r)) {
        (problem->quotas == NULL ? placement_deferred : placement_choose)(problem, &order, places, proposals);
    }
    arena_release(&scratch);
    return r;
}

static struct result solve_sound(struct arena *arena, const struct placement_problem *problem,
                                 enum placement_method method, struct placement_answer *out)
{
    struct placement_answer answer = {.method = method};
    answer.places = ARENA_ARRAY(arena, uint32_t, problem->applicant_count);
    struct result r = method == PLACEMENT_SERIAL ? placement_serial(problem, answer.places, &answer.proposals)
                                                 : solve_deferred(problem, answer.places, &answer.proposals);
    if (!result_failed(r)) {
        *out = answer;
    }
    return r;
}

static struct result check_all(const struct placement_problem *problem)
{
    struct result r = placement_check_shape(problem);
    return result_failed(r) ? r : placement_check_quotas(problem);
}

/* Reserved places rank the group first in the seat, and so make seats rank unlike each other. */
static bool serial_applies(const struct placement_problem *problem)
{
    return !placement_has_reserves(problem) && placement_is_common(problem);
}

struct result placement_solve_by(struct arena *arena, const struct placement_problem *problem,
                                 enum placement_method method, struct placement_answer *out)
{
    struct result r = check_all(problem);
    if (result_failed(r)) {
        return r;
    }
    if (method == PLACEMENT_SERIAL && !serial_applies(problem)) {
        return result_invalid("method", "placement.error.not_common");
    }
    return solve_sound(arena, problem, method, out);
}

struct result placement_solve(struct arena *arena, const struct placement_problem *problem,
                              struct placement_answer *out)
{
    struct result r = check_all(problem);
    if (result_failed(r)) {
        return r;
    }
    return solve_sound(arena, problem, serial_applies(problem) ? PLACEMENT_SERIAL : PLACEMENT_DEFERRED, out);
}
