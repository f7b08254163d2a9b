/* Any bytes as the files of a talks folder: what is refused is told, what is read is solved, and the checker finds nothing wrong
 * with it; then somebody is taken away, and what is kept stays. Parts of the input, separated by 0xff: participants, wishes,
 * tables, rules, schedule; an empty part is a file that is not there. An input that begins with '#' is instead the seed and the
 * measures of a random event. */
#define FUZZED "talks"
#include "tests/fuzz/source.h"

#include "cli/talks_schedule.h"
#include "tests/match/talks_instance.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 5, SCHEDULE = 4 };

static const char *const names[PARTS] = {"participants.csv", "wishes.csv", "tables.csv", "rules.csv", "schedule.csv"};

/* Is the first worse than the second? */
static bool is_below(const struct talks_answer *one, const struct talks_answer *other)
{
    if (one->unmet != other->unmet) {
        return one->unmet > other->unmet;
    }
    return one->missing > other->missing || (one->missing == other->missing && one->weight < other->weight);
}

static void check_sound(struct arena *arena, const struct talks_problem *problem, const struct talks_answer *answer)
{
    struct talks_findings findings;
    CHECK(!result_failed(talks_check(arena, problem, answer->meetings, answer->meeting_count, 10, &findings)));
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0 || kind == TALKS_FAULT_UNMET);
    }
    CHECK(findings.counts[TALKS_FAULT_UNMET] == answer->unmet);
    CHECK(findings.missing == answer->missing && findings.weight == answer->weight);
}

/* A schedule of anybody: if the checker finds nothing wrong with it, ours is not below when it is proven, nor is the bound. */
static void check_given(struct arena *arena, const struct talks_problem *problem, const struct talks_answer *answer,
                        const struct talks_meeting *meetings, size_t count)
{
    struct talks_findings findings;
    struct talks_answer given = {.meeting_count = count};
    struct talks_answer bound = {
        .unmet = answer->bound_unmet, .missing = answer->bound_missing, .weight = answer->bound_weight};
    CHECK(!result_failed(talks_check(arena, problem, meetings, count, 3, &findings)));
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        if (findings.counts[kind] > 0 && kind != TALKS_FAULT_UNMET) {
            return;
        }
    }
    given.unmet = findings.counts[TALKS_FAULT_UNMET];
    given.missing = findings.missing;
    given.weight = findings.weight;
    CHECK(!is_below(&bound, &given));
    CHECK(!answer->proven || !is_below(answer, &given));
}

static void explain_some(struct arena *arena, const struct talks_problem *problem, const struct talks_answer *answer)
{
    struct talks_explanation why;
    for (size_t p = 0; p < problem->pair_count; p += 1 + problem->pair_count / 5) {
        const struct talks_pair *pair = &problem->pairs[p];
        CHECK(!result_failed(
            talks_explain(arena, problem, answer->meetings, answer->meeting_count, pair->left, pair->right, &why)));
        CHECK((why.outcome == TALKS_MET) == (why.meeting != TALKS_NONE));
        CHECK(why.outcome != TALKS_POSSIBLE || !answer->proven);
    }
}

/* Somebody goes; what is still possible stays, and the rest is filled. */
static void cancel(struct arena *arena, const struct talks_problem *problem, const struct talks_answer *answer)
{
    struct talks_problem after = *problem;
    struct talks_meeting *kept;
    struct talks_answer again;
    uint64_t *slots = ARENA_ARRAY(arena, uint64_t, problem->participant_count);
    memcpy(slots, problem->slots, problem->participant_count * sizeof *slots);
    slots[problem->participant_count / 3] = 0;
    after.slots = slots;
    CHECK(!result_failed(
        talks_list_kept(arena, &after, answer->meetings, answer->meeting_count, &kept, &after.kept_count)));
    after.kept = kept;
    CHECK(!result_failed(talks_solve(arena, &after, &again)));
    check_sound(arena, &after, &again);
}

static void solve_and_check(struct arena *arena, const struct talks_problem *problem, struct talks_answer *answer)
{
    struct talks_answer greedy;
    struct result r = talks_solve(arena, problem, answer);
    CHECK(!result_failed(r));
    check_sound(arena, problem, answer);
    CHECK(!result_failed(talks_solve_greedy(arena, problem, &greedy)));
    check_sound(arena, problem, &greedy);
    check_given(arena, problem, answer, greedy.meetings, greedy.meeting_count);
    CHECK(!is_below(answer, &greedy));
    explain_some(arena, problem, answer);
    cancel(arena, problem, answer);
}

static void try_random(struct arena *arena, const uint8_t *bytes, size_t size)
{
    uint8_t given[12] = {0};
    struct random random;
    struct talks_problem problem;
    struct talks_answer answer;
    memcpy(given, bytes, size < sizeof given ? size : sizeof given);
    struct talks_shape shape = {1U + given[2] % 4,    1U + given[3] % 6,    1U + given[4] % 5,
                                given[5] % 4,         30U + given[6] % 71,  20U + given[7] % 81,
                                1U + given[8] % 5,    1U + given[9] % 5,    given[10] % 4,
                                (given[11] & 1) != 0, (given[11] & 2) != 0, (given[11] & 4) != 0 ? 30 : 0};
    random_init(&random, (uint64_t)given[0] << 8 | given[1]);
    talks_instance(arena, &random, &shape, &problem);
    solve_and_check(arena, &problem, &answer);
}

static void try_files(struct arena *arena)
{
    struct talks_files files;
    struct talks_answer answer;
    struct talks_row *rows;
    size_t count, changes;
    const char *path = arena_format(arena, "%s/%s", folder, names[SCHEDULE]);
    bool read = talks_files_open(arena, command, folder, &files);
    CHECK(read == (files.problems.all == 0));
    if (read && files.problem.participant_count <= 60 && files.problem.pair_count <= 60) {
        solve_and_check(arena, &files.problem, &answer);
        CHECK(talks_print_schedule(&files, &answer, silent));
        if (access(path, F_OK) == 0 && talks_read_schedule(&files, path, true, &rows, &count)) {
            struct talks_meeting *meetings = ARENA_ARRAY(arena, struct talks_meeting, count + 1);
            for (size_t k = 0; k < count; k++) {
                meetings[k] = rows[k].meeting;
            }
            check_given(arena, &files.problem, &answer, meetings, count);
            (void)talks_list_changes(&files, rows, count, &answer, &changes);
            CHECK(changes <= count + answer.meeting_count);
        }
    }
    talks_files_close(&files);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    FILE *heard = stderr;
    if (command == NULL) {
        source_open(names, PARTS);
    }
    arena_init(&arena);
    stderr = silent;
    if (size > 0 && bytes[0] == '#') {
        try_random(&arena, bytes + 1, size - 1);
    } else {
        source_put_parts(bytes, size);
        try_files(&arena);
    }
    stderr = heard;
    arena_release(&arena);
    return 0;
}
