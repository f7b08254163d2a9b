/* Which sites each bus visits, when nobody has said: what the wishes gain by it.
 *
 * A trial says what a set of tours would be worth: everybody takes, by lot, the best bus that has a seat; of windows only
 * the sum of a site is looked at, and rivals are not. From no tours at all the visit is added that gains most (of equals, the one that lets the bus
 * be back earliest), until none gains; then visits are exchanged for others, or moved, as long as that gains, up to a
 * number of trials that depends on the sizes only. Where not all visits can be tried each time, those come first that add to
 * the shortest tour the sites most wished for. Every tour that is looked at can be driven; none has more than nine stops. */
#include "match/visits_seating.h"
#include "match/visits_tour.h"

#include <stdlib.h>
#include <string.h>

enum { TOUR_MOST = 9, TRIED_LEAST = 8 }; /* stops of a bus; visits looked at before one is added */
#define TRIAL_STEPS 100000000ULL

struct choice {
    uint8_t *visited; /* bus × site */
    uint32_t *counts; /* stops a bus */
    uint32_t *rooms;  /* largest group a bus */
    uint32_t *backs;
};

struct wanted {
    uint64_t key; /* ascending */
    uint32_t number;
};

struct maker {
    struct arena arena;
    const struct visits_problem *problem;
    const struct visits_seating *seating; /* for the order of lots and the rules */
    struct choice now;
    uint32_t *riders;
    uint16_t *goers;          /* site × bus: the buses that visit it, ascending */
    uint32_t *goer_counts;    /* a site */
    uint32_t *ranks;          /* a delegate: in the trial of the present tours */
    uint16_t *stops;          /* bus × TOUR_MOST */
    uint32_t *people, *takes; /* a site: in the trial; all its windows together */
    struct wanted *sites, *buses;
    uint64_t value, budget;
    size_t tried_most;
};

static void spend(struct maker *maker, uint64_t steps)
{
    maker->budget = maker->budget > steps ? maker->budget - steps : 0;
}

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
    if (count > problem->buses[bus].stops_most || count > TOUR_MOST) {
        return false;
    }
    spend(maker, (uint64_t)count * count << count);
    uint32_t most = problem->buses[bus].seats < problem->delegate_count ? problem->buses[bus].seats
                                                                        : (uint32_t)problem->delegate_count;
    struct visits_route_task task = {problem, bus, sites, count, NULL, 1, most, TOUR_MOST};
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

static bool has_seat(const struct maker *maker, uint32_t delegate, uint32_t bus)
{
    for (uint32_t k = 0; k < maker->now.counts[bus]; k++) {
        uint32_t site = maker->stops[bus * TOUR_MOST + k];
        if (maker->people[site] >= maker->takes[site]) {
            return false;
        }
    }
    return maker->riders[bus] < maker->now.rooms[bus] && may_ride(maker, delegate, bus);
}

static void board(struct maker *maker, uint32_t bus)
{
    maker->riders[bus]++;
    for (uint32_t k = 0; k < maker->now.counts[bus]; k++) {
        maker->people[maker->stops[bus * TOUR_MOST + k]]++;
    }
}

/* The bus of the best wish that has a seat; else any. NONE: no bus has. */
static uint32_t take_bus(struct maker *maker, uint32_t delegate, uint32_t *rank)
{
    const struct visits_problem *problem = maker->problem;
    uint32_t kept = problem->kept == NULL ? VISITS_NONE : problem->kept[delegate];
    uint32_t begin = problem->wish_starts[delegate];
    uint32_t end = problem->wish_starts[delegate + 1];
    if (kept != VISITS_NONE && has_seat(maker, delegate, kept)) {
        *rank = visits_rank(problem, delegate, &maker->now.visited[kept * problem->site_count]);
        return kept;
    }
    for (uint32_t w = begin; w < end; w++) {
        uint32_t site = problem->wishes[w];
        for (uint32_t k = 0; k < maker->goer_counts[site]; k++) {
            uint32_t bus = maker->goers[site * problem->bus_count + k];
            if (has_seat(maker, delegate, bus)) {
                *rank = w - begin + 1;
                return bus;
            }
        }
        spend(maker, maker->goer_counts[site] + 1);
    }
    *rank = end - begin + 1;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        if (has_seat(maker, delegate, b)) {
            return b;
        }
    }
    spend(maker, problem->bus_count);
    return VISITS_NONE;
}

/* Smaller is better: who is left out counts more than all ranks. */
static uint64_t try_choice(struct maker *maker)
{
    const struct visits_problem *problem = maker->problem;
    uint64_t value = 0;
    (void)memset(maker->riders, 0, problem->bus_count * sizeof *maker->riders);
    (void)memset(maker->people, 0, problem->site_count * sizeof *maker->people);
    for (size_t k = 0; k < problem->delegate_count; k++) {
        uint32_t delegate = maker->seating->order[k];
        uint32_t rank = 0;
        uint32_t bus = take_bus(maker, delegate, &rank);
        if (bus != VISITS_NONE) {
            board(maker, bus);
        }
        maker->ranks[delegate] = bus == VISITS_NONE ? (uint32_t)problem->site_count + 2 : rank;
        value += bus == VISITS_NONE ? (uint64_t)(problem->site_count + 2) * problem->delegate_count : rank;
    }
    spend(maker, problem->delegate_count);
    return value;
}

/* A change of one bus: a site comes, or goes, or both. */
struct change {
    uint32_t bus, more, without, room, back;
    uint64_t value;
};

static void set_visit(struct maker *maker, uint32_t bus, uint32_t site, bool goes)
{
    uint16_t *goers = &maker->goers[site * maker->problem->bus_count];
    uint32_t *count = &maker->goer_counts[site];
    uint32_t at = 0;
    while (at < *count && goers[at] < bus) {
        at++;
    }
    size_t behind = *count - at - (goes ? 0U : 1U);
    (void)memmove(&goers[goes ? at + 1 : at], &goers[goes ? at : at + 1], behind * sizeof *goers);
    if (goes) {
        goers[at] = (uint16_t)bus;
    }
    *count = goes ? *count + 1 : *count - 1;
    uint16_t *stops = &maker->stops[bus * TOUR_MOST];
    for (uint32_t k = 0; !goes && k < maker->now.counts[bus]; k++) {
        stops[k] = stops[k] == site ? stops[maker->now.counts[bus] - 1] : stops[k];
    }
    if (goes) {
        stops[maker->now.counts[bus]] = (uint16_t)site;
    }
    maker->now.visited[bus * maker->problem->site_count + site] = goes;
    maker->now.counts[bus] = goes ? maker->now.counts[bus] + 1 : maker->now.counts[bus] - 1;
}

static void set_change(struct maker *maker, const struct change *change)
{
    if (change->without != VISITS_NONE) {
        set_visit(maker, change->bus, change->without, false);
    }
    if (change->more != VISITS_NONE) {
        set_visit(maker, change->bus, change->more, true);
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

static int compare_wanted(const void *left, const void *right)
{
    const struct wanted *a = left;
    const struct wanted *b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

/* Sites by what going there would gain if there were seats for all; buses by the number of their stops. */
static void list_wanted(struct maker *maker)
{
    const struct visits_problem *problem = maker->problem;
    (void)try_choice(maker);
    for (uint32_t s = 0; s < problem->site_count; s++) {
        maker->sites[s] = (struct wanted){UINT64_MAX, s};
    }
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        for (uint32_t w = problem->wish_starts[d]; w < problem->wish_starts[d + 1]; w++) {
            uint32_t rank = w - problem->wish_starts[d] + 1;
            maker->sites[problem->wishes[w]].key -= maker->ranks[d] > rank ? maker->ranks[d] - rank : 0;
        }
    }
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        maker->buses[b] = (struct wanted){maker->now.counts[b], b};
    }
    qsort(maker->sites, problem->site_count, sizeof *maker->sites, compare_wanted);
    qsort(maker->buses, problem->bus_count, sizeof *maker->buses, compare_wanted);
}

/* The visit that gains most. False: none does, or the budget is used up. */
static bool add_best(struct maker *maker)
{
    const struct visits_problem *problem = maker->problem;
    struct change best = {.bus = VISITS_NONE};
    size_t tried = 0;
    list_wanted(maker);
    for (size_t k = 0; k < problem->bus_count * problem->site_count && maker->budget > 0; k++) {
        struct change change = {.bus = maker->buses[k / problem->site_count].number,
                                .more = maker->sites[k % problem->site_count].number,
                                .without = VISITS_NONE};
        if (tried >= maker->tried_most && best.bus != VISITS_NONE) {
            break;
        }
        if (maker->now.visited[change.bus * problem->site_count + change.more] != 0 || !try_change(maker, &change)) {
            continue;
        }
        tried++;
        bool better = best.bus == VISITS_NONE || change.value < best.value ||
                      (change.value == best.value && change.back < best.back);
        if (change.value < maker->value && better) {
            best = change;
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
    *maker = (struct maker){.problem = problem, .seating = seating, .budget = TRIAL_STEPS};
    arena_init(&maker->arena);
    visits_seating_init(&maker->arena, problem, NULL, 0, seating);
    maker->now.visited = ARENA_ARRAY(&maker->arena, uint8_t, problem->bus_count * problem->site_count + 1);
    maker->now.counts = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->now.rooms = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->now.backs = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->riders = ARENA_ARRAY(&maker->arena, uint32_t, problem->bus_count);
    maker->goers = ARENA_ARRAY(&maker->arena, uint16_t, problem->bus_count * problem->site_count);
    maker->goer_counts = ARENA_ARRAY(&maker->arena, uint32_t, problem->site_count);
    maker->ranks = ARENA_ARRAY(&maker->arena, uint32_t, problem->delegate_count);
    maker->stops = ARENA_ARRAY(&maker->arena, uint16_t, problem->bus_count * (TOUR_MOST + 1));
    maker->people = ARENA_ARRAY(&maker->arena, uint32_t, problem->site_count);
    maker->takes = ARENA_ARRAY(&maker->arena, uint32_t, problem->site_count);
    for (size_t w = 0; w < problem->window_count; w++) {
        maker->takes[problem->windows[w].site] += problem->windows[w].capacity;
    }
    maker->sites = ARENA_ARRAY(&maker->arena, struct wanted, problem->site_count);
    maker->buses = ARENA_ARRAY(&maker->arena, struct wanted, problem->bus_count);
    uint64_t adds = 1; /* expected; half of the budget is for them */
    for (size_t b = 0; b < problem->bus_count; b++) {
        adds += problem->buses[b].stops_most < 4 ? problem->buses[b].stops_most : 4;
    }
    uint64_t trial = problem->delegate_count * 8 + problem->wish_starts[problem->delegate_count] * 4;
    uint64_t tried = TRIAL_STEPS / 2 / trial / adds;
    maker->tried_most = tried < TRIED_LEAST ? TRIED_LEAST : (size_t)tried;
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
