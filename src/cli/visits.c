/* visits: who rides on which bus and what it visits, checked and explained. The words are said here and in visits_*.c beside,
 * the arithmetic is match/visits.h. */
#include "cli/visits_job.h"

static const struct option_row rows[] = {
    {"out", "FILE", "visits.option.out"},           {"routes", "FILE", "visits.option.routes"},
    {"sheets", "FILE", "visits.option.sheets"},     {"by", "WAY", "visits.option.by"},
    {"seed", "TEXT", "visits.option.seed"},         {"keep", "FILE", "visits.option.keep"},
    {"leave-out", NULL, "visits.option.leave_out"}, {NULL, NULL, NULL},
};

enum cli_exit visits_usage(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_USAGE;
}

enum cli_exit visits_interrupted(const struct visits_job *job)
{
    command_say(job->command, stderr, "visits.interrupted", NULL, NULL);
    return CLI_INTERRUPTED;
}

enum cli_exit visits_refused(const struct visits_job *job)
{
    if (job->files.problems.interrupted) {
        return visits_interrupted(job);
    }
    command_say(job->command, stderr, "visits.refused", visits_count(job, job->files.problems.all), NULL);
    return CLI_BAD_INPUT;
}

const char *visits_count(const struct visits_job *job, uint64_t count)
{
    return arena_format(&job->command->arena, "%llu", (unsigned long long)count);
}

const char *visits_name(const struct visits_job *job, const struct visits_names *names, uint32_t number)
{
    return number == VISITS_NONE ? "" : arena_copy(&job->command->arena, names->ids[number]);
}

json_t *visits_json_name(const struct visits_names *names, uint32_t number)
{
    return number == VISITS_NONE ? json_null() : json_stringn(names->ids[number].at, names->ids[number].length);
}

const char *visits_clock(const struct visits_job *job, uint32_t minute)
{
    return arena_format(&job->command->arena, "%02u:%02u", minute / 60, minute % 60);
}

const char *visits_words(const struct visits_job *job, const char *key)
{
    const char *text = words_find(&job->command->words, job->command->language, key);
    return text == NULL ? key : text;
}

const char *visits_routes_path(const struct visits_job *job, const char *groups)
{
    const char *path = command_option(job->command, "routes");
    return path != NULL ? path : arena_format(&job->command->arena, "%s.routes", groups);
}

/* For each call the window that it used, whether its tour is the earlier one's or that of tours.csv. */
static void hold_windows(struct arena *arena, struct visits_problem *problem, const struct visits_kept *kept)
{
    uint32_t *held = ARENA_ARRAY(arena, uint32_t, problem->tour_count + 1);
    size_t k = 0; /* both are ascending by bus, then site */
    for (size_t t = 0; t < problem->tour_count; t++) {
        const struct visits_call *call = &problem->tours[t];
        while (k < kept->tour_count && (kept->tours[k].bus < call->bus ||
                                        (kept->tours[k].bus == call->bus && kept->tours[k].site < call->site))) {
            k++;
        }
        bool same = k < kept->tour_count && kept->tours[k].bus == call->bus && kept->tours[k].site == call->site;
        held[t] = same ? kept->held[k] : VISITS_NONE;
    }
    problem->held = held;
}

/* The tours of the earlier plan, unless tours.csv says others, and who stays on which bus. */
static bool read_old(struct visits_job *job, const char *path, enum cli_exit *exit)
{
    struct arena *arena = &job->command->arena;
    struct visits_problem *problem = &job->files.problem;
    struct visits_kept kept;
    if (!visits_read_plan(&job->files, path, arena_format(arena, "%s.routes", path), true, &job->old)) {
        *exit = visits_refused(job);
        return false;
    }
    struct result r = visits_list_kept(arena, problem, &job->old, &kept);
    if (result_failed(r)) {
        *exit = command_fail(job->command, r);
        return false;
    }
    uint32_t *departs = ARENA_ARRAY(arena, uint32_t, problem->bus_count);
    (void)memset(departs, 0xff, problem->bus_count * sizeof *departs);
    for (size_t s = 0; s < job->old.stop_count; s++) {
        departs[job->old.stops[s].bus] = job->old.trips[job->old.stops[s].bus].depart;
    }
    problem->kept = kept.kept;
    problem->departs = departs;
    if (problem->tours == NULL) {
        problem->tours = kept.tours;
        problem->tour_count = kept.tour_count;
    }
    hold_windows(arena, problem, &kept);
    job->keeps = true;
    return true;
}

bool visits_open_job(struct visits_job *job, enum cli_exit *exit)
{
    struct command *command = job->command;
    const char *by = command_option(command, "by");
    const char *keep = command_option(command, "keep");
    bool cost = by != NULL && strcmp(by, "cost") == 0;
    if (by != NULL && !cost && strcmp(by, "stable") != 0) {
        *exit = visits_usage(command, "visits.error.by", by);
        return false;
    }
    if (!visits_files_open(&command->arena, command, command->arguments[1], command_option(command, "seed"), !cost,
                           &job->files)) {
        *exit = visits_refused(job);
        return false;
    }
    job->files.problem.aim = cost ? VISITS_COST : VISITS_STABLE;
    return keep == NULL || read_old(job, keep, exit);
}

bool visits_open_plan(struct visits_job *job, struct visits_plan *plan, enum cli_exit *exit)
{
    const char *path = job->command->arguments[2];
    if (!visits_read_plan(&job->files, path, visits_routes_path(job, path), false, plan)) {
        *exit = visits_refused(job);
        return false;
    }
    return true;
}

static enum cli_exit run_visits(struct command *command)
{
    static const struct {
        const char *name;
        enum cli_exit (*run)(struct visits_job *job);
        const char *takes;
    } parts[] = {{"solve", visits_run_solve, " out routes sheets by seed keep leave-out "},
                 {"check", visits_run_check, " routes by seed keep leave-out "},
                 {"explain", visits_run_explain, " routes by seed keep "}};
    struct visits_job job = {.command = command};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(command->arguments[0], parts[i].name) == 0) {
            enum cli_exit exit = CLI_USAGE;
            if (!command_takes(command, parts[i].name, parts[i].takes) ||
                !command_has_folder(command, command->arguments[1], &exit)) {
                return exit;
            }
            interruption_hold(&job.interruption);
            interruption_watch(&job.interruption, command_words(command, "visits.interrupted"));
            exit = parts[i].run(&job);
            visits_files_close(&job.files);
            interruption_let_go(&job.interruption);
            return exit;
        }
    }
    return visits_usage(command, "visits.error.part", command->arguments[0]);
}

const struct verb visits_verb = {"visits",  "solve|check|explain DIR [GROUPS] [DELEGATE]", "visits.about", rows, 2, 4,
                                 run_visits};
