/* Are rules and listings sound? Everything behind this check may index arrays without asking again. */
#include "match/fit_values.h"

static struct result broken_rules(const char *field)
{
    return result_invalid(field, "fit.error.rules");
}

static struct result broken_listing(const char *field)
{
    return result_invalid(field, "fit.error.listing");
}

/* Sorted, no repeats, none with itself, and the same in both directions. */
static bool relations_are_sound(const struct fit_rules *rules)
{
    for (size_t i = 0; i < rules->relation_count; i++) {
        const struct fit_relation *relation = &rules->relations[i];
        bool in_range = relation->from < rules->trade_count && relation->to < rules->trade_count &&
                        relation->from != relation->to && relation->value >= 1 && relation->value <= FIT_FULL;
        if (!in_range) {
            return false;
        }
        const struct fit_relation *next = i + 1 < rules->relation_count ? relation + 1 : NULL;
        if (next != NULL &&
            (next->from < relation->from || (next->from == relation->from && next->to <= relation->to))) {
            return false;
        }
    }
    for (size_t i = 0; i < rules->relation_count; i++) {
        const struct fit_relation *relation = &rules->relations[i];
        if (fit_relation_find(rules, relation->to, relation->from) != relation->value) {
            return false;
        }
    }
    return true;
}

struct result fit_rules_check(const struct fit_rules *rules)
{
    uint32_t sum = 0;
    for (size_t point = 0; point < FIT_POINT_COUNT; point++) {
        sum += rules->weights[point];
    }
    if (sum != FIT_FULL) {
        return broken_rules("weights");
    }
    if (rules->trade_count >= FIT_NO_TRADE || rules->skill_count > UINT16_MAX) {
        return broken_rules("trade_count");
    }
    if (rules->kind_count > FIT_MOST_KINDS) {
        return broken_rules("kind_count");
    }
    if (rules->place_count >= FIT_NO_PLACE) {
        return broken_rules("place_count");
    }
    for (size_t i = 0; i < rules->kind_count * rules->kind_count; i++) {
        if (rules->kind_values[i] > FIT_FULL) {
            return broken_rules("kind_values");
        }
    }
    for (size_t i = 0; i < rules->skill_count; i++) {
        if (rules->skill_trades[i] >= rules->trade_count && rules->skill_trades[i] != FIT_NO_TRADE) {
            return broken_rules("skill_trades");
        }
    }
    return relations_are_sound(rules) ? result_ok() : broken_rules("relations");
}

static bool mentions_are_sound(const struct fit_rules *rules, const struct fit_listing *listing)
{
    for (size_t i = 0; i < listing->mention_count; i++) {
        const struct fit_mention *mention = &listing->mentions[i];
        if (mention->trade >= rules->trade_count || mention->strength < 1 || mention->strength > FIT_FULL) {
            return false;
        }
        if (i > 0 && mention->trade <= listing->mentions[i - 1].trade) {
            return false;
        }
    }
    return true;
}

static bool skills_are_sound(const struct fit_rules *rules, const struct fit_listing *listing)
{
    for (size_t i = 0; i < listing->skill_count; i++) {
        if (listing->skills[i].skill >= rules->skill_count) {
            return false;
        }
        if (i > 0 && listing->skills[i].skill <= listing->skills[i - 1].skill) {
            return false;
        }
    }
    return true;
}

static bool words_are_sound(const struct fit_listing *listing)
{
    for (size_t i = 0; i < listing->word_count; i++) {
        const struct fit_word *word = &listing->words[i];
        if (word->weight < 1 || word->weight > FIT_FULL || (i > 0 && word->word <= listing->words[i - 1].word)) {
            return false;
        }
    }
    return true;
}

struct result fit_listing_check(const struct fit_rules *rules, const struct fit_listing *listing)
{
    if (listing->side != FIT_NEED && listing->side != FIT_OFFER) {
        return broken_listing("side");
    }
    if (listing->kind >= rules->kind_count) {
        return broken_listing("kind");
    }
    bool both = listing->level_low != 0 && listing->level_high != 0;
    if (listing->level_low > FIT_MOST_LEVEL || (both && listing->level_low > listing->level_high)) {
        return broken_listing("level_low");
    }
    if (listing->level_high > FIT_MOST_LEVEL) {
        return broken_listing("level_high");
    }
    if (listing->mention_count > FIT_MOST_MENTIONS || !mentions_are_sound(rules, listing)) {
        return broken_listing("mentions");
    }
    if (listing->skill_count > FIT_MOST_SKILLS || !skills_are_sound(rules, listing)) {
        return broken_listing("skills");
    }
    if (listing->word_count > FIT_MOST_WORDS || !words_are_sound(listing)) {
        return broken_listing("words");
    }
    if (listing->headcount < 0) {
        return broken_listing("headcount");
    }
    if (listing->place >= rules->place_count && listing->place != FIT_NO_PLACE) {
        return broken_listing("place");
    }
    if (listing->record_permille < FIT_NO_RECORD || listing->record_permille > FIT_FULL) {
        return broken_listing("record_permille");
    }
    return result_ok();
}
