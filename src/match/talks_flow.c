/* The choice of pairs when it is forgotten who else is where in a slot: a flow from a source through the left, the pairs
 * and the right to a sink, and back. Successive shortest paths; whatever is changed afterwards (a pair banned, a price,
 * one end told apart by slots) costs one more shortest path, so that the choice stays the best one all the time.
 *
 * An end that is told apart has a node for each of its slots, which takes one pair; each of its pairs has a node "in" and a
 * node "out" then. A left end leads to its slots, those to the pairs that may be there; on the right it is the other way.
 * The two ends of a pair need not agree on the slot: that is what makes it a flow, and only a bound. */
#include "base/check.h"
#include "match/talks_state.h"

#include <string.h>

struct queue_ends {
    size_t head, count;
};

static size_t node_room(const struct talks_flow *flow)
{
    return flow->frame->n + 2 + flow->extra_count;
}

static struct talks_node *extra(const struct talks_flow *flow, uint32_t node)
{
    return &flow->extra[node - flow->frame->n - 2];
}

static int64_t worth_of(const struct talks_flow *flow, uint32_t pair)
{
    return flow->frame->worth[pair] - (flow->prices == NULL ? 0 : flow->prices[pair]);
}

static void reach(struct talks_flow *flow, struct queue_ends *ends, uint32_t node, int64_t distance, uint32_t from)
{
    if (distance >= flow->distance[node]) {
        return;
    }
    flow->distance[node] = distance;
    flow->from[node] = from;
    if (!flow->waiting[node]) {
        size_t where = ends->head + ends->count++;
        flow->waiting[node] = true;
        flow->queue[where >= node_room(flow) ? where - node_room(flow) : where] = node;
    }
}

/* Costs of one unit more or less at a participant. */
static int64_t cost_more(const struct talks_flow *flow, uint32_t i)
{
    return flow->through[i] < flow->frame->leasts[i] ? -flow->frame->unit : 0;
}

static int64_t cost_less(const struct talks_flow *flow, uint32_t i)
{
    return flow->through[i] <= flow->frame->leasts[i] ? flow->frame->unit : 0;
}

static void scan_slots_of(struct talks_flow *flow, struct queue_ends *ends, uint32_t i, bool held)
{
    for (uint64_t slots = flow->frame->open[i]; slots != 0; slots &= slots - 1) {
        uint32_t node = flow->first_slot[i] + (uint32_t)__builtin_ctzll(slots);
        if ((extra(flow, node)->held != TALKS_NONE) == held) {
            reach(flow, ends, node, flow->distance[i], i);
        }
    }
}

static void scan_left(struct talks_flow *flow, struct queue_ends *ends, uint32_t i)
{
    const struct talks_frame *frame = flow->frame;
    if (flow->first_slot[i] != 0) {
        scan_slots_of(flow, ends, i, false);
    } else {
        flow->work += frame->starts[i + 1] - frame->starts[i];
        for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
            uint32_t pair = frame->adjacent[k];
            if (!flow->chosen[pair] && !flow->banned[pair] && flow->first_node[pair] == 0) {
                reach(flow, ends, frame->problem->pairs[pair].right, flow->distance[i] - worth_of(flow, pair), i);
            } else if (!flow->chosen[pair] && !flow->banned[pair]) {
                reach(flow, ends, flow->first_node[pair], flow->distance[i], i);
            }
        }
    }
    if (flow->through[i] > 0) {
        reach(flow, ends, (uint32_t)frame->n, flow->distance[i] + cost_less(flow, i), i);
    }
}

static void scan_right(struct talks_flow *flow, struct queue_ends *ends, uint32_t i)
{
    const struct talks_frame *frame = flow->frame;
    if (flow->first_slot[i] != 0) {
        scan_slots_of(flow, ends, i, true);
    } else {
        flow->work += frame->starts[i + 1] - frame->starts[i];
        for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
            uint32_t pair = frame->adjacent[k];
            if (flow->chosen[pair] && flow->first_node[pair] == 0) {
                reach(flow, ends, frame->problem->pairs[pair].left, flow->distance[i] + worth_of(flow, pair), i);
            } else if (flow->chosen[pair]) {
                reach(flow, ends, flow->first_node[pair] + 1, flow->distance[i], i);
            }
        }
    }
    if (flow->through[i] < frame->mosts[i]) {
        reach(flow, ends, (uint32_t)frame->n + 1, flow->distance[i] + cost_more(flow, i), i);
    }
}

/* Source and sink. `around`: also over the arc that joins them. */
static void scan_end(struct talks_flow *flow, struct queue_ends *ends, uint32_t node, bool around)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t left = (uint32_t)frame->problem->left_count;
    uint32_t n = (uint32_t)frame->n;
    bool source = node == n;
    flow->work += source ? left : n - left;
    for (uint32_t i = source ? 0 : left; i < (source ? left : n); i++) {
        if (source && flow->through[i] < frame->mosts[i]) {
            reach(flow, ends, i, flow->distance[node] + cost_more(flow, i), node);
        } else if (!source && flow->through[i] > 0) {
            reach(flow, ends, i, flow->distance[node] + cost_less(flow, i), node);
        }
    }
    if (around && (source ? flow->total > 0 : flow->total < frame->table_sum)) {
        reach(flow, ends, source ? n + 1 : n, flow->distance[node], node);
    }
}

static void scan_slot(struct talks_flow *flow, struct queue_ends *ends, uint32_t node)
{
    const struct talks_frame *frame = flow->frame;
    const struct talks_node *slot = extra(flow, node);
    uint32_t i = slot->owner;
    int64_t distance = flow->distance[node];
    if (i >= frame->problem->left_count) {
        reach(flow, ends, slot->held == TALKS_NONE ? i : flow->first_node[slot->held] + 1, distance, node);
        return;
    }
    if (slot->held != TALKS_NONE) {
        reach(flow, ends, i, distance, node);
    }
    flow->work += frame->starts[i + 1] - frame->starts[i];
    for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
        uint32_t pair = frame->adjacent[k];
        if (!flow->banned[pair] && slot->held != pair && (frame->both[pair] >> slot->kind & 1) != 0) {
            reach(flow, ends, flow->first_node[pair], distance, node);
        }
    }
}

static void scan_in(struct talks_flow *flow, struct queue_ends *ends, uint32_t node)
{
    uint32_t pair = extra(flow, node)->owner;
    uint32_t left = flow->frame->problem->pairs[pair].left;
    if (!flow->chosen[pair]) {
        reach(flow, ends, node + 1, flow->distance[node] - worth_of(flow, pair), node);
    } else if (flow->first_slot[left] == 0) {
        reach(flow, ends, left, flow->distance[node], node);
    } else if (flow->left_slot[pair] != TALKS_UNPLACED) {
        reach(flow, ends, flow->first_slot[left] + flow->left_slot[pair], flow->distance[node], node);
    }
}

static void scan_out(struct talks_flow *flow, struct queue_ends *ends, uint32_t node)
{
    uint32_t pair = extra(flow, node)->owner;
    uint32_t right = flow->frame->problem->pairs[pair].right;
    if (flow->chosen[pair] && !flow->banned[pair]) {
        reach(flow, ends, node - 1, flow->distance[node] + worth_of(flow, pair), node);
    }
    if (flow->first_slot[right] == 0) {
        if (!flow->chosen[pair]) {
            reach(flow, ends, right, flow->distance[node], node);
        }
        return;
    }
    for (uint64_t both = flow->frame->both[pair]; both != 0; both &= both - 1) {
        uint32_t slot = flow->first_slot[right] + (uint32_t)__builtin_ctzll(both);
        if (extra(flow, slot)->held != pair) {
            reach(flow, ends, slot, flow->distance[node], node);
        }
    }
}

static void scan(struct talks_flow *flow, struct queue_ends *ends, uint32_t node, bool around)
{
    flow->work++;
    if (node < flow->frame->problem->left_count) {
        scan_left(flow, ends, node);
    } else if (node < flow->frame->n) {
        scan_right(flow, ends, node);
    } else if (node < flow->frame->n + 2) {
        scan_end(flow, ends, node, around);
    } else if (extra(flow, node)->kind == TALKS_NODE_IN) {
        scan_in(flow, ends, node);
    } else if (extra(flow, node)->kind == TALKS_NODE_OUT) {
        scan_out(flow, ends, node);
    } else {
        scan_slot(flow, ends, node);
    }
}

static void run_queue(struct talks_flow *flow, struct queue_ends *ends, uint32_t goal, bool around)
{
    size_t nodes = node_room(flow);
    while (ends->count > 0) {
        uint32_t node = flow->queue[ends->head];
        ends->head = ends->head + 1 == nodes ? 0 : ends->head + 1;
        ends->count--;
        flow->waiting[node] = false;
        if (node != goal) {
            scan(flow, ends, node, around);
        }
    }
}

static void forget_distances(struct talks_flow *flow)
{
    size_t nodes = node_room(flow);
    flow->work += nodes;
    for (size_t i = 0; i < nodes; i++) {
        flow->distance[i] = INT64_MAX / 4;
        flow->waiting[i] = false;
    }
}

static bool find_path(struct talks_flow *flow, uint32_t start, uint32_t goal, bool around)
{
    struct queue_ends ends = {0, 0};
    forget_distances(flow);
    reach(flow, &ends, start, 0, TALKS_NONE);
    run_queue(flow, &ends, goal, around);
    return flow->distance[goal] < INT64_MAX / 4;
}

/* --- along a path ---------------------------------------------------------------------------------------------------- */

/* Between a slot and a pair. What was put there later on the path was seen before, and stays. */
static void push_slot(struct talks_flow *flow, uint32_t slot, uint32_t pair, bool put)
{
    struct talks_node *node = extra(flow, slot);
    uint8_t *at = node->owner < flow->frame->problem->left_count ? &flow->left_slot[pair] : &flow->right_slot[pair];
    if (put) {
        node->held = pair;
        *at = node->kind;
        return;
    }
    node->held = node->held == pair ? TALKS_NONE : node->held;
    *at = *at == node->kind ? TALKS_UNPLACED : *at;
}

static void push_extra(struct talks_flow *flow, uint32_t before, uint32_t node)
{
    uint32_t n = (uint32_t)flow->frame->n;
    const struct talks_node *one = before < n + 2 ? NULL : extra(flow, before);
    const struct talks_node *other = node < n + 2 ? NULL : extra(flow, node);
    if (one == NULL || other == NULL) {
        return; /* between a participant and its slots or pairs: told by what they hold */
    }
    if (one->kind >= TALKS_NODE_IN && other->kind >= TALKS_NODE_IN) {
        flow->chosen[one->owner] = one->kind == TALKS_NODE_IN;
    } else if (one->kind >= TALKS_NODE_IN) {
        push_slot(flow, node, one->owner, one->kind == TALKS_NODE_OUT);
    } else {
        push_slot(flow, before, other->owner, other->kind == TALKS_NODE_IN);
    }
}

static void push_step(struct talks_flow *flow, uint32_t before, uint32_t node)
{
    const struct talks_problem *problem = flow->frame->problem;
    uint32_t n = (uint32_t)flow->frame->n;
    if (before >= n + 2 || node >= n + 2) {
        push_extra(flow, before, node);
    } else if (before < n && node < n) {
        bool on = before < node;
        flow->chosen[on ? talks_find_pair(problem, before, node) : talks_find_pair(problem, node, before)] = on;
    } else if (before >= n && node >= n) {
        flow->total = before == n ? flow->total - 1 : flow->total + 1;
    } else if (before < n) {
        flow->through[before] = node == n ? flow->through[before] - 1 : flow->through[before] + 1;
    } else {
        flow->through[node] = before == n ? flow->through[node] + 1 : flow->through[node] - 1;
    }
}

/* From the goal of the path that was found back to its start. */
static void push_unit(struct talks_flow *flow, uint32_t start, uint32_t goal)
{
    for (uint32_t node = goal; node != start; node = flow->from[node]) {
        push_step(flow, flow->from[node], node);
    }
}

/* --- the best choice, and changes to it ------------------------------------------------------------------------------- */

void talks_flow_solve(struct talks_flow *flow)
{
    uint32_t source = (uint32_t)flow->frame->n;
    while (flow->total < flow->frame->table_sum && find_path(flow, source, source + 1, false) &&
           flow->distance[source + 1] < 0) {
        push_unit(flow, source, source + 1);
        flow->total++;
    }
}

static uint32_t begin_of(const struct talks_flow *flow, uint32_t pair)
{
    return flow->first_node[pair] == 0 ? flow->frame->problem->pairs[pair].left : flow->first_node[pair];
}

static uint32_t end_of(const struct talks_flow *flow, uint32_t pair)
{
    return flow->first_node[pair] == 0 ? flow->frame->problem->pairs[pair].right : flow->first_node[pair] + 1;
}

void talks_flow_ban(struct talks_flow *flow, uint32_t pair)
{
    if (flow->chosen[pair] && talks_flow_lose(flow, pair) < INT64_MAX) {
        talks_flow_turn(flow, pair);
    }
    flow->banned[pair] = true;
}

void talks_flow_lead(struct talks_flow *flow, uint32_t start, uint32_t goal)
{
    CHECK(find_path(flow, start, goal, true)); /* the unit can always be given up */
    push_unit(flow, start, goal);
}

int64_t talks_flow_lose(struct talks_flow *flow, uint32_t pair)
{
    flow->banned[pair] = true;
    bool found = find_path(flow, begin_of(flow, pair), end_of(flow, pair), true);
    flow->banned[pair] = false;
    return found ? flow->distance[end_of(flow, pair)] + worth_of(flow, pair) : INT64_MAX;
}

int64_t talks_flow_take(struct talks_flow *flow, uint32_t pair)
{
    bool found = find_path(flow, end_of(flow, pair), begin_of(flow, pair), true);
    return found ? flow->distance[begin_of(flow, pair)] - worth_of(flow, pair) : INT64_MAX;
}

void talks_flow_turn(struct talks_flow *flow, uint32_t pair)
{
    uint32_t begin = begin_of(flow, pair);
    uint32_t end = end_of(flow, pair);
    push_unit(flow, flow->chosen[pair] ? begin : end, flow->chosen[pair] ? end : begin);
    flow->chosen[pair] = !flow->chosen[pair];
}

int64_t talks_flow_value(const struct talks_flow *flow)
{
    const struct talks_frame *frame = flow->frame;
    int64_t value = 0;
    for (size_t p = 0; p < frame->pairs; p++) {
        value += flow->chosen[p] ? frame->worth[p] : 0;
    }
    for (size_t i = 0; i < frame->n; i++) {
        uint32_t counted = flow->through[i] < frame->leasts[i] ? flow->through[i] : frame->leasts[i];
        value += frame->unit * (int64_t)counted;
    }
    return value;
}

void talks_flow_list_rents(struct talks_flow *flow, int64_t *rents)
{
    const struct talks_frame *frame = flow->frame;
    struct queue_ends ends = {0, 0};
    forget_distances(flow);
    for (uint32_t node = 0; node < node_room(flow); node++) {
        reach(flow, &ends, node, 0, TALKS_NONE);
    }
    run_queue(flow, &ends, TALKS_NONE, true);
    for (uint32_t p = 0; p < frame->pairs; p++) {
        int64_t rent = worth_of(flow, p) - flow->distance[begin_of(flow, p)] + flow->distance[end_of(flow, p)];
        rents[p] = (flow->prices == NULL ? 0 : flow->prices[p]) + (flow->chosen[p] && rent > 0 ? rent : 0);
    }
}
