/* A visits problem as text, for tests/match/visits_judge.py, where the format is told. */
#ifndef TESTS_MATCH_VISITS_JUDGE_H
#define TESTS_MATCH_VISITS_JUDGE_H

#include "match/visits.h"

#include <stdio.h>

static inline long visits_judge_number(uint32_t number)
{
    return number == UINT32_MAX ? -1 : (long)number;
}

static inline void visits_judge_write_delegates(FILE *to, const struct visits_problem *problem)
{
    for (size_t d = 0; d < problem->delegate_count; d++) {
        (void)fprintf(to, "%u", problem->organisations[d]);
        for (uint32_t w = problem->wish_starts[d]; w < problem->wish_starts[d + 1]; w++) {
            (void)fprintf(to, " %u", problem->wishes[w]);
        }
        (void)fprintf(to, "\n");
    }
}

static inline void visits_judge_write_days(FILE *to, const struct visits_problem *problem)
{
    for (size_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        (void)fprintf(to, "%u %u %u %u %u\n", window->site, window->open, window->close, window->dwell,
                      window->capacity);
    }
    for (size_t k = 0; k < problem->place_count * problem->place_count; k++) {
        (void)fprintf(to, "%ld%c", visits_judge_number(problem->travel[k]),
                      (k + 1) % problem->place_count == 0 ? '\n' : ' ');
    }
    for (size_t b = 0; b < problem->bus_count; b++) {
        const struct visits_bus *bus = &problem->buses[b];
        (void)fprintf(to, "%u %u %u %u %u\n", bus->place, bus->seats, bus->start, bus->back, bus->stops_most);
    }
}

static inline void visits_judge_write(FILE *to, const struct visits_problem *problem)
{
    (void)fprintf(to, "%zu %zu %zu %zu %zu %zu %d\n", problem->delegate_count, problem->site_count,
                  problem->place_count, problem->window_count, problem->bus_count, problem->rival_count,
                  problem->tours != NULL);
    visits_judge_write_delegates(to, problem);
    visits_judge_write_days(to, problem);
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        (void)fprintf(to, "%u %ld %ld\n", rival->organisation, visits_judge_number(rival->other),
                      visits_judge_number(rival->site));
    }
    for (size_t k = 0; k < problem->delegate_count * problem->bus_count; k++) {
        (void)fprintf(to, "%d%c", problem->barred != NULL && problem->barred[k] != 0,
                      (k + 1) % problem->bus_count == 0 ? '\n' : ' ');
    }
    for (size_t b = 0; problem->tours != NULL && b < problem->bus_count; b++) {
        size_t count = 0;
        for (size_t t = 0; t < problem->tour_count; t++) {
            count += problem->tours[t].bus == b;
        }
        (void)fprintf(to, "%zu", count);
        for (size_t t = 0; t < problem->tour_count; t++) {
            if (problem->tours[t].bus == b) {
                (void)fprintf(to, " %u", problem->tours[t].site);
            }
        }
        (void)fprintf(to, "\n");
    }
}

#endif
