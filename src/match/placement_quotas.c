/* Quotas by place and group, and the faults that need no look at who belongs to two groups at once. */
#include "match/placement_quotas.h"

static uint64_t slot_key(bool whole, uint32_t place, uint32_t group)
{
    return (uint64_t)group << 33 | (uint64_t)place << 1 | whole;
}

static size_t slot_start(const struct quota_index *index, uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15U) >> 20) & index->mask;
}

bool placement_quota_is_shaped(const struct placement_problem *problem, const struct placement_quota *quota)
{
    bool known = quota->kind == PLACEMENT_AT_MOST || quota->kind == PLACEMENT_RESERVED || quota->kind == PLACEMENT_KEPT;
    bool placed = quota->whole ? problem->enterprises != NULL && quota->place < problem->enterprise_count &&
                                     quota->kind == PLACEMENT_AT_MOST
                               : quota->place < problem->seat_count;
    return known && placed && quota->group < problem->quotas->group_count;
}

static void add_quota(struct quota_index *index, const struct placement_quota *quota, uint32_t number)
{
    uint64_t key = slot_key(quota->whole, quota->place, quota->group);
    size_t at = slot_start(index, key);
    while (index->slots[at].key != UINT64_MAX && index->slots[at].key != key) {
        at = (at + 1) & index->mask;
    }
    struct quota_slot *slot = &index->slots[at];
    if (slot->key == UINT64_MAX) {
        *slot = (struct quota_slot){key, PLACEMENT_NONE, PLACEMENT_NONE};
    }
    uint32_t *value = quota->kind == PLACEMENT_AT_MOST ? &slot->at_most : &slot->reserve;
    *value = *value == PLACEMENT_NONE ? number : *value;
    (quota->whole ? index->enterprises : index->seats)[quota->place] = 1;
}

void quota_index_init(struct arena *arena, const struct placement_problem *problem, struct quota_index *out)
{
    const struct placement_quotas *quotas = problem->quotas;
    size_t room = 16;
    while (room < 2 * quotas->quota_count) {
        room *= 2;
    }
    *out = (struct quota_index){.slots = ARENA_ARRAY(arena, struct quota_slot, room), .mask = room - 1};
    out->seats = ARENA_ARRAY(arena, unsigned char, problem->seat_count);
    out->enterprises =
        problem->enterprises == NULL ? NULL : ARENA_ARRAY(arena, unsigned char, problem->enterprise_count);
    for (size_t i = 0; i < room; i++) {
        out->slots[i].key = UINT64_MAX;
    }
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        if (placement_quota_is_shaped(problem, &quotas->list[q])) {
            add_quota(out, &quotas->list[q], q);
        }
    }
}

const struct quota_slot *quota_index_find(const struct quota_index *index, bool whole, uint32_t place, uint32_t group)
{
    uint64_t key = slot_key(whole, place, group);
    for (size_t at = slot_start(index, key); index->slots[at].key != UINT64_MAX; at = (at + 1) & index->mask) {
        if (index->slots[at].key == key) {
            return &index->slots[at];
        }
    }
    return NULL;
}

void quota_index_of_groups(const struct quota_index *index, const struct placement_problem *problem,
                           const uint32_t *groups, uint32_t count, uint32_t seat, struct pair_quotas *out)
{
    uint32_t enterprise = problem->enterprises == NULL ? 0 : problem->enterprises[seat];
    bool here = index->seats[seat] != 0;
    bool whole = index->enterprises != NULL && index->enterprises[enterprise] != 0;
    out->count = 0;
    out->reserve = PLACEMENT_NONE;
    for (uint32_t i = 0; (here || whole) && i < count; i++) {
        const struct quota_slot *slot = here ? quota_index_find(index, false, seat, groups[i]) : NULL;
        if (slot != NULL && slot->reserve != PLACEMENT_NONE) {
            out->reserve = slot->reserve;
        }
        if (slot != NULL && slot->at_most != PLACEMENT_NONE) {
            out->at_most[out->count++] = slot->at_most;
        }
        slot = whole ? quota_index_find(index, true, enterprise, groups[i]) : NULL;
        if (slot != NULL) {
            out->at_most[out->count++] = slot->at_most;
        }
    }
}

void quota_index_of_pair(const struct quota_index *index, const struct placement_problem *problem, uint32_t applicant,
                         uint32_t seat, struct pair_quotas *out)
{
    const uint32_t *starts = problem->quotas->member_starts;
    quota_index_of_groups(index, problem, problem->quotas->members + starts[applicant],
                          starts[applicant + 1] - starts[applicant], seat, out);
}

void quota_index_prefetch(const struct quota_index *index, const struct placement_problem *problem,
                          const uint32_t *groups, uint32_t count, uint32_t seat)
{
    for (uint32_t i = 0; i < count; i++) {
        __builtin_prefetch(&index->slots[slot_start(index, slot_key(false, seat, groups[i]))]);
        if (index->enterprises != NULL) {
            __builtin_prefetch(&index->slots[slot_start(index, slot_key(true, problem->enterprises[seat], groups[i]))]);
        }
    }
}

bool placement_has_reserves(const struct placement_problem *problem)
{
    const struct placement_quotas *quotas = problem->quotas;
    for (size_t q = 0; quotas != NULL && q < quotas->quota_count; q++) {
        if (quotas->list[q].kind != PLACEMENT_AT_MOST) {
            return true;
        }
    }
    return false;
}

static bool groups_are_sound(const struct placement_problem *problem)
{
    const struct placement_quotas *quotas = problem->quotas;
    const uint32_t *starts = quotas->member_starts;
    if (starts[0] != 0 || quotas->group_count > INT32_MAX || quotas->quota_count > INT32_MAX) {
        return false;
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        if (starts[a + 1] < starts[a] || starts[a + 1] - starts[a] > PLACEMENT_GROUPS_MOST) {
            return false;
        }
        for (uint32_t i = starts[a]; i < starts[a + 1]; i++) {
            bool sound = quotas->members[i] < quotas->group_count;
            for (uint32_t j = starts[a]; sound && j < i; j++) {
                sound = quotas->members[j] != quotas->members[i];
            }
            if (!sound) {
                return false;
            }
        }
    }
    return true;
}

struct result placement_check_quotas(const struct placement_problem *problem)
{
    if (problem->quotas == NULL) {
        return result_ok();
    }
    if (!groups_are_sound(problem)) {
        return result_invalid("quotas", "placement.error.shape");
    }
    struct arena arena;
    struct placement_quota_faults found;
    arena_init(&arena);
    placement_find_quota_faults(&arena, problem, 1, &found);
    bool sound = found.fault_count == 0;
    arena_release(&arena);
    return sound ? result_ok() : result_invalid("quotas", "placement.error.quotas");
}
