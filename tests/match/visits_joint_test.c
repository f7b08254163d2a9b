/* Tours, windows and groups together, where the stages alone would miss people; what no plan can be below; and the same answer
 * twice. */
#include "match/visits.h"
#include "tests/match/visits_instance.h"
#include "tests/test.h"

#include <string.h>

/* Bus A is back earliest by the early window, but then it takes places from B, which can use no other. */
static void windows_are_left_to_those_who_have_no_other(void **state)
{
    (void)state;
    enum { PEOPLE = 9 };
    static const struct visits_window windows[] = {{0, 60, 120, 30, 6}, {0, 200, 260, 30, 3}};
    static const struct visits_bus buses[] = {{1, 3, 0, 400, 3}, {1, 6, 0, 150, 3}};
    static const struct visits_call tours[] = {{0, 0}, {1, 0}};
    static const uint32_t travel[] = {0, 10, 10, 0};
    static const uint32_t zeros[PEOPLE], wishes[PEOPLE];
    uint32_t starts[PEOPLE + 1];
    for (uint32_t d = 0; d <= PEOPLE; d++) {
        starts[d] = d;
    }
    struct visits_problem problem = {.delegate_count = PEOPLE,
                                     .site_count = 1,
                                     .place_count = 2,
                                     .window_count = 2,
                                     .bus_count = 2,
                                     .organisation_count = 1,
                                     .organisations = zeros,
                                     .lots = zeros,
                                     .wish_starts = starts,
                                     .wishes = wishes,
                                     .windows = windows,
                                     .travel = travel,
                                     .buses = buses};
    for (int way = 0; way < 4; way++) { /* tours given or not, by lots and by cost */
        struct arena arena;
        struct visits_answer answer;
        struct visits_findings findings;
        arena_init(&arena);
        problem.aim = way % 2 == 0 ? VISITS_STABLE : VISITS_COST;
        problem.tours = way < 2 ? tours : NULL;
        problem.tour_count = way < 2 ? 2 : 0;
        assert_false(result_failed(visits_solve(&arena, &problem, &answer, NULL)));
        struct visits_plan plan = visits_plan_of(&answer);
        assert_false(result_failed(visits_check(&arena, &problem, &plan, 0, &findings)));
        for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
            assert_int_equal(findings.counts[kind], 0);
        }
        assert_int_equal(answer.left_out, 0);
        assert_int_equal(answer.floor_left_out, 0);
        assert_int_equal(answer.floor_cost, PEOPLE);
        assert_true(answer.best);
        arena_release(&arena);
    }
}

/* Two windows of four and one bus of ten: nobody could split its group, and four ride at most. */
static void the_floor_knows_the_widest_window(void **state)
{
    (void)state;
    enum { PEOPLE = 9 };
    static const struct visits_window windows[] = {{0, 60, 120, 30, 4}, {0, 200, 260, 30, 4}};
    static const struct visits_bus buses[] = {{1, 10, 0, 400, 3}};
    static const uint32_t travel[] = {0, 10, 10, 0};
    static const uint32_t zeros[PEOPLE], wishes[PEOPLE], starts[PEOPLE + 1];
    struct arena arena;
    struct visits_answer answer;
    arena_init(&arena);
    struct visits_problem problem = {.delegate_count = PEOPLE,
                                     .site_count = 1,
                                     .place_count = 2,
                                     .window_count = 2,
                                     .bus_count = 1,
                                     .organisation_count = 1,
                                     .organisations = zeros,
                                     .lots = zeros,
                                     .wish_starts = starts,
                                     .wishes = wishes,
                                     .windows = windows,
                                     .travel = travel,
                                     .buses = buses};
    problem.aim = VISITS_COST;
    assert_false(result_failed(visits_solve(&arena, &problem, &answer, NULL)));
    assert_int_equal(answer.left_out, 5);
    assert_int_equal(answer.floor_left_out, 5);
    assert_true(answer.best);
    arena_release(&arena);
}

/* Of events of some size: the plan holds all rules, is not below the floor, and is the same when it is made again. */
static void larger_events_hold_the_rules_and_come_out_the_same_again(void **state)
{
    (void)state;
    static const struct visits_shape shapes[] = {
        {120, 10, 6, 30, 2, 4, 25, 30, 3, 100, 3, false, true, false, false},
        {120, 10, 6, 30, 2, 4, 25, 30, 3, 400, 3, true, true, false, false},
    };
    unsigned solved = 0;
    for (unsigned n = 0; n < 24; n++) {
        struct arena arena;
        struct random random;
        struct visits_problem problem;
        struct visits_answer answers[2];
        struct visits_findings findings;
        arena_init(&arena);
        random_init(&random, 500 + n);
        visits_instance(&arena, &random, &shapes[n % 2], &problem);
        problem.aim = n / 2 % 2 == 0 ? VISITS_COST : VISITS_STABLE;
        if (!result_failed(visits_solve(&arena, &problem, &answers[0], NULL))) {
            struct visits_plan plan = visits_plan_of(&answers[0]);
            solved++;
            assert_false(result_failed(visits_solve(&arena, &problem, &answers[1], NULL)));
            assert_int_equal(answers[0].stop_count, answers[1].stop_count);
            assert_memory_equal(answers[0].buses, answers[1].buses, problem.delegate_count * sizeof(uint32_t));
            assert_memory_equal(answers[0].stops, answers[1].stops, answers[0].stop_count * sizeof(struct visits_stop));
            assert_false(result_failed(visits_check(&arena, &problem, &plan, 0, &findings)));
            for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
                assert_int_equal(findings.counts[kind], 0);
            }
            assert_int_equal(findings.left_out, answers[0].left_out);
            assert_int_equal(findings.cost, answers[0].cost);
            assert_true(answers[0].left_out > answers[0].floor_left_out ||
                        (answers[0].left_out == answers[0].floor_left_out && answers[0].cost >= answers[0].floor_cost));
        }
        arena_release(&arena);
    }
    assert_true(solved >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_are_left_to_those_who_have_no_other),
        cmocka_unit_test(the_floor_knows_the_widest_window),
        cmocka_unit_test(larger_events_hold_the_rules_and_come_out_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
