/* One run of the verb talks: what its parts share. Private to talks*.c of this folder. */
#ifndef CLI_TALKS_JOB_H
#define CLI_TALKS_JOB_H

#include "cli/command.h"
#include "cli/interruption.h"
#include "cli/output.h"
#include "cli/talks_schedule.h"

struct talks_job {
    struct command *command;
    struct interruption interruption;
    struct talks_files files;
    struct talks_row *old; /* --keep */
    size_t old_count;
};

enum cli_exit talks_usage(const struct command *command, const char *key, const char *value);
enum cli_exit talks_interrupted(const struct talks_job *job);
/* Why the files were not read. */
enum cli_exit talks_refused(const struct talks_job *job);
/* The folder that is the second argument, and --keep, which puts what stays into the problem. False after having said what is
 * wrong; *exit tells what kind: bad input, or musts that contradict other rows. */
bool talks_open_job(struct talks_job *job, enum cli_exit *exit);

const char *talks_name(const struct talks_job *job, uint32_t participant);
const char *talks_seat(const struct talks_job *job, uint32_t table);
json_t *talks_json_span(struct span span);
/* "slot 3, table T1: A — B", in the language of the command. */
const char *talks_text(const struct talks_job *job, const struct talks_meeting *meeting);
json_t *talks_json_meeting(const struct talks_job *job, const struct talks_meeting *meeting);
const char *talks_pair_text(const struct talks_job *job, uint32_t left, uint32_t right);
const char *talks_count(const struct talks_job *job, uint64_t count);
/* Words of a key. */
const char *talks_words(const struct talks_job *job, const char *key);

/* talks_musts.c: a rule that some must contradicts by itself, told; CLI_DONE when there is none. */
enum cli_exit talks_tell_conflicts(const struct talks_job *job);
enum cli_exit talks_tell_impossible_musts(const struct talks_job *job);
enum cli_exit talks_tell_unmet(struct talks_job *job, const struct talks_answer *answer);

enum cli_exit talks_run_solve(struct talks_job *job);
enum cli_exit talks_run_check(struct talks_job *job);
enum cli_exit talks_run_explain(struct talks_job *job);

#endif
