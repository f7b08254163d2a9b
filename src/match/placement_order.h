/* Shape and order: what the solvers of placement share. Private to placement_*.c; the checker does not use it.
 *
 * A key is score and lot in one number, the lower the better: all bits of the score turned, then the rank of the lot.
 * Two applicants never have the same key at a seat, and the applicant can be found from it.
 */
#ifndef MATCH_PLACEMENT_ORDER_H
#define MATCH_PLACEMENT_ORDER_H

#include "match/placement.h"

#define PLACEMENT_NO_KEY UINT64_MAX

static inline uint64_t placement_key(uint32_t score, uint32_t rank)
{
    return (uint64_t)(uint32_t)~score << 32 | rank;
}

/* The applicants in the lower halves of `records` (n): by lot, or where scores are given, higher score first, then by lot.
 * False when two are alike. Needs beside the records as much as its largest part, which is small unless scores or lots
 * lie in a few bunches far apart. */
MUST_USE bool placement_sort_people(const struct placement_problem *problem, const uint32_t *scores, uint64_t *records);

/* How many have a lower lot, for each applicant (n). INVALID (field "lots") when two are equal. */
MUST_USE struct result placement_rank_lots(const struct placement_problem *problem, uint32_t *ranks);

/* Everything but the lots. */
MUST_USE struct result placement_check_shape(const struct placement_problem *problem);

/* True when a seat never ranks otherwise than the common score. */
bool placement_is_common(const struct placement_problem *problem);

/* The wishes are sound; *proposals counts them. */
MUST_USE struct result placement_serial(const struct placement_problem *problem, uint32_t *places, uint64_t *proposals);
void placement_deferred(const struct placement_problem *problem, const uint32_t *ranks, uint32_t *places,
                        uint64_t *proposals);

#endif
