/* Talks on small and middle-sized events, against somebody else's integer program: tests/match/talks_judge.py.
 *
 *   build/tests/match/talks_judge_test [first seed [rounds]]
 *
 * With walking times, organisations with several delegates, and musts. One round is every shape once; other seeds are
 * other events. The greedy schedule is looked at too: ours is never below. */
#include "tests/match/talks_instance.h"
#include "tests/match/talks_judge.h"
#include "tests/test.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SHAPES = 10, ROUNDS_MOST = 200, FIRST_SEED = 100 };

static unsigned first_seed = FIRST_SEED, rounds = 1;

/* left, right, slots, tables; there, wished; mosts, least; organisations, walks, musts */
static const struct talks_shape shapes[SHAPES] = {
    {8, 20, 12, 6, 80, 50, 12, 6, 2, false, false, 0},    {8, 20, 12, 6, 50, 50, 12, 6, 2, false, false, 0},
    {8, 20, 12, 6, 80, 50, 12, 6, 2, true, false, 0},     {8, 20, 12, 6, 80, 50, 12, 6, 2, false, true, 0},
    {8, 20, 12, 6, 60, 50, 12, 6, 2, true, true, 0},      {8, 20, 12, 6, 80, 50, 12, 6, 2, false, false, 15},
    {30, 200, 12, 24, 50, 15, 12, 3, 1, false, false, 0}, {30, 200, 12, 24, 80, 15, 12, 3, 1, true, false, 0},
    {8, 20, 12, 3, 60, 60, 12, 6, 2, true, true, 10},     {30, 200, 12, 24, 80, 15, 12, 3, 1, false, true, 0},
};

struct event {
    struct talks_answer answer;
    double taken;
};

static bool is_below(const struct talks_answer *one, const struct talks_answer *other)
{
    if (one->unmet != other->unmet) {
        return one->unmet > other->unmet;
    }
    return one->missing > other->missing || (one->missing == other->missing && one->weight < other->weight);
}

static void solve_event(struct arena *arena, const struct talks_problem *problem, struct event *out)
{
    struct talks_answer greedy;
    struct talks_findings findings;
    clock_t begin = clock();
    assert_false(result_failed(talks_solve(arena, problem, &out->answer)));
    out->taken = (double)(clock() - begin) / CLOCKS_PER_SEC;
    assert_false(result_failed(talks_solve_greedy(arena, problem, &greedy)));
    assert_false(is_below(&out->answer, &greedy));
    assert_false(
        result_failed(talks_check(arena, problem, out->answer.meetings, out->answer.meeting_count, 0, &findings)));
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        assert_int_equal(findings.counts[kind], kind == TALKS_FAULT_UNMET ? out->answer.unmet : 0);
    }
    assert_int_equal(findings.missing, out->answer.missing);
    assert_int_equal(findings.weight, out->answer.weight);
}

/* What the judge says of an event, beside ours. False when it is better, or when our bound says that it cannot be. */
static bool hear(FILE *judge, unsigned number, const struct event *event)
{
    unsigned long long unmet, missing, weight;
    double taken;
    int proven;
    assert_int_equal(fscanf(judge, "%llu %llu %llu %lf %d", &unmet, &missing, &weight, &taken, &proven), 5);
    struct talks_answer theirs = {.unmet = unmet, .missing = missing, .weight = weight};
    struct talks_answer bound = {.unmet = event->answer.bound_unmet,
                                 .missing = event->answer.bound_missing,
                                 .weight = event->answer.bound_weight};
    bool below = is_below(&event->answer, &theirs) || is_below(&bound, &theirs);
    (void)printf(
        "# seed %u shape %u: ours %llu/%llu/%llu %s bound %llu/%llu/%llu %.2f s; theirs %llu/%llu/%llu %s %.2f s%s\n",
        first_seed + number / SHAPES, number % SHAPES, (unsigned long long)event->answer.unmet,
        (unsigned long long)event->answer.missing, (unsigned long long)event->answer.weight,
        event->answer.proven ? "proven" : "open", (unsigned long long)event->answer.bound_unmet,
        (unsigned long long)event->answer.bound_missing, (unsigned long long)event->answer.bound_weight, event->taken,
        unmet, missing, weight, proven != 0 ? "proven" : "open", taken, below ? " BELOW" : "");
    return !below;
}

static void an_integer_program_finds_no_better_schedules(void **state)
{
    (void)state;
    char asked[] = "/tmp/zhiqiao-talks-judge.XXXXXX";
    char command[128];
    static struct event events[SHAPES * ROUNDS_MOST];
    unsigned count = rounds * SHAPES;
    unsigned worse = 0;
    unsigned open = 0;
    int file = mkstemp(asked);
    assert_true(file >= 0);
    FILE *to = fdopen(file, "w");
    assert_non_null(to);
    (void)fprintf(to, "%u\n", count);
    for (unsigned n = 0; n < count; n++) {
        struct arena arena;
        struct random random;
        struct talks_problem problem;
        arena_init(&arena);
        random_init(&random, first_seed + n / SHAPES);
        talks_instance(&arena, &random, &shapes[n % SHAPES], &problem);
        talks_judge_write(to, &problem);
        solve_event(&arena, &problem, &events[n]);
        arena_release(&arena);
    }
    assert_int_equal(fclose(to), 0);
    (void)snprintf(command, sizeof command, "python3 tests/match/talks_judge.py %s 120", asked);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    for (unsigned n = 0; n < count; n++) {
        worse += !hear(judge, n, &events[n]);
    }
    assert_int_equal(pclose(judge), 0);
    (void)unlink(asked);
    assert_int_equal(worse, 0);
    for (unsigned n = 0; n < count; n++) {
        open += !events[n].answer.proven;
    }
    assert_true(first_seed != FIRST_SEED || open <= rounds); /* walking with few tables may stay open */
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_integer_program_finds_no_better_schedules)};
    first_seed = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : first_seed;
    rounds = count > 2 ? (unsigned)strtoul(words[2], NULL, 10) : rounds;
    rounds = rounds < ROUNDS_MOST ? rounds : ROUNDS_MOST;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
