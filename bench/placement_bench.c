/* How fast is stable placement? Against a plain deferred acceptance, kept here as the yardstick R.
 *
 *   build/bench/placement_bench [largest number of applicants] [repetitions]
 *
 * Applicants × 10 wishes, seats of 1 to 39 places for nine applicants in ten, popular seats wished for more often, 600
 * scores so that lots matter. In one paired run each repetition measures every method once, in turn; medians of CPU
 * seconds, as ratios to R of the same size, and how they grow, as exponents. Every answer is compared with R's, and checked, before a figure is printed.
 */
#include "bench/placement_city.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REPETITIONS_MOST = 15 };

enum method {
    METHOD_R,
    METHOD_OWN,
    METHOD_TOTALS,
    METHOD_QUOTAS,
    METHOD_COMMON_R,
    METHOD_COMMON,
    METHOD_CHECK,
    METHODS
};
/* clang-format off */
static const char *const method_names[METHODS] = {"R: plain deferred acceptance, own rankings", "own rankings",
                                                  "own rankings with totals", "own rankings with quotas",
                                                  "R with a common score",
                                                  "common score (serial)", "check of own rankings"};
/* clang-format on */

static double seconds_now(void)
{
    struct timespec now;
    CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* --- quotas --------------------------------------------------------------------------------------------------------- */

/* Fifty schools; every seat reserves a quarter of its places for one and limits two others to a third. */
static struct placement_quotas make_quotas(struct arena *arena, const struct placement_problem *city)
{
    enum { SCHOOLS = 50, EACH = 3 };
    struct random random;
    random_init(&random, city->applicant_count + 1);
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, city->applicant_count + 1);
    uint32_t *schools = ARENA_ARRAY(arena, uint32_t, city->applicant_count);
    struct placement_quota *list = ARENA_ARRAY(arena, struct placement_quota, EACH * city->seat_count);
    for (uint32_t a = 0; a < city->applicant_count; a++) {
        starts[a + 1] = a + 1;
        schools[a] = random_below(&random, SCHOOLS);
    }
    for (uint32_t s = 0; s < city->seat_count; s++) {
        uint32_t first = random_below(&random, SCHOOLS);
        uint32_t capacity = city->capacities[s];
        for (uint32_t i = 0; i < EACH; i++) {
            list[s * EACH + i] =
                (struct placement_quota){i == 0 ? PLACEMENT_RESERVED : PLACEMENT_AT_MOST, false, s,
                                         (first + i) % SCHOOLS, i == 0 ? capacity / 4 : capacity / 3 + 1};
        }
    }
    return (struct placement_quotas){SCHOOLS, EACH * city->seat_count, starts, schools, list};
}

/* --- measuring ------------------------------------------------------------------------------------------------------ */

static double solve_timed(const struct placement_problem *problem, uint32_t *places)
{
    struct arena arena;
    struct placement_answer answer;
    arena_init(&arena);
    double before = seconds_now();
    CHECK(!result_failed(placement_solve(&arena, problem, &answer)));
    double took = seconds_now() - before;
    memcpy(places, answer.places, problem->applicant_count * sizeof *places);
    arena_release(&arena);
    return took;
}

static double plain_timed(const struct placement_problem *problem, uint32_t *places)
{
    double before = seconds_now();
    solve_plain(problem, places);
    return seconds_now() - before;
}

static double check_timed(const struct placement_problem *problem, const uint32_t *places)
{
    struct arena arena;
    struct placement_findings findings;
    arena_init(&arena);
    double before = seconds_now();
    CHECK(!result_failed(placement_check(&arena, problem, places, 0, &findings)));
    double took = seconds_now() - before;
    for (int kind = 0; kind < PLACEMENT_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
    arena_release(&arena);
    return took;
}

static void measure_once(const struct placement_problem *city, const struct placement_quotas *quotas, uint32_t *places,
                         uint32_t *others, double took[METHODS])
{
    size_t size = city->applicant_count * sizeof *places;
    struct placement_problem own = *city;
    own.enterprises = NULL;
    own.totals = NULL;
    struct placement_problem common = own;
    common.wish_scores = NULL;
    took[METHOD_COMMON_R] = plain_timed(&common, places);
    took[METHOD_COMMON] = solve_timed(&common, others);
    CHECK(memcmp(places, others, size) == 0);
    took[METHOD_TOTALS] = solve_timed(city, places);
    (void)check_timed(city, places);
    struct placement_problem limited = own;
    limited.quotas = quotas;
    took[METHOD_QUOTAS] = solve_timed(&limited, places);
    (void)check_timed(&limited, places);
    took[METHOD_R] = plain_timed(&own, places);
    took[METHOD_OWN] = solve_timed(&own, others);
    CHECK(memcmp(places, others, size) == 0);
    took[METHOD_CHECK] = check_timed(&own, places);
}

static int compare_numbers(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

static void measure(uint32_t people, int repetitions, double medians[METHODS])
{
    struct arena arena;
    double took[METHODS][REPETITIONS_MOST];
    arena_init(&arena);
    struct placement_problem city = make_city(people);
    struct placement_quotas quotas = make_quotas(&arena, &city);
    uint32_t *places = city_array(people, sizeof *places);
    uint32_t *others = city_array(people, sizeof *others);
    for (int i = 0; i < repetitions; i++) {
        double once[METHODS];
        measure_once(&city, &quotas, places, others, once);
        for (int m = 0; m < METHODS; m++) {
            took[m][i] = once[m];
        }
    }
    for (int m = 0; m < METHODS; m++) {
        qsort(took[m], (size_t)repetitions, sizeof took[m][0], compare_numbers);
        medians[m] = took[m][repetitions / 2];
    }
    free(places);
    free(others);
    free_city(&city);
    arena_release(&arena);
}

/* One number for the whole way, `tens` times ten. */
static void print_growth(const double first[METHODS], const double last[METHODS], int tens)
{
    (void)printf("exponents of growth over all sizes\n");
    for (int m = 0; m < METHODS; m++) {
        (void)printf("  %-44s %5.2f\n", method_names[m], log10(last[m] / first[m]) / tens);
    }
}

/* `before`: of a tenth of the size; NULL for the smallest. */
static void print_size(uint32_t people, int repetitions, const double medians[METHODS], const double *before)
{
    (void)printf("%u applicants × %d wishes, medians of %d\n", people, WISHES, repetitions);
    for (int m = 0; m < METHODS; m++) {
        double base = m == METHOD_COMMON ? medians[METHOD_COMMON_R] : medians[METHOD_R];
        (void)printf("  %-44s %8.4f s  %5.2f of R", method_names[m], medians[m], medians[m] / base);
        if (before != NULL) {
            (void)printf("  grows with exponent %.2f", log10(medians[m] / before[m]));
        }
        (void)printf("\n");
    }
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    enum { SMALLEST = 10000, LARGEST = 100000000, SIZES = 5 };
    uint32_t largest = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
    int repetitions = argc > 2 ? (int)strtoul(argv[2], NULL, 10) : 5;
    repetitions = repetitions < 1 ? 1 : repetitions > REPETITIONS_MOST ? REPETITIONS_MOST : repetitions;
    double medians[SIZES][METHODS];
    int size = 0;
    for (uint32_t people = SMALLEST; people <= largest && people <= LARGEST; people *= 10, size++) {
        measure(people, repetitions, medians[size]);
        print_size(people, repetitions, medians[size], size == 0 ? NULL : medians[size - 1]);
    }
    if (size > 1) {
        print_growth(medians[0], medians[size - 1], size - 1);
    }
    return 0;
}
