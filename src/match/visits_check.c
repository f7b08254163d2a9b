/* The checker. Nothing of the solver: every rule is read again from the problem and counted anew. */
#include "match/visits.h"

#include <stdlib.h>

/* visits_shape.c; the shape is what both must agree about. */
MUST_USE struct result visits_check_shape(const struct visits_problem *problem);

struct checker {
    const struct visits_problem *problem;
    const struct visits_plan *plan;
    size_t most;
    bool *known;     /* one a stop */
    bool *goes;      /* bus × site */
    uint32_t *stops; /* one a bus */
    uint32_t *riders, *people;
    uint32_t *first;  /* organisation × bus: one of it aboard, plus 1 */
    uint32_t *orders; /* delegates by lot */
    struct visits_findings findings;
};

static void find(struct checker *checker, struct visits_fault fault)
{
    struct visits_findings *findings = &checker->findings;
    if (findings->fault_count < checker->most) {
        findings->faults[findings->fault_count++] = fault;
    }
    findings->counts[fault.kind]++;
}

static void find_at(struct checker *checker, enum visits_fault_kind kind, uint32_t bus, uint32_t site)
{
    find(checker, (struct visits_fault){kind, bus, site, VISITS_NONE, VISITS_NONE});
}

static void find_of(struct checker *checker, enum visits_fault_kind kind, uint32_t bus, uint32_t delegate)
{
    find(checker, (struct visits_fault){kind, bus, VISITS_NONE, delegate, VISITS_NONE});
}

static uint64_t count_all(const struct checker *checker)
{
    uint64_t all = 0;
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        all += checker->findings.counts[kind];
    }
    return all;
}

/* --- buses -------------------------------------------------------------------------------------------------------------------- */

static void check_known(struct checker *checker)
{
    const struct visits_problem *problem = checker->problem;
    uint32_t bus = 0;
    for (size_t s = 0; s < checker->plan->stop_count; s++) {
        const struct visits_stop *stop = &checker->plan->stops[s];
        checker->known[s] = stop->bus < problem->bus_count && stop->bus >= bus && stop->site < problem->site_count &&
                            stop->window < problem->window_count && problem->windows[stop->window].site == stop->site;
        if (!checker->known[s]) {
            find_at(checker, VISITS_FAULT_UNKNOWN, stop->bus, stop->site);
            continue;
        }
        bus = stop->bus;
        bool *goes = &checker->goes[bus * problem->site_count + stop->site];
        if (*goes) {
            find_at(checker, VISITS_FAULT_TWICE, bus, stop->site);
        }
        *goes = true;
        if (++checker->stops[bus] == problem->buses[bus].stops_most + 1) {
            find_at(checker, VISITS_FAULT_STOPS, bus, VISITS_NONE);
        }
    }
}

/* Minutes from one place to another; more than any day where there is no way. */
static uint64_t minutes(const struct checker *checker, uint32_t from, uint32_t to)
{
    return from == to ? 0 : checker->problem->travel[from * checker->problem->place_count + to];
}

static void check_stop(struct checker *checker, const struct visits_stop *stop, uint32_t from, uint64_t left)
{
    const struct visits_window *window = &checker->problem->windows[stop->window];
    if (stop->arrive < left + minutes(checker, from, stop->site) || stop->begin < stop->arrive ||
        stop->leave < stop->begin) {
        find_at(checker, VISITS_FAULT_TRAVEL, stop->bus, stop->site);
    }
    if (stop->begin < window->open || stop->leave > window->close ||
        stop->leave < (uint64_t)stop->begin + window->dwell) {
        find_at(checker, VISITS_FAULT_WINDOW, stop->bus, stop->site);
    }
}

static void check_trip(struct checker *checker, uint32_t bus)
{
    const struct visits_bus *of = &checker->problem->buses[bus];
    const struct visits_trip *trip = &checker->plan->trips[bus];
    uint32_t from = of->place;
    uint64_t left = trip->depart;
    if (checker->stops[bus] == 0) {
        return;
    }
    if (trip->depart < of->start) {
        find_at(checker, VISITS_FAULT_START, bus, VISITS_NONE);
    }
    for (size_t s = 0; s < checker->plan->stop_count; s++) {
        if (checker->known[s] && checker->plan->stops[s].bus == bus) {
            check_stop(checker, &checker->plan->stops[s], from, left);
            from = checker->plan->stops[s].site;
            left = checker->plan->stops[s].leave;
        }
    }
    if (trip->back < left + minutes(checker, from, of->place)) {
        find_at(checker, VISITS_FAULT_TRAVEL, bus, VISITS_NONE);
    }
    if (trip->back > of->back) {
        find_at(checker, VISITS_FAULT_BACK, bus, VISITS_NONE);
    }
}

static void check_tours(struct checker *checker)
{
    const struct visits_problem *problem = checker->problem;
    size_t t = 0;
    for (uint32_t b = 0; problem->tours != NULL && b < problem->bus_count; b++) {
        for (uint32_t s = 0; s < problem->site_count; s++) {
            bool called = t < problem->tour_count && problem->tours[t].bus == b && problem->tours[t].site == s;
            t += called;
            if (called != checker->goes[b * problem->site_count + s]) {
                find_at(checker, VISITS_FAULT_TOUR, b, s);
            }
        }
    }
}

/* --- people ------------------------------------------------------------------------------------------------------------------- */

/* By own reading: the first wish that the bus visits. */
static uint32_t rank_of(const struct checker *checker, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = checker->problem;
    uint32_t rank = 1;
    for (uint32_t w = problem->wish_starts[delegate]; w < problem->wish_starts[delegate + 1]; w++, rank++) {
        if (checker->goes[bus * problem->site_count + problem->wishes[w]]) {
            break;
        }
    }
    return rank;
}

static bool goes_to(const struct checker *checker, uint32_t bus, uint32_t site)
{
    return site == VISITS_NONE ? checker->stops[bus] > 0 : checker->goes[bus * checker->problem->site_count + site];
}

static bool is_barred(const struct checker *checker, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = checker->problem;
    if (problem->barred != NULL && problem->barred[delegate * problem->bus_count + bus] != 0) {
        return true;
    }
    for (size_t r = 0; r < problem->rival_count; r++) {
        if (problem->rivals[r].other == VISITS_NONE &&
            problem->rivals[r].organisation == problem->organisations[delegate] &&
            goes_to(checker, bus, problem->rivals[r].site)) {
            return true;
        }
    }
    return false;
}

static void board(struct checker *checker, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = checker->problem;
    checker->riders[bus]++;
    checker->first[problem->organisations[delegate] * problem->bus_count + bus] = delegate + 1;
    for (size_t s = 0; s < checker->plan->stop_count; s++) {
        if (checker->known[s] && checker->plan->stops[s].bus == bus) {
            checker->people[checker->plan->stops[s].window]++;
        }
    }
}

static void check_delegates(struct checker *checker)
{
    const struct visits_problem *problem = checker->problem;
    for (uint32_t d = 0; d < problem->delegate_count; d++) {
        uint32_t bus = checker->plan->buses[d];
        if (bus == VISITS_NONE) {
            checker->findings.left_out++;
            continue;
        }
        if (bus >= problem->bus_count) {
            find_of(checker, VISITS_FAULT_UNKNOWN, bus, d);
            continue;
        }
        if (checker->stops[bus] == 0) {
            find_of(checker, VISITS_FAULT_NO_TRIP, bus, d);
        }
        if (is_barred(checker, d, bus)) {
            find_of(checker, VISITS_FAULT_BARRED, bus, d);
        }
        checker->findings.cost += rank_of(checker, d, bus);
        board(checker, d, bus);
    }
}

static void check_numbers(struct checker *checker)
{
    const struct visits_problem *problem = checker->problem;
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        if (checker->riders[b] > problem->buses[b].seats) {
            find_at(checker, VISITS_FAULT_SEATS, b, VISITS_NONE);
        }
    }
    for (uint32_t w = 0; w < problem->window_count; w++) {
        if (checker->people[w] > problem->windows[w].capacity) {
            find(checker,
                 (struct visits_fault){VISITS_FAULT_CAPACITY, VISITS_NONE, problem->windows[w].site, VISITS_NONE, w});
        }
    }
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        for (uint32_t b = 0; rival->other != VISITS_NONE && b < problem->bus_count; b++) {
            uint32_t one = checker->first[rival->organisation * problem->bus_count + b];
            uint32_t other = checker->first[rival->other * problem->bus_count + b];
            if (one != 0 && other != 0 && goes_to(checker, b, rival->site)) {
                find(checker, (struct visits_fault){VISITS_FAULT_RIVALS, b, rival->site, one - 1, other - 1});
            }
        }
    }
}

/* --- turns -------------------------------------------------------------------------------------------------------------------- */

static int compare_lots(const void *left, const void *right, void *context)
{
    const uint32_t *lots = context;
    const uint32_t *a = left;
    const uint32_t *b = right;
    if (lots[*a] != lots[*b]) {
        return lots[*a] < lots[*b] ? -1 : 1;
    }
    return (*a > *b) - (*a < *b);
}

/* Would one more person be within all rules, counting those who are aboard so far? */
static bool is_open(const struct checker *checker, uint32_t delegate, uint32_t bus)
{
    const struct visits_problem *problem = checker->problem;
    if (checker->stops[bus] == 0 || checker->riders[bus] >= problem->buses[bus].seats ||
        is_barred(checker, delegate, bus)) {
        return false;
    }
    for (size_t s = 0; s < checker->plan->stop_count; s++) {
        uint32_t window = checker->plan->stops[s].window;
        if (checker->plan->stops[s].bus == bus && checker->people[window] >= problem->windows[window].capacity) {
            return false;
        }
    }
    for (size_t r = 0; r < problem->rival_count; r++) {
        const struct visits_rival *rival = &problem->rivals[r];
        uint32_t own = problem->organisations[delegate];
        if (rival->other == VISITS_NONE || (rival->organisation != own && rival->other != own)) {
            continue;
        }
        uint32_t other = rival->organisation == own ? rival->other : rival->organisation;
        if (checker->first[other * problem->bus_count + bus] != 0 && goes_to(checker, bus, rival->site)) {
            return false;
        }
    }
    return true;
}

static void check_turn(struct checker *checker, uint32_t delegate)
{
    const struct visits_problem *problem = checker->problem;
    uint32_t bus = checker->plan->buses[delegate];
    uint32_t rank = bus == VISITS_NONE ? UINT32_MAX : rank_of(checker, delegate, bus);
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        if (rank_of(checker, delegate, b) < rank && is_open(checker, delegate, b)) {
            find_of(checker, VISITS_FAULT_LOTS, b, delegate);
            break;
        }
    }
    if (bus != VISITS_NONE) {
        board(checker, delegate, bus);
    }
}

static bool stayed(const struct checker *checker, uint32_t delegate)
{
    const uint32_t *kept = checker->problem->kept;
    return kept != NULL && kept[delegate] != VISITS_NONE && kept[delegate] == checker->plan->buses[delegate];
}

/* Everybody gets off, and on again: the kept ones, then the others by lot. */
static void check_turns(struct arena *arena, struct checker *checker)
{
    const struct visits_problem *problem = checker->problem;
    size_t n = problem->delegate_count;
    checker->riders = ARENA_ARRAY(arena, uint32_t, problem->bus_count);
    checker->people = ARENA_ARRAY(arena, uint32_t, problem->window_count + 1);
    checker->first = ARENA_ARRAY(arena, uint32_t, problem->organisation_count * problem->bus_count);
    checker->orders = ARENA_ARRAY(arena, uint32_t, n);
    for (uint32_t d = 0; d < n; d++) {
        checker->orders[d] = d;
    }
    qsort_r(checker->orders, n, sizeof *checker->orders, compare_lots, (void *)(uintptr_t)problem->lots);
    for (size_t k = 0; problem->kept != NULL && k < n; k++) {
        uint32_t d = checker->orders[k];
        if (stayed(checker, d)) {
            board(checker, d, problem->kept[d]);
        } else if (problem->kept[d] != VISITS_NONE && is_open(checker, d, problem->kept[d])) {
            find_of(checker, VISITS_FAULT_KEPT, problem->kept[d], d);
        }
    }
    for (size_t k = 0; problem->aim == VISITS_STABLE && k < n; k++) {
        if (!stayed(checker, checker->orders[k])) {
            check_turn(checker, checker->orders[k]);
        }
    }
}

struct result visits_check(struct arena *arena, const struct visits_problem *problem, const struct visits_plan *plan,
                           size_t most, struct visits_findings *out)
{
    struct result r = visits_check_shape(problem);
    if (result_failed(r)) {
        return r;
    }
    struct checker checker = {.problem = problem, .plan = plan, .most = most};
    checker.findings.faults = ARENA_ARRAY(arena, struct visits_fault, most + 1);
    checker.known = ARENA_ARRAY(arena, bool, plan->stop_count + 1);
    checker.goes = ARENA_ARRAY(arena, bool, problem->bus_count * problem->site_count);
    checker.stops = ARENA_ARRAY(arena, uint32_t, problem->bus_count);
    checker.riders = ARENA_ARRAY(arena, uint32_t, problem->bus_count);
    checker.people = ARENA_ARRAY(arena, uint32_t, problem->window_count + 1);
    checker.first = ARENA_ARRAY(arena, uint32_t, problem->organisation_count * problem->bus_count);
    check_known(&checker);
    for (uint32_t b = 0; b < problem->bus_count; b++) {
        check_trip(&checker, b);
    }
    check_tours(&checker);
    check_delegates(&checker);
    check_numbers(&checker);
    if (count_all(&checker) == 0) {
        check_turns(arena, &checker);
    }
    *out = checker.findings;
    return r;
}
