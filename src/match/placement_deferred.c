/* Deferred acceptance: applicants propose down their lists, a seat keeps the best it has room for and lets the worst go.
 *
 * The answer does not depend on who proposes when (Gale & Shapley 1962; with totals, Fleiner 2003), so a crowd of
 * applicants proposes in rounds: each step of a round is a loop over those who have come to it, and asks for the memory
 * that their next step looks at. While one waits for memory, the others work, and no step has to guess what comes next.
 *
 *     start_fresh ──> read_wishes ──> ask_seats ──> [ask_groups ──>] make_offers
 *          ^               ^              └──── turned away ────┴───────┤
 *          │               └──────────── go_on: the next wish <─────────┤ or whoever had to go
 *          └── the next applicant, when nobody had to go or the list has ended
 *
 * Invariants
 *  1. A seat's places form a heap of keys, worst first; `bar` is the worst key when the seat is full, else NO_KEY: a key
 *     at or above it is turned away without looking at the heap.
 *  2. The best key that a full seat turns away never gets better, so nobody needs to ask the same seat twice.
 *  3. An enterprise with a total that can bind has a tournament over its seats, won by the seat whose worst is worst.
 */
#include "match/placement_order.h"
#include "match/placement_tournament.h"

enum { CROWD = 64 };

struct seat_state {
    uint64_t bar;
    uint64_t *heap;
    uint32_t held, capacity;
    uint32_t group; /* PLACEMENT_NONE: no total that can bind */
    uint32_t leaf;  /* in the group's tournament */
};

struct group_state {
    uint64_t bar;   /* the worst key of the enterprise when its total is reached, else NO_KEY */
    uint64_t *keys; /* a tournament of the worst key of each seat; 0 for a seat without anybody */
    uint32_t *seats;
    uint32_t held, total;
    uint32_t leaves; /* 0: no total that can bind */
};

/* What there is to know of who has a place: the wish to try next, and where the list ends. */
struct seated {
    uint32_t next, end;
};

struct deferred {
    const struct placement_problem *problem;
    const uint32_t *ranks;
    struct seat_state *seats;
    struct group_state *groups;
    struct seated *seated; /* n, by rank of the lot, which stands in the key */
    uint32_t fresh;        /* the first applicant who has not started */
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

/* Only the very best applicant can have the key 0 as well, who is never the worst of an enterprise that must let somebody
 * go. */
static void group_update(const struct group_state *group, const struct seat_state *seat)
{
    tournament_update(group->keys, group->leaves, seat->leaf, seat->held == 0 ? 0 : seat->heap[0]);
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
        uint64_t worst;
        struct seat_state *loser = &state->seats[group->seats[tournament_find(group->keys, group->leaves, &worst)]];
        gone = seat_drop_worst(loser);
        group->held--;
        group_update(group, loser);
    }
    group->bar = PLACEMENT_NO_KEY;
    if (group->held == group->total) {
        (void)tournament_find(group->keys, group->leaves, &group->bar);
    }
    return gone;
}

/* --- a crowd of proposers ------------------------------------------------------------------------------------------- */

struct asker {
    uint32_t rank, score;
    uint32_t wish, end, seat;
    uint64_t key; /* in `evicted` that of the one who had to go */
};

struct slots {
    uint8_t list[CROWD];
    size_t count;
};

struct crowd {
    struct asker askers[CROWD];
    struct slots asking; /* have a wish to ask for */
    struct slots offers; /* may get in */
    struct slots away;   /* turned away */
    struct slots evicted;
    struct slots idle;
};

static void slots_add(struct slots *slots, uint8_t slot)
{
    slots->list[slots->count++] = slot;
}

static void prefetch_wish(const struct placement_problem *problem, uint32_t wish)
{
    __builtin_prefetch(&problem->wishes[wish]);
    if (problem->wish_scores != NULL) {
        __builtin_prefetch(&problem->wish_scores[wish]);
    }
}

/* Who is idle takes up the next applicant. */
static void start_fresh(struct deferred *state, struct crowd *crowd)
{
    const struct placement_problem *problem = state->problem;
    while (crowd->idle.count > 0 && state->fresh < problem->applicant_count) {
        uint32_t applicant = state->fresh++;
        uint32_t wish = problem->wish_starts[applicant];
        uint32_t end = problem->wish_starts[applicant + 1];
        if (wish == end) {
            continue;
        }
        uint8_t slot = crowd->idle.list[--crowd->idle.count];
        uint32_t rank = state->ranks[applicant];
        uint32_t score = problem->wish_scores == NULL ? problem->scores[applicant] : 0;
        crowd->askers[slot] = (struct asker){rank, score, wish, end, 0, 0};
        __builtin_prefetch(&state->seated[rank], 1);
        slots_add(&crowd->asking, slot);
    }
}

static void read_wishes(const struct deferred *state, struct crowd *crowd)
{
    const struct placement_problem *problem = state->problem;
    for (size_t i = 0; i < crowd->asking.count; i++) {
        struct asker *asker = &crowd->askers[crowd->asking.list[i]];
        asker->seat = problem->wishes[asker->wish];
        asker->score = problem->wish_scores == NULL ? asker->score : problem->wish_scores[asker->wish];
        asker->key = placement_key(asker->score, asker->rank);
        __builtin_prefetch(&state->seats[asker->seat]);
    }
}

/* Without a branch on what nobody can foretell. */
static void split_by_bar(const struct deferred *state, struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->asking.count; i++) {
        uint8_t slot = crowd->asking.list[i];
        bool may = crowd->askers[slot].key < state->seats[crowd->askers[slot].seat].bar;
        crowd->offers.list[crowd->offers.count] = slot;
        crowd->offers.count += may;
        crowd->away.list[crowd->away.count] = slot;
        crowd->away.count += !may;
    }
    crowd->asking.count = 0;
}

static void ask_seats(struct deferred *state, struct crowd *crowd)
{
    state->proposals += crowd->asking.count;
    split_by_bar(state, crowd);
    for (size_t i = 0; i < crowd->offers.count; i++) {
        const struct seat_state *seat = &state->seats[crowd->askers[crowd->offers.list[i]].seat];
        if (seat->group != PLACEMENT_NONE) {
            __builtin_prefetch(&state->groups[seat->group]);
        }
        __builtin_prefetch(seat->heap, 1);
        __builtin_prefetch(seat->heap + 8, 1);
        __builtin_prefetch(seat->heap + 16, 1);
    }
}

/* Turned away by the enterprise? Otherwise its tournament is asked for. */
static void ask_groups(const struct deferred *state, struct crowd *crowd)
{
    size_t kept = 0;
    for (size_t i = 0; i < crowd->offers.count; i++) {
        uint8_t slot = crowd->offers.list[i];
        uint32_t number = state->seats[crowd->askers[slot].seat].group;
        const struct group_state *group = number == PLACEMENT_NONE ? NULL : &state->groups[number];
        if (group != NULL && crowd->askers[slot].key >= group->bar) {
            slots_add(&crowd->away, slot);
            continue;
        }
        crowd->offers.list[kept++] = slot;
        if (group != NULL) {
            __builtin_prefetch(group->keys, 1);
            __builtin_prefetch(group->seats);
        }
    }
    crowd->offers.count = kept;
}

static void make_offers(struct deferred *state, struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->offers.count; i++) {
        uint8_t slot = crowd->offers.list[i];
        struct asker *asker = &crowd->askers[slot];
        struct seat_state *seat = &state->seats[asker->seat];
        uint64_t gone = asker->key;
        if (asker->key < seat->bar) { /* somebody before in this round may have raised it */
            gone = seat->group == PLACEMENT_NONE ? seat_take(seat, asker->key) : group_take(state, seat, asker->key);
        }
        if (gone == asker->key) {
            slots_add(&crowd->away, slot);
            continue;
        }
        state->seated[asker->rank] = (struct seated){asker->wish + 1, asker->end};
        asker->key = gone;
        if (gone == PLACEMENT_NO_KEY) {
            slots_add(&crowd->idle, slot);
        } else {
            __builtin_prefetch(&state->seated[(uint32_t)gone], 1);
            slots_add(&crowd->evicted, slot);
        }
    }
    crowd->offers.count = 0;
}

/* Who was turned away, and who had to go, asks for the next wish, if there is one. */
static void go_on(const struct deferred *state, struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->away.count; i++) {
        uint8_t slot = crowd->away.list[i];
        struct asker *asker = &crowd->askers[slot];
        slots_add(++asker->wish < asker->end ? &crowd->asking : &crowd->idle, slot);
        prefetch_wish(state->problem, asker->wish);
    }
    for (size_t i = 0; i < crowd->evicted.count; i++) {
        uint8_t slot = crowd->evicted.list[i];
        uint32_t rank = (uint32_t)crowd->askers[slot].key;
        uint32_t score = ~(uint32_t)(crowd->askers[slot].key >> 32);
        struct seated seated = state->seated[rank];
        crowd->askers[slot] = (struct asker){rank, score, seated.next, seated.end, 0, 0};
        slots_add(seated.next < seated.end ? &crowd->asking : &crowd->idle, slot);
        prefetch_wish(state->problem, seated.next);
    }
    crowd->away.count = 0;
    crowd->evicted.count = 0;
}

static void run_rounds(struct deferred *state)
{
    struct crowd crowd = {.idle.count = 0};
    for (size_t slot = 0; slot < CROWD; slot++) {
        slots_add(&crowd.idle, (uint8_t)slot);
    }
    for (start_fresh(state, &crowd); crowd.asking.count > 0; start_fresh(state, &crowd)) {
        read_wishes(state, &crowd);
        ask_seats(state, &crowd);
        if (state->groups != NULL) {
            ask_groups(state, &crowd);
        }
        make_offers(state, &crowd);
        go_on(state, &crowd);
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

/* Each a line of memory. */
static void *make_lines(struct arena *arena, size_t count)
{
    enum { LINE = 64 };
    _Static_assert(sizeof(uint64_t[TOURNAMENT_LINE]) == LINE, "a line of a tournament is one of memory");
    _Static_assert(sizeof(struct seat_state) == LINE / 2, "a state is half a line");
    unsigned char *bytes = arena_alloc(arena, count + 1, LINE);
    return bytes + (LINE - (uintptr_t)bytes % LINE) % LINE;
}

static void init_seats(struct arena *arena, struct deferred *state)
{
    const struct placement_problem *problem = state->problem;
    state->seats = make_lines(arena, problem->seat_count / 2 + 1);
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
        state->seats[s].leaf = state->groups[e].leaves++;
    }
    size_t lines = 0;
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        struct group_state *group = &state->groups[e];
        group->total = problem->totals[e];
        group->bar = group->total == 0 ? 0 : PLACEMENT_NO_KEY;
        group->leaves = group->total == PLACEMENT_NO_TOTAL || sums[e] <= group->total ? 0 : group->leaves;
        lines += tournament_count_lines(group->leaves);
    }
    uint64_t *keys = make_lines(arena, lines);
    uint32_t *seats = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        struct group_state *group = &state->groups[e];
        group->keys = keys;
        group->seats = seats;
        keys += tournament_count_lines(group->leaves) * TOURNAMENT_LINE;
        seats += group->leaves;
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        struct group_state *group = &state->groups[problem->enterprises[s]];
        if (group->leaves > 0) {
            state->seats[s].group = problem->enterprises[s];
            group->seats[state->seats[s].leaf] = (uint32_t)s;
        }
    }
}

/* By rank first, for that is what the seats hold. */
static void write_places(struct deferred *state, uint32_t *places)
{
    const struct placement_problem *problem = state->problem;
    struct seated *seated = state->seated;
    for (size_t a = 0; a < problem->applicant_count; a++) {
        seated[a].next = PLACEMENT_NONE;
    }
    for (size_t s = 0; s < problem->seat_count; s++) {
        for (uint32_t i = 0; i < state->seats[s].held; i++) {
            seated[(uint32_t)state->seats[s].heap[i]].next = (uint32_t)s;
        }
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        places[a] = seated[state->ranks[a]].next;
    }
}

void placement_deferred(const struct placement_problem *problem, const uint32_t *ranks, uint32_t *places,
                        uint64_t *proposals)
{
    struct arena arena;
    arena_init(&arena);
    struct deferred state = {.problem = problem, .ranks = ranks};
    state.seated = ARENA_ARRAY(&arena, struct seated, problem->applicant_count);
    init_seats(&arena, &state);
    if (problem->enterprises != NULL) {
        init_groups(&arena, &state);
    }
    run_rounds(&state);
    write_places(&state, places);
    *proposals = state.proposals;
    arena_release(&arena);
}
