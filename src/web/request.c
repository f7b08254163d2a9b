/* What handlers ask of a request. */
#include "web/request.h"

#include "base/check.h"
#include "base/id.h"

static struct span find_field(const struct field *fields, size_t count, const char *name)
{
    for (size_t index = count; index > 0; index--) {
        if (strcmp(fields[index - 1].name, name) == 0) {
            return fields[index - 1].value;
        }
    }
    return (struct span){NULL, 0};
}

struct span request_query(const struct request *request, const char *name)
{
    return find_field(request->query, request->query_count, name);
}

struct span request_form(const struct request *request, const char *name)
{
    return find_field(request->form, request->form_count, name);
}

static size_t list_fields(const struct field *fields, size_t count, const char *name, struct span *values, size_t most)
{
    size_t found = 0;
    for (size_t index = 0; index < count && found < most; index++) {
        if (strcmp(fields[index].name, name) == 0) {
            values[found++] = fields[index].value;
        }
    }
    return found;
}

size_t request_query_all(const struct request *request, const char *name, struct span *values, size_t most)
{
    return list_fields(request->query, request->query_count, name, values, most);
}

size_t request_form_all(const struct request *request, const char *name, struct span *values, size_t most)
{
    return list_fields(request->form, request->form_count, name, values, most);
}

const struct upload *request_upload(const struct request *request, const char *name)
{
    for (size_t index = 0; index < request->upload_count; index++) {
        if (strcmp(request->uploads[index].name, name) == 0) {
            return &request->uploads[index];
        }
    }
    return NULL;
}

struct result request_id(const struct request *request, int parameter, int64_t *out)
{
    CHECK(parameter >= 0 && parameter < (int)(sizeof request->parameters / sizeof request->parameters[0]));
    const char *text = request->parameters[parameter];
    if (text == NULL || !id_parse(span_of(text), out)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "the id in the path is none");
    }
    return result_ok();
}

bool actor_is(const struct actor *actor, unsigned roles)
{
    return (actor->roles & roles) != 0;
}

const struct actor_organisation *actor_membership(const struct actor *actor, int64_t organisation_id)
{
    for (size_t index = 0; index < actor->organisation_count; index++) {
        if (actor->organisations[index].organisation_id == organisation_id) {
            return &actor->organisations[index];
        }
    }
    return NULL;
}

void problems_add(struct problems *problems, struct problem problem)
{
    if (problems->count < sizeof problems->list / sizeof problems->list[0]) {
        problems->list[problems->count++] = problem;
    }
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        (void)json_object_set_new_nocheck(object, key, json_string_nocheck(text));
    }
}

json_t *problems_document(const struct problems *problems)
{
    json_t *list = json_array();
    for (size_t index = 0; index < problems->count; index++) {
        const struct problem *problem = &problems->list[index];
        json_t *one = json_object();
        set_text(one, "field", problem->field);
        set_text(one, "message", problem->message);
        set_text(one, "value", problem->value);
        set_text(one, "hint", problem->hint);
        (void)json_array_append_new(list, one);
    }
    return list;
}
