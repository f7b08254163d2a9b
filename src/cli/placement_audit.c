/* placement check: an allocation against the rules, and against its certificate. */
#include "cli/placement_certificate.h"
#include "cli/placement_job.h"
#include "cli/placement_output.h"
#include "cli/placement_quotas.h"

enum { FAULTS_SHOWN = 1000 };

static const char *const fault_names[PLACEMENT_FAULT_KINDS] = {
    "unknown_seat", "not_wished", "seat_over", "enterprise_over", "quota_over", "kept_used", "blocking"};
static const char *const fault_keys[PLACEMENT_FAULT_KINDS] = {
    "placement.fault.unknown_seat",    "placement.fault.not_wished", "placement.fault.seat_over",
    "placement.fault.enterprise_over", "placement.fault.quota_over", "placement.fault.kept_used",
    "placement.fault.blocking"};

static void print_findings(struct job *job, const struct placement_findings *findings, uint64_t all)
{
    const struct placement_files *files = &job->files;
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct placement_fault *fault = &findings->faults[i];
        bool person = fault->applicant != PLACEMENT_NONE;
        const char *seat = placement_name_of(job, &files->seats, fault->seat);
        const char *who = person ? placement_name_of(job, &files->applicants, fault->applicant)
                          : fault->enterprise != PLACEMENT_NONE
                              ? placement_name_of(job, &files->enterprises, fault->enterprise)
                              : seat;
        if (fault->kind == PLACEMENT_FAULT_QUOTA_OVER || fault->kind == PLACEMENT_FAULT_KEPT_USED) {
            seat = placement_quota_text(&job->command->arena, files, fault->quota);
        }
        bool room = fault->kind == PLACEMENT_FAULT_BLOCKING && fault->displaced == PLACEMENT_NONE;
        command_say(job->command, stdout, room ? "placement.fault.blocking_room" : fault_keys[fault->kind], who, seat);
    }
    char count[32];
    (void)snprintf(count, sizeof count, "%llu", (unsigned long long)all);
    command_say(job->command, stdout, all == 0 ? "placement.check.sound" : "placement.check.faults", count, NULL);
}

static json_t *build_findings(const struct job *job, const struct placement_findings *findings, uint64_t all)
{
    const struct placement_files *files = &job->files;
    json_t *list = json_array();
    json_t *counts = json_object();
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct placement_fault *fault = &findings->faults[i];
        (void)json_array_append_new(
            list, json_pack("{s:s,s:o,s:o,s:o,s:o,s:o}", "kind", fault_names[fault->kind], "applicant_id",
                            placement_json_name(&files->applicants, fault->applicant), "seat_id",
                            placement_json_name(&files->seats, fault->seat), "enterprise_id",
                            placement_json_name(&files->enterprises, fault->enterprise), "displaced_id",
                            placement_json_name(&files->applicants, fault->displaced), "quota",
                            placement_json_quota(files, fault->quota)));
    }
    for (int kind = 0; kind < PLACEMENT_FAULT_KINDS; kind++) {
        (void)json_object_set_new(counts, fault_names[kind], json_integer((json_int_t)findings->counts[kind]));
    }
    return json_pack("{s:b,s:o,s:o}", "stable", all == 0, "counts", counts, "faults", list);
}

/* Says every part of the certificate that is not what the files and the allocation give. True when there is none. */
static bool certificate_belongs(struct job *job, const json_t *given, const json_t *made, struct span cutoffs_there,
                                struct span cutoffs_made)
{
    static const char *const parts[] = {"version", "method",     "seed",    "applicants", "inputs",
                                        "closed",  "allocation", "cutoffs", "wishes"};
    bool same = true;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!json_equal(json_object_get(given, parts[i]), json_object_get(made, parts[i]))) {
            command_say(job->command, stderr, "placement.check.certificate_part", parts[i], NULL);
            same = false;
        }
    }
    if (!span_equal(cutoffs_there, cutoffs_made)) {
        command_say(job->command, stderr, "placement.check.certificate_part", "cutoffs.csv", NULL);
        same = false;
    }
    return same;
}

static bool make_and_compare(struct job *job, const json_t *given, struct span cutoffs, const uint32_t *places)
{
    struct placement_files *files = &job->files;
    const struct bulk_table *allocation = &files->tables[files->input_count];
    const char *method = json_string_value(json_object_get(given, "method"));
    struct buffer made;
    buffer_init(&made);
    placement_add_cutoffs(&made, files, places);
    json_t *document = placement_certify(job->certifying, method == NULL ? "" : method,
                                         span_make(allocation->bytes, allocation->length), buffer_span(&made));
    bool same = document != NULL && certificate_belongs(job, given, document, cutoffs, buffer_span(&made));
    json_decref(document);
    buffer_release(&made);
    return same;
}

/* The one it has, if there was one such: what was said in older ones can be checked as it was said. */
static int version_of(const struct placement_files *files, const json_t *given)
{
    int old = files->problem.quotas == NULL ? 1 : 2;
    return json_integer_value(json_object_get(given, "version")) == old ? old : PLACEMENT_VERSION;
}

/* The certificate made anew and compared; method and closed seats are taken from it, for an allocation does not show
 * them. */
static bool check_certificate(struct job *job, const json_t *given, const char *folder, const uint32_t *places)
{
    static const struct bulk_column columns[] = {{"kind", true}, {NULL, false}};
    struct bulk_table cutoffs;
    if (!bulk_open(&job->command->arena, &job->files.problems, folder, "cutoffs.csv", columns, false, &cutoffs)) {
        return false;
    }
    bool same = make_and_compare(job, given, span_make(cutoffs.bytes, cutoffs.length), places);
    bulk_close(&cutoffs);
    return same;
}

/* The seats that the certificate calls closed. False when one is unknown. */
static bool take_over_closed(struct job *job, const json_t *given)
{
    struct placement_files *files = &job->files;
    const json_t *list = json_object_get(given, "closed");
    size_t index;
    const json_t *name;
    files->closed = ARENA_ARRAY(&job->command->arena, uint32_t, json_array_size(list));
    json_array_foreach(list, index, name)
    {
        struct span id = span_make(json_string_value(name), json_string_length(name));
        uint32_t seat = json_is_string(name) ? bulk_names_find(&files->seats, id) : BULK_UNKNOWN;
        if (seat == BULK_UNKNOWN) {
            return false;
        }
        files->closed[files->closed_count++] = seat;
        command_say(job->command, stderr, "placement.solve.closed", json_string_value(name), NULL);
    }
    return true;
}

static uint64_t sum_of(const struct placement_findings *findings)
{
    uint64_t all = 0;
    for (int kind = 0; kind < PLACEMENT_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

/* By the rules, closed seats closed; then, unless places are senseless, by the certificate. */
static enum cli_exit check_all(struct job *job, const json_t *given, const char *folder, const uint32_t *places)
{
    struct command *command = job->command;
    struct placement_problem open = job->files.problem;
    struct placement_findings findings;
    open.capacities = placement_open_capacities(&command->arena, &job->files);
    struct result r = placement_check(&command->arena, &open, places, FAULTS_SHOWN, &findings);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    uint64_t all = sum_of(&findings);
    if (command_json(command)) {
        command_print(build_findings(job, &findings, all));
    } else {
        print_findings(job, &findings, all);
    }
    bool senseless = findings.counts[PLACEMENT_FAULT_UNKNOWN_SEAT] + findings.counts[PLACEMENT_FAULT_NOT_WISHED] > 0;
    bool belongs = given == NULL || (!senseless && check_certificate(job, given, folder, places));
    if (given != NULL && belongs) {
        command_say(command, stderr, "placement.check.certificate_sound", NULL, NULL);
    }
    return all == 0 && belongs ? CLI_DONE : CLI_BAD_INPUT;
}

enum cli_exit placement_run_check(struct job *job)
{
    struct command *command = job->command;
    const char *folder = command_option(command, "certificate");
    uint32_t *places;
    json_t *given = NULL;
    if (command->argument_count != 3) {
        return placement_usage(command, "placement.error.check_usage", NULL);
    }
    if (!placement_open_job(job) || !placement_files_read_allocation(&job->files, command->arguments[2], &places)) {
        return placement_refused(job);
    }
    if (folder != NULL) {
        given = json_load_file(arena_format(&command->arena, "%s/certificate.json", folder), 0, NULL);
        if (given == NULL || !take_over_closed(job, given)) {
            command_say(command, stderr, "placement.check.certificate_missing", folder, NULL);
            json_decref(given);
            return CLI_BAD_INPUT;
        }
        job->certifying = placement_certify_begin(&job->files, version_of(&job->files, given));
    }
    enum cli_exit exit = check_all(job, given, folder, places);
    json_decref(given);
    return exit;
}
