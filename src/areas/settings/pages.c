/* The page of the settings. */
#include "areas/settings/store.h"

#include "areas/audit/audit.h"
#include "web/field.h"

enum { FORM_LIMIT = 8192 };

struct setting_up {
    struct request *request;
    struct settings settings;
    int64_t deed_id;
};

static struct result read_all(struct store_session *session, void *context)
{
    struct setting_up *up = context;
    return settings_find(session, up->request->region_id, &up->settings);
}

static json_t *field_of(const struct setting_up *up, enum setting_id id, const struct problems *problems)
{
    const struct request *request = up->request;
    const struct setting_rule *rule = &setting_rules[id];
    const char *value = setting_write(request->arena, up->settings.numbers[id], up->settings.counts[id]);
    struct span shown = request->method == METHOD_POST ? request_form(request, rule->name) : span_of(value);
    const struct field_look look = {.name = rule->name,
                                    .label = arena_format(request->arena, "settings.label.%s", rule->name),
                                    .width = "short",
                                    .inputmode = rule->list ? NULL : "numeric",
                                    .max_length = 40,
                                    .required = true};
    json_t *field = field_document(&look, &shown, 1, problems);
    json_object_set_new(field, "usual", json_string(rule->usual));
    json_object_set_new(field, "least", json_integer(rule->least));
    json_object_set_new(field, "most", json_integer(rule->most));
    json_object_set_new(field, "several", json_boolean(rule->list));
    return field;
}

static void answer(const struct setting_up *up, struct response *response, const struct problems *problems)
{
    json_t *form = json_object();
    json_t *fields = json_array();
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        json_t *field = field_of(up, id, problems);
        json_object_set(form, setting_rules[id].name, field);
        json_array_append_new(fields, field);
    }
    response->document = json_pack("{s:o, s:o}", "form", form, "fields", fields);
    if (request_query(up->request, "saved").length > 0) {
        json_object_set_new(response->document, "saved",
                            json_pack("{s:s, s:s}", "kind", "done", "message", "settings.saved"));
    }
    if (problems->count > 0) {
        json_t *list = problems_document(problems);
        field_label_problems(list, form);
        json_object_set_new(response->document, "problems", list);
        response->status = 422;
    }
    response->view = "settings/settings";
    response->title = "settings.title";
    response->no_store = true;
}

static struct result show(struct request *request, struct response *response)
{
    struct setting_up up = {.request = request};
    const struct problems none = {0};
    struct result result = store_read(request->store, read_all, &up);
    if (!result_failed(result)) {
        answer(&up, response, &none);
    }
    return result;
}

static struct result write_all(struct store_session *session, void *context)
{
    struct setting_up *up = context;
    struct request *request = up->request;
    struct result result = result_ok();
    for (enum setting_id id = 0; id < SETTING_COUNT && !result_failed(result); id++) {
        const char *value = setting_write(request->arena, up->settings.numbers[id], up->settings.counts[id]);
        result = store_execute(session, "setting_put",
                               STORE_VALUES(store_integer(request->region_id), store_text(setting_rules[id].name),
                                            store_text(value), store_integer(request->now_ms),
                                            store_integer(request->actor->person_id)),
                               NULL);
    }
    return result_failed(result) ? result
                                 : audit_note(session, up->deed_id, request, "setting.set",
                                              (struct audit_subject){"region", request->region_id, 0});
}

static struct result submit(struct request *request, struct response *response)
{
    struct setting_up up = {.request = request, .deed_id = store_next_id(request->store)};
    struct problems problems = {0};
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        const struct setting_rule *rule = &setting_rules[id];
        struct span typed = span_trim(request_form(request, rule->name));
        if (!setting_read(rule, typed, up.settings.numbers[id], &up.settings.counts[id])) {
            const char *value = arena_copy(request->arena, typed);
            problems_add(&problems, (struct problem){rule->name, "settings.error.number", value, NULL});
        }
    }
    if (problems.count > 0) {
        answer(&up, response, &problems);
        return result_ok();
    }
    response->location = "/office/settings?saved=1";
    return store_write(request->store, write_all, &up);
}

const struct route settings_routes[] = {
    {METHOD_GET, "/office/settings", "setting.set", 0, show},
    {METHOD_POST, "/office/settings", "setting.set", FORM_LIMIT, submit},
    {0},
};
