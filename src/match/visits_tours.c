/* Which sites each bus visits, when nobody has said: what the wishes gain by it.
 *
 * A trial says what a set of tours would be worth: everybody takes, by lot, the best bus that has a seat; rivals and shared
 * windows are not looked at. From no tours at all the visit is added that gains most (of equals, the one that lets the bus
 * be back earliest), until none gains; then visits are exchanged for others, or moved, as long as that gains, up to a
 * number of trials that depends on the sizes only. Every tour that is looked at can be driven. */
#include "match/visits_seating.h"
#include "match/visits_tour.h"

#include <string.h>

enum { TOUR_EXACT = 8 };

struct choice {
    uint8_t *visited; /* bus × site */
    uint32_t *counts; /* stops a bus */
    uint32_t *rooms;  /* largest group a bus */
    uint32_t *backs;
};

struct maker {
    struct arena arena;
    const struct visits_problem *problem;
    const struct visits_seating *seating; /* for the order of lots and the rules */
    struct choice now;
    uint32_t *riders;
    uint16_t *row;
    uint64_t value, budget;
};

/* Can the bus drive its sites, with this one more (NONE: without), and without that one? */
static bool drive(struct maker *maker, uint32_t bus, uint32_t more, uint32_t without, uint32_t *room, uint32_t *back)
{
    const struct visits_problem *problem = maker->problem;
    uint32_t sites[VISITS_STOPS_MOST + 1];
    size_t count = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool there = maker->now.visited[bus * problem->site_count + s] != 0;
        if (s == more || (there && s != without)) {
            sites[count++] = s;
        }
    }
    if (count > problem->buses[bus].stops_most) {
        return false;
    }
    uint32_t most = problem->buses[bus].seats < problem->delegate_count ? problem->buses[bus].seats
                                                                        : (uint32_t)problem->delegate_count;
    struct visits_route_task task = {problem, bus, sites, count, NULL, 1, most, TOUR_EXACT};
    struct visits_route route;
    struct arena work;
    arena_init(&work);
    bool found = visits_find_route(&work, &task, &route, NULL);
    if (found) {
        *room = route.room;
        *back = route.trip.back;
    }
    arena_release(&work);
    return found;
}

static bool may_ride(const struct maker *maker, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = maker->problem;
    const struct visits_seating *seating = maker->seating;
    uint32_t organisation = problem->organisations[delegate];
    if (maker->now.counts[bus] == 0 ||
        (problem->barred != NULL && problem->barred[delegate * problem->bus_count + bus] != 0)) {
        return false;
    }
    for (uint32_t r = seating->rival_starts[organisation]; r < seating->rival_starts[organisation + 1]; r++) {
        const struct visits_rival *rival = &seating->rivals[r];
        if (rival->other == VISITS_NONE &&
            (rival->site == VISITS_NONE || maker->now.visited[bus * problem->site_count + rival->site] != 0)) {
            return false;
        }
    }
    return true;
}

/* Smaller is better: who is left out counts more than all ranks. */
static uint64_t try_choice(struct maker *maker)
{
    const struct visits_problem *problem = maker->problem;
    uint64_t value = 0;
    (void)memset(maker->riders, 0, problem->bus_count * sizeof *maker->riders);
    for (size_t k = 0; k < problem->delegate_count; k++) {
        uint32_t delegate = maker->seating->order[k];
        uint32_t best = VISITS_NONE;
        uint32_t best_rank = VISITS_NONE;
        uint32_t first = problem->kept == NULL ? VISITS_NONE : problem->kept[delegate];
        for (uint32_t b = 0; b < problem->bus_count; b++) {
            if (maker->riders[b] >= maker->now.rooms[b] || !may_ride(maker, delegate, b)) {
                continue;
            }
            uint32_t rank = visits_rank(problem, delegate, &maker->now.visited[b * problem->site_count]);
            if (rank < best_rank || b == first) {
                best = b;
                best_rank = b == first ? 0 : rank;
            }
        }
        if (best != VISITS_NONE) {
            maker->riders[best]++;
        }
        value += best == VISITS_NONE ? (uint64_t)(problem->site_count + 2) * problem->delegate_count : best_rank;
    }
    uint64_t steps = problem->delegate_count * problem->bus_count;
    maker->budget = maker->budget > steps ? maker->budget - steps : 0;
    return value;
}

/* A change of one bus: a site comes, or goes, or both. */
struct change {
    uint32_t bus, more, without, room, back;
    uint64_t value;
};

static void set_change(struct maker *maker, const struct change *change)
{
    uint8_t *visited = &maker->now.visited[change->bus * maker->problem->site_count];
    if (change->without != VISITS_NONE) {
        visited[change->without] = 0;
        maker->now.counts[change->bus]--;
    }
    if (change->more != VISITS_NONE) {
        visited[change->more] = 1;
        maker->now.counts[change->bus]++;
    }
    maker->now.rooms[change->bus] = change->room;
    maker->now.backs[change->bus] = change->back;
}

static bool try_change(struct maker *maker, struct change *change)
{
    struct change undo = {
        change->bus, change->without, change->more, maker->now.rooms[change->bus], maker->now.backs[change->bus], 0};
    if (!drive(maker, change->bus, change->more, change->without, &change->room, &change->back)) {
        return false;
    }
    set_change(maker, change);
    change->value = try_choice(maker);
    set_change(maker, &undo);
    return true;
}

/* The visit that gains most. False: none does, or the budget is used up. */
static bool add_best(struct maker *maker)
{
    const struct visits_problem *problem = maker->problem;
    struct change best = {.bus = VISITS_NONE};
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        for (uint32_t s = 0; s < problem->site_count && maker->budget > 0; s++) {
            struct change change = {.bus = b, .more = s, .without = VISITS_NONE};
            if (maker->now.visited[b * problem->site_count + s] != 0 || !try_change(maker, &change)) {
                continue;
            }
            bool better = best.bus == VISITS_NONE || change.value < best.value ||
                          (change.value == best.value && change.back < best.back);
            if (change.value < maker->value && better) {
                best = change;
            }
        }
    }
    if (best.bus != VISITS_NONE) {
        set_change(maker, &best);
        maker->value = best.value;
    }
    return best.bus != VISITS_NONE;
}

/* The first exchange, or dropping, on this bus that gains; dropping also when it costs nothing, for it saves time. */
static bool exchange(struct maker *maker, uint32_t bus)
{
    const struct visits_problem *problem = maker->problem;
    for (uint32_t old = 0; old < problem->site_count; old++) {
        if (maker->now.visited[bus * problem->site_count + old] == 0) {
            continue;
        }
        for (uint32_t s = 0; s <= problem->site_count && maker->budget > 0; s++) {
            struct change change = {.bus = bus, .more = s == problem->site_count ? VISITS_NONE : s, .without = old};
            bool drop = change.more == VISITS_NONE;
            if ((!drop && maker->now.visited[bus * problem->site_count + s] != 0) || !try_change(maker, &change)) {
                continue;
            }
            if (change.value < maker->value || (drop && change.value == maker->value)) {
                set_change(maker, &change);
                maker->value = change.value;
                return true;
            }
        }
    }
    return false;
}

static void open_maker(struct maker *maker, const struct visits_problem *problem, struct visits_seating *seating)
{
    *maker = (struct maker){.problem = problem, .seating = seating, .budget = 300000000};
    arena_init(&maker->arena);
    visits_seating_init(&maker->arena, problem, NULL, 0, seating);
    maker->now.visited = ARENA_ARRAY(&maker->arena, uint8_t, problem->bus_count * problem->site_count + 1);
    maker->now.counts = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->now.rooms = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->now.backs = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->riders = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->value = try_choice(maker);
}

void visits_make_tours(struct arena *arena, const struct visits_problem *problem, struct visits_call **tours,
                       size_t *count)
{
    struct maker maker;
    struct visits_seating seating;
    open_maker(&maker, problem, &seating);
    bool going = true;
    while (going) {
        while (add_best(&maker)) {
        }
        going = false;
        for (uint32_t b = 0; b < problem->bus_count; b++) {
            going = exchange(&maker, b) || going;
        }
    }
    size_t all = 0;
    for (size_t b = 0; b < problem->bus_count; b++) {
        all += maker.now.counts[b];
    }
    *tours = ARENA_ARRAY(arena, struct visits_call, all + 1);
    *count = 0;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        for (uint32_t s = 0; s < problem->site_count; s++) {
            if (maker.now.visited[b * problem->site_count + s] != 0) {
                (*tours)[(*count)++] = (struct visits_call){b, s};
            }
        }
    }
    arena_release(&maker.arena);
}
