/* The policy library of the sample city: the laws that catalogues/hiring_rules.csv cites, with the clauses that the table holds and no
 * others, and what else sample/policies.json says. Nobody has compared them with the source, and their pages say so. */
#include "cli/sample.h"

#include "areas/policies/policies.h"
#include "base/check.h"
#include "base/embedded.h"
#include "catalogue/table.h"

enum { LIBRARY_MOST = 64, ARTICLE_MOST = 2000 };

struct making_policies {
    struct sample *sample;
    struct policy policies[LIBRARY_MOST];
    size_t count;
};

static const char *text_of(struct arena *arena, const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : arena_text(arena, text);
}

/* The table explains some clauses in a bracket at the end: that is ours, not the law's. */
static const char *without_remark(struct arena *arena, const char *text)
{
    static const char close[] = "）";
    size_t length = strlen(text);
    const char *open = NULL;
    for (const char *at = strstr(text, "（"); at != NULL; at = strstr(at + 1, "（")) {
        open = at;
    }
    bool remark = open != NULL && open != text && length >= sizeof close - 1 &&
                  strcmp(text + length - (sizeof close - 1), close) == 0;
    return remark ? arena_copy(arena, span_make(text, (size_t)(open - text))) : text;
}

/* The clauses of one law, in the order of their numbers; *effective is the day the table gives. */
static const char *body_of_law(struct arena *arena, const struct table *rules, const char *key, const char **effective)
{
    const char *body = "";
    for (int article = 1; article < ARTICLE_MOST; article++) {
        for (size_t row = 0; row < rules->rows; row++) {
            if (strcmp(table_cell(rules, row, "policy"), key) == 0 &&
                table_number(rules, row, "article", 0) == article) {
                body = arena_format(arena, "%s第%s条　%s\n", body, clause_number_words(arena, article),
                                    without_remark(arena, table_cell(rules, row, "text")));
                *effective = table_cell(rules, row, "effective");
            }
        }
    }
    return body;
}

static const char *body_of_lines(struct arena *arena, const json_t *lines)
{
    const char *body = "";
    for (size_t index = 0; index < json_array_size(lines); index++) {
        const char *line = json_string_value(json_array_get(lines, index));
        body = arena_format(arena, "%s%s\n", body, line == NULL ? "" : line);
    }
    return body;
}

static void add_policy(struct making_policies *making, const json_t *row, const struct table *rules)
{
    struct sample *sample = making->sample;
    struct arena *arena = sample->arena;
    const char *key = text_of(arena, row, "key");
    struct policy policy = policy_empty();
    CHECK(making->count < LIBRARY_MOST);
    policy.id = store_next_id(sample->store);
    policy.title = text_of(arena, row, "title");
    policy.short_name = key[0] != '\0' ? key : text_of(arena, row, "short_name");
    policy.number = text_of(arena, row, "number");
    policy.issuer = text_of(arena, row, "issuer");
    policy.level = text_of(arena, row, "level");
    policy.source_url = text_of(arena, row, "source_url");
    policy.note = text_of(arena, row, "note");
    policy.body = key[0] != '\0' ? body_of_law(arena, rules, key, &policy.effect_day)
                                 : body_of_lines(arena, json_object_get(row, "body"));
    policy.status = "published";
    policy.publish_ms = sample->now_ms;
    policy.created_ms = sample->now_ms;
    policy.updated_ms = sample->now_ms;
    making->policies[making->count++] = policy;
}

static struct result insert_all(struct store_session *session, void *context)
{
    const struct making_policies *making = context;
    const struct sample *sample = making->sample;
    struct result result = result_ok();
    for (size_t index = 0; index < making->count && !result_failed(result); index++) {
        result = policy_insert(sample->arena, session, sample->region_id, &making->policies[index],
                               &(struct policy_act){NULL, ""});
    }
    return result;
}

struct result sample_make_policies(struct sample *sample)
{
    const struct embedded_file *file = embedded_find("sample/policies.json");
    CHECK(file != NULL);
    json_t *document = json_loadb(file->bytes.at, file->bytes.length, 0, NULL);
    CHECK(document != NULL);
    struct table rules;
    struct making_policies *making = ARENA_NEW(sample->arena, struct making_policies);
    const json_t *laws = json_object_get(document, "laws");
    const json_t *others = json_object_get(document, "policies");
    struct result result = table_read(sample->arena, "catalogues/hiring_rules.csv", &rules);
    making->sample = sample;
    for (size_t index = 0; index < json_array_size(others) && !result_failed(result); index++) {
        add_policy(making, json_array_get(others, index), &rules);
    }
    for (size_t index = 0; index < json_array_size(laws) && !result_failed(result); index++) {
        add_policy(making, json_array_get(laws, index), &rules);
    }
    json_decref(document);
    return result_failed(result) ? result : store_write(sample->store, insert_all, making);
}
