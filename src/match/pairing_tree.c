/* The start, and one pivot. */
#include "match/pairing_tree.h"

#include <string.h>

/* --- pairs made outside of the tree ------------------------------------------------------------------------------- */

static uint32_t find_made(const struct made_list *list, uint32_t column)
{
    uint32_t low = 0;
    uint32_t high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->columns[middle] < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool made_contains(const struct made_list *list, uint32_t column)
{
    uint32_t at = find_made(list, column);
    return at < list->count && list->columns[at] == column;
}

static void made_add(struct arena *arena, struct made_list *list, uint32_t column)
{
    if (list->count == list->room) {
        uint32_t room = list->room == 0 ? 4 : 2 * list->room;
        uint32_t *larger = ARENA_ARRAY(arena, uint32_t, room);
        if (list->count > 0) {
            (void)memcpy(larger, list->columns, list->count * sizeof *larger);
        }
        list->columns = larger;
        list->room = room;
    }
    uint32_t at = find_made(list, column);
    (void)memmove(list->columns + at + 1, list->columns + at, (list->count - at) * sizeof *list->columns);
    list->columns[at] = column;
    list->count++;
}

static void made_remove(struct made_list *list, uint32_t column)
{
    uint32_t at = find_made(list, column);
    list->count--;
    (void)memmove(list->columns + at, list->columns + at + 1, (list->count - at) * sizeof *list->columns);
}

/* --- the tree ----------------------------------------------------------------------------------------------------- */

static void hang(struct tree *tree, uint32_t node, uint32_t parent)
{
    struct tree_node *nodes = tree->nodes;
    nodes[node].parent = parent;
    nodes[node].previous = 0;
    nodes[node].next = nodes[parent].child;
    if (nodes[parent].child != 0) {
        nodes[nodes[parent].child].previous = node;
    }
    nodes[parent].child = node;
}

static void unhang(struct tree *tree, uint32_t node)
{
    struct tree_node *nodes = tree->nodes;
    if (nodes[node].previous != 0) {
        nodes[nodes[node].previous].next = nodes[node].next;
    } else {
        nodes[nodes[node].parent].child = nodes[node].next;
    }
    if (nodes[node].next != 0) {
        nodes[nodes[node].next].previous = nodes[node].previous;
    }
}

static void hang_on_market(struct tree *tree, uint32_t node, bool upward)
{
    bool due = tree->dues[node] > 0;
    int64_t worth = due ? tree->bonus : 0;
    hang(tree, node, 0);
    tree->nodes[node].kind = due ? ARC_DUE : ARC_FREE;
    tree->nodes[node].upward = upward;
    tree->nodes[node].depth = 1;
    tree->states[node][due ? 0 : 1] = STATE_TREE;
    tree->potentials[node] = upward ? worth : -worth;
}

/* A row hangs on the column that is worth most to it at the prices so far, if there is one. Each row begins to look
 * elsewhere, so that rows to which all are worth the same do not all hang on one. */
static void hang_row(struct tree *tree, size_t row, int32_t *room)
{
    const struct pairing_view *view = tree->view;
    uint32_t node = tree_row(tree, row);
    const int32_t *points = pairing_view_row(view, row, 0, view->column_count, room);
    size_t best = SIZE_MAX;
    int64_t worth = 0;
    size_t c = row * view->column_count / view->row_count;
    bool open = tree->dues[node] + tree->frees[node] > 0;
    for (size_t looked = 0; open && looked < view->column_count; looked++) {
        uint32_t column = tree_column(tree, c);
        int64_t here = points[c] + tree->potentials[column];
        if (points[c] != PAIRING_FORBIDDEN && tree->dues[column] + tree->frees[column] > 0 &&
            (best == SIZE_MAX || here > worth)) {
            best = c;
            worth = here;
        }
        c = c + 1 == view->column_count ? 0 : c + 1;
    }
    if (best == SIZE_MAX) {
        hang_on_market(tree, node, false);
        return;
    }
    hang(tree, node, tree_column(tree, best));
    tree->nodes[node].kind = ARC_PAIR;
    tree->nodes[node].upward = true;
    tree->nodes[node].depth = 2;
    tree->potentials[node] = worth;
}

void tree_init(struct arena *arena, const struct pairing_problem *problem, const struct pairing_view *view,
               struct tree *tree)
{
    size_t count = view->row_count + view->column_count + 1;
    *tree = (struct tree){.arena = arena, .problem = problem, .view = view, .node_count = (uint32_t)count};
    tree->nodes = ARENA_ARRAY(arena, struct tree_node, count);
    tree->potentials = ARENA_ARRAY(arena, int64_t, count);
    tree->dues = ARENA_ARRAY(arena, uint32_t, count);
    tree->frees = ARENA_ARRAY(arena, uint32_t, count);
    tree->states = arena_alloc(arena, count, sizeof *tree->states);
    tree->made = ARENA_ARRAY(arena, struct made_list, view->row_count);
    tree->bonus = (int64_t)(count + 1) * (view->points_most + 1);
    int32_t *room = ARENA_ARRAY(arena, int32_t, view->column_count);
    for (size_t i = 1; i < count; i++) {
        bool row = i <= view->row_count;
        enum pairing_side side = row ? view->row_side : !view->row_side;
        size_t school = row ? i - 1 : i - 1 - view->row_count;
        tree->dues[i] = pairing_least(problem, side, school);
        tree->frees[i] = pairing_most(problem, side, school) - tree->dues[i];
    }
    for (size_t c = 0; c < view->column_count; c++) {
        uint32_t node = tree_column(tree, c);
        hang_on_market(tree, node, true);
        if (tree->dues[node] + tree->frees[node] == 0) {
            tree->potentials[node] = -PAIRING_CLOSED_PRICE;
        }
    }
    for (size_t r = 0; r < view->row_count; r++) {
        hang_row(tree, r, room);
    }
}

/* --- one pivot ---------------------------------------------------------------------------------------------------- */

/* A pair is made once. Where a school may have one pair in all, its places see to that already, and the pair's own limit
 * would only stop cycles that could go on. */
static uint32_t pair_capacity(const struct tree *tree, uint32_t one, uint32_t other)
{
    bool single = tree->dues[one] + tree->frees[one] == 1 || tree->dues[other] + tree->frees[other] == 1;
    return single ? UINT32_MAX : 1;
}

static uint32_t capacity_of(const struct tree *tree, uint32_t node)
{
    switch (tree->nodes[node].kind) {
    case ARC_PAIR:
        return pair_capacity(tree, node, tree->nodes[node].parent);
    case ARC_DUE:
        return tree->dues[node];
    case ARC_FREE:
        return tree->frees[node];
    }
    return 0;
}

static uint32_t find_join(const struct tree *tree, uint32_t one, uint32_t other)
{
    const struct tree_node *nodes = tree->nodes;
    while (one != other) {
        if (nodes[one].depth >= nodes[other].depth) {
            one = nodes[one].parent;
        } else {
            other = nodes[other].parent;
        }
    }
    return one;
}

struct cycle {
    uint32_t first, second, join; /* the new unit goes join → first, over the entering arc, second → join */
    uint32_t leaving;             /* the node whose arc to its parent leaves; 0: the entering arc itself */
    bool leaving_on_first;
    uint32_t units;
};

/* How many units the cycle can take; of the arcs that stop it, the last one seen from the join along the cycle leaves. */
static void measure_cycle(const struct tree *tree, struct cycle *cycle)
{
    const struct tree_node *nodes = tree->nodes;
    for (uint32_t node = cycle->first; node != cycle->join; node = nodes[node].parent) {
        uint32_t left = nodes[node].upward ? nodes[node].flow : capacity_of(tree, node) - nodes[node].flow;
        if (left < cycle->units) {
            cycle->units = left;
            cycle->leaving = node;
            cycle->leaving_on_first = true;
        }
    }
    for (uint32_t node = cycle->second; node != cycle->join; node = nodes[node].parent) {
        uint32_t left = nodes[node].upward ? capacity_of(tree, node) - nodes[node].flow : nodes[node].flow;
        if (left <= cycle->units) {
            cycle->units = left;
            cycle->leaving = node;
            cycle->leaving_on_first = false;
        }
    }
}

static void push_units(struct tree *tree, const struct cycle *cycle)
{
    struct tree_node *nodes = tree->nodes;
    for (uint32_t node = cycle->first; node != cycle->join; node = nodes[node].parent) {
        nodes[node].flow = nodes[node].upward ? nodes[node].flow - cycle->units : nodes[node].flow + cycle->units;
    }
    for (uint32_t node = cycle->second; node != cycle->join; node = nodes[node].parent) {
        nodes[node].flow = nodes[node].upward ? nodes[node].flow + cycle->units : nodes[node].flow - cycle->units;
    }
}

/* Notes where an arc outside of the tree is. `school` is its end that is not the market. */
static void put_outside(struct tree *tree, enum arc_kind kind, uint32_t row, uint32_t column, uint32_t school,
                        bool full)
{
    if (kind != ARC_PAIR) {
        tree->states[school][kind == ARC_FREE] = full ? STATE_UPPER : STATE_LOWER;
    } else if (full) {
        made_add(tree->arena, &tree->made[row - 1], column - (uint32_t)tree->view->row_count - 1);
    }
}

static void take_inside(struct tree *tree, const struct tree_entry *entry)
{
    if (entry->kind != ARC_PAIR) {
        tree->states[entry->from == 0 ? entry->to : entry->from][entry->kind == ARC_FREE] = STATE_TREE;
    } else if (entry->at_upper) {
        made_remove(&tree->made[entry->from - 1], entry->to - (uint32_t)tree->view->row_count - 1);
    }
}

static void put_leaving_outside(struct tree *tree, uint32_t node)
{
    const struct tree_node *leaving = &tree->nodes[node];
    uint32_t row = leaving->upward ? node : leaving->parent;
    uint32_t column = leaving->upward ? leaving->parent : node;
    put_outside(tree, leaving->kind, row, column, node, leaving->flow > 0 && leaving->flow == capacity_of(tree, node));
}

/* The part below the leaving arc is hung up anew by `in`, on `out`: the arcs from `in` up to the old top turn around. */
static void turn_stem(struct tree *tree, uint32_t in, uint32_t out, uint32_t top, struct tree_node arc)
{
    struct tree_node *nodes = tree->nodes;
    uint32_t node = in;
    uint32_t parent = out;
    for (;;) {
        struct tree_node old = nodes[node];
        unhang(tree, node);
        hang(tree, node, parent);
        nodes[node].kind = arc.kind;
        nodes[node].flow = arc.flow;
        nodes[node].upward = arc.upward;
        if (node == top) {
            return;
        }
        arc = old;
        arc.upward = !old.upward;
        parent = node;
        node = old.parent;
    }
}

/* Potentials and depths of everything below a node, itself included. */
static void shift(struct tree *tree, uint32_t top, int64_t by)
{
    struct tree_node *nodes = tree->nodes;
    uint32_t node = top;
    for (;;) {
        nodes[node].depth = nodes[nodes[node].parent].depth + 1;
        tree->potentials[node] += by;
        if (nodes[node].child != 0) {
            node = nodes[node].child;
            continue;
        }
        while (node != top && nodes[node].next == 0) {
            node = nodes[node].parent;
        }
        if (node == top) {
            return;
        }
        node = nodes[node].next;
    }
}

static uint32_t entry_capacity(const struct tree *tree, const struct tree_entry *entry)
{
    uint32_t school = entry->from == 0 ? entry->to : entry->from;
    return entry->kind == ARC_PAIR  ? pair_capacity(tree, entry->from, entry->to)
           : entry->kind == ARC_DUE ? tree->dues[school]
                                    : tree->frees[school];
}

void tree_enter(struct tree *tree, const struct tree_entry *entry, int64_t surplus)
{
    uint32_t capacity = entry_capacity(tree, entry);
    struct cycle cycle = {.first = entry->at_upper ? entry->to : entry->from,
                          .second = entry->at_upper ? entry->from : entry->to,
                          .units = capacity};
    cycle.join = find_join(tree, cycle.first, cycle.second);
    measure_cycle(tree, &cycle);
    if (cycle.units > 0) {
        push_units(tree, &cycle);
    }
    if (cycle.leaving == 0) { /* full, or empty: it stays outside */
        bool pair = entry->kind == ARC_PAIR;
        if (pair && entry->at_upper) {
            made_remove(&tree->made[entry->from - 1], entry->to - (uint32_t)tree->view->row_count - 1);
        } else {
            put_outside(tree, entry->kind, entry->from, entry->to, entry->from == 0 ? entry->to : entry->from,
                        !entry->at_upper);
        }
        return;
    }
    put_leaving_outside(tree, cycle.leaving);
    take_inside(tree, entry);
    uint32_t in = cycle.leaving_on_first ? cycle.first : cycle.second;
    uint32_t out = cycle.leaving_on_first ? cycle.second : cycle.first;
    struct tree_node arc = {.kind = entry->kind,
                            .flow = entry->at_upper ? capacity - cycle.units : cycle.units,
                            .upward = in == entry->from};
    turn_stem(tree, in, out, cycle.leaving, arc);
    /* The arc's worth and potentials must cancel out: what is above goes to the part that moved. */
    int64_t off = entry->at_upper ? -surplus : surplus;
    shift(tree, in, in == entry->from ? off : -off);
}
