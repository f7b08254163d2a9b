/* Who sits where while groups are made, and whether one more fits. Private to visits_*.c but the checker. */
#ifndef MATCH_VISITS_SEATING_H
#define MATCH_VISITS_SEATING_H

#include "match/visits.h"

struct visits_seating {
    const struct visits_problem *problem;
    size_t n, buses;
    const struct visits_stop *stops;
    uint32_t *stop_starts;       /* bus + 1 */
    uint8_t *visited;            /* bus × site */
    uint16_t *ranks;             /* delegate × bus; 0: cannot ride there */
    uint32_t *order;             /* delegates by lot */
    uint32_t *rival_starts;      /* organisation + 1 */
    struct visits_rival *rivals; /* by organisation, each pair from both sides */
    uint32_t *riders, *people;   /* a bus, a window */
    uint16_t *aboard;            /* organisation × bus */
    uint32_t *where;             /* one a delegate */
    uint32_t *fixed;             /* those who were kept, or NONE; set by visits_seating_keep */
    size_t assignments;          /* that the search by cost may make; 0: by the sizes */
};

void visits_seating_init(struct arena *arena, const struct visits_problem *problem, const struct visits_stop *stops,
                         size_t stop_count, struct visits_seating *out);
bool visits_seating_fits(const struct visits_seating *seating, uint32_t delegate, uint32_t bus);
void visits_seating_put(struct visits_seating *seating, uint32_t delegate, uint32_t bus);
void visits_seating_clear(struct visits_seating *seating); /* nobody sits but the fixed */

/* Those to be kept, by lot, as far as they fit. */
void visits_seating_keep(struct visits_seating *seating);
/* The others by lot. `liked`: the bus to be tried first, one a delegate; NULL: none. */
void visits_seating_by_lot(struct visits_seating *seating, const uint32_t *liked);
uint64_t visits_seating_left_out(const struct visits_seating *seating, uint64_t *cost);

/* As many as can be and then the least sum of ranks, beginning from who sits now; bounds and proof into `out`.
 * search false: only the bound; who sits where is then lost. */
MUST_USE struct result visits_seating_by_cost(struct visits_seating *seating, bool search, struct visits_answer *out);

/* visits_shape.c */
MUST_USE struct result visits_check_shape(const struct visits_problem *problem);
/* visits_tours.c: sites for each bus by what wishes gain. */
void visits_make_tours(struct arena *arena, const struct visits_problem *problem, struct visits_call **tours,
                       size_t *count);

#endif
