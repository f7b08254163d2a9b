/* Links that work once, until they are over. The token is in the link only; the database holds its digest. */
#ifndef AREAS_ACCOUNTS_LINK_H
#define AREAS_ACCOUNTS_LINK_H

#include "areas/accounts/accounts.h"

struct one_time_link {
    int64_t id;
    const char *kind; /* reset confirm invitation second */
    int64_t person_id, organisation_id;
    const char *role; /* an invitation's */
    const char *note; /* invitation: address it was sent to; confirm: the address */
    int64_t created_by, created_ms, expires_ms;
};

/* Also takes out what is long over. */
MUST_USE struct result link_insert(struct store_session *session, int64_t region_id, const char *token,
                                   const struct one_time_link *link);
/* NOT_FOUND "account.error.link_over": unknown, of another kind, used or over; the answer does not say which. */
MUST_USE struct result link_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const char *token, const char *kind, int64_t now_ms, struct one_time_link *out);
/* An open invitation by its id. NOT_FOUND as above. */
MUST_USE struct result link_find_invitation(struct arena *arena, struct store_session *session, int64_t region_id,
                                            int64_t id, int64_t now_ms, struct one_time_link *out);
/* Of two at once one gets it; the other the failure above. */
MUST_USE struct result link_use(struct store_session *session, int64_t region_id, const char *token, int64_t now_ms);
/* All of a person that are open. */
MUST_USE struct result link_end_of_person(struct store_session *session, int64_t region_id, int64_t person_id,
                                          const char *kind, int64_t now_ms);

/* A note as it was stored, read by another query: opened. */
MUST_USE struct result link_open_note(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                      const char **note);

#endif
