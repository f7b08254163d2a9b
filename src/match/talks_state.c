/* Putting a pair into a slot: where both are free; by a Kempe chain; by pushing others away and placing those anew.
 *
 * A chain of slots x and y is the path of meetings that are in turn at x and at y. Everybody inside it has a meeting in
 * both, so is there in both: exchanging x and y along it is possible whenever the last one of the chain is there in the
 * slot that is new to it. In a chain that begins at one of a pair, the other one, being free at x, cannot occur. */
#include "match/talks_state.h"

#include <string.h>

void talks_state_init(struct arena *arena, const struct talks_frame *frame, struct talks_state *out)
{
    *out = (struct talks_state){.frame = frame};
    out->at = ARENA_ARRAY(arena, uint32_t, frame->n * frame->slots);
    out->slot = ARENA_ARRAY(arena, uint8_t, frame->pairs + 1);
    out->zone = ARENA_ARRAY(arena, uint8_t, frame->pairs + 1);
    out->busy = ARENA_ARRAY(arena, uint64_t, frame->n);
    out->held = ARENA_ARRAY(arena, uint32_t, frame->n);
    out->used = ARENA_ARRAY(arena, uint32_t, frame->slots * frame->zones);
    out->group_used = ARENA_ARRAY(arena, uint32_t, frame->group_count + 1);
    out->frozen = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    out->path = ARENA_ARRAY(arena, uint32_t, frame->n + 2);
    out->journal_room = 64 * frame->n + 4096;
    out->journal = ARENA_ARRAY(arena, struct talks_change, out->journal_room);
    talks_state_clear(out);
}

void talks_state_clear(struct talks_state *state)
{
    const struct talks_frame *frame = state->frame;
    (void)memset(state->at, 0xff, frame->n * frame->slots * sizeof *state->at);
    (void)memset(state->slot, TALKS_UNPLACED, frame->pairs + 1);
    (void)memset(state->busy, 0, frame->n * sizeof *state->busy);
    (void)memset(state->held, 0, frame->n * sizeof *state->held);
    (void)memset(state->used, 0, frame->slots * frame->zones * sizeof *state->used);
    (void)memset(state->group_used, 0, (frame->group_count + 1) * sizeof *state->group_used);
    state->journal_count = 0;
    state->value = 0;
}

void talks_state_copy(struct talks_state *to, const struct talks_state *from)
{
    talks_state_clear(to);
    for (uint32_t p = 0; p < from->frame->pairs; p++) {
        if (from->slot[p] != TALKS_UNPLACED) {
            talks_state_set(to, p, from->slot[p], from->zone[p]);
            to->journal_count = 0;
        }
    }
}

int64_t talks_gain(const struct talks_frame *frame, const uint32_t *held, uint32_t pair)
{
    const struct talks_pair *p = &frame->problem->pairs[pair];
    int below = (held[p->left] < frame->leasts[p->left]) + (held[p->right] < frame->leasts[p->right]);
    return frame->worth[pair] + below * frame->unit;
}

static void take_out(struct talks_state *state, uint32_t pair)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    uint8_t slot = state->slot[pair];
    state->at[p->left * frame->slots + slot] = TALKS_NONE;
    state->at[p->right * frame->slots + slot] = TALKS_NONE;
    state->busy[p->left] &= ~(1ULL << slot);
    state->busy[p->right] &= ~(1ULL << slot);
    state->held[p->left]--;
    state->held[p->right]--;
    state->used[slot * frame->zones + state->zone[pair]]--;
    state->group_used[frame->groups == NULL ? 0 : frame->groups[pair]]--;
    state->slot[pair] = TALKS_UNPLACED;
    state->value -= talks_gain(frame, state->held, pair);
}

static void put_in(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    state->value += talks_gain(frame, state->held, pair);
    state->at[p->left * frame->slots + slot] = pair;
    state->at[p->right * frame->slots + slot] = pair;
    state->busy[p->left] |= 1ULL << slot;
    state->busy[p->right] |= 1ULL << slot;
    state->held[p->left]++;
    state->held[p->right]++;
    state->used[slot * frame->zones + zone]++;
    state->group_used[frame->groups == NULL ? 0 : frame->groups[pair]]++;
    state->slot[pair] = slot;
    state->zone[pair] = zone;
}

static void change(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone)
{
    if (state->slot[pair] != TALKS_UNPLACED) {
        take_out(state, pair);
    }
    if (slot != TALKS_UNPLACED) {
        put_in(state, pair, slot, zone);
    }
}

void talks_state_set(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone)
{
    state->journal[state->journal_count++] = (struct talks_change){pair, state->slot[pair], state->zone[pair]};
    change(state, pair, slot, zone);
}

void talks_state_undo(struct talks_state *state, size_t to)
{
    while (state->journal_count > to) {
        struct talks_change last = state->journal[--state->journal_count];
        change(state, last.pair, last.slot, last.zone);
    }
}

static bool journal_is_full(const struct talks_state *state)
{
    return state->journal_count + 4 * state->frame->n + 64 > state->journal_room;
}

/* --- free slots ----------------------------------------------------------------------------------------------------- */

static bool can_walk(struct talks_state *state, uint32_t i, uint8_t slot, uint8_t zone)
{
    const struct talks_frame *frame = state->frame;
    const uint8_t *walks = frame->problem->walks;
    state->work += walks == NULL ? 0 : frame->slots;
    for (size_t s = 0; walks != NULL && s < frame->slots; s++) {
        uint32_t pair = state->at[i * frame->slots + s];
        uint8_t other = pair == TALKS_NONE ? frame->kept_zones[i * frame->slots + s] : state->zone[pair];
        size_t between = s < slot ? slot - s : s - slot;
        if (s != slot && other != TALKS_UNPLACED &&
            (between <= walks[other * frame->zones + zone] || between <= walks[zone * frame->zones + other])) {
            return false;
        }
    }
    return true;
}

bool talks_state_put(struct talks_state *state, uint32_t pair, uint8_t slot, uint8_t zone)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    size_t where = slot * frame->zones + zone;
    bool good = state->used[where] < frame->room[where] && can_walk(state, p->left, slot, zone) &&
                can_walk(state, p->right, slot, zone);
    if (good) {
        talks_state_set(state, pair, slot, zone);
    }
    return good;
}

static bool place(struct talks_state *state, uint32_t pair, uint8_t slot)
{
    for (uint8_t k = 0; k < state->frame->zones; k++) {
        uint8_t zone = (uint8_t)((state->first_zone + k) % state->frame->zones);
        if (talks_state_put(state, pair, slot, zone)) {
            return true;
        }
    }
    return false;
}

static bool may_have_more(const struct talks_state *state, uint32_t pair)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    return !frame->barred[pair] && state->held[p->left] < frame->mosts[p->left] &&
           state->held[p->right] < frame->mosts[p->right] &&
           (frame->groups == NULL || state->group_used[frame->groups[pair]] == 0);
}

static uint64_t free_slots(const struct talks_state *state, uint32_t i)
{
    return state->frame->open[i] & ~state->busy[i];
}

bool talks_state_insert_free(struct talks_state *state, uint32_t pair)
{
    const struct talks_pair *p = &state->frame->problem->pairs[pair];
    if (!may_have_more(state, pair)) {
        return false;
    }
    for (uint64_t both = free_slots(state, p->left) & free_slots(state, p->right); both != 0; both &= both - 1) {
        if (place(state, pair, (uint8_t)__builtin_ctzll(both))) {
            return true;
        }
    }
    return false;
}

/* --- chains --------------------------------------------------------------------------------------------------------- */

/* The chain that begins with i's meeting at x. 0 when its last participant is not there in the slot that it would get. */
static size_t find_chain(struct talks_state *state, uint32_t i, uint8_t x, uint8_t y)
{
    const struct talks_frame *frame = state->frame;
    size_t length = 0;
    uint8_t now = x;
    uint32_t pair = state->at[i * frame->slots + x];
    while (pair != TALKS_NONE) {
        const struct talks_pair *p = &frame->problem->pairs[pair];
        if (state->frozen[pair]) {
            return 0;
        }
        state->path[length++] = pair;
        i = p->left == i ? p->right : p->left;
        now = now == x ? y : x;
        pair = state->at[i * frame->slots + now];
        state->work++;
    }
    return (frame->open[i] >> now & 1) != 0 ? length : 0;
}

static void turn_chain(struct talks_state *state, size_t length, uint8_t x, uint8_t y)
{
    for (size_t k = 0; k < length; k++) {
        talks_state_set(state, state->path[k], TALKS_UNPLACED, 0);
    }
    for (size_t k = 0; k < length; k++) {
        talks_state_set(state, state->path[k], k % 2 == 0 ? y : x, 0);
    }
}

static bool has_room(const struct talks_state *state, uint8_t slot)
{
    return state->used[slot] < state->frame->room[slot];
}

/* One meeting fewer at `full`, one more in a slot with a free table: a chain of odd length whose both ends can change. */
static bool make_room(struct talks_state *state, uint8_t full)
{
    const struct talks_frame *frame = state->frame;
    for (uint8_t spare = 0; spare < frame->slots; spare++) {
        if (spare == full || !has_room(state, spare)) {
            continue;
        }
        for (uint32_t i = 0; i < frame->n; i++) {
            if ((state->busy[i] >> full & 1) == 0 || (free_slots(state, i) >> spare & 1) == 0) {
                continue;
            }
            size_t length = find_chain(state, i, full, spare);
            if (length % 2 == 1) {
                turn_chain(state, length, full, spare);
                return true;
            }
        }
    }
    return false;
}

/* `free` is free at x, `taken` is not but is free at y: after the chain from `taken` both are free at x. */
static bool insert_by_chain(struct talks_state *state, uint32_t pair, uint32_t free, uint32_t taken)
{
    for (uint64_t xs = free_slots(state, free) & state->busy[taken]; xs != 0; xs &= xs - 1) {
        uint8_t x = (uint8_t)__builtin_ctzll(xs);
        for (uint64_t ys = free_slots(state, taken); ys != 0; ys &= ys - 1) {
            uint8_t y = (uint8_t)__builtin_ctzll(ys);
            size_t length = find_chain(state, taken, x, y);
            if (length > 0 && has_room(state, length % 2 == 0 ? x : y)) {
                turn_chain(state, length, x, y);
                talks_state_set(state, pair, x, 0);
                return true;
            }
        }
    }
    return false;
}

static bool insert_with_room(struct talks_state *state, uint32_t pair)
{
    const struct talks_pair *p = &state->frame->problem->pairs[pair];
    for (uint64_t both = free_slots(state, p->left) & free_slots(state, p->right); both != 0; both &= both - 1) {
        uint8_t slot = (uint8_t)__builtin_ctzll(both);
        size_t before = state->journal_count;
        if (make_room(state, slot)) {
            if (state->at[p->left * state->frame->slots + slot] == TALKS_NONE &&
                state->at[p->right * state->frame->slots + slot] == TALKS_NONE && place(state, pair, slot)) {
                return true;
            }
            talks_state_undo(state, before);
        }
    }
    return false;
}

/* --- pushing others away -------------------------------------------------------------------------------------------- */

static bool push_into(struct talks_state *state, uint32_t pair, uint8_t slot, int depth)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    size_t before = state->journal_count;
    uint32_t others[2] = {state->at[p->left * frame->slots + slot], state->at[p->right * frame->slots + slot]};
    bool good = true;
    for (int k = 0; k < 2; k++) {
        if (others[k] != TALKS_NONE && state->frozen[others[k]]) {
            return false;
        }
    }
    for (int k = 0; k < 2; k++) {
        if (others[k] != TALKS_NONE) {
            talks_state_set(state, others[k], TALKS_UNPLACED, 0);
        }
    }
    good = place(state, pair, slot);
    state->frozen[pair] = true;
    for (int k = 0; k < 2 && good; k++) {
        good = others[k] == TALKS_NONE || talks_state_insert(state, others[k], depth - 1);
    }
    state->frozen[pair] = false;
    if (!good) {
        talks_state_undo(state, before);
    }
    return good;
}

bool talks_state_insert(struct talks_state *state, uint32_t pair, int depth)
{
    const struct talks_frame *frame = state->frame;
    const struct talks_pair *p = &frame->problem->pairs[pair];
    state->work++;
    if (!may_have_more(state, pair) || journal_is_full(state)) {
        return false;
    }
    if (talks_state_insert_free(state, pair)) {
        return true;
    }
    if (frame->zones == 1 && (insert_by_chain(state, pair, p->left, p->right) ||
                              insert_by_chain(state, pair, p->right, p->left) || insert_with_room(state, pair))) {
        return true;
    }
    if (depth == 0) {
        return false;
    }
    for (uint64_t both = frame->open[p->left] & frame->open[p->right]; both != 0; both &= both - 1) {
        if (push_into(state, pair, (uint8_t)__builtin_ctzll(both), depth)) {
            return true;
        }
    }
    return false;
}
