/* The formulas of match/fit.h, one function each: two statements in, permille out. Private to match/.
 *
 * Both the plain definition (fit_score.c) and the index (fit_query.c) call these, so that there is one place where a
 * value is defined; the tests hold a second definition of their own.
 */
#ifndef MATCH_FIT_VALUES_H
#define MATCH_FIT_VALUES_H

#include "match/fit.h"

enum { FIT_FULL = 1000, FIT_HALF = 500, FIT_DISTANCE_LEAST = 200 };

static inline uint32_t fit_divide(uint64_t dividend, uint64_t divisor)
{
    return (uint32_t)((dividend + divisor / 2) / divisor);
}

static inline uint16_t fit_points(uint16_t weight, uint32_t value)
{
    return (uint16_t)fit_divide((uint64_t)weight * value, FIT_FULL);
}

/* product = strength × relation × strength, up to 1000³. */
static inline uint32_t fit_value_trade(uint64_t product, uint16_t kind_value)
{
    return fit_divide(product * kind_value, 1000000000);
}

/* What an offer is worth for a skill that it does not name; product = relation × strength. */
static inline uint32_t fit_value_partly(uint32_t product)
{
    return fit_divide((uint64_t)product * FIT_HALF, 1000000);
}

/* The rank a listing is compared by; 0 = open. */
static inline uint8_t fit_level_key(const struct fit_listing *listing)
{
    if (listing->side == FIT_NEED) {
        return listing->level_low != 0 ? listing->level_low : listing->level_high;
    }
    return listing->level_high != 0 ? listing->level_high : listing->level_low;
}

uint32_t fit_value_level(uint8_t need_least, uint8_t offer_highest);
uint32_t fit_value_numbers(int32_t need, int32_t offer);
uint32_t fit_value_late(int64_t days);
uint32_t fit_value_time(const struct fit_listing *need, const struct fit_listing *offer);
uint32_t fit_value_distance(const struct fit_rules *rules, uint16_t need_place, uint16_t offer_place);
uint32_t fit_value_cooperation(uint32_t wanted, uint32_t offered);
uint32_t fit_value_record(int16_t need, int16_t offer);
uint32_t fit_value_words(const struct fit_listing *need, const struct fit_listing *offer);

/* Permille between two trades; 1000 with itself, 0 when unrelated. O(log relations). */
uint16_t fit_relation_find(const struct fit_rules *rules, uint16_t from, uint16_t to);

/* The two mentions that make the trade value. */
struct fit_meeting {
    const struct fit_mention *need, *offer;
    uint16_t relation;
    uint64_t product; /* 0 = they do not meet */
};
struct fit_meeting fit_meet(const struct fit_rules *rules, const struct fit_listing *need,
                            const struct fit_listing *offer);

#endif
