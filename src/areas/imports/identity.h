/* Whose row it is: the organisation that a credit code and a name mean, as the database has it. Inside of this area.
 *
 *   code there, name not another's     that one (a new name renames it, when organisations are imported)
 *   code there, name is another's      refused: import.row.code_and_name_differ, hint = the name under the code
 *   code in another region             refused: import.row.code_elsewhere
 *   name there, under another code     refused: import.row.name_has_other_code, hint = that code
 *   name there, without code or same   that one
 *   nothing there, no name             refused: import.row.code_unknown
 *   nothing there                      new
 */
#ifndef AREAS_IMPORTS_IDENTITY_H
#define AREAS_IMPORTS_IDENTITY_H

#include "areas/imports/fields.h"

enum identity_kind { IDENTITY_NEW, IDENTITY_KNOWN, IDENTITY_REFUSED };

struct identity {
    enum identity_kind kind;
    struct organisation stored;    /* of IDENTITY_KNOWN */
    struct import_refusal refusal; /* of IDENTITY_REFUSED; the column is of the sheet */
};

MUST_USE struct result identity_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct import_sheet *sheet, const struct import_row *row,
                                     struct identity *out);

/* --- what was met before in this import ----------------------------------------------------------------------------- */

/* From texts to numbers; keys are copied into the arena given. O(1). */
struct memory_entry {
    uint64_t hash;
    const char *key;
    int64_t value;
};

struct memory {
    struct memory_entry *entries;
    size_t size; /* a power of two, at least twice what will be put in */
};

struct memory memory_make(struct arena *arena, size_t most);
/* false when it is not there. */
bool memory_find(const struct memory *memory, const char *key, int64_t *value);
void memory_put(struct arena *arena, struct memory *memory, const char *key, int64_t value);

#endif
