/* backup and restore: the whole SQLite database as one file. */
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 16 * 1024 * 1024 };

static bool is_there(const char *path)
{
    struct stat known;
    return lstat(path, &known) == 0;
}

static enum cli_exit complain(const struct command *command, const char *key, const char *value)
{
    command_say(command, stderr, key, value, NULL);
    return CLI_BAD_INPUT;
}

static void report(const struct command *command, const char *key, const char *path)
{
    if (command_json(command)) {
        command_print(json_pack("{s:s}", "file", path));
    } else {
        command_say(command, stdout, key, path, NULL);
    }
}

static enum cli_exit run_backup(struct command *command)
{
    const char *path = command->arguments[0];
    if (is_there(path)) {
        return complain(command, "cli.error.file_exists", path);
    }
    enum cli_exit exit = CLI_DONE;
    if (!command_has_database(command, &exit)) {
        return exit;
    }
    struct store *store = NULL;
    struct result r = store_open(command_database(command), &store);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    r = store_backup(store, path);
    exit = result_failed(r) ? command_fail(command, r) : CLI_DONE;
    if (exit == CLI_DONE) {
        report(command, "cli.backup.done", path);
    }
    store_close(store);
    return exit;
}

static bool is_sqlite(int file)
{
    char start[16];
    return pread(file, start, sizeof start, 0) == (ssize_t)sizeof start && memcmp(start, "SQLite format 3", 16) == 0;
}

/* Whole and on disk, or not at all. */
static bool copy_all(int from, int to)
{
    for (;;) {
        ssize_t copied = sendfile(to, from, NULL, CHUNK);
        if (copied == 0) {
            return fsync(to) == 0;
        }
        if (copied < 0 && errno != EINTR) {
            return false;
        }
    }
}

static enum cli_exit copy_file(const struct command *command, const char *path, const char *part)
{
    int from = open(path, O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        return complain(command, "cli.error.file", path);
    }
    enum cli_exit exit = is_sqlite(from) ? CLI_DONE : complain(command, "cli.error.not_a_database", path);
    int to = exit == CLI_DONE ? open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (exit == CLI_DONE && (to < 0 || !copy_all(from, to))) {
        exit = complain(command, "cli.error.file", part);
    }
    if (to >= 0) {
        (void)close(to);
    }
    (void)close(from);
    return exit;
}

/* A backup that opens and can be brought to this version's schema. */
static enum cli_exit check_copy(struct command *command, const char *part, const char *path)
{
    struct store *store = NULL;
    struct result r = store_open(part, &store);
    if (!result_failed(r)) {
        r = store_migrate(store);
    }
    struct region region;
    enum cli_exit exit = CLI_DONE;
    if (result_failed(r)) {
        exit = complain(command, "cli.error.not_a_database", path);
    } else {
        (void)command_find_region(command, store, &region, &exit);
    }
    store_close(store);
    return exit;
}

static void remove_copy(struct arena *arena, const char *part)
{
    (void)unlink(part);
    (void)unlink(arena_format(arena, "%s-wal", part));
    (void)unlink(arena_format(arena, "%s-shm", part));
}

static enum cli_exit run_restore(struct command *command)
{
    const char *database = command_database(command);
    if (strstr(database, "://") != NULL) {
        return complain(command, "cli.error.sqlite_only", NULL);
    }
    if (is_there(database)) {
        return complain(command, "cli.error.database_exists", database);
    }
    const char *log = arena_format(&command->arena, "%s-wal", database);
    if (is_there(
            log)) { /* of a database that was taken away: SQLite would lay it over the restored one and destroy it */
        return complain(command, "cli.error.log_left", log);
    }
    const char *part = arena_format(&command->arena, "%s.restoring", database);
    enum cli_exit exit = copy_file(command, command->arguments[0], part);
    exit = exit == CLI_DONE ? check_copy(command, part, command->arguments[0]) : exit;
    /* link, not rename: it never replaces what came there meanwhile. */
    if (exit == CLI_DONE && link(part, database) != 0) {
        exit = complain(command, "cli.error.database_exists", database);
    }
    remove_copy(&command->arena, part);
    if (exit == CLI_DONE) {
        report(command, "cli.restore.done", database);
    }
    return exit;
}

const struct verb backup_verb = {"backup", "FILE", "cli.backup.about", NULL, 1, 1, run_backup};
const struct verb restore_verb = {"restore", "FILE", "cli.restore.about", NULL, 1, 1, run_restore};
