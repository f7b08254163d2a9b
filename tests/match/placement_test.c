/* Stable placement: planted errors, random large problems, permuted rows, the two methods against each other, a published
 * example, reasons, minimum class sizes. Tiny problems by brute force: placement_brute_test.c. */
#include "tests/test.h"

#include "tests/match/placement_instance.h"

#include <string.h>

/* --- the checker is shown errors of each kind ---------------------------------------------------------------------- */

/* Three applicants, two seats of one place each, seat 2 of two places, all of one enterprise with a total of 2. */
static const uint32_t small_starts[] = {0, 2, 4, 5};
static const uint32_t small_wishes[] = {0, 1, 0, 1, 0};
static const uint32_t small_scores[] = {90, 80, 80};
static const uint64_t small_lots[] = {5, 9, 2};
static const uint32_t small_capacities[] = {1, 2, 2};
static const uint32_t small_enterprises[] = {0, 0, 0};
static const uint32_t small_totals[] = {2};
static const struct placement_problem small = {3,
                                               3,
                                               1,
                                               small_starts,
                                               small_wishes,
                                               small_scores,
                                               NULL,
                                               small_lots,
                                               small_capacities,
                                               small_enterprises,
                                               small_totals,
                                               NULL};

static struct placement_findings check_small(struct arena *arena, uint32_t first, uint32_t second, uint32_t third)
{
    const uint32_t places[] = {first, second, third};
    struct placement_findings findings;
    assert_false(result_failed(placement_check(arena, &small, places, 10, &findings)));
    return findings;
}

static void the_checker_catches_planted_errors_of_each_kind(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const uint32_t none = PLACEMENT_NONE;
    struct placement_findings found = check_small(&arena, 0, 1, none);
    assert_int_equal(found.fault_count, 0);
    assert_int_equal(fault_sum(&found), 0);
    found = check_small(&arena, 7, 1, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_UNKNOWN_SEAT], 1);
    assert_int_equal(found.faults[0].applicant, 0);
    found = check_small(&arena, 0, 1, 2);
    assert_int_equal(found.counts[PLACEMENT_FAULT_NOT_WISHED], 1);
    assert_int_equal(found.faults[0].applicant, 2);
    found = check_small(&arena, 0, 0, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_SEAT_OVER], 1);
    assert_int_equal(found.faults[0].seat, 0);
    found = check_small(&arena, 1, 1, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_ENTERPRISE_OVER], 1);
    found = check_small(&arena, 1, none, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 1); /* 0 wants seat 0, which has a worse one */
    assert_int_equal(found.faults[0].displaced, 2);
    found = check_small(&arena, 0, none, none); /* room that somebody wants */
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 1);
    assert_int_equal(found.faults[0].displaced, none);
    assert_int_equal(found.faults[0].seat, 1);
    found = check_small(&arena, none, 1, 0); /* a total that is reached by a worse one, and by a worse lot */
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 2);
    arena_release(&arena);
}

/* --- larger ones --------------------------------------------------------------------------------------------------- */

static void random_cities_are_solved_and_checked(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 2007);
    arena_init(&arena);
    for (uint32_t i = 0; i < 120; i++) {
        struct instance_shape shape = {.applicants = 1 + random_below(&random, 1500),
                                       .seats = 1 + random_below(&random, 120),
                                       .enterprises = i % 2 == 0 ? 0 : 1 + random_below(&random, 30),
                                       .longest_list = 1 + random_below(&random, 40),
                                       .largest_capacity = 1 + random_below(&random, 60),
                                       .largest_total = 1 + random_below(&random, 100),
                                       .score_values = 1 + random_below(&random, 300),
                                       .own_scores = i % 3 != 0};
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        struct placement_answer answer, deferred;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &answer)));
        assert_true(checker_accepts(&arena, &made.problem, answer.places));
        assert_false(result_failed(placement_solve_by(&arena, &made.problem, PLACEMENT_DEFERRED, &deferred)));
        assert_memory_equal(answer.places, deferred.places, shape.applicants * sizeof *answer.places);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void a_common_score_is_noticed_and_serial_gives_the_same(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 1999);
    arena_init(&arena);
    for (uint32_t i = 0; i < 60; i++) {
        struct instance_shape shape = {600,   40, i % 2 == 0 ? 0 : 9, 12, 25, 40, 1 + random_below(&random, 50), false,
                                       false, 0};
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        for (uint32_t a = 0; a < shape.applicants; a++) {
            for (uint32_t w = made.starts[a]; w < made.starts[a + 1]; w++) {
                made.wish_scores[w] = made.scores[a];
            }
        }
        struct placement_problem beside = made.problem;
        beside.wish_scores = made.wish_scores;
        struct placement_answer serial, deferred, noticed;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &serial)));
        assert_false(result_failed(placement_solve(&arena, &beside, &noticed)));
        assert_false(result_failed(placement_solve_by(&arena, &beside, PLACEMENT_DEFERRED, &deferred)));
        assert_int_equal(serial.method, PLACEMENT_SERIAL);
        assert_int_equal(noticed.method, PLACEMENT_SERIAL);
        assert_memory_equal(serial.places, deferred.places, shape.applicants * sizeof *serial.places);
        assert_memory_equal(serial.places, noticed.places, shape.applicants * sizeof *serial.places);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

/* The same people in another order of rows, seats renumbered too: the same places. */
static void the_order_of_the_rows_changes_nothing(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 11);
    arena_init(&arena);
    for (uint32_t round = 0; round < 40; round++) {
        struct instance_shape shape = {500, 50, round % 2 == 0 ? 0 : 7, 9, 12, 30, 20, round % 4 < 2, false, 0};
        struct instance made, moved;
        instance_make(&arena, &random, &shape, &made);
        instance_make(&arena, &random, &shape, &moved); /* for its room */
        uint32_t people[500], seats[50];
        for (uint32_t i = 0; i < 500; i++) {
            people[i] = i;
            seats[i % 50] = i % 50;
        }
        instance_shuffle(&random, people, 500);
        instance_shuffle(&random, seats, 50);
        for (uint32_t i = 0; i < 500; i++) {
            uint32_t a = people[i];
            uint32_t length = made.starts[a + 1] - made.starts[a];
            moved.starts[i + 1] = moved.starts[i] + length;
            moved.lots[i] = made.lots[a];
            moved.scores[i] = made.scores[a];
            for (uint32_t w = 0; w < length; w++) {
                moved.wishes[moved.starts[i] + w] = seats[made.wishes[made.starts[a] + w]];
                moved.wish_scores[moved.starts[i] + w] = made.wish_scores[made.starts[a] + w];
            }
        }
        for (uint32_t s = 0; s < 50; s++) {
            moved.capacities[seats[s]] = made.capacities[s];
            moved.enterprises[seats[s]] = made.enterprises[s];
        }
        memcpy(moved.totals, made.totals, shape.enterprises * sizeof *made.totals);
        struct placement_answer before, after;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &before)));
        assert_false(result_failed(placement_solve(&arena, &moved.problem, &after)));
        for (uint32_t i = 0; i < 500; i++) {
            uint32_t place = before.places[people[i]];
            assert_int_equal(after.places[i], place == PLACEMENT_NONE ? PLACEMENT_NONE : seats[place]);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

/* Gale & Shapley 1962, example 1 of the paper's ranking matrix: three men, three women; the men's first choices do. */
static void the_example_of_gale_and_shapley(void **state)
{
    (void)state;
    static const uint32_t starts[] = {0, 3, 6, 9};
    static const uint32_t wishes[] = {0, 1, 2, 1, 2, 0, 2, 0, 1}; /* α: A B C · β: B C A · γ: C A B */
    /* A: β γ α · B: γ α β · C: α β γ, as scores 3, 2, 1 beside the wishes */
    static const uint32_t wish_scores[] = {1, 2, 3, 1, 2, 3, 1, 2, 3};
    static const uint64_t lots[] = {1, 2, 3};
    static const uint32_t capacities[] = {1, 1, 1};
    const struct placement_problem problem = {3,           3,    0,          starts, wishes, NULL,
                                              wish_scores, lots, capacities, NULL,   NULL,   NULL};
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(&arena, &problem, &answer)));
    for (uint32_t a = 0; a < 3; a++) {
        assert_int_equal(answer.places[a], a);
    }
    static const uint32_t women[] = {1, 2, 0}; /* B: γ, … the middle one: everybody the second choice */
    static const uint32_t mixed[] = {1, 0, 2};
    assert_true(checker_accepts(&arena, &problem, women));
    assert_false(checker_accepts(&arena, &problem, mixed));
    arena_release(&arena);
}

/* Abraham, Irving & Manlove, "Two algorithms for the student–project allocation problem", Journal of Discrete Algorithms 5
 * (2007), figure 1: seven students, eight projects, three lecturers; p1 has two places, the others one. */
static void the_example_of_abraham_irving_and_manlove(void **state)
{
    (void)state;
    enum { P1, P2, P3, P4, P5, P6, P7, P8 };
    static const uint32_t starts[] = {0, 2, 8, 11, 12, 16, 21, 24};
    static const uint32_t wishes[] = {P1, P7, P1, P2, P3, P4, P5, P6, P2, P1, P4, P2,
                                      P1, P2, P3, P4, P2, P3, P4, P5, P6, P5, P3, P8};
    static const uint32_t capacities[] = {2, 1, 1, 1, 1, 1, 1, 1};
    static const uint32_t lecturers[] = {0, 0, 0, 1, 1, 1, 2, 2};
    static const uint32_t totals[] = {3, 2, 2};
    static const uint32_t ranked[3][7] = {{6, 3, 0, 2, 1, 4, 5}, {2, 1, 5, 6, 4, 9, 9}, {0, 6, 9, 9, 9, 9, 9}};
    static const uint64_t lots[] = {1, 2, 3, 4, 5, 6, 7};
    uint32_t wish_scores[24] = {0};
    for (uint32_t a = 0; a < 7; a++) {
        for (uint32_t w = starts[a]; w < starts[a + 1]; w++) {
            for (uint32_t rank = 0; rank < 7; rank++) {
                wish_scores[w] = ranked[lecturers[wishes[w]]][rank] == a ? 7 - rank : wish_scores[w];
            }
        }
    }
    const struct placement_problem problem = {7,           8,    3,          starts,    wishes, NULL,
                                              wish_scores, lots, capacities, lecturers, totals, NULL};
    static const uint32_t expected[] = {P1, P5, P4, P2, PLACEMENT_NONE, PLACEMENT_NONE, P3};
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(&arena, &problem, &answer)));
    assert_memory_equal(answer.places, expected, sizeof expected);
    assert_true(checker_accepts(&arena, &problem, answer.places));
    arena_release(&arena);
}

/* The example of hospitals and residents in the documentation of "Matching: a Python library for solving matching games"
 * (Wilde, Knight & Gillard, Journal of Open Source Software 5, 2020): Ada, Sam, Dani, Luc, Jo; Mercy, City, General, of two
 * places each. */
static void the_example_of_wilde_knight_and_gillard(void **state)
{
    (void)state;
    enum { MERCY, CITY, GENERAL };
    static const uint32_t starts[] = {0, 1, 3, 6, 9, 12};
    static const uint32_t wishes[] = {CITY,  CITY, MERCY,   CITY, MERCY,   GENERAL,
                                      MERCY, CITY, GENERAL, CITY, GENERAL, MERCY};
    /* Mercy: D L S J · City: D A S L J · General: D J L */
    static const uint32_t wish_scores[] = {4, 3, 2, 5, 4, 3, 3, 2, 1, 1, 2, 1};
    static const uint64_t lots[] = {1, 2, 3, 4, 5};
    static const uint32_t capacities[] = {2, 2, 2};
    const struct placement_problem problem = {5,           3,    0,          starts, wishes, NULL,
                                              wish_scores, lots, capacities, NULL,   NULL,   NULL};
    static const uint32_t expected[] = {CITY, MERCY, CITY, MERCY, GENERAL};
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(&arena, &problem, &answer)));
    assert_memory_equal(answer.places, expected, sizeof expected);
    arena_release(&arena);
}

static void what_breaks_the_shape_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer = {.proposals = 77};
    static const uint32_t twice[] = {0, 0, 0, 1, 0};
    static const uint32_t beyond[] = {0, 1, 0, 3, 0};
    static const uint32_t falling[] = {0, 4, 2, 5};
    static const uint64_t equal[] = {5, 2, 2};
    static const uint32_t nobody[] = {0, 1, 0};
    struct {
        struct placement_problem problem;
        const char *field;
    } cases[] = {{small, "wishes"}, {small, "wishes"},      {small, "wishes"},
                 {small, "lots"},   {small, "enterprises"}, {small, "totals"}};
    cases[0].problem.wishes = twice;
    cases[1].problem.wishes = beyond;
    cases[2].problem.wish_starts = falling;
    cases[3].problem.lots = equal;
    cases[4].problem.enterprises = nobody;
    cases[5].problem.totals = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct result r = placement_solve(&arena, &cases[i].problem, &answer);
        assert_int_equal(r.code, RESULT_INVALID);
        assert_string_equal(r.field, cases[i].field);
    }
    static const uint32_t wish_scores[] = {1, 2, 3, 4, 5};
    struct placement_problem own = small;
    own.wish_scores = wish_scores;
    assert_string_equal(placement_solve_by(&arena, &own, PLACEMENT_SERIAL, &answer).field, "method");
    assert_int_equal(answer.proposals, 77);
    arena_release(&arena);
}

static void nobody_and_nothing_are_no_trouble(void **state)
{
    (void)state;
    static const uint32_t starts[] = {0};
    const struct placement_problem empty = {.wish_starts = starts};
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(&arena, &empty, &answer)));
    assert_false(result_failed(placement_solve_by(&arena, &empty, PLACEMENT_DEFERRED, &answer)));
    assert_true(checker_accepts(&arena, &empty, answer.places));
    arena_release(&arena);
}

/* --- reasons -------------------------------------------------------------------------------------------------------- */

static void every_reason_agrees_with_cutoffs_and_answer(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 5);
    arena_init(&arena);
    uint64_t outcomes[PLACEMENT_BLOCKED + 1] = {0};
    for (uint32_t round = 0; round < 60; round++) {
        struct instance_shape shape = {60, 12, round % 2 == 0 ? 0 : 4, 6, 6, 12, 6, round % 4 < 2, false, 0};
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        struct placement_answer answer;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &answer)));
        for (uint32_t a = 0; a < shape.applicants; a++) {
            struct placement_explanation why;
            assert_false(result_failed(placement_explain(&arena, &made.problem, answer.places, a, &why)));
            assert_int_equal(why.place, answer.places[a]);
            assert_int_equal(why.reason_count, made.starts[a + 1] - made.starts[a]);
            for (size_t i = 0; i < why.reason_count; i++) {
                const struct placement_reason *reason = &why.reasons[i];
                outcomes[reason->outcome]++;
                assert_true(reason->rank >= 1 && reason->rank <= reason->rivals);
                assert_int_equal(reason->outcome == PLACEMENT_GIVEN, reason->seat == why.place);
                bool best = reason->rank <= made.capacities[reason->seat]; /* among the first of all who wish */
                assert_false(best && reason->outcome == PLACEMENT_SEAT_FULL);
            }
        }
        arena_reset(&arena);
    }
    for (int outcome = 0; outcome < PLACEMENT_BLOCKED; outcome++) {
        bool of_quotas = outcome == PLACEMENT_QUOTA_FULL || outcome == PLACEMENT_RESERVED_AWAY;
        assert_int_equal(outcomes[outcome] > 0, !of_quotas);
    }
    assert_int_equal(outcomes[PLACEMENT_BLOCKED], 0);
    arena_release(&arena);
}

static void the_reasons_of_the_worked_example(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(&arena, &small, &answer)));
    struct placement_explanation why;
    assert_false(result_failed(placement_explain(&arena, &small, answer.places, 1, &why)));
    assert_int_equal(why.reasons[0].outcome, PLACEMENT_SEAT_FULL);
    assert_int_equal(why.reasons[0].rank, 3); /* 80 points twice: the lower lot goes before */
    assert_int_equal(why.reasons[0].seat_cutoff.score, 90);
    assert_int_equal(why.reasons[1].outcome, PLACEMENT_GIVEN);
    assert_int_equal(why.reasons[1].enterprise_cutoff.score, 80);
    const uint32_t empty[] = {PLACEMENT_NONE, PLACEMENT_NONE, PLACEMENT_NONE};
    assert_false(result_failed(placement_explain(&arena, &small, empty, 1, &why)));
    assert_int_equal(why.reasons[0].outcome, PLACEMENT_BLOCKED);
    assert_int_equal(placement_explain(&arena, &small, empty, 3, &why).code, RESULT_INVALID);
    arena_release(&arena);
}

/* --- minimum class sizes -------------------------------------------------------------------------------------------- */

static void closing_ends_with_no_class_too_small_and_stable_for_the_rest(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 1986);
    arena_init(&arena);
    size_t closed_in_all = 0;
    for (uint32_t round = 0; round < 40; round++) {
        struct instance_shape shape = {200, 30, round % 2 == 0 ? 0 : 6, 5, 12, 30, 20, round % 4 < 2, false, 0};
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        uint32_t minima[30], turns[30], held[30] = {0};
        for (uint32_t s = 0; s < 30; s++) {
            minima[s] = random_below(&random, 9);
            turns[s] = 29 - s;
        }
        struct placement_answer answer;
        uint32_t *closed;
        size_t count;
        assert_false(
            result_failed(placement_solve_closing(&arena, &made.problem, minima, turns, &answer, &closed, &count)));
        for (uint32_t a = 0; a < 200; a++) {
            if (answer.places[a] != PLACEMENT_NONE) {
                held[answer.places[a]]++;
            }
        }
        for (uint32_t s = 0; s < 30; s++) {
            assert_false(placement_is_short(held[s], minima[s]));
        }
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(held[closed[i]], 0);
            made.capacities[closed[i]] = 0;
        }
        assert_true(checker_accepts(&arena, &made.problem, answer.places));
        closed_in_all += count;
        arena_reset(&arena);
    }
    assert_true(closed_in_all > 40);
    arena_release(&arena);
}

/* Two classes lack one person each; the turn says which is closed, and its people then fill the other. */
static void of_equal_classes_the_turn_decides_which_is_closed(void **state)
{
    (void)state;
    static const uint32_t starts[] = {0, 2, 4};
    static const uint32_t wishes[] = {0, 1, 1, 0};
    static const uint32_t scores[] = {2, 1};
    static const uint64_t lots[] = {1, 2};
    static const uint32_t capacities[] = {2, 2};
    static const uint32_t minima[] = {2, 2};
    static const uint32_t turns[][2] = {{0, 1}, {1, 0}};
    const struct placement_problem problem = {2,    2,    0,          starts, wishes, scores,
                                              NULL, lots, capacities, NULL,   NULL,   NULL};
    struct arena arena;
    arena_init(&arena);
    for (uint32_t i = 0; i < 2; i++) {
        struct placement_answer answer;
        uint32_t *closed;
        size_t count;
        assert_false(
            result_failed(placement_solve_closing(&arena, &problem, minima, turns[i], &answer, &closed, &count)));
        assert_int_equal(count, 1);
        assert_int_equal(closed[0], i);
        assert_int_equal(answer.places[0], 1 - i);
        assert_int_equal(answer.places[1], 1 - i);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_catches_planted_errors_of_each_kind),
        cmocka_unit_test(random_cities_are_solved_and_checked),
        cmocka_unit_test(a_common_score_is_noticed_and_serial_gives_the_same),
        cmocka_unit_test(the_order_of_the_rows_changes_nothing),
        cmocka_unit_test(the_example_of_gale_and_shapley),
        cmocka_unit_test(the_example_of_abraham_irving_and_manlove),
        cmocka_unit_test(the_example_of_wilde_knight_and_gillard),
        cmocka_unit_test(what_breaks_the_shape_is_refused),
        cmocka_unit_test(nobody_and_nothing_are_no_trouble),
        cmocka_unit_test(every_reason_agrees_with_cutoffs_and_answer),
        cmocka_unit_test(the_reasons_of_the_worked_example),
        cmocka_unit_test(closing_ends_with_no_class_too_small_and_stable_for_the_rest),
        cmocka_unit_test(of_equal_classes_the_turn_decides_which_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
