/* The articles behind what a form was refused for (catalogues/hiring_rules.csv), as links into the policy library. */
#include "areas/listings/edit.h"

#include "areas/policies/policies.h"
#include "catalogue/table.h"

static const char unlawful[] = "listing.error.unlawful.";

static bool is_named(const json_t *list, const char *rule)
{
    for (size_t index = 0; index < json_array_size(list); index++) {
        const char *named = json_string_value(json_object_get(json_array_get(list, index), "rule"));
        if (named != NULL && strcmp(named, rule) == 0) {
            return true;
        }
    }
    return false;
}

static void add_rule(json_t *list, const struct table *rules, const char *rule)
{
    static const char *const columns[] = {"law", "policy", "article"};
    for (size_t row = 0; row < rules->rows && !is_named(list, rule); row++) {
        if (strcmp(table_cell(rules, row, "id"), rule) == 0) {
            json_t *one = json_object();
            listing_document_set(one, "rule", json_string_nocheck(rule));
            for (size_t index = 0; index < sizeof columns / sizeof columns[0]; index++) {
                listing_document_set(one, columns[index], json_string_nocheck(table_cell(rules, row, columns[index])));
            }
            (void)json_array_append_new(list, one);
        }
    }
}

struct citing {
    const struct request *request;
    json_t *list;
};

static struct result cite(struct store_session *session, void *context)
{
    const struct citing *citing = context;
    return policies_cite_list(citing->request, session, citing->list);
}

/* A library that does not answer costs the links, not the page: the names of the laws stay as text. */
json_t *listing_laws_document(const struct request *request, const struct problems *problems)
{
    struct citing citing = {request, json_array()};
    struct table rules;
    size_t count = problems == NULL ? 0 : problems->count;
    if (count == 0 || result_failed(table_read(request->arena, "catalogues/hiring_rules.csv", &rules))) {
        return citing.list;
    }
    for (size_t index = 0; index < count; index++) {
        if (strncmp(problems->list[index].message, unlawful, sizeof unlawful - 1) == 0) {
            add_rule(citing.list, &rules, problems->list[index].message + sizeof unlawful - 1);
        }
    }
    if (json_array_size(citing.list) > 0) {
        struct result result = store_read(request->store, cite, &citing);
        (void)result;
    }
    return citing.list;
}
