/* Tables, bounds and exact scores for one question. */
#include "match/fit_query.h"

static uint16_t weigh(const struct fit_query *query, enum fit_point point, uint32_t value)
{
    return fit_points(query->rules->weights[point], value);
}

static uint32_t larger(uint32_t one, uint32_t other)
{
    return one > other ? one : other;
}

static uint32_t smaller(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

/* --- tables ------------------------------------------------------------------------------------------------- */

static void raise_reach(struct fit_query *query, uint16_t trade, uint32_t product)
{
    if (query->reach[trade] == 0) {
        query->trades[query->trade_count++] = trade;
    }
    if (product > query->reach[trade]) {
        query->reach[trade] = product;
    }
}

static void prepare_reach(struct arena *arena, struct fit_query *query)
{
    const struct fit_listing *listing = query->listing;
    const uint32_t *starts = query->index->relation_starts;
    query->reach = ARENA_ARRAY(arena, uint32_t, query->rules->trade_count);
    size_t most = 0;
    for (size_t i = 0; i < listing->mention_count; i++) {
        uint16_t trade = listing->mentions[i].trade;
        most += 1 + starts[trade + 1] - starts[trade];
    }
    query->trades = ARENA_ARRAY(arena, uint16_t, most);
    for (size_t i = 0; i < listing->mention_count; i++) {
        const struct fit_mention *mention = &listing->mentions[i];
        raise_reach(query, mention->trade, (uint32_t)mention->strength * FIT_FULL);
        for (uint32_t r = starts[mention->trade]; r < starts[mention->trade + 1]; r++) {
            const struct fit_relation *relation = &query->rules->relations[r];
            raise_reach(query, relation->to, (uint32_t)mention->strength * relation->value);
        }
    }
    for (size_t i = 1; i < query->trade_count; i++) {
        uint16_t trade = query->trades[i];
        size_t at = i;
        while (at > 0 && query->reach[query->trades[at - 1]] < query->reach[trade]) {
            query->trades[at] = query->trades[at - 1];
            at--;
        }
        query->trades[at] = trade;
    }
}

/* The strength with which the listing mentions a trade; 0 = not at all. */
static uint32_t strength_of(const struct fit_listing *listing, uint16_t trade)
{
    for (size_t i = 0; i < listing->mention_count; i++) {
        if (listing->mentions[i].trade == trade) {
            return listing->mentions[i].strength;
        }
    }
    return 0;
}

static void prepare_skills(struct fit_query *query)
{
    const struct fit_listing *listing = query->listing;
    query->skills = fit_skill_bits(listing);
    query->own_strength = FIT_FULL;
    for (size_t i = 0; i < listing->skill_count; i++) {
        uint64_t bit = fit_skill_bit(listing->skills[i].skill);
        uint16_t trade = query->rules->skill_trades[listing->skills[i].skill];
        uint32_t strength = strength_of(listing, trade);
        if (strength != 0) {
            query->own_skills |= bit;
            query->own_strength = smaller(query->own_strength, strength);
        } else if (trade != FIT_NO_TRADE) {
            query->foreign_skills |= bit;
        }
    }
    /* A bit that skills of two sorts share counts as the sort that loses least when it is missing. */
    query->own_skills &= ~query->foreign_skills;
}

static void prepare_places(struct fit_query *query)
{
    uint16_t own = query->listing->place;
    for (size_t i = 0; i < query->rules->place_count; i++) {
        uint16_t place = (uint16_t)i;
        uint32_t value = query->wants_offers ? fit_value_distance(query->rules, own, place)
                                             : fit_value_distance(query->rules, place, own);
        uint16_t points = weigh(query, FIT_DISTANCE, value);
        uint16_t *shared = &query->place_points[fit_place_bit(place)];
        *shared = points > *shared ? points : *shared;
    }
    query->place_points[fit_place_bit(FIT_NO_PLACE)] = weigh(query, FIT_DISTANCE, FIT_HALF);
}

static void prepare_levels(struct fit_query *query)
{
    uint8_t own = fit_level_key(query->listing);
    for (uint8_t level = 0; level <= FIT_MOST_LEVEL; level++) {
        uint32_t value = query->wants_offers ? fit_value_level(own, level) : fit_value_level(level, own);
        uint16_t points = weigh(query, FIT_LEVEL, value);
        query->level_points[level] = points;
        for (size_t place = 0; place < 64; place++) {
            query->cell_points[level * 64u + place] = (uint16_t)(points + query->place_points[place]);
        }
    }
}

/* What they share counts the smaller weight of the two: never more than the listing's own. */
static void prepare_words(struct fit_query *query)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < query->listing->word_count; i++) {
        query->word_weights[i] = query->listing->words[i].weight;
        query->word_bits[i] = (uint8_t)fit_word_bit(query->listing->words[i].word);
        sum += query->word_weights[i];
    }
    query->most_words = weigh(query, FIT_WORDS, smaller(sum, FIT_FULL));
}

struct fit_query fit_query_prepare(struct arena *arena, const struct fit_index *index,
                                   const struct fit_listing *listing)
{
    const struct fit_rules *rules = index->rules;
    struct fit_query query = {.index = index, .rules = rules, .listing = listing};
    query.wants_offers = listing->side == FIT_NEED;
    for (size_t kind = 0; kind < rules->kind_count; kind++) {
        query.kind_values[kind] = query.wants_offers ? rules->kind_values[listing->kind * rules->kind_count + kind]
                                                     : rules->kind_values[kind * rules->kind_count + listing->kind];
    }
    prepare_reach(arena, &query);
    prepare_skills(&query);
    prepare_places(&query);
    prepare_levels(&query);
    prepare_words(&query);
    return query;
}

/* --- bounds ------------------------------------------------------------------------------------------------- */

static uint32_t best_kind(const struct fit_query *query, uint32_t kinds)
{
    uint32_t best = 0;
    for (; kinds != 0; kinds &= kinds - 1) {
        best = larger(best, query->kind_values[__builtin_ctz(kinds)]);
    }
    return best;
}

static uint32_t best_level(const struct fit_query *query, uint32_t levels)
{
    uint32_t best = 0;
    for (; levels != 0; levels &= levels - 1) {
        best = larger(best, query->level_points[__builtin_ctz(levels)]);
    }
    return best;
}

static uint32_t best_place(const struct fit_query *query, uint64_t places)
{
    uint32_t best = 0;
    for (; places != 0; places &= places - 1) {
        best = larger(best, query->place_points[__builtin_ctzll(places)]);
    }
    return best;
}

static uint32_t count_bits(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (uint32_t)(bits * 0x0101010101010101u >> 56);
}

/* An entry counts in the list of the trade through which it is reached best. So for a trade that the need mentions,
 * strength × what the offer is worth for it cannot exceed the product of this list: that bounds `worth`. */
struct fit_grade fit_query_grade(const struct fit_query *query, uint16_t trade, uint32_t kind_value, uint16_t strength)
{
    uint64_t product = (uint64_t)query->reach[trade] * strength;
    struct fit_grade grade = {.value = fit_value_trade(product, (uint16_t)kind_value)};
    grade.points = weigh(query, FIT_TRADE, grade.value);
    uint64_t worth = product / query->own_strength;
    grade.worth = fit_value_partly(worth < 1000000 ? (uint32_t)worth : 1000000);
    return grade;
}

/* A need sees an offer: each of its bits that the offer lacks is a skill at least that is missing. */
static uint32_t bound_offered_skills(const struct fit_query *query, uint64_t skills, const struct fit_grade *grade)
{
    uint32_t count = (uint32_t)query->listing->skill_count;
    if (count == 0) {
        return weigh(query, FIT_SKILLS, grade->value);
    }
    uint64_t missing = query->skills & ~skills;
    uint32_t own = count_bits(missing & query->own_skills);
    uint32_t foreign = count_bits(missing & query->foreign_skills);
    uint32_t all = count_bits(missing);
    uint32_t sum = (count - all) * FIT_FULL + own * grade->worth + foreign * FIT_HALF;
    return weigh(query, FIT_SKILLS, (sum + count / 2) / count);
}

/* An offer sees a need: a skill that is missing is worth half at most. */
static uint32_t bound_needed_skills(const struct fit_query *query, const struct fit_entry *entry,
                                    const struct fit_grade *grade)
{
    if (entry->skill_count == 0) {
        return weigh(query, FIT_SKILLS, grade->value);
    }
    uint32_t missing = count_bits(entry->skills & ~query->skills);
    return weigh(query, FIT_SKILLS, FIT_FULL - FIT_HALF * missing / entry->skill_count);
}

uint32_t fit_query_bound_skills(const struct fit_query *query, const struct fit_entry *entry,
                                const struct fit_grade *grade)
{
    return query->wants_offers ? bound_offered_skills(query, entry->skills, grade)
                               : bound_needed_skills(query, entry, grade);
}

/* An offer sees many needs: full when some skill of theirs could be one of its own. */
static uint32_t bound_block_skills(const struct fit_query *query, const struct fit_block *block,
                                   const struct fit_grade *grade)
{
    if (query->wants_offers) {
        return bound_offered_skills(query, block->skills, grade);
    }
    uint32_t value = (block->skills & query->skills) != 0 ? FIT_FULL : block->skills != 0 ? FIT_HALF : 0;
    return weigh(query, FIT_SKILLS, block->open_skills ? larger(value, grade->value) : value);
}

/* The value is full between the ends of a range and falls off on both sides: the nearest of the block counts. */
static uint32_t bound_numbers(const struct fit_query *query, const struct fit_block *block)
{
    int32_t own = query->listing->headcount;
    if (own == 0 || block->most == 0) {
        return FIT_HALF;
    }
    int64_t from = query->wants_offers ? own : ((int64_t)own + 3) / 4;
    int64_t to = query->wants_offers ? 4 * (int64_t)own : own;
    uint32_t value = FIT_FULL;
    if (block->most < from) {
        value = query->wants_offers ? fit_value_numbers(own, block->most) : fit_value_numbers(block->most, own);
    } else if (block->fewest > to) {
        value = query->wants_offers ? fit_value_numbers(own, block->fewest) : fit_value_numbers(block->fewest, own);
    }
    return block->open_numbers ? larger(value, FIT_HALF) : value;
}

static int64_t days_late(const struct fit_query *query, int32_t other)
{
    int64_t own = query->listing->start_day;
    return query->wants_offers ? other - own : own - other;
}

static uint32_t bound_time(const struct fit_query *query, const struct fit_block *block)
{
    int32_t nearest = query->wants_offers ? block->first_day : block->last_day;
    if (query->listing->start_day == DAY_NONE || nearest == DAY_NONE) {
        return FIT_HALF;
    }
    uint32_t value = fit_value_late(days_late(query, nearest));
    return block->open_time ? larger(value, FIT_HALF) : value;
}

static uint32_t bound_cooperation(const struct fit_query *query, const struct fit_block *block)
{
    uint32_t own = query->listing->cooperation;
    if (own == 0 || block->cooperation == 0) {
        return FIT_HALF;
    }
    uint32_t value = FIT_FULL;
    if (query->wants_offers) {
        value = fit_value_cooperation(own, block->cooperation);
    } else if ((own & block->cooperation) == 0) {
        value = 0;
    }
    return block->open_cooperation ? larger(value, FIT_HALF) : value;
}

int32_t fit_query_bound_list(const struct fit_query *query, uint16_t trade)
{
    uint32_t best =
        best_kind(query, query->rules->kind_count < 32 ? ((uint32_t)1 << query->rules->kind_count) - 1 : UINT32_MAX);
    uint32_t value = fit_value_trade((uint64_t)query->reach[trade] * FIT_FULL, (uint16_t)best);
    if (value == 0) {
        return FIT_NO_SCORE;
    }
    uint32_t others = (uint32_t)FIT_FULL - query->rules->weights[FIT_TRADE] - query->rules->weights[FIT_WORDS];
    return (int32_t)(weigh(query, FIT_TRADE, value) + others + query->most_words);
}

uint32_t fit_query_bound_rest(const struct fit_query *query, const struct fit_block *block)
{
    uint32_t bound = weigh(query, FIT_NUMBERS, bound_numbers(query, block));
    bound += weigh(query, FIT_TIME, bound_time(query, block));
    bound += weigh(query, FIT_COOPERATION, bound_cooperation(query, block));
    return bound + weigh(query, FIT_RECORD, fit_value_record(query->listing->record_permille, block->record));
}

int32_t fit_query_bound_block(const struct fit_query *query, uint16_t trade, const struct fit_block *block)
{
    struct fit_grade grade = fit_query_grade(query, trade, best_kind(query, block->kinds), block->strength);
    if (grade.value == 0) {
        return FIT_NO_SCORE;
    }
    uint32_t bound = grade.points + bound_block_skills(query, block, &grade);
    bound += best_level(query, block->levels) + best_place(query, block->places);
    return (int32_t)(bound + fit_query_bound_rest(query, block) + query->most_words);
}

/* Exact but for the ends of time, which can only lower it. */
uint32_t fit_query_bound_numbers(const struct fit_query *query, const struct fit_entry *entry)
{
    const struct fit_listing *own = query->listing;
    bool wants_offers = query->wants_offers;
    uint32_t time = FIT_HALF;
    if (own->start_day != DAY_NONE && entry->start_day != DAY_NONE) {
        time = fit_value_late(days_late(query, entry->start_day));
    }
    uint32_t numbers = wants_offers ? fit_value_numbers(own->headcount, entry->headcount)
                                    : fit_value_numbers(entry->headcount, own->headcount);
    uint32_t cooperation = wants_offers ? fit_value_cooperation(own->cooperation, entry->cooperation)
                                        : fit_value_cooperation(entry->cooperation, own->cooperation);
    uint32_t bound = weigh(query, FIT_TIME, time);
    bound += weigh(query, FIT_NUMBERS, numbers);
    bound += weigh(query, FIT_COOPERATION, cooperation);
    return bound + weigh(query, FIT_RECORD, fit_value_record(own->record_permille, entry->record));
}

/* A word whose bit the entry lacks is not shared; other words may have set the bit. */
uint32_t fit_query_bound_words(const struct fit_query *query, const struct fit_entry *entry)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < query->listing->word_count; i++) {
        unsigned bit = query->word_bits[i];
        sum += (entry->words[bit / 64] >> bit % 64 & 1) != 0 ? query->word_weights[i] : 0;
    }
    return weigh(query, FIT_WORDS, smaller(sum, FIT_FULL));
}

/* --- exact -------------------------------------------------------------------------------------------------- */

static uint32_t relation_between(const struct fit_query *query, uint16_t from, uint16_t to)
{
    if (from == to) {
        return FIT_FULL;
    }
    const uint32_t *starts = query->index->relation_starts;
    uint32_t low = starts[from];
    uint32_t high = starts[from + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct fit_relation *relation = &query->rules->relations[middle];
        if (relation->to == to) {
            return relation->value;
        }
        if (relation->to < to) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

/* What the offer's trades are worth for a skill of this trade. */
static uint32_t worth_for(const struct fit_query *query, uint16_t trade, const struct fit_listing *offer)
{
    if (trade == FIT_NO_TRADE) {
        return 0;
    }
    if (!query->wants_offers) {
        return fit_value_partly(query->reach[trade]);
    }
    uint32_t best = 0;
    for (size_t i = 0; i < offer->mention_count; i++) {
        best = larger(best, relation_between(query, trade, offer->mentions[i].trade) * offer->mentions[i].strength);
    }
    return fit_value_partly(best);
}

/* The need's skills against the offer's; the trades of neighbouring skills repeat, so the last worth is kept. */
static uint32_t sum_skills(const struct fit_query *query, const struct fit_listing *need,
                           const struct fit_listing *offer)
{
    uint32_t sum = 0;
    uint32_t worth = 0;
    uint16_t worth_trade = FIT_NO_TRADE;
    size_t o = 0;
    for (size_t n = 0; n < need->skill_count; n++) {
        uint16_t skill = need->skills[n].skill;
        while (o < offer->skill_count && offer->skills[o].skill < skill) {
            o++;
        }
        if (o < offer->skill_count && offer->skills[o].skill == skill) {
            sum += FIT_FULL;
            continue;
        }
        uint16_t trade = query->rules->skill_trades[skill];
        if (trade != worth_trade) {
            worth = worth_for(query, trade, offer);
            worth_trade = trade;
        }
        sum += worth;
    }
    return sum;
}

/* The best product of reach and strength, or 0 when it is reached before or better through another trade. */
static uint64_t meet_through(const struct fit_query *query, uint16_t trade, const struct fit_listing *other)
{
    uint64_t best = 0;
    uint16_t through = FIT_NO_TRADE;
    for (size_t i = 0; i < other->mention_count; i++) {
        uint64_t product = (uint64_t)query->reach[other->mentions[i].trade] * other->mentions[i].strength;
        if (product > best) {
            best = product;
            through = other->mentions[i].trade;
        }
    }
    return through == trade ? best : 0;
}

int32_t fit_query_score(const struct fit_query *query, uint16_t trade, const struct fit_listing *other)
{
    const struct fit_listing *need = query->wants_offers ? query->listing : other;
    const struct fit_listing *offer = query->wants_offers ? other : query->listing;
    uint32_t value = fit_value_trade(meet_through(query, trade, other), query->kind_values[other->kind]);
    if (value == 0) {
        return FIT_NO_SCORE;
    }
    uint32_t skills = value;
    if (need->skill_count > 0) {
        skills = fit_divide(sum_skills(query, need, offer), need->skill_count);
    }
    uint32_t total = weigh(query, FIT_TRADE, value) + weigh(query, FIT_SKILLS, skills);
    total += query->level_points[fit_level_key(other)];
    total += weigh(query, FIT_DISTANCE, fit_value_distance(query->rules, need->place, offer->place));
    total += weigh(query, FIT_NUMBERS, fit_value_numbers(need->headcount, offer->headcount));
    total += weigh(query, FIT_TIME, fit_value_time(need, offer));
    total += weigh(query, FIT_COOPERATION, fit_value_cooperation(need->cooperation, offer->cooperation));
    total += weigh(query, FIT_RECORD, fit_value_record(need->record_permille, offer->record_permille));
    total += weigh(query, FIT_WORDS, fit_value_words(need, offer));
    return (int32_t)total;
}
