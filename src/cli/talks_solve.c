/* talks solve: the schedule to its file, with bound, gap and, after a cancellation, what has changed; or why there can be none. */
#include "cli/talks_job.h"

/* --- what is told ---------------------------------------------------------------------------------------------------------- */

static const char *const change_names[] = {"gone", "moved", "new"};
static const char *const loss_names[] = {"not_there", "not_wished", "away", "table", "rule"};
static const char *const loss_keys[] = {"talks.loss.not_there", "talks.loss.not_wished", "talks.loss.away",
                                        "talks.loss.table", "talks.loss.rule"};

static json_t *build_change(const struct talks_job *job, const struct talks_alteration *change)
{
    json_t *row = change->kind == TALKS_GONE
                      ? json_pack("{s:I,s:o,s:o,s:o}", "slot", (json_int_t)change->row.meeting.slot + 1, "table",
                                  talks_json_span(change->row.table), "from", talks_json_span(change->row.one), "to",
                                  talks_json_span(change->row.other))
                      : talks_json_meeting(job, &change->now);
    (void)json_object_set_new(row, "change", json_string(change_names[change->kind]));
    if (change->kind == TALKS_GONE) {
        (void)json_object_set_new(row, "reason", json_string(loss_names[change->loss]));
    } else if (change->kind == TALKS_MOVED) {
        (void)json_object_set_new(row, "table_before", talks_json_span(change->row.table));
    }
    return row;
}

static void print_change(const struct talks_job *job, const struct talks_alteration *change)
{
    struct arena *arena = &job->command->arena;
    if (change->kind == TALKS_GONE) {
        (void)printf("- %u\t%s\t%s — %s\t(%s)\n", change->row.meeting.slot + 1, arena_copy(arena, change->row.table),
                     arena_copy(arena, change->row.one), arena_copy(arena, change->row.other),
                     talks_words(job, loss_keys[change->loss]));
        return;
    }
    if (change->kind == TALKS_MOVED) {
        (void)printf("~ %s\t(%s)\n", talks_text(job, &change->now), arena_copy(arena, change->row.table));
        return;
    }
    (void)printf("+ %s\n", talks_text(job, &change->now));
}

struct short_one {
    uint32_t participant, held;
};

static struct short_one *list_short(const struct talks_job *job, const struct talks_answer *answer, size_t *count)
{
    const struct talks_problem *problem = &job->files.problem;
    uint32_t *held = ARENA_ARRAY(&job->command->arena, uint32_t, problem->participant_count);
    struct short_one *list = ARENA_ARRAY(&job->command->arena, struct short_one, problem->participant_count);
    *count = 0;
    for (size_t m = 0; m < answer->meeting_count; m++) {
        held[answer->meetings[m].left]++;
        held[answer->meetings[m].right]++;
    }
    for (uint32_t i = 0; i < problem->participant_count; i++) {
        if (held[i] < problem->leasts[i]) {
            list[(*count)++] = (struct short_one){i, held[i]};
        }
    }
    return list;
}

/* Bound and gap as they are proven: when everything was tried, the answer is its own bound. */
static void take_bound(const struct talks_answer *answer, struct talks_answer *bound)
{
    *bound = *answer;
    if (answer->proven) {
        bound->bound_missing = answer->missing;
        bound->bound_weight = answer->weight;
    }
}

static json_t *build_answer(const struct talks_job *job, const struct talks_answer *answer, const char *path,
                            const struct talks_alteration *changes, size_t change_count)
{
    struct talks_answer bound;
    size_t short_count;
    const struct short_one *below = list_short(job, answer, &short_count);
    json_t *meetings = json_array();
    json_t *shorts = json_array();
    take_bound(answer, &bound);
    for (size_t m = 0; m < answer->meeting_count; m++) {
        (void)json_array_append_new(meetings, talks_json_meeting(job, &answer->meetings[m]));
    }
    for (size_t k = 0; k < short_count; k++) {
        (void)json_array_append_new(shorts, json_pack("{s:o,s:I,s:I}", "id",
                                                      talks_json_span(job->files.ids[below[k].participant]), "held",
                                                      (json_int_t)below[k].held, "min",
                                                      (json_int_t)job->files.problem.leasts[below[k].participant]));
    }
    json_t *document = json_pack(
        "{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:o,s:o}", "out", path, "talks", (json_int_t)answer->meeting_count, "weight",
        (json_int_t)answer->weight, "missing", (json_int_t)answer->missing, "bound_missing",
        (json_int_t)bound.bound_missing, "bound_weight", (json_int_t)bound.bound_weight, "kept",
        (json_int_t)job->files.problem.kept_count, "proven", answer->proven, "short", shorts, "meetings", meetings);
    if (job->old != NULL) {
        json_t *list = json_array();
        for (size_t k = 0; k < change_count; k++) {
            (void)json_array_append_new(list, build_change(job, &changes[k]));
        }
        (void)json_object_set_new(document, "changes", list);
    }
    return document;
}

/* The gap of the step of the aim that is not reached; those behind it cannot be compared then. */
static void say_bound(const struct talks_job *job, const struct talks_answer *answer)
{
    struct talks_answer bound;
    struct arena *arena = &job->command->arena;
    take_bound(answer, &bound);
    command_say(job->command, stdout, "talks.solve.bound", talks_count(job, bound.bound_missing),
                talks_count(job, bound.bound_weight));
    if (answer->missing > bound.bound_missing) {
        command_say(job->command, stdout, "talks.solve.gap_missing",
                    talks_count(job, answer->missing - bound.bound_missing), NULL);
        return;
    }
    uint64_t gap = bound.bound_weight - answer->weight;
    double percent = bound.bound_weight == 0 ? 0 : 100.0 * (double)gap / (double)bound.bound_weight;
    command_say(job->command, stdout, answer->proven ? "talks.solve.proven" : "talks.solve.gap",
                arena_format(arena, "%llu (%.2f %%)", (unsigned long long)gap, percent), NULL);
}

static void tell_answer(struct talks_job *job, const struct talks_answer *answer, const char *path)
{
    struct command *command = job->command;
    size_t count = 0;
    const struct talks_alteration *changes =
        job->old == NULL ? NULL : talks_list_changes(&job->files, job->old, job->old_count, answer, &count);
    if (command_json(command)) {
        command_print(build_answer(job, answer, path, changes, count));
        return;
    }
    size_t short_count;
    const struct short_one *below = list_short(job, answer, &short_count);
    command_say(command, stdout, "talks.solve.made", talks_count(job, answer->meeting_count),
                talks_count(job, answer->weight));
    command_say(command, stdout, "talks.solve.written", path, NULL);
    command_say(command, stdout, "talks.solve.missing", talks_count(job, answer->missing), NULL);
    for (size_t k = 0; k < short_count; k++) {
        (void)printf("  %s\t%u / %u\n", talks_name(job, below[k].participant), below[k].held,
                     job->files.problem.leasts[below[k].participant]);
    }
    say_bound(job, answer);
    if (job->old != NULL) {
        command_say(command, stdout, "talks.solve.kept", talks_count(job, job->files.problem.kept_count),
                    talks_count(job, job->old_count));
        command_say(command, stdout, count == 0 ? "talks.solve.unchanged" : "talks.solve.changes",
                    talks_count(job, count), NULL);
        for (size_t k = 0; k < count; k++) {
            print_change(job, &changes[k]);
        }
    }
}

/* --- the run ----------------------------------------------------------------------------------------------------------------- */

static struct result write_answer(struct talks_job *job, const struct talks_answer *answer, const char *path,
                                  bool *interrupted)
{
    struct output output;
    struct result r = output_open(&job->command->arena, path, &output);
    if (result_failed(r)) {
        return r;
    }
    *interrupted = !talks_print_schedule(&job->files, answer, output.file);
    r = output_settle(&output);
    bool good = !result_failed(r) && !*interrupted;
    struct result closed = output_close(&output, good);
    return result_failed(r) || !good ? r : closed;
}

enum cli_exit talks_run_solve(struct talks_job *job)
{
    static const char *const inputs[] = {"participants.csv", "wishes.csv", "tables.csv", "rules.csv", NULL};
    struct command *command = job->command;
    const char *path = command_option(command, "out");
    enum cli_exit exit = CLI_DONE;
    struct talks_answer answer;
    if (path == NULL || command->argument_count != 2) {
        return talks_usage(command, "talks.error.solve_usage", NULL);
    }
    if (!output_is_free(command, path, command->arguments[1], inputs, &exit) || !talks_open_job(job, &exit)) {
        return exit;
    }
    exit = talks_tell_impossible_musts(job);
    if (exit != CLI_DONE) {
        return exit;
    }
    struct result r = talks_solve(&command->arena, &job->files.problem, &answer);
    interruption_look(&job->interruption);
    bool stopped = interruption_asked();
    if (!stopped && !result_failed(r) && answer.unmet > 0) {
        return talks_tell_unmet(job, &answer);
    }
    if (!result_failed(r) && !stopped) {
        r = write_answer(job, &answer, path, &stopped);
    }
    if (stopped) {
        return talks_interrupted(job);
    }
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    tell_answer(job, &answer, path);
    return CLI_DONE;
}
