/* Prices for couples of organisations that may meet only once (Lagrange). Whoever meets a couple pays its price, and each
 * price is paid back once: a schedule, which meets a couple at most once, never loses by that, so the best choice at any
 * prices is a bound. A couple that is chosen twice becomes dearer by just so much that one of the two is as good left out;
 * one that has a price and is not chosen becomes cheaper by just so much that one comes back. Each change of a price changes
 * the flow by shortest paths, so that the choice is the best one at the prices all the time. */
#include "match/talks_state.h"

enum { IDLE_MOST = 3 };

static uint32_t count_chosen(const struct talks_flow *flow, size_t group)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t count = 0;
    for (uint32_t k = frame->group_starts[group]; k < frame->group_starts[group + 1]; k++) {
        count += flow->chosen[frame->group_pairs[k]];
    }
    return count;
}

/* What it costs to do without a chosen pair when no other one of the couple may come in its place. */
static int64_t find_pure_loss(struct talks_flow *flow, uint32_t pair)
{
    const struct talks_frame *frame = flow->frame;
    const uint32_t *members = frame->group_pairs + frame->group_starts[frame->groups[pair]];
    uint32_t count = frame->group_starts[frame->groups[pair] + 1] - frame->group_starts[frame->groups[pair]];
    for (uint32_t k = 0; k < count; k++) {
        flow->shut[members[k]] = flow->banned[members[k]];
        flow->banned[members[k]] = flow->shut[members[k]] || !flow->chosen[members[k]];
    }
    int64_t loss = talks_flow_lose(flow, pair);
    for (uint32_t k = 0; k < count; k++) {
        flow->banned[members[k]] = flow->shut[members[k]];
    }
    return loss;
}

/* One chosen pair dearer by `step`; without it where that is better, or as good and there are too many. */
static void make_dearer(struct talks_flow *flow, uint32_t pair, int64_t step)
{
    int64_t loss = talks_flow_lose(flow, pair);
    if (loss < step || (loss == step && count_chosen(flow, flow->frame->groups[pair]) > 1)) {
        if (find_pure_loss(flow, pair) > loss) {
            (void)talks_flow_lose(flow, pair);
        }
        talks_flow_turn(flow, pair);
    }
}

static void raise_price(struct talks_flow *flow, size_t group)
{
    const struct talks_frame *frame = flow->frame;
    const uint32_t *members = frame->group_pairs + frame->group_starts[group];
    uint32_t count = frame->group_starts[group + 1] - frame->group_starts[group];
    int64_t step = INT64_MAX;
    for (uint32_t k = 0; k < count; k++) {
        int64_t loss = flow->chosen[members[k]] ? find_pure_loss(flow, members[k]) : INT64_MAX;
        step = loss < step ? loss : step;
    }
    for (uint32_t k = 0; k < count; k++) {
        flow->dear[members[k]] = !flow->chosen[members[k]];
        flow->prices[members[k]] += flow->dear[members[k]] ? step : 0;
    }
    for (uint32_t k = 0; k < count; k++) {
        if (!flow->dear[members[k]] && flow->chosen[members[k]]) {
            make_dearer(flow, members[k], step);
        }
        flow->prices[members[k]] += flow->dear[members[k]] ? 0 : step;
    }
}

static void lower_price(struct talks_flow *flow, size_t group)
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

int64_t talks_flow_price(struct talks_flow *flow, uint64_t budget)
{
    const struct talks_frame *frame = flow->frame;
    uint64_t end = flow->work + budget;
    int64_t least = value_with_prices(flow);
    int idle = 0;
    bool going = true;
    while (going && idle < IDLE_MOST && flow->work < end) {
        going = false;
        for (size_t g = 0; g < frame->group_count && flow->work < end; g++) {
            uint32_t count = count_chosen(flow, g);
            if (count > 1) {
                raise_price(flow, g);
            } else if (count == 0 && flow->prices[frame->group_pairs[frame->group_starts[g]]] > 0) {
                lower_price(flow, g);
            } else {
                continue;
            }
            going = true;
        }
        int64_t value = value_with_prices(flow);
        idle = value < least ? 0 : idle + 1;
        least = value < least ? value : least;
    }
    return least;
}
