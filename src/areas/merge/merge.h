/* Two organisations that are one: the office merges the second entry into the first, and can undo it.
 *
 *   preview (merge_plan) ──▶ merge (one transaction) ──▶ stands ── undo (one transaction) ──▶ as it was
 *
 * Everything that names the organisation moves to the one that stays (moves.h has the table): listings, programmes, facilities,
 * posts, memberships, both sides of requests, threads and what is read in them, studios, open invitations, registrations and
 * claims, what waits. What the other one has already (same side, kind and title; same major; same name; same person) stays where it
 * is, and such listings are closed. Requests between the two stay as they are; open ones end ("merged"), since nobody can
 * answer oneself. The credit code moves when the one that stays has none. The other is closed, not removed: its address still
 * works. What moved is kept as JSON in organisation_merge, so undo moves back exactly that, unless it has moved on since.
 */
#ifndef AREAS_MERGE_MERGE_H
#define AREAS_MERGE_MERGE_H

#include "areas/organisations/organisations.h"
#include "areas/requests/requests.h"

enum merge_kind {
    MERGE_LISTING,
    MERGE_PROGRAMME,
    MERGE_FACILITY,
    MERGE_POST,
    MERGE_PERSON,
    MERGE_REQUEST,
    MERGE_CLOSURE,
    MERGE_THREAD,
    MERGE_PARTY,
    MERGE_EVENT,
    MERGE_STUDIO,
    MERGE_INVITATION,
    MERGE_REGISTRATION,
    MERGE_WAITING,
    MERGE_KINDS
};
enum { MERGE_MOST = 2000, MERGE_BETWEEN_MOST = 100, MERGE_IDS = MERGE_MOST + 4 * MERGE_BETWEEN_MOST };

struct merge_items {
    int64_t *moving, *staying; /* ids */
    size_t moving_count, staying_count;
};

struct merge_plan {
    struct organisation from, into;
    struct merge_items items[MERGE_KINDS];
    struct proposal *ending; /* open requests between the two */
    size_t ending_count;
    bool code_moves;
};

/* Errors: NOT_FOUND; INVALID "merge.error.same", ".kinds" (a school into a firm), ".codes" (two different codes), ".closed",
 * ".many". Inside store_read or store_write. */
MUST_USE struct result merge_find_plan(struct arena *arena, struct store_session *session, int64_t region_id,
                                       int64_t from_id, int64_t into_id, struct merge_plan *out);

struct merge_deed {
    int64_t region_id, id, now_ms;
    const struct actor *actor;
    const char *address;
    const int64_t *ids; /* MERGE_IDS of them, made before the transaction */
};
/* Inside store_write; the plan is found anew in the same transaction. */
MUST_USE struct result merge_do(struct arena *arena, struct store_session *session, const struct merge_deed *deed,
                                int64_t from_id, int64_t into_id);
/* deed->id: the merge. CONFLICT "merge.error.undone" when it was undone already. */
MUST_USE struct result merge_undo(struct arena *arena, struct store_session *session, const struct merge_deed *deed);

/* The one into which this one was merged, by a merge that stands; 0: none. For struct services. */
MUST_USE struct result merge_find_successor(struct store_session *session, int64_t region_id, int64_t organisation_id,
                                            int64_t *into_id);

extern const struct route merge_routes[];

#endif
