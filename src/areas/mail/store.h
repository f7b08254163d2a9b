/* What only this area asks of the database. */
#ifndef AREAS_MAIL_STORE_H
#define AREAS_MAIL_STORE_H

#include "areas/mail/mail.h"

struct mail_row {
    int64_t id, person_id, next_ms, created_ms, sent_ms;
    const char *address, *language, *template, *content;
    const char *name; /* of the person; "" without */
    const char *status, *last_error;
    int attempts;
};

struct mail_claim {
    int64_t region_id, now_ms, until_ms;
    const char *owner;
    size_t most;
};
/* What is due, with address, name and language of its person. Inside store_write. */
MUST_USE struct result mail_claim_due(struct arena *arena, struct store_session *session,
                                      const struct mail_claim *claim, struct mail_row *out, size_t *count);

struct mail_end {
    int64_t id, at_ms;
    const char *owner, *status, *error; /* status "sent", "queued" (again at at_ms) or "failed" */
};
MUST_USE struct result mail_set_end(struct store_session *session, int64_t region_id, const struct mail_end *end);
MUST_USE struct result mail_requeue(struct store_session *session, int64_t region_id, int64_t id, int64_t now_ms,
                                    bool *found);
MUST_USE struct result mail_delete_sent(struct store_session *session, int64_t region_id, int64_t before_ms);
/* The last hundred of a status. */
enum { MAIL_LIST_MOST = 100 };
MUST_USE struct result mail_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const char *status, struct mail_row *out, size_t *count);
struct mail_counts {
    int64_t queued, sent, failed;
};
MUST_USE struct result mail_count(struct store_session *session, int64_t region_id, struct mail_counts *out);

#endif
