/* Inside of the area: rows, and the telling of a step. */
#ifndef AREAS_REQUESTS_STORE_H
#define AREAS_REQUESTS_STORE_H

#include "areas/requests/requests.h"
#include "areas/settings/settings.h"

struct proposal_settings {
    int term_days;
    int reminders[SETTING_DAYS_MOST]; /* working days before the end of the term */
    size_t reminder_count;
    int zone_minutes;
};
struct result proposal_settings_find(struct store_session *session, int64_t region_id, struct proposal_settings *out);

/* The term that begins now: its end, and when the clock looks first. */
struct result proposal_set_term(struct arena *arena, const struct proposal_settings *settings, int64_t now_ms,
                                struct proposal *proposal);
/* The next reminder after now_ms, or the end of the term. */
int64_t proposal_next_ms(const struct proposal_settings *settings, int64_t due_ms, int64_t now_ms);

struct result proposal_find_open(struct arena *arena, struct store_session *session, int64_t region_id, int64_t need_id,
                                 int64_t offer_id, struct proposal *out, bool *found);
struct result proposal_list_due(struct arena *arena, struct store_session *session, int64_t region_id, int64_t now_ms,
                                struct proposal **out, size_t *count);
struct result proposal_insert(struct store_session *session, int64_t region_id, const struct proposal *proposal);
/* *changed false: somebody else was first. was: as it was read. */
struct result proposal_update(struct store_session *session, int64_t region_id, const struct proposal *proposal,
                              const struct proposal *was, bool *changed);
struct result proposal_insert_terms(struct store_session *session, int64_t region_id, int64_t id,
                                    const struct proposal_terms *terms);
enum { MESSAGES_MOST = 100 };
/* The newest MESSAGES_MOST of those with ids below `before` (0 = of all), the oldest of them first. */
struct result proposal_list_messages(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     int64_t before, struct proposal_message **out, size_t *count);

int64_t proposal_ids_take(struct proposal_ids *ids);

/* A step as it is told: events in both threads, the audit row. */
struct proposal_telling {
    struct arena *arena;
    int64_t region_id;
    struct proposal_ids *ids;
    const struct proposal *proposal;
    const struct actor *actor; /* NULL: the clock */
    int64_t as;                /* organisation in whose name; 0 = nobody's */
    const char *address;       /* of the client */
    const char *word;          /* of the thread */
    const char *action;        /* of the audit log */
    const char *note;          /* for the thread; NULL without */
    int64_t now_ms;
};
struct result proposal_tell(struct store_session *session, const struct proposal_telling *telling);
/* Mails to the owners and staff of one organisation. */
struct result proposal_mail(struct store_session *session, const struct proposal_telling *telling,
                            int64_t organisation_id, const char *template);
/* Its turn waits for somebody, or for nobody any more. */
struct result proposal_wait(struct store_session *session, const struct proposal_telling *telling);
/* For a role of the platform. kind: "request_help", "request_expired". */
struct result proposal_wait_office(struct store_session *session, const struct proposal_telling *telling,
                                   const char *kind, const char *word);
const char *proposal_url(struct arena *arena, int64_t id);

/* --- listings closed by the clock (closure.c) --- */

struct closure {
    int64_t id, listing_id, organisation_id;
    const char *status, *appeal, *reason;
    int64_t at_ms, updated_ms;
};
struct result closure_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t listing_id,
                           struct closure *out);
struct result closure_update(struct store_session *session, int64_t region_id, const struct closure *closure,
                             const char *was, bool *changed);
struct result closure_show(struct request *request, struct response *response);
struct result closure_appeal(struct request *request, struct response *response);
struct result closure_decide(struct request *request, struct response *response);

/* --- pages --- */

/* What was typed into a form of the page of a request and could not be taken: it is shown again with what is wrong. */
struct proposal_typed {
    const char *form; /* counter, decline, message */
    const struct proposal_terms *terms;
    const char *headcount; /* as typed */
    const char *reason, *body;
    struct problems problems;
    int status; /* of the answer: 422, 409 */
};
/* typed may be NULL. */
struct result proposal_show(struct request *request, struct response *response, const struct proposal_typed *typed);
struct result proposal_show_new(struct request *request, struct response *response);
struct result proposal_submit_new(struct request *request, struct response *response);
struct result proposal_submit_step(struct request *request, struct response *response);
struct result proposal_submit_message(struct request *request, struct response *response);
struct result proposal_submit_help(struct request *request, struct response *response);
struct result proposal_submit_handled(struct request *request, struct response *response);
struct result proposal_send_file(struct request *request, struct response *response);
/* The form's fields, with what is wrong; {"cooperation": …, "headcount": …, "start": …, "note": …} */
json_t *proposal_form_document(const struct request *request, const struct proposal_terms *terms, const char *headcount,
                               const struct problems *problems);
void proposal_read_terms(const struct request *request, struct proposal_terms *terms, struct problems *problems);

#endif
