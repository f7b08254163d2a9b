/* The choice of an enterprise under quotas. Private to placement_choice.c and placement_choose.c. */
#ifndef MATCH_PLACEMENT_CHOICE_H
#define MATCH_PLACEMENT_CHOICE_H

#include "match/placement_order.h"
#include "match/placement_quotas.h"

struct pair {
    uint64_t key;
    uint32_t applicant, wish;
};

struct pile {
    struct pair *pairs;
    uint32_t used, room;
};

struct node {
    struct pile open;
    uint32_t count, capacity; /* capacity PLACEMENT_NO_TOTAL: cannot bind, and is left out */
    uint32_t empty;           /* kept places without anybody */
};

struct reserve {
    struct pair *pairs; /* a heap, worst first */
    uint32_t used, room;
};

/* The nodes of one pair: "at most" ones, then the seat, then the enterprise if it can bind. */
struct chain {
    uint32_t nodes[2 * PLACEMENT_GROUPS_MOST + 2];
    uint32_t count, extras; /* extras: the "at most" ones */
    uint32_t reserve;       /* a quota, or PLACEMENT_NONE */
};

enum { EXTRAS_KEPT = 2 };

/* What there is to know of an applicant, half a line of memory. */
struct person {
    uint32_t next, end; /* wishes */
    uint32_t rank;
    uint32_t open_wish; /* the wish that is held as an open place, or PLACEMENT_NONE */
    uint32_t first_group;
    uint16_t group_count;
    uint16_t extras;            /* how many "at most" count the open place */
    uint32_t kept[EXTRAS_KEPT]; /* their nodes, if they are so few */
};

struct choice {
    const struct placement_problem *problem;
    struct quota_index index;
    struct arena *arena;
    struct node *nodes;       /* seats, then enterprises, then quotas */
    struct reserve *reserves; /* a quota each */
    uint64_t *bars;           /* a seat each */
    uint64_t *reserved_bars;  /* a seat each: of its reserves alone; 0 without */
    uint32_t *first_reserves; /* a seat each: a quota, or PLACEMENT_NONE; the others of the seat hang on it */
    uint32_t *next_reserves;  /* a quota each */
    struct person *people;
    uint32_t fresh; /* the first applicant who has not started */
    uint64_t proposals;
};

/* The nodes that count the applicant's pair with the seat. */
void choice_find_chain(const struct choice *state, uint32_t applicant, uint32_t seat, struct chain *out);
/* Who is without a place now: the one who asks, another, or PLACEMENT_NONE. `chain`: of the pair. */
uint32_t choice_offer(struct choice *state, const struct chain *chain, struct pair pair);
/* Both bars, from what the seat holds. */
void choice_refresh_bars(struct choice *state, uint32_t seat);

#endif
