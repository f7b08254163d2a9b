/* Mustache: what we added to the specification, what is refused, and where it stops. */
#include "tests/test.h"

#include "web/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-09-04T04:30:00Z: 12:30 in China. */
static const int64_t now_ms = 1788496200000;

static struct span find_partial(const char *name, const char **path, void *context)
{
    (void)path;
    const json_t *text = json_object_get(context, name);
    return span_make(json_string_value(text), json_string_length(text));
}

static json_t *read_json(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (value == NULL) {
        fail_msg("test JSON: %s", error.text);
    }
    return value;
}

/* What `source` renders over the document, or the error's detail. The caller frees it. */
static char *render(const struct mustache_set *set, const char *source, const char *document)
{
    struct arena arena;
    struct buffer out;
    arena_init(&arena);
    buffer_init(&out);
    json_t *value = read_json(document);
    const struct mustache *view;
    struct result result = mustache_parse(&arena, set, "test", span_of(source), &view);
    if (result_failed(result)) {
        assert_int_equal(result.code, RESULT_INVALID);
        buffer_add_text(&out, result.detail);
    } else {
        mustache_render(view, value, now_ms, &out);
    }
    char *text = strdup(out.bytes);
    json_decref(value);
    buffer_release(&out);
    arena_release(&arena);
    return text;
}

static void expect(const struct mustache_set *set, const char *source, const char *document, const char *wanted)
{
    char *text = render(set, source, document);
    assert_string_equal(text, wanted);
    free(text);
}

static struct mustache_set open_set(const char *language)
{
    char path[60];
    json_error_t error;
    (void)snprintf(path, sizeof path, "ui/i18n/%s.json", language);
    json_t *words = json_load_file(path, 0, &error);
    assert_non_null(words);
    return (struct mustache_set){.words = words, .zone_minutes = 480};
}

static void close_set(struct mustache_set *set)
{
    json_decref((json_t *)(uintptr_t)set->words);
}

static void a_filter_shows_a_value_as_people_of_the_language_write_it(void **state)
{
    (void)state;
    static const struct {
        const char *source, *document, *chinese, *english;
    } cases[] = {
        {"{{x|day}}", "{\"x\":\"2026-09-01\"}", "2026年9月1日", "1 September 2026"},
        {"{{x|month}}", "{\"x\":\"2026-09\"}", "2026年9月", "September 2026"},
        {"{{x|month}}", "{\"x\":\"2026-12-31\"}", "2026年12月", "December 2026"},
        {"{{x|moment}}", "{\"x\":1788221100000}", "2026年9月1日 08:05", "1 September 2026, 08:05"},
        {"{{x|moment}}", "{\"x\":\"2026-08-31T16:00:00.000Z\"}", "2026年9月1日 00:00", "1 September 2026, 00:00"},
        {"{{x|relative}}", "{\"x\":1788237000000}", "3天前", "3 days ago"},
        {"{{x|relative}}", "{\"x\":1788492600000}", "1小时前", "1 hour ago"},
        {"{{x|relative}}", "{\"x\":1788496190000}", "刚刚", "just now"},
        {"{{x|relative}}", "{\"x\":1788755400000}", "3天后", "in 3 days"},
        {"{{x|relative}}", "{\"x\":\"2026-09-04\"}", "今天", "today"},
        {"{{x|relative}}", "{\"x\":\"2026-09-03\"}", "昨天", "yesterday"},
        {"{{x|relative}}", "{\"x\":\"2026-09-05\"}", "明天", "tomorrow"},
        {"{{x|relative}}", "{\"x\":\"2026-09-01\"}", "3天前", "3 days ago"},
        {"{{x|relative}}", "{\"x\":\"2024-09-01\"}", "2年前", "2 years ago"},
        {"{{x|iso}}", "{\"x\":1788221100000}", "2026-09-01T00:05:00.000Z", "2026-09-01T00:05:00.000Z"},
        {"{{x|number}}", "{\"x\":1234567}", "1,234,567", "1,234,567"},
        {"{{x|number}}", "{\"x\":-1000}", "-1,000", "-1,000"},
        {"{{x|money}}", "{\"x\":650000}", "6,500 元", "¥6,500"},
        {"{{x|money}}", "{\"x\":650050}", "6,500.50 元", "¥6,500.50"},
        {"{{x|points}}", "{\"x\":875}", "87.5", "87.5"},
        {"{{x|points}}", "{\"x\":870}", "87", "87"},
        {"{{x|points}}", "{\"x\":-5}", "-0.5", "-0.5"},
        {"{{x|percent}}", "{\"x\":125}", "12.5%", "12.5%"},
        {"{{x|percent}}", "{\"x\":1000}", "100%", "100%"},
        {"{{x|url}}", "{\"x\":\"数 控&a=b\"}", "%E6%95%B0%20%E6%8E%A7%26a%3Db", "%E6%95%B0%20%E6%8E%A7%26a%3Db"},
        {"{{{x|json}}}", "{\"x\":{\"a\":[1,\"</script>\"]}}", "{\"a\":[1,\"\\u003c/script>\"]}",
         "{\"a\":[1,\"\\u003c/script>\"]}"},
    };
    struct mustache_set chinese = open_set("zh-CN");
    struct mustache_set english = open_set("en");
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        expect(&chinese, cases[index].source, cases[index].document, cases[index].chinese);
        expect(&english, cases[index].source, cases[index].document, cases[index].english);
    }
    close_set(&chinese);
    close_set(&english);
}

static void a_value_of_the_wrong_kind_is_shown_as_it_is_and_escaped(void **state)
{
    (void)state;
    struct mustache_set set = open_set("zh-CN");
    expect(&set, "{{x|money}}", "{\"x\":\"面议 <b>\"}", "面议 &lt;b&gt;");
    expect(&set, "{{x|day}}", "{\"x\":\"2026-02-30\"}", "2026-02-30");
    expect(&set, "{{x|moment}}", "{\"x\":9223372036854775807}", "9223372036854775807");
    expect(&set, "{{x|number}}", "{\"x\":1.5}", "1.5");
    expect(&set, "{{x|day}}{{y|money}}", "{\"x\":null}", "");
    close_set(&set);
}

static void all_five_characters_are_escaped_in_short_and_long_text(void **state)
{
    (void)state;
    struct mustache_set set = {.words = NULL};
    expect(&set, "<a title=\"{{x}}\">", "{\"x\":\"a&b<c>d\\\"e'f\"}", "<a title=\"a&amp;b&lt;c&gt;d&quot;e&#39;f\">");
    char document[5000] = "{\"x\":\"";
    for (int index = 0; index < 1000; index++) {
        strcat(document, "ab<");
    }
    strcat(document, "\"}");
    char *text = render(&set, "{{x}}", document);
    assert_int_equal(strlen(text), 6000);
    assert_null(strchr(text, '<'));
    free(text);
}

static const char *const pack = "{\"found\":\"找到 {{count}} 条 <{{#more}}还有{{/more}}>\",\"outer\":\"[{{t.found}}]\","
                                "\"kind\":{\"job\":\"岗位\",\"a.b\":\"x\",\"deep\":{\"er\":\"深\"}},"
                                "\"error\":{\"least\":\"至少 {{least}} 个\"}}";

static void a_text_of_the_pack_is_filled_in_where_it_stands(void **state)
{
    (void)state;
    json_t *words = read_json(pack);
    struct mustache_set set = {.words = words};
    expect(&set, "{{t.found}}", "{\"count\":12,\"more\":true}", "找到 12 条 &lt;还有&gt;");
    expect(&set, "{{{t.found}}}", "{\"count\":\"<\"}", "找到 &lt; 条 <>");
    expect(&set, "{{#list}}{{t.outer}}{{/list}}", "{\"count\":1,\"list\":[{\"count\":2},{}]}",
           "[找到 2 条 &lt;&gt;][找到 1 条 &lt;&gt;]");
    expect(&set, "a\n  {{t.nothing}}", "{}", "test:2:3 no such text in the language pack: nothing");
    json_decref(words);
}

static void texts_that_name_each_other_are_refused(void **state)
{
    (void)state;
    json_t *words = read_json("{\"one\":\"{{t.two}}\",\"two\":\"{{t.one}}\"}");
    struct mustache_set set = {.words = words};
    expect(&set, "{{t.one}}", "{}", "t.two:1:1 texts that name each other without end: one");
    expect(&set, "{{x|word}}", "{}", "t.two:1:1 texts that name each other without end: one");
    json_decref(words);
}

static void a_code_becomes_a_word_and_an_unknown_code_stays(void **state)
{
    (void)state;
    json_t *words = read_json(pack);
    struct mustache_set set = {.words = words};
    expect(&set, "{{x|word:kind}}", "{\"x\":\"job\"}", "岗位");
    expect(&set, "{{x|word:kind}}", "{\"x\":\"<j>\"}", "&lt;j&gt;");
    expect(&set, "{{x|word:kind}}", "{\"x\":\"deep.er\"}", "深");
    expect(&set, "{{x|word:kind}}{{y|word:kind}}", "{\"x\":3}", "3");
    expect(&set, "{{x|word}}", "{\"x\":\"error.least\",\"least\":5}", "至少 5 个");
    expect(&set, "{{x|word:none}}", "{}", "test:1:1 no such part of the language pack: none");
    json_decref(words);
}

static void a_constant_is_copied_and_a_missing_one_refused(void **state)
{
    (void)state;
    json_t *constants = read_json("{\"assets\":{\"site_css\":\"/assets/site.1.css\"}}");
    struct mustache_set set = {.constants = constants};
    expect(&set, "<{{assets.site_css}}>{{other.x}}", "{\"other\":{\"x\":1}}", "</assets/site.1.css>1");
    expect(&set, "{{assets.none}}", "{}", "test:1:1 no such constant: assets.none");
    json_decref(constants);
}

static void what_is_false_and_what_keeps_its_context(void **state)
{
    (void)state;
    struct mustache_set set = {.words = NULL};
    expect(&set, "{{#x}}yes{{/x}}{{^x}}no{{/x}}", "{\"x\":\"\"}", "no");
    expect(&set, "{{#x}}yes{{/x}}{{^x}}no{{/x}}", "{\"x\":0}", "no");
    expect(&set, "{{#x}}yes{{/x}}{{^x}}no{{/x}}", "{\"x\":{}}", "yes");
    expect(&set, "{{#list}}{{#.}}{{.}}{{/.}}{{/list}}", "{\"list\":[[1,2],[3]]}", "123");
    expect(&set, "{{#o}}{{#yes}}{{#.}}{{n}}{{/.}}{{/yes}}{{/o}}", "{\"o\":{\"n\":7,\"yes\":true}}", "7");
}

static void a_name_with_a_leading_point_is_not_looked_for_outside(void **state)
{
    (void)state;
    struct mustache_set set = {.words = NULL};
    expect(&set, "{{#row}}{{hint}}|{{.hint}}|{{.own.x}}{{#.hint}}no{{/.hint}}{{/row}}{{.hint}}",
           "{\"hint\":\"page\",\"row\":{\"own\":{\"x\":1}}}", "page||1page");
}

static void a_question_asks_for_a_list_without_going_through_it(void **state)
{
    (void)state;
    struct mustache_set set = {.words = NULL};
    expect(&set, "{{#l?}}<{{x}}{{#l}}{{.}}{{/l}}>{{/l?}}{{#e?}}no{{/e?}}{{^e?}}none{{/e?}}{{#o?}}{{o}}{{/o?}}",
           "{\"l\":[1,2],\"e\":[],\"x\":7,\"o\":0}", "<712>none0");
}

static void a_broken_template_names_the_place(void **state)
{
    (void)state;
    struct mustache_set set = {.strict_partials = true};
    expect(&set, "a\n {{#x}}", "{}", "test:2:2 a section without an end: x");
    expect(&set, "{{/x}}", "{}", "test:1:1 the end of a section that was not opened: x");
    expect(&set, "{{#x}}{{/y}}", "{}", "test:1:7 the end of another section than the open one: y");
    expect(&set, "{{x", "{}", "test:1:1 tag without an end");
    expect(&set, "{{a b}}", "{}", "test:1:1 white space or a zero byte in a name: a b");
    expect(&set, "{{a..b}}", "{}", "test:1:1 an empty name: a..b");
    expect(&set, "{{}}", "{}", "test:1:1 an empty name");
    expect(&set, "{{x|shout}}", "{}", "test:1:1 no such filter: x|shout");
    expect(&set, "{{=<%=}}", "{}", "test:1:1 not two delimiters: <%");
    expect(&set, "{{> none}}", "{}", "test:1:1 no such partial: none");
    char deep[65 * 6 + 1] = "";
    for (int index = 0; index < 65; index++) {
        strcat(deep, "{{#x}}");
    }
    expect(&set, deep, "{}", "test:1:385 sections too deep: x");
}

static void an_endless_view_ends(void **state)
{
    (void)state;
    json_t *partials = read_json("{\"self\":\".{{> self}}\",\"twice\":\"{{> twice}}{{> twice}}\"}");
    struct mustache_set set = {.find_partial = find_partial, .context = partials};
    expect(&set, "{{> self}}", "{}", "................................");
    expect(&set, "a{{> twice}}b", "{}", "ab");
    char *text = render(&set,
                        "{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}{{#x}}.{{/x}}{{/x}}{{/x}}"
                        "{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}{{/x}}",
                        "{\"x\":[1,2,3,4,5,6,7,8,9,10]}");
    assert_true(strlen(text) < 5000000);
    free(text);
    json_decref(partials);
}

static void a_compact_view_has_no_white_space_at_line_starts(void **state)
{
    (void)state;
    json_t *partials = read_json("{\"icon\":\"  <svg>\\n  </svg>\\n\"}");
    struct mustache_set set = {.find_partial = find_partial, .context = partials, .compact = true};
    expect(&set, "<ul>\n  {{#x}}\n    <li>{{.}} {{> icon}} b</li>\n\n  {{/x}}\n</ul>\n", "{\"x\":[\"  a\\n  b\"]}",
           "<ul>\n<li>  a\n  b <svg>\n</svg> b</li>\n</ul>");
    json_decref(partials);
}

static void the_layout_stands_around_the_body_once(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer out;
    arena_init(&arena);
    buffer_init(&out);
    struct mustache_set set = {.strict_partials = true};
    json_t *document = read_json("{\"x\":1}");
    const struct mustache *layout;
    const struct mustache *body;
    assert_false(result_failed(mustache_parse(&arena, &set, "layout", span_of("<{{> body}}>"), &layout)));
    assert_false(result_failed(mustache_parse(&arena, &set, "body", span_of("{{x}}{{> body}}"), &body)));
    mustache_render_around(layout, body, document, 0, &out);
    assert_string_equal(out.bytes, "<1>");
    json_decref(document);
    buffer_release(&out);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filter_shows_a_value_as_people_of_the_language_write_it),
        cmocka_unit_test(a_value_of_the_wrong_kind_is_shown_as_it_is_and_escaped),
        cmocka_unit_test(all_five_characters_are_escaped_in_short_and_long_text),
        cmocka_unit_test(a_text_of_the_pack_is_filled_in_where_it_stands),
        cmocka_unit_test(texts_that_name_each_other_are_refused),
        cmocka_unit_test(a_code_becomes_a_word_and_an_unknown_code_stays),
        cmocka_unit_test(a_constant_is_copied_and_a_missing_one_refused),
        cmocka_unit_test(what_is_false_and_what_keeps_its_context),
        cmocka_unit_test(a_name_with_a_leading_point_is_not_looked_for_outside),
        cmocka_unit_test(a_question_asks_for_a_list_without_going_through_it),
        cmocka_unit_test(a_broken_template_names_the_place),
        cmocka_unit_test(an_endless_view_ends),
        cmocka_unit_test(a_compact_view_has_no_white_space_at_line_starts),
        cmocka_unit_test(the_layout_stands_around_the_body_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
