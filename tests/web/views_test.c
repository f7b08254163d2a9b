/* All views as built in, and what refuses to start. */
#include "tests/test.h"

#include "web/assets.h"
#include "web/views.h"

#include <stdlib.h>
#include <strings.h>

struct setting {
    struct arena arena;
    struct words words;
    struct assets assets;
    json_t *constants;
    const struct views *views;
};

static int open_setting(void **state)
{
    struct setting *setting = calloc(1, sizeof *setting);
    arena_init(&setting->arena);
    size_t count;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    struct result result = words_load(&setting->arena, files, count, &setting->words);
    if (!result_failed(result)) {
        assets_load(&setting->arena, &setting->assets);
        setting->constants = assets_build_constants(&setting->assets);
        result = views_load(&setting->arena, &setting->words, setting->constants, &setting->views);
    }
    if (result_failed(result)) {
        print_error("%s\n", result.detail);
        return 1;
    }
    *state = setting;
    return 0;
}

static int close_setting(void **state)
{
    struct setting *setting = *state;
    json_decref(setting->constants);
    words_close(&setting->words);
    arena_release(&setting->arena);
    free(setting);
    return 0;
}

/* The detail of what loading the one view beside a layout says. */
static const char *load_view(struct setting *setting, const char *source)
{
    const struct embedded_file files[] = {{"src/areas/listings/views/show.mustache", span_of(source)},
                                          {"ui/views/layout.mustache", span_of("<{{> body}}>")},
                                          {"ui/views/part.mustache", span_of("\n  {{t.no.such}}")}};
    const struct views *views;
    struct result result = views_load_files(&setting->arena, files, 2 + (strstr(source, "part") != NULL ? 1 : 0),
                                            &setting->words, NULL, &views);
    return result_failed(result) ? result.detail : "";
}

static void a_broken_view_names_file_and_line(void **state)
{
    assert_string_equal(load_view(*state, "<p>\n{{#x}}"),
                        "src/areas/listings/views/show.mustache:2:1 a section without an end: x (zh-CN)");
    assert_string_equal(load_view(*state, "{{> none}}"),
                        "src/areas/listings/views/show.mustache:1:1 no such partial: none (zh-CN)");
    assert_string_equal(load_view(*state, "{{> part}}"),
                        "ui/views/part.mustache:2:3 no such text in the language pack: no.such (zh-CN)");
    assert_string_equal(load_view(*state, "{{title}}"), "");
}

static void a_view_has_the_name_of_its_area_and_stands_in_the_layout(void **state)
{
    struct setting *setting = *state;
    const struct embedded_file files[] = {
        {"src/areas/listings/views/show.mustache", span_of("{{x}}{{t.frame.search}}")},
        {"ui/views/layout.mustache", span_of("<{{> body}}>")},
        {"ui/views/small/part.mustache", span_of("p")}};
    const struct views *views;
    assert_false(result_failed(views_load_files(&setting->arena, files, 3, &setting->words, NULL, &views)));
    assert_true(views_have(views, "listings/show"));
    assert_true(views_have(views, "small/part"));
    assert_false(views_have(views, "show"));
    struct buffer out;
    buffer_init(&out);
    json_t *document = json_pack("{s:i}", "x", 5);
    assert_false(result_failed(views_render(views, LANGUAGE_EN, "listings/show", document, 0, &out)));
    assert_string_equal(out.bytes, "<5Search>");
    buffer_clear(&out);
    assert_false(result_failed(views_render_fragment(views, LANGUAGE_ZH_CN, "listings/show", document, 0, &out)));
    assert_string_equal(out.bytes, "5搜索");
    assert_int_equal(views_render(views, LANGUAGE_EN, "none", document, 0, &out).code, RESULT_INTERNAL);
    json_decref(document);
    buffer_release(&out);
}

static void every_page_has_its_frame_in_both_languages(void **state)
{
    struct setting *setting = *state;
    struct buffer out;
    buffer_init(&out);
    json_t *document =
        json_pack("{s:{s:s,s:s,s:s,s:{s:s,s:i},s:[{s:s,s:s,s:b}]},s:s}", "page", "title", "error.internal",
                  "language_tag", "en", "query", "<数控>", "user", "name", "A & B", "waiting", 3, "nav", "title",
                  "frame.search", "url", "/search", "current", 1, "message", "frame.skip");
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        buffer_clear(&out);
        assert_false(result_failed(views_render(setting->views, (enum language)language, "notice", document, 0, &out)));
        assert_non_null(strstr(out.bytes, "<html lang=\"en\">"));
        assert_non_null(strstr(out.bytes, "value=\"&lt;数控&gt;\""));
        assert_non_null(strstr(out.bytes, "A &amp; B"));
        assert_non_null(strstr(out.bytes, "href=\"/search\" aria-current=\"page\""));
        assert_non_null(strstr(out.bytes, "<main id=\"main\""));
        assert_non_null(strstr(out.bytes, language == LANGUAGE_EN ? ">3 waiting<" : ">待办 3 件<"));
    }
    json_decref(document);
    buffer_release(&out);
}

/* A comment ends at the first two closing braces; what stands behind would be shown. */
static void no_view_leaves_braces_on_the_page(void **state)
{
    struct setting *setting = *state;
    size_t count;
    const struct embedded_file *files = embedded_list("ui/views/", &count);
    struct buffer out;
    buffer_init(&out);
    json_t *empty = json_object();
    for (size_t index = 0; index < count; index++) {
        const char *name =
            arena_copy(&setting->arena, span_make(files[index].name + 9, strlen(files[index].name) - 18));
        buffer_clear(&out);
        assert_false(result_failed(views_render_fragment(setting->views, LANGUAGE_EN, name, empty, 0, &out)));
        if (out.length > 0 && (strstr(out.bytes, "}}") != NULL || strstr(out.bytes, "{{") != NULL)) {
            fail_msg("%s: %s", name, out.bytes);
        }
    }
    json_decref(empty);
    buffer_release(&out);
}

/* The policy for content is default-src 'self': none of these would run or show. */
static void no_view_has_script_or_style_inside(void **state)
{
    (void)state;
    static const char *const forbidden[] = {
        " style=",    "<style",   "<script>",  "javascript:", " onclick=",  " onchange=",
        " onsubmit=", " onload=", " oninput=", "hx-on",       "src=\"http", "src=\"//"};
    size_t count;
    size_t seen = 0;
    const struct embedded_file *files = embedded_list("", &count);
    for (size_t index = 0; index < count; index++) {
        if (strstr(files[index].name, ".mustache") == NULL) {
            continue;
        }
        seen++;
        for (size_t which = 0; which < sizeof forbidden / sizeof forbidden[0]; which++) {
            if (strcasestr(files[index].bytes.at, forbidden[which]) != NULL) {
                fail_msg("%s: %s", files[index].name, forbidden[which]);
            }
        }
    }
    assert_true(seen > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_view_names_file_and_line),
        cmocka_unit_test(a_view_has_the_name_of_its_area_and_stands_in_the_layout),
        cmocka_unit_test(every_page_has_its_frame_in_both_languages),
        cmocka_unit_test(no_view_leaves_braces_on_the_page),
        cmocka_unit_test(no_view_has_script_or_style_inside),
    };
    return cmocka_run_group_tests(tests, open_setting, close_setting);
}
