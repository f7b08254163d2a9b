/* Shape, what kept meetings leave, and the order of looking things up. */
#include "match/talks_state.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_MOST (1LL << 59) /* differences of values along a path must fit too */

static bool sizes_are_sound(const struct talks_problem *problem)
{
    return problem->participant_count <= TALKS_PEOPLE_MOST && problem->left_count <= problem->participant_count &&
           problem->slot_count >= 1 && problem->slot_count <= TALKS_SLOTS_MOST &&
           problem->pair_count <= TALKS_PAIRS_MOST && problem->table_count <= TALKS_TABLES_MOST &&
           problem->zone_count >= 1 && problem->zone_count <= TALKS_ZONES_MOST;
}

struct result talks_test_shape(const struct talks_problem *problem)
{
    if (!sizes_are_sound(problem)) {
        return result_invalid("counts", "talks.error.shape");
    }
    uint64_t all = problem->slot_count == 64 ? UINT64_MAX : (1ULL << problem->slot_count) - 1;
    for (size_t i = 0; i < problem->participant_count; i++) {
        if ((problem->slots[i] & ~all) != 0 ||
            (problem->organisations != NULL && problem->organisations[i] >= problem->participant_count)) {
            return result_invalid("slots", "talks.error.shape");
        }
    }
    for (size_t t = 0; t < problem->table_count; t++) {
        if ((problem->table_slots[t] & ~all) != 0 || problem->table_zones[t] >= problem->zone_count) {
            return result_invalid("tables", "talks.error.shape");
        }
    }
    for (size_t p = 0; p < problem->pair_count; p++) {
        const struct talks_pair *pair = &problem->pairs[p];
        bool ascends =
            p == 0 || pair[-1].left < pair->left || (pair[-1].left == pair->left && pair[-1].right < pair->right);
        if (!ascends || pair->left >= problem->left_count || pair->right < problem->left_count ||
            pair->right >= problem->participant_count || pair->weight == 0 || pair->weight > TALKS_WEIGHT_MOST) {
            return result_invalid("pairs", "talks.error.shape");
        }
    }
    return result_ok();
}

uint32_t talks_find_pair(const struct talks_problem *problem, uint32_t left, uint32_t right)
{
    size_t low = 0;
    size_t high = problem->pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct talks_pair *pair = &problem->pairs[middle];
        if (pair->left < left || (pair->left == left && pair->right < right)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool there = low < problem->pair_count && problem->pairs[low].left == left && problem->pairs[low].right == right;
    return there ? (uint32_t)low : TALKS_NONE;
}

void talks_frame_list(struct arena *arena, struct talks_frame *frame)
{
    const struct talks_problem *problem = frame->problem;
    frame->starts = ARENA_ARRAY(arena, uint32_t, frame->n + 2);
    frame->adjacent = ARENA_ARRAY(arena, uint32_t, 2 * frame->pairs + 1);
    for (size_t p = 0; p < frame->pairs; p++) {
        frame->starts[problem->pairs[p].left + 2]++;
        frame->starts[problem->pairs[p].right + 2]++;
    }
    for (size_t i = 2; i < frame->n + 2; i++) {
        frame->starts[i] += frame->starts[i - 1];
    }
    for (uint32_t p = 0; p < frame->pairs; p++) {
        frame->adjacent[frame->starts[problem->pairs[p].left + 1]++] = p;
        frame->adjacent[frame->starts[problem->pairs[p].right + 1]++] = p;
    }
}

struct couple {
    uint64_t key;
    uint32_t pair;
};

static int compare_couples(const void *left, const void *right)
{
    const struct couple *a = left;
    const struct couple *b = right;
    return a->key != b->key ? (a->key > b->key) - (a->key < b->key) : (a->pair > b->pair) - (a->pair < b->pair);
}

static void number_groups(struct arena *arena, struct talks_frame *frame)
{
    const struct talks_problem *problem = frame->problem;
    if (problem->organisations == NULL) {
        return;
    }
    struct couple *couples = ARENA_ARRAY(arena, struct couple, frame->pairs + 1);
    frame->groups = ARENA_ARRAY(arena, uint32_t, frame->pairs + 1);
    for (uint32_t p = 0; p < frame->pairs; p++) {
        uint32_t one = problem->organisations[problem->pairs[p].left];
        uint32_t other = problem->organisations[problem->pairs[p].right];
        couples[p].key = one < other ? (uint64_t)one << 32 | other : (uint64_t)other << 32 | one;
        couples[p].pair = p;
    }
    qsort(couples, frame->pairs, sizeof *couples, compare_couples);
    frame->group_starts = ARENA_ARRAY(arena, uint32_t, frame->pairs + 2);
    frame->group_pairs = ARENA_ARRAY(arena, uint32_t, frame->pairs + 1);
    frame->group_mosts = ARENA_ARRAY(arena, uint32_t, frame->pairs + 1);
    for (uint32_t k = 0; k < frame->pairs; k++) {
        frame->group_count += k == 0 || couples[k].key != couples[k - 1].key;
        frame->groups[couples[k].pair] = (uint32_t)frame->group_count - 1;
        frame->group_starts[frame->group_count] = k + 1;
        frame->group_mosts[frame->group_count - 1] = 1;
        frame->group_pairs[k] = couples[k].pair;
    }
}

/* Where a kept meeting is, nothing else can be. */
static void take_kept(struct talks_frame *frame, const struct talks_meeting *meeting, bool *group_met)
{
    const struct talks_problem *problem = frame->problem;
    uint32_t both[2] = {meeting->left, meeting->right};
    uint32_t zone = frame->zones == 1 ? 0 : problem->table_zones[meeting->table];
    uint32_t pair = talks_find_pair(problem, meeting->left, meeting->right);
    for (int k = 0; k < 2; k++) {
        frame->open[both[k]] &= ~(1ULL << meeting->slot);
        frame->mosts[both[k]]--;
        frame->leasts[both[k]] -= frame->leasts[both[k]] > 0;
        if (frame->kept_zones != NULL) {
            frame->kept_zones[both[k] * frame->slots + meeting->slot] = (uint8_t)zone;
        }
    }
    frame->room[meeting->slot * frame->zones + zone]--;
    frame->barred[pair] = true;
    if (frame->groups != NULL) {
        group_met[frame->groups[pair]] = true;
    }
}

static void fill_limits(struct talks_frame *frame)
{
    const struct talks_problem *problem = frame->problem;
    for (size_t t = 0; t < problem->table_count; t++) {
        for (uint64_t slots = problem->table_slots[t]; slots != 0; slots &= slots - 1) {
            size_t slot = (size_t)__builtin_ctzll(slots);
            frame->room[slot * frame->zones + (frame->zones == 1 ? 0 : problem->table_zones[t])]++;
        }
    }
    for (size_t i = 0; i < frame->n; i++) {
        frame->open[i] = problem->slots[i];
        frame->leasts[i] = problem->leasts[i];
        frame->mosts[i] = problem->mosts[i];
    }
}

/* Nobody can have more than there are slots, or tables in them. */
static void cut_limits(struct talks_frame *frame)
{
    uint64_t useful = 0;
    for (size_t s = 0; s < frame->slots; s++) {
        for (size_t z = 0; z < frame->zones; z++) {
            useful |= frame->room[s * frame->zones + z] > 0 ? 1ULL << s : 0;
            frame->table_sum += frame->room[s * frame->zones + z];
        }
    }
    for (size_t i = 0; i < frame->n; i++) {
        frame->open[i] &= useful;
        uint32_t there = (uint32_t)__builtin_popcountll(frame->open[i]);
        frame->mosts[i] = frame->mosts[i] < there ? frame->mosts[i] : there;
    }
}

/* Euclid's greatest common divisor. */
static uint32_t find_common(uint32_t a, uint32_t b)
{
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The three steps of the aim as one number: a missing meeting weighs more than all that may be gained in weight, one that
 * must be more than all else. False when that is too large. */
static bool weigh(struct arena *arena, struct talks_frame *frame)
{
    const struct talks_problem *problem = frame->problem;
    int64_t sum = 0;
    int64_t wanted = 0;
    int64_t total = 0;
    frame->worth = ARENA_ARRAY(arena, int64_t, frame->pairs + 1);
    frame->weight_step = problem->pair_count == 0 ? 1 : 0;
    for (size_t p = 0; p < frame->pairs; p++) {
        sum += problem->pairs[p].weight;
        frame->weight_step = find_common(frame->weight_step, problem->pairs[p].weight);
        frame->must_count += problem->musts != NULL && problem->musts[p] && !frame->barred[p];
    }
    for (size_t i = 0; i < frame->n; i++) {
        wanted += frame->leasts[i] < frame->mosts[i] ? frame->leasts[i] : frame->mosts[i];
    }
    wanted = wanted < 2 * (int64_t)frame->table_sum ? wanted : 2 * (int64_t)frame->table_sum;
    frame->unit = 1 + sum;
    if (__builtin_mul_overflow(frame->unit, wanted + 1, &frame->top) ||
        __builtin_mul_overflow(frame->top, (int64_t)frame->must_count + 1, &total) || total > VALUE_MOST) {
        return false;
    }
    for (size_t p = 0; p < frame->pairs; p++) {
        bool must = problem->musts != NULL && problem->musts[p];
        frame->worth[p] = problem->pairs[p].weight + (must ? frame->top : 0);
    }
    return true;
}

struct result talks_frame_init(struct arena *arena, const struct talks_problem *problem, struct talks_frame *out)
{
    struct result r = talks_test_shape(problem);
    struct talks_findings findings;
    if (!result_failed(r)) {
        r = talks_check(arena, problem, problem->kept, problem->kept_count, 0, &findings);
    }
    if (result_failed(r)) {
        return r;
    }
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        if (findings.counts[kind] > 0 && kind != TALKS_FAULT_UNMET) {
            return result_invalid("kept", "talks.error.kept");
        }
    }
    struct talks_frame *frame = out;
    *frame = (struct talks_frame){.problem = problem,
                                  .n = problem->participant_count,
                                  .slots = problem->slot_count,
                                  .zones = problem->walks == NULL ? 1 : problem->zone_count,
                                  .pairs = problem->pair_count};
    frame->both = ARENA_ARRAY(arena, uint64_t, frame->pairs + 1);
    frame->open = ARENA_ARRAY(arena, uint64_t, frame->n);
    frame->leasts = ARENA_ARRAY(arena, uint32_t, frame->n);
    frame->mosts = ARENA_ARRAY(arena, uint32_t, frame->n);
    frame->room = ARENA_ARRAY(arena, uint32_t, frame->slots * frame->zones);
    frame->barred = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    if (problem->walks != NULL) {
        frame->kept_zones = ARENA_ARRAY(arena, uint8_t, frame->n * frame->slots);
        (void)memset(frame->kept_zones, TALKS_UNPLACED, frame->n * frame->slots);
    }
    talks_frame_list(arena, frame);
    number_groups(arena, frame);
    fill_limits(frame);
    bool *group_met = ARENA_ARRAY(arena, bool, frame->group_count + 1);
    for (size_t k = 0; k < problem->kept_count; k++) {
        take_kept(frame, &problem->kept[k], group_met);
    }
    cut_limits(frame);
    bool fits = weigh(arena, frame);
    for (size_t p = 0; p < frame->pairs; p++) {
        const struct talks_pair *pair = &problem->pairs[p];
        frame->both[p] = frame->open[pair->left] & frame->open[pair->right];
        frame->barred[p] =
            frame->barred[p] || frame->both[p] == 0 || (frame->groups != NULL && group_met[frame->groups[p]]);
    }
    return fits ? result_ok() : result_invalid("weights", "talks.error.large");
}
