/* Which quotas count a pair: what the solver and the cut-offs of placement share. Private to placement_*.c; the checker
 * does not use it.
 */
#ifndef MATCH_PLACEMENT_QUOTAS_H
#define MATCH_PLACEMENT_QUOTAS_H

#include "match/placement.h"

/* One slot for each place and group that has a quota, found by open addressing. */
struct quota_slot {
    uint64_t key;     /* UINT64_MAX: free */
    uint32_t at_most; /* a quota, or PLACEMENT_NONE */
    uint32_t reserve; /* reserved or kept */
};

struct quota_index {
    struct quota_slot *slots;
    size_t mask;
    unsigned char *seats, *enterprises; /* whether one has quotas at all; enterprises NULL without */
};

/* The quotas of one pair. At most one reserve, for a sound problem. */
struct pair_quotas {
    uint32_t at_most[2 * PLACEMENT_GROUPS_MOST];
    uint32_t count;
    uint32_t reserve; /* PLACEMENT_NONE: none */
};

/* Quotas of a wrong shape are passed over. */
void quota_index_init(struct arena *arena, const struct placement_problem *problem, struct quota_index *out);
const struct quota_slot *quota_index_find(const struct quota_index *index, bool whole, uint32_t place, uint32_t group);
void quota_index_of_pair(const struct quota_index *index, const struct placement_problem *problem, uint32_t applicant,
                         uint32_t seat, struct pair_quotas *out);
/* The same where the groups are at hand; and a word to the memory beforehand. */
void quota_index_of_groups(const struct quota_index *index, const struct placement_problem *problem,
                           const uint32_t *groups, uint32_t count, uint32_t seat, struct pair_quotas *out);
void quota_index_prefetch(const struct quota_index *index, const struct placement_problem *problem,
                          const uint32_t *groups, uint32_t count, uint32_t seat);

/* Place and group are there, and only "at most" is over an enterprise. */
bool placement_quota_is_shaped(const struct placement_problem *problem, const struct placement_quota *quota);

bool placement_has_reserves(const struct placement_problem *problem);

/* INVALID (field "quotas") when the lists of groups break their shape or a quota has a fault. */
MUST_USE struct result placement_check_quotas(const struct placement_problem *problem);

/* By a common score without reserves (records: the applicants in its order, in the lower halves); and by deferred
 * acceptance. The quotas have no fault. */
void placement_serial_quotas(const struct placement_problem *problem, const uint64_t *records, uint32_t *places,
                             uint64_t *proposals);
void placement_choose(const struct placement_problem *problem, const uint32_t *ranks, uint32_t *places,
                      uint64_t *proposals);

/* The cut-offs where there are quotas. */
void placement_cut_quotas(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                          struct placement_cutoffs *out);

#endif
