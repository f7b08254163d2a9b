/* parse-need: messages in, structured drafts out. Needs no database. */
#include "areas/listings/message_doc.h"
#include "base/buffer.h"
#include "base/day.h"
#include "cli/command.h"

#include <stdlib.h>

enum { MOST_BYTES = 16 << 20, STEP = 65536, ZONE_MINUTES = 8 * 60 };

static const struct option_row rows[] = {
    {"day", "YYYY-MM-DD", "cli.parse_need.day"},
    {NULL, NULL, NULL},
};

/* The file, or standard input when there is none or "-". */
static struct result read_all(const struct command *command, struct buffer *out)
{
    const char *path = command->argument_count == 0 ? "-" : command->arguments[0];
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (file == NULL) {
        return result_fail(RESULT_INVALID, path, "cli.error.file", NULL);
    }
    size_t got;
    do {
        buffer_reserve(out, STEP);
        got = fread(out->bytes + out->length, 1, STEP, file);
        out->length += got;
    } while (got > 0 && out->length <= MOST_BYTES);
    bool broken = ferror(file) != 0;
    if (!standard) {
        (void)fclose(file);
    }
    if (broken) {
        return result_fail(RESULT_INVALID, path, "cli.error.file", NULL);
    }
    return out->length > MOST_BYTES ? result_invalid("file", "cli.parse_need.too_large") : result_ok();
}

/* --region, else ZHIQIAO_REGION, else the first city of the catalogue. */
static const char *find_city(const struct command *command, const struct catalogue *catalogue)
{
    const char *given = command_option(command, "region");
    given = given == NULL ? getenv("ZHIQIAO_REGION") : given;
    for (size_t row = 0; given == NULL && row < catalogue_count(catalogue, CATALOGUE_REGIONS); row++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_REGIONS, row);
        const struct catalogue_entry *parent = catalogue_find(catalogue, CATALOGUE_REGIONS, span_of(entry->group));
        given = parent != NULL && parent->group[0] == '\0' ? entry->code : NULL;
    }
    return given == NULL ? "" : given;
}

static enum cli_exit run_parse_need(struct command *command)
{
    const char *day = command_option(command, "day");
    int32_t today = day_of_time(time_now_ms(), ZONE_MINUTES);
    if (day != NULL && !day_parse(span_of(day), &today)) {
        command_say(command, stderr, "cli.sample.bad_day", day, NULL);
        return CLI_USAGE;
    }
    const struct catalogue *catalogue;
    struct buffer text;
    buffer_init(&text);
    struct result result = read_all(command, &text);
    if (!result_failed(result)) {
        result = catalogue_load(&command->arena, &catalogue);
    }
    if (!result_failed(result)) {
        const struct message_request request = {
            catalogue, &command->words, command->language, find_city(command, catalogue), today, command_json(command)};
        result = message_run(&request, buffer_span(&text), stdout);
    }
    buffer_release(&text);
    return result_failed(result) ? command_fail(command, result) : CLI_DONE;
}

const struct verb parse_need_verb = {"parse-need", "[FILE]", "cli.parse_need.about", rows, 0, 1, run_parse_need};
