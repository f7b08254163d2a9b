/* The organisation's row of the full-text table. Private to the area. */
#ifndef AREAS_ORGANISATIONS_INDEX_H
#define AREAS_ORGANISATIONS_INDEX_H

#include "areas/organisations/organisations.h"

/* replace: there may be a row already. */
struct result organisation_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct organisation *organisation, const struct organisation_has *has,
                                     bool replace);
/* With what it has, read from the database. organisation: as it is stored now. */
struct result organisation_index_refresh(struct arena *arena, struct store_session *session, int64_t region_id,
                                         const struct organisation *organisation);

/* 中职 and the other levels as the letters and digits of a mark; "" for others. */
const char *organisation_school_level_code(struct span level);

/* At most `most` rows of organisation_select; closes `rows`. */
struct result organisation_read_rows(struct arena *arena, struct store_rows *rows, size_t most,
                                     struct organisation *out, size_t *count);

#endif
