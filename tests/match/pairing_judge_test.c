/* Pairing on middle-sized problems, against somebody else's solvers: tests/match/pairing_judge.py. */
#include "tests/match/pairing_instance.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROBLEMS = 60 };

static void write_limits(FILE *to, const uint32_t *limits, size_t count, uint32_t otherwise)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(to, "%u ", limits == NULL ? otherwise : limits[i]);
    }
}

static void write_problem(FILE *to, const struct pairing_problem *problem)
{
    (void)fprintf(to, "%zu %zu\n", problem->counts[0], problem->counts[1]);
    for (int side = 0; side < 2; side++) {
        write_limits(to, problem->mosts[side], problem->counts[side], 1);
        write_limits(to, problem->leasts[side], problem->counts[side], 0);
        (void)fprintf(to, "\n");
    }
    for (int what = 0; what < 2; what++) {
        for (uint32_t i = 0; i < problem->counts[0]; i++) {
            for (uint32_t j = 0; j < problem->counts[1]; j++) {
                struct pairing_pair pair = {i, j};
                (void)fprintf(to, "%lld ",
                              what == 0 ? (long long)pairing_points(problem, pair)
                                        : (long long)pairing_is_forbidden(problem, pair));
            }
            (void)fprintf(to, "\n");
        }
    }
}

/* Every third has one pair for each of the smaller side; the others have everything. */
static void draw(struct arena *arena, struct random *random, unsigned n, struct pairing_problem *out)
{
    size_t h = 20 + random_below(random, 41);
    size_t d = 20 + random_below(random, 41);
    unsigned parts = n % 2 == 0 ? PART_MATRIX : PART_TOPICS;
    parts |= n % 3 == 0 ? 0 : PART_MOSTS | PART_LEASTS | PART_FORBIDDEN | PART_EXTRAS;
    parts |= n % 5 == 0 ? PART_NEGATIVE : 0;
    pairing_instance(arena, random, parts, h, d, 5, n % 7 == 0 ? 4 : 1000, out);
    if (n % 3 == 0) {
        size_t small = h <= d ? 0 : 1;
        uint32_t *leasts = ARENA_ARRAY(arena, uint32_t, out->counts[small]);
        for (size_t i = 0; i < out->counts[small]; i++) {
            leasts[i] = 1;
        }
        out->leasts[small] = leasts;
    }
}

static void others_find_no_better_pairs_on_middle_sized_problems(void **state)
{
    (void)state;
    char asked[] = "/tmp/zhiqiao-judge.XXXXXX";
    char command[160];
    char expected[PROBLEMS][32];
    struct random random;
    size_t solved = 0;
    int file = mkstemp(asked);
    assert_true(file >= 0);
    FILE *to = fdopen(file, "w");
    assert_non_null(to);
    (void)fprintf(to, "%d\n", PROBLEMS);
    random_init(&random, 2012);
    for (unsigned n = 0; n < PROBLEMS; n++) {
        struct arena arena;
        struct pairing_problem problem;
        struct pairing_answer answer;
        arena_init(&arena);
        draw(&arena, &random, n, &problem);
        bool none = result_failed(pairing_solve(&arena, &problem, &answer, NULL));
        (void)snprintf(expected[n], sizeof expected[n], none ? "none" : "%lld", none ? 0 : (long long)answer.points);
        solved += !none;
        write_problem(to, &problem);
        arena_release(&arena);
    }
    assert_int_equal(fclose(to), 0);
    assert_true(solved > PROBLEMS / 2);
    (void)snprintf(command, sizeof command, "/usr/bin/python3 tests/match/pairing_judge.py < %s", asked);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    for (unsigned n = 0; n < PROBLEMS; n++) {
        char line[64];
        assert_non_null(fgets(line, sizeof line, judge));
        line[strcspn(line, "\n")] = '\0';
        assert_string_equal(line, expected[n]);
    }
    assert_int_equal(pclose(judge), 0);
    (void)unlink(asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(others_find_no_better_pairs_on_middle_sized_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
