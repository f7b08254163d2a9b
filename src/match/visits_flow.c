/* The largest flow, by shortest augmenting paths, level by level (Dinic 1970). */
#include "match/visits_flow.h"

#include "base/check.h"

#include <string.h>

#define NO_EDGE UINT32_MAX

struct run {
    struct visits_flow *flow;
    uint32_t *level, *cursor, *queue, *path; /* path: edges */
};

void visits_flow_init(struct arena *arena, size_t node_count, size_t edge_most, struct visits_flow *out)
{
    *out = (struct visits_flow){.node_count = node_count, .edge_most = edge_most};
    out->to = ARENA_ARRAY(arena, uint32_t, 2 * edge_most + 2);
    out->room = ARENA_ARRAY(arena, uint32_t, 2 * edge_most + 2);
    out->next = ARENA_ARRAY(arena, uint32_t, 2 * edge_most + 2);
    out->first = ARENA_ARRAY(arena, uint32_t, node_count);
    (void)memset(out->first, 0xff, node_count * sizeof *out->first);
}

static void add_half(struct visits_flow *flow, uint32_t edge, uint32_t from, uint32_t to, uint32_t room)
{
    flow->to[edge] = to;
    flow->room[edge] = room;
    flow->next[edge] = flow->first[from];
    flow->first[from] = edge;
}

void visits_flow_add(struct visits_flow *flow, uint32_t from, uint32_t to, uint32_t room)
{
    CHECK(flow->edge_count < flow->edge_most);
    uint32_t edge = (uint32_t)(2 * flow->edge_count++);
    add_half(flow, edge, from, to, room);
    add_half(flow, edge + 1, to, from, 0);
}

/* Steps from node 0 to each; false: node 1 is not reached. */
static bool find_levels(struct run *run)
{
    struct visits_flow *flow = run->flow;
    size_t head = 0;
    size_t tail = 1;
    (void)memset(run->level, 0xff, flow->node_count * sizeof *run->level);
    (void)memcpy(run->cursor, flow->first, flow->node_count * sizeof *run->cursor);
    run->level[0] = 0;
    run->queue[0] = 0;
    while (head < tail) {
        uint32_t node = run->queue[head++];
        for (uint32_t e = flow->first[node]; e != NO_EDGE; e = flow->next[e]) {
            if (flow->room[e] > 0 && run->level[flow->to[e]] == UINT32_MAX) {
                run->level[flow->to[e]] = run->level[node] + 1;
                run->queue[tail++] = flow->to[e];
            }
        }
    }
    return run->level[1] != UINT32_MAX;
}

/* One path along the levels: what it carries; 0: there is none any more. */
static uint32_t push_path(struct run *run)
{
    struct visits_flow *flow = run->flow;
    size_t length = 0;
    uint32_t node = 0;
    while (node != 1) {
        uint32_t *e = &run->cursor[node];
        while (*e != NO_EDGE && (flow->room[*e] == 0 || run->level[flow->to[*e]] != run->level[node] + 1)) {
            *e = flow->next[*e];
        }
        if (*e != NO_EDGE) {
            run->path[length++] = *e;
            node = flow->to[*e];
        } else if (node == 0) {
            return 0;
        } else { /* a dead end: back, and past the edge that led here */
            uint32_t last = run->path[--length];
            node = flow->to[last ^ 1];
            run->cursor[node] = flow->next[last];
        }
    }
    uint32_t least = UINT32_MAX;
    for (size_t k = 0; k < length; k++) {
        least = flow->room[run->path[k]] < least ? flow->room[run->path[k]] : least;
    }
    for (size_t k = 0; k < length; k++) {
        flow->room[run->path[k]] -= least;
        flow->room[run->path[k] ^ 1] += least;
    }
    return least;
}

uint64_t visits_flow_run(struct arena *arena, struct visits_flow *flow)
{
    size_t n = flow->node_count;
    uint64_t all = 0;
    struct run run = {flow, ARENA_ARRAY(arena, uint32_t, n), ARENA_ARRAY(arena, uint32_t, n),
                      ARENA_ARRAY(arena, uint32_t, n), ARENA_ARRAY(arena, uint32_t, n)};
    while (find_levels(&run)) {
        uint32_t carried = push_path(&run);
        while (carried > 0) {
            all += carried;
            carried = push_path(&run);
        }
    }
    return all;
}
