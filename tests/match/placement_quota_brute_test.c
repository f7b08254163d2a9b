/* Tiny placement problems with quotas by brute force. What an enterprise chooses is found by trying every set of pairs:
 * most reserved places filled, then the best pairs. Every allocation is tried against that, and every false list; and the
 * choices themselves are shown to have substitutes and to obey the law of aggregate demand. */
#include "tests/test.h"

#include "tests/match/placement_quota_instance.h"
#include "tests/match/placement_tiny.h"

enum { TINY = 12000, OFFERS_MOST = 9 };

static bool is_member(const struct placement_quotas *quotas, uint32_t applicant, uint32_t group)
{
    for (uint32_t i = quotas->member_starts[applicant]; i < quotas->member_starts[applicant + 1]; i++) {
        if (quotas->members[i] == group) {
            return true;
        }
    }
    return false;
}

/* How many of a set a quota counts. */
static uint32_t count_under(const struct placement_problem *problem, const struct placement_quota *quota,
                            const struct offer *offers, uint32_t count, uint32_t set)
{
    uint32_t held = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = quota->whole ? problem->enterprises[offers[i].seat] : offers[i].seat;
        held += (set >> i & 1) != 0 && place == quota->place &&
                is_member(problem->quotas, offers[i].applicant, quota->group);
    }
    return held;
}

/* May an enterprise have this set? *filled: reserved places that are used. */
static bool may_have(const struct placement_problem *problem, const struct offer *offers, uint32_t count, uint32_t set,
                     uint32_t *filled)
{
    const struct placement_quotas *quotas = problem->quotas;
    uint32_t held[TINY_MOST] = {0};
    uint32_t empty[TINY_MOST] = {0};
    *filled = 0;
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        const struct placement_quota *quota = &quotas->list[q];
        uint32_t under = count_under(problem, quota, offers, count, set);
        if (quota->kind == PLACEMENT_AT_MOST && under > quota->number) {
            return false;
        }
        if (quota->kind != PLACEMENT_AT_MOST) {
            uint32_t used = under < quota->number ? under : quota->number;
            *filled += used;
            empty[quota->place] += quota->kind == PLACEMENT_KEPT ? quota->number - used : 0;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        held[offers[i].seat] += set >> i & 1;
    }
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        if (held[s] > 0 && held[s] + empty[s] > problem->capacities[s]) {
            return false;
        }
    }
    uint32_t total =
        problem->totals == NULL ? PLACEMENT_NO_TOTAL : problem->totals[problem->enterprises[offers[0].seat]];
    return (uint32_t)__builtin_popcount(set) <= total;
}

/* The set chosen of `offered`, as bits of sorted offers: best first is the lowest bit. */
static uint32_t choose(const struct placement_problem *problem, const struct offer *offers, uint32_t count,
                       uint32_t offered)
{
    uint64_t best = 0;
    uint32_t chosen = 0;
    for (uint32_t set = offered; set > 0; set = (set - 1) & offered) {
        uint32_t filled;
        if (may_have(problem, offers, count, set, &filled)) {
            uint64_t worth = filled;
            for (uint32_t i = 0; i < count; i++) {
                worth = worth << 1 | (set >> i & 1);
            }
            chosen = worth > best ? set : chosen;
            best = worth > best ? worth : best;
        }
    }
    return chosen;
}

static bool is_chosen(const struct placement_problem *problem, struct offer *offers, uint32_t count, uint32_t wish)
{
    sort_offers(problem, offers, count);
    uint32_t chosen = choose(problem, offers, count, (1U << count) - 1);
    for (uint32_t i = 0; i < count; i++) {
        if (offers[i].wish == wish) {
            return (chosen >> i & 1) != 0;
        }
    }
    return chosen == (1U << count) - 1; /* no such wish: all of them? */
}

static bool is_stable(const struct placement_problem *problem, const uint32_t *places)
{
    struct offer offers[TINY_MOST + 1];
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        uint32_t count = gather(problem, places, s, offers);
        if (count > 0 && !is_chosen(problem, offers, count, PLACEMENT_NONE)) {
            return false;
        }
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1]; w++) {
            if (problem->wishes[w] == places[a]) {
                break;
            }
            uint32_t count = gather(problem, places, problem->wishes[w], offers);
            offers[count++] = offer_of(problem, a, w);
            if (problem->capacities[problem->wishes[w]] > 0 && is_chosen(problem, offers, count, w)) {
                return false;
            }
        }
    }
    return true;
}

/* --- every allocation ----------------------------------------------------------------------------------------------- */

struct seen {
    uint64_t problems, stable, several, by_kind[3], whole, serial, crossing;
};

/* Every stable allocation is as bad or worse for everybody, and places the same people. Returns how many there are. */
static uint64_t judge_all(struct arena *arena, const struct placement_problem *problem, const uint32_t *ours,
                          uint64_t most)
{
    uint32_t wheel[TINY_MOST] = {0};
    uint32_t places[TINY_MOST];
    uint64_t here = 0;
    memset(places, 0xff, sizeof places);
    do {
        bool stable = is_stable(problem, places);
        if (ours != NULL) {
            assert_int_equal(stable, checker_accepts(arena, problem, places));
            for (uint32_t a = 0; stable && a < problem->applicant_count; a++) {
                assert_true(liking(problem, a, ours[a]) <= liking(problem, a, places[a]));
                assert_int_equal(ours[a] == PLACEMENT_NONE, places[a] == PLACEMENT_NONE);
            }
        }
        here += stable;
    } while (here < most && next_answer(problem, wheel, places));
    return here;
}

static struct instance_shape draw_shape(struct random *random, uint32_t i)
{
    struct instance_shape shape = {.applicants = 3 + random_below(random, TINY_MOST - 2),
                                   .seats = 1 + random_below(random, 3),
                                   .enterprises = i % 2 == 1 ? 1 + random_below(random, 3) : 0,
                                   .longest_list = 3,
                                   .largest_capacity = 2 + random_below(random, 2),
                                   .largest_total = 3,
                                   .score_values = 1 + random_below(random, 4),
                                   .own_scores = i % 5 != 0};
    if (i % 8 >= 6) {
        shape.seats = 3;
        shape.shortest_list = 3;
        shape.largest_capacity = 1;
        shape.score_values = 1000;
    }
    return shape;
}

static void count_kinds(const struct placement_problem *problem, struct seen *seen)
{
    for (size_t q = 0; q < problem->quotas->quota_count; q++) {
        seen->by_kind[problem->quotas->list[q].kind]++;
        seen->whole += problem->quotas->list[q].whole;
    }
}

static void among_all_stable_answers_with_quotas_ours_is_best_for_everybody(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    struct seen seen = {0};
    random_init(&random, 2013);
    arena_init(&arena);
    for (uint32_t i = 0; i < TINY; i++) {
        struct instance_shape shape = draw_shape(&random, i);
        struct instance made;
        struct placement_answer answer;
        instance_make(&arena, &random, &shape, &made);
        quotas_make(&arena, &random, &made.problem, 1 + random_below(&random, 4), i % 3 == 0, i % 7 != 0);
        (void)quotas_leave_sound(&arena, &made.problem);
        count_kinds(&made.problem, &seen);
        assert_false(result_failed(placement_solve(&arena, &made.problem, &answer)));
        assert_true(is_stable(&made.problem, answer.places));
        uint64_t here = judge_all(&arena, &made.problem, answer.places, UINT64_MAX);
        assert_true(here > 0);
        seen.stable += here;
        seen.several += here > 1;
        seen.serial += answer.method == PLACEMENT_SERIAL;
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(seen.several > 50);
    assert_true(seen.serial > 50);
    assert_true(seen.by_kind[0] > 500 && seen.by_kind[1] > 500 && seen.by_kind[2] > 500 && seen.whole > 200);
}

/* --- what is refused, and why --------------------------------------------------------------------------------------- */

/* Every pair that one side could be offered. */
static uint32_t list_offers(const struct placement_problem *problem, struct offer *out)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1] && count < OFFERS_MOST; w++) {
            if (same_side(problem, problem->wishes[w], 0) && problem->capacities[problem->wishes[w]] > 0) {
                out[count++] = offer_of(problem, a, w);
            }
        }
    }
    sort_offers(problem, out, count);
    return count;
}

/* One more offer: nobody who was turned away gets in, and no fewer get in. */
static bool choice_is_lawful(const struct placement_problem *problem)
{
    struct offer offers[OFFERS_MOST];
    uint32_t chosen[1 << OFFERS_MOST];
    uint32_t count = list_offers(problem, offers);
    for (uint32_t offered = 0; count > 0 && offered < 1U << count; offered++) {
        chosen[offered] = choose(problem, offers, count, offered);
    }
    for (uint32_t offered = 0; count > 0 && offered < 1U << count; offered++) {
        for (uint32_t i = 0; i < count; i++) {
            uint32_t fewer = offered & ~(1U << i);
            bool lawful = (chosen[offered] & fewer & ~chosen[fewer]) == 0 &&
                          __builtin_popcount(chosen[offered]) >= __builtin_popcount(chosen[fewer]);
            if (!lawful) {
                return false;
            }
        }
    }
    return true;
}

/* What is accepted has lawful choices; of what is refused for crossing groups, much has not. */
static void accepted_quotas_have_substitutes_and_crossing_ones_often_not(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    uint64_t lawful = 0;
    uint64_t unlawful = 0;
    random_init(&random, 2010);
    arena_init(&arena);
    for (uint32_t i = 0; i < 6000; i++) {
        struct instance_shape shape = {.applicants = 4,
                                       .seats = 2 + random_below(&random, 2),
                                       .enterprises = i % 2,
                                       .longest_list = 3,
                                       .largest_capacity = 2,
                                       .largest_total = 4,
                                       .score_values = 100,
                                       .own_scores = true,
                                       .shortest_list = 2};
        struct instance made;
        struct placement_quota_faults found;
        instance_make(&arena, &random, &shape, &made);
        quotas_make(&arena, &random, &made.problem, 1 + random_below(&random, 3), i % 3 != 0, i % 4 != 0);
        placement_find_quota_faults(&arena, &made.problem, 4, &found);
        bool crosses = found.fault_count > 0 && (found.faults[0].kind == PLACEMENT_QUOTA_CROSSING ||
                                                 found.faults[0].kind == PLACEMENT_QUOTA_ACROSS);
        if (found.fault_count == 0) {
            assert_true(choice_is_lawful(&made.problem));
            lawful++;
        } else if (crosses) {
            struct placement_answer answer;
            assert_string_equal(placement_solve(&arena, &made.problem, &answer).field, "quotas");
            unlawful += !choice_is_lawful(&made.problem);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(lawful > 1000);
    assert_true(unlawful > 100);
}

/* Why crossing is refused. An enterprise with the seats 0 and 1, at most one of the school of a and b in both together; seat
 * 2 elsewhere. When b is at seat 1, a may not have seat 0, and c gets it; then seat 2 is free, which b likes better; then a
 * takes seat 0 from c, who goes to seat 2 and sends b back to seat 1. */
static void crossing_quotas_need_not_have_a_stable_answer(void **state)
{
    (void)state;
    static const uint32_t starts[] = {0, 1, 3, 5};
    static const uint32_t wishes[] = {0, 2, 1, 0, 2};
    static const uint32_t wish_scores[] = {8, 4, 9, 7, 5};
    static const uint64_t lots[] = {1, 2, 3};
    static const uint32_t capacities[] = {1, 1, 1};
    static const uint32_t enterprises[] = {0, 0, 1};
    static const uint32_t totals[] = {PLACEMENT_NO_TOTAL, PLACEMENT_NO_TOTAL};
    static const uint32_t member_starts[] = {0, 1, 2, 2};
    static const uint32_t members[] = {0, 0};
    static const struct placement_quota list[] = {{PLACEMENT_AT_MOST, true, 0, 0, 1}};
    static const struct placement_quotas quotas = {1, 1, member_starts, members, list};
    const struct placement_problem problem = {3,           3,    2,          starts,      wishes, NULL,
                                              wish_scores, lots, capacities, enterprises, totals, &quotas};
    struct arena arena;
    struct placement_answer answer;
    struct placement_quota_faults found;
    arena_init(&arena);
    assert_int_equal(judge_all(&arena, &problem, NULL, UINT64_MAX), 0);
    placement_find_quota_faults(&arena, &problem, 9, &found);
    assert_int_equal(found.fault_count, 1);
    assert_int_equal(found.faults[0].kind, PLACEMENT_QUOTA_ACROSS);
    assert_int_equal(found.faults[0].seat, 0);
    assert_string_equal(placement_solve(&arena, &problem, &answer).field, "quotas");
    arena_release(&arena);
}

/* --- false lists ---------------------------------------------------------------------------------------------------- */

static struct result solve_deferred(struct arena *arena, const struct placement_problem *problem,
                                    struct placement_answer *answer)
{
    return placement_solve_by(arena, problem, PLACEMENT_DEFERRED, answer);
}

static void nobody_gains_by_a_false_list_under_quotas(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    uint32_t tried = 0;
    random_init(&random, 2005);
    arena_init(&arena);
    for (uint32_t i = 0; i < 1500; i++) {
        struct instance_shape shape = {.applicants = TINY_MOST,
                                       .seats = 3,
                                       .enterprises = i % 3,
                                       .longest_list = 3,
                                       .largest_capacity = 2,
                                       .largest_total = 3,
                                       .score_values = 30,
                                       .own_scores = true,
                                       .shortest_list = 2};
        struct instance made;
        struct placement_answer answer;
        instance_make(&arena, &random, &shape, &made);
        quotas_make(&arena, &random, &made.problem, 1 + random_below(&random, 4), false, true);
        (void)quotas_leave_sound(&arena, &made.problem);
        assert_false(result_failed(solve_deferred(&arena, &made.problem, &answer)));
        for (uint32_t a = 0; a < TINY_MOST; a++) {
            tried += try_false_lists(&arena, &made.problem, a, answer.places[a], solve_deferred);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(tried > 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(among_all_stable_answers_with_quotas_ours_is_best_for_everybody),
        cmocka_unit_test(accepted_quotas_have_substitutes_and_crossing_ones_often_not),
        cmocka_unit_test(crossing_quotas_need_not_have_a_stable_answer),
        cmocka_unit_test(nobody_gains_by_a_false_list_under_quotas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
