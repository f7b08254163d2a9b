/* RFC 6962, section 2.1. */
#include "base/merkle.h"

#include "base/check.h"
#include "base/hash_lanes.h"

#include <stdlib.h>

enum { SMALL_LEAF = 1024, NODE_SIZE = 1 + 2 * DIGEST_SIZE };

void merkle_init(struct merkle *merkle, uint64_t wanted)
{
    (void)memset(merkle, 0, sizeof *merkle);
    merkle->wanted = wanted;
}

static void digest_leaf(struct span leaf, unsigned char digest[static DIGEST_SIZE])
{
    char small[SMALL_LEAF + 1];
    CHECK(leaf.length <= MERKLE_LEAF_MOST);
    char *bytes = leaf.length <= SMALL_LEAF ? small : malloc(leaf.length + 1);
    CHECK(bytes != NULL);
    bytes[0] = 0;
    if (leaf.length > 0) {
        (void)memcpy(bytes + 1, leaf.at, leaf.length);
    }
    hash_sha256(span_make(bytes, leaf.length + 1), digest);
    if (bytes != small) {
        free(bytes);
    }
}

/* `out` may be one of the two. */
static void digest_node(const unsigned char *left, const unsigned char *right, unsigned char out[static DIGEST_SIZE])
{
    char bytes[NODE_SIZE];
    bytes[0] = 1;
    (void)memcpy(bytes + 1, left, DIGEST_SIZE);
    (void)memcpy(bytes + 1 + DIGEST_SIZE, right, DIGEST_SIZE);
    hash_sha256(span_make(bytes, sizeof bytes), out);
}

/* The last two open trees become one. */
static void join_last(struct merkle *merkle)
{
    int right = merkle->open_count - 1;
    int left = right - 1;
    uint64_t middle = merkle->open[right].start;
    uint64_t start = merkle->open[left].start;
    if (merkle->wanted >= start && merkle->wanted < middle + merkle->open[right].size) {
        bool in_right = merkle->wanted >= middle;
        struct merkle_step *step = &merkle->path[merkle->path_length++];
        (void)memcpy(step->digest, merkle->open[in_right ? left : right].digest, DIGEST_SIZE);
        step->left = in_right;
    }
    digest_node(merkle->open[left].digest, merkle->open[right].digest, merkle->open[left].digest);
    merkle->open[left].size += merkle->open[right].size;
    merkle->open_count--;
}

/* A whole tree of `size` leaves comes behind the others. */
static void add_tree(struct merkle *merkle, const unsigned char digest[static DIGEST_SIZE], uint64_t size)
{
    int at = merkle->open_count++;
    CHECK(at < MERKLE_DEPTH);
    (void)memcpy(merkle->open[at].digest, digest, DIGEST_SIZE);
    merkle->open[at].start = merkle->leaf_count;
    merkle->open[at].size = size;
    merkle->leaf_count += size;
    while (merkle->open_count > 1 &&
           merkle->open[merkle->open_count - 2].size == merkle->open[merkle->open_count - 1].size) {
        join_last(merkle);
    }
}

void merkle_add(struct merkle *merkle, struct span leaf)
{
    unsigned char digest[DIGEST_SIZE];
    digest_leaf(leaf, digest);
    add_tree(merkle, digest, 1);
}

/* --- many leaves at once -------------------------------------------------------------------------------------------- */

void merkle_batch_init(struct merkle_batch *batch)
{
    buffer_init(&batch->bytes);
    batch->starts[0] = 0;
    batch->count = 0;
}

void merkle_batch_release(struct merkle_batch *batch)
{
    buffer_release(&batch->bytes);
}

struct buffer *merkle_batch_begin(struct merkle_batch *batch)
{
    buffer_add_byte(&batch->bytes, 0);
    return &batch->bytes;
}

void merkle_batch_end(struct merkle_batch *batch, struct merkle *merkle)
{
    CHECK(batch->bytes.length - batch->starts[batch->count] <= MERKLE_LEAF_MOST + 1);
    batch->starts[++batch->count] = batch->bytes.length;
    if (batch->count == MERKLE_BATCH) {
        merkle_batch_flush(batch, merkle);
    }
}

/* A whole tree over the digests, whose number is a power of two and which are used up. */
static void join_digests(unsigned char (*digests)[DIGEST_SIZE], size_t count)
{
    for (; count > 1; count /= 2) {
        char nodes[MERKLE_BATCH / 2][NODE_SIZE];
        struct hash_message messages[MERKLE_BATCH / 2];
        for (size_t i = 0; i < count / 2; i++) {
            nodes[i][0] = 1;
            (void)memcpy(nodes[i] + 1, digests[2 * i], 2 * sizeof digests[0]);
            messages[i] = (struct hash_message){span_make(nodes[i], NODE_SIZE), digests[i]};
        }
        hash_sha256_many(messages, count / 2);
    }
}

void merkle_batch_flush(struct merkle_batch *batch, struct merkle *merkle)
{
    unsigned char digests[MERKLE_BATCH][DIGEST_SIZE];
    struct hash_message messages[MERKLE_BATCH];
    for (size_t i = 0; i < batch->count; i++) {
        struct span leaf = span_make(batch->bytes.bytes + batch->starts[i], batch->starts[i + 1] - batch->starts[i]);
        messages[i] = (struct hash_message){leaf, digests[i]};
    }
    hash_sha256_many(messages, batch->count);
    bool wanted = merkle->wanted >= merkle->leaf_count && merkle->wanted < merkle->leaf_count + batch->count;
    if (batch->count == MERKLE_BATCH && merkle->leaf_count % MERKLE_BATCH == 0 && !wanted) {
        join_digests(digests, MERKLE_BATCH);
        add_tree(merkle, digests[0], MERKLE_BATCH);
    } else {
        for (size_t i = 0; i < batch->count; i++) {
            add_tree(merkle, digests[i], 1);
        }
    }
    buffer_clear(&batch->bytes);
    batch->count = 0;
}

/* --- runs, and the end ---------------------------------------------------------------------------------------------- */

void merkle_join(struct merkle *merkle, const struct merkle *run)
{
    uint64_t unit = 1;
    while (unit < run->leaf_count) {
        unit *= 2;
    }
    CHECK(merkle->leaf_count % unit == 0);
    if (run->wanted != MERKLE_NO_LEAF) {
        CHECK(merkle->wanted == MERKLE_NO_LEAF);
        merkle->wanted = merkle->leaf_count + run->wanted;
        merkle->path_length = run->path_length;
        (void)memcpy(merkle->path, run->path, sizeof merkle->path);
    }
    for (int i = 0; i < run->open_count; i++) {
        add_tree(merkle, run->open[i].digest, run->open[i].size);
    }
}

void merkle_finish(struct merkle *merkle, unsigned char root[static DIGEST_SIZE])
{
    if (merkle->open_count == 0) {
        hash_sha256(span_make("", 0), root);
        return;
    }
    while (merkle->open_count > 1) {
        join_last(merkle);
    }
    (void)memcpy(root, merkle->open[0].digest, DIGEST_SIZE);
}

bool merkle_verify(struct span leaf, const struct merkle_step *path, int path_length,
                   const unsigned char root[static DIGEST_SIZE])
{
    unsigned char digest[DIGEST_SIZE];
    digest_leaf(leaf, digest);
    for (int i = 0; i < path_length; i++) {
        digest_node(path[i].left ? path[i].digest : digest, path[i].left ? digest : path[i].digest, digest);
    }
    return memcmp(digest, root, DIGEST_SIZE) == 0;
}
