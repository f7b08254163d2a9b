/* Visits: groups against every grouping of tiny events, the checker against planted errors, reasons, what is kept. */
#include "tests/match/visits_instance.h"
#include "tests/test.h"

#include <string.h>

enum { TINY_DELEGATES = 6 };

static uint64_t count_faults(const struct visits_findings *findings)
{
    uint64_t all = 0;
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

static struct visits_shape tiny_shape(unsigned n)
{
    struct visits_shape shape = {3 + n % 4, 4,   2 + n % 2,           3,    2,          3,          4,    5,
                                 2,         300, n % 3 == 0 ? 0 : 35, true, n % 5 == 0, n % 4 == 3, false};
    return shape;
}

/* --- every grouping --------------------------------------------------------------------------------------------------- */

struct brute {
    struct arena *arena;
    struct visits_problem problem; /* by cost, nobody kept: the checker finds broken rules only */
    struct visits_plan plan;
    uint32_t buses[TINY_DELEGATES];
    const uint32_t *fixed;
    bool found;
    uint64_t left_out, cost;
};

static void try_groups(struct brute *brute, uint32_t delegate)
{
    if (delegate == brute->problem.delegate_count) {
        struct visits_findings findings;
        assert_false(result_failed(visits_check(brute->arena, &brute->problem, &brute->plan, 0, &findings)));
        bool better = !brute->found || findings.left_out < brute->left_out ||
                      (findings.left_out == brute->left_out && findings.cost < brute->cost);
        if (count_faults(&findings) == 0 && better) {
            brute->found = true;
            brute->left_out = findings.left_out;
            brute->cost = findings.cost;
        }
        return;
    }
    if (brute->fixed[delegate] != VISITS_NONE) {
        brute->buses[delegate] = brute->fixed[delegate];
        try_groups(brute, delegate + 1);
        return;
    }
    for (uint32_t b = 0; b <= brute->problem.bus_count; b++) {
        brute->buses[delegate] = b == brute->problem.bus_count ? VISITS_NONE : b;
        try_groups(brute, delegate + 1);
    }
}

static void no_grouping_of_a_tiny_event_is_better_than_the_solved_one(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 23);
    unsigned solved = 0;
    unsigned crowded = 0;
    for (unsigned n = 0; n < 1200; n++) {
        struct arena arena;
        struct brute brute = {.arena = &arena};
        struct visits_problem problem;
        struct visits_answer answer;
        struct visits_findings findings;
        struct visits_shape shape = tiny_shape(n);
        uint32_t fixed[TINY_DELEGATES];
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        problem.aim = VISITS_COST;
        struct result r = visits_solve(&arena, &problem, &answer, NULL);
        if (result_failed(r)) {
            assert_int_equal(r.code, RESULT_CONFLICT);
            arena_release(&arena);
            continue;
        }
        struct visits_plan plan = visits_plan_of(&answer);
        assert_false(result_failed(visits_check(&arena, &problem, &plan, 0, &findings)));
        assert_int_equal(count_faults(&findings), 0);
        for (uint32_t d = 0; d < problem.delegate_count; d++) {
            bool stayed = problem.kept != NULL && problem.kept[d] == answer.buses[d];
            fixed[d] = stayed ? answer.buses[d] : VISITS_NONE;
        }
        brute.problem = problem;
        brute.problem.kept = NULL;
        brute.plan = plan;
        brute.plan.buses = brute.buses;
        brute.fixed = fixed;
        try_groups(&brute, 0);
        assert_true(brute.found && answer.proven);
        assert_int_equal(answer.left_out, brute.left_out);
        assert_int_equal(answer.cost, brute.cost);
        assert_int_equal(answer.bound_left_out, brute.left_out);
        assert_int_equal(answer.bound_cost, brute.cost);
        assert_true(answer.floor_left_out < brute.left_out ||
                    (answer.floor_left_out == brute.left_out && answer.floor_cost <= brute.cost));
        assert_int_equal(findings.left_out, answer.left_out);
        assert_int_equal(findings.cost, answer.cost);
        crowded += answer.left_out > 0;
        solved++;
        arena_release(&arena);
    }
    assert_true(solved > 500 && crowded > 50 && crowded < solved);
}

/* The bus on which one more rider breaks no rule and adds the least rank; everybody not yet asked stays away. */
static uint32_t choose(const struct brute *brute, uint32_t *buses, uint32_t delegate, bool keeping)
{
    uint32_t best = VISITS_NONE;
    uint64_t least = UINT64_MAX;
    for (uint32_t b = 0; b < brute->problem.bus_count; b++) {
        struct visits_findings findings;
        if (keeping && brute->fixed[delegate] != b) {
            continue;
        }
        buses[delegate] = b;
        assert_false(result_failed(visits_check(brute->arena, &brute->problem, &brute->plan, 0, &findings)));
        if (count_faults(&findings) == 0 && findings.cost < least) {
            least = findings.cost;
            best = b;
        }
    }
    buses[delegate] = best;
    return best;
}

/* One after another by lot, those to be kept before all: what lots are, word for word. */
static void choose_in_turn(struct brute *brute, uint32_t *buses)
{
    const uint32_t *lots = brute->problem.lots;
    size_t n = brute->problem.delegate_count;
    (void)memset(buses, 0xff, n * sizeof *buses);
    for (int keeping = brute->fixed == NULL ? 0 : 1; keeping >= 0; keeping--) {
        bool asked[TINY_DELEGATES] = {false};
        for (size_t turn = 0; turn < n; turn++) {
            uint32_t next = VISITS_NONE;
            for (uint32_t d = 0; d < n; d++) {
                next = !asked[d] && (next == VISITS_NONE || lots[d] < lots[next]) ? d : next;
            }
            asked[next] = true;
            if (buses[next] == VISITS_NONE) {
                (void)choose(brute, buses, next, keeping == 1);
            }
        }
    }
}

static void by_lots_each_gets_the_best_that_is_left(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 29);
    unsigned solved = 0;
    for (unsigned n = 0; n < 1200; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_answer answer;
        struct visits_findings findings;
        struct visits_shape shape = tiny_shape(n);
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        if (!result_failed(visits_solve(&arena, &problem, &answer, NULL))) {
            struct visits_plan plan = visits_plan_of(&answer);
            assert_false(result_failed(visits_check(&arena, &problem, &plan, 0, &findings)));
            assert_int_equal(count_faults(&findings), 0);
            assert_true(answer.left_out > answer.bound_left_out ||
                        (answer.left_out == answer.bound_left_out && answer.cost >= answer.bound_cost));
            solved++;
            uint32_t buses[TINY_DELEGATES];
            struct brute brute = {.arena = &arena, .problem = problem, .plan = plan, .fixed = problem.kept};
            brute.problem.aim = VISITS_COST;
            brute.problem.kept = NULL;
            brute.plan.buses = buses;
            choose_in_turn(&brute, buses);
            assert_memory_equal(buses, answer.buses, problem.delegate_count * sizeof *buses);
        }
        arena_release(&arena);
    }
    assert_true(solved > 500);
}

/* --- planted errors ----------------------------------------------------------------------------------------------------- */

/* Two buses, three sites; sites 0 and 1 by bus 0, site 2 by bus 1; delegates 0 and 1 on bus 0, delegate 2 on bus 1. */
struct sample {
    uint32_t organisations[3], lots[3], wish_starts[4], wishes[4], travel[16], kept[3], buses[3];
    uint8_t barred[6];
    struct visits_window windows[4];
    struct visits_bus fleet[2];
    struct visits_rival rivals[2];
    struct visits_call tours[3];
    struct visits_stop stops[3];
    struct visits_trip trips[2];
    struct visits_problem problem;
    struct visits_plan plan;
};

static void fill_sample(struct sample *sample)
{
    *sample = (struct sample){
        .organisations = {0, 1, 2},
        .lots = {3, 1, 2},
        .wish_starts = {0, 1, 3, 4},
        .wishes = {0, 1, 0, 2},
        .travel = {0, 10, 20, 5, 10, 0, 20, 10, 20, 20, 0, 10, 5, 10, 10, 0},
        .kept = {0, VISITS_NONE, VISITS_NONE},
        .windows = {{0, 0, 100, 10, 2}, {0, 60, 120, 10, 2}, {1, 0, 100, 20, 2}, {2, 0, 100, 10, 1}},
        .fleet = {{3, 2, 0, 200, 2}, {3, 2, 0, 200, 2}},
        .rivals = {{0, 2, 2}, {1, VISITS_NONE, 2}},
        .tours = {{0, 0}, {0, 1}, {1, 2}},
        .stops = {{0, 0, 0, 5, 5, 15}, {0, 1, 2, 25, 25, 45}, {1, 2, 3, 10, 10, 20}},
        .trips = {{0, 55, 0, false}, {0, 30, 0, false}},
        .buses = {0, 0, 1},
    };
    sample->problem = (struct visits_problem){3, 3, 4, 4, 2, 3, 2, .aim = VISITS_STABLE};
    sample->problem.organisations = sample->organisations;
    sample->problem.lots = sample->lots;
    sample->problem.wish_starts = sample->wish_starts;
    sample->problem.wishes = sample->wishes;
    sample->problem.windows = sample->windows;
    sample->problem.travel = sample->travel;
    sample->problem.buses = sample->fleet;
    sample->problem.rivals = sample->rivals;
    sample->problem.barred = sample->barred;
    sample->problem.tours = sample->tours;
    sample->problem.tour_count = 3;
    sample->problem.kept = sample->kept;
    sample->plan = (struct visits_plan){sample->buses, sample->stops, 3, sample->trips};
}

static void plant(struct sample *sample, int kind)
{
    switch ((enum visits_fault_kind)kind) {
    case VISITS_FAULT_UNKNOWN:
        sample->stops[1].window = 3;
        break;
    case VISITS_FAULT_TWICE:
        sample->stops[1] = (struct visits_stop){0, 0, 1, 60, 60, 70};
        sample->trips[0].back = 75;
        break;
    case VISITS_FAULT_TRAVEL:
        sample->stops[1].arrive = 24;
        break;
    case VISITS_FAULT_WINDOW:
        sample->stops[1].leave = 44;
        break;
    case VISITS_FAULT_START:
        sample->fleet[0].start = 1;
        break;
    case VISITS_FAULT_BACK:
        sample->fleet[1].back = 29;
        break;
    case VISITS_FAULT_STOPS:
        sample->fleet[0].stops_most = 1;
        sample->problem.tours = NULL;
        sample->problem.tour_count = 0;
        break;
    case VISITS_FAULT_TOUR:
        sample->tours[2].site = 1;
        break;
    case VISITS_FAULT_SEATS:
        sample->fleet[0].seats = 1;
        break;
    case VISITS_FAULT_CAPACITY:
        sample->windows[2].capacity = 1;
        break;
    case VISITS_FAULT_RIVALS:
        sample->rivals[0] = (struct visits_rival){1, 0, 1};
        break;
    case VISITS_FAULT_BARRED:
        sample->barred[2 * 2 + 1] = 1;
        break;
    case VISITS_FAULT_NO_TRIP:
        sample->plan.stop_count = 2;
        sample->problem.tour_count = 2;
        break;
    case VISITS_FAULT_KEPT:
        sample->buses[0] = VISITS_NONE;
        break;
    case VISITS_FAULT_LOTS:
        sample->buses[2] = VISITS_NONE;
        break;
    case VISITS_FAULT_KINDS:
        break;
    }
}

static void the_checker_finds_a_planted_error_of_each_kind(void **state)
{
    (void)state;
    struct arena arena;
    struct visits_findings findings;
    arena_init(&arena);
    for (int kind = 0; kind <= VISITS_FAULT_KINDS; kind++) {
        struct sample sample;
        fill_sample(&sample);
        plant(&sample, kind);
        assert_false(result_failed(visits_check(&arena, &sample.problem, &sample.plan, 10, &findings)));
        for (int other = 0; other < VISITS_FAULT_KINDS; other++) {
            bool follows = (kind == VISITS_FAULT_UNKNOWN && (other == VISITS_FAULT_TOUR)) ||
                           (kind == VISITS_FAULT_TWICE && other == VISITS_FAULT_TOUR) ||
                           (kind == VISITS_FAULT_KEPT && other == VISITS_FAULT_LOTS);
            if (!follows && (findings.counts[other] > 0) != (other == kind)) {
                fail_msg("planted %d, found %d: %d", kind, other, (int)findings.counts[other]);
            }
        }
        assert_int_equal(findings.fault_count > 0, kind < VISITS_FAULT_KINDS);
        assert_true(kind == VISITS_FAULT_KINDS || findings.faults[0].kind <= (enum visits_fault_kind)kind);
    }
    struct sample more; /* back before the way home, a window from another time, a bus that is none */
    fill_sample(&more);
    more.trips[0].back = 54;
    more.stops[2].begin = 91;
    more.stops[2].leave = 101;
    more.trips[1].back = 111;
    more.buses[1] = 7;
    more.kept[0] = VISITS_NONE;
    assert_false(result_failed(visits_check(&arena, &more.problem, &more.plan, 10, &findings)));
    assert_int_equal(findings.counts[VISITS_FAULT_TRAVEL], 1);
    assert_int_equal(findings.counts[VISITS_FAULT_WINDOW], 1);
    assert_int_equal(findings.counts[VISITS_FAULT_UNKNOWN], 1);
    arena_release(&arena);
}

/* --- reasons ------------------------------------------------------------------------------------------------------------ */

static void the_reasons_say_what_stood_in_the_way(void **state)
{
    (void)state;
    struct arena arena;
    struct sample sample;
    struct visits_explanation why;
    arena_init(&arena);
    fill_sample(&sample);
    assert_false(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 1, &why)));
    assert_int_equal(why.bus, 0);
    assert_int_equal(why.rank, 1);
    assert_int_equal(why.site, 1);
    assert_int_equal(why.riders, 2);
    assert_int_equal(why.reason_count, 0);
    sample.wishes[3] =
        0; /* the third wants site 0, but the bus is full: delegate 0 was kept, delegate 1 has a lower lot */
    assert_false(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 2, &why)));
    assert_int_equal(why.rank, 2);
    assert_int_equal(why.site, VISITS_NONE);
    assert_int_equal(why.reason_count, 1);
    assert_int_equal(why.reasons[0].hindrance, VISITS_FULL);
    assert_int_equal(why.reasons[0].bus, 0);
    assert_int_equal(why.reasons[0].last, 0);
    sample.fleet[0].seats = 3;
    assert_false(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 2, &why)));
    assert_int_equal(why.reasons[0].hindrance, VISITS_CROWDED);
    assert_int_equal(why.reasons[0].where, 0);
    sample.windows[0].capacity = sample.windows[2].capacity = 3;
    sample.rivals[0] = (struct visits_rival){0, 2, 1};
    assert_false(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 2, &why)));
    assert_int_equal(why.reasons[0].hindrance, VISITS_RIVAL);
    assert_int_equal(why.reasons[0].other, 0);
    assert_int_equal(why.reasons[0].where, 1);
    sample.rivals[0].organisation = 1;
    sample.rivals[0].other = 0;
    sample.rivals[0].site = 2;
    sample.rivals[1] = (struct visits_rival){2, VISITS_NONE, 0};
    assert_false(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 2, &why)));
    assert_int_equal(why.reasons[0].hindrance, VISITS_NOT_FOR);
    sample.rivals[1].site = 1;
    sample.rivals[1].organisation = 1; /* now delegate 1 may not be where they are */
    assert_true(result_failed(visits_explain(&arena, &sample.problem, &sample.plan, 2, &why)));
    arena_release(&arena);
}

/* By cost the price of a wish is what the others lose in the best plan with it: by trying all groupings again. */
static void the_price_of_a_wish_is_what_others_would_lose(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 31);
    unsigned priced = 0;
    for (unsigned n = 0; n < 300; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_answer answer;
        struct visits_explanation why = {0};
        struct visits_shape shape = tiny_shape(n);
        shape.kept = false;
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        problem.aim = VISITS_COST;
        uint32_t delegate = n % (uint32_t)problem.delegate_count;
        if (!result_failed(visits_solve(&arena, &problem, &answer, NULL))) {
            struct visits_plan plan = visits_plan_of(&answer);
            assert_false(result_failed(visits_explain(&arena, &problem, &plan, delegate, &why)));
        }
        for (size_t k = 0; k < why.reason_count && why.bus != VISITS_NONE; k++) {
            const struct visits_reason *reason = &why.reasons[k];
            uint32_t fixed[TINY_DELEGATES];
            (void)memset(fixed, 0xff, sizeof fixed);
            fixed[delegate] = reason->bus;
            if (!reason->priced) {
                continue;
            }
            struct brute brute = {.arena = &arena, .problem = problem, .fixed = fixed};
            brute.plan = visits_plan_of(&answer);
            brute.plan.buses = brute.buses;
            try_groups(&brute, 0);
            assert_true(brute.found);
            assert_int_equal(reason->more_left_out, brute.left_out - answer.left_out);
            assert_int_equal(reason->price, (int64_t)brute.cost - reason->rank - ((int64_t)answer.cost - why.rank));
            priced++;
        }
        arena_release(&arena);
    }
    assert_true(priced > 10);
}

/* --- tours, what is kept, shape ------------------------------------------------------------------------------------------ */

static void tours_that_nobody_gave_are_made_and_can_be_driven(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 37);
    uint64_t left_out = 0;
    uint64_t wishes = 0;
    uint64_t riders = 0;
    for (unsigned n = 0; n < 40; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_answer answer, again;
        struct visits_findings findings;
        struct visits_shape shape = {60, 12, 5, 20, 2, 5, 20, 20, 4, 300, 3, false, false, false, n % 4 == 0};
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        problem.aim = n % 2 == 0 ? VISITS_STABLE : VISITS_COST;
        assert_false(result_failed(visits_solve(&arena, &problem, &answer, NULL)));
        struct visits_plan plan = visits_plan_of(&answer);
        assert_false(result_failed(visits_check(&arena, &problem, &plan, 0, &findings)));
        assert_int_equal(count_faults(&findings), 0);
        left_out += answer.left_out;
        for (uint32_t d = 0; d < problem.delegate_count; d++) {
            riders += answer.buses[d] != VISITS_NONE;
            wishes += problem.wish_starts[d + 1] - problem.wish_starts[d] + 1;
        }
        assert_false(result_failed(visits_solve(&arena, &problem, &again, NULL)));
        assert_memory_equal(again.buses, answer.buses, problem.delegate_count * sizeof *answer.buses);
        assert_int_equal(again.stop_count, answer.stop_count);
        assert_memory_equal(again.stops, answer.stops, answer.stop_count * sizeof *answer.stops);
        arena_release(&arena);
    }
    assert_true(riders > left_out);
}

static void after_a_cancellation_only_what_must_changes(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 43);
    for (unsigned n = 0; n < 60; n++) {
        struct arena arena;
        struct visits_problem problem;
        struct visits_answer answer, after;
        struct visits_findings findings;
        struct visits_kept kept;
        struct visits_shape shape = {30, 8, 4, 10, 2, 4, 12, 20, 3, 300, 5, false, false, false, false};
        arena_init(&arena);
        visits_instance(&arena, &random, &shape, &problem);
        problem.aim = n % 2 == 0 ? VISITS_STABLE : VISITS_COST;
        assert_false(result_failed(visits_solve(&arena, &problem, &answer, NULL)));
        if (answer.stop_count == 0) {
            arena_release(&arena);
            continue;
        }
        /* One bus loses two seats. */
        struct visits_bus buses[4];
        uint32_t bus = answer.stops[0].bus;
        memcpy(buses, problem.buses, sizeof buses);
        buses[bus].seats = buses[bus].seats > 2 ? buses[bus].seats - 2 : 1;
        problem.buses = buses;
        struct visits_plan plan = visits_plan_of(&answer);
        assert_false(result_failed(visits_list_kept(&arena, &problem, &plan, &kept)));
        assert_int_equal(kept.tour_count, answer.stop_count);
        problem.tours = kept.tours;
        problem.tour_count = kept.tour_count;
        problem.held = kept.held;
        problem.kept = kept.kept;
        assert_false(result_failed(visits_solve(&arena, &problem, &after, NULL)));
        struct visits_plan second = visits_plan_of(&after);
        assert_false(result_failed(visits_check(&arena, &problem, &second, 0, &findings)));
        assert_int_equal(count_faults(&findings), 0);
        unsigned moved = 0;
        for (uint32_t d = 0; d < problem.delegate_count; d++) {
            moved += answer.buses[d] != VISITS_NONE && after.buses[d] != answer.buses[d];
        }
        assert_true(moved <= 2);
        arena_release(&arena);
    }
}

static void a_site_that_closes_falls_out_of_the_tour(void **state)
{
    (void)state;
    struct arena arena;
    struct sample sample;
    struct visits_kept kept;
    struct visits_conflict conflict;
    struct visits_answer answer;
    arena_init(&arena);
    fill_sample(&sample);
    sample.windows[2].close = 24; /* site 1 takes 20 minutes; it cannot be reached before minute 10 */
    assert_int_equal(visits_solve(&arena, &sample.problem, &answer, &conflict).code, RESULT_CONFLICT);
    assert_int_equal(conflict.obstacle, VISITS_NO_WINDOW);
    assert_int_equal(conflict.bus, 0);
    assert_int_equal(conflict.site, 1);
    assert_int_equal(conflict.time, 10);
    assert_int_equal(conflict.limit, 4);
    assert_false(result_failed(visits_list_kept(&arena, &sample.problem, &sample.plan, &kept)));
    assert_int_equal(kept.tour_count, 2);
    assert_int_equal(kept.tours[0].site, 0);
    assert_int_equal(kept.tours[1].site, 2);
    assert_int_equal(kept.kept[1], 0);
    sample.fleet[0].back = 44;
    sample.windows[2].close = 100;
    assert_int_equal(visits_solve(&arena, &sample.problem, &answer, &conflict).code, RESULT_CONFLICT);
    assert_int_equal(conflict.obstacle, VISITS_NO_ORDER);
    sample.fleet[0].back = 39;
    assert_int_equal(visits_solve(&arena, &sample.problem, &answer, &conflict).code, RESULT_CONFLICT);
    assert_int_equal(conflict.obstacle, VISITS_NO_RETURN);
    assert_int_equal(conflict.time, 40);
    assert_int_equal(conflict.limit, 39);
    for (size_t p = 0; p < 4; p++) {
        sample.travel[p * 4 + 1] = VISITS_FAR;
    }
    assert_int_equal(visits_solve(&arena, &sample.problem, &answer, &conflict).code, RESULT_CONFLICT);
    assert_int_equal(conflict.obstacle, VISITS_NO_WAY);
    visits_fill_travel(sample.travel, 4);
    assert_int_equal(sample.travel[1], VISITS_FAR);
    sample.travel[3 * 4 + 1] = 9;
    visits_fill_travel(sample.travel, 4);
    assert_int_equal(sample.travel[1], 14); /* over the start: 5 + 9 */
    arena_release(&arena);
}

static void input_out_of_shape_is_refused_by_its_member(void **state)
{
    (void)state;
    struct arena arena;
    struct visits_answer answer;
    arena_init(&arena);
    for (int k = 0; k < 9; k++) {
        static const char *const fields[] = {"organisations", "wishes", "windows", "buses",      "travel",
                                             "tours",         "rivals", "kept",    "wish_starts"};
        struct sample sample;
        fill_sample(&sample);
        sample.organisations[1] = k == 0 ? 3 : 1;
        sample.wishes[2] = k == 1 ? 1 : 0;
        sample.windows[1].dwell = k == 2 ? 61 : 10;
        sample.fleet[1].seats = k == 3 ? 0 : 2;
        sample.travel[5] = k == 4 ? VISITS_DAY_MOST + 1 : 0;
        sample.tours[1].site = k == 5 ? 0 : 1;
        sample.rivals[0].other = k == 6 ? 0 : 2;
        sample.kept[2] = k == 7 ? 2 : VISITS_NONE;
        sample.wish_starts[2] = k == 8 ? 0 : 3;
        struct result r = visits_solve(&arena, &sample.problem, &answer, NULL);
        assert_int_equal(r.code, RESULT_INVALID);
        assert_string_equal(r.field, fields[k]);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_finds_a_planted_error_of_each_kind),
        cmocka_unit_test(no_grouping_of_a_tiny_event_is_better_than_the_solved_one),
        cmocka_unit_test(by_lots_each_gets_the_best_that_is_left),
        cmocka_unit_test(the_reasons_say_what_stood_in_the_way),
        cmocka_unit_test(the_price_of_a_wish_is_what_others_would_lose),
        cmocka_unit_test(tours_that_nobody_gave_are_made_and_can_be_driven),
        cmocka_unit_test(after_a_cancellation_only_what_must_changes),
        cmocka_unit_test(a_site_that_closes_falls_out_of_the_tour),
        cmocka_unit_test(input_out_of_shape_is_refused_by_its_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
