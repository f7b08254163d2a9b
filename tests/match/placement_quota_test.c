/* Quotas of placement: planted errors of each kind, random cities, permuted rows, cut-offs that everybody checks alone,
 * minimum class sizes, and quotas that cannot be. Tiny ones by brute force: placement_quota_brute_test.c. */
#include "tests/test.h"

#include "tests/match/placement_quota_instance.h"

enum { COUNTRY, SCHOOL };

/* Four applicants, two seats of two places; groups: 0 = the country (applicants 2 and 3), 1 = school A (0 and 1). */
static const uint32_t starts[] = {0, 2, 4, 6, 7};
static const uint32_t wishes[] = {0, 1, 0, 1, 0, 1, 0};
static const uint32_t scores[] = {90, 80, 70, 60};
static const uint64_t lots[] = {1, 2, 3, 4};
static const uint32_t capacities[] = {2, 2};
static const uint32_t enterprises[] = {0, 0};
static const uint32_t totals[] = {4};
static const uint32_t member_starts[] = {0, 1, 2, 3, 4};
static const uint32_t members[] = {SCHOOL, SCHOOL, COUNTRY, COUNTRY};

static struct placement_problem small(const struct placement_quotas *quotas)
{
    return (struct placement_problem){4,    2,    1,          starts,      wishes, scores,
                                      NULL, lots, capacities, enterprises, totals, quotas};
}

static struct placement_findings check(struct arena *arena, const struct placement_problem *problem, uint32_t first,
                                       uint32_t second, uint32_t third, uint32_t fourth)
{
    const uint32_t places[] = {first, second, third, fourth};
    struct placement_findings findings;
    assert_false(result_failed(placement_check(arena, problem, places, 10, &findings)));
    return findings;
}

static void the_checker_catches_planted_errors_of_reserves(void **state)
{
    (void)state;
    struct placement_quota list[] = {{PLACEMENT_RESERVED, false, 0, COUNTRY, 1}};
    const struct placement_quotas quotas = {2, 1, member_starts, members, list};
    const struct placement_problem problem = small(&quotas);
    const uint32_t none = PLACEMENT_NONE;
    struct arena arena;
    arena_init(&arena);
    struct placement_findings found = check(&arena, &problem, 0, 1, 0, none);
    assert_int_equal(fault_sum(&found), 0); /* 0 open, 2 reserved, 1 elsewhere, 3 goes behind 2 */
    found = check(&arena, &problem, 0, 0, 1, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 2); /* the reserve is not filled: 2 and 3 ask for it */
    assert_int_equal(found.faults[0].applicant, 2);
    assert_int_equal(found.faults[0].quota, 0);
    found = check(&arena, &problem, 0, 1, 1, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 1); /* 2 goes before 3 in the reserve */
    assert_int_equal(found.faults[0].displaced, 3);
    found = check(&arena, &problem, 1, none, 0, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING],
                     3); /* 0, and 1 twice, go before 3, who holds an open place */
    assert_int_equal(found.faults[0].displaced, 3);
    assert_int_equal(found.faults[0].quota, none);
    list[0].kind = PLACEMENT_KEPT;
    found = check(&arena, &problem, 0, 0, 1, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_KEPT_USED], 1);
    assert_int_equal(found.faults[0].seat, 0);
    assert_int_equal(found.faults[0].quota, 0);
    arena_release(&arena);
}

static void the_checker_catches_planted_errors_of_maxima(void **state)
{
    (void)state;
    struct placement_quota list[] = {{PLACEMENT_AT_MOST, false, 0, SCHOOL, 1}};
    const struct placement_quotas quotas = {2, 1, member_starts, members, list};
    const struct placement_problem problem = small(&quotas);
    const uint32_t none = PLACEMENT_NONE;
    struct arena arena;
    arena_init(&arena);
    struct placement_findings found = check(&arena, &problem, 0, 1, 0, none);
    assert_int_equal(fault_sum(&found), 0);
    found = check(&arena, &problem, 0, 0, 1, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_QUOTA_OVER], 1);
    assert_int_equal(found.faults[0].seat, 0);
    found = check(&arena, &problem, 1, 0, 0, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 1); /* 0 goes before 1, the school's one */
    assert_int_equal(found.faults[0].displaced, 1);
    found = check(&arena, &problem, 0, 1, none, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 2); /* 2 at both seats */
    list[0] = (struct placement_quota){PLACEMENT_AT_MOST, true, 0, SCHOOL, 1};
    found = check(&arena, &problem, 0, 1, 0, none);
    assert_int_equal(found.counts[PLACEMENT_FAULT_QUOTA_OVER], 1);
    assert_int_equal(found.faults[0].enterprise, 0);
    found = check(&arena, &problem, 0, none, 0, none);
    assert_int_equal(fault_sum(&found), 0);
    found = check(&arena, &problem, none, none, 0, 0);
    assert_int_equal(found.counts[PLACEMENT_FAULT_BLOCKING], 4);
    list[0].place = 9;
    uint32_t places[4] = {none, none, none, none};
    assert_int_equal(placement_check(&arena, &problem, places, 1, &found).code, RESULT_INVALID);
    arena_release(&arena);
}

/* A number of enterprises without a list of them means nothing. */
static void without_totals_the_number_of_enterprises_is_not_looked_at(void **state)
{
    (void)state;
    static const struct placement_quota list[] = {{PLACEMENT_RESERVED, false, 0, COUNTRY, 1}};
    const struct placement_quotas quotas = {2, 1, member_starts, members, list};
    struct placement_problem problem = small(&quotas);
    struct arena arena;
    struct placement_answer answer;
    arena_init(&arena);
    problem.enterprises = NULL;
    problem.totals = NULL;
    assert_false(result_failed(placement_solve(&arena, &problem, &answer)));
    assert_true(checker_accepts(&arena, &problem, answer.places));
    arena_release(&arena);
}

/* zhiqiao-placement(3). */
static void the_example_of_the_manual(void **state)
{
    (void)state;
    static const uint32_t two_starts[] = {0, 1, 2};
    static const uint32_t two_wishes[] = {0, 0};
    static const uint32_t two_scores[] = {90, 70};
    static const uint64_t two_lots[] = {1, 2};
    static const uint32_t one[] = {1};
    static const uint32_t country_starts[] = {0, 0, 1};
    static const uint32_t country[] = {0};
    static const struct placement_quota list[] = {{PLACEMENT_RESERVED, false, 0, 0, 1}};
    static const struct placement_quotas quotas = {1, 1, country_starts, country, list};
    struct placement_problem problem = {.applicant_count = 2,
                                        .seat_count = 1,
                                        .wish_starts = two_starts,
                                        .wishes = two_wishes,
                                        .scores = two_scores,
                                        .lots = two_lots,
                                        .capacities = one,
                                        .quotas = &quotas};
    struct arena arena;
    struct placement_answer answer;
    arena_init(&arena);
    assert_false(result_failed(placement_solve(&arena, &problem, &answer)));
    assert_int_equal(answer.places[0], PLACEMENT_NONE);
    assert_int_equal(answer.places[1], 0);
    arena_release(&arena);
}

/* --- larger ones ---------------------------------------------------------------------------------------------------- */

static void make_city(struct arena *arena, struct random *random, uint32_t round, struct instance *made)
{
    struct instance_shape shape = {.applicants = 100 + random_below(random, 500),
                                   .seats = 2 + random_below(random, 40),
                                   .enterprises = round % 3 == 0 ? 0 : 1 + random_below(random, 12),
                                   .longest_list = 8,
                                   .largest_capacity = 12,
                                   .largest_total = 40,
                                   .score_values = 1 + random_below(random, 200),
                                   .own_scores = round % 4 != 0};
    instance_make(arena, random, &shape, made);
    quotas_make(arena, random, &made->problem, 3 * shape.seats, round % 8 == 0, round % 8 != 0);
    (void)quotas_leave_sound(arena, &made->problem);
}

static bool is_reached(const struct placement_cutoff *cutoff, uint32_t score, uint64_t lot)
{
    bool before = cutoff->applicant != PLACEMENT_NONE &&
                  (score > cutoff->score || (score == cutoff->score && lot <= cutoff->lot));
    return !cutoff->full || before;
}

static bool is_member(const struct placement_quotas *quotas, uint32_t applicant, uint32_t group)
{
    for (uint32_t i = quotas->member_starts[applicant]; i < quotas->member_starts[applicant + 1]; i++) {
        if (quotas->members[i] == group) {
            return true;
        }
    }
    return false;
}

/* As the certificate tells an applicant to. */
static bool seat_is_reached(const struct placement_problem *problem, const struct placement_cutoffs *cutoffs,
                            uint32_t applicant, uint32_t wish)
{
    uint32_t seat = problem->wishes[wish];
    uint32_t score = problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
    uint64_t lot = problem->lots[applicant];
    bool open = is_reached(&cutoffs->seats[seat], score, lot);
    bool reserved = false;
    if (problem->enterprises != NULL) {
        open = open && is_reached(&cutoffs->enterprises[problem->enterprises[seat]], score, lot);
    }
    for (size_t q = 0; q < problem->quotas->quota_count; q++) {
        const struct placement_quota *quota = &problem->quotas->list[q];
        uint32_t place = quota->whole ? problem->enterprises[seat] : seat;
        if (quota->place != place || !is_member(problem->quotas, applicant, quota->group)) {
            continue;
        }
        bool reached = is_reached(&cutoffs->quotas[q], score, lot);
        open = open && (quota->kind != PLACEMENT_AT_MOST || reached);
        reserved = reserved || (quota->kind != PLACEMENT_AT_MOST && reached);
    }
    return problem->capacities[seat] > 0 && (open || reserved);
}

static uint32_t first_reached(const struct placement_problem *problem, const struct placement_cutoffs *cutoffs,
                              uint32_t applicant)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        if (seat_is_reached(problem, cutoffs, applicant, w)) {
            return problem->wishes[w];
        }
    }
    return PLACEMENT_NONE;
}

static void count_outcomes(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                           uint64_t *outcomes)
{
    struct placement_explanation why;
    for (uint32_t a = 0; a < problem->applicant_count; a += 7) {
        assert_false(result_failed(placement_explain(arena, problem, places, a, &why)));
        for (size_t i = 0; i < why.reason_count; i++) {
            const struct placement_reason *reason = &why.reasons[i];
            outcomes[reason->outcome]++;
            assert_int_equal(reason->outcome == PLACEMENT_GIVEN, reason->seat == places[a]);
            bool of_quota = reason->outcome == PLACEMENT_QUOTA_FULL || reason->outcome == PLACEMENT_RESERVED_AWAY;
            assert_true(!of_quota || reason->quota < problem->quotas->quota_count);
            bool most = of_quota && problem->quotas->list[reason->quota].kind == PLACEMENT_AT_MOST;
            assert_true(!of_quota || most == (reason->outcome == PLACEMENT_QUOTA_FULL));
        }
    }
}

static void random_cities_are_solved_checked_and_everybody_checks_alone(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    uint64_t outcomes[PLACEMENT_BLOCKED + 1] = {0};
    random_init(&random, 2014);
    arena_init(&arena);
    for (uint32_t round = 0; round < 160; round++) {
        struct instance made;
        struct placement_answer answer, other;
        struct placement_cutoffs cutoffs;
        make_city(&arena, &random, round, &made);
        const struct placement_problem *problem = &made.problem;
        assert_false(result_failed(placement_solve(&arena, problem, &answer)));
        assert_true(checker_accepts(&arena, problem, answer.places));
        placement_build_cutoffs(&arena, problem, answer.places, &cutoffs);
        for (uint32_t a = 0; a < problem->applicant_count; a++) {
            assert_int_equal(first_reached(problem, &cutoffs, a), answer.places[a]);
        }
        if (round % 8 != 0) { /* there maxima cross */
            assert_false(result_failed(placement_solve_by(&arena, problem, PLACEMENT_DEFERRED, &other)));
            assert_memory_equal(answer.places, other.places, problem->applicant_count * sizeof *answer.places);
        }
        count_outcomes(&arena, problem, answer.places, outcomes);
        arena_reset(&arena);
    }
    arena_release(&arena);
    for (int outcome = 0; outcome < PLACEMENT_BLOCKED; outcome++) {
        assert_true(outcomes[outcome] > 0);
    }
    assert_int_equal(outcomes[PLACEMENT_BLOCKED], 0);
}

/* Nested maxima, one common score: the two methods agree. */
static void by_a_common_score_both_methods_give_the_same(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    uint64_t quotas = 0;
    random_init(&random, 1999);
    arena_init(&arena);
    for (uint32_t round = 0; round < 60; round++) {
        struct instance_shape shape = {300, 20, round % 2 == 0 ? 0 : 5, 8, 12, 40, 40, false, false, 0};
        struct instance made;
        struct placement_answer serial, deferred;
        instance_make(&arena, &random, &shape, &made);
        made.problem.wish_scores = made.wish_scores; /* so that what crosses is refused */
        quotas_make(&arena, &random, &made.problem, 30, false, false);
        (void)quotas_leave_sound(&arena, &made.problem);
        made.problem.wish_scores = NULL;
        quotas += made.problem.quotas->quota_count;
        assert_false(result_failed(placement_solve(&arena, &made.problem, &serial)));
        assert_false(result_failed(placement_solve_by(&arena, &made.problem, PLACEMENT_DEFERRED, &deferred)));
        assert_int_equal(serial.method, PLACEMENT_SERIAL);
        assert_memory_equal(serial.places, deferred.places, 300 * sizeof *serial.places);
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(quotas > 300);
}

/* --- permuted rows -------------------------------------------------------------------------------------------------- */

static struct placement_quotas *permute_quotas(struct arena *arena, struct random *random,
                                               const struct placement_quotas *quotas, const uint32_t *people,
                                               size_t count)
{
    struct placement_quotas *moved = ARENA_NEW(arena, struct placement_quotas);
    uint32_t *new_starts = ARENA_ARRAY(arena, uint32_t, count + 1);
    uint32_t *new_members = ARENA_ARRAY(arena, uint32_t, quotas->member_starts[count]);
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, quotas->quota_count);
    struct placement_quota *list = ARENA_ARRAY(arena, struct placement_quota, quotas->quota_count);
    for (size_t i = 0; i < count; i++) {
        uint32_t from = quotas->member_starts[people[i]];
        uint32_t length = quotas->member_starts[people[i] + 1] - from;
        new_starts[i + 1] = new_starts[i] + length;
        for (uint32_t j = 0; j < length; j++) {
            new_members[new_starts[i] + j] = QUOTA_GROUPS - 1 - quotas->members[from + length - 1 - j];
        }
    }
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        order[q] = q;
    }
    instance_shuffle(random, order, (uint32_t)quotas->quota_count);
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        list[q] = quotas->list[order[q]];
        list[q].group = QUOTA_GROUPS - 1 - list[q].group;
    }
    *moved = (struct placement_quotas){QUOTA_GROUPS, quotas->quota_count, new_starts, new_members, list};
    return moved;
}

static void the_order_of_people_groups_and_quotas_changes_nothing(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    random_init(&random, 12);
    arena_init(&arena);
    for (uint32_t round = 0; round < 60; round++) {
        struct instance made;
        struct placement_answer before, after;
        make_city(&arena, &random, round, &made);
        size_t count = made.problem.applicant_count;
        struct placement_problem moved = made.problem;
        uint32_t *people = ARENA_ARRAY(&arena, uint32_t, count);
        uint32_t *new_starts = ARENA_ARRAY(&arena, uint32_t, count + 1);
        uint32_t *new_wishes = ARENA_ARRAY(&arena, uint32_t, made.starts[count]);
        uint32_t *new_wish_scores = ARENA_ARRAY(&arena, uint32_t, made.starts[count]);
        uint32_t *new_scores = ARENA_ARRAY(&arena, uint32_t, count);
        uint64_t *new_lots = ARENA_ARRAY(&arena, uint64_t, count);
        for (uint32_t a = 0; a < count; a++) {
            people[a] = a;
        }
        instance_shuffle(&random, people, (uint32_t)count);
        for (size_t i = 0; i < count; i++) {
            uint32_t length = made.starts[people[i] + 1] - made.starts[people[i]];
            new_starts[i + 1] = new_starts[i] + length;
            memcpy(new_wishes + new_starts[i], made.wishes + made.starts[people[i]], length * sizeof *new_wishes);
            memcpy(new_wish_scores + new_starts[i], made.wish_scores + made.starts[people[i]],
                   length * sizeof *new_wishes);
            new_scores[i] = made.scores[people[i]];
            new_lots[i] = made.lots[people[i]];
        }
        moved.wish_starts = new_starts;
        moved.wishes = new_wishes;
        moved.wish_scores = made.problem.wish_scores == NULL ? NULL : new_wish_scores;
        moved.scores = new_scores;
        moved.lots = new_lots;
        moved.quotas = permute_quotas(&arena, &random, made.problem.quotas, people, count);
        assert_false(result_failed(placement_solve(&arena, &made.problem, &before)));
        assert_false(result_failed(placement_solve(&arena, &moved, &after)));
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(after.places[i], before.places[people[i]]);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

/* --- minimum class sizes -------------------------------------------------------------------------------------------- */

static void closing_goes_with_quotas(void **state)
{
    (void)state;
    struct random random;
    struct arena arena;
    size_t closed_in_all = 0;
    random_init(&random, 1987);
    arena_init(&arena);
    for (uint32_t round = 0; round < 40; round++) {
        struct instance made;
        struct placement_answer answer;
        uint32_t minima[64], turns[64], held[64] = {0};
        uint32_t *closed;
        size_t count;
        make_city(&arena, &random, round, &made);
        for (uint32_t s = 0; s < made.problem.seat_count; s++) {
            minima[s] = random_below(&random, 9);
            turns[s] = s;
        }
        assert_false(
            result_failed(placement_solve_closing(&arena, &made.problem, minima, turns, &answer, &closed, &count)));
        for (size_t i = 0; i < count; i++) {
            made.capacities[closed[i]] = 0;
        }
        for (uint32_t a = 0; a < made.problem.applicant_count; a++) {
            if (answer.places[a] != PLACEMENT_NONE) {
                held[answer.places[a]]++;
            }
        }
        for (uint32_t s = 0; s < made.problem.seat_count; s++) {
            assert_false(placement_is_short(held[s], minima[s]));
        }
        assert_true(checker_accepts(&arena, &made.problem, answer.places));
        closed_in_all += count;
        arena_reset(&arena);
    }
    arena_release(&arena);
    assert_true(closed_in_all > 40);
}

/* --- quotas that cannot be ------------------------------------------------------------------------------------------ */

static void every_fault_of_quotas_is_found(void **state)
{
    (void)state;
    static const uint32_t own[] = {9, 8, 7, 6, 5, 4, 3};
    static const struct {
        struct placement_quota list[2];
        size_t count;
        enum placement_quota_fault_kind kind;
    } cases[] = {
        {{{PLACEMENT_AT_MOST, false, 2, 0, 1}}, 1, PLACEMENT_QUOTA_SHAPE},
        {{{PLACEMENT_AT_MOST, false, 0, 9, 1}}, 1, PLACEMENT_QUOTA_SHAPE},
        {{{PLACEMENT_RESERVED, true, 0, 0, 1}}, 1, PLACEMENT_QUOTA_SHAPE},
        {{{PLACEMENT_AT_MOST, false, 0, 0, 1}, {PLACEMENT_AT_MOST, false, 0, 0, 2}}, 2, PLACEMENT_QUOTA_TWICE},
        {{{PLACEMENT_KEPT, false, 0, 0, 1}, {PLACEMENT_RESERVED, false, 0, 0, 1}}, 2, PLACEMENT_QUOTA_TWICE},
        {{{PLACEMENT_AT_MOST, false, 0, 3, 1}}, 1, PLACEMENT_QUOTA_NOBODY},
        {{{PLACEMENT_RESERVED, false, 0, 0, 2}, {PLACEMENT_KEPT, false, 0, 1, 1}}, 2, PLACEMENT_QUOTA_SEAT_SUM},
        {{{PLACEMENT_RESERVED, false, 0, 0, 2}, {PLACEMENT_RESERVED, false, 1, 1, 2}}, 2, PLACEMENT_QUOTA_TOTAL_SUM},
        {{{PLACEMENT_RESERVED, false, 0, 0, 2}, {PLACEMENT_AT_MOST, false, 0, 0, 1}}, 2, PLACEMENT_QUOTA_MOST_SUM},
        {{{PLACEMENT_RESERVED, false, 0, 0, 1}, {PLACEMENT_RESERVED, false, 0, 2, 1}}, 2, PLACEMENT_QUOTA_OVERLAP},
        {{{PLACEMENT_RESERVED, false, 0, 0, 1}, {PLACEMENT_AT_MOST, false, 0, 4, 1}}, 2, PLACEMENT_QUOTA_INSIDE},
        {{{PLACEMENT_KEPT, false, 0, 4, 1}, {PLACEMENT_AT_MOST, false, 0, 0, 1}}, 2, PLACEMENT_QUOTA_KEPT_INSIDE},
        {{{PLACEMENT_AT_MOST, false, 0, 0, 1}, {PLACEMENT_AT_MOST, false, 0, 2, 1}}, 2, PLACEMENT_QUOTA_CROSSING},
        {{{PLACEMENT_RESERVED, false, 0, 0, 1}, {PLACEMENT_AT_MOST, false, 0, 2, 1}}, 2, PLACEMENT_QUOTA_CROSSING},
        {{{PLACEMENT_AT_MOST, true, 0, 0, 1}}, 1, PLACEMENT_QUOTA_ACROSS},
    };
    static const uint32_t total[] = {3};
    static const uint32_t small_starts[] = {
        0, 2, 3, 6, 7}; /* 2 = {0, 2} crosses both; 4 = {2} is a part of the country; 3 is nobody */
    static const uint32_t small_members[] = {SCHOOL, 2, SCHOOL, COUNTRY, 2, 4, COUNTRY};
    struct arena arena;
    bool seen[PLACEMENT_QUOTA_FAULT_KINDS] = {false};
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct placement_quotas quotas = {5, cases[i].count, small_starts, small_members, cases[i].list};
        struct placement_problem problem = small(&quotas);
        struct placement_quota_faults found;
        struct placement_answer answer;
        problem.wish_scores = own;
        problem.totals = total;
        placement_find_quota_faults(&arena, &problem, 9, &found);
        assert_int_equal(found.fault_count, 1);
        assert_int_equal(found.faults[0].kind, cases[i].kind);
        assert_string_equal(placement_solve(&arena, &problem, &answer).field, "quotas");
        seen[cases[i].kind] = true;
    }
    for (int kind = 0; kind < PLACEMENT_QUOTA_FAULT_KINDS; kind++) {
        assert_true(seen[kind]);
    }
    static const uint32_t many[] = {0, 1, 2, 3, 5};
    static const uint32_t repeated[] = {1, 1, 0, 0, 0};
    struct placement_quotas broken = {2, 0, many, repeated, NULL};
    struct placement_problem problem = small(&broken);
    struct placement_answer answer;
    assert_string_equal(placement_solve(&arena, &problem, &answer).field, "quotas"); /* a group twice */
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_catches_planted_errors_of_reserves),
        cmocka_unit_test(the_checker_catches_planted_errors_of_maxima),
        cmocka_unit_test(without_totals_the_number_of_enterprises_is_not_looked_at),
        cmocka_unit_test(the_example_of_the_manual),
        cmocka_unit_test(random_cities_are_solved_checked_and_everybody_checks_alone),
        cmocka_unit_test(by_a_common_score_both_methods_give_the_same),
        cmocka_unit_test(the_order_of_people_groups_and_quotas_changes_nothing),
        cmocka_unit_test(closing_goes_with_quotas),
        cmocka_unit_test(every_fault_of_quotas_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
