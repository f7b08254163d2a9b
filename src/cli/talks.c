/* talks: who meets whom when, checked and explained. The words are said here and in talks_*.c beside, the arithmetic is
 * match/talks.h. */
#include "cli/talks_job.h"

static const struct option_row rows[] = {
    {"out", "FILE", "talks.option.out"},
    {"keep", "FILE", "talks.option.keep"},
    {NULL, NULL, NULL},
};

enum cli_exit talks_usage(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_USAGE;
}

enum cli_exit talks_interrupted(const struct talks_job *job)
{
    command_say(job->command, stderr, "talks.interrupted", NULL, NULL);
    return CLI_INTERRUPTED;
}

enum cli_exit talks_refused(const struct talks_job *job)
{
    if (job->files.problems.interrupted) {
        return talks_interrupted(job);
    }
    command_say(job->command, stderr, "talks.refused", talks_count(job, job->files.problems.all), NULL);
    return CLI_BAD_INPUT;
}

const char *talks_count(const struct talks_job *job, uint64_t count)
{
    return arena_format(&job->command->arena, "%llu", (unsigned long long)count);
}

const char *talks_name(const struct talks_job *job, uint32_t participant)
{
    return arena_copy(&job->command->arena, job->files.ids[participant]);
}

const char *talks_seat(const struct talks_job *job, uint32_t table)
{
    return arena_copy(&job->command->arena, job->files.seat_ids[table]);
}

json_t *talks_json_span(struct span span)
{
    return json_stringn(span.at == NULL ? "" : span.at, span.length);
}

const char *talks_pair_text(const struct talks_job *job, uint32_t left, uint32_t right)
{
    return arena_format(&job->command->arena, "%s — %s", talks_name(job, left), talks_name(job, right));
}

const char *talks_text(const struct talks_job *job, const struct talks_meeting *meeting)
{
    return arena_format(&job->command->arena, "%u\t%s\t%s", meeting->slot + 1, talks_seat(job, meeting->table),
                        talks_pair_text(job, meeting->left, meeting->right));
}

json_t *talks_json_meeting(const struct talks_job *job, const struct talks_meeting *meeting)
{
    return json_pack("{s:I,s:o,s:o,s:o}", "slot", (json_int_t)meeting->slot + 1, "table",
                     talks_json_span(job->files.seat_ids[meeting->table]), "from",
                     talks_json_span(job->files.ids[meeting->left]), "to",
                     talks_json_span(job->files.ids[meeting->right]));
}

const char *talks_words(const struct talks_job *job, const char *key)
{
    const char *text = words_find(&job->command->words, job->command->language, key);
    return text == NULL ? key : text;
}

static void say_count(const struct talks_job *job, const char *key, uint64_t count)
{
    if (count > 0) {
        command_say(job->command, stderr, key, talks_count(job, count), NULL);
    }
}

/* What is still possible of the earlier schedule stays. */
static struct result read_old(struct talks_job *job, const char *path, bool *sound)
{
    struct arena *arena = &job->command->arena;
    struct talks_problem *problem = &job->files.problem;
    struct talks_meeting *kept;
    *sound = talks_read_schedule(&job->files, path, true, &job->old, &job->old_count);
    if (!*sound) {
        return result_ok();
    }
    struct talks_meeting *old = ARENA_ARRAY(arena, struct talks_meeting, job->old_count);
    for (size_t k = 0; k < job->old_count; k++) {
        old[k] = job->old[k].meeting;
    }
    struct result r = talks_list_kept(arena, problem, old, job->old_count, &kept, &problem->kept_count);
    if (!result_failed(r)) {
        problem->kept = kept;
    }
    return r;
}

bool talks_open_job(struct talks_job *job, enum cli_exit *exit)
{
    struct command *command = job->command;
    const char *keep = command_option(command, "keep");
    bool sound = true;
    if (!talks_files_open(&command->arena, command, command->arguments[1], &job->files)) {
        *exit = talks_refused(job);
        return false;
    }
    say_count(job, "talks.note.cancelled", job->files.cancelled);
    say_count(job, "talks.note.must_dropped", job->files.must_dropped);
    *exit = talks_tell_conflicts(job);
    if (*exit != CLI_DONE) {
        return false;
    }
    say_count(job, "talks.note.refused", job->files.refused);
    struct result r = keep == NULL ? result_ok() : read_old(job, keep, &sound);
    if (!sound || result_failed(r)) {
        *exit = sound ? command_fail(command, r) : talks_refused(job);
        return false;
    }
    return true;
}

static enum cli_exit run_talks(struct command *command)
{
    static const struct {
        const char *name;
        enum cli_exit (*run)(struct talks_job *job);
        const char *takes;
    } parts[] = {{"solve", talks_run_solve, " out keep "},
                 {"check", talks_run_check, " keep "},
                 {"explain", talks_run_explain, " "}};
    struct talks_job job = {.command = command};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(command->arguments[0], parts[i].name) == 0) {
            enum cli_exit exit = CLI_USAGE;
            if (!command_takes(command, parts[i].name, parts[i].takes) ||
                !command_has_folder(command, command->arguments[1], &exit)) {
                return exit;
            }
            interruption_hold(&job.interruption);
            interruption_watch(&job.interruption, command_words(command, "talks.interrupted"));
            exit = parts[i].run(&job);
            talks_files_close(&job.files);
            interruption_let_go(&job.interruption);
            return exit;
        }
    }
    return talks_usage(command, "talks.error.part", command->arguments[0]);
}

const struct verb talks_verb = {"talks",  "solve|check|explain DIR [SCHEDULE] [FROM TO]", "talks.about", rows, 2, 5,
                                run_talks};
