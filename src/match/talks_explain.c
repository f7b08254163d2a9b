/* What stays of an earlier schedule, and why a pair meets or not. */
#include "match/talks_state.h"

#include <stdlib.h>
#include <string.h>

/* --- what stays ------------------------------------------------------------------------------------------------------- */

static int compare_old(const void *left, const void *right)
{
    const struct talks_meeting *a = left;
    const struct talks_meeting *b = right;
    const uint32_t one[4] = {a->slot, a->table, a->left, a->right};
    const uint32_t other[4] = {b->slot, b->table, b->left, b->right};
    for (int k = 0; k < 4; k++) {
        if (one[k] != other[k]) {
            return one[k] < other[k] ? -1 : 1;
        }
    }
    return 0;
}

struct keeping {
    struct talks_problem problem; /* whose kept meetings are those so far */
    struct talks_meeting *kept;
    uint64_t *taken, *busy; /* tables, participants: slots */
    uint32_t *held;
    uint8_t *zones; /* participant × slot */
};

static bool is_near(const struct keeping *keeping, uint32_t who, uint32_t slot, uint32_t table)
{
    const struct talks_problem *problem = &keeping->problem;
    uint32_t zone = problem->table_zones[table];
    for (uint32_t s = 0; problem->walks != NULL && s < problem->slot_count; s++) {
        uint32_t other = keeping->zones[who * problem->slot_count + s];
        uint32_t between = s < slot ? slot - s : s - slot;
        if (s != slot && other != TALKS_UNPLACED &&
            (between <= problem->walks[other * problem->zone_count + zone] ||
             between <= problem->walks[zone * problem->zone_count + other])) {
            return false;
        }
    }
    return true;
}

static bool can_sit(const struct keeping *keeping, const struct talks_meeting *meeting, uint32_t table)
{
    const struct talks_problem *problem = &keeping->problem;
    return (problem->table_slots[table] >> meeting->slot & 1) != 0 &&
           (keeping->taken[table] >> meeting->slot & 1) == 0 && is_near(keeping, meeting->left, meeting->slot, table) &&
           is_near(keeping, meeting->right, meeting->slot, table);
}

static bool is_possible(const struct keeping *keeping, const struct talks_meeting *meeting)
{
    const struct talks_problem *problem = &keeping->problem;
    if (meeting->left >= problem->left_count || meeting->right < problem->left_count ||
        meeting->right >= problem->participant_count || meeting->slot >= problem->slot_count ||
        talks_find_pair(problem, meeting->left, meeting->right) == TALKS_NONE) {
        return false;
    }
    uint64_t bit = 1ULL << meeting->slot;
    return (problem->slots[meeting->left] & ~keeping->busy[meeting->left] & problem->slots[meeting->right] &
            ~keeping->busy[meeting->right] & bit) != 0 &&
           keeping->held[meeting->left] < problem->mosts[meeting->left] &&
           keeping->held[meeting->right] < problem->mosts[meeting->right];
}

/* Not the pair again, and not the two organisations. */
static bool have_met(const struct keeping *keeping, const struct talks_meeting *meeting)
{
    const uint32_t *of = keeping->problem.organisations;
    for (size_t k = 0; k < keeping->problem.kept_count; k++) {
        const struct talks_meeting *kept = &keeping->kept[k];
        bool pair = kept->left == meeting->left && kept->right == meeting->right;
        bool couple = of != NULL && ((of[kept->left] == of[meeting->left] && of[kept->right] == of[meeting->right]) ||
                                     (of[kept->left] == of[meeting->right] && of[kept->right] == of[meeting->left]));
        if (pair || couple) {
            return true;
        }
    }
    return false;
}

static void keep_meeting(struct keeping *keeping, const struct talks_meeting *meeting, uint32_t table)
{
    const struct talks_problem *problem = &keeping->problem;
    uint64_t bit = 1ULL << meeting->slot;
    keeping->taken[table] |= bit;
    for (int side = 0; side < 2; side++) {
        uint32_t who = side == 0 ? meeting->left : meeting->right;
        keeping->busy[who] |= bit;
        keeping->held[who]++;
        keeping->zones[who * problem->slot_count + meeting->slot] = (uint8_t)problem->table_zones[table];
    }
    keeping->kept[keeping->problem.kept_count] = *meeting;
    keeping->kept[keeping->problem.kept_count++].table = table;
}

struct result talks_list_kept(struct arena *arena, const struct talks_problem *problem, const struct talks_meeting *old,
                              size_t count, struct talks_meeting **kept, size_t *kept_count)
{
    struct result r = talks_test_shape(problem);
    if (result_failed(r)) {
        return r;
    }
    struct keeping keeping = {.problem = *problem};
    struct talks_meeting *sorted = ARENA_ARRAY(arena, struct talks_meeting, count + 1);
    keeping.problem.kept_count = 0;
    keeping.kept = ARENA_ARRAY(arena, struct talks_meeting, count + 1);
    keeping.taken = ARENA_ARRAY(arena, uint64_t, problem->table_count + 1);
    keeping.busy = ARENA_ARRAY(arena, uint64_t, problem->participant_count + 1);
    keeping.held = ARENA_ARRAY(arena, uint32_t, problem->participant_count + 1);
    keeping.zones = ARENA_ARRAY(arena, uint8_t, problem->participant_count * problem->slot_count + 1);
    (void)memset(keeping.zones, TALKS_UNPLACED, problem->participant_count * problem->slot_count);
    for (size_t k = 0; k < count; k++) {
        sorted[k] = old[k];
    }
    qsort(sorted, count, sizeof *sorted, compare_old);
    for (int moving = 0; moving < 2; moving++) { /* first those at their own tables */
        for (size_t k = 0; k < count; k++) {
            bool own = sorted[k].table < problem->table_count;
            if (!is_possible(&keeping, &sorted[k]) || have_met(&keeping, &sorted[k])) {
                continue;
            }
            uint32_t table = moving == 0 ? sorted[k].table : 0;
            uint32_t end = moving == 0 ? (own ? table + 1 : table) : (uint32_t)problem->table_count;
            while (table < end && !can_sit(&keeping, &sorted[k], table)) {
                table++;
            }
            if (table < end) {
                keep_meeting(&keeping, &sorted[k], table);
            }
        }
    }
    *kept = keeping.kept;
    *kept_count = keeping.problem.kept_count;
    return r;
}

/* --- why ---------------------------------------------------------------------------------------------------------------- */

struct looking {
    struct arena *arena;
    const struct talks_problem *problem;
    const struct talks_meeting *meetings;
    size_t count;
};

static bool reaches(const struct looking *looking, uint32_t who, uint32_t slot, uint32_t table)
{
    const struct talks_problem *problem = looking->problem;
    for (size_t m = 0; problem->walks != NULL && m < looking->count; m++) {
        const struct talks_meeting *meeting = &looking->meetings[m];
        uint32_t from = problem->table_zones[meeting->table];
        uint32_t to = problem->table_zones[table];
        uint32_t between = meeting->slot < slot ? slot - meeting->slot : meeting->slot - slot;
        if ((meeting->left == who || meeting->right == who) &&
            (between <= problem->walks[from * problem->zone_count + to] ||
             between <= problem->walks[to * problem->zone_count + from])) {
            return false;
        }
    }
    return true;
}

static bool has_table(const struct looking *looking, uint32_t left, uint32_t right,
                      const struct talks_slot_reason *reason)
{
    const struct talks_problem *problem = looking->problem;
    bool *taken = ARENA_ARRAY(looking->arena, bool, problem->table_count + 1);
    for (size_t m = 0; m < looking->count; m++) {
        taken[looking->meetings[m].table] |= looking->meetings[m].slot == reason->slot;
    }
    for (uint32_t t = 0; t < problem->table_count; t++) {
        if (!taken[t] && (problem->table_slots[t] >> reason->slot & 1) != 0 &&
            (reason->left_meeting != TALKS_NONE || reaches(looking, left, reason->slot, t)) &&
            (reason->right_meeting != TALKS_NONE || reaches(looking, right, reason->slot, t))) {
            return true;
        }
    }
    return false;
}

static void look_at_slots(const struct looking *looking, uint32_t left, uint32_t right, struct talks_explanation *out)
{
    uint64_t both = looking->problem->slots[left] & looking->problem->slots[right];
    out->slots = ARENA_ARRAY(looking->arena, struct talks_slot_reason, TALKS_SLOTS_MOST);
    for (; both != 0; both &= both - 1) {
        struct talks_slot_reason *reason = &out->slots[out->slot_count++];
        *reason = (struct talks_slot_reason){(uint32_t)__builtin_ctzll(both), TALKS_NONE, TALKS_NONE, false};
        for (uint32_t m = 0; m < looking->count; m++) {
            if (looking->meetings[m].slot == reason->slot) {
                reason->left_meeting = looking->meetings[m].left == left ? m : reason->left_meeting;
                reason->right_meeting = looking->meetings[m].right == right ? m : reason->right_meeting;
            }
        }
        reason->table = has_table(looking, left, right, reason);
    }
}

static bool organisations_met(const struct looking *looking, uint32_t left, uint32_t right)
{
    const uint32_t *of = looking->problem->organisations;
    for (size_t m = 0; of != NULL && m < looking->count; m++) {
        uint32_t one = of[looking->meetings[m].left];
        uint32_t other = of[looking->meetings[m].right];
        if ((one == of[left] && other == of[right]) || (one == of[right] && other == of[left])) {
            return true;
        }
    }
    return false;
}

static enum talks_outcome find_outcome(const struct looking *looking, uint32_t left, uint32_t right,
                                       const struct talks_explanation *why)
{
    const struct talks_problem *problem = looking->problem;
    if (why->meeting != TALKS_NONE) {
        return TALKS_MET;
    }
    if (talks_find_pair(problem, left, right) == TALKS_NONE) {
        return TALKS_NOT_A_PAIR;
    }
    if (why->slot_count == 0) {
        return TALKS_NEVER_BOTH;
    }
    if (why->left_held >= problem->mosts[left]) {
        return TALKS_LEFT_FULL;
    }
    if (why->right_held >= problem->mosts[right]) {
        return TALKS_RIGHT_FULL;
    }
    if (organisations_met(looking, left, right)) {
        return TALKS_ORGANISATION;
    }
    for (size_t s = 0; s < why->slot_count; s++) {
        const struct talks_slot_reason *reason = &why->slots[s];
        if (reason->left_meeting == TALKS_NONE && reason->right_meeting == TALKS_NONE && reason->table) {
            return TALKS_POSSIBLE;
        }
    }
    return TALKS_BUSY;
}

struct result talks_explain(struct arena *arena, const struct talks_problem *problem,
                            const struct talks_meeting *meetings, size_t count, uint32_t left, uint32_t right,
                            struct talks_explanation *out)
{
    struct looking looking = {arena, problem, meetings, count};
    struct talks_explanation why = {.meeting = TALKS_NONE};
    struct talks_findings findings;
    struct result r = talks_check(arena, problem, meetings, count, 0, &findings);
    if (result_failed(r)) {
        return r;
    }
    if (left >= problem->left_count || right < problem->left_count || right >= problem->participant_count) {
        return result_invalid("pair", "talks.error.shape");
    }
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        if (findings.counts[kind] > 0 && kind != TALKS_FAULT_KEPT && kind != TALKS_FAULT_UNMET) {
            return result_invalid("meetings", "talks.error.faulty");
        }
    }
    for (uint32_t m = 0; m < count; m++) {
        why.left_held += meetings[m].left == left;
        why.right_held += meetings[m].right == right;
        why.meeting = meetings[m].left == left && meetings[m].right == right ? m : why.meeting;
    }
    uint32_t pair = talks_find_pair(problem, left, right);
    why.weight = pair == TALKS_NONE ? 0 : problem->pairs[pair].weight;
    look_at_slots(&looking, left, right, &why);
    why.outcome = find_outcome(&looking, left, right, &why);
    *out = why;
    return r;
}
