/* One form field as the partials of ui/views/field*.mustache want it, with what is wrong with it beside it.
 *
 * A form's document is an object of such objects by name: {{#form.title}}{{> field}}{{/form.title}}.
 */
#ifndef WEB_FIELD_H
#define WEB_FIELD_H

#include "web/request.h"

struct field_option {
    const char *value;
    const char *label; /* language key or text */
    const char *hint;  /* NULL without */
    int64_t count;     /* for filters; < 0: none */
};

struct field_look {
    const char *name;
    const char *label, *hint;                              /* language keys; hint may be NULL */
    const char *type;                                      /* NULL = "text" */
    const char *unit;                                      /* language key, NULL without */
    const char *width;                                     /* "short", "medium", "long"; NULL = full */
    const char *inputmode, *autocomplete, *accept, *empty; /* NULL without */
    int max_length, rows;                                  /* 0 without */
    bool required, optional, several;
    const struct field_option *options;
    size_t option_count;
};

/* `values`: what is in the field now (several for boxes); what the person typed, not what was understood.
 * problems may be NULL. New reference. */
json_t *field_document(const struct field_look *look, const struct span *values, size_t value_count,
                       const struct problems *problems);

/* Each problem whose field is a member of `form` (as above) is given that field's label, for the summary of the page. */
void field_label_problems(json_t *problems, const json_t *form);

#endif
