/* At most one pair each: rows bid for columns.
 *
 * Let n rows have a pair each, n not above the number of columns. A column's price only ever rises. A row wants the column
 * that is worth most above its price. Three stages, each starting from the prices of the one before:
 *   1. Auction (Bertsekas 1979): a row without a column takes the one it wants and raises its price until the row's second
 *      choice would be as good, and `step` beyond. Again with smaller and smaller steps. Only where there are as many
 *      columns as rows, for then every column has a row at the end and no price can be too high.
 *   2. The same with a step of nothing, twice over (augmenting row reduction, Jonker & Volgenant 1987).
 *   3. From each row still without a column the shortest path over reduced costs to a free column (Dijkstra 1959); the
 *      rows on it exchange columns, the prices on the way rise so that every row still has what it wants most. This stage
 *      alone makes the answer exact; the others make it quick.
 *
 * Since prices only rise, what a column is worth to a row only falls. So each row keeps the LIST_SIZE columns that were
 * worth most to it when it last looked at all, and what the next one was worth then: as long as the best of the list
 * is above that, it is the best of all. A whole row is looked at only when its list is used up, in all stages.
 *
 * Where nobody has a least, points below 0 and forbidden pairs count as 0, which is what no pair is worth, and are left
 * out of the answer.
 */
#include "match/pairing_view.h"

#include "base/check.h"

#include <string.h>

enum { LIST_SIZE = 32 };

struct candidate {
    int32_t points;
    uint32_t column;
};

struct heap_entry {
    int64_t key;
    uint32_t number; /* a column; or column_count + row: look at all of this row */
};

struct assignment {
    struct arena *arena;
    struct pairing_view view;
    bool optional; /* nobody has a least */
    int64_t *prices;                /* of columns */
    uint32_t *owners;               /* of columns: rows */
    uint32_t *columns;              /* of rows */
    struct candidate *lists;        /* LIST_SIZE a row */
    int64_t *bounds;                /* of rows: nothing outside of the list is worth more */
    uint32_t list_size;
    int32_t *room;
    uint32_t *waiting;              /* rows without a column */
    size_t waiting_count;
    /* of one search */
    int64_t *distances;
    uint32_t *came_from; /* of columns: rows */
    uint32_t *stamps, stamp;
    unsigned char *settled; /* 1 within the search */
    uint32_t *reached;
    size_t reached_count;
    struct heap_entry *heap;
    size_t heap_count, heap_room;
    uint64_t steps;
};

/* --- lists -------------------------------------------------------------------------------------------------------- */

PAIRING_WIDE static void keep_above_zero(int32_t *room, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        room[j] = room[j] > 0 ? room[j] : 0;
    }
}

static const int32_t *read_row(struct assignment *at, uint32_t row)
{
    const int32_t *points = pairing_view_row(&at->view, row, 0, at->view.column_count, at->room);
    if (!at->optional) {
        return points;
    }
    if (points != at->room) {
        (void)memcpy(at->room, points, at->view.column_count * sizeof *points);
    }
    keep_above_zero(at->room, at->view.column_count);
    return at->room;
}

static void sift_down(int64_t *gains, struct candidate *list, uint32_t count)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            least = gains[child] < gains[least] ? child : least;
        }
        if (least == at) {
            return;
        }
        int64_t gain = gains[at];
        struct candidate candidate = list[at];
        gains[at] = gains[least];
        list[at] = list[least];
        gains[least] = gain;
        list[least] = candidate;
        at = least;
    }
}

static void sort_list(int64_t *gains, struct candidate *list, uint32_t count)
{
    for (uint32_t end = count; end > 1; end--) { /* the least to the end */
        int64_t gain = gains[0];
        struct candidate candidate = list[0];
        gains[0] = gains[end - 1];
        list[0] = list[end - 1];
        gains[end - 1] = gain;
        list[end - 1] = candidate;
        sift_down(gains, list, end - 1);
    }
}

/* Looks at a whole row. */
static void make_list(struct assignment *at, uint32_t row)
{
    const int32_t *points = read_row(at, row);
    const int64_t *prices = at->prices;
    struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    int64_t gains[LIST_SIZE];
    uint32_t size = at->list_size;
    uint32_t count = 0;
    size_t columns = at->view.column_count;
    for (uint32_t j = 0; j < size; j++) { /* upside down into a heap whose top is the least */
        uint32_t place = count++;
        gains[place] = points[j] - prices[j];
        list[place] = (struct candidate){points[j], j};
        while (place > 0 && gains[place] < gains[(place - 1) / 2]) {
            uint32_t above = (place - 1) / 2;
            int64_t gain = gains[place];
            struct candidate candidate = list[place];
            gains[place] = gains[above];
            list[place] = list[above];
            gains[above] = gain;
            list[above] = candidate;
            place = above;
        }
    }
    for (size_t j = size; j < columns; j++) {
        int64_t gain = points[j] - prices[j];
        if (gain > gains[0]) {
            gains[0] = gain;
            list[0] = (struct candidate){points[j], (uint32_t)j};
            sift_down(gains, list, size);
        }
    }
    at->bounds[row] = columns > size ? gains[0] : INT64_MIN;
    sort_list(gains, list, size);
}

/* What a row wants most, and second most. */
struct wish {
    uint32_t column, second;
    int64_t gain, second_gain;
};

static struct wish look_at_list(const struct assignment *at, uint32_t row)
{
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    struct wish wish = {PAIRING_NONE, PAIRING_NONE, INT64_MIN, INT64_MIN};
    for (uint32_t i = 0; i < at->list_size; i++) {
        int64_t gain = list[i].points - at->prices[list[i].column];
        if (gain > wish.gain) {
            wish.second = wish.column;
            wish.second_gain = wish.gain;
            wish.column = list[i].column;
            wish.gain = gain;
        } else if (gain > wish.second_gain) {
            wish.second = list[i].column;
            wish.second_gain = gain;
        }
    }
    return wish;
}

static struct wish find_wish(struct assignment *at, uint32_t row)
{
    struct wish wish = look_at_list(at, row);
    if (wish.second_gain < at->bounds[row]) {
        make_list(at, row);
        wish = look_at_list(at, row);
    }
    if (wish.second == PAIRING_NONE) { /* one column in all */
        wish.second = wish.column;
        wish.second_gain = wish.gain;
    }
    return wish;
}

static int64_t points_of(struct assignment *at, uint32_t row, uint32_t column)
{
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    for (uint32_t i = 0; i < at->list_size; i++) {
        if (list[i].column == column) {
            return list[i].points;
        }
    }
    int32_t room;
    int32_t points = *pairing_view_row(&at->view, row, column, (size_t)column + 1, &room);
    return at->optional && points < 0 ? 0 : points;
}

/* --- bidding ------------------------------------------------------------------------------------------------------ */

static void let_wait(struct assignment *at, uint32_t row)
{
    at->columns[row] = PAIRING_NONE;
    at->waiting[at->waiting_count++] = row;
}

/* The row gets the column; whoever had it, or PAIRING_NONE. */
static uint32_t take_column(struct assignment *at, uint32_t row, uint32_t column)
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
        int64_t wanted = find_wish(at, row).gain;
        if (points_of(at, row, column) - at->prices[column] < wanted - step) {
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
        struct wish wish = find_wish(at, row);
        at->prices[wish.column] += wish.gain - wish.second_gain + step;
        uint32_t before = take_column(at, row, wish.column);
        if (before != PAIRING_NONE) {
            let_wait(at, before);
        }
        at->steps++;
    }
}

/* Bids without a step, once round: a row that is pushed out bids at once if the price rose, else in the next round. */
static void bid_once_round(struct assignment *at)
{
    size_t count = at->waiting_count;
    size_t next = 0;
    uint32_t row = PAIRING_NONE;
    at->waiting_count = 0;
    while (row != PAIRING_NONE || next < count) {
        row = row != PAIRING_NONE ? row : at->waiting[next++];
        struct wish wish = find_wish(at, row);
        bool rises = wish.gain > wish.second_gain;
        at->prices[wish.column] += wish.gain - wish.second_gain;
        uint32_t column = rises || at->owners[wish.column] == PAIRING_NONE ? wish.column : wish.second;
        uint32_t before = take_column(at, row, column);
        row = PAIRING_NONE;
        at->steps++;
        if (before != PAIRING_NONE && rises) {
            at->columns[before] = PAIRING_NONE;
            row = before;
        } else if (before != PAIRING_NONE) {
            let_wait(at, before);
        }
    }
}

/* --- shortest paths ----------------------------------------------------------------------------------------------- */

static bool comes_first(struct heap_entry left, struct heap_entry right)
{
    return left.key != right.key ? left.key < right.key : left.number < right.number;
}

static void heap_push(struct assignment *at, struct heap_entry entry)
{
    if (at->heap_count == at->heap_room) {
        struct heap_entry *larger = ARENA_ARRAY(at->arena, struct heap_entry, 2 * at->heap_room);
        (void)memcpy(larger, at->heap, at->heap_count * sizeof *larger);
        at->heap = larger;
        at->heap_room *= 2;
    }
    size_t place = at->heap_count++;
    while (place > 0 && comes_first(entry, at->heap[(place - 1) / 2])) {
        at->heap[place] = at->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    at->heap[place] = entry;
}

static struct heap_entry heap_pop(struct assignment *at)
{
    struct heap_entry top = at->heap[0];
    struct heap_entry last = at->heap[--at->heap_count];
    size_t place = 0;
    for (;;) {
        size_t child = 2 * place + 1;
        if (child >= at->heap_count) {
            break;
        }
        if (child + 1 < at->heap_count && comes_first(at->heap[child + 1], at->heap[child])) {
            child++;
        }
        if (!comes_first(at->heap[child], last)) {
            break;
        }
        at->heap[place] = at->heap[child];
        place = child;
    }
    at->heap[place] = last;
    return top;
}

struct search {
    struct assignment *at;
    int64_t limit; /* distance of the nearest free column so far */
    uint32_t end;  /* that column */
};

static void reach(struct search *search, uint32_t column, int64_t distance, uint32_t row)
{
    struct assignment *at = search->at;
    if (distance >= search->limit) {
        return;
    }
    if (at->stamps[column] != at->stamp) {
        at->stamps[column] = at->stamp;
        at->distances[column] = INT64_MAX;
        at->settled[column] = 0;
    }
    if (distance >= at->distances[column]) {
        return;
    }
    at->distances[column] = distance;
    at->came_from[column] = row;
    if (at->owners[column] == PAIRING_NONE) {
        search->limit = distance;
        search->end = column;
    } else {
        heap_push(at, (struct heap_entry){distance, column});
    }
}

/* Columns of the row's list now, the others not before they can matter. base: the row's distance and its gain. */
static void reach_list(struct search *search, uint32_t row, int64_t base)
{
    struct assignment *at = search->at;
    const struct candidate *list = at->lists + (size_t)row * LIST_SIZE;
    for (uint32_t i = 0; i < at->list_size; i++) {
        reach(search, list[i].column, base - (list[i].points - at->prices[list[i].column]), row);
    }
    if (at->bounds[row] != INT64_MIN && base - at->bounds[row] < search->limit) {
        heap_push(at, (struct heap_entry){base - at->bounds[row], (uint32_t)at->view.column_count + row});
    }
}

static int64_t own_gain(struct assignment *at, uint32_t row)
{
    uint32_t column = at->columns[row];
    return column == PAIRING_NONE ? find_wish(at, row).gain : points_of(at, row, column) - at->prices[column];
}

static int64_t row_base(struct search *search, uint32_t row)
{
    struct assignment *at = search->at;
    uint32_t column = at->columns[row];
    return own_gain(at, row) + (column == PAIRING_NONE ? 0 : at->distances[column]);
}

/* The list was not enough: a fresh one if it is old, else all columns. */
static void reach_more(struct search *search, uint32_t row, int64_t key)
{
    struct assignment *at = search->at;
    int64_t base = row_base(search, row);
    make_list(at, row);
    if (base - at->bounds[row] > key) {
        reach_list(search, row, base);
        return;
    }
    const int32_t *points = read_row(at, row);
    for (uint32_t c = 0; c < at->view.column_count; c++) {
        int64_t distance = base - (points[c] - at->prices[c]);
        if (distance < search->limit) {
            reach(search, c, distance, row);
        }
    }
}

static void exchange(struct assignment *at, uint32_t column, uint32_t first)
{
    for (;;) {
        uint32_t row = at->came_from[column];
        uint32_t given = at->columns[row];
        (void)take_column(at, row, column);
        if (row == first) {
            return;
        }
        column = given;
    }
}

static void find_path(struct assignment *at, uint32_t row)
{
    struct search search = {.at = at, .limit = INT64_MAX, .end = PAIRING_NONE};
    at->stamp++;
    at->heap_count = 0;
    at->reached_count = 0;
    reach_list(&search, row, own_gain(at, row));
    while (at->heap_count > 0 && at->heap[0].key < search.limit) {
        struct heap_entry entry = heap_pop(at);
        if (entry.number >= at->view.column_count) {
            reach_more(&search, entry.number - (uint32_t)at->view.column_count, entry.key);
        } else if (!at->settled[entry.number]) {
            at->settled[entry.number] = 1;
            at->reached[at->reached_count++] = entry.number;
            reach_list(&search, at->owners[entry.number], row_base(&search, at->owners[entry.number]));
        }
        at->steps++;
    }
    CHECK(search.end != PAIRING_NONE);
    for (size_t i = 0; i < at->reached_count; i++) {
        at->prices[at->reached[i]] += search.limit - at->distances[at->reached[i]];
    }
    exchange(at, search.end, row);
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

void pairing_assign(struct arena *arena, const struct pairing_problem *problem, int64_t points_most,
                    struct pairing_answer *out)
{
    enum { FINER = 5 };
    struct assignment at = {.optional = !pairing_has_leasts(problem)};
    enum pairing_side side = PAIRING_HELPER;
    CHECK(pairing_assign_applies(problem, &side));
    pairing_view_init(arena, problem, side, points_most, &at.view);
    make_room(arena, &at);
    for (uint32_t row = 0; row < at.view.row_count; row++) {
        make_list(&at, row);
    }
    if (at.view.row_count == at.view.column_count) {
        for (int64_t step = points_most / 16; step > 0; step /= FINER) {
            run_auction(&at, step);
        }
    }
    give_up_bad_columns(&at, 0);
    bid_once_round(&at);
    bid_once_round(&at);
    size_t left = at.waiting_count;
    for (size_t i = 0; i < left; i++) {
        find_path(&at, at.waiting[i]);
    }
    fill_answer(&at, out);
}
