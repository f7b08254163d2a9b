/* No order is back earlier than this: the largest of three bounds.
 *
 * single     a stop cannot be left before it is reached by the shortest ways; nor is the bus back sooner from there.
 * tree       travel and dwelling of any order are a tour, hence a 1-tree: a spanning tree of the stops, and two ways of the
 *            start. Minutes of stops that a tree uses too often are raised, of others lowered, step by step (Held & Karp
 *            1970, 1971). Of the two directions the shorter counts, of those that windows allow. Knows nothing of waiting.
 * walk       the earliest end of a walk of so many visits, which keeps windows but may come to a stop again once it has
 *            forgotten it (Christofides, Mingozzi & Toth 1981; Baldacci, Mingozzi & Roberti 2011): it remembers a stop as
 *            long as it stays near. If even such a walk is impossible, so is the tour. */
#include "match/visits_tour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TREE_ROUNDS = 150, NEAR = 5, SETS = 1 << NEAR };

/* --- single ------------------------------------------------------------------------------------------------------------------- */

static uint64_t *list_ways(struct arena *arena, const struct visits_tour *tour)
{
    size_t n = tour->count + 1;
    uint64_t *way = ARENA_ARRAY(arena, uint64_t, n * n);
    for (size_t i = 0; i < n * n; i++) {
        way[i] = tour->minutes[i];
    }
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                uint64_t over = way[i * n + k] + way[k * n + j];
                way[i * n + j] = over < way[i * n + j] ? over : way[i * n + j];
            }
        }
    }
    return way;
}

struct span_of_day {
    uint32_t *leaves; /* earliest */
    int64_t *arrives; /* latest, so as to be back */
};

/* FAR: a stop cannot be visited at all. */
static uint32_t bound_single(struct arena *arena, const struct visits_tour *tour, struct span_of_day *day)
{
    size_t n = tour->count;
    const uint64_t *way = list_ways(arena, tour);
    uint32_t bound = tour->start;
    day->leaves = ARENA_ARRAY(arena, uint32_t, n);
    day->arrives = ARENA_ARRAY(arena, int64_t, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t slot = 0;
        uint64_t there = way[n * (n + 1) + i];
        uint64_t back = way[i * (n + 1) + n];
        if (there > VISITS_DAY_MOST || back > VISITS_DAY_MOST) {
            return VISITS_FAR;
        }
        day->leaves[i] = visits_tour_leave(tour, i, tour->start + (uint32_t)there, &slot);
        day->arrives[i] = visits_tour_arrive(tour, i, (int64_t)tour->back - (int64_t)back);
        if (day->leaves[i] == VISITS_FAR || day->leaves[i] + back > tour->back) {
            return VISITS_FAR;
        }
        uint32_t end = day->leaves[i] + (uint32_t)back;
        bound = end > bound ? end : bound;
    }
    return bound;
}

/* Whether the one can be visited right before the other. */
static bool may_follow(const struct visits_tour *tour, const struct span_of_day *day, size_t from, size_t to)
{
    uint32_t minutes = visits_tour_minutes(tour, from, to);
    if (from == to || minutes == VISITS_FAR) {
        return false;
    }
    return from == tour->count || to == tour->count || (int64_t)day->leaves[from] + minutes <= day->arrives[to];
}

/* --- tree --------------------------------------------------------------------------------------------------------------------- */

struct trees {
    size_t n; /* stops; the start is number n */
    double *cost, *raise, *distance, *best_raise;
    uint32_t *parent, *degree;
    uint8_t *in;
};

static double cost_of(const struct trees *trees, size_t i, size_t j)
{
    return trees->cost[i * (trees->n + 1) + j] + trees->raise[i] + trees->raise[j];
}

/* The least 1-tree: Prim over the stops, then the two nearest of the start. Infinite when there is none. */
static double find_tree(struct trees *trees)
{
    size_t n = trees->n;
    double sum = 0;
    (void)memset(trees->in, 0, n);
    (void)memset(trees->degree, 0, (n + 1) * sizeof *trees->degree);
    for (size_t i = 0; i < n; i++) {
        trees->distance[i] = i == 0 ? 0 : HUGE_VAL;
        trees->parent[i] = VISITS_NONE;
    }
    for (size_t round = 0; round < n; round++) {
        size_t next = n;
        for (size_t i = 0; i < n; i++) {
            if (trees->in[i] == 0 && (next == n || trees->distance[i] < trees->distance[next])) {
                next = i;
            }
        }
        trees->in[next] = 1;
        sum += trees->distance[next];
        if (trees->parent[next] != VISITS_NONE) {
            trees->degree[next]++;
            trees->degree[trees->parent[next]]++;
        }
        for (size_t i = 0; i < n; i++) {
            double cost = cost_of(trees, next, i);
            if (trees->in[i] == 0 && cost < trees->distance[i]) {
                trees->distance[i] = cost;
                trees->parent[i] = (uint32_t)next;
            }
        }
    }
    for (int k = 0; k < 2; k++) {
        size_t nearest = n;
        for (size_t i = 0; i < n; i++) {
            if (trees->in[i] == 1 && (nearest == n || cost_of(trees, n, i) < cost_of(trees, n, nearest))) {
                nearest = i;
            }
        }
        sum += cost_of(trees, n, nearest);
        trees->in[nearest] = 2;
        trees->degree[nearest]++;
        trees->degree[n]++;
    }
    for (size_t i = 0; i <= n; i++) {
        sum -= 2 * trees->raise[i];
    }
    return sum;
}

/* Minutes on the way, at the least. `goal`: what is hoped for. Infinite: no tour at all. */
static double climb(struct trees *trees, double goal)
{
    double best = 0;
    double scale = 1.5;
    int idle = 0;
    for (int round = 0; round < TREE_ROUNDS; round++) {
        double sum = find_tree(trees);
        double misses = 0;
        if (isinf(sum)) {
            return sum;
        }
        for (size_t i = 0; i <= trees->n; i++) {
            double miss = (double)trees->degree[i] - 2;
            misses += miss * miss;
        }
        idle = sum > best ? 0 : idle + 1;
        best = sum > best ? sum : best;
        if (misses == 0 || best >= goal) {
            break;
        }
        if (idle >= 8) {
            scale *= 0.6;
            idle = 0;
        }
        double step = scale * (goal * 1.01 + 1 - sum) / misses;
        for (size_t i = 0; i <= trees->n; i++) {
            trees->raise[i] += step * ((double)trees->degree[i] - 2);
        }
    }
    return best;
}

static uint32_t bound_tree(struct arena *arena, const struct visits_tour *tour, const struct span_of_day *day,
                           uint32_t end)
{
    size_t n = tour->count;
    struct trees trees = {.n = n};
    double dwelling = 0;
    trees.cost = ARENA_ARRAY(arena, double, (n + 1) * (n + 1));
    trees.raise = ARENA_ARRAY(arena, double, n + 1);
    trees.distance = ARENA_ARRAY(arena, double, n + 1);
    trees.parent = ARENA_ARRAY(arena, uint32_t, n + 1);
    trees.degree = ARENA_ARRAY(arena, uint32_t, n + 1);
    trees.in = ARENA_ARRAY(arena, uint8_t, n + 1);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= n; j++) {
            double one = may_follow(tour, day, i, j) ? (double)visits_tour_minutes(tour, i, j) : HUGE_VAL;
            double other = may_follow(tour, day, j, i) ? (double)visits_tour_minutes(tour, j, i) : HUGE_VAL;
            trees.cost[i * (n + 1) + j] = one < other ? one : other;
        }
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t least = VISITS_FAR;
        for (uint32_t s = tour->slot_starts[i]; s < tour->slot_starts[i + 1]; s++) {
            least = tour->slots[s].dwell < least ? tour->slots[s].dwell : least;
        }
        dwelling += least;
    }
    double limit = end == VISITS_FAR ? tour->back : end;
    double minutes = climb(&trees, limit - tour->start - dwelling);
    double bound = tour->start + dwelling + ceil(minutes - 1e-6);
    return isinf(minutes) || bound > tour->back ? VISITS_FAR : (uint32_t)bound;
}

/* --- walk --------------------------------------------------------------------------------------------------------------------- */

struct walk {
    const struct visits_tour *tour;
    const struct span_of_day *day;
    size_t n;
    uint8_t *carried;      /* stop × stop × set: the set at the second; SETS: cannot go there */
    uint32_t *near;        /* stop × NEAR: what a walk remembers there */
    uint32_t *here, *next; /* stop × set of remembered: earliest leaving */
};

static void list_remembered(struct arena *arena, struct walk *walk)
{
    size_t n = walk->n;
    walk->near = ARENA_ARRAY(arena, uint32_t, n * NEAR);
    for (size_t i = 0; i < n; i++) {
        uint32_t *near = &walk->near[i * NEAR];
        for (size_t k = 0; k < NEAR; k++) {
            near[k] = VISITS_NONE;
            for (uint32_t j = 0; j < n; j++) {
                bool had = j == i;
                for (size_t m = 0; m < k; m++) {
                    had = had || near[m] == j;
                }
                uint32_t minutes = visits_tour_minutes(walk->tour, j, i);
                if (!had && (near[k] == VISITS_NONE || minutes < visits_tour_minutes(walk->tour, near[k], i))) {
                    near[k] = j;
                }
            }
        }
    }
}

/* What is remembered of a set at one stop, and of that stop, at the next; SETS: the walk remembers the next, and cannot go
 * there. */
static size_t carry(const struct walk *walk, size_t from, size_t set, size_t to)
{
    size_t carried = 0;
    for (size_t k = 0; k < NEAR; k++) {
        if ((set >> k & 1) != 0 && walk->near[from * NEAR + k] == to) {
            return SETS;
        }
        uint32_t stop = walk->near[to * NEAR + k];
        bool known = stop == from;
        for (size_t m = 0; m < NEAR && !known; m++) {
            known = (set >> m & 1) != 0 && walk->near[from * NEAR + m] == stop;
        }
        carried |= known && stop != VISITS_NONE ? (size_t)1 << k : 0;
    }
    return carried;
}

static void list_carried(struct arena *arena, struct walk *walk)
{
    size_t n = walk->n;
    walk->carried = ARENA_ARRAY(arena, uint8_t, n * n * SETS);
    for (size_t from = 0; from < n; from++) {
        for (size_t to = 0; to < n; to++) {
            uint8_t *carried = &walk->carried[(from * n + to) * SETS];
            bool never = !may_follow(walk->tour, walk->day, from, to);
            for (size_t set = 0; set < SETS; set++) {
                carried[set] = never ? SETS : (uint8_t)carry(walk, from, set, to);
            }
        }
    }
}

static void step(struct walk *walk, size_t from, size_t to)
{
    const uint8_t *carried = &walk->carried[(from * walk->n + to) * SETS];
    uint32_t minutes = visits_tour_minutes(walk->tour, from, to);
    for (size_t set = 0; set < SETS && carried[0] != SETS; set++) {
        uint32_t time = walk->here[from * SETS + set];
        uint32_t slot = 0;
        if (time == VISITS_FAR || carried[set] == SETS || (int64_t)time + minutes > walk->day->arrives[to]) {
            continue;
        }
        uint32_t *place = &walk->next[to * SETS + carried[set]];
        if (time + minutes < *place) {
            uint32_t leave = visits_tour_leave(walk->tour, to, time + minutes, &slot);
            *place = leave < *place ? leave : *place;
        }
    }
}

static uint32_t bound_walk(struct arena *arena, const struct visits_tour *tour, const struct span_of_day *day)
{
    struct walk walk = {.tour = tour, .day = day, .n = tour->count};
    size_t n = walk.n;
    size_t bytes = n * SETS * sizeof(uint32_t);
    list_remembered(arena, &walk);
    list_carried(arena, &walk);
    walk.here = ARENA_ARRAY(arena, uint32_t, n * SETS);
    walk.next = ARENA_ARRAY(arena, uint32_t, n * SETS);
    (void)memset(walk.here, 0xff, bytes);
    for (size_t i = 0; i < n; i++) {
        uint32_t minutes = visits_tour_minutes(tour, n, i);
        uint32_t slot = 0;
        if (minutes != VISITS_FAR && (int64_t)tour->start + minutes <= day->arrives[i]) {
            walk.here[i * SETS] = visits_tour_leave(tour, i, tour->start + minutes, &slot);
        }
    }
    for (size_t visits = 1; visits < n; visits++) {
        (void)memset(walk.next, 0xff, bytes);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                step(&walk, i, j);
            }
        }
        uint32_t *swap = walk.here;
        walk.here = walk.next;
        walk.next = swap;
    }
    uint32_t bound = VISITS_FAR;
    for (size_t i = 0; i < n; i++) {
        uint32_t minutes = visits_tour_minutes(tour, i, n);
        for (size_t set = 0; set < SETS && minutes != VISITS_FAR; set++) {
            uint32_t time = walk.here[i * SETS + set];
            bound = time != VISITS_FAR && time + minutes < bound ? time + minutes : bound;
        }
    }
    return bound > tour->back ? VISITS_FAR : bound;
}

uint32_t visits_tour_bound(struct arena *arena, const struct visits_tour *tour, uint32_t end)
{
    struct span_of_day day;
    uint32_t bound = bound_single(arena, tour, &day);
    if (bound == VISITS_FAR || tour->count < 3 || bound == end) {
        return bound;
    }
    uint32_t tree = bound_tree(arena, tour, &day, end);
    bound = tree > bound ? tree : bound;
    if (bound == VISITS_FAR || bound == end) {
        return bound;
    }
    uint32_t walk = bound_walk(arena, tour, &day);
    return walk > bound ? walk : bound;
}
