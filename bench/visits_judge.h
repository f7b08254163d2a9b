/* An exact method for one bus with narrow windows, for the bench: every set of stops and last stop that can be, by the number of
 * visits, each with its earliest time (Dumas et al. 1995). Gives up when a level has too many. */
#ifndef BENCH_VISITS_JUDGE_H
#define BENCH_VISITS_JUDGE_H

#include "base/check.h"
#include "match/visits.h"

#include <stdlib.h>
#include <string.h>

enum { JUDGE_STATES = 400000 };

struct judge_state {
    uint64_t set[2];
    uint32_t last, time;
};

static inline int judge_compare(const void *left, const void *right)
{
    const struct judge_state *a = left;
    const struct judge_state *b = right;
    for (int k = 0; k < 2; k++) {
        if (a->set[k] != b->set[k]) {
            return a->set[k] < b->set[k] ? -1 : 1;
        }
    }
    if (a->last != b->last) {
        return a->last < b->last ? -1 : 1;
    }
    return (a->time > b->time) - (a->time < b->time);
}

/* Whether all stops left over can still be begun in time, going there directly (distances keep the triangle inequality). */
static inline bool judge_may_live(const struct visits_problem *problem, const struct judge_state *state)
{
    for (uint32_t s = 0; s < problem->site_count; s++) {
        bool left = (state->set[s / 64] >> (s % 64) & 1) == 0;
        const struct visits_window *window = &problem->windows[s];
        if (left && (uint64_t)state->time + problem->travel[state->last * problem->place_count + s] + window->dwell >
                        window->close) {
            return false;
        }
    }
    return true;
}

static inline size_t judge_step(const struct visits_problem *problem, const struct judge_state *from,
                                struct judge_state *to)
{
    size_t count = 0;
    for (uint32_t s = 0; s < problem->site_count; s++) {
        const struct visits_window *window = &problem->windows[s];
        uint32_t time = from->time + problem->travel[from->last * problem->place_count + s];
        time = (time > window->open ? time : window->open) + window->dwell;
        if ((from->set[s / 64] >> (s % 64) & 1) == 0 && time <= window->close) {
            struct judge_state next = *from;
            next.set[s / 64] |= 1ULL << (s % 64);
            next.last = s;
            next.time = time;
            to[count] = next;
            count += judge_may_live(problem, &next);
        }
    }
    return count;
}

/* One window a site, the triangle inequality, at most 128 sites. When bus 0 is back at the earliest; FAR: unknown. */
static inline uint32_t judge_route(const struct visits_problem *problem)
{
    struct judge_state *here = calloc(JUDGE_STATES + 128, sizeof *here);
    struct judge_state *next = calloc(JUDGE_STATES + 128, sizeof *next);
    size_t count = 1;
    uint32_t best = VISITS_FAR;
    CHECK(here != NULL && next != NULL);
    here[0] = (struct judge_state){{0, 0}, problem->buses[0].place, problem->buses[0].start};
    for (size_t visits = 0; visits < problem->site_count && count > 0 && count < JUDGE_STATES; visits++) {
        size_t made = 0;
        for (size_t k = 0; k < count && made < JUDGE_STATES; k++) {
            made += judge_step(problem, &here[k], &next[made]);
        }
        qsort(next, made, sizeof *next, judge_compare);
        count = 0;
        for (size_t k = 0; k < made && made < JUDGE_STATES; k++) {
            bool same = count > 0 && next[k].last == here[count - 1].last &&
                        memcmp(next[k].set, here[count - 1].set, sizeof next[k].set) == 0;
            if (!same) {
                here[count++] = next[k];
            }
        }
    }
    for (size_t k = 0; k < count; k++) {
        uint32_t back = here[k].time + problem->travel[here[k].last * problem->place_count + problem->buses[0].place];
        best = back < best ? back : best;
    }
    free(here);
    free(next);
    return best;
}

#endif
