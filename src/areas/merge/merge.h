/* Two organisations that are one: the office merges the second entry into the first, and can undo it.
 *
 *   preview (merge_plan) ──▶ merge (one transaction) ──▶ stands ── undo (one transaction) ──▶ as it was
 *
 * Listings, programmes, facilities, posts and memberships move to the organisation that stays, unless it has the same already
 * (same side, kind and title; same major; same name; same person): those stay where they are, and such listings are closed.
 * The credit code moves when the one that stays has none. The other is closed, not removed: its address still works.
 * What moved is kept as JSON in organisation_merge, so undo moves back exactly that, unless it has moved on since.
 */
#ifndef AREAS_MERGE_MERGE_H
#define AREAS_MERGE_MERGE_H

#include "areas/organisations/organisations.h"

enum merge_kind { MERGE_LISTING, MERGE_PROGRAMME, MERGE_FACILITY, MERGE_POST, MERGE_PERSON, MERGE_KINDS };
enum { MERGE_MOST = 2000 };

struct merge_items {
    int64_t *moving, *staying; /* ids */
    size_t moving_count, staying_count;
};

struct merge_plan {
    struct organisation from, into;
    struct merge_items items[MERGE_KINDS];
    bool code_moves;
};

/* Errors: NOT_FOUND; INVALID "merge.error.same", ".kinds" (a school into a firm), ".codes" (two different codes), ".closed",
 * ".many". Inside store_read or store_write. */
MUST_USE struct result merge_find_plan(struct arena *arena, struct store_session *session, int64_t region_id,
                                       int64_t from_id, int64_t into_id, struct merge_plan *out);

struct merge_deed {
    int64_t region_id, id, now_ms;
    const struct actor *actor;
    const int64_t *change_ids; /* MERGE_MOST of them, made before the transaction */
};
/* Inside store_write; the plan is found anew in the same transaction. */
MUST_USE struct result merge_do(struct arena *arena, struct store_session *session, const struct merge_deed *deed,
                                int64_t from_id, int64_t into_id);
/* deed->id: the merge. CONFLICT "merge.error.undone" when it was undone already. */
MUST_USE struct result merge_undo(struct arena *arena, struct store_session *session, const struct merge_deed *deed);

extern const struct route merge_routes[];

#endif
