/* One question to the index, prepared: small tables, so that bounding a block or an entry is a few look-ups.
 *
 * A bound is never below the score of any entry it stands for; the exact score equals fit_score_pair. Private to match/.
 */
#ifndef MATCH_FIT_QUERY_H
#define MATCH_FIT_QUERY_H

#include "match/fit_index.h"

struct fit_query {
    const struct fit_index *index;
    const struct fit_rules *rules;
    const struct fit_listing *listing;
    bool wants_offers;                     /* the question is a need */
    uint32_t *reach;                       /* by trade: best strength × relation from the listing's mentions */
    uint16_t *trades;                      /* trades with reach, farthest reaching first */
    size_t trade_count;
    uint64_t skills;                       /* as in struct fit_entry */
    uint8_t *names_skill;                  /* by skill: 1 = the listing names it */
    uint16_t kind_values[FIT_MOST_KINDS];  /* by the other's kind */
    uint16_t level_points[FIT_MOST_LEVEL + 1];
    uint16_t *place_points;                /* by place */
    uint16_t place_bit_points[64];         /* the best of the places that share a bit */
    uint16_t skill_points[FIT_MOST_SKILLS + 1]; /* need: by number of skills missing, at best */
    uint8_t level;
};

struct fit_query fit_query_prepare(struct arena *arena, const struct fit_index *index,
                                   const struct fit_listing *listing);

/* Bounds and scores are tenths; FIT_NO_SCORE = no fit. (0 is a score: the weights are the region's to choose.) */
enum { FIT_NO_SCORE = -1 };

/* What any entry of the list of a trade could score at most; any of a block; one entry. */
int32_t fit_query_bound_list(const struct fit_query *query, uint16_t trade);
int32_t fit_query_bound_block(const struct fit_query *query, uint16_t trade, const struct fit_block *block);
int32_t fit_query_bound_entry(const struct fit_query *query, uint16_t trade, const struct fit_entry *entry,
                              int32_t least); /* any value below `least` is as good as the next */

/* The score of the entry's listing; FIT_NO_SCORE also when another of its trades is the one that counts (so that a
 * listing which stands in several lists is taken once). */
int32_t fit_query_score(const struct fit_query *query, uint16_t trade, const struct fit_listing *other);

#endif
