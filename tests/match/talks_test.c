/* Talks: against brute force on tiny events, the checker against planted errors, what is kept.
 *
 *   build/tests/match/talks_test [tiny events] */
#include "tests/match/talks_instance.h"
#include "tests/test.h"

#include <stdlib.h>
#include <string.h>

static unsigned events = 2500;

static uint64_t count_faults(const struct talks_findings *findings)
{
    uint64_t all = 0;
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

struct brute {
    struct arena *arena;
    const struct talks_problem *problem;
    struct talks_meeting meetings[16];
    size_t count;
    uint64_t unmet, missing, weight;
};

static bool is_better(const struct talks_findings *findings, const struct brute *brute)
{
    uint64_t unmet = findings->counts[TALKS_FAULT_UNMET];
    if (unmet != brute->unmet) {
        return unmet < brute->unmet;
    }
    return findings->missing < brute->missing ||
           (findings->missing == brute->missing && findings->weight > brute->weight);
}

/* Every pair in every slot at every table or not at all, as far as the checker finds no fault. */
static void try_all(struct brute *brute, size_t pair)
{
    struct talks_findings findings;
    assert_false(result_failed(talks_check(brute->arena, brute->problem, brute->meetings, brute->count, 0, &findings)));
    if (count_faults(&findings) > findings.counts[TALKS_FAULT_UNMET]) {
        return;
    }
    if (is_better(&findings, brute)) {
        brute->unmet = findings.counts[TALKS_FAULT_UNMET];
        brute->missing = findings.missing;
        brute->weight = findings.weight;
    }
    if (pair == brute->problem->pair_count) {
        return;
    }
    const struct talks_pair *p = &brute->problem->pairs[pair];
    for (size_t k = 0; k < brute->problem->kept_count; k++) {
        if (brute->problem->kept[k].left == p->left && brute->problem->kept[k].right == p->right) {
            try_all(brute, pair + 1);
            return;
        }
    }
    for (uint32_t slot = 0; slot < brute->problem->slot_count; slot++) {
        for (uint32_t table = 0; table < brute->problem->table_count; table++) {
            brute->meetings[brute->count++] = (struct talks_meeting){p->left, p->right, slot, table};
            try_all(brute, pair + 1);
            brute->count--;
        }
    }
    try_all(brute, pair + 1);
}

/* Is the first at least as good as the answer? */
static bool not_below(uint64_t unmet, uint64_t missing, uint64_t weight, const struct talks_answer *answer)
{
    if (unmet != answer->unmet) {
        return unmet < answer->unmet;
    }
    return missing < answer->missing || (missing == answer->missing && weight >= answer->weight);
}

/* Some of the meetings of a schedule stay as they are. */
static void keep_some(struct arena *arena, struct random *random, const struct talks_answer *answer,
                      struct talks_problem *problem)
{
    struct talks_meeting *stay = ARENA_ARRAY(arena, struct talks_meeting, answer->meeting_count + 1);
    for (size_t m = 0; m < answer->meeting_count; m++) {
        if (random_below(random, 3) == 0) {
            stay[problem->kept_count++] = answer->meetings[m];
        }
    }
    problem->kept = stay;
}

/* Few organisations with many delegates, on both sides: couples that meet in every way. */
static void mix_organisations(struct arena *arena, struct random *random, struct talks_problem *problem)
{
    uint32_t *mixed = ARENA_ARRAY(arena, uint32_t, problem->participant_count);
    for (size_t i = 0; i < problem->participant_count; i++) {
        mixed[i] = random_below(random, 3);
    }
    problem->organisations = mixed;
}

static void compare_with_all(struct arena *arena, const struct talks_problem *problem)
{
    struct talks_answer answer, greedy;
    struct talks_findings findings;
    struct brute brute = {.arena = arena, .problem = problem, .unmet = UINT64_MAX, .missing = UINT64_MAX};
    for (size_t k = 0; k < problem->kept_count; k++) {
        brute.meetings[brute.count++] = problem->kept[k];
    }
    try_all(&brute, 0);
    assert_false(result_failed(talks_solve(arena, problem, &answer)));
    assert_false(result_failed(talks_solve_greedy(arena, problem, &greedy)));
    assert_false(result_failed(talks_check(arena, problem, answer.meetings, answer.meeting_count, 0, &findings)));
    assert_int_equal(count_faults(&findings), answer.unmet);
    assert_int_equal(answer.unmet, brute.unmet);
    assert_int_equal(answer.missing, brute.missing);
    assert_int_equal(answer.weight, brute.weight);
    assert_int_equal(findings.missing, answer.missing);
    assert_int_equal(findings.weight, answer.weight);
    assert_true(answer.proven);
    assert_true(not_below(answer.bound_unmet, answer.bound_missing, answer.bound_weight, &answer));
    assert_true(not_below(answer.unmet, answer.missing, answer.weight, &greedy));
}

static void no_schedule_of_a_tiny_event_is_better_than_the_solved_one(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 41);
    for (unsigned n = 0; n < events; n++) {
        struct arena arena;
        struct talks_problem problem;
        struct talks_answer answer;
        struct talks_shape shape = {2, 2 + n % 2, 2 + n % 2, 1 + n % 2,  50 + n % 40, 70,
                                    3, 3,         2,         n % 3 == 0, n % 4 == 1,  n % 5 == 2 ? 40 : 0};
        arena_init(&arena);
        talks_instance(&arena, &random, &shape, &problem);
        if (n % 6 == 0) {
            mix_organisations(&arena, &random, &problem);
        }
        if (n % 7 == 3) {
            assert_false(result_failed(talks_solve(&arena, &problem, &answer)));
            keep_some(&arena, &random, &answer, &problem);
        }
        compare_with_all(&arena, &problem);
        arena_release(&arena);
    }
}

/* Two against two, three slots, two tables in two zones. */
static const uint64_t slots[] = {7, 3, 7, 7};
static const uint32_t leasts[] = {0, 0, 0, 0}, mosts[] = {2, 2, 1, 2}, zones[] = {0, 1}, organisations[] = {0, 0, 2, 3};
static const uint64_t table_slots[] = {7, 3};
static const uint8_t walks[] = {0, 1, 1, 0};
static const struct talks_pair pairs[] = {{0, 2, 10}, {0, 3, 20}, {1, 3, 10}};
static const struct talks_meeting kept[] = {{0, 2, 0, 0}};
static const bool musts[] = {false, true, false};

static void the_checker_finds_each_kind_of_planted_error(void **state)
{
    (void)state;
    static const struct {
        enum talks_fault_kind kind;
        struct talks_meeting meetings[3];
        size_t count;
    } cases[] = {
        {TALKS_FAULT_UNKNOWN, {{0, 2, 0, 0}, {0, 3, 9, 0}}, 2},
        {TALKS_FAULT_UNKNOWN, {{0, 2, 0, 0}, {0, 3, 1, 2}}, 2},
        {TALKS_FAULT_NOT_A_PAIR, {{0, 2, 0, 0}, {1, 2, 1, 0}}, 2},
        {TALKS_FAULT_TWICE, {{0, 2, 0, 0}, {0, 2, 1, 0}}, 2},
        {TALKS_FAULT_AWAY, {{0, 2, 0, 0}, {1, 3, 2, 0}}, 2},
        {TALKS_FAULT_TWO_PLACES, {{0, 2, 0, 0}, {0, 3, 0, 1}}, 2},
        {TALKS_FAULT_TABLE_CLOSED, {{0, 2, 0, 0}, {0, 3, 2, 1}}, 2},
        {TALKS_FAULT_TABLE_TAKEN, {{0, 2, 0, 0}, {1, 3, 0, 0}}, 2},
        {TALKS_FAULT_OVER, {{0, 2, 0, 0}, {0, 2, 1, 0}}, 2},
        {TALKS_FAULT_ORGANISATION, {{0, 2, 0, 0}, {0, 3, 1, 0}, {1, 3, 0, 1}}, 3},
        {TALKS_FAULT_WALK, {{0, 2, 0, 0}, {0, 3, 1, 1}}, 2},
        {TALKS_FAULT_KEPT, {{0, 3, 1, 0}}, 1},
        {TALKS_FAULT_UNMET, {{0, 2, 0, 0}}, 1},
    };
    struct talks_problem problem = {
        4, 2, 3, 3, 2, 2, slots, leasts, mosts, pairs, table_slots, zones, walks, organisations, kept, 1, musts};
    static const struct talks_meeting sound[] = {{0, 2, 0, 0}, {0, 3, 1, 0}};
    struct arena arena;
    struct talks_findings findings;
    arena_init(&arena);
    assert_false(result_failed(talks_check(&arena, &problem, sound, 2, 9, &findings)));
    assert_int_equal(count_faults(&findings), 0);
    assert_int_equal(findings.weight, 30);
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        assert_false(result_failed(talks_check(&arena, &problem, cases[k].meetings, cases[k].count, 9, &findings)));
        assert_true(findings.counts[cases[k].kind] > 0);
    }
    arena_release(&arena);
}

/* Solver and checker test the shape each by own code: both must refuse each planted break of it. */
static void a_broken_shape_is_refused_by_solver_and_checker(void **state)
{
    (void)state;
    static const uint64_t late_slots[] = {7, 3, 15, 7}, late_tables[] = {7, 9};
    static const uint32_t far_zones[] = {0, 2}, far_organisations[] = {0, 0, 4, 3};
    static const struct talks_pair broken_pairs[][3] = {
        {{0, 3, 10}, {0, 2, 20}, {1, 3, 10}}, {{0, 2, 10}, {0, 2, 20}, {1, 3, 10}},
        {{0, 2, 10}, {0, 3, 0}, {1, 3, 10}},  {{0, 2, 10}, {0, 3, 20}, {1, 3, TALKS_WEIGHT_MOST + 1}},
        {{0, 1, 10}, {0, 3, 20}, {1, 3, 10}}, {{0, 2, 10}, {0, 4, 20}, {1, 3, 10}},
        {{0, 2, 10}, {0, 3, 20}, {2, 3, 10}},
    };
    static const struct talks_problem sound = {
        4, 2, 3, 3, 2, 2, slots, leasts, mosts, pairs, table_slots, zones, walks, organisations, NULL, 0, NULL};
    struct talks_problem broken[20];
    size_t count = 0;
    for (size_t k = 0; k < 20; k++) {
        broken[k] = sound;
    }
    broken[count++].slots = late_slots;
    broken[count++].table_slots = late_tables;
    broken[count++].table_zones = far_zones;
    broken[count++].organisations = far_organisations;
    broken[count++].slot_count = 0;
    broken[count++].slot_count = TALKS_SLOTS_MOST + 1;
    broken[count++].zone_count = 0;
    broken[count++].zone_count = TALKS_ZONES_MOST + 1;
    broken[count++].left_count = 5;
    broken[count++].participant_count = TALKS_PEOPLE_MOST + 1;
    broken[count++].pair_count = TALKS_PAIRS_MOST + 1;
    broken[count++].table_count = TALKS_TABLES_MOST + 1;
    for (size_t k = 0; k < sizeof broken_pairs / sizeof broken_pairs[0]; k++) {
        broken[count++].pairs = broken_pairs[k];
    }
    struct arena arena;
    arena_init(&arena);
    for (size_t k = 0; k < count; k++) {
        struct talks_answer answer = {.weight = 77};
        struct talks_findings findings = {.weight = 77};
        struct result solved = talks_solve(&arena, &broken[k], &answer);
        struct result checked = talks_check(&arena, &broken[k], NULL, 0, 0, &findings);
        assert_int_equal(solved.code, RESULT_INVALID);
        assert_int_equal(checked.code, RESULT_INVALID);
        assert_string_equal(solved.field, checked.field);
        assert_int_equal(answer.weight + findings.weight, 2 * 77); /* untouched */
    }
    arena_release(&arena);
}

static void after_a_cancellation_what_is_possible_stays_where_it_was(void **state)
{
    (void)state;
    struct random random;
    struct talks_shape shape = {6, 15, 8, 5, 80, 60, 8, 5, 1, false, false, 0};
    random_init(&random, 9);
    for (int n = 0; n < 50; n++) {
        struct arena arena;
        struct talks_problem problem;
        struct talks_answer before, after;
        struct talks_findings findings;
        struct talks_meeting *left;
        size_t count;
        arena_init(&arena);
        talks_instance(&arena, &random, &shape, &problem);
        assert_false(result_failed(talks_solve(&arena, &problem, &before)));
        uint64_t *there = ARENA_ARRAY(&arena, uint64_t, problem.participant_count);
        (void)memcpy(there, problem.slots, problem.participant_count * sizeof *there);
        there[0] = 0;
        problem.slots = there;
        assert_false(
            result_failed(talks_list_kept(&arena, &problem, before.meetings, before.meeting_count, &left, &count)));
        size_t others = 0;
        for (size_t m = 0; m < before.meeting_count; m++) {
            others += before.meetings[m].left != 0;
        }
        assert_int_equal(count, others);
        problem.kept = left;
        problem.kept_count = count;
        assert_false(result_failed(talks_solve(&arena, &problem, &after)));
        assert_false(result_failed(talks_check(&arena, &problem, after.meetings, after.meeting_count, 0, &findings)));
        assert_int_equal(count_faults(&findings), 0);
        assert_int_equal(findings.missing, after.missing);
        assert_int_equal(findings.weight, after.weight);
        arena_release(&arena);
    }
}

static void a_pair_without_a_meeting_is_told_why(void **state)
{
    (void)state;
    struct talks_problem problem = {
        4, 2, 3, 3, 2, 2, slots, leasts, mosts, pairs, table_slots, zones, walks, organisations, NULL, 0, NULL};
    static const struct talks_meeting sound[] = {{0, 2, 0, 0}, {0, 3, 1, 0}};
    struct arena arena;
    struct talks_explanation why;
    arena_init(&arena);
    assert_false(result_failed(talks_explain(&arena, &problem, sound, 2, 0, 3, &why)));
    assert_int_equal(why.outcome, TALKS_MET);
    assert_false(result_failed(talks_explain(&arena, &problem, sound, 2, 1, 3, &why)));
    assert_int_equal(why.outcome, TALKS_ORGANISATION);
    assert_false(result_failed(talks_explain(&arena, &problem, sound, 2, 1, 2, &why)));
    assert_int_equal(why.outcome, TALKS_NOT_A_PAIR);
    assert_false(result_failed(talks_explain(&arena, &problem, sound, 1, 0, 3, &why)));
    assert_int_equal(why.outcome, TALKS_POSSIBLE);
    arena_release(&arena);
}

int main(int count, char **words)
{
    events = count > 1 ? (unsigned)strtoul(words[1], NULL, 10) : events;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checker_finds_each_kind_of_planted_error),
        cmocka_unit_test(a_broken_shape_is_refused_by_solver_and_checker),
        cmocka_unit_test(no_schedule_of_a_tiny_event_is_better_than_the_solved_one),
        cmocka_unit_test(after_a_cancellation_what_is_possible_stays_where_it_was),
        cmocka_unit_test(a_pair_without_a_meeting_is_told_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
