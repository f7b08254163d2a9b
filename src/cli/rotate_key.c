/* rotate-key and seal-rows: personal data sealed anew with another key, or at last. Both may be killed at any moment and begun
 * again (areas/personal/reseal.h). */
#include "areas/personal/reseal.h"
#include "cli/command.h"
#include "cli/key.h"

#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_SECONDS = 3, WAIT_MOST = 3600 };

static const struct option_row rotate_rows[] = {
    {"key", "FILE", "cli.serve.key"},
    {"prepare", NULL, "cli.rotate.prepare"},
    {"wait", "SECONDS", "cli.rotate.wait"},
    {NULL, NULL, NULL},
};
static const struct option_row seal_rows[] = {
    {"key", "FILE", "cli.serve.key"},
    {NULL, NULL, NULL},
};

struct rotating {
    struct command *command;
    struct store *store;
    const char *path;
    int64_t wait;
    struct seal_keys keys;
    struct reseal_count count;
    int lock; /* a file beside the key file: one at a time */
};

/* Of two at once the second would take the new key for the former. The file goes with the process, also when it is killed. */
static struct result take_lock(struct rotating *rotating)
{
    const char *path = arena_format(&rotating->command->arena, "%s.lock", rotating->path);
    rotating->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (rotating->lock < 0) {
        return result_fail(RESULT_BUSY, path, "seal.error.make", "the lock beside the key file could not be opened");
    }
    return flock(rotating->lock, LOCK_EX | LOCK_NB) == 0
               ? result_ok()
               : result_fail(RESULT_CONFLICT, path, "cli.rotate.running", NULL);
}

static void report(const struct rotating *rotating, const char *sentence)
{
    struct command *command = rotating->command;
    const struct reseal_count *count = &rotating->count;
    if (command_json(command)) {
        command_print(json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "key", rotating->keys.list[0].name, "sealed_anew",
                                (json_int_t)count->anew, "sealed_first", (json_int_t)count->first, "broken",
                                (json_int_t)count->broken, "regions", (json_int_t)count->regions,
                                "regions_of_other_keys", (json_int_t)count->passed_over));
        return;
    }
    const char *anew = arena_format(&command->arena, "%lld", (long long)count->anew);
    const char *first = arena_format(&command->arena, "%lld", (long long)count->first);
    command_say(command, stdout, sentence, anew, first);
    if (count->passed_over > 0) {
        const char *passed = arena_format(&command->arena, "%lld", (long long)count->passed_over);
        command_say(command, stderr, "cli.rotate.passed_over", passed, NULL);
    }
}

static struct result reseal(struct rotating *rotating)
{
    struct result result = seal_keys_load(rotating->path, false, &rotating->keys);
    if (result_failed(result)) {
        return result;
    }
    store_set_seal(rotating->store, rotating->keys.list);
    return personal_reseal(rotating->store, rotating->keys.list, &rotating->count);
}

/* Before a new key is made: is this the file of the database? */
static struct result check_file(struct rotating *rotating)
{
    struct seal_keys keys;
    struct result result = seal_keys_load(rotating->path, false, &keys);
    result = result_failed(result) ? result : personal_check_keys(rotating->store, keys.list);
    store_set_seal(rotating->store, NULL);
    return result;
}

static struct result rotate(struct rotating *rotating)
{
    struct command *command = rotating->command;
    struct result result = take_lock(rotating);
    result = result_failed(result) ? result : check_file(rotating);
    result = result_failed(result) ? result : seal_file_add(rotating->path);
    if (result_failed(result)) {
        return result;
    }
    if (command_flag(command, "prepare")) {
        command_say(command, stdout, "cli.rotate.prepared", rotating->path, NULL);
        return result;
    }
    const struct timespec pause = {.tv_sec = (time_t)rotating->wait};
    (void)nanosleep(&pause, NULL);
    result = reseal(rotating);
    if (result_failed(result)) {
        return result;
    }
    if (rotating->count.broken > 0) {
        const char *broken = arena_format(&command->arena, "%lld", (long long)rotating->count.broken);
        return result_fail(RESULT_INVALID, broken, "cli.rotate.broken", NULL);
    }
    const char *former = rotating->keys.count > 1 ? rotating->keys.list[1].name : "";
    result = seal_file_finish(rotating->path);
    if (!result_failed(result)) {
        report(rotating, "cli.rotate.done");
        const char *kept = arena_format(&command->arena, "%s.%s", rotating->path, former);
        command_say(command, stderr, "cli.rotate.kept", kept, NULL);
    }
    return result;
}

static struct result seal(struct rotating *rotating)
{
    struct result result = take_lock(rotating);
    result = result_failed(result) ? result : check_file(rotating);
    result = result_failed(result) ? result : reseal(rotating);
    if (!result_failed(result) && rotating->count.broken > 0) {
        const char *broken = arena_format(&rotating->command->arena, "%lld", (long long)rotating->count.broken);
        return result_fail(RESULT_INVALID, broken, "cli.rotate.broken", NULL);
    }
    if (!result_failed(result)) {
        report(rotating, "cli.rotate.sealed");
    }
    return result;
}

static enum cli_exit run_on_store(struct command *command, int64_t wait, struct result (*work)(struct rotating *))
{
    enum cli_exit exit = CLI_DONE;
    struct rotating rotating = {.command = command, .wait = wait, .lock = -1};
    rotating.store = command_open_store(command, &exit);
    if (rotating.store == NULL) {
        return exit;
    }
    rotating.path = key_path(command, rotating.store);
    struct result result = work(&rotating);
    exit = result_failed(result) ? command_fail(command, result) : CLI_DONE;
    store_set_seal(rotating.store, NULL);
    store_close(rotating.store);
    if (rotating.lock >= 0) {
        (void)close(rotating.lock);
    }
    return exit;
}

static enum cli_exit run_rotate(struct command *command)
{
    int64_t wait = 0;
    bool sound = command_number(command, "wait", 0, WAIT_MOST, WAIT_SECONDS, &wait);
    return sound ? run_on_store(command, wait, rotate) : CLI_USAGE;
}

static enum cli_exit run_seal(struct command *command)
{
    return run_on_store(command, 0, seal);
}

const struct verb rotate_key_verb = {"rotate-key", "", "cli.rotate.about", rotate_rows, 0, 0, run_rotate};
const struct verb seal_rows_verb = {"seal-rows", "", "cli.rotate.about_seal", seal_rows, 0, 0, run_seal};
