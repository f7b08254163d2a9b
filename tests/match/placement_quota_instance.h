/* Quotas for a random placement problem. Groups 0 to 2 are schools, of which everybody has one; 3 is a part of school 0;
 * 4 is anybody, and crosses the others. */
#ifndef TESTS_MATCH_PLACEMENT_QUOTA_INSTANCE_H
#define TESTS_MATCH_PLACEMENT_QUOTA_INSTANCE_H

#include "tests/match/placement_instance.h"

enum { QUOTA_GROUPS = 5 };

static inline void quotas_make_groups(struct arena *arena, struct random *random, uint32_t applicants, bool crossing,
                                      struct placement_quotas *quotas)
{
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, applicants + 1);
    uint32_t *members = ARENA_ARRAY(arena, uint32_t, 3 * (size_t)applicants);
    uint32_t count = 0;
    for (uint32_t a = 0; a < applicants; a++) {
        uint32_t school = a < 3 ? a : random_below(random, 3); /* none without members, if that can be */
        members[count++] = school;
        if (school == 0 && (a == 0 || random_below(random, 2) == 0)) {
            members[count++] = 3;
        }
        if (crossing && random_below(random, 2) == 0) {
            members[count++] = 4;
        }
        starts[a + 1] = count;
    }
    quotas->group_count = QUOTA_GROUPS;
    quotas->member_starts = starts;
    quotas->members = members;
}

/* Up to `most` quotas, none twice; where they do not fit together, the solver will say so. */
static inline void quotas_make(struct arena *arena, struct random *random, struct placement_problem *problem,
                               uint32_t most, bool crossing, bool reserves)
{
    struct placement_quotas *quotas = ARENA_NEW(arena, struct placement_quotas);
    struct placement_quota *list = ARENA_ARRAY(arena, struct placement_quota, most);
    quotas_make_groups(arena, random, (uint32_t)problem->applicant_count, crossing, quotas);
    for (uint32_t i = 0; i < most; i++) {
        struct placement_quota quota = {.group = random_below(random, crossing ? 5 : 4)};
        quota.whole = problem->enterprises != NULL && random_below(random, 4) == 0;
        quota.place = random_below(random, (uint32_t)(quota.whole ? problem->enterprise_count : problem->seat_count));
        if (!quota.whole && reserves) {
            quota.kind = (enum placement_quota_kind)random_below(random, 3);
        }
        uint32_t room = quota.whole ? 3 : problem->capacities[quota.place] + 1;
        quota.number =
            quota.kind == PLACEMENT_AT_MOST ? random_below(random, room) : 1 + random_below(random, room / 2 + 1);
        bool twice = false;
        for (size_t j = 0; j < quotas->quota_count; j++) {
            twice = twice ||
                    (list[j].whole == quota.whole && list[j].place == quota.place && list[j].group == quota.group &&
                     (list[j].kind == PLACEMENT_AT_MOST) == (quota.kind == PLACEMENT_AT_MOST));
        }
        if (!twice) {
            list[quotas->quota_count++] = quota;
        }
    }
    quotas->list = list;
    problem->quotas = quotas;
}

/* Without quotas that have a fault; true when all of them could stay. */
static inline bool quotas_leave_sound(struct arena *arena, struct placement_problem *problem)
{
    struct placement_quotas *quotas = ARENA_NEW(arena, struct placement_quotas);
    struct placement_quota *list = ARENA_ARRAY(arena, struct placement_quota, problem->quotas->quota_count);
    struct placement_quota_faults found;
    *quotas = *problem->quotas;
    memcpy(list, quotas->list, quotas->quota_count * sizeof *list);
    quotas->list = list;
    problem->quotas = quotas;
    bool all = true;
    for (;;) {
        placement_find_quota_faults(arena, problem, 1, &found);
        if (found.fault_count == 0) {
            return all;
        }
        all = false;
        list[found.faults[0].quota] = list[--quotas->quota_count];
    }
}

#endif
