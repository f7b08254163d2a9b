/* Tiny placement problems by brute force: every allocation is tried against two definitions written anew, and every false
 * list of an applicant. */
#include "tests/test.h"

#include "tests/match/placement_tiny.h"

#include <string.h>

enum { TINY = 4000 };

/* --- the definition once more, as a choice: what would the enterprise choose from what it has and the new pair? ---- */

/* The greedy choice of one enterprise (or of a seat alone): does it keep offers[wanted]? All: does it keep every one? */
static bool choice_keeps(const struct placement_problem *problem, struct offer *offers, uint32_t count,
                         struct offer wanted, bool all)
{
    uint32_t held[TINY_MOST] = {0};
    uint32_t whole = 0;
    bool keeps_all = true;
    sort_offers(problem, offers, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t seat = offers[i].seat;
        uint32_t total = problem->totals == NULL ? PLACEMENT_NO_TOTAL : problem->totals[problem->enterprises[seat]];
        bool kept = held[seat] < problem->capacities[seat] && whole < total;
        held[seat] += kept;
        whole += kept;
        keeps_all = keeps_all && kept;
        if (!all && offers[i].wish == wanted.wish) {
            return kept;
        }
    }
    return keeps_all;
}

static bool is_stable(const struct placement_problem *problem, const uint32_t *places)
{
    struct offer offers[TINY_MOST + 1];
    struct offer none = {0};
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        uint32_t count = gather(problem, places, s, offers);
        if (!choice_keeps(problem, offers, count, none, true)) {
            return false; /* more than allowed */
        }
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1]; w++) {
            if (problem->wishes[w] == places[a]) {
                break;
            }
            uint32_t count = gather(problem, places, problem->wishes[w], offers);
            offers[count] = offer_of(problem, a, w);
            if (choice_keeps(problem, offers, count + 1, offers[count], false)) {
                return false;
            }
        }
    }
    return true;
}

/* The definition of Abraham, Irving & Manlove 2007, word for word; only where an enterprise ranks alike. */
static bool spa_blocks(const struct placement_problem *problem, const uint32_t *places, struct offer wanted)
{
    struct offer offers[TINY_MOST + 1];
    uint32_t whole = gather(problem, places, wanted.seat, offers);
    struct offer worst_here = {0};
    struct offer worst = {0};
    uint32_t here = 0;
    bool inside = false;
    for (uint32_t i = 0; i < whole; i++) {
        worst = i == 0 || offer_before(problem, worst, offers[i]) ? offers[i] : worst;
        inside = inside || offers[i].applicant == wanted.applicant;
        if (offers[i].seat == wanted.seat) {
            worst_here = here == 0 || offer_before(problem, worst_here, offers[i]) ? offers[i] : worst_here;
            here++;
        }
    }
    uint32_t total = problem->totals[problem->enterprises[wanted.seat]];
    uint32_t capacity = problem->capacities[wanted.seat];
    if (capacity == 0 || total == 0) {
        return false;
    }
    if (here < capacity) {
        return whole < total || inside || offer_before(problem, wanted, worst);
    }
    return offer_before(problem, wanted, worst_here);
}

static bool spa_stable(const struct placement_problem *problem, const uint32_t *places)
{
    struct offer offers[TINY_MOST + 1];
    struct offer none = {0};
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        if (!choice_keeps(problem, offers, gather(problem, places, s, offers), none, true)) {
            return false;
        }
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1]; w++) {
            if (problem->wishes[w] == places[a]) {
                break;
            }
            if (spa_blocks(problem, places, offer_of(problem, a, w))) {
                return false;
            }
        }
    }
    return true;
}

/* --- every answer there is ----------------------------------------------------------------------------------------- */

struct seen {
    uint64_t stable, answers, several;
};

static void judge_all(struct arena *arena, const struct placement_problem *problem, bool alike, struct seen *seen)
{
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(arena, problem, &answer)));
    assert_true(is_stable(problem, answer.places));
    uint32_t wheel[TINY_MOST] = {0};
    uint32_t places[TINY_MOST];
    memset(places, 0xff, sizeof places);
    uint64_t here = 0;
    do {
        bool stable = is_stable(problem, places);
        assert_int_equal(stable, checker_accepts(arena, problem, places));
        if (alike && problem->totals != NULL) {
            assert_int_equal(stable, spa_stable(problem, places));
        }
        for (uint32_t a = 0; stable && a < problem->applicant_count; a++) {
            assert_true(liking(problem, a, answer.places[a]) <= liking(problem, a, places[a]));
            assert_int_equal(answer.places[a] == PLACEMENT_NONE, places[a] == PLACEMENT_NONE); /* rural hospitals */
        }
        here += stable;
        seen->answers++;
    } while (next_answer(problem, wheel, places));
    assert_true(here > 0);
    seen->stable += here;
    seen->several += here > 1;
}

static void among_all_stable_answers_ours_is_best_for_everybody(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 1962);
    arena_init(&arena);
    struct seen seen = {0};
    for (uint32_t i = 0; i < TINY; i++) {
        bool totals = i % 2 == 1;
        struct instance_shape shape = {.applicants = 1 + random_below(&random, TINY_MOST),
                                       .seats = 1 + random_below(&random, 4),
                                       .enterprises = totals ? 1 + random_below(&random, 2) : 0,
                                       .longest_list = 3,
                                       .largest_capacity = 1 + random_below(&random, 2),
                                       .largest_total = 3,
                                       .score_values = 1 + random_below(&random, 4),
                                       .own_scores = i % 8 != 0,
                                       .alike_inside = i % 4 == 1};
        if (i % 16 >= 12) { /* as many places as people, full lists: where several stable answers are frequent */
            shape = (struct instance_shape){.applicants = 4,
                                            .seats = 4,
                                            .enterprises = shape.enterprises,
                                            .longest_list = 4,
                                            .shortest_list = 4,
                                            .largest_capacity = 1,
                                            .largest_total = 4,
                                            .score_values = 1000,
                                            .own_scores = true,
                                            .alike_inside = shape.alike_inside};
        }
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        judge_all(&arena, &made.problem, shape.alike_inside || !shape.own_scores, &seen);
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(seen.several > 100); /* otherwise "best of all" says nothing */
    assert_true(seen.answers > 20 * seen.stable);
}

/* --- false lists ---------------------------------------------------------------------------------------------------- */

static void nobody_gains_by_a_false_list(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 1981);
    arena_init(&arena);
    uint32_t tried = 0;
    for (uint32_t i = 0; i < 1500; i++) {
        struct instance_shape shape = {.applicants = TINY_MOST,
                                       .seats = 3,
                                       .enterprises = i % 3,
                                       .longest_list = 3,
                                       .largest_capacity = 2,
                                       .largest_total = 3,
                                       .score_values = 30,
                                       .own_scores = true,
                                       .alike_inside = i % 2 == 0,
                                       .shortest_list = 2};
        struct instance made;
        instance_make(&arena, &random, &shape, &made);
        struct placement_answer answer;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &answer)));
        for (uint32_t a = 0; a < TINY_MOST; a++) {
            tried += try_false_lists(&arena, &made.problem, a, answer.places[a], placement_solve);
        }
        arena_reset(&arena);
    }
    assert_true(tried > 20000);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(among_all_stable_answers_ours_is_best_for_everybody),
        cmocka_unit_test(nobody_gains_by_a_false_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
