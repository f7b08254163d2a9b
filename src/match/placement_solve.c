/* The way to an answer: the shape, then the method that fits. */
#include "match/placement_order.h"
#include "match/placement_quotas.h"

static struct result solve_deferred(const struct placement_problem *problem, uint32_t *places, uint64_t *proposals)
{
    struct arena scratch;
    arena_init(&scratch);
    uint32_t *ranks = ARENA_ARRAY(&scratch, uint32_t, problem->applicant_count);
    struct result r = placement_rank_lots(problem, ranks);
    if (!result_failed(r)) {
        (problem->quotas == NULL ? placement_deferred : placement_choose)(problem, ranks, places, proposals);
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
