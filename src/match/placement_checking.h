/* What the two halves of the checker share. Private to placement_check*.c, and nothing of the solver's. */
#ifndef MATCH_PLACEMENT_CHECKING_H
#define MATCH_PLACEMENT_CHECKING_H

#include "match/placement.h"

/* A pair that stands in the answer. */
struct pair {
    uint32_t applicant, score, wish;
};

struct counted {
    uint64_t held;
    uint64_t open;     /* of them without a reserved place; without quotas, all */
    struct pair worst; /* of the open ones */
};

/* Quotas as the checker sees them. */
struct quota_view {
    uint32_t *order;         /* quotas by place, group and kind */
    struct counted *counted; /* a quota each; of a reserve: those that hold its places, all called open */
    unsigned char *reserved; /* n: holds a reserved place */
    uint64_t *empty;         /* seats: kept places that nobody holds */
};

struct checker {
    const struct placement_problem *problem;
    const uint32_t *places;
    struct counted *seats, *enterprises;
    struct quota_view quotas; /* only with quotas */
    struct placement_findings findings;
    size_t most;
};

uint32_t checker_score(const struct placement_problem *problem, uint32_t applicant, uint32_t wish);
/* Higher score; then lower lot; then, for two pairs of one applicant, the one wished for more. */
bool checker_goes_before(const struct placement_problem *problem, struct pair left, struct pair right);
/* PLACEMENT_NONE when the seat is not in the list. */
uint32_t checker_find_wish(const struct placement_problem *problem, uint32_t applicant, uint32_t seat);
void checker_note(struct checker *checker, struct placement_fault fault);
void checker_count(const struct checker *checker, struct counted *counted, struct pair pair, bool open);

/* --- with quotas ---------------------------------------------------------------------------------------------------- */

bool quota_view_is_safe(const struct placement_problem *problem);
/* Decides who holds a reserved place. */
void quota_view_init(struct arena *arena, struct checker *checker);
/* Counts a pair of the answer in the quotas that are over it. */
void quota_view_count(struct checker *checker, struct pair pair, uint32_t seat);
void quota_view_find_over(struct checker *checker);
/* By right of a reserve: the quota, and who would have to leave the reserved place or go; else PLACEMENT_NONE. */
uint32_t quota_view_reserve(const struct checker *checker, struct pair pair, uint32_t seat, uint32_t *displaced);
/* Would the pair be kept with an open place? */
bool quota_view_open(const struct checker *checker, struct pair pair, uint32_t seat, uint32_t *displaced);

#endif
