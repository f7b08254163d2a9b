/* fit: which offers suit a need, which needs suit an offer, and why. */
#include "areas/fit/fit.h"
#include "base/id.h"
#include "cli/command.h"

enum { TOP = 10, TOP_MOST = 1000 };

static const struct option_row rows[] = {
    {"need", "ID", "cli.fit.need"},
    {"offer", "ID", "cli.fit.offer"},
    {"all", NULL, "cli.fit.all"},
    {"top", "N", "cli.fit.top"},
    {NULL, NULL, NULL},
};

/* An id as the site shows it. False, after having said so, for anything else. */
static bool read_id(const struct command *command, const char *name, int64_t *out)
{
    const char *text = command_option(command, name);
    if (text == NULL || id_parse(span_of(text), out)) {
        return true;
    }
    command_say(command, stderr, "cli.fit.no_id", text, NULL);
    return false;
}

static struct result answer(struct store *store, const struct region *region, const struct fit_question *question)
{
    struct arena arena;
    arena_init(&arena);
    const struct catalogue *catalogue;
    struct fit_service *service = NULL;
    struct result result = catalogue_load(&arena, &catalogue);
    if (!result_failed(result)) {
        result = fit_service_open(store, catalogue, region->id, &service);
    }
    if (!result_failed(result)) {
        result = fit_print(service, question, stdout);
    }
    fit_service_close(service);
    arena_release(&arena);
    return result;
}

static enum cli_exit run_fit(struct command *command)
{
    int64_t top = TOP;
    struct fit_question question = {.all = command_flag(command, "all"),
                                    .as_json = command_json(command),
                                    .english = command->language == LANGUAGE_EN};
    if (!read_id(command, "need", &question.need_id) || !read_id(command, "offer", &question.offer_id) ||
        !command_number(command, "top", 1, TOP_MOST, TOP, &top)) {
        return CLI_USAGE;
    }
    int asked = (question.all ? 1 : 0) + (question.need_id != 0 ? 1 : 0) + (question.offer_id != 0 ? 1 : 0);
    if (asked != 1) {
        command_say(command, stderr, "cli.fit.one", NULL, NULL);
        return CLI_USAGE;
    }
    question.most = (size_t)top;
    enum cli_exit exit = CLI_DONE;
    struct store *store = command_open_store(command, &exit);
    if (store == NULL) {
        return exit;
    }
    struct region region;
    if (command_find_region(command, store, &region, &exit)) {
        struct result result = answer(store, &region, &question);
        exit = result_failed(result) ? command_fail(command, result) : CLI_DONE;
    }
    store_close(store);
    return exit;
}

const struct verb fit_verb = {"fit", "", "cli.fit.about", rows, 0, 0, run_fit};
