/* Pairing against every choice of pairs there is, on thousands of tiny problems. */
#include "tests/match/pairing_instance.h"
#include "tests/test.h"

enum { TINY_MOST = 12, INSTANCES = 6000 };

struct best {
    bool any;
    int64_t points;
};

static bool is_allowed(const struct pairing_problem *problem, uint32_t chosen)
{
    uint32_t had[2][TINY_MOST] = {{0}};
    size_t d = problem->counts[1];
    for (uint32_t i = 0; i < problem->counts[0]; i++) {
        for (uint32_t j = 0; j < d; j++) {
            if ((chosen >> (i * d + j) & 1) != 0) {
                had[0][i]++;
                had[1][j]++;
                if (pairing_is_forbidden(problem, (struct pairing_pair){i, j})) {
                    return false;
                }
            }
        }
    }
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < problem->counts[side]; i++) {
            uint32_t most = problem->mosts[side] == NULL ? 1 : problem->mosts[side][i];
            uint32_t least = problem->leasts[side] == NULL ? 0 : problem->leasts[side][i];
            if (had[side][i] > most || had[side][i] < least) {
                return false;
            }
        }
    }
    return true;
}

/* Of all choices in which the one pair is made (1), is not (0), or either (-1). `ban_lifted`: the pair is allowed. */
static struct best try_all(const struct pairing_problem *problem, struct pairing_pair one, int wanted)
{
    struct best best = {false, 0};
    size_t d = problem->counts[1];
    size_t pairs = problem->counts[0] * d;
    int64_t points[TINY_MOST];
    for (uint32_t p = 0; p < pairs; p++) {
        points[p] = pairing_points(problem, (struct pairing_pair){(uint32_t)(p / d), (uint32_t)(p % d)});
    }
    for (uint32_t chosen = 0; chosen < 1U << pairs; chosen++) {
        if (wanted >= 0 && (int)(chosen >> (one.helper * d + one.helped) & 1) != wanted) {
            continue;
        }
        int64_t sum = 0;
        for (uint32_t p = 0; p < pairs; p++) {
            sum += (chosen >> p & 1) != 0 ? points[p] : 0;
        }
        if ((!best.any || sum > best.points) && is_allowed(problem, chosen)) {
            best = (struct best){true, sum};
        }
    }
    return best;
}

static void draw_tiny(struct arena *arena, struct random *random, unsigned n, struct pairing_problem *out)
{
    static const size_t shapes[][2] = {{1, 1}, {1, 4}, {4, 1}, {2, 2}, {3, 3}, {3, 3},
                                       {2, 4}, {4, 2}, {3, 2}, {2, 3}, {2, 5}};
    const size_t *shape = shapes[random_below(random, sizeof shapes / sizeof shapes[0])];
    unsigned parts = (n & 1) != 0 ? PART_MATRIX : PART_TOPICS;
    parts |= random_below(random, 128) & ~(unsigned)PART_NEGATIVE;
    parts |= random_below(random, 2) != 0 ? PART_NEGATIVE : 0;
    pairing_instance(arena, random, parts, shape[0], shape[1], 3, n % 3 == 0 ? 3 : 20, out);
}

static uint64_t count_faults(struct arena *arena, const struct pairing_problem *problem,
                             const struct pairing_answer *answer)
{
    struct pairing_findings findings;
    struct pairing_claim claim = pairing_claim_of(answer);
    uint64_t all = 0;
    assert_false(result_failed(pairing_check(arena, problem, &claim, 5, &findings)));
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        all += findings.counts[kind];
    }
    assert_int_equal(findings.points, answer->points);
    return all;
}

static void the_answer_is_the_best_of_all_choices_and_there_is_none_only_when_none_is_allowed(void **state)
{
    (void)state;
    struct random random;
    size_t none = 0;
    size_t assigned = 0;
    random_init(&random, 1955);
    for (unsigned n = 0; n < INSTANCES; n++) {
        struct arena arena;
        struct pairing_problem problem;
        struct pairing_answer answer;
        struct pairing_shortage shortage;
        arena_init(&arena);
        draw_tiny(&arena, &random, n, &problem);
        struct best best = try_all(&problem, (struct pairing_pair){0, 0}, -1);
        struct result r = pairing_solve(&arena, &problem, &answer, &shortage);
        assert_int_equal(result_failed(r), !best.any);
        if (best.any) {
            assert_int_equal(answer.points, best.points);
            assert_int_equal(count_faults(&arena, &problem, &answer), 0);
            assigned += answer.method == PAIRING_ASSIGNMENT;
            assert_false(result_failed(pairing_solve_by(&arena, &problem, PAIRING_NETWORK, &answer, NULL)));
            assert_int_equal(answer.points, best.points);
            assert_int_equal(count_faults(&arena, &problem, &answer), 0);
        } else {
            assert_int_equal(r.code, RESULT_CONFLICT);
            assert_true(pairing_shortage_holds(&arena, &problem, &shortage));
            none++;
        }
        arena_release(&arena);
    }
    assert_true(none > INSTANCES / 20);
    assert_true(assigned > INSTANCES / 10);
}

static void every_explanation_costs_what_the_next_best_choice_loses(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1987);
    for (unsigned n = 0; n < INSTANCES / 4; n++) {
        struct arena arena;
        struct pairing_problem problem;
        struct pairing_answer answer;
        struct pairing_explanation why;
        arena_init(&arena);
        draw_tiny(&arena, &random, n, &problem);
        if (!result_failed(pairing_solve(&arena, &problem, &answer, NULL))) {
            struct pairing_pair pair = {random_below(&random, (uint32_t)problem.counts[0]),
                                        random_below(&random, (uint32_t)problem.counts[1])};
            struct pairing_claim claim = pairing_claim_of(&answer);
            assert_false(result_failed(pairing_explain(&arena, &problem, &claim, pair, &why)));
            struct pairing_problem lifted = problem;
            struct pairing_pair *bans = ARENA_ARRAY(&arena, struct pairing_pair, problem.forbidden_count);
            lifted.forbidden = bans;
            lifted.forbidden_count = 0;
            for (size_t i = 0; i < problem.forbidden_count; i++) {
                if (memcmp(&problem.forbidden[i], &pair, sizeof pair) != 0) {
                    bans[lifted.forbidden_count++] = problem.forbidden[i];
                }
            }
            struct best other = try_all(&lifted, pair, !why.made);
            assert_int_equal(why.possible, other.any);
            if (other.any) {
                assert_int_equal(answer.points - why.cost, other.points);
                int64_t change = 0;
                for (size_t i = 0; i < why.come_count; i++) {
                    change += pairing_points(&problem, why.come[i]);
                }
                for (size_t i = 0; i < why.gone_count; i++) {
                    change -= pairing_points(&problem, why.gone[i]);
                }
                assert_int_equal(change, -why.cost);
            }
        }
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_is_the_best_of_all_choices_and_there_is_none_only_when_none_is_allowed),
        cmocka_unit_test(every_explanation_costs_what_the_next_best_choice_loses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
