/* What waits for me (待我处理): one list per person, by due date.
 *
 *   an area: waiting_put(kind, subject, whose, due, word, url) ──▶ shown to each owner, staff member or holder of the role
 *            waiting_done(kind, subject) ──▶ gone (what happened stands in the thread)
 *
 * An item belongs to an organisation or to a role of the platform: whoever of them is there does it. What only one person can do
 * (answer the office, take up an invitation) belongs to that person. Where nobody is an editor, the office sees what waits for
 * editors. There is one item for a kind and a subject; putting it again replaces it. Inside the caller's write transaction.
 */
#ifndef AREAS_WAITING_WAITING_H
#define AREAS_WAITING_WAITING_H

#include "store/store.h"
#include "areas/settings/settings.h"
#include "web/request.h"

enum { WAITING_MOST = 200 };

struct waiting_item {
    int64_t id;       /* store_next_id, made before the transaction */
    const char *kind; /* "request" */
    int64_t subject_id;
    int64_t organisation_id; /* or 0 and … */
    int64_t person_id;       /* or … */
    const char *role;        /* "office", "editor", "auditor", "administrator" */
    int64_t due_ms;
    const char *word;  /* what is to be done: "waiting.word.request" */
    const char *title; /* of what: text of the data */
    const char *url;
    int64_t now_ms;
};
MUST_USE struct result waiting_put(struct store_session *session, int64_t region_id, const struct waiting_item *item);
MUST_USE struct result waiting_done(struct store_session *session, int64_t region_id, const char *kind,
                                    int64_t subject_id);

/* Whose account is erased has nothing to do any more. */
MUST_USE struct result waiting_end_of_person(struct store_session *session, int64_t region_id, int64_t person_id);

/* Where and when a step is taken, with the id of the item that it may put. */
struct waiting_turn {
    struct arena *arena;
    int64_t region_id, item_id, now_ms;
    int zone_minutes;
};
struct waiting_turn waiting_turn_of(const struct request *request); /* before the transaction */
/* When a term ends that begins now: so many working days as this setting says, to the midnight after the last. */
MUST_USE struct result waiting_due(struct store_session *session, const struct waiting_turn *turn, enum setting_id term,
                                   int64_t *due_ms);

/* By due date; at most WAITING_MOST. Organisations in which the actor only reads are left out. */
MUST_USE struct result waiting_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                    const struct actor *actor, struct waiting_item **out, size_t *count);
MUST_USE struct result waiting_count(struct store_session *session, int64_t region_id, const struct actor *actor,
                                     int64_t now_ms, int64_t *all, int64_t *overdue);

/* For whom it waits, as this person reads it: a key of the language packs ("waiting.as.office"), or an organisation's name. */
const char *waiting_as(const struct actor *actor, const struct waiting_item *item);

/* What waits as the start page shows it: {"count", "overdue", "groups": [{"word", "as", "count", "overdue", "url", "due_day"}]},
 * most pressing first. New reference. */
json_t *waiting_summary(const struct actor *actor, const struct waiting_item *items, size_t count, int zone_minutes,
                        int64_t now_ms);

/* The daily mail, from eight in the morning on, once a person and day, to who has an address and something waiting. Run as often
 * as one likes; invitations that are over go away meanwhile. *mailed: how many. */
MUST_USE struct result waiting_digest_run(struct store *store, int64_t region_id, int zone_minutes, int64_t now_ms,
                                          int *mailed);

/* An iCalendar file (RFC 5545) of the due dates: one all-day to-do date each. words: the person's language. */
struct words;
struct waiting_calendar {
    const struct words *words;
    const char *language, *name, *site; /* site: "https://…" or "" */
    int zone_minutes;
    int64_t now_ms;
};
const char *waiting_build_calendar(struct arena *arena, const struct waiting_calendar *calendar,
                                   const struct waiting_item *items, size_t count);

extern const struct route waiting_routes[];

#endif
