/* One run of the verb visits: what its parts share. Private to visits*.c of this folder. */
#ifndef CLI_VISITS_JOB_H
#define CLI_VISITS_JOB_H

#include "cli/command.h"
#include "cli/interruption.h"
#include "cli/output.h"
#include "cli/visits_files.h"

struct visits_job {
    struct command *command;
    struct interruption interruption;
    struct visits_files files;
    bool keeps;             /* --keep */
    struct visits_plan old; /* then */
};

enum cli_exit visits_usage(const struct command *command, const char *key, const char *value);
enum cli_exit visits_interrupted(const struct visits_job *job);
/* Why the files were not read. */
enum cli_exit visits_refused(const struct visits_job *job);
/* The folder that is the second argument, --by, and --keep. False after having said what is wrong; *exit tells what kind. */
bool visits_open_job(struct visits_job *job, enum cli_exit *exit);
/* Where routes are: --routes, else the groups' name with .routes. */
const char *visits_routes_path(const struct visits_job *job, const char *groups);
/* The groups file that is the third argument, and its routes. As visits_open_job. */
bool visits_open_plan(struct visits_job *job, struct visits_plan *plan, enum cli_exit *exit);

/* "" and null for VISITS_NONE. */
const char *visits_name(const struct visits_job *job, const struct visits_names *names, uint32_t number);
json_t *visits_json_name(const struct visits_names *names, uint32_t number);
const char *visits_clock(const struct visits_job *job, uint32_t minute); /* HH:MM; more than a day: as hours */
const char *visits_count(const struct visits_job *job, uint64_t count);
const char *visits_words(const struct visits_job *job, const char *key);

/* The plan to be printed: what each bus does, who comes to each site. */
void visits_print_sheets(const struct visits_job *job, const struct visits_answer *answer, FILE *to);

enum cli_exit visits_run_solve(struct visits_job *job);
enum cli_exit visits_run_check(struct visits_job *job);
enum cli_exit visits_run_explain(struct visits_job *job);

#endif
