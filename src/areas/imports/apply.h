/* Inside of applying: what its files share. */
#ifndef AREAS_IMPORTS_APPLY_H
#define AREAS_IMPORTS_APPLY_H

#include "areas/imports/identity.h"

struct applying {
    const struct import_job *job;
    struct arena arena;  /* of one row */
    struct arena longer; /* of the whole transaction */
    struct memory
        owners; /* "code\nname" of a listing's organisation → its id, or the negative number of the first row refused */
    struct memory touched; /* the id of what was written or found → the number of the row */
    struct import_refusal *refusals;
    size_t refusal_count;
    struct import_outcome outcome;
};

/* Each reads one understood row and writes, counts or refuses it. */
MUST_USE struct result apply_organisation(struct applying *applying, struct store_session *session,
                                          const struct import_row *row);
MUST_USE struct result apply_listing(struct applying *applying, struct store_session *session,
                                     const struct import_row *row);

MUST_USE struct result apply_insert_organisation(struct applying *applying, struct store_session *session,
                                                 const struct organisation *given, int64_t *id);

void apply_refuse(struct applying *applying, struct import_refusal refusal);

/* Notes that the row speaks of this record. False when an earlier row did: *earlier is its number. */
bool apply_touch(struct applying *applying, int64_t id, uint32_t number, uint32_t *earlier);
/* Two rows speak of one record and differ: which of them is meant cannot be known. */
void apply_refuse_repeated(struct applying *applying, uint32_t number, uint32_t earlier);

static inline bool is_stated(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* What the sheet does not say it does not wipe. */
static inline const char *newer(const char *stored, const char *given)
{
    return is_stated(given) ? given : stored;
}

#endif
