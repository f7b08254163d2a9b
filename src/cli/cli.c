/* The table of verbs, and the way to one. */
#include "cli/command.h"
#include "cli/version.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static enum cli_exit run_help(struct command *command);
static enum cli_exit run_version(struct command *command);

static const struct verb help_verb = {"help", "", "cli.help.about", NULL, 0, 1, run_help};
static const struct verb version_verb = {"version", "", "cli.version.about", NULL, 0, 0, run_version};

/* In the order in which help shows them. */
/* clang-format off */
static const struct verb *const verbs[] = {
    &init_verb, &sample_verb, &serve_verb, &import_verb, &fit_verb, &placement_verb, &pairing_verb, &talks_verb, &visits_verb, &search_verb, &requests_verb, &thread_verb, &export_verb, &parse_need_verb, &user_verb, &backup_verb, &restore_verb, &verify_verb, &rotate_key_verb, &seal_rows_verb, &version_verb, &help_verb, NULL,
};
/* clang-format on */

static const struct verb *find_verb(const char *name)
{
    for (int index = 0; verbs[index] != NULL; index++) {
        if (strcmp(verbs[index]->name, name) == 0) {
            return verbs[index];
        }
    }
    return NULL;
}

static enum cli_exit run_help(struct command *command)
{
    command_say(command, stdout, "cli.usage", NULL, NULL);
    (void)printf("\n");
    command_say(command, stdout, "cli.verbs", NULL, NULL);
    for (int index = 0; verbs[index] != NULL; index++) {
        const char *about = words_find(&command->words, command->language, verbs[index]->about);
        (void)printf("  %-12s %s\n", verbs[index]->name, about == NULL ? verbs[index]->about : about);
    }
    (void)printf("\n");
    command_say(command, stdout, "cli.more", NULL, NULL);
    return CLI_DONE;
}

static enum cli_exit run_version(struct command *command)
{
    if (command_json(command)) {
        command_print(json_pack("{s:s,s:s}", "name", "zhiqiao", "version", ZHIQIAO_VERSION));
    } else {
        (void)printf("zhiqiao %s\n", ZHIQIAO_VERSION);
    }
    return CLI_DONE;
}

/* Chinese where the system speaks Chinese; English elsewhere, for a terminal without a locale can show it. */
static enum language system_language(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t index = 0; index < sizeof variables / sizeof variables[0]; index++) {
        const char *value = getenv(variables[index]);
        if (value != NULL && value[0] != '\0') {
            return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH_CN : LANGUAGE_EN;
        }
    }
    return LANGUAGE_EN;
}

/* Before anything is said: --lang may stand behind what is wrong. */
static void read_language(struct command *command, int argc, char **argv)
{
    for (int index = 1; index < argc && strcmp(argv[index], "--") != 0; index++) {
        if (strncmp(argv[index], "--lang=", 7) == 0) {
            (void)language_parse(span_of(argv[index] + 7), &command->language);
        } else if (strcmp(argv[index], "--lang") == 0 && index + 1 < argc) {
            (void)language_parse(span_of(argv[index + 1]), &command->language);
        }
    }
}

static const char *verb_name(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return "help";
    }
    return strcmp(argv[1], "--version") == 0 ? "version" : argv[1];
}

static enum cli_exit run(struct command *command, int argc, char **argv)
{
    const char *name = verb_name(argc, argv);
    read_language(command, argc, argv);
    command->verb = find_verb(name);
    if (command->verb == NULL) {
        command_say(command, stderr, "cli.error.unknown_verb", name, NULL);
        return CLI_USAGE;
    }
    enum cli_exit read = command_read(command, argc < 2 ? 0 : argc - 2, argv + 2);
    if (read != CLI_DONE) {
        return read;
    }
    if (command_flag(command, "help")) {
        command_help(command);
        return CLI_DONE;
    }
    return command->verb->run(command);
}

int cli_run(int argc, char **argv)
{
    (void)signal(SIGPIPE, SIG_IGN);
    struct command command = {.language = system_language()};
    arena_init(&command.arena);
    size_t count = 0;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    struct result r = words_load(&command.arena, files, count, &command.words);
    enum cli_exit code = CLI_FAILED;
    if (result_failed(r)) {
        (void)fprintf(stderr, "zhiqiao: %s\n", r.detail);
    } else {
        code = run(&command, argc, argv);
        words_close(&command.words);
    }
    arena_release(&command.arena);
    bool told = fflush(stdout) == 0;
    return code == CLI_DONE && !told ? CLI_FAILED : (int)code;
}
