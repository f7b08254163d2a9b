/* Options, sentences, database: what the verbs share. */
#include "cli/command.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct option_row common[] = {
    {"db", "PATH|URL", "cli.option.db"},     {"region", "CODE", "cli.option.region"}, {"json", NULL, "cli.option.json"},
    {"lang", "zh-CN|en", "cli.option.lang"}, {"help", NULL, "cli.option.help"},       {NULL, NULL, NULL},
};

/* --- sentences ------------------------------------------------------------------------------------------------ */

static void fill_in(struct buffer *out, const char *text, const char *mark, const char *value)
{
    size_t length = strlen(mark);
    const char *at;
    while ((at = strstr(text, mark)) != NULL) {
        buffer_add(out, text, (size_t)(at - text));
        buffer_add_text(out, value == NULL ? "" : value);
        text = at + length;
    }
    buffer_add_text(out, text);
}

const char *command_words(const struct command *command, const char *key)
{
    const char *text = words_find(&command->words, command->language, key);
    return text == NULL ? key : text;
}

void command_say(const struct command *command, FILE *to, const char *key, const char *value, const char *more)
{
    struct buffer half;
    struct buffer line;
    buffer_init(&half);
    buffer_init(&line);
    fill_in(&half, command_words(command, key), "{{more}}", more);
    fill_in(&line, half.length == 0 ? "" : half.bytes, "{{value}}", value);
    (void)fprintf(to, "%s\n", line.length == 0 ? "" : line.bytes);
    buffer_release(&half);
    buffer_release(&line);
}

enum cli_exit command_fail(const struct command *command, struct result result)
{
    const char *message = result.message == NULL ? "error.internal" : result.message;
    command_say(command, stderr, message, result.field, NULL);
    if (result.detail != NULL) {
        log_write(LOG_ERROR, "%s: %s", command->verb->name, result.detail);
    }
    bool ours = result.code == RESULT_INTERNAL || result.code == RESULT_BUSY;
    return ours ? CLI_FAILED : CLI_BAD_INPUT;
}

void command_print(json_t *document)
{
    (void)json_dumpf(document, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    (void)fputc('\n', stdout);
    json_decref(document);
}

/* --- options -------------------------------------------------------------------------------------------------- */

static const struct option_row *find_row(const struct option_row *rows, struct span name)
{
    for (; rows != NULL && rows->name != NULL; rows++) {
        if (span_is(name, rows->name)) {
            return rows;
        }
    }
    return NULL;
}

static enum cli_exit complain(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_USAGE;
}

/* One option, "--name", "--name value" or "--name=value"; *index moves over the value. */
static enum cli_exit read_option(struct command *command, int count, char **words, int *index)
{
    const char *word = words[*index];
    const char *equals = strchr(word, '=');
    struct span name = span_make(word + 2, equals == NULL ? strlen(word) - 2 : (size_t)(equals - word) - 2);
    const struct option_row *row = find_row(common, name);
    row = row == NULL ? find_row(command->verb->options, name) : row;
    if (row == NULL || command->option_count == COMMAND_OPTIONS_MOST || (row->value == NULL && equals != NULL)) {
        return complain(command, "cli.error.unknown_option", word);
    }
    const char *value = "";
    if (row->value != NULL && equals != NULL) {
        value = equals + 1;
    } else if (row->value != NULL) {
        if (*index + 1 >= count ||
            strncmp(words[*index + 1], "--", 2) == 0) { /* such a value is given as --name=--value */
            return complain(command, "cli.error.option_value", word);
        }
        value = words[++*index];
    }
    command->names[command->option_count] = row->name;
    command->values[command->option_count++] = value;
    return CLI_DONE;
}

enum cli_exit command_read(struct command *command, int count, char **words)
{
    bool options_end = false;
    for (int index = 0; index < count; index++) {
        if (!options_end && strcmp(words[index], "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(words[index], "--", 2) == 0) {
            enum cli_exit read = read_option(command, count, words, &index);
            if (read != CLI_DONE) {
                return read;
            }
        } else if (command->argument_count < COMMAND_ARGUMENTS_MOST) {
            command->arguments[command->argument_count++] = words[index];
        }
    }
    const char *language = command_option(command, "lang");
    if (language != NULL && !language_parse(span_of(language), &command->language)) {
        return complain(command, "cli.error.unknown_option", language);
    }
    bool enough = command->argument_count >= command->verb->least_arguments &&
                  command->argument_count <= command->verb->most_arguments;
    return enough || command_flag(command, "help") ? CLI_DONE : complain(command, "cli.error.argument", NULL);
}

const char *command_option(const struct command *command, const char *name)
{
    for (int index = command->option_count; index > 0; index--) {
        if (strcmp(command->names[index - 1], name) == 0) {
            return command->values[index - 1];
        }
    }
    return NULL;
}

bool command_flag(const struct command *command, const char *name)
{
    return command_option(command, name) != NULL;
}

bool command_takes(const struct command *command, const char *part, const char *takes)
{
    for (int index = 0; index < command->option_count; index++) {
        char name[64];
        (void)snprintf(name, sizeof name, " %s ", command->names[index]);
        if (find_row(common, span_of(command->names[index])) == NULL && strstr(takes, name) == NULL) {
            command_say(command, stderr, "cli.error.option_part", command->names[index], part);
            return false;
        }
    }
    return true;
}

bool command_json(const struct command *command)
{
    return command_flag(command, "json");
}

bool command_number(const struct command *command, const char *name, int64_t low, int64_t high, int64_t fallback,
                    int64_t *out)
{
    const char *text = command_option(command, name);
    int64_t number = fallback;
    if (text != NULL && (!number_parse(span_of(text), &number) || number < low || number > high)) {
        char range[64];
        (void)snprintf(range, sizeof range, "%lld … %lld", (long long)low, (long long)high);
        command_say(command, stderr, "cli.error.number", name, range);
        return false;
    }
    *out = number;
    return true;
}

static void print_options(const struct command *command, const struct option_row *rows)
{
    for (; rows != NULL && rows->name != NULL; rows++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s %s", rows->name, rows->value == NULL ? "" : rows->value);
        (void)printf("  %-28s %s\n", left, command_words(command, rows->about));
    }
}

void command_help(const struct command *command)
{
    const struct verb *verb = command->verb;
    (void)printf("zhiqiao %s%s%s\n", verb->name, verb->arguments[0] == '\0' ? "" : " ", verb->arguments);
    command_say(command, stdout, verb->about, NULL, NULL);
    (void)printf("\n");
    command_say(command, stdout, "cli.options", NULL, NULL);
    print_options(command, verb->options);
    print_options(command, common);
}

/* --- the database --------------------------------------------------------------------------------------------- */

static const char *option_or(const struct command *command, const char *name, const char *variable)
{
    const char *value = command_option(command, name);
    value = value == NULL ? getenv(variable) : value;
    return value == NULL || value[0] == '\0' ? NULL : value;
}

const char *command_database(const struct command *command)
{
    const char *database = option_or(command, "db", "ZHIQIAO_DB");
    return database == NULL ? "zhiqiao.db" : database;
}

bool command_has_folder(const struct command *command, const char *folder, enum cli_exit *exit)
{
    struct stat known;
    if (stat(folder, &known) == 0 && S_ISDIR(known.st_mode)) {
        return true;
    }
    command_say(command, stderr, "cli.error.folder", folder, NULL);
    *exit = CLI_BAD_INPUT;
    return false;
}

bool command_has_database(const struct command *command, enum cli_exit *exit)
{
    const char *database = command_database(command);
    if (strstr(database, "://") != NULL || access(database, F_OK) == 0) {
        return true;
    }
    command_say(command, stderr, "cli.error.no_database", database, NULL);
    *exit = CLI_BAD_INPUT;
    return false;
}

struct store *command_open_store(const struct command *command, enum cli_exit *exit)
{
    if (!command_has_database(command, exit)) {
        return NULL;
    }
    struct store *store = NULL;
    struct result r = store_open(command_database(command), &store);
    if (!result_failed(r)) {
        r = store_migrate(store);
    }
    if (result_failed(r)) {
        *exit = command_fail(command, r);
        store_close(store);
        return NULL;
    }
    return store;
}

struct region_search {
    struct arena *arena;
    int64_t wanted; /* 0 = the only one */
    struct region found;
    int count;
};

static struct result search_region(struct store_session *session, void *context)
{
    struct region_search *search = context;
    struct store_rows *rows = NULL;
    struct result r = store_query(session, "cli_list_regions", STORE_VALUES(store_integer(search->wanted)), &rows);
    if (result_failed(r)) {
        return r;
    }
    search->count = 0;
    while (store_rows_next(rows)) {
        search->count++;
        search->found = (struct region){.id = store_rows_integer(rows, 0),
                                        .name = store_rows_text(search->arena, rows, 1),
                                        .zone_minutes = (int)store_rows_integer(rows, 2),
                                        .sample = store_rows_integer(rows, 3) != 0};
    }
    return store_rows_close(rows);
}

bool command_find_region(struct command *command, struct store *store, struct region *out, enum cli_exit *exit)
{
    struct region_search search = {.arena = &command->arena};
    const char *code = option_or(command, "region", "ZHIQIAO_REGION");
    if (code != NULL && (!number_parse(span_of(code), &search.wanted) || search.wanted <= 0)) {
        command_say(command, stderr, "cli.error.region_unknown", code, NULL);
        *exit = CLI_BAD_INPUT;
        return false;
    }
    struct result r = store_read(store, search_region, &search);
    if (result_failed(r)) {
        *exit = command_fail(command, r);
        return false;
    }
    if (search.count != 1) {
        command_say(command, stderr, "cli.error.no_region", NULL, NULL);
        *exit = CLI_BAD_INPUT;
        return false;
    }
    *out = search.found;
    return true;
}
