/* The checker: by the definitions, pair by pair. Shares nothing with the solver: it counts, multiplies and compares.
 * Forbidden pairs, extras and pairs that are made ascend, so one pass over all pairs goes along them. */
#include "match/pairing.h"

#include <stdlib.h>

__extension__ typedef __int128 wide; /* sums of prices that may hold anything */

struct checking {
    const struct pairing_problem *problem;
    const struct pairing_pair *pairs; /* ascending */
    size_t pair_count;
    const int64_t *const *prices;
    struct pairing_findings *findings;
    size_t most;
};

static void report(struct checking *checking, enum pairing_fault_kind kind, enum pairing_side side,
                   struct pairing_pair pair, int64_t much)
{
    struct pairing_findings *findings = checking->findings;
    findings->counts[kind]++;
    if (findings->fault_count < checking->most) {
        findings->faults[findings->fault_count++] = (struct pairing_fault){kind, side, pair, much};
    }
}

static struct pairing_pair lone(enum pairing_side side, size_t school)
{
    struct pairing_pair pair = {PAIRING_NONE, PAIRING_NONE};
    *(side == PAIRING_HELPER ? &pair.helper : &pair.helped) = (uint32_t)school;
    return pair;
}

static int compare(const void *left, const void *right)
{
    const struct pairing_pair *a = left;
    const struct pairing_pair *b = right;
    if (a->helper != b->helper) {
        return a->helper < b->helper ? -1 : 1;
    }
    return a->helped == b->helped ? 0 : a->helped < b->helped ? -1 : 1;
}

static bool same(struct pairing_pair left, struct pairing_pair right)
{
    return left.helper == right.helper && left.helped == right.helped;
}

/* --- shape -------------------------------------------------------------------------------------------------------- */

static bool list_is_sound(const struct pairing_problem *problem, const struct pairing_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].helper >= problem->counts[0] || pairs[i].helped >= problem->counts[1] ||
            (i > 0 && compare(&pairs[i - 1], &pairs[i]) >= 0)) {
            return false;
        }
    }
    return true;
}

static struct result judge(const struct pairing_problem *problem)
{
    const char *field = NULL;
    for (int side = 0; side < 2 && field == NULL; side++) {
        if (problem->counts[side] == 0 || problem->counts[side] > PAIRING_SCHOOLS_MOST) {
            field = "counts";
        }
    }
    if (field == NULL && problem->topic_count > 64) {
        field = "topic_count";
    }
    if (field == NULL && !list_is_sound(problem, problem->extras, problem->extra_count)) {
        field = "extras";
    }
    if (field == NULL && !list_is_sound(problem, problem->forbidden, problem->forbidden_count)) {
        field = "forbidden";
    }
    return field == NULL ? result_ok() : result_invalid(field, "pairing.error.shape");
}

/* --- pairs -------------------------------------------------------------------------------------------------------- */

static uint32_t limit(const uint32_t *limits, size_t school, uint32_t otherwise)
{
    return limits == NULL ? otherwise : limits[school];
}

static void check_school(struct checking *checking, enum pairing_side side, size_t school, uint32_t had)
{
    uint32_t most = limit(checking->problem->mosts[side], school, 1);
    uint32_t least = limit(checking->problem->leasts[side], school, 0);
    if (had > most) {
        report(checking, PAIRING_FAULT_OVER, side, lone(side, school), had);
    }
    if (had < least) {
        report(checking, PAIRING_FAULT_UNDER, side, lone(side, school), had);
    }
    if (checking->prices == NULL) {
        return;
    }
    int64_t price = checking->prices[side][school];
    /* A school cannot have more pairs than there are others. */
    size_t others = checking->problem->counts[side == PAIRING_HELPER ? PAIRING_HELPED : PAIRING_HELPER];
    if (price > 0 && had < most && had < others) {
        report(checking, PAIRING_FAULT_PRICE_ABOVE, side, lone(side, school), price);
    }
    if (price < 0 && had > least) {
        report(checking, PAIRING_FAULT_PRICE_BELOW, side, lone(side, school), price);
    }
    if (price > PAIRING_PRICE_MOST || price < -PAIRING_PRICE_MOST) {
        report(checking, PAIRING_FAULT_PRICE_RANGE, side, lone(side, school), price);
    }
}

/* In order, without those that are unknown or stand twice; the given order is kept for telling. */
static void check_pairs(struct arena *arena, struct checking *checking, const struct pairing_pair *pairs, size_t count)
{
    const struct pairing_problem *problem = checking->problem;
    struct pairing_pair *sorted = ARENA_ARRAY(arena, struct pairing_pair, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].helper >= problem->counts[0] || pairs[i].helped >= problem->counts[1]) {
            report(checking, PAIRING_FAULT_UNKNOWN, PAIRING_HELPER, pairs[i], 0);
        } else {
            sorted[kept++] = pairs[i];
        }
    }
    qsort(sorted, kept, sizeof *sorted, compare);
    size_t different = 0;
    size_t ban = 0;
    for (size_t i = 0; i < kept; i++) {
        if (different > 0 && same(sorted[different - 1], sorted[i])) {
            report(checking, PAIRING_FAULT_TWICE, PAIRING_HELPER, sorted[i], 0);
            continue;
        }
        while (ban < problem->forbidden_count && compare(&problem->forbidden[ban], &sorted[i]) < 0) {
            ban++;
        }
        if (ban < problem->forbidden_count && same(problem->forbidden[ban], sorted[i])) {
            report(checking, PAIRING_FAULT_FORBIDDEN, PAIRING_HELPER, sorted[i], 0);
        }
        sorted[different++] = sorted[i];
    }
    checking->pairs = sorted;
    checking->pair_count = different;
}

static void check_schools(struct arena *arena, struct checking *checking)
{
    uint32_t *had[2];
    for (int side = 0; side < 2; side++) {
        had[side] = ARENA_ARRAY(arena, uint32_t, checking->problem->counts[side]);
    }
    for (size_t i = 0; i < checking->pair_count; i++) {
        had[0][checking->pairs[i].helper]++;
        had[1][checking->pairs[i].helped]++;
    }
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < checking->problem->counts[side]; i++) {
            check_school(checking, side, i, had[side][i]);
        }
    }
}

/* --- prices ------------------------------------------------------------------------------------------------------- */

/* Places in the lists that ascend with the pairs. */
struct walk {
    size_t made, ban, extra;
};

static bool walk_to(const struct pairing_pair *list, size_t count, size_t *at, struct pairing_pair pair)
{
    while (*at < count && compare(&list[*at], &pair) < 0) {
        ++*at;
    }
    return *at < count && same(list[*at], pair);
}

static int64_t count_points(const struct pairing_problem *problem, struct pairing_pair pair, struct walk *walk)
{
    int64_t points = problem->constant;
    if (problem->matrix != NULL) {
        points += problem->matrix[pair.helper * problem->counts[1] + pair.helped];
    }
    for (size_t t = 0; t < problem->topic_count; t++) {
        points += (int64_t)problem->strengths[pair.helper * problem->topic_count + t] *
                  problem->needs[pair.helped * problem->topic_count + t];
    }
    bool more = walk_to(problem->extras, problem->extra_count, &walk->extra, pair);
    return points + (more ? problem->extra_points[walk->extra] : 0);
}

static int64_t clamp(wide number)
{
    return number > INT64_MAX ? INT64_MAX : number < INT64_MIN ? INT64_MIN : (int64_t)number;
}

/* Against its two prices; what it is worth above them counts in the value. */
static void check_pair(struct checking *checking, struct pairing_pair pair, struct walk *walk, wide *points,
                       wide *value)
{
    const struct pairing_problem *problem = checking->problem;
    int64_t worth = count_points(problem, pair, walk);
    bool made = walk_to(checking->pairs, checking->pair_count, &walk->made, pair);
    *points += made ? worth : 0;
    if (checking->prices == NULL || walk_to(problem->forbidden, problem->forbidden_count, &walk->ban, pair)) {
        return;
    }
    wide above = (wide)worth - checking->prices[0][pair.helper] - checking->prices[1][pair.helped];
    if (made && above < 0) {
        report(checking, PAIRING_FAULT_TOO_DEAR, PAIRING_HELPER, pair, clamp(-above));
    }
    if (!made && above > 0) {
        report(checking, PAIRING_FAULT_MISSED, PAIRING_HELPER, pair, clamp(above));
    }
    *value += above > 0 ? above : 0;
}

static wide value_of_places(const struct checking *checking)
{
    const struct pairing_problem *problem = checking->problem;
    wide value = 0;
    for (int side = 0; side < 2; side++) {
        size_t others = problem->counts[side == 0 ? 1 : 0];
        for (size_t i = 0; i < problem->counts[side]; i++) {
            int64_t price = checking->prices[side][i];
            uint32_t most = limit(problem->mosts[side], i, 1);
            most = most < others ? most : (uint32_t)others;
            value += (wide)price * (price > 0 ? most : limit(problem->leasts[side], i, 0));
        }
    }
    return value;
}

static void check_prices(struct checking *checking)
{
    const struct pairing_problem *problem = checking->problem;
    struct walk walk = {0, 0, 0};
    wide points = 0;
    wide value = checking->prices == NULL ? 0 : value_of_places(checking);
    for (uint32_t helper = 0; helper < problem->counts[0]; helper++) {
        for (uint32_t helped = 0; helped < problem->counts[1]; helped++) {
            check_pair(checking, (struct pairing_pair){helper, helped}, &walk, &points, &value);
        }
    }
    checking->findings->points = clamp(points);
    checking->findings->value = clamp(value);
    if (checking->prices != NULL && points != value) {
        report(checking, PAIRING_FAULT_VALUE, PAIRING_HELPER, (struct pairing_pair){PAIRING_NONE, PAIRING_NONE},
               clamp(value - points));
    }
}

struct result pairing_check(struct arena *arena, const struct pairing_problem *problem,
                            const struct pairing_claim *claim, size_t most, struct pairing_findings *out)
{
    struct result r = judge(problem);
    if (result_failed(r)) {
        return r;
    }
    struct pairing_findings findings = {.faults = ARENA_ARRAY(arena, struct pairing_fault, most)};
    struct checking checking = {.problem = problem,
                                .prices = claim->prices[0] == NULL ? NULL : claim->prices,
                                .findings = &findings,
                                .most = most};
    check_pairs(arena, &checking, claim->pairs, claim->pair_count);
    check_schools(arena, &checking);
    check_prices(&checking);
    *out = findings;
    return result_ok();
}

/* --- a shortage --------------------------------------------------------------------------------------------------- */

static bool mark(unsigned char *marks, size_t count, const uint32_t *schools, size_t school_count)
{
    for (size_t i = 0; i < school_count; i++) {
        if (schools[i] >= count || marks[schools[i]] != 0) {
            return false;
        }
        marks[schools[i]] = 1;
    }
    return true;
}

bool pairing_shortage_holds(struct arena *arena, const struct pairing_problem *problem,
                            const struct pairing_shortage *shortage)
{
    enum pairing_side side = shortage->side;
    enum pairing_side other = side == PAIRING_HELPER ? PAIRING_HELPED : PAIRING_HELPER;
    unsigned char *needing = ARENA_ARRAY(arena, unsigned char, problem->counts[side]);
    unsigned char *offering = ARENA_ARRAY(arena, unsigned char, problem->counts[other]);
    if (!mark(needing, problem->counts[side], shortage->needing, shortage->needing_count) ||
        !mark(offering, problem->counts[other], shortage->offering, shortage->offering_count)) {
        return false;
    }
    uint64_t need = 0;
    uint64_t places = 0;
    for (size_t i = 0; i < shortage->needing_count; i++) {
        need += limit(problem->leasts[side], shortage->needing[i], 0);
    }
    for (size_t i = 0; i < shortage->offering_count; i++) {
        uint32_t most = limit(problem->mosts[other], shortage->offering[i], 1);
        places += most < problem->counts[side] ? most : problem->counts[side];
    }
    uint64_t outside = (uint64_t)shortage->needing_count * (problem->counts[other] - shortage->offering_count);
    for (size_t i = 0; i < problem->forbidden_count; i++) {
        uint32_t one = side == PAIRING_HELPER ? problem->forbidden[i].helper : problem->forbidden[i].helped;
        uint32_t two = side == PAIRING_HELPER ? problem->forbidden[i].helped : problem->forbidden[i].helper;
        outside -= needing[one] && !offering[two];
    }
    return need == shortage->need && places == shortage->places && outside == shortage->outside &&
           shortage->offer == places + outside && need > shortage->offer;
}
