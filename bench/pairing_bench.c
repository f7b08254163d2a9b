/* How fast is pairing? Against LEMON's network simplex and scipy's linear_sum_assignment.
 *
 *   build/bench/pairing_bench [largest side] [repetitions]     compares; build/bench/pairing_lemon must be there
 *   build/bench/pairing_bench solve FILE                       ours alone, as the others are called
 *
 * Each instance is a file (pairing_file.h) that all three read; each solver runs in a process of its own, and tells CPU
 * seconds of the solving alone. In one paired run each repetition measures every solver once, in turn; medians, as
 * ratios. The points of all must agree, and ours are checked with their prices, before a figure is printed. Memory is
 * the largest resident size of the process, with the instance; scipy's with Python.
 */
#include "base/check.h"
#include "base/random.h"
#include "bench/pairing_file.h"
#include "match/pairing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPETITIONS_MOST = 15, TOPICS = 8 };
enum kind { KIND_UNIFORM, KIND_FEW, KIND_NEAR, KIND_TOPICS, KINDS };
static const char *const kind_names[KINDS] = {"uniform 0 to 999999", "uniform 0 to 99", "near: places in a square",
                                              "low rank: 8 topics"};
enum solver { SOLVER_OURS, SOLVER_LEMON, SOLVER_SCIPY, SOLVERS };
static const char *const solver_names[SOLVERS] = {"ours", "LEMON", "scipy"};

static double seconds_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- instances ------------------------------------------------------------------------------------------------------ */

static void put_numbers(FILE *file, const int32_t *numbers, size_t count)
{
    CHECK(fwrite(numbers, sizeof *numbers, count, file) == count);
}

static void put_near(FILE *file, struct random *random, size_t rows, size_t columns)
{
    enum { SIDE = 100000 };
    size_t count = rows + columns;
    int32_t *places = malloc(2 * count * sizeof *places);
    int32_t *row = malloc(columns * sizeof *row);
    CHECK(places != NULL && row != NULL);
    for (size_t i = 0; i < 2 * count; i++) {
        places[i] = (int32_t)random_below(random, SIDE);
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            double x = places[2 * i] - places[2 * (rows + j)];
            double y = places[2 * i + 1] - places[2 * (rows + j) + 1];
            row[j] = 2 * SIDE - (int32_t)lround(sqrt(x * x + y * y));
        }
        put_numbers(file, row, columns);
    }
    free(places);
    free(row);
}

static void make_instance(const char *path, enum kind kind, int32_t rows, int32_t columns, uint64_t seed)
{
    struct pairing_file_head head = {rows, columns, 1, rows / columns, kind == KIND_TOPICS ? TOPICS : 0};
    struct random random;
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(&head, sizeof head, 1, file) == 1);
    random_init(&random, seed);
    if (kind == KIND_NEAR) {
        put_near(file, &random, (size_t)rows, (size_t)columns);
    } else {
        size_t count = kind == KIND_TOPICS ? (size_t)(rows + columns) * TOPICS : (size_t)rows * (size_t)columns;
        uint32_t bound = kind == KIND_UNIFORM ? 1000000 : kind == KIND_FEW ? 100 : 1001;
        for (size_t i = 0; i < count; i++) {
            int32_t number = (int32_t)random_below(&random, bound);
            put_numbers(file, &number, 1);
        }
    }
    CHECK(fclose(file) == 0);
}

/* --- ours ----------------------------------------------------------------------------------------------------------- */

static const int32_t *get_numbers(struct arena *arena, FILE *file, size_t count)
{
    int32_t *numbers = ARENA_ARRAY(arena, int32_t, count);
    CHECK(fread(numbers, sizeof *numbers, count, file) == count);
    return numbers;
}

static const uint32_t *repeat(struct arena *arena, int32_t number, size_t count)
{
    uint32_t *numbers = ARENA_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (uint32_t)number;
    }
    return numbers;
}

static void read_instance(struct arena *arena, const char *path, struct pairing_problem *out)
{
    struct pairing_file_head head;
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL && fread(&head, sizeof head, 1, file) == 1);
    size_t rows = (size_t)head.rows;
    size_t columns = (size_t)head.columns;
    size_t topics = (size_t)head.topics;
    *out = (struct pairing_problem){.counts = {rows, columns}, .topic_count = topics};
    out->mosts[0] = out->leasts[0] = repeat(arena, head.row_capacity, rows);
    out->mosts[1] = out->leasts[1] = repeat(arena, head.column_capacity, columns);
    if (topics == 0) {
        out->matrix = get_numbers(arena, file, rows * columns);
    } else {
        out->strengths = get_numbers(arena, file, rows * topics);
        out->needs = get_numbers(arena, file, columns * topics);
    }
    CHECK(fclose(file) == 0);
}

static int solve_file(const char *path)
{
    struct arena arena;
    struct pairing_problem problem;
    struct pairing_answer answer;
    struct pairing_findings findings;
    arena_init(&arena);
    read_instance(&arena, path, &problem);
    double before = seconds_now();
    CHECK(!result_failed(pairing_solve(&arena, &problem, &answer, NULL)));
    double took = seconds_now() - before;
    struct pairing_claim claim = pairing_claim_of(&answer);
    CHECK(!result_failed(pairing_check(&arena, &problem, &claim, 0, &findings)));
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
    (void)printf("%.6f %lld %llu steps\n", took, (long long)answer.points, (unsigned long long)answer.steps);
    arena_release(&arena);
    return 0;
}

/* --- measuring ------------------------------------------------------------------------------------------------------ */

struct reading {
    double seconds, megabytes;
    long long points;
};

static struct reading run_solver(enum solver solver, const char *self, const char *path)
{
    static const char *const commands[SOLVERS][2] = {
        {NULL, "solve"}, {"build/bench/pairing_lemon", NULL}, {"/usr/bin/python3", "bench/pairing_scipy.py"}};
    int ends[2];
    struct reading reading = {0, 0, 0};
    struct rusage usage;
    int status = 0;
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        const char *program = commands[solver][0] == NULL ? self : commands[solver][0];
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        if (commands[solver][1] == NULL) {
            (void)execl(program, program, path, (char *)NULL);
        } else {
            (void)execl(program, program, commands[solver][1], path, (char *)NULL);
        }
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *from = fdopen(ends[0], "r");
    CHECK(from != NULL && fscanf(from, "%lf %lld", &reading.seconds, &reading.points) == 2);
    CHECK(wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)fclose(from);
    reading.megabytes = (double)usage.ru_maxrss / 1024;
    return reading;
}

static int compare_numbers(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

/* Prints one row. */
static void compare(const char *self, enum kind kind, int32_t rows, int32_t columns, int repetitions)
{
    char path[] = "/tmp/pairing-bench.XXXXXX";
    double took[SOLVERS][REPETITIONS_MOST];
    double medians[SOLVERS] = {0};
    double memory[SOLVERS] = {0};
    int solvers = rows == columns ? SOLVERS : SOLVER_SCIPY;
    int file = mkstemp(path);
    CHECK(file >= 0);
    (void)close(file);
    make_instance(path, kind, rows, columns, (uint64_t)rows + (uint64_t)kind);
    for (int i = 0; i < repetitions; i++) {
        long long points = 0;
        for (int s = 0; s < solvers; s++) {
            struct reading reading = run_solver((enum solver)s, self, path);
            CHECK(s == 0 || reading.points == points);
            points = reading.points;
            took[s][i] = reading.seconds;
            memory[s] = reading.megabytes;
        }
    }
    (void)unlink(path);
    for (int s = 0; s < solvers; s++) {
        qsort(took[s], (size_t)repetitions, sizeof took[s][0], compare_numbers);
        medians[s] = took[s][repetitions / 2];
    }
    double best = solvers == SOLVERS && medians[SOLVER_SCIPY] < medians[SOLVER_LEMON] ? medians[SOLVER_SCIPY]
                                                                                      : medians[SOLVER_LEMON];
    (void)printf("%5d × %-5d %-26s", rows, columns, kind_names[kind]);
    for (int s = 0; s < solvers; s++) {
        (void)printf("  %s %.3f s %.0f MB", solver_names[s], medians[s], memory[s]);
    }
    (void)printf("  ours by the better %.2f, memory by LEMON %.2f\n", medians[SOLVER_OURS] / best,
                 memory[SOLVER_OURS] / memory[SOLVER_LEMON]);
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "solve") == 0) {
        return solve_file(argv[2]);
    }
    if (argc == 6 && strcmp(argv[1], "make") == 0) {
        make_instance(argv[2], (enum kind)strtol(argv[3], NULL, 10), (int32_t)strtol(argv[4], NULL, 10),
                      (int32_t)strtol(argv[5], NULL, 10), 1);
        return 0;
    }
    long largest = argc > 1 ? strtol(argv[1], NULL, 10) : 2000;
    int repetitions = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    static const int32_t sizes[] = {1000, 2000, 5000};
    repetitions = repetitions < 1 ? 1 : repetitions > REPETITIONS_MOST ? REPETITIONS_MOST : repetitions;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0] && sizes[i] <= largest; i++) {
        for (int kind = 0; kind < KINDS; kind++) {
            compare(argv[0], (enum kind)kind, sizes[i], sizes[i], repetitions);
        }
    }
    compare(argv[0], KIND_TOPICS, 5000, 200, repetitions);
    compare(argv[0], KIND_UNIFORM, 5000, 200, repetitions);
    return 0;
}
