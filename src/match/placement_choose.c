/* Deferred acceptance where there are quotas: an enterprise keeps the best set it may have.
 *
 * As in placement_deferred.c several applicants ask side by side, so that while one waits for memory the others work; the
 * answer does not depend on who asks when (Hatfield & Milgrom 2005). What a step decides, it decides at once:
 *
 *     START ──> WISH ──> CHAIN ──> PILE ──> TOP ──> OFFER ──(turned away)──> WISH
 *       ^         │(the list has ended)               │
 *       └─────────┴───── the next applicant, or who had to go
 *
 * What counts pairs together (a seat, an enterprise, an "at most") is a node; the nodes that count one pair are nested.
 * A pair that is held has a reserved place or an open one. Each node has a pile of its open pairs, worst first.
 *
 * Invariants
 *  1. A reserve holds the best members that have asked the seat, up to its number. Who is pushed out of it by a better
 *     member gets an open place, and is never reserved again; who loses an open place never gets it back.
 *  2. No node has more people than its capacity, for a seat less the kept places that are empty.
 *  3. Taking one more pair overfills nested nodes by one each. The worst open pair of the smallest of them goes, which is
 *     the one with the best worst pair: that is the greedy choice, for the smallest is the circuit that the new pair
 *     closes. A reserve never overfills a node without open pairs, for sums of reserves fit (placement_quota_faults.c).
 *  4. A key at or above a seat's bar is turned away whatever its groups: the seat is full of better open pairs, and so is
 *     every reserve of better members.
 *  5. Piles are lazy: a pair that is no longer open stays until it comes to the top or the pile is full.
 */
#include "base/check.h"
#include "match/placement_order.h"
#include "match/placement_quotas.h"

struct pair {
    uint64_t key;
    uint32_t applicant, wish;
};

struct pile {
    struct pair *pairs;
    uint32_t used, room;
};

struct node {
    struct pile open;
    uint32_t count, capacity; /* capacity PLACEMENT_NO_TOTAL: cannot bind, and is left out */
    uint32_t empty;           /* kept places without anybody */
};

struct reserve {
    struct pair *pairs; /* a heap, worst first */
    uint32_t used, room;
};

/* The nodes of one pair: "at most" ones, then the seat, then the enterprise if it can bind. */
struct chain {
    uint32_t nodes[2 * PLACEMENT_GROUPS_MOST + 2];
    uint32_t count, extras; /* extras: the "at most" ones */
    uint32_t reserve;       /* a quota, or PLACEMENT_NONE */
};

enum { EXTRAS_KEPT = 2, LANES = 32 };

/* What there is to know of an applicant, half a line of memory. */
struct person {
    uint32_t next, end; /* wishes */
    uint32_t rank;
    uint32_t open_wish; /* the wish that is held as an open place, or PLACEMENT_NONE */
    uint32_t first_group;
    uint16_t group_count;
    uint16_t extras;            /* how many "at most" count the open place */
    uint32_t kept[EXTRAS_KEPT]; /* their nodes, if they are so few */
};

struct choice {
    const struct placement_problem *problem;
    struct quota_index index;
    struct arena *arena;
    struct node *nodes;       /* seats, then enterprises, then quotas */
    struct reserve *reserves; /* a quota each */
    uint64_t *bars;           /* a seat each */
    uint64_t *reserved_bars;  /* a seat each: of its reserves alone; 0 without */
    uint32_t *first_reserves; /* a seat each: a quota, or PLACEMENT_NONE; the others of the seat hang on it */
    uint32_t *next_reserves;  /* a quota each */
    struct person *people;
    uint32_t fresh; /* the first applicant who has not started */
    uint64_t proposals;
};

/* --- heaps, worst first --------------------------------------------------------------------------------------------- */

static void heap_up(struct pair *pairs, uint32_t at, struct pair pair)
{
    while (at > 0 && pairs[(at - 1) / 2].key < pair.key) {
        pairs[at] = pairs[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    pairs[at] = pair;
}

static void heap_down(struct pair *pairs, uint32_t count, size_t at, struct pair pair)
{
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && pairs[child + 1].key > pairs[child].key;
        if (pairs[child].key <= pair.key) {
            break;
        }
        pairs[at] = pairs[child];
        at = child;
    }
    pairs[at] = pair;
}

static bool is_open(const struct choice *state, struct pair pair)
{
    return state->people[pair.applicant].open_wish == pair.wish;
}

/* The worst open pair; NULL when there is none. */
static const struct pair *pile_worst(const struct choice *state, struct pile *pile)
{
    while (pile->used > 0 && !is_open(state, pile->pairs[0])) {
        struct pair last = pile->pairs[--pile->used];
        if (pile->used > 0) {
            heap_down(pile->pairs, pile->used, 0, last);
        }
    }
    return pile->used == 0 ? NULL : &pile->pairs[0];
}

/* Full: what is no longer open goes; where that is too little, twice the room. */
static void pile_make_room(struct choice *state, struct pile *pile)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pile->used; i++) {
        if (is_open(state, pile->pairs[i])) {
            pile->pairs[kept++] = pile->pairs[i];
        }
    }
    pile->used = kept;
    if (kept > pile->room / 2 || pile->room == 0) {
        pile->room = pile->room == 0 ? 8 : pile->room * 2;
        struct pair *wider = ARENA_ARRAY(state->arena, struct pair, pile->room);
        if (kept > 0) {
            (void)memcpy(wider, pile->pairs, kept * sizeof *wider);
        }
        pile->pairs = wider;
    }
    for (uint32_t i = kept / 2; i-- > 0;) {
        heap_down(pile->pairs, kept, i, pile->pairs[i]);
    }
}

static void pile_push(struct choice *state, struct pile *pile, struct pair pair)
{
    if (pile->used == pile->room) {
        pile_make_room(state, pile);
    }
    heap_up(pile->pairs, pile->used, pair);
    pile->used++;
}

/* --- one pair ------------------------------------------------------------------------------------------------------- */

static void chain_add(const struct choice *state, struct chain *chain, size_t node)
{
    if (state->nodes[node].capacity != PLACEMENT_NO_TOTAL) {
        chain->nodes[chain->count++] = (uint32_t)node;
    }
}

static void find_chain(const struct choice *state, uint32_t applicant, uint32_t seat, struct chain *out)
{
    const struct placement_problem *problem = state->problem;
    const struct person *person = &state->people[applicant];
    struct pair_quotas quotas;
    quota_index_of_groups(&state->index, problem, problem->quotas->members + person->first_group, person->group_count,
                          seat, &quotas);
    out->count = 0;
    out->reserve = quotas.reserve;
    for (uint32_t i = 0; i < quotas.count; i++) {
        chain_add(state, out, problem->seat_count + problem->enterprise_count + quotas.at_most[i]);
    }
    out->extras = out->count;
    chain_add(state, out, seat);
    if (problem->enterprises != NULL) {
        chain_add(state, out, problem->seat_count + problem->enterprises[seat]);
    }
}

static bool is_full(const struct node *node)
{
    return (uint64_t)node->count + node->empty >= node->capacity;
}

static void refresh_bar(struct choice *state, uint32_t seat)
{
    struct node *node = &state->nodes[seat];
    const struct pair *worst = is_full(node) ? pile_worst(state, &node->open) : NULL;
    uint64_t bar = !is_full(node) ? PLACEMENT_NO_KEY : worst == NULL ? 0 : worst->key;
    state->bars[seat] = bar > state->reserved_bars[seat] ? bar : state->reserved_bars[seat];
}

static void refresh_reserved_bar(struct choice *state, uint32_t seat)
{
    uint64_t bar = 0;
    for (uint32_t q = state->first_reserves[seat]; q != PLACEMENT_NONE; q = state->next_reserves[q]) {
        const struct reserve *reserve = &state->reserves[q];
        bool filled = reserve->used >= state->problem->quotas->list[q].number;
        uint64_t here = !filled ? PLACEMENT_NO_KEY : reserve->used == 0 ? 0 : reserve->pairs[0].key;
        bar = here > bar ? here : bar;
    }
    state->reserved_bars[seat] = bar;
}

static void open_pair(struct choice *state, const struct chain *chain, struct pair pair)
{
    struct person *person = &state->people[pair.applicant];
    person->open_wish = pair.wish;
    person->extras = (uint16_t)chain->extras;
    for (uint32_t i = 0; i < chain->extras && i < EXTRAS_KEPT; i++) {
        person->kept[i] = chain->nodes[i];
    }
    for (uint32_t i = 0; i < chain->count; i++) {
        pile_push(state, &state->nodes[chain->nodes[i]].open, pair);
    }
}

/* True when the pair has a reserved place now; whom it pushed out of one has an open place. */
static bool take_reserved(struct choice *state, const struct chain *chain, struct pair pair)
{
    if (chain->reserve == PLACEMENT_NONE) {
        return false;
    }
    struct reserve *reserve = &state->reserves[chain->reserve];
    const struct placement_quota *quota = &state->problem->quotas->list[chain->reserve];
    if (reserve->used < quota->number) {
        if (reserve->used == reserve->room) {
            struct pair *wider = ARENA_ARRAY(state->arena, struct pair, 2 * (size_t)reserve->room + 8);
            if (reserve->used > 0) {
                (void)memcpy(wider, reserve->pairs, reserve->used * sizeof *wider);
            }
            *reserve = (struct reserve){wider, reserve->used, 2 * reserve->room + 8};
        }
        heap_up(reserve->pairs, reserve->used++, pair);
        state->nodes[quota->place].empty -= quota->kind == PLACEMENT_KEPT;
        refresh_reserved_bar(state, quota->place);
        return true;
    }
    if (reserve->used == 0 || reserve->pairs[0].key < pair.key) {
        return false;
    }
    struct pair out = reserve->pairs[0];
    struct chain other;
    heap_down(reserve->pairs, reserve->used, 0, pair);
    refresh_reserved_bar(state, quota->place);
    find_chain(state, out.applicant, quota->place, &other);
    open_pair(state, &other, out);
    return true;
}

static bool is_turned_away(struct choice *state, const struct chain *chain, struct pair pair)
{
    for (uint32_t i = 0; i < chain->count; i++) {
        struct node *node = &state->nodes[chain->nodes[i]];
        const struct pair *worst = is_full(node) ? pile_worst(state, &node->open) : NULL;
        if (is_full(node) && (worst == NULL || worst->key < pair.key)) {
            return true;
        }
    }
    return false;
}

/* Out of all nodes that count the pair. */
static void close_pair(struct choice *state, struct pair pair)
{
    const struct placement_problem *problem = state->problem;
    struct person *person = &state->people[pair.applicant];
    uint32_t seat = problem->wishes[pair.wish];
    struct chain chain;
    chain.count = 0;
    if (person->extras > EXTRAS_KEPT) {
        find_chain(state, pair.applicant, seat, &chain);
    } else {
        for (uint32_t i = 0; i < person->extras; i++) {
            chain.nodes[chain.count++] = person->kept[i];
        }
        chain_add(state, &chain, seat);
        if (problem->enterprises != NULL) {
            chain_add(state, &chain, problem->seat_count + problem->enterprises[seat]);
        }
    }
    for (uint32_t i = 0; i < chain.count; i++) {
        state->nodes[chain.nodes[i]].count--;
    }
    person->open_wish = PLACEMENT_NONE;
    refresh_bar(state, seat);
}

/* The pair has been added to its nodes. Lets go whoever must; PLACEMENT_NONE when there is room. */
static uint32_t let_go(struct choice *state, const struct chain *chain)
{
    struct pair gone = {PLACEMENT_NO_KEY, PLACEMENT_NONE, 0};
    for (uint32_t i = 0; i < chain->count; i++) {
        struct node *node = &state->nodes[chain->nodes[i]];
        if ((uint64_t)node->count + node->empty > node->capacity) {
            const struct pair *worst = pile_worst(state, &node->open);
            CHECK(worst != NULL);
            gone = worst->key < gone.key ? *worst : gone;
        }
    }
    if (gone.applicant != PLACEMENT_NONE) {
        close_pair(state, gone);
    }
    return gone.applicant;
}

/* Who is without a place now: the one who asks, another, or PLACEMENT_NONE. */
static uint32_t offer(struct choice *state, const struct chain *chain, struct pair pair)
{
    uint32_t seat = state->problem->wishes[pair.wish];
    if (!take_reserved(state, chain, pair)) {
        if (is_turned_away(state, chain, pair)) {
            return pair.applicant;
        }
        open_pair(state, chain, pair);
    }
    for (uint32_t i = 0; i < chain->count; i++) {
        state->nodes[chain->nodes[i]].count++;
    }
    uint32_t gone = let_go(state, chain);
    refresh_bar(state, seat);
    return gone;
}

/* --- proposers ------------------------------------------------------------------------------------------------------ */

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
    find_chain(state, lane->pair.applicant, state->problem->wishes[lane->pair.wish], &lane->chain);
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
        gone = offer(state, &lane->chain, lane->pair);
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
            refresh_reserved_bar(state, s);
            refresh_bar(state, s);
        }
    }
}

static void init_people(struct choice *state, const struct placement_order *order)
{
    const struct placement_problem *problem = state->problem;
    const uint32_t *groups = problem->quotas->member_starts;
    state->people = ARENA_ARRAY(state->arena, struct person, problem->applicant_count);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        state->people[a] = (struct person){.next = problem->wish_starts[a],
                                           .end = problem->wish_starts[a + 1],
                                           .rank = order->ranks[a],
                                           .open_wish = PLACEMENT_NONE,
                                           .first_group = groups[a],
                                           .group_count = (uint16_t)(groups[a + 1] - groups[a])};
    }
}

void placement_choose(const struct placement_problem *problem, const struct placement_order *order, uint32_t *places,
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
    init_people(&state, order);
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
