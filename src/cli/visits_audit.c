/* visits check and explain: what is wrong with a plan, and why a delegate rides where. */
#include "cli/visits_job.h"

enum { SHOWN_MOST = 100 };

static const char *const fault_names[VISITS_FAULT_KINDS] = {
    "unknown", "twice",    "travel", "window", "start",   "back", "stops", "tour",
    "seats",   "capacity", "rivals", "barred", "no_trip", "kept", "lots",
};
static const char *const fault_keys[VISITS_FAULT_KINDS] = {
    "visits.fault.unknown", "visits.fault.twice",    "visits.fault.travel", "visits.fault.window",
    "visits.fault.start",   "visits.fault.back",     "visits.fault.stops",  "visits.fault.tour",
    "visits.fault.seats",   "visits.fault.capacity", "visits.fault.rivals", "visits.fault.barred",
    "visits.fault.no_trip", "visits.fault.kept",     "visits.fault.lots",
};

static uint64_t count_faults(const struct visits_findings *findings)
{
    uint64_t all = 0;
    for (int kind = 0; kind < VISITS_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

static struct result check_plan(const struct visits_job *job, const struct visits_plan *plan,
                                struct visits_findings *findings)
{
    return visits_check(&job->command->arena, &job->files.problem, plan, SHOWN_MOST, findings);
}

static const char *joined(const struct visits_job *job, const char *one, const char *other)
{
    return *one == '\0' ? other : *other == '\0' ? one : arena_format(&job->command->arena, "%s, %s", one, other);
}

/* --- check ---------------------------------------------------------------------------------------------------------------------- */

static void print_fault(const struct visits_job *job, const struct visits_fault *fault)
{
    const struct visits_files *files = &job->files;
    const char *bus = visits_name(job, &files->buses, fault->bus);
    const char *delegate = visits_name(job, &files->delegates, fault->delegate);
    const char *more = "";
    if (fault->kind == VISITS_FAULT_RIVALS) {
        more = visits_name(job, &files->delegates, fault->other);
    } else if (fault->kind == VISITS_FAULT_CAPACITY) {
        const struct visits_window *window = &files->problem.windows[fault->other];
        more = arena_format(&job->command->arena, "%s – %s: %u", visits_clock(job, window->open),
                            visits_clock(job, window->close), window->capacity);
    }
    const char *who = joined(job, joined(job, bus, visits_name(job, &files->sites, fault->site)), delegate);
    command_say(job->command, stdout, fault_keys[fault->kind], who, more);
}

static json_t *build_findings(const struct visits_job *job, const struct visits_findings *findings, uint64_t all)
{
    const struct visits_files *files = &job->files;
    json_t *list = json_array();
    for (size_t k = 0; k < findings->fault_count; k++) {
        const struct visits_fault *fault = &findings->faults[k];
        (void)json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:o}", "kind", fault_names[fault->kind], "bus_id",
                                                    visits_json_name(&files->buses, fault->bus), "site_id",
                                                    visits_json_name(&files->sites, fault->site), "delegate_id",
                                                    visits_json_name(&files->delegates, fault->delegate)));
    }
    return json_pack("{s:b,s:I,s:I,s:I,s:o}", "sound", all == 0, "left_out", (json_int_t)findings->left_out, "ranks",
                     (json_int_t)findings->cost, "fault_count", (json_int_t)all, "faults", list);
}

enum cli_exit visits_run_check(struct visits_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct visits_plan plan;
    struct visits_findings findings;
    if (command->argument_count != 3) {
        return visits_usage(command, "visits.error.check_usage", NULL);
    }
    if (!visits_open_job(job, &exit) || !visits_open_plan(job, &plan, &exit)) {
        return exit;
    }
    struct result r = check_plan(job, &plan, &findings);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    uint64_t all = count_faults(&findings);
    bool missing = findings.left_out > 0 && !command_flag(command, "leave-out");
    if (command_json(command)) {
        command_print(build_findings(job, &findings, all));
        return all > 0 || missing ? CLI_BAD_INPUT : CLI_DONE;
    }
    for (size_t k = 0; k < findings.fault_count; k++) {
        print_fault(job, &findings.faults[k]);
    }
    if (findings.left_out > 0) {
        command_say(command, stdout, "visits.check.left_out", visits_count(job, findings.left_out), NULL);
    }
    bool lots = job->files.problem.aim == VISITS_STABLE;
    command_say(command, stdout,
                all > 0 ? "visits.check.faults"
                : lots  ? "visits.check.stable"
                        : "visits.check.sound",
                all > 0 ? visits_count(job, all) : visits_count(job, findings.cost), NULL);
    return all > 0 || missing ? CLI_BAD_INPUT : CLI_DONE;
}

/* --- explain -------------------------------------------------------------------------------------------------------------------- */

static const char *const hindrance_names[] = {"no_bus", "not_for", "full", "crowded", "rival", "possible"};

static const char *lot_text(const struct visits_job *job, uint32_t delegate)
{
    const struct visits_files *files = &job->files;
    if (delegate == VISITS_NONE || files->lots == NULL) {
        return "";
    }
    return arena_format(&job->command->arena, "%s (%llu)", visits_name(job, &files->delegates, delegate),
                        (unsigned long long)files->lots[delegate]);
}

static void print_reason(const struct visits_job *job, const struct visits_reason *reason)
{
    static const char *const keys[] = {"visits.explain.no_bus",  "visits.explain.not_for", "visits.explain.full",
                                       "visits.explain.crowded", "visits.explain.rival",   "visits.explain.possible"};
    const struct visits_files *files = &job->files;
    const char *what =
        arena_format(&job->command->arena, "%u. %s%s%s", reason->rank, visits_name(job, &files->sites, reason->site),
                     reason->bus == VISITS_NONE ? "" : " — ", visits_name(job, &files->buses, reason->bus));
    const char *more = "";
    if (reason->hindrance == VISITS_RIVAL) {
        more = joined(job, visits_name(job, &files->delegates, reason->other),
                      visits_name(job, &files->sites, reason->where));
    } else if (reason->hindrance == VISITS_CROWDED) {
        more = joined(job, visits_name(job, &files->sites, reason->where), lot_text(job, reason->last));
    } else if (reason->hindrance == VISITS_FULL) {
        more = lot_text(job, reason->last);
    }
    bool last = reason->hindrance == VISITS_FULL && *more != '\0';
    command_say(job->command, stdout, last ? "visits.explain.full_lot" : keys[reason->hindrance], what, more);
    if (reason->priced) {
        const char *price = arena_format(&job->command->arena, "%lld", (long long)reason->price);
        command_say(job->command, stdout, "visits.explain.price", price, visits_count(job, reason->more_left_out));
    }
}

static json_t *build_explanation(const struct visits_job *job, uint32_t delegate, const struct visits_explanation *why)
{
    const struct visits_files *files = &job->files;
    json_t *list = json_array();
    for (size_t k = 0; k < why->reason_count; k++) {
        const struct visits_reason *reason = &why->reasons[k];
        json_t *row = json_pack(
            "{s:I,s:o,s:o,s:s,s:o,s:o,s:o}", "rank", (json_int_t)reason->rank, "site_id",
            visits_json_name(&files->sites, reason->site), "bus_id", visits_json_name(&files->buses, reason->bus),
            "hindrance", hindrance_names[reason->hindrance], "where", visits_json_name(&files->sites, reason->where),
            "rival", visits_json_name(&files->delegates, reason->other), "last",
            visits_json_name(&files->delegates, reason->last));
        if (reason->priced) {
            (void)json_object_set_new(row, "price", json_integer((json_int_t)reason->price));
            (void)json_object_set_new(row, "more_left_out", json_integer((json_int_t)reason->more_left_out));
        }
        (void)json_array_append_new(list, row);
    }
    return json_pack("{s:o,s:o,s:I,s:o,s:I,s:o}", "delegate_id", visits_json_name(&files->delegates, delegate),
                     "bus_id", visits_json_name(&files->buses, why->bus), "rank", (json_int_t)why->rank, "site_id",
                     visits_json_name(&files->sites, why->site), "riders", (json_int_t)why->riders, "reasons", list);
}

static void print_explanation(const struct visits_job *job, uint32_t delegate, const struct visits_explanation *why)
{
    const struct visits_files *files = &job->files;
    const char *name = visits_name(job, &files->delegates, delegate);
    if (why->bus == VISITS_NONE) {
        command_say(job->command, stdout, "visits.explain.nowhere", name, NULL);
    } else {
        const char *ride =
            arena_format(&job->command->arena, "%s — %s", name, visits_name(job, &files->buses, why->bus));
        command_say(job->command, stdout, "visits.explain.rides", ride, visits_count(job, why->riders));
        const char *wish = why->site == VISITS_NONE ? visits_count(job, why->rank)
                                                    : arena_format(&job->command->arena, "%u. %s", why->rank,
                                                                   visits_name(job, &files->sites, why->site));
        command_say(job->command, stdout, why->site == VISITS_NONE ? "visits.explain.no_wish" : "visits.explain.wish",
                    wish, NULL);
    }
    for (size_t k = 0; k < why->reason_count; k++) {
        print_reason(job, &why->reasons[k]);
    }
}

enum cli_exit visits_run_explain(struct visits_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct visits_plan plan;
    struct visits_findings findings;
    struct visits_explanation why;
    if (command->argument_count != 4) {
        return visits_usage(command, "visits.error.explain_usage", NULL);
    }
    if (!visits_open_job(job, &exit) || !visits_open_plan(job, &plan, &exit)) {
        return exit;
    }
    uint32_t delegate = visits_names_find(&job->files.delegates, span_of(command->arguments[3]));
    if (delegate == VISITS_NONE) {
        command_say(command, stderr, "visits.error.no_delegate", command->arguments[3], NULL);
        return CLI_BAD_INPUT;
    }
    struct result r = check_plan(job, &plan, &findings);
    if (!result_failed(r) && count_faults(&findings) > 0) {
        command_say(command, stderr, "visits.error.faulty", NULL, NULL);
        return CLI_BAD_INPUT;
    }
    if (!result_failed(r)) {
        r = visits_explain(&command->arena, &job->files.problem, &plan, delegate, &why);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    if (command_json(command)) {
        command_print(build_explanation(job, delegate, &why));
    } else {
        print_explanation(job, delegate, &why);
    }
    return CLI_DONE;
}
