/* Every version of a thing that was ever stored, as its document. The areas keep them in tables of their own, all of one form; here is what
 * is done with them: written with the thing in one transaction, told apart from a lost answer, read for the history.
 */
#ifndef AREAS_REVISIONS_REVISIONS_H
#define AREAS_REVISIONS_REVISIONS_H

#include "store/store.h"

#include <jansson.h>

struct revision {
    int32_t version;
    const char *document; /* JSON */
    int64_t actor_id;     /* 0: the program itself */
    const char *actor_name, *reason;
    int64_t at_ms;
};

/* The area's queries by name.
 *   insert  region_id, id, version, document, actor_id, actor_name, reason, at_ms
 *   list    region_id, id → version, document, actor_id, actor_name, reason, at_ms, newest first
 *   by      region_id, id, version → actor_id, at_ms */
struct revision_table {
    const char *insert, *list, *by;
};

/* Takes `document` over; revision->document is not looked at. */
MUST_USE struct result revision_write(struct store_session *session, int64_t region_id,
                                      const struct revision_table *table, int64_t id, json_t *document,
                                      const struct revision *revision);
/* Was this version written by this very call, whose answer was lost? */
MUST_USE struct result revision_is_ours(struct store_session *session, int64_t region_id,
                                        const struct revision_table *table, int64_t id, const struct revision *revision,
                                        bool *ours);
/* At most REVISIONS_MOST. */
enum { REVISIONS_MOST = 200 };
MUST_USE struct result revision_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                     const struct revision_table *table, int64_t id, struct revision **out,
                                     size_t *count);

#endif
