/* Any bytes as the files of a placement folder; or, after a first byte 0, as the seed of a random problem with totals, quotas
 * and minima. What is refused is told; what is read is solved, checked, and found again by everybody from the cut-offs.
 * Parts of the files, separated by 0xff: seats, enterprises, applicants, preferences, priorities, lots, quotas, allocation;
 * an empty part is a file that is not there. */
#define FUZZED "placement"
#include "tests/fuzz/source.h"

#include "base/hash.h"
#include "cli/placement_files.h"
#include "tests/match/placement_quota_instance.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 8, ALLOCATION = 7, SEATS_MOST = 12 };

static const char *const names[PARTS] = {"seats.csv",      "enterprises.csv", "applicants.csv", "preferences.csv",
                                         "priorities.csv", "lots.csv",        "quotas.csv",     "allocation.csv"};

/* --- solve, check, explain ------------------------------------------------------------------------------------------ */

static void check_reasons(struct arena *arena, const struct placement_problem *problem, const uint32_t *places)
{
    struct placement_explanation why;
    for (uint32_t a = 0; a < problem->applicant_count; a++) {
        CHECK(!result_failed(placement_explain(arena, problem, places, a, &why)));
        for (size_t i = 0; i < why.reason_count; i++) {
            CHECK(why.reasons[i].outcome != PLACEMENT_BLOCKED);
            CHECK((why.reasons[i].outcome == PLACEMENT_GIVEN) == (why.reasons[i].seat == places[a]));
        }
    }
}

static void solve_and_check(struct arena *arena, const struct placement_problem *problem, const uint32_t *minima)
{
    struct placement_answer answer;
    struct result r = placement_solve(arena, problem, &answer);
    if (result_failed(r)) { /* two lots of a seed may be the same, and quotas may have faults */
        CHECK(r.code == RESULT_INVALID);
        return;
    }
    CHECK(checker_accepts(arena, problem, answer.places));
    check_reasons(arena, problem, answer.places);
    uint32_t *turns = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    uint32_t *capacities = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    uint32_t *closed;
    size_t count;
    for (uint32_t s = 0; s < problem->seat_count; s++) {
        turns[s] = s;
        capacities[s] = problem->capacities[s];
    }
    if (minima != NULL) {
        struct placement_problem open = *problem;
        r = placement_solve_closing(arena, problem, minima, turns, &answer, &closed, &count);
        CHECK(!result_failed(r));
        for (size_t i = 0; i < count; i++) {
            capacities[closed[i]] = 0;
        }
        open.capacities = capacities;
        CHECK(checker_accepts(arena, &open, answer.places));
    }
}

/* Anybody's places: a sound answer is as bad as ours or worse for everybody. */
static void check_given(struct arena *arena, struct placement_files *files)
{
    uint32_t *places;
    struct placement_findings findings;
    struct placement_answer answer;
    const struct placement_problem *problem = &files->problem;
    const char *path = arena_format(arena, "%s/%s", folder, names[ALLOCATION]);
    if (access(path, F_OK) != 0 || !placement_files_read_allocation(files, path, &places) ||
        result_failed(placement_solve(arena, problem, &answer))) {
        return;
    }
    CHECK(!result_failed(placement_check(arena, problem, places, 9, &findings)));
    for (uint32_t a = 0; fault_sum(&findings) == 0 && a < problem->applicant_count; a++) {
        uint32_t w = problem->wish_starts[a];
        while (w < problem->wish_starts[a + 1] && problem->wishes[w] != answer.places[a] &&
               problem->wishes[w] != places[a]) {
            w++;
        }
        CHECK(w == problem->wish_starts[a + 1] ? places[a] == answer.places[a]
                                               : problem->wishes[w] == answer.places[a]);
    }
}

static void try_random_problem(struct arena *arena, const uint8_t *bytes, size_t size)
{
    struct random random;
    struct instance made;
    unsigned char digest[DIGEST_SIZE];
    uint32_t minima[SEATS_MOST];
    hash_sha256(span_make((const char *)bytes, size), digest);
    uint64_t seed = 0;
    (void)memcpy(&seed, digest, sizeof seed);
    random_init(&random, seed);
    struct instance_shape shape = {.applicants = 1 + random_below(&random, 40),
                                   .seats = 1 + random_below(&random, SEATS_MOST),
                                   .enterprises = random_below(&random, 5),
                                   .longest_list = 6,
                                   .largest_capacity = 5,
                                   .largest_total = 12,
                                   .score_values = 1 + random_below(&random, 30),
                                   .own_scores = random_below(&random, 4) != 0};
    instance_make(arena, &random, &shape, &made);
    quotas_make(arena, &random, &made.problem, 1 + random_below(&random, 24), random_below(&random, 3) == 0,
                random_below(&random, 3) != 0);
    (void)quotas_leave_sound(arena, &made.problem);
    for (uint32_t s = 0; s < shape.seats; s++) {
        minima[s] = random_below(&random, 4);
    }
    solve_and_check(arena, &made.problem, minima);
}

static void try_files(struct arena *arena, const uint8_t *bytes, size_t size)
{
    struct placement_files files;
    FILE *heard = stderr;
    source_put_parts(bytes, size);
    bool drawn = access(arena_format(arena, "%s/lots.csv", folder), F_OK) == 0;
    stderr = silent;
    bool read = placement_files_open(arena, command, folder, drawn ? NULL : "seed", &files);
    CHECK(read == (files.problems.all == 0));
    if (read) {
        solve_and_check(arena, &files.problem, files.minima);
        check_given(arena, &files);
    }
    stderr = heard;
    placement_files_close(&files);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    if (command == NULL) {
        source_open(names, PARTS);
    }
    arena_init(&arena);
    if (size > 0 && bytes[0] == 0) {
        try_random_problem(&arena, bytes, size);
    } else {
        try_files(&arena, bytes, size);
    }
    arena_release(&arena);
    return 0;
}
