/* The order of applicants by lot, and by score and lot, against a plain sort: lots and scores in a row, drawn by chance, in
 * bunches far apart, all alike but the last bits. */
#include "tests/test.h"

#include "base/random.h"
#include "match/placement_order.h"

#include <stdlib.h>

enum { MOST = 20000 };

enum spread { SPREAD_ROW, SPREAD_CHANCE, SPREAD_BUNCHES, SPREAD_OUTLIER, SPREAD_LAST_BITS, SPREADS };

static uint64_t draw_lot(struct random *random, enum spread spread, uint32_t a)
{
    switch (spread) {
    case SPREAD_ROW:
        return a;
    case SPREAD_CHANCE:
        return random_next(random) >> 20 << 20 | a;
    case SPREAD_BUNCHES:
        return (uint64_t)random_below(random, 5) << 61 | a;
    case SPREAD_OUTLIER:
        return a == 7 ? UINT64_MAX : a;
    case SPREAD_LAST_BITS:
        return UINT64_MAX - a;
    case SPREADS:
        break;
    }
    return 0;
}

static uint32_t draw_score(struct random *random, enum spread spread, uint32_t a)
{
    switch (spread) {
    case SPREAD_ROW:
        return a / 3;
    case SPREAD_CHANCE:
        return random_below(random, 600);
    case SPREAD_BUNCHES:
        return random_below(random, 2) * 4000000000U + random_below(random, 3);
    case SPREAD_OUTLIER:
        return a == 11 ? UINT32_MAX : 5;
    case SPREAD_LAST_BITS:
        return UINT32_MAX;
    case SPREADS:
        break;
    }
    return 0;
}

struct person {
    uint32_t score, number;
    uint64_t lot;
};

static int compare_people(const void *left, const void *right)
{
    const struct person *a = left;
    const struct person *b = right;
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    return (a->lot > b->lot) - (a->lot < b->lot);
}

struct drawn {
    uint32_t scores[MOST];
    uint64_t lots[MOST], records[MOST];
    struct person people[MOST];
};

static void draw(struct drawn *drawn, uint32_t count, enum spread scores, enum spread lots, bool by_score)
{
    struct random random;
    random_init(&random, (uint64_t)count * 100 + (uint64_t)scores * 10 + lots);
    for (uint32_t a = 0; a < count; a++) {
        drawn->lots[a] = draw_lot(&random, lots, a);
        drawn->scores[a] = draw_score(&random, scores, a);
        drawn->people[a] = (struct person){by_score ? drawn->scores[a] : 0, a, drawn->lots[a]};
    }
    qsort(drawn->people, count, sizeof drawn->people[0], compare_people);
}

static bool sort_drawn(struct drawn *drawn, uint32_t count, bool by_score)
{
    struct placement_problem problem = {.applicant_count = count, .lots = drawn->lots};
    return placement_sort_people(&problem, by_score ? drawn->scores : NULL, drawn->records);
}

static void assert_order(struct drawn *drawn, uint32_t count, unsigned kind)
{
    bool by_score = kind % 2 == 1;
    draw(drawn, count, (enum spread)(kind / 2 / SPREADS), (enum spread)(kind / 2 % SPREADS), by_score);
    assert_true(sort_drawn(drawn, count, by_score));
    for (uint32_t a = 0; a < count; a++) {
        assert_int_equal((uint32_t)drawn->records[a], drawn->people[a].number);
    }
}

static void the_order_is_that_of_a_plain_sort(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 2, 25, 300, 5000, MOST};
    struct drawn *drawn = calloc(1, sizeof *drawn);
    for (unsigned kind = 0; kind < SPREADS * SPREADS * 2; kind++) {
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            assert_order(drawn, counts[i], kind);
        }
    }
    free(drawn);
}

/* The same lot for two of different scores decides nothing where scores count. */
static void two_that_are_alike_are_noticed_and_two_that_differ_by_score_are_not(void **state)
{
    (void)state;
    struct drawn *drawn = calloc(1, sizeof *drawn);
    for (unsigned lots = 0; lots < SPREADS; lots++) {
        draw(drawn, MOST, SPREAD_CHANCE, (enum spread)lots, true);
        drawn->lots[12345] = drawn->lots[54];
        drawn->scores[12345] = drawn->scores[54];
        assert_false(sort_drawn(drawn, MOST, true));
        assert_false(sort_drawn(drawn, MOST, false));
        drawn->scores[12345]++;
        assert_true(sort_drawn(drawn, MOST, true));
        assert_false(sort_drawn(drawn, MOST, false));
    }
    free(drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_is_that_of_a_plain_sort),
        cmocka_unit_test(two_that_are_alike_are_noticed_and_two_that_differ_by_score_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
