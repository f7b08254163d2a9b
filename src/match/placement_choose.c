/* Deferred acceptance where there are quotas: an enterprise keeps the best set it may have.
 *
 * As in placement_deferred.c several applicants ask side by side, so that while one waits for memory the others work; the
 * answer does not depend on who asks when (Hatfield & Milgrom 2005). What a step decides, it decides at once:
 *
 *     START ──> WISH ──> CHAIN ──> PILE ──> TOP ──> OFFER ──(turned away)──> WISH
 *       ^         │(the list has ended)               │
 *       └─────────┴───── the next applicant, or who had to go
 */
#include "match/placement_choice.h"

enum { LANES = 32 };

enum stage { STAGE_START, STAGE_WISH, STAGE_CHAIN, STAGE_PILE, STAGE_TOP, STAGE_OFFER, STAGE_IDLE };

struct lane {
    enum stage stage;
    struct pair pair; /* who asks, and for what */
    struct chain chain;
};

static void lane_start(struct choice *state, struct lane *lane, uint32_t applicant)
{
    lane->pair.applicant = applicant;
    lane->stage = STAGE_START;
    __builtin_prefetch(&state->people[applicant], 1);
}

static void lane_next_applicant(struct choice *state, struct lane *lane)
{
    if (state->fresh < state->problem->applicant_count) {
        lane_start(state, lane, state->fresh++);
    } else {
        lane->stage = STAGE_IDLE;
    }
}

static void lane_read_person(struct choice *state, struct lane *lane)
{
    const struct placement_problem *problem = state->problem;
    const struct person *person = &state->people[lane->pair.applicant];
    if (person->next == person->end) {
        lane_next_applicant(state, lane);
        return;
    }
    __builtin_prefetch(&problem->wishes[person->next]);
    if (problem->wish_scores != NULL) {
        __builtin_prefetch(&problem->wish_scores[person->next]);
    } else {
        __builtin_prefetch(&problem->scores[lane->pair.applicant]);
    }
    if (person->group_count > 0) {
        __builtin_prefetch(&problem->quotas->members[person->first_group]);
    }
    lane->stage = STAGE_WISH;
}

/* The next wish that is not below the seat's bar. */
static void lane_find_wish(struct choice *state, struct lane *lane)
{
    const struct placement_problem *problem = state->problem;
    struct person *person = &state->people[lane->pair.applicant];
    while (person->next < person->end) {
        uint32_t wish = person->next++;
        uint32_t seat = problem->wishes[wish];
        uint32_t score =
            problem->wish_scores == NULL ? problem->scores[lane->pair.applicant] : problem->wish_scores[wish];
        state->proposals++;
        lane->pair.key = placement_key(score, person->rank);
        if (lane->pair.key < state->bars[seat]) {
            lane->pair.wish = wish;
            lane->stage = STAGE_CHAIN;
            __builtin_prefetch(&state->nodes[seat], 1);
            quota_index_prefetch(&state->index, problem, problem->quotas->members + person->first_group,
                                 person->group_count, seat);
            return;
        }
    }
    lane_next_applicant(state, lane);
}

static void lane_find_chain(struct choice *state, struct lane *lane)
{
    choice_find_chain(state, lane->pair.applicant, state->problem->wishes[lane->pair.wish], &lane->chain);
    for (uint32_t i = 0; i < lane->chain.count; i++) {
        __builtin_prefetch(&state->nodes[lane->chain.nodes[i]], 1);
    }
    if (lane->chain.reserve != PLACEMENT_NONE) {
        __builtin_prefetch(&state->reserves[lane->chain.reserve], 1);
    }
    lane->stage = STAGE_PILE;
}

static void lane_ask_piles(const struct choice *state, struct lane *lane)
{
    for (uint32_t i = 0; i < lane->chain.count; i++) {
        const struct pile *pile = &state->nodes[lane->chain.nodes[i]].open;
        if (pile->used > 0) {
            __builtin_prefetch(pile->pairs, 1);
            __builtin_prefetch(pile->pairs + pile->used, 1);
        }
    }
    lane->stage = STAGE_TOP;
}

/* Those who may have to go. */
static void lane_ask_tops(const struct choice *state, struct lane *lane)
{
    for (uint32_t i = 0; i < lane->chain.count; i++) {
        const struct pile *pile = &state->nodes[lane->chain.nodes[i]].open;
        if (pile->used > 0) {
            __builtin_prefetch(&state->people[pile->pairs[0].applicant], 1);
        }
    }
    lane->stage = STAGE_OFFER;
}

static void lane_offer(struct choice *state, struct lane *lane)
{
    uint32_t gone = lane->pair.applicant;
    if (lane->pair.key < state->bars[state->problem->wishes[lane->pair.wish]]) { /* another may have lowered it */
        gone = choice_offer(state, &lane->chain, lane->pair);
    }
    if (gone == lane->pair.applicant) {
        lane->stage = STAGE_WISH;
    } else if (gone == PLACEMENT_NONE) {
        lane_next_applicant(state, lane);
    } else {
        lane_start(state, lane, gone);
    }
}

static void run_lanes(struct choice *state)
{
    struct lane lanes[LANES];
    for (size_t i = 0; i < LANES; i++) {
        lane_next_applicant(state, &lanes[i]);
    }
    for (size_t idle = 0; idle < LANES;) {
        idle = 0;
        for (size_t i = 0; i < LANES; i++) {
            struct lane *lane = &lanes[i];
            switch (lane->stage) {
            case STAGE_START:
                lane_read_person(state, lane);
                break;
            case STAGE_WISH:
                lane_find_wish(state, lane);
                break;
            case STAGE_CHAIN:
                lane_find_chain(state, lane);
                break;
            case STAGE_PILE:
                lane_ask_piles(state, lane);
                break;
            case STAGE_TOP:
                lane_ask_tops(state, lane);
                break;
            case STAGE_OFFER:
                lane_offer(state, lane);
                break;
            case STAGE_IDLE:
                idle++;
                break;
            }
        }
    }
}

/* --- all of them ---------------------------------------------------------------------------------------------------- */

static void init_nodes(struct choice *state)
{
    const struct placement_problem *problem = state->problem;
    const struct placement_quotas *quotas = problem->quotas;
    size_t first = problem->seat_count + problem->enterprise_count;
    uint64_t *sums = ARENA_ARRAY(state->arena, uint64_t, problem->enterprise_count);
    for (size_t s = 0; s < problem->seat_count; s++) {
        state->nodes[s].capacity = problem->capacities[s];
        if (problem->enterprises != NULL) {
            sums[problem->enterprises[s]] += problem->capacities[s];
        }
    }
    for (size_t e = 0; problem->totals != NULL && e < problem->enterprise_count; e++) {
        uint32_t total = problem->totals[e];
        state->nodes[problem->seat_count + e].capacity = sums[e] <= total ? PLACEMENT_NO_TOTAL : total;
    }
    for (size_t q = 0; q < quotas->quota_count; q++) {
        const struct placement_quota *quota = &quotas->list[q];
        bool binds =
            quota->kind == PLACEMENT_AT_MOST && (quota->whole || quota->number < problem->capacities[quota->place]);
        state->nodes[first + q].capacity = binds ? quota->number : PLACEMENT_NO_TOTAL;
        if (quota->kind == PLACEMENT_KEPT) {
            state->nodes[quota->place].empty += quota->number;
        }
    }
}

static void init_bars(struct choice *state)
{
    const struct placement_problem *problem = state->problem;
    const struct placement_quotas *quotas = problem->quotas;
    state->bars = ARENA_ARRAY(state->arena, uint64_t, problem->seat_count);
    state->reserved_bars = ARENA_ARRAY(state->arena, uint64_t, problem->seat_count);
    state->first_reserves = ARENA_ARRAY(state->arena, uint32_t, problem->seat_count);
    state->next_reserves = ARENA_ARRAY(state->arena, uint32_t, quotas->quota_count);
    for (size_t s = 0; s < problem->seat_count; s++) {
        state->first_reserves[s] = PLACEMENT_NONE;
    }
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        if (quotas->list[q].kind != PLACEMENT_AT_MOST) {
            state->next_reserves[q] = state->first_reserves[quotas->list[q].place];
            state->first_reserves[quotas->list[q].place] = q;
        }
    }
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        if (problem->capacities[s] > 0) { /* else 0, and everybody is turned away */
            choice_refresh_bars(state, s);
        }
    }
}

static void init_people(struct choice *state, const uint32_t *ranks)
{
    const struct placement_problem *problem = state->problem;
    const uint32_t *groups = problem->quotas->member_starts;
    state->people = ARENA_ARRAY(state->arena, struct person, problem->applicant_count);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        state->people[a] = (struct person){.next = problem->wish_starts[a],
                                           .end = problem->wish_starts[a + 1],
                                           .rank = ranks[a],
                                           .open_wish = PLACEMENT_NONE,
                                           .first_group = groups[a],
                                           .group_count = (uint16_t)(groups[a + 1] - groups[a])};
    }
}

void placement_choose(const struct placement_problem *problem, const uint32_t *ranks, uint32_t *places,
                      uint64_t *proposals)
{
    const struct placement_quotas *quotas = problem->quotas;
    struct arena arena;
    arena_init(&arena);
    struct choice state = {.problem = problem, .arena = &arena};
    quota_index_init(&arena, problem, &state.index);
    state.nodes =
        ARENA_ARRAY(&arena, struct node, problem->seat_count + problem->enterprise_count + quotas->quota_count);
    state.reserves = ARENA_ARRAY(&arena, struct reserve, quotas->quota_count);
    init_people(&state, ranks);
    init_nodes(&state);
    init_bars(&state);
    run_lanes(&state);
    *proposals = state.proposals;
    for (size_t a = 0; a < problem->applicant_count; a++) {
        uint32_t wish = state.people[a].open_wish;
        places[a] = wish == PLACEMENT_NONE ? PLACEMENT_NONE : problem->wishes[wish];
    }
    for (size_t q = 0; q < quotas->quota_count; q++) {
        for (uint32_t i = 0; i < state.reserves[q].used; i++) {
            places[state.reserves[q].pairs[i].applicant] = quotas->list[q].place;
        }
    }
    arena_release(&arena);
}
