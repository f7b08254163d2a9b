/* Random visits: the same for tests and measurements. */
#ifndef TESTS_MATCH_VISITS_INSTANCE_H
#define TESTS_MATCH_VISITS_INSTANCE_H

#include "base/arena.h"
#include "base/random.h"
#include "match/visits.h"

/* slack: minutes of a window beyond the dwelling; ban_percent: of the organisations' pairs. */
struct visits_shape {
    size_t delegates, sites, buses, organisations;
    uint32_t windows_most, wishes_most, seats_most, capacity_most, stops_most, slack, ban_percent;
    bool tours, barred, kept, no_ways;
};

static inline void visits_draw_windows(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                       struct visits_problem *out)
{
    struct visits_window *windows = ARENA_ARRAY(arena, struct visits_window, shape->sites * shape->windows_most + 1);
    for (uint32_t s = 0; s < shape->sites; s++) {
        uint32_t from = random_below(random, 200);
        uint32_t count = 1 + random_below(random, shape->windows_most);
        for (uint32_t k = 0; k < count; k++) {
            uint32_t dwell = random_below(random, 30);
            uint32_t close = from + dwell + random_below(random, shape->slack);
            windows[out->window_count++] =
                (struct visits_window){s, from, close, dwell, 1 + random_below(random, shape->capacity_most)};
            from = close + random_below(random, 60);
        }
    }
    out->windows = windows;
}

static inline void visits_draw_travel(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                      struct visits_problem *out)
{
    size_t n = shape->sites + 1;
    uint32_t *travel = ARENA_ARRAY(arena, uint32_t, n * n);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            travel[i * n + j] = shape->no_ways && random_below(random, 4) == 0 ? VISITS_FAR : random_below(random, 40);
        }
    }
    out->place_count = n;
    out->travel = travel;
}

static inline void visits_draw_buses(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                     struct visits_problem *out)
{
    struct visits_bus *buses = ARENA_ARRAY(arena, struct visits_bus, shape->buses);
    struct visits_call *tours = ARENA_ARRAY(arena, struct visits_call, shape->buses * shape->sites + 1);
    for (uint32_t b = 0; b < shape->buses; b++) {
        uint32_t start = random_below(random, 60);
        uint32_t left = shape->stops_most;
        buses[b] = (struct visits_bus){(uint32_t)shape->sites, 1 + random_below(random, shape->seats_most), start,
                                       start + 400 + random_below(random, 200), shape->stops_most};
        for (uint32_t s = 0; s < shape->sites; s++) {
            if (left > 0 && random_below(random, 2) == 0) {
                tours[out->tour_count++] = (struct visits_call){b, s};
                left--;
            }
        }
    }
    out->buses = buses;
    out->tours = shape->tours ? tours : NULL;
    out->tour_count = shape->tours ? out->tour_count : 0;
}

static inline void visits_draw_delegates(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                         struct visits_problem *out)
{
    size_t n = shape->delegates;
    uint32_t *organisations = ARENA_ARRAY(arena, uint32_t, n);
    uint32_t *lots = ARENA_ARRAY(arena, uint32_t, n);
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, n + 1);
    uint32_t *wishes = ARENA_ARRAY(arena, uint32_t, n * shape->sites + 1);
    uint32_t *kept = ARENA_ARRAY(arena, uint32_t, n);
    uint8_t *barred = ARENA_ARRAY(arena, uint8_t, n * shape->buses);
    for (uint32_t d = 0; d < n; d++) {
        uint32_t most = shape->wishes_most < shape->sites ? shape->wishes_most : (uint32_t)shape->sites;
        uint32_t count = random_below(random, most + 1);
        organisations[d] = random_below(random, (uint32_t)shape->organisations);
        lots[d] = random_below(random, 1000);
        kept[d] = random_below(random, 3) == 0 ? random_below(random, (uint32_t)shape->buses) : VISITS_NONE;
        starts[d + 1] = starts[d];
        while (starts[d + 1] < starts[d] + count) {
            uint32_t site = random_below(random, (uint32_t)shape->sites);
            bool had = false;
            for (uint32_t w = starts[d]; w < starts[d + 1]; w++) {
                had = had || wishes[w] == site;
            }
            wishes[starts[d + 1]] = site;
            starts[d + 1] += !had;
        }
        for (size_t b = 0; b < shape->buses; b++) {
            barred[d * shape->buses + b] = random_below(random, 6) == 0;
        }
    }
    out->organisations = organisations;
    out->lots = lots;
    out->wish_starts = starts;
    out->wishes = wishes;
    out->kept = shape->kept ? kept : NULL;
    out->barred = shape->barred ? barred : NULL;
}

static inline void visits_draw_rivals(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                      struct visits_problem *out)
{
    size_t n = shape->organisations;
    struct visits_rival *rivals = ARENA_ARRAY(arena, struct visits_rival, n * n + 1);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = i; j < n; j++) {
            if (random_below(random, 100) < shape->ban_percent) {
                uint32_t site = random_below(random, (uint32_t)shape->sites + 1);
                rivals[out->rival_count++] =
                    (struct visits_rival){i, j == i ? VISITS_NONE : j,
                                          site == shape->sites && j != i ? VISITS_NONE : site % (uint32_t)shape->sites};
            }
        }
    }
    out->rivals = rivals;
}

static inline void visits_instance(struct arena *arena, struct random *random, const struct visits_shape *shape,
                                   struct visits_problem *out)
{
    *out = (struct visits_problem){.delegate_count = shape->delegates,
                                   .site_count = shape->sites,
                                   .bus_count = shape->buses,
                                   .organisation_count = shape->organisations};
    visits_draw_windows(arena, random, shape, out);
    visits_draw_travel(arena, random, shape, out);
    visits_draw_buses(arena, random, shape, out);
    visits_draw_delegates(arena, random, shape, out);
    visits_draw_rivals(arena, random, shape, out);
}

#endif
