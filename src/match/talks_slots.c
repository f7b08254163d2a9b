/* The bound that knows slots on both sides, for small events: a pair is told apart by slots, each of which is worth what the
 * pair is; one path for each talk, from a participant over its slot and the same slot of the other. That a pair meets only
 * once is then a couple like any of two organisations: prices and both ways, as in talks_bound.c. */
#include "match/talks_state.h"

struct slots_view {
    struct talks_problem problem;
    struct talks_frame frame;
    uint32_t *of; /* pair of the event */
};

static void list_pairs(struct arena *arena, const struct talks_frame *from, struct slots_view *view)
{
    size_t most = from->pairs * from->slots;
    struct talks_pair *pairs = ARENA_ARRAY(arena, struct talks_pair, most + 1);
    view->of = ARENA_ARRAY(arena, uint32_t, most + 1);
    view->frame.worth = ARENA_ARRAY(arena, int64_t, most + 1);
    view->frame.both = ARENA_ARRAY(arena, uint64_t, most + 1);
    for (uint32_t p = 0; p < from->pairs; p++) {
        for (uint64_t both = from->barred[p] ? 0 : from->both[p]; both != 0; both &= both - 1) {
            size_t k = view->frame.pairs++;
            pairs[k] = from->problem->pairs[p];
            view->of[k] = p;
            view->frame.worth[k] = from->worth[p];
            view->frame.both[k] = both & (~both + 1);
        }
    }
    view->problem.pairs = pairs;
    view->problem.pair_count = view->frame.pairs;
    view->frame.barred = ARENA_ARRAY(arena, bool, view->frame.pairs + 1);
}

static uint32_t count_room(const struct talks_frame *frame, size_t slot)
{
    uint32_t room = 0;
    for (size_t z = 0; z < frame->zones; z++) {
        room += frame->room[slot * frame->zones + z];
    }
    return room;
}

/* Groups: first couples of organisations (without that rule each pair is one), then slots. Without empty ones. */
static void list_groups(struct arena *arena, const struct talks_frame *from, struct slots_view *view)
{
    struct talks_frame *frame = &view->frame;
    size_t couples = from->groups == NULL ? from->pairs : from->group_count;
    uint32_t *numbers = ARENA_ARRAY(arena, uint32_t, couples + from->slots); /* from 1 */
    uint32_t *wanted = ARENA_ARRAY(arena, uint32_t, 2 * frame->pairs + 1);
    frame->group_count = 0;
    frame->groups = ARENA_ARRAY(arena, uint32_t, frame->pairs + 1);
    frame->group_starts = ARENA_ARRAY(arena, uint32_t, couples + from->slots + 2);
    frame->group_mosts = ARENA_ARRAY(arena, uint32_t, couples + from->slots);
    frame->group_pairs = ARENA_ARRAY(arena, uint32_t, 2 * frame->pairs + 1);
    for (uint32_t n = 0; n < 2 * frame->pairs; n++) {
        uint32_t k = n < frame->pairs ? n : n - (uint32_t)frame->pairs;
        size_t slot = (size_t)__builtin_ctzll(frame->both[k]);
        size_t couple = from->groups == NULL ? view->of[k] : from->groups[view->of[k]];
        uint32_t *number = &numbers[n == k ? couple : couples + slot];
        if (*number == 0) {
            *number = (uint32_t)++frame->group_count;
            frame->group_mosts[*number - 1] = n == k ? 1 : count_room(from, slot);
        }
        frame->groups[k] = n == k ? *number - 1 : frame->groups[k];
        wanted[n] = *number - 1;
        frame->group_starts[*number + 1]++;
    }
    for (size_t g = 2; g < frame->group_count + 2; g++) {
        frame->group_starts[g] += frame->group_starts[g - 1];
    }
    for (uint32_t n = 0; n < 2 * frame->pairs; n++) {
        frame->group_pairs[frame->group_starts[wanted[n] + 1]++] = n < frame->pairs ? n : n - (uint32_t)frame->pairs;
    }
}

/* From the prices that the flow without slots has: so the bound begins where that one ended. */
static void begin_prices(struct arena *arena, struct talks_flow *from, const struct slots_view *view,
                         struct talks_flow *out)
{
    int64_t *rents = ARENA_ARRAY(arena, int64_t, from->frame->pairs + 1);
    int64_t *most = ARENA_ARRAY(arena, int64_t, view->frame.group_count + 1);
    talks_flow_list_rents(from, rents);
    for (uint32_t k = 0; k < view->frame.pairs; k++) {
        int64_t *price = &most[view->frame.groups[k]];
        *price = rents[view->of[k]] > *price ? rents[view->of[k]] : *price;
    }
    for (uint32_t k = 0; k < view->frame.pairs; k++) {
        out->prices[k] = most[view->frame.groups[k]];
        out->group_prices[view->frame.groups[k]] = out->prices[k];
    }
}

static void put_anywhere(struct talks_state *state, uint32_t pair, uint8_t slot)
{
    for (uint8_t zone = 0; zone < state->frame->zones; zone++) {
        if (talks_state_put(state, pair, slot, zone)) {
            break;
        }
    }
    state->journal_count = 0;
}

int64_t talks_bound_slots(struct arena *arena, struct talks_flow *from, int64_t known, struct talks_state *out)
{
    const struct talks_frame *frame = from->frame;
    struct slots_view view = {.problem = *frame->problem, .frame = *frame};
    struct talks_flow flow;
    view.frame.problem = &view.problem;
    view.frame.pairs = 0;
    list_pairs(arena, frame, &view);
    list_groups(arena, frame, &view);
    talks_frame_list(arena, &view.frame);
    talks_flow_init(arena, &view.frame, &flow);
    begin_prices(arena, from, &view, &flow);
    talks_flow_split_all(arena, &flow);
    talks_flow_solve(&flow);
    int64_t best = known;
    int64_t bound = talks_bound_branch(arena, &flow, &best);
    if (best > known) {
        talks_state_clear(out);
        for (uint32_t k = 0; k < view.frame.pairs; k++) {
            if (flow.chosen[k]) {
                put_anywhere(out, view.of[k], (uint8_t)__builtin_ctzll(view.frame.both[k]));
            }
        }
    }
    return bound > best ? bound : best;
}
