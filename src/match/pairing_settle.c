/* Prices for people.
 *
 * The network simplex makes pairs that are due worth a bonus so large that nothing else counts. A price is then a × bonus +
 * b with a of -1, 0 or 1, and it proves the answer for every larger bonus. Each condition of the proof is linear in the
 * bonus, so the smallest bonus for which all hold is found by looking at every pair once.
 */
#include "match/pairing_view.h"

#include "base/check.h"

struct settling {
    const struct pairing_problem *problem;
    const struct pairing_view *view; /* rows are helpers */
    int64_t *base[2];
    signed char *times[2];
    int64_t bonus;
};

/* times × bonus + base >= 0 must hold; times above 0, or the base not below it. */
static void need_at_least(struct settling *settling, int64_t times, int64_t base)
{
    if (times > 0 && base < 0) {
        settling->bonus = pairing_larger(settling->bonus, (-base + times - 1) / times);
    }
}

static void split(const struct pairing_problem *problem, struct settling *settling, const struct pairing_answer *answer,
                  int64_t bonus, bool *any)
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < problem->counts[side]; i++) {
            int64_t price = answer->prices[side][i];
            bool closed = pairing_most(problem, side, i) == 0;
            int times = closed ? 0 : price > bonus / 2 ? 1 : price < -(bonus / 2) ? -1 : 0;
            settling->times[side][i] = (signed char)times;
            settling->base[side][i] = price - times * bonus;
            *any = *any || times != 0;
        }
    }
}

/* The sign of a price: not above 0 where there is room, not below 0 where there is more than the least. */
static void need_signs(struct settling *settling, enum pairing_side side, const uint32_t *had)
{
    for (size_t i = 0; i < settling->problem->counts[side]; i++) {
        int64_t times = (int)settling->times[side][i];
        int64_t base = settling->base[side][i];
        if (had[i] < pairing_most(settling->problem, side, i)) {
            need_at_least(settling, -times, -base);
        }
        if (had[i] > pairing_least(settling->problem, side, i)) {
            need_at_least(settling, times, base);
        }
    }
}

static void need_row(struct settling *settling, uint32_t row, const int32_t *points, const struct pairing_pair *made,
                     size_t made_count)
{
    size_t at = 0;
    if (pairing_most(settling->problem, PAIRING_HELPER, row) == 0) {
        return;
    }
    for (uint32_t c = 0; c < settling->view->column_count; c++) {
        bool is_made = at < made_count && made[at].helped == c;
        at += is_made;
        if (points[c] == PAIRING_FORBIDDEN || pairing_most(settling->problem, PAIRING_HELPED, c) == 0) {
            continue;
        }
        int64_t times = settling->times[PAIRING_HELPER][row] + settling->times[PAIRING_HELPED][c];
        int64_t over = settling->base[PAIRING_HELPER][row] + settling->base[PAIRING_HELPED][c] - points[c];
        if (is_made) {
            need_at_least(settling, -times, -over);
        } else {
            need_at_least(settling, times, over);
        }
    }
}

/* A school without places is paid at least what its best pair would bring, so that no pair is missed. */
static void price_closed(const struct pairing_view *view, const struct pairing_problem *problem,
                         struct pairing_answer *answer, int32_t *room)
{
    int64_t *helpers = answer->prices[PAIRING_HELPER];
    int64_t *helped = answer->prices[PAIRING_HELPED];
    bool any = false;
    for (size_t c = 0; c < view->column_count; c++) {
        bool closed = pairing_most(problem, PAIRING_HELPED, c) == 0;
        any = any || closed;
        helped[c] = closed ? 0 : helped[c];
    }
    for (size_t r = 0; r < view->row_count; r++) {
        bool closed = pairing_most(problem, PAIRING_HELPER, r) == 0;
        const int32_t *points = closed || any ? pairing_view_row(view, r, 0, view->column_count, room) : NULL;
        helpers[r] = closed ? 0 : helpers[r];
        for (size_t c = 0; closed && c < view->column_count; c++) {
            int64_t above = points[c] - helped[c];
            helpers[r] = points[c] == PAIRING_FORBIDDEN ? helpers[r] : pairing_larger(helpers[r], above);
        }
        for (size_t c = 0; any && c < view->column_count; c++) {
            if (pairing_most(problem, PAIRING_HELPED, c) == 0 && points[c] != PAIRING_FORBIDDEN) {
                helped[c] = pairing_larger(helped[c], points[c] - helpers[r]);
            }
        }
    }
}

static void count_had(const struct pairing_answer *answer, uint32_t *had[2])
{
    for (size_t i = 0; i < answer->pair_count; i++) {
        had[PAIRING_HELPER][answer->pairs[i].helper]++;
        had[PAIRING_HELPED][answer->pairs[i].helped]++;
    }
}

static void shrink_bonus(struct arena *arena, struct settling *settling, struct pairing_answer *answer, int32_t *room)
{
    const struct pairing_view *view = settling->view;
    uint32_t *had[2];
    size_t at = 0;
    for (int side = 0; side < 2; side++) {
        had[side] = ARENA_ARRAY(arena, uint32_t, settling->problem->counts[side]);
    }
    count_had(answer, had);
    need_signs(settling, PAIRING_HELPER, had[PAIRING_HELPER]);
    need_signs(settling, PAIRING_HELPED, had[PAIRING_HELPED]);
    for (uint32_t r = 0; r < view->row_count; r++) {
        need_row(settling, r, pairing_view_row(view, r, 0, view->column_count, room), answer->pairs + at,
                 had[PAIRING_HELPER][r]);
        at += had[PAIRING_HELPER][r];
    }
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < settling->problem->counts[side]; i++) {
            answer->prices[side][i] = settling->base[side][i] + settling->times[side][i] * settling->bonus;
        }
    }
}

void pairing_settle_prices(struct arena *arena, const struct pairing_problem *problem, const struct pairing_view *view,
                           int64_t bonus, struct pairing_answer *answer)
{
    struct settling settling = {.problem = problem, .view = view};
    bool any = false;
    CHECK(view->row_side == PAIRING_HELPER);
    int32_t *room = ARENA_ARRAY(arena, int32_t, view->column_count);
    for (int side = 0; side < 2; side++) {
        settling.base[side] = ARENA_ARRAY(arena, int64_t, problem->counts[side]);
        settling.times[side] = ARENA_ARRAY(arena, signed char, problem->counts[side]);
    }
    split(problem, &settling, answer, bonus, &any);
    if (any) {
        shrink_bonus(arena, &settling, answer, room);
    }
    price_closed(view, problem, answer, room);
}
