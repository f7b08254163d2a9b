/* The checker. Nothing of the solver: it sorts the meetings by what must differ and looks at neighbours. */
#include "match/talks.h"

#include <stdlib.h>
#include <string.h>

/* talks_frame.c; the shape is what both must agree about. */
MUST_USE struct result talks_check_shape(const struct talks_problem *problem);

struct checker {
    const struct talks_problem *problem;
    const struct talks_meeting *meetings;
    size_t count, most;
    bool *known;
    struct talks_findings findings;
};

static void find(struct checker *checker, enum talks_fault_kind kind, size_t meeting, uint32_t participant)
{
    struct talks_findings *findings = &checker->findings;
    if (findings->fault_count < checker->most) {
        findings->faults[findings->fault_count++] = (struct talks_fault){kind, (uint32_t)meeting, participant};
    }
    findings->counts[kind]++;
}

static void check_alone(struct checker *checker, size_t index)
{
    const struct talks_problem *problem = checker->problem;
    const struct talks_meeting *meeting = &checker->meetings[index];
    checker->known[index] = meeting->left < problem->left_count && meeting->right >= problem->left_count &&
                            meeting->right < problem->participant_count && meeting->slot < problem->slot_count &&
                            meeting->table < problem->table_count;
    if (!checker->known[index]) {
        find(checker, TALKS_FAULT_UNKNOWN, index, TALKS_NONE);
        return;
    }
    uint32_t pair = talks_find_pair(problem, meeting->left, meeting->right);
    if (pair == TALKS_NONE) {
        find(checker, TALKS_FAULT_NOT_A_PAIR, index, TALKS_NONE);
    } else {
        checker->findings.weight += problem->pairs[pair].weight;
    }
    for (int side = 0; side < 2; side++) {
        uint32_t who = side == 0 ? meeting->left : meeting->right;
        if ((problem->slots[who] >> meeting->slot & 1) == 0) {
            find(checker, TALKS_FAULT_AWAY, index, who);
        }
    }
    if ((problem->table_slots[meeting->table] >> meeting->slot & 1) == 0) {
        find(checker, TALKS_FAULT_TABLE_CLOSED, index, TALKS_NONE);
    }
}

/* --- what must differ ------------------------------------------------------------------------------------------------- */

struct key {
    uint64_t first;
    uint32_t second, meeting;
};

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    if (a->second != b->second) {
        return a->second < b->second ? -1 : 1;
    }
    return (a->meeting > b->meeting) - (a->meeting < b->meeting);
}

static struct key make_key(const struct checker *checker, enum talks_fault_kind kind, uint32_t index)
{
    const struct talks_meeting *meeting = &checker->meetings[index];
    struct key key = {.meeting = index};
    if (kind == TALKS_FAULT_TWICE) {
        key.first = meeting->left;
        key.second = meeting->right;
    } else if (kind == TALKS_FAULT_TABLE_TAKEN) {
        key.first = meeting->table;
        key.second = meeting->slot;
    } else {
        uint32_t one = checker->problem->organisations[meeting->left];
        uint32_t other = checker->problem->organisations[meeting->right];
        key.first = one < other ? one : other;
        key.second = one < other ? other : one;
    }
    return key;
}

static void check_different(struct checker *checker, struct key *keys, enum talks_fault_kind kind)
{
    size_t count = 0;
    for (uint32_t m = 0; m < checker->count; m++) {
        if (checker->known[m]) {
            keys[count++] = make_key(checker, kind, m);
        }
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t k = 1; k < count; k++) {
        if (keys[k].first == keys[k - 1].first && keys[k].second == keys[k - 1].second) {
            find(checker, kind, keys[k].meeting, TALKS_NONE);
        }
    }
}

/* --- the day of each participant ---------------------------------------------------------------------------------------- */

static void check_walk(struct checker *checker, const struct key *before, const struct key *after, uint32_t who)
{
    const struct talks_problem *problem = checker->problem;
    uint32_t from = problem->table_zones[checker->meetings[before->meeting].table];
    uint32_t to = problem->table_zones[checker->meetings[after->meeting].table];
    uint8_t one = problem->walks[from * problem->zone_count + to];
    uint8_t other = problem->walks[to * problem->zone_count + from];
    if (after->second - before->second <= (one > other ? one : other)) {
        find(checker, TALKS_FAULT_WALK, after->meeting, who);
    }
}

/* keys: one participant's meetings by slot. */
static void check_day(struct checker *checker, const struct key *keys, size_t count)
{
    const struct talks_problem *problem = checker->problem;
    uint32_t who = (uint32_t)keys[0].first;
    if (count > problem->mosts[who]) {
        find(checker, TALKS_FAULT_OVER, TALKS_NONE, who);
    }
    for (size_t k = 1; k < count; k++) {
        if (keys[k].second == keys[k - 1].second) {
            find(checker, TALKS_FAULT_TWO_PLACES, keys[k].meeting, who);
        }
        for (size_t j = 0; problem->walks != NULL && j < k; j++) {
            if (keys[j].second != keys[k].second) {
                check_walk(checker, &keys[j], &keys[k], who);
            }
        }
    }
    if (problem->leasts[who] > 0) {
        checker->findings.missing -= count < problem->leasts[who] ? count : problem->leasts[who];
    }
}

static void check_days(struct checker *checker, struct key *keys)
{
    size_t count = 0;
    for (uint32_t m = 0; m < checker->count; m++) {
        if (checker->known[m]) {
            keys[count++] = (struct key){checker->meetings[m].left, checker->meetings[m].slot, m};
            keys[count++] = (struct key){checker->meetings[m].right, checker->meetings[m].slot, m};
        }
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < checker->problem->participant_count; i++) {
        checker->findings.missing += checker->problem->leasts[i];
    }
    for (size_t k = 0; k < count;) {
        size_t end = k;
        while (end < count && keys[end].first == keys[k].first) {
            end++;
        }
        check_day(checker, &keys[k], end - k);
        k = end;
    }
}

static bool is_same(const struct talks_meeting *a, const struct talks_meeting *b)
{
    return a->left == b->left && a->right == b->right && a->slot == b->slot && a->table == b->table;
}

static int compare_places(const void *left, const void *right)
{
    const struct talks_meeting *a = left;
    const struct talks_meeting *b = right;
    const uint32_t one[4] = {a->left, a->right, a->slot, a->table};
    const uint32_t other[4] = {b->left, b->right, b->slot, b->table};
    for (int k = 0; k < 4; k++) {
        if (one[k] != other[k]) {
            return one[k] < other[k] ? -1 : 1;
        }
    }
    return 0;
}

static void check_kept(struct arena *arena, struct checker *checker)
{
    const struct talks_problem *problem = checker->problem;
    if (problem->kept_count == 0 || problem->kept == checker->meetings) {
        return;
    }
    struct talks_meeting *sorted = ARENA_ARRAY(arena, struct talks_meeting, checker->count + 1);
    for (size_t m = 0; m < checker->count; m++) {
        sorted[m] = checker->meetings[m];
    }
    qsort(sorted, checker->count, sizeof *sorted, compare_places);
    for (size_t k = 0; k < problem->kept_count; k++) {
        const struct talks_meeting *there =
            bsearch(&problem->kept[k], sorted, checker->count, sizeof *sorted, compare_places);
        if (there == NULL || !is_same(there, &problem->kept[k])) {
            find(checker, TALKS_FAULT_KEPT, k, TALKS_NONE);
        }
    }
}

struct result talks_check(struct arena *arena, const struct talks_problem *problem,
                          const struct talks_meeting *meetings, size_t count, size_t most, struct talks_findings *out)
{
    struct result r = talks_check_shape(problem);
    if (result_failed(r)) {
        return r;
    }
    struct checker checker = {.problem = problem, .meetings = meetings, .count = count, .most = most};
    checker.known = ARENA_ARRAY(arena, bool, count + 1);
    checker.findings.faults = ARENA_ARRAY(arena, struct talks_fault, most + 1);
    struct key *keys = ARENA_ARRAY(arena, struct key, 2 * count + 1);
    for (size_t m = 0; m < count; m++) {
        check_alone(&checker, m);
    }
    check_different(&checker, keys, TALKS_FAULT_TWICE);
    check_different(&checker, keys, TALKS_FAULT_TABLE_TAKEN);
    if (problem->organisations != NULL) {
        check_different(&checker, keys, TALKS_FAULT_ORGANISATION);
    }
    check_days(&checker, keys);
    check_kept(arena, &checker);
    *out = checker.findings;
    return r;
}
