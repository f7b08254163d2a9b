/* RFC 6962, section 2.1. */
#include "base/merkle.h"

#include "base/check.h"

#include <stdlib.h>

enum { SMALL_LEAF = 1024 };

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
    char bytes[1 + 2 * DIGEST_SIZE];
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
