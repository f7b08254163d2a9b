/* The inside of the index. Private to match/.
 *
 * fit_index.c keeps the listings (one block of memory each) in an open-addressing table by id; fit_solve.c asks.
 * Nothing that is given out depends on the order of the table: every answer is sorted by (score, id).
 */
#ifndef MATCH_FIT_INDEX_H
#define MATCH_FIT_INDEX_H

#include "match/fit_values.h"

/* A copy of a listing with its arrays behind it. */
struct fit_stored {
    struct fit_listing listing;
    size_t bytes;
};

struct fit_index {
    const struct fit_rules *rules;
    struct fit_stored **table; /* capacity entries, a power of two; NULL = empty */
    size_t capacity, used;
    size_t counts[2]; /* by side */
    size_t bytes;
};

/* Better first: the higher score, of equals the smaller id. */
static inline bool fit_is_better(uint16_t total, int64_t id, uint16_t other_total, int64_t other_id)
{
    return total != other_total ? total > other_total : id < other_id;
}

static inline bool fit_score_sides(const struct fit_rules *rules, const struct fit_listing *one,
                                   const struct fit_listing *other, struct fit_score *out)
{
    return one->side == FIT_NEED ? fit_score_pair(rules, one, other, out) : fit_score_pair(rules, other, one, out);
}

#endif
