/* import articles: text, Markdown and HTML files onto the information platform, garbled ones cleaned. */
#include "areas/articles/bring.h"
#include "base/day.h"
#include "base/id.h"
#include "cli/import_articles.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[GARBLED_KIND_COUNT] = {"readings", "restored",    "lost",
                                                      "shifted",  "punctuation", "script"};

struct result import_read_file(struct arena *arena, const char *path, size_t most, struct span *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return result_fail(RESULT_INVALID, path, "cli.error.file", NULL);
    }
    char *bytes = arena_alloc(arena, most + 2, 1);
    size_t length = fread(bytes, 1, most + 1, file);
    bool broken = ferror(file) != 0;
    (void)fclose(file);
    *out = span_make(bytes, length);
    return broken ? result_fail(RESULT_INVALID, path, "cli.error.file", NULL) : result_ok();
}

static json_t *document_of(const char *path, const struct article_brought *brought,
                           const struct article_bring_outcome *outcome)
{
    char id[ID_TEXT_SIZE] = "";
    json_t *counts = json_object();
    json_t *changes = json_array();
    for (int kind = 0; kind < GARBLED_KIND_COUNT; kind++) {
        json_object_set_new(counts, kinds[kind], json_integer((json_int_t)brought->garbled.counts[kind]));
    }
    for (size_t index = 0; index < brought->garbled.change_count; index++) {
        const struct garbled_change *change = &brought->garbled.changes[index];
        json_array_append_new(changes, json_pack("{s:s, s:i, s:s, s:s}", "kind", kinds[change->kind], "line",
                                                 (int)change->line, "was", change->was, "became", change->became));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:i, s:b, s:o, s:o}", "file", path, "id",
                     outcome->id == 0 ? "" : id_format(outcome->id, id), "title", brought->article.title, "column",
                     outcome->column_path, "source", brought->article.source, "created", (int)outcome->is_new,
                     "columns_created", (int)outcome->columns_made, "garbled", (int)brought->was_garbled, "cleaned",
                     counts, "changes", changes);
}

static void print_article(const struct command *command, const struct article_brought *brought,
                          const struct article_bring_outcome *outcome)
{
    char line[24];
    command_say(command, stdout, outcome->is_new ? "cli.import_articles.new" : "cli.import_articles.same",
                brought->article.title, outcome->column_path);
    if (!brought->was_garbled) {
        return;
    }
    (void)snprintf(line, sizeof line, "%zu", brought->garbled.counts[GARBLED_READING]);
    command_say(command, stdout, "cli.import_articles.cleaned", line, NULL);
    for (size_t index = 0; index < brought->garbled.change_count; index++) {
        const struct garbled_change *change = &brought->garbled.changes[index];
        (void)printf("    %u: %s → %s\n", change->line, change->was, change->became);
    }
}

static struct result bring_file(struct command *command, const struct article_bringing *how, const char *path,
                                json_t *list)
{
    struct span bytes;
    struct article_brought brought;
    struct article_bring_outcome outcome;
    struct result result = import_read_file(&command->arena, path, BRING_BYTES_MOST, &bytes);
    if (!result_failed(result)) {
        result = article_bring_read(&command->arena, path, bytes, &brought);
    }
    if (!result_failed(result)) {
        result = article_bring(&command->arena, how, &brought, &outcome);
    }
    if (result_failed(result)) {
        return result;
    }
    if (command_json(command)) {
        json_array_append_new(list, document_of(path, &brought, &outcome));
    } else {
        print_article(command, &brought, &outcome);
    }
    return result;
}

enum cli_exit import_articles(struct command *command, struct store *store, const struct region *region)
{
    const char *column = command_option(command, "column");
    struct article_bringing how = {.store = store,
                                   .region_id = region->id,
                                   .now_ms = time_now_ms(),
                                   .zone_minutes = region->zone_minutes,
                                   .column = column == NULL ? "" : column,
                                   .draft = command_flag(command, "draft"),
                                   .dry_run = command_flag(command, "dry-run")};
    enum cli_exit exit = CLI_DONE;
    json_t *list = json_array();
    for (int index = 1; index < command->argument_count; index++) {
        struct result result = bring_file(command, &how, command->arguments[index], list);
        if (result_failed(result)) { /* the others are brought in all the same */
            command_say(command, stderr, "cli.import_articles.failed", command->arguments[index], NULL);
            exit = command_fail(command, result);
        }
    }
    if (command_json(command)) {
        command_print(json_pack("{s:o, s:b}", "articles", list, "dry_run", (int)how.dry_run));
    } else {
        json_decref(list);
    }
    return exit;
}
