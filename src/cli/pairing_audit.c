/* pairing check and pairing explain: an answer against the rules and its prices; one pair and its price. */
#include "cli/pairing_job.h"

enum { FAULTS_SHOWN = 1000 };

static const char *const fault_names[PAIRING_FAULT_KINDS] = {"unknown",  "twice",       "forbidden",   "over",
                                                             "under",    "price_above", "price_below", "price_range",
                                                             "too_dear", "missed",      "value"};
static const char *const fault_keys[PAIRING_FAULT_KINDS] = {
    "pairing.fault.unknown",  "pairing.fault.twice",       "pairing.fault.forbidden",   "pairing.fault.over",
    "pairing.fault.under",    "pairing.fault.price_above", "pairing.fault.price_below", "pairing.fault.price_range",
    "pairing.fault.too_dear", "pairing.fault.missed",      "pairing.fault.value"};

static const char *pair_text(const struct pairing_job *job, struct pairing_pair pair)
{
    const char *helper = pairing_name(job, PAIRING_HELPER, pair.helper);
    const char *helped = pairing_name(job, PAIRING_HELPED, pair.helped);
    bool both = helper[0] != '\0' && helped[0] != '\0';
    return arena_format(&job->command->arena, "%s%s%s", helper, both ? " — " : "", helped);
}

static void print_findings(struct pairing_job *job, const struct pairing_findings *findings, uint64_t all)
{
    char one[32], two[32];
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct pairing_fault *fault = &findings->faults[i];
        (void)snprintf(one, sizeof one, "%lld", (long long)fault->much);
        command_say(job->command, stdout, fault_keys[fault->kind], pair_text(job, fault->pair), one);
    }
    (void)snprintf(one, sizeof one, "%llu", (unsigned long long)all);
    (void)snprintf(two, sizeof two, "%lld", (long long)findings->points);
    command_say(job->command, stdout, all == 0 ? "pairing.check.sound" : "pairing.check.faults", all == 0 ? two : one,
                NULL);
}

static json_t *build_findings(const struct pairing_job *job, const struct pairing_findings *findings, uint64_t all)
{
    json_t *list = json_array();
    json_t *counts = json_object();
    for (size_t i = 0; i < findings->fault_count; i++) {
        const struct pairing_fault *fault = &findings->faults[i];
        (void)json_array_append_new(list,
                                    json_pack("{s:s,s:o,s:o,s:I}", "kind", fault_names[fault->kind], "helper_id",
                                              pairing_json_name(job, PAIRING_HELPER, fault->pair.helper), "helped_id",
                                              pairing_json_name(job, PAIRING_HELPED, fault->pair.helped), "much",
                                              (json_int_t)fault->much));
    }
    for (int kind = 0; kind < PAIRING_FAULT_KINDS; kind++) {
        (void)json_object_set_new(counts, fault_names[kind], json_integer((json_int_t)findings->counts[kind]));
    }
    return json_pack("{s:b,s:I,s:I,s:o,s:o}", "optimal", all == 0, "points", (json_int_t)findings->points, "value",
                     (json_int_t)findings->value, "counts", counts, "faults", list);
}

static struct result check_claim(struct pairing_job *job, const struct pairing_claim *claim,
                                 struct pairing_findings *findings, uint64_t *all)
{
    *all = 0;
    struct result r = pairing_check(&job->command->arena, &job->files.problem, claim, FAULTS_SHOWN, findings);
    for (int kind = 0; !result_failed(r) && kind < PAIRING_FAULT_KINDS; kind++) {
        *all += findings->counts[kind];
    }
    return r;
}

enum cli_exit pairing_run_check(struct pairing_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct pairing_claim claim;
    struct pairing_findings findings;
    uint64_t all;
    if (command->argument_count != 3) {
        return pairing_usage(command, "pairing.error.check_usage", NULL);
    }
    if (!pairing_open_job(job, &exit) || !pairing_read_claim(job, &claim, &exit)) {
        return exit;
    }
    struct result r = check_claim(job, &claim, &findings, &all);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    if (command_json(command)) {
        command_print(build_findings(job, &findings, all));
    } else {
        print_findings(job, &findings, all);
    }
    return all == 0 ? CLI_DONE : CLI_BAD_INPUT;
}

/* --- explain ------------------------------------------------------------------------------------------------------ */

static const char *reason_of(const struct pairing_job *job, struct pairing_pair pair)
{
    const struct pairing_files *files = &job->files;
    for (size_t i = 0; i < files->problem.forbidden_count; i++) {
        if (files->problem.forbidden[i].helper == pair.helper && files->problem.forbidden[i].helped == pair.helped) {
            return arena_copy(&job->command->arena, files->reasons[i]);
        }
    }
    return "";
}

static void print_changes(const struct pairing_job *job, const char *sign, const struct pairing_pair *pairs,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)printf("  %s %s (%lld)\n", sign, pair_text(job, pairs[i]),
                     (long long)pairing_points(&job->files.problem, pairs[i]));
    }
}

static int64_t topic_points(const struct pairing_job *job, struct pairing_pair pair, size_t topic)
{
    const struct pairing_problem *problem = &job->files.problem;
    return (int64_t)problem->strengths[pair.helper * problem->topic_count + topic] *
           problem->needs[pair.helped * problem->topic_count + topic];
}

/* Where the points of a pair come from: a line for each topic that brings some, then the rest. */
static void print_points(const struct pairing_job *job, struct pairing_pair pair, int64_t points)
{
    const struct pairing_problem *problem = &job->files.problem;
    char text[96];
    for (size_t topic = 0; topic < problem->topic_count; topic++) {
        int64_t part = topic_points(job, pair, topic);
        if (part > 0) {
            (void)snprintf(text, sizeof text, "%d × %d = %lld",
                           problem->strengths[pair.helper * problem->topic_count + topic],
                           problem->needs[pair.helped * problem->topic_count + topic], (long long)part);
            command_say(job->command, stdout, "pairing.explain.topic",
                        arena_copy(&job->command->arena, bulk_name(&job->files.topics, topic)), text);
        }
        points -= part;
    }
    if (points != 0) {
        (void)snprintf(text, sizeof text, "%lld", (long long)points);
        command_say(job->command, stdout, "pairing.explain.rest", text, NULL);
    }
}

static json_t *build_points(const struct pairing_job *job, struct pairing_pair pair)
{
    json_t *list = json_array();
    for (size_t topic = 0; topic < job->files.problem.topic_count; topic++) {
        int64_t part = topic_points(job, pair, topic);
        struct span name = bulk_name(&job->files.topics, topic);
        if (part > 0) {
            (void)json_array_append_new(
                list, json_pack("{s:o,s:I}", "topic", json_stringn(name.at, name.length), "points", (json_int_t)part));
        }
    }
    return list;
}

static void print_explanation(const struct pairing_job *job, struct pairing_pair pair,
                              const struct pairing_explanation *why)
{
    const struct command *command = job->command;
    char one[32], two[32];
    (void)snprintf(one, sizeof one, "%lld", (long long)why->points);
    command_say(command, stdout, why->made ? "pairing.explain.made" : "pairing.explain.not_made", pair_text(job, pair),
                one);
    print_points(job, pair, why->points);
    if (why->forbidden) {
        command_say(command, stdout, "pairing.explain.forbidden", reason_of(job, pair), NULL);
    }
    for (int side = 0; side < 2; side++) {
        (void)snprintf(one, sizeof one, "%lld", (long long)why->prices[side]);
        command_say(command, stdout, "pairing.explain.price",
                    side == 0 ? pairing_name(job, 0, pair.helper) : pairing_name(job, 1, pair.helped), one);
    }
    (void)snprintf(one, sizeof one, "%lld", (long long)(why->above < 0 ? -why->above : why->above));
    command_say(command, stdout, why->above < 0 ? "pairing.explain.below" : "pairing.explain.above", one, NULL);
    command_say(command, stdout, "pairing.explain.read", NULL, NULL);
    if (!why->possible) {
        command_say(command, stdout, why->made ? "pairing.explain.must" : "pairing.explain.cannot", NULL, NULL);
        return;
    }
    (void)snprintf(two, sizeof two, "%lld", (long long)(why->cost < 0 ? -why->cost : why->cost));
    command_say(command, stdout,
                why->cost < 0 ? "pairing.explain.gain"
                : why->made   ? "pairing.explain.cost_without"
                              : "pairing.explain.cost_with",
                two, NULL);
    print_changes(job, "-", why->gone, why->gone_count);
    print_changes(job, "+", why->come, why->come_count);
}

static json_t *build_explanation(const struct pairing_job *job, struct pairing_pair pair,
                                 const struct pairing_explanation *why)
{
    json_t *document =
        json_pack("{s:o,s:o,s:b,s:b,s:I,s:I,s:I,s:I,s:b,s:o,s:o,s:o}", "helper_id",
                  pairing_json_name(job, PAIRING_HELPER, pair.helper), "helped_id",
                  pairing_json_name(job, PAIRING_HELPED, pair.helped), "made", why->made, "forbidden", why->forbidden,
                  "points", (json_int_t)why->points, "helper_price", (json_int_t)why->prices[0], "helped_price",
                  (json_int_t)why->prices[1], "above", (json_int_t)why->above, "possible_otherwise", why->possible,
                  "cost", why->possible ? json_integer((json_int_t)why->cost) : json_null(), "gone",
                  pairing_json_pairs(job, why->gone, why->gone_count), "come",
                  pairing_json_pairs(job, why->come, why->come_count));
    (void)json_object_set_new(document, "topics", build_points(job, pair));
    if (why->forbidden) {
        (void)json_object_set_new(document, "reason", json_string(reason_of(job, pair)));
    }
    return document;
}

/* The two schools named on the command line. */
static bool find_pair(const struct pairing_job *job, struct pairing_pair *out)
{
    const struct command *command = job->command;
    uint32_t found[2];
    for (int side = 0; side < 2; side++) {
        found[side] = pairing_files_find(&job->files, side, command->arguments[3 + side]);
        if (found[side] == PAIRING_NONE) {
            command_say(command, stderr, side == PAIRING_HELPER ? "pairing.error.no_helper" : "pairing.error.no_helped",
                        command->arguments[3 + side], NULL);
            return false;
        }
    }
    *out = (struct pairing_pair){found[0], found[1]};
    return true;
}

enum cli_exit pairing_run_explain(struct pairing_job *job)
{
    struct command *command = job->command;
    enum cli_exit exit = CLI_DONE;
    struct pairing_claim claim;
    struct pairing_pair pair;
    struct pairing_findings findings;
    struct pairing_explanation why;
    uint64_t all;
    if (command->argument_count != 5) {
        return pairing_usage(command, "pairing.error.explain_usage", NULL);
    }
    if (!pairing_open_job(job, &exit) || !pairing_read_claim(job, &claim, &exit)) {
        return exit;
    }
    if (!find_pair(job, &pair)) {
        return CLI_BAD_INPUT;
    }
    struct result r = check_claim(job, &claim, &findings, &all);
    if (!result_failed(r) && all > 0) {
        command_say(command, stderr, "pairing.error.faulty", NULL, NULL);
        return CLI_BAD_INPUT;
    }
    if (!result_failed(r)) {
        r = pairing_explain(&command->arena, &job->files.problem, &claim, pair, &why);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    if (command_json(command)) {
        command_print(build_explanation(job, pair, &why));
    } else {
        print_explanation(job, pair, &why);
    }
    return CLI_DONE;
}
