/* requests list, thread show ID: what the pages show, for whoever has the database at hand. */
#include "areas/requests/requests.h"
#include "areas/threads/threads.h"
#include "base/id.h"
#include "cli/command.h"

#include <string.h>

enum { EVENTS_MOST = 1000 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

static void print_rows(const json_t *rows, const char *const *columns, size_t column_count)
{
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row)
    {
        for (size_t column = 0; column < column_count; column++) {
            (void)printf("%s%s", column == 0 ? "" : "\t", text_of(row, columns[column]));
        }
        (void)putchar('\n');
    }
}

struct question {
    struct command *command;
    struct region region;
    int64_t id;
    json_t *document;
};

static struct result read_requests(struct store_session *session, void *context)
{
    struct question *question = context;
    struct proposal *list = NULL;
    size_t count = 0;
    struct result result = proposal_list(&question->command->arena, session, question->region.id, 0, 0, &list, &count);
    json_decref(question->document); /* of a run before this one */
    question->document = json_array();
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        json_array_append_new(question->document, proposal_document(&list[index], question->region.zone_minutes));
    }
    return result;
}

static struct result read_thread(struct store_session *session, void *context)
{
    struct question *question = context;
    struct arena *arena = &question->command->arena;
    struct thread thread;
    struct thread_event *events = NULL;
    size_t count = 0;
    struct thread_question asked = {question->id, 0, 0, EVENTS_MOST};
    struct result result = thread_find(arena, session, question->region.id, question->id, &thread);
    if (!result_failed(result)) {
        result = thread_list_events(arena, session, question->region.id, &asked, &events, &count);
    }
    json_decref(question->document);
    question->document = result_failed(result) ? NULL : thread_document(&thread, events, count);
    return result;
}

/* The document of `work`, or NULL and *exit. */
static json_t *read_document(struct question *question, store_work work, enum cli_exit *exit)
{
    struct store *store = command_open_store(question->command, exit);
    if (store == NULL) {
        return NULL;
    }
    if (command_find_region(question->command, store, &question->region, exit)) {
        struct result result = store_read(store, work, question);
        *exit = result_failed(result) ? command_fail(question->command, result) : CLI_DONE;
    }
    store_close(store);
    return *exit == CLI_DONE ? question->document : NULL;
}

static enum cli_exit complain(const struct command *command, const char *what)
{
    command_say(command, stderr, "cli.requests.what", what, NULL);
    return CLI_USAGE;
}

static enum cli_exit run_requests(struct command *command)
{
    static const char *const columns[] = {"id", "status", "due_day", "asker", "answerer", "need_title", "offer_title"};
    enum cli_exit exit = CLI_DONE;
    struct question question = {.command = command};
    if (strcmp(command->arguments[0], "list") != 0) {
        return complain(command, command->arguments[0]);
    }
    json_t *document = read_document(&question, read_requests, &exit);
    if (document != NULL && command_json(command)) {
        command_print(json_pack("{s:o}", "requests", document));
    } else if (document != NULL) {
        print_rows(document, columns, sizeof columns / sizeof columns[0]);
        json_decref(document);
    }
    return exit;
}

static enum cli_exit run_thread(struct command *command)
{
    enum cli_exit exit = CLI_DONE;
    struct question question = {.command = command};
    if (strcmp(command->arguments[0], "show") != 0 || !id_parse(span_of(command->arguments[1]), &question.id)) {
        return complain(command, command->arguments[strcmp(command->arguments[0], "show") == 0 ? 1 : 0]);
    }
    json_t *document = read_document(&question, read_thread, &exit);
    if (document == NULL) {
        return exit;
    }
    if (command_json(command)) {
        command_print(json_pack("{s:o}", "thread", document));
        return exit;
    }
    size_t index;
    const json_t *event;
    json_array_foreach(json_object_get(document, "events"), index, event)
    {
        char at[TIME_TEXT_SIZE];
        const char *word = words_find(&command->words, command->language, text_of(event, "title"));
        (void)printf("%s\t%s\t%s\t%s\n", time_format(json_integer_value(json_object_get(event, "at")), at),
                     word == NULL ? text_of(event, "title") : word, text_of(event, "by"),
                     text_of(event, "organisation"));
    }
    json_decref(document);
    return exit;
}

const struct verb requests_verb = {"requests", "list", "cli.requests.about", NULL, 1, 1, run_requests};
const struct verb thread_verb = {"thread", "show ID", "cli.requests.thread", NULL, 2, 2, run_thread};
