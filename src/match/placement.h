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
 * Sources  Gale & Shapley 1962; Roth 1984 and Roth & Sotomayor 1990 (rural hospitals: every stable answer fills the
 *          same places and leaves out the same applicants); Dubins & Freedman 1981 (no gain from false lists); Abraham,
 *          Irving & Manlove, "Two algorithms for the student–project allocation problem", 2007; Fleiner, "A fixed-point
 *          approach to stable matchings", 2003; Kojima, Tamura & Yokoo 2018 (no gain from false lists under laminar
 *          totals); common score: Svensson 1999 (serial dictatorship).
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

struct placement_problem {
    size_t applicant_count, seat_count, enterprise_count;
    const uint32_t
        *wish_starts;       /* n + 1, ascending from 0; the wishes of a are wish_starts[a] … wish_starts[a + 1] - 1 */
    const uint32_t *wishes; /* w seats, each applicant's best first, none twice */
    const uint32_t *scores; /* n; looked at only where wish_scores is NULL */
    const uint32_t *wish_scores; /* w: the score at that seat; NULL: the common score */
    const uint64_t *lots;       /* n, all different; under a common score it is enough that those of equal scores are */
    const uint32_t *capacities; /* m; 0 = closed */
    const uint32_t *enterprises; /* m: whose seat it is; NULL: no totals */
    const uint32_t *totals;      /* k, or PLACEMENT_NO_TOTAL; NULL when enterprises is */
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
 * then give the same answer, for where all rank alike there is only one stable one.
 *
 * out      places in the arena; untouched on failure.
 * Errors   INVALID: field = the member that breaks its shape.
 * Cost     deferred O(w log largest capacity), with totals also log seats of an enterprise; serial O(n + w). Memory
 *          beyond the input: 20 bytes an applicant, 8 a place, 32 a seat; serial 16 an applicant.
 */
MUST_USE struct result placement_solve(struct arena *arena, const struct placement_problem *problem,
                                       struct placement_answer *out);

/* The same by a stated method. INVALID (field "method") when PLACEMENT_SERIAL is wanted without a common score. */
MUST_USE struct result placement_solve_by(struct arena *arena, const struct placement_problem *problem,
                                          enum placement_method method, struct placement_answer *out);

/* --- minimum class sizes ------------------------------------------------------------------------------------------ */

/* A seat is short when it has somebody, but fewer than its minimum. Without totals every stable answer gives a seat that
 * is not full the same people (rural hospitals), so no other stable answer repairs it: classes can only be closed. */
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
    PLACEMENT_FAULT_BLOCKING,        /* applicant and seat would both rather have each other */
    PLACEMENT_FAULT_KINDS
};

struct placement_fault {
    enum placement_fault_kind kind;
    uint32_t applicant;  /* PLACEMENT_NONE for a seat or an enterprise */
    uint32_t seat;       /* the seat wanted, or at fault; PLACEMENT_NONE for an enterprise */
    uint32_t enterprise; /* only for ENTERPRISE_OVER, else PLACEMENT_NONE */
    uint32_t displaced;  /* BLOCKING: who would have to go; PLACEMENT_NONE when there is room */
};

struct placement_findings {
    struct placement_fault *faults; /* the first `most`, in the order of the applicants, in the arena */
    size_t fault_count;
    uint64_t counts[PLACEMENT_FAULT_KINDS]; /* all of them */
};

/* Every fault of an answer. `places` may hold anything.
 * Errors   INVALID: the problem breaks its shape (not the lots: equal ones are told apart by nobody).
 * Cost     O(w + n + m + k) time, 24 bytes a seat and an enterprise. */
MUST_USE struct result placement_check(struct arena *arena, const struct placement_problem *problem,
                                       const uint32_t *places, size_t most, struct placement_findings *out);

/* --- cut-offs and reasons ----------------------------------------------------------------------------------------- */

/* The last that got in. Not full: everybody who asks gets in, and score and lot are 0. */
struct placement_cutoff {
    uint64_t lot;
    uint32_t score;
    uint32_t applicant; /* PLACEMENT_NONE when not full or without places */
    uint32_t held;
    bool full;
};

/* One for each seat and each enterprise (NULL without totals). They prove an answer: each applicant has the first seat
 * of the own list whose two cut-offs the own score and lot reach. `places` must be free of faults other than blocking
 * pairs. O(n × length of a list). */
struct placement_cutoffs {
    struct placement_cutoff *seats;
    struct placement_cutoff *enterprises;
};
void placement_build_cutoffs(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                             struct placement_cutoffs *out);

enum placement_outcome {
    PLACEMENT_GIVEN,           /* this is the place */
    PLACEMENT_SEAT_FULL,       /* the seat is full of better ones */
    PLACEMENT_ENTERPRISE_FULL, /* the seat has room or worse ones, but the enterprise is full of better ones */
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
