/* The inside of the index. Private to match/.
 *
 * fit_index.c keeps the listings (one piece of memory each) in an open-addressing table by id, and tells the postings
 * (fit_posting.h) of every change; fit_solve.c asks them. Nothing that is given out depends on the order of table or
 * blocks: every answer is sorted by (score, id).
 */
#ifndef MATCH_FIT_INDEX_H
#define MATCH_FIT_INDEX_H

#include "match/fit_posting.h"

struct fit_index {
    const struct fit_rules *rules;
    struct fit_stored **table; /* capacity entries, a power of two; NULL = empty */
    size_t capacity, used;
    size_t counts[2];          /* by side */
    struct fit_list *lists[2]; /* by side, then trade */
    uint32_t *relation_starts; /* trade_count + 1: where the relations of a trade begin */
    size_t bytes;
};

/* Better first: the higher score, of equals the smaller id. */
static inline bool fit_is_better(int32_t total, int64_t id, int32_t other_total, int64_t other_id)
{
    return total != other_total ? total > other_total : id < other_id;
}

static inline bool fit_score_sides(const struct fit_rules *rules, const struct fit_listing *one,
                                   const struct fit_listing *other, struct fit_score *out)
{
    return one->side == FIT_NEED ? fit_score_pair(rules, one, other, out) : fit_score_pair(rules, other, one, out);
}

#endif
