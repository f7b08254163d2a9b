/* Network simplex on arcs that are not written down.
 *
 * The tree (pairing_tree.h) is all there is of the network, besides the pairs that are made outside of it. Which arc comes
 * in is looked for in blocks: some thousand pairs of one row after another, made when they are looked at; the best of a
 * block comes in. When a whole round finds none, the prices prove the answer.
 */
#include "match/pairing_tree.h"

enum {
    SEGMENT = 1024, /* pairs that are made at once */
    BLOCK = 2048    /* pairs to look at before the best of them comes in */
};

struct pricing {
    struct tree *tree;
    size_t row, column; /* where to go on */
    int32_t room[SEGMENT];
    int64_t gains[SEGMENT];
    struct tree_entry best;
    int64_t surplus;
};

/* What the pairs are worth without the row's price; the most of it. */
PAIRING_WIDE static int64_t add_potentials(int64_t *restrict gains, const int32_t *restrict points,
                                           const int64_t *restrict potentials, size_t count)
{
    int64_t most = INT64_MIN;
    for (size_t j = 0; j < count; j++) {
        int64_t gain = points[j] + potentials[j];
        gains[j] = gain;
        most = gain > most ? gain : most;
    }
    return most;
}

PAIRING_WIDE static int64_t find_most(const int64_t *gains, size_t count)
{
    int64_t most = INT64_MIN;
    for (size_t j = 0; j < count; j++) {
        most = gains[j] > most ? gains[j] : most;
    }
    return most;
}

static void offer(struct pricing *pricing, int64_t surplus, uint32_t from, uint32_t to, enum arc_kind kind,
                  bool at_upper)
{
    if (surplus > pricing->surplus) {
        pricing->surplus = surplus;
        pricing->best = (struct tree_entry){from, to, kind, at_upper};
    }
}

/* The two arcs between a school and the market. */
static void look_at_places(struct pricing *pricing, uint32_t node, bool to_market)
{
    const struct tree *tree = pricing->tree;
    int64_t price = to_market ? -tree->potentials[node] : tree->potentials[node];
    for (int k = 0; k < 2; k++) {
        if (tree->states[node][k] == STATE_TREE || (k == 0 ? tree->dues : tree->frees)[node] == 0) {
            continue;
        }
        bool upper = tree->states[node][k] == STATE_UPPER;
        int64_t gain = price + (k == 0 ? tree->bonus : 0);
        offer(pricing, upper ? -gain : gain, to_market ? node : 0, to_market ? 0 : node, k == 0 ? ARC_DUE : ARC_FREE,
              upper);
    }
}

/* Pairs that are made are worth offering when they are worth too little, forbidden ones never. False: there are none. */
static bool set_exceptions(struct pricing *pricing, size_t row, size_t from, size_t to, int64_t price)
{
    const struct tree *tree = pricing->tree;
    const struct pairing_view *view = tree->view;
    const struct made_list *made = &tree->made[row];
    for (uint32_t i = 0; i < made->count; i++) {
        if (made->columns[i] >= from && made->columns[i] < to) {
            int64_t *gain = &pricing->gains[made->columns[i] - from];
            *gain = 2 * price - *gain;
        }
    }
    if (view->forbidden_starts == NULL) {
        return made->count > 0;
    }
    for (size_t i = view->forbidden_starts[row]; i < view->forbidden_starts[row + 1]; i++) {
        if (view->forbidden_columns[i] >= from && view->forbidden_columns[i] < to) {
            pricing->gains[view->forbidden_columns[i] - from] = INT64_MIN;
        }
    }
    return true;
}

static void look_at_segment(struct pricing *pricing, size_t row, size_t from, size_t to)
{
    struct tree *tree = pricing->tree;
    int64_t price = tree->potentials[tree_row(tree, row)];
    const int32_t *points = pairing_view_row(tree->view, row, from, to, pricing->room);
    int64_t most = add_potentials(pricing->gains, points, tree->potentials + tree_column(tree, from), to - from);
    if (most - price <= pricing->surplus && tree->made[row].count == 0) {
        return;
    }
    if (set_exceptions(pricing, row, from, to, price)) {
        most = find_most(pricing->gains, to - from);
    }
    if (most == INT64_MIN || most - price <= pricing->surplus) {
        return;
    }
    size_t j = 0;
    while (pricing->gains[j] != most) {
        j++;
    }
    uint32_t column = (uint32_t)(from + j);
    offer(pricing, most - price, tree_row(tree, row), tree_column(tree, column), ARC_PAIR,
          made_contains(&tree->made[row], column));
}

static bool is_open(const struct tree *tree, uint32_t node)
{
    return tree->dues[node] + tree->frees[node] > 0;
}

static void look_at_all_columns(struct pricing *pricing)
{
    struct tree *tree = pricing->tree;
    for (size_t c = 0; c < tree->view->column_count; c++) {
        look_at_places(pricing, tree_column(tree, c), true);
    }
}

/* Goes on from where it stopped, until a block had something, or a whole round had nothing. */
static bool find_entry(struct pricing *pricing)
{
    struct tree *tree = pricing->tree;
    size_t rows = tree->view->row_count;
    size_t columns = tree->view->column_count;
    size_t in_block = 0;
    pricing->surplus = 0;
    for (size_t looked = 0; looked < (rows + 1) * columns;) {
        if (pricing->row == rows) {
            look_at_all_columns(pricing);
            pricing->row = 0;
            looked += columns;
            in_block += columns;
        } else {
            size_t from = pricing->column;
            size_t to = from + SEGMENT < columns ? from + SEGMENT : columns;
            if (from == 0) {
                look_at_places(pricing, tree_row(tree, pricing->row), false);
            }
            if (is_open(tree, tree_row(tree, pricing->row))) {
                look_at_segment(pricing, pricing->row, from, to);
            }
            looked += to - from;
            in_block += to - from;
            pricing->column = to == columns ? 0 : to;
            pricing->row += to == columns;
        }
        if (in_block >= BLOCK) {
            if (pricing->surplus > 0) {
                return true;
            }
            in_block = 0;
        }
    }
    return pricing->surplus > 0;
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static void collect_pairs(const struct tree *tree, struct pairing_answer *out)
{
    const struct pairing_view *view = tree->view;
    size_t count = tree->node_count;
    for (size_t r = 0; r < view->row_count; r++) {
        count += tree->made[r].count;
    }
    out->pairs = ARENA_ARRAY(tree->arena, struct pairing_pair, count);
    out->pair_count = 0;
    for (uint32_t r = 0; r < view->row_count; r++) {
        for (uint32_t i = 0; i < tree->made[r].count; i++) {
            out->pairs[out->pair_count++] = pairing_pair_of(view, r, tree->made[r].columns[i]);
        }
    }
    for (uint32_t i = 1; i < tree->node_count; i++) {
        const struct tree_node *node = &tree->nodes[i];
        if (node->kind == ARC_PAIR && node->flow > 0) {
            uint32_t row = node->upward ? i : node->parent;
            uint32_t column = node->upward ? node->parent : i;
            out->pairs[out->pair_count++] = pairing_pair_of(view, row - 1, column - (uint32_t)view->row_count - 1);
        }
    }
    pairing_sort_pairs(out->pairs, out->pair_count);
}

/* The larger side is the rows: rows begin beneath the columns they want, and the parts that move are then smaller. */
void pairing_network(struct arena *arena, const struct pairing_problem *problem, int64_t points_most,
                     struct pairing_answer *out)
{
    struct pairing_view view, by_helper;
    struct tree tree;
    struct pricing *pricing = ARENA_NEW(arena, struct pricing);
    bool turned = problem->counts[PAIRING_HELPED] > problem->counts[PAIRING_HELPER];
    enum pairing_side side = turned ? PAIRING_HELPED : PAIRING_HELPER;
    pairing_view_init(arena, problem, side, points_most, &view);
    tree_init(arena, problem, &view, &tree);
    pricing->tree = &tree;
    out->method = PAIRING_NETWORK;
    out->steps = 0;
    while (find_entry(pricing)) {
        tree_enter(&tree, &pricing->best, pricing->surplus);
        out->steps++;
    }
    for (size_t r = 0; r < view.row_count; r++) {
        out->prices[side][r] = tree.potentials[tree_row(&tree, r)];
    }
    for (size_t c = 0; c < view.column_count; c++) {
        out->prices[!side][c] = -tree.potentials[tree_column(&tree, c)];
    }
    collect_pairs(&tree, out);
    pairing_view_init(arena, problem, PAIRING_HELPER, points_most, &by_helper);
    pairing_settle_prices(arena, problem, &by_helper, tree.bonus, out);
}
