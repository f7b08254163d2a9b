/* The stops of one bus as a small problem of their own: minutes between them, and the windows that are wide enough. Stop
 * number `count` is the place where the bus begins and ends. Private to visits_*.c but the checker. */
#ifndef MATCH_VISITS_TOUR_H
#define MATCH_VISITS_TOUR_H

#include "match/visits.h"

struct visits_slot {
    uint32_t open, close, dwell, window, room;
};

struct visits_tour {
    const struct visits_route_task *task;
    size_t count;
    const uint32_t *minutes; /* (count + 1)² */
    struct visits_slot *slots;
    uint32_t *slot_starts;         /* count + 1 */
    struct visits_slot *all_slots; /* also the narrow ones */
    uint32_t *all_starts;
    uint32_t start, back;
};

void visits_tour_init(struct arena *arena, const struct visits_route_task *task, struct visits_tour *out);
/* Closes the windows that take fewer. */
void visits_tour_narrow(struct visits_tour *tour, uint32_t least);

static inline uint32_t visits_tour_minutes(const struct visits_tour *tour, size_t from, size_t to)
{
    return tour->minutes[from * (tour->count + 1) + to];
}

/* When a visit is over at the earliest, and by which slot; FAR: never. */
static inline uint32_t visits_tour_leave(const struct visits_tour *tour, size_t stop, uint32_t arrive, uint32_t *slot)
{
    uint32_t best = VISITS_FAR;
    for (uint32_t s = tour->slot_starts[stop]; s < tour->slot_starts[stop + 1]; s++) {
        uint32_t begin = arrive > tour->slots[s].open ? arrive : tour->slots[s].open;
        if (begin + tour->slots[s].dwell <= tour->slots[s].close && begin + tour->slots[s].dwell < best) {
            best = begin + tour->slots[s].dwell;
            *slot = s;
        }
    }
    return best;
}

/* How late one may arrive so as to have left by then; -1: never. */
static inline int64_t visits_tour_arrive(const struct visits_tour *tour, size_t stop, int64_t leave)
{
    int64_t best = -1;
    for (uint32_t s = tour->slot_starts[stop]; s < tour->slot_starts[stop + 1]; s++) {
        int64_t end = leave < tour->slots[s].close ? leave : (int64_t)tour->slots[s].close;
        int64_t begin = end - (int64_t)tour->slots[s].dwell;
        best = begin >= (int64_t)tour->slots[s].open && begin > best ? begin : best;
    }
    return best;
}

/* When the bus is back if it visits in this order, leaving at `depart`; FAR: it cannot. The stops may be NULL. */
uint32_t visits_tour_drive(const struct visits_tour *tour, const uint32_t *order, uint32_t depart,
                           struct visits_stop *stops);
/* The latest departure with which this order is back by `end`; it must be possible. */
uint32_t visits_tour_depart(const struct visits_tour *tour, const uint32_t *order, uint32_t end);

/* The best order of up to VISITS_EXACT stops: back earliest, then leaving latest. FAR: none; else when it is back. */
uint32_t visits_tour_exact(struct arena *arena, const struct visits_tour *tour, uint32_t *order);
/* A good order of any number, by a budget of steps; FAR: none found. *bound: as below. */
uint32_t visits_tour_search(struct arena *arena, const struct visits_tour *tour, uint32_t *order, uint32_t *bound);
/* No order is back earlier. FAR: there is none. */
uint32_t visits_tour_bound(struct arena *arena, const struct visits_tour *tour, uint32_t end);

#endif
