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

#include "areas/listings/columns.h"
#include "areas/listings/values.h"
#include "areas/listings/columns.h"
#include "areas/listings/values.h"
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
    const char *organisation_name, *organisation_kind, *organisation_credit_code;
};

/* Nothing stated: every text "", every yes/no -1, days DAY_NONE. */
struct listing listing_empty(void);

/* --- rules: no I/O ------------------------------------------------------------------------------------------- */

/* What is wrong, field by field (lengths, codes with the nearest three as hint, ranges, days that do not exist, unlawful
 * age or sex limits in the text). */
void listing_check(struct arena *arena, const struct catalogue *catalogue, const struct listing *listing,
                   struct problems *problems);
/* For texts that come in bulk: what the law forbids to ask (sex, under 16, health, origin, deposit) is taken out of title and
 * text of a need, so that it is not published, and each cut is told with its words. */
void listing_cut_limits(struct arena *arena, const struct catalogue *catalogue, struct listing *listing,
                        struct problems *told);
bool listing_may_edit(const struct actor *actor, const struct listing *listing);
/* May this person put up a listing in this organisation's name. */
bool listing_may_create(const struct actor *actor, int64_t organisation_id);
/* Drafts and closed ones are seen by the organisation and the office only. */
bool listing_may_see(const struct actor *actor, const struct listing *listing);

/* Is there an arrow from one status to the other in the drawing above. */
bool listing_status_may_become(const char *from, const char *to);

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

/* Another status, with a reason for the history; otherwise as listing_update. INVALID "listing.error.status_step" when the
 * life-cycle has no such step. */
struct listing_step {
    const char *status, *reason; /* reason: "" or why, for the history */
    const struct actor *actor;
    int64_t now_ms;
};
MUST_USE struct result listing_set_status(struct arena *arena, struct store_session *session, int64_t region_id,
                                          const struct listing *listing, const struct listing_step *step,
                                          int64_t change_id);

/* Closed because nobody answered requests: only the office's decision opens it again. */
MUST_USE struct result listing_is_held(struct store_session *session, int64_t region_id, int64_t id, bool *held);

/* Every version, newest first; at most 200. */
struct listing_revision {
    int32_t version;
    const char *document; /* JSON, as listing_stored_document */
    int64_t actor_id;
    const char *actor_name, *reason;
    int64_t at_ms;
};
MUST_USE struct result listing_list_revisions(struct arena *arena, struct store_session *session, int64_t region_id,
                                              int64_t id, struct listing_revision **out, size_t *count);

/* Listings of one organisation in one status, newest first, ids below `before` (0 = from the newest). */
struct listing_shelf {
    int64_t organisation_id;
    const char *status;
    int64_t before;
    size_t limit; /* at most 1000 */
};
MUST_USE struct result listing_list_of_organisation(struct arena *arena, struct store_session *session,
                                                    int64_t region_id, const struct listing_shelf *shelf,
                                                    struct listing **out, size_t *count);

/* Calls `work` for each listing with id > after that is open, by id; for the fit index at start. */
typedef struct result (*listing_work)(const struct listing *listing, void *context);
MUST_USE struct result listing_each_open(struct store_session *session, int64_t region_id, int64_t after,
                                         listing_work work, void *context);
/* Ids of listings changed after the change row `after`, at most 20,000, each once; *last is the newest change row seen,
 * and `after` itself when there is none. after INT64_MAX: no ids, *last = the newest there is. */
MUST_USE struct result listing_changes(struct arena *arena, struct store_session *session, int64_t region_id,
                                       int64_t after, int64_t **ids, size_t *count, int64_t *last);

/* Closes every open listing of an organisation that is closed itself, each as by hand: version, search, engines. Inside
 * store_write. For services.h. */
MUST_USE struct result listing_close_all(struct request *request, struct store_session *session,
                                         int64_t organisation_id);

/* Adds a change row: what else than listings the engines must know of (listing_id 0: their rules). change_id: from
 * store_next_id; the row's id is larger than every one committed before. Inside store_write. */
MUST_USE struct result listing_change_add(struct store_session *session, int64_t region_id, int64_t change_id,
                                          int64_t listing_id);

/* For the reading: what fit sees of a listing. Texts borrowed. */
struct reading_input listing_reading_input(const struct listing *listing);

/* --- search -------------------------------------------------------------------------------------------------- */

struct listing_filter {
    struct span text;
    /* NULL or "" = any; several codes separated by commas: any of them. industry_code and major_code may be shorter (C34,
     * 66): all below. */
    const char *side, *kind, *county_code, *industry_code, *major_code, *occupation_code;
    const char *level;       /* ranks */
    const char *status;      /* NULL = open; the others are for the organisation and the office */
    int64_t organisation_id; /* 0 = any */
    int64_t before;          /* keyset: next_before of the page before; 0 = from the start */
    size_t limit;            /* at most 1000 */
};

/* What has the words in its title first, then what only mentions them; each newest first. Open listings through the full-text table; others by looking at up to 10,000 of them. */
struct listing_page {
    struct listing *listings;
    size_t count;
    int64_t next_before; /* 0 = this is the last page; negative: among what only mentions the words */
    int64_t total;       /* exact up to 10,000; total_capped beyond */
    bool total_capped;
};
MUST_USE struct result listing_search(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const struct listing_filter *filter, struct listing_page *out);

/* How many hits each choice of each filter would leave, from the newest LISTING_FACTS_MOST hits. A filter that is set is
 * left out while its own choices are counted. Open listings only. */
enum { LISTING_FACTS_MOST = 2000, LISTING_CHOICES_MOST = 200 };
enum listing_facet { FACET_SIDE, FACET_KIND, FACET_COUNTY, FACET_INDUSTRY, FACET_MAJOR, FACET_LEVEL, FACET_COUNT };

struct listing_choice {
    const char *code; /* of a level: its rank; of an industry: the division (C34) */
    int32_t count;
};
struct listing_facets {
    struct listing_choice *choices[FACET_COUNT]; /* most hits first */
    size_t counts[FACET_COUNT];
    bool sampled; /* there are more hits than were looked at */
};
MUST_USE struct result listing_count_facets(struct arena *arena, struct store_session *session, int64_t region_id,
                                            const struct listing_filter *filter, struct listing_facets *out);

/* --- document ------------------------------------------------------------------------------------------------ */

/* Everything the page and the API show of one listing; ids as text, days as YYYY-MM-DD, codes with their names. */
json_t *listing_document(const struct catalogue *catalogue, const struct listing *listing);
/* The same as a row of a list: with "url", "organisation_url" and the pieces of title, organisation and text that the query
 * hits (partial listings/row). */
json_t *listing_row_document(const struct request *request, const struct listing *listing, struct span query);
/* The listing's own fields as they are stored, for its history; listing_from_stored reads them back. */
json_t *listing_stored_document(const struct listing *listing);
bool listing_from_stored(struct arena *arena, const char *document, struct listing *out);

/* [{"rule", "law", "policy", "article", "url"}] of the rules that the problems name; new reference. problems may be NULL. For
 * the partial listings/laws, also on pages of other areas. */
json_t *listing_laws_document(const struct request *request, const struct problems *problems);

/* --- command line ---------------------------------------------------------------------------------------------- */

/* What `zhiqiao search` and the API give: {"query", "total", "total_capped", "listings": […], "organisations": […]};
 * at most `limit` of each. New reference in *out. */
struct listing_find {
    struct store *store;
    const struct catalogue *catalogue;
    int64_t region_id;
};
MUST_USE struct result listing_build_search(struct arena *arena, const struct listing_find *find, struct span text,
                                            size_t limit, json_t **out);

/* All open listings of one side, one row each under the headers of columns.h, which the import reads again. side:
 * "need" or "offer". english: the headers; the values are as people write them, in Chinese. */
struct sheet_writer;
MUST_USE struct result listing_export(const struct listing_find *find, const char *side, bool english,
                                      struct sheet_writer *writer);
/* All organisations, likewise. (Here, where the columns are.) */
MUST_USE struct result listing_export_organisations(const struct listing_find *find, bool english,
                                                    struct sheet_writer *writer);

extern const struct route listing_routes[];

#endif
