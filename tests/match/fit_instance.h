/* Random small worlds for the tests of fit: rules and listings from a seed, with many ties.
 *
 * `fit_instance_score` is a second definition of the score, written from docs/algorithms.md and not from src/match, in
 * long arithmetic and by plain loops.
 */
#ifndef TESTS_MATCH_FIT_INSTANCE_H
#define TESTS_MATCH_FIT_INSTANCE_H

#include "base/random.h"
#include "match/fit.h"

#include <stdlib.h>
#include <string.h>

enum { INSTANCE_TRADES = 7, INSTANCE_SKILLS = 80, INSTANCE_KINDS = 3, INSTANCE_PLACES = 5, INSTANCE_LISTINGS = 1500 };

struct fit_instance {
    struct random random;
    struct fit_rules rules;
    struct fit_relation relations[INSTANCE_TRADES * INSTANCE_TRADES];
    uint16_t kind_values[INSTANCE_KINDS * INSTANCE_KINDS];
    uint16_t distances_km[INSTANCE_PLACES * INSTANCE_PLACES];
    uint16_t skill_trades[INSTANCE_SKILLS];
    uint32_t variety; /* 1 = all listings much alike, more = less so */
};

/* A listing with room for its arrays. */
struct instance_listing {
    struct fit_listing listing;
    struct fit_mention mentions[FIT_MOST_MENTIONS];
    struct fit_skill skills[FIT_MOST_SKILLS];
    struct fit_word words[FIT_MOST_WORDS];
};

static inline uint32_t instance_below(struct fit_instance *instance, uint32_t bound)
{
    return random_below(&instance->random, bound);
}

static inline void instance_relate(struct fit_instance *instance)
{
    uint16_t values[INSTANCE_TRADES][INSTANCE_TRADES] = {{0}};
    for (uint16_t a = 0; a < INSTANCE_TRADES; a++) {
        for (uint16_t b = (uint16_t)(a + 1); b < INSTANCE_TRADES; b++) {
            bool related = instance_below(instance, 3) == 0;
            values[a][b] = related ? (uint16_t)(1 + instance_below(instance, 1000)) : 0;
            values[b][a] = values[a][b];
        }
    }
    size_t count = 0;
    for (uint16_t a = 0; a < INSTANCE_TRADES; a++) {
        for (uint16_t b = 0; b < INSTANCE_TRADES; b++) {
            if (values[a][b] != 0) {
                instance->relations[count++] = (struct fit_relation){a, b, values[a][b]};
            }
        }
    }
    instance->rules.relation_count = count;
}

/* Weights that add up to 1000; every third world leaves some at 0. */
static inline void instance_weigh(struct fit_instance *instance)
{
    const uint16_t usual[FIT_POINT_COUNT] = {400, 180, 70, 80, 70, 70, 50, 30, 50};
    memcpy(instance->rules.weights, usual, sizeof usual);
    if (instance_below(instance, 3) == 0) {
        uint32_t from = instance_below(instance, FIT_POINT_COUNT);
        uint32_t to = instance_below(instance, FIT_POINT_COUNT);
        uint16_t moved = instance->rules.weights[from];
        instance->rules.weights[from] = 0;
        instance->rules.weights[to] = (uint16_t)(instance->rules.weights[to] + moved);
    }
}

static inline void instance_init(struct fit_instance *instance, uint64_t seed)
{
    random_init(&instance->random, seed);
    instance->variety = 1 + instance_below(instance, 4);
    instance->rules = (struct fit_rules){
        .trade_count = INSTANCE_TRADES,
        .skill_count = INSTANCE_SKILLS,
        .kind_count = INSTANCE_KINDS,
        .place_count = INSTANCE_PLACES,
        .relations = instance->relations,
        .kind_values = instance->kind_values,
        .distances_km = instance->distances_km,
        .skill_trades = instance->skill_trades,
    };
    instance_weigh(instance);
    instance_relate(instance);
    const uint16_t kind_choices[] = {0, 1, 700, 1000, 1000};
    for (size_t i = 0; i < INSTANCE_KINDS * INSTANCE_KINDS; i++) {
        instance->kind_values[i] = kind_choices[instance_below(instance, 5)];
    }
    for (size_t i = 0; i < INSTANCE_PLACES * INSTANCE_PLACES; i++) {
        instance->distances_km[i] = (uint16_t)instance_below(instance, 200);
    }
    for (size_t i = 0; i < INSTANCE_SKILLS; i++) {
        uint32_t trade = instance_below(instance, INSTANCE_TRADES + 1);
        instance->skill_trades[i] = trade == INSTANCE_TRADES ? FIT_NO_TRADE : (uint16_t)trade;
    }
}

static inline void instance_fill_mentions(struct fit_instance *instance, struct instance_listing *out)
{
    const uint16_t strengths[] = {1000, 1000, 600, 1};
    size_t count = 0;
    for (uint16_t trade = 0; trade < INSTANCE_TRADES; trade++) {
        if (instance_below(instance, 4) == 0) {
            uint16_t strength = strengths[instance_below(instance, instance->variety)];
            out->mentions[count++] = (struct fit_mention){trade, strength, {0, trade, trade + 1u}};
        }
    }
    out->listing.mention_count = count;
}

static inline void instance_fill_skills(struct fit_instance *instance, struct instance_listing *out)
{
    const uint32_t rarity[] = {2, 6, 20, 200};
    uint32_t one_in = rarity[instance_below(instance, 4)];
    size_t count = 0;
    uint16_t range = instance->variety > 2 ? INSTANCE_SKILLS : 4;
    for (uint16_t skill = 0; skill < range && count < FIT_MOST_SKILLS; skill++) {
        if (instance_below(instance, one_in) == 0) {
            out->skills[count++] = (struct fit_skill){skill, {2, skill, skill + 1u}};
        }
    }
    out->listing.skill_count = count;
}

/* Few numbers, so that listings share words; some of them share a bit of the summary, too. */
static inline void instance_fill_words(struct fit_instance *instance, struct instance_listing *out)
{
    const uint16_t weights[] = {300, 150, 1, 1000};
    uint32_t range = 8 * instance->variety;
    size_t count = 0;
    for (uint32_t word = 0; word < range && count < FIT_MOST_WORDS; word++) {
        if (instance_below(instance, 4) == 0) {
            uint16_t weight = weights[instance_below(instance, instance->variety)];
            out->words[count++] = (struct fit_word){word * word * 0x10001u, weight, (uint16_t)word, 1, 6};
        }
    }
    out->listing.words = out->words;
    out->listing.word_count = count;
}

static inline void instance_fill(struct fit_instance *instance, int64_t id, enum fit_side side,
                                 struct instance_listing *out)
{
    uint32_t variety = instance->variety;
    memset(out, 0, sizeof *out);
    struct fit_listing *listing = &out->listing;
    instance_fill_mentions(instance, out);
    instance_fill_skills(instance, out);
    instance_fill_words(instance, out);
    listing->id = id;
    listing->side = (uint8_t)side;
    listing->kind = (uint8_t)instance_below(instance, variety < INSTANCE_KINDS ? variety : INSTANCE_KINDS);
    listing->level_low = (uint8_t)instance_below(instance, 5);
    listing->level_high = instance_below(instance, 2) == 0 ? 0 : (uint8_t)(4 + instance_below(instance, 5));
    listing->headcount = (int32_t)(instance_below(instance, 1 + 5 * variety * variety));
    listing->start_day = instance_below(instance, 4) == 0
                             ? DAY_NONE
                             : (int32_t)(20000 + instance_below(instance, 1 + 40 * (variety - 1)));
    listing->end_day = instance_below(instance, 3) != 0 ? DAY_NONE : (int32_t)(20000 + instance_below(instance, 200));
    listing->place =
        instance_below(instance, 5) == 0 ? FIT_NO_PLACE : (uint16_t)instance_below(instance, INSTANCE_PLACES);
    listing->cooperation = instance_below(instance, 1u << variety);
    listing->record_permille =
        instance_below(instance, 2) == 0 ? FIT_NO_RECORD : (int16_t)(250 * instance_below(instance, 5));
    listing->mentions = out->mentions;
    listing->skills = out->skills;
}

/* --- the second definition ----------------------------------------------------------------------------------- */

static inline long instance_round(long dividend, long divisor)
{
    long quotient = dividend / divisor;
    return 2 * (dividend % divisor) >= divisor ? quotient + 1 : quotient;
}

static inline long instance_relation(const struct fit_rules *rules, int from, int to)
{
    if (from == to) {
        return 1000;
    }
    for (size_t i = 0; i < rules->relation_count; i++) {
        if (rules->relations[i].from == from && rules->relations[i].to == to) {
            return rules->relations[i].value;
        }
    }
    return 0;
}

static inline long instance_trade_value(const struct fit_rules *rules, const struct fit_listing *need,
                                        const struct fit_listing *offer)
{
    long best = 0;
    long kind = rules->kind_values[(size_t)need->kind * rules->kind_count + offer->kind];
    for (size_t n = 0; n < need->mention_count; n++) {
        for (size_t o = 0; o < offer->mention_count; o++) {
            long relation = instance_relation(rules, need->mentions[n].trade, offer->mentions[o].trade);
            long value = need->mentions[n].strength * relation * offer->mentions[o].strength * kind;
            best = value > best ? value : best;
        }
    }
    return instance_round(best, 1000000000L);
}

static inline long instance_skill_value(const struct fit_rules *rules, int skill, const struct fit_listing *offer)
{
    for (size_t o = 0; o < offer->skill_count; o++) {
        if (offer->skills[o].skill == skill) {
            return 1000;
        }
    }
    long best = 0;
    for (size_t o = 0; o < offer->mention_count && rules->skill_trades[skill] != FIT_NO_TRADE; o++) {
        long relation = instance_relation(rules, rules->skill_trades[skill], offer->mentions[o].trade);
        long value = instance_round(500 * relation * offer->mentions[o].strength, 1000000);
        best = value > best ? value : best;
    }
    return best;
}

static inline long instance_late(long days)
{
    long lost = 0;
    for (long day = 0; day < days && lost < 1000; day += 7) {
        lost += 50;
    }
    return 1000 - lost;
}

static inline long instance_time_value(const struct fit_listing *need, const struct fit_listing *offer)
{
    long wanted = need->start_day;
    long given = offer->start_day;
    if (need->start_day == DAY_NONE || offer->start_day == DAY_NONE) {
        return 500;
    }
    if (need->end_day >= need->start_day && offer->start_day > need->end_day) {
        return 0;
    }
    if (offer->end_day >= offer->start_day && offer->end_day < need->start_day) {
        return instance_late(wanted - offer->end_day);
    }
    return instance_late(given - wanted);
}

static inline long instance_number_value(long need, long offer)
{
    if (need == 0 || offer == 0) {
        return 500;
    }
    if (offer < need) {
        return instance_round(1000 * offer, need);
    }
    long value = offer <= 4 * need ? 1000 : instance_round(4000 * need, offer);
    return value > 500 ? value : 500;
}

static inline int instance_rank(int first, int second)
{
    return first != 0 ? first : second;
}

static inline long instance_level_value(const struct fit_listing *need, const struct fit_listing *offer)
{
    int wanted = instance_rank(need->level_low, need->level_high);
    int given = instance_rank(offer->level_high, offer->level_low);
    const long values[] = {1000, 500, 250};
    if (wanted == 0 || given == 0) {
        return 500;
    }
    return wanted <= given ? 1000 : wanted - given <= 2 ? values[wanted - given] : 0;
}

static inline long instance_cooperation_value(uint32_t wanted, uint32_t offered)
{
    long many = 0;
    long common = 0;
    for (int bit = 0; bit < 32; bit++) {
        many += wanted >> bit & 1;
        common += (wanted & offered) >> bit & 1;
    }
    if (wanted == 0 || offered == 0) {
        return 500;
    }
    return common == 0 ? 0 : 500 + instance_round(500 * common, many);
}

static inline long instance_words_value(const struct fit_listing *need, const struct fit_listing *offer)
{
    long sum = 0;
    for (size_t n = 0; n < need->word_count; n++) {
        for (size_t o = 0; o < offer->word_count; o++) {
            long one = need->words[n].weight;
            long other = offer->words[o].weight;
            sum += need->words[n].word != offer->words[o].word ? 0 : one < other ? one : other;
        }
    }
    return sum > 1000 ? 1000 : sum;
}

/* False = no fit. values: permille by point; returns the total through *total. */
static inline bool fit_instance_score(const struct fit_rules *rules, const struct fit_listing *need,
                                      const struct fit_listing *offer, long values[FIT_POINT_COUNT], long *total)
{
    values[FIT_TRADE] = instance_trade_value(rules, need, offer);
    long skills = 0;
    for (size_t n = 0; n < need->skill_count; n++) {
        skills += instance_skill_value(rules, need->skills[n].skill, offer);
    }
    values[FIT_SKILLS] = need->skill_count == 0 ? values[FIT_TRADE] : instance_round(skills, (long)need->skill_count);
    values[FIT_LEVEL] = instance_level_value(need, offer);
    values[FIT_NUMBERS] = instance_number_value(need->headcount, offer->headcount);
    values[FIT_TIME] = instance_time_value(need, offer);
    values[FIT_DISTANCE] = 500;
    if (need->place != FIT_NO_PLACE && offer->place != FIT_NO_PLACE) {
        long km = rules->distances_km[(size_t)need->place * rules->place_count + offer->place];
        long value = need->place == offer->place ? 1000 : 1000 - 6 * km;
        values[FIT_DISTANCE] = value < 200 ? 200 : value;
    }
    values[FIT_COOPERATION] = instance_cooperation_value(need->cooperation, offer->cooperation);
    long of_need = need->record_permille < 0 ? 500 : need->record_permille;
    long of_offer = offer->record_permille < 0 ? 500 : offer->record_permille;
    values[FIT_RECORD] = instance_round(of_need + of_offer, 2);
    values[FIT_WORDS] = instance_words_value(need, offer);
    *total = 0;
    for (int point = 0; point < FIT_POINT_COUNT; point++) {
        *total += instance_round(rules->weights[point] * values[point], 1000);
    }
    return values[FIT_TRADE] > 0;
}

#endif
