/* Rows and index entries of listings, between the store's files. Private to the area. */
#ifndef AREAS_LISTINGS_ROWS_H
#define AREAS_LISTINGS_ROWS_H

#include "areas/listings/listings.h"
#include "base/buffer.h"

/* A row of listing_select. */
struct listing listing_read_row(struct arena *arena, const struct store_rows *rows);
/* At most `most` of them; closes `rows`. */
struct result listing_read_rows(struct arena *arena, struct store_rows *rows, size_t most, struct listing *out,
                                size_t *count);

/* The listing's row of the full-text table, after a change: there when it is open, gone otherwise. was_open: there may be
 * one already. */
struct result listing_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                const struct listing *listing, bool was_open);

#endif
