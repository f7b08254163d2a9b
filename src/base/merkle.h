/* A tree of SHA-256 digests over a list of leaves, as in RFC 6962: one root stands for all of them, and a short path
 * shows that a leaf is among them.
 *
 * leaf = SHA-256(0x00, bytes); node = SHA-256(0x01, left, right); n leaves are parted at the largest power of two below
 * n. Built as the leaves come, in O(log n) memory; the path of one chosen leaf is noted on the way. Long lists are built in
 * runs, each on its own, and the runs joined in their order: the root is the same.
 */
#ifndef BASE_MERKLE_H
#define BASE_MERKLE_H

#include "base/buffer.h"
#include "base/hash.h"

enum { MERKLE_DEPTH = 64, MERKLE_LEAF_MOST = 1 << 20 };
#define MERKLE_NO_LEAF UINT64_MAX

struct merkle_step {
    unsigned char digest[DIGEST_SIZE]; /* of the neighbour */
    bool left;                         /* the neighbour comes first */
};

struct merkle {
    struct {
        unsigned char digest[DIGEST_SIZE];
        uint64_t start, size;
    } open[MERKLE_DEPTH]; /* whole trees of falling size */
    int open_count;
    uint64_t leaf_count, wanted;
    struct merkle_step path[MERKLE_DEPTH]; /* of the wanted leaf, from the leaf up */
    int path_length;
};

void merkle_init(struct merkle *merkle, uint64_t wanted); /* MERKLE_NO_LEAF: no path */
void merkle_add(struct merkle *merkle, struct span leaf);
/* Leaves that are put together here, one behind the other, and go into the tree many at once, which takes less than half
 * as long. After the last one flush. */
enum { MERKLE_BATCH = 64 };
struct merkle_batch {
    struct buffer bytes;
    size_t starts[MERKLE_BATCH + 1];
    size_t count;
};
void merkle_batch_init(struct merkle_batch *batch);
void merkle_batch_release(struct merkle_batch *batch);
/* The next leaf is what the caller adds to this buffer, */
struct buffer *merkle_batch_begin(struct merkle_batch *batch);
/* and now it is whole. */
void merkle_batch_end(struct merkle_batch *batch, struct merkle *merkle);
void merkle_batch_flush(struct merkle_batch *batch, struct merkle *merkle);

/* The leaves of `run` behind those of `merkle`, of which there must be a multiple of a power of two that is not below
 * the run's number of leaves. The run's own path is taken over, if it wanted one: `merkle` must have wanted none so far,
 * and wants that leaf from now on. */
void merkle_join(struct merkle *merkle, const struct merkle *run);
/* After the last leaf; then the path is whole too. Of no leaves: SHA-256 of nothing. */
void merkle_finish(struct merkle *merkle, unsigned char root[static DIGEST_SIZE]);
/* Does the path lead from the leaf to the root? */
bool merkle_verify(struct span leaf, const struct merkle_step *path, int path_length,
                   const unsigned char root[static DIGEST_SIZE]);

#endif
