/* Which method, and what all answers have in common. */
#include "match/pairing_view.h"

#include <stdlib.h>

static size_t find_pair(const struct pairing_pair *pairs, size_t count, struct pairing_pair pair)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = pairs[middle].helper != pair.helper ? pairs[middle].helper < pair.helper
                                                          : pairs[middle].helped < pair.helped;
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool there = low < count && pairs[low].helper == pair.helper && pairs[low].helped == pair.helped;
    return there ? low : SIZE_MAX;
}

int64_t pairing_points(const struct pairing_problem *problem, struct pairing_pair pair)
{
    int64_t points = problem->constant;
    if (problem->matrix != NULL) {
        points += problem->matrix[(size_t)pair.helper * problem->counts[1] + pair.helped];
    }
    for (size_t t = 0; t < problem->topic_count; t++) {
        points += (int64_t)problem->strengths[pair.helper * problem->topic_count + t] *
                  problem->needs[pair.helped * problem->topic_count + t];
    }
    size_t at = find_pair(problem->extras, problem->extra_count, pair);
    return points + (at == SIZE_MAX ? 0 : problem->extra_points[at]);
}

bool pairing_is_forbidden(const struct pairing_problem *problem, struct pairing_pair pair)
{
    return find_pair(problem->forbidden, problem->forbidden_count, pair) != SIZE_MAX;
}

struct pairing_pair pairing_pair_of(const struct pairing_view *view, uint32_t row, uint32_t column)
{
    bool turned = view->row_side == PAIRING_HELPED;
    return (struct pairing_pair){turned ? column : row, turned ? row : column};
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pairing_pair *a = left;
    const struct pairing_pair *b = right;
    return a->helper != b->helper ? (a->helper > b->helper) - (a->helper < b->helper)
                                  : (a->helped > b->helped) - (a->helped < b->helped);
}

void pairing_sort_pairs(struct pairing_pair *pairs, size_t count)
{
    qsort(pairs, count, sizeof *pairs, compare_pairs);
}

static struct result solve(struct arena *arena, const struct pairing_problem *problem, enum pairing_method method,
                           int64_t points_most, struct pairing_answer *out, struct pairing_shortage *shortage)
{
    struct pairing_shortage found;
    struct pairing_answer answer = {.method = method};
    if (pairing_has_leasts(problem) && !pairing_find_flow(arena, problem, &found)) {
        if (shortage != NULL) {
            *shortage = found;
        }
        return result_fail(RESULT_CONFLICT, "leasts", "pairing.error.shortage", NULL);
    }
    for (int side = 0; side < 2; side++) {
        answer.prices[side] = ARENA_ARRAY(arena, int64_t, problem->counts[side]);
    }
    if (method == PAIRING_ASSIGNMENT) {
        pairing_assign(arena, problem, points_most, &answer);
    } else {
        pairing_network(arena, problem, points_most, &answer);
    }
    for (size_t i = 0; i < answer.pair_count; i++) {
        answer.points += pairing_points(problem, answer.pairs[i]);
    }
    *out = answer;
    return result_ok();
}

struct result pairing_solve(struct arena *arena, const struct pairing_problem *problem, struct pairing_answer *out,
                            struct pairing_shortage *shortage)
{
    int64_t points_most = 0;
    enum pairing_side side;
    struct result r = pairing_judge_shape(problem, &points_most);
    if (result_failed(r)) {
        return r;
    }
    enum pairing_method method = pairing_assign_applies(problem, &side) ? PAIRING_ASSIGNMENT : PAIRING_NETWORK;
    return solve(arena, problem, method, points_most, out, shortage);
}

struct result pairing_solve_by(struct arena *arena, const struct pairing_problem *problem, enum pairing_method method,
                               struct pairing_answer *out, struct pairing_shortage *shortage)
{
    int64_t points_most = 0;
    enum pairing_side side;
    struct result r = pairing_judge_shape(problem, &points_most);
    if (result_failed(r)) {
        return r;
    }
    if (method == PAIRING_ASSIGNMENT && !pairing_assign_applies(problem, &side)) {
        return result_invalid("method", "pairing.error.method");
    }
    return solve(arena, problem, method, points_most, out, shortage);
}
