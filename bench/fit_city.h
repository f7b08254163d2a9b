/* A synthetic city for measuring fit: rules and listings from a seed, shaped like a real one.
 *
 * About 300 trades, some far more popular than others (Zipf), each related to about ten; 1,500 skills, most of a
 * listing's from its own trade; 11 places; about a quarter of everything left open. 5 needs to 3 offers.
 */
#ifndef BENCH_FIT_CITY_H
#define BENCH_FIT_CITY_H

#include "base/random.h"
#include "match/fit.h"

#include <stdlib.h>
#include <string.h>

enum { CITY_TRADES = 300, CITY_SKILLS = 1500, CITY_KINDS = 8, CITY_PLACES = 11, CITY_GROUP = 10 };
enum { CITY_NEEDS = 1500, CITY_OFFERS = 900 }; /* at scale 1 */

struct city {
    struct random random;
    struct fit_rules rules;
    struct fit_relation *relations;
    uint32_t popularity[CITY_TRADES]; /* summed up */
    uint16_t kind_values[CITY_KINDS * CITY_KINDS];
    uint16_t distances_km[CITY_PLACES * CITY_PLACES];
    uint16_t skill_trades[CITY_SKILLS];
};

struct city_listing {
    struct fit_listing listing;
    struct fit_mention mentions[4];
    struct fit_skill skills[8];
    struct fit_word words[FIT_MOST_WORDS];
};

static inline uint32_t city_below(struct city *city, uint32_t bound)
{
    return random_below(&city->random, bound);
}

/* Strong relations within a group of ten neighbours, one weak one out of it now and then. */
static inline void city_relate(struct city *city)
{
    static uint16_t values[CITY_TRADES][CITY_TRADES];
    memset(values, 0, sizeof values);
    for (uint32_t a = 0; a < CITY_TRADES; a++) {
        for (uint32_t b = a + 1; b < CITY_TRADES; b++) {
            bool group = a % (CITY_TRADES / CITY_GROUP) == b % (CITY_TRADES / CITY_GROUP);
            if (group || city_below(city, 300) == 0) {
                values[a][b] = (uint16_t)(group ? 300 + city_below(city, 600) : 100 + city_below(city, 300));
                values[b][a] = values[a][b];
            }
        }
    }
    city->relations = calloc(CITY_TRADES * CITY_TRADES, sizeof *city->relations);
    size_t count = 0;
    for (uint16_t a = 0; a < CITY_TRADES; a++) {
        for (uint16_t b = 0; b < CITY_TRADES; b++) {
            if (values[a][b] != 0) {
                city->relations[count++] = (struct fit_relation){a, b, values[a][b]};
            }
        }
    }
    city->rules.relation_count = count;
    city->rules.relations = city->relations;
}

static inline void city_open(struct city *city, uint64_t seed)
{
    random_init(&city->random, seed);
    city->rules = (struct fit_rules){
        .weights = {430, 160, 60, 50, 60, 60, 50, 50, 80},
        .trade_count = CITY_TRADES,
        .skill_count = CITY_SKILLS,
        .kind_count = CITY_KINDS,
        .place_count = CITY_PLACES,
        .kind_values = city->kind_values,
        .distances_km = city->distances_km,
        .skill_trades = city->skill_trades,
    };
    city_relate(city);
    uint32_t sum = 0;
    for (uint32_t trade = 0; trade < CITY_TRADES; trade++) {
        sum += 1000000 / (trade + 1);
        city->popularity[trade] = sum;
    }
    for (size_t i = 0; i < CITY_KINDS * CITY_KINDS; i++) {
        const uint16_t values[] = {0, 0, 600, 800, 1000};
        city->kind_values[i] = i / CITY_KINDS == i % CITY_KINDS ? 1000 : values[city_below(city, 5)];
    }
    for (size_t i = 0; i < CITY_PLACES * CITY_PLACES; i++) {
        city->distances_km[i] = (uint16_t)(10 + city_below(city, 120));
    }
    for (uint16_t i = 0; i < CITY_SKILLS; i++) {
        city->skill_trades[i] = i % CITY_TRADES;
    }
}

static inline void city_close(struct city *city)
{
    free(city->relations);
}

static inline uint16_t city_trade(struct city *city)
{
    uint32_t drawn = city_below(city, city->popularity[CITY_TRADES - 1]);
    uint16_t trade = 0;
    while (city->popularity[trade] <= drawn) {
        trade++;
    }
    return trade;
}

/* A neighbour in the same group. */
static inline uint16_t city_near(struct city *city, uint16_t trade)
{
    return (uint16_t)((trade + CITY_TRADES / CITY_GROUP * city_below(city, CITY_GROUP)) % CITY_TRADES);
}

static inline void city_mention(struct city_listing *out, uint16_t trade, uint16_t strength)
{
    size_t count = out->listing.mention_count;
    size_t at = count;
    for (size_t i = 0; i < count; i++) {
        if (out->mentions[i].trade == trade) {
            return;
        }
    }
    while (at > 0 && out->mentions[at - 1].trade > trade) {
        out->mentions[at] = out->mentions[at - 1];
        at--;
    }
    out->mentions[at] = (struct fit_mention){trade, strength, {0, 0, 12}};
    out->listing.mention_count++;
}

static inline void city_learn(struct city_listing *out, uint16_t skill)
{
    size_t count = out->listing.skill_count;
    size_t at = count;
    for (size_t i = 0; i < count; i++) {
        if (out->skills[i].skill == skill) {
            return;
        }
    }
    while (at > 0 && out->skills[at - 1].skill > skill) {
        out->skills[at] = out->skills[at - 1];
        at--;
    }
    out->skills[at] = (struct fit_skill){skill, {2, 0, 12}};
    out->listing.skill_count++;
}

/* 6 to 17 particular words: half of the trade's own thirty, half of four thousand that anybody uses. */
static inline void city_say(struct city *city, uint16_t trade, struct city_listing *out)
{
    const uint16_t weights[] = {500, 500, 375, 300, 200};
    size_t count = 0;
    for (uint32_t wanted = 6 + city_below(city, 12); wanted > 0; wanted--) {
        uint32_t word = city_below(city, 2) == 0 ? 100000 + trade * 30u + city_below(city, 30) : city_below(city, 4000);
        size_t at = count;
        while (at > 0 && out->words[at - 1].word > word) {
            at--;
        }
        if (at > 0 && out->words[at - 1].word == word) {
            continue;
        }
        memmove(&out->words[at + 1], &out->words[at], (count - at) * sizeof *out->words);
        out->words[at] = (struct fit_word){word, weights[word % 5], 0, 1, 6};
        count++;
    }
    out->listing.words = out->words;
    out->listing.word_count = count;
}

static inline void city_fill_words(struct city *city, struct city_listing *out)
{
    uint16_t trade = city_trade(city);
    city_mention(out, trade, city_below(city, 10) < 7 ? 1000 : (uint16_t)(600 + 50 * city_below(city, 8)));
    for (uint32_t more = city_below(city, 3); more > 0; more--) {
        city_mention(out, city_near(city, trade), (uint16_t)(200 + 50 * city_below(city, 11)));
    }
    for (uint32_t wanted = 3 + city_below(city, 6); wanted > 0; wanted--) {
        uint32_t dice = city_below(city, 100);
        uint16_t of = dice < 60 ? trade : dice < 85 ? city_near(city, trade) : city_trade(city);
        city_learn(out, (uint16_t)(of + CITY_TRADES * city_below(city, CITY_SKILLS / CITY_TRADES)));
    }
    city_say(city, trade, out);
}

static inline void city_fill(struct city *city, int64_t id, enum fit_side side, struct city_listing *out)
{
    memset(out, 0, sizeof *out);
    struct fit_listing *listing = &out->listing;
    listing->id = id;
    listing->side = (uint8_t)side;
    listing->kind = (uint8_t)city_below(city, CITY_KINDS);
    listing->mentions = out->mentions;
    listing->skills = out->skills;
    city_fill_words(city, out);
    if (city_below(city, 10) < 7) {
        listing->level_low = (uint8_t)(1 + city_below(city, 5));
        listing->level_high = (uint8_t)(listing->level_low + city_below(city, 3));
    }
    listing->headcount = city_below(city, 5) == 0 ? 0 : (int32_t)(1 + city_below(city, 1 + city_below(city, 120)));
    listing->start_day = city_below(city, 4) == 0 ? DAY_NONE : (int32_t)(20500 + city_below(city, 365));
    listing->end_day = DAY_NONE;
    listing->place = city_below(city, 10) == 0 ? FIT_NO_PLACE : (uint16_t)city_below(city, CITY_PLACES);
    for (uint32_t kinds = city_below(city, 4); kinds > 0; kinds--) {
        listing->cooperation |= (uint32_t)1 << city_below(city, 10);
    }
    listing->record_permille = city_below(city, 5) < 2 ? FIT_NO_RECORD : (int16_t)(500 + 10 * city_below(city, 51));
}

#endif
