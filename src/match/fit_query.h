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
    bool wants_offers; /* the question is a need */
    uint32_t *reach;   /* by trade: best strength × relation from the listing's mentions */
    uint16_t *trades;  /* trades with reach, farthest reaching first */
    size_t trade_count;
    uint64_t skills;                       /* as in struct fit_entry */
    uint64_t own_skills, foreign_skills;   /* a need's: of a trade it mentions; of another trade; the rest of none */
    uint32_t own_strength;                 /* least strength of the trades of own_skills */
    uint16_t word_weights[FIT_MOST_WORDS]; /* of the listing's words */
    uint8_t word_bits[FIT_MOST_WORDS];
    uint32_t most_words;                  /* points, if all its words were shared */
    uint16_t kind_values[FIT_MOST_KINDS]; /* by the other's kind */
    uint16_t level_points[FIT_MOST_LEVEL + 1];
    uint16_t place_points[64];       /* by place bit: the best of the places that share it */
    uint16_t cell_points[FIT_CELLS]; /* level and place together */
};

/* How good an entry can be by its trade alone; the same for all entries of one kind and strength in a list. */
struct fit_grade {
    uint32_t value;  /* of the trade; 0 = no fit */
    uint32_t points; /* of the trade */
    uint32_t worth;  /* at most, of a skill of a trade that the need mentions, when the offer does not name it */
};

struct fit_query fit_query_prepare(struct arena *arena, const struct fit_index *index,
                                   const struct fit_listing *listing);

/* Bounds and scores are tenths; FIT_NO_SCORE = no fit. (0 is a score: the weights are the region's to choose.) */
enum { FIT_NO_SCORE = -1 };

/* What any entry of the list of a trade, or of a block in it, could score at most. */
int32_t fit_query_bound_list(const struct fit_query *query, uint16_t trade);
int32_t fit_query_bound_block(const struct fit_query *query, uint16_t trade, const struct fit_block *block);

/* One entry, in four steps, so that most are left after the first: trade, level and place (with `others`, what the rest
 * of its block could bring at most); skills; then numbers, time, cooperation and record; then words. */
struct fit_grade fit_query_grade(const struct fit_query *query, uint16_t trade, uint32_t kind_value, uint16_t strength);
uint32_t fit_query_bound_rest(const struct fit_query *query, const struct fit_block *block);
uint32_t fit_query_bound_skills(const struct fit_query *query, const struct fit_entry *entry,
                                const struct fit_grade *grade);
uint32_t fit_query_bound_numbers(const struct fit_query *query, const struct fit_entry *entry);
uint32_t fit_query_bound_words(const struct fit_query *query, const struct fit_entry *entry);

/* The score of the entry's listing; FIT_NO_SCORE also when another of its trades is the one that counts (so that a
 * listing which stands in several lists is taken once). */
int32_t fit_query_score(const struct fit_query *query, uint16_t trade, const struct fit_listing *other);

#endif
