/* The most that can ride, by prices of windows (Lagrange; Held & Karp 1971 for the steps): a group stays together, which a flow
 * does not know.
 *
 * Whoever comes to a window pays its price, in parts of a rider; the places of all windows together are worth prices × capacity.
 * Whatever the prices, no plan carries more than that worth, and for each bus what its best group brings beyond what it pays:
 * of r people r × (1 - the cheapest window that takes r, of each stop of a given tour, or of any one site). Prices rise
 * where the groups so chosen are too many, and fall where they are few; the least value is kept. */
#include "match/visits_joint.h"

#include <string.h>

enum { ROUNDS = 300, SLOWER = 20 };
#define WHOLE      65536LL /* a rider */
#define STEPS_MOST 200000000ULL

struct prices {
    const struct visits_problem *problem;
    const uint8_t *reaches; /* bus × window */
    const uint32_t *rooms;
    uint32_t *calls; /* tours of a bus begin here; bus + 1 */
    int64_t *price;  /* a window */
    int64_t *loads;
    uint32_t *cheapest; /* windows of the group that is tried, and of the best */
    uint32_t *chosen;
    uint64_t steps;
};

/* The windows of a site that a bus reaches begin where? Windows are ascending by site. */
static size_t skip_to(const struct visits_problem *problem, size_t from, uint32_t site)
{
    while (from < problem->window_count && problem->windows[from].site < site) {
        from++;
    }
    return from;
}

/* Of the site, beginning at `from`, the cheapest window that takes so many; VISITS_NONE: none does. */
static uint32_t find_cheapest(struct prices *prices, uint32_t bus, size_t from, uint32_t size)
{
    const struct visits_problem *problem = prices->problem;
    uint32_t best = VISITS_NONE;
    for (size_t w = from; w < problem->window_count && problem->windows[w].site == problem->windows[from].site; w++) {
        bool takes = prices->reaches[bus * problem->window_count + w] != 0 && problem->windows[w].capacity >= size;
        best = takes && (best == VISITS_NONE || prices->price[w] < prices->price[best]) ? (uint32_t)w : best;
        prices->steps++;
    }
    return best;
}

/* What a group of this size brings on the given tour; windows into `cheapest`. */
static int64_t try_tour(struct prices *prices, uint32_t bus, uint32_t size)
{
    const struct visits_problem *problem = prices->problem;
    int64_t left = WHOLE;
    size_t from = 0;
    for (uint32_t t = prices->calls[bus]; t < prices->calls[bus + 1]; t++) {
        from = skip_to(problem, from, problem->tours[t].site);
        uint32_t window = from < problem->window_count ? find_cheapest(prices, bus, from, size) : VISITS_NONE;
        if (window == VISITS_NONE) {
            return 0;
        }
        prices->cheapest[t - prices->calls[bus]] = window;
        left -= prices->price[window];
    }
    return left > 0 ? left * size : 0;
}

/* Sizes that matter are those at which a window closes: capacities, and the room. */
static int64_t choose_on_tour(struct prices *prices, uint32_t bus)
{
    const struct visits_problem *problem = prices->problem;
    size_t stops = prices->calls[bus + 1] - prices->calls[bus];
    int64_t best = 0;
    uint32_t best_size = 0;
    for (size_t w = 0; stops > 0 && w <= problem->window_count; w++) {
        uint32_t size = prices->rooms[bus];
        if (w < problem->window_count) {
            bool tight = prices->reaches[bus * problem->window_count + w] != 0 && problem->windows[w].capacity < size;
            size = tight ? problem->windows[w].capacity : 0;
        }
        int64_t brings = size == 0 ? 0 : try_tour(prices, bus, size);
        if (brings > best) {
            best = brings;
            best_size = size;
            (void)memcpy(prices->chosen, prices->cheapest, stops * sizeof *prices->chosen);
        }
    }
    prices->steps += problem->window_count;
    for (size_t k = 0; best > 0 && k < stops; k++) {
        prices->loads[prices->chosen[k]] += best_size;
    }
    return best;
}

/* Free tours: any one window. */
static int64_t choose_anywhere(struct prices *prices, uint32_t bus)
{
    const struct visits_problem *problem = prices->problem;
    int64_t best = 0;
    uint32_t at = VISITS_NONE;
    uint32_t best_size = 0;
    for (uint32_t w = 0; w < problem->window_count; w++) {
        uint32_t capacity = problem->windows[w].capacity;
        uint32_t size = capacity < prices->rooms[bus] ? capacity : prices->rooms[bus];
        int64_t brings = (WHOLE - prices->price[w]) * size;
        if (prices->reaches[bus * problem->window_count + w] != 0 && brings > best) {
            best = brings;
            at = w;
            best_size = size;
        }
    }
    prices->steps += problem->window_count;
    if (at != VISITS_NONE) {
        prices->loads[at] += best_size;
    }
    return best;
}

static int64_t count_value(struct prices *prices)
{
    const struct visits_problem *problem = prices->problem;
    int64_t value = 0;
    (void)memset(prices->loads, 0, (problem->window_count + 1) * sizeof *prices->loads);
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        value += problem->tours != NULL ? choose_on_tour(prices, b) : choose_anywhere(prices, b);
    }
    for (size_t w = 0; w < problem->window_count; w++) {
        value += prices->price[w] * problem->windows[w].capacity;
    }
    return value;
}

/* By how much too many, or too few, came in parts of the capacity; ever smaller steps. */
static void change_prices(struct prices *prices, int64_t round)
{
    const struct visits_problem *problem = prices->problem;
    for (size_t w = 0; w < problem->window_count; w++) {
        int64_t capacity = problem->windows[w].capacity;
        int64_t beyond = prices->loads[w] - capacity;
        beyond = beyond > 2 * capacity ? 2 * capacity : beyond;
        int64_t price = prices->price[w] + beyond * WHOLE * SLOWER / (capacity * 8 * (SLOWER + round));
        prices->price[w] = price < 0 ? 0 : price > WHOLE ? WHOLE : price;
    }
}

uint64_t visits_price_windows(const struct visits_problem *problem, const uint8_t *reaches, const uint32_t *rooms)
{
    struct arena arena;
    struct prices prices = {.problem = problem, .reaches = reaches, .rooms = rooms};
    int64_t least = INT64_MAX;
    arena_init(&arena);
    prices.price = ARENA_ARRAY(&arena, int64_t, problem->window_count + 1);
    prices.loads = ARENA_ARRAY(&arena, int64_t, problem->window_count + 1);
    prices.cheapest = ARENA_ARRAY(&arena, uint32_t, VISITS_STOPS_MOST);
    prices.chosen = ARENA_ARRAY(&arena, uint32_t, VISITS_STOPS_MOST);
    prices.calls = ARENA_ARRAY(&arena, uint32_t, problem->bus_count + 1);
    for (size_t t = 0; problem->tours != NULL && t < problem->tour_count; t++) {
        prices.calls[problem->tours[t].bus + 1]++;
    }
    for (size_t b = 0; b < problem->bus_count; b++) {
        prices.calls[b + 1] += prices.calls[b];
    }
    for (int64_t round = 0; round < ROUNDS && prices.steps < STEPS_MOST; round++) {
        int64_t value = count_value(&prices);
        least = value < least ? value : least;
        change_prices(&prices, round);
    }
    arena_release(&arena);
    return (uint64_t)(least / WHOLE);
}
