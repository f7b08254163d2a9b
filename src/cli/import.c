/* import: a spreadsheet into the database, by the same reading and rules as the site. */
#include "areas/imports/imports.h"
#include "base/day.h"
#include "base/log.h"
#include "cli/import_articles.h"
#include "cli/import_policies.h"
#include "sheet/sheet.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_PROBLEMS = 20 };

static const struct option_row rows[] = {
    {"dry-run", NULL, "cli.import.dry_run"},
    {"refused", "FILE", "cli.import.refused"},
    {"column", "PATH", "cli.import.column"},
    {"draft", NULL, "cli.import.draft"},
    {NULL, NULL, NULL},
};

struct import_run {
    struct command *command;
    struct store *store;
    struct region region;
    const struct catalogue *catalogue;
    struct import_sheet sheet;
    struct import_outcome outcome;
    bool applied;
};

/* The file stays mapped until the process ends: the cells of the sheet are copies, but reading is one pass over it. */
static struct result map_file(const char *path, struct span *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (file >= 0) {
            (void)close(file);
        }
        return result_fail(RESULT_INVALID, path, "cli.error.file", NULL);
    }
    size_t length = (size_t)status.st_size;
    void *bytes = length == 0 ? NULL : mmap(NULL, length, PROT_READ, MAP_PRIVATE, file, 0);
    (void)close(file);
    if (bytes == MAP_FAILED) {
        return result_fail(RESULT_BUSY, path, "cli.error.file", "mmap");
    }
    *out = span_make(length == 0 ? "" : bytes, length);
    return result_ok();
}

static const char *problem_words(struct arena *arena, const struct import_problem *problem, void *context)
{
    const struct command *command = context;
    const char *text = words_find(&command->words, command->language, problem->message);
    json_t *values = json_pack("{s:s, s:s}", "value", problem->value, "hint", problem->hint);
    const char *filled = words_fill(arena, span_of(text == NULL ? problem->message : text), values);
    json_decref(values);
    return filled;
}

static const char *cell_name(struct arena *arena, const struct import_row *row, const struct import_problem *problem)
{
    char name[8];
    return problem->column < 0
               ? arena_format(arena, "%u", row->number)
               : arena_format(arena, "%s%u", sheet_column_name((size_t)problem->column, name), row->number);
}

static void append_told(struct command *command, const struct import_row *row, const struct import_problem *told,
                        size_t count, json_t *list)
{
    for (size_t at = 0; at < count; at++) {
        json_array_append_new(list,
                              json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}", "row", (int)row->number, "cell",
                                        cell_name(&command->arena, row, &told[at]), "value", told[at].value, "message",
                                        told[at].message, "text", problem_words(&command->arena, &told[at], command),
                                        "hint", told[at].hint));
    }
}

/* {"kind", "file_rows", "understood", "refused", "created", "changed", "same", "organisations_created", "dry_run",
 *  "problems": [{"row", "cell", "value", "message", "text", "hint"}],
 *  "notes": the same for what was left out} */
static json_t *run_document(struct import_run *run)
{
    struct command *command = run->command;
    const struct import_sheet *sheet = &run->sheet;
    json_t *problems = json_array();
    json_t *notes = json_array();
    for (size_t index = 0; index < sheet->row_count; index++) {
        const struct import_row *row = &sheet->rows[index];
        append_told(command, row, row->problems, row->problem_count, problems);
        append_told(command, row, row->notes, row->note_count, notes);
    }
    return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:b, s:o, s:o}", "kind", import_kind_names[sheet->kind],
                     "rows", (int)sheet->row_count, "understood", (int)(sheet->row_count - sheet->refused_count),
                     "refused", (int)sheet->refused_count, "created", (int)run->outcome.created, "changed",
                     (int)run->outcome.changed, "same", (int)run->outcome.same, "organisations_created",
                     (int)run->outcome.organisations_created, "dry_run", (int)!run->applied, "problems", problems,
                     "notes", notes);
}

static void print_table(struct import_run *run)
{
    struct command *command = run->command;
    const struct import_sheet *sheet = &run->sheet;
    size_t shown = 0;
    for (size_t index = 0; index < sheet->row_count && shown < SHOWN_PROBLEMS; index++) {
        const struct import_row *row = &sheet->rows[index];
        for (size_t at = 0; at < row->problem_count && shown < SHOWN_PROBLEMS; at++, shown++) {
            (void)printf("  %-6s %s\n", cell_name(&command->arena, row, &row->problems[at]),
                         problem_words(&command->arena, &row->problems[at], command));
        }
    }
    json_t *values = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "rows", (int)sheet->row_count, "good",
                               (int)(sheet->row_count - sheet->refused_count), "refused", (int)sheet->refused_count,
                               "created", (int)run->outcome.created, "changed", (int)run->outcome.changed, "same",
                               (int)run->outcome.same, "organisations", (int)run->outcome.organisations_created);
    const char *key = run->applied ? "cli.import.outcome" : "cli.import.would";
    const char *text = words_find(&command->words, command->language, key);
    (void)printf("%s\n", words_fill(&command->arena, span_of(text), values));
    json_decref(values);
}

static struct result read_rows(struct import_run *run, enum import_kind kind, int64_t now_ms)
{
    struct command *command = run->command;
    struct span bytes;
    struct result result = map_file(command->arguments[1], &bytes);
    if (!result_failed(result)) {
        result = catalogue_load(&command->arena, &run->catalogue);
    }
    if (result_failed(result)) {
        return result;
    }
    struct import_reader reader = {run->catalogue, kind, run->region.id, day_of_time(now_ms, run->region.zone_minutes)};
    return import_read(&command->arena, &reader, bytes, &run->sheet);
}

/* What would be refused is told by looking; what is refused, by writing. */
static struct result check_or_apply(struct import_run *run, int64_t now_ms)
{
    struct command *command = run->command;
    const struct actor actor = {.name = "command line"};
    const struct import_job job = {.store = run->store,
                                   .catalogue = run->catalogue,
                                   .region_id = run->region.id,
                                   .now_ms = now_ms,
                                   .actor = &actor,
                                   .sheet = &run->sheet};
    if (command_flag(command, "dry-run")) {
        return import_check(&command->arena, run->store, run->region.id, &run->sheet, &run->outcome.refusals);
    }
    struct result result = import_apply(&command->arena, &job, &run->outcome);
    run->applied = !result_failed(result);
    return result;
}

static struct result read_and_apply(struct import_run *run, enum import_kind kind)
{
    struct command *command = run->command;
    int64_t now_ms = time_now_ms();
    struct result result = read_rows(run, kind, now_ms);
    if (!result_failed(result) && run->sheet.refused_count < run->sheet.row_count) {
        result = check_or_apply(run, now_ms);
    }
    if (result_failed(result)) {
        return result;
    }
    import_lay_refusals(&command->arena, &run->sheet, &run->outcome.refusals);
    const char *refused = command_option(command, "refused");
    return refused != NULL && run->sheet.refused_count > 0
               ? import_write_refused(&command->arena, &run->sheet, refused, problem_words, command)
               : result_ok();
}

static enum cli_exit run_import(struct command *command)
{
    struct import_run run = {.command = command};
    enum import_kind kind = 0;
    bool articles = strcmp(command->arguments[0], "articles") == 0;
    bool policies = strcmp(command->arguments[0], "policies") == 0;
    bool known = articles || policies || import_kind_parse(span_of(command->arguments[0]), &kind);
    if (!known || (!articles && !policies && command->argument_count > 2)) {
        command_say(command, stderr, known ? "cli.import.one_file" : "cli.import.kind", command->arguments[0], NULL);
        return CLI_USAGE;
    }
    enum cli_exit exit = CLI_DONE;
    run.store = command_open_store(command, &exit);
    if (run.store == NULL) {
        return exit;
    }
    bool found = command_find_region(command, run.store, &run.region, &exit);
    if (found && articles) {
        exit = import_articles(command, run.store, &run.region);
    } else if (found && policies) {
        exit = import_policies(command, run.store, &run.region);
    } else if (found) {
        struct result result = read_and_apply(&run, kind);
        if (result_failed(result)) {
            exit = command_fail(command, result);
        } else {
            if (command_json(command)) {
                command_print(run_document(&run));
            } else {
                print_table(&run);
            }
            bool nothing = run.sheet.refused_count == run.sheet.row_count;
            exit = nothing ? CLI_BAD_INPUT : CLI_DONE;
        }
    }
    store_close(run.store);
    return exit;
}

const struct verb import_verb = {"import",
                                 "organisations|needs|offers FILE | articles|policies FILE…",
                                 "cli.import.about",
                                 rows,
                                 2,
                                 COMMAND_ARGUMENTS_MOST,
                                 run_import};
