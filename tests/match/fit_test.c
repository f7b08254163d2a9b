/* The formulas of fit, by hand: one small world, values worked out on paper. */
#include "tests/test.h"

#include "match/fit.h"

enum { TURNING, MILLING, NURSING, TRADES };
enum { PROGRAMMING, MEASURING, ENGLISH, CARE, SKILLS };
enum { WORKERS, CLASS, EQUIPMENT, KINDS };
enum { LINQING, DONGCHANGFU, GUANXIAN, PLACES };

static const struct fit_relation relations[] = {{TURNING, MILLING, 700}, {MILLING, TURNING, 700}};
static const uint16_t kind_values[KINDS * KINDS] = {1000, 900, 0, 900, 1000, 0, 0, 0, 1000};
static const uint16_t distances_km[PLACES * PLACES] = {0, 60, 130, 60, 0, 200, 130, 200, 0};
static const uint16_t skill_trades[SKILLS] = {TURNING, TURNING, FIT_NO_TRADE, NURSING};

static struct fit_rules rules(void)
{
    return (struct fit_rules){
        .weights = {400, 200, 80, 80, 80, 80, 50, 30},
        .trade_count = TRADES,
        .skill_count = SKILLS,
        .kind_count = KINDS,
        .place_count = PLACES,
        .relations = relations,
        .relation_count = 2,
        .kind_values = kind_values,
        .distances_km = distances_km,
        .skill_trades = skill_trades,
    };
}

static const struct fit_mention turning[] = {{TURNING, 1000, {0, 0, 12}}};
static const struct fit_mention milling[] = {{MILLING, 900, {0, 0, 6}}};
static const struct fit_mention nursing[] = {{NURSING, 1000, {0, 0, 6}}};
static const struct fit_skill needed_skills[] = {{PROGRAMMING, {0}}, {MEASURING, {0}}, {ENGLISH, {0}}};
static const struct fit_skill offered_skills[] = {{MEASURING, {0}}};

/* 20 turners for Linqing from 1 September (day 20698), level 3, work-study or a class. */
static struct fit_listing turner_need(void)
{
    return (struct fit_listing){
        .id = 1,
        .side = FIT_NEED,
        .kind = WORKERS,
        .level_low = 3,
        .mentions = turning,
        .mention_count = 1,
        .skills = needed_skills,
        .skill_count = 3,
        .headcount = 20,
        .start_day = 20698,
        .end_day = DAY_NONE,
        .place = LINQING,
        .cooperation = 3,
        .record_permille = FIT_NO_RECORD,
    };
}

/* A class of 15 millers in Dongchangfu, ready ten days later, level 2. */
static struct fit_listing miller_offer(void)
{
    return (struct fit_listing){
        .id = 2,
        .side = FIT_OFFER,
        .kind = CLASS,
        .level_high = 2,
        .mentions = milling,
        .mention_count = 1,
        .skills = offered_skills,
        .skill_count = 1,
        .headcount = 15,
        .start_day = 20708,
        .end_day = DAY_NONE,
        .place = DONGCHANGFU,
        .cooperation = 2,
        .record_permille = 901,
    };
}

static void assert_part(const struct fit_score *score, enum fit_point point, int value, int points, int stated)
{
    assert_int_equal(score->parts[point].value, value);
    assert_int_equal(score->parts[point].points, points);
    assert_int_equal(score->parts[point].stated, stated);
}

/* The worked example of docs/algorithms.md. */
static void a_pair_scored_by_hand_scores_the_same(void **state)
{
    (void)state;
    struct fit_rules world = rules();
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    struct fit_score score;
    assert_true(fit_score_pair(&world, &need, &offer, &score));
    assert_part(&score, FIT_TRADE, 567, 227, 1);      /* 1000 × 700 × 900, kinds 900: 567; 226.8 */
    assert_part(&score, FIT_SKILLS, 438, 88, 1);      /* (315 + 1000 + 0) / 3 = 438.3; 87.6 */
    assert_part(&score, FIT_LEVEL, 500, 40, 1);       /* one below */
    assert_part(&score, FIT_NUMBERS, 750, 60, 1);     /* 15 of 20 */
    assert_part(&score, FIT_TIME, 900, 72, 1);        /* ten days: two weeks begun */
    assert_part(&score, FIT_DISTANCE, 640, 51, 1);    /* 60 km; 51.2 */
    assert_part(&score, FIT_COOPERATION, 750, 38, 1); /* one of two; 37.5 */
    assert_part(&score, FIT_RECORD, 701, 21, 1);      /* (500 + 901) / 2 = 700.5; 21.03 */
    assert_int_equal(score.total, 227 + 88 + 40 + 60 + 72 + 51 + 38 + 21);
}

static void what_is_left_open_counts_half(void **state)
{
    (void)state;
    struct fit_rules world = rules();
    struct fit_listing need = {.side = FIT_NEED,
                               .mentions = turning,
                               .mention_count = 1,
                               .start_day = DAY_NONE,
                               .end_day = DAY_NONE,
                               .place = FIT_NO_PLACE,
                               .record_permille = FIT_NO_RECORD};
    struct fit_listing offer = need;
    offer.side = FIT_OFFER;
    struct fit_score score;
    assert_true(fit_score_pair(&world, &need, &offer, &score));
    assert_part(&score, FIT_TRADE, 1000, 400, 1);
    assert_part(&score, FIT_SKILLS, 1000, 200, 0); /* none needed: the trade value */
    assert_part(&score, FIT_WORDS, 0, 0, 0);       /* nothing in common is nothing */
    for (int point = FIT_LEVEL; point < FIT_WORDS; point++) {
        assert_int_equal(score.parts[point].value, 500);
        assert_int_equal(score.parts[point].stated, 0);
    }
    assert_int_equal(score.total, 800);
}

static void a_word_in_common_counts_its_smaller_weight_and_all_together_no_more_than_full(void **state)
{
    (void)state;
    static const struct fit_word needed[] = {{3, 500, 0, 0, 6}, {8, 375, 0, 0, 6}, {9, 500, 0, 0, 6}};
    static const struct fit_word offered[] = {{3, 300, 0, 0, 6}, {8, 500, 0, 0, 6}, {12, 500, 0, 0, 6}};
    struct fit_rules world = rules();
    world.weights[FIT_RECORD] = 0;
    world.weights[FIT_WORDS] = 30;
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    need.words = needed;
    need.word_count = 3;
    offer.words = offered;
    offer.word_count = 3;
    struct fit_score score;
    assert_true(fit_score_pair(&world, &need, &offer, &score));
    assert_part(&score, FIT_WORDS, 675, 20, 1); /* 300 + 375; 20.25 */
    offer.words = needed;
    assert_true(fit_score_pair(&world, &need, &offer, &score));
    assert_part(&score, FIT_WORDS, 1000, 30, 1); /* 500 + 375 + 500 */
    struct fit_explanation why;
    assert_true(fit_explain(&world, &need, &offer, &why));
    assert_int_equal(why.word_count, 3);
    offer.mentions = nursing; /* without a common trade the same words are nothing */
    assert_false(fit_score_pair(&world, &need, &offer, &score));
}

static void what_is_far_behind_the_best_is_not_near(void **state)
{
    (void)state;
    struct fit_match matches[4] = {{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4}};
    const uint16_t totals[] = {755, 529, 528, 100};
    for (size_t i = 0; i < 4; i++) {
        matches[i].score.total = totals[i];
    }
    assert_int_equal(fit_count_near(matches, 4), 2);
    assert_int_equal(fit_count_near(matches, 1), 1);
    assert_int_equal(fit_count_near(matches, 0), 0);
    matches[0].score.total = 0; /* weights may make everything worth nothing */
    matches[1].score.total = 0;
    assert_int_equal(fit_count_near(matches, 2), 2);
}

static void another_trade_or_kind_is_no_fit(void **state)
{
    (void)state;
    struct fit_rules world = rules();
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    struct fit_score score;
    offer.mentions = nursing;
    assert_false(fit_score_pair(&world, &need, &offer, &score));
    assert_int_equal(score.total, 0);
    offer = miller_offer();
    offer.kind = EQUIPMENT;
    assert_false(fit_score_pair(&world, &need, &offer, &score));
    offer = miller_offer();
    offer.mention_count = 0;
    assert_false(fit_score_pair(&world, &need, &offer, &score));
}

static int value_of(struct fit_listing need, struct fit_listing offer, enum fit_point point)
{
    struct fit_rules world = rules();
    struct fit_score score;
    assert_true(fit_score_pair(&world, &need, &offer, &score));
    return score.parts[point].value;
}

static void numbers_are_full_up_to_four_times_and_never_below_half_beyond(void **state)
{
    (void)state;
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    const int32_t given[] = {1, 19, 20, 80, 81, 100, 160, 161, INT32_MAX};
    const int expected[] = {50, 950, 1000, 1000, 988, 800, 500, 500, 500};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        offer.headcount = given[i];
        assert_int_equal(value_of(need, offer, FIT_NUMBERS), expected[i]);
    }
    need.headcount = INT32_MAX;
    offer.headcount = INT32_MAX;
    assert_int_equal(value_of(need, offer, FIT_NUMBERS), 1000);
}

static void each_week_late_costs_and_an_offer_that_is_over_is_late_too(void **state)
{
    (void)state;
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    const int32_t late[] = {-400, 0, 1, 7, 8, 133, 134, 4000};
    const int expected[] = {1000, 1000, 950, 950, 900, 50, 0, 0};
    for (size_t i = 0; i < sizeof late / sizeof *late; i++) {
        offer.start_day = need.start_day + late[i];
        assert_int_equal(value_of(need, offer, FIT_TIME), expected[i]);
    }
    offer.start_day = need.start_day - 100;
    offer.end_day = need.start_day - 15; /* over for 15 days: three weeks begun */
    assert_int_equal(value_of(need, offer, FIT_TIME), 850);
    offer.end_day = need.start_day;
    assert_int_equal(value_of(need, offer, FIT_TIME), 1000);
    offer.start_day = need.start_day + 3;
    offer.end_day = DAY_NONE;
    need.end_day = need.start_day + 2; /* the need is over when the offer starts */
    assert_int_equal(value_of(need, offer, FIT_TIME), 0);
    need.end_day = need.start_day - 1; /* an end before its start is not looked at */
    assert_int_equal(value_of(need, offer, FIT_TIME), 950);
    need.start_day = INT32_MIN + 1;
    offer.start_day = INT32_MAX;
    need.end_day = DAY_NONE;
    assert_int_equal(value_of(need, offer, FIT_TIME), 0);
}

static void a_level_above_is_fine_and_each_below_halves(void **state)
{
    (void)state;
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    need.level_low = 4;
    const int expected[] = {500, 0, 250, 500, 1000, 1000, 1000, 1000, 1000};
    for (uint8_t level = 0; level <= 8; level++) {
        offer.level_high = level;
        assert_int_equal(value_of(need, offer, FIT_LEVEL), expected[level]);
    }
    offer.level_high = 0;
    offer.level_low = 3; /* only the lower end is stated */
    assert_int_equal(value_of(need, offer, FIT_LEVEL), 500);
}

static void distance_has_a_floor(void **state)
{
    (void)state;
    struct fit_listing need = turner_need();
    struct fit_listing offer = miller_offer();
    const int expected[] = {1000, 640, 220};
    for (uint16_t place = 0; place < PLACES; place++) {
        offer.place = place;
        assert_int_equal(value_of(need, offer, FIT_DISTANCE), expected[place]);
    }
    need.place = DONGCHANGFU;
    assert_int_equal(value_of(need, offer, FIT_DISTANCE), 200); /* 200 km would be below */
}

static void broken_listings_are_named_by_field(void **state)
{
    (void)state;
    struct fit_rules world = rules();
    struct fit_listing listing = turner_need();
    assert_false(result_failed(fit_listing_check(&world, &listing)));
    listing.kind = KINDS;
    assert_string_equal(fit_listing_check(&world, &listing).field, "kind");
    listing = turner_need();
    listing.place = PLACES;
    assert_string_equal(fit_listing_check(&world, &listing).field, "place");
    listing = turner_need();
    listing.level_high = 2;
    assert_string_equal(fit_listing_check(&world, &listing).field, "level_low");
    listing = turner_need();
    const struct fit_mention twice[] = {{TURNING, 1000, {0}}, {TURNING, 500, {0}}};
    listing.mentions = twice;
    listing.mention_count = 2;
    assert_string_equal(fit_listing_check(&world, &listing).field, "mentions");
    listing = turner_need();
    listing.record_permille = 1001;
    assert_string_equal(fit_listing_check(&world, &listing).field, "record_permille");
}

static void broken_rules_are_named_by_field(void **state)
{
    (void)state;
    struct fit_rules world = rules();
    assert_false(result_failed(fit_rules_check(&world)));
    world.weights[FIT_TRADE]++;
    assert_string_equal(fit_rules_check(&world).field, "weights");
    world = rules();
    world.relation_count = 1; /* one direction is missing */
    assert_string_equal(fit_rules_check(&world).field, "relations");
    struct fit_index *index = NULL;
    assert_true(result_failed(fit_index_open(&world, &index)));
    assert_null(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_scored_by_hand_scores_the_same),
        cmocka_unit_test(what_is_left_open_counts_half),
        cmocka_unit_test(a_word_in_common_counts_its_smaller_weight_and_all_together_no_more_than_full),
        cmocka_unit_test(what_is_far_behind_the_best_is_not_near),
        cmocka_unit_test(another_trade_or_kind_is_no_fit),
        cmocka_unit_test(numbers_are_full_up_to_four_times_and_never_below_half_beyond),
        cmocka_unit_test(each_week_late_costs_and_an_offer_that_is_over_is_late_too),
        cmocka_unit_test(a_level_above_is_fine_and_each_below_halves),
        cmocka_unit_test(distance_has_a_floor),
        cmocka_unit_test(broken_listings_are_named_by_field),
        cmocka_unit_test(broken_rules_are_named_by_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
