/* Bound, choice, slots, betterment; then tables.
 *
 * A run takes the pairs of the flow and puts them into slots. A pair that fits nowhere is banned from the flow, which goes
 * round it at the least loss, until everything chosen has a slot. What could not be placed in a run is placed first in the
 * next one. The best of all runs and of the greedy schedule is then bettered by exchanges, and on the smallest problems by
 * trying everything. The budget counts steps, so that a slow machine gives the same answer.
 */
#include "match/talks_state.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_MOST = 3000, DEPTH = 2, SLOTS_PLACES = 3000, BOUND_RUN = 60 };
#define WORK_MOST  500000000ULL
#define IDLE_LEAST 10000000ULL /* without a gain */
#define IDLE_PLACE 400000ULL
#define EXACT_MOST 3000000ULL

struct solver {
    struct talks_frame frame;
    struct talks_state state, best;
    struct talks_flow first, flow;
    uint32_t *order;
    uint32_t *failures; /* how often a pair could not be placed */
    uint32_t *turns;    /* who is placed first in this run */
    int64_t bound;
};

/* --- order ---------------------------------------------------------------------------------------------------------- */

static int compare_pairs(const void *left, const void *right, void *context)
{
    const struct solver *solver = context;
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    const int64_t *worth = solver->frame.worth;
    if (solver->turns[a] != solver->turns[b]) {
        return solver->turns[a] > solver->turns[b] ? -1 : 1;
    }
    if (worth[a] != worth[b]) {
        return worth[a] > worth[b] ? -1 : 1;
    }
    return (a > b) - (a < b);
}

static uint32_t mix(uint32_t pair, uint32_t run)
{
    uint32_t mixed = (pair * 2654435761U) ^ (run * 2246822519U);
    mixed = (mixed ^ mixed >> 15) * 3266489917U;
    return mixed >> 16;
}

/* What failed goes first; from run to run the others are mixed, more and less, by a fixed rule, so that runs differ. */
static void sort_pairs(struct solver *solver, uint32_t run)
{
    uint32_t spread = run % 16;
    for (uint32_t p = 0; p < solver->frame.pairs; p++) {
        solver->turns[p] = (run % 3 == 2 ? 0 : solver->failures[p]) + (spread == 0 ? 0 : mix(p, run) % (spread + 1));
    }
    qsort_r(solver->order, solver->frame.pairs, sizeof *solver->order, compare_pairs, solver);
}

static void keep_best(struct solver *solver)
{
    if (solver->state.value > solver->best.value) {
        talks_state_copy(&solver->best, &solver->state);
    }
}

/* --- greedy --------------------------------------------------------------------------------------------------------- */

static void run_greedy(struct solver *solver)
{
    for (size_t k = 0; k < solver->frame.pairs; k++) {
        (void)talks_state_insert_free(&solver->state, solver->order[k]);
        solver->state.journal_count = 0;
    }
}

/* --- the flow's choice into slots ------------------------------------------------------------------------------------- */

static bool place_chosen(struct solver *solver, int depth)
{
    struct talks_state *state = &solver->state;
    bool all = true;
    for (uint32_t p = 0; p < solver->frame.pairs; p++) {
        if (state->slot[p] != TALKS_UNPLACED && !solver->flow.chosen[p]) {
            talks_state_set(state, p, TALKS_UNPLACED, 0);
            state->journal_count = 0;
        }
    }
    for (size_t k = 0; k < solver->frame.pairs; k++) {
        uint32_t pair = solver->order[k];
        if (!solver->flow.chosen[pair] || state->slot[pair] != TALKS_UNPLACED) {
            continue;
        }
        if (!talks_state_insert(state, pair, depth)) {
            talks_flow_ban(&solver->flow, pair);
            solver->failures[pair]++;
            all = false;
        }
        state->journal_count = 0;
    }
    return all;
}

static void run_flow(struct solver *solver, int depth)
{
    talks_state_clear(&solver->state);
    talks_flow_copy(&solver->flow, &solver->first);
    while (!place_chosen(solver, depth)) {
    }
}

/* --- exchanges ------------------------------------------------------------------------------------------------------- */

/* The meeting of i that is worth least. */
static uint32_t find_least(const struct talks_state *state, uint32_t i, uint32_t not_this)
{
    const struct talks_frame *frame = state->frame;
    uint32_t least = TALKS_NONE;
    for (uint64_t busy = state->busy[i]; busy != 0; busy &= busy - 1) {
        uint32_t pair = state->at[i * frame->slots + (size_t)__builtin_ctzll(busy)];
        if (pair != not_this && (least == TALKS_NONE || frame->worth[pair] < frame->worth[least])) {
            least = pair;
        }
    }
    return least;
}

static void drop(struct talks_state *state, uint32_t pair)
{
    if (pair != TALKS_NONE && state->slot[pair] != TALKS_UNPLACED) {
        talks_state_set(state, pair, TALKS_UNPLACED, 0);
    }
}

/* Makes place for a pair, puts it in, and fills what is free again among those who lost something. */
static bool exchange(struct talks_state *state, uint32_t pair, uint32_t first, uint32_t second, int depth)
{
    const struct talks_frame *frame = state->frame;
    int64_t before = state->value;
    uint32_t losers[2] = {first, second};
    drop(state, first);
    drop(state, second);
    bool good = talks_state_insert(state, pair, depth);
    for (int k = 0; k < 2 && good; k++) {
        const struct talks_pair *lost = losers[k] == TALKS_NONE ? NULL : &frame->problem->pairs[losers[k]];
        for (int side = 0; lost != NULL && side < 2; side++) {
            uint32_t i = side == 0 ? lost->left : lost->right;
            for (uint32_t a = frame->starts[i]; a < frame->starts[i + 1] && state->held[i] < frame->mosts[i]; a++) {
                if (state->slot[frame->adjacent[a]] == TALKS_UNPLACED) {
                    (void)talks_state_insert(state, frame->adjacent[a], 0);
                }
            }
        }
    }
    if (!good || state->value <= before) {
        talks_state_undo(state, 0);
        return false;
    }
    state->journal_count = 0;
    return true;
}

static bool better_pair(struct talks_state *state, uint32_t pair, int depth)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    if (exchange(state, pair, TALKS_NONE, TALKS_NONE, depth)) {
        return true;
    }
    uint32_t left = find_least(state, p->left, TALKS_NONE);
    uint32_t right = find_least(state, p->right, left);
    if (exchange(state, pair, left, TALKS_NONE, depth) || exchange(state, pair, right, TALKS_NONE, depth)) {
        return true;
    }
    for (uint64_t both = frame->open[p->left] & frame->open[p->right]; both != 0; both &= both - 1) {
        size_t slot = (size_t)__builtin_ctzll(both);
        left = state->at[p->left * frame->slots + slot];
        right = state->at[p->right * frame->slots + slot];
        if (exchange(state, pair, left, right, depth)) {
            return true;
        }
    }
    return false;
}

static void better(struct solver *solver, uint64_t budget)
{
    struct talks_state *state = &solver->state;
    uint64_t end = state->work + budget;
    bool going = true;
    while (going && state->value < solver->bound) {
        going = false;
        for (size_t k = 0; k < solver->frame.pairs && state->work < end; k++) {
            uint32_t pair = solver->order[k];
            state->work++;
            if (!solver->frame.barred[pair] && state->slot[pair] == TALKS_UNPLACED) {
                going = better_pair(state, pair, DEPTH) || going;
            }
        }
    }
}

/* --- tables ---------------------------------------------------------------------------------------------------------- */

static int compare_meetings(const void *left, const void *right)
{
    const struct talks_meeting *a = left;
    const struct talks_meeting *b = right;
    if (a->slot != b->slot) {
        return a->slot < b->slot ? -1 : 1;
    }
    return (a->table > b->table) - (a->table < b->table);
}

/* In each slot the pairs in their order take the first free table of their zone. */
static void give_tables(struct arena *arena, const struct talks_state *state, struct talks_answer *out)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_problem *problem = frame->problem;
    size_t places = frame->slots * frame->zones;
    uint32_t *next = ARENA_ARRAY(arena, uint32_t, places);
    uint64_t *taken = ARENA_ARRAY(arena, uint64_t, problem->table_count + 1);
    out->meetings = ARENA_ARRAY(arena, struct talks_meeting, problem->kept_count + frame->table_sum + 1);
    out->meeting_count = 0;
    for (size_t k = 0; k < problem->kept_count; k++) {
        taken[problem->kept[k].table] |= 1ULL << problem->kept[k].slot;
        out->meetings[out->meeting_count++] = problem->kept[k];
    }
    for (uint32_t p = 0; p < frame->pairs; p++) {
        if (state->slot[p] == TALKS_UNPLACED) {
            continue;
        }
        uint32_t *table = &next[state->slot[p] * frame->zones + state->zone[p]];
        while ((problem->table_slots[*table] >> state->slot[p] & 1) == 0 ||
               (taken[*table] >> state->slot[p] & 1) != 0 ||
               (frame->zones > 1 && problem->table_zones[*table] != state->zone[p])) {
            ++*table;
        }
        out->meetings[out->meeting_count++] =
            (struct talks_meeting){problem->pairs[p].left, problem->pairs[p].right, state->slot[p], (*table)++};
    }
    qsort(out->meetings, out->meeting_count, sizeof *out->meetings, compare_meetings);
}

struct told {
    uint64_t unmet, missing, weight;
};

/* A value of the free part as what is unmet and missing and what it weighs; the kept part comes on top. */
static struct told tell_value(const struct talks_frame *frame, int64_t value)
{
    struct told told = {.unmet = frame->must_count - (uint64_t)(value / frame->top),
                        .weight = (uint64_t)(value % frame->top % frame->unit)};
    for (size_t i = 0; i < frame->n; i++) {
        told.missing += frame->leasts[i];
    }
    told.missing -= (uint64_t)(value % frame->top / frame->unit);
    for (size_t k = 0; k < frame->problem->kept_count; k++) {
        const struct talks_meeting *kept = &frame->problem->kept[k];
        told.weight += frame->problem->pairs[talks_find_pair(frame->problem, kept->left, kept->right)].weight;
    }
    return told;
}

static void tell_state(const struct talks_state *state, struct talks_answer *out)
{
    struct told told = tell_value(state->frame, state->value);
    out->unmet = told.unmet;
    out->missing = told.missing;
    out->weight = told.weight;
}

/* --- all of it --------------------------------------------------------------------------------------------------------- */

static struct result begin(struct arena *arena, const struct talks_problem *problem, struct solver *out)
{
    struct result r = talks_frame_init(arena, problem, &out->frame);
    if (result_failed(r)) {
        return r;
    }
    talks_state_init(arena, &out->frame, &out->state);
    out->order = ARENA_ARRAY(arena, uint32_t, out->frame.pairs + 1);
    out->turns = ARENA_ARRAY(arena, uint32_t, out->frame.pairs + 1);
    out->failures = ARENA_ARRAY(arena, uint32_t, out->frame.pairs + 1);
    for (uint32_t p = 0; p < out->frame.pairs; p++) {
        out->order[p] = p;
    }
    sort_pairs(out, 0);
    return result_ok();
}

struct result talks_solve_greedy(struct arena *arena, const struct talks_problem *problem, struct talks_answer *out)
{
    struct solver solver = {.bound = 0};
    struct result r = begin(arena, problem, &solver);
    if (result_failed(r)) {
        return r;
    }
    struct talks_answer answer = {.meetings = NULL};
    run_greedy(&solver);
    give_tables(arena, &solver.state, &answer);
    tell_state(&solver.state, &answer);
    *out = answer;
    return r;
}

/* From the best so far, a part of it taken out by a fixed rule and filled anew in another order. */
static void run_again(struct solver *solver, uint32_t run)
{
    struct talks_state *state = &solver->state;
    talks_state_copy(state, &solver->best);
    for (uint32_t p = 0; p < solver->frame.pairs; p++) {
        if (state->slot[p] != TALKS_UNPLACED && mix(p, run) % (3 + run % 5) == 0) {
            talks_state_set(state, p, TALKS_UNPLACED, 0);
            state->journal_count = 0;
        }
    }
    for (size_t k = 0; k < solver->frame.pairs; k++) {
        if (state->slot[solver->order[k]] == TALKS_UNPLACED) {
            (void)talks_state_insert(state, solver->order[k], DEPTH);
            state->journal_count = 0;
        }
    }
}

static uint64_t work_of(const struct solver *solver)
{
    return solver->state.work + solver->flow.work;
}

/* The bound that knows slots; what it finds on the way may be the best schedule. */
static void better_bound(struct arena *arena, struct solver *solver)
{
    int64_t bound = talks_bound_slots(arena, &solver->first, solver->best.value, &solver->state);
    keep_best(solver);
    solver->bound = bound < solver->bound ? bound : solver->bound;
}

/* Pairs in slots. */
static uint64_t count_places(const struct talks_frame *frame)
{
    uint64_t places = 0;
    for (size_t p = 0; p < frame->pairs; p++) {
        places += (uint64_t)__builtin_popcountll(frame->both[p]);
    }
    return places;
}

static void search(struct arena *arena, struct solver *solver, bool *proven)
{
    uint64_t gained = 0; /* the work when the best one was found */
    uint64_t places = count_places(&solver->frame);
    uint64_t patience = IDLE_LEAST + IDLE_PLACE * places;
    run_greedy(solver);
    keep_best(solver);
    for (int run = 0; run < RUNS_MOST && solver->best.value < solver->bound && work_of(solver) < WORK_MOST &&
                      work_of(solver) - gained < patience;
         run++) {
        int64_t before = solver->best.value;
        solver->state.first_zone = (uint8_t)((uint32_t)run / 2 % solver->frame.zones);
        if (run > 20 && run % 2 == 1) {
            run_again(solver, (uint32_t)run);
        } else {
            run_flow(solver, run == 0 && solver->frame.pairs > 20000 ? 1 : DEPTH);
        }
        better(solver, WORK_MOST / 16);
        keep_best(solver);
        if (run == BOUND_RUN && solver->best.value < solver->bound && places <= SLOTS_PLACES) {
            better_bound(arena, solver);
        }
        gained = solver->best.value > before ? work_of(solver) : gained;
        sort_pairs(solver, (uint32_t)run + 1);
    }
    *proven = solver->best.value == solver->bound;
    if (!*proven) {
        *proven = talks_exact(arena, &solver->best, solver->bound, EXACT_MOST);
    }
}

struct result talks_solve(struct arena *arena, const struct talks_problem *problem, struct talks_answer *out)
{
    struct solver solver = {.bound = 0};
    struct talks_answer answer = {.meetings = NULL};
    struct result r = begin(arena, problem, &solver);
    if (result_failed(r)) {
        return r;
    }
    talks_state_init(arena, &solver.frame, &solver.best);
    solver.bound = talks_bound_find(arena, &solver.frame, &solver.first);
    talks_flow_clone(arena, &solver.first, &solver.flow);
    search(arena, &solver, &answer.proven);
    give_tables(arena, &solver.best, &answer);
    tell_state(&solver.best, &answer);
    struct told bound = tell_value(&solver.frame, solver.bound);
    answer.bound_unmet = bound.unmet;
    answer.bound_missing = bound.missing;
    answer.bound_weight = bound.weight;
    *out = answer;
    return r;
}
