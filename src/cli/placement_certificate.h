/* The certificate of an allocation: what an applicant needs to check the own result alone, and anybody all of them.
 *
 *   cutoffs.csv       kind,id,capacity,held,score,lot: one row for each seat and each enterprise with a total. Score and
 *                     lot of the last that got in; empty where everybody who asked got in. Everybody has the first seat
 *                     of the own list whose cut-offs (the seat's and its enterprise's) the own score and lot reach.
 *                     A closed seat has the capacity 0.
 *   certificate.json  method, seed, closed seats, sizes and digests (SM3, SHA-256) of the input files and of the allocation, the digest
 *                     of cutoffs.csv, and the root of the tree (base/merkle.h) over everybody's wishes, in the order of
 *                     the ids. A leaf is applicant_id, line feed, lot, line feed, then seat_id, tab, score, line feed for
 *                     each wish.
 */
#ifndef CLI_PLACEMENT_CERTIFICATE_H
#define CLI_PLACEMENT_CERTIFICATE_H

#include "base/buffer.h"
#include "base/merkle.h"
#include "cli/placement_files.h"

#include <jansson.h>

/* "586.5" for 586500. In the arena. */
const char *placement_score_text(struct arena *arena, uint32_t score);

/* The capacities with the closed seats at 0. */
uint32_t *placement_open_capacities(struct arena *arena, const struct placement_files *files);

void placement_add_cutoffs(struct buffer *out, const struct placement_files *files, const uint32_t *places);

/* NULL when interrupted. `allocation`, `cutoffs`: the bytes of the two files. */
json_t *placement_build_certificate(const struct placement_files *files, const char *method, const uint32_t *order,
                                    struct span allocation, struct span cutoffs);

/* The leaf of one applicant, and its path in the tree: {leaf, index, leaves, path: [{left, sha256}], root}. */
json_t *placement_build_proof(const struct placement_files *files, const uint32_t *order, uint32_t applicant);

#endif
