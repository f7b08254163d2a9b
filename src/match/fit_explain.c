/* Why a pair fits, what is missing, and which changes would raise the score most.
 *
 * A change is tried, not estimated: the pair is copied, changed and scored again by the plain definition, so that a
 * gain shown is exactly what would come of it.
 */
#include "match/fit_values.h"

#include <string.h>

/* The pair as it would be; arrays of its own for what a change may touch. */
struct trial {
    const struct fit_rules *rules;
    struct fit_listing need, offer;
    struct fit_mention mentions[FIT_MOST_MENTIONS];
    struct fit_skill skills[FIT_MOST_SKILLS];
};

static bool comes_before(const struct fit_change *one, const struct fit_change *other)
{
    if (one->gain != other->gain) {
        return one->gain > other->gain;
    }
    if (one->kind != other->kind) {
        return one->kind < other->kind;
    }
    if (one->value != other->value) {
        return one->value < other->value;
    }
    return one->point != other->point ? one->point < other->point : one->side < other->side;
}

/* Scores the trial and keeps the change when it is among the best. */
static void weigh_change(struct fit_explanation *out, const struct trial *trial, struct fit_change change)
{
    struct fit_score score;
    if (!fit_score_pair(trial->rules, &trial->need, &trial->offer, &score) || score.total <= out->score.total) {
        return;
    }
    change.gain = (uint16_t)(score.total - out->score.total);
    size_t at = out->change_count;
    while (at > 0 && comes_before(&change, &out->changes[at - 1])) {
        at--;
    }
    if (at == FIT_MOST_CHANGES) {
        return;
    }
    out->change_count += out->change_count < FIT_MOST_CHANGES;
    for (size_t i = out->change_count - 1; i > at; i--) {
        out->changes[i] = out->changes[i - 1];
    }
    out->changes[at] = change;
}

static struct trial trial_of(const struct fit_rules *rules, const struct fit_listing *need,
                             const struct fit_listing *offer)
{
    return (struct trial){.rules = rules, .need = *need, .offer = *offer};
}

static void try_skill(struct fit_explanation *out, struct trial trial, struct fit_skill added)
{
    size_t count = trial.offer.skill_count;
    if (count == FIT_MOST_SKILLS) {
        return;
    }
    size_t at = 0;
    while (at < count && trial.offer.skills[at].skill < added.skill) {
        trial.skills[at] = trial.offer.skills[at];
        at++;
    }
    trial.skills[at] = added;
    for (size_t i = at; i < count; i++) {
        trial.skills[i + 1] = trial.offer.skills[i];
    }
    trial.offer.skills = trial.skills;
    trial.offer.skill_count = count + 1;
    weigh_change(out, &trial, (struct fit_change){FIT_CHANGE_ADD_SKILL, FIT_SKILLS, FIT_OFFER, added.skill, 0});
}

/* The mention that made the trade value takes another trade; if the offer names that trade already, nothing moves. */
static void try_trade(struct fit_explanation *out, struct trial trial, uint16_t trade)
{
    struct fit_mention moved = *out->offer_mention;
    moved.trade = trade;
    size_t count = 0;
    bool placed = false;
    for (size_t i = 0; i < trial.offer.mention_count; i++) {
        const struct fit_mention *mention = &trial.offer.mentions[i];
        if (mention->trade == trade) {
            return;
        }
        if (!placed && mention->trade > trade) {
            trial.mentions[count++] = moved;
            placed = true;
        }
        if (mention != out->offer_mention) {
            trial.mentions[count++] = *mention;
        }
    }
    if (!placed) {
        trial.mentions[count++] = moved;
    }
    trial.offer.mentions = trial.mentions;
    weigh_change(out, &trial, (struct fit_change){FIT_CHANGE_TRADE, FIT_TRADE, FIT_OFFER, trade, 0});
}

static void state(struct fit_explanation *out, const struct trial *trial, enum fit_point point, enum fit_side side,
                  int32_t value)
{
    weigh_change(out, trial, (struct fit_change){FIT_CHANGE_STATE, (uint8_t)point, (uint8_t)side, value, 0});
}

static void try_level(struct fit_explanation *out, struct trial trial)
{
    uint8_t least = fit_level_key(&trial.need);
    uint8_t highest = fit_level_key(&trial.offer);
    if (least == 0 && highest != 0) {
        trial.need.level_low = highest;
        trial.need.level_high = highest;
        state(out, &trial, FIT_LEVEL, FIT_NEED, highest);
    } else if (least != 0 && highest < least) {
        trial.offer.level_high = least;
        if (highest == 0) {
            state(out, &trial, FIT_LEVEL, FIT_OFFER, least);
        } else {
            weigh_change(out, &trial, (struct fit_change){FIT_CHANGE_LEVEL, FIT_LEVEL, FIT_OFFER, least, 0});
        }
    }
}

static void try_numbers(struct fit_explanation *out, struct trial trial)
{
    int32_t wanted = trial.need.headcount;
    int32_t given = trial.offer.headcount;
    if (wanted == 0 && given != 0) {
        trial.need.headcount = given;
        state(out, &trial, FIT_NUMBERS, FIT_NEED, given);
    } else if (wanted > given) {
        trial.offer.headcount = wanted;
        if (given == 0) {
            state(out, &trial, FIT_NUMBERS, FIT_OFFER, wanted);
        } else {
            weigh_change(out, &trial,
                         (struct fit_change){FIT_CHANGE_HEADCOUNT, FIT_NUMBERS, FIT_OFFER, wanted - given, 0});
        }
    }
}

static void try_time(struct fit_explanation *out, struct trial trial)
{
    int32_t wanted = trial.need.start_day;
    int32_t given = trial.offer.start_day;
    if (wanted == DAY_NONE && given != DAY_NONE) {
        trial.need.start_day = given;
        state(out, &trial, FIT_TIME, FIT_NEED, given);
    } else if (wanted != DAY_NONE && given == DAY_NONE) {
        trial.offer.start_day = wanted;
        state(out, &trial, FIT_TIME, FIT_OFFER, wanted);
    } else if (wanted != DAY_NONE && given > wanted && (int64_t)given - wanted <= INT32_MAX) {
        trial.offer.start_day = wanted;
        weigh_change(out, &trial, (struct fit_change){FIT_CHANGE_START, FIT_TIME, FIT_OFFER, given - wanted, 0});
    }
}

static void try_cooperation(struct fit_explanation *out, struct trial trial)
{
    uint32_t wanted = trial.need.cooperation;
    uint32_t offered = trial.offer.cooperation;
    if (wanted == 0 && offered != 0) {
        trial.need.cooperation = offered;
        state(out, &trial, FIT_COOPERATION, FIT_NEED, (int32_t)offered);
        return;
    }
    if (offered == 0 && wanted != 0) {
        trial.offer.cooperation = wanted;
        state(out, &trial, FIT_COOPERATION, FIT_OFFER, (int32_t)wanted);
        return;
    }
    for (int32_t kind = 0; kind < 32; kind++) {
        uint32_t bit = (uint32_t)1 << kind;
        if ((wanted & ~offered & bit) != 0) {
            trial.offer.cooperation = offered | bit;
            weigh_change(out, &trial, (struct fit_change){FIT_CHANGE_COOPERATION, FIT_COOPERATION, FIT_OFFER, kind, 0});
        }
    }
}

static void try_all_skills(struct fit_explanation *out, struct trial trial)
{
    if (trial.need.skill_count == 0 && trial.offer.skill_count > 0) {
        trial.need.skills = trial.offer.skills;
        trial.need.skill_count = trial.offer.skill_count;
        state(out, &trial, FIT_SKILLS, FIT_NEED, 0);
    } else if (trial.offer.skill_count == 0 && trial.need.skill_count > 0) {
        trial.offer.skills = trial.need.skills;
        trial.offer.skill_count = trial.need.skill_count;
        state(out, &trial, FIT_SKILLS, FIT_OFFER, 0);
    }
}

static void compare_skills(struct fit_explanation *out, const struct fit_listing *need, const struct fit_listing *offer)
{
    size_t o = 0;
    for (size_t n = 0; n < need->skill_count; n++) {
        uint16_t skill = need->skills[n].skill;
        while (o < offer->skill_count && offer->skills[o].skill < skill) {
            o++;
        }
        if (o < offer->skill_count && offer->skills[o].skill == skill) {
            out->shared[out->shared_count][0] = (uint16_t)n;
            out->shared[out->shared_count++][1] = (uint16_t)o;
        } else {
            out->missing[out->missing_count++] = (uint16_t)n;
        }
    }
}

static void compare_words(struct fit_explanation *out, const struct fit_listing *need, const struct fit_listing *offer)
{
    size_t o = 0;
    for (size_t n = 0; n < need->word_count; n++) {
        while (o < offer->word_count && offer->words[o].word < need->words[n].word) {
            o++;
        }
        if (o < offer->word_count && offer->words[o].word == need->words[n].word) {
            out->words[out->word_count][0] = (uint16_t)n;
            out->words[out->word_count++][1] = (uint16_t)o;
        }
    }
}

static uint16_t distance_between(const struct fit_rules *rules, uint16_t from, uint16_t to)
{
    if (from == FIT_NO_PLACE || to == FIT_NO_PLACE) {
        return FIT_NO_PLACE;
    }
    return from == to ? 0 : rules->distances_km[from * rules->place_count + to];
}

bool fit_explain(const struct fit_rules *rules, const struct fit_listing *need, const struct fit_listing *offer,
                 struct fit_explanation *out)
{
    memset(out, 0, sizeof *out);
    if (!fit_score_pair(rules, need, offer, &out->score)) {
        return false;
    }
    struct fit_meeting meeting = fit_meet(rules, need, offer);
    out->need_mention = meeting.need;
    out->offer_mention = meeting.offer;
    out->relation = meeting.relation;
    out->distance_km = distance_between(rules, need->place, offer->place);
    compare_skills(out, need, offer);
    compare_words(out, need, offer);

    for (size_t i = 0; i < out->missing_count; i++) {
        try_skill(out, trial_of(rules, need, offer), need->skills[out->missing[i]]);
    }
    for (size_t i = 0; i < need->mention_count; i++) {
        try_trade(out, trial_of(rules, need, offer), need->mentions[i].trade);
    }
    try_all_skills(out, trial_of(rules, need, offer));
    try_level(out, trial_of(rules, need, offer));
    try_numbers(out, trial_of(rules, need, offer));
    try_time(out, trial_of(rules, need, offer));
    try_cooperation(out, trial_of(rules, need, offer));
    return true;
}
