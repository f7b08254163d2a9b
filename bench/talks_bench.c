/* How good and how fast are talks? Against an integer program in CBC (tests/match/talks_judge.py) and the greedy schedule.
 *
 *   build/bench/talks_bench [seconds for the integer program; 0: without it]
 *
 * Random events: participants there in most slots, 3 tables in 4 of what would be needed. Every schedule goes through the
 * checker before a figure is printed. The integer program gets the same problem as text; its seconds are those of CBC
 * alone. A "no" means that it ran out of time: its figure is then the best that it had found.
 */
#include "base/check.h"
#include "tests/match/talks_instance.h"
#include "tests/match/talks_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double seconds_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void ask_judge(const struct talks_problem *problem, int seconds, const struct talks_answer *answer, double own)
{
    char path[] = "/tmp/zhiqiao-talks-bench.XXXXXX";
    char command[128];
    unsigned long long unmet = 0, missing = 0, weight = 0;
    double taken = 0;
    int proven = 0;
    int file = mkstemp(path);
    FILE *to = file < 0 ? NULL : fdopen(file, "w");
    CHECK(to != NULL);
    (void)fprintf(to, "1\n");
    talks_judge_write(to, problem);
    CHECK(fclose(to) == 0);
    (void)snprintf(command, sizeof command, "python3 tests/match/talks_judge.py %s %d", path, seconds);
    FILE *judge = popen(command, "r");
    bool heard =
        judge != NULL && fscanf(judge, "%llu %llu %llu %lf %d", &unmet, &missing, &weight, &taken, &proven) == 5;
    (void)(judge == NULL ? 0 : pclose(judge));
    (void)unlink(path);
    if (!heard) {
        (void)printf(" | no answer |  |  |  |\n");
        return;
    }
    (void)printf(" | %llu / %llu | %s | %.2f | %.4f | %+.4f %% |\n", missing, weight, proven != 0 ? "yes" : "no", taken,
                 taken > 0 ? own / taken : 0, 100.0 * ((double)answer->weight - (double)weight) / (double)weight);
}

static void measure(const struct talks_shape *shape, uint64_t seed, int seconds)
{
    struct arena arena;
    struct random random;
    struct talks_problem problem;
    struct talks_answer answer, greedy;
    struct talks_findings findings;
    arena_init(&arena);
    random_init(&random, seed);
    talks_instance(&arena, &random, shape, &problem);
    double begin = seconds_now();
    CHECK(!result_failed(talks_solve(&arena, &problem, &answer)));
    double own = seconds_now() - begin;
    CHECK(!result_failed(talks_solve_greedy(&arena, &problem, &greedy)));
    CHECK(!result_failed(talks_check(&arena, &problem, answer.meetings, answer.meeting_count, 0, &findings)));
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
    CHECK(findings.missing == answer.missing && findings.weight == answer.weight);
    (void)printf("| %zu × %zu, %zu slots, there %u %%%s%s | %zu | %llu / %llu | %llu / %llu | %llu / %llu | %s | %.3f",
                 shape->left, shape->right, shape->slots, shape->there_percent,
                 shape->organisations ? ", organisations" : "", shape->walks ? ", walking" : "", problem.pair_count,
                 (unsigned long long)greedy.missing, (unsigned long long)greedy.weight,
                 (unsigned long long)answer.missing, (unsigned long long)answer.weight,
                 (unsigned long long)answer.bound_missing, (unsigned long long)answer.bound_weight,
                 answer.proven ? "yes" : "no", own);
    if (seconds > 0) {
        ask_judge(&problem, seconds, &answer, own);
    } else {
        (void)printf(" |\n");
    }
    (void)fflush(stdout);
    arena_release(&arena);
}

int main(int count, char **words)
{
    int seconds = count > 1 ? atoi(words[1]) : 120;
    static const struct talks_shape shapes[] = {
        {8, 20, 12, 6, 80, 50, 12, 6, 2, false, false, 0},     {8, 20, 12, 6, 50, 50, 12, 6, 2, false, false, 0},
        {30, 200, 12, 24, 80, 15, 12, 3, 1, false, false, 0},  {30, 200, 12, 24, 50, 15, 12, 3, 1, false, false, 0},
        {30, 200, 12, 24, 80, 15, 12, 3, 1, true, false, 0},   {30, 200, 12, 24, 80, 15, 12, 3, 1, false, true, 0},
        {100, 2000, 24, 80, 80, 3, 24, 3, 1, false, false, 0}, {100, 2000, 24, 80, 50, 3, 24, 3, 1, false, false, 0},
        {100, 2000, 24, 80, 80, 3, 24, 3, 1, true, false, 0},  {100, 2000, 24, 80, 80, 3, 24, 3, 1, false, true, 0},
    };
    (void)printf("missing / weight; the last column: our weight against the integer program's\n\n"
                 "| talks | pairs | greedy | solve | bound | proven | s | CBC | proven | s | ratio | against CBC |\n"
                 "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        for (uint64_t seed = 1; seed <= (k < 2 ? 3 : 1); seed++) {
            measure(&shapes[k], seed, seconds);
        }
    }
    return 0;
}
