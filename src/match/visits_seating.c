/* Seats, windows and rivals while people are put on buses; and the groups by lots. */
#include "match/visits_seating.h"

#include <stdlib.h>
#include <string.h>

uint32_t visits_rank(const struct visits_problem *problem, uint32_t delegate, const uint8_t *stops)
{
    uint32_t begin = problem->wish_starts[delegate];
    uint32_t end = problem->wish_starts[delegate + 1];
    for (uint32_t w = begin; w < end; w++) {
        if (stops[problem->wishes[w]] != 0) {
            return w - begin + 1;
        }
    }
    return end - begin + 1;
}

static int compare_rivals(const void *left, const void *right)
{
    const struct visits_rival *a = left;
    const struct visits_rival *b = right;
    const uint32_t one[3] = {a->organisation, a->other, a->site};
    const uint32_t two[3] = {b->organisation, b->other, b->site};
    for (int k = 0; k < 3; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

static void list_rivals(struct arena *arena, struct visits_seating *seating)
{
    const struct visits_problem *problem = seating->problem;
    size_t count = 0;
    seating->rivals = ARENA_ARRAY(arena, struct visits_rival, 2 * problem->rival_count + 1);
    seating->rival_starts = ARENA_ARRAY(arena, uint32_t, problem->organisation_count + 1);
    for (size_t r = 0; r < problem->rival_count; r++) {
        struct visits_rival rival = problem->rivals[r];
        seating->rivals[count++] = rival;
        if (rival.other != VISITS_NONE) {
            seating->rivals[count++] = (struct visits_rival){rival.other, rival.organisation, rival.site};
        }
    }
    qsort(seating->rivals, count, sizeof *seating->rivals, compare_rivals);
    for (size_t r = 0; r < count; r++) {
        seating->rival_starts[seating->rivals[r].organisation + 1]++;
    }
    for (size_t o = 0; o < problem->organisation_count; o++) {
        seating->rival_starts[o + 1] += seating->rival_starts[o];
    }
}

struct numbered {
    uint32_t lot, delegate;
};

static int compare_lots(const void *left, const void *right)
{
    const struct numbered *a = left;
    const struct numbered *b = right;
    if (a->lot != b->lot) {
        return a->lot < b->lot ? -1 : 1;
    }
    return (a->delegate > b->delegate) - (a->delegate < b->delegate);
}

static void list_order(struct arena *arena, struct visits_seating *seating)
{
    struct numbered *numbered = ARENA_ARRAY(arena, struct numbered, seating->n + 1);
    seating->order = ARENA_ARRAY(arena, uint32_t, seating->n + 1);
    for (uint32_t d = 0; d < seating->n; d++) {
        numbered[d] = (struct numbered){seating->problem->lots[d], d};
    }
    qsort(numbered, seating->n, sizeof *numbered, compare_lots);
    for (size_t k = 0; k < seating->n; k++) {
        seating->order[k] = numbered[k].delegate;
    }
}

/* Whether the organisation must not be at a site of the bus. */
static bool must_not(const struct visits_seating *seating, uint32_t organisation, uint32_t bus)
{
    for (uint32_t r = seating->rival_starts[organisation]; r < seating->rival_starts[organisation + 1]; r++) {
        const struct visits_rival *rival = &seating->rivals[r];
        if (rival->other == VISITS_NONE &&
            (rival->site == VISITS_NONE || seating->visited[bus * seating->problem->site_count + rival->site] != 0)) {
            return true;
        }
    }
    return false;
}

static void list_ranks(struct visits_seating *seating)
{
    const struct visits_problem *problem = seating->problem;
    for (uint32_t d = 0; d < seating->n; d++) {
        for (uint32_t b = 0; b < seating->buses; b++) {
            bool rides = seating->stop_starts[b] < seating->stop_starts[b + 1] &&
                         (problem->barred == NULL || problem->barred[d * seating->buses + b] == 0) &&
                         !must_not(seating, problem->organisations[d], b);
            seating->ranks[d * seating->buses + b] =
                rides ? (uint16_t)visits_rank(problem, d, &seating->visited[b * problem->site_count]) : 0;
        }
    }
}

void visits_seating_init(struct arena *arena, const struct visits_problem *problem, const struct visits_stop *stops,
                         size_t stop_count, struct visits_seating *out)
{
    struct visits_seating *seating = out;
    *seating = (struct visits_seating){
        .problem = problem, .n = problem->delegate_count, .buses = problem->bus_count, .stops = stops};
    seating->stop_starts = ARENA_ARRAY(arena, uint32_t, seating->buses + 1);
    seating->visited = ARENA_ARRAY(arena, uint8_t, seating->buses * problem->site_count + 1);
    seating->ranks = ARENA_ARRAY(arena, uint16_t, seating->n * seating->buses + 1);
    seating->riders = ARENA_ARRAY(arena, uint32_t, seating->buses + 1);
    seating->people = ARENA_ARRAY(arena, uint32_t, problem->window_count + 1);
    seating->aboard = ARENA_ARRAY(arena, uint16_t, problem->organisation_count * seating->buses + 1);
    seating->where = ARENA_ARRAY(arena, uint32_t, seating->n + 1);
    seating->fixed = ARENA_ARRAY(arena, uint32_t, seating->n + 1);
    (void)memset(seating->where, 0xff, seating->n * sizeof *seating->where);
    (void)memset(seating->fixed, 0xff, seating->n * sizeof *seating->fixed);
    for (size_t s = 0; s < stop_count; s++) {
        seating->stop_starts[stops[s].bus + 1]++;
        seating->visited[stops[s].bus * problem->site_count + stops[s].site] = 1;
    }
    for (size_t b = 0; b < seating->buses; b++) {
        seating->stop_starts[b + 1] += seating->stop_starts[b];
    }
    list_rivals(arena, seating);
    list_order(arena, seating);
    list_ranks(seating);
}

bool visits_seating_fits(const struct visits_seating *seating, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = seating->problem;
    uint32_t organisation = problem->organisations[delegate];
    if (seating->ranks[delegate * seating->buses + bus] == 0 || seating->riders[bus] >= problem->buses[bus].seats) {
        return false;
    }
    for (uint32_t s = seating->stop_starts[bus]; s < seating->stop_starts[bus + 1]; s++) {
        uint32_t window = seating->stops[s].window;
        if (seating->people[window] >= problem->windows[window].capacity) {
            return false;
        }
    }
    for (uint32_t r = seating->rival_starts[organisation]; r < seating->rival_starts[organisation + 1]; r++) {
        const struct visits_rival *rival = &seating->rivals[r];
        if (rival->other != VISITS_NONE && seating->aboard[rival->other * seating->buses + bus] > 0 &&
            (rival->site == VISITS_NONE || seating->visited[bus * problem->site_count + rival->site] != 0)) {
            return false;
        }
    }
    return true;
}

void visits_seating_put(struct visits_seating *seating, uint32_t delegate, uint32_t bus)
{
    seating->where[delegate] = bus;
    seating->riders[bus]++;
    seating->aboard[seating->problem->organisations[delegate] * seating->buses + bus]++;
    for (uint32_t s = seating->stop_starts[bus]; s < seating->stop_starts[bus + 1]; s++) {
        seating->people[seating->stops[s].window]++;
    }
}

void visits_seating_clear(struct visits_seating *seating)
{
    (void)memset(seating->riders, 0, seating->buses * sizeof *seating->riders);
    (void)memset(seating->people, 0, seating->problem->window_count * sizeof *seating->people);
    (void)memset(seating->aboard, 0, seating->problem->organisation_count * seating->buses * sizeof *seating->aboard);
    for (uint32_t d = 0; d < seating->n; d++) {
        seating->where[d] = VISITS_NONE;
        if (seating->fixed[d] != VISITS_NONE) {
            visits_seating_put(seating, d, seating->fixed[d]);
        }
    }
}

void visits_seating_keep(struct visits_seating *seating)
{
    for (size_t k = 0; seating->problem->kept != NULL && k < seating->n; k++) {
        uint32_t delegate = seating->order[k];
        uint32_t bus = seating->problem->kept[delegate];
        if (bus != VISITS_NONE && visits_seating_fits(seating, delegate, bus)) {
            seating->fixed[delegate] = bus;
            visits_seating_put(seating, delegate, bus);
        }
    }
}

static void put_one(struct visits_seating *seating, uint32_t delegate, uint32_t liked)
{
    const uint16_t *ranks = &seating->ranks[delegate * seating->buses];
    uint32_t best = VISITS_NONE;
    if (liked != VISITS_NONE && visits_seating_fits(seating, delegate, liked)) {
        visits_seating_put(seating, delegate, liked);
        return;
    }
    for (uint32_t b = 0; b < seating->buses; b++) {
        if ((best == VISITS_NONE || ranks[b] < ranks[best]) && visits_seating_fits(seating, delegate, b)) {
            best = b;
        }
    }
    if (best != VISITS_NONE) {
        visits_seating_put(seating, delegate, best);
    }
}

void visits_seating_by_lot(struct visits_seating *seating, const uint32_t *liked)
{
    for (size_t k = 0; k < seating->n; k++) {
        uint32_t delegate = seating->order[k];
        if (seating->where[delegate] == VISITS_NONE) {
            put_one(seating, delegate, liked == NULL ? VISITS_NONE : liked[delegate]);
        }
    }
}

uint64_t visits_seating_left_out(const struct visits_seating *seating, uint64_t *cost)
{
    uint64_t left_out = 0;
    *cost = 0;
    for (size_t d = 0; d < seating->n; d++) {
        uint32_t bus = seating->where[d];
        left_out += bus == VISITS_NONE;
        *cost += bus == VISITS_NONE ? 0 : seating->ranks[d * seating->buses + bus];
    }
    return left_out;
}
