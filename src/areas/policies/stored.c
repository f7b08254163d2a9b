/* The document of a version: what the history keeps, and back. */
#include "areas/policies/policies.h"

struct text_field {
    const char *name;
    size_t offset;
};

/* clang-format off */
static const struct text_field fields[] = {
    {"title", offsetof(struct policy, title)},           {"short_name", offsetof(struct policy, short_name)},
    {"issuer", offsetof(struct policy, issuer)},         {"number", offsetof(struct policy, number)},
    {"level", offsetof(struct policy, level)},           {"issue_day", offsetof(struct policy, issue_day)},
    {"effect_day", offsetof(struct policy, effect_day)}, {"repeal_day", offsetof(struct policy, repeal_day)},
    {"source_url", offsetof(struct policy, source_url)}, {"note", offsetof(struct policy, note)},
    {"body", offsetof(struct policy, body)},             {"status", offsetof(struct policy, status)},
    {"reason", offsetof(struct policy, reason)}};
/* clang-format on */
enum { FIELDS = sizeof fields / sizeof fields[0] };

json_t *policy_stored_document(const struct policy *policy)
{
    json_t *document = json_object();
    json_t *replaced = json_array();
    for (size_t index = 0; index < FIELDS; index++) {
        const char *text = NULL;
        memcpy(&text, (const char *)policy + fields[index].offset, sizeof text);
        (void)json_object_set_new_nocheck(document, fields[index].name, json_string_nocheck(text));
    }
    for (size_t index = 0; index < policy->replaced_count; index++) {
        (void)json_array_append_new(replaced, json_integer(policy->replaced[index]));
    }
    (void)json_object_set_new_nocheck(document, "checked", json_boolean(policy->checked));
    (void)json_object_set_new_nocheck(document, "replaced", replaced);
    (void)json_object_set_new_nocheck(document, "publish_ms", json_integer(policy->publish_ms));
    return document;
}

static void read_replaced(struct arena *arena, const json_t *list, struct policy *policy)
{
    size_t count = json_array_size(list) > POLICY_REPLACED_MOST ? POLICY_REPLACED_MOST : json_array_size(list);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);
    for (size_t index = 0; index < count; index++) {
        ids[index] = json_integer_value(json_array_get(list, index));
    }
    policy->replaced = ids;
    policy->replaced_count = count;
}

bool policy_from_stored(struct arena *arena, const char *text, struct policy *out)
{
    json_t *document = json_loads(text, 0, NULL);
    struct policy policy = policy_empty();
    if (document == NULL) {
        return false;
    }
    for (size_t index = 0; index < FIELDS; index++) {
        const char *value = json_string_value(json_object_get(document, fields[index].name));
        const char *copy = value == NULL ? "" : arena_text(arena, value);
        memcpy((char *)&policy + fields[index].offset, &copy, sizeof copy);
    }
    policy.checked = json_is_true(json_object_get(document, "checked"));
    policy.publish_ms = json_integer_value(json_object_get(document, "publish_ms"));
    read_replaced(arena, json_object_get(document, "replaced"), &policy);
    json_decref(document);
    *out = policy;
    return true;
}
