/* At most one pair each: rows bid for columns.
 *
 * Let n rows have a pair each, n not above the number of columns. A column's price only ever rises. A row wants the column
 * that is worth most above its price. Three stages, each starting from the prices of the one before:
 *   1. Bids: a row without a column takes the one it wants and raises its price until the row's second choice would be as
 *      good; whoever had it bids next. Twice round, with a limit (augmenting row reduction, Jonker & Volgenant 1987).
 *   2. From each row still without a column the shortest path over reduced costs to a free column (Dijkstra 1959); the
 *      rows on it exchange columns, the prices on the way rise so that every row still has what it wants most. This stage
 *      alone makes the answer exact; the others make it quick.
 *   3. Where bids leave many rows waiting, or paths get long (rows that all want the same, as with products of levels), the
 *      auction (Bertsekas 1979) goes before: bids go beyond the second choice by a step, again with smaller and smaller
 *      steps; then 1 and 2. Only with as many columns as rows, for then every column has a row at the end and no price
 *      can be too high.
 *
 * Since prices only rise, what a column is worth to a row only falls. So each row keeps the LIST_SIZE columns that were
 * worth most to it when it last looked at all, and what the next one was worth then: as long as the best of the list
 * is above that, it is the best of all. A whole row is looked at only when its list is used up, in all stages.
 *
 * Where nobody has a least, points below 0 and forbidden pairs count as 0, which is what no pair is worth, and are left
 * out of the answer.
 */
#include "match/pairing_assignment.h"

#include "base/check.h"

#include <string.h>

/* --- bidding ------------------------------------------------------------------------------------------------------ */

static void let_wait(struct assignment *at, uint32_t row)
{
    at->columns[row] = PAIRING_NONE;
    at->waiting[at->waiting_count++] = row;
}

/* The row gets the column; whoever had it, or PAIRING_NONE. */
uint32_t assignment_take_column(struct assignment *at, uint32_t row, uint32_t column)
{
    uint32_t before = at->owners[column];
    at->owners[column] = row;
    at->columns[row] = column;
    return before;
}

/* Rows whose column is not within `step` of what they want give it up. */
static void give_up_bad_columns(struct assignment *at, int64_t step)
{
    at->waiting_count = 0;
    for (uint32_t row = (uint32_t)at->view.row_count; row-- > 0;) {
        uint32_t column = at->columns[row];
        if (column == PAIRING_NONE) {
            let_wait(at, row);
            continue;
        }
        int64_t wanted = assignment_find_wish(at, row).gain;
        if (assignment_points_of(at, row, column) - at->prices[column] < wanted - step) {
            at->owners[column] = PAIRING_NONE;
            let_wait(at, row);
        }
    }
}

static void run_auction(struct assignment *at, int64_t step)
{
    give_up_bad_columns(at, step);
    while (at->waiting_count > 0) {
        uint32_t row = at->waiting[--at->waiting_count];
        struct wish wish = assignment_find_wish(at, row);
        at->prices[wish.column] += wish.gain - wish.second_gain + step;
        uint32_t before = assignment_take_column(at, row, wish.column);
        if (before != PAIRING_NONE) {
            let_wait(at, before);
        }
        at->steps++;
    }
}

/* Bids without a step, once round: a row that is pushed out bids at once if the price rose, else in the next round. Stops
 * after `most` bids, for where rows contend for few columns prices may creep. */
static void bid_once_round(struct assignment *at, size_t most)
{
    size_t count = at->waiting_count;
    size_t next = 0;
    uint32_t row = PAIRING_NONE;
    at->waiting_count = 0;
    for (; most > 0 && (row != PAIRING_NONE || next < count); most--) {
        row = row != PAIRING_NONE ? row : at->waiting[next++];
        struct wish wish = assignment_find_wish(at, row);
        bool rises = wish.gain > wish.second_gain;
        at->prices[wish.column] += wish.gain - wish.second_gain;
        uint32_t column = rises || at->owners[wish.column] == PAIRING_NONE ? wish.column : wish.second;
        uint32_t before = assignment_take_column(at, row, column);
        row = PAIRING_NONE;
        at->steps++;
        if (before != PAIRING_NONE && rises) {
            at->columns[before] = PAIRING_NONE;
            row = before;
        } else if (before != PAIRING_NONE) {
            let_wait(at, before);
        }
    }
    if (row != PAIRING_NONE) {
        let_wait(at, row);
    }
    while (next < count) {
        at->waiting[at->waiting_count++] = at->waiting[next++];
    }
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool all_are(const uint32_t *numbers, size_t count, uint32_t wanted, uint32_t otherwise)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers != NULL && numbers[i] != wanted) {
            return false;
        }
    }
    return numbers != NULL || otherwise == wanted;
}

bool pairing_assign_applies(const struct pairing_problem *problem, enum pairing_side *row_side)
{
    const size_t *counts = problem->counts;
    bool none[2], every[2];
    for (int side = 0; side < 2; side++) {
        if (!all_are(problem->mosts[side], counts[side], 1, 1)) {
            return false;
        }
        none[side] = all_are(problem->leasts[side], counts[side], 0, 0);
        every[side] = all_are(problem->leasts[side], counts[side], 1, 0);
    }
    if (none[0] && none[1]) {
        *row_side = counts[0] <= counts[1] ? PAIRING_HELPER : PAIRING_HELPED;
        return true;
    }
    for (int side = 0; side < 2 && problem->forbidden_count == 0; side++) {
        if (every[side] && (counts[side] == counts[!side] || (none[!side] && counts[side] < counts[!side]))) {
            *row_side = side;
            return true;
        }
    }
    return false;
}

static void make_room(struct arena *arena, struct assignment *at)
{
    size_t rows = at->view.row_count;
    size_t columns = at->view.column_count;
    at->arena = arena;
    at->list_size = columns < LIST_SIZE ? (uint32_t)columns : LIST_SIZE;
    at->prices = ARENA_ARRAY(arena, int64_t, columns);
    at->owners = ARENA_ARRAY(arena, uint32_t, columns);
    at->columns = ARENA_ARRAY(arena, uint32_t, rows);
    at->lists = ARENA_ARRAY(arena, struct candidate, rows * LIST_SIZE);
    at->bounds = ARENA_ARRAY(arena, int64_t, rows);
    at->room = ARENA_ARRAY(arena, int32_t, columns);
    at->waiting = ARENA_ARRAY(arena, uint32_t, rows);
    at->distances = ARENA_ARRAY(arena, int64_t, columns);
    at->came_from = ARENA_ARRAY(arena, uint32_t, columns);
    at->stamps = ARENA_ARRAY(arena, uint32_t, columns);
    at->settled = ARENA_ARRAY(arena, unsigned char, columns);
    at->reached = ARENA_ARRAY(arena, uint32_t, columns);
    at->heap_room = 1024;
    at->heap = ARENA_ARRAY(arena, struct heap_entry, at->heap_room);
    (void)memset(at->owners, 0xff, columns * sizeof *at->owners);
    (void)memset(at->columns, 0xff, rows * sizeof *at->columns);
}

/* With as many rows as columns all prices may move together against the rows: then the lowest of the side that must not be
 * below 0 becomes 0. */
static void level_prices(const struct assignment *at, int64_t *row_prices, int64_t *column_prices)
{
    size_t count = at->view.row_count;
    if (count != at->view.column_count) {
        return;
    }
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        int64_t price = at->optional ? row_prices[i] : column_prices[i];
        least = price < least ? price : least;
    }
    int64_t down = at->optional ? -least : least;
    for (size_t i = 0; i < count; i++) {
        row_prices[i] += down;
        column_prices[i] -= down;
    }
}

static void fill_answer(struct assignment *at, struct pairing_answer *out)
{
    int64_t *row_prices = out->prices[at->view.row_side];
    int64_t *column_prices = out->prices[!at->view.row_side];
    out->pairs = ARENA_ARRAY(at->arena, struct pairing_pair, at->view.row_count);
    out->steps = at->steps;
    for (uint32_t row = 0; row < at->view.row_count; row++) {
        int32_t room;
        uint32_t column = at->columns[row];
        int32_t points = *pairing_view_row(&at->view, row, column, (size_t)column + 1, &room);
        bool made = !at->optional || points >= 0;
        row_prices[row] = (made ? points : 0) - at->prices[column];
        if (made) {
            out->pairs[out->pair_count++] = pairing_pair_of(&at->view, row, column);
        }
    }
    for (size_t c = 0; c < at->view.column_count; c++) {
        column_prices[c] = at->prices[c];
    }
    level_prices(at, row_prices, column_prices);
    pairing_sort_pairs(out->pairs, out->pair_count);
}

/* Bids, then paths. False when bids left too many rows waiting, or the search took `most_steps`, unless that is UINT64_MAX. */
static bool finish(struct assignment *at, uint64_t most_steps)
{
    enum { ROUNDS = 2, BIDS_EACH = 8, WAITING_PART = 16 };
    give_up_bad_columns(at, 0);
    for (int round = 0; round < ROUNDS; round++) {
        bid_once_round(at, BIDS_EACH * at->view.row_count);
    }
    if (most_steps != UINT64_MAX && at->waiting_count > at->view.row_count / WAITING_PART) {
        return false;
    }
    uint64_t before = at->steps;
    while (at->waiting_count > 0 && at->steps - before < most_steps) {
        assignment_find_path(at, at->waiting[--at->waiting_count]);
    }
    return at->waiting_count == 0;
}

/* First without the auction: where points differ by chance, bids and a few paths are enough. */
static void assign_all(struct assignment *at)
{
    enum { PATHS_EACH = 30, COARSEST = 16, FINER = 5 };
    bool square = at->view.row_count == at->view.column_count;
    for (uint32_t row = 0; row < at->view.row_count; row++) {
        assignment_make_list(at, row);
    }
    if (finish(at, square ? PATHS_EACH * at->view.row_count : UINT64_MAX)) {
        return;
    }
    for (int64_t step = at->view.points_most / COARSEST; step > 0; step /= FINER) {
        run_auction(at, step);
    }
    bool finished = finish(at, UINT64_MAX);
    CHECK(finished);
}

void pairing_assign(struct arena *arena, const struct pairing_problem *problem, int64_t points_most,
                    struct pairing_answer *out)
{
    struct assignment at = {.optional = !pairing_has_leasts(problem)};
    enum pairing_side side = PAIRING_HELPER;
    CHECK(pairing_assign_applies(problem, &side));
    pairing_view_init(arena, problem, side, points_most, &at.view);
    make_room(arena, &at);
    assign_all(&at);
    fill_answer(&at, out);
}
