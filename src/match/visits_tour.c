/* One bus: what its route may use, driving an order, the largest group, and why there is no route. */
#include "match/visits_tour.h"

#include <stdlib.h>

static uint32_t room_of(const struct visits_route_task *task, uint32_t window)
{
    return task->rooms == NULL ? task->problem->windows[window].capacity : task->rooms[window];
}

static uint32_t first_window(const struct visits_problem *problem, uint32_t site)
{
    uint32_t low = 0;
    uint32_t high = (uint32_t)problem->window_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (problem->windows[middle].site < site) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void visits_tour_init(struct arena *arena, const struct visits_route_task *task, struct visits_tour *out)
{
    const struct visits_problem *problem = task->problem;
    const struct visits_bus *bus = &problem->buses[task->bus];
    size_t n = task->site_count;
    uint32_t *minutes = ARENA_ARRAY(arena, uint32_t, (n + 1) * (n + 1));
    uint32_t slots = 0;
    *out = (struct visits_tour){.task = task, .count = n, .minutes = minutes, .start = bus->start, .back = bus->back};
    for (size_t i = 0; i <= n; i++) {
        size_t from = i == n ? bus->place : task->sites[i];
        for (size_t j = 0; j <= n; j++) {
            size_t to = j == n ? bus->place : task->sites[j];
            minutes[i * (n + 1) + j] = from == to ? 0 : problem->travel[from * problem->place_count + to];
        }
    }
    out->all_starts = ARENA_ARRAY(arena, uint32_t, n + 1);
    out->slot_starts = ARENA_ARRAY(arena, uint32_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t w = first_window(problem, task->sites[i]);
        for (; w < problem->window_count && problem->windows[w].site == task->sites[i]; w++) {
            slots++;
        }
        out->all_starts[i + 1] = slots;
    }
    out->all_slots = ARENA_ARRAY(arena, struct visits_slot, slots + 1);
    out->slots = ARENA_ARRAY(arena, struct visits_slot, slots + 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t w = first_window(problem, task->sites[i]);
        for (uint32_t s = out->all_starts[i]; s < out->all_starts[i + 1]; s++, w++) {
            const struct visits_window *window = &problem->windows[w];
            out->all_slots[s] = (struct visits_slot){window->open, window->close, window->dwell, w, room_of(task, w)};
        }
    }
    visits_tour_narrow(out, task->least);
}

void visits_tour_narrow(struct visits_tour *tour, uint32_t least)
{
    uint32_t count = 0;
    for (size_t i = 0; i < tour->count; i++) {
        tour->slot_starts[i] = count;
        for (uint32_t s = tour->all_starts[i]; s < tour->all_starts[i + 1]; s++) {
            if (tour->all_slots[s].room >= least) {
                tour->slots[count++] = tour->all_slots[s];
            }
        }
    }
    tour->slot_starts[tour->count] = count;
}

uint32_t visits_tour_drive(const struct visits_tour *tour, const uint32_t *order, uint32_t depart,
                           struct visits_stop *stops)
{
    uint32_t time = depart;
    size_t from = tour->count;
    for (size_t k = 0; k < tour->count; k++) {
        uint32_t slot = 0;
        uint32_t minutes = visits_tour_minutes(tour, from, order[k]);
        if (minutes == VISITS_FAR) {
            return VISITS_FAR;
        }
        uint32_t arrive = time + minutes;
        time = visits_tour_leave(tour, order[k], arrive, &slot);
        if (time == VISITS_FAR) {
            return VISITS_FAR;
        }
        if (stops != NULL) {
            const struct visits_slot *used = &tour->slots[slot];
            stops[k] = (struct visits_stop){tour->task->bus, tour->task->sites[order[k]], used->window,
                                            arrive,          time - used->dwell,          time};
        }
        from = order[k];
    }
    uint32_t minutes = visits_tour_minutes(tour, from, tour->count);
    return minutes == VISITS_FAR || time + minutes > tour->back ? VISITS_FAR : time + minutes;
}

uint32_t visits_tour_depart(const struct visits_tour *tour, const uint32_t *order, uint32_t end)
{
    int64_t time = end;
    size_t to = tour->count;
    for (size_t k = tour->count; k > 0; k--) {
        time = visits_tour_arrive(tour, order[k - 1], time - (int64_t)visits_tour_minutes(tour, order[k - 1], to));
        to = order[k - 1];
    }
    return (uint32_t)(time - (int64_t)visits_tour_minutes(tour, tour->count, to));
}

/* --- the largest group -------------------------------------------------------------------------------------------------- */

static uint32_t find_order(const struct visits_tour *tour, uint32_t *order, uint32_t *bound)
{
    struct arena work;
    arena_init(&work);
    bool exact = tour->count <= tour->task->exact && tour->count <= VISITS_EXACT;
    uint32_t end = exact ? visits_tour_exact(&work, tour, order) : visits_tour_search(&work, tour, order, bound);
    *bound = exact ? end : *bound;
    arena_release(&work);
    return end;
}

static int compare_numbers(const void *left, const void *right)
{
    const uint32_t *a = left;
    const uint32_t *b = right;
    return (*a > *b) - (*a < *b);
}

/* Rooms that could be the smallest of a route: `least`, and those above it, ascending, none twice. */
static size_t list_rooms(struct arena *arena, const struct visits_tour *tour, uint32_t **out)
{
    const struct visits_route_task *task = tour->task;
    uint32_t all = tour->all_starts[tour->count];
    uint32_t *rooms = ARENA_ARRAY(arena, uint32_t, all + 1);
    size_t count = 1;
    rooms[0] = task->least;
    for (uint32_t s = 0; s < all; s++) {
        uint32_t room = tour->all_slots[s].room < task->most ? tour->all_slots[s].room : task->most;
        if (room > task->least) {
            rooms[count++] = room;
        }
    }
    qsort(rooms, count, sizeof *rooms, compare_numbers);
    size_t kept = 1;
    for (size_t k = 1; k < count; k++) {
        if (rooms[k] != rooms[kept - 1]) {
            rooms[kept++] = rooms[k];
        }
    }
    *out = rooms;
    return kept;
}

/* The largest room with which there is an order; order, back and bound are of it. False: not even with the least. */
static bool find_widest(struct arena *arena, struct visits_tour *tour, uint32_t *order, struct visits_trip *trip,
                        uint32_t *room)
{
    uint32_t *rooms;
    size_t low = 0; /* possible, once found */
    size_t high = list_rooms(arena, tour, &rooms);
    uint32_t *tried = ARENA_ARRAY(arena, uint32_t, tour->count + 1);
    bool found = false;
    size_t next = high - 1; /* mostly the widest is possible */
    while (low < high) {
        visits_tour_narrow(tour, rooms[next]);
        uint32_t bound = 0;
        uint32_t back = find_order(tour, tried, &bound);
        if (back != VISITS_FAR) {
            found = true;
            trip->back = back;
            trip->bound = bound;
            *room = rooms[next];
            for (size_t k = 0; k < tour->count; k++) {
                order[k] = tried[k];
            }
            low = next + 1;
        } else if (next == 0) {
            break;
        } else {
            high = next;
        }
        next = (low + high) / 2;
    }
    return found;
}

/* --- why not ---------------------------------------------------------------------------------------------------------------- */

/* Shortest ways between the stops, dwelling nowhere: no route is faster. */
static uint64_t *list_shortest(struct arena *arena, const struct visits_tour *tour)
{
    size_t n = tour->count + 1;
    uint64_t *way = ARENA_ARRAY(arena, uint64_t, n * n);
    for (size_t i = 0; i < n * n; i++) {
        way[i] = tour->minutes[i];
    }
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                uint64_t over = way[i * n + k] + way[k * n + j];
                way[i * n + j] = over < way[i * n + j] ? over : way[i * n + j];
            }
        }
    }
    return way;
}

static bool explain_site(const struct visits_tour *tour, const uint64_t *way, size_t stop, struct visits_conflict *out)
{
    size_t n = tour->count + 1;
    uint32_t slot = 0;
    uint64_t there = way[tour->count * n + stop];
    uint64_t back = way[stop * n + tour->count];
    out->site = tour->task->sites[stop];
    if (there >= VISITS_FAR || back >= VISITS_FAR) {
        out->obstacle = VISITS_NO_WAY;
        return true;
    }
    uint32_t arrive = tour->start + (uint32_t)there;
    uint32_t leave = visits_tour_leave(tour, stop, arrive, &slot);
    if (leave == VISITS_FAR) {
        int64_t last = visits_tour_arrive(tour, stop, INT64_MAX);
        out->obstacle = VISITS_NO_WINDOW;
        out->time = arrive;
        out->limit = last < 0 ? 0 : (uint32_t)last;
        return true;
    }
    out->obstacle = VISITS_NO_RETURN;
    out->time = leave + (uint32_t)back;
    out->limit = tour->back;
    return out->time > out->limit;
}

static void explain_conflict(struct arena *arena, struct visits_tour *tour, struct visits_conflict *out)
{
    *out = (struct visits_conflict){.bus = tour->task->bus};
    visits_tour_narrow(tour, tour->task->least);
    const uint64_t *way = list_shortest(arena, tour);
    for (size_t i = 0; i < tour->count; i++) {
        if (explain_site(tour, way, i, out)) {
            return;
        }
    }
    bool exact = tour->count <= tour->task->exact;
    bool proven = exact || visits_tour_bound(arena, tour, VISITS_FAR) == VISITS_FAR;
    *out = (struct visits_conflict){.obstacle = proven ? VISITS_NO_ORDER : VISITS_NO_ORDER_YET,
                                    .bus = tour->task->bus,
                                    .site = VISITS_NONE,
                                    .limit = tour->back};
}

/* As before, if that is not too late; else the latest. */
static uint32_t choose_depart(const struct visits_tour *tour, uint32_t latest)
{
    const uint32_t *departs = tour->task->problem->departs;
    uint32_t before = departs == NULL ? VISITS_NONE : departs[tour->task->bus];
    return before >= tour->start && before < latest ? before : latest;
}

bool visits_find_route(struct arena *arena, const struct visits_route_task *task, struct visits_route *out,
                       struct visits_conflict *conflict)
{
    struct arena work;
    struct visits_tour tour;
    struct visits_trip trip = {0, 0, 0, true};
    uint32_t room = task->most;
    arena_init(&work);
    visits_tour_init(&work, task, &tour);
    uint32_t *order = ARENA_ARRAY(&work, uint32_t, tour.count + 1);
    bool found = tour.count == 0 || find_widest(&work, &tour, order, &trip, &room);
    if (!found && conflict != NULL) {
        explain_conflict(&work, &tour, conflict);
    }
    if (found) {
        *out = (struct visits_route){
            .stops = ARENA_ARRAY(arena, struct visits_stop, tour.count + 1), .trip = trip, .room = room};
    }
    if (found && tour.count > 0) {
        visits_tour_narrow(&tour, room);
        out->trip.depart = choose_depart(&tour, visits_tour_depart(&tour, order, trip.back));
        out->trip.back = visits_tour_drive(&tour, order, out->trip.depart, out->stops);
        out->trip.proven = tour.count <= task->exact || trip.bound == trip.back;
    }
    arena_release(&work);
    return found;
}
