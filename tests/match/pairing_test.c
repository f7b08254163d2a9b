/* Pairing: the checker finds planted faults of each kind; both methods agree on larger problems; bounds; orders of rows. */
#include "tests/match/pairing_instance.h"
#include "tests/test.h"

#include <stdlib.h>

/* Three helpers, four helped; what the tests plant their faults in. */
static const int32_t points[] = {7, 3, 2, 4, /**/ 6, 5, 1, 0, /**/ 2, 8, 6, 5};
static const uint32_t helper_mosts[] = {2, 1, 2}, helper_leasts[] = {1, 1, 0};
static const uint32_t helped_mosts[] = {1, 2, 1, 1}, helped_leasts[] = {1, 0, 0, 1};
static const struct pairing_pair forbidden[] = {{0, 0}, {2, 1}};
static const struct pairing_problem small = {.counts = {3, 4},
                                             .mosts = {helper_mosts, helped_mosts},
                                             .leasts = {helper_leasts, helped_leasts},
                                             .matrix = points,
                                             .forbidden_count = 2,
                                             .forbidden = forbidden};

struct planted {
    struct arena arena;
    struct pairing_pair pairs[8];
    size_t pair_count;
    int64_t helper_prices[3], helped_prices[4];
    struct pairing_findings findings;
};

static void begin(struct planted *planted)
{
    struct pairing_answer answer;
    arena_init(&planted->arena);
    assert_false(result_failed(pairing_solve(&planted->arena, &small, &answer, NULL)));
    assert_true(answer.pair_count < 8);
    planted->pair_count = answer.pair_count;
    memcpy(planted->pairs, answer.pairs, answer.pair_count * sizeof planted->pairs[0]);
    memcpy(planted->helper_prices, answer.prices[0], sizeof planted->helper_prices);
    memcpy(planted->helped_prices, answer.prices[1], sizeof planted->helped_prices);
}

static uint64_t look(struct planted *planted)
{
    struct pairing_claim claim = {
        planted->pairs, planted->pair_count, {planted->helper_prices, planted->helped_prices}};
    uint64_t all = 0;
    assert_false(result_failed(pairing_check(&planted->arena, &small, &claim, 100, &planted->findings)));
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        all += planted->findings.counts[kind];
    }
    return all;
}

static void expect_fault(struct planted *planted, enum pairing_fault_kind kind)
{
    assert_true(look(planted) > 0);
    assert_true(planted->findings.counts[kind] > 0);
    arena_release(&planted->arena);
}

static void the_checker_finds_pairs_that_may_not_be(void **state)
{
    (void)state;
    struct planted planted;
    begin(&planted);
    assert_int_equal(look(&planted), 0);
    planted.pairs[planted.pair_count++] = (struct pairing_pair){3, 0};
    expect_fault(&planted, PAIRING_FAULT_UNKNOWN);
    begin(&planted);
    planted.pairs[planted.pair_count++] = (struct pairing_pair){0, UINT32_MAX};
    expect_fault(&planted, PAIRING_FAULT_UNKNOWN);
    begin(&planted);
    planted.pairs[planted.pair_count++] = planted.pairs[0];
    expect_fault(&planted, PAIRING_FAULT_TWICE);
    begin(&planted);
    planted.pairs[planted.pair_count++] = (struct pairing_pair){0, 0};
    expect_fault(&planted, PAIRING_FAULT_FORBIDDEN);
    begin(&planted);
    planted.pairs[planted.pair_count++] = (struct pairing_pair){1, 2};
    planted.pairs[planted.pair_count++] = (struct pairing_pair){1, 3};
    expect_fault(&planted, PAIRING_FAULT_OVER);
    begin(&planted);
    planted.pair_count = 0;
    expect_fault(&planted, PAIRING_FAULT_UNDER);
}

static void the_checker_finds_prices_that_prove_nothing(void **state)
{
    (void)state;
    struct planted planted;
    begin(&planted);
    planted.helped_prices[1] += 1; /* Two places, at most one taken: helped 1 has room. */
    expect_fault(&planted, PAIRING_FAULT_PRICE_ABOVE);
    begin(&planted);
    planted.helper_prices[2] = -1;
    expect_fault(&planted, PAIRING_FAULT_PRICE_BELOW);
    begin(&planted);
    planted.helper_prices[1] = PAIRING_PRICE_MOST + 1;
    expect_fault(&planted, PAIRING_FAULT_PRICE_RANGE);
    begin(&planted);
    planted.helper_prices[1] = INT64_MIN;
    planted.helped_prices[0] = INT64_MIN;
    expect_fault(&planted, PAIRING_FAULT_PRICE_RANGE);
    begin(&planted);
    planted.helper_prices[0] += 100;
    expect_fault(&planted, PAIRING_FAULT_TOO_DEAR);
    begin(&planted);
    planted.helper_prices[0] -= 100;
    expect_fault(&planted, PAIRING_FAULT_MISSED);
    begin(&planted);
    planted.helper_prices[0] -= 100;
    expect_fault(&planted, PAIRING_FAULT_VALUE);
}

/* Every allowed choice of pairs that is not the best has a fault with whatever prices: here with the best ones. */
static void the_checker_finds_every_choice_that_is_worse(void **state)
{
    (void)state;
    struct planted planted;
    begin(&planted);
    int64_t best = INT64_MIN;
    size_t sound = 0;
    for (uint32_t chosen = 0; chosen < 1U << 12; chosen++) {
        struct pairing_pair pairs[12];
        struct pairing_findings findings;
        size_t count = 0;
        for (uint32_t p = 0; p < 12; p++) {
            if ((chosen >> p & 1) != 0) {
                pairs[count++] = (struct pairing_pair){p / 4, p % 4};
            }
        }
        struct pairing_claim bare = {pairs, count, {NULL, NULL}};
        struct pairing_claim claim = {pairs, count, {planted.helper_prices, planted.helped_prices}};
        uint64_t allowed = 0;
        assert_false(result_failed(pairing_check(&planted.arena, &small, &bare, 0, &findings)));
        for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
            allowed += findings.counts[kind];
        }
        if (allowed == 0) {
            best = findings.points > best ? findings.points : best;
            assert_false(result_failed(pairing_check(&planted.arena, &small, &claim, 0, &findings)));
            assert_int_equal(findings.counts[PAIRING_FAULT_VALUE] == 0, findings.points == findings.value);
            sound += findings.counts[PAIRING_FAULT_VALUE] == 0;
            assert_true(findings.points <= findings.value);
        }
    }
    assert_true(sound >= 1);
    assert_int_equal(look(&planted), 0);
    assert_int_equal(planted.findings.points, best);
    arena_release(&planted.arena);
}

static void a_shortage_with_wrong_numbers_does_not_hold(void **state)
{
    (void)state;
    static const struct pairing_pair bans[] = {{0, 0}, {0, 3}, {2, 0}, {2, 3}};
    struct pairing_problem problem = small;
    struct pairing_answer answer;
    struct pairing_shortage shortage;
    struct arena arena;
    arena_init(&arena);
    problem.forbidden = bans;
    problem.forbidden_count = 4;
    assert_int_equal(pairing_solve(&arena, &problem, &answer, &shortage).code, RESULT_CONFLICT);
    assert_true(pairing_shortage_holds(&arena, &problem, &shortage));
    assert_int_equal(shortage.side, PAIRING_HELPED);
    assert_int_equal(shortage.needing_count, 2);
    assert_int_equal(shortage.need, 2);
    assert_int_equal(shortage.offer, 1);
    assert_false(pairing_shortage_holds(&arena, &small, &shortage));
    struct pairing_shortage wrong = shortage;
    wrong.need++;
    assert_false(pairing_shortage_holds(&arena, &problem, &wrong));
    wrong = shortage;
    wrong.offering_count = 0;
    assert_false(pairing_shortage_holds(&arena, &problem, &wrong));
    uint32_t twice[] = {0, 0, 3};
    wrong = shortage;
    wrong.needing = twice;
    wrong.needing_count = 3;
    assert_false(pairing_shortage_holds(&arena, &problem, &wrong));
    wrong.needing_count = 0;
    assert_false(pairing_shortage_holds(&arena, &problem, &wrong));
    arena_release(&arena);
}

static void expect_sound(struct arena *arena, const struct pairing_problem *problem,
                         const struct pairing_answer *answer)
{
    struct pairing_claim claim = pairing_claim_of(answer);
    struct pairing_findings findings;
    assert_false(result_failed(pairing_check(arena, problem, &claim, 0, &findings)));
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        assert_int_equal(findings.counts[kind], 0);
    }
    assert_int_equal(findings.points, answer->points);
}

static void larger_problems_of_all_kinds_are_solved_and_proved(void **state)
{
    (void)state;
    struct random random;
    size_t solved = 0;
    random_init(&random, 1963);
    for (unsigned n = 0; n < 400; n++) {
        struct arena arena;
        struct pairing_problem problem;
        struct pairing_answer answer;
        struct pairing_shortage shortage;
        arena_init(&arena);
        unsigned parts = random_below(&random, 128) | (n % 2 == 0 ? PART_MATRIX : PART_TOPICS);
        pairing_instance(&arena, &random, parts, 1 + random_below(&random, 90), 1 + random_below(&random, 90),
                         1 + random_below(&random, 6), n % 4 == 0 ? 5 : 1000000, &problem);
        struct result r = pairing_solve(&arena, &problem, &answer, &shortage);
        if (result_failed(r)) {
            assert_int_equal(r.code, RESULT_CONFLICT);
            assert_true(pairing_shortage_holds(&arena, &problem, &shortage));
        } else {
            solved++;
            expect_sound(&arena, &problem, &answer);
        }
        arena_release(&arena);
    }
    assert_true(solved > 250);
}

/* Points that make rows contend: products (everybody wants the same), few values (ties), distances. */
static void draw_contended(struct arena *arena, struct random *random, unsigned n, size_t h, size_t d,
                           struct pairing_problem *out)
{
    int32_t *matrix = ARENA_ARRAY(arena, int32_t, h * d);
    int32_t *places = pairing_draw_many(arena, random, 0, 1000, h + d);
    for (size_t i = 0; i < h; i++) {
        for (size_t j = 0; j < d; j++) {
            int32_t one = places[i];
            int32_t other = places[h + j];
            matrix[i * d + j] = n % 4 == 0   ? one * other
                                : n % 4 == 1 ? (int32_t)random_below(random, 2)
                                : n % 4 == 2 ? -abs(one - other)
                                             : 1000000000;
        }
    }
    *out = (struct pairing_problem){.counts = {h, d}, .matrix = matrix};
}

static void contended_assignments_are_solved_alike_by_both_methods(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1988);
    for (unsigned n = 0; n < 60; n++) {
        struct arena arena;
        struct pairing_problem problem;
        struct pairing_answer one, other;
        arena_init(&arena);
        size_t h = 1 + random_below(&random, 120);
        size_t d = n % 3 == 0 ? 1 + random_below(&random, 120) : h;
        draw_contended(&arena, &random, n, h, d, &problem);
        uint32_t *leasts = ARENA_ARRAY(&arena, uint32_t, h > d ? h : d);
        for (size_t i = 0; i < h || i < d; i++) {
            leasts[i] = 1;
        }
        problem.leasts[h <= d ? 0 : 1] = n % 5 == 0 ? NULL : leasts; /* the smaller side, every school of it */
        assert_false(result_failed(pairing_solve_by(&arena, &problem, PAIRING_ASSIGNMENT, &one, NULL)));
        assert_false(result_failed(pairing_solve_by(&arena, &problem, PAIRING_NETWORK, &other, NULL)));
        assert_int_equal(one.points, other.points);
        expect_sound(&arena, &problem, &one);
        expect_sound(&arena, &problem, &other);
        arena_release(&arena);
    }
}

/* Machol & Wien 1976: points (i + 1) × (j + 1) negated are the hardest for shortest paths. The best pairs i with n - 1 - i,
 * so the sum is known: sum of i (n + 1 - i) = n (n + 1) (n + 2) / 6. */
static void the_hard_instances_of_machol_and_wien_have_the_known_sum(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 400; n += 133) {
        struct arena arena;
        struct pairing_answer answer;
        arena_init(&arena);
        int32_t *up = ARENA_ARRAY(&arena, int32_t, n);
        int32_t *down = ARENA_ARRAY(&arena, int32_t, n);
        uint32_t *ones = ARENA_ARRAY(&arena, uint32_t, n);
        for (size_t i = 0; i < n; i++) {
            up[i] = (int32_t)i + 1;
            down[i] = -(int32_t)i - 1;
            ones[i] = 1;
        }
        struct pairing_problem problem = {
            .counts = {n, n}, .leasts = {ones, ones}, .topic_count = 1, .strengths = up, .needs = down};
        assert_false(result_failed(pairing_solve(&arena, &problem, &answer, NULL)));
        assert_int_equal(answer.method, PAIRING_ASSIGNMENT);
        assert_int_equal(answer.points, -(int64_t)(n * (n + 1) * (n + 2) / 6));
        expect_sound(&arena, &problem, &answer);
        assert_false(result_failed(pairing_solve_by(&arena, &problem, PAIRING_NETWORK, &answer, NULL)));
        assert_int_equal(answer.points, -(int64_t)(n * (n + 1) * (n + 2) / 6));
        arena_release(&arena);
    }
}

/* Kuhn, "The Hungarian method for the assignment problem", 1955: the first of four is qualified for jobs 1, 2 and 3, the second
 * for 3 and 4, the last two for 4 only. Three jobs can be filled, not four. */
static void three_of_kuhn_s_four_can_be_placed(void **state)
{
    (void)state;
    static const int32_t qualified[] = {1, 1, 1, 0, /**/ 0, 0, 1, 1, /**/ 0, 0, 0, 1, /**/ 0, 0, 0, 1};
    static const struct pairing_pair bans[] = {{0, 3}, {1, 0}, {1, 1}, {2, 0}, {2, 1}, {2, 2}, {3, 0}, {3, 1}, {3, 2}};
    static const uint32_t all[] = {1, 1, 1, 1};
    struct arena arena;
    struct pairing_answer answer;
    struct pairing_shortage shortage;
    arena_init(&arena);
    struct pairing_problem problem = {
        .counts = {4, 4}, .matrix = qualified, .forbidden_count = sizeof bans / sizeof bans[0], .forbidden = bans};
    assert_false(result_failed(pairing_solve(&arena, &problem, &answer, NULL)));
    assert_int_equal(answer.points, 3);
    assert_int_equal(answer.pair_count, 3);
    expect_sound(&arena, &problem, &answer);
    problem.leasts[0] = all;
    assert_int_equal(pairing_solve(&arena, &problem, &answer, &shortage).code, RESULT_CONFLICT);
    assert_int_equal(shortage.needing_count, 2);
    assert_int_equal(shortage.needing[0], 2);
    assert_int_equal(shortage.needing[1], 3);
    arena_release(&arena);
}

static void the_prices_that_people_read_are_small(void **state)
{
    (void)state;
    struct planted planted;
    begin(&planted);
    for (int i = 0; i < 4; i++) {
        assert_in_range(planted.helped_prices[i] + 100, 80, 120);
    }
    arena_release(&planted.arena);
}

static void expect_refused(struct arena *arena, const struct pairing_problem *problem, const char *field)
{
    struct pairing_answer answer = {.points = 77};
    struct result r = pairing_solve(arena, problem, &answer, NULL);
    assert_int_equal(r.code, RESULT_INVALID);
    assert_string_equal(r.field, field);
    assert_int_equal(answer.points, 77);
}

static void what_breaks_its_shape_or_could_overflow_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct pairing_problem problem = small;
    problem.counts[1] = 0;
    expect_refused(&arena, &problem, "counts");
    problem = small;
    problem.leasts[0] = (const uint32_t[]){3, 1, 0};
    expect_refused(&arena, &problem, "leasts");
    problem = small;
    problem.constant = 999999993;
    expect_refused(&arena, &problem, "matrix");
    problem = small;
    problem.topic_count = 1;
    problem.strengths = (const int32_t[]){1, 100000, 1};
    problem.needs = (const int32_t[]){1, 1, INT32_MIN, 1};
    expect_refused(&arena, &problem, "needs");
    problem.topic_count = 65;
    expect_refused(&arena, &problem, "topic_count");
    problem = small;
    problem.forbidden = (const struct pairing_pair[]){{2, 1}, {0, 0}};
    expect_refused(&arena, &problem, "forbidden");
    problem.forbidden = (const struct pairing_pair[]){{2, 1}, {2, 4}};
    expect_refused(&arena, &problem, "forbidden");
    problem = small;
    problem.extra_count = 2;
    problem.extra_points = (const int32_t[]){1, 2};
    problem.extras = (const struct pairing_pair[]){{1, 1}, {1, 1}};
    expect_refused(&arena, &problem, "extras");
    struct pairing_answer answer;
    assert_string_equal(pairing_solve_by(&arena, &small, PAIRING_ASSIGNMENT, &answer, NULL).field, "method");
    arena_release(&arena);
}

static void the_largest_points_are_added_up_exactly(void **state)
{
    (void)state;
    enum { N = 60 };
    struct arena arena;
    struct pairing_answer answer;
    arena_init(&arena);
    int32_t *matrix = ARENA_ARRAY(&arena, int32_t, N * N);
    uint32_t *leasts = ARENA_ARRAY(&arena, uint32_t, N);
    for (size_t i = 0; i < N; i++) {
        leasts[i] = i % 2;
        for (size_t j = 0; j < N; j++) {
            matrix[i * N + j] = (i + j) % 2 == 0 ? (int32_t)PAIRING_POINTS_MOST : -(int32_t)PAIRING_POINTS_MOST;
        }
    }
    struct pairing_problem problem = {.counts = {N, N}, .matrix = matrix, .leasts = {leasts, NULL}};
    assert_false(result_failed(pairing_solve(&arena, &problem, &answer, NULL)));
    assert_int_equal(answer.method, PAIRING_NETWORK);
    assert_int_equal(answer.points, N * PAIRING_POINTS_MOST);
    expect_sound(&arena, &problem, &answer);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_finds_pairs_that_may_not_be),
        cmocka_unit_test(the_checker_finds_prices_that_prove_nothing),
        cmocka_unit_test(the_checker_finds_every_choice_that_is_worse),
        cmocka_unit_test(a_shortage_with_wrong_numbers_does_not_hold),
        cmocka_unit_test(larger_problems_of_all_kinds_are_solved_and_proved),
        cmocka_unit_test(contended_assignments_are_solved_alike_by_both_methods),
        cmocka_unit_test(the_hard_instances_of_machol_and_wien_have_the_known_sum),
        cmocka_unit_test(three_of_kuhn_s_four_can_be_placed),
        cmocka_unit_test(the_prices_that_people_read_are_small),
        cmocka_unit_test(what_breaks_its_shape_or_could_overflow_is_refused),
        cmocka_unit_test(the_largest_points_are_added_up_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
