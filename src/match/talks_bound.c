/* The bound, and the choice that the search begins with: flow, ends told apart, prices; and where prices alone do not
 * settle a couple of organisations that is chosen twice, both ways are looked at: without one of the two pairs, or without
 * all others of the couple (Land & Doig 1960). */
#include "match/talks_state.h"

enum { DEPTH_MOST = 40, ROUNDS_MOST = 6, CLONE_PAIRS = 200000 };
#define SPLIT_WORK  200000000ULL
#define PRICE_WORK  200000000ULL
#define BRANCH_WORK 100000000ULL

struct branching {
    struct arena *arena;
    struct talks_flow levels[DEPTH_MOST];
    size_t level_count;
    struct talks_flow best; /* the best choice that meets no couple twice */
    int64_t best_value;     /* -1: none */
    uint64_t work;
};

/* The value of no schedule lies between two multiples of the step that all weights have. */
static int64_t round_value(const struct talks_frame *frame, int64_t value)
{
    return value - value % frame->top % frame->unit % frame->weight_step;
}

static bool has_others(const struct talks_flow *flow, uint32_t pair)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t group = frame->groups[pair];
    for (uint32_t k = frame->group_starts[group]; k < frame->group_starts[group + 1]; k++) {
        if (frame->group_pairs[k] != pair && !flow->banned[frame->group_pairs[k]]) {
            return true;
        }
    }
    return false;
}

/* One that is chosen of a group that is chosen too often, and whose couple is still open; the one that is worth least.
 * `fine`: there is no such group. */
static uint32_t find_conflict(const struct talks_flow *flow, bool *fine)
{
    const struct talks_frame *frame = flow->frame;
    *fine = true;
    for (size_t g = 0; g < frame->group_count; g++) {
        uint32_t least = TALKS_NONE;
        uint32_t count = 0;
        for (uint32_t k = frame->group_starts[g]; k < frame->group_starts[g + 1]; k++) {
            uint32_t pair = frame->group_pairs[k];
            count += flow->chosen[pair];
            if (flow->chosen[pair] && (least == TALKS_NONE || frame->worth[pair] < frame->worth[least]) &&
                has_others(flow, pair)) {
                least = pair;
            }
        }
        *fine = *fine && count <= frame->group_mosts[g];
        if (count > frame->group_mosts[g] && least != TALKS_NONE) {
            return least;
        }
    }
    return TALKS_NONE;
}

static void ban_others(struct talks_flow *flow, uint32_t pair)
{
    const struct talks_frame *frame = flow->frame;
    uint32_t group = frame->groups[pair];
    for (uint32_t k = frame->group_starts[group]; k < frame->group_starts[group + 1]; k++) {
        if (frame->group_pairs[k] != pair) {
            talks_flow_ban(flow, frame->group_pairs[k]);
        }
    }
}

static struct talks_flow *get_level(struct branching *branching, size_t depth, const struct talks_flow *from)
{
    struct talks_flow *level = &branching->levels[depth];
    if (depth < branching->level_count) {
        talks_flow_copy(level, from);
    } else {
        talks_flow_clone(branching->arena, from, level);
        branching->level_count = depth + 1;
    }
    return level;
}

/* No choice that comes from this one is above what is returned. */
static int64_t explore(struct branching *branching, struct talks_flow *flow, size_t depth)
{
    const struct talks_frame *frame = flow->frame;
    uint64_t before = flow->work;
    int64_t bound = round_value(frame, talks_flow_price(flow, branching->best_value + frame->weight_step, PRICE_WORK));
    branching->work += flow->work - before;
    bool fine;
    uint32_t pair = find_conflict(flow, &fine);
    if (fine && talks_flow_value(flow) > branching->best_value) {
        branching->best_value = talks_flow_value(flow);
        talks_flow_copy(&branching->best, flow);
    }
    while (fine && bound > branching->best_value && talks_flow_unprice(flow)) {
        pair = find_conflict(flow, &fine);
    }
    if (bound <= branching->best_value || pair == TALKS_NONE || depth == DEPTH_MOST || branching->work > BRANCH_WORK ||
        frame->pairs > CLONE_PAIRS) {
        return bound;
    }
    struct talks_flow *next = get_level(branching, depth, flow);
    talks_flow_ban(next, pair);
    int64_t without = explore(branching, next, depth + 1);
    if (without >= bound) {
        return bound;
    }
    talks_flow_copy(next, flow);
    ban_others(next, pair);
    int64_t with = explore(branching, next, depth + 1);
    return with > without ? with : without;
}

int64_t talks_bound_branch(struct arena *arena, struct talks_flow *flow, int64_t *best)
{
    struct branching *branching = ARENA_NEW(arena, struct branching);
    branching->arena = arena;
    branching->best_value = *best;
    talks_flow_clone(arena, flow, &branching->best);
    int64_t bound = explore(branching, flow, 0);
    if (branching->best_value > *best) {
        talks_flow_copy(flow, &branching->best);
        *best = branching->best_value;
    }
    return bound;
}

int64_t talks_bound_find(struct arena *arena, const struct talks_frame *frame, struct talks_flow *out)
{
    talks_flow_init(arena, frame, out);
    talks_flow_solve(out);
    talks_flow_split(arena, out, out, SPLIT_WORK);
    int64_t bound = round_value(frame, talks_flow_value(out));
    bool going = frame->groups != NULL;
    for (int round = 0; going && round < ROUNDS_MOST; round++) {
        struct branching *branching = ARENA_NEW(arena, struct branching);
        branching->arena = arena;
        branching->best_value = -1;
        talks_flow_clone(arena, out, &branching->best);
        int64_t found = explore(branching, out, 0);
        bound = found < bound ? found : bound;
        size_t nodes = out->extra_count;
        talks_flow_split(arena, out, &branching->best, SPLIT_WORK);
        going = nodes != out->extra_count;
        if (!going && branching->best_value >= 0) {
            talks_flow_copy(out, &branching->best);
        }
    }
    return bound;
}
