/* Quotas that cannot be: sums beyond what there is, and groups that cross.
 *
 * Two groups cross when some people are in both, some only in the one and some only in the other. To see it, the people
 * in two groups at once are counted for each two groups that quotas name; groups that share nobody with another, such as
 * schools, cost nothing more.
 */
#include "match/placement_order.h"
#include "match/placement_quotas.h"

/* How many people two groups share. The lower group in the upper half of the key. */
struct shared {
    uint64_t *keys; /* UINT64_MAX: free */
    uint64_t *counts;
    size_t used, mask;
};

struct relations {
    const struct placement_problem *problem;
    struct arena *arena;
    uint64_t *sizes;      /* members of a group */
    unsigned char *named; /* by a quota */
    unsigned char *mixes; /* shares somebody with another named group */
    struct shared shared;
    struct quota_index index;
    uint32_t *starts, *lists; /* quotas of each seat; those over an enterprise with one open seat are that seat's */
    uint32_t *whole_starts, *whole_lists; /* quotas over each other enterprise */
    uint32_t *only;                       /* the one open seat of an enterprise, or PLACEMENT_NONE */
    bool crossing_allowed;
    size_t most;
    struct placement_quota_faults *out;
};

static void note(struct relations *state, enum placement_quota_fault_kind kind, uint32_t quota, uint32_t other,
                 uint32_t seat, uint64_t number)
{
    struct placement_quota_faults *out = state->out;
    if (out->fault_count < state->most) {
        out->faults[out->fault_count++] = (struct placement_quota_fault){kind, quota, other, seat, number};
    }
}

/* --- people in two groups ------------------------------------------------------------------------------------------- */

static size_t shared_at(const struct shared *shared, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15U) >> 20) & shared->mask;
    while (shared->keys[at] != UINT64_MAX && shared->keys[at] != key) {
        at = (at + 1) & shared->mask;
    }
    return at;
}

static void shared_init(struct arena *arena, struct shared *shared, size_t room)
{
    *shared = (struct shared){ARENA_ARRAY(arena, uint64_t, room), ARENA_ARRAY(arena, uint64_t, room), 0, room - 1};
    for (size_t i = 0; i < room; i++) {
        shared->keys[i] = UINT64_MAX;
    }
}

static void shared_add(struct arena *arena, struct shared *shared, uint64_t key, uint64_t count)
{
    if (2 * (shared->used + 1) > shared->mask) {
        struct shared wider;
        shared_init(arena, &wider, (shared->mask + 1) * 2);
        for (size_t i = 0; i <= shared->mask; i++) {
            if (shared->keys[i] != UINT64_MAX) {
                shared_add(arena, &wider, shared->keys[i], shared->counts[i]);
            }
        }
        *shared = wider;
    }
    size_t at = shared_at(shared, key);
    shared->used += shared->keys[at] == UINT64_MAX;
    shared->keys[at] = key;
    shared->counts[at] += count;
}

static uint64_t pair_key(uint32_t one, uint32_t other)
{
    return one < other ? (uint64_t)one << 32 | other : (uint64_t)other << 32 | one;
}

static uint64_t people_in_both(const struct relations *state, uint32_t one, uint32_t other)
{
    if (one == other) {
        return state->sizes[one];
    }
    if (!state->mixes[one] || !state->mixes[other]) {
        return 0;
    }
    size_t at = shared_at(&state->shared, pair_key(one, other));
    return state->shared.keys[at] == UINT64_MAX ? 0 : state->shared.counts[at];
}

static bool is_inside(const struct relations *state, uint32_t inner, uint32_t outer)
{
    return people_in_both(state, inner, outer) == state->sizes[inner];
}

static void count_people(struct relations *state)
{
    const struct placement_quotas *quotas = state->problem->quotas;
    state->sizes = ARENA_ARRAY(state->arena, uint64_t, quotas->group_count);
    state->named = ARENA_ARRAY(state->arena, unsigned char, quotas->group_count);
    state->mixes = ARENA_ARRAY(state->arena, unsigned char, quotas->group_count);
    for (size_t q = 0; q < quotas->quota_count; q++) {
        if (quotas->list[q].group < quotas->group_count) {
            state->named[quotas->list[q].group] = 1;
        }
    }
    shared_init(state->arena, &state->shared, 64);
    for (size_t a = 0; a < state->problem->applicant_count; a++) {
        for (uint32_t i = quotas->member_starts[a]; i < quotas->member_starts[a + 1]; i++) {
            uint32_t group = quotas->members[i];
            state->sizes[group]++;
            for (uint32_t j = quotas->member_starts[a]; state->named[group] && j < i; j++) {
                uint32_t other = quotas->members[j];
                if (state->named[other]) {
                    shared_add(state->arena, &state->shared, pair_key(group, other), 1);
                    state->mixes[group] = 1;
                    state->mixes[other] = 1;
                }
            }
        }
    }
}

/* --- quotas by place ------------------------------------------------------------------------------------------------ */

static void find_only_seats(struct relations *state)
{
    const struct placement_problem *problem = state->problem;
    state->only = ARENA_ARRAY(state->arena, uint32_t, problem->enterprise_count);
    unsigned char *open = ARENA_ARRAY(state->arena, unsigned char, problem->enterprise_count);
    for (uint32_t s = 0; problem->enterprises != NULL && s < problem->seat_count; s++) {
        uint32_t e = problem->enterprises[s];
        if (problem->capacities[s] > 0) {
            open[e] = open[e] < 2 ? (unsigned char)(open[e] + 1) : 2;
            state->only[e] = s;
        }
    }
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        state->only[e] = open[e] == 1 ? state->only[e] : PLACEMENT_NONE;
    }
}

/* The seat that a quota counts for, or PLACEMENT_NONE when it is over an enterprise. */
static uint32_t seat_of(const struct relations *state, const struct placement_quota *quota)
{
    return quota->whole ? state->only[quota->place] : quota->place;
}

static void sort_by_place(struct relations *state)
{
    const struct placement_problem *problem = state->problem;
    const struct placement_quotas *quotas = problem->quotas;
    state->starts = ARENA_ARRAY(state->arena, uint32_t, problem->seat_count + 2);
    state->whole_starts = ARENA_ARRAY(state->arena, uint32_t, problem->enterprise_count + 2);
    state->lists = ARENA_ARRAY(state->arena, uint32_t, quotas->quota_count);
    state->whole_lists = ARENA_ARRAY(state->arena, uint32_t, quotas->quota_count);
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t q = 0; q < quotas->quota_count; q++) {
            const struct placement_quota *quota = &quotas->list[q];
            if (!placement_quota_is_shaped(problem, quota) ||
                (!quota->whole && problem->capacities[quota->place] == 0)) {
                continue;
            }
            uint32_t seat = seat_of(state, quota);
            uint32_t *start = seat == PLACEMENT_NONE ? &state->whole_starts[quota->place] : &state->starts[seat];
            if (pass == 0) {
                start[2]++;
            } else {
                (seat == PLACEMENT_NONE ? state->whole_lists : state->lists)[start[1]++] = q;
            }
        }
        for (size_t s = 2; pass == 0 && s < problem->seat_count + 2; s++) {
            state->starts[s] += state->starts[s - 1];
        }
        for (size_t e = 2; pass == 0 && e < problem->enterprise_count + 2; e++) {
            state->whole_starts[e] += state->whole_starts[e - 1];
        }
    }
}

/* --- the faults ----------------------------------------------------------------------------------------------------- */

static void check_alone(struct relations *state, uint32_t q)
{
    const struct placement_quota *quota = &state->problem->quotas->list[q];
    if (!placement_quota_is_shaped(state->problem, quota)) {
        note(state, PLACEMENT_QUOTA_SHAPE, q, PLACEMENT_NONE, PLACEMENT_NONE, 0);
        return;
    }
    const struct quota_slot *slot = quota_index_find(&state->index, quota->whole, quota->place, quota->group);
    uint32_t first = quota->kind == PLACEMENT_AT_MOST ? slot->at_most : slot->reserve;
    if (first != q) {
        note(state, PLACEMENT_QUOTA_TWICE, q, first, PLACEMENT_NONE, 0);
    } else if (state->sizes[quota->group] == 0) {
        note(state, PLACEMENT_QUOTA_NOBODY, q, PLACEMENT_NONE, PLACEMENT_NONE, 0);
    }
}

/* A reserve and an "at most" of the same seat, of two groups that share somebody. A kept place that nobody takes is a place
 * less, and is taken by the first member at the cost of another of the wider group, who frees an open place for a third:
 * nobody asked for less, and somebody gets in. */
static void check_mixed(struct relations *state, uint32_t reserve, uint32_t at_most)
{
    const struct placement_quota *list = state->problem->quotas->list;
    if (!is_inside(state, list[reserve].group, list[at_most].group)) {
        bool inner = is_inside(state, list[at_most].group, list[reserve].group);
        note(state, inner ? PLACEMENT_QUOTA_INSIDE : PLACEMENT_QUOTA_CROSSING, at_most, reserve, PLACEMENT_NONE, 0);
    } else if (list[reserve].kind == PLACEMENT_KEPT) {
        note(state, PLACEMENT_QUOTA_KEPT_INSIDE, reserve, at_most, PLACEMENT_NONE, 0);
    }
}

/* Two quotas that count for the same seat, or over the same enterprise. */
static void check_two(struct relations *state, uint32_t first, uint32_t second)
{
    const struct placement_quota *list = state->problem->quotas->list;
    bool one = list[first].kind != PLACEMENT_AT_MOST;
    bool other = list[second].kind != PLACEMENT_AT_MOST;
    uint32_t group = list[first].group;
    uint32_t against = list[second].group;
    if (people_in_both(state, group, against) == 0 || (group == against && one != other)) {
        return;
    }
    if (one && other) {
        note(state, PLACEMENT_QUOTA_OVERLAP, second, first, PLACEMENT_NONE, 0);
    } else if (one || other) {
        check_mixed(state, one ? first : second, one ? second : first);
    } else if (!is_inside(state, against, group) && !is_inside(state, group, against) && !state->crossing_allowed) {
        note(state, PLACEMENT_QUOTA_CROSSING, second, first, PLACEMENT_NONE, 0);
    }
}

/* A seat's quota inside one over the enterprise: nested the other way round they cross, for other seats count there. */
static void check_under(struct relations *state, uint32_t inner, uint32_t outer)
{
    const struct placement_quota *list = state->problem->quotas->list;
    bool sound = people_in_both(state, list[inner].group, list[outer].group) == 0 ||
                 is_inside(state, list[inner].group, list[outer].group) || state->crossing_allowed;
    if (!sound) {
        note(state, PLACEMENT_QUOTA_CROSSING, inner, outer, PLACEMENT_NONE, 0);
    }
}

/* Adds a reserve to what an "at most" around it must allow. */
static void check_room(struct relations *state, uint64_t *promised, uint32_t reserve, uint32_t at_most)
{
    const struct placement_quota *list = state->problem->quotas->list;
    if (at_most != reserve && list[at_most].kind == PLACEMENT_AT_MOST &&
        is_inside(state, list[reserve].group, list[at_most].group)) {
        promised[at_most] += list[reserve].number;
        if (promised[at_most] > list[at_most].number) {
            note(state, PLACEMENT_QUOTA_MOST_SUM, reserve, at_most, PLACEMENT_NONE, promised[at_most]);
        }
    }
}

static void check_seat_reserve(struct relations *state, uint32_t seat, uint32_t q, uint64_t *seat_sum,
                               uint64_t *total_sums)
{
    const struct placement_problem *problem = state->problem;
    const struct placement_quota *quota = &problem->quotas->list[q];
    *seat_sum += quota->number;
    if (*seat_sum > problem->capacities[seat]) {
        note(state, PLACEMENT_QUOTA_SEAT_SUM, q, PLACEMENT_NONE, PLACEMENT_NONE, *seat_sum);
    }
    if (problem->totals != NULL && problem->totals[problem->enterprises[seat]] != PLACEMENT_NO_TOTAL) {
        uint64_t *sum = &total_sums[problem->enterprises[seat]];
        *sum += quota->number;
        if (*sum > problem->totals[problem->enterprises[seat]]) {
            note(state, PLACEMENT_QUOTA_TOTAL_SUM, q, PLACEMENT_NONE, PLACEMENT_NONE, *sum);
        }
    }
}

/* Only quotas whose groups share somebody, or are the same, are looked at two by two. */
static void check_against_others(struct relations *state, uint32_t seat, uint32_t q, uint64_t *promised)
{
    const struct placement_problem *problem = state->problem;
    const struct placement_quota *quota = &problem->quotas->list[q];
    bool reserve = quota->kind != PLACEMENT_AT_MOST;
    uint32_t e = problem->enterprises == NULL ? 0 : problem->enterprises[seat];
    for (uint32_t i = state->starts[seat]; i < state->starts[seat + 1]; i++) {
        uint32_t other = state->lists[i];
        if (other < q) {
            check_two(state, other, q);
        }
        if (reserve) {
            check_room(state, promised, q, other);
        }
    }
    for (uint32_t i = problem->enterprises == NULL ? 0 : state->whole_starts[e];
         problem->enterprises != NULL && i < state->whole_starts[e + 1]; i++) {
        check_under(state, q, state->whole_lists[i]);
        if (reserve) {
            check_room(state, promised, q, state->whole_lists[i]);
        }
    }
}

/* A seat of an enterprise that can be full before its total is reached, or keeps places empty. */
static bool seat_binds(const struct relations *state, uint32_t seat)
{
    const struct placement_problem *problem = state->problem;
    bool kept = false;
    for (uint32_t i = state->starts[seat]; i < state->starts[seat + 1]; i++) {
        kept = kept || problem->quotas->list[state->lists[i]].kind == PLACEMENT_KEPT;
    }
    uint32_t total = problem->totals[problem->enterprises[seat]];
    return problem->capacities[seat] > 0 && (kept || problem->capacities[seat] < total);
}

static void check_across(struct relations *state)
{
    const struct placement_problem *problem = state->problem;
    uint32_t *binding = ARENA_ARRAY(state->arena, uint32_t, problem->enterprise_count);
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        binding[e] = PLACEMENT_NONE;
    }
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        uint32_t *found = &binding[problem->enterprises[s]];
        *found = *found == PLACEMENT_NONE && seat_binds(state, s) ? s : *found;
    }
    for (uint32_t e = 0; e < problem->enterprise_count; e++) {
        for (uint32_t i = state->whole_starts[e]; i < state->whole_starts[e + 1]; i++) {
            uint32_t q = state->whole_lists[i];
            if (binding[e] != PLACEMENT_NONE &&
                state->sizes[problem->quotas->list[q].group] < problem->applicant_count) {
                note(state, PLACEMENT_QUOTA_ACROSS, q, PLACEMENT_NONE, binding[e], 0);
            }
            for (uint32_t j = state->whole_starts[e]; j < i; j++) {
                check_two(state, state->whole_lists[j], q);
            }
        }
    }
}

void placement_find_quota_faults(struct arena *arena, const struct placement_problem *problem, size_t most,
                                 struct placement_quota_faults *out)
{
    struct arena scratch;
    arena_init(&scratch);
    *out = (struct placement_quota_faults){ARENA_ARRAY(arena, struct placement_quota_fault, most), 0};
    struct relations state = {.problem = problem, .arena = &scratch, .most = most, .out = out};
    const struct placement_quotas *quotas = problem->quotas;
    state.crossing_allowed = !placement_has_reserves(problem) && placement_is_common(problem);
    quota_index_init(&scratch, problem, &state.index);
    count_people(&state);
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        check_alone(&state, q);
    }
    if (out->fault_count == 0) {
        uint64_t *promised = ARENA_ARRAY(&scratch, uint64_t, quotas->quota_count);
        uint64_t *total_sums = ARENA_ARRAY(&scratch, uint64_t, problem->enterprise_count);
        find_only_seats(&state);
        sort_by_place(&state);
        for (uint32_t s = 0; s < problem->seat_count; s++) {
            uint64_t seat_sum = 0;
            for (uint32_t i = state.starts[s]; i < state.starts[s + 1]; i++) {
                if (quotas->list[state.lists[i]].kind != PLACEMENT_AT_MOST) {
                    check_seat_reserve(&state, s, state.lists[i], &seat_sum, total_sums);
                }
                check_against_others(&state, s, state.lists[i], promised);
            }
        }
        if (problem->enterprises != NULL && !state.crossing_allowed) {
            check_across(&state);
        }
    }
    arena_release(&scratch);
}
