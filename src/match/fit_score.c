/* The plain definition of fit: one pair, every point. */
#include "match/fit_values.h"

#include <string.h>

uint32_t fit_value_level(uint8_t need_least, uint8_t offer_highest)
{
    if (need_least == 0 || offer_highest == 0) {
        return FIT_HALF;
    }
    int gap = need_least - offer_highest;
    return gap <= 0 ? FIT_FULL : gap == 1 ? 500 : gap == 2 ? 250 : 0;
}

uint32_t fit_value_numbers(int32_t need, int32_t offer)
{
    if (need == 0 || offer == 0) {
        return FIT_HALF;
    }
    uint64_t wanted = (uint64_t)need;
    uint64_t given = (uint64_t)offer;
    if (given < wanted) {
        return fit_divide(given * FIT_FULL, wanted);
    }
    if (given <= 4 * wanted) {
        return FIT_FULL;
    }
    uint32_t value = fit_divide(4 * wanted * FIT_FULL, given);
    return value < FIT_HALF ? FIT_HALF : value;
}

uint32_t fit_value_late(int64_t days)
{
    if (days <= 0) {
        return FIT_FULL;
    }
    int64_t weeks = (days + 6) / 7;
    return weeks >= 20 ? 0 : (uint32_t)(FIT_FULL - 50 * weeks);
}

static bool ends(const struct fit_listing *listing)
{
    return listing->end_day != DAY_NONE && listing->end_day >= listing->start_day;
}

uint32_t fit_value_time(const struct fit_listing *need, const struct fit_listing *offer)
{
    if (need->start_day == DAY_NONE || offer->start_day == DAY_NONE) {
        return FIT_HALF;
    }
    if (ends(need) && offer->start_day > need->end_day) {
        return 0;
    }
    if (ends(offer) && offer->end_day < need->start_day) {
        return fit_value_late((int64_t)need->start_day - offer->end_day);
    }
    return fit_value_late((int64_t)offer->start_day - need->start_day);
}

uint32_t fit_value_distance(const struct fit_rules *rules, uint16_t need_place, uint16_t offer_place)
{
    if (need_place == FIT_NO_PLACE || offer_place == FIT_NO_PLACE) {
        return FIT_HALF;
    }
    if (need_place == offer_place) {
        return FIT_FULL;
    }
    uint32_t lost = 6u * rules->distances_km[need_place * rules->place_count + offer_place];
    return lost > FIT_FULL - FIT_DISTANCE_LEAST ? FIT_DISTANCE_LEAST : FIT_FULL - lost;
}

uint32_t fit_value_cooperation(uint32_t wanted, uint32_t offered)
{
    if (wanted == 0 || offered == 0) {
        return FIT_HALF;
    }
    if ((wanted & offered) == 0) {
        return 0;
    }
    uint64_t common = (uint64_t)__builtin_popcount(wanted & offered);
    return FIT_HALF + fit_divide(common * FIT_HALF, (uint64_t)__builtin_popcount(wanted));
}

uint32_t fit_value_record(int16_t need, int16_t offer)
{
    int of_need = need == FIT_NO_RECORD ? FIT_HALF : need;
    int of_offer = offer == FIT_NO_RECORD ? FIT_HALF : offer;
    return fit_divide((uint64_t)(of_need + of_offer), 2);
}

uint32_t fit_value_words(const struct fit_listing *need, const struct fit_listing *offer)
{
    uint32_t sum = 0;
    size_t o = 0;
    for (size_t n = 0; n < need->word_count; n++) {
        const struct fit_word *word = &need->words[n];
        while (o < offer->word_count && offer->words[o].word < word->word) {
            o++;
        }
        if (o < offer->word_count && offer->words[o].word == word->word) {
            sum += word->weight < offer->words[o].weight ? word->weight : offer->words[o].weight;
        }
    }
    return sum < FIT_FULL ? sum : FIT_FULL;
}

uint16_t fit_relation_find(const struct fit_rules *rules, uint16_t from, uint16_t to)
{
    if (from == to) {
        return FIT_FULL;
    }
    size_t low = 0;
    size_t high = rules->relation_count;
    uint32_t wanted = (uint32_t)from << 16 | to;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct fit_relation *relation = &rules->relations[middle];
        uint32_t here = (uint32_t)relation->from << 16 | relation->to;
        if (here == wanted) {
            return relation->value;
        }
        if (here < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

struct fit_meeting fit_meet(const struct fit_rules *rules, const struct fit_listing *need,
                            const struct fit_listing *offer)
{
    struct fit_meeting best = {0};
    for (size_t n = 0; n < need->mention_count; n++) {
        const struct fit_mention *wanted = &need->mentions[n];
        for (size_t o = 0; o < offer->mention_count; o++) {
            const struct fit_mention *given = &offer->mentions[o];
            uint16_t relation = fit_relation_find(rules, wanted->trade, given->trade);
            uint64_t product = (uint64_t)wanted->strength * relation * given->strength;
            if (product > best.product) {
                best = (struct fit_meeting){wanted, given, relation, product};
            }
        }
    }
    return best;
}

static uint32_t value_unnamed_skill(const struct fit_rules *rules, uint16_t skill, const struct fit_listing *offer)
{
    uint16_t trade = rules->skill_trades[skill];
    if (trade == FIT_NO_TRADE) {
        return 0;
    }
    uint32_t best = 0;
    for (size_t o = 0; o < offer->mention_count; o++) {
        const struct fit_mention *mention = &offer->mentions[o];
        uint32_t product = (uint32_t)fit_relation_find(rules, trade, mention->trade) * mention->strength;
        best = product > best ? product : best;
    }
    return fit_value_partly(best);
}

static uint32_t value_skills(const struct fit_rules *rules, const struct fit_listing *need,
                             const struct fit_listing *offer, uint32_t trade_value)
{
    if (need->skill_count == 0) {
        return trade_value;
    }
    uint64_t sum = 0;
    size_t o = 0;
    for (size_t n = 0; n < need->skill_count; n++) {
        uint16_t skill = need->skills[n].skill;
        while (o < offer->skill_count && offer->skills[o].skill < skill) {
            o++;
        }
        bool named = o < offer->skill_count && offer->skills[o].skill == skill;
        sum += named ? FIT_FULL : value_unnamed_skill(rules, skill, offer);
    }
    return fit_divide(sum, need->skill_count);
}

static void set_part(struct fit_score *score, const struct fit_rules *rules, enum fit_point point, uint32_t value,
                     bool stated)
{
    uint16_t points = fit_points(rules->weights[point], value);
    score->parts[point] = (struct fit_part){points, (uint16_t)value, stated};
    score->total = (uint16_t)(score->total + points);
}

bool fit_score_pair(const struct fit_rules *rules, const struct fit_listing *need, const struct fit_listing *offer,
                    struct fit_score *out)
{
    memset(out, 0, sizeof *out);
    uint16_t kind_value = rules->kind_values[need->kind * rules->kind_count + offer->kind];
    uint32_t trade = fit_value_trade(fit_meet(rules, need, offer).product, kind_value);
    if (trade == 0) {
        return false;
    }
    uint8_t least = fit_level_key(need);
    uint8_t highest = fit_level_key(offer);
    set_part(out, rules, FIT_TRADE, trade, true);
    set_part(out, rules, FIT_SKILLS, value_skills(rules, need, offer, trade),
             need->skill_count > 0 && offer->skill_count > 0);
    set_part(out, rules, FIT_LEVEL, fit_value_level(least, highest), least != 0 && highest != 0);
    set_part(out, rules, FIT_NUMBERS, fit_value_numbers(need->headcount, offer->headcount),
             need->headcount != 0 && offer->headcount != 0);
    set_part(out, rules, FIT_TIME, fit_value_time(need, offer),
             need->start_day != DAY_NONE && offer->start_day != DAY_NONE);
    set_part(out, rules, FIT_DISTANCE, fit_value_distance(rules, need->place, offer->place),
             need->place != FIT_NO_PLACE && offer->place != FIT_NO_PLACE);
    set_part(out, rules, FIT_COOPERATION, fit_value_cooperation(need->cooperation, offer->cooperation),
             need->cooperation != 0 && offer->cooperation != 0);
    set_part(out, rules, FIT_RECORD, fit_value_record(need->record_permille, offer->record_permille),
             need->record_permille != FIT_NO_RECORD || offer->record_permille != FIT_NO_RECORD);
    uint32_t words = fit_value_words(need, offer);
    set_part(out, rules, FIT_WORDS, words, words > 0);
    return true;
}
