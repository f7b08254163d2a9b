/* How good and how fast are visits?
 *
 *   build/bench/visits_bench
 *
 * Routes of 100 stops: a published instance without windows whose shortest tour is known, a published one with windows, and
 * instances drawn as Dumas et al. (1995) did theirs, a hidden tour with windows around it. Narrow windows are judged by an exact
 * method (bench/visits_judge.h); for wide ones the hidden tour and the bound stand beside. Then 12 stops, exact; then whole
 * events. Every plan goes through the checker before a figure is printed. */
#include "bench/bench.h"
#include "bench/visits_judge.h"
#include "bench/visits_published.h"
#include "tests/match/visits_instance.h"

#include <math.h>

struct one_bus {
    struct visits_problem problem;
    struct visits_bus bus;
    uint32_t nothing[2];
    uint32_t sites[128];
    struct visits_window windows[128];
    uint32_t travel[129 * 129];
};

static void set_one_bus(struct one_bus *one, size_t sites, uint32_t back)
{
    one->bus = (struct visits_bus){(uint32_t)sites, 1, 0, back, VISITS_STOPS_MOST};
    one->nothing[0] = one->nothing[1] = 0;
    for (uint32_t s = 0; s < sites; s++) {
        one->sites[s] = s;
    }
    one->problem = (struct visits_problem){.delegate_count = 1,
                                           .site_count = sites,
                                           .place_count = sites + 1,
                                           .window_count = sites,
                                           .bus_count = 1,
                                           .organisation_count = 1,
                                           .organisations = one->nothing,
                                           .lots = one->nothing,
                                           .wish_starts = one->nothing,
                                           .windows = one->windows,
                                           .travel = one->travel,
                                           .buses = &one->bus};
}

/* Points: the start first. Rounded down, then the shortest ways, so that the triangle inequality holds. */
static void set_travel(struct one_bus *one, const struct visits_point *points, size_t sites, bool rounded)
{
    size_t n = sites + 1;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            const struct visits_point *a = &points[i == sites ? 0 : i + 1];
            const struct visits_point *b = &points[j == sites ? 0 : j + 1];
            double length = hypot((double)a->x - (double)b->x, (double)a->y - (double)b->y);
            one->travel[i * n + j] = (uint32_t)(rounded ? length + 0.5 : length);
        }
    }
    for (size_t k = 0; !rounded && k < n; k++) {
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                uint32_t over = one->travel[i * n + k] + one->travel[k * n + j];
                one->travel[i * n + j] = over < one->travel[i * n + j] ? over : one->travel[i * n + j];
            }
        }
    }
}

static void check_route(struct arena *arena, const struct one_bus *one, const struct visits_route *route)
{
    struct visits_findings findings;
    const uint32_t nowhere = VISITS_NONE;
    struct visits_plan plan = {&nowhere, route->stops, one->problem.site_count, &route->trip};
    struct visits_problem problem = one->problem;
    problem.aim = VISITS_COST;
    CHECK_OK(visits_check(arena, &problem, &plan, 0, &findings));
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
}

/* known: the best, or VISITS_FAR; told: how it is known. */
static void measure_route(const char *name, const struct one_bus *one, uint32_t known, const char *told)
{
    struct arena arena;
    struct visits_route route;
    arena_init(&arena);
    struct visits_route_task task = {&one->problem, 0, one->sites, one->problem.site_count, NULL, 1, 1, VISITS_EXACT};
    double begin = cpu();
    bool found = visits_find_route(&arena, &task, &route, NULL);
    double seconds = cpu() - begin;
    if (!found) {
        (void)printf("| %s | none | | %u (%s) | | %.2f |\n", name, known, told, seconds);
    } else {
        check_route(&arena, one, &route);
        CHECK(route.trip.bound <= route.trip.back && (known == VISITS_FAR || route.trip.bound <= known));
        (void)printf("| %s | %u | %u | %u (%s) | %+.2f %% | %.2f |\n", name, route.trip.back, route.trip.bound, known,
                     told, 100.0 * ((double)route.trip.back - known) / known, seconds);
    }
    (void)fflush(stdout);
    arena_release(&arena);
}

static void measure_published(struct one_bus *one)
{
    struct visits_point points[DUMAS_STOPS];
    set_one_bus(one, KROC100_STOPS - 1, 1000000);
    set_travel(one, kroc100, KROC100_STOPS - 1, true);
    for (uint32_t s = 0; s < KROC100_STOPS - 1; s++) {
        one->windows[s] = (struct visits_window){s, 0, 1000000, 0, 1};
    }
    measure_route("kroC100, no windows", one, KROC100_BEST, "published");
    set_one_bus(one, DUMAS_STOPS - 1, dumas[0][3]);
    for (uint32_t s = 0; s < DUMAS_STOPS; s++) {
        points[s] = (struct visits_point){dumas[s][0], dumas[s][1]};
        if (s > 0) {
            one->windows[s - 1] = (struct visits_window){s - 1, dumas[s][2], dumas[s][3], 0, 1};
        }
    }
    set_travel(one, points, DUMAS_STOPS - 1, false);
    measure_route("n100w20.001", one, judge_route(&one->problem), "exact");
}

enum { DRAWN_STOPS = 100 };

/* The next stop of a hidden tour: the nearest of all, or of three drawn. */
static size_t draw_next(struct random *random, const struct one_bus *one, size_t at, const bool *had, bool nearest)
{
    size_t next = DRAWN_STOPS;
    for (size_t draw = 0; draw < (nearest ? DRAWN_STOPS : 3) || next == DRAWN_STOPS; draw++) {
        size_t s = nearest ? draw : random_below(random, DRAWN_STOPS);
        const uint32_t *travel = &one->travel[at * (DRAWN_STOPS + 1)];
        next = !had[s] && (next == DRAWN_STOPS || travel[s] < travel[next]) ? s : next;
    }
    return next;
}

/* As Dumas et al.: stops in a square of 50 (minutes are tenths here), windows of a width around the times of a hidden tour. */
static void measure_drawn(struct one_bus *one, uint32_t width, bool nearest, uint64_t seed)
{
    struct visits_point points[DRAWN_STOPS + 1];
    struct random random;
    char name[80];
    bool had[DRAWN_STOPS] = {false};
    uint32_t time = 0;
    size_t at = DRAWN_STOPS;
    random_init(&random, seed);
    for (size_t s = 0; s <= DRAWN_STOPS; s++) {
        uint32_t x = random_below(&random, 500);
        points[s] = (struct visits_point){x, random_below(&random, 500)};
    }
    set_one_bus(one, DRAWN_STOPS, 1000000);
    set_travel(one, points, DRAWN_STOPS, false);
    for (size_t visit = 0; visit < DRAWN_STOPS; visit++) {
        size_t next = draw_next(&random, one, at, had, nearest);
        time += one->travel[at * (DRAWN_STOPS + 1) + next];
        uint32_t before = random_below(&random, width / 2 + 1);
        uint32_t after = random_below(&random, width / 2 + 1);
        one->windows[next] =
            (struct visits_window){(uint32_t)next, time > before ? time - before : 0, time + after, 0, 1};
        had[next] = true;
        at = next;
    }
    time += one->travel[at * (DRAWN_STOPS + 1) + DRAWN_STOPS];
    uint32_t best = judge_route(&one->problem);
    (void)snprintf(name, sizeof name, "%s tour, windows to %u, no. %llu", nearest ? "nearest" : "drawn", width,
                   (unsigned long long)seed);
    measure_route(name, one, best == VISITS_FAR ? time : best, best == VISITS_FAR ? "hidden tour" : "exact");
}

static void measure_twelve(void)
{
    struct random random;
    double all = 0;
    unsigned count = 0;
    random_init(&random, 3);
    for (int n = 0; n < 50; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_route route;
        struct visits_shape shape = {1, 12, 1, 1, 2, 1, 6, 6, 12, 2000, 0, false, false, false, false};
        const uint32_t sites[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        struct visits_route_task task = {&problem, 0, sites, 12, NULL, 1, 6, VISITS_EXACT};
        double begin = cpu();
        count += visits_find_route(&arena, &task, &route, NULL);
        all += cpu() - begin;
        arena_release(&arena);
    }
    (void)printf("\n12 stops, the largest group and the best route, proven: %.1f ms each (50 drawn, %u possible)\n",
                 20 * all, count);
}

static void measure_event(const struct visits_shape *shape, enum visits_aim aim)
{
    struct arena arena;
    struct random random;
    struct visits_problem problem;
    struct visits_answer answer;
    struct visits_findings findings;
    arena_init(&arena);
    random_init(&random, 7);
    visits_instance(&arena, &random, shape, &problem);
    problem.aim = aim;
    double begin = cpu();
    CHECK_OK(visits_solve(&arena, &problem, &answer, NULL));
    double seconds = cpu() - begin;
    struct visits_plan plan = visits_plan_of(&answer);
    CHECK_OK(visits_check(&arena, &problem, &plan, 0, &findings));
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
    (void)printf("| %zu on %zu buses to %zu sites, %s | %llu / %llu | %s | %llu / %llu | %s | %.2f |\n",
                 shape->delegates, shape->buses, shape->sites, aim == VISITS_STABLE ? "by lots" : "by cost",
                 (unsigned long long)answer.left_out, (unsigned long long)answer.cost,
                 answer.proven ? "proven" : "open", (unsigned long long)answer.floor_left_out,
                 (unsigned long long)answer.floor_cost, answer.best ? "proven" : "open", seconds);
    (void)fflush(stdout);
    arena_release(&arena);
}

int main(void)
{
    static struct one_bus one;
    static const struct visits_shape events[] = {
        {60, 12, 4, 30, 2, 4, 30, 60, 4, 300, 1, false, false, false, false},
        {200, 15, 6, 80, 2, 5, 60, 80, 4, 300, 0, false, false, false, false},
        {2000, 40, 50, 500, 2, 6, 70, 200, 4, 300, 0, false, false, false, false},
    };
    (void)printf("| route of 100 stops | back | bound | best known | above | s |\n|---|---|---|---|---|---|\n");
    measure_published(&one);
    for (uint32_t width = 200; width <= 3200; width *= 2) {
        for (uint64_t seed = 1; seed <= 4; seed++) {
            measure_drawn(&one, width, seed % 2 == 0, seed);
        }
    }
    measure_twelve();
    (void)printf("\n| event | left out / ranks | groups on these tours | floor | no plan is better | s |\n"
                 "|---|---|---|---|---|---|\n");
    for (size_t k = 0; k < sizeof events / sizeof events[0]; k++) {
        measure_event(&events[k], VISITS_STABLE);
        measure_event(&events[k], VISITS_COST);
    }
    return 0;
}
