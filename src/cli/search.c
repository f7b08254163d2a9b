/* search: open needs and offers, and organisations, by words or pinyin. */
#include "areas/listings/listings.h"
#include "cli/command.h"

enum { TOP = 20, TOP_MOST = 100 };

static const struct option_row rows[] = {
    {"top", "N", "cli.search.top"},
    {NULL, NULL, NULL},
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

static void print_table(const struct command *command, const json_t *document)
{
    size_t index;
    const json_t *row;
    const json_t *listings = json_object_get(document, "listings");
    const json_t *organisations = json_object_get(document, "organisations");
    json_array_foreach(listings, index, row)
    {
        const json_t *organisation = json_object_get(row, "organisation");
        const json_t *county = json_object_get(row, "county");
        json_int_t count = json_integer_value(json_object_get(row, "headcount"));
        (void)printf("%s\t%s\t%s\t%s\t%lld\t%s\n", text_of(row, "id"), text_of(row, "side"), text_of(row, "title"),
                     text_of(organisation, "name"), (long long)count,
                     json_is_null(county) ? "" : text_of(county, "name"));
    }
    json_array_foreach(organisations, index, row)
    {
        (void)printf("%s\t%s\t%s\n", text_of(row, "id"), text_of(row, "kind"), text_of(row, "name"));
    }
    char total[32];
    bool capped = json_is_true(json_object_get(document, "total_capped"));
    (void)snprintf(total, sizeof total, "%lld%s", (long long)json_integer_value(json_object_get(document, "total")),
                   capped ? "+" : "");
    command_say(command, stderr, "cli.search.total", total, NULL);
}

static enum cli_exit run_search(struct command *command)
{
    int64_t top = TOP;
    enum cli_exit exit = CLI_DONE;
    struct region region;
    if (!command_number(command, "top", 1, TOP_MOST, TOP, &top)) {
        return CLI_USAGE;
    }
    struct store *store = command_open_store(command, &exit);
    if (store == NULL) {
        return exit;
    }
    struct listing_find find = {.store = store};
    json_t *document = NULL;
    if (command_find_region(command, store, &region, &exit)) {
        find.region_id = region.id;
        struct result result = catalogue_load(&command->arena, &find.catalogue);
        if (!result_failed(result)) {
            result =
                listing_build_search(&command->arena, &find, span_of(command->arguments[0]), (size_t)top, &document);
        }
        exit = result_failed(result) ? command_fail(command, result) : CLI_DONE;
    }
    store_close(store);
    if (document != NULL && command_json(command)) {
        command_print(document);
    } else if (document != NULL) {
        print_table(command, document);
        json_decref(document);
    }
    return exit;
}

const struct verb search_verb = {"search", "TEXT", "cli.search.about", rows, 1, 1, run_search};
