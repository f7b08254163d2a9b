/* The choice of pairs when slots are forgotten: a flow from a source through the left, the pairs and the right to a sink,
 * and back. Successive shortest paths; a pair that is banned afterwards is led round by one more shortest path, so that the
 * choice stays the best one all the time. */
#include "match/talks_state.h"

#include <string.h>

void talks_flow_init(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out)
{
    *out = (struct talks_flow){.frame = frame};
    out->chosen = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    out->banned = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    out->through = ARENA_ARRAY(arena, uint32_t, frame->n);
    out->distance = ARENA_ARRAY(arena, int64_t, frame->n + 2);
    out->from = ARENA_ARRAY(arena, uint32_t, frame->n + 2);
    out->queue = ARENA_ARRAY(arena, uint32_t, frame->n + 3);
    out->waiting = ARENA_ARRAY(arena, bool, frame->n + 2);
    if (frame->pairs > 0) {
        (void)memcpy(out->banned, frame->barred, frame->pairs * sizeof *out->banned);
    }
}

void talks_flow_copy(struct talks_flow *to, const struct talks_flow *from)
{
    const struct talks_frame *frame = from->frame;
    (void)memcpy(to->chosen, from->chosen, frame->pairs * sizeof *to->chosen);
    (void)memcpy(to->banned, from->banned, frame->pairs * sizeof *to->banned);
    (void)memcpy(to->through, from->through, frame->n * sizeof *to->through);
    to->total = from->total;
}

struct queue_ends {
    size_t head, count;
};

static void reach(struct talks_flow *flow, struct queue_ends *ends, uint32_t node, int64_t distance, uint32_t from)
{
    if (distance >= flow->distance[node]) {
        return;
    }
    flow->distance[node] = distance;
    flow->from[node] = from;
    if (!flow->waiting[node]) {
        flow->waiting[node] = true;
        flow->queue[(ends->head + ends->count) % (flow->frame->n + 3)] = node;
        ends->count++;
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

static void scan_participant(struct talks_flow *flow, struct queue_ends *ends, uint32_t i)
{
    const struct talks_frame *frame = flow->frame;
    const struct talks_pair *pairs = frame->problem->pairs;
    uint32_t source = (uint32_t)frame->n;
    bool left = i < frame->problem->left_count;
    flow->work += frame->starts[i + 1] - frame->starts[i] + 1;
    for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
        uint32_t pair = frame->adjacent[k];
        if (left && !flow->chosen[pair] && !flow->banned[pair]) {
            reach(flow, ends, pairs[pair].right, flow->distance[i] - frame->worth[pair], pair);
        } else if (!left && flow->chosen[pair]) {
            reach(flow, ends, pairs[pair].left, flow->distance[i] + frame->worth[pair], pair);
        }
    }
    if (left && flow->through[i] > 0) {
        reach(flow, ends, source, flow->distance[i] + cost_less(flow, i), (uint32_t)frame->pairs + i);
    }
    if (!left && flow->through[i] < frame->mosts[i]) {
        reach(flow, ends, source + 1, flow->distance[i] + cost_more(flow, i), (uint32_t)frame->pairs + i);
    }
}

/* Source and sink. `around`: also over the arc that joins them. */
static void scan_end(struct talks_flow *flow, struct queue_ends *ends, uint32_t node, bool around)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t left = (uint32_t)frame->problem->left_count;
    uint32_t n = (uint32_t)frame->n;
    uint32_t code = (uint32_t)frame->pairs + node;
    bool source = node == n;
    flow->work += source ? left : n - left;
    for (uint32_t i = source ? 0 : left; i < (source ? left : n); i++) {
        if (source && flow->through[i] < frame->mosts[i]) {
            reach(flow, ends, i, flow->distance[node] + cost_more(flow, i), code);
        } else if (!source && flow->through[i] > 0) {
            reach(flow, ends, i, flow->distance[node] + cost_less(flow, i), code);
        }
    }
    if (around && (source ? flow->total > 0 : flow->total < frame->table_sum)) {
        reach(flow, ends, source ? n + 1 : n, flow->distance[node], code);
    }
}

static bool find_path(struct talks_flow *flow, uint32_t start, uint32_t goal, bool around)
{
    size_t nodes = flow->frame->n + 2;
    struct queue_ends ends = {0, 0};
    flow->work += nodes;
    for (size_t i = 0; i < nodes; i++) {
        flow->distance[i] = INT64_MAX / 4;
        flow->waiting[i] = false;
    }
    reach(flow, &ends, start, 0, TALKS_NONE);
    while (ends.count > 0) {
        uint32_t node = flow->queue[ends.head];
        ends.head = (ends.head + 1) % (flow->frame->n + 3);
        ends.count--;
        flow->waiting[node] = false;
        if (node == goal) {
            continue;
        }
        if (node < flow->frame->n) {
            scan_participant(flow, &ends, node);
        } else {
            scan_end(flow, &ends, node, around);
        }
    }
    return flow->distance[goal] < INT64_MAX / 4;
}

/* Along the path that was found, from its goal back. */
static void push_unit(struct talks_flow *flow, uint32_t start, uint32_t goal)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t n = (uint32_t)frame->n;
    uint32_t node = goal;
    while (node != start) {
        uint32_t code = flow->from[node];
        if (code < frame->pairs) {
            const struct talks_pair *pair = &frame->problem->pairs[code];
            flow->chosen[code] = node == pair->right;
            node = node == pair->right ? pair->left : pair->right;
            continue;
        }
        uint32_t before = code - (uint32_t)frame->pairs;
        if (before >= n && node >= n) {
            flow->total = before == n ? flow->total - 1 : flow->total + 1;
        } else if (before < n) {
            flow->through[before] = node == n ? flow->through[before] - 1 : flow->through[before] + 1;
        } else {
            flow->through[node] = before == n ? flow->through[node] + 1 : flow->through[node] - 1;
        }
        node = before;
    }
}

void talks_flow_solve(struct talks_flow *flow)
{
    uint32_t source = (uint32_t)flow->frame->n;
    while (flow->total < flow->frame->table_sum && find_path(flow, source, source + 1, false) &&
           flow->distance[source + 1] < 0) {
        push_unit(flow, source, source + 1);
        flow->total++;
    }
}

void talks_flow_ban(struct talks_flow *flow, uint32_t pair)
{
    const struct talks_pair *meeting = &flow->frame->problem->pairs[pair];
    bool was = flow->chosen[pair];
    flow->banned[pair] = true;
    flow->chosen[pair] = false;
    if (was && find_path(flow, meeting->left, meeting->right, true)) {
        push_unit(flow, meeting->left, meeting->right);
    }
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
