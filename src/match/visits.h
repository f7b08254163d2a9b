/* Visits: who rides on which bus, what the bus visits, and when, so that everybody is back in time.
 * Pure: arrays in, arrays out; no I/O, clock, chance or text. Same input, same answer: delegates, sites, places, windows and
 * buses are given in the order of their ids, so that the row order of a file decides nothing.
 *
 * A bus with the people on it is a group: all of them visit all its stops. The rank of a bus for a delegate is that of the
 * best wished site among its stops; of a bus without one, one more than there are wishes. First in stages:
 *
 *   tours    which sites each bus visits: given, or put together by what the wishes would gain (a search)
 *   routes   order, windows and times of each bus alone: first the route that lets the largest group in, of those the one
 *            that is back earliest, of those the one that leaves latest; at most VISITS_EXACT stops proven, else bounded
 *   groups   who rides where, by lots (stable) or by the least sum of ranks, within seats, windows and rules; then each
 *            route is made anew for the group that there is, as long as no group could change by it
 *
 * then together: a few buses are freed with their people and those left out, and their tours (free ones), windows and groups
 * made anew, again and again, as long as that gains. Not where somebody was kept. By lots made tours are taken if the lots
 * then give a better whole; of given tours only windows change, if more people can ride, whatever they wish.
 *
 * A window is met when the visit begins not before it opens and ends not after it closes; its capacity counts the people of
 * all buses that use it. `floor` bounds every plan there is, `bound` only groups on the tours and windows of the answer.
 *
 * Sources  Held & Karp 1962, Bellman 1962 (subsets); Held & Karp 1970/71 (1-trees); Christofides, Mingozzi & Toth 1981
 *          (state-space relaxation); Or 1976; Croes 1958 (2-opt); Martin, Otto & Felten 1991 (double bridge);
 *          Balinski & Gale 1990 and Svensson 1999 (serial dictatorship); Land & Doig 1960 (branch and bound);
 *          Shaw 1998 (large neighbourhoods); Ford & Fulkerson 1956, Dinic 1970 (flows);
 *          Dueck 1993 (record to record).
 */
#ifndef MATCH_VISITS_H
#define MATCH_VISITS_H

#include "base/arena.h"
#include "base/result.h"

#include <stdint.h>

#define VISITS_NONE     UINT32_MAX
#define VISITS_FAR      UINT32_MAX /* no way */
#define VISITS_DAY_MOST 10000000U  /* of any time, travel time or dwell time; of all of a tour together */
enum {
    VISITS_EXACT = 12, /* stops of a bus */
    VISITS_STOPS_MOST = 200,
    VISITS_DELEGATES_MOST = 20000,
    VISITS_BUSES_MOST = 500,
    VISITS_SITES_MOST = 500,
    VISITS_PLACES_MOST = 1000,
    VISITS_WINDOWS_MOST = 5000,
    VISITS_WISHES_MOST = 2000000,
    VISITS_RIVALS_MOST = 100000,
};

enum visits_aim {
    VISITS_STABLE, /* by lots: each gets the best that those with lower lots leave */
    VISITS_COST,   /* as many as can be ride, with the least sum of ranks */
};

struct visits_window {
    uint32_t site, open, close, dwell, capacity; /* open + dwell <= close; capacity >= 1 */
};

struct visits_bus {
    uint32_t place;       /* where it begins and ends */
    uint32_t seats;       /* for delegates; >= 1 */
    uint32_t start, back; /* leaves not before, is there again not after */
    uint32_t stops_most;  /* 1 … VISITS_STOPS_MOST */
};

/* Two organisations that must not be in one group at a site. other NONE: the organisation must not go there itself. site
 * NONE: at no site. */
struct visits_rival {
    uint32_t organisation, other, site;
};

/* A bus visits a site. */
struct visits_call {
    uint32_t bus, site;
};

/* Everything is borrowed. The first site_count places are the sites. */
struct visits_problem {
    size_t delegate_count, site_count, place_count, window_count, bus_count, organisation_count, rival_count;
    const uint32_t *organisations; /* one a delegate */
    const uint32_t *lots;          /* one a delegate; the lower goes first, of equals the earlier delegate */
    const uint32_t *wish_starts;   /* delegate_count + 1 */
    const uint32_t *wishes;        /* sites, best first, none twice */
    const struct visits_window
        *windows;           /* ascending by site, then open, then close; the order of a site's is its rows' */
    const uint32_t *travel; /* place × place: minutes, or FAR. The triangle inequality need not hold */
    const struct visits_bus *buses;
    const struct visits_rival *rivals;
    const uint8_t *barred;           /* delegate × bus: cannot ride (language, for example); NULL: everybody can */
    const struct visits_call *tours; /* ascending by bus, then site; NULL: the solver chooses */
    size_t tour_count;
    const uint32_t
        *kept; /* one a delegate: the bus they stay on if it can be, before all others; or NONE. NULL: none */
    /* one of each call of `tours`: the window it used in an earlier plan, used again where all those of its bus still can be;
     * or NONE. NULL: none */
    const uint32_t *held;
    /* one a bus: when it left in an earlier plan, and leaves again as far as the return allows; or NONE. NULL: none */
    const uint32_t *departs;
    enum visits_aim aim;
};

struct visits_stop {
    uint32_t bus, site, window; /* window: index among the windows */
    uint32_t arrive, begin, leave;
};

struct visits_trip {
    uint32_t depart, back; /* 0 where the bus stays at home */
    uint32_t bound;        /* no route with these stops and this least group is back earlier */
    bool proven;           /* the route is the best there is */
};

/* What the solver gives and the checker takes. */
struct visits_plan {
    const uint32_t *buses;           /* one a delegate, or NONE */
    const struct visits_stop *stops; /* by bus, in the order of the visits */
    size_t stop_count;
    const struct visits_trip *trips; /* one a bus; the checker looks at depart and back only */
};

struct visits_answer {
    uint32_t *buses;
    struct visits_stop *stops;
    size_t stop_count;
    struct visits_trip *trips;
    uint64_t left_out, cost;             /* who rides on no bus; the sum of ranks of the others */
    uint64_t bound_left_out, bound_cost; /* with these tours and the largest groups of their windows none is better */
    bool proven;                         /* the groups are the best by the aim */
    uint64_t floor_left_out,
        floor_cost; /* no plan at all, with these or (if none are given) any tours, leaves out fewer,
                                            nor, if it leaves out so many, costs less */
    bool best;      /* both reached: no plan at all is better */
};

/* Why there is no plan. */
enum visits_obstacle {
    VISITS_NO_WAY,       /* no travel time leads there and back */
    VISITS_NO_WINDOW,    /* no window of `site` can be met, coming straight from the start */
    VISITS_NO_RETURN,    /* it can be met, but not so that the bus is back in time */
    VISITS_NO_ORDER,     /* each site alone can be visited, but not all of the tour: no order holds, proven */
    VISITS_NO_ORDER_YET, /* no order was found, but not all were tried */
};
struct visits_conflict {
    enum visits_obstacle obstacle;
    uint32_t bus, site; /* site NONE: the tour as a whole */
    uint32_t time,
        limit; /* NO_WINDOW: earliest arrival, last beginning that a window allows; NO_RETURN: earliest return,
                             the bus's back */
};

/* out       in the arena; untouched on failure.
 * conflict  may be NULL; filled when the failure is that a given tour cannot be driven.
 * Errors    INVALID: field = the member that breaks its shape. CONFLICT: no plan.
 * Cost      routes O(2^n n²) a bus to 12 stops n, then a fixed budget of steps; groups by lots O(delegates × buses ×
 *           rivals), by cost a fixed number of assignments delegates × buses; together at most some seconds, by a count of
 *           steps. 8 bytes a delegate and bus. */
MUST_USE struct result visits_solve(struct arena *arena, const struct visits_problem *problem,
                                    struct visits_answer *out, struct visits_conflict *conflict);

static inline struct visits_plan visits_plan_of(const struct visits_answer *answer)
{
    return (struct visits_plan){answer->buses, answer->stops, answer->stop_count, answer->trips};
}

/* Of an earlier plan what still can be: of each bus's stops, in their order, those with which the tour can still be driven,
 * and their windows; and the buses of the delegates, but for buses without stops. `old` may hold anything. In the arena. */
struct visits_kept {
    struct visits_call *tours;
    size_t tour_count;
    uint32_t *held; /* a call */
    uint32_t *kept; /* a delegate */
};
MUST_USE struct result visits_list_kept(struct arena *arena, const struct visits_problem *problem,
                                        const struct visits_plan *old, struct visits_kept *out);

/* Missing ways (FAR) become the shortest over the given ones; those given stay. O(places³). */
void visits_fill_travel(uint32_t *travel, size_t place_count);

/* 1 … wishes + 1. stops: one a site, not 0: visited. */
uint32_t visits_rank(const struct visits_problem *problem, uint32_t delegate, const uint8_t *stops);

/* --- one bus alone ------------------------------------------------------------------------------------------------------ */

struct visits_route_task {
    const struct visits_problem *problem; /* shape already checked */
    uint32_t bus;
    const uint32_t *sites; /* ascending */
    size_t site_count;     /* at most VISITS_STOPS_MOST */
    const uint32_t *rooms; /* people a window still takes; NULL: its capacity */
    uint32_t least, most;  /* windows with fewer are closed; more than `most` is no better. 1 <= least <= most */
    uint32_t exact;        /* proven to so many stops, at most VISITS_EXACT */
};

struct visits_route {
    struct visits_stop *stops;
    struct visits_trip trip;
    uint32_t room; /* least <= room <= most: the largest group that all its windows take */
};

/* False, with the conflict, when there is none. */
bool visits_find_route(struct arena *arena, const struct visits_route_task *task, struct visits_route *out,
                       struct visits_conflict *conflict);

/* --- the checker: own code; only the shapes are read by the same function ------------------------------------------------- */

enum visits_fault_kind {
    VISITS_FAULT_UNKNOWN,  /* a bus, site or window that is none, or stops out of order of their buses */
    VISITS_FAULT_TWICE,    /* the bus visits the site twice */
    VISITS_FAULT_TRAVEL,   /* arrives, or is back, before it can; or times run backwards */
    VISITS_FAULT_WINDOW,   /* the visit is not within the window, or too short */
    VISITS_FAULT_START,    /* leaves before the bus may */
    VISITS_FAULT_BACK,     /* is back too late */
    VISITS_FAULT_STOPS,    /* more stops than the bus may have */
    VISITS_FAULT_TOUR,     /* not the sites of a given tour */
    VISITS_FAULT_SEATS,    /* more delegates than seats */
    VISITS_FAULT_CAPACITY, /* more people in a window than its capacity */
    VISITS_FAULT_RIVALS,   /* two rivals in one group */
    VISITS_FAULT_BARRED, /* a delegate on a bus that is not for them, or at a site where the organisation must not be */
    VISITS_FAULT_NO_TRIP, /* a delegate on a bus without stops */
    VISITS_FAULT_KEPT,    /* somebody was moved who could have stayed */
    VISITS_FAULT_LOTS,    /* by lots: a better bus was open when the delegate's turn came */
    VISITS_FAULT_KINDS
};

struct visits_fault {
    enum visits_fault_kind kind;
    uint32_t bus, site, delegate, other; /* NONE where there is none; other: delegate (RIVALS), window (CAPACITY) */
};

struct visits_findings {
    struct visits_fault *faults; /* the first `most` */
    size_t fault_count;
    uint64_t counts[VISITS_FAULT_KINDS];
    uint64_t left_out, cost;
};

/* Every fault of a plan, which may hold anything. LOTS are looked for only when there is no other fault.
 * O(delegates × buses × stops + delegates × rivals of the organisation). INVALID as visits_solve. */
MUST_USE struct result visits_check(struct arena *arena, const struct visits_problem *problem,
                                    const struct visits_plan *plan, size_t most, struct visits_findings *out);

/* --- reasons -------------------------------------------------------------------------------------------------------------- */

enum visits_hindrance {
    VISITS_NOBODY_GOES, /* no bus visits the site */
    VISITS_NOT_FOR,     /* barred, or the organisation must not be at one of its stops */
    VISITS_FULL,        /* no seat: all went to kept ones and lower lots (by cost: to others) */
    VISITS_CROWDED,     /* a window of `where` has its people */
    VISITS_RIVAL,       /* `other`, a rival of the delegate, is in the group */
    VISITS_COULD,       /* nothing of these: by cost others would lose more, or there is a better plan */
};

/* A wish, and a bus that visits it. Counted are, by lots, those who were kept and those with lower lots; by cost, all. */
struct visits_reason {
    uint32_t rank, site, bus; /* bus NONE: no bus does */
    enum visits_hindrance hindrance;
    uint32_t where, other; /* site and delegate, where there is one */
    uint32_t last;         /* FULL and CROWDED, by lots: the counted one with the highest lot; else NONE */
    bool priced; /* by cost: `price` ranks would the others lose if the delegate rode there; less than 0: gain */
    int64_t price;
    uint64_t more_left_out; /* and so many more would ride nowhere */
};

struct visits_explanation {
    uint32_t bus, rank, site;      /* NONE, 0, NONE: rides on no bus; site NONE: no wish is fulfilled */
    uint32_t riders;               /* of the bus */
    struct visits_reason *reasons; /* the wishes above the rank, best first; for each the buses in their order */
    size_t reason_count;
};

/* Why a delegate rides where. The plan must be without faults (INVALID, field "plan"). */
MUST_USE struct result visits_explain(struct arena *arena, const struct visits_problem *problem,
                                      const struct visits_plan *plan, uint32_t delegate,
                                      struct visits_explanation *out);

#endif
