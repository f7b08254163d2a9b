/* The tree of digests (base/merkle.h) over everybody's wishes, in the order of the ids, built in runs that several threads
 * can do side by side.
 *
 * A leaf is applicant_id, line feed, lot, line feed; with quotas, for each school or group that a quota names, tab,
 * "school" or "group", tab, id, line feed; then for each wish seat_id, tab, score, line feed.
 */
#ifndef CLI_PLACEMENT_TREE_H
#define CLI_PLACEMENT_TREE_H

#include "base/buffer.h"
#include "base/merkle.h"
#include "cli/placement_files.h"

#include <stdatomic.h>

/* A seat's id where one look finds it. */
struct placement_seat_text {
    char bytes[15];
    uint8_t length; /* more than there is room for: the id stands among the names */
};

struct placement_tree {
    const struct placement_files *files;
    const uint32_t *order; /* NULL: applicants come in the order of their ids */
    uint64_t wanted;       /* the leaf whose path is wanted, or MERKLE_NO_LEAF */
    struct placement_seat_text *seats;
    struct merkle *runs;
    size_t run_count;
    atomic_bool *stopped; /* borrowed; true: the rest need not be done */
};

/* Where rows come in the order of the ids and are known (applicant_rows), the ids are read from them, and the names of the
 * applicants may be forgotten. */
void placement_tree_init(struct placement_tree *tree, const struct placement_files *files, const uint32_t *order,
                         uint64_t wanted, atomic_bool *stopped);
/* 0 … run_count - 1, in any order; *stopped is set when an interruption was asked for. */
void placement_tree_build(struct placement_tree *tree, size_t run);
/* After all runs: the root, and in `out` the number of leaves and the path. */
void placement_tree_finish(const struct placement_tree *tree, struct merkle *out,
                           unsigned char root[static DIGEST_SIZE]);
void placement_tree_release(struct placement_tree *tree);

/* The leaf of an applicant with this id, behind what is in `out`. */
void placement_tree_add_leaf(struct buffer *out, const struct placement_tree *tree, uint32_t applicant, struct span id);

#endif
