/* Visits of small events, against somebody else's integer program of the whole event: tests/match/visits_judge.py.
 *
 *   build/tests/match/visits_judge_test [first seed [rounds]]
 *
 * Tours free or given, with rivals, languages and missing ways. One round is every shape once; other seeds are other events.
 * Ours is never better than the program, its floor never above it, and and ours is above it in one event of ten at most. */
#include "tests/match/visits_instance.h"
#include "tests/match/visits_judge.h"
#include "tests/test.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SHAPES = 8, ROUNDS_MOST = 200 };

static unsigned first_seed = 100, rounds = 1;

/* delegates, sites, buses, organisations; windows, wishes, seats, capacity, stops, slack, rivals; tours, barred, kept, no ways */
static const struct visits_shape shapes[SHAPES] = {
    {9, 4, 3, 5, 2, 3, 4, 5, 2, 120, 0, false, false, false, false},
    {12, 5, 3, 6, 1, 3, 6, 6, 3, 200, 10, false, false, false, false},
    {12, 4, 3, 6, 2, 4, 5, 4, 2, 120, 0, false, true, false, false},
    {12, 4, 3, 4, 2, 3, 6, 5, 3, 60, 15, false, true, false, true},
    {14, 4, 4, 6, 2, 4, 5, 4, 2, 200, 0, true, false, false, false},
    {12, 4, 3, 4, 3, 3, 6, 4, 3, 200, 10, true, true, false, false},
    {16, 5, 3, 8, 1, 4, 8, 10, 2, 200, 5, false, false, false, false},
    {16, 3, 5, 6, 2, 3, 5, 4, 2, 120, 5, true, false, false, false},
};

struct event {
    struct visits_answer answer;
    bool none;
    double taken;
};

static void solve_event(struct arena *arena, const struct visits_problem *problem, struct event *out)
{
    struct visits_findings findings;
    clock_t begin = clock();
    struct result r = visits_solve(arena, problem, &out->answer, NULL);
    out->taken = (double)(clock() - begin) / CLOCKS_PER_SEC;
    out->none = result_failed(r);
    if (out->none) {
        assert_int_equal(r.code, RESULT_CONFLICT);
        return;
    }
    struct visits_plan plan = visits_plan_of(&out->answer);
    assert_false(result_failed(visits_check(arena, problem, &plan, 0, &findings)));
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        assert_int_equal(findings.counts[kind], 0);
    }
    assert_int_equal(findings.left_out, out->answer.left_out);
    assert_int_equal(findings.cost, out->answer.cost);
}

static bool is_less(uint64_t left_out, uint64_t cost, uint64_t other_left_out, uint64_t other_cost)
{
    return left_out != other_left_out ? left_out < other_left_out : cost < other_cost;
}

struct tally {
    unsigned better, floors, above, same;
    uint64_t left_out, theirs_left_out, cost, theirs_cost;
};

static void weigh(const struct visits_answer *ours, uint64_t left_out, uint64_t cost, bool proven, struct tally *tally)
{
    bool above = is_less(left_out, cost, ours->left_out, ours->cost);
    tally->better += proven && is_less(ours->left_out, ours->cost, left_out, cost);
    tally->floors += is_less(left_out, cost, ours->floor_left_out, ours->floor_cost);
    tally->above += above;
    tally->same += ours->left_out == left_out && ours->cost == cost;
    tally->left_out += ours->left_out;
    tally->theirs_left_out += left_out;
    tally->cost += ours->cost;
    tally->theirs_cost += cost;
}

static void hear(FILE *judge, unsigned number, const struct event *event, struct tally *tally)
{
    long long left_out, cost;
    double taken;
    int proven;
    assert_int_equal(fscanf(judge, "%lld %lld %lf %d", &left_out, &cost, &taken, &proven), 4);
    assert_int_equal(left_out < 0, event->none);
    if (event->none) {
        return;
    }
    const struct visits_answer *ours = &event->answer;
    weigh(ours, (uint64_t)left_out, (uint64_t)cost, proven != 0, tally);
    (void)printf("# seed %u shape %u: ours %llu/%llu floor %llu/%llu %s %.3f s; theirs %lld/%lld %s %.2f s%s\n",
                 first_seed + number / SHAPES, number % SHAPES, (unsigned long long)ours->left_out,
                 (unsigned long long)ours->cost, (unsigned long long)ours->floor_left_out,
                 (unsigned long long)ours->floor_cost, ours->best ? "best" : "open", event->taken, left_out, cost,
                 proven != 0 ? "proven" : "open", taken,
                 is_less((uint64_t)left_out, (uint64_t)cost, ours->left_out, ours->cost) ? " ABOVE" : "");
}

static unsigned solve_all(FILE *to, struct event *events)
{
    unsigned count = rounds * SHAPES;
    (void)fprintf(to, "%u\n", count);
    for (unsigned n = 0; n < count; n++) {
        struct arena arena;
        struct random random;
        struct visits_problem problem;
        arena_init(&arena);
        random_init(&random, first_seed + n / SHAPES);
        visits_instance(&arena, &random, &shapes[n % SHAPES], &problem);
        problem.aim = VISITS_COST;
        visits_judge_write(to, &problem);
        solve_event(&arena, &problem, &events[n]);
        arena_release(&arena);
    }
    return count;
}

static void an_integer_program_of_the_whole_event_finds_hardly_better_plans(void **state)
{
    (void)state;
    char asked[] = "/tmp/zhiqiao-visits-judge.XXXXXX";
    char command[128];
    static struct event events[SHAPES * ROUNDS_MOST];
    struct tally tally = {0};
    int file = mkstemp(asked);
    assert_true(file >= 0);
    FILE *to = fdopen(file, "w");
    assert_non_null(to);
    unsigned count = solve_all(to, events);
    assert_int_equal(fclose(to), 0);
    (void)snprintf(command, sizeof command, "python3 tests/match/visits_judge.py %s 60", asked);
    FILE *judge = popen(command, "r");
    assert_non_null(judge);
    for (unsigned n = 0; n < count; n++) {
        hear(judge, n, &events[n], &tally);
    }
    assert_int_equal(pclose(judge), 0);
    (void)unlink(asked);
    (void)printf("# %u events: %u the same, %u above; left out %llu against %llu, ranks %llu against %llu\n", count,
                 tally.same, tally.above, (unsigned long long)tally.left_out, (unsigned long long)tally.theirs_left_out,
                 (unsigned long long)tally.cost, (unsigned long long)tally.theirs_cost);
    assert_int_equal(tally.better, 0); /* either of the two would have misunderstood the rules */
    assert_int_equal(tally.floors, 0);
    assert_true(tally.above * 10 <= count);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_integer_program_of_the_whole_event_finds_hardly_better_plans)};
    first_seed = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : first_seed;
    rounds = count > 2 ? (unsigned)strtoul(words[2], NULL, 10) : rounds;
    rounds = rounds < ROUNDS_MOST ? rounds : ROUNDS_MOST;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
