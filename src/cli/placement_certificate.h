/* The certificate of an allocation: what an applicant needs to check the own result alone, and anybody all of them.
 *
 *   cutoffs.csv       kind,id,capacity,held,score,lot: one row for each seat and each enterprise with a total. Score and
 *                     lot of the last that got in; empty where everybody who asked got in. Everybody has the first seat
 *                     of the own list whose cut-offs (the seat's and its enterprise's) the own score and lot reach.
 *                     A closed seat has the capacity 0.
 *   certificate.json  version, method, seed, closed seats, sizes and digests of the input files, of the allocation and of
 *                     cutoffs.csv (cli/placement_digest.h), and the root of the tree over everybody's wishes
 *                     (cli/placement_tree.h).
 *
 * Digests of the inputs and the tree need nothing of the answer: other threads make them while it is found and written.
 */
#ifndef CLI_PLACEMENT_CERTIFICATE_H
#define CLI_PLACEMENT_CERTIFICATE_H

#include "base/buffer.h"
#include "cli/placement_files.h"

#include <jansson.h>

/* "586.5" for 586500. In the arena. */
const char *placement_score_text(struct arena *arena, uint32_t score);

/* The capacities with the closed seats at 0. */
uint32_t *placement_open_capacities(struct arena *arena, const struct placement_files *files);

void placement_add_cutoffs(struct buffer *out, const struct placement_files *files, const uint32_t *places);

/* Version 3; 1 and 2 (with quotas) had the SM3 of whole files, and are made only to check old ones. */
enum { PLACEMENT_VERSION = 3 };

/* In the background if files->threads allows. Until the end the files stay open, and what was read from them as it is;
 * only files->closed may come meanwhile. The order of the ids is made in the arena, if need be. */
struct placement_certifying;
struct placement_certifying *placement_certify_begin(const struct placement_files *files, int version);
/* The applicants in the order of their ids; NULL: as they come. */
const uint32_t *placement_certify_order(const struct placement_certifying *certifying);
/* NULL when interrupted. The allocation is mapped from its file; `cutoffs`: the bytes of cutoffs.csv. */
json_t *placement_certify(struct placement_certifying *certifying, const char *method, struct span allocation,
                          struct span cutoffs);
/* Waits for the threads, which are told to stop. NULL is passed over. */
void placement_certify_end(struct placement_certifying *certifying);

/* The leaf of one applicant, and its path in the tree: {leaf, index, leaves, path: [{left, sha256}], root}. NULL when
 * interrupted. */
json_t *placement_build_proof(const struct placement_files *files, uint32_t applicant);

#endif
