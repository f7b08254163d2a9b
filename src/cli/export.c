/* export: organisations, needs or offers as a spreadsheet that import reads again. */
#include "areas/listings/listings.h"
#include "cli/command.h"
#include "sheet/sheet.h"

#include <stdlib.h>
#include <unistd.h>

static const struct option_row rows[] = {
    {"format", "csv|xlsx", "cli.export.format"},
    {"output", "FILE", "cli.export.output"},
    {NULL, NULL, NULL},
};

struct job {
    struct command *command;
    struct listing_find find;
    const char *what;
    enum sheet_format format;
    const char *path;
};

static struct result write_sheet(struct job *job)
{
    struct sheet_writer *writer = NULL;
    bool english = job->command->language == LANGUAGE_EN;
    struct result result = sheet_writer_open(job->path, job->format, job->what, &writer);
    if (result_failed(result)) {
        return result;
    }
    if (strcmp(job->what, "organisations") == 0) {
        result = listing_export_organisations(&job->find, english, writer);
    } else {
        result = listing_export(&job->find, strcmp(job->what, "needs") == 0 ? "need" : "offer", english, writer);
    }
    struct result closed = sheet_writer_close(writer);
    return result_failed(result) ? result : closed;
}

/* A workbook cannot be written into a pipe as it grows: it is made beside, then copied out. */
static bool copy_out(const char *path)
{
    char bytes[65536];
    size_t length;
    FILE *file = fopen(path, "rb");
    bool sound = file != NULL;
    while (sound && (length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        sound = fwrite(bytes, 1, length, stdout) == length;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return sound && fflush(stdout) == 0;
}

static enum cli_exit export_to_output(struct job *job)
{
    char path[] = "/tmp/zhiqiao-export.XXXXXX";
    int made = mkstemp(path);
    if (made < 0) {
        command_say(job->command, stderr, "cli.export.cannot_write", path, NULL);
        return CLI_FAILED;
    }
    (void)close(made);
    job->path = path;
    struct result result = write_sheet(job);
    enum cli_exit exit = result_failed(result) ? command_fail(job->command, result) : CLI_DONE;
    if (exit == CLI_DONE && !copy_out(path)) {
        command_say(job->command, stderr, "cli.export.cannot_write", "-", NULL);
        exit = CLI_FAILED;
    }
    (void)unlink(path);
    return exit;
}

static enum cli_exit export_to_file(struct job *job)
{
    struct result result = write_sheet(job);
    return result_failed(result) ? command_fail(job->command, result) : CLI_DONE;
}

/* Without --format the name's ending says it; csv otherwise. */
static bool read_format(const struct command *command, struct job *job)
{
    const char *format = command_option(command, "format");
    size_t length = job->path == NULL ? 0 : strlen(job->path);
    if (format == NULL) {
        format = length > 5 && strcmp(job->path + length - 5, ".xlsx") == 0 ? "xlsx" : "csv";
    }
    job->format = strcmp(format, "xlsx") == 0 ? SHEET_XLSX : SHEET_CSV;
    return strcmp(format, "xlsx") == 0 || strcmp(format, "csv") == 0;
}

static enum cli_exit run_export(struct command *command)
{
    enum cli_exit exit = CLI_DONE;
    struct region region;
    struct job job = {.command = command, .what = command->arguments[0], .path = command_option(command, "output")};
    bool known =
        strcmp(job.what, "organisations") == 0 || strcmp(job.what, "needs") == 0 || strcmp(job.what, "offers") == 0;
    if (!known || !read_format(command, &job)) {
        command_say(command, stderr, known ? "cli.export.unknown_format" : "cli.export.unknown", job.what, NULL);
        return CLI_USAGE;
    }
    job.find.store = command_open_store(command, &exit);
    if (job.find.store == NULL) {
        return exit;
    }
    if (command_find_region(command, job.find.store, &region, &exit)) {
        job.find.region_id = region.id;
        struct result result = catalogue_load(&command->arena, &job.find.catalogue);
        exit = result_failed(result) ? command_fail(command, result)
               : job.path == NULL    ? export_to_output(&job)
                                     : export_to_file(&job);
    }
    store_close(job.find.store);
    return exit;
}

const struct verb export_verb = {"export", "organisations|needs|offers", "cli.export.about", rows, 1, 1, run_export};
