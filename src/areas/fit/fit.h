/* Fit in the city: the index of all open listings in memory, kept up to date, with the region's weights and corrections;
 * the documents and pages that explain it.
 *
 *   start ─ load all open listings ─▶ ready ─ refresh: rows of listing_change after the last one seen ─▶ ready …
 *
 * Every question first refreshes (one indexed query when nothing changed), so a listing stored by this process, by
 * another process or by another machine is seen by the next question. Readers share a lock, a refresh has it alone.
 * The region's weights (setting "fit.weights") and corrections (trade_correction) are read at start and on change;
 * a change makes the index anew beside the old one, which answers until the new one is ready.
 */
#ifndef AREAS_FIT_FIT_H
#define AREAS_FIT_FIT_H

#include "areas/listings/listings.h"
#include "match/fit.h"

#include <stdio.h>

struct fit_service;

/* Loads everything; seconds at a hundred thousand listings. */
MUST_USE struct result fit_service_open(struct store *store, const struct catalogue *catalogue, int64_t region_id,
                                        struct fit_service **out);
void fit_service_close(struct fit_service *service);

/* Take in what changed. */
MUST_USE struct result fit_service_refresh(struct fit_service *service);

/* How many open needs and offers there are; refreshes first. */
MUST_USE struct result fit_service_counts(struct fit_service *service, size_t *needs, size_t *offers);

/* --- weights ----------------------------------------------------------------------------------------------------- */

/* Names of the points, in the order of enum fit_point: "trade", "skills", … */
extern const char *const fit_point_names[FIT_POINT_COUNT];

struct fit_weights {
    uint16_t tenths[FIT_POINT_COUNT];
};

/* INVALID, field = the point's name or "weights": each 0 to 1000, the sum 1000, trade above 0. */
MUST_USE struct result fit_weights_check(const struct fit_weights *weights);
struct fit_weights fit_service_weights(struct fit_service *service);
/* Stores them for the region and takes them into use. */
MUST_USE struct result fit_service_set_weights(struct fit_service *service, const struct fit_weights *weights,
                                               const struct actor *actor, int64_t now_ms);

/* --- supply and demand ------------------------------------------------------------------------------------------- */

/* People wanted and people offered in one trade and one place; places count as rows of the distance table, FIT_NO_PLACE
 * where a listing names none. Listings that name no trade, or are not about people (a technical need), are left out. */
struct fit_supply {
    uint16_t trade, place;
    int32_t need_count, offer_count;
    int64_t need_people, offer_people;
};

/* One row per trade and place that has any, by trade, then place. Of the open listings; refreshes first. O(listings). */
MUST_USE struct result fit_service_supply(struct arena *arena, struct fit_service *service, struct fit_supply **out,
                                          size_t *count);

/* --- documents ----------------------------------------------------------------------------------------------------- */

/* The matches of a listing: [{"rank", "offer": {"id", "organisation", "title", …}, "score", "points": [{"point", "points",
 * "weight", "why"}], "missing": […], "changes": […]}]. "offer" is "need" when the listing is an offer. New reference in *out. Refresh
 * before; texts of the matches are read in `session`. */
struct fit_matches_question {
    const struct listing *listing;
    size_t most;
    bool english;
};
MUST_USE struct result fit_build_matches(struct arena *arena, struct fit_service *service,
                                         struct store_session *session, const struct fit_matches_question *question,
                                         json_t **out);

/* One pair as its page shows it, with the texts of both sides cut into pieces ("texts"); NULL when the two are no fit. Refresh
 * before. New reference. */
struct fit_pair_question {
    const struct listing *need, *offer;
    bool english;
};
json_t *fit_build_pair(struct arena *arena, struct fit_service *service, const struct fit_pair_question *question);

/* --- command line ------------------------------------------------------------------------------------------------ */

struct fit_question {
    int64_t need_id, offer_id; /* 0 = not asked */
    bool all;
    size_t most;
    bool as_json, english;
};

/* Prints to `out`: one document, or a table. NOT_FOUND: no such need, no such offer. */
MUST_USE struct result fit_print(struct fit_service *service, const struct fit_question *question, FILE *out);

extern const struct route fit_routes[];

#endif
