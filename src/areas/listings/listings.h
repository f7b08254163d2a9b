/* Listings: what an organisation needs, what it offers. One record for both sides.
 *
 *            publish                 close / fill
 *   draft ───────────────▶ open ───────────────────▶ closed | filled
 *                            ▲                            │
 *                            └──────────── reopen ────────┘
 *
 * The same need twice is one listing: organisation + side + kind + title (folded). Texts live in the arena of whoever
 * filled the struct; "" , 0, DAY_NONE, and -1 for yes/no fields mean "not stated".
 */
#ifndef AREAS_LISTINGS_LISTINGS_H
#define AREAS_LISTINGS_LISTINGS_H

#include "areas/organisations/organisations.h"
#include "base/day.h"
#include "catalogue/reading.h"
#include "web/request.h"

struct listing {
    int64_t id, thread_id, organisation_id;
    const char *side; /* need offer */
    const char *kind; /* code of CATALOGUE_KINDS */
    const char *title, *body;
    const char *skills; /* separated by 、 */
    const char *occupation_code, *major_code, *industry_code, *county_code;
    int level_low, level_high; /* ranks of the skill levels */
    int32_t headcount;
    int32_t start_day, end_day;
    int64_t pay_low_fen, pay_high_fen;
    const char *pay_unit; /* month day hour piece year */
    const char *pay_note;
    int lodging, meals;
    const char *shift, *education;
    int32_t experience_months;
    const char *cooperation; /* codes separated by commas */
    const char *status;      /* draft open closed filled */
    const char *source;      /* form message import sample */
    int32_t version;
    int64_t created_ms, updated_ms;
    /* read along with it, never written */
    const char *organisation_name, *organisation_kind;
};

/* --- rules: no I/O ------------------------------------------------------------------------------------------- */

/* What is wrong, field by field (lengths, codes with the nearest three as hint, ranges, days that do not exist, unlawful
 * age or sex limits in the text). */
void listing_check(struct arena *arena, const struct catalogue *catalogue, const struct listing *listing,
                   struct problems *problems);
bool listing_may_edit(const struct actor *actor, const struct listing *listing);
/* Drafts and closed ones are seen by the organisation and the office only. */
bool listing_may_see(const struct actor *actor, const struct listing *listing);

/* --- store --------------------------------------------------------------------------------------------------- */

MUST_USE struct result listing_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                    struct listing *out);
/* By its natural key; NOT_FOUND when there is none. */
MUST_USE struct result listing_find_same(struct arena *arena, struct store_session *session, int64_t region_id,
                                         const struct listing *like, struct listing *out);
/* id, thread_id and times are set by the caller. Writes the revision, the change row and the search index too.
 * CONFLICT "listing.error.exists": the same need is there already. */
MUST_USE struct result listing_insert(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct listing *listing, const struct actor *actor, int64_t change_id);
/* version must be the stored one: CONFLICT "listing.error.changed_meanwhile" otherwise. */
MUST_USE struct result listing_update(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct listing *listing, const struct actor *actor, int64_t change_id);

/* Calls `work` for each listing with id > after that is open, by id; for the fit index at start. */
typedef struct result (*listing_work)(const struct listing *listing, void *context);
MUST_USE struct result listing_each_open(struct store_session *session, int64_t region_id, int64_t after,
                                         listing_work work, void *context);
/* Ids of listings changed after the change row `after`; *last is the newest change row seen. */
MUST_USE struct result listing_changes(struct arena *arena, struct store_session *session, int64_t region_id, int64_t after,
                                       int64_t **ids, size_t *count, int64_t *last);

/* For the reading: what fit sees of a listing. Texts borrowed. */
struct reading_input listing_reading_input(const struct listing *listing);

/* --- search -------------------------------------------------------------------------------------------------- */

struct listing_filter {
    struct span text;
    const char *side, *kind, *county_code, *industry_code, *major_code, *occupation_code, *status; /* NULL = any */
    int64_t organisation_id; /* 0 = any */
    int level;      /* rank; 0 = any */
    int64_t before; /* keyset: ids below this; 0 = from the newest */
    size_t limit;   /* at most 100 */
};

struct listing_page {
    struct listing *listings;
    size_t count;
    int64_t next_before; /* 0 = this is the last page */
    int64_t total;       /* exact up to 10,000; total_capped beyond */
    bool total_capped;
};
MUST_USE struct result listing_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct listing_filter *filter, struct listing_page *out);

/* --- document ------------------------------------------------------------------------------------------------ */

/* Everything the page and the API show of one listing; ids as text, days as YYYY-MM-DD, codes with their names. */
json_t *listing_document(const struct catalogue *catalogue, const struct listing *listing);

extern const struct route listing_routes[];

#endif
