/* The stages, one after another: tours, routes, groups, routes again for the groups that there are. */
#include "base/check.h"
#include "match/visits_joint.h"
#include "match/visits_seating.h"
#include "match/visits_tour.h"

#include <string.h>

struct solving {
    struct arena *arena; /* of the answer */
    struct arena work;
    const struct visits_problem *problem;
    const struct visits_call *tours;
    size_t tour_count;
    uint32_t *tour_starts;       /* bus + 1 */
    struct visits_route *routes; /* one a bus; the stops in `work` */
    uint32_t *taken;             /* people a window has been promised to */
    bool *held;                  /* a bus: keeps the windows of an earlier plan */
};

static uint32_t most_of(const struct visits_problem *problem, uint32_t bus)
{
    uint32_t seats = problem->buses[bus].seats;
    return seats < problem->delegate_count ? seats : (uint32_t)problem->delegate_count;
}

static struct visits_route_task task_of(struct solving *solving, uint32_t bus)
{
    size_t begin = solving->tour_starts[bus];
    struct visits_route_task task = {.problem = solving->problem,
                                     .bus = bus,
                                     .site_count = solving->tour_starts[bus + 1] - begin,
                                     .least = 1,
                                     .most = most_of(solving->problem, bus),
                                     .exact = VISITS_EXACT};
    uint32_t *sites = ARENA_ARRAY(&solving->work, uint32_t, task.site_count + 1);
    for (size_t k = 0; k < task.site_count; k++) {
        sites[k] = solving->tours[begin + k].site;
    }
    task.sites = sites;
    return task;
}

static uint32_t *list_rooms(struct solving *solving)
{
    const struct visits_problem *problem = solving->problem;
    uint32_t *rooms = ARENA_ARRAY(&solving->work, uint32_t, problem->window_count + 1);
    for (size_t w = 0; w < problem->window_count; w++) {
        uint32_t capacity = problem->windows[w].capacity;
        rooms[w] = capacity > solving->taken[w] ? capacity - solving->taken[w] : 0;
    }
    return rooms;
}

static void promise(struct solving *solving, uint32_t bus, size_t stops)
{
    const struct visits_route *route = &solving->routes[bus];
    for (size_t s = 0; s < stops; s++) {
        solving->taken[route->stops[s].window] += route->room;
    }
}

/* Buses that can keep to the windows that they used in an earlier plan. */
static void hold_routes(struct solving *solving)
{
    const struct visits_problem *problem = solving->problem;
    for (uint32_t b = 0; problem->held != NULL && problem->tours != NULL && b < problem->bus_count; b++) {
        struct visits_route_task task = task_of(solving, b);
        uint32_t *rooms = ARENA_ARRAY(&solving->work, uint32_t, problem->window_count + 1);
        bool all = task.site_count > 0;
        for (size_t t = solving->tour_starts[b]; t < solving->tour_starts[b + 1]; t++) {
            uint32_t window = problem->held[t];
            all = all && window != VISITS_NONE;
            if (window != VISITS_NONE) {
                rooms[window] = problem->windows[window].capacity;
            }
        }
        task.rooms = rooms;
        solving->held[b] = all && visits_find_route(&solving->work, &task, &solving->routes[b], NULL);
        promise(solving, b, solving->held[b] ? task.site_count : 0);
    }
}

/* In what the buses before have left; where that cannot be, sharing windows with them. */
static bool find_routes(struct solving *solving, struct visits_conflict *conflict)
{
    hold_routes(solving);
    for (uint32_t b = 0; b < solving->problem->bus_count; b++) {
        struct visits_route_task task = task_of(solving, b);
        struct visits_route *route = &solving->routes[b];
        if (task.site_count == 0 || solving->held[b]) {
            continue;
        }
        task.rooms = list_rooms(solving);
        if (!visits_find_route(&solving->work, &task, route, NULL)) {
            task.rooms = NULL;
            if (!visits_find_route(&solving->work, &task, route, conflict)) {
                return false;
            }
        }
        promise(solving, b, task.site_count);
    }
    return true;
}

static void list_stops(struct solving *solving, struct visits_answer *out)
{
    out->stops = ARENA_ARRAY(solving->arena, struct visits_stop, solving->tour_count + 1);
    out->trips = ARENA_ARRAY(solving->arena, struct visits_trip, solving->problem->bus_count);
    out->stop_count = solving->tour_count;
    for (size_t b = 0; b < solving->problem->bus_count; b++) {
        size_t begin = solving->tour_starts[b];
        size_t count = solving->tour_starts[b + 1] - begin;
        out->trips[b] = (struct visits_trip){.proven = true};
        if (count > 0) {
            (void)memcpy(&out->stops[begin], solving->routes[b].stops, count * sizeof *out->stops);
            out->trips[b] = solving->routes[b].trip;
        }
    }
}

/* --- groups ------------------------------------------------------------------------------------------------------------------- */

/* start: who sits where to begin with, within the rules; NULL: only those who are kept. The others follow by lot. */
static struct result make_groups(struct solving *solving, const uint32_t *start, size_t assignments,
                                 struct visits_answer *out)
{
    struct visits_seating seating;
    struct result r = result_ok();
    visits_seating_init(&solving->work, solving->problem, out->stops, out->stop_count, &seating);
    seating.assignments = assignments;
    visits_seating_keep(&seating);
    for (uint32_t d = 0; start != NULL && d < seating.n; d++) {
        if (start[d] != VISITS_NONE) {
            visits_seating_put(&seating, d, start[d]);
        }
    }
    visits_seating_by_lot(&seating, NULL);
    uint32_t *buses = ARENA_ARRAY(solving->arena, uint32_t, seating.n);
    bool lots = solving->problem->aim == VISITS_STABLE;
    (void)memcpy(buses, seating.where, seating.n * sizeof *buses);
    out->left_out = visits_seating_left_out(&seating, &out->cost);
    r = visits_seating_by_cost(&seating, !lots, out);
    if (!result_failed(r) && !lots) {
        (void)memcpy(buses, seating.where, seating.n * sizeof *buses);
        out->left_out = visits_seating_left_out(&seating, &out->cost);
    }
    out->buses = buses;
    out->proven = out->proven || lots; /* by lots there is one outcome only */
    return r;
}

/* The tours as the stops of the answer have them. */
static void take_tours(struct solving *solving, const struct visits_answer *answer)
{
    const struct visits_problem *problem = solving->problem;
    struct visits_call *tours = ARENA_ARRAY(&solving->work, struct visits_call, answer->stop_count + 1);
    (void)memset(solving->tour_starts, 0, (problem->bus_count + 1) * sizeof *solving->tour_starts);
    for (size_t s = 0; s < answer->stop_count; s++) {
        struct visits_call call = {answer->stops[s].bus, answer->stops[s].site};
        size_t at = s;
        for (; at > 0 && tours[at - 1].bus == call.bus && tours[at - 1].site > call.site; at--) {
            tours[at] = tours[at - 1];
        }
        tours[at] = call;
        solving->tour_starts[call.bus + 1]++;
    }
    for (size_t b = 0; b < problem->bus_count; b++) {
        solving->tour_starts[b + 1] += solving->tour_starts[b];
    }
    solving->tours = tours;
    solving->tour_count = answer->stop_count;
}

static void copy_answer(struct arena *arena, const struct visits_problem *problem, struct visits_answer *answer)
{
    struct visits_trip *trips = ARENA_ARRAY(arena, struct visits_trip, problem->bus_count);
    uint32_t *buses = ARENA_ARRAY(arena, uint32_t, problem->delegate_count);
    (void)memcpy(trips, answer->trips, problem->bus_count * sizeof *trips);
    (void)memcpy(buses, answer->buses, problem->delegate_count * sizeof *buses);
    answer->trips = trips;
    answer->buses = buses;
}

/* Tours, windows and groups of a few buses at a time together. By lots the tours that come of it are taken only if the lots
 * then give a better whole. */
static struct result join(struct solving *solving, struct visits_answer *answer)
{
    struct visits_answer joined = *answer;
    bool lots = solving->problem->aim == VISITS_STABLE;
    copy_answer(solving->arena, solving->problem, &joined);
    visits_join(solving->arena, solving->problem, &joined);
    struct result r = make_groups(solving, lots ? NULL : joined.buses, 0, &joined);
    bool better =
        joined.left_out < answer->left_out || (joined.left_out == answer->left_out && joined.cost < answer->cost);
    if (!result_failed(r) && (better || !lots)) {
        *answer = joined;
        take_tours(solving, answer);
    }
    return r;
}

/* Tours given, and by lots: other windows only as far as more people can ride, without a look at any wish, so that it stays
 * true that nobody gains by a false list. */
static struct result join_blind(struct solving *solving, struct visits_answer *answer)
{
    const struct visits_problem *problem = solving->problem;
    struct visits_problem blind = *problem;
    struct visits_answer joined = *answer;
    blind.wish_starts = ARENA_ARRAY(&solving->work, uint32_t, problem->delegate_count + 1);
    blind.aim = VISITS_COST;
    solving->problem = &blind;
    struct result r = make_groups(solving, NULL, 1, &joined);
    uint64_t before = joined.left_out;
    if (!result_failed(r)) {
        joined.floor_cost = problem->delegate_count - joined.floor_left_out;
        copy_answer(solving->arena, problem, &joined);
        visits_join(solving->arena, &blind, &joined);
    }
    solving->problem = problem;
    if (!result_failed(r) && joined.left_out < before) {
        answer->stops = joined.stops;
        answer->stop_count = joined.stop_count;
        answer->trips = joined.trips;
        take_tours(solving, answer);
    }
    return r;
}

static struct result group(struct solving *solving, struct visits_answer *answer)
{
    const struct visits_problem *problem = solving->problem;
    bool lots = problem->aim == VISITS_STABLE;
    bool joins = problem->kept == NULL;
    struct result r = visits_find_floor(problem, answer);
    if (!result_failed(r) && joins && lots && problem->tours != NULL) {
        joins = false;
        r = join_blind(solving, answer);
    }
    r = result_failed(r) ? r : make_groups(solving, NULL, joins && !lots ? 1 : 0, answer);
    return result_failed(r) || !joins ? r : join(solving, answer);
}

/* --- the day as short as the groups allow --------------------------------------------------------------------------------------- */

static bool is_shared(const struct visits_answer *answer, uint32_t bus, uint32_t window)
{
    for (size_t s = 0; s < answer->stop_count; s++) {
        if (answer->stops[s].window == window && answer->stops[s].bus != bus) {
            return true;
        }
    }
    return false;
}

/* Whether no group could change by the other route: it takes no larger group, and leaves no window to others. */
static bool leaves_groups(const struct solving *solving, const struct visits_answer *answer, uint32_t bus,
                          const struct visits_route *other)
{
    size_t begin = solving->tour_starts[bus];
    size_t count = solving->tour_starts[bus + 1] - begin;
    uint32_t before = most_of(solving->problem, bus);
    uint32_t after = before;
    for (size_t k = 0; k < count; k++) {
        uint32_t old = solving->problem->windows[answer->stops[begin + k].window].capacity;
        uint32_t new = solving->problem->windows[other->stops[k].window].capacity;
        before = old < before ? old : before;
        after = new < after ? new : after;
        bool stays = false;
        for (size_t j = 0; j < count; j++) {
            stays = stays || other->stops[j].window == answer->stops[begin + k].window;
        }
        if (!stays && is_shared(answer, bus, answer->stops[begin + k].window)) {
            return false;
        }
    }
    return after <= before;
}

static void shorten(struct solving *solving, struct visits_answer *out)
{
    const struct visits_problem *problem = solving->problem;
    (void)memset(solving->taken, 0, problem->window_count * sizeof *solving->taken);
    uint32_t *riders = ARENA_ARRAY(&solving->work, uint32_t, problem->bus_count + 1);
    for (size_t d = 0; d < problem->delegate_count; d++) {
        riders[out->buses[d] == VISITS_NONE ? problem->bus_count : out->buses[d]]++;
    }
    for (size_t s = 0; s < out->stop_count; s++) {
        solving->taken[out->stops[s].window] += riders[out->stops[s].bus];
    }
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        struct visits_route_task task = task_of(solving, b);
        struct visits_route route;
        size_t begin = solving->tour_starts[b];
        task.least = task.most = riders[b] == 0 ? 1 : riders[b];
        if (task.site_count == 0 || solving->held[b]) {
            continue;
        }
        for (size_t s = begin; s < solving->tour_starts[b + 1]; s++) {
            solving->taken[out->stops[s].window] -= riders[b];
        }
        task.rooms = list_rooms(solving);
        if (visits_find_route(&solving->work, &task, &route, NULL) && route.trip.back <= out->trips[b].back &&
            (route.trip.back < out->trips[b].back || route.trip.depart > out->trips[b].depart) &&
            leaves_groups(solving, out, b, &route)) {
            (void)memcpy(&out->stops[begin], route.stops, task.site_count * sizeof route.stops[0]);
            out->trips[b] = route.trip;
        }
        for (size_t s = begin; s < solving->tour_starts[b + 1]; s++) {
            solving->taken[out->stops[s].window] += riders[b];
        }
    }
}

/* --- all together ------------------------------------------------------------------------------------------------------------- */

static void open_solving(struct solving *solving)
{
    const struct visits_problem *problem = solving->problem;
    solving->tours = problem->tours;
    solving->tour_count = problem->tour_count;
    if (problem->tours == NULL) {
        struct visits_call *made;
        visits_make_tours(&solving->work, problem, &made, &solving->tour_count);
        solving->tours = made;
    }
    solving->tour_starts = ARENA_ARRAY(&solving->work, uint32_t, problem->bus_count + 1);
    solving->routes = ARENA_ARRAY(&solving->work, struct visits_route, problem->bus_count);
    solving->held = ARENA_ARRAY(&solving->work, bool, problem->bus_count);
    solving->taken = ARENA_ARRAY(&solving->work, uint32_t, problem->window_count + 1);
    for (size_t t = 0; t < solving->tour_count; t++) {
        solving->tour_starts[solving->tours[t].bus + 1]++;
    }
    for (size_t b = 0; b < problem->bus_count; b++) {
        solving->tour_starts[b + 1] += solving->tour_starts[b];
    }
}

/* The floor holds for the groups on these tours as well. */
static void take_floor(struct visits_answer *answer)
{
    answer->best = answer->left_out == answer->floor_left_out && answer->cost == answer->floor_cost;
    answer->proven = answer->proven || answer->best;
    if (answer->floor_left_out > answer->bound_left_out ||
        (answer->floor_left_out == answer->bound_left_out && answer->floor_cost > answer->bound_cost)) {
        answer->bound_left_out = answer->floor_left_out;
        answer->bound_cost = answer->floor_cost;
    }
}

struct result visits_solve(struct arena *arena, const struct visits_problem *problem, struct visits_answer *out,
                           struct visits_conflict *conflict)
{
    struct solving solving = {.arena = arena, .problem = problem};
    struct visits_answer answer = {0};
    struct result r = visits_check_shape(problem);
    if (result_failed(r)) {
        return r;
    }
    arena_init(&solving.work);
    open_solving(&solving);
    if (!find_routes(&solving, conflict)) {
        r = result_fail(RESULT_CONFLICT, "tours", "visits.error.no_plan", NULL);
    } else {
        list_stops(&solving, &answer);
        r = group(&solving, &answer);
    }
    if (!result_failed(r)) {
        shorten(&solving, &answer);
        take_floor(&answer);
        *out = answer;
    }
    arena_release(&solving.work);
    return r;
}

bool visits_solve_parts(struct arena *arena, const struct visits_problem *part, size_t assignments, uint64_t left_out,
                        struct visits_answer *out)
{
    struct solving solving = {.arena = arena, .problem = part};
    arena_init(&solving.work);
    open_solving(&solving);
    bool found = find_routes(&solving, NULL);
    uint64_t rooms = 0;
    for (size_t b = 0; found && b < part->bus_count; b++) {
        rooms += solving.routes[b].room;
    }
    found = found && rooms + left_out >= part->delegate_count;
    if (found) {
        list_stops(&solving, out);
        found = !result_failed(make_groups(&solving, NULL, assignments, out));
    }
    arena_release(&solving.work);
    return found;
}

/* --- what stays of an earlier plan ------------------------------------------------------------------------------------------------ */

static bool has_call(const struct visits_call *calls, size_t count, uint32_t bus, uint32_t site)
{
    for (size_t k = 0; k < count; k++) {
        if (calls[k].bus == bus && calls[k].site == site) {
            return true;
        }
    }
    return false;
}

/* The calls of the last bus, and one more, in the order of the sites; false, and nothing added, if they cannot be driven. */
static bool add_call(struct visits_call *calls, size_t begin, size_t *count, const struct visits_problem *problem,
                     struct visits_call call)
{
    uint32_t sites[VISITS_STOPS_MOST];
    size_t at = *count;
    if (*count - begin >= problem->buses[call.bus].stops_most) {
        return false;
    }
    for (; at > begin && calls[at - 1].site > call.site; at--) {
        calls[at] = calls[at - 1];
    }
    calls[at] = call;
    for (size_t k = begin; k <= *count; k++) {
        sites[k - begin] = calls[k].site;
    }
    struct visits_route_task task = {problem, call.bus, sites, *count - begin + 1, NULL, 1, 1, VISITS_EXACT};
    struct visits_route route;
    struct arena work;
    arena_init(&work);
    bool found = visits_find_route(&work, &task, &route, NULL);
    arena_release(&work);
    if (found) {
        (*count)++;
        return true;
    }
    for (; at < *count; at++) {
        calls[at] = calls[at + 1];
    }
    return false;
}

/* The window of the earlier plan for a call; NONE: unknown. */
static uint32_t find_held(const struct visits_problem *problem, const struct visits_plan *old, struct visits_call call)
{
    for (size_t s = 0; s < old->stop_count; s++) {
        const struct visits_stop *stop = &old->stops[s];
        if (stop->bus == call.bus && stop->site == call.site && stop->window < problem->window_count &&
            problem->windows[stop->window].site == call.site) {
            return stop->window;
        }
    }
    return VISITS_NONE;
}

struct result visits_list_kept(struct arena *arena, const struct visits_problem *problem, const struct visits_plan *old,
                               struct visits_kept *out)
{
    struct visits_problem free = *problem;
    free.tours = NULL;
    free.tour_count = 0;
    free.kept = NULL;
    free.held = NULL;
    struct result r = visits_check_shape(&free);
    if (result_failed(r)) {
        return r;
    }
    struct visits_call *calls = ARENA_ARRAY(arena, struct visits_call, old->stop_count + 2);
    uint32_t *stays = ARENA_ARRAY(arena, uint32_t, problem->delegate_count);
    uint8_t *tours_of = ARENA_ARRAY(arena, uint8_t, problem->bus_count);
    size_t count = 0;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        size_t begin = count;
        for (size_t s = 0; s < old->stop_count; s++) {
            struct visits_call call = {old->stops[s].bus, old->stops[s].site};
            if (call.bus == b && call.site < problem->site_count &&
                !has_call(&calls[begin], count - begin, b, call.site)) {
                tours_of[b] |= add_call(calls, begin, &count, problem, call);
            }
        }
    }
    for (size_t d = 0; d < problem->delegate_count; d++) {
        uint32_t bus = old->buses[d];
        stays[d] = bus < problem->bus_count && tours_of[bus] != 0 ? bus : VISITS_NONE;
    }
    *out = (struct visits_kept){calls, count, ARENA_ARRAY(arena, uint32_t, count + 1), stays};
    for (size_t k = 0; k < count; k++) {
        out->held[k] = find_held(problem, old, calls[k]);
    }
    return r;
}
