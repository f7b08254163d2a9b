/* Why, and what would help: every gain shown is what scoring the changed pair gives, and no better change is left out.
 *
 * The changed pairs are made here by the words of the contract, not by the code under test, and scored by the second
 * definition of fit_instance.h.
 */
#include "tests/test.h"

#include "tests/match/fit_instance.h"

enum { MOST_TRIED = 400 };

struct tried {
    struct fit_instance *instance;
    const struct fit_listing *need, *offer;
    long before;
    struct fit_change changes[MOST_TRIED];
    size_t count;
};

static void note(struct tried *tried, const struct fit_listing *need, const struct fit_listing *offer,
                 struct fit_change change)
{
    long values[FIT_POINT_COUNT];
    long total;
    if (fit_instance_score(&tried->instance->rules, need, offer, values, &total) && total > tried->before) {
        change.gain = (uint16_t)(total - tried->before);
        assert_true(tried->count < MOST_TRIED);
        tried->changes[tried->count++] = change;
    }
}

static int compare_mentions(const void *one, const void *other)
{
    return ((const struct fit_mention *)one)->trade - ((const struct fit_mention *)other)->trade;
}

static int compare_skills(const void *one, const void *other)
{
    return ((const struct fit_skill *)one)->skill - ((const struct fit_skill *)other)->skill;
}

static bool names_skill(const struct fit_listing *listing, uint16_t skill)
{
    for (size_t i = 0; i < listing->skill_count; i++) {
        if (listing->skills[i].skill == skill) {
            return true;
        }
    }
    return false;
}

static void note_skills(struct tried *tried)
{
    for (size_t i = 0; i < tried->need->skill_count; i++) {
        uint16_t skill = tried->need->skills[i].skill;
        if (names_skill(tried->offer, skill) || tried->offer->skill_count == FIT_MOST_SKILLS) {
            continue;
        }
        struct fit_skill skills[FIT_MOST_SKILLS];
        struct fit_listing offer = *tried->offer;
        memcpy(skills, offer.skills, offer.skill_count * sizeof *skills);
        skills[offer.skill_count++] = (struct fit_skill){skill, {0}};
        qsort(skills, offer.skill_count, sizeof *skills, compare_skills);
        offer.skills = skills;
        note(tried, tried->need, &offer, (struct fit_change){FIT_CHANGE_ADD_SKILL, FIT_SKILLS, FIT_OFFER, skill, 0});
    }
    struct fit_listing changed;
    if (tried->need->skill_count == 0 && tried->offer->skill_count != 0) {
        changed = *tried->need;
        changed.skills = tried->offer->skills;
        changed.skill_count = tried->offer->skill_count;
        note(tried, &changed, tried->offer, (struct fit_change){FIT_CHANGE_STATE, FIT_SKILLS, FIT_NEED, 0, 0});
    }
    if (tried->need->skill_count != 0 && tried->offer->skill_count == 0) {
        changed = *tried->offer;
        changed.skills = tried->need->skills;
        changed.skill_count = tried->need->skill_count;
        note(tried, tried->need, &changed, (struct fit_change){FIT_CHANGE_STATE, FIT_SKILLS, FIT_OFFER, 0, 0});
    }
}

/* Which of the offer's mentions makes the trade value; of equals the one that meets the first mention of the need. */
static size_t counting_mention(const struct tried *tried)
{
    const struct fit_rules *rules = &tried->instance->rules;
    size_t counting = 0;
    long best = 0;
    for (size_t n = 0; n < tried->need->mention_count; n++) {
        for (size_t o = 0; o < tried->offer->mention_count; o++) {
            long relation = instance_relation(rules, tried->need->mentions[n].trade, tried->offer->mentions[o].trade);
            long product = tried->need->mentions[n].strength * relation * tried->offer->mentions[o].strength;
            if (product > best) {
                best = product;
                counting = o;
            }
        }
    }
    return counting;
}

static void note_trades(struct tried *tried)
{
    size_t counting = counting_mention(tried);
    for (size_t n = 0; n < tried->need->mention_count; n++) {
        uint16_t trade = tried->need->mentions[n].trade;
        bool there = false;
        for (size_t o = 0; o < tried->offer->mention_count; o++) {
            there |= tried->offer->mentions[o].trade == trade;
        }
        if (there) {
            continue;
        }
        struct fit_mention mentions[FIT_MOST_MENTIONS];
        struct fit_listing offer = *tried->offer;
        memcpy(mentions, offer.mentions, offer.mention_count * sizeof *mentions);
        mentions[counting].trade = trade;
        qsort(mentions, offer.mention_count, sizeof *mentions, compare_mentions);
        offer.mentions = mentions;
        note(tried, tried->need, &offer, (struct fit_change){FIT_CHANGE_TRADE, FIT_TRADE, FIT_OFFER, trade, 0});
    }
}

static void note_levels(struct tried *tried)
{
    int wanted = instance_rank(tried->need->level_low, tried->need->level_high);
    int given = instance_rank(tried->offer->level_high, tried->offer->level_low);
    struct fit_listing need = *tried->need;
    struct fit_listing offer = *tried->offer;
    if (wanted == 0) {
        need.level_low = (uint8_t)given;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_LEVEL, FIT_NEED, given, 0});
        return;
    }
    uint8_t kind = given == 0 ? FIT_CHANGE_STATE : FIT_CHANGE_LEVEL;
    if (given < wanted) {
        offer.level_high = (uint8_t)wanted;
        note(tried, &need, &offer, (struct fit_change){kind, FIT_LEVEL, FIT_OFFER, wanted, 0});
    }
}

static void note_numbers(struct tried *tried)
{
    struct fit_listing need = *tried->need;
    struct fit_listing offer = *tried->offer;
    int32_t wanted = need.headcount;
    int32_t given = offer.headcount;
    if (wanted == 0 && given != 0) {
        need.headcount = given;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_NUMBERS, FIT_NEED, given, 0});
    } else if (given == 0 && wanted != 0) {
        offer.headcount = wanted;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_NUMBERS, FIT_OFFER, wanted, 0});
    } else if (given < wanted) {
        offer.headcount = wanted;
        note(tried, &need, &offer,
             (struct fit_change){FIT_CHANGE_HEADCOUNT, FIT_NUMBERS, FIT_OFFER, wanted - given, 0});
    }
}

static void note_times(struct tried *tried)
{
    struct fit_listing need = *tried->need;
    struct fit_listing offer = *tried->offer;
    int32_t wanted = need.start_day;
    int32_t given = offer.start_day;
    if (wanted == DAY_NONE && given != DAY_NONE) {
        need.start_day = given;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_TIME, FIT_NEED, given, 0});
    } else if (given == DAY_NONE && wanted != DAY_NONE) {
        offer.start_day = wanted;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_TIME, FIT_OFFER, wanted, 0});
    } else if (given > wanted) {
        offer.start_day = wanted;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_START, FIT_TIME, FIT_OFFER, given - wanted, 0});
    }
}

static void note_cooperations(struct tried *tried)
{
    struct fit_listing need = *tried->need;
    struct fit_listing offer = *tried->offer;
    uint32_t wanted = need.cooperation;
    uint32_t given = offer.cooperation;
    if (wanted == 0 && given != 0) {
        need.cooperation = given;
        note(tried, &need, &offer, (struct fit_change){FIT_CHANGE_STATE, FIT_COOPERATION, FIT_NEED, (int32_t)given, 0});
    } else if (given == 0 && wanted != 0) {
        offer.cooperation = wanted;
        note(tried, &need, &offer,
             (struct fit_change){FIT_CHANGE_STATE, FIT_COOPERATION, FIT_OFFER, (int32_t)wanted, 0});
    }
    for (int32_t kind = 0; given != 0 && kind < 32; kind++) {
        if ((wanted >> kind & 1) != 0 && (given >> kind & 1) == 0) {
            offer.cooperation = given | 1u << kind;
            note(tried, &need, &offer,
                 (struct fit_change){FIT_CHANGE_COOPERATION, FIT_COOPERATION, FIT_OFFER, kind, 0});
        }
    }
}

static int compare_changes(const void *one, const void *other)
{
    const struct fit_change *a = one;
    const struct fit_change *b = other;
    const int64_t differences[] = {(int64_t)b->gain - a->gain, a->kind - b->kind, (int64_t)a->value - b->value,
                                   a->point - b->point, a->side - b->side};
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        if (differences[i] != 0) {
            return differences[i] < 0 ? -1 : 1;
        }
    }
    return 0;
}

static void assert_score_is_defined_so(const struct fit_score *score, const struct fit_rules *rules,
                                       const long values[FIT_POINT_COUNT], long total)
{
    int sum = 0;
    for (int point = 0; point < FIT_POINT_COUNT; point++) {
        assert_int_equal(score->parts[point].value, values[point]);
        assert_int_equal(score->parts[point].points, instance_round(rules->weights[point] * values[point], 1000));
        sum += score->parts[point].points;
    }
    assert_int_equal(score->total, total);
    assert_int_equal(sum, total); /* the points add up */
}

/* Returns the number of changes shown. */
static size_t assert_pair_is_explained(struct fit_instance *instance, const struct fit_listing *need,
                                       const struct fit_listing *offer)
{
    long values[FIT_POINT_COUNT];
    struct fit_explanation why;
    static struct tried tried;
    tried = (struct tried){.instance = instance, .need = need, .offer = offer};
    bool fits = fit_instance_score(&instance->rules, need, offer, values, &tried.before);
    assert_int_equal(fit_explain(&instance->rules, need, offer, &why), fits);
    if (!fits) {
        assert_int_equal(why.score.total + why.change_count, 0);
        return 0;
    }
    assert_score_is_defined_so(&why.score, &instance->rules, values, tried.before);
    assert_ptr_equal(why.offer_mention, &offer->mentions[counting_mention(&tried)]);
    assert_int_equal(why.shared_count + why.missing_count, need->skill_count);
    for (size_t i = 0; i < why.shared_count; i++) {
        assert_int_equal(need->skills[why.shared[i][0]].skill, offer->skills[why.shared[i][1]].skill);
    }
    for (size_t i = 0; i < why.missing_count; i++) {
        assert_false(names_skill(offer, need->skills[why.missing[i]].skill));
    }
    note_skills(&tried);
    note_trades(&tried);
    note_levels(&tried);
    note_numbers(&tried);
    note_times(&tried);
    note_cooperations(&tried);
    qsort(tried.changes, tried.count, sizeof *tried.changes, compare_changes);
    assert_int_equal(why.change_count, tried.count < FIT_MOST_CHANGES ? tried.count : FIT_MOST_CHANGES);
    for (size_t i = 0; i < why.change_count; i++) {
        assert_int_equal(compare_changes(&why.changes[i], &tried.changes[i]), 0);
    }
    return why.change_count;
}

static void gains_are_exact_and_the_biggest_are_shown(void **state)
{
    (void)state;
    size_t shown = 0;
    size_t kinds_seen = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct fit_instance instance;
        instance_init(&instance, seed);
        for (size_t pair = 0; pair < 50; pair++) {
            struct instance_listing need;
            struct instance_listing offer;
            struct fit_explanation why;
            instance_fill(&instance, 1, FIT_NEED, &need);
            instance_fill(&instance, 2, FIT_OFFER, &offer);
            shown += assert_pair_is_explained(&instance, &need.listing, &offer.listing);
            (void)fit_explain(&instance.rules, &need.listing, &offer.listing, &why);
            for (size_t i = 0; i < why.change_count; i++) {
                kinds_seen |= (size_t)1 << why.changes[i].kind;
            }
        }
    }
    assert_true(shown > 10000);
    assert_int_equal(kinds_seen, (1 << (FIT_CHANGE_TRADE + 1)) - 1); /* every kind of change came up */
}

static void a_perfect_pair_needs_no_change(void **state)
{
    (void)state;
    struct fit_instance instance;
    instance_init(&instance, 1);
    instance.kind_values[0] = 1000;
    struct instance_listing need;
    instance_fill(&instance, 1, FIT_NEED, &need);
    need.mentions[0] = (struct fit_mention){3, 1000, {0}};
    need.skills[0] = (struct fit_skill){7, {0}};
    need.words[0] = (struct fit_word){9, 1000, 0, 0, 6};
    need.listing = (struct fit_listing){.id = 1,
                                        .words = need.words,
                                        .word_count = 1,
                                        .mentions = need.mentions,
                                        .mention_count = 1,
                                        .skills = need.skills,
                                        .skill_count = 1,
                                        .level_low = 3,
                                        .headcount = 20,
                                        .start_day = 20000,
                                        .end_day = 20100,
                                        .place = 2,
                                        .cooperation = 5,
                                        .record_permille = 1000};
    struct fit_listing offer = need.listing;
    offer.side = FIT_OFFER;
    struct fit_explanation why;
    assert_true(fit_explain(&instance.rules, &need.listing, &offer, &why));
    assert_int_equal(why.score.total, 1000);
    assert_int_equal(why.change_count, 0);
    assert_int_equal(why.distance_km, 0);
}

static void a_full_list_of_skills_takes_no_more(void **state)
{
    (void)state;
    struct fit_instance instance;
    instance_init(&instance, 2);
    instance.kind_values[0] = 1000;
    struct instance_listing offer;
    instance_fill(&instance, 2, FIT_OFFER, &offer);
    offer.listing.kind = 0;
    offer.mentions[0] = (struct fit_mention){0, 1000, {0}};
    offer.listing.mention_count = 1;
    for (uint16_t i = 0; i < FIT_MOST_SKILLS; i++) {
        offer.skills[i].skill = i;
    }
    offer.listing.skill_count = FIT_MOST_SKILLS;
    struct fit_skill wanted[] = {{70, {0}}, {79, {0}}};
    struct fit_listing need = offer.listing;
    need.side = FIT_NEED;
    need.skills = wanted;
    need.skill_count = 2;
    struct fit_explanation why;
    assert_true(fit_explain(&instance.rules, &need, &offer.listing, &why));
    assert_int_equal(why.missing_count, 2);
    for (size_t i = 0; i < why.change_count; i++) {
        assert_int_not_equal(why.changes[i].kind, FIT_CHANGE_ADD_SKILL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gains_are_exact_and_the_biggest_are_shown),
        cmocka_unit_test(a_perfect_pair_needs_no_change),
        cmocka_unit_test(a_full_list_of_skills_takes_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
