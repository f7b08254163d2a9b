/* All sealed cells of a database sealed anew with another key, and cells from before there was a key sealed at last.
 *
 *   file: former            ── seal_file_add ──────────▶ file: new, former     servers see it within a second (cli/key.h)
 *   region's mark: former   ── personal_switch_key ────▶ mark: new             from here on all writes are with the new key
 *   cells: former           ── personal_reseal ────────▶ cells: new            in batches, each its own transaction
 *   nothing left            ── seal_file_finish ───────▶ file: new
 *
 * Each cell carries the name of its key, so whoever is killed in between begins again and finds what is left. Index and
 * cell change together. A cell is only replaced if it is still the one that was read: what a server writes meanwhile is kept.
 * A region whose mark is of neither key has a key file of its own and is passed over.
 */
#ifndef AREAS_PERSONAL_RESEAL_H
#define AREAS_PERSONAL_RESEAL_H

#include "areas/personal/personal.h"

const char *personal_place(struct arena *arena, const struct personal_cell *cell);

/* Inside store_write: the mark of keys[0] in place of that of keys[0].other, or where there is none. *concerned: false for
 * a region of another key. */
MUST_USE struct result personal_switch_key(struct store_session *session, int64_t region_id,
                                           const struct seal_key *keys, bool *concerned);

/* Are these the keys of this database, or of a region of it? INVALID "seal.error.other" when regions are sealed, and none with
 * these. The store's own keys are put aside. */
MUST_USE struct result personal_check_keys(struct store *store, const struct seal_key *keys);

struct reseal_count {
    int64_t regions, passed_over; /* regions */
    int64_t anew, first;          /* cells sealed with another key before; not sealed before */
    int64_t broken;               /* open with neither key; left as they are */
};
/* All regions, every kind of cell, with keys[0]. What stays afterwards is only what is broken. Notes begin and end in the
 * audit log as "seal.rotate". */
MUST_USE struct result personal_reseal(struct store *store, const struct seal_key *keys, struct reseal_count *out);

#endif
