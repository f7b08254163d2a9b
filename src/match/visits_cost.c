/* The least sum of ranks: assignments of delegates to buses by match/pairing.h, with what these do not know — rivals, and
 * windows that several buses share — by branching (Land & Doig 1960).
 *
 * A node is the problem with some organisations kept off some buses and some buses with fewer seats. Its assignment is the
 * best that any plan under it can be. If the assignment breaks a rule, no plan has it, and every plan obeys one of a few
 * tighter limits, which are its children: of two rivals one is not on the bus; of buses that are too many for a window one
 * has fewer. The most promising node is opened first. Each assignment is also repaired into a plan, by lots. */
#include "base/check.h"
#include "match/pairing.h"
#include "match/visits_seating.h"

#include <string.h>

enum { NODES_LEAST = 12, NODES_MOST = 1200, NODE_CELLS = 4000000 }; /* cells: delegates × buses of all nodes */

struct node {
    uint32_t parent;                   /* VISITS_NONE: the root */
    uint32_t bus, organisation, seats; /* what is tighter: organisation NONE: seats */
    int64_t points;
    bool open;
};

struct tree {
    struct arena arena;
    struct visits_seating *seating;
    size_t free_count;
    uint32_t *free;  /* delegates that are not fixed */
    int64_t placing; /* points of riding at all: more than all ranks together */
    struct node *nodes;
    size_t node_count, node_most;
    int32_t *matrix;
    uint32_t *seats, *liked, *best;
    int64_t best_points;
};

/* The limits of a node: seats without those of the fixed, and points. A pair below 0 is never made. */
static void set_limits(struct tree *tree, uint32_t node)
{
    const struct visits_seating *seating = tree->seating;
    const struct visits_problem *problem = seating->problem;
    for (uint32_t b = 0; b < seating->buses; b++) {
        tree->seats[b] = problem->buses[b].seats - seating->riders[b];
        for (uint32_t s = seating->stop_starts[b]; s < seating->stop_starts[b + 1]; s++) {
            uint32_t window = seating->stops[s].window;
            uint32_t room = problem->windows[window].capacity - seating->people[window];
            tree->seats[b] = room < tree->seats[b] ? room : tree->seats[b];
        }
    }
    for (size_t f = 0; f < tree->free_count; f++) {
        for (uint32_t b = 0; b < seating->buses; b++) {
            uint16_t rank = seating->ranks[tree->free[f] * seating->buses + b];
            bool may = rank != 0 && visits_seating_fits(seating, tree->free[f], b);
            tree->matrix[f * seating->buses + b] = may ? (int32_t)(tree->placing - rank) : -1;
        }
    }
    for (; node != VISITS_NONE; node = tree->nodes[node].parent) {
        const struct node *limit = &tree->nodes[node];
        for (size_t f = 0; limit->organisation != VISITS_NONE && f < tree->free_count; f++) {
            if (problem->organisations[tree->free[f]] == limit->organisation) {
                tree->matrix[f * seating->buses + limit->bus] = -1;
            }
        }
        if (limit->organisation == VISITS_NONE && limit->bus != VISITS_NONE && limit->seats < tree->seats[limit->bus]) {
            tree->seats[limit->bus] = limit->seats;
        }
    }
}

/* The best assignment under the limits into `liked`; its points. */
static struct result assign(struct tree *tree, int64_t *points)
{
    const struct visits_seating *seating = tree->seating;
    struct arena work;
    struct pairing_answer answer;
    uint32_t *mosts;
    uint32_t *bus_of;
    size_t open = 0;
    arena_init(&work);
    mosts = ARENA_ARRAY(&work, uint32_t, seating->buses + 1);
    bus_of = ARENA_ARRAY(&work, uint32_t, seating->buses + 1);
    for (uint32_t b = 0; b < seating->buses; b++) {
        if (tree->seats[b] > 0) {
            mosts[open] = tree->seats[b];
            bus_of[open++] = b;
        }
    }
    (void)memset(tree->liked, 0xff, seating->n * sizeof *tree->liked);
    struct result r = result_ok();
    *points = 0;
    if (open > 0 && tree->free_count > 0) {
        int32_t *matrix = ARENA_ARRAY(&work, int32_t, tree->free_count * open);
        for (size_t f = 0; f < tree->free_count; f++) {
            for (size_t k = 0; k < open; k++) {
                matrix[f * open + k] = tree->matrix[f * seating->buses + bus_of[k]];
            }
        }
        struct pairing_problem pairing = {.counts = {tree->free_count, open}, .mosts = {NULL, mosts}, .matrix = matrix};
        r = pairing_solve_by(&work, &pairing, PAIRING_NETWORK, &answer, NULL);
        for (size_t k = 0; !result_failed(r) && k < answer.pair_count; k++) {
            int32_t worth = matrix[answer.pairs[k].helper * open + answer.pairs[k].helped];
            if (worth > 0) {
                tree->liked[tree->free[answer.pairs[k].helper]] = bus_of[answer.pairs[k].helped];
                *points += worth;
            }
        }
    }
    arena_release(&work);
    return r;
}

static int64_t points_of(const struct tree *tree, const uint32_t *where)
{
    int64_t points = 0;
    for (size_t f = 0; f < tree->free_count; f++) {
        uint32_t bus = where[tree->free[f]];
        points +=
            bus == VISITS_NONE ? 0 : tree->placing - tree->seating->ranks[tree->free[f] * tree->seating->buses + bus];
    }
    return points;
}

static void remember_better(struct tree *tree)
{
    int64_t points = points_of(tree, tree->seating->where);
    if (points > tree->best_points) {
        tree->best_points = points;
        (void)memcpy(tree->best, tree->seating->where, tree->seating->n * sizeof *tree->best);
    }
}

/* --- branching ---------------------------------------------------------------------------------------------------------------- */

static struct result add_node(struct tree *tree, uint32_t parent, uint32_t bus, uint32_t organisation, uint32_t seats)
{
    struct node *node = &tree->nodes[tree->node_count++];
    *node = (struct node){parent, bus, organisation, seats, 0, true};
    visits_seating_clear(tree->seating);
    set_limits(tree, (uint32_t)tree->node_count - 1);
    struct result r = assign(tree, &node->points);
    if (!result_failed(r) && node->points > tree->best_points) {
        visits_seating_by_lot(tree->seating, tree->liked);
        remember_better(tree);
    }
    return r;
}

/* Everybody where the assignment of the node has them, whether it fits or not. */
static struct result put_liked(struct tree *tree, uint32_t node)
{
    int64_t points = 0;
    visits_seating_clear(tree->seating);
    set_limits(tree, node);
    struct result r = assign(tree, &points);
    for (size_t f = 0; !result_failed(r) && f < tree->free_count; f++) {
        if (tree->liked[tree->free[f]] != VISITS_NONE) {
            visits_seating_put(tree->seating, tree->free[f], tree->liked[tree->free[f]]);
        }
    }
    return r;
}

static bool find_rivals(const struct visits_seating *seating, struct visits_rival *pair, uint32_t *bus)
{
    const struct visits_problem *problem = seating->problem;
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        for (uint32_t b = 0; rival->other != VISITS_NONE && b < seating->buses; b++) {
            if (seating->aboard[rival->organisation * seating->buses + b] > 0 &&
                seating->aboard[rival->other * seating->buses + b] > 0 &&
                (rival->site == VISITS_NONE || seating->visited[b * problem->site_count + rival->site] != 0)) {
                *pair = *rival;
                *bus = b;
                return true;
            }
        }
    }
    return false;
}

static bool uses(const struct visits_seating *seating, uint32_t bus, uint32_t window)
{
    for (uint32_t s = seating->stop_starts[bus]; s < seating->stop_starts[bus + 1]; s++) {
        if (seating->stops[s].window == window) {
            return true;
        }
    }
    return false;
}

/* Buses of a window that has too many people: one of them must have at most so many as here, or the sum stays too large.
 * counts: free riders a bus. */
static struct result split_window(struct tree *tree, uint32_t parent, uint32_t window, const uint32_t *counts)
{
    const struct visits_seating *seating = tree->seating;
    uint32_t excess = seating->people[window] - seating->problem->windows[window].capacity;
    uint32_t buses = 0;
    for (uint32_t b = 0; b < seating->buses; b++) {
        buses += counts[b] > 0 && uses(seating, b, window);
    }
    uint32_t rest = excess - 1; /* to be taken off beyond one each */
    struct result r = result_ok();
    uint32_t *limits = ARENA_ARRAY(&tree->arena, uint32_t, seating->buses);
    for (uint32_t b = 0; b < seating->buses; b++) {
        if (counts[b] == 0 || !uses(seating, b, window)) {
            limits[b] = VISITS_NONE;
            continue;
        }
        uint32_t share = (rest + buses - 1) / buses;
        share = share < counts[b] - 1 ? share : counts[b] - 1;
        limits[b] = counts[b] - 1 - share;
        rest -= share;
        buses--;
    }
    for (uint32_t b = 0; b < seating->buses && !result_failed(r); b++) {
        if (limits[b] != VISITS_NONE) {
            r = add_node(tree, parent, b, VISITS_NONE, limits[b]);
        }
    }
    return r;
}

static struct result split(struct tree *tree, uint32_t node)
{
    struct visits_seating *seating = tree->seating;
    struct visits_rival pair;
    uint32_t bus;
    struct result r = put_liked(tree, node);
    if (result_failed(r)) {
        return r;
    }
    if (find_rivals(seating, &pair, &bus)) {
        r = add_node(tree, node, bus, pair.organisation, 0);
        return result_failed(r) ? r : add_node(tree, node, bus, pair.other, 0);
    }
    uint32_t *counts = ARENA_ARRAY(&tree->arena, uint32_t, seating->buses + 1);
    for (size_t f = 0; f < tree->free_count; f++) {
        counts[seating->where[tree->free[f]] == VISITS_NONE ? seating->buses : seating->where[tree->free[f]]]++;
    }
    for (uint32_t w = 0; w < seating->problem->window_count; w++) {
        if (seating->people[w] > seating->problem->windows[w].capacity) {
            return split_window(tree, node, w, counts);
        }
    }
    remember_better(tree);
    return r;
}

/* The open node with the most points; NONE: all are done. */
static uint32_t find_open(const struct tree *tree)
{
    uint32_t best = VISITS_NONE;
    for (uint32_t k = 0; k < tree->node_count; k++) {
        if (tree->nodes[k].open && tree->nodes[k].points > tree->best_points &&
            (best == VISITS_NONE || tree->nodes[k].points > tree->nodes[best].points)) {
            best = k;
        }
    }
    return best;
}

/* --- all together ----------------------------------------------------------------------------------------------------------- */

static void open_tree(struct tree *tree, struct visits_seating *seating)
{
    uint64_t most = NODE_CELLS / (seating->n * seating->buses + 1);
    *tree = (struct tree){.seating = seating};
    arena_init(&tree->arena);
    tree->node_most = most < NODES_LEAST ? NODES_LEAST : most > NODES_MOST ? NODES_MOST : (size_t)most;
    tree->node_most = seating->assignments > 0 ? seating->assignments : tree->node_most;
    tree->nodes = ARENA_ARRAY(&tree->arena, struct node, tree->node_most + seating->buses + 2);
    tree->free = ARENA_ARRAY(&tree->arena, uint32_t, seating->n + 1);
    tree->liked = ARENA_ARRAY(&tree->arena, uint32_t, seating->n + 1);
    tree->best = ARENA_ARRAY(&tree->arena, uint32_t, seating->n + 1);
    tree->seats = ARENA_ARRAY(&tree->arena, uint32_t, seating->buses + 1);
    uint32_t highest = 0;
    for (uint32_t d = 0; d < seating->n; d++) {
        if (seating->fixed[d] == VISITS_NONE) {
            tree->free[tree->free_count++] = d;
        }
        for (size_t b = 0; b < seating->buses; b++) {
            uint32_t rank = seating->ranks[d * seating->buses + b];
            highest = rank > highest ? rank : highest;
        }
    }
    tree->placing = (int64_t)highest * (int64_t)(seating->n + 1) + 1;
    tree->matrix = ARENA_ARRAY(&tree->arena, int32_t, tree->free_count * seating->buses + 1);
    tree->best_points = points_of(tree, seating->where);
    (void)memcpy(tree->best, seating->where, seating->n * sizeof *tree->best);
}

static void tell_bounds(const struct tree *tree, int64_t points, struct visits_answer *out)
{
    const struct visits_seating *seating = tree->seating;
    int64_t riding = (points + tree->placing - 1) / tree->placing;
    out->bound_left_out = tree->free_count - (uint64_t)riding;
    out->bound_cost = (uint64_t)(riding * tree->placing - points);
    for (size_t d = 0; d < seating->n; d++) {
        if (seating->fixed[d] != VISITS_NONE) {
            out->bound_cost += seating->ranks[d * seating->buses + seating->fixed[d]];
        }
    }
}

struct result visits_seating_by_cost(struct visits_seating *seating, bool search, struct visits_answer *out)
{
    struct tree tree;
    open_tree(&tree, seating);
    struct result r = add_node(&tree, VISITS_NONE, VISITS_NONE, VISITS_NONE, 0);
    int64_t bound = tree.nodes[0].points;
    if (!search) { /* the repaired assignment is not asked for */
        tree.best_points = bound < tree.best_points ? bound : tree.best_points;
    }
    while (search && !result_failed(r)) {
        uint32_t node = find_open(&tree);
        bound = node == VISITS_NONE ? tree.best_points : tree.nodes[node].points;
        if (node == VISITS_NONE || tree.node_count >= tree.node_most) {
            break;
        }
        tree.nodes[node].open = false;
        r = split(&tree, node);
    }
    if (!result_failed(r)) {
        tell_bounds(&tree, bound, out);
        out->proven = bound == tree.best_points;
        visits_seating_clear(seating);
        for (size_t f = 0; search && f < tree.free_count; f++) {
            if (tree.best[tree.free[f]] != VISITS_NONE) {
                visits_seating_put(seating, tree.free[f], tree.best[tree.free[f]]);
            }
        }
    }
    arena_release(&tree.arena);
    return r;
}
