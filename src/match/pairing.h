/* Pairing (结对帮扶): which schools help which, so that all pairs together are worth as many points as can be. Also any
 * other assignment of one side to another. Pure: arrays in, arrays out; no I/O, clock, chance or text.
 *
 * Two sides, helpers and helped. Each has a largest and a smallest number of pairs. A pair is made once or not at all, may
 * be forbidden, and is worth whole points, which may be negative:
 *
 *     points = matrix + sum over topics of (strength of the helper × need of the helped) + constant + extra
 *
 * where each part may be missing. The product form is not written out: rows are made when they are looked at.
 *
 * The answer comes with prices, one for each school: what one more pair of this school would be worth. They prove that
 * no other choice of pairs is worth more (duality of linear programming; the bounds and 0/1 pairs keep the answer whole,
 * for the matrix is totally unimodular, Hoffman & Kruskal 1956):
 *   - a price above 0 only where a school has its most, below 0 only where it has its least;
 *   - a pair that is made is worth at least the two prices, one that is not at most;
 *   - then points of all pairs = sum of (price × most, or × least if the price is below 0) + sum over pairs of what they
 *     are worth above the two prices. The right side is a bound for every choice, so both are the best.
 * If there is no answer, a set of schools proves it: they need more than can be had (Hall 1935; Gale 1957; Hoffman 1960).
 *
 * Everything is exact in 64 bits. Of several best answers one is chosen that depends on the order of the schools; sort
 * them to be independent of the order of rows.
 *
 * Sources  assignment: Kuhn 1955; Jonker & Volgenant, "A shortest augmenting path algorithm for dense and sparse linear
 *          assignment problems", 1987; prices that rise by ever smaller steps: Bertsekas 1979, 1988. Otherwise: network
 *          simplex, Dantzig 1951; Cunningham 1976; block pricing as in Király & Kovács 2012.
 */
#ifndef MATCH_PAIRING_H
#define MATCH_PAIRING_H

#include "base/arena.h"
#include "base/result.h"

#include <stdint.h>

#define PAIRING_SCHOOLS_MOST 1000000U     /* a side */
#define PAIRING_POINTS_MOST  1000000000LL /* of a pair, either sign; of all its parts together, taken absolutely */
#define PAIRING_PRICE_MOST   (1LL << 60)  /* either sign; of prices that are checked */
#define PAIRING_NONE         UINT32_MAX

enum pairing_side { PAIRING_HELPER, PAIRING_HELPED };

struct pairing_pair {
    uint32_t helper, helped;
};

/* h helpers, d helped, k topics. Everything is borrowed. */
struct pairing_problem {
    size_t counts[2];          /* h, d: 1 to PAIRING_SCHOOLS_MOST */
    const uint32_t *mosts[2];  /* h, d; NULL: 1 each */
    const uint32_t *leasts[2]; /* h, d, not above the most; NULL: 0 each */
    const int32_t *matrix;     /* h × d, a row for each helper; NULL: 0 */
    size_t topic_count;        /* at most 64 */
    const int32_t *strengths;  /* h × k, a row for each helper */
    const int32_t *needs;      /* d × k, a row for each helped */
    int32_t constant;
    size_t extra_count;
    const struct pairing_pair *extras; /* ascending by helper, then helped, none twice */
    const int32_t *extra_points;
    size_t forbidden_count;
    const struct pairing_pair *forbidden; /* ascending, none twice */
};

enum pairing_method {
    PAIRING_ASSIGNMENT, /* at most one pair each: prices that rise, then shortest augmenting paths */
    PAIRING_NETWORK,    /* network simplex */
};

struct pairing_answer {
    enum pairing_method method;
    size_t pair_count;
    struct pairing_pair *pairs; /* ascending */
    int64_t *prices[2];         /* h, d */
    int64_t points;
    uint64_t steps; /* bids and steps of paths, or pivots; for those who measure */
};

/* Pairs and prices that somebody says are the best. */
struct pairing_claim {
    const struct pairing_pair *pairs;
    size_t pair_count;
    const int64_t *prices[2]; /* both NULL: only the pairs */
};

static inline struct pairing_claim pairing_claim_of(const struct pairing_answer *answer)
{
    return (struct pairing_claim){answer->pairs, answer->pair_count, {answer->prices[0], answer->prices[1]}};
}

/* Why there is no answer: `needing` schools of one side need `need` pairs together, but get at most `offer`: the other
 * side's `offering` schools have no more places than `places`, and with all others of that side only `outside` pairs are
 * allowed. need > offer = places + outside. */
struct pairing_shortage {
    enum pairing_side side; /* of the needing */
    size_t needing_count, offering_count;
    uint32_t *needing, *offering; /* ascending */
    uint64_t need, offer, places, outside;
};

/* The most points.
 *
 * out        in the arena; untouched on failure.
 * shortage   may be NULL; filled, in the arena, when the failure is that there is no answer.
 * Errors     INVALID, field = the member that breaks its shape. CONFLICT: no answer.
 * Cost       assignment O(h d) typically, O(n² d) at worst, n the smaller side; network simplex mostly a few O(h d),
 *            without a good bound. Memory beyond the input O(h + d + pairs + extras + forbidden); 512 bytes a school of the
 *            smaller side for assignment.
 */
MUST_USE struct result pairing_solve(struct arena *arena, const struct pairing_problem *problem,
                                     struct pairing_answer *out, struct pairing_shortage *shortage);

/* The same by a stated method. INVALID (field "method") for PAIRING_ASSIGNMENT where somebody may have two pairs, or where
 * some have a least that the assignment cannot keep. */
MUST_USE struct result pairing_solve_by(struct arena *arena, const struct pairing_problem *problem,
                                        enum pairing_method method, struct pairing_answer *out,
                                        struct pairing_shortage *shortage);

/* Points of one pair; the pair may be forbidden. O(k + log extras). */
int64_t pairing_points(const struct pairing_problem *problem, struct pairing_pair pair);
/* O(log forbidden). */
bool pairing_is_forbidden(const struct pairing_problem *problem, struct pairing_pair pair);

/* --- the checker: own code, nothing shared with the solver ------------------------------------------------------- */

enum pairing_fault_kind {
    PAIRING_FAULT_UNKNOWN,     /* a pair of a school that is none */
    PAIRING_FAULT_TWICE,       /* a pair that stands twice */
    PAIRING_FAULT_FORBIDDEN,   /* a pair that is forbidden */
    PAIRING_FAULT_OVER,        /* a school has more pairs than its most */
    PAIRING_FAULT_UNDER,       /* a school has fewer pairs than its least */
    PAIRING_FAULT_PRICE_ABOVE, /* a price above 0, but the school has room */
    PAIRING_FAULT_PRICE_BELOW, /* a price below 0, but the school has more than its least */
    PAIRING_FAULT_PRICE_RANGE, /* a price beyond PAIRING_PRICE_MOST */
    PAIRING_FAULT_TOO_DEAR,    /* a pair that is made is worth less than its two prices */
    PAIRING_FAULT_MISSED,      /* a pair that is not made is worth more than its two prices */
    PAIRING_FAULT_VALUE,       /* points of the pairs are not the value of the prices */
    PAIRING_FAULT_KINDS
};

struct pairing_fault {
    enum pairing_fault_kind kind;
    enum pairing_side side;   /* of the school, where it is one school's */
    struct pairing_pair pair; /* PAIRING_NONE where there is none */
    int64_t much;             /* the pairs the school has, its price, or by how much the pair misses its prices */
};

struct pairing_findings {
    struct pairing_fault *faults; /* the first `most`, in the arena */
    size_t fault_count;
    uint64_t counts[PAIRING_FAULT_KINDS]; /* all of them */
    int64_t points, value;                /* of the pairs; of the prices (at most INT64_MAX, which cannot be equal) */
};

/* Every fault of pairs and prices. Both may hold anything; without prices only whether the pairs are allowed is checked.
 * Without faults of any kind no other choice of pairs is worth more.
 * Errors   INVALID: the problem breaks its shape.
 * Cost     O(h d k) time with prices. */
MUST_USE struct result pairing_check(struct arena *arena, const struct pairing_problem *problem,
                                     const struct pairing_claim *claim, size_t most, struct pairing_findings *out);

/* Whether a shortage proves that there is no answer: its schools exist, none twice, and its numbers are counted anew. */
bool pairing_shortage_holds(struct arena *arena, const struct pairing_problem *problem,
                            const struct pairing_shortage *shortage);

/* --- reasons ------------------------------------------------------------------------------------------------------ */

/* Why a pair is made or not, and what it costs to have it otherwise: without it if it is made, with it if it is not. */
struct pairing_explanation {
    bool made, forbidden;
    int64_t points, prices[2];
    int64_t above; /* points - both prices: what the pair is worth above what its places are worth elsewhere */
    bool possible; /* false: it cannot be otherwise, whatever the rest; cost, changes and after are then empty */
    int64_t cost;  /* points that the best answer loses by having it otherwise; exact */
    size_t gone_count, come_count; /* how the best answer changes then, the pair itself included */
    struct pairing_pair *gone, *come;
};

/* The claim must have prices and be free of faults. A forbidden pair is explained as if it alone were allowed.
 * Errors   INVALID: field "pair" for a school that is none, or the member that breaks its shape.
 * Cost     O((h + d)² + h d k): one shortest path. */
MUST_USE struct result pairing_explain(struct arena *arena, const struct pairing_problem *problem,
                                       const struct pairing_claim *claim, struct pairing_pair pair,
                                       struct pairing_explanation *out);

#endif
