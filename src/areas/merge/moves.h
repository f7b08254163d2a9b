/* What names an organisation, and what a merge does with it: one table of kinds, one of columns.
 *
 * A new table that names an organisation gets rows here (tests/merge/references_test.c reads the schema and asks for them): a kind
 * with a query that lists what moves and the statements that move one of them, or a reason why it stays. Every statement takes
 * $1 region, $2 whose it was, $3 whose it will be, $4 the item; an undo runs the same with $2 and $3 changed round.
 */
#ifndef AREAS_MERGE_MOVES_H
#define AREAS_MERGE_MOVES_H

#include "areas/merge/merge.h"

enum { MERGE_STATEMENTS = 4 };

struct merge_move {
    const char *name; /* in what is stored about the merge: never changed, never used again for another kind */
    const char *word; /* of its row in the preview; NULL: goes along with the kind above it */
    const char *list; /* id, and how many of the same the other one has; $2 from, $3 into, $4 most */
    const char *statements[MERGE_STATEMENTS]; /* none: listings, which have versions */
};
extern const struct merge_move merge_moves[MERGE_KINDS];

struct merge_reference {
    const char *table, *column;
    const char *moves; /* name of the kind that moves it; NULL: it stays, … */
    const char *stays; /* … and why */
};
extern const struct merge_reference merge_references[];
extern const size_t merge_reference_count;

#endif
