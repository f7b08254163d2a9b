/* talks check and talks explain: a schedule against the rules; one pair and its slots. */
#include "cli/talks_job.h"

enum { FAULTS_SHOWN = 1000 };

static const char *const fault_names[TALKS_FAULT_KINDS] = {"unknown",      "not_a_pair",   "twice",       "away",
                                                           "two_places",   "table_closed", "table_taken", "over",
                                                           "organisation", "walk",         "kept",        "unmet"};
static const char *const fault_keys[TALKS_FAULT_KINDS] = {
    "talks.fault.unknown",      "talks.fault.not_a_pair",   "talks.fault.twice",       "talks.fault.away",
    "talks.fault.two_places",   "talks.fault.table_closed", "talks.fault.table_taken", "talks.fault.over",
    "talks.fault.organisation", "talks.fault.walk",         "talks.fault.kept",        "talks.fault.unmet"};

struct claim {
    struct talks_row *rows;
    struct talks_meeting *meetings;
    size_t count;
};

/* The schedule that is the third argument. */
static bool read_claim(struct talks_job *job, struct claim *out)
{
    if (!talks_read_schedule(&job->files, job->command->arguments[2], false, &out->rows, &out->count)) {
        return false;
    }
    out->meetings = ARENA_ARRAY(&job->command->arena, struct talks_meeting, out->count);
    for (size_t m = 0; m < out->count; m++) {
        out->meetings[m] = out->rows[m].meeting;
    }
    return true;
}

/* What a fault speaks of: a talk, a kept talk, a pair or a participant. */
static const char *fault_text(const struct talks_job *job, const struct claim *claim, const struct talks_fault *fault)
{
    const struct talks_problem *problem = &job->files.problem;
    if (fault->kind == TALKS_FAULT_UNMET) {
        const struct talks_pair *pair = &problem->pairs[fault->meeting];
        return talks_pair_text(job, pair->left, pair->right);
    }
    if (fault->kind == TALKS_FAULT_KEPT) {
        return talks_text(job, &problem->kept[fault->meeting]);
    }
    return fault->meeting == TALKS_NONE ? talks_name(job, fault->participant)
                                        : talks_text(job, &claim->meetings[fault->meeting]);
}

static const char *fault_person(const struct talks_job *job, const struct talks_fault *fault)
{
    return fault->participant == TALKS_NONE ? "" : talks_name(job, fault->participant);
}

static uint64_t sum_of(const struct talks_findings *findings)
{
    uint64_t all = 0;
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        all += findings->counts[kind];
    }
    return all;
}

static void print_findings(const struct talks_job *job, const struct claim *claim,
                           const struct talks_findings *findings)
{
    uint64_t all = sum_of(findings);
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct talks_fault *fault = &findings->faults[i];
        command_say(job->command, stdout, fault_keys[fault->kind], fault_text(job, claim, fault),
                    fault_person(job, fault));
    }
    if (all > 0) {
        command_say(job->command, stdout, "talks.check.faults", talks_count(job, all), NULL);
        return;
    }
    command_say(job->command, stdout, "talks.check.sound", talks_count(job, claim->count),
                talks_count(job, findings->weight));
    command_say(job->command, stdout, "talks.solve.missing", talks_count(job, findings->missing), NULL);
}

static json_t *build_findings(const struct talks_job *job, const struct claim *claim,
                              const struct talks_findings *findings)
{
    json_t *list = json_array();
    json_t *counts = json_object();
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct talks_fault *fault = &findings->faults[i];
        (void)json_array_append_new(list,
                                    json_pack("{s:s,s:s,s:s}", "kind", fault_names[fault->kind], "what",
                                              fault_text(job, claim, fault), "participant", fault_person(job, fault)));
    }
    for (int kind = 0; kind < TALKS_FAULT_KINDS; kind++) {
        (void)json_object_set_new(counts, fault_names[kind], json_integer((json_int_t)findings->counts[kind]));
    }
    return json_pack("{s:b,s:I,s:I,s:I,s:o,s:o}", "sound", sum_of(findings) == 0, "talks", (json_int_t)claim->count,
                     "weight", (json_int_t)findings->weight, "missing", (json_int_t)findings->missing, "counts", counts,
                     "faults", list);
}

enum cli_exit talks_run_check(struct talks_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct claim claim;
    struct talks_findings findings;
    if (command->argument_count != 3) {
        return talks_usage(command, "talks.error.check_usage", NULL);
    }
    if (!talks_open_job(job, &exit)) {
        return exit;
    }
    if (!read_claim(job, &claim)) {
        return talks_refused(job);
    }
    struct result r =
        talks_check(&command->arena, &job->files.problem, claim.meetings, claim.count, FAULTS_SHOWN, &findings);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    if (command_json(command)) {
        command_print(build_findings(job, &claim, &findings));
    } else {
        print_findings(job, &claim, &findings);
    }
    return sum_of(&findings) == 0 ? CLI_DONE : CLI_BAD_INPUT;
}

/* --- explain ------------------------------------------------------------------------------------------------------------------ */

static const char *const outcome_names[] = {"met",        "not_a_pair",   "never_both", "left_full",
                                            "right_full", "organisation", "busy",       "possible"};
static const char *const outcome_keys[] = {
    "talks.outcome.met",        "talks.outcome.not_a_pair",   "talks.outcome.never_both", "talks.outcome.left_full",
    "talks.outcome.right_full", "talks.outcome.organisation", "talks.outcome.busy",       "talks.outcome.possible"};

/* Whom a participant talks with in a slot, if not with the one that is asked about. */
static const char *busy_with(const struct talks_job *job, const struct claim *claim, uint32_t meeting, bool left)
{
    if (meeting == TALKS_NONE) {
        return "";
    }
    return talks_name(job, left ? claim->meetings[meeting].right : claim->meetings[meeting].left);
}

static void print_slots(const struct talks_job *job, const struct claim *claim, const struct talks_explanation *why,
                        const struct talks_pair *pair)
{
    struct arena *arena = &job->command->arena;
    command_say(job->command, stdout, "talks.explain.head", talks_name(job, pair->left), talks_name(job, pair->right));
    for (size_t k = 0; k < why->slot_count; k++) {
        const struct talks_slot_reason *reason = &why->slots[k];
        const char *left = busy_with(job, claim, reason->left_meeting, true);
        const char *right = busy_with(job, claim, reason->right_meeting, false);
        const char *free = talks_words(job, "talks.explain.free");
        (void)printf("%s\t%s\t%s\t%s\n", arena_format(arena, "%u", reason->slot + 1), left[0] == '\0' ? free : left,
                     right[0] == '\0' ? free : right,
                     talks_words(job, reason->table ? "talks.explain.table" : "talks.explain.no_table"));
    }
}

static json_t *build_slots(const struct talks_job *job, const struct claim *claim, const struct talks_explanation *why)
{
    json_t *list = json_array();
    for (size_t k = 0; k < why->slot_count; k++) {
        const struct talks_slot_reason *reason = &why->slots[k];
        (void)json_array_append_new(list, json_pack("{s:I,s:s,s:s,s:b}", "slot", (json_int_t)reason->slot + 1,
                                                    "from_with", busy_with(job, claim, reason->left_meeting, true),
                                                    "to_with", busy_with(job, claim, reason->right_meeting, false),
                                                    "table", reason->table));
    }
    return list;
}

static bool find_pair(const struct talks_job *job, struct talks_pair *out)
{
    const struct command *command = job->command;
    uint32_t found[2];
    for (int k = 0; k < 2; k++) {
        found[k] = talks_files_find(&job->files, command->arguments[3 + k]);
        if (found[k] == TALKS_NONE) {
            command_say(command, stderr, "talks.error.no_participant", command->arguments[3 + k], NULL);
            return false;
        }
    }
    size_t left_count = job->files.problem.left_count;
    if ((found[0] < left_count) == (found[1] < left_count)) {
        command_say(command, stderr, "talks.error.same_side", command->arguments[3], command->arguments[4]);
        return false;
    }
    out->left = found[found[0] < found[1] ? 0 : 1];
    out->right = found[found[0] < found[1] ? 1 : 0];
    return true;
}

static void tell_pair(const struct talks_job *job, const struct claim *claim, const struct talks_pair *pair,
                      const struct talks_explanation *why)
{
    uint32_t number = talks_find_pair(&job->files.problem, pair->left, pair->right);
    bool must = number != TALKS_NONE && job->files.problem.musts != NULL && job->files.problem.musts[number];
    if (command_json(job->command)) {
        command_print(
            json_pack("{s:o,s:o,s:s,s:I,s:b,s:I,s:I,s:o}", "from", talks_json_span(job->files.ids[pair->left]), "to",
                      talks_json_span(job->files.ids[pair->right]), "outcome", outcome_names[why->outcome], "weight",
                      (json_int_t)why->weight, "must", must, "from_talks", (json_int_t)why->left_held, "to_talks",
                      (json_int_t)why->right_held, "slots", build_slots(job, claim, why)));
        return;
    }
    const char *who = why->meeting == TALKS_NONE ? talks_pair_text(job, pair->left, pair->right)
                                                 : talks_text(job, &claim->meetings[why->meeting]);
    command_say(job->command, stdout, must ? "talks.explain.must" : "talks.explain.pair", who,
                talks_count(job, why->weight));
    command_say(job->command, stdout, outcome_keys[why->outcome], talks_name(job, pair->left),
                talks_name(job, pair->right));
    if (why->slot_count > 0) {
        print_slots(job, claim, why, pair);
    }
}

enum cli_exit talks_run_explain(struct talks_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct claim claim;
    struct talks_pair pair;
    struct talks_explanation why;
    if (command->argument_count != 5) {
        return talks_usage(command, "talks.error.explain_usage", NULL);
    }
    if (!talks_open_job(job, &exit)) {
        return exit;
    }
    if (!read_claim(job, &claim)) {
        return talks_refused(job);
    }
    if (!find_pair(job, &pair)) {
        return CLI_BAD_INPUT;
    }
    struct result r =
        talks_explain(&command->arena, &job->files.problem, claim.meetings, claim.count, pair.left, pair.right, &why);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    tell_pair(job, &claim, &pair, &why);
    return CLI_DONE;
}
