/* Prices for couples of organisations that may meet only once (Lagrange). Whoever meets a couple pays its price, and each
 * price is paid back once: a schedule, which meets a couple at most once, never loses by that, so the best choice at any
 * prices is a bound. A couple that is chosen twice becomes dearer by just so much that one of the two is as good left out;
 * one that has a price and is not chosen becomes cheaper by just so much that one comes back. Each change of a price changes
 * the flow by shortest paths, so that the choice is the best one at the prices all the time. */
#include "match/talks_state.h"

static uint32_t count_chosen(const struct talks_flow *flow, size_t group)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t count = 0;
    for (uint32_t k = frame->group_starts[group]; k < frame->group_starts[group + 1]; k++) {
        count += flow->chosen[frame->group_pairs[k]];
    }
    return count;
}

/* What the cheapest of the chosen ones costs when the others of the couple may not come in its place. */
static int64_t find_least_loss(struct talks_flow *flow, size_t group, bool *banned)
{
    const struct talks_frame *frame = flow->frame;
    int64_t least = INT64_MAX;
    const uint32_t *members = frame->group_pairs + frame->group_starts[group];
    uint32_t count = frame->group_starts[group + 1] - frame->group_starts[group];
    for (uint32_t k = 0; k < count; k++) {
        banned[k] = flow->banned[members[k]];
        flow->banned[members[k]] = banned[k] || !flow->chosen[members[k]];
    }
    for (uint32_t k = 0; k < count; k++) {
        int64_t loss = flow->chosen[members[k]] ? talks_flow_lose(flow, members[k]) : INT64_MAX;
        least = loss < least ? loss : least;
    }
    for (uint32_t k = 0; k < count; k++) {
        flow->banned[members[k]] = banned[k];
    }
    return least;
}

static void raise(struct talks_flow *flow, size_t group, bool *banned)
{
    const struct talks_frame *frame = flow->frame;
    int64_t step = find_least_loss(flow, group, banned);
    const uint32_t *members = frame->group_pairs + frame->group_starts[group];
    uint32_t count = frame->group_starts[group + 1] - frame->group_starts[group];
    for (uint32_t k = 0; k < count; k++) {
        flow->prices[members[k]] += flow->chosen[members[k]] ? 0 : step;
        banned[k] = flow->chosen[members[k]];
    }
    for (uint32_t k = 0; k < count; k++) {
        if (banned[k] && flow->chosen[members[k]]) {
            int64_t loss = talks_flow_lose(flow, members[k]);
            if (loss < step || (loss == step && count_chosen(flow, group) > 1)) {
                talks_flow_turn(flow, members[k]);
            }
        }
        flow->prices[members[k]] += banned[k] ? step : 0;
    }
}

static void lower(struct talks_flow *flow, size_t group)
{
    const struct talks_frame *frame = flow->frame;
    const uint32_t *members = frame->group_pairs + frame->group_starts[group];
    uint32_t count = frame->group_starts[group + 1] - frame->group_starts[group];
    int64_t step = flow->prices[members[0]];
    for (uint32_t k = 0; k < count; k++) {
        int64_t cost = flow->banned[members[k]] ? INT64_MAX : talks_flow_take(flow, members[k]);
        step = cost < step ? cost : step;
    }
    for (uint32_t k = 0; k < count; k++) {
        if (!flow->banned[members[k]] && !flow->chosen[members[k]]) {
            int64_t cost = talks_flow_take(flow, members[k]);
            if (cost < step || (cost == step && count_chosen(flow, group) == 0)) {
                talks_flow_turn(flow, members[k]);
            }
        }
        flow->prices[members[k]] -= step;
    }
}

static int64_t value_with_prices(const struct talks_flow *flow)
{
    const struct talks_frame *frame = flow->frame;
    int64_t value = talks_flow_value(flow);
    for (size_t g = 0; g < frame->group_count; g++) {
        int64_t price = flow->prices[frame->group_pairs[frame->group_starts[g]]];
        value += price * (1 - (int64_t)count_chosen(flow, g));
    }
    return value;
}

int64_t talks_flow_price(struct arena *arena, struct talks_flow *flow, uint64_t budget)
{
    const struct talks_frame *frame = flow->frame;
    bool *banned = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    uint64_t end = flow->work + budget;
    int64_t least = value_with_prices(flow);
    bool going = true;
    while (going && flow->work < end) {
        going = false;
        for (size_t g = 0; g < frame->group_count && flow->work < end; g++) {
            uint32_t count = count_chosen(flow, g);
            if (count > 1) {
                raise(flow, g, banned);
            } else if (count == 0 && flow->prices[frame->group_pairs[frame->group_starts[g]]] > 0) {
                lower(flow, g);
            } else {
                continue;
            }
            going = true;
        }
        int64_t value = value_with_prices(flow);
        least = value < least ? value : least;
    }
    return least;
}
