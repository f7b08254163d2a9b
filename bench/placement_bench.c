/* How fast is stable placement? Against a plain deferred acceptance, kept here as the yardstick R.
 *
 *   build/bench/placement_bench [largest number of applicants] [repetitions]
 *
 * Applicants × 10 wishes, seats of 1 to 39 places for nine applicants in ten, popular seats wished for more often, 600
 * scores so that lots matter. In one paired run each repetition measures every method once, in turn; medians of CPU
 * seconds, as ratios to R of the same size. Every answer is compared with R's, and checked, before a figure is printed.
 */
#include "base/check.h"
#include "base/random.h"
#include "match/placement.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WISHES = 10, REPETITIONS_MOST = 15, SEATS_EACH = 20 };

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

/* --- the yardstick -------------------------------------------------------------------------------------------------- */

struct held {
    uint64_t lot;
    uint32_t score, applicant;
};

static bool is_worse(const struct held *left, const struct held *right)
{
    return left->score != right->score ? left->score < right->score : left->lot > right->lot;
}

static void plain_up(struct held *heap, uint32_t at)
{
    while (at > 0 && is_worse(&heap[at], &heap[(at - 1) / 2])) {
        struct held kept = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = kept;
        at = (at - 1) / 2;
    }
}

static void plain_down(struct held *heap, uint32_t count)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t worst = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++) {
            worst = is_worse(&heap[child], &heap[worst]) ? child : worst;
        }
        if (worst == at) {
            return;
        }
        struct held kept = heap[at];
        heap[at] = heap[worst];
        heap[worst] = kept;
        at = worst;
    }
}

/* One applicant after another; whoever is sent away goes on at once. */
static void solve_plain(struct arena *arena, const struct placement_problem *problem, uint32_t *places)
{
    uint32_t *next = ARENA_ARRAY(arena, uint32_t, problem->applicant_count);
    uint32_t *counts = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    size_t *starts = ARENA_ARRAY(arena, size_t, problem->seat_count + 1);
    for (size_t s = 0; s < problem->seat_count; s++) {
        starts[s + 1] = starts[s] + problem->capacities[s];
    }
    struct held *heaps = ARENA_ARRAY(arena, struct held, starts[problem->seat_count]);
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        next[a] = problem->wish_starts[a];
        places[a] = PLACEMENT_NONE;
    }
    for (uint32_t fresh = 0; fresh < problem->applicant_count; fresh++) {
        uint32_t asking = fresh;
        while (asking != PLACEMENT_NONE && next[asking] < problem->wish_starts[asking + 1]) {
            uint32_t wish = next[asking]++;
            uint32_t seat = problem->wishes[wish];
            struct held *heap = heaps + starts[seat];
            struct held new = {problem->lots[asking],
                               problem->wish_scores == NULL ? problem->scores[asking] : problem->wish_scores[wish],
                               asking};
            if (counts[seat] < problem->capacities[seat]) {
                heap[counts[seat]] = new;
                plain_up(heap, counts[seat]++);
                places[asking] = seat;
                asking = PLACEMENT_NONE;
            } else if (is_worse(&heap[0], &new)) {
                uint32_t gone = heap[0].applicant;
                places[gone] = PLACEMENT_NONE;
                places[asking] = seat;
                heap[0] = new;
                plain_down(heap, counts[seat]);
                asking = gone;
            }
        }
    }
}

/* --- the city ------------------------------------------------------------------------------------------------------- */

/* Squared, so that the first seats are wished for more often. */
static uint32_t popular_seat(struct random *random, uint32_t seats)
{
    double x = (double)(random_next(random) >> 11) / 9007199254740992.0;
    return (uint32_t)(pow(x, 1.5) * seats);
}

static bool occurs(const uint32_t *list, uint32_t length, uint32_t seat)
{
    for (uint32_t i = 0; i < length; i++) {
        if (list[i] == seat) {
            return true;
        }
    }
    return false;
}

static struct placement_problem make_city(struct arena *arena, uint32_t people)
{
    struct random random;
    random_init(&random, people);
    uint32_t seats = people * 9 / 10 / SEATS_EACH;
    uint32_t firms = seats / 5 + 1;
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, people + 1);
    uint32_t *wishes = ARENA_ARRAY(arena, uint32_t, (size_t)people * WISHES);
    uint32_t *wish_scores = ARENA_ARRAY(arena, uint32_t, (size_t)people * WISHES);
    uint32_t *scores = ARENA_ARRAY(arena, uint32_t, people);
    uint64_t *lots = ARENA_ARRAY(arena, uint64_t, people);
    uint32_t *capacities = ARENA_ARRAY(arena, uint32_t, seats);
    uint32_t *enterprises = ARENA_ARRAY(arena, uint32_t, seats);
    uint32_t *totals = ARENA_ARRAY(arena, uint32_t, firms);
    for (uint32_t s = 0; s < seats; s++) {
        capacities[s] = 1 + random_below(&random, 2 * SEATS_EACH - 1);
        enterprises[s] = random_below(&random, firms);
        totals[enterprises[s]] += capacities[s];
    }
    for (uint32_t e = 0; e < firms; e++) {
        totals[e] = totals[e] * 19 / 20;
    }
    for (uint32_t a = 0; a < people; a++) {
        starts[a + 1] = starts[a] + WISHES;
        scores[a] = random_below(&random, 600);
        lots[a] = random_next(&random);
        for (uint32_t i = 0; i < WISHES; i++) {
            uint32_t *list = wishes + starts[a];
            do {
                list[i] = popular_seat(&random, seats);
            } while (occurs(list, i, list[i]));
            wish_scores[starts[a] + i] = random_below(&random, 600);
        }
    }
    return (struct placement_problem){people,      seats, firms,      starts,      wishes, scores,
                                      wish_scores, lots,  capacities, enterprises, totals, NULL};
}

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
    struct arena arena;
    arena_init(&arena);
    double before = seconds_now();
    solve_plain(&arena, problem, places);
    double took = seconds_now() - before;
    arena_release(&arena);
    return took;
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
    struct placement_problem city = make_city(&arena, people);
    struct placement_quotas quotas = make_quotas(&arena, &city);
    uint32_t *places = ARENA_ARRAY(&arena, uint32_t, people);
    uint32_t *others = ARENA_ARRAY(&arena, uint32_t, people);
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
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    uint32_t largest = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
    int repetitions = argc > 2 ? (int)strtoul(argv[2], NULL, 10) : 5;
    repetitions = repetitions < 1 ? 1 : repetitions > REPETITIONS_MOST ? REPETITIONS_MOST : repetitions;
    double before[METHODS] = {0};
    uint32_t size_before = 0;
    for (uint32_t people = 10000; people <= largest && people <= 100000000; people *= 10) {
        double medians[METHODS];
        measure(people, repetitions, medians);
        (void)printf("%u applicants × %d wishes, medians of %d\n", people, WISHES, repetitions);
        for (int m = 0; m < METHODS; m++) {
            double base = m == METHOD_COMMON ? medians[METHOD_COMMON_R] : medians[METHOD_R];
            (void)printf("  %-44s %8.4f s  %5.2f of R", method_names[m], medians[m], medians[m] / base);
            if (size_before > 0) {
                (void)printf("  grows with exponent %.2f", log10(medians[m] / before[m]));
            }
            (void)printf("\n");
            before[m] = medians[m];
        }
        size_before = people;
    }
    return 0;
}
