/* A schedule that is being built, and the flow that says what to aim at. Private to talks_*.c; the checker does not use it.
 *
 * Kept meetings are taken out of the problem: their slots, tables and places are gone from what is free here, and what is
 * left is solved as if alone. Zones are told apart only where walking takes time.
 */
#ifndef MATCH_TALKS_STATE_H
#define MATCH_TALKS_STATE_H

#include "match/talks.h"

#define TALKS_UNPLACED 255

struct talks_change {
    uint32_t pair;
    uint8_t slot, zone;
};

/* What does not change. */
struct talks_frame {
    const struct talks_problem *problem;
    size_t n, slots, zones, pairs;
    uint64_t *both;           /* a pair: slots where both are */
    uint64_t *open;           /* a participant's slots without the kept ones */
    uint32_t *leasts, *mosts; /* what is left of them; the most also by what is open */
    uint32_t *room;           /* slot × zone: tables */
    uint64_t table_sum;
    uint64_t must_count; /* pairs that must meet and are not kept */
    uint32_t *groups;    /* pair to couple of organisations; NULL: no such rule */
    size_t group_count;
    uint32_t *group_starts, *group_pairs; /* pairs of each couple */
    uint32_t *group_mosts;                /* how many of them may be */
    uint32_t weight_step;                 /* all weights are multiples of it */
    bool *barred;                         /* pairs that are kept or whose organisations meet in a kept meeting */
    uint8_t *kept_zones;                  /* participant × slot; NULL without walking */
    uint32_t *starts, *adjacent;          /* pairs of each participant, ascending */
    int64_t *worth;                       /* pair: its weight; one that must meet, the must on top */
    int64_t unit;                         /* what one missing meeting less is worth: more than all weights */
    int64_t top;                          /* what one that must meet is worth: more than all else */
};

struct talks_state {
    const struct talks_frame *frame;
    uint32_t *at;         /* participant × slot: pair or TALKS_NONE */
    uint8_t *slot, *zone; /* pair: where, or TALKS_UNPLACED */
    uint64_t *busy;
    uint32_t *held, *used, *group_used;
    bool *frozen; /* pairs that may not be pushed away just now */
    struct talks_change *journal;
    size_t journal_count, journal_room;
    uint32_t *path;
    int64_t value;
    uint64_t work;
    uint8_t first_zone; /* where tables are looked for first */
};

/* The journal has room for what one insertion can change; who does not mean to undo sets journal_count to 0. */
void talks_state_init(struct arena *arena, const struct talks_frame *frame, struct talks_state *out);
void talks_state_clear(struct talks_state *state);
void talks_state_copy(struct talks_state *to, const struct talks_state *from);
/* To a slot and zone, or TALKS_UNPLACED. */
void talks_state_set(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone);
/* There, if table and ways allow; whether participants are free the caller knows. */
bool talks_state_put(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone);
void talks_state_undo(struct talks_state *state, size_t to);
/* Into a free slot, by Kempe chains where it must, pushing others away `depth` times. Unchanged when false. */
bool talks_state_insert(struct talks_state *state, uint32_t pair, int depth);
bool talks_state_insert_free(struct talks_state *state, uint32_t pair);

int64_t talks_gain(const struct talks_frame *frame, const uint32_t *held, uint32_t pair);

enum { TALKS_NODE_IN = TALKS_SLOTS_MOST, TALKS_NODE_OUT };

/* A node of the flow beside participants, source and sink. */
struct talks_node {
    uint32_t owner; /* participant of a slot, or pair */
    uint32_t held;  /* slot: the pair that has it, or TALKS_NONE */
    uint8_t kind;   /* the slot, or which end of the pair */
};

struct talks_flow {
    const struct talks_frame *frame;
    bool *chosen, *banned; /* pairs */
    uint32_t *through;     /* participants */
    uint64_t total;
    int64_t *prices; /* a pair: what its groups cost; NULL: there are none */
    int64_t *group_prices, *group_steps;
    bool *shut, *dear;               /* pairs, while prices change */
    uint32_t *first_slot;            /* a participant: node of its slot 0; 0: not told apart */
    uint32_t *first_node;            /* a pair: its node "in", "out" is the next; 0: none */
    uint8_t *left_slot, *right_slot; /* a pair: where its ends have it, or TALKS_UNPLACED */
    struct talks_node *extra;        /* nodes from n + 2 on */
    size_t extra_count, extra_room;
    int64_t *distance;
    uint32_t *from, *queue;
    bool *waiting;
    uint64_t work;
};

void talks_flow_init(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out);
void talks_flow_solve(struct talks_flow *flow);
/* Another one with the same nodes, and the same choice. */
void talks_flow_clone(struct arena *arena, const struct talks_flow *from, struct talks_flow *out);
void talks_flow_copy(struct talks_flow *to, const struct talks_flow *from);
/* The best choice without this pair. */
void talks_flow_ban(struct talks_flow *flow, uint32_t pair);
int64_t talks_flow_value(const struct talks_flow *flow);
/* What each pair, meeting only once, brings beyond what its ends and its slots bring elsewhere: the dual prices. */
void talks_flow_list_rents(struct talks_flow *flow, int64_t *rents);
/* From a participant to a pair that has lost its slot there, or back: the unit finds another way. */
void talks_flow_lead(struct talks_flow *flow, uint32_t start, uint32_t goal);
/* What it costs to do without a chosen pair, or with one that is not chosen. INT64_MAX: it cannot be. */
int64_t talks_flow_lose(struct talks_flow *flow, uint32_t pair);
int64_t talks_flow_take(struct talks_flow *flow, uint32_t pair);
/* Does what was asked last. */
void talks_flow_turn(struct talks_flow *flow, uint32_t pair);
/* Tells apart everybody whose pairs in `choice` (which may be the flow itself) do not fit into the own slots, until there
 * is nobody. */
void talks_flow_split(struct arena *arena, struct talks_flow *flow, const struct talks_flow *choice, uint64_t budget);
/* Everybody, before there is a choice. */
void talks_flow_split_all(struct arena *arena, struct talks_flow *flow);
/* Prices for the groups, until the bound is below `known`. The least value with prices, which no schedule is above. */
int64_t talks_flow_price(struct talks_flow *flow, int64_t known, uint64_t budget);
/* Takes the price from a group that is chosen too seldom for it. False when there is none. */
bool talks_flow_unprice(struct talks_flow *flow);

/* No schedule is above it. `out`: the choice to begin with. */
int64_t talks_bound_find(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out);

/* As above, of the flow of any frame. `best`: values up to it are not looked for; when there is more, then the value of the
 * best choice without conflict, which the flow has then. */
int64_t talks_bound_branch(struct arena *arena, struct talks_flow *flow, int64_t *best);
/* With pairs told apart by slots. A schedule that is worth more than `known` is put into `out`. */
int64_t talks_bound_slots(struct arena *arena, struct talks_flow *from, int64_t known, struct talks_state *out);

enum { TALKS_EXACT_PAIRS = 40 };
/* Every schedule, when the budget is enough; true then, and the best is in `state`, which holds a good one before. */
bool talks_exact(struct arena *arena, struct talks_state *state, int64_t bound, uint64_t budget);

MUST_USE struct result talks_test_shape(const struct talks_problem *problem);
/* starts and adjacent, from the pairs. */
void talks_frame_list(struct arena *arena, struct talks_frame *frame);
MUST_USE struct result talks_frame_init(struct arena *arena, const struct talks_problem *problem,
                                        struct talks_frame *out);

#endif
