/* The largest flow from node 0 to node 1 (Dinic 1970). Private to visits_*.c but the checker. */
#ifndef MATCH_VISITS_FLOW_H
#define MATCH_VISITS_FLOW_H

#include "base/arena.h"

#include <stdint.h>

struct visits_flow {
    size_t node_count, edge_count, edge_most;
    uint32_t *to, *room, *next; /* edge and its way back: 2k, 2k + 1; next: of the same node, or UINT32_MAX */
    uint32_t *first;            /* a node */
};

void visits_flow_init(struct arena *arena, size_t node_count, size_t edge_most, struct visits_flow *out);
void visits_flow_add(struct visits_flow *flow, uint32_t from, uint32_t to, uint32_t room);
/* The flow; rooms become what is left. O(nodes² edges) at worst, a few times the edges mostly. */
uint64_t visits_flow_run(struct arena *arena, struct visits_flow *flow);

#endif
