/* What the stages miss one after another: a few buses are freed, with who rides on them and with those who are left out. Their
 * tours (where none are given), windows and seats are made anew together, all others staying as they are; what is not worse, or
 * little worse than the best so far, is gone on from (large neighbourhoods: Shaw 1998; ruin and recreate: Schrimpf et al. 2000).
 *
 * The freed part is a small problem of the same kind — its people, its buses, the windows with the room that the others
 * leave — and is solved by the same routes and assignments. Which buses, and how their tours change, follows numbers drawn from
 * the sizes of the problem; the search ends after a stretch of trials without gain, or a budget of steps. */
#include "base/random.h"
#include "match/visits_joint.h"

#include <string.h>

enum {
    FREED_MOST = 3,    /* buses at a time */
    TOUR_MOST = 9,     /* stops that a tour is given here; those that are longer, up to VISITS_EXACT, stay as long */
    ASSIGNMENTS = 4,   /* of a trial */
    QUIET_LEAST = 200, /* trials without gain before the search ends; and for each bus: */
    QUIET_EACH = 600,
    WORSE_PARTS = 200, /* what is kept may be worse than the best by one part in so many */
    DRAWS = 24
};
#define STEPS_MOST 1200000000ULL

struct trial {
    size_t bus_count;
    uint32_t buses[FREED_MOST];
    size_t counts[FREED_MOST];
    uint32_t sites[FREED_MOST][VISITS_EXACT];
    bool loose; /* some windows are not used, so that others are tried */
};

struct state {
    struct visits_stop *stops; /* bus × VISITS_EXACT */
    size_t *counts;
    struct visits_trip *trips;
    uint32_t *where;
    uint64_t left_out, cost;
};

struct joint {
    struct arena arena; /* of the search */
    struct arena work;  /* of a trial */
    const struct visits_problem *problem;
    struct random random;
    struct state now, best;
    bool *free;              /* a bus: may be freed */
    uint32_t *ranks;         /* 0: left out */
    uint32_t *people;        /* a window */
    uint32_t *organisations; /* numbers in the trial, or NONE */
    uint8_t *goes;           /* a site */
    uint64_t steps;
};

/* The freed part and where its parts come from. */
struct part {
    struct visits_problem problem;
    uint32_t *delegates, *windows;
    uint64_t left_out, cost; /* so far */
};

/* --- which buses, and which tours ------------------------------------------------------------------------------------------- */

static uint32_t draw(struct joint *joint, size_t below)
{
    return random_below(&joint->random, (uint32_t)below);
}

static bool is_freed(const struct trial *trial, uint32_t bus)
{
    for (size_t k = 0; k < trial->bus_count; k++) {
        if (trial->buses[k] == bus) {
            return true;
        }
    }
    return false;
}

static bool has_site(const struct trial *trial, size_t k, uint32_t site)
{
    for (size_t i = 0; i < trial->counts[k]; i++) {
        if (trial->sites[k][i] == site) {
            return true;
        }
    }
    return false;
}

/* A wish of somebody who is freed or left out; else any site. */
static uint32_t draw_site(struct joint *joint, const struct trial *trial)
{
    const struct visits_problem *problem = joint->problem;
    for (int n = 0; n < DRAWS; n++) {
        uint32_t d = draw(joint, problem->delegate_count);
        uint32_t count = problem->wish_starts[d + 1] - problem->wish_starts[d];
        if (count > 0 && (joint->now.where[d] == VISITS_NONE || is_freed(trial, joint->now.where[d]))) {
            return problem->wishes[problem->wish_starts[d] + draw(joint, count)];
        }
    }
    return draw(joint, problem->site_count);
}

static void add_site(const struct joint *joint, struct trial *trial, size_t k, uint32_t site)
{
    size_t most = joint->problem->buses[trial->buses[k]].stops_most;
    most = most < TOUR_MOST ? most : TOUR_MOST;
    size_t at = trial->counts[k];
    if (at >= most || has_site(trial, k, site)) {
        return;
    }
    for (; at > 0 && trial->sites[k][at - 1] > site; at--) {
        trial->sites[k][at] = trial->sites[k][at - 1];
    }
    trial->sites[k][at] = site;
    trial->counts[k]++;
}

static uint32_t take_site(struct trial *trial, size_t k, size_t at)
{
    uint32_t site = trial->sites[k][at];
    trial->counts[k]--;
    for (; at < trial->counts[k]; at++) {
        trial->sites[k][at] = trial->sites[k][at + 1];
    }
    return site;
}

/* A visit comes, goes, is exchanged for another, or goes over to the next of the freed buses; or all are drawn anew. */
static void change_tour(struct joint *joint, struct trial *trial, size_t k)
{
    enum { STAYS, COMES, GOES, EXCHANGED, GIVEN, ANEW, KINDS };
    uint32_t kind = draw(joint, KINDS);
    size_t next = (k + 1) % trial->bus_count;
    if (kind == ANEW) {
        size_t count = 1 + draw(joint, FREED_MOST);
        trial->counts[k] = 0;
        for (size_t i = 0; i < count; i++) {
            add_site(joint, trial, k, draw_site(joint, trial));
        }
    }
    if ((kind == GOES || kind == EXCHANGED || kind == GIVEN) && trial->counts[k] > 0) {
        uint32_t site = take_site(trial, k, draw(joint, trial->counts[k]));
        if (kind == GIVEN) {
            add_site(joint, trial, next, site);
        }
    }
    if (kind == COMES || kind == EXCHANGED) {
        add_site(joint, trial, k, draw_site(joint, trial));
    }
}

static void draw_trial(struct joint *joint, struct trial *out)
{
    const struct visits_problem *problem = joint->problem;
    size_t most = 1 + draw(joint, FREED_MOST);
    *out = (struct trial){.loose = draw(joint, 4) == 0};
    for (int n = 0; n < DRAWS && out->bus_count < most; n++) {
        uint32_t bus = draw(joint, problem->bus_count);
        if (joint->free[bus] && !is_freed(out, bus)) {
            out->buses[out->bus_count++] = bus;
        }
    }
    for (size_t k = 0; k < out->bus_count; k++) {
        uint32_t bus = out->buses[k];
        out->counts[k] = joint->now.counts[bus];
        for (size_t s = 0; s < joint->now.counts[bus]; s++) { /* ascending */
            size_t at = s;
            uint32_t site = joint->now.stops[bus * VISITS_EXACT + s].site;
            for (; at > 0 && out->sites[k][at - 1] > site; at--) {
                out->sites[k][at] = out->sites[k][at - 1];
            }
            out->sites[k][at] = site;
        }
    }
    for (size_t k = 0; problem->tours == NULL && k < out->bus_count; k++) {
        change_tour(joint, out, k);
    }
}

/* --- the freed part as a problem -------------------------------------------------------------------------------------------- */

/* Who rides on the freed buses; and of those left out as many as might find a seat, beginning anywhere. */
static void list_delegates(struct joint *joint, const struct trial *trial, struct part *part)
{
    const struct visits_problem *problem = joint->problem;
    size_t n = problem->delegate_count;
    size_t outside = 8;
    bool many = draw(joint, 8) == 0;
    for (size_t k = 0; k < trial->bus_count; k++) {
        outside += many ? 2 * (size_t)problem->buses[trial->buses[k]].seats : problem->buses[trial->buses[k]].seats / 2;
    }
    part->delegates = ARENA_ARRAY(&joint->work, uint32_t, n);
    uint32_t from = draw(joint, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t d = (uint32_t)((from + i) % n);
        bool out = joint->now.where[d] == VISITS_NONE;
        if ((out && outside > 0) || (!out && is_freed(trial, joint->now.where[d]))) {
            outside -= out;
            part->left_out += out;
            part->cost += joint->ranks[d];
            part->delegates[part->problem.delegate_count++] = d;
        }
    }
}

static void copy_delegates(struct joint *joint, const struct trial *trial, struct part *part)
{
    const struct visits_problem *problem = joint->problem;
    size_t n = part->problem.delegate_count;
    size_t wishes = 0;
    for (size_t i = 0; i < n; i++) {
        wishes += problem->wish_starts[part->delegates[i] + 1] - problem->wish_starts[part->delegates[i]];
    }
    uint32_t *organisations = ARENA_ARRAY(&joint->work, uint32_t, n);
    uint32_t *lots = ARENA_ARRAY(&joint->work, uint32_t, n);
    uint32_t *starts = ARENA_ARRAY(&joint->work, uint32_t, n + 1);
    uint32_t *list = ARENA_ARRAY(&joint->work, uint32_t, wishes + 1);
    uint8_t *barred = ARENA_ARRAY(&joint->work, uint8_t, n * trial->bus_count);
    for (size_t i = 0; i < n; i++) {
        uint32_t d = part->delegates[i];
        uint32_t count = problem->wish_starts[d + 1] - problem->wish_starts[d];
        uint32_t *number = &joint->organisations[problem->organisations[d]];
        *number = *number == VISITS_NONE ? (uint32_t)part->problem.organisation_count++ : *number;
        organisations[i] = *number;
        lots[i] = problem->lots[d];
        starts[i + 1] = starts[i] + count;
        (void)memcpy(&list[starts[i]], &problem->wishes[problem->wish_starts[d]], count * sizeof *list);
        for (size_t k = 0; problem->barred != NULL && k < trial->bus_count; k++) {
            barred[i * trial->bus_count + k] = problem->barred[d * problem->bus_count + trial->buses[k]];
        }
    }
    part->problem.organisations = organisations;
    part->problem.lots = lots;
    part->problem.wish_starts = starts;
    part->problem.wishes = list;
    part->problem.barred = problem->barred == NULL ? NULL : barred;
}

static void copy_rivals(struct joint *joint, struct part *part)
{
    const struct visits_problem *problem = joint->problem;
    struct visits_rival *rivals = ARENA_ARRAY(&joint->work, struct visits_rival, problem->rival_count + 1);
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        uint32_t one = joint->organisations[rival->organisation];
        uint32_t other = rival->other == VISITS_NONE ? VISITS_NONE : joint->organisations[rival->other];
        if (one != VISITS_NONE && (rival->other == VISITS_NONE || other != VISITS_NONE)) {
            rivals[part->problem.rival_count++] = (struct visits_rival){one, other, rival->site};
        }
    }
    part->problem.rivals = rivals;
    for (size_t i = 0; i < part->problem.delegate_count; i++) {
        joint->organisations[problem->organisations[part->delegates[i]]] = VISITS_NONE;
    }
}

/* Windows of the sites that are visited, with the room that the other buses leave. */
static void copy_windows(struct joint *joint, const struct trial *trial, struct part *part)
{
    const struct visits_problem *problem = joint->problem;
    struct visits_window *windows = ARENA_ARRAY(&joint->work, struct visits_window, problem->window_count + 1);
    uint32_t *own = ARENA_ARRAY(&joint->work, uint32_t, problem->window_count + 1);
    part->windows = ARENA_ARRAY(&joint->work, uint32_t, problem->window_count + 1);
    for (size_t i = 0; i < part->problem.delegate_count; i++) {
        uint32_t bus = joint->now.where[part->delegates[i]];
        for (size_t s = 0; bus != VISITS_NONE && s < joint->now.counts[bus]; s++) {
            own[joint->now.stops[bus * VISITS_EXACT + s].window]++;
        }
    }
    for (size_t k = 0; k < trial->bus_count; k++) {
        for (size_t i = 0; i < trial->counts[k]; i++) {
            joint->goes[trial->sites[k][i]] = 1;
        }
    }
    for (uint32_t w = 0; w < problem->window_count; w++) {
        uint32_t room = problem->windows[w].capacity - (joint->people[w] - own[w]);
        if (room > 0 && joint->goes[problem->windows[w].site] != 0 && !(trial->loose && draw(joint, 3) == 0)) {
            windows[part->problem.window_count] = problem->windows[w];
            windows[part->problem.window_count].capacity = room;
            part->windows[part->problem.window_count++] = w;
        }
    }
    (void)memset(joint->goes, 0, problem->site_count);
    part->problem.windows = windows;
}

static void copy_buses(struct joint *joint, const struct trial *trial, struct part *part)
{
    struct visits_bus *buses = ARENA_ARRAY(&joint->work, struct visits_bus, trial->bus_count);
    struct visits_call *tours = ARENA_ARRAY(&joint->work, struct visits_call, FREED_MOST * VISITS_EXACT);
    for (uint32_t k = 0; k < trial->bus_count; k++) {
        buses[k] = joint->problem->buses[trial->buses[k]];
        for (size_t i = 0; i < trial->counts[k]; i++) {
            tours[part->problem.tour_count++] = (struct visits_call){k, trial->sites[k][i]};
        }
    }
    part->problem.buses = buses;
    part->problem.tours = tours;
}

/* --- one trial --------------------------------------------------------------------------------------------------------------- */

static void take_answer(struct joint *joint, const struct trial *trial, const struct part *part,
                        const struct visits_answer *answer)
{
    const struct visits_problem *problem = joint->problem;
    for (size_t i = 0; i < part->problem.delegate_count; i++) {
        uint32_t d = part->delegates[i];
        uint32_t bus = joint->now.where[d];
        for (size_t s = 0; bus != VISITS_NONE && s < joint->now.counts[bus]; s++) {
            joint->people[joint->now.stops[bus * VISITS_EXACT + s].window]--;
        }
        joint->now.where[d] = answer->buses[i] == VISITS_NONE ? VISITS_NONE : trial->buses[answer->buses[i]];
    }
    for (size_t k = 0; k < trial->bus_count; k++) {
        joint->now.counts[trial->buses[k]] = 0;
        joint->now.trips[trial->buses[k]] = answer->trips[k];
    }
    for (size_t s = 0; s < answer->stop_count; s++) {
        struct visits_stop stop = answer->stops[s];
        stop.bus = trial->buses[stop.bus];
        stop.window = part->windows[stop.window];
        joint->now.stops[stop.bus * VISITS_EXACT + joint->now.counts[stop.bus]++] = stop;
    }
    for (size_t i = 0; i < part->problem.delegate_count; i++) {
        uint32_t d = part->delegates[i];
        uint32_t bus = joint->now.where[d];
        joint->ranks[d] = 0;
        if (bus == VISITS_NONE) {
            continue;
        }
        for (size_t s = 0; s < joint->now.counts[bus]; s++) {
            joint->people[joint->now.stops[bus * VISITS_EXACT + s].window]++;
            joint->goes[joint->now.stops[bus * VISITS_EXACT + s].site] = 1;
        }
        joint->ranks[d] = visits_rank(problem, d, joint->goes);
        for (size_t s = 0; s < joint->now.counts[bus]; s++) {
            joint->goes[joint->now.stops[bus * VISITS_EXACT + s].site] = 0;
        }
    }
}

static void spend(struct joint *joint, const struct trial *trial, const struct part *part)
{
    const struct visits_problem *problem = joint->problem;
    joint->steps += problem->delegate_count + problem->window_count * 2 + problem->rival_count +
                    part->problem.delegate_count * 100 * trial->bus_count + 2000;
    for (size_t k = 0; k < trial->bus_count; k++) {
        joint->steps += (uint64_t)(trial->counts[k] * trial->counts[k]) << trial->counts[k];
    }
}

static void remember(struct joint *joint)
{
    const struct visits_problem *problem = joint->problem;
    const struct state *now = &joint->now;
    struct state *best = &joint->best;
    (void)memcpy(best->stops, now->stops, problem->bus_count * VISITS_EXACT * sizeof *now->stops);
    (void)memcpy(best->counts, now->counts, problem->bus_count * sizeof *now->counts);
    (void)memcpy(best->trips, now->trips, problem->bus_count * sizeof *now->trips);
    (void)memcpy(best->where, now->where, problem->delegate_count * sizeof *now->where);
    best->left_out = now->left_out;
    best->cost = now->cost;
}

/* Also what is a little worse than the best, so that the search comes out of dead ends (Dueck 1993). */
static bool is_taken(const struct joint *joint, uint64_t left_out, uint64_t cost)
{
    const struct state *best = &joint->best;
    return left_out < best->left_out ||
           (left_out == best->left_out && cost <= best->cost + best->cost / WORSE_PARTS + 1) ||
           left_out < joint->now.left_out || (left_out == joint->now.left_out && cost <= joint->now.cost);
}

/* False when nothing is better than the best so far. */
static bool make_trial(struct joint *joint)
{
    struct trial trial;
    struct part part = {.problem = {.site_count = joint->problem->site_count,
                                    .place_count = joint->problem->place_count,
                                    .travel = joint->problem->travel,
                                    .aim = VISITS_COST}};
    struct visits_answer answer;
    arena_reset(&joint->work);
    draw_trial(joint, &trial);
    if (trial.bus_count == 0) {
        return false;
    }
    part.problem.bus_count = trial.bus_count;
    list_delegates(joint, &trial, &part);
    copy_delegates(joint, &trial, &part);
    copy_rivals(joint, &part);
    copy_windows(joint, &trial, &part);
    copy_buses(joint, &trial, &part);
    spend(joint, &trial, &part);
    if (part.problem.delegate_count == 0 ||
        !visits_solve_parts(&joint->work, &part.problem, ASSIGNMENTS, part.left_out, &answer)) {
        return false;
    }
    uint64_t left_out = joint->now.left_out - part.left_out + answer.left_out;
    uint64_t cost = joint->now.cost - part.cost + answer.cost;
    if (!is_taken(joint, left_out, cost)) {
        return false;
    }
    take_answer(joint, &trial, &part, &answer);
    joint->now.left_out = left_out;
    joint->now.cost = cost;
    bool better = left_out < joint->best.left_out || (left_out == joint->best.left_out && cost < joint->best.cost);
    if (better) {
        remember(joint);
    }
    return better;
}

/* --- all together ----------------------------------------------------------------------------------------------------------- */

static void open_state(struct arena *arena, const struct visits_problem *problem, struct state *out)
{
    out->stops = ARENA_ARRAY(arena, struct visits_stop, problem->bus_count * VISITS_EXACT);
    out->counts = ARENA_ARRAY(arena, size_t, problem->bus_count);
    out->trips = ARENA_ARRAY(arena, struct visits_trip, problem->bus_count);
    out->where = ARENA_ARRAY(arena, uint32_t, problem->delegate_count);
}

static void open_joint(struct joint *joint, const struct visits_problem *problem, const struct visits_answer *answer)
{
    size_t n = problem->delegate_count;
    *joint = (struct joint){.problem = problem};
    arena_init(&joint->arena);
    arena_init(&joint->work);
    random_init(&joint->random, n * 1000003U + problem->bus_count * 1009U + problem->window_count);
    open_state(&joint->arena, problem, &joint->now);
    open_state(&joint->arena, problem, &joint->best);
    joint->now.left_out = answer->left_out;
    joint->now.cost = answer->cost;
    joint->free = ARENA_ARRAY(&joint->arena, bool, problem->bus_count);
    joint->ranks = ARENA_ARRAY(&joint->arena, uint32_t, n);
    joint->people = ARENA_ARRAY(&joint->arena, uint32_t, problem->window_count + 1);
    joint->organisations = ARENA_ARRAY(&joint->arena, uint32_t, problem->organisation_count);
    joint->goes = ARENA_ARRAY(&joint->arena, uint8_t, problem->site_count);
    (void)memset(joint->organisations, 0xff, problem->organisation_count * sizeof *joint->organisations);
    (void)memcpy(joint->now.trips, answer->trips, problem->bus_count * sizeof *joint->now.trips);
    (void)memcpy(joint->now.where, answer->buses, n * sizeof *joint->now.where);
}

static void take_stops(struct joint *joint, const struct visits_answer *answer)
{
    const struct visits_problem *problem = joint->problem;
    size_t *lengths = ARENA_ARRAY(&joint->arena, size_t, problem->bus_count);
    uint32_t *riders = ARENA_ARRAY(&joint->arena, uint32_t, problem->bus_count);
    for (size_t s = 0; s < answer->stop_count; s++) {
        lengths[answer->stops[s].bus]++;
    }
    for (size_t d = 0; d < problem->delegate_count; d++) {
        if (joint->now.where[d] != VISITS_NONE) {
            riders[joint->now.where[d]]++;
        }
    }
    for (size_t s = 0; s < answer->stop_count; s++) {
        const struct visits_stop *stop = &answer->stops[s];
        joint->people[stop->window] += riders[stop->bus];
        if (lengths[stop->bus] <= VISITS_EXACT) {
            joint->now.stops[stop->bus * VISITS_EXACT + joint->now.counts[stop->bus]++] = *stop;
        }
    }
    for (size_t b = 0; b < problem->bus_count; b++) {
        joint->free[b] = lengths[b] <= VISITS_EXACT && (problem->tours == NULL || lengths[b] > 0);
    }
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        uint32_t bus = joint->now.where[d];
        for (size_t s = 0; bus != VISITS_NONE && s < joint->now.counts[bus]; s++) {
            joint->goes[joint->now.stops[bus * VISITS_EXACT + s].site] = 1;
        }
        joint->ranks[d] = bus == VISITS_NONE ? 0 : visits_rank(problem, d, joint->goes);
        (void)memset(joint->goes, 0, problem->site_count);
    }
}

/* Long tours are as they were. */
static void give_back(struct arena *arena, const struct joint *joint, struct visits_answer *answer)
{
    const struct visits_problem *problem = joint->problem;
    size_t most = answer->stop_count + problem->bus_count * VISITS_EXACT;
    struct visits_stop *stops = ARENA_ARRAY(arena, struct visits_stop, most + 1);
    size_t count = 0;
    size_t s = 0;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        for (size_t k = 0; k < joint->best.counts[b]; k++) {
            stops[count++] = joint->best.stops[b * VISITS_EXACT + k];
        }
        for (; s < answer->stop_count && answer->stops[s].bus <= b; s++) {
            if (answer->stops[s].bus == b && !joint->free[b]) {
                stops[count++] = answer->stops[s];
            }
        }
    }
    answer->stops = stops;
    answer->stop_count = count;
    (void)memcpy(answer->trips, joint->best.trips, problem->bus_count * sizeof *joint->best.trips);
    (void)memcpy(answer->buses, joint->best.where, problem->delegate_count * sizeof *joint->best.where);
    answer->left_out = joint->best.left_out;
    answer->cost = joint->best.cost;
}

void visits_join(struct arena *arena, const struct visits_problem *problem, struct visits_answer *answer)
{
    struct joint joint;
    open_joint(&joint, problem, answer);
    take_stops(&joint, answer);
    remember(&joint);
    uint64_t quiet = 0;
    uint64_t most = QUIET_LEAST + QUIET_EACH * (uint64_t)problem->bus_count;
    while (quiet < most && joint.steps < STEPS_MOST &&
           (joint.best.left_out > answer->floor_left_out || joint.best.cost > answer->floor_cost)) {
        quiet = make_trial(&joint) ? 0 : quiet + 1;
    }
    give_back(arena, &joint, answer);
    arena_release(&joint.work);
    arena_release(&joint.arena);
}
