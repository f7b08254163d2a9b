/* The checker. Nothing of the solver, not even the test of the shape or the finding of a pair: it sorts the meetings by what
 * must differ and looks at neighbours. */
#include "match/talks.h"

#include <stdlib.h>
#include <string.h>

struct checker {
    const struct talks_problem *problem;
    const struct talks_meeting *meetings;
    size_t count, most;
    bool *known;
    struct talks_findings findings;
};

/* --- the shape ------------------------------------------------------------------------------------------------------- */

/* Has it only slots that there are? */
static bool within(uint64_t slots, size_t slot_count)
{
    return slot_count == TALKS_SLOTS_MOST || slots >> slot_count == 0;
}

static bool limits_hold(const struct talks_problem *problem)
{
    bool people = problem->participant_count <= TALKS_PEOPLE_MOST && problem->left_count <= problem->participant_count;
    bool slots = problem->slot_count > 0 && problem->slot_count <= TALKS_SLOTS_MOST;
    bool tables =
        problem->table_count <= TALKS_TABLES_MOST && problem->zone_count > 0 && problem->zone_count <= TALKS_ZONES_MOST;
    return people && slots && tables && problem->pair_count <= TALKS_PAIRS_MOST;
}

static bool people_hold(const struct talks_problem *problem)
{
    bool sound = true;
    for (size_t i = problem->participant_count; sound && i-- > 0;) {
        sound = within(problem->slots[i], problem->slot_count) &&
                (problem->organisations == NULL || problem->organisations[i] < problem->participant_count);
    }
    return sound;
}

static bool tables_hold(const struct talks_problem *problem)
{
    bool sound = true;
    for (size_t t = problem->table_count; sound && t-- > 0;) {
        sound = within(problem->table_slots[t], problem->slot_count) && problem->table_zones[t] < problem->zone_count;
    }
    return sound;
}

/* One number a pair that must grow from pair to pair. */
static uint64_t rank_of(const struct talks_pair *pair)
{
    return (uint64_t)pair->left << 32 | pair->right;
}

static bool pairs_hold(const struct talks_problem *problem)
{
    bool sound = true;
    for (size_t p = problem->pair_count; sound && p-- > 0;) {
        const struct talks_pair *pair = &problem->pairs[p];
        sound = pair->left < problem->left_count && pair->right >= problem->left_count &&
                pair->right < problem->participant_count && pair->weight >= 1 && pair->weight <= TALKS_WEIGHT_MOST &&
                (p == 0 || rank_of(&problem->pairs[p - 1]) < rank_of(pair));
    }
    return sound;
}

static const char *find_broken_member(const struct talks_problem *problem)
{
    if (!limits_hold(problem)) {
        return "counts";
    }
    if (!people_hold(problem)) {
        return "slots";
    }
    if (!tables_hold(problem)) {
        return "tables";
    }
    return pairs_hold(problem) ? NULL : "pairs";
}

/* --- each meeting by itself -------------------------------------------------------------------------------------------- */

static int compare_pairs(const void *left, const void *right)
{
    uint64_t a = rank_of(left);
    uint64_t b = rank_of(right);
    return (a > b) - (a < b);
}

/* NULL: not a pair. */
static const struct talks_pair *pair_of(const struct talks_problem *problem, const struct talks_meeting *meeting)
{
    struct talks_pair sought = {meeting->left, meeting->right, 0};
    return problem->pair_count == 0
               ? NULL
               : bsearch(&sought, problem->pairs, problem->pair_count, sizeof sought, compare_pairs);
}

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
    const struct talks_pair *pair = pair_of(problem, meeting);
    if (pair == NULL) {
        find(checker, TALKS_FAULT_NOT_A_PAIR, index, TALKS_NONE);
    } else {
        checker->findings.weight += pair->weight;
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

/* met: one a pair. */
static void check_musts(struct checker *checker, bool *met)
{
    const struct talks_problem *problem = checker->problem;
    if (problem->musts == NULL) {
        return;
    }
    for (size_t m = 0; m < checker->count; m++) {
        const struct talks_pair *pair = checker->known[m] ? pair_of(problem, &checker->meetings[m]) : NULL;
        if (pair != NULL) {
            met[pair - problem->pairs] = true;
        }
    }
    for (size_t p = 0; p < problem->pair_count; p++) {
        if (problem->musts[p] && !met[p]) {
            find(checker, TALKS_FAULT_UNMET, p, TALKS_NONE);
        }
    }
}

struct result talks_check(struct arena *arena, const struct talks_problem *problem,
                          const struct talks_meeting *meetings, size_t count, size_t most, struct talks_findings *out)
{
    const char *broken = find_broken_member(problem);
    if (broken != NULL) {
        return result_invalid(broken, "talks.error.shape");
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
    check_musts(&checker, ARENA_ARRAY(arena, bool, problem->pair_count + 1));
    *out = checker.findings;
    return result_ok();
}
