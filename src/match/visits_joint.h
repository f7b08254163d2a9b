/* Tours, windows and seats of a few buses at a time, all together. Private to visits_*.c but the checker. */
#ifndef MATCH_VISITS_JOINT_H
#define MATCH_VISITS_JOINT_H

#include "match/visits.h"

/* visits_solve.c: routes for the tours of the problem, one bus after another, then groups by cost with at most so many
 * assignments. Shape not checked; false: a tour cannot be driven, or more than `left_out` would be left out for sure. */
bool visits_solve_parts(struct arena *arena, const struct visits_problem *part, size_t assignments, uint64_t left_out,
                        struct visits_answer *out);

/* visits_joint.c: an answer whose stops, trips and buses are set, made better. Nobody may have been kept. The answer's arrays
 * are new ones in the arena, where something was gained. */
void visits_join(struct arena *arena, const struct visits_problem *problem, struct visits_answer *answer);

/* visits_floor.c: what no plan can be below; into floor_left_out and floor_cost of the answer. */
MUST_USE struct result visits_find_floor(const struct visits_problem *problem, struct visits_answer *answer);

/* visits_prices.c: not more than this can ride, by windows that a bus reaches (bus × window) and the largest group of each. */
uint64_t visits_price_windows(const struct visits_problem *problem, const uint8_t *reaches, const uint32_t *rooms);

#endif
