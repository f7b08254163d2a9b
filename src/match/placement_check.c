/* The checker of stable placement: by the definition at the head of placement.h, with nothing of the solver's. */
#include "match/placement_checking.h"

uint32_t checker_score(const struct placement_problem *problem, uint32_t applicant, uint32_t wish)
{
    return problem->wish_scores == NULL ? problem->scores[applicant] : problem->wish_scores[wish];
}

bool checker_goes_before(const struct placement_problem *problem, struct pair left, struct pair right)
{
    if (left.score != right.score) {
        return left.score > right.score;
    }
    if (left.applicant != right.applicant) {
        return problem->lots[left.applicant] < problem->lots[right.applicant];
    }
    return left.wish < right.wish;
}

void checker_note(struct checker *checker, struct placement_fault fault)
{
    checker->findings.counts[fault.kind]++;
    if (checker->findings.fault_count < checker->most) {
        checker->findings.faults[checker->findings.fault_count++] = fault;
    }
}

void checker_count(const struct checker *checker, struct counted *counted, struct pair pair, bool open)
{
    counted->held++;
    if (open && (counted->open++ == 0 || checker_goes_before(checker->problem, counted->worst, pair))) {
        counted->worst = pair;
    }
}

uint32_t checker_find_wish(const struct placement_problem *problem, uint32_t applicant, uint32_t seat)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        if (problem->wishes[w] == seat) {
            return w;
        }
    }
    return PLACEMENT_NONE;
}

/* A place outside the list counts nowhere: it is a fault by itself, and there is no score for it. */
static void count_applicant(struct checker *checker, uint32_t applicant)
{
    const struct placement_problem *problem = checker->problem;
    uint32_t seat = checker->places[applicant];
    if (seat == PLACEMENT_NONE) {
        return;
    }
    uint32_t wish = seat < problem->seat_count ? checker_find_wish(problem, applicant, seat) : PLACEMENT_NONE;
    if (wish == PLACEMENT_NONE) {
        checker_note(checker,
                     (struct placement_fault){seat < problem->seat_count ? PLACEMENT_FAULT_NOT_WISHED
                                                                         : PLACEMENT_FAULT_UNKNOWN_SEAT,
                                              applicant, seat, PLACEMENT_NONE, PLACEMENT_NONE, PLACEMENT_NONE});
        return;
    }
    struct pair pair = {applicant, checker_score(problem, applicant, wish), wish};
    bool open = problem->quotas == NULL || !checker->quotas.reserved[applicant];
    checker_count(checker, &checker->seats[seat], pair, open);
    if (problem->enterprises != NULL) {
        checker_count(checker, &checker->enterprises[problem->enterprises[seat]], pair, open);
    }
    if (problem->quotas != NULL) {
        quota_view_count(checker, pair, seat);
    }
}

/* The definition without quotas. *displaced: who would have to go. */
static bool pair_blocks(const struct checker *checker, struct pair pair, uint32_t seat, uint32_t *displaced)
{
    const struct placement_problem *problem = checker->problem;
    const struct counted *here = &checker->seats[seat];
    *displaced = PLACEMENT_NONE;
    if (here->held >= problem->capacities[seat]) {
        *displaced = here->worst.applicant;
        return checker_goes_before(problem, pair, here->worst);
    }
    if (problem->enterprises == NULL) {
        return true;
    }
    uint32_t enterprise = problem->enterprises[seat];
    uint32_t total = problem->totals[enterprise];
    const struct counted *whole = &checker->enterprises[enterprise];
    if (total == PLACEMENT_NO_TOTAL || whole->held < total) {
        return true;
    }
    *displaced = whole->worst.applicant;
    return checker_goes_before(problem, pair, whole->worst);
}

static bool is_closed(const struct placement_problem *problem, uint32_t seat)
{
    return problem->capacities[seat] == 0 ||
           (problem->enterprises != NULL && problem->totals[problem->enterprises[seat]] == 0);
}

static void find_blocking(struct checker *checker, uint32_t applicant)
{
    const struct placement_problem *problem = checker->problem;
    uint32_t place = checker->places[applicant];
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        uint32_t seat = problem->wishes[w];
        if (seat == place) {
            return; /* the rest is liked less */
        }
        if (is_closed(problem, seat)) {
            continue;
        }
        struct pair pair = {applicant, checker_score(problem, applicant, w), w};
        uint32_t displaced = PLACEMENT_NONE;
        uint32_t quota = problem->quotas == NULL ? PLACEMENT_NONE : quota_view_reserve(checker, pair, seat, &displaced);
        bool blocks = quota != PLACEMENT_NONE ||
                      (problem->quotas == NULL ? pair_blocks : quota_view_open)(checker, pair, seat, &displaced);
        if (blocks) {
            checker_note(checker, (struct placement_fault){PLACEMENT_FAULT_BLOCKING, applicant, seat, PLACEMENT_NONE,
                                                           displaced, quota});
        }
    }
}

static void find_over(struct checker *checker)
{
    const struct placement_problem *problem = checker->problem;
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        if (checker->seats[s].held > problem->capacities[s]) {
            checker_note(checker, (struct placement_fault){PLACEMENT_FAULT_SEAT_OVER, PLACEMENT_NONE, s, PLACEMENT_NONE,
                                                           PLACEMENT_NONE, PLACEMENT_NONE});
        }
    }
    for (uint32_t e = 0; problem->totals != NULL && e < problem->enterprise_count; e++) {
        if (problem->totals[e] != PLACEMENT_NO_TOTAL && checker->enterprises[e].held > problem->totals[e]) {
            checker_note(checker, (struct placement_fault){PLACEMENT_FAULT_ENTERPRISE_OVER, PLACEMENT_NONE,
                                                           PLACEMENT_NONE, e, PLACEMENT_NONE, PLACEMENT_NONE});
        }
    }
}

/* What would make the checker itself read outside the arrays; repeats in a list are the solver's affair. */
static bool shape_is_safe(const struct placement_problem *problem)
{
    if (problem->wish_starts[0] != 0 || (problem->enterprises == NULL) != (problem->totals == NULL)) {
        return false;
    }
    for (size_t a = 0; a < problem->applicant_count; a++) {
        if (problem->wish_starts[a + 1] < problem->wish_starts[a]) {
            return false;
        }
    }
    for (size_t w = 0; w < problem->wish_starts[problem->applicant_count]; w++) {
        if (problem->wishes[w] >= problem->seat_count) {
            return false;
        }
    }
    for (size_t s = 0; problem->enterprises != NULL && s < problem->seat_count; s++) {
        if (problem->enterprises[s] >= problem->enterprise_count) {
            return false;
        }
    }
    return problem->quotas == NULL || quota_view_is_safe(problem);
}

struct result placement_check(struct arena *arena, const struct placement_problem *problem, const uint32_t *places,
                              size_t most, struct placement_findings *out)
{
    if (problem->applicant_count > PLACEMENT_MOST || problem->seat_count > PLACEMENT_MOST || !shape_is_safe(problem)) {
        return result_invalid("problem", "placement.error.shape");
    }
    struct arena scratch;
    arena_init(&scratch);
    struct checker checker = {.problem = problem, .places = places, .most = most};
    checker.seats = ARENA_ARRAY(&scratch, struct counted, problem->seat_count);
    checker.enterprises = ARENA_ARRAY(&scratch, struct counted, problem->enterprise_count);
    checker.findings.faults = ARENA_ARRAY(arena, struct placement_fault, most);
    if (problem->quotas != NULL) {
        quota_view_init(&scratch, &checker);
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        count_applicant(&checker, a);
    }
    find_over(&checker);
    if (problem->quotas != NULL) {
        quota_view_find_over(&checker);
    }
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        find_blocking(&checker, a);
    }
    arena_release(&scratch);
    *out = checker.findings;
    return result_ok();
}
