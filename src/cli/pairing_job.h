/* One run of the verb pairing: what its parts share. Private to pairing*.c of this folder. */
#ifndef CLI_PAIRING_JOB_H
#define CLI_PAIRING_JOB_H

#include "cli/command.h"
#include "cli/interruption.h"
#include "cli/output.h"
#include "cli/pairing_files.h"

struct pairing_job {
    struct command *command;
    struct interruption interruption;
    struct pairing_files files;
};

enum cli_exit pairing_usage(const struct command *command, const char *key, const char *value);
enum cli_exit pairing_interrupted(const struct pairing_job *job);
/* Why the files were not read. */
enum cli_exit pairing_refused(const struct pairing_job *job);
/* The folder that is the second argument. False after having said what is wrong; *exit tells what kind. */
bool pairing_open_job(struct pairing_job *job, enum cli_exit *exit);
/* The pairs file that is the third argument, and its prices (--prices, else the same name with .prices). As above. */
bool pairing_read_claim(struct pairing_job *job, struct pairing_claim *claim, enum cli_exit *exit);
/* Where prices are. */
const char *pairing_prices_path(const struct pairing_job *job, const char *pairs_path);

/* "" and null for PAIRING_NONE. */
const char *pairing_name(const struct pairing_job *job, enum pairing_side side, uint32_t school);
json_t *pairing_json_name(const struct pairing_job *job, enum pairing_side side, uint32_t school);
json_t *pairing_json_pairs(const struct pairing_job *job, const struct pairing_pair *pairs, size_t count);
extern const char *const pairing_side_names[2];

enum cli_exit pairing_run_solve(struct pairing_job *job);
enum cli_exit pairing_run_check(struct pairing_job *job);
enum cli_exit pairing_run_explain(struct pairing_job *job);

#endif
