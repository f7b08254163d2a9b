/* Pairs joined by &, and the choice of the parser by Content-Type. */
#include "web/form.h"

#include "web/guard.h"

#include <strings.h>

static struct result refuse(const char *detail)
{
    return result_fail(RESULT_INVALID, NULL, "error.bad_request", detail);
}

/* Up to the next `mark`; *rest moves behind it. */
static struct span take_until(struct span *rest, char mark)
{
    const char *stop = rest->length == 0 ? NULL : memchr(rest->at, mark, rest->length);
    size_t length = stop == NULL ? rest->length : (size_t)(stop - rest->at);
    struct span taken = span_make(rest->at, length);
    size_t passed = stop == NULL ? rest->length : length + 1;
    *rest = passed == 0 ? *rest : span_make(rest->at + passed, rest->length - passed);
    return taken;
}

static size_t count_pairs(struct span text)
{
    size_t count = text.length > 0;
    for (size_t index = 0; index < text.length; index++) {
        count += text.at[index] == '&';
    }
    return count;
}

static struct result read_pair(struct arena *arena, struct span pair, struct field *out)
{
    struct span value = pair;
    struct span raw_name = take_until(&value, '=');
    struct span name = {NULL, 0};
    if (raw_name.length > FORM_NAME_MOST) {
        return refuse("a field's name is too long");
    }
    struct result r = guard_decode(arena, raw_name, true, &name);
    if (result_failed(r)) {
        return r;
    }
    out->name = arena_copy(arena, name);
    return guard_decode(arena, value, true, &out->value);
}

struct result form_read_query(struct arena *arena, struct span text, struct form *out)
{
    size_t most = count_pairs(text);
    if (most > FORM_FIELDS_MOST) {
        return refuse("too many fields");
    }
    struct form form = {0};
    form.fields = most == 0 ? NULL : ARENA_ARRAY(arena, struct field, most);
    while (text.length > 0) {
        struct span pair = take_until(&text, '&');
        if (pair.length == 0) {
            continue;
        }
        struct result r = read_pair(arena, pair, &form.fields[form.field_count]);
        if (result_failed(r)) {
            return r;
        }
        form.field_count++;
    }
    *out = form;
    return result_ok();
}

/* The boundary parameter of multipart/form-data, without its quotes; {NULL, 0} when there is none. */
static struct span find_boundary(struct span parameters)
{
    while (parameters.length > 0) {
        struct span parameter = span_trim(take_until(&parameters, ';'));
        struct span value = parameter;
        struct span name = span_trim(take_until(&value, '='));
        if (!span_is_word(name, "boundary")) {
            continue;
        }
        value = span_trim(value);
        bool quoted = value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"';
        return quoted ? span_make(value.at + 1, value.length - 2) : value;
    }
    return (struct span){NULL, 0};
}

struct result form_read_body(struct arena *arena, struct span content_type, struct span body, struct form *out)
{
    if (body.length == 0) {
        *out = (struct form){0};
        return result_ok();
    }
    struct span parameters = content_type;
    struct span type = span_trim(take_until(&parameters, ';'));
    if (span_is_word(type, "application/x-www-form-urlencoded")) {
        return form_read_query(arena, body, out);
    }
    if (span_is_word(type, "multipart/form-data")) {
        return form_read_multipart(arena, find_boundary(parameters), body, out);
    }
    return refuse("neither a form nor an upload");
}
