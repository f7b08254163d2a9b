/* Talks: who meets whom when, so that as many weighty wishes as possible come true and nobody is in two places at once.
 * Pure: arrays in, arrays out; no I/O, clock, chance or text. Same input, same answer: participants and pairs are given
 * in the order of their ids, so that the row order of a file decides nothing.
 *
 * Two sides. Participants 0 … left_count - 1 meet participants left_count … participant_count - 1, one pair at most once,
 * in a slot where both are there, at a table that is open in it. Each has a most, which is kept, and a least, which is a
 * target. The aim has three steps: first the fewest pairs without a meeting that must have one; among those schedules the
 * fewest meetings missing below the leasts, counted over everybody; among those the largest sum of weights.
 *
 * The bound is the best choice of pairs for which each participant alone has a slot for each of its pairs, whoever else is
 * in it, and all together have a table; a flow, so it is a whole number, and no schedule is better. That two organisations
 * meet only once is in it by prices, and by trying both ways where prices leave a choice open. In small events the same is
 * done for the slots, until both of a pair have the same one. With everybody there always
 * it is reached, for the edges of a bipartite graph can be coloured with as many colours as its largest degree, in classes of
 * any equal size (König 1916; de Werra 1971). Otherwise the distance is told. The bound does not know walking times.
 *
 * Sources  König 1916; Kempe 1879 (chains); de Werra, "Equitable colorations of graphs", 1971; Busacker & Gowen 1960
 *          (successive shortest paths); Edmonds & Fulkerson 1965 (sets that fit into slots); Everett 1963, Held & Karp 1970
 *          (prices); Land & Doig 1960 (both ways); Glover 1996 (ejection chains); Joslin & Clements 1999 (squeaky wheels first).
 */
#ifndef MATCH_TALKS_H
#define MATCH_TALKS_H

#include "base/arena.h"
#include "base/result.h"

#include <stdint.h>

#define TALKS_NONE UINT32_MAX
enum { TALKS_SLOTS_MOST = 64, TALKS_ZONES_MOST = 16 };
#define TALKS_PEOPLE_MOST 100000U
#define TALKS_PAIRS_MOST  4000000U
#define TALKS_TABLES_MOST 100000U
#define TALKS_WEIGHT_MOST 1000000U

/* One that may take place and is worth something. */
struct talks_pair {
    uint32_t left, right;
    uint32_t weight; /* 1 … TALKS_WEIGHT_MOST */
};

struct talks_meeting {
    uint32_t left, right, slot, table;
};

/* Everything is borrowed. */
struct talks_problem {
    size_t participant_count, left_count, slot_count, pair_count, table_count, zone_count;
    const uint64_t *slots;            /* one a participant: bit s = there in slot s */
    const uint32_t *leasts, *mosts;   /* one a participant */
    const struct talks_pair *pairs;   /* ascending by left, then right; none twice */
    const uint64_t *table_slots;      /* one a table: bit s = open in slot s */
    const uint32_t *table_zones;      /* below zone_count, which is at least 1 */
    const uint8_t *walks;             /* zone × zone: whole slots that must lie between two meetings; NULL: none */
    const uint32_t *organisations;    /* below participant_count; two of them meet at most once. NULL: no such rule */
    const struct talks_meeting *kept; /* stay as they are; must break no rule (talks_list_kept) */
    size_t kept_count;
    const bool *musts; /* one a pair: it must have a meeting. NULL: none must */
};

struct talks_answer {
    struct talks_meeting *meetings; /* by slot, table; the kept ones among them */
    size_t meeting_count;
    uint64_t unmet; /* pairs that must meet and do not */
    uint64_t missing, weight;
    uint64_t bound_unmet;   /* no schedule has fewer */
    uint64_t bound_missing; /* no schedule with as few misses fewer */
    uint64_t bound_weight;  /* no schedule that misses as few weighs more */
    bool proven;            /* these are the bounds, or all other schedules were tried */
};

/* out      meetings in the arena; untouched on failure.
 * Errors   INVALID: field = the member that breaks its shape, "kept" also for kept meetings that break a rule; "weights"
 *          when the three steps of the aim are too large together (2^59).
 * Cost     the bound O(meetings × pairs) at worst, mostly far less; for those whose pairs do not fit into their slots, and
 *          for each price, some shortest paths more. Then a fixed budget of steps, not of time; ended when the bound is
 *          reached. 30 bytes a pair, 12 a participant and slot; with organisations 40 more a pair. */
MUST_USE struct result talks_solve(struct arena *arena, const struct talks_problem *problem, struct talks_answer *out);

/* The yardstick: the heaviest pair first, in the first slot that is free; the kept ones stay. Without bounds (0). */
MUST_USE struct result talks_solve_greedy(struct arena *arena, const struct talks_problem *problem,
                                          struct talks_answer *out);

/* Of an earlier schedule what is still possible, in the same slots; where the table is gone, at another one in the same
 * slot. `old` may hold anything. `kept` of the problem is not looked at. In the arena. */
MUST_USE struct result talks_list_kept(struct arena *arena, const struct talks_problem *problem,
                                       const struct talks_meeting *old, size_t count, struct talks_meeting **kept,
                                       size_t *kept_count);

/* Index of a pair, or TALKS_NONE. */
uint32_t talks_find_pair(const struct talks_problem *problem, uint32_t left, uint32_t right);

/* --- the checker: own code, the test of the shapes too ---------------------------------------------------------------- */

enum talks_fault_kind {
    TALKS_FAULT_UNKNOWN,      /* no such participant, slot or table */
    TALKS_FAULT_NOT_A_PAIR,   /* not wished for, or forbidden */
    TALKS_FAULT_TWICE,        /* the pair met before */
    TALKS_FAULT_AWAY,         /* a participant is not there in this slot */
    TALKS_FAULT_TWO_PLACES,   /* a participant has another meeting in this slot */
    TALKS_FAULT_TABLE_CLOSED, /* the table is not open in this slot */
    TALKS_FAULT_TABLE_TAKEN,  /* another meeting is there */
    TALKS_FAULT_OVER,         /* more meetings than the participant's most */
    TALKS_FAULT_ORGANISATION, /* the two organisations met before */
    TALKS_FAULT_WALK,         /* too little time to walk from the meeting before */
    TALKS_FAULT_KEPT,         /* a kept meeting is not there */
    TALKS_FAULT_UNMET,        /* a pair that must meet does not */
    TALKS_FAULT_KINDS
};

struct talks_fault {
    enum talks_fault_kind kind;
    uint32_t meeting;     /* TALKS_NONE for OVER; for KEPT the index among the kept, for UNMET among the pairs */
    uint32_t participant; /* TALKS_NONE where the meeting is at fault */
};

struct talks_findings {
    struct talks_fault *faults; /* the first `most` */
    size_t fault_count;
    uint64_t counts[TALKS_FAULT_KINDS];
    uint64_t missing, weight; /* of the schedule as it stands */
};

/* Every fault of a schedule, which may hold anything. O(meetings × log + participants × slots). INVALID as talks_solve. */
MUST_USE struct result talks_check(struct arena *arena, const struct talks_problem *problem,
                                   const struct talks_meeting *meetings, size_t count, size_t most,
                                   struct talks_findings *out);

/* --- reasons -------------------------------------------------------------------------------------------------------- */

enum talks_outcome {
    TALKS_MET,          /* they meet */
    TALKS_NOT_A_PAIR,   /* not wished for, or forbidden */
    TALKS_NEVER_BOTH,   /* no slot where both are there */
    TALKS_LEFT_FULL,    /* the left one has its most */
    TALKS_RIGHT_FULL,   /* the right one has its most */
    TALKS_ORGANISATION, /* their organisations meet already */
    TALKS_BUSY,         /* in every slot where both are there one has another meeting, or no table is in reach */
    TALKS_POSSIBLE,     /* could be added as it is: the schedule can be bettered */
};

struct talks_slot_reason {
    uint32_t slot;
    uint32_t left_meeting, right_meeting; /* who else has them, index of the meeting; TALKS_NONE: free */
    bool table;                           /* one is open, free and near enough for those who are free */
};

struct talks_explanation {
    enum talks_outcome outcome;
    uint32_t weight, meeting;        /* 0 and TALKS_NONE where there is none */
    uint32_t left_held, right_held;  /* meetings */
    struct talks_slot_reason *slots; /* where both are there */
    size_t slot_count;
};

/* Why a pair meets or not. The schedule must be without faults (INVALID, field "meetings"). */
MUST_USE struct result talks_explain(struct arena *arena, const struct talks_problem *problem,
                                     const struct talks_meeting *meetings, size_t count, uint32_t left, uint32_t right,
                                     struct talks_explanation *out);

#endif
