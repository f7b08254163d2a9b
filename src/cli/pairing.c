/* pairing: who helps whom, checked and explained. The words are said here and in pairing_*.c beside, the arithmetic is
 * match/pairing.h. */
#include "cli/pairing_job.h"

static const struct option_row rows[] = {
    {"out", "FILE", "pairing.option.out"},
    {"prices", "FILE", "pairing.option.prices"},
    {"default", "N", "pairing.option.default"},
    {"keep", "N", "pairing.option.keep"},
    {NULL, NULL, NULL},
};

const char *const pairing_side_names[2] = {"helper", "helped"};

enum cli_exit pairing_usage(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_USAGE;
}

enum cli_exit pairing_interrupted(const struct pairing_job *job)
{
    command_say(job->command, stderr, "pairing.interrupted", NULL, NULL);
    return CLI_INTERRUPTED;
}

enum cli_exit pairing_refused(const struct pairing_job *job)
{
    char count[32];
    if (job->files.problems.interrupted) {
        return pairing_interrupted(job);
    }
    (void)snprintf(count, sizeof count, "%zu", job->files.problems.all);
    command_say(job->command, stderr, "pairing.refused", count, NULL);
    return CLI_BAD_INPUT;
}

bool pairing_open_job(struct pairing_job *job, enum cli_exit *exit)
{
    const struct command *command = job->command;
    int64_t otherwise = 0;
    int64_t keep = 0;
    if (!command_number(command, "default", -PAIRING_POINT_MOST, PAIRING_POINT_MOST, 0, &otherwise) ||
        !command_number(command, "keep", 0, PAIRING_POINT_MOST, 0, &keep)) {
        *exit = CLI_USAGE;
        return false;
    }
    if (!pairing_files_open(&job->command->arena, command, command->arguments[1], otherwise, keep, &job->files)) {
        *exit = pairing_refused(job);
        return false;
    }
    if (job->files.existing_forbidden > 0) {
        char count[32];
        (void)snprintf(count, sizeof count, "%llu", (unsigned long long)job->files.existing_forbidden);
        command_say(command, stderr, "pairing.note.existing_forbidden", count, NULL);
    }
    return true;
}

const char *pairing_prices_path(const struct pairing_job *job, const char *pairs_path)
{
    const char *path = command_option(job->command, "prices");
    return path != NULL ? path : arena_format(&job->command->arena, "%s.prices", pairs_path);
}

bool pairing_read_claim(struct pairing_job *job, struct pairing_claim *claim, enum cli_exit *exit)
{
    const char *path = job->command->arguments[2];
    struct pairing_pair *pairs;
    int64_t *prices[2];
    size_t count;
    bool sound = pairing_files_read_pairs(&job->files, path, &pairs, &count);
    sound = !job->files.problems.interrupted &&
            pairing_files_read_prices(&job->files, pairing_prices_path(job, path), prices) && sound;
    *exit = sound ? CLI_DONE : pairing_refused(job);
    if (sound) {
        *claim = (struct pairing_claim){pairs, count, {prices[0], prices[1]}};
    }
    return sound;
}

const char *pairing_name(const struct pairing_job *job, enum pairing_side side, uint32_t school)
{
    return school == PAIRING_NONE ? "" : arena_copy(&job->command->arena, job->files.ids[side][school]);
}

json_t *pairing_json_name(const struct pairing_job *job, enum pairing_side side, uint32_t school)
{
    return school == PAIRING_NONE ? json_null()
                                  : json_stringn(job->files.ids[side][school].at, job->files.ids[side][school].length);
}

json_t *pairing_json_pairs(const struct pairing_job *job, const struct pairing_pair *pairs, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(
            list, json_pack("{s:o,s:o,s:I}", "helper_id", pairing_json_name(job, PAIRING_HELPER, pairs[i].helper),
                            "helped_id", pairing_json_name(job, PAIRING_HELPED, pairs[i].helped), "points",
                            (json_int_t)pairing_points(&job->files.problem, pairs[i])));
    }
    return list;
}

static enum cli_exit run_pairing(struct command *command)
{
    static const struct {
        const char *name;
        enum cli_exit (*run)(struct pairing_job *job);
        const char *takes;
    } parts[] = {{"solve", pairing_run_solve, " out prices default keep "},
                 {"check", pairing_run_check, " prices default keep "},
                 {"explain", pairing_run_explain, " prices default keep "}};
    struct pairing_job job = {.command = command};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(command->arguments[0], parts[i].name) == 0) {
            enum cli_exit exit = CLI_USAGE;
            if (!command_takes(command, parts[i].name, parts[i].takes) ||
                !command_has_folder(command, command->arguments[1], &exit)) {
                return exit;
            }
            interruption_hold(&job.interruption);
            interruption_watch(&job.interruption, command_words(command, "pairing.interrupted"));
            exit = parts[i].run(&job);
            pairing_files_close(&job.files);
            interruption_let_go(&job.interruption);
            return exit;
        }
    }
    return pairing_usage(command, "pairing.error.part", command->arguments[0]);
}

const struct verb pairing_verb = {
    "pairing", "solve|check|explain DIR [PAIRS] [HELPER HELPED]", "pairing.about", rows, 2, 5, run_pairing};
