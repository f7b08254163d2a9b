/* A field's document, shown by its partial. */
#include "tests/test.h"

#include "web/field.h"
#include "base/embedded.h"
#include "web/mustache.h"

#include <stdio.h>

static struct span find_partial(const char *name, const char **path, void *context)
{
    (void)path;
    (void)context;
    char file[100];
    (void)snprintf(file, sizeof file, "ui/views/%s.mustache", name);
    const struct embedded_file *found = embedded_find(file);
    return found == NULL ? span_make(NULL, 0) : found->bytes;
}

static void show(const char *partial, json_t *field, struct buffer *out)
{
    struct arena arena;
    arena_init(&arena);
    json_t *words =
        json_pack("{s:{s:s,s:s},s:{s:s,s:s,s:s,s:s}}", "form", "optional", "optional", "error", "To correct:", "x",
                  "label", "Title", "hint", "In few words", "missing", "Not “{{value}}”: {{hint}}", "unit", "m");
    json_t *constants = json_pack("{s:{s:s}}", "assets", "icons_svg", "/i.svg");
    json_t *document = json_pack("{s:s,s:s,s:o}", "hint", "of the page", "error", "of the page", "field", field);
    struct mustache_set set = {
        .find_partial = find_partial, .words = words, .constants = constants, .strict_partials = true, .compact = true};
    const struct mustache *view;
    const char *source = arena_format(&arena, "{{#field}}{{> %s}}{{/field}}", partial);
    struct result result = mustache_parse(&arena, &set, "test", span_of(source), &view);
    if (result_failed(result)) {
        fail_msg("%s", result.detail);
    }
    buffer_clear(out);
    mustache_render(view, document, 0, out);
    json_decref(document);
    json_decref(constants);
    json_decref(words);
    arena_release(&arena);
}

static void a_wrong_field_keeps_what_was_typed_and_says_why(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out);
    struct problems problems = {.count = 2};
    problems.list[0] = (struct problem){"other", "x.missing", NULL, NULL};
    problems.list[1] = (struct problem){"title", "x.missing", "<b>", "焊工"};
    struct field_look look = {.name = "title", .label = "x.label", .hint = "x.hint", .required = true};
    struct span value = span_of("<b>");
    show("field", field_document(&look, &value, 1, &problems), &out);
    assert_non_null(strstr(out.bytes, "value=\"&lt;b&gt;\""));
    assert_non_null(strstr(out.bytes, "Not “&lt;b&gt;”: 焊工"));
    assert_non_null(strstr(out.bytes, "aria-invalid=\"true\" aria-describedby=\"error-title hint-title\""));
    assert_non_null(strstr(out.bytes, "<label class=\"label\" for=\"field-title\">Title</label>"));
    assert_non_null(strstr(out.bytes, " required"));
    buffer_release(&out);
}

static void a_right_field_shows_nothing_of_the_page_around_it(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out);
    struct field_look look = {.name = "title", .label = "x.label"};
    show("field", field_document(&look, NULL, 0, NULL), &out);
    assert_null(strstr(out.bytes, "of the page"));
    assert_null(strstr(out.bytes, "aria-"));
    assert_non_null(strstr(out.bytes, "type=\"text\" value=\"\""));
    buffer_release(&out);
}

static void what_was_chosen_stays_chosen(void **state)
{
    (void)state;
    static const struct field_option options[] = {{"a", "A", NULL, -1}, {"b", "B", "of two", -1}};
    struct buffer out;
    buffer_init(&out);
    struct field_look look = {.name = "kind", .label = "x.label", .options = options, .option_count = 2};
    struct span value = span_of("b");
    show("field_select", field_document(&look, &value, 1, NULL), &out);
    assert_non_null(strstr(out.bytes, "<option value=\"a\">A</option>"));
    assert_non_null(strstr(out.bytes, "<option value=\"b\" selected>B</option>"));
    look.several = true;
    show("field_choice", field_document(&look, &value, 1, NULL), &out);
    assert_non_null(strstr(out.bytes, "type=\"checkbox\" name=\"kind\" value=\"b\" checked"));
    buffer_release(&out);
}

static void a_problem_is_given_the_label_of_its_field_and_no_other(void **state)
{
    (void)state;
    json_t *form = json_pack("{s:{s:s}}", "title", "label", "x.label");
    json_t *problems = json_pack("[{s:s}, {s:s}, {s:n}]", "field", "title", "field", "other", "field");
    field_label_problems(problems, form);
    assert_string_equal(json_string_value(json_object_get(json_array_get(problems, 0), "label")), "x.label");
    assert_null(json_object_get(json_array_get(problems, 1), "label"));
    assert_null(json_object_get(json_array_get(problems, 2), "label"));
    json_decref(problems);
    json_decref(form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_field_keeps_what_was_typed_and_says_why),
        cmocka_unit_test(a_right_field_shows_nothing_of_the_page_around_it),
        cmocka_unit_test(what_was_chosen_stays_chosen),
        cmocka_unit_test(a_problem_is_given_the_label_of_its_field_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
