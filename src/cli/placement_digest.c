/* Parts: first the chains, one a file and the longest first, then the pieces, as many at once as there are lanes. */
#include "cli/placement_digest.h"

#include "base/check.h"
#include "cli/bulk_blocks.h"
#include "cli/interruption.h"

#include <stdlib.h>

enum { PIECES_AT_ONCE = 8 };

static size_t pieces_of(const struct placement_digest *file)
{
    return (file->bytes.length + PLACEMENT_PIECE - 1) / PLACEMENT_PIECE;
}

static struct span piece_at(const struct placement_digest *file, size_t at)
{
    size_t left = file->bytes.length - at;
    return span_make(file->bytes.at + at, left < PLACEMENT_PIECE ? left : PLACEMENT_PIECE);
}

void placement_digests_init(struct placement_digests *digests, const struct placement_digest *files, size_t count,
                            bool whole, atomic_bool *stopped)
{
    *digests = (struct placement_digests){.count = count, .whole = whole, .stopped = stopped};
    CHECK(count <= PLACEMENT_FILES_MOST);
    for (size_t i = 0; i < count; i++) {
        digests->files[i] = files[i];
        digests->piece_count += pieces_of(&files[i]);
    }
    digests->pieces = calloc(digests->piece_count + 1, sizeof *digests->pieces);
    digests->piece_digests = calloc(digests->piece_count + 1, DIGEST_SIZE);
    CHECK(digests->pieces != NULL && digests->piece_digests != NULL);
    size_t piece = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < files[i].bytes.length; at += PLACEMENT_PIECE, piece++) {
            digests->pieces[piece] =
                (struct hash_message){piece_at(&files[i], at), digests->piece_digests + piece * DIGEST_SIZE};
        }
    }
    digests->part_count = whole ? 2 * count : count + (digests->piece_count + PIECES_AT_ONCE - 1) / PIECES_AT_ONCE;
}

static bool is_stopped(const struct placement_digests *digests)
{
    if (interruption_asked()) {
        atomic_store(digests->stopped, true);
    }
    return atomic_load(digests->stopped);
}

/* The pages of a piece; a part page at either end of the file stays. */
static void give_back(const struct placement_digest *file, struct span piece)
{
    const struct bulk_table mapped = {.bytes = file->bytes.at, .length = file->bytes.length};
    if (file->mapped) {
        bulk_give_back(&mapped, piece.at, piece.at + piece.length);
    }
}

static void digest_chain(struct placement_digests *digests, struct placement_digest *file, enum hash_kind kind)
{
    struct hash_chain *chain = hash_chain_open(kind);
    for (size_t at = 0; at < file->bytes.length && !is_stopped(digests); at += PLACEMENT_PIECE) {
        hash_chain_add(chain, piece_at(file, at));
        give_back(file, piece_at(file, at));
    }
    hash_chain_close(chain, kind == HASH_SM3 ? file->sm3 : file->sha256);
}

static void digest_pieces(struct placement_digests *digests, size_t first)
{
    size_t left = digests->piece_count - first;
    size_t count = left < PIECES_AT_ONCE ? left : PIECES_AT_ONCE;
    if (is_stopped(digests)) {
        return;
    }
    hash_sm3_many(digests->pieces + first, count);
    const struct placement_digest *file = digests->files;
    size_t before = 0; /* pieces of the files before it */
    for (size_t i = first; i < first + count; i++) {
        while (i >= before + pieces_of(file)) {
            before += pieces_of(file++);
        }
        give_back(file, digests->pieces[i].bytes);
    }
}

/* The file that is the n-th by length, the longest first. */
static struct placement_digest *nth_longest(struct placement_digests *digests, size_t n)
{
    for (size_t i = 0; i < digests->count; i++) {
        size_t before = 0;
        for (size_t j = 0; j < digests->count; j++) {
            size_t other = digests->files[j].bytes.length;
            size_t own = digests->files[i].bytes.length;
            before += other > own || (other == own && j < i);
        }
        if (before == n) {
            return &digests->files[i];
        }
    }
    return NULL;
}

void placement_digests_do(struct placement_digests *digests, size_t part)
{
    if (part < digests->count) {
        digest_chain(digests, nth_longest(digests, part), digests->whole ? HASH_SM3 : HASH_SHA256);
    } else if (digests->whole) {
        digest_chain(digests, nth_longest(digests, part - digests->count), HASH_SHA256);
    } else {
        digest_pieces(digests, (part - digests->count) * PIECES_AT_ONCE);
    }
}

void placement_digests_finish(struct placement_digests *digests)
{
    const unsigned char *at = digests->piece_digests;
    for (size_t i = 0; i < digests->count && !digests->whole; i++) {
        size_t length = pieces_of(&digests->files[i]) * DIGEST_SIZE;
        hash_sm3(span_make((const char *)at, length), digests->files[i].sm3);
        at += length;
    }
}

void placement_digests_release(struct placement_digests *digests)
{
    free(digests->pieces);
    free(digests->piece_digests);
}

json_t *placement_digests_build(const struct placement_digests *digests, size_t number)
{
    const struct placement_digest *file = &digests->files[number];
    char sm3[DIGEST_TEXT_SIZE], sha256[DIGEST_TEXT_SIZE];
    (void)hash_text(file->sm3, sm3);
    (void)hash_text(file->sha256, sha256);
    json_int_t bytes = (json_int_t)file->bytes.length;
    return digests->whole ? json_pack("{s:I,s:s,s:s}", "bytes", bytes, "sha256", sha256, "sm3", sm3)
                          : json_pack("{s:I,s:s,s:{s:i,s:s}}", "bytes", bytes, "sha256", sha256, "sm3_pieces", "piece",
                                      PLACEMENT_PIECE, "digest", sm3);
}
