/* What no plan can be below, whatever tours, windows and groups are chosen.
 *
 * Left out   everybody who rides is on a bus that is for them, within its seats, and in one window of each of its stops. Of the
 *            stops one is looked at: any that the bus can reach at all in time and be back; of given tours the one that is
 *            most in demand, and others in its place as long as that gains. People flow through buses into windows, and the
 *            largest flow is the most that can ride (max-flow, Ford & Fulkerson 1956). Prices of windows, for which a group
 *            stays together, are a second bound (visits_prices.c); the smaller counts.
 * Ranks      if so many ride, the sum of ranks is not below that of the best assignment of people to seats of buses (tours
 *            given), or to places at sites (free), with exactly so many left out. That a group stays together is not known here.
 *
 * A bus takes no larger group than the widest window that it can reach, at each of the stops of a given tour. */
#include "match/pairing.h"
#include "match/visits_flow.h"
#include "match/visits_joint.h"
#include "match/visits_seating.h"

#include <stdlib.h>
#include <string.h>

#define EDGES_MOST 2000000U
#define STEPS_MOST 60000000U
#define CELLS_MOST 4000000U

struct floor {
    struct arena arena;
    const struct visits_problem *problem;
    uint8_t *goes;      /* bus × site: may visit it, or, of given tours, does */
    uint8_t *reaches;   /* bus × window */
    uint32_t *rooms;    /* a bus: the largest group */
    uint8_t *may;       /* delegate × bus */
    uint32_t *class_of; /* a delegate */
    uint32_t *sizes;    /* a class */
    uint32_t *members;  /* a class: one of it */
    size_t class_count;
    uint32_t *looked_at; /* a bus: the site, or NONE: any */
    uint64_t steps;
};

/* --- what a bus can reach ------------------------------------------------------------------------------------------------- */

/* Shortest ways between the bus's place (number site_count) and the sites over sites that it may visit, dwelling nowhere.
 * back: towards the place. */
static void list_ways(const struct floor *floor, uint32_t bus, bool back, uint64_t *ways, uint8_t *done)
{
    const struct visits_problem *problem = floor->problem;
    size_t sites = problem->site_count;
    uint32_t place = problem->buses[bus].place;
    (void)memset(done, 0, sites + 1);
    for (size_t s = 0; s <= sites; s++) {
        ways[s] = s == sites ? 0 : UINT64_MAX;
    }
    for (size_t round = 0; round <= sites; round++) {
        size_t best = sites + 1;
        for (size_t s = 0; s <= sites; s++) {
            best = done[s] == 0 && ways[s] != UINT64_MAX && (best > sites || ways[s] < ways[best]) ? s : best;
        }
        if (best > sites) {
            break;
        }
        done[best] = 1;
        size_t from = best == sites ? place : best;
        for (size_t s = 0; s < sites; s++) {
            uint32_t minutes = from == s ? 0
                               : back    ? problem->travel[s * problem->place_count + from]
                                         : problem->travel[from * problem->place_count + s];
            if (floor->goes[bus * sites + s] != 0 && minutes != VISITS_FAR && ways[best] + minutes < ways[s]) {
                ways[s] = ways[best] + minutes;
            }
        }
    }
}

static void find_reach(struct floor *floor, uint32_t bus, uint64_t *there, uint64_t *home, uint8_t *done)
{
    const struct visits_problem *problem = floor->problem;
    const struct visits_bus *of = &problem->buses[bus];
    list_ways(floor, bus, false, there, done);
    list_ways(floor, bus, true, home, done);
    for (size_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        uint64_t arrive = there[window->site];
        if (floor->goes[bus * problem->site_count + window->site] == 0 || arrive == UINT64_MAX ||
            home[window->site] == UINT64_MAX) {
            continue;
        }
        arrive += of->start;
        uint64_t leave = (arrive > window->open ? arrive : window->open) + window->dwell;
        floor->reaches[bus * problem->window_count + w] =
            leave <= window->close && leave + home[window->site] <= of->back;
    }
}

/* The largest group of a given tour, exactly where all orders can be tried; else VISITS_NONE. */
static uint32_t find_tour_room(struct floor *floor, uint32_t bus)
{
    const struct visits_problem *problem = floor->problem;
    uint32_t sites[VISITS_STOPS_MOST];
    size_t count = 0;
    uint32_t room = VISITS_NONE;
    for (size_t t = 0; t < problem->tour_count; t++) {
        if (problem->tours[t].bus == bus) {
            sites[count++] = problem->tours[t].site;
        }
    }
    uint32_t seats = problem->buses[bus].seats;
    uint32_t most = seats < problem->delegate_count ? seats : (uint32_t)problem->delegate_count;
    struct visits_route_task task = {problem, bus, sites, count, NULL, 1, most, VISITS_EXACT};
    struct visits_route route;
    if (count == 0) {
        return 0;
    }
    if (count <= VISITS_EXACT) {
        struct arena work;
        arena_init(&work);
        room = visits_find_route(&work, &task, &route, NULL) ? route.room : 0;
        arena_release(&work);
    }
    return room;
}

static void find_room(struct floor *floor, uint32_t bus, uint32_t *widest)
{
    const struct visits_problem *problem = floor->problem;
    bool given = problem->tours != NULL;
    uint32_t all = 0;
    uint32_t least = VISITS_NONE;
    (void)memset(widest, 0, problem->site_count * sizeof *widest);
    for (size_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        if (floor->reaches[bus * problem->window_count + w] != 0) {
            widest[window->site] = window->capacity > widest[window->site] ? window->capacity : widest[window->site];
            all = window->capacity > all ? window->capacity : all;
        }
    }
    for (size_t s = 0; given && s < problem->site_count; s++) {
        if (floor->goes[bus * problem->site_count + s] != 0) {
            least = widest[s] < least ? widest[s] : least;
        }
    }
    uint32_t room = given ? find_tour_room(floor, bus) : all;
    room = given && least < room ? least : room;
    floor->rooms[bus] = room < problem->buses[bus].seats ? room : problem->buses[bus].seats;
}

/* --- who may ride where ----------------------------------------------------------------------------------------------------- */

static void list_may(struct floor *floor)
{
    const struct visits_problem *problem = floor->problem;
    size_t buses = problem->bus_count;
    uint8_t *banned = ARENA_ARRAY(&floor->arena, uint8_t, problem->organisation_count * buses + 1);
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        for (size_t b = 0; rival->other == VISITS_NONE && b < buses; b++) {
            bool there = rival->site == VISITS_NONE || (problem->tours != NULL && /* free: the bus can go elsewhere */
                                                        floor->goes[b * problem->site_count + rival->site] != 0);
            banned[rival->organisation * buses + b] |= there;
        }
    }
    floor->may = ARENA_ARRAY(&floor->arena, uint8_t, problem->delegate_count * buses);
    for (size_t d = 0; d < problem->delegate_count; d++) {
        for (size_t b = 0; b < buses; b++) {
            floor->may[d * buses + b] = floor->rooms[b] > 0 && banned[problem->organisations[d] * buses + b] == 0 &&
                                        (problem->barred == NULL || problem->barred[d * buses + b] == 0);
        }
    }
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct floor *floor = context;
    size_t buses = floor->problem->bus_count;
    const uint32_t *a = left;
    const uint32_t *b = right;
    return memcmp(&floor->may[*a * buses], &floor->may[*b * buses], buses);
}

/* People for whom the same buses are. Too many kinds: everybody may ride everywhere, which is no less a bound. */
static void list_classes(struct floor *floor)
{
    size_t n = floor->problem->delegate_count;
    uint32_t *order = ARENA_ARRAY(&floor->arena, uint32_t, n);
    floor->sizes = ARENA_ARRAY(&floor->arena, uint32_t, n);
    floor->members = ARENA_ARRAY(&floor->arena, uint32_t, n);
    floor->class_of = ARENA_ARRAY(&floor->arena, uint32_t, n);
    for (uint32_t d = 0; d < n; d++) {
        order[d] = d;
    }
    qsort_r(order, n, sizeof *order, compare_rows, floor);
    for (size_t k = 0; k < n; k++) {
        if (k == 0 || compare_rows(&order[k - 1], &order[k], floor) != 0) {
            floor->members[floor->class_count++] = order[k];
        }
        floor->sizes[floor->class_count - 1]++;
        floor->class_of[order[k]] = (uint32_t)floor->class_count - 1;
    }
    if (floor->class_count * floor->problem->bus_count > EDGES_MOST) {
        floor->class_count = 1;
        floor->sizes[0] = (uint32_t)n;
        (void)memset(floor->class_of, 0, n * sizeof *floor->class_of);
        for (size_t b = 0; b < floor->problem->bus_count; b++) {
            floor->may[floor->members[0] * floor->problem->bus_count + b] = floor->rooms[b] > 0;
        }
    }
}

/* --- the most that can ride --------------------------------------------------------------------------------------------------- */

static uint64_t find_most(struct floor *floor)
{
    const struct visits_problem *problem = floor->problem;
    size_t buses = problem->bus_count;
    size_t windows = problem->window_count;
    struct arena work;
    struct visits_flow flow;
    arena_init(&work);
    size_t edges = floor->class_count * (buses + 1) + buses * windows + windows;
    uint32_t first_bus = (uint32_t)(2 + floor->class_count);
    uint32_t first_window = (uint32_t)(first_bus + 2 * buses); /* a bus: a way in, and one out */
    visits_flow_init(&work, first_window + windows, edges + buses, &flow);
    for (uint32_t c = 0; c < floor->class_count; c++) {
        visits_flow_add(&flow, 0, 2 + c, floor->sizes[c]);
        for (uint32_t b = 0; b < buses; b++) {
            if (floor->may[floor->members[c] * buses + b] != 0) {
                visits_flow_add(&flow, 2 + c, first_bus + 2 * b, floor->sizes[c]);
            }
        }
    }
    for (uint32_t b = 0; b < buses; b++) {
        visits_flow_add(&flow, first_bus + 2 * b, first_bus + 2 * b + 1, floor->rooms[b]);
        for (uint32_t w = 0; w < windows; w++) {
            bool looked_at = floor->looked_at[b] == VISITS_NONE || floor->looked_at[b] == problem->windows[w].site;
            if (looked_at && floor->reaches[b * windows + w] != 0) {
                visits_flow_add(&flow, first_bus + 2 * b + 1, first_window + w, floor->rooms[b]);
            }
        }
    }
    for (uint32_t w = 0; w < windows; w++) {
        visits_flow_add(&flow, first_window + w, 1, problem->windows[w].capacity);
    }
    uint64_t most = visits_flow_run(&work, &flow);
    floor->steps += buses * windows + 4 * flow.edge_count;
    arena_release(&work);
    return most;
}

/* Of each given tour the stop where most people would be beyond its places, if all buses were full. */
static void look_at_tight(struct floor *floor)
{
    const struct visits_problem *problem = floor->problem;
    int64_t *beyond = ARENA_ARRAY(&floor->arena, int64_t, problem->site_count);
    for (size_t w = 0; w < problem->window_count; w++) {
        beyond[problem->windows[w].site] -= problem->windows[w].capacity;
    }
    for (size_t t = 0; t < problem->tour_count; t++) {
        beyond[problem->tours[t].site] += floor->rooms[problem->tours[t].bus];
    }
    for (size_t t = 0; t < problem->tour_count; t++) {
        uint32_t *site = &floor->looked_at[problem->tours[t].bus];
        *site = *site == VISITS_NONE || beyond[problem->tours[t].site] > beyond[*site] ? problem->tours[t].site : *site;
    }
}

static uint64_t find_least_left_out(struct floor *floor)
{
    const struct visits_problem *problem = floor->problem;
    if (problem->tours != NULL) {
        look_at_tight(floor);
    }
    uint64_t most = find_most(floor);
    bool going = problem->tours != NULL;
    while (going && floor->steps < STEPS_MOST) {
        going = false;
        for (size_t t = 0; t < problem->tour_count && floor->steps < STEPS_MOST; t++) {
            uint32_t *site = &floor->looked_at[problem->tours[t].bus];
            uint32_t before = *site;
            *site = problem->tours[t].site;
            uint64_t other = *site == before ? most : find_most(floor);
            going = going || other < most;
            *site = other < most ? *site : before;
            most = other < most ? other : most;
        }
    }
    uint64_t together = visits_price_windows(problem, floor->reaches, floor->rooms);
    most = together < most ? together : most;
    return problem->delegate_count - most;
}

/* --- the least sum of ranks ------------------------------------------------------------------------------------------------- */

/* Delegates × columns; the last column takes those who must be left out. */
struct columns {
    size_t count;
    uint32_t *mosts;
    int32_t *matrix; /* points; below 0: never */
    int32_t placing; /* of riding at all: more than all ranks together */
};

/* Tours given: a column for each bus. */
static void set_bus_columns(const struct floor *floor, struct columns *columns)
{
    const struct visits_problem *problem = floor->problem;
    for (size_t b = 0; b < problem->bus_count; b++) {
        columns->mosts[b] = floor->rooms[b];
        for (uint32_t d = 0; d < problem->delegate_count; d++) {
            bool may = floor->may[d * problem->bus_count + b] != 0;
            int32_t rank = (int32_t)visits_rank(problem, d, &floor->goes[b * problem->site_count]);
            columns->matrix[d * columns->count + b] = may ? columns->placing - rank : -1;
        }
    }
}

/* Places at a site: of the windows that some bus reaches, and not more than the groups that come. bus × site into `comes`. */
static void count_places(const struct floor *floor, uint8_t *comes, uint64_t *places)
{
    const struct visits_problem *problem = floor->problem;
    size_t sites = problem->site_count;
    for (size_t w = 0; w < problem->window_count; w++) {
        bool reached = false;
        for (size_t b = 0; b < problem->bus_count; b++) {
            bool reaches = floor->rooms[b] > 0 && floor->reaches[b * problem->window_count + w] != 0;
            comes[b * sites + problem->windows[w].site] |= reaches;
            reached = reached || reaches;
        }
        places[problem->windows[w].site] += reached ? problem->windows[w].capacity : 0;
    }
    for (size_t s = 0; s < sites; s++) {
        uint64_t groups = 0;
        for (size_t b = 0; b < problem->bus_count; b++) {
            groups += comes[b * sites + s] != 0 ? floor->rooms[b] : 0;
        }
        places[s] = groups < places[s] ? groups : places[s];
    }
}

/* class × site: whether a bus that is for them comes there. */
static uint8_t *list_coming(struct floor *floor, const uint8_t *comes)
{
    const struct visits_problem *problem = floor->problem;
    size_t sites = problem->site_count;
    uint8_t *out = ARENA_ARRAY(&floor->arena, uint8_t, floor->class_count * sites);
    for (size_t c = 0; c < floor->class_count; c++) {
        for (size_t b = 0; b < problem->bus_count; b++) {
            for (size_t s = 0; floor->may[floor->members[c] * problem->bus_count + b] != 0 && s < sites; s++) {
                out[c * sites + s] |= comes[b * sites + s];
            }
        }
    }
    return out;
}

static bool is_banned(const struct visits_seating *seating, uint32_t organisation, uint32_t site)
{
    for (uint32_t r = seating->rival_starts[organisation]; r < seating->rival_starts[organisation + 1]; r++) {
        if (seating->rivals[r].other == VISITS_NONE && seating->rivals[r].site == site) {
            return true;
        }
    }
    return false;
}

/* Free tours: a column for each site, for those who wish to go there, and one for a bus without any wish. */
static void set_site_columns(struct floor *floor, struct columns *columns)
{
    const struct visits_problem *problem = floor->problem;
    size_t sites = problem->site_count;
    uint64_t *places = ARENA_ARRAY(&floor->arena, uint64_t, sites);
    uint8_t *comes = ARENA_ARRAY(&floor->arena, uint8_t, problem->bus_count * sites);
    struct visits_seating seating;
    count_places(floor, comes, places);
    const uint8_t *coming = list_coming(floor, comes);
    visits_seating_init(&floor->arena, problem, NULL, 0, &seating);
    for (size_t s = 0; s <= sites; s++) {
        bool few = s < sites && places[s] < problem->delegate_count;
        columns->mosts[s] = few ? (uint32_t)places[s] : (uint32_t)problem->delegate_count;
    }
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        int32_t *row = &columns->matrix[d * columns->count];
        uint32_t begin = problem->wish_starts[d];
        for (size_t s = 0; s < sites; s++) {
            row[s] = -1;
        }
        for (uint32_t w = begin; w < problem->wish_starts[d + 1]; w++) {
            uint32_t site = problem->wishes[w];
            bool may =
                coming[floor->class_of[d] * sites + site] != 0 && !is_banned(&seating, problem->organisations[d], site);
            row[site] = may ? columns->placing - (int32_t)(w - begin + 1) : -1;
        }
        row[sites] = columns->placing - (int32_t)(problem->wish_starts[d + 1] - begin + 1);
    }
}

static struct result assign(struct floor *floor, struct columns *columns, struct visits_answer *answer)
{
    const struct visits_problem *problem = floor->problem;
    size_t n = problem->delegate_count;
    struct pairing_answer pairs;
    struct columns open = {.matrix = ARENA_ARRAY(&floor->arena, int32_t, n * columns->count),
                           .mosts = ARENA_ARRAY(&floor->arena, uint32_t, columns->count)};
    for (size_t c = 0; c < columns->count; c++) { /* a column without places is none */
        open.mosts[open.count] = columns->mosts[c];
        open.count += columns->mosts[c] > 0;
    }
    size_t at = 0;
    for (size_t c = 0; c < columns->count; c++) {
        for (size_t d = 0; columns->mosts[c] > 0 && d < n; d++) {
            open.matrix[d * open.count + at] = columns->matrix[d * columns->count + c];
        }
        at += columns->mosts[c] > 0;
    }
    if (open.count == 0) {
        return result_ok();
    }
    struct pairing_problem pairing = {.counts = {n, open.count}, .mosts = {NULL, open.mosts}, .matrix = open.matrix};
    struct result r = pairing_solve_by(&floor->arena, &pairing, PAIRING_NETWORK, &pairs, NULL);
    if (!result_failed(r)) {
        int64_t points = pairs.points - 2 * (int64_t)columns->placing * (int64_t)answer->floor_left_out;
        int64_t riding = (points + columns->placing - 1) / columns->placing;
        answer->floor_left_out = n - (uint64_t)riding;
        answer->floor_cost = (uint64_t)(riding * columns->placing - points);
    }
    return r;
}

static struct result find_least_cost(struct floor *floor, struct visits_answer *answer)
{
    const struct visits_problem *problem = floor->problem;
    size_t n = problem->delegate_count;
    bool given = problem->tours != NULL;
    struct columns columns = {.count = (given ? problem->bus_count : problem->site_count + 1) + 1};
    uint32_t longest = 0;
    for (size_t d = 0; d < n; d++) {
        uint32_t wishes = problem->wish_starts[d + 1] - problem->wish_starts[d];
        longest = wishes > longest ? wishes : longest;
    }
    answer->floor_cost = n - answer->floor_left_out; /* each at best the first wish */
    if (n * columns.count > CELLS_MOST) {
        return result_ok();
    }
    columns.placing = (int32_t)((longest + 1) * (n + 1) + 1);
    columns.mosts = ARENA_ARRAY(&floor->arena, uint32_t, columns.count);
    columns.matrix = ARENA_ARRAY(&floor->arena, int32_t, n * columns.count);
    if (given) {
        set_bus_columns(floor, &columns);
    } else {
        set_site_columns(floor, &columns);
    }
    columns.mosts[columns.count - 1] = (uint32_t)answer->floor_left_out;
    for (size_t d = 0; d < n; d++) {
        columns.matrix[d * columns.count + columns.count - 1] = 2 * columns.placing;
    }
    return assign(floor, &columns, answer);
}

/* --- all together ----------------------------------------------------------------------------------------------------------- */

static void open_floor(struct floor *floor, const struct visits_problem *problem)
{
    size_t buses = problem->bus_count;
    size_t sites = problem->site_count;
    *floor = (struct floor){.problem = problem};
    arena_init(&floor->arena);
    floor->goes = ARENA_ARRAY(&floor->arena, uint8_t, buses * sites);
    floor->reaches = ARENA_ARRAY(&floor->arena, uint8_t, buses * problem->window_count + 1);
    floor->rooms = ARENA_ARRAY(&floor->arena, uint32_t, buses);
    floor->looked_at = ARENA_ARRAY(&floor->arena, uint32_t, buses);
    (void)memset(floor->looked_at, 0xff, buses * sizeof *floor->looked_at);
    (void)memset(floor->goes, problem->tours == NULL, buses * sites);
    for (size_t t = 0; problem->tours != NULL && t < problem->tour_count; t++) {
        floor->goes[problem->tours[t].bus * sites + problem->tours[t].site] = 1;
    }
    uint64_t *there = ARENA_ARRAY(&floor->arena, uint64_t, sites + 1);
    uint64_t *home = ARENA_ARRAY(&floor->arena, uint64_t, sites + 1);
    uint8_t *done = ARENA_ARRAY(&floor->arena, uint8_t, sites + 1);
    uint32_t *widest = ARENA_ARRAY(&floor->arena, uint32_t, sites);
    for (uint32_t b = 0; b < buses; b++) {
        find_reach(floor, b, there, home, done);
        find_room(floor, b, widest);
    }
    list_may(floor);
    list_classes(floor);
}

struct result visits_find_floor(const struct visits_problem *problem, struct visits_answer *answer)
{
    struct floor floor;
    open_floor(&floor, problem);
    answer->floor_left_out = find_least_left_out(&floor);
    struct result r = find_least_cost(&floor, answer);
    arena_release(&floor.arena);
    return r;
}
