/* user: people who may sign in. Passwords are read from standard input or made here, never from the command line, where
 * everybody on the machine could read them. */
#include "areas/accounts/accounts.h"
#include "areas/organisations/organisations.h"
#include "base/id.h"
#include "base/random.h"
#include "cli/command.h"

static const struct option_row rows[] = {
    {"name", "NAME", "cli.user.name"},
    {"role", "ROLE", "cli.user.role"},
    {"organisation", "ID|CODE|NAME", "cli.user.organisation"},
    {"organisation-role", "ROLE", "cli.user.organisation_role"},
    {"password-stdin", NULL, "cli.user.password_stdin"},
    {NULL, NULL, NULL},
};

struct adding {
    struct command *command;
    struct store *store;
    struct region region;
    struct new_person person;
    int64_t id;
    bool exists_already; /* set a new password instead */
};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(word, *words) == 0) {
            return true;
        }
    }
    return false;
}

/* 16 letters and digits without look-alikes, with one of each kind the rules ask for: about 90 bits. */
static const char *make_password(struct arena *arena)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    unsigned char bytes[16];
    char *password = arena_alloc(arena, sizeof bytes + 4, 1);
    do {
        random_secret(bytes, sizeof bytes);
        for (size_t at = 0; at < sizeof bytes; at++) {
            password[at] = letters[bytes[at] % (sizeof letters - 1)];
        }
    } while (result_failed(password_check(password)));
    return password;
}

static const char *read_password(struct arena *arena)
{
    char line[PASSWORD_MOST_BYTES + 2];
    if (fgets(line, sizeof line, stdin) == NULL) {
        return "";
    }
    line[strcspn(line, "\r\n")] = '\0';
    return arena_text(arena, line);
}

static struct result find_organisation(struct store_session *session, struct adding *adding, const char *text)
{
    struct arena *arena = &adding->command->arena;
    struct organisation found = {0};
    int64_t id;
    struct result result = result_fail(RESULT_NOT_FOUND, text, "cli.user.no_organisation", NULL);
    if (credit_code_is_valid(span_of(text))) {
        result = organisation_find_by_code(arena, session, adding->region.id, text, &found);
    }
    if (result.code == RESULT_NOT_FOUND && id_parse(span_of(text), &id)) {
        result = organisation_find(arena, session, adding->region.id, id, &found);
    }
    if (result.code == RESULT_NOT_FOUND) {
        result = organisation_find_by_name(arena, session, adding->region.id, text, &found);
    }
    adding->person.organisation_id = found.id;
    return result.code == RESULT_NOT_FOUND ? result_fail(RESULT_INVALID, text, "cli.user.no_organisation", NULL)
                                           : result;
}

static struct result add_person(struct store_session *session, void *context)
{
    struct adding *adding = context;
    const char *organisation = command_option(adding->command, "organisation");
    if (organisation != NULL) {
        struct result result = find_organisation(session, adding, organisation);
        if (result_failed(result)) {
            return result;
        }
    }
    return person_insert(session, adding->region.id, adding->id, &adding->person, time_now_ms());
}

static struct result change_password(struct store_session *session, void *context)
{
    struct adding *adding = context;
    return person_set_password(session, adding->region.id, adding->person.login, adding->person.password_hash,
                               time_now_ms());
}

static struct result read_person(struct adding *adding, const char **password)
{
    static const char *const platform_roles[] = {"office", "editor", "auditor", "administrator", NULL};
    static const char *const organisation_roles[] = {"owner", "staff", "editor", "reader", NULL};
    struct command *command = adding->command;
    struct new_person *person = &adding->person;
    const char *name = command_option(command, "name");
    const char *role = command_option(command, "role");
    const char *organisation_role = command_option(command, "organisation-role");
    person->login = command->arguments[1];
    person->name = name == NULL ? person->login : name;
    person->platform_role = role == NULL ? "" : role;
    person->organisation_role = organisation_role == NULL ? "owner" : organisation_role;
    if ((role != NULL && !is_one_of(role, platform_roles)) ||
        !is_one_of(person->organisation_role, organisation_roles)) {
        return result_invalid("role", "account.error.role_unknown");
    }
    bool given = command_flag(command, "password-stdin");
    *password = given ? read_password(&command->arena) : make_password(&command->arena);
    struct result result = login_check(person->login);
    return result_failed(result) ? result : password_check(*password);
}

static struct result run_on_store(struct adding *adding)
{
    const char *password;
    struct result result = read_person(adding, &password);
    if (result_failed(result)) {
        return result;
    }
    struct command *command = adding->command;
    adding->person.password_hash = password_hash(&command->arena, password);
    adding->id = store_next_id(adding->store);
    result = store_write(adding->store, adding->exists_already ? change_password : add_person, adding);
    if (!result_failed(result) && !command_flag(command, "password-stdin")) {
        command_say(command, stdout, "cli.user.password", password, NULL);
    }
    if (!result_failed(result)) {
        command_say(command, stderr, adding->exists_already ? "cli.user.changed" : "cli.user.added",
                    adding->person.login, NULL);
    }
    return result;
}

static enum cli_exit run_user(struct command *command)
{
    struct adding adding = {.command = command};
    adding.exists_already = strcmp(command->arguments[0], "password") == 0;
    if (!adding.exists_already && strcmp(command->arguments[0], "add") != 0) {
        command_say(command, stderr, "cli.user.usage", command->arguments[0], NULL);
        return CLI_USAGE;
    }
    enum cli_exit exit = CLI_DONE;
    adding.store = command_open_store(command, &exit);
    if (adding.store == NULL) {
        return exit;
    }
    if (command_find_region(command, adding.store, &adding.region, &exit)) {
        struct result result = run_on_store(&adding);
        exit = result_failed(result) ? command_fail(command, result) : CLI_DONE;
    }
    store_close(adding.store);
    return exit;
}

const struct verb user_verb = {"user", "add|password LOGIN", "cli.user.about", rows, 2, 2, run_user};
