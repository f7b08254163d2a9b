/* Requests (对接申请): from a fit to an answer between two organisations.
 *
 *                 counter (whose turn it is; the turn passes, a new term begins)
 *                 ┌───┐
 *   asked ─▶ open ┴───┘── accept, decline (whose turn it is) ─▶ accepted | declined
 *              ├── withdraw (the asker) ─────────────────────▶ withdrawn
 *              ├── the term is over (the clock) ─────────────▶ expired ─▶ the office is told
 *              └── both become one organisation (merge) ─────▶ merged ── the merge is undone ─▶ open
 *
 * Second expiry of one owner within 180 days: a warning. Third: the listing is closed and held; the owner appeals, the office
 * opens it again (and those expiries count no more) or keeps it closed with a reason.
 *
 * In C a request is `struct proposal`, for `struct request` is that of the web. Every step is one transaction with its events
 * in both threads, its row in the audit log, what waits for whom, and the mails.
 */
#ifndef AREAS_REQUESTS_REQUESTS_H
#define AREAS_REQUESTS_REQUESTS_H

#include "areas/listings/listings.h"
#include "catalogue/holidays.h"
#include "web/request.h"

/* One version of what is proposed. */
struct proposal_terms {
    int32_t version;
    int64_t organisation_id;
    const char *actor_name;
    const char *cooperation; /* code of CATALOGUE_COOPERATION */
    int32_t headcount;       /* 0 = not stated */
    const char *start_day;   /* YYYY-MM-DD or "" */
    const char *note;
    int64_t at_ms;
};

struct proposal {
    int64_t id, thread_id; /* the thread of the listing that was asked for */
    int64_t need_id, offer_id, listing_id;
    int64_t asker_id, answerer_id, turn_id; /* organisations */
    const char *status;
    int32_t version;
    int64_t due_ms;
    bool due_is_sound; /* false: a year of the term has no holidays in the table */
    int64_t next_ms;
    const char *reason;
    int64_t help_ms;
    int64_t created_ms, updated_ms;
    /* read along with it, never written */
    const char *asker_name, *answerer_name, *need_title, *offer_title;
    int64_t asker_thread_id;
};

struct proposal_message {
    int64_t id, organisation_id, actor_id;
    const char *actor_name, *body;
    int64_t file_id;
    const char *file_name;
    int64_t at_ms;
};

/* --- rules: no I/O ----------------------------------------------------------------------------------------------- */

enum proposal_side { SIDE_TURN = 1, SIDE_ASKER = 2, SIDE_CLOCK = 4 };

struct proposal_step {
    const char *name; /* counter accept decline withdraw expire */
    const char *from, *to;
    unsigned side; /* enum proposal_side: who may */
    bool needs_reason;
};
/* The row of the table; NULL when there is no such step. */
const struct proposal_step *proposal_step_find(const char *name);
/* CONFLICT "requests.over.STATUS": it has ended already, and how. NOT_FOUND: not this person's. FORBIDDEN: it is the other's
 * turn. `as`: the organisation in whose name. */
MUST_USE struct result proposal_may_step(const struct actor *actor, const struct proposal *proposal,
                                         const struct proposal_step *step, int64_t *as);
/* The side of the proposal for which this person may `action`; 0 = none. */
int64_t proposal_side_of(const struct actor *actor, const struct proposal *proposal, const char *action);
/* Who may ask whom for this pair. INVALID "requests.error.own", "requests.error.closed"; FORBIDDEN. */
MUST_USE struct result proposal_may_ask(const struct actor *actor, const struct listing *need,
                                        const struct listing *offer, int64_t *asker_id);
void proposal_check_terms(struct arena *arena, const struct catalogue *catalogue, const struct proposal_terms *terms,
                          struct problems *problems);

/* --- store ------------------------------------------------------------------------------------------------------- */

MUST_USE struct result proposal_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct proposal *out);
enum { PROPOSALS_MOST = 100 };
/* Of one organisation (0 = all), newest first, ids below `before` (0 = from the newest). */
MUST_USE struct result proposal_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                     int64_t organisation_id, int64_t before, struct proposal **out, size_t *count);
MUST_USE struct result proposal_list_terms(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t id, struct proposal_terms **out, size_t *count);

/* Ids for one transaction, made before it; `used` begins at 0 whenever it is run. */
enum { PROPOSAL_IDS = 48 };
struct proposal_ids {
    int64_t ids[PROPOSAL_IDS];
    size_t used;
};
void proposal_ids_make(struct store *store, struct proposal_ids *ids);

/* An open request with everything that belongs to it, inside store_write. That asker and pair are allowed to is the caller's. */
struct proposal_making {
    struct arena *arena;
    int64_t region_id, id;
    const struct listing *need, *offer;
    int64_t asker_id; /* the organisation of one of them */
    const struct actor *actor;
    const char *address;
    struct proposal_terms terms; /* way, scope, words */
    int64_t now_ms;
    struct proposal_ids *ids;
};
MUST_USE struct result proposal_make(struct store_session *session, struct proposal_making *making);

/* For areas/merge, inside its transaction. ids: PROPOSAL_MERGED_IDS for each request, taken as they are used. Mails nobody. */
struct proposal_merging {
    struct arena *arena;
    int64_t region_id, now_ms;
    const struct actor *actor;
    const char *address;
    struct proposal_ids *ids;
};
enum { PROPOSAL_MERGED_IDS = 4 };
/* *ended false: it was not open. */
MUST_USE struct result proposal_end_merged(struct store_session *session, const struct proposal_merging *merging,
                                           int64_t id, bool *ended);
/* One that proposal_end_merged had ended; any other stays as it is. */
MUST_USE struct result proposal_open_parted(struct store_session *session, const struct proposal_merging *merging,
                                            int64_t id);

/* "due_at" is the end of the term, "due_day" its last day. New reference. */
json_t *proposal_document(const struct proposal *proposal, int zone_minutes);

/* --- the clock --------------------------------------------------------------------------------------------------- */

struct proposal_clock_counts {
    int reminded, expired, closed;
};
/* Everything that is due at now_ms: reminders, expiries, closings. Each in its own transaction that looks again first: run twice,
 * by two processes or after a crash, it does nothing twice. */
MUST_USE struct result proposal_clock_run(struct store *store, int64_t region_id, int64_t now_ms,
                                          struct proposal_clock_counts *out);
/* A thread that does so every minute while the program serves. */
struct proposal_clock;
MUST_USE struct result proposal_clock_open(struct store *store, int64_t region_id, struct proposal_clock **out);
void proposal_clock_close(struct proposal_clock *clock); /* may be NULL */

extern const struct route request_routes[];

#endif
