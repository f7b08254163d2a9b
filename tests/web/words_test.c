/* The language packs themselves, and how differences between them are found. */
#include "tests/test.h"

#include "web/words.h"

static struct result load_texts(struct arena *arena, const char *chinese, const char *english, struct words *out)
{
    const struct embedded_file files[] = {{"ui/i18n/en.json", span_of(english)},
                                          {"ui/i18n/zh-CN.json", span_of(chinese)}};
    return words_load(arena, files, 2, out);
}

static void both_packs_have_the_same_keys_and_placeholders(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    size_t count;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    struct words words;
    struct result result = words_load(&arena, files, count, &words);
    if (result_failed(result)) {
        fail_msg("%s", result.detail);
    }
    const char **list;
    size_t differences = words_list_differences(&arena, &words, &list);
    for (size_t index = 0; index < differences; index++) {
        print_error("%s\n", list[index]);
    }
    assert_int_equal(differences, 0);
    assert_non_null(words_find(&words, LANGUAGE_EN, "frame.search"));
    words_close(&words);
    arena_release(&arena);
}

static void a_missing_key_or_placeholder_is_found(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct words words;
    struct result result =
        load_texts(&arena, "{\"a\":{\"b\":\"{{count}} 条\",\"only\":\"x\"},\"n\":\"{n}天\",\"s\":\"好\"}",
                   "{\"a\":{\"b\":\"some\"},\"n\":\"{n} days\",\"more\":\"y\",\"s\":\"{{#one}}fine{{/one}}\"}", &words);
    assert_false(result_failed(result));
    const char **list;
    assert_int_equal(words_list_differences(&arena, &words, &list), 3);
    assert_string_equal(list[0], "a.b: a placeholder is missing in en");
    assert_string_equal(list[1], "a.only: missing in en");
    assert_string_equal(list[2], "more: missing in zh-CN");
    words_close(&words);
    arena_release(&arena);
}

static void a_key_is_looked_up_through_its_parts(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct words words;
    assert_false(result_failed(load_texts(&arena, "{\"a\":{\"b\":\"乙\"}}", "{\"a\":{\"b\":\"B\"}}", &words)));
    assert_string_equal(words_find(&words, LANGUAGE_ZH_CN, "a.b"), "乙");
    assert_string_equal(words_find(&words, LANGUAGE_EN, "a.b"), "B");
    assert_null(words_find(&words, LANGUAGE_EN, "a"));
    assert_null(words_find(&words, LANGUAGE_EN, "a.b.c"));
    assert_null(words_find(&words, LANGUAGE_EN, ""));
    words_close(&words);
    arena_release(&arena);
}

static void a_broken_pack_names_file_and_line(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct words words;
    struct result result = load_texts(&arena, "{}", "{\n\"a\" 1}", &words);
    assert_true(result_failed(result));
    assert_non_null(strstr(result.detail, "ui/i18n/en.json:2:"));
    result = load_texts(&arena, "{\"a\":1}", "{\"a\":\"x\"}", &words);
    assert_string_equal(result.detail, "ui/i18n/zh-CN.json: not a text: a");
    result = load_texts(&arena, "{\"a\":\"1\",\"a\":\"2\"}", "{}", &words);
    assert_true(result_failed(result));
    arena_release(&arena);
}

static void a_language_is_known_by_its_code(void **state)
{
    (void)state;
    enum language language = LANGUAGE_EN;
    assert_true(language_parse(span_of("zh-cn"), &language));
    assert_int_equal(language, LANGUAGE_ZH_CN);
    assert_true(language_parse(span_of("en"), &language));
    assert_int_equal(language, LANGUAGE_EN);
    assert_false(language_parse(span_of("fr"), &language));
    assert_string_equal(language_code(LANGUAGE_ZH_CN), "zh-CN");
}

static void a_part_of_a_text_is_left_out_when_its_value_is_missing(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct span text = span_of("No {{value}}.{{#hint}} Nearest: {{hint}}.{{/hint}} End");
    json_t *values = json_pack("{s:s, s:s}", "value", "x", "hint", "y");
    assert_string_equal(words_fill(&arena, text, values), "No x. Nearest: y. End");
    json_object_set_new(values, "hint", json_string(""));
    assert_string_equal(words_fill(&arena, text, values), "No x. End");
    json_object_del(values, "hint");
    assert_string_equal(words_fill(&arena, text, values), "No x. End");
    json_decref(values);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_packs_have_the_same_keys_and_placeholders),
        cmocka_unit_test(a_missing_key_or_placeholder_is_found),
        cmocka_unit_test(a_key_is_looked_up_through_its_parts),
        cmocka_unit_test(a_broken_pack_names_file_and_line),
        cmocka_unit_test(a_language_is_known_by_its_code),
        cmocka_unit_test(a_part_of_a_text_is_left_out_when_its_value_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
