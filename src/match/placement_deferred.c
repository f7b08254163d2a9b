/* Deferred acceptance: applicants propose down their lists, a seat keeps the best it has room for and lets the worst go.
 *
 * The answer does not depend on who proposes when (Gale & Shapley 1962; with totals, Fleiner 2003), so several applicants
 * propose side by side: while one waits for memory, the others work. Each proposer is a small machine:
 *
 *     START ──> WISH ──> SEAT ──(turned away: the next wish)──> SEAT
 *       ^                  │
 *       │                  └──(may get in)──> [GROUP ──>] OFFER ──(somebody must go)──> EVICTED ──> START with that applicant
 *       └── the next applicant, when nobody had to go or the list has ended
 *
 * Invariants
 *  1. A seat's places form a heap of keys, worst first; `bar` is the worst key when the seat is full, else NO_KEY: a key
 *     at or above it is turned away without looking at the heap.
 *  2. The best key that a full seat turns away never gets better, so nobody needs to ask the same seat twice.
 *  3. An enterprise with a total that can bind has a tournament over its seats, won by the seat whose worst is worst.
 */
#include "match/placement_order.h"

enum { LANES = 24, GROUP_AHEAD = 256 };

struct seat_state {
    uint64_t bar;
    uint64_t *heap;
    uint32_t held, capacity;
    uint32_t group; /* PLACEMENT_NONE: no total that can bind */
    uint32_t leaf;  /* in the group's tournament */
};

struct group_state {
    uint64_t bar;   /* the worst key of the enterprise when its total is reached, else NO_KEY */
    uint64_t *keys; /* 2 × width: node i is the worse of the nodes 2i and 2i + 1; the root is 1; leaves are seats */
    uint32_t held, total;
    uint32_t width; /* a power of two; 0: no total that can bind. The seats' numbers stand behind the keys */
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

/* 0 for a seat without anybody. Only the very best applicant can have that key, who is never the worst of an enterprise
 * that must let somebody go. */
static void group_update(struct group_state *group, const struct seat_state *seat)
{
    uint64_t *keys = group->keys;
    size_t node = (size_t)group->width + seat->leaf;
    keys[node] = seat->held == 0 ? 0 : seat->heap[0];
    while (node > 1) {
        uint64_t worse = keys[node] > keys[node ^ 1] ? keys[node] : keys[node ^ 1];
        node /= 2;
        if (keys[node] == worse) {
            return;
        }
        keys[node] = worse;
    }
}

static uint32_t *group_seats(const struct group_state *group)
{
    return (uint32_t *)(void *)(group->keys + (size_t)group->width * 2);
}

static uint32_t group_find_worst(const struct group_state *group)
{
    size_t node = 1;
    while (node < group->width) {
        node *= 2;
        node += group->keys[node] != group->keys[node / 2];
    }
    return group_seats(group)[node - group->width];
}

static uint64_t group_take(struct deferred *state, struct seat_state *seat, uint64_t key)
{
    struct group_state *group = &state->groups[seat->group];
    if (key >= group->bar) {
        return key;
    }
    uint64_t gone = seat_take(seat, key);
    group_update(group, seat);
    group->held += gone == PLACEMENT_NO_KEY;
    if (group->held > group->total) {
        struct seat_state *loser = &state->seats[group_find_worst(group)];
        gone = seat_drop_worst(loser);
        group->held--;
        group_update(group, loser);
    }
    group->bar = group->held == group->total ? group->keys[1] : PLACEMENT_NO_KEY;
    return gone;
}

/* --- proposers ---------------------------------------------------------------------------------------------------- */

enum stage { STAGE_START, STAGE_WISH, STAGE_SEAT, STAGE_GROUP, STAGE_OFFER, STAGE_EVICTED, STAGE_IDLE };

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
    uint32_t score = problem->wish_scores == NULL ? problem->scores[lane->applicant] : problem->wish_scores[lane->wish];
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
    if (seat->group != PLACEMENT_NONE) {
        __builtin_prefetch(&state->groups[seat->group]);
    }
    const uint64_t *heap = seat->heap;
    size_t depth = seat->held < 24 ? seat->held : 24;
    for (size_t line = 0; line <= depth; line += 8) {
        __builtin_prefetch(heap + line, 1);
    }
    lane->stage = seat->group == PLACEMENT_NONE ? STAGE_OFFER : STAGE_GROUP;
}

/* Turned away by the enterprise? Otherwise its tournament is asked for. */
static void lane_ask_group(struct deferred *state, struct lane *lane)
{
    const struct group_state *group = &state->groups[state->seats[lane->seat].group];
    if (lane->key >= group->bar) {
        lane_go_on(state, lane);
        return;
    }
    size_t bytes = (size_t)group->width * (2 * sizeof(uint64_t) + sizeof(uint32_t));
    for (size_t line = 0; line < bytes && line < GROUP_AHEAD; line += 64) {
        __builtin_prefetch((const unsigned char *)group->keys + line, 1);
    }
    lane->stage = STAGE_OFFER;
}

static void lane_offer(struct deferred *state, struct lane *lane)
{
    struct seat_state *seat = &state->seats[lane->seat];
    uint64_t gone = lane->key;
    if (lane->key < seat->bar) { /* another proposer may have raised it meanwhile */
        gone = seat->group == PLACEMENT_NONE ? seat_take(seat, lane->key) : group_take(state, seat, lane->key);
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
            case STAGE_START:
                lane_read_start(state, lane);
                break;
            case STAGE_WISH:
                lane_read_wish(state, lane);
                break;
            case STAGE_SEAT:
                lane_ask_seat(state, lane);
                break;
            case STAGE_GROUP:
                lane_ask_group(state, lane);
                break;
            case STAGE_OFFER:
                lane_offer(state, lane);
                break;
            case STAGE_EVICTED:
                lane_start(state, lane, state->order->applicants[(uint32_t)lane->key]);
                break;
            case STAGE_IDLE:
                idle++;
                break;
            }
        }
    }
}

/* --- before and after --------------------------------------------------------------------------------------------- */

/* A seat never holds more than wish for it. That is counted only where capacities are far beyond the wishes, for it costs
 * a look at all of them. Returns the number of places. */
static size_t limit_capacities(struct deferred *state)
{
    const struct placement_problem *problem = state->problem;
    size_t wish_count = problem->wish_starts[problem->applicant_count];
    uint64_t all = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        state->seats[s].capacity = problem->capacities[s];
        all += problem->capacities[s];
    }
    if (all <= wish_count) {
        return (size_t)all;
    }
    for (size_t w = 0; w < wish_count; w++) {
        state->seats[problem->wishes[w]].held++;
    }
    all = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct seat_state *seat = &state->seats[s];
        seat->capacity = seat->capacity < seat->held ? seat->capacity : seat->held;
        seat->held = 0;
        all += seat->capacity;
    }
    return (size_t)all;
}

/* Two states in a cache line, so that looking at one costs one. */
static struct seat_state *make_states(struct arena *arena, size_t count)
{
    enum { LINE = 64 };
    _Static_assert(sizeof(struct seat_state) == LINE / 2, "a state is half a line");
    unsigned char *bytes = arena_alloc(arena, count + 2, sizeof(struct seat_state));
    return (struct seat_state *)(void *)(bytes + (LINE - (uintptr_t)bytes % LINE) % LINE);
}

static void init_seats(struct arena *arena, struct deferred *state)
{
    const struct placement_problem *problem = state->problem;
    state->seats = make_states(arena, problem->seat_count);
    size_t places = limit_capacities(state);
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
        group->keys = arena_alloc(arena, (size_t)width * 2 + (width + 1) / 2, sizeof(uint64_t));
        memset(group_seats(group), 0xff, (size_t)width * sizeof(uint32_t));
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct group_state *group = &state->groups[problem->enterprises[s]];
        if (group->width > 0) {
            state->seats[s].group = problem->enterprises[s];
            group_seats(group)[state->seats[s].leaf] = (uint32_t)s;
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
