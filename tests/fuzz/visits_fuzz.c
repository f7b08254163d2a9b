/* Any bytes as the files of a visits folder: what is refused is told, what is read is solved, and what is solved is without faults.
 * Parts of the input, separated by 0xff: delegates, preferences, sites, buses, travel, rules, tours, groups, routes; an
 * empty part is a file that is not there. */
#include "base/check.h"
#include "cli/command.h"
#include "cli/visits_files.h"

#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { PARTS = 9, GROUPS = 7, ROUTES = 8 };

static const char *const names[PARTS] = {"delegates.csv", "preferences.csv", "sites.csv",  "buses.csv", "travel.csv",
                                         "rules.csv",     "tours.csv",       "groups.csv", "routes.csv"};
static char folder[] = "/tmp/zhiqiao-visits-fuzz.XXXXXX";
static struct command *command; /* with the words, opened once */
static FILE *silent;

static void take_folder_away(void)
{
    for (size_t i = 0; i < PARTS; i++) {
        char path[96];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
    words_close(&command->words);
    arena_release(&command->arena);
    free(command);
}

static void begin(void)
{
    size_t count = 0;
    command = calloc(1, sizeof *command);
    silent = fopen("/dev/null", "w");
    CHECK(command != NULL && silent != NULL && mkdtemp(folder) != NULL);
    arena_init(&command->arena);
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    CHECK(!result_failed(words_load(&command->arena, files, count, &command->words)));
    CHECK(atexit(take_folder_away) == 0);
}

static void put_parts(const uint8_t *bytes, size_t size)
{
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + size;
    for (size_t i = 0; i < PARTS; i++) {
        char path[96];
        const uint8_t *stop = at == end ? NULL : memchr(at, 0xff, (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
        if (stop > at) {
            FILE *file = fopen(path, "wb");
            CHECK(file != NULL && fwrite(at, 1, (size_t)(stop - at), file) == (size_t)(stop - at) && fclose(file) == 0);
        }
        at = stop == end ? end : stop + 1;
    }
}

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
    struct visits_call *tours;
    uint32_t *kept;
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
        size_t count;
        CHECK(!result_failed(visits_list_kept(arena, problem, &old, &tours, &count, &kept)));
        problem->tours = tours;
        problem->tour_count = count;
        problem->kept = kept;
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
        begin();
    }
    put_parts(bytes, size);
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
