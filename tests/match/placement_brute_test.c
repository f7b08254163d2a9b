/* Tiny placement problems by brute force: every allocation is tried against two definitions written anew, and every false
 * list of an applicant. */
#include "tests/test.h"

#include "tests/match/placement_instance.h"

#include <string.h>

enum { TINY = 4000, TINY_MOST = 5 };

/* --- the definition once more, as a choice: what would the enterprise choose from what it has and the new pair? ---- */

struct offer {
    uint32_t applicant, seat, wish, score;
};

static bool offer_before(const struct placement_problem *problem, struct offer left, struct offer right)
{
    if (left.score != right.score) {
        return left.score > right.score;
    }
    if (problem->lots[left.applicant] != problem->lots[right.applicant]) {
        return problem->lots[left.applicant] < problem->lots[right.applicant];
    }
    return left.wish < right.wish;
}

static uint32_t wish_of(const struct placement_problem *problem, uint32_t applicant, uint32_t seat)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        if (problem->wishes[w] == seat) {
            return w;
        }
    }
    return PLACEMENT_NONE;
}

static struct offer offer_of(const struct placement_problem *problem, uint32_t applicant, uint32_t wish)
{
    uint32_t score = problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
    return (struct offer){applicant, problem->wishes[wish], wish, score};
}

/* The greedy choice of one enterprise (or of a seat alone): does it keep offers[wanted]? All: does it keep every one? */
static bool choice_keeps(const struct placement_problem *problem, struct offer *offers, uint32_t count,
                         struct offer wanted, bool all)
{
    uint32_t held[TINY_MOST] = {0};
    uint32_t whole = 0;
    bool keeps_all = true;
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = i; j > 0 && offer_before(problem, offers[j], offers[j - 1]); j--) {
            struct offer kept = offers[j];
            offers[j] = offers[j - 1];
            offers[j - 1] = kept;
        }
    }
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

static uint32_t gather(const struct placement_problem *problem, const uint32_t *places, uint32_t seat,
                       struct offer *out)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        bool same = places[a] != PLACEMENT_NONE &&
                    (problem->enterprises == NULL ? places[a] == seat
                                                  : problem->enterprises[places[a]] == problem->enterprises[seat]);
        if (same) {
            out[count++] = offer_of(problem, a, wish_of(problem, a, places[a]));
        }
    }
    return count;
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

/* The next combination of wishes (or none), as an odometer; false when all were seen. */
static bool next_answer(const struct placement_problem *problem, uint32_t *wheel, uint32_t *places)
{
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        uint32_t length = problem->wish_starts[a + 1] - problem->wish_starts[a];
        wheel[a] = wheel[a] < length ? wheel[a] + 1 : 0;
        places[a] = wheel[a] == 0 ? PLACEMENT_NONE : problem->wishes[problem->wish_starts[a] + wheel[a] - 1];
        if (wheel[a] != 0) {
            return true;
        }
    }
    return false;
}

static uint32_t liking(const struct placement_problem *problem, uint32_t applicant, uint32_t place)
{
    return place == PLACEMENT_NONE ? UINT32_MAX : wish_of(problem, applicant, place);
}

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

/* The problem as it would be if one applicant gave the chosen wishes (numbers in the true list), in that order. */
static uint32_t place_under_list(struct arena *arena, const struct instance *made, uint32_t liar,
                                 const uint32_t *chosen, uint32_t count)
{
    struct placement_problem problem = made->problem;
    size_t people = problem.applicant_count;
    size_t room = problem.wish_starts[people];
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, people + 1);
    uint32_t *wishes = ARENA_ARRAY(arena, uint32_t, room);
    uint32_t *scores = ARENA_ARRAY(arena, uint32_t, room);
    for (uint32_t a = 0; a < people; a++) {
        uint32_t first = problem.wish_starts[a];
        uint32_t length = a == liar ? count : problem.wish_starts[a + 1] - first;
        starts[a + 1] = starts[a] + length;
        for (uint32_t i = 0; i < length; i++) {
            uint32_t from = first + (a == liar ? chosen[i] : i);
            wishes[starts[a] + i] = problem.wishes[from];
            scores[starts[a] + i] = made->wish_scores[from];
        }
    }
    problem.wish_starts = starts;
    problem.wishes = wishes;
    problem.wish_scores = scores;
    struct placement_answer answer;
    assert_false(result_failed(placement_solve(arena, &problem, &answer)));
    return answer.places[liar];
}

/* Every ordered choice of up to three of the list. */
static uint32_t try_false_lists(struct arena *arena, const struct instance *made, uint32_t liar, uint32_t true_place)
{
    uint32_t length = made->starts[liar + 1] - made->starts[liar];
    uint32_t tried = 0;
    for (uint32_t code = 1; code < 64; code++) { /* three digits of base four: 0 = nothing, else a wish and one */
        uint32_t chosen[3];
        uint32_t count = 0;
        bool sound = true;
        for (uint32_t rest = code; rest > 0; rest /= 4) {
            uint32_t wish = rest % 4;
            sound = sound && wish > 0 && wish <= length;
            for (uint32_t i = 0; i < count; i++) {
                sound = sound && chosen[i] != wish - 1;
            }
            chosen[count++] = wish - 1;
        }
        if (sound) {
            uint32_t place = place_under_list(arena, made, liar, chosen, count);
            assert_true(liking(&made->problem, liar, true_place) <= liking(&made->problem, liar, place));
            tried++;
        }
    }
    return tried;
}

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
            tried += try_false_lists(&arena, &made, a, answer.places[a]);
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
