/* A talks problem as text, for tests/match/talks_judge.py, where the format is told. */
#ifndef TESTS_MATCH_TALKS_JUDGE_H
#define TESTS_MATCH_TALKS_JUDGE_H

#include "match/talks.h"

#include <stdio.h>

static inline size_t talks_judge_tables(const struct talks_problem *problem, size_t slot, size_t zone)
{
    size_t tables = 0;
    for (size_t t = 0; t < problem->table_count; t++) {
        bool here = problem->walks == NULL || problem->table_zones[t] == zone;
        tables += here && (problem->table_slots[t] >> slot & 1) != 0;
    }
    return tables;
}

static inline void talks_judge_write(FILE *to, const struct talks_problem *problem)
{
    size_t zones = problem->walks == NULL ? 1 : problem->zone_count;
    (void)fprintf(to, "%zu %zu %zu %zu\n", problem->participant_count, problem->slot_count, zones, problem->pair_count);
    for (size_t i = 0; i < problem->participant_count; i++) {
        (void)fprintf(to, "%llu %u %u %zu\n", (unsigned long long)problem->slots[i], problem->leasts[i],
                      problem->mosts[i], problem->organisations == NULL ? i : problem->organisations[i]);
    }
    for (size_t z = 0; z < zones * zones; z++) {
        (void)fprintf(to, "%u ", problem->walks == NULL ? 0U : problem->walks[z]);
    }
    (void)fprintf(to, "\n");
    for (size_t place = 0; place < problem->slot_count * zones; place++) {
        (void)fprintf(to, "%zu ", talks_judge_tables(problem, place / zones, place % zones));
    }
    (void)fprintf(to, "\n");
    for (size_t p = 0; p < problem->pair_count; p++) {
        (void)fprintf(to, "%u %u %u %d\n", problem->pairs[p].left, problem->pairs[p].right, problem->pairs[p].weight,
                      problem->musts != NULL && problem->musts[p]);
    }
}

#endif
