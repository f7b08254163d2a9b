/* Personal data: cells that are sealed in the database; what a person tells of themselves; what they agreed to; who looked.
 *
 *   cell written ── personal_seal ──▶ "s2.…" (base/seal.h)      without a key (a store opened by a tool): as it is
 *   cell read    ── personal_unseal ◀─ sealed, or as it was before there was a key
 *
 * The key comes with the store (store_set_seal). The first cell that is sealed leaves the mark of its key in the settings of
 * the region; a server with another key, or without one, is told so before it writes what nobody could read. While keys are
 * changed the store holds two: either opens, and what is written is sealed with the one whose mark the region has, read in
 * the transaction that writes. So all servers change over at one moment (reseal.h).
 *
 *   nothing ── entered, with its consent ──▶ field, masked wherever it is shown ── consent withdrawn, account erased ──▶ nothing
 *                                             └── person.unmask, with a purpose ──▶ shown once, and in the audit log
 *
 * 个人信息保护法 art. 13, 15, 28, 29, 44, 45, 47: see docs/security.md.
 */
#ifndef AREAS_PERSONAL_PERSONAL_H
#define AREAS_PERSONAL_PERSONAL_H

#include "base/hash.h"
#include "base/seal.h"
#include "store/store.h"
#include "web/request.h"

struct personal_cell {
    const char *place; /* the table: "person_contact" */
    int64_t region_id, id;
};

/* Inside store_write. INVALID "seal.error.other": the region's cells are sealed with another key. "" stays "". */
MUST_USE struct result personal_seal(struct arena *arena, struct store_session *session,
                                     const struct personal_cell *cell, const char *text, const char **out);
MUST_USE struct result personal_unseal(struct arena *arena, struct store_session *session,
                                       const struct personal_cell *cell, const char *stored, const char **out);
/* What equal texts have in common, to be stored beside a cell that is sealed in the same transaction; a plain digest where
 * there is no key. As personal_seal. */
MUST_USE struct result personal_index(struct store_session *session, int64_t region_id, const char *text,
                                      char out[static DIGEST_TEXT_SIZE]);
/* All that may stand for the text: of each key of the store, and the plain digest of rows from before. */
enum { PERSONAL_INDEXES = 3 };
void personal_indexes(struct store_session *session, const char *text,
                      char out[static PERSONAL_INDEXES][DIGEST_TEXT_SIZE]);

/* Before serving: OK when nothing is sealed yet or the store's key is the one. INVALID "seal.error.other". *sealed says
 * whether anything is, so that no new key is made beside a database whose key was lost. */
MUST_USE struct result personal_check_key(struct store *store, int64_t region_id, bool *sealed);

/* --- what a person tells of themselves ------------------------------------------------------------------------------- */

enum personal_field { PERSONAL_TELEPHONE, PERSONAL_ID_NUMBER, PERSONAL_ADDRESS, PERSONAL_FIELDS };
/* "telephone", "id_number", "address" (of mail; kept by the area mail). */
const char *personal_field_name(enum personal_field field);
bool personal_field_parse(struct span name, enum personal_field *out);
const char *personal_mask(struct arena *arena, enum personal_field field, const char *text);

/* In full; "" when there is none. */
MUST_USE struct result personal_field_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t person_id, enum personal_field field, const char **out);
/* Telephone or ID number as identity.h reads them; "" takes it away. INTERNAL without a key: never stored unsealed. */
MUST_USE struct result personal_field_put(struct store_session *session, int64_t region_id, int64_t person_id,
                                          enum personal_field field, const char *text, int64_t now_ms);
/* Who gave exactly this; at most `most` people. */
MUST_USE struct result personal_lookup(struct store_session *session, int64_t region_id, enum personal_field field,
                                       const char *text, int64_t *people, size_t most, size_t *count);

/* --- consent --------------------------------------------------------------------------------------------------------- */

/* A step, on the version that is in force. ids made before the transaction. */
struct consent_record {
    int64_t id;
    const char *purpose;  /* "privacy", "telephone", "id_number" */
    const char *step;     /* "given", "withdrawn" */
    const char *how;      /* "sign_up", "sign_in", "account", "erasure" */
    const char *guardian; /* who agreed for a child; NULL or "" without */
};
MUST_USE struct result consent_append(struct store_session *session, const struct request *request, int64_t person_id,
                                      const struct consent_record *record);
/* Is the notice that is in force one to which this person has not agreed? */
MUST_USE struct result consent_is_asked(struct store_session *session, const struct request *request, int64_t person_id,
                                        bool *asked);

/* --- for the pages of the account --------------------------------------------------------------------------------------- */

/* {telephone, id_number: masked or "", …_full when `full`; consents[], looks[]}, new reference. Inside store_read. */
MUST_USE struct result personal_own_document(struct store_session *session, const struct request *request, bool full,
                                             json_t **out);
/* Fields gone, consents withdrawn; the records stay. first_id: PERSONAL_ERASE_IDS ids made before, one after the other. */
enum { PERSONAL_ERASE_IDS = 3 };
MUST_USE struct result personal_erase(struct store_session *session, const struct request *request,
                                      const int64_t ids[PERSONAL_ERASE_IDS]);
/* What stays after erasure: [{id, months?, clause, status}], of catalogues/retention_rules.csv; new reference. */
MUST_USE struct result personal_kept_document(const struct request *request, json_t **out);

extern const struct route personal_routes[];

#endif
