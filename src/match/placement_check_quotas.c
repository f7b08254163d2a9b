/* The checker's half for quotas: by the definition at the head of placement.h, with nothing of the solver's. */
#include "match/placement_checking.h"

#include <stdlib.h>

/* What stands over one pair, found by halving the sorted quotas: groups of the applicant × seat and enterprise. */
static int compare_places(const struct placement_quota *quota, bool whole, uint32_t place, uint32_t group)
{
    if (quota->whole != whole) {
        return quota->whole ? 1 : -1;
    }
    if (quota->place != place) {
        return quota->place > place ? 1 : -1;
    }
    return (quota->group > group) - (quota->group < group);
}

static int compare_quotas(const void *left, const void *right, void *context)
{
    const struct placement_quota *list = context;
    const struct placement_quota *a = &list[*(const uint32_t *)left];
    const struct placement_quota *b = &list[*(const uint32_t *)right];
    int places = compare_places(a, b->whole, b->place, b->group);
    return places != 0 ? places : (a->kind > b->kind) - (a->kind < b->kind);
}

/* The first place in the order that is not before this place and group. */
static size_t find_quotas(const struct checker *checker, bool whole, uint32_t place, uint32_t group)
{
    const struct placement_quotas *quotas = checker->problem->quotas;
    size_t low = 0;
    size_t high = quotas->quota_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_places(&quotas->list[checker->quotas.order[middle]], whole, place, group) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A walk over the quotas that count one pair. */
struct walk {
    uint32_t applicant, seat;
    uint32_t member; /* which of the applicant's groups */
    bool whole;      /* the enterprise's quotas of that group, after the seat's */
    bool begun;
    size_t at;
};

static bool walk_next(const struct checker *checker, struct walk *walk, uint32_t *quota)
{
    const struct placement_problem *problem = checker->problem;
    const struct placement_quotas *quotas = problem->quotas;
    uint32_t first = quotas->member_starts[walk->applicant];
    while (first + walk->member < quotas->member_starts[walk->applicant + 1]) {
        uint32_t group = quotas->members[first + walk->member];
        uint32_t place = walk->whole ? problem->enterprises[walk->seat] : walk->seat;
        if (!walk->begun) {
            walk->at = find_quotas(checker, walk->whole, place, group);
            walk->begun = true;
        }
        if (walk->at < quotas->quota_count) {
            uint32_t found = checker->quotas.order[walk->at];
            if (compare_places(&quotas->list[found], walk->whole, place, group) == 0) {
                walk->at++;
                *quota = found;
                return true;
            }
        }
        walk->begun = false;
        walk->member += walk->whole || problem->enterprises == NULL;
        walk->whole = !walk->whole && problem->enterprises != NULL;
    }
    return false;
}

/* --- who holds a reserved place ------------------------------------------------------------------------------------- */

struct claimant {
    struct pair pair;
    uint32_t quota;
};

static int compare_claimants(const void *left, const void *right, void *context)
{
    const struct claimant *a = left;
    const struct claimant *b = right;
    if (a->quota != b->quota) {
        return a->quota < b->quota ? -1 : 1;
    }
    return checker_goes_before(context, a->pair, b->pair) ? -1 : checker_goes_before(context, b->pair, a->pair);
}

static size_t list_claimants(const struct checker *checker, struct claimant *claimants)
{
    const struct placement_problem *problem = checker->problem;
    size_t count = 0;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        uint32_t seat = checker->places[a];
        uint32_t wish = seat < problem->seat_count ? checker_find_wish(problem, a, seat) : PLACEMENT_NONE;
        struct walk walk = {.applicant = a, .seat = seat};
        bool claims = false;
        for (uint32_t q; wish != PLACEMENT_NONE && !claims && walk_next(checker, &walk, &q);) {
            claims = problem->quotas->list[q].kind != PLACEMENT_AT_MOST;
            if (claims) {
                claimants[count++] = (struct claimant){{a, checker_score(problem, a, wish), wish}, q};
            }
        }
    }
    return count;
}

void quota_view_init(struct arena *arena, struct checker *checker)
{
    const struct placement_problem *problem = checker->problem;
    const struct placement_quotas *quotas = problem->quotas;
    struct quota_view *view = &checker->quotas;
    view->order = ARENA_ARRAY(arena, uint32_t, quotas->quota_count);
    view->counted = ARENA_ARRAY(arena, struct counted, quotas->quota_count);
    view->reserved = ARENA_ARRAY(arena, unsigned char, problem->applicant_count);
    view->empty = ARENA_ARRAY(arena, uint64_t, problem->seat_count);
    for (uint32_t q = 0; q < quotas->quota_count; q++) {
        view->order[q] = q;
    }
    void *list = (void *)(uintptr_t)quotas->list;
    qsort_r(view->order, quotas->quota_count, sizeof *view->order, compare_quotas, list);
    struct claimant *claimants = ARENA_ARRAY(arena, struct claimant, problem->applicant_count);
    size_t count = list_claimants(checker, claimants);
    qsort_r(claimants, count, sizeof *claimants, compare_claimants, (void *)(uintptr_t)problem);
    for (size_t i = 0; i < count; i++) {
        struct counted *counted = &view->counted[claimants[i].quota];
        if (counted->held < quotas->list[claimants[i].quota].number) {
            checker_count(checker, counted, claimants[i].pair, true);
            view->reserved[claimants[i].pair.applicant] = 1;
        }
    }
    for (size_t q = 0; q < quotas->quota_count; q++) {
        if (quotas->list[q].kind == PLACEMENT_KEPT) {
            view->empty[quotas->list[q].place] += quotas->list[q].number - view->counted[q].held;
        }
    }
}

void quota_view_count(struct checker *checker, struct pair pair, uint32_t seat)
{
    struct walk walk = {.applicant = pair.applicant, .seat = seat};
    for (uint32_t q; walk_next(checker, &walk, &q);) {
        if (checker->problem->quotas->list[q].kind == PLACEMENT_AT_MOST) {
            checker_count(checker, &checker->quotas.counted[q], pair, !checker->quotas.reserved[pair.applicant]);
        }
    }
}

/* --- faults --------------------------------------------------------------------------------------------------------- */

void quota_view_find_over(struct checker *checker)
{
    const struct placement_problem *problem = checker->problem;
    for (uint32_t q = 0; q < problem->quotas->quota_count; q++) {
        const struct placement_quota *quota = &problem->quotas->list[q];
        uint64_t held = checker->quotas.counted[q].held;
        if (quota->kind == PLACEMENT_AT_MOST && held > quota->number) {
            checker_note(checker,
                         (struct placement_fault){PLACEMENT_FAULT_QUOTA_OVER, PLACEMENT_NONE,
                                                  quota->whole ? PLACEMENT_NONE : quota->place,
                                                  quota->whole ? quota->place : PLACEMENT_NONE, PLACEMENT_NONE, q});
        }
        if (quota->kind == PLACEMENT_KEPT && held < quota->number && problem->capacities[quota->place] > 0) {
            uint64_t here = checker->seats[quota->place].held;
            if (here <= problem->capacities[quota->place] &&
                here + checker->quotas.empty[quota->place] > problem->capacities[quota->place]) {
                checker_note(checker, (struct placement_fault){PLACEMENT_FAULT_KEPT_USED, PLACEMENT_NONE, quota->place,
                                                               PLACEMENT_NONE, PLACEMENT_NONE, q});
            }
        }
    }
}

/* Somebody who asks finds a number of people: is it full, and would the worst open one have to go? */
static bool gets_in(const struct checker *checker, struct pair pair, const struct counted *counted, uint64_t empty,
                    uint32_t capacity, struct pair *worst)
{
    if (capacity == PLACEMENT_NO_TOTAL || counted->held + empty < capacity) {
        return true;
    }
    if (counted->open == 0 || !checker_goes_before(checker->problem, pair, counted->worst)) {
        return false;
    }
    bool better = worst->applicant == PLACEMENT_NONE || checker_goes_before(checker->problem, counted->worst, *worst);
    *worst = better ? counted->worst : *worst;
    return true;
}

bool quota_view_open(const struct checker *checker, struct pair pair, uint32_t seat, uint32_t *displaced)
{
    const struct placement_problem *problem = checker->problem;
    struct pair worst = {PLACEMENT_NONE, 0, 0};
    bool in =
        gets_in(checker, pair, &checker->seats[seat], checker->quotas.empty[seat], problem->capacities[seat], &worst);
    if (in && problem->enterprises != NULL) {
        uint32_t e = problem->enterprises[seat];
        in = gets_in(checker, pair, &checker->enterprises[e], 0, problem->totals[e], &worst);
    }
    struct walk walk = {.applicant = pair.applicant, .seat = seat};
    for (uint32_t q; in && walk_next(checker, &walk, &q);) {
        const struct placement_quota *quota = &problem->quotas->list[q];
        in = quota->kind != PLACEMENT_AT_MOST ||
             gets_in(checker, pair, &checker->quotas.counted[q], 0, quota->number, &worst);
    }
    *displaced = in ? worst.applicant : PLACEMENT_NONE;
    return in;
}

uint32_t quota_view_reserve(const struct checker *checker, struct pair pair, uint32_t seat, uint32_t *displaced)
{
    struct walk walk = {.applicant = pair.applicant, .seat = seat};
    for (uint32_t q; walk_next(checker, &walk, &q);) {
        const struct placement_quota *quota = &checker->problem->quotas->list[q];
        const struct counted *counted = &checker->quotas.counted[q];
        if (quota->kind == PLACEMENT_AT_MOST || quota->number == 0) {
            continue;
        }
        bool filled = counted->held >= quota->number;
        if (!filled || checker_goes_before(checker->problem, pair, counted->worst)) {
            *displaced = filled ? counted->worst.applicant : PLACEMENT_NONE;
            return q;
        }
    }
    return PLACEMENT_NONE;
}

/* What would make the checker itself read outside the arrays. */
bool quota_view_is_safe(const struct placement_problem *problem)
{
    const struct placement_quotas *quotas = problem->quotas;
    bool safe = quotas->member_starts[0] == 0 && quotas->quota_count <= PLACEMENT_MOST;
    for (size_t a = 0; safe && a < problem->applicant_count; a++) {
        safe = quotas->member_starts[a + 1] >= quotas->member_starts[a];
    }
    for (size_t i = 0; safe && i < quotas->member_starts[problem->applicant_count]; i++) {
        safe = quotas->members[i] < quotas->group_count;
    }
    for (size_t q = 0; safe && q < quotas->quota_count; q++) {
        const struct placement_quota *quota = &quotas->list[q];
        safe = quota->group < quotas->group_count && (!quota->whole || quota->kind == PLACEMENT_AT_MOST) &&
               quota->place < (quota->whole ? problem->enterprise_count : problem->seat_count);
    }
    return safe;
}
