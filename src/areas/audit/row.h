/* Inside the area: the bytes of a row that its seal stands for. */
#ifndef AREAS_AUDIT_ROW_H
#define AREAS_AUDIT_ROW_H

#include "areas/audit/audit.h"
#include "base/buffer.h"

enum { AUDIT_ROW_COLUMNS = 10 }; /* at_ms … address, as audit_chain and audit_pending_list give them */

/* What goes from seal to seal. */
struct audit_chain {
    struct buffer scratch;
    struct hash_maker *maker;
    unsigned char digest[DIGEST_SIZE]; /* of the last seal; zeros before the first */
};
void audit_chain_init(struct audit_chain *chain);
void audit_chain_release(struct audit_chain *chain);

/* digest becomes SM3(digest ‖ row): 32 bytes, then the row. Numbers in decimal, each followed by a line feed; texts by their
 * length in bytes, a colon, the bytes, a line feed: no two rows have the same text. */
void audit_chain_add(struct audit_chain *chain, int64_t entry_id, const struct store_rows *rows, int first_column);

/* A row of the columns at_ms … address, from first_column on. */
struct audit_entry audit_read_row(struct arena *arena, const struct store_rows *rows, int first_column);

#endif
