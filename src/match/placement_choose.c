/* Deferred acceptance where there are quotas: an enterprise keeps the best set it may have.
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

/* The nodes of one pair. */
struct chain {
    uint32_t nodes[2 * PLACEMENT_GROUPS_MOST + 2];
    uint32_t count;
    uint32_t reserve; /* a quota, or PLACEMENT_NONE */
};

struct choice {
    const struct placement_problem *problem;
    const struct placement_order *order;
    struct quota_index index;
    struct arena *arena;
    struct node *nodes;       /* seats, then enterprises, then quotas */
    struct reserve *reserves; /* a quota each */
    uint64_t *bars;           /* a seat each */
    uint32_t *first_reserves; /* a seat each: a quota, or PLACEMENT_NONE; the others of the seat hang on it */
    uint32_t *next_reserves;  /* a quota each */
    uint32_t *open_wishes;    /* n: the wish that is held as an open place, or PLACEMENT_NONE */
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
    return state->open_wishes[pair.applicant] == pair.wish;
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
    struct pair_quotas quotas;
    quota_index_of_pair(&state->index, problem, applicant, seat, &quotas);
    out->count = 0;
    out->reserve = quotas.reserve;
    chain_add(state, out, seat);
    for (uint32_t i = 0; i < quotas.count; i++) {
        chain_add(state, out, problem->seat_count + problem->enterprise_count + quotas.at_most[i]);
    }
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
    for (uint32_t q = state->first_reserves[seat]; q != PLACEMENT_NONE; q = state->next_reserves[q]) {
        const struct reserve *reserve = &state->reserves[q];
        bool filled = reserve->used >= state->problem->quotas->list[q].number;
        uint64_t here = !filled ? PLACEMENT_NO_KEY : reserve->used == 0 ? 0 : reserve->pairs[0].key;
        bar = here > bar ? here : bar;
    }
    state->bars[seat] = bar;
}

static void open_pair(struct choice *state, const struct chain *chain, struct pair pair)
{
    state->open_wishes[pair.applicant] = pair.wish;
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
        return true;
    }
    if (reserve->used == 0 || reserve->pairs[0].key < pair.key) {
        return false;
    }
    struct pair out = reserve->pairs[0];
    struct chain other;
    heap_down(reserve->pairs, reserve->used, 0, pair);
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
        struct chain other;
        find_chain(state, gone.applicant, state->problem->wishes[gone.wish], &other);
        for (uint32_t i = 0; i < other.count; i++) {
            state->nodes[other.nodes[i]].count--;
        }
        state->open_wishes[gone.applicant] = PLACEMENT_NONE;
        refresh_bar(state, state->problem->wishes[gone.wish]);
    }
    return gone.applicant;
}

/* Who is without a place now: the one who asks, another, or PLACEMENT_NONE. */
static uint32_t offer(struct choice *state, struct pair pair)
{
    uint32_t seat = state->problem->wishes[pair.wish];
    struct chain chain;
    if (pair.key >= state->bars[seat]) {
        return pair.applicant;
    }
    find_chain(state, pair.applicant, seat, &chain);
    if (!take_reserved(state, &chain, pair)) {
        if (is_turned_away(state, &chain, pair)) {
            return pair.applicant;
        }
        open_pair(state, &chain, pair);
    }
    for (uint32_t i = 0; i < chain.count; i++) {
        state->nodes[chain.nodes[i]].count++;
    }
    uint32_t gone = let_go(state, &chain);
    refresh_bar(state, seat);
    return gone;
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
            refresh_bar(state, s);
        }
    }
}

static uint64_t ask_all(struct choice *state)
{
    const struct placement_problem *problem = state->problem;
    uint32_t *next = ARENA_ARRAY(state->arena, uint32_t, problem->applicant_count);
    uint64_t proposals = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        next[a] = problem->wish_starts[a];
        state->open_wishes[a] = PLACEMENT_NONE;
    }
    for (uint32_t fresh = 0; fresh < problem->applicant_count; fresh++) {
        uint32_t asking = fresh;
        while (asking != PLACEMENT_NONE && next[asking] < problem->wish_starts[asking + 1]) {
            uint32_t wish = next[asking]++;
            uint32_t score = problem->wish_scores == NULL ? problem->scores[asking] : problem->wish_scores[wish];
            proposals++;
            asking = offer(state, (struct pair){placement_key(score, state->order->ranks[asking]), asking, wish});
        }
    }
    return proposals;
}

void placement_choose(const struct placement_problem *problem, const struct placement_order *order, uint32_t *places,
                      uint64_t *proposals)
{
    const struct placement_quotas *quotas = problem->quotas;
    struct arena arena;
    arena_init(&arena);
    struct choice state = {.problem = problem, .order = order, .arena = &arena};
    quota_index_init(&arena, problem, &state.index);
    state.nodes =
        ARENA_ARRAY(&arena, struct node, problem->seat_count + problem->enterprise_count + quotas->quota_count);
    state.reserves = ARENA_ARRAY(&arena, struct reserve, quotas->quota_count);
    state.open_wishes = ARENA_ARRAY(&arena, uint32_t, problem->applicant_count);
    init_nodes(&state);
    init_bars(&state);
    *proposals = ask_all(&state);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        uint32_t wish = state.open_wishes[a];
        places[a] = wish == PLACEMENT_NONE ? PLACEMENT_NONE : problem->wishes[wish];
    }
    for (size_t q = 0; q < quotas->quota_count; q++) {
        for (uint32_t i = 0; i < state.reserves[q].used; i++) {
            places[state.reserves[q].pairs[i].applicant] = quotas->list[q].place;
        }
    }
    arena_release(&arena);
}

/* --- one common score, and no reserves ------------------------------------------------------------------------------ */

struct left {
    uint32_t *seats, *totals, *quotas; /* how many more */
};

static bool may_take(const struct placement_problem *problem, const struct left *left, uint32_t seat,
                     const struct pair_quotas *quotas)
{
    bool room = left->seats[seat] > 0 && (left->totals == NULL || left->totals[problem->enterprises[seat]] > 0);
    for (uint32_t i = 0; room && i < quotas->count; i++) {
        room = left->quotas[quotas->at_most[i]] > 0;
    }
    return room;
}

static void take(const struct placement_problem *problem, struct left *left, uint32_t seat,
                 const struct pair_quotas *quotas)
{
    left->seats[seat]--;
    if (left->totals != NULL && left->totals[problem->enterprises[seat]] != PLACEMENT_NO_TOTAL) {
        left->totals[problem->enterprises[seat]]--;
    }
    for (uint32_t i = 0; i < quotas->count; i++) {
        left->quotas[quotas->at_most[i]]--;
    }
}

static void init_left(struct arena *arena, const struct placement_problem *problem, struct left *left)
{
    *left = (struct left){.seats = ARENA_ARRAY(arena, uint32_t, problem->seat_count),
                          .quotas = ARENA_ARRAY(arena, uint32_t, problem->quotas->quota_count)};
    for (size_t s = 0; s < problem->seat_count; s++) {
        left->seats[s] = problem->capacities[s];
    }
    left->totals = problem->totals == NULL ? NULL : ARENA_ARRAY(arena, uint32_t, problem->enterprise_count);
    for (size_t e = 0; left->totals != NULL && e < problem->enterprise_count; e++) {
        left->totals[e] = problem->totals[e];
    }
    for (size_t q = 0; q < problem->quotas->quota_count; q++) {
        left->quotas[q] = problem->quotas->list[q].number;
    }
}

void placement_serial_quotas(const struct placement_problem *problem, const uint64_t *records, uint32_t *places,
                             uint64_t *proposals)
{
    struct arena arena;
    struct left left;
    struct quota_index index;
    struct pair_quotas quotas;
    arena_init(&arena);
    init_left(&arena, problem, &left);
    quota_index_init(&arena, problem, &index);
    for (size_t i = 0; i < problem->applicant_count; i++) {
        uint32_t applicant = (uint32_t)records[i];
        uint32_t end = problem->wish_starts[applicant + 1];
        places[applicant] = PLACEMENT_NONE;
        for (uint32_t w = problem->wish_starts[applicant]; w < end && places[applicant] == PLACEMENT_NONE; w++) {
            uint32_t seat = problem->wishes[w];
            quota_index_of_pair(&index, problem, applicant, seat, &quotas);
            ++*proposals;
            if (may_take(problem, &left, seat, &quotas)) {
                take(problem, &left, seat, &quotas);
                places[applicant] = seat;
            }
        }
    }
    arena_release(&arena);
}
