/* One run of the verb placement: what its parts share. Private to placement*.c of this folder. */
#ifndef CLI_PLACEMENT_JOB_H
#define CLI_PLACEMENT_JOB_H

#include "cli/command.h"
#include "cli/interruption.h"
#include "cli/placement_files.h"

struct job {
    struct command *command;
    struct interruption interruption;
    struct placement_files files;
    struct placement_answer answer;
    struct placement_certifying *certifying; /* NULL: no certificate */
};

enum cli_exit placement_usage(const struct command *command, const char *key, const char *value);
enum cli_exit placement_interrupted(const struct job *job);
/* Why the files were not read. */
enum cli_exit placement_refused(const struct job *job);
/* The folder that is the second argument. False after having said what is wrong with it. */
bool placement_open_job(struct job *job);
/* In the arena; "" for PLACEMENT_NONE. */
const char *placement_name_of(const struct job *job, const struct bulk_names *names, uint32_t number);
json_t *placement_json_name(const struct bulk_names *names, uint32_t number);

enum cli_exit placement_run_check(struct job *job);

#endif
