/* placement: who gets which place, checked and explained. The words are said here, the arithmetic is match/placement.h. */
#include "cli/placement_certificate.h"
#include "cli/placement_job.h"
#include "cli/placement_output.h"
#include "cli/placement_quotas.h"

#include <stdlib.h>
#include <unistd.h>

static const struct option_row rows[] = {
    {"out", "FILE", "placement.option.out"},
    {"seed", "TEXT", "placement.option.seed"},
    {"minimum", "report|close", "placement.option.minimum"},
    {"certificate", "FOLDER", "placement.option.certificate"},
    {"no-certificate", NULL, "placement.option.no_certificate"},
    {"proof", NULL, "placement.option.proof"},
    {"threads", "NUMBER", "placement.option.threads"},
    {NULL, NULL, NULL},
};

enum cli_exit placement_usage(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_USAGE;
}

enum cli_exit placement_interrupted(const struct job *job)
{
    command_say(job->command, stderr, "placement.interrupted", NULL, NULL);
    return CLI_INTERRUPTED;
}

enum cli_exit placement_refused(const struct job *job)
{
    char count[32];
    if (job->files.problems.interrupted) {
        return placement_interrupted(job);
    }
    (void)snprintf(count, sizeof count, "%zu", job->files.problems.all);
    command_say(job->command, stderr, "placement.refused", count, NULL);
    return CLI_BAD_INPUT;
}

static void say_count(const struct command *command, const char *key, uint64_t count)
{
    char text[32];
    if (count > 0) {
        (void)snprintf(text, sizeof text, "%llu", (unsigned long long)count);
        command_say(command, stderr, key, text, NULL);
    }
}

bool placement_open_job(struct job *job)
{
    struct placement_files *files = &job->files;
    const struct command *command = job->command;
    const char *seed = command_option(command, "seed");
    if (!placement_files_open(&job->command->arena, command, command->arguments[1], seed, files)) {
        return false;
    }
    say_count(command, "placement.note.without_wishes", files->without_wishes);
    say_count(command, "placement.note.over_total", files->over_total);
    say_count(command, "placement.note.not_wished", files->not_wished);
    return true;
}

const char *placement_name_of(const struct job *job, const struct bulk_names *names, uint32_t number)
{
    return number == PLACEMENT_NONE ? "" : arena_copy(&job->command->arena, bulk_name(names, number));
}

json_t *placement_json_name(const struct bulk_names *names, uint32_t number)
{
    return number == PLACEMENT_NONE ? json_null()
                                    : json_stringn(bulk_name(names, number).at, bulk_name(names, number).length);
}

/* --- solve -------------------------------------------------------------------------------------------------------- */

static uint32_t *count_held(struct job *job, uint64_t *placed)
{
    const struct placement_problem *problem = &job->files.problem;
    uint32_t *held = ARENA_ARRAY(&job->command->arena, uint32_t, problem->seat_count);
    *placed = 0;
    for (size_t a = 0; a < problem->applicant_count; a++) {
        if (job->answer.places[a] != PLACEMENT_NONE) {
            held[job->answer.places[a]]++;
            ++*placed;
        }
    }
    return held;
}

/* turns: where each seat stands in the order of the ids. */
static struct result find_answer(struct job *job, bool close)
{
    struct arena *arena = &job->command->arena;
    const struct placement_problem *problem = &job->files.problem;
    if (!close || job->files.minima == NULL) {
        return placement_solve(arena, problem, &job->answer);
    }
    const uint32_t *order = bulk_names_sort(arena, &job->files.seats);
    uint32_t *turns = ARENA_ARRAY(arena, uint32_t, problem->seat_count);
    for (uint32_t i = 0; i < problem->seat_count; i++) {
        turns[order[i]] = i;
    }
    return placement_solve_closing(arena, problem, job->files.minima, turns, &job->answer, &job->files.closed,
                                   &job->files.closed_count);
}

static json_t *list_closed(const struct job *job)
{
    json_t *list = json_array();
    for (size_t i = 0; i < job->files.closed_count; i++) {
        (void)json_array_append_new(list, placement_json_name(&job->files.seats, job->files.closed[i]));
    }
    return list;
}

static json_t *list_short(const struct job *job, const uint32_t *held)
{
    json_t *list = json_array();
    for (uint32_t s = 0; job->files.minima != NULL && s < job->files.problem.seat_count; s++) {
        if (placement_is_short(held[s], job->files.minima[s])) {
            (void)json_array_append_new(
                list, json_pack("{s:o,s:I,s:I}", "seat_id", placement_json_name(&job->files.seats, s), "held",
                                (json_int_t)held[s], "minimum", (json_int_t)job->files.minima[s]));
        }
    }
    return list;
}

static void say_minima(const struct job *job, const json_t *document)
{
    size_t index;
    const json_t *row;
    json_array_foreach(json_object_get(document, "short"), index, row)
    {
        char numbers[64];
        (void)snprintf(numbers, sizeof numbers, "%lld / %lld",
                       (long long)json_integer_value(json_object_get(row, "held")),
                       (long long)json_integer_value(json_object_get(row, "minimum")));
        command_say(job->command, stdout, "placement.solve.short", json_string_value(json_object_get(row, "seat_id")),
                    numbers);
    }
    json_array_foreach(json_object_get(document, "closed"), index, row)
    {
        command_say(job->command, stdout, "placement.solve.closed", json_string_value(row), NULL);
    }
    if (json_array_size(json_object_get(document, "closed")) > 0) {
        char count[32];
        (void)snprintf(count, sizeof count, "%lld",
                       (long long)json_integer_value(json_object_get(document, "blocking_pairs")));
        command_say(job->command, stdout, "placement.solve.given_up", count, NULL);
    }
    if (json_array_size(json_object_get(document, "short")) > 0) {
        command_say(job->command, stdout,
                    job->files.problem.quotas == NULL ? "placement.solve.rural" : "placement.solve.rural_quotas", NULL,
                    NULL);
    }
}

/* Of the answer with closed seats, measured against the seats that there were. */
static uint64_t count_given_up(struct job *job)
{
    struct placement_findings findings = {0};
    if (job->files.closed_count == 0) {
        return 0;
    }
    struct result r = placement_check(&job->command->arena, &job->files.problem, job->answer.places, 0, &findings);
    return result_failed(r) ? 0 : findings.counts[PLACEMENT_FAULT_BLOCKING];
}

/* Why this method. */
static const char *method_key(const struct job *job)
{
    if (job->answer.method == PLACEMENT_SERIAL) {
        return "placement.solve.serial";
    }
    bool common = job->files.problem.wish_scores == NULL; /* then only reserved places can ask for the other method */
    return common ? "placement.solve.reserved" : "placement.solve.deferred";
}

static void tell_answer(struct job *job, const char *path)
{
    const struct placement_problem *problem = &job->files.problem;
    uint64_t placed;
    const uint32_t *held = count_held(job, &placed);
    json_t *document = json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:o,s:o,s:I,s:I}", "out", path, "method",
                                 placement_method_name(job->answer.method), "applicants",
                                 (json_int_t)problem->applicant_count, "placed", (json_int_t)placed, "seats",
                                 (json_int_t)problem->seat_count, "wishes_looked_at", (json_int_t)job->answer.proposals,
                                 "short", list_short(job, held), "closed", list_closed(job), "blocking_pairs",
                                 (json_int_t)count_given_up(job), "quotas", (json_int_t)job->files.quotas.quota_count);
    if (command_json(job->command)) {
        command_print(document);
        return;
    }
    char numbers[64];
    (void)snprintf(numbers, sizeof numbers, "%llu / %zu", (unsigned long long)placed, problem->applicant_count);
    command_say(job->command, stdout, "placement.solve.placed", numbers, path);
    command_say(job->command, stdout, method_key(job), NULL, NULL);
    say_minima(job, document);
    json_decref(document);
}

/* Where the certificate goes; NULL: nowhere. */
static const char *certificate_folder(const struct job *job, const char *path)
{
    const char *folder = command_option(job->command, "certificate");
    if (command_flag(job->command, "no-certificate")) {
        return NULL;
    }
    return folder != NULL ? folder : arena_format(&job->command->arena, "%s.certificate", path);
}

/* Neither over what is read nor where nothing can be written: said before the work. */
static bool may_write(const struct job *job, const char *path, enum cli_exit *exit)
{
    static const char *const inputs[] = {"seats.csv",      "enterprises.csv", "applicants.csv", "preferences.csv",
                                         "priorities.csv", "lots.csv",        "quotas.csv",     NULL};
    const struct command *command = job->command;
    const char *folder = certificate_folder(job, path);
    if (!output_is_free(command, path, command->arguments[1], inputs, exit)) {
        return false;
    }
    if (folder != NULL && access(folder, F_OK) == 0) {
        folder = arena_format(&job->command->arena, "%s/cutoffs.csv", folder);
    }
    return folder == NULL || output_is_free(command, folder, command->arguments[1], inputs, exit);
}

static enum cli_exit solve(struct job *job)
{
    struct command *command = job->command;
    const char *path = command_option(command, "out");
    enum cli_exit exit = CLI_DONE;
    const char *minimum = command_option(command, "minimum");
    bool close = minimum != NULL && strcmp(minimum, "close") == 0;
    if (path == NULL || command->argument_count != 2) {
        return placement_usage(command, "placement.error.solve_usage", NULL);
    }
    if (minimum != NULL && !close && strcmp(minimum, "report") != 0) {
        return placement_usage(command, "placement.error.minimum", minimum);
    }
    if (!may_write(job, path, &exit)) {
        return exit;
    }
    if (!placement_open_job(job)) {
        return placement_refused(job);
    }
    struct placement_target target = {path, certificate_folder(job, path), NULL};
    placement_files_forget_names(&job->files);
    if (target.folder != NULL) {
        target.certifying = job->certifying = placement_certify_begin(&job->files, PLACEMENT_VERSION);
    }
    struct result r = find_answer(job, close);
    interruption_look(&job->interruption);
    bool stopped = interruption_asked();
    if (!result_failed(r) && !stopped) {
        r = placement_write(&job->files, &job->answer, &target, &stopped);
    }
    if (stopped) {
        return placement_interrupted(job);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    tell_answer(job, path);
    return CLI_DONE;
}

/* --- explain ------------------------------------------------------------------------------------------------------ */

static const char *const outcome_names[] = {"given",         "seat_full", "enterprise_full", "quota_full",
                                            "reserved_away", "closed",    "not_needed",      "blocked"};
static const char *const outcome_keys[] = {"placement.outcome.given",           "placement.outcome.seat_full",
                                           "placement.outcome.enterprise_full", "placement.outcome.quota_full",
                                           "placement.outcome.reserved_away",   "placement.outcome.closed",
                                           "placement.outcome.not_needed",      "placement.outcome.blocked"};

/* Score and lot of the last that got in; "" where everybody gets in. */
static const char *cutoff_text(struct arena *arena, const struct placement_cutoff *cutoff)
{
    if (cutoff->applicant == PLACEMENT_NONE || !cutoff->full) {
        return "";
    }
    return arena_format(arena, "%s (%llu)", placement_score_text(arena, cutoff->score),
                        (unsigned long long)cutoff->lot);
}

static void print_reason(struct job *job, size_t number, const struct placement_reason *reason)
{
    struct arena *arena = &job->command->arena;
    const char *outcome = words_find(&job->command->words, job->command->language, outcome_keys[reason->outcome]);
    (void)printf("%zu\t%s\t%s\t%u / %u\t%s\t%s\t%s", number, placement_name_of(job, &job->files.seats, reason->seat),
                 placement_score_text(arena, reason->score), reason->rank, reason->rivals,
                 cutoff_text(arena, &reason->seat_cutoff),
                 job->files.problem.enterprises == NULL ? "" : cutoff_text(arena, &reason->enterprise_cutoff),
                 outcome == NULL ? outcome_keys[reason->outcome] : outcome);
    if (reason->quota != PLACEMENT_NONE) {
        (void)printf("\t%s\t%s", placement_quota_text(arena, &job->files, reason->quota),
                     cutoff_text(arena, &reason->quota_cutoff));
    }
    (void)printf("\n");
}

static json_t *build_cutoff(struct arena *arena, const struct placement_cutoff *cutoff)
{
    if (cutoff->applicant == PLACEMENT_NONE || !cutoff->full) {
        return json_null();
    }
    return json_pack("{s:s,s:s}", "score", placement_score_text(arena, cutoff->score), "lot",
                     arena_format(arena, "%llu", (unsigned long long)cutoff->lot));
}

static json_t *build_reasons(struct job *job, const struct placement_explanation *why, uint64_t lot)
{
    struct arena *arena = &job->command->arena;
    json_t *list = json_array();
    for (size_t i = 0; i < why->reason_count; i++) {
        const struct placement_reason *reason = &why->reasons[i];
        (void)json_array_append_new(
            list,
            json_pack("{s:o,s:s,s:I,s:I,s:o,s:o,s:s,s:o,s:o}", "seat_id",
                      placement_json_name(&job->files.seats, reason->seat), "score",
                      placement_score_text(arena, reason->score), "rank", (json_int_t)reason->rank, "rivals",
                      (json_int_t)reason->rivals, "seat_cutoff", build_cutoff(arena, &reason->seat_cutoff),
                      "enterprise_cutoff",
                      job->files.problem.enterprises == NULL ? json_null()
                                                             : build_cutoff(arena, &reason->enterprise_cutoff),
                      "outcome", outcome_names[reason->outcome], "quota",
                      placement_json_quota(&job->files, reason->quota), "quota_cutoff",
                      reason->quota == PLACEMENT_NONE ? json_null() : build_cutoff(arena, &reason->quota_cutoff)));
    }
    return json_pack("{s:o,s:s,s:o}", "seat_id", placement_json_name(&job->files.seats, why->place), "lot",
                     arena_format(arena, "%llu", (unsigned long long)lot), "wishes", list);
}

/* A faulty answer has no cut-offs to speak of: it is checked first, blocking pairs apart, which are told as such. */
static bool is_fit_to_explain(struct job *job, const uint32_t *places)
{
    struct placement_findings findings;
    struct result r = placement_check(&job->command->arena, &job->files.problem, places, 0, &findings);
    return !result_failed(r) && findings.counts[PLACEMENT_FAULT_NOT_WISHED] == 0 &&
           findings.counts[PLACEMENT_FAULT_SEAT_OVER] == 0 && findings.counts[PLACEMENT_FAULT_ENTERPRISE_OVER] == 0 &&
           findings.counts[PLACEMENT_FAULT_QUOTA_OVER] == 0 && findings.counts[PLACEMENT_FAULT_KEPT_USED] == 0;
}

static enum cli_exit explain(struct job *job)
{
    struct command *command = job->command;
    uint32_t *places;
    struct placement_explanation why;
    if (command->argument_count != 4) {
        return placement_usage(command, "placement.error.explain_usage", NULL);
    }
    if (!placement_open_job(job) || !placement_files_read_allocation(&job->files, command->arguments[2], &places)) {
        return placement_refused(job);
    }
    uint32_t applicant = bulk_names_find(&job->files.applicants, span_of(command->arguments[3]));
    if (applicant == BULK_UNKNOWN) {
        command_say(command, stderr, "placement.error.no_applicant", command->arguments[3], NULL);
        return CLI_BAD_INPUT;
    }
    if (!is_fit_to_explain(job, places)) {
        command_say(command, stderr, "placement.error.faulty", NULL, NULL);
        return CLI_BAD_INPUT;
    }
    struct result r = placement_explain(&command->arena, &job->files.problem, places, applicant, &why);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    uint64_t lot = job->files.problem.lots[applicant];
    if (command_json(command) || command_flag(command, "proof")) {
        json_t *document = build_reasons(job, &why, lot);
        if (command_flag(command, "proof")) {
            (void)json_object_set_new(document, "proof", placement_build_proof(&job->files, applicant));
        }
        command_print(document);
        return CLI_DONE;
    }
    char text[32];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)lot);
    command_say(command, stdout, why.place == PLACEMENT_NONE ? "placement.explain.none" : "placement.explain.place",
                placement_name_of(job, &job->files.seats, why.place), text);
    command_say(command, stdout,
                job->files.problem.quotas == NULL ? "placement.explain.head" : "placement.explain.head_quotas", NULL,
                NULL);
    for (size_t i = 0; i < why.reason_count; i++) {
        print_reason(job, i + 1, &why.reasons[i]);
    }
    command_say(command, stdout,
                job->files.problem.quotas == NULL ? "placement.explain.read" : "placement.explain.read_quotas", NULL,
                NULL);
    return CLI_DONE;
}

static enum cli_exit run_placement(struct command *command)
{
    static const struct {
        const char *name;
        enum cli_exit (*run)(struct job *job);
        const char *takes;
    } parts[] = {{"solve", solve, " out seed minimum certificate no-certificate threads "},
                 {"check", placement_run_check, " seed certificate threads "},
                 {"explain", explain, " seed proof threads "}};
    struct job job = {.command = command};
    if (placement_thread_count(command) == 0) {
        return placement_usage(command, "placement.error.threads", command_option(command, "threads"));
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(command->arguments[0], parts[i].name) == 0) {
            enum cli_exit exit = CLI_USAGE;
            if (!command_takes(command, parts[i].name, parts[i].takes) ||
                !command_has_folder(command, command->arguments[1], &exit)) {
                return exit;
            }
            interruption_hold(&job.interruption);
            interruption_watch(&job.interruption, command_words(command, "placement.interrupted"));
            exit = parts[i].run(&job);
            placement_certify_end(job.certifying);
            placement_files_close(&job.files);
            interruption_let_go(&job.interruption);
            return exit;
        }
    }
    return placement_usage(command, "placement.error.part", command->arguments[0]);
}

const struct verb placement_verb = {
    "placement", "solve|check|explain DIR [ALLOCATION] [APPLICANT]", "placement.about", rows, 2, 4, run_placement};
