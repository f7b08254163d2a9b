/* Stable placement: who gets which place, so that no applicant and no seat would both rather have each other.
 * Pure: arrays in, arrays out; no I/O, clock, chance or text. Same input, same answer, whatever the row order.
 *
 * Applicants have lists of seats, best first. A seat (a post, a class to order) has a number of places and ranks the
 * applicants by score, higher first; at equal scores the lower lot goes first. Scores are common to all seats, or stand
 * beside each wish (a seat's own ranking). Seats belong to enterprises, and an enterprise may have a total that is less
 * than its seats together.
 *
 * What stable means. The pair (applicant, seat) blocks when the applicant likes the seat better than the own place (or
 * has none), the seat has room or a pair there is worse, and the enterprise has room or a pair there is worse or the
 * seat is full. An answer is stable when nobody sits outside the own list, no number is exceeded and no pair blocks.
 * Where all seats of an enterprise rank alike, this is exactly the stability of the student–project allocation problem
 * SPA-S (Abraham, Irving & Manlove 2007). Where they contradict each other, an enterprise has no one ranking, so the
 * pair's own score decides: 90 points for this seat go before 85 points for that one. "At most so many in the seat and
 * in the enterprise" is a laminar matroid over pairs, and stable answers of matroids exist always, with one that is
 * best for every applicant at once (Fleiner 2003). The input therefore needs not be refused. Two pairs of the same
 * applicant with equal scores are ordered by the applicant's list.
 *
 * The answer is the one stable answer that is best for all applicants, and nobody can do better by a false list.
 *
 * Quotas (placement_quotas below): at most so many of a group in a seat or an enterprise, and places of a seat that go
 * first to a group. In an answer the members of a reserved group that go first, up to its number, hold the reserved
 * places; everybody else holds an open one. Nobody with an open place pushes out somebody with a reserved one, not
 * under the enterprise's total either. So with quotas a wished pair blocks when
 *   – it is meant by a reserve that is not filled, or has somebody worse in it, or
 *   – the seat, the enterprise and every "at most" that counts it either have room or have an open pair that is worse.
 * Room of a seat is less the places kept empty (PLACEMENT_KEPT).
 * Why that is sound: what an enterprise chooses from the pairs offered is the best set under a sum of concave functions
 * of how many it has of each group of a laminar family (each two groups nested or apart), which is M♮-concave; such a
 * choice has substitutes and obeys the law of aggregate demand. Hence stable answers exist, one of them is best for all
 * applicants, all of them place the same applicants and give each enterprise as many, and nobody gains by a false list
 * (Roth 1984; Hatfield & Milgrom 2005). Groups that cross each other break it:
 * stable answers need not exist, and to decide it is hard (Huang 2010). They are refused (placement_find_quota_faults),
 * but for "at most" under one common score: there in the order of the score everybody takes the best that is open, which
 * needs no structure, and the answer is the only stable one.
 *
 * Sources  Gale & Shapley 1962; Roth 1984 and Roth & Sotomayor 1990 (rural hospitals: every stable answer fills the
 *          same places and leaves out the same applicants); Dubins & Freedman 1981 (no gain from false lists); Abraham,
 *          Irving & Manlove, "Two algorithms for the student–project allocation problem", 2007; Fleiner, "A fixed-point
 *          approach to stable matchings", 2003; Kojima, Tamura & Yokoo 2018 (no gain from false lists under laminar
 *          totals); common score: Svensson 1999 (serial dictatorship). Quotas: Hatfield & Milgrom, "Matching with
 *          contracts", 2005; reserves: Hafalir, Yenmez & Yildirim, "Effective affirmative action in school choice", 2013,
 *          and Ehlers, Hafalir, Yenmez & Yildirim 2014; laminar families: Huang, "Classified stable matching", 2010, and
 *          Kojima, Tamura & Yokoo, "Designing matching mechanisms under constraints", 2018.
 */
#ifndef MATCH_PLACEMENT_H
#define MATCH_PLACEMENT_H

#include "base/arena.h"
#include "base/result.h"

#include <stdint.h>

#define PLACEMENT_NONE     UINT32_MAX /* no place; no such applicant */
#define PLACEMENT_NO_TOTAL UINT32_MAX /* an enterprise without a total of its own */

/* n applicants, m seats, k enterprises, w wishes in all; each at most PLACEMENT_MOST. Everything is borrowed. */
#define PLACEMENT_MOST 4000000000U

enum placement_quota_kind {
    PLACEMENT_AT_MOST,  /* no more than number members */
    PLACEMENT_RESERVED, /* number places of the seat go first to members; what they leave goes to anybody */
    PLACEMENT_KEPT,     /* the same, but what they leave stays empty */
};

struct placement_quota {
    enum placement_quota_kind kind;
    bool whole;      /* place is an enterprise; only AT_MOST */
    uint32_t place;  /* a seat or an enterprise */
    uint32_t group;  /* whose members */
    uint32_t number; /* AT_MOST may be 0 */
};

#define PLACEMENT_GROUPS_MOST 32 /* groups of one applicant; a school is a group too */

struct placement_quotas {
    size_t group_count, quota_count;
    const uint32_t *member_starts; /* n + 1: the groups of a are members[member_starts[a] …] */
    const uint32_t *members;       /* none twice for one applicant */
    const struct placement_quota *list;
};

struct placement_problem {
    size_t applicant_count, seat_count, enterprise_count;
    const uint32_t
        *wish_starts;       /* n + 1, ascending from 0; the wishes of a are wish_starts[a] … wish_starts[a + 1] - 1 */
    const uint32_t *wishes; /* w seats, each applicant's best first, none twice */
    const uint32_t *scores; /* n; looked at only where wish_scores is NULL */
    const uint32_t *wish_scores; /* w: the score at that seat; NULL: the common score */
    const uint64_t *lots;       /* n, all different; under a common score it is enough that those of equal scores are */
    const uint32_t *capacities; /* m; 0 = closed */
    const uint32_t *enterprises;           /* m: whose seat it is; NULL: no totals */
    const uint32_t *totals;                /* k, or PLACEMENT_NO_TOTAL; NULL when enterprises is */
    const struct placement_quotas *quotas; /* NULL: none */
};

enum placement_method {
    PLACEMENT_SERIAL,   /* one common score: in its order everybody takes the best that is left (平行志愿) */
    PLACEMENT_DEFERRED, /* applicants propose, seats keep the best so far */
};

struct placement_answer {
    uint32_t *places; /* n: a seat, or PLACEMENT_NONE */
    enum placement_method method;
    uint64_t proposals; /* wishes looked at */
};

/* The applicant-best stable answer. A common score is noticed also when it is written beside every wish; both methods
 * then give the same answer, for where all rank alike there is only one stable one. Reserved places make seats rank
 * unlike each other, so with them the method is PLACEMENT_DEFERRED.
 *
 * out      places in the arena; untouched on failure.
 * Errors   INVALID: field = the member that breaks its shape; "quotas" also where placement_find_quota_faults finds one.
 * Cost     deferred O(w log largest capacity), with totals also log seats of an enterprise; serial O(n + w). Memory
 *          beyond the input: 16 bytes an applicant, 8 a place, 32 a seat; serial 8 an applicant, or 12 where the score
 *          stands beside the wishes, and 4 a seat and an enterprise. Where lots or scores lie in few bunches far apart,
 *          up to 8 an applicant more. With quotas times the number that count a pair (seat, enterprise and quotas), 32
 *          to 64 bytes a place for each of them.
 */
MUST_USE struct result placement_solve(struct arena *arena, const struct placement_problem *problem,
                                       struct placement_answer *out);

/* The same by a stated method. INVALID (field "method") when PLACEMENT_SERIAL is wanted without a common score. */
MUST_USE struct result placement_solve_by(struct arena *arena, const struct placement_problem *problem,
                                          enum placement_method method, struct placement_answer *out);

/* --- quotas that cannot be ----------------------------------------------------------------------------------------- */

enum placement_quota_fault_kind {
    PLACEMENT_QUOTA_SHAPE,       /* kind, place or group is none; a reserve over an enterprise */
    PLACEMENT_QUOTA_TWICE,       /* the same place and group as `other`, and both at most, or both reserved or kept */
    PLACEMENT_QUOTA_NOBODY,      /* the group has no members */
    PLACEMENT_QUOTA_SEAT_SUM,    /* with the reserves before it more places than the seat has */
    PLACEMENT_QUOTA_TOTAL_SUM,   /* with the reserves before it more places than the enterprise's total */
    PLACEMENT_QUOTA_MOST_SUM,    /* with the reserves before it more places than `other` allows */
    PLACEMENT_QUOTA_OVERLAP,     /* two reserves of a seat mean the same people: leave open whose place is used */
    PLACEMENT_QUOTA_INSIDE,      /* at most of a part of the group that `other` reserves places for */
    PLACEMENT_QUOTA_KEPT_INSIDE, /* places kept empty for a part of the group that `other` limits: no substitutes */
    PLACEMENT_QUOTA_CROSSING,    /* the groups of `other` and this one cross: no theorem holds */
    PLACEMENT_QUOTA_ACROSS, /* over an enterprise whose seat `seat` can be full before the total is reached: crosses it */
    PLACEMENT_QUOTA_FAULT_KINDS
};

struct placement_quota_fault {
    enum placement_quota_fault_kind kind;
    uint32_t quota, other; /* other: the quota it does not go with, or PLACEMENT_NONE */
    uint32_t seat;         /* ACROSS; else PLACEMENT_NONE */
    uint64_t number;       /* the sums: what they come to */
};

/* The first `most` faults found, in the arena. CROSSING and ACROSS are none under a common score
 * without reserves. Quotas of a seat with no places count for nothing. The rest of the problem is sound.
 * O(members + quotas + pairs of quotas whose groups share somebody). */
struct placement_quota_faults {
    struct placement_quota_fault *faults;
    size_t fault_count;
};
void placement_find_quota_faults(struct arena *arena, const struct placement_problem *problem, size_t most,
                                 struct placement_quota_faults *out);

/* --- minimum class sizes ------------------------------------------------------------------------------------------ */

/* A seat is short when it has somebody, but fewer than its minimum. Without totals every stable answer gives a seat that
 * is not full the same people (rural hospitals), so no other stable answer repairs it: classes can only be closed. With
 * quotas of seats it is as many people in each, the same conclusion. */
bool placement_is_short(uint32_t held, uint32_t minimum);

/* Solves, closes the one short seat that lacks most people, and solves again, until no seat is short. Of seats that
 * lack as many, the one with the lowest `turn` is closed. The answer is stable for the seats that stay open; with the
 * closed ones it need not be: placement_check of the full problem lists the blocking pairs.
 *
 * minima, turns  one a seat; turns all different, so that the row order decides nothing.
 * closed         in the order of closing, in the arena.
 * Cost           one placement_solve for each closed seat, and one.
 */
MUST_USE struct result placement_solve_closing(struct arena *arena, const struct placement_problem *problem,
                                               const uint32_t *minima, const uint32_t *turns,
                                               struct placement_answer *out, uint32_t **closed, size_t *closed_count);

/* --- the checker: own code, nothing shared with the solver ------------------------------------------------------- */

enum placement_fault_kind {
    PLACEMENT_FAULT_UNKNOWN_SEAT,    /* a place that is no seat */
    PLACEMENT_FAULT_NOT_WISHED,      /* a place outside the own list */
    PLACEMENT_FAULT_SEAT_OVER,       /* more in a seat than it has places */
    PLACEMENT_FAULT_ENTERPRISE_OVER, /* more in an enterprise than its total */
    PLACEMENT_FAULT_QUOTA_OVER,      /* more of a group than "at most" */
    PLACEMENT_FAULT_KEPT_USED,       /* others hold places that are kept for a group */
    PLACEMENT_FAULT_BLOCKING,        /* applicant and seat would both rather have each other */
    PLACEMENT_FAULT_KINDS
};

struct placement_fault {
    enum placement_fault_kind kind;
    uint32_t applicant;  /* PLACEMENT_NONE for a seat, an enterprise or a quota */
    uint32_t seat;       /* the seat wanted, or at fault; PLACEMENT_NONE for an enterprise */
    uint32_t enterprise; /* for ENTERPRISE_OVER and a quota over an enterprise, else PLACEMENT_NONE */
    uint32_t displaced;  /* BLOCKING: who would have to go; PLACEMENT_NONE when there is room */
    uint32_t quota;      /* QUOTA_OVER and KEPT_USED; BLOCKING by right of a reserve; else PLACEMENT_NONE */
};

struct placement_findings {
    struct placement_fault *faults; /* the first `most`, in the order of the applicants, in the arena */
    size_t fault_count;
    uint64_t counts[PLACEMENT_FAULT_KINDS]; /* all of them */
};

/* Every fault of an answer. `places` may hold anything.
 * Errors   INVALID: the problem breaks its shape (not the lots: equal ones are told apart by nobody).
 * Cost     O(w + n + m + k) time, 24 bytes a seat and an enterprise; with quotas also log quotas for each group of the
 *          applicant at each wish. */
MUST_USE struct result placement_check(struct arena *arena, const struct placement_problem *problem,
                                       const uint32_t *places, size_t most, struct placement_findings *out);

/* --- cut-offs and reasons ----------------------------------------------------------------------------------------- */

/* The last that got in (with quotas: of those with an open place). Not full: everybody who asks gets in, and score and lot
 * are 0. */
struct placement_cutoff {
    uint64_t lot;
    uint32_t score;
    uint32_t applicant; /* PLACEMENT_NONE when not full, or without places, or when all are reserved */
    uint32_t held;
    bool full;
};

/* One for each seat, each enterprise (NULL without totals) and each quota (NULL without). They prove an answer: each
 * applicant has the first seat of the own list that is reached: the own score and lot reach the cut-off of a reserve that
 * means the applicant, or those of the seat, its enterprise and every "at most" that counts the applicant. `places` must be free of faults other than blocking
 * pairs. O(n × length of a list). */
struct placement_cutoffs {
    struct placement_cutoff *seats;
    struct placement_cutoff *enterprises;
    struct placement_cutoff *quotas; /* of a reserve: the last that holds one of its places, also when it is not full */
};
void placement_build_cutoffs(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                             struct placement_cutoffs *out);

enum placement_outcome {
    PLACEMENT_GIVEN,           /* this is the place */
    PLACEMENT_SEAT_FULL,       /* the seat is full of better ones */
    PLACEMENT_ENTERPRISE_FULL, /* the seat has room or worse ones, but the enterprise is full of better ones */
    PLACEMENT_QUOTA_FULL,      /* seat and enterprise would be reached, but "at most" is full of better ones */
    PLACEMENT_RESERVED_AWAY,   /* full, and one who goes behind holds a reserved place, or a kept one is empty */
    PLACEMENT_CLOSED,          /* the seat or its enterprise has no places at all */
    PLACEMENT_NOT_NEEDED,      /* comes after the place that was given */
    PLACEMENT_BLOCKED,         /* would be reached, but was not given: the answer is not stable */
};

struct placement_reason {
    uint32_t seat, score;
    uint32_t rank;   /* 1 = the best of all who wished for this seat */
    uint32_t rivals; /* how many wished for it, the applicant included */
    enum placement_outcome outcome;
    struct placement_cutoff seat_cutoff, enterprise_cutoff;
    uint32_t quota; /* that decided: QUOTA_FULL, RESERVED_AWAY, or GIVEN by right of a reserve; else PLACEMENT_NONE */
    struct placement_cutoff quota_cutoff;
};

/* Why: one reason for each wish of one applicant, in the arena, best wish first. `places` as for the cut-offs.
 * O(w). */
struct placement_explanation {
    struct placement_reason *reasons;
    size_t reason_count;
    uint32_t place;
};
MUST_USE struct result placement_explain(struct arena *arena, const struct placement_problem *problem,
                                         const uint32_t *places, uint32_t applicant, struct placement_explanation *out);

#endif
