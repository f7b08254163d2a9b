/* Prices for what may be chosen only so often (Lagrange): a couple of organisations once, a slot as often as it has tables.
 * Whoever is chosen pays the prices of its groups, and each price is paid back as often as its group may be chosen: a
 * schedule never loses by that, so the best choice at any prices is a bound. A group that is chosen too often becomes dearer
 * by just so much that one of it is as good left out; one that has a price and is chosen too seldom becomes cheaper by just so
 * much that one comes back. Where that leads no further, all prices move a little together (Polyak 1969). Each change of a
 * price changes the flow by shortest paths, so that the choice is the best one at the prices all the time. */
#include "match/talks_state.h"

enum { IDLE_MOST = 2, TOGETHER_MOST = 12 };

struct members {
    const uint32_t *pairs;
    uint32_t count;
};

static struct members list_members(const struct talks_flow *flow, size_t group)
{
    const struct talks_frame *frame = flow->frame;
    return (struct members){frame->group_pairs + frame->group_starts[group],
                            frame->group_starts[group + 1] - frame->group_starts[group]};
}

/* How many are chosen beyond what may be; below 0: fewer. */
static int64_t count_excess(const struct talks_flow *flow, size_t group)
{
    struct members members = list_members(flow, group);
    int64_t count = 0;
    for (uint32_t k = 0; k < members.count; k++) {
        count += flow->chosen[members.pairs[k]];
    }
    return count - (int64_t)flow->frame->group_mosts[group];
}

/* What it costs to do without a chosen pair when no other one of the group may come in its place. */
static int64_t find_pure_loss(struct talks_flow *flow, size_t group, uint32_t pair)
{
    struct members members = list_members(flow, group);
    for (uint32_t k = 0; k < members.count; k++) {
        flow->shut[members.pairs[k]] = flow->banned[members.pairs[k]];
        flow->banned[members.pairs[k]] = flow->shut[members.pairs[k]] || !flow->chosen[members.pairs[k]];
    }
    int64_t loss = talks_flow_lose(flow, pair);
    for (uint32_t k = 0; k < members.count; k++) {
        flow->banned[members.pairs[k]] = flow->shut[members.pairs[k]];
    }
    return loss;
}

/* A chosen pair dearer by `step`: without it where that is better, or as good and there are too many. */
static void make_dearer(struct talks_flow *flow, size_t group, uint32_t pair, int64_t step)
{
    int64_t loss = talks_flow_lose(flow, pair);
    if (loss < step || (loss == step && count_excess(flow, group) > 0)) {
        if (find_pure_loss(flow, group, pair) > loss) {
            (void)talks_flow_lose(flow, pair);
        }
        talks_flow_turn(flow, pair);
    }
}

/* All of a group dearer. Those not chosen first: what is not chosen stays so. */
static void raise_by(struct talks_flow *flow, size_t group, int64_t step)
{
    struct members members = list_members(flow, group);
    for (uint32_t k = 0; k < members.count; k++) {
        flow->dear[members.pairs[k]] = !flow->chosen[members.pairs[k]];
        flow->prices[members.pairs[k]] += flow->dear[members.pairs[k]] ? step : 0;
    }
    for (uint32_t k = 0; k < members.count; k++) {
        if (!flow->dear[members.pairs[k]] && flow->chosen[members.pairs[k]]) {
            make_dearer(flow, group, members.pairs[k], step);
        }
        flow->prices[members.pairs[k]] += flow->dear[members.pairs[k]] ? 0 : step;
    }
    flow->group_prices[group] += step;
}

static void lower_by(struct talks_flow *flow, size_t group, int64_t step)
{
    struct members members = list_members(flow, group);
    for (uint32_t k = 0; k < members.count; k++) {
        uint32_t pair = members.pairs[k];
        if (!flow->banned[pair] && !flow->chosen[pair]) {
            int64_t cost = talks_flow_take(flow, pair);
            if (cost < step || (cost == step && count_excess(flow, group) < 0)) {
                talks_flow_turn(flow, pair);
            }
        }
        flow->prices[pair] -= step;
    }
    flow->group_prices[group] -= step;
}

static void raise_price(struct talks_flow *flow, size_t group)
{
    struct members members = list_members(flow, group);
    int64_t step = INT64_MAX;
    for (uint32_t k = 0; k < members.count; k++) {
        uint32_t pair = members.pairs[k];
        int64_t loss = flow->chosen[pair] ? find_pure_loss(flow, group, pair) : INT64_MAX;
        step = loss < step ? loss : step;
    }
    raise_by(flow, group, step);
}

static void lower_price(struct talks_flow *flow, size_t group)
{
    struct members members = list_members(flow, group);
    int64_t step = flow->group_prices[group];
    for (uint32_t k = 0; k < members.count; k++) {
        bool may = !flow->banned[members.pairs[k]] && !flow->chosen[members.pairs[k]];
        int64_t cost = may ? talks_flow_take(flow, members.pairs[k]) : INT64_MAX;
        step = cost < step ? cost : step;
    }
    lower_by(flow, group, step);
}

static bool is_idle(const struct talks_flow *flow, size_t group)
{
    return flow->group_prices[group] > 0 && count_excess(flow, group) < 0;
}

bool talks_flow_unprice(struct talks_flow *flow)
{
    for (size_t g = 0; g < flow->frame->group_count; g++) {
        if (is_idle(flow, g)) {
            lower_by(flow, g, flow->group_prices[g]);
            return true;
        }
    }
    return false;
}

static int64_t value_with_prices(const struct talks_flow *flow)
{
    int64_t value = talks_flow_value(flow);
    for (size_t g = 0; g < flow->frame->group_count; g++) {
        value -= flow->group_prices[g] == 0 ? 0 : flow->group_prices[g] * count_excess(flow, g);
    }
    return value;
}

/* One group after another. False when all is settled. */
static bool move_each(struct talks_flow *flow, uint64_t end)
{
    bool going = false;
    for (size_t g = 0; g < flow->frame->group_count && flow->work < end; g++) {
        if (count_excess(flow, g) > 0) {
            raise_price(flow, g);
            going = true;
        } else if (is_idle(flow, g)) {
            lower_price(flow, g);
            going = true;
        }
    }
    return going;
}

/* All by the same step, which would lead to `known` if the choice stayed as it is. */
static bool move_together(struct talks_flow *flow, int64_t over, uint64_t end)
{
    const struct talks_frame *frame = flow->frame;
    int64_t squares = 0;
    for (size_t g = 0; g < frame->group_count; g++) {
        int64_t excess = count_excess(flow, g);
        flow->group_steps[g] = excess > 0 || flow->group_prices[g] > 0 ? excess : 0;
        squares += flow->group_steps[g] * flow->group_steps[g];
    }
    for (size_t g = 0; squares > 0 && g < frame->group_count && flow->work < end; g++) {
        int64_t step = (over / squares + 1) * flow->group_steps[g];
        if (step > 0) {
            raise_by(flow, g, step);
        } else if (step < 0) {
            lower_by(flow, g, -step < flow->group_prices[g] ? -step : flow->group_prices[g]);
        }
    }
    return squares > 0;
}

int64_t talks_flow_price(struct talks_flow *flow, int64_t known, uint64_t budget)
{
    uint64_t end = flow->work + budget;
    int64_t least = value_with_prices(flow);
    int64_t value = least;
    int idle = 0;
    bool going = true;
    while (going && idle < IDLE_MOST + TOGETHER_MOST && least >= known && flow->work < end) {
        going = idle < IDLE_MOST ? move_each(flow, end) : move_together(flow, value - known, end);
        value = value_with_prices(flow);
        idle = value < least && idle < IDLE_MOST ? 0 : idle + 1;
        least = value < least ? value : least;
    }
    return least;
}
