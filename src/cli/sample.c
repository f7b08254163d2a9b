/* sample: a database with an invented city, for trying and for measuring. */
#include "cli/sample.h"
#include "base/day.h"
#include "base/id.h"
#include "cli/command.h"

enum { REGION = 371500, ZONE_MINUTES = 8 * 60, SEED = 202009, SCALE_MOST = 1000 };

static const struct option_row rows[] = {
    {"scale", "N", "cli.sample.scale"},        {"seed", "N", "cli.sample.seed"},
    {"day", "YYYY-MM-DD", "cli.sample.day"},   {"if-empty", NULL, "cli.sample.if_empty"},
    {"sheets", "FOLDER", "cli.sample.sheets"}, {NULL, NULL, NULL},
};

/* Set while a city is being filled: one that was interrupted must not pass for a whole one at the next start. */
static const char UNFINISHED[] = "sample.unfinished";

struct making_region {
    struct sample *sample;
    const char *name;
    int64_t made;
    bool unfinished; /* it was there, half filled */
};

static struct result find_unfinished(struct store_session *session, struct making_region *making)
{
    struct store_rows *found;
    struct result result =
        store_query(session, "cli_find_setting",
                    STORE_VALUES(store_integer(making->sample->region_id), store_text(UNFINISHED)), &found);
    if (result_failed(result)) {
        return result;
    }
    making->unfinished = store_rows_next(found);
    return store_rows_close(found);
}

static struct result insert_region(struct store_session *session, void *context)
{
    struct making_region *making = context;
    const struct sample *sample = making->sample;
    struct result result = store_execute(session, "cli_insert_region",
                                         STORE_VALUES(store_integer(sample->region_id), store_text(making->name),
                                                      store_integer(ZONE_MINUTES), store_integer(sample->now_ms)),
                                         &making->made);
    if (!result_failed(result) && making->made == 0) {
        return find_unfinished(session, making);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "cli_mark_sample", STORE_VALUES(store_integer(sample->region_id)), NULL);
    }
    return result_failed(result) ? result
                                 : store_execute(session, "cli_insert_setting",
                                                 STORE_VALUES(store_integer(sample->region_id), store_text(UNFINISHED),
                                                              store_text("1"), store_integer(sample->now_ms)),
                                                 NULL);
}

static struct result note_finished(struct store_session *session, void *context)
{
    const struct sample *sample = context;
    return store_execute(session, "cli_delete_setting",
                         STORE_VALUES(store_integer(sample->region_id), store_text(UNFINISHED)), NULL);
}

static struct result fill_city(struct sample *sample)
{
    struct sample_city city;
    struct result result = sample_make_organisations(sample, &city);
    if (!result_failed(result)) {
        result = sample_make_people(sample, &city);
    }
    if (!result_failed(result)) {
        result = sample_make_listings(sample, &city);
    }
    if (!result_failed(result)) {
        result = sample_make_policies(sample);
    }
    if (!result_failed(result)) {
        result = sample_make_articles(sample, &city); /* which name policies */
    }
    if (!result_failed(result)) {
        result = sample_make_requests(sample, &city);
    }
    if (!result_failed(result)) {
        result = sample_make_registrations(sample, &city);
    }
    return result_failed(result) ? result : store_write(sample->store, note_finished, sample);
}

/* An existing region is never filled a second time: with --if-empty that is what was asked for. */
static struct result make_city(struct command *command, struct sample *sample)
{
    const struct catalogue_entry *region = catalogue_find(sample->catalogue, CATALOGUE_REGIONS, span_of("371500"));
    struct making_region making = {.sample = sample, .name = region->name};
    struct result result = store_write(sample->store, insert_region, &making);
    if (result_failed(result)) {
        return result;
    }
    if (making.unfinished) {
        return result_fail(RESULT_INVALID, command_database(command), "cli.sample.unfinished", NULL);
    }
    if (making.made == 0) {
        return command_flag(command, "if-empty") ? result_ok() : result_invalid("db", "cli.sample.exists");
    }
    result = fill_city(sample);
    if (!result_failed(result)) {
        command_say(command, stdout, "cli.sample.done", arena_format(&command->arena, "%d", sample->scale), NULL);
    }
    return result;
}

static bool read_options(struct command *command, struct sample *sample)
{
    int64_t scale;
    int64_t seed;
    const char *day = command_option(command, "day");
    if (!command_number(command, "scale", 1, SCALE_MOST, 1, &scale) ||
        !command_number(command, "seed", 0, INT64_MAX, SEED, &seed)) {
        return false;
    }
    sample->scale = (int)scale;
    sample->now_ms = time_now_ms();
    sample->today = day_of_time(sample->now_ms, ZONE_MINUTES);
    sample->region_id = REGION;
    random_init(&sample->random, (uint64_t)seed);
    if (day != NULL && !day_parse(span_of(day), &sample->today)) {
        command_say(command, stderr, "cli.sample.bad_day", day, NULL);
        return false;
    }
    return true;
}

static struct result run_on_store(struct command *command, struct sample *sample)
{
    struct result result = catalogue_load(&command->arena, &sample->catalogue);
    if (!result_failed(result)) {
        result = sample_read_tables(&command->arena, &sample->tables);
    }
    if (result_failed(result)) {
        return result;
    }
    const char *folder = command_option(command, "sheets");
    return folder != NULL ? sample_write_sheets(sample, folder) : make_city(command, sample);
}

static enum cli_exit run_sample(struct command *command)
{
    struct sample sample = {.arena = &command->arena};
    if (!read_options(command, &sample)) {
        return CLI_USAGE;
    }
    enum cli_exit exit = CLI_DONE;
    if (command_option(command, "sheets") == NULL) {
        struct result made = store_create(command_database(command));
        if (result_failed(made)) {
            return command_fail(command, made);
        }
        sample.store = command_open_store(command, &exit);
        if (sample.store == NULL) {
            return exit;
        }
    }
    struct result result = run_on_store(command, &sample);
    exit = result_failed(result) ? command_fail(command, result) : CLI_DONE;
    if (sample.store != NULL) {
        store_close(sample.store);
    }
    return exit;
}

const struct verb sample_verb = {"sample", "", "cli.sample.about", rows, 0, 0, run_sample};
