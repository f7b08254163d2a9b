/* Mustache against its public specification (github.com/mustache/spec, required part, MIT): every case. */
#include "tests/test.h"

#include "web/mustache.h"

#include <stdio.h>

enum { SPEC_CASES = 136 };

static struct span find_partial(const char *name, const char **path, void *context)
{
    (void)path;
    const json_t *text = json_object_get(context, name);
    return span_make(json_string_value(text), json_string_length(text));
}

/* 1 when the case fails, and says which. */
static int run_case(const char *file, const json_t *test)
{
    struct arena arena;
    struct buffer out;
    arena_init(&arena);
    buffer_init(&out);
    const char *wanted = json_string_value(json_object_get(test, "expected"));
    struct mustache_set set = {.find_partial = find_partial, .context = json_object_get(test, "partials")};
    const json_t *source = json_object_get(test, "template");
    const struct mustache *view;
    struct result result =
        mustache_parse(&arena, &set, file, span_make(json_string_value(source), json_string_length(source)), &view);
    if (!result_failed(result)) {
        mustache_render(view, json_object_get(test, "data"), 0, &out);
    }
    bool right = !result_failed(result) && wanted != NULL && span_equal(buffer_span(&out), span_of(wanted));
    if (!right) {
        print_error("%s, %s: wanted [%s], got [%s] %s\n", file, json_string_value(json_object_get(test, "name")),
                    wanted, out.bytes == NULL ? "" : out.bytes, result.detail == NULL ? "" : result.detail);
    }
    buffer_release(&out);
    arena_release(&arena);
    return right ? 0 : 1;
}

static void every_case_of_the_specification_renders_as_it_says(void **state)
{
    (void)state;
    static const char *const files[] = {"comments", "delimiters", "interpolation", "inverted", "partials", "sections"};
    int failed = 0;
    int count = 0;
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        char path[100];
        json_error_t error;
        (void)snprintf(path, sizeof path, "tests/web/mustache-spec/%s.json", files[index]);
        json_t *file = json_load_file(path, 0, &error);
        assert_non_null(file);
        size_t at;
        json_t *test;
        json_array_foreach(json_object_get(file, "tests"), at, test)
        {
            failed += run_case(files[index], test);
            count++;
        }
        json_decref(file);
    }
    print_message("mustache specification: %d of %d cases\n", count - failed, count);
    assert_int_equal(failed, 0);
    assert_int_equal(count, SPEC_CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case_of_the_specification_renders_as_it_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
