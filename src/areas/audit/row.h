/* Inside the area: the bytes of a row that its seal stands for. */
#ifndef AREAS_AUDIT_ROW_H
#define AREAS_AUDIT_ROW_H

#include "areas/audit/audit.h"
#include "base/buffer.h"

enum { AUDIT_ROW_COLUMNS = 10 }; /* at_ms … address, as audit_chain and audit_pending_list give them */

/* digest becomes SM3(digest ‖ row). Numbers in decimal, each followed by a line feed; texts by their length in bytes, a colon,
 * the bytes, a line feed: no two rows have the same text. `scratch` is only emptied and filled. */
void audit_digest_row(struct buffer *scratch, int64_t entry_id, const struct store_rows *rows, int first_column,
                      char digest[static DIGEST_TEXT_SIZE]);

/* A row of the columns at_ms … address, from first_column on. */
struct audit_entry audit_read_row(struct arena *arena, const struct store_rows *rows, int first_column);

#endif
