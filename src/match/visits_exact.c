/* The best order of a few stops, over all subsets (Bellman 1962; Held & Karp 1962). Earlier arrival never means later
 * leaving, so one time is enough for a set of visited stops and the last of them. A second pass, backwards from the earliest
 * return, finds the latest departure. O(2^n n²). */
#include "base/check.h"
#include "match/visits_tour.h"

#include <string.h>

struct subsets {
    const struct visits_tour *tour;
    size_t n, all;
    uint32_t *leaves; /* set × last: leaving the last, having visited the set; FAR: cannot be */
    int32_t *latest;  /* set × first: arriving at the first, the set still to be visited; -1: too late already */
};

static void go_on(struct subsets *subsets, size_t set, size_t last)
{
    const struct visits_tour *tour = subsets->tour;
    uint32_t time = subsets->leaves[set * subsets->n + last];
    for (size_t next = 0; next < subsets->n; next++) {
        uint32_t minutes = visits_tour_minutes(tour, last, next);
        if ((set >> next & 1) != 0 || minutes == VISITS_FAR) {
            continue;
        }
        uint32_t slot = 0;
        uint32_t leave = visits_tour_leave(tour, next, time + minutes, &slot);
        uint32_t *place = &subsets->leaves[(set | (size_t)1 << next) * subsets->n + next];
        *place = leave < *place ? leave : *place;
    }
}

static uint32_t find_end(struct subsets *subsets)
{
    const struct visits_tour *tour = subsets->tour;
    size_t n = subsets->n;
    uint32_t end = VISITS_FAR;
    for (size_t i = 0; i < n; i++) {
        uint32_t minutes = visits_tour_minutes(tour, n, i);
        uint32_t slot = 0;
        if (minutes != VISITS_FAR) {
            subsets->leaves[((size_t)1 << i) * n + i] = visits_tour_leave(tour, i, tour->start + minutes, &slot);
        }
    }
    for (size_t set = 1; set < subsets->all; set++) {
        for (size_t last = 0; last < n; last++) {
            if ((set >> last & 1) != 0 && subsets->leaves[set * n + last] != VISITS_FAR) {
                go_on(subsets, set, last);
            }
        }
    }
    for (size_t last = 0; last < n; last++) {
        uint32_t leave = subsets->leaves[(subsets->all - 1) * n + last];
        uint32_t minutes = visits_tour_minutes(tour, last, n);
        if (leave != VISITS_FAR && minutes != VISITS_FAR && leave + minutes <= tour->back && leave + minutes < end) {
            end = leave + minutes;
        }
    }
    return end;
}

/* By when the stop must have been left, so that the rest of the set can follow. */
static int64_t leave_by(const struct subsets *subsets, size_t stop, size_t rest, uint32_t end, size_t *next)
{
    const struct visits_tour *tour = subsets->tour;
    int64_t best = -1;
    if (rest == 0) {
        uint32_t minutes = visits_tour_minutes(tour, stop, subsets->n);
        return minutes == VISITS_FAR ? -1 : (int64_t)end - (int64_t)minutes;
    }
    for (size_t j = 0; j < subsets->n; j++) {
        uint32_t minutes = visits_tour_minutes(tour, stop, j);
        if ((rest >> j & 1) == 0 || minutes == VISITS_FAR || subsets->latest[rest * subsets->n + j] < 0) {
            continue;
        }
        int64_t time = (int64_t)subsets->latest[rest * subsets->n + j] - (int64_t)minutes;
        if (time > best) {
            best = time;
            *next = j;
        }
    }
    return best;
}

static void find_latest(struct subsets *subsets, uint32_t end)
{
    size_t next;
    for (size_t set = 1; set < subsets->all; set++) {
        for (size_t first = 0; first < subsets->n; first++) {
            if ((set >> first & 1) != 0) {
                int64_t by = leave_by(subsets, first, set & ~((size_t)1 << first), end, &next);
                subsets->latest[set * subsets->n + first] =
                    by < 0 ? -1 : (int32_t)visits_tour_arrive(subsets->tour, first, by);
            }
        }
    }
}

uint32_t visits_tour_exact(struct arena *arena, const struct visits_tour *tour, uint32_t *order)
{
    size_t n = tour->count;
    CHECK(n >= 1 && n <= VISITS_EXACT);
    struct subsets subsets = {.tour = tour, .n = n, .all = (size_t)1 << n};
    subsets.leaves = ARENA_ARRAY(arena, uint32_t, subsets.all * n);
    (void)memset(subsets.leaves, 0xff, subsets.all * n * sizeof *subsets.leaves);
    uint32_t end = find_end(&subsets);
    if (end == VISITS_FAR) {
        return end;
    }
    subsets.latest = ARENA_ARRAY(arena, int32_t, subsets.all * n);
    find_latest(&subsets, end);
    size_t rest = subsets.all - 1;
    size_t at = n;
    for (size_t k = 0; k < n; k++) {
        size_t next = n;
        int64_t by = leave_by(&subsets, at, rest, end, &next);
        CHECK(by >= 0 && next < n);
        order[k] = (uint32_t)next;
        rest &= ~((size_t)1 << next);
        at = next;
    }
    return end;
}
