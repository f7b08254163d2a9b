/* Every step of this area is noted in the audit log, in the transaction that does it. */
#ifndef AREAS_ACCOUNTS_NOTE_H
#define AREAS_ACCOUNTS_NOTE_H

#include "areas/accounts/accounts.h"

struct account_deed {
    int64_t id;               /* from store_next_id, made before the transaction */
    const char *action;       /* "session.open" */
    const char *subject_kind; /* person organisation registration */
    int64_t subject_id, organisation_id;
    const char *refused; /* a word why, or NULL: it was done */
    int64_t actor_id;    /* who signs in or up just now; 0 = who asks */
    const char *actor_name;
};
MUST_USE struct result account_note(struct store_session *session, const struct request *request,
                                    const struct account_deed *deed);

#endif
