/* Why, and what the next best would cost.
 *
 * From the best answer, let the pair be otherwise by force. The best answer under that force differs by one shortest way of
 * passing one unit on: from the helper back to the helped if a pair is taken away, the other way if it is made. Lengths are
 * what each step misses its prices by, never below 0, so Dijkstra's search finds it.
 *
 * Nodes are helpers, helped, and the market last. Steps: helper → helped makes a pair, helped → helper takes one away,
 * market → school: the school has one pair more, school → market: one fewer, on its own side of the count.
 */
#include "match/pairing_view.h"

#include <string.h>

struct passing {
    const struct pairing_problem *problem;
    const struct pairing_view *view;  /* rows are helpers */
    const struct pairing_pair *pairs; /* ascending */
    const int64_t *const *prices;
    struct pairing_pair pair; /* not to be used as a step */
    size_t *row_starts;       /* of pairs, by helper */
    size_t *column_starts;    /* of pairs, by helped */
    uint32_t *column_rows;
    uint32_t *had[2];
    size_t node_count, market;
    int64_t *distances;
    size_t *came_from;
    unsigned char *settled;
    int32_t *room;
};

static void reach(struct passing *passing, size_t node, size_t from, int64_t length)
{
    int64_t distance = passing->distances[from] + length;
    if (!passing->settled[node] && distance < passing->distances[node]) {
        passing->distances[node] = distance;
        passing->came_from[node] = from;
    }
}

static void leave_helper(struct passing *passing, uint32_t helper)
{
    const struct pairing_view *view = passing->view;
    int64_t price = passing->prices[PAIRING_HELPER][helper];
    size_t at = passing->row_starts[helper];
    size_t end = passing->row_starts[helper + 1];
    const int32_t *points = pairing_view_row(view, helper, 0, view->column_count, passing->room);
    for (uint32_t c = 0; c < view->column_count; c++) {
        bool made = at < end && passing->pairs[at].helped == c;
        at += made;
        bool is_it = passing->pair.helper == helper && passing->pair.helped == c;
        if (!made && !is_it && points[c] != PAIRING_FORBIDDEN) {
            reach(passing, view->row_count + c, helper, price + passing->prices[PAIRING_HELPED][c] - points[c]);
        }
    }
    if (passing->had[PAIRING_HELPER][helper] > pairing_least(passing->problem, PAIRING_HELPER, helper)) {
        reach(passing, passing->market, helper, price);
    }
}

static void leave_helped(struct passing *passing, uint32_t helped)
{
    int64_t price = passing->prices[PAIRING_HELPED][helped];
    size_t node = passing->view->row_count + helped;
    for (size_t i = passing->column_starts[helped]; i < passing->column_starts[helped + 1]; i++) {
        struct pairing_pair pair = {passing->column_rows[i], helped};
        if (pair.helper != passing->pair.helper || pair.helped != passing->pair.helped) {
            reach(passing, pair.helper, node,
                  pairing_points(passing->problem, pair) - price - passing->prices[PAIRING_HELPER][pair.helper]);
        }
    }
    if (passing->had[PAIRING_HELPED][helped] < pairing_most(passing->problem, PAIRING_HELPED, helped)) {
        reach(passing, passing->market, node, -price);
    }
}

static void leave_market(struct passing *passing)
{
    for (size_t i = 0; i < passing->problem->counts[PAIRING_HELPER]; i++) {
        if (passing->had[PAIRING_HELPER][i] < pairing_most(passing->problem, PAIRING_HELPER, i)) {
            reach(passing, i, passing->market, -passing->prices[PAIRING_HELPER][i]);
        }
    }
    for (size_t i = 0; i < passing->problem->counts[PAIRING_HELPED]; i++) {
        if (passing->had[PAIRING_HELPED][i] > pairing_least(passing->problem, PAIRING_HELPED, i)) {
            reach(passing, passing->view->row_count + i, passing->market, passing->prices[PAIRING_HELPED][i]);
        }
    }
}

static size_t find_nearest(const struct passing *passing)
{
    size_t nearest = SIZE_MAX;
    int64_t distance = INT64_MAX;
    for (size_t i = 0; i < passing->node_count; i++) {
        if (!passing->settled[i] && passing->distances[i] < distance) {
            distance = passing->distances[i];
            nearest = i;
        }
    }
    return nearest;
}

/* False when there is no way. */
static bool find_way(struct passing *passing, size_t from, size_t to)
{
    for (size_t i = 0; i < passing->node_count; i++) {
        passing->distances[i] = INT64_MAX;
    }
    passing->distances[from] = 0;
    for (;;) {
        size_t node = find_nearest(passing);
        if (node == SIZE_MAX || node == to) {
            return node == to;
        }
        passing->settled[node] = 1;
        if (node == passing->market) {
            leave_market(passing);
        } else if (node < passing->view->row_count) {
            leave_helper(passing, (uint32_t)node);
        } else {
            leave_helped(passing, (uint32_t)(node - passing->view->row_count));
        }
    }
}

static void begin(struct arena *arena, struct passing *passing, size_t pair_count)
{
    const struct pairing_problem *problem = passing->problem;
    passing->market = problem->counts[0] + problem->counts[1];
    passing->node_count = passing->market + 1;
    passing->distances = ARENA_ARRAY(arena, int64_t, passing->node_count);
    passing->came_from = ARENA_ARRAY(arena, size_t, passing->node_count);
    passing->settled = ARENA_ARRAY(arena, unsigned char, passing->node_count);
    passing->room = ARENA_ARRAY(arena, int32_t, problem->counts[1]);
    passing->row_starts = ARENA_ARRAY(arena, size_t, problem->counts[0] + 1);
    passing->column_starts = ARENA_ARRAY(arena, size_t, problem->counts[1] + 2);
    passing->column_rows = ARENA_ARRAY(arena, uint32_t, pair_count);
    for (int side = 0; side < 2; side++) {
        passing->had[side] = ARENA_ARRAY(arena, uint32_t, problem->counts[side]);
    }
    for (size_t i = 0; i < pair_count; i++) {
        passing->had[PAIRING_HELPER][passing->pairs[i].helper]++;
        passing->had[PAIRING_HELPED][passing->pairs[i].helped]++;
    }
    for (size_t i = 0; i < problem->counts[0]; i++) {
        passing->row_starts[i + 1] = passing->row_starts[i] + passing->had[PAIRING_HELPER][i];
    }
    for (size_t i = 0; i < problem->counts[1]; i++) {
        passing->column_starts[i + 2] = passing->column_starts[i + 1] + passing->had[PAIRING_HELPED][i];
    }
    for (size_t i = 0; i < pair_count; i++) { /* one ahead: after this each is where it belongs */
        passing->column_rows[passing->column_starts[passing->pairs[i].helped + 1]++] = passing->pairs[i].helper;
    }
}

static void collect_changes(struct arena *arena, const struct passing *passing, size_t from, size_t to,
                            struct pairing_explanation *out)
{
    size_t rows = passing->view->row_count;
    out->gone = ARENA_ARRAY(arena, struct pairing_pair, passing->node_count);
    out->come = ARENA_ARRAY(arena, struct pairing_pair, passing->node_count);
    *(out->made ? &out->gone[out->gone_count++] : &out->come[out->come_count++]) = passing->pair;
    for (size_t node = to; node != from; node = passing->came_from[node]) {
        size_t before = passing->came_from[node];
        if (node == passing->market || before == passing->market) {
            continue;
        }
        if (before < rows) {
            out->come[out->come_count++] = (struct pairing_pair){(uint32_t)before, (uint32_t)(node - rows)};
        } else {
            out->gone[out->gone_count++] = (struct pairing_pair){(uint32_t)node, (uint32_t)(before - rows)};
        }
    }
    pairing_sort_pairs(out->gone, out->gone_count);
    pairing_sort_pairs(out->come, out->come_count);
}

static bool is_made(const struct passing *passing)
{
    for (size_t i = passing->row_starts[passing->pair.helper]; i < passing->row_starts[passing->pair.helper + 1]; i++) {
        if (passing->pairs[i].helped == passing->pair.helped) {
            return true;
        }
    }
    return false;
}

/* The way back from helper to helped where the pair is taken away, the other way where it is made. */
static void explain_otherwise(struct arena *arena, struct passing *passing, struct pairing_explanation *out)
{
    size_t helper = passing->pair.helper;
    size_t helped = passing->view->row_count + passing->pair.helped;
    size_t from = out->made ? helper : helped;
    size_t to = out->made ? helped : helper;
    out->possible = find_way(passing, from, to);
    if (out->possible) {
        out->cost = passing->distances[to] + (out->made ? out->above : -out->above);
        collect_changes(arena, passing, from, to, out);
    }
}

struct result pairing_explain(struct arena *arena, const struct pairing_problem *problem,
                              const struct pairing_claim *claim, struct pairing_pair pair,
                              struct pairing_explanation *out)
{
    int64_t points_most = 0;
    struct pairing_view view;
    struct result r = pairing_judge_shape(problem, &points_most);
    if (result_failed(r)) {
        return r;
    }
    if (pair.helper >= problem->counts[0] || pair.helped >= problem->counts[1]) {
        return result_invalid("pair", "pairing.error.shape");
    }
    struct pairing_pair *sorted = ARENA_ARRAY(arena, struct pairing_pair, claim->pair_count);
    if (claim->pair_count > 0) {
        (void)memcpy(sorted, claim->pairs, claim->pair_count * sizeof *sorted);
    }
    pairing_sort_pairs(sorted, claim->pair_count);
    pairing_view_init(arena, problem, PAIRING_HELPER, points_most, &view);
    struct passing passing = {
        .problem = problem, .view = &view, .pairs = sorted, .prices = claim->prices, .pair = pair};
    begin(arena, &passing, claim->pair_count);
    struct pairing_explanation answer = {.points = pairing_points(problem, pair),
                                         .made = is_made(&passing),
                                         .forbidden = pairing_is_forbidden(problem, pair),
                                         .prices = {claim->prices[0][pair.helper], claim->prices[1][pair.helped]}};
    answer.above = answer.points - answer.prices[0] - answer.prices[1];
    explain_otherwise(arena, &passing, &answer);
    *out = answer;
    return result_ok();
}
