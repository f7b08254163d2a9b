/* A pairing problem as its solvers look at it: rows and columns, either side being the rows. Private to match/pairing*.c.
 *
 * Rows are made when they are asked for: the product of levels is never written out as a whole. A matrix is used where it
 * lies; turned around, it is copied once. Rows of levels lie topic by topic, so that the inner loops run over columns
 * beside each other.
 */
#ifndef MATCH_PAIRING_VIEW_H
#define MATCH_PAIRING_VIEW_H

#include "match/pairing.h"

/* Inner loops over columns are made for processors with and without wide registers, and the right one is taken. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) &&               \
    !defined(__SANITIZE_THREAD__)
#define PAIRING_WIDE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define PAIRING_WIDE
#endif

#define PAIRING_FORBIDDEN INT32_MIN /* in a row: no pair */

struct pairing_view {
    size_t row_count, column_count, topic_count;
    enum pairing_side row_side;
    const int32_t *matrix;        /* rows × columns, or NULL */
    const int32_t *row_levels;    /* rows × topics */
    const int32_t *column_levels; /* topics × columns */
    int32_t constant;
    const size_t *extra_starts; /* rows + 1; NULL: none */
    const uint32_t *extra_columns;
    const int32_t *extra_points;
    const size_t *forbidden_starts; /* rows + 1; NULL: none; columns ascending */
    const uint32_t *forbidden_columns;
    int64_t points_most; /* no pair is worth more, either sign */
};

/* Bounds and shapes: INVALID with the member's name otherwise. *points_most as in the view. */
MUST_USE struct result pairing_judge_shape(const struct pairing_problem *problem, int64_t *points_most);

/* The view of a sound problem. */
void pairing_view_init(struct arena *arena, const struct pairing_problem *problem, enum pairing_side row_side,
                       int64_t points_most, struct pairing_view *out);

/* Points of columns from … to - 1 of a row, PAIRING_FORBIDDEN where there may be no pair. Either where the matrix lies or
 * in `room`, which has room for to - from. */
const int32_t *pairing_view_row(const struct pairing_view *view, size_t row, size_t from, size_t to, int32_t *room);

/* What a school may have at most (never more than there are schools on the other side), and at least. */
uint32_t pairing_most(const struct pairing_problem *problem, enum pairing_side side, size_t school);
uint32_t pairing_least(const struct pairing_problem *problem, enum pairing_side side, size_t school);
bool pairing_has_leasts(const struct pairing_problem *problem);

/* True, or false and the shortage filled. pairing_flow.c. */
bool pairing_find_flow(struct arena *arena, const struct pairing_problem *problem, struct pairing_shortage *out);

/* Whether the assignment can be used, and by which side as rows. pairing_assign.c. */
bool pairing_assign_applies(const struct pairing_problem *problem, enum pairing_side *row_side);
void pairing_assign(struct arena *arena, const struct pairing_problem *problem, int64_t points_most,
                    struct pairing_answer *out);
/* pairing_network.c. Feasible problems only. */
void pairing_network(struct arena *arena, const struct pairing_problem *problem, int64_t points_most,
                     struct pairing_answer *out);

/* While solving, the price of a school that may have no pair: nobody wants one. */
#define PAIRING_CLOSED_PRICE (1LL << 58)

/* Makes prices fit to be read: those that stand on the bonus for pairs that are due get the smallest bonus that still
 * proves the answer, and closed schools get the price that nobody pays. pairing_settle.c. */
void pairing_settle_prices(struct arena *arena, const struct pairing_problem *problem, const struct pairing_view *view,
                           int64_t bonus, struct pairing_answer *answer);

struct pairing_pair pairing_pair_of(const struct pairing_view *view, uint32_t row, uint32_t column);
void pairing_sort_pairs(struct pairing_pair *pairs, size_t count);

static inline int64_t pairing_larger(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

#endif
