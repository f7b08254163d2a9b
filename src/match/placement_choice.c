/* What a seat and its enterprise keep, one offer at a time.
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
#include "match/placement_choice.h"

#include "base/check.h"

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

void choice_find_chain(const struct choice *state, uint32_t applicant, uint32_t seat, struct chain *out)
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

void choice_refresh_bars(struct choice *state, uint32_t seat)
{
    refresh_reserved_bar(state, seat);
    refresh_bar(state, seat);
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
    choice_find_chain(state, out.applicant, quota->place, &other);
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
        choice_find_chain(state, pair.applicant, seat, &chain);
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

uint32_t choice_offer(struct choice *state, const struct chain *chain, struct pair pair)
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
