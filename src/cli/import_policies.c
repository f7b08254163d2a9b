/* import policies: text files with a small header into the policy library. */
#include "areas/policies/bring.h"
#include "base/day.h"
#include "base/id.h"
#include "cli/import_articles.h"
#include "cli/import_policies.h"

#include <stdio.h>

static json_t *document_of(const char *path, const struct policy_bring_outcome *outcome)
{
    char id[ID_TEXT_SIZE];
    return json_pack("{s:s, s:s, s:s, s:b, s:i, s:i, s:o}", "file", path, "id",
                     outcome->id == 0 ? "" : id_format(outcome->id, id), "title", outcome->title, "created",
                     (int)outcome->is_new, "clauses", (int)outcome->clauses, "cleaned", (int)outcome->cleaned,
                     "problems", problems_document(&outcome->problems));
}

static void print_outcome(const struct command *command, const struct policy_bring_outcome *outcome)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", outcome->clauses);
    command_say(command, stdout, outcome->is_new ? "cli.import_policies.new" : "cli.import_policies.same",
                outcome->title, number);
    if (outcome->is_new && outcome->cleaned > 0) {
        (void)snprintf(number, sizeof number, "%zu", outcome->cleaned);
        command_say(command, stdout, "cli.import_policies.cleaned", number, NULL);
    }
}

static struct result bring_file(struct command *command, const struct policy_bringing *how, const char *path,
                                json_t *list)
{
    struct span bytes;
    struct policy_bring_outcome outcome = {.title = ""};
    struct result result = import_read_file(&command->arena, path, POLICY_BRING_MOST, &bytes);
    result = result_failed(result) ? result : policy_bring(&command->arena, how, bytes, &outcome);
    for (size_t index = 0; index < outcome.problems.count; index++) {
        const struct problem *problem = &outcome.problems.list[index];
        command_say(command, stderr, problem->message, problem->value == NULL ? "" : problem->value, problem->hint);
    }
    if (command_json(command)) {
        json_array_append_new(list, document_of(path, &outcome));
    } else if (!result_failed(result)) {
        print_outcome(command, &outcome);
    }
    return result;
}

enum cli_exit import_policies(struct command *command, struct store *store, const struct region *region)
{
    int64_t now_ms = time_now_ms();
    struct policy_bringing how = {.store = store,
                                  .region_id = region->id,
                                  .now_ms = now_ms,
                                  .today = day_of_time(now_ms, region->zone_minutes),
                                  .draft = command_flag(command, "draft"),
                                  .dry_run = command_flag(command, "dry-run")};
    enum cli_exit exit = CLI_DONE;
    json_t *list = json_array();
    for (int index = 1; index < command->argument_count; index++) {
        struct result result = bring_file(command, &how, command->arguments[index], list);
        if (result_failed(result)) {
            command_say(command, stderr, "cli.import_articles.failed", command->arguments[index], NULL);
            exit = command_fail(command, result);
        }
    }
    if (command_json(command)) {
        command_print(json_pack("{s:o, s:b}", "policies", list, "dry_run", (int)how.dry_run));
    } else {
        json_decref(list);
    }
    return exit;
}
