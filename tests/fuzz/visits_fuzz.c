/* Any bytes as the files of a visits folder: what is refused is told, what is read is solved, and what is solved is without faults.
 * Parts of the input, separated by 0xff: delegates, preferences, sites, buses, travel, rules, tours, groups, routes; an
 * empty part is a file that is not there. */
#define FUZZED "visits"
#include "tests/fuzz/source.h"

#include "cli/visits_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 9, GROUPS = 7, ROUTES = 8 };

static const char *const names[PARTS] = {"delegates.csv", "preferences.csv", "sites.csv",  "buses.csv", "travel.csv",
                                         "rules.csv",     "tours.csv",       "groups.csv", "routes.csv"};

static void check_answer(struct arena *arena, const struct visits_problem *problem, const struct visits_answer *answer)
{
    struct visits_findings findings;
    struct visits_explanation why;
    struct visits_plan plan = visits_plan_of(answer);
    CHECK(!result_failed(visits_check(arena, problem, &plan, 10, &findings)));
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        CHECK(findings.counts[kind] == 0);
    }
    CHECK(findings.cost == answer->cost && findings.left_out == answer->left_out);
    CHECK(answer->bound_left_out < answer->left_out ||
          (answer->bound_left_out == answer->left_out && answer->bound_cost <= answer->cost));
    CHECK(!result_failed(visits_explain(arena, problem, &plan, (uint32_t)(problem->delegate_count / 2), &why)));
    CHECK((why.rank == 0) == (why.bus == VISITS_NONE));
}

/* Both ways; then, if there is an earlier plan, what changes. */
static void solve_and_check(struct arena *arena, struct visits_files *files)
{
    struct visits_problem *problem = &files->problem;
    struct visits_answer answer;
    struct visits_conflict conflict;
    struct visits_plan old;
    struct visits_kept kept;
    for (int aim = 0; aim < 2; aim++) {
        problem->aim = aim == 0 ? VISITS_STABLE : VISITS_COST;
        struct result r = visits_solve(arena, problem, &answer, &conflict);
        CHECK(!result_failed(r) || (r.code == RESULT_CONFLICT && problem->tours != NULL));
        if (!result_failed(r)) {
            check_answer(arena, problem, &answer);
        }
    }
    const char *groups = arena_format(arena, "%s/%s", folder, names[GROUPS]);
    const char *routes = arena_format(arena, "%s/%s", folder, names[ROUTES]);
    if (access(groups, F_OK) == 0 && access(routes, F_OK) == 0 && visits_read_plan(files, groups, routes, true, &old)) {
        CHECK(!result_failed(visits_list_kept(arena, problem, &old, &kept)));
        problem->tours = kept.tours;
        problem->tour_count = kept.tour_count;
        problem->held = kept.held;
        problem->kept = kept.kept;
        CHECK(!result_failed(visits_solve(arena, problem, &answer, &conflict)));
        check_answer(arena, problem, &answer);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct visits_files files;
    FILE *heard = stderr;
    if (command == NULL) {
        source_open(names, PARTS);
    }
    source_put_parts(bytes, size);
    arena_init(&arena);
    stderr = silent;
    bool read = visits_files_open(&arena, command, folder, size % 2 == 0 ? "seed" : NULL, false, &files);
    CHECK(read == (files.problems.all == 0));
    if (read) {
        solve_and_check(&arena, &files);
    }
    stderr = heard;
    visits_files_close(&files);
    arena_release(&arena);
    return 0;
}
