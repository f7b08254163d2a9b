/* Deferred acceptance: applicants propose down their lists, a seat keeps the best it has room for and lets the worst go.
 *
 * The answer does not depend on who proposes when (Gale & Shapley 1962; with totals, Fleiner 2003), so several applicants
 * propose side by side: while one waits for memory, the others work. Each proposer is a small machine:
 *
 *     START ──> WISH ──> SEAT ──(turned away: the next wish)──> SEAT
 *       ^                  │
 *       │                  └──(may get in)──> OFFER ──(somebody must go)──> EVICTED ──> START with that applicant
 *       └── the next applicant, when nobody had to go or the list has ended
 *
 * Invariants
 *  1. A seat's places form a heap of keys, worst first; `bar` is the worst key when the seat is full, else NO_KEY: a key
 *     at or above it is turned away without looking at the heap.
 *  2. The best key that a full seat turns away never gets better, so nobody needs to ask the same seat twice.
 *  3. An enterprise with a total that can bind has a tournament over its seats, won by the seat whose worst is worst.
 */
#include "match/placement_order.h"

enum { LANES = 24 };

struct seat_state {
    uint64_t bar;
    uint64_t *heap;
    uint32_t held, capacity;
    uint32_t group; /* PLACEMENT_NONE: no total that can bind */
    uint32_t leaf;  /* in the group's tournament */
};

struct group_state {
    uint64_t bar;     /* the worst key of the enterprise when its total is reached, else NO_KEY */
    uint32_t *winner; /* 2 × width: node i has the children 2i and 2i + 1; leaves hold seats; the root is 1 */
    uint32_t held, total, width;
};

struct deferred {
    const struct placement_problem *problem;
    const struct placement_order *order;
    struct seat_state *seats;
    struct group_state *groups;
    uint32_t *next; /* n: the wish to try next */
    uint32_t fresh; /* the first applicant who has not started */
    uint64_t proposals;
};

/* --- one seat ----------------------------------------------------------------------------------------------------- */

static void sift_up(uint64_t *heap, uint32_t at, uint64_t key)
{
    while (at > 0 && heap[(at - 1) / 2] < key) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = key;
}

static void sift_down(uint64_t *heap, uint32_t count, uint64_t key)
{
    size_t at = 0;
    for (size_t child = 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[child] <= key) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = key;
}

/* The key is below the bar. Returns who had to go, or NO_KEY. */
static uint64_t seat_take(struct seat_state *seat, uint64_t key)
{
    uint64_t gone = PLACEMENT_NO_KEY;
    if (seat->held < seat->capacity) {
        sift_up(seat->heap, seat->held++, key);
    } else {
        gone = seat->heap[0];
        sift_down(seat->heap, seat->held, key);
    }
    seat->bar = seat->held == seat->capacity ? seat->heap[0] : PLACEMENT_NO_KEY;
    return gone;
}

static uint64_t seat_drop_worst(struct seat_state *seat)
{
    uint64_t gone = seat->heap[0];
    seat->held--;
    if (seat->held > 0) {
        sift_down(seat->heap, seat->held, seat->heap[seat->held]);
    }
    seat->bar = PLACEMENT_NO_KEY;
    return gone;
}

/* --- an enterprise with a total ----------------------------------------------------------------------------------- */

/* 0 for a seat without anybody: no key is that good, for a rank below 2³² - 1 leaves some bit set … or the very best
 * applicant, who is never the worst of an enterprise that must let somebody go. */
static uint64_t worst_of(const struct deferred *state, uint32_t seat)
{
    if (seat == PLACEMENT_NONE || state->seats[seat].held == 0) {
        return 0;
    }
    return state->seats[seat].heap[0];
}

static void group_update(struct deferred *state, struct group_state *group, uint32_t seat)
{
    for (uint32_t node = (group->width + state->seats[seat].leaf) / 2; node >= 1; node /= 2) {
        uint32_t left = group->winner[(size_t)node * 2];
        uint32_t right = group->winner[(size_t)node * 2 + 1];
        group->winner[node] = worst_of(state, left) >= worst_of(state, right) ? left : right;
    }
}

static uint64_t group_take(struct deferred *state, struct seat_state *seat, uint32_t number, uint64_t key)
{
    struct group_state *group = &state->groups[seat->group];
    if (key >= group->bar) {
        return key;
    }
    uint64_t gone = seat_take(seat, key);
    group_update(state, group, number);
    group->held += gone == PLACEMENT_NO_KEY;
    if (group->held > group->total) {
        uint32_t loser = group->winner[1];
        gone = seat_drop_worst(&state->seats[loser]);
        group->held--;
        group_update(state, group, loser);
    }
    group->bar = group->held == group->total ? worst_of(state, group->winner[1]) : PLACEMENT_NO_KEY;
    return gone;
}

/* --- proposers ---------------------------------------------------------------------------------------------------- */

enum stage { STAGE_START, STAGE_WISH, STAGE_SEAT, STAGE_OFFER, STAGE_EVICTED, STAGE_IDLE };

struct lane {
    enum stage stage;
    uint32_t applicant, wish, end, seat;
    uint64_t key; /* in STAGE_EVICTED that of the one who had to go */
};

static void lane_start(struct deferred *state, struct lane *lane, uint32_t applicant)
{
    lane->applicant = applicant;
    lane->stage = STAGE_START;
    __builtin_prefetch(&state->next[applicant]);
    __builtin_prefetch(&state->order->ranks[applicant]);
    if (state->problem->wish_scores == NULL) {
        __builtin_prefetch(&state->problem->scores[applicant]);
    }
    __builtin_prefetch(&state->problem->wish_starts[applicant + 1]);
}

static void lane_next_applicant(struct deferred *state, struct lane *lane)
{
    if (state->fresh < state->problem->applicant_count) {
        lane_start(state, lane, state->fresh++);
    } else {
        lane->stage = STAGE_IDLE;
    }
}

static void lane_read_start(struct deferred *state, struct lane *lane)
{
    const struct placement_problem *problem = state->problem;
    lane->wish = state->next[lane->applicant];
    lane->end = problem->wish_starts[lane->applicant + 1];
    if (lane->wish == lane->end) {
        lane_next_applicant(state, lane);
        return;
    }
    __builtin_prefetch(&problem->wishes[lane->wish]);
    if (problem->wish_scores != NULL) {
        __builtin_prefetch(&problem->wish_scores[lane->wish]);
    }
    lane->stage = STAGE_WISH;
}

static void lane_read_wish(struct deferred *state, struct lane *lane)
{
    const struct placement_problem *problem = state->problem;
    lane->seat = problem->wishes[lane->wish];
    uint32_t score =
        problem->wish_scores == NULL ? problem->scores[lane->applicant] : problem->wish_scores[lane->wish];
    lane->key = placement_key(score, state->order->ranks[lane->applicant]);
    __builtin_prefetch(&state->seats[lane->seat]);
    lane->stage = STAGE_SEAT;
}

static void lane_go_on(struct deferred *state, struct lane *lane)
{
    lane->wish++;
    if (lane->wish == lane->end) {
        state->next[lane->applicant] = lane->wish;
        lane_next_applicant(state, lane);
    } else {
        lane_read_wish(state, lane);
    }
}

static void lane_ask_seat(struct deferred *state, struct lane *lane)
{
    const struct seat_state *seat = &state->seats[lane->seat];
    state->proposals++;
    if (lane->key >= seat->bar) {
        lane_go_on(state, lane);
        return;
    }
    const uint64_t *heap = seat->heap;
    size_t depth = seat->held < 24 ? seat->held : 24;
    for (size_t line = 0; line <= depth; line += 8) {
        __builtin_prefetch(heap + line, 1);
    }
    lane->stage = STAGE_OFFER;
}

static void lane_offer(struct deferred *state, struct lane *lane)
{
    struct seat_state *seat = &state->seats[lane->seat];
    uint64_t gone = lane->key;
    if (lane->key < seat->bar) { /* another proposer may have raised it meanwhile */
        gone = seat->group == PLACEMENT_NONE ? seat_take(seat, lane->key)
                                             : group_take(state, seat, lane->seat, lane->key);
    }
    if (gone == lane->key) {
        lane_go_on(state, lane);
        return;
    }
    state->next[lane->applicant] = lane->wish + 1;
    if (gone == PLACEMENT_NO_KEY) {
        lane_next_applicant(state, lane);
        return;
    }
    lane->key = gone;
    lane->stage = STAGE_EVICTED;
    __builtin_prefetch(&state->order->applicants[(uint32_t)gone]);
}

static void run_lanes(struct deferred *state)
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
            case STAGE_START: lane_read_start(state, lane); break;
            case STAGE_WISH: lane_read_wish(state, lane); break;
            case STAGE_SEAT: lane_ask_seat(state, lane); break;
            case STAGE_OFFER: lane_offer(state, lane); break;
            case STAGE_EVICTED: lane_start(state, lane, state->order->applicants[(uint32_t)lane->key]); break;
            case STAGE_IDLE: idle++; break;
            }
        }
    }
}

/* --- before and after --------------------------------------------------------------------------------------------- */

/* A seat never holds more than wish for it, so heaps need no more room than there are wishes. */
static void init_seats(struct arena *arena, struct deferred *state)
{
    const struct placement_problem *problem = state->problem;
    size_t wish_count = problem->wish_starts[problem->applicant_count];
    state->seats = ARENA_ARRAY(arena, struct seat_state, problem->seat_count);
    for (size_t w = 0; w < wish_count; w++) {
        state->seats[problem->wishes[w]].capacity++;
    }
    size_t places = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct seat_state *seat = &state->seats[s];
        seat->capacity = seat->capacity < problem->capacities[s] ? seat->capacity : problem->capacities[s];
        places += seat->capacity;
    }
    uint64_t *heap = ARENA_ARRAY(arena, uint64_t, places);
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct seat_state *seat = &state->seats[s];
        seat->heap = heap;
        heap += seat->capacity;
        seat->group = PLACEMENT_NONE;
        seat->bar = seat->capacity == 0 ? 0 : PLACEMENT_NO_KEY;
    }
}

/* Only the enterprises whose seats together exceed the total. */
static void init_groups(struct arena *arena, struct deferred *state)
{
    const struct placement_problem *problem = state->problem;
    uint64_t *sums = ARENA_ARRAY(arena, uint64_t, problem->enterprise_count);
    state->groups = ARENA_ARRAY(arena, struct group_state, problem->enterprise_count);
    for (size_t s = 0; s < problem->seat_count; s++) {
        uint32_t e = problem->enterprises[s];
        sums[e] += state->seats[s].capacity;
        state->seats[s].leaf = state->groups[e].width++;
    }
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        struct group_state *group = &state->groups[e];
        group->total = problem->totals[e];
        group->bar = group->total == 0 ? 0 : PLACEMENT_NO_KEY;
        if (group->total == PLACEMENT_NO_TOTAL || sums[e] <= group->total) {
            group->width = 0;
            continue;
        }
        uint32_t width = 1;
        while (width < group->width) {
            width *= 2;
        }
        group->width = width;
        group->winner = ARENA_ARRAY(arena, uint32_t, (size_t)width * 2);
        memset(group->winner, 0xff, (size_t)width * 2 * sizeof *group->winner);
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct group_state *group = &state->groups[problem->enterprises[s]];
        if (group->width > 0) {
            state->seats[s].group = problem->enterprises[s];
            group->winner[group->width + state->seats[s].leaf] = (uint32_t)s;
        }
    }
}

void placement_deferred(const struct placement_problem *problem, const struct placement_order *order, uint32_t *places,
                        uint64_t *proposals)
{
    struct arena arena;
    arena_init(&arena);
    struct deferred state = {.problem = problem, .order = order};
    state.next = ARENA_ARRAY(&arena, uint32_t, problem->applicant_count);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        state.next[a] = problem->wish_starts[a];
        places[a] = PLACEMENT_NONE;
    }
    init_seats(&arena, &state);
    if (problem->enterprises != NULL) {
        init_groups(&arena, &state);
    }
    run_lanes(&state);
    for (size_t s = 0; s < problem->seat_count; s++) {
        for (uint32_t i = 0; i < state.seats[s].held; i++) {
            places[order->applicants[(uint32_t)state.seats[s].heap[i]]] = (uint32_t)s;
        }
    }
    *proposals = state.proposals;
    arena_release(&arena);
}
