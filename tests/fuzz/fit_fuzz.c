/* Any bytes as a small city: puts, replacements and removals in any order, broken listings among them. Every answer must
 * pass the checker, every gain must be what scoring the pair gives, and a broken listing must change nothing.
 */
#include "base/check.h"
#include "match/fit.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { TRADES = 5, SKILLS = 70, KINDS = 3, PLACES = 3, MOST_STEPS = 400 };

static const struct fit_relation relations[] = {{0, 1, 700},  {0, 2, 1}, {1, 0, 700},
                                                {1, 3, 1000}, {2, 0, 1}, {3, 1, 1000}};
static const uint16_t kind_values[KINDS * KINDS] = {1000, 900, 0, 900, 1000, 1, 0, 0, 1000};
static const uint16_t distances_km[PLACES * PLACES] = {0, 60, 130, 60, 0, 65535, 130, 65535, 0};

struct input {
    const uint8_t *at;
    size_t left;
};

static uint32_t take(struct input *input, size_t width)
{
    uint32_t value = 0;
    for (; width > 0 && input->left > 0; width--, input->left--) {
        value = value << 8 | *input->at++;
    }
    return value;
}

struct made {
    struct fit_listing listing;
    struct fit_mention mentions[FIT_MOST_MENTIONS + 1];
    struct fit_skill skills[FIT_MOST_SKILLS + 1];
    struct fit_word words[FIT_MOST_WORDS + 1];
};

/* Mostly sound: numbers run a little over their range, and raw bytes now and then. */
static void make(struct input *input, struct made *out)
{
    memset(out, 0, sizeof *out);
    struct fit_listing *listing = &out->listing;
    listing->id = take(input, 1) % 64;
    listing->side = (uint8_t)(take(input, 1) % 2);
    listing->kind = (uint8_t)(take(input, 1) % (KINDS + 1));
    uint32_t trades = take(input, 1);
    for (uint16_t trade = 0; trade < TRADES; trade++) {
        if ((trades >> trade & 1) != 0) {
            uint16_t strength = (uint16_t)(trades < 32 ? 1000 : take(input, 2) % 1002);
            out->mentions[listing->mention_count++] = (struct fit_mention){trade, strength, {0}};
        }
    }
    uint32_t step = 1 + take(input, 1) % 80;
    for (uint32_t skill = step - 1; skill < SKILLS && listing->skill_count <= FIT_MOST_SKILLS; skill += step) {
        out->skills[listing->skill_count++].skill = (uint16_t)skill;
    }
    uint32_t levels = take(input, 1);
    listing->level_low = (uint8_t)(levels & 7);
    listing->level_high = (uint8_t)(levels >> 4);
    listing->headcount = (int32_t)take(input, levels % 2 == 0 ? 1 : 4);
    listing->start_day = levels % 3 == 0 ? DAY_NONE : (int32_t)take(input, levels % 5 == 0 ? 4 : 1);
    listing->end_day = levels % 7 == 0 ? (int32_t)take(input, 1) : DAY_NONE;
    listing->place = (uint16_t)(take(input, 1) % (PLACES + 2));
    listing->place = listing->place == PLACES ? FIT_NO_PLACE : listing->place;
    listing->cooperation = take(input, levels % 11 == 0 ? 4 : 1);
    listing->record_permille = (int16_t)(levels % 4 == 0 ? FIT_NO_RECORD : (int32_t)take(input, 2) % 1002);
    uint32_t stride = take(input, 1);
    for (uint32_t word = stride % 5; stride != 0 && word < 64 && listing->word_count <= FIT_MOST_WORDS;
         word += stride % 7 + 1) {
        out->words[listing->word_count++] =
            (struct fit_word){word << stride % 24, (uint16_t)(1 + 7 * stride % 1002), 0, 1, 6};
    }
    listing->words = out->words;
    listing->mentions = out->mentions;
    listing->skills = out->skills;
}

static void check_gains(const struct fit_rules *rules, const struct fit_listing *one, const struct fit_listing *other)
{
    const struct fit_listing *need = one->side == FIT_NEED ? one : other;
    const struct fit_listing *offer = one->side == FIT_NEED ? other : one;
    struct fit_explanation why;
    struct fit_score score;
    bool fits = fit_explain(rules, need, offer, &why);
    CHECK(fits == fit_score_pair(rules, need, offer, &score));
    CHECK(score.total == why.score.total && score.total <= 1000);
    for (size_t i = 0; i < why.change_count; i++) {
        CHECK(why.changes[i].gain > 0 && score.total + why.changes[i].gain <= 1000);
        CHECK(i == 0 || why.changes[i].gain <= why.changes[i - 1].gain);
    }
}

static void ask(struct arena *arena, const struct fit_index *index, const struct fit_rules *rules,
                const struct fit_listing *listing, size_t most)
{
    struct fit_match *matches = NULL;
    size_t count = 0;
    struct result solved = fit_solve(arena, index, listing, most, &matches, &count);
    CHECK(result_failed(solved) == result_failed(fit_listing_check(rules, listing)));
    if (result_failed(solved)) {
        CHECK(solved.code == RESULT_INVALID && solved.field != NULL && matches == NULL);
        return;
    }
    CHECK(!result_failed(fit_check(index, listing, most, matches, count)));
    for (size_t i = 0; i < count; i++) {
        check_gains(rules, listing, fit_index_find(index, matches[i].id));
    }
}

static void change(struct fit_index *index, const struct fit_rules *rules, const struct fit_listing *listing)
{
    size_t before = fit_index_count(index, FIT_NEED) + fit_index_count(index, FIT_OFFER);
    bool there = fit_index_find(index, listing->id) != NULL;
    bool put = !result_failed(fit_index_put(index, listing));
    CHECK(put == !result_failed(fit_listing_check(rules, listing)));
    CHECK(fit_index_count(index, FIT_NEED) + fit_index_count(index, FIT_OFFER) == before + (put && !there));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint16_t skill_trades[SKILLS];
    for (uint16_t skill = 0; skill < SKILLS; skill++) {
        skill_trades[skill] = skill % 7 == 6 ? FIT_NO_TRADE : skill % 7 % TRADES;
    }
    struct fit_rules rules = {
        .weights = {400, 170, 60, 80, 80, 80, 50, 30, 50},
        .trade_count = TRADES,
        .skill_count = SKILLS,
        .kind_count = KINDS,
        .place_count = PLACES,
        .relations = relations,
        .relation_count = sizeof relations / sizeof *relations,
        .kind_values = kind_values,
        .distances_km = distances_km,
        .skill_trades = skill_trades,
    };
    struct fit_index *index = NULL;
    CHECK(!result_failed(fit_index_open(&rules, &index)));
    struct arena arena;
    arena_init(&arena);
    struct input input = {bytes, size};
    for (size_t step = 0; step < MOST_STEPS && input.left > 0; step++) {
        uint32_t action = take(&input, 1);
        struct made made;
        make(&input, &made);
        if (action % 8 == 0) {
            fit_index_remove(index, made.listing.id);
            CHECK(fit_index_find(index, made.listing.id) == NULL);
        } else {
            change(index, &rules, &made.listing);
        }
        ask(&arena, index, &rules, &made.listing, action % 16);
        arena_reset(&arena);
    }
    arena_release(&arena);
    fit_index_close(index);
    return 0;
}
