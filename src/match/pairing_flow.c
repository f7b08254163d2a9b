/* Can every school have its least? If not, who needs too much.
 *
 * For each side alone: its schools take what they need at least from the places of the other side, first in turn, then by
 * looking for chains of exchanges (augmenting paths) for whoever still lacks something. If there is no chain, the schools
 * and places that the search came to are the proof. That both sides can be served alone is enough to serve both at once:
 * the conditions of Hoffman's circulation theorem fall apart into those of the two sides.
 *
 * One search costs O(rows + columns + pairs + forbidden), for a column is looked at by rows until one takes it.
 */
#include "match/pairing_view.h"

#include <string.h>

struct list {
    uint32_t *at;
    uint32_t count, room;
};

struct flow {
    struct arena *arena;
    const struct pairing_view *view;
    struct list *of_row, *of_column;  /* who is paired with whom so far */
    uint32_t *free_places;            /* of columns */
    uint32_t *row_from, *column_from; /* of the search: the column, the row that came here */
    unsigned char *row_seen;
    uint32_t *queue;
    uint32_t *unseen; /* columns not reached so far */
    size_t unseen_count;
    uint32_t *marks, mark; /* columns that the row in hand cannot take */
};

static void list_add(struct arena *arena, struct list *list, uint32_t number)
{
    if (list->count == list->room) {
        uint32_t *larger = ARENA_ARRAY(arena, uint32_t, list->room == 0 ? 4 : 2 * (size_t)list->room);
        if (list->count > 0) {
            (void)memcpy(larger, list->at, list->count * sizeof *larger);
        }
        list->at = larger;
        list->room = list->room == 0 ? 4 : 2 * list->room;
    }
    list->at[list->count++] = number;
}

static void list_remove(struct list *list, uint32_t number)
{
    uint32_t i = 0;
    while (list->at[i] != number) {
        i++;
    }
    list->at[i] = list->at[--list->count];
}

static void pair_up(struct flow *flow, uint32_t row, uint32_t column)
{
    list_add(flow->arena, &flow->of_row[row], column);
    list_add(flow->arena, &flow->of_column[column], row);
}

static void mark_barred(struct flow *flow, uint32_t row)
{
    const struct pairing_view *view = flow->view;
    flow->mark++;
    for (uint32_t i = 0; i < flow->of_row[row].count; i++) {
        flow->marks[flow->of_row[row].at[i]] = flow->mark;
    }
    for (size_t i = 0;
         view->forbidden_starts != NULL && i < view->forbidden_starts[row + 1] - view->forbidden_starts[row]; i++) {
        flow->marks[view->forbidden_columns[view->forbidden_starts[row] + i]] = flow->mark;
    }
}

/* Columns in turn, so that none is used up early. */
static void serve_in_turn(struct flow *flow, uint32_t row, uint32_t least, uint32_t *open, size_t *open_count,
                          size_t *turn)
{
    mark_barred(flow, row);
    for (size_t looked = 0, count = *open_count; looked < count && least > 0 && *open_count > 0; looked++) {
        *turn = *turn < *open_count ? *turn : 0;
        uint32_t column = open[*turn];
        if (flow->marks[column] == flow->mark) {
            ++*turn;
            continue;
        }
        flow->marks[column] = flow->mark;
        pair_up(flow, row, column);
        least--;
        if (--flow->free_places[column] == 0) {
            open[*turn] = open[--*open_count];
        } else {
            ++*turn;
        }
    }
}

/* Back along the chain: each row gives the column it came by to the one before. */
static void exchange(struct flow *flow, uint32_t column, uint32_t first)
{
    flow->free_places[column]--;
    for (;;) {
        uint32_t row = flow->column_from[column];
        pair_up(flow, row, column);
        if (row == first) {
            return;
        }
        uint32_t given = flow->row_from[row];
        list_remove(&flow->of_row[row], given);
        list_remove(&flow->of_column[given], row);
        column = given;
    }
}

/* Looks at what one row could take. The column with a free place, or PAIRING_NONE. */
static uint32_t look_around(struct flow *flow, uint32_t row, size_t *queued)
{
    size_t kept = 0;
    uint32_t found = PAIRING_NONE;
    mark_barred(flow, row);
    for (size_t i = 0; i < flow->unseen_count; i++) {
        uint32_t column = flow->unseen[i];
        if (found != PAIRING_NONE || flow->marks[column] == flow->mark) {
            flow->unseen[kept++] = column;
            continue;
        }
        flow->column_from[column] = row;
        if (flow->free_places[column] > 0) {
            found = column;
        }
        for (uint32_t k = 0; k < flow->of_column[column].count; k++) {
            uint32_t other = flow->of_column[column].at[k];
            if (!flow->row_seen[other]) {
                flow->row_seen[other] = 1;
                flow->row_from[other] = column;
                flow->queue[(*queued)++] = other;
            }
        }
    }
    flow->unseen_count = kept;
    return found;
}

/* False when there is no chain: row_seen and unseen then tell how far the search came. */
static bool find_chain(struct flow *flow, uint32_t row)
{
    size_t queued = 0;
    size_t columns = flow->view->column_count;
    (void)memset(flow->row_seen, 0, flow->view->row_count);
    flow->unseen_count = columns;
    for (uint32_t c = 0; c < columns; c++) {
        flow->unseen[c] = c;
    }
    flow->queue[queued++] = row;
    flow->row_seen[row] = 1;
    for (size_t at = 0; at < queued; at++) {
        uint32_t column = look_around(flow, flow->queue[at], &queued);
        if (column != PAIRING_NONE) {
            exchange(flow, column, row);
            return true;
        }
    }
    return false;
}

static void fill_shortage(const struct flow *flow, const struct pairing_problem *problem, struct pairing_shortage *out)
{
    const struct pairing_view *view = flow->view;
    unsigned char *left = ARENA_ARRAY(flow->arena, unsigned char, view->column_count);
    *out = (struct pairing_shortage){.side = view->row_side,
                                     .needing = ARENA_ARRAY(flow->arena, uint32_t, view->row_count),
                                     .offering = ARENA_ARRAY(flow->arena, uint32_t, view->column_count)};
    for (size_t i = 0; i < flow->unseen_count; i++) {
        left[flow->unseen[i]] = 1;
    }
    for (uint32_t c = 0; c < view->column_count; c++) {
        if (!left[c]) {
            out->offering[out->offering_count++] = c;
            out->places += pairing_most(problem, !view->row_side, c);
        }
    }
    for (uint32_t r = 0; r < view->row_count; r++) {
        if (!flow->row_seen[r]) {
            continue;
        }
        out->needing[out->needing_count++] = r;
        out->need += pairing_least(problem, view->row_side, r);
        out->outside += flow->unseen_count;
        for (size_t i = view->forbidden_starts == NULL ? 0 : view->forbidden_starts[r];
             view->forbidden_starts != NULL && i < view->forbidden_starts[r + 1]; i++) {
            out->outside -= left[view->forbidden_columns[i]];
        }
    }
    out->offer = out->places + out->outside;
}

static bool serve_side(struct flow *flow, const struct pairing_problem *problem, struct pairing_shortage *out)
{
    const struct pairing_view *view = flow->view;
    uint32_t *open = ARENA_ARRAY(flow->arena, uint32_t, view->column_count);
    size_t open_count = 0;
    size_t turn = 0;
    for (uint32_t c = 0; c < view->column_count; c++) {
        flow->free_places[c] = pairing_most(problem, !view->row_side, c);
        if (flow->free_places[c] > 0) {
            open[open_count++] = c;
        }
    }
    for (uint32_t r = 0; r < view->row_count; r++) {
        serve_in_turn(flow, r, pairing_least(problem, view->row_side, r), open, &open_count, &turn);
    }
    for (uint32_t r = 0; r < view->row_count; r++) {
        while (flow->of_row[r].count < pairing_least(problem, view->row_side, r)) {
            if (!find_chain(flow, r)) {
                fill_shortage(flow, problem, out);
                return false;
            }
        }
    }
    return true;
}

bool pairing_find_flow(struct arena *arena, const struct pairing_problem *problem, struct pairing_shortage *out)
{
    struct pairing_problem bare = *problem; /* points do not matter here */
    bare.matrix = NULL;
    bare.topic_count = 0;
    bare.extra_count = 0;
    for (int side = 0; side < 2; side++) {
        struct pairing_view view;
        if (problem->leasts[side] == NULL) {
            continue;
        }
        pairing_view_init(arena, &bare, side, 0, &view);
        struct flow flow = {.arena = arena, .view = &view};
        flow.of_row = ARENA_ARRAY(arena, struct list, view.row_count);
        flow.of_column = ARENA_ARRAY(arena, struct list, view.column_count);
        flow.free_places = ARENA_ARRAY(arena, uint32_t, view.column_count);
        flow.row_from = ARENA_ARRAY(arena, uint32_t, view.row_count);
        flow.column_from = ARENA_ARRAY(arena, uint32_t, view.column_count);
        flow.row_seen = ARENA_ARRAY(arena, unsigned char, view.row_count);
        flow.queue = ARENA_ARRAY(arena, uint32_t, view.row_count);
        flow.unseen = ARENA_ARRAY(arena, uint32_t, view.column_count);
        flow.marks = ARENA_ARRAY(arena, uint32_t, view.column_count);
        if (!serve_side(&flow, problem, out)) {
            return false;
        }
    }
    return true;
}
