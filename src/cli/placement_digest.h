/* Digests of the files that a certificate names, in parts that several threads can do side by side, and without the files
 * staying in memory.
 *
 * SHA-256 is of the whole file, as sha256sum prints it. SM3 is a chain that nothing makes faster, and for a large file it
 * would take as long as all the rest; so it is taken in pieces: SM3 of the SM3 digests, 32 bytes each, of every piece of
 * 1 MiB, the last one shorter. Anybody can repeat it:
 *
 *   split -b 1M --filter='openssl dgst -sm3 -binary' FILE | openssl dgst -sm3
 *
 * Certificates of the versions 1 and 2 have the SM3 of the whole file.
 */
#ifndef CLI_PLACEMENT_DIGEST_H
#define CLI_PLACEMENT_DIGEST_H

#include "base/hash_lanes.h"
#include "cli/placement_files.h"

#include <jansson.h>
#include <stdatomic.h>

enum { PLACEMENT_PIECE = 1 << 20 };

struct placement_digest {
    struct span bytes;
    bool mapped; /* from a file, unchanged: its pages are given back as they are done */
    unsigned char sm3[DIGEST_SIZE], sha256[DIGEST_SIZE];
};

struct placement_digests {
    struct placement_digest files[PLACEMENT_FILES_MOST]; /* in the order of adding */
    size_t count, part_count;
    bool whole;                   /* SM3 too */
    struct hash_message *pieces;  /* of all files, one after another */
    unsigned char *piece_digests; /* DIGEST_SIZE each */
    size_t piece_count;
    atomic_bool *stopped; /* borrowed; true: the rest need not be done */
};

/* Takes over bytes and mapped of each file; the bytes are borrowed until release. The number of parts is then known. */
void placement_digests_init(struct placement_digests *digests, const struct placement_digest *files, size_t count,
                            bool whole, atomic_bool *stopped);
/* One of the parts, 0 … part_count - 1, in any order; *stopped is set when an interruption was asked for. */
void placement_digests_do(struct placement_digests *digests, size_t part);
/* After all parts: the digests stand in files. */
void placement_digests_finish(struct placement_digests *digests);
void placement_digests_release(struct placement_digests *digests);

/* {bytes, sha256, sm3_pieces: {piece, digest}}, or {bytes, sha256, sm3} where whole. */
json_t *placement_digests_build(const struct placement_digests *digests, size_t number);

#endif
