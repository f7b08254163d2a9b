/* The nodes of the flow. At first a participant is one node, which only counts. Only whose chosen pairs cannot all have own
 * slots is told apart by slots: most never are, and the flow stays small. */
#include "match/talks_state.h"

#include <string.h>

/* --- arrays ---------------------------------------------------------------------------------------------------------- */

static void make_nodes(struct arena *arena, struct talks_flow *flow, size_t room)
{
    size_t nodes = flow->frame->n + 2 + room;
    flow->extra_room = room;
    flow->extra = ARENA_ARRAY(arena, struct talks_node, room + 1);
    flow->distance = ARENA_ARRAY(arena, int64_t, nodes);
    flow->from = ARENA_ARRAY(arena, uint32_t, nodes);
    flow->queue = ARENA_ARRAY(arena, uint32_t, nodes);
    flow->waiting = ARENA_ARRAY(arena, bool, nodes);
}

static void make_choice(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out)
{
    *out = (struct talks_flow){.frame = frame};
    out->chosen = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    out->banned = ARENA_ARRAY(arena, bool, frame->pairs + 1);
    out->through = ARENA_ARRAY(arena, uint32_t, frame->n);
    out->left_slot = ARENA_ARRAY(arena, uint8_t, frame->pairs + 1);
    out->right_slot = ARENA_ARRAY(arena, uint8_t, frame->pairs + 1);
    out->shut = ARENA_ARRAY(arena, bool, frame->groups == NULL ? 1 : frame->pairs + 1);
    out->dear = ARENA_ARRAY(arena, bool, frame->groups == NULL ? 1 : frame->pairs + 1);
    out->group_prices = ARENA_ARRAY(arena, int64_t, frame->group_count + 1);
    out->group_steps = ARENA_ARRAY(arena, int64_t, frame->group_count + 1);
    out->prices = frame->groups == NULL ? NULL : ARENA_ARRAY(arena, int64_t, frame->pairs + 1);
}

void talks_flow_init(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out)
{
    make_choice(arena, frame, out);
    out->first_slot = ARENA_ARRAY(arena, uint32_t, frame->n);
    out->first_node = ARENA_ARRAY(arena, uint32_t, frame->pairs + 1);
    make_nodes(arena, out, 0);
    (void)memset(out->left_slot, TALKS_UNPLACED, frame->pairs + 1);
    (void)memset(out->right_slot, TALKS_UNPLACED, frame->pairs + 1);
    if (frame->pairs > 0) {
        (void)memcpy(out->banned, frame->barred, frame->pairs * sizeof *out->banned);
    }
}

void talks_flow_clone(struct arena *arena, const struct talks_flow *from, struct talks_flow *out)
{
    make_choice(arena, from->frame, out);
    out->first_slot = from->first_slot;
    out->first_node = from->first_node;
    make_nodes(arena, out, from->extra_count);
    out->extra_count = from->extra_count;
    talks_flow_copy(out, from);
}

void talks_flow_copy(struct talks_flow *to, const struct talks_flow *from)
{
    const struct talks_frame *frame = from->frame;
    size_t pairs = frame->pairs + 1;
    (void)memcpy(to->chosen, from->chosen, pairs * sizeof *to->chosen);
    (void)memcpy(to->banned, from->banned, pairs * sizeof *to->banned);
    (void)memcpy(to->through, from->through, frame->n * sizeof *to->through);
    (void)memcpy(to->left_slot, from->left_slot, pairs);
    (void)memcpy(to->right_slot, from->right_slot, pairs);
    (void)memcpy(to->extra, from->extra, (from->extra_count + 1) * sizeof *to->extra);
    if (from->prices != NULL) {
        (void)memcpy(to->prices, from->prices, pairs * sizeof *to->prices);
        (void)memcpy(to->group_prices, from->group_prices, frame->group_count * sizeof *to->group_prices);
    }
    to->total = from->total;
}

static void grow(struct arena *arena, struct talks_flow *flow, size_t wanted)
{
    if (flow->extra_count + wanted > flow->extra_room) {
        const struct talks_node *old = flow->extra;
        make_nodes(arena, flow, 2 * (flow->extra_count + wanted));
        (void)memcpy(flow->extra, old, flow->extra_count * sizeof *old);
    }
}

static uint32_t add_node(struct talks_flow *flow, uint32_t owner, uint8_t kind)
{
    flow->extra[flow->extra_count] = (struct talks_node){.owner = owner, .held = TALKS_NONE, .kind = kind};
    return (uint32_t)(flow->frame->n + 2 + flow->extra_count++);
}

/* --- pairs into the slots of one participant ------------------------------------------------------------------------- */

struct fitting {
    const struct talks_frame *frame;
    uint32_t at[TALKS_SLOTS_MOST];
    uint64_t seen;
};

static bool fit(struct fitting *fitting, uint32_t pair)
{
    uint64_t both = fitting->frame->both[pair];
    while ((both & ~fitting->seen) != 0) {
        uint64_t next = both & ~fitting->seen;
        size_t slot = (size_t)__builtin_ctzll(next);
        fitting->seen |= 1ULL << slot;
        if (fitting->at[slot] == TALKS_NONE || fit(fitting, fitting->at[slot])) {
            fitting->at[slot] = pair;
            return true;
        }
    }
    return false;
}

/* As many of the chosen pairs of i as can be, each into a slot (Kuhn 1955). True when all are. */
static bool fit_all(const struct talks_flow *flow, uint32_t i, struct fitting *out)
{
    const struct talks_frame *frame = flow->frame;
    bool all = true;
    out->frame = frame;
    (void)memset(out->at, 0xff, sizeof out->at);
    for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
        out->seen = 0;
        all = (!flow->chosen[frame->adjacent[k]] || fit(out, frame->adjacent[k])) && all;
    }
    return all;
}

/* --- telling apart --------------------------------------------------------------------------------------------------- */

static void split(struct arena *arena, struct talks_flow *flow, uint32_t i, const struct fitting *fitting)
{
    const struct talks_frame *frame = flow->frame;
    bool left = i < frame->problem->left_count;
    uint8_t *at = left ? flow->left_slot : flow->right_slot;
    grow(arena, flow, frame->slots + 2 * (frame->starts[i + 1] - frame->starts[i]));
    flow->first_slot[i] = (uint32_t)(frame->n + 2 + flow->extra_count);
    for (uint8_t s = 0; s < frame->slots; s++) {
        uint32_t node = add_node(flow, i, s);
        flow->extra[node - frame->n - 2].held = fitting->at[s];
        if (fitting->at[s] != TALKS_NONE) {
            at[fitting->at[s]] = s;
        }
    }
    for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
        uint32_t pair = frame->adjacent[k];
        if (flow->first_node[pair] == 0) {
            flow->first_node[pair] = add_node(flow, pair, TALKS_NODE_IN);
            (void)add_node(flow, pair, TALKS_NODE_OUT);
        }
    }
    for (uint32_t k = frame->starts[i]; k < frame->starts[i + 1]; k++) {
        uint32_t pair = frame->adjacent[k];
        if (flow->chosen[pair] && at[pair] == TALKS_UNPLACED) {
            talks_flow_lead(flow, left ? i : flow->first_node[pair] + 1, left ? flow->first_node[pair] : i);
        }
    }
}

void talks_flow_split(struct arena *arena, struct talks_flow *flow, const struct talks_flow *choice, uint64_t budget)
{
    struct fitting fitting;
    uint64_t end = flow->work + budget;
    bool going = true;
    while (going) {
        going = false;
        for (uint32_t i = 0; i < flow->frame->n && flow->work < end; i++) {
            if (flow->first_slot[i] == 0 && !fit_all(choice, i, &fitting)) {
                (void)fit_all(flow, i, &fitting);
                split(arena, flow, i, &fitting);
                going = true;
            }
        }
    }
}

void talks_flow_split_all(struct arena *arena, struct talks_flow *flow)
{
    struct fitting nothing;
    (void)memset(nothing.at, 0xff, sizeof nothing.at);
    for (uint32_t i = 0; i < flow->frame->n; i++) {
        split(arena, flow, i, &nothing);
    }
}
