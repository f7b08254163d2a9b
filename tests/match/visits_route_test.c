/* Routes: against every order, and against a plain branch and bound; the search against the exact; bounds. */
#include "tests/match/visits_instance.h"
#include "tests/test.h"

#include <string.h>

enum { TINY = 7 };

struct best_route {
    bool found;
    uint32_t room, back, depart;
};

struct orders {
    const struct visits_problem *problem;
    const uint32_t *sites;
    size_t count;
    uint32_t most;
    uint32_t order[TINY];
    struct best_route best;
};

static uint32_t way(const struct visits_problem *problem, uint32_t from, uint32_t to)
{
    return from == to ? 0 : problem->travel[from * problem->place_count + to];
}

/* By trying each window of each stop, from this time and place on; the room is the smallest met. */
static void try_windows(struct orders *orders, size_t k, uint32_t place, uint32_t time, uint32_t room, uint32_t depart)
{
    const struct visits_problem *problem = orders->problem;
    const struct visits_bus *bus = &problem->buses[0];
    uint32_t to = k == orders->count ? bus->place : orders->order[k];
    uint32_t minutes = way(problem, place, to);
    if (minutes == VISITS_FAR) {
        return;
    }
    if (k == orders->count) {
        struct best_route *best = &orders->best;
        uint32_t back = time + minutes;
        bool better = !best->found || room > best->room || (room == best->room && back < best->back) ||
                      (room == best->room && back == best->back && depart > best->depart);
        if (back <= bus->back && better) {
            *best = (struct best_route){true, room, back, depart};
        }
        return;
    }
    for (size_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        uint32_t begin = time + minutes > window->open ? time + minutes : window->open;
        if (window->site == to && begin + window->dwell <= window->close) {
            try_windows(orders, k + 1, to, begin + window->dwell, window->capacity < room ? window->capacity : room,
                        depart);
        }
    }
}

static void try_orders(struct orders *orders, size_t k, bool late)
{
    if (k == orders->count) {
        uint32_t start = orders->problem->buses[0].start;
        for (uint32_t depart = start; depart <= start + (late ? 600 : 0); depart++) {
            try_windows(orders, 0, orders->problem->buses[0].place, depart, orders->most, depart);
        }
        return;
    }
    for (size_t i = 0; i < orders->count; i++) {
        bool had = false;
        for (size_t j = 0; j < k; j++) {
            had = had || orders->order[j] == orders->sites[i];
        }
        if (!had) {
            orders->order[k] = orders->sites[i];
            try_orders(orders, k + 1, late);
        }
    }
}

static const struct visits_shape route_shape = {1, TINY, 1, 1, 3, 1, 6, 6, TINY, 400, 0, false, false, false, true};

static void compare_with_all_orders(size_t sites, unsigned rounds, bool late, uint32_t slack)
{
    struct random random;
    random_init(&random, 17 + sites);
    unsigned found = 0;
    for (unsigned n = 0; n < rounds; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_route route;
        struct visits_conflict conflict;
        struct visits_shape shape = route_shape;
        uint32_t list[TINY] = {0, 1, 2, 3, 4, 5, 6};
        arena_init(&arena);
        shape.sites = sites;
        shape.slack = slack;
        shape.no_ways = n % 2 == 0;
        visits_instance(&arena, &random, &shape, &problem);
        struct orders orders = {&problem, list, sites, 5, {0}, {0}};
        try_orders(&orders, 0, late);
        struct visits_route_task task = {&problem, 0, list, sites, NULL, 1, 5, VISITS_EXACT};
        assert_int_equal(visits_find_route(&arena, &task, &route, &conflict), orders.best.found);
        if (orders.best.found) {
            found++;
            assert_int_equal(route.room, orders.best.room);
            assert_int_equal(route.trip.back, orders.best.back);
            assert_true(route.trip.proven && route.trip.bound == route.trip.back);
            assert_true(!late || route.trip.depart == orders.best.depart);
            task.exact = 0; /* by search: sound, never better than the exact, never under its bound */
            struct visits_route other;
            if (visits_find_route(&arena, &task, &other, NULL)) {
                assert_true(other.room < route.room ||
                            (other.trip.back >= route.trip.back && other.trip.bound <= route.trip.back));
                assert_true(other.trip.bound <= other.trip.back);
            }
        } else {
            assert_true(conflict.obstacle != VISITS_NO_ORDER_YET);
        }
        arena_release(&arena);
    }
    assert_true(found > rounds / 10 && found < rounds);
}

static void no_order_of_up_to_six_stops_is_better_than_the_route(void **state)
{
    (void)state;
    compare_with_all_orders(1, 300, true, 100);
    compare_with_all_orders(2, 300, true, 100);
    compare_with_all_orders(4, 80, true, 200);
    compare_with_all_orders(5, 500, false, 250);
    compare_with_all_orders(6, 150, false, 300);
}

/* --- twelve stops against another exact method -------------------------------------------------------------------------------- */

struct depth {
    const struct visits_problem *problem;
    size_t n;
    uint32_t best;
};

/* Depth first; a branch is cut when a stop left over cannot be reached in time any more, or the best is met already. */
static void go_deeper(struct depth *depth, uint32_t left, uint32_t place, uint32_t time)
{
    const struct visits_problem *problem = depth->problem;
    if (left == 0) {
        uint32_t back = time + way(problem, place, problem->buses[0].place);
        depth->best = back < depth->best && back <= problem->buses[0].back ? back : depth->best;
        return;
    }
    for (uint32_t s = 0; s < depth->n; s++) {
        const struct visits_window *window = &problem->windows[s];
        if ((left >> s & 1) != 0 && (time + window->dwell > window->close || time + window->dwell >= depth->best ||
                                     window->open + window->dwell >= depth->best)) {
            return;
        }
    }
    for (uint32_t s = 0; s < depth->n; s++) {
        const struct visits_window *window = &problem->windows[s];
        uint32_t arrive = time + way(problem, place, s);
        uint32_t begin = arrive > window->open ? arrive : window->open;
        if ((left >> s & 1) != 0 && begin + window->dwell <= window->close) {
            go_deeper(depth, left & ~(1U << s), s, begin + window->dwell);
        }
    }
}

static void twelve_stops_are_as_by_branch_and_bound(void **state)
{
    (void)state;
    enum { N = 12 };
    struct random random;
    random_init(&random, 5);
    unsigned possible = 0;
    unsigned met = 0;
    for (unsigned n = 0; n < 60; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_route route;
        struct visits_shape shape = {1, N, 1, 1, 1, 1, 6, 6, N, 1, 0, false, false, false, false};
        uint32_t list[N];
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        struct visits_window windows[N];
        for (uint32_t s = 0; s < N; s++) { /* around a hidden tour, so that there mostly is one */
            uint32_t middle = 30 + 32 * (s * 5 % N);
            uint32_t half = 20 + random_below(&random, 50);
            list[s] = s;
            windows[s] = (struct visits_window){s, middle > half ? middle - half : 0, middle + half + 10, 10, 3};
        }
        problem.windows = windows;
        struct depth depth = {&problem, N, VISITS_FAR};
        go_deeper(&depth, (1U << N) - 1, problem.buses[0].place, problem.buses[0].start);
        struct visits_route_task task = {&problem, 0, list, N, NULL, 1, 3, VISITS_EXACT};
        bool found = visits_find_route(&arena, &task, &route, NULL);
        assert_int_equal(found, depth.best != VISITS_FAR);
        if (found) {
            possible++;
            assert_int_equal(route.trip.back, depth.best);
            task.exact = 0;
            struct visits_route other;
            bool searched = visits_find_route(&arena, &task, &other, NULL);
            met += searched && other.trip.back == depth.best;
            assert_true(!searched || (other.trip.back >= depth.best && other.trip.bound <= depth.best));
        }
        arena_release(&arena);
    }
    assert_true(possible >= 20 && possible < 60);
    assert_true(met * 10 >= possible * 9); /* the search is no proof, but finds nearly all of them */
}

/* --- many stops ------------------------------------------------------------------------------------------------------------------ */

/* Stops on a circle, the way round is the best there is, and windows that leave room; numbers in a mixed order. */
static void the_search_finds_the_way_round_a_circle(void **state)
{
    (void)state;
    enum { N = 60 };
    static uint32_t travel[(N + 1) * (N + 1)];
    struct visits_window windows[N];
    uint32_t list[N];
    struct visits_bus bus = {N, 10, 0, 10000, N};
    for (uint32_t i = 0; i <= N; i++) {
        for (uint32_t j = 0; j <= N; j++) {
            uint32_t one = i * 23 % (N + 1);
            uint32_t other = j * 23 % (N + 1);
            uint32_t apart = one > other ? one - other : other - one;
            travel[i * (N + 1) + j] = 7 * (apart < N + 1 - apart ? apart : N + 1 - apart);
        }
    }
    for (uint32_t i = 0; i < N; i++) {
        list[i] = i;
        windows[i] = (struct visits_window){i, 0, 5000, 5, 10};
    }
    struct arena arena;
    arena_init(&arena);
    uint32_t none[2] = {0, 0};
    struct visits_problem problem = {.delegate_count = 1,
                                     .site_count = N,
                                     .place_count = N + 1,
                                     .window_count = N,
                                     .bus_count = 1,
                                     .organisation_count = 1,
                                     .organisations = none,
                                     .lots = none,
                                     .wish_starts = none,
                                     .windows = windows,
                                     .travel = travel,
                                     .buses = &bus};
    struct visits_route_task task = {&problem, 0, list, N, NULL, 1, 10, VISITS_EXACT};
    struct visits_route route;
    assert_true(visits_find_route(&arena, &task, &route, NULL));
    assert_int_equal(route.trip.back, 7 * (N + 1) + 5 * N);
    assert_int_equal(route.trip.bound, route.trip.back);
    assert_true(route.trip.proven);
    bus.back = 7 * (N + 1) + 5 * N - 1; /* one minute too few, and the bound proves it */
    struct visits_conflict conflict;
    assert_false(visits_find_route(&arena, &task, &route, &conflict));
    assert_int_equal(conflict.obstacle, VISITS_NO_ORDER);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_order_of_up_to_six_stops_is_better_than_the_route),
        cmocka_unit_test(twelve_stops_are_as_by_branch_and_bound),
        cmocka_unit_test(the_search_finds_the_way_round_a_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
