/* One verb of the command line, and what every verb finds ready: its options, the words, the database.
 *
 *     static enum cli_exit run_backup(struct command *command) { … }
 *     const struct verb backup_verb = {"backup", "FILE", "cli.backup.about", backup_options, 1, 1, run_backup};
 *
 * A verb is one row of the table in cli.c. --help, --lang, --db, --region and --json are everybody's and are read before
 * the verb runs. Results go to standard output, everything else to standard error. Sentences are keys of the language
 * packs; their {{value}} and {{more}} are filled in by command_say.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "base/result.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "store/store.h"
#include "web/words.h"

#include <jansson.h>
#include <stdio.h>

enum { COMMAND_OPTIONS_MOST = 24, COMMAND_ARGUMENTS_MOST = 200 };

struct command;

struct option_row {
    const char *name;  /* without the dashes */
    const char *value; /* "FILE", "N"; NULL: a flag */
    const char *about; /* language key */
};

struct verb {
    const char *name;
    const char *arguments;            /* for the usage line: "FILE", or "" */
    const char *about;                /* language key */
    const struct option_row *options; /* its own, ended by a row without a name; may be NULL */
    int least_arguments, most_arguments;
    enum cli_exit (*run)(struct command *command);
};

struct command {
    struct arena arena; /* until the verb has ended */
    struct words words;
    enum language language;
    const struct verb *verb;
    const char *names[COMMAND_OPTIONS_MOST];  /* options given, in order */
    const char *values[COMMAND_OPTIONS_MOST]; /* "" for flags */
    int option_count;
    const char *arguments[COMMAND_ARGUMENTS_MOST];
    int argument_count;
};

/* Reads what follows the verb. CLI_DONE, or CLI_USAGE after having said what is wrong. */
enum cli_exit command_read(struct command *command, int count, char **words);
void command_help(const struct command *command);

/* The last one given wins; NULL when absent. */
const char *command_option(const struct command *command, const char *name);
bool command_flag(const struct command *command, const char *name);
/* False, after having said so, for anything but a whole number from low to high. */
bool command_number(const struct command *command, const char *name, int64_t low, int64_t high, int64_t fallback,
                    int64_t *out);
/* False, after having said so, when an option was given that this part of the verb has no use for; `takes` has their names, each
 * between blanks. */
bool command_takes(const struct command *command, const char *part, const char *takes);
bool command_json(const struct command *command);

/* The text of a key; the key itself where there is none. */
const char *command_words(const struct command *command, const char *key);
/* The text of a key on a line of its own; value and more may be NULL. */
void command_say(const struct command *command, FILE *to, const char *key, const char *value, const char *more);
/* Says what a failed result says; the exit code that belongs to it. */
enum cli_exit command_fail(const struct command *command, struct result result);
/* Prints a document as JSON on standard output, and lets go of it. */
void command_print(json_t *document);

/* False, said, and *exit set, when there is no such folder. */
bool command_has_folder(const struct command *command, const char *folder, enum cli_exit *exit);

/* --db, else ZHIQIAO_DB, else zhiqiao.db here. */
const char *command_database(const struct command *command);
/* False, said, and *exit set, when --db names a file that is not there: only init and sample make one. */
bool command_has_database(const struct command *command, enum cli_exit *exit);
/* Opened and brought to the newest schema. Failures are said; NULL then, and *exit set. */
struct store *command_open_store(const struct command *command, enum cli_exit *exit);

struct region {
    int64_t id;
    const char *name;
    int zone_minutes;
    bool sample;
};
/* --region, else ZHIQIAO_REGION, else the only one there is. Fails like command_open_store. */
bool command_find_region(struct command *command, struct store *store, struct region *out, enum cli_exit *exit);

extern const struct verb serve_verb, init_verb, backup_verb, restore_verb, verify_verb;
extern const struct verb sample_verb, import_verb, fit_verb, parse_need_verb, user_verb;
extern const struct verb requests_verb, thread_verb, rotate_key_verb, seal_rows_verb;
extern const struct verb search_verb, export_verb, placement_verb, pairing_verb, talks_verb, visits_verb;

#endif
