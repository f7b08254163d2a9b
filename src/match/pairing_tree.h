/* The spanning tree of the network simplex. Private to match/pairing_*.c.
 *
 * Node 0 is the market, rows are 1 to R, columns R + 1 to R + C. A unit goes market → row → column → market. The arcs of a
 * row or column to the market are its places: the first `least` are worth `bonus` each, so that they are used whatever
 * else (kind DUE), the others nothing (kind FREE). Every node but the market hangs on its parent by one arc.
 *
 * potential: rows have their price, columns the negative of theirs, the market 0. Along every arc of the tree the two
 * potentials and what the arc is worth cancel out.
 *
 * Invariant (Cunningham): from every node one more unit can be pushed along the tree to the market. It holds at the start
 * and is kept by the choice of the arc that leaves, so the method cannot run in circles.
 */
#ifndef MATCH_PAIRING_TREE_H
#define MATCH_PAIRING_TREE_H

#include "match/pairing_view.h"

enum arc_kind { ARC_PAIR, ARC_DUE, ARC_FREE };

/* Where an arc between a school and the market is. */
enum arc_state { STATE_LOWER, STATE_UPPER, STATE_TREE };

struct tree_node {
    uint32_t parent, child, next, previous; /* 0: none; the market is nobody's child */
    uint32_t depth;
    uint32_t flow; /* of the arc to the parent */
    enum arc_kind kind;
    bool upward; /* the arc leads to the parent */
};

/* The pairs of a row that are made and not in the tree. */
struct made_list {
    uint32_t *columns; /* ascending */
    uint32_t count, room;
};

struct tree {
    struct arena *arena;
    const struct pairing_problem *problem;
    const struct pairing_view *view;
    uint32_t node_count;
    struct tree_node *nodes;
    int64_t *potentials;
    uint32_t *dues, *frees;     /* capacities of the two arcs to the market */
    unsigned char (*states)[2]; /* of DUE and FREE */
    struct made_list *made;
    int64_t bonus;
};

/* An arc that is to come into the tree. */
struct tree_entry {
    uint32_t from, to; /* as the arc leads */
    enum arc_kind kind;
    bool at_upper;
};

void tree_init(struct arena *arena, const struct pairing_problem *problem, const struct pairing_view *view,
               struct tree *tree);
/* One pivot. `surplus`: by how much a unit more (less, at_upper) on this arc is worth more; above 0. */
void tree_enter(struct tree *tree, const struct tree_entry *entry, int64_t surplus);
bool made_contains(const struct made_list *list, uint32_t column);

static inline uint32_t tree_row(const struct tree *tree, size_t row)
{
    (void)tree;
    return (uint32_t)row + 1;
}

static inline uint32_t tree_column(const struct tree *tree, size_t column)
{
    return (uint32_t)(tree->view->row_count + column + 1);
}

#endif
