/* Documents of fit: pure, no I/O. Every function gives a new reference. */
#ifndef AREAS_FIT_DOC_H
#define AREAS_FIT_DOC_H

#include "areas/fit/fit.h"
#include "base/id.h"

/* A need and an offer with what the engine said about them. */
struct fit_pair {
    const struct catalogue *catalogue;
    struct fit_weights weights;
    const struct listing *need, *offer;
    const struct fit_listing *need_reduced, *offer_reduced;
    const struct fit_explanation *explanation;
    bool english;
};

/* Tenths as a number with at most one decimal: 875 → 87.5, 870 → 87. */
json_t *fit_tenths_document(unsigned tenths);

/* {"id", "organisation", "organisation_id", "title", "side", "kind", "county", "headcount", "start"} */
json_t *fit_listing_card(const struct catalogue *catalogue, const struct listing *listing);

/* {"score", "points": [{"point", "points", "weight", "stated", "why": {…}}], "missing": […], "changes": […],
 * "bar": for the shared partial `score`, "pair": {"need", "offer"}} */
json_t *fit_pair_document(const struct fit_pair *pair);

/* The texts of both sides cut into pieces, those that matched marked:
 * {"need": [{"field", "pieces": [{"text", "mark"}]}], "offer": […]} */
json_t *fit_pair_texts(struct arena *arena, const struct fit_pair *pair);

/* Words in common as they stand in both texts; those that overlap are one phrase (低 压 电 工 once, not three pairs). */
struct fit_phrase {
    struct fit_fragment need, offer;
};

/* In the order of the need's texts. Returns how many; O(words²). */
size_t fit_pair_phrases(const struct fit_pair *pair, struct fit_phrase out[FIT_MOST_WORDS]);

/* [{"point", "weight", "weight_tenths"}] in the order of the points. */
json_t *fit_weights_document(const struct fit_weights *weights);

#endif
