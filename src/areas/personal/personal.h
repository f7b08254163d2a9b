/* Personal data: cells that are sealed in the database, and what a person is told about their own data.
 *
 *   cell written ── personal_seal ──▶ "s1.…" (base/seal.h)      without a key (a store opened by a tool): as it is
 *   cell read    ── personal_unseal ◀─ sealed, or as it was before there was a key
 *
 * The key comes with the store (store_set_seal). The first cell that is sealed leaves the mark of its key in the settings of
 * the region; a server with another key, or without one, is told so before it writes what nobody could read.
 */
#ifndef AREAS_PERSONAL_PERSONAL_H
#define AREAS_PERSONAL_PERSONAL_H

#include "base/hash.h"
#include "base/seal.h"
#include "store/store.h"

struct personal_cell {
    const char *place; /* the table: "person_contact" */
    int64_t region_id, id;
};

/* Inside store_write. INVALID "seal.error.other": the region's cells are sealed with another key. "" stays "". */
MUST_USE struct result personal_seal(struct arena *arena, struct store_session *session,
                                     const struct personal_cell *cell, const char *text, const char **out);
MUST_USE struct result personal_unseal(struct arena *arena, struct store_session *session,
                                       const struct personal_cell *cell, const char *stored, const char **out);
/* What equal texts have in common; of the key, or a plain digest where there is none. */
const char *personal_index(struct store_session *session, const char *text, char out[static DIGEST_TEXT_SIZE]);

/* Before serving: OK when nothing is sealed yet or the store's key is the one. INVALID "seal.error.other". *sealed says
 * whether anything is, so that no new key is made beside a database whose key was lost. */
MUST_USE struct result personal_check_key(struct store *store, int64_t region_id, bool *sealed);

#endif
