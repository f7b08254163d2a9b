/* A good order of many stops: insertion, then iterated local search.
 *
 * An order is worth (lateness, return, travel), the smaller the better in this order; lateness is by how many minutes windows
 * and the return are missed in all, so that a way out of orders that cannot be driven is found too. Local search joins a
 * stop to one of its near followers: by turning the stretch between them (Croes 1958) or by moving up to three stops (Or
 * 1976), turned or not. An order that nothing joins better is shaken by exchanging two neighbouring stretches (the double
 * bridge of Martin, Otto & Felten 1991) and searched again around the places of the shake; what is not worse is kept. The
 * shakes follow numbers that are drawn from the problem itself, and end after a fixed number of steps. */
#include "base/random.h"
#include "match/visits_tour.h"

#include <stdlib.h>
#include <string.h>

enum { NEAR_MOST = 10, MOVED_MOST = 3, SHAKE_MOST = 30 };
#define STEPS_MOST  40000000ULL
#define STEPS_EACH  4000ULL     /* for each pair of stops */
#define LATE_NO_WAY 10000000ULL /* a missing way is as bad as this many minutes */
#define WORSE_PARTS 400         /* an order is kept if its return is later by at most one part in so many */

struct worth {
    uint64_t late, end, travel;
};

struct search {
    struct arena *arena;
    const struct visits_tour *tour;
    size_t n;
    uint32_t *order, *place; /* stop at a place; place of a stop */
    struct worth *after;     /* one a place: when the visit there is over (end), what was late and driven until then */
    struct worth now;
    uint32_t *fresh; /* a stretch that is tried */
    uint32_t *near;  /* stop × NEAR_MOST, ended by NONE: followers */
    uint8_t *quiet;  /* stops around which nothing is better */
    uint32_t *queue;
    size_t queued;
    uint64_t steps;
};

static bool is_better(const struct worth *one, const struct worth *other)
{
    if (one->late != other->late) {
        return one->late < other->late;
    }
    return one->end != other->end ? one->end < other->end : one->travel < other->travel;
}

static struct worth drive_on(const struct visits_tour *tour, struct worth before, size_t from, size_t to)
{
    uint32_t minutes = visits_tour_minutes(tour, from, to);
    uint32_t slot = 0;
    if (minutes == VISITS_FAR) {
        minutes = 0;
        before.late += LATE_NO_WAY;
    }
    before.travel += minutes;
    before.end += minutes;
    if (to == tour->count) {
        before.late += before.end > tour->back ? before.end - tour->back : 0;
        return before;
    }
    if (before.end <= 2 * (uint64_t)VISITS_DAY_MOST) {
        uint32_t leave = visits_tour_leave(tour, to, (uint32_t)before.end, &slot);
        if (leave != VISITS_FAR) {
            before.end = leave;
            return before;
        }
    }
    uint64_t last = 0; /* too late for all windows: as if it had been the last moment of the last */
    uint32_t dwell = 0;
    for (uint32_t s = tour->slot_starts[to]; s < tour->slot_starts[to + 1]; s++) {
        const struct visits_slot *window = &tour->slots[s];
        dwell = window->close - window->dwell >= last ? window->dwell : dwell;
        last = window->close - window->dwell >= last ? window->close - window->dwell : last;
    }
    before.late += before.end > last ? before.end - last : 0;
    before.end += dwell;
    return before;
}

static struct worth worth_before(const struct search *search, size_t place)
{
    return place == 0 ? (struct worth){0, search->tour->start, 0} : search->after[place - 1];
}

/* From this place on anew. */
static void follow(struct search *search, size_t place)
{
    struct worth worth = worth_before(search, place);
    size_t from = place == 0 ? search->n : search->order[place - 1];
    for (size_t k = place; k < search->n; k++) {
        worth = drive_on(search->tour, worth, from, search->order[k]);
        from = search->order[k];
        search->after[k] = worth;
        search->place[from] = (uint32_t)k;
    }
    search->now = drive_on(search->tour, worth, from, search->n);
    search->steps += search->n - place;
}

/* Would the order be better with `fresh` at the places low … low + count - 1? */
static bool gains(struct search *search, size_t low, size_t count)
{
    struct worth worth = worth_before(search, low);
    size_t from = low == 0 ? search->n : search->order[low - 1];
    for (size_t k = 0; k < count; k++) {
        worth = drive_on(search->tour, worth, from, search->fresh[k]);
        from = search->fresh[k];
        search->steps++;
        if (worth.late > search->now.late) {
            return false;
        }
    }
    for (size_t k = low + count; k < search->n; k++) {
        worth = drive_on(search->tour, worth, from, search->order[k]);
        from = search->order[k];
        search->steps++;
        const struct worth *old = &search->after[k];
        if (worth.late >= old->late && worth.end >= old->end && worth.travel >= old->travel) {
            return false;
        }
        if (worth.late <= old->late && worth.end <= old->end && worth.travel < old->travel) {
            return true;
        }
    }
    worth = drive_on(search->tour, worth, from, search->n);
    return is_better(&worth, &search->now);
}

static void wake(struct search *search, size_t place)
{
    if (place < search->n && search->quiet[search->order[place]] != 0) {
        search->quiet[search->order[place]] = 0;
        search->queue[search->queued++] = search->order[place];
    }
}

/* The fresh stretch stays. Stops at its ends are looked at again. */
static void take_fresh(struct search *search, size_t low, size_t count)
{
    (void)memcpy(&search->order[low], search->fresh, count * sizeof *search->fresh);
    follow(search, low);
    for (size_t k = low == 0 ? 0 : low - 1; k <= low + MOVED_MOST; k++) {
        wake(search, k);
    }
    for (size_t k = low + count < MOVED_MOST + 1 ? 0 : low + count - MOVED_MOST - 1; k <= low + count; k++) {
        wake(search, k);
    }
}

/* `moved` stops from `from` on are put before the stop at `to`, which lies outside of them. */
static bool try_move(struct search *search, size_t from, size_t moved, size_t to, bool turned)
{
    size_t low = from < to ? from : to;
    size_t count = from < to ? to - from : from + moved - to;
    size_t others = count - moved;
    size_t at = from < to ? others : 0;
    for (size_t k = 0; k < moved; k++) {
        search->fresh[at + k] = search->order[from + (turned ? moved - 1 - k : k)];
    }
    (void)memcpy(&search->fresh[from < to ? 0 : moved], &search->order[from < to ? from + moved : to],
                 others * sizeof *search->fresh);
    if (others == 0 || !gains(search, low, count)) {
        return false;
    }
    take_fresh(search, low, count);
    return true;
}

static bool try_turn(struct search *search, size_t low, size_t high)
{
    for (size_t k = low; k <= high; k++) {
        search->fresh[k - low] = search->order[low + high - k];
    }
    if (!gains(search, low, high - low + 1)) {
        return false;
    }
    take_fresh(search, low, high - low + 1);
    return true;
}

/* Every way to have `next` right behind `stop` (the number of stops: the start). */
static bool try_join(struct search *search, size_t stop, size_t next)
{
    size_t n = search->n;
    size_t behind = stop == n ? 0 : search->place[stop] + 1U; /* where next should stand */
    size_t at = search->place[next];
    if (at == behind) {
        return false;
    }
    if (behind < at && try_turn(search, behind, at)) {
        return true;
    }
    for (size_t moved = 1; moved <= MOVED_MOST; moved++) {
        bool fits = at + moved <= n && (behind <= at || behind >= at + moved);
        bool fits_turned = at + 1 >= moved && (behind <= at + 1 - moved || behind > at);
        if ((fits && try_move(search, at, moved, behind, false)) ||
            (fits_turned && moved > 1 && try_move(search, at + 1 - moved, moved, behind, true))) {
            return true;
        }
        bool pulls = stop != n && behind >= moved && (at < behind - moved || at >= behind);
        if (pulls && try_move(search, behind - moved, moved, at, false)) {
            return true;
        }
    }
    return false;
}

static void settle(struct search *search)
{
    while (search->queued > 0) {
        uint32_t stop = search->queue[--search->queued];
        search->quiet[stop] = 1;
        const uint32_t *near = &search->near[(size_t)stop * NEAR_MOST];
        for (size_t k = 0; k < NEAR_MOST && near[k] != VISITS_NONE; k++) {
            if (try_join(search, stop, near[k])) {
                wake(search, search->place[stop]);
                break;
            }
        }
    }
    (void)try_join(search, search->n, search->near[search->n * NEAR_MOST]);
}

/* --- followers -------------------------------------------------------------------------------------------------------------- */

struct follower {
    uint64_t distance;
    uint32_t stop;
};

static int compare_followers(const void *left, const void *right)
{
    const struct follower *a = left;
    const struct follower *b = right;
    if (a->distance != b->distance) {
        return a->distance < b->distance ? -1 : 1;
    }
    return (a->stop > b->stop) - (a->stop < b->stop);
}

/* The time from the last leaving of the one to the first begin at the other, which can never be less; pairs that cannot
 * follow one another are far. */
static uint64_t distance(const struct visits_tour *tour, size_t from, size_t to)
{
    uint32_t minutes = visits_tour_minutes(tour, from, to);
    uint32_t slot = 0;
    uint64_t last = tour->start;
    uint64_t first = UINT64_MAX;
    uint32_t come = from == tour->count ? 0 : visits_tour_minutes(tour, tour->count, from);
    for (uint32_t s = from == tour->count ? 1 : tour->slot_starts[from];
         from < tour->count && s < tour->slot_starts[from + 1]; s++) {
        last = tour->slots[s].close > last ? tour->slots[s].close : last;
    }
    for (uint32_t s = tour->slot_starts[to]; s < tour->slot_starts[to + 1]; s++) {
        first = tour->slots[s].open < first ? tour->slots[s].open : first;
    }
    if (minutes == VISITS_FAR || first == UINT64_MAX) {
        return UINT64_MAX / 4;
    }
    if (come != VISITS_FAR && from < tour->count) {
        uint32_t leave = visits_tour_leave(tour, from, tour->start, &slot);
        bool never = leave == VISITS_FAR || visits_tour_leave(tour, to, leave + minutes, &slot) == VISITS_FAR;
        if (never) {
            return UINT64_MAX / 8;
        }
    }
    return minutes + (first > last + minutes ? first - last - minutes : 0);
}

static void list_near(struct search *search)
{
    size_t n = search->n;
    struct follower *followers = ARENA_ARRAY(search->arena, struct follower, n);
    search->near = ARENA_ARRAY(search->arena, uint32_t, (n + 1) * NEAR_MOST);
    for (size_t i = 0; i <= n; i++) {
        size_t count = 0;
        for (size_t j = 0; j < n; j++) {
            if (i != j) {
                followers[count++] = (struct follower){distance(search->tour, i, j), (uint32_t)j};
            }
        }
        qsort(followers, count, sizeof *followers, compare_followers);
        for (size_t k = 0; k < NEAR_MOST; k++) {
            search->near[i * NEAR_MOST + k] = k < count ? followers[k].stop : VISITS_NONE;
        }
    }
}

/* --- first order, and shaking -------------------------------------------------------------------------------------------------- */

/* Those whose last chance comes first are put in first, each where it does least harm. */
static void insert_all(struct search *search)
{
    size_t all = search->n;
    struct follower *stops = ARENA_ARRAY(search->arena, struct follower, all);
    for (size_t i = 0; i < all; i++) {
        int64_t last = visits_tour_arrive(search->tour, i, INT64_MAX);
        stops[i] = (struct follower){last < 0 ? 0 : (uint64_t)last, (uint32_t)i};
    }
    qsort(stops, all, sizeof *stops, compare_followers);
    for (size_t count = 0; count < all; count++) {
        struct worth best = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
        size_t best_place = 0;
        for (size_t place = 0; place <= count; place++) {
            struct worth worth = {0, search->tour->start, 0};
            size_t from = all;
            for (size_t k = 0; k <= count; k++) {
                size_t to = k < place ? search->order[k] : k == place ? stops[count].stop : search->order[k - 1];
                worth = drive_on(search->tour, worth, from, to);
                from = to;
            }
            worth = drive_on(search->tour, worth, from, all);
            if (is_better(&worth, &best)) {
                best = worth;
                best_place = place;
            }
        }
        for (size_t k = count; k > best_place; k--) {
            search->order[k] = search->order[k - 1];
        }
        search->order[best_place] = stops[count].stop;
    }
    follow(search, 0);
}

static void shake(struct search *search, struct random *random)
{
    size_t n = search->n;
    size_t longest = n / 3 < SHAKE_MOST ? n / 3 : SHAKE_MOST;
    size_t first = 1 + random_below(random, (uint32_t)longest);
    size_t second = 1 + random_below(random, (uint32_t)longest);
    size_t low = random_below(random, (uint32_t)(n - first - second + 1));
    (void)memcpy(search->fresh, &search->order[low + first], second * sizeof *search->fresh);
    (void)memcpy(&search->fresh[second], &search->order[low], first * sizeof *search->fresh);
    take_fresh(search, low, first + second);
    wake(search, low + second);
    wake(search, low + second - 1);
}

static uint64_t draw_seed(const struct visits_tour *tour)
{
    uint64_t seed = tour->count;
    for (size_t i = 0; i < (tour->count + 1) * (tour->count + 1); i++) {
        seed = (seed ^ tour->minutes[i]) * 0x100000001b3ULL;
    }
    for (size_t s = 0; s < tour->slot_starts[tour->count]; s++) {
        seed = (seed ^ tour->slots[s].open) * 0x100000001b3ULL;
        seed = (seed ^ tour->slots[s].close) * 0x100000001b3ULL;
    }
    return seed;
}

static bool is_kept(const struct worth *now, const struct worth *before, const struct worth *best)
{
    return !is_better(before, now) ||
           (now->late == best->late && now->end <= best->end + (best->end - (best->end > 0)) / WORSE_PARTS);
}

/* floor: no return is earlier. */
static void improve(struct search *search, uint32_t *order, uint32_t floor)
{
    struct random random;
    struct worth best = search->now;
    struct worth before = search->now;
    size_t n = search->n;
    uint32_t *kept = ARENA_ARRAY(search->arena, uint32_t, n);
    uint64_t most = STEPS_EACH * n * n < STEPS_MOST ? STEPS_EACH * n * n : STEPS_MOST;
    random_init(&random, draw_seed(search->tour));
    (void)memcpy(order, search->order, n * sizeof *order);
    (void)memcpy(kept, search->order, n * sizeof *kept);
    while (search->steps < most && (best.late > 0 || best.end > floor)) {
        shake(search, &random);
        settle(search);
        if (is_better(&search->now, &best)) {
            best = search->now;
            (void)memcpy(order, search->order, n * sizeof *order);
        }
        if (is_kept(&search->now, &before, &best)) {
            before = search->now;
            (void)memcpy(kept, search->order, n * sizeof *kept);
        } else {
            (void)memcpy(search->order, kept, n * sizeof *kept);
            follow(search, 0);
        }
    }
}

uint32_t visits_tour_search(struct arena *arena, const struct visits_tour *tour, uint32_t *order, uint32_t *bound)
{
    size_t n = tour->count;
    struct search search = {.arena = arena, .tour = tour, .n = n};
    search.order = ARENA_ARRAY(arena, uint32_t, n + 1);
    search.place = ARENA_ARRAY(arena, uint32_t, n + 1);
    search.after = ARENA_ARRAY(arena, struct worth, n + 1);
    search.fresh = ARENA_ARRAY(arena, uint32_t, n + 1);
    search.quiet = ARENA_ARRAY(arena, uint8_t, n + 1);
    search.queue = ARENA_ARRAY(arena, uint32_t, n + 1);
    insert_all(&search);
    (void)memset(search.quiet, 1, n);
    uint32_t hoped = search.now.late > 0 ? tour->back : (uint32_t)search.now.end;
    *bound = visits_tour_bound(arena, tour, hoped);
    if (*bound == VISITS_FAR) {
        return VISITS_FAR;
    }
    if (n >= 4) {
        list_near(&search);
        for (size_t k = 0; k < n; k++) {
            wake(&search, k);
        }
        settle(&search);
        improve(&search, order, *bound);
    } else {
        (void)memcpy(order, search.order, n * sizeof *order);
    }
    return visits_tour_drive(tour, order, tour->start, NULL);
}
