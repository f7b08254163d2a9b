/* init: a database with its city alliance. Running it again changes nothing. */
#include "base/day.h"
#include "base/number.h"
#include "cli/command.h"

enum { REGION_LENGTH = 6, ZONE_MINUTES = 8 * 60 };

struct making {
    int64_t id;
    const char *name;
    int64_t now_ms;
    int64_t made;
};

static struct result insert_region(struct store_session *session, void *context)
{
    struct making *making = context;
    return store_execute(session, "cli_insert_region",
                         STORE_VALUES(store_integer(making->id), store_text(making->name), store_integer(ZONE_MINUTES),
                                      store_integer(making->now_ms)),
                         &making->made);
}

static size_t count_counties(const struct catalogue *catalogue, const char *code)
{
    size_t counties = 0;
    for (size_t row = 0; row < catalogue_count(catalogue, CATALOGUE_REGIONS); row++) {
        counties += strcmp(catalogue_at(catalogue, CATALOGUE_REGIONS, row)->group, code) == 0;
    }
    return counties;
}

static enum cli_exit make_region(struct command *command, const struct catalogue *catalogue, const char *code,
                                 struct making *making)
{
    enum cli_exit exit = CLI_DONE;
    struct result r = store_create(command_database(command));
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    struct store *store = command_open_store(command, &exit);
    if (store == NULL) {
        return exit;
    }
    r = store_write(store, insert_region, making);
    struct region region = {0};
    if (result_failed(r)) {
        exit = command_fail(command, r);
    } else if (command_find_region(command, store, &region, &exit) && command_json(command)) {
        command_print(json_pack("{s:s,s:s,s:i,s:b}", "region", code, "name", region.name, "counties",
                                (int)count_counties(catalogue, code), "made", making->made > 0));
    } else if (exit == CLI_DONE) {
        command_say(command, stdout, making->made > 0 ? "cli.init.done" : "cli.init.exists", region.name, code);
    }
    store_close(store);
    return exit;
}

static enum cli_exit run_init(struct command *command)
{
    const char *code = command_option(command, "region");
    const struct catalogue *catalogue = NULL;
    struct result r = catalogue_load(&command->arena, &catalogue);
    if (result_failed(r)) {
        return command_fail(command, r);
    }
    struct making making = {.name = command_option(command, "name"), .now_ms = time_now_ms()};
    const struct catalogue_entry *entry =
        code == NULL ? NULL : catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(code));
    bool sound = code != NULL && strlen(code) == REGION_LENGTH && number_parse(span_of(code), &making.id) &&
                 making.id > 0 && (entry != NULL || making.name != NULL);
    if (!sound) {
        command_say(command, stderr, "cli.error.region_unknown", code == NULL ? "" : code, NULL);
        return code == NULL ? CLI_USAGE : CLI_BAD_INPUT;
    }
    making.name = making.name == NULL ? entry->name : making.name;
    return make_region(command, catalogue, code, &making);
}

static const struct option_row options[] = {
    {"name", "NAME", "cli.init.name"},
    {NULL, NULL, NULL},
};

const struct verb init_verb = {"init", "--region CODE", "cli.init.about", options, 0, 0, run_init};
