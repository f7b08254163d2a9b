/* A form that was sent twice is answered once.
 *
 *   form shown ── token (random, in a hidden field) ──▶ sent ──▶ store_write: submission_begin
 *                                                                   first time: do the work, submission_finish(location)
 *                                                                   again: *location = where the first one led
 *
 * Both run in the transaction that does the work, so a double click, a reload or a retry after a lost answer can never
 * do it twice: the second one waits for the first or finds its row. Tokens live for a day.
 */
#ifndef AREAS_SUBMISSIONS_SUBMISSIONS_H
#define AREAS_SUBMISSIONS_SUBMISSIONS_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"
#include "store/store.h"

/* For a hidden field; 32 hexadecimal digits. */
const char *submission_new_token(struct arena *arena);

/* *location: where the same form led before, or NULL when this is the first time. A token that is none (empty, too long)
 * counts as a first time: the form works, only without this protection. */
MUST_USE struct result submission_begin(struct arena *arena, struct store_session *session, int64_t region_id,
                                        struct span token, const char **location);
MUST_USE struct result submission_finish(struct store_session *session, int64_t region_id, struct span token,
                                         const char *location, int64_t now_ms);

#endif
