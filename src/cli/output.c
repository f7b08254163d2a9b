/* Files written beside and renamed. */
#include "cli/output.h"

#include "cli/command.h"

#include <sys/stat.h>
#include <unistd.h>

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

static bool is_ordinary_or_new(const char *path)
{
    struct stat known;
    return stat(path, &known) != 0 || S_ISREG(known.st_mode);
}

/* The folder it would stand in. */
static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "." : arena_format(arena, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

/* By what it is, under whatever name; or by its name, where there is no such file yet: the next run would read it. */
static bool is_input(const char *path, const struct stat *home, const char *folder, const char *name)
{
    struct arena arena;
    struct stat out, input, read;
    arena_init(&arena);
    const char *slash = strrchr(path, '/');
    bool there = stat(arena_format(&arena, "%s/%s", folder, name), &input) == 0 && stat(path, &out) == 0;
    bool same = (there && is_same(&out, &input)) || (stat(folder, &read) == 0 && is_same(home, &read) &&
                                                     strcmp(slash == NULL ? path : slash + 1, name) == 0);
    arena_release(&arena);
    return same;
}

static bool refuse(const struct command *command, const char *key, const char *path, enum cli_exit code,
                   enum cli_exit *exit)
{
    command_say(command, stderr, key, path, NULL);
    *exit = code;
    return false;
}

bool output_is_free(const struct command *command, const char *path, const char *folder, const char *const *inputs,
                    enum cli_exit *exit)
{
    struct stat home;
    struct arena arena;
    arena_init(&arena);
    const char *where = folder_of(&arena, path);
    bool room = stat(where, &home) == 0 && S_ISDIR(home.st_mode) && access(where, W_OK | X_OK) == 0;
    arena_release(&arena);
    if (path[0] == '\0') {
        return refuse(command, "cli.error.out_empty", path, CLI_USAGE, exit);
    }
    if (!room) {
        return refuse(command, "cli.error.out_folder", path, CLI_BAD_INPUT, exit);
    }
    if (!is_ordinary_or_new(path)) {
        return refuse(command, "cli.error.out_not_ordinary", path, CLI_BAD_INPUT, exit);
    }
    for (; *inputs != NULL; inputs++) {
        if (is_input(path, &home, folder, *inputs)) {
            return refuse(command, "cli.error.out_is_input", path, CLI_USAGE, exit);
        }
    }
    return true;
}

struct result output_open(struct arena *arena, const char *path, struct output *out)
{
    *out = (struct output){.path = path, .part = arena_format(arena, "%s.%ld.part", path, (long)getpid())};
    if (!is_ordinary_or_new(path)) {
        return result_invalid(path, "cli.error.out_not_ordinary");
    }
    out->file = fopen(out->part, "wbxe");
    return out->file == NULL ? result_invalid(path, "cli.error.file") : result_ok();
}

struct result output_settle(struct output *output)
{
    bool good = fflush(output->file) == 0 && ferror(output->file) == 0 && fsync(fileno(output->file)) == 0;
    return good ? result_ok() : result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

struct result output_close(struct output *output, bool good)
{
    good = fclose(output->file) == 0 && good;
    if (good && rename(output->part, output->path) == 0) {
        return result_ok();
    }
    (void)unlink(output->part);
    return result_fail(RESULT_BUSY, output->path, "cli.error.file", NULL);
}

void output_add_value(struct buffer *out, struct span value)
{
    bool plain = memchr(value.at, ',', value.length) == NULL && memchr(value.at, '"', value.length) == NULL;
    if (plain) {
        buffer_add(out, value.at, value.length);
        return;
    }
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, value.at[i]);
    }
    buffer_add_byte(out, '"');
}
