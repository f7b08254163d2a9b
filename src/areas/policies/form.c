/* A policy as a form. */
#include "areas/policies/form.h"

#include "base/id.h"
#include "web/field.h"
#include "web/versions.h"

#include <stdlib.h>

struct field_row {
    const char *name, *label, *hint;
    const char *width, *type;
    int rows; /* several lines */
    bool optional;
};

/* clang-format off */
static const struct field_row rows[POLICY_FIELD_COUNT] = {
    [POLICY_FIELD_TITLE] = {"title", "policies.field.title", NULL, "long", NULL, 0, false},
    [POLICY_FIELD_SHORT_NAME] = {"short_name", "policies.field.short_name", "policies.hint.short_name", "medium", NULL, 0, true},
    [POLICY_FIELD_NUMBER] = {"number", "policies.field.number", "policies.hint.number", "medium", NULL, 0, true},
    [POLICY_FIELD_ISSUER] = {"issuer", "policies.field.issuer", NULL, "long", NULL, 0, false},
    [POLICY_FIELD_LEVEL] = {"level", "policies.field.level", NULL, NULL, NULL, 0, false},
    [POLICY_FIELD_ISSUE_DAY] = {"issue_day", "policies.field.issue_day", NULL, "medium", "date", 0, true},
    [POLICY_FIELD_EFFECT_DAY] = {"effect_day", "policies.field.effect_day", NULL, "medium", "date", 0, true},
    [POLICY_FIELD_REPEAL_DAY] = {"repeal_day", "policies.field.repeal_day", "policies.hint.repeal_day", "medium", "date", 0, true},
    [POLICY_FIELD_REPLACED] = {"replaced", "policies.field.replaced", "policies.hint.replaced", NULL, NULL, 3, true},
    [POLICY_FIELD_SOURCE_URL] = {"source_url", "policies.field.source_url", "policies.hint.source_url", "long", NULL, 0, true},
    [POLICY_FIELD_CHECKED] = {"checked", "policies.field.checked", NULL, NULL, NULL, 0, false},
    [POLICY_FIELD_NOTE] = {"note", "policies.field.note", "policies.hint.note", NULL, NULL, 3, true},
    [POLICY_FIELD_BODY] = {"body", "policies.field.body", "policies.hint.body", NULL, NULL, 20, true},
};
/* clang-format on */

/* --- the texts ----------------------------------------------------------------------------------------------------- */

struct policy_form policy_form_of_request(const struct request *request)
{
    struct policy_form form;
    for (int field = 0; field < POLICY_FIELD_COUNT; field++) {
        struct span value = request_form(request, rows[field].name);
        form.values[field] = field == POLICY_FIELD_BODY ? value : span_trim(value);
    }
    return form;
}

static const char *replaced_lines(struct arena *arena, const struct policy *policy)
{
    const char *lines = "";
    for (size_t index = 0; index < policy->replaced_count; index++) {
        lines =
            arena_format(arena, "%s%s%s", lines, index == 0 ? "" : "\n", policy_url(arena, policy->replaced[index]));
    }
    return lines;
}

struct policy_form policy_form_of_policy(struct arena *arena, const struct policy *policy)
{
    const char *texts[POLICY_FIELD_COUNT] = {[POLICY_FIELD_TITLE] = policy->title,
                                             [POLICY_FIELD_SHORT_NAME] = policy->short_name,
                                             [POLICY_FIELD_NUMBER] = policy->number,
                                             [POLICY_FIELD_ISSUER] = policy->issuer,
                                             [POLICY_FIELD_LEVEL] = policy->level,
                                             [POLICY_FIELD_ISSUE_DAY] = policy->issue_day,
                                             [POLICY_FIELD_EFFECT_DAY] = policy->effect_day,
                                             [POLICY_FIELD_REPEAL_DAY] = policy->repeal_day,
                                             [POLICY_FIELD_REPLACED] = replaced_lines(arena, policy),
                                             [POLICY_FIELD_SOURCE_URL] = policy->source_url,
                                             [POLICY_FIELD_CHECKED] = policy->checked ? "1" : "0",
                                             [POLICY_FIELD_NOTE] = policy->note,
                                             [POLICY_FIELD_BODY] = policy->body};
    struct policy_form form;
    for (int field = 0; field < POLICY_FIELD_COUNT; field++) {
        form.values[field] = span_of(texts[field]);
    }
    return form;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static int compare_ids(const void *left, const void *right)
{
    int64_t a = 0;
    int64_t b = 0;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return (a > b) - (a < b);
}

/* "/policies/0SAW… whatever", or a number or name. *id 0: there is none. */
static struct result find_line(const struct request *request, struct store_session *session, struct span line,
                               int64_t without, int64_t *id)
{
    static const char path[] = "/policies/";
    if (span_starts_with(line, span_of(path))) {
        struct span rest = span_make(line.at + sizeof path - 1, line.length - (sizeof path - 1));
        size_t length = 0;
        while (length < rest.length && rest.at[length] != ' ' && rest.at[length] != '\t') {
            length++;
        }
        *id = 0;
        (void)id_parse(span_make(rest.at, length), id);
        return result_ok();
    }
    struct policy_name name = {.text = line, .today = request->today, .without = without};
    return policy_find_by_name(request->arena, session, request->region_id, &name, id);
}

static struct result read_replaced(const struct request *request, struct store_session *session, struct span text,
                                   struct policy *policy, struct problems *problems)
{
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, POLICY_REPLACED_MOST);
    size_t count = 0;
    while (text.length > 0) {
        struct span line = span_trim(span_take_line(&text));
        int64_t id = 0;
        if (line.length == 0) {
            continue;
        }
        bool sound = line.length <= POLICY_URL_MOST && count < POLICY_REPLACED_MOST;
        struct result result = sound ? find_line(request, session, line, policy->id, &id) : result_ok();
        if (result_failed(result)) {
            return result;
        }
        if (id == 0) {
            line.length = line.length > POLICY_URL_MOST ? 0 : line.length;
            problems_add(problems, (struct problem){"replaced", "policies.error.replaced_line",
                                                    arena_copy(request->arena, line), NULL});
            continue;
        }
        bool there = false;
        for (size_t index = 0; index < count; index++) {
            there = there || ids[index] == id;
        }
        ids[count] = id;
        count += there ? 0 : 1;
    }
    qsort(ids, count, sizeof *ids, compare_ids);
    policy->replaced = ids;
    policy->replaced_count = count;
    return result_ok();
}

/* Two policies do not have one number; another form than the usual may be no number at all. */
static struct result check_number(const struct request *request, struct store_session *session,
                                  const struct policy *policy, struct problems *problems)
{
    int64_t id = 0;
    struct policy other;
    struct policy_number number;
    struct policy_name name = {.text = span_of(policy->number), .today = request->today, .without = policy->id};
    if (!policy_number_parse(request->arena, name.text, &number)) {
        return result_ok();
    }
    struct result result = policy_find_by_name(request->arena, session, request->region_id, &name, &id);
    if (result_failed(result) || id == 0) {
        return result;
    }
    result = policy_find(request->arena, session, request->region_id, id, &other);
    if (!result_failed(result)) {
        problems_add(problems, (struct problem){"number", "policies.error.number_taken", other.title, NULL});
    }
    return result;
}

struct result policy_form_read(const struct request *request, struct store_session *session,
                               const struct policy_form *form, struct policy *policy, struct problems *problems)
{
    struct arena *arena = request->arena;
    const struct span *values = form->values;
    struct span number = values[POLICY_FIELD_NUMBER];
    problems->count = 0;
    policy->title = arena_copy(arena, values[POLICY_FIELD_TITLE]);
    policy->short_name = arena_copy(arena, values[POLICY_FIELD_SHORT_NAME]);
    policy->number = policy_number_form(arena, number);
    policy->issuer = arena_copy(arena, values[POLICY_FIELD_ISSUER]);
    policy->level = arena_copy(arena, values[POLICY_FIELD_LEVEL]);
    policy->issue_day = arena_copy(arena, values[POLICY_FIELD_ISSUE_DAY]);
    policy->effect_day = arena_copy(arena, values[POLICY_FIELD_EFFECT_DAY]);
    policy->repeal_day = arena_copy(arena, values[POLICY_FIELD_REPEAL_DAY]);
    policy->source_url = arena_copy(arena, values[POLICY_FIELD_SOURCE_URL]);
    policy->checked = span_is(values[POLICY_FIELD_CHECKED], "1");
    policy->note = versions_unix_lines(arena, values[POLICY_FIELD_NOTE]);
    policy->body = versions_unix_lines(arena, values[POLICY_FIELD_BODY]);
    struct result result = read_replaced(request, session, values[POLICY_FIELD_REPLACED], policy, problems);
    result = result_failed(result) ? result : check_number(request, session, policy, problems);
    policy_check(policy, request->today, problems);
    return result;
}

/* --- showing ------------------------------------------------------------------------------------------------------- */

json_t *policy_form_document(const struct policy_form *form, const struct problems *problems)
{
    static const struct field_option levels[] = {
        {"national", "policies.level.national", NULL, -1}, {"ministry", "policies.level.ministry", NULL, -1},
        {"province", "policies.level.province", NULL, -1}, {"city", "policies.level.city", NULL, -1},
        {"county", "policies.level.county", NULL, -1},     {"other", "policies.level.other", NULL, -1}};
    static const struct field_option checked[] = {{"0", "policies.checked.no", NULL, -1},
                                                  {"1", "policies.checked.yes", NULL, -1}};
    json_t *document = json_object();
    for (int field = 0; field < POLICY_FIELD_COUNT; field++) {
        const struct field_row *row = &rows[field];
        struct field_look look = {.name = row->name,
                                  .label = row->label,
                                  .hint = row->hint,
                                  .width = row->width,
                                  .type = row->type,
                                  .rows = row->rows,
                                  .optional = row->optional,
                                  .required = !row->optional};
        if (field == POLICY_FIELD_LEVEL) {
            look.options = levels;
            look.option_count = sizeof levels / sizeof levels[0];
            look.empty = "policies.list.choose";
        } else if (field == POLICY_FIELD_CHECKED) {
            look.options = checked;
            look.option_count = sizeof checked / sizeof checked[0];
        }
        policy_set(document, row->name, field_document(&look, &form->values[field], 1, problems));
    }
    return document;
}

/* A value for people. */
static const char *shown_value(struct arena *arena, int field, const char *value)
{
    if (field == POLICY_FIELD_LEVEL && value[0] != '\0') {
        return arena_format(arena, "policies.level.%s", value);
    }
    if (field == POLICY_FIELD_CHECKED) {
        return strcmp(value, "1") == 0 ? "policies.checked.yes" : "policies.checked.no";
    }
    return value;
}

json_t *policy_form_changes(const struct request *request, const struct policy_form *before,
                            const struct policy_form *after, const bool *both)
{
    struct arena *arena = request->arena;
    json_t *list = json_array();
    for (int field = 0; field < POLICY_FIELD_COUNT; field++) {
        const char *old = versions_unix_lines(arena, before->values[field]);
        const char *new = versions_unix_lines(arena, after->values[field]);
        if (strcmp(old, new) == 0) {
            continue;
        }
        bool lines = rows[field].rows > 0;
        struct version_change change = {.label = rows[field].label,
                                        .before = lines ? old : shown_value(arena, field, old),
                                        .after = lines ? new : shown_value(arena, field, new),
                                        .lines = lines,
                                        .both = both != NULL &&both[field]};
        (void)json_array_append_new(list, versions_change(arena, &change));
    }
    return list;
}
