/* Talks on small and middle-sized events, against somebody else's integer program: tests/match/talks_judge.py. */
#include "tests/match/talks_instance.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EVENTS = 9 };

static void write_event(FILE *to, const struct talks_problem *problem)
{
    (void)fprintf(to, "%zu %zu %zu %zu\n", problem->participant_count, problem->left_count, problem->slot_count,
                  problem->pair_count);
    for (size_t i = 0; i < problem->participant_count; i++) {
        (void)fprintf(to, "%llu %u %u\n", (unsigned long long)problem->slots[i], problem->leasts[i], problem->mosts[i]);
    }
    for (size_t s = 0; s < problem->slot_count; s++) {
        size_t tables = 0;
        for (size_t t = 0; t < problem->table_count; t++) {
            tables += problem->table_slots[t] >> s & 1;
        }
        (void)fprintf(to, "%zu ", tables);
    }
    (void)fprintf(to, "\n");
    for (size_t p = 0; p < problem->pair_count; p++) {
        (void)fprintf(to, "%u %u %u\n", problem->pairs[p].left, problem->pairs[p].right, problem->pairs[p].weight);
    }
}

static void an_integer_program_finds_no_better_schedules(void **state)
{
    (void)state;
    static const struct talks_shape shapes[] = {{8, 20, 12, 6, 80, 50, 12, 6, 2, false, false, 0},
                                                {8, 20, 12, 6, 50, 50, 12, 6, 2, false, false, 0},
                                                {30, 200, 12, 24, 50, 15, 12, 3, 1, false, false, 0}};
    char asked[] = "/tmp/zhiqiao-talks-judge.XXXXXX";
    char command[128];
    struct talks_answer answers[EVENTS];
    struct arena arena;
    int file = mkstemp(asked);
    assert_true(file >= 0);
    FILE *to = fdopen(file, "w");
    assert_non_null(to);
    (void)fprintf(to, "%d\n", EVENTS);
    arena_init(&arena);
    for (unsigned n = 0; n < EVENTS; n++) {
        struct random random;
        struct talks_problem problem;
        random_init(&random, n);
        talks_instance(&arena, &random, &shapes[n == EVENTS - 1 ? 2 : n % 2], &problem);
        write_event(to, &problem);
        assert_false(result_failed(talks_solve(&arena, &problem, &answers[n])));
    }
    assert_int_equal(fclose(to), 0);
    (void)snprintf(command, sizeof command, "python3 tests/match/talks_judge.py %s 120", asked);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    for (unsigned n = 0; n < EVENTS; n++) {
        unsigned long long missing, weight;
        double taken;
        int proven;
        assert_int_equal(fscanf(judge, "%llu %llu %lf %d", &missing, &weight, &taken, &proven), 4);
        assert_int_equal(proven, 1);
        assert_int_equal(answers[n].missing, missing);
        assert_int_equal(answers[n].weight, weight);
    }
    assert_int_equal(pclose(judge), 0);
    (void)unlink(asked);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_integer_program_finds_no_better_schedules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
