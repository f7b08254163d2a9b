/* The document of one form field. */
#include "web/field.h"

/* Members that are not there are left out: the partials look in the field's own object only. */
static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        (void)json_object_set_new_nocheck(object, key, json_string_nocheck(text));
    }
}

static void set_flag(json_t *object, const char *key, bool flag)
{
    if (flag) {
        (void)json_object_set_new_nocheck(object, key, json_true());
    }
}

static bool holds(const struct span *values, size_t count, const char *wanted)
{
    for (size_t index = 0; index < count; index++) {
        if (span_is(values[index], wanted)) {
            return true;
        }
    }
    return false;
}

static json_t *build_options(const struct field_look *look, const struct span *values, size_t value_count)
{
    json_t *list = json_array();
    for (size_t index = 0; index < look->option_count; index++) {
        const struct field_option *option = &look->options[index];
        json_t *object = json_object();
        set_text(object, "value", option->value);
        set_text(object, "label", option->label);
        set_text(object, "hint", option->hint);
        set_flag(object, "selected", holds(values, value_count, option->value));
        if (option->count >= 0) {
            (void)json_object_set_new_nocheck(object, "count", json_integer(option->count));
        }
        (void)json_array_append_new(list, object);
    }
    return list;
}

static json_t *build_error(const char *name, const struct problems *problems)
{
    for (size_t index = 0; problems != NULL && index < problems->count; index++) {
        const struct problem *problem = &problems->list[index];
        if (problem->field != NULL && strcmp(problem->field, name) == 0) {
            json_t *error = json_object();
            set_text(error, "message", problem->message);
            set_text(error, "value", problem->value == NULL ? "" : problem->value);
            set_text(error, "hint", problem->hint == NULL ? "" : problem->hint);
            return error;
        }
    }
    return NULL;
}

json_t *field_document(const struct field_look *look, const struct span *values, size_t value_count,
                       const struct problems *problems)
{
    json_t *object = json_object();
    set_text(object, "name", look->name);
    set_text(object, "label", look->label);
    set_text(object, "hint", look->hint);
    set_text(object, "type", look->type);
    set_text(object, "unit", look->unit);
    set_text(object, "width", look->width);
    set_text(object, "inputmode", look->inputmode);
    set_text(object, "autocomplete", look->autocomplete);
    set_text(object, "accept", look->accept);
    set_text(object, "empty", look->empty);
    set_flag(object, "required", look->required);
    set_flag(object, "optional", look->optional);
    set_flag(object, "several", look->several);
    if (look->max_length > 0) {
        (void)json_object_set_new_nocheck(object, "maxlength", json_integer(look->max_length));
    }
    if (look->rows > 0) {
        (void)json_object_set_new_nocheck(object, "rows", json_integer(look->rows));
    }
    if (look->option_count > 0) {
        (void)json_object_set_new_nocheck(object, "options", build_options(look, values, value_count));
    } else if (value_count > 0) {
        (void)json_object_set_new_nocheck(object, "value", json_stringn_nocheck(values[0].at, values[0].length));
    }
    json_t *error = build_error(look->name, problems);
    if (error != NULL) {
        (void)json_object_set_new_nocheck(object, "error", error);
    }
    return object;
}

void field_label_problems(json_t *problems, const json_t *form)
{
    size_t index;
    json_t *problem;
    json_array_foreach(problems, index, problem)
    {
        const char *name = json_string_value(json_object_get(problem, "field"));
        json_t *label = name == NULL ? NULL : json_object_get(json_object_get(form, name), "label");
        if (label != NULL) {
            (void)json_object_set_nocheck(problem, "label", label);
        }
    }
}
