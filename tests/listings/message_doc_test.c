/* The document of parse-need: codes, spans, the law's clauses; and how a file becomes messages. */
#include "tests/test.h"

#include "areas/listings/message_doc.h"

#include <stdlib.h>
#include <string.h>

static struct arena forever;
static struct message_request request;
static struct words words;

static int load(void **state)
{
    (void)state;
    arena_init(&forever);
    size_t count = 0;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    if (result_failed(catalogue_load(&forever, &request.catalogue)) ||
        result_failed(words_load(&forever, files, count, &words))) {
        return 1;
    }
    request.words = &words;
    request.region = "371500";
    request.today = day_of_date((struct date){2026, 7, 15});
    request.json = true;
    return 0;
}

static int unload(void **state)
{
    (void)state;
    words_close(&words);
    arena_release(&forever);
    return 0;
}

/* What the verb prints; the caller frees it. */
static char *run(const char *file, bool json, enum result_code wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    request.json = json;
    struct result r = message_run(&request, span_of(file), out);
    (void)fclose(out);
    assert_int_equal(r.code, wanted);
    return text;
}

static json_t *run_json(const char *file, enum result_code wanted)
{
    char *text = run(file, true, wanted);
    json_t *whole = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(whole);
    return whole;
}

static json_t *draft_of(const json_t *whole, size_t message, size_t draft)
{
    json_t *one = json_array_get(json_object_get(whole, "messages"), message);
    json_t *found = json_array_get(json_object_get(one, "drafts"), draft);
    assert_non_null(found);
    return found;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

static void a_message_becomes_codes_and_spans(void **state)
{
    (void)state;
    json_t *whole = run_json("要20个数控车工,9月到岗,包吃住,6500,会看图,临清", RESULT_OK);
    const json_t *draft = draft_of(whole, 0, 0);
    assert_string_equal(text_of(draft, "title"), "数控车工");
    assert_int_equal(json_integer_value(json_object_get(draft, "headcount")), 20);
    assert_string_equal(text_of(draft, "start"), "2026-09-01");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(draft, "pay"), "low_fen")), 650000);
    assert_string_equal(text_of(json_object_get(draft, "pay"), "unit"), "month");
    assert_true(json_is_true(json_object_get(draft, "lodging")));
    assert_string_equal(text_of(draft, "county_code"), "371581");
    assert_string_equal(text_of(draft, "county_name"), "临清市");
    assert_true(json_is_null(json_object_get(draft, "level")));
    const json_t *span = json_object_get(json_object_get(draft, "spans"), "headcount");
    assert_int_equal(json_integer_value(json_object_get(span, "start")), 3);
    assert_int_equal(json_integer_value(json_object_get(span, "end")), 8);
    assert_null(json_object_get(json_object_get(draft, "spans"), "education"));
    json_decref(whole);
}

static void every_kind_of_flag_names_its_clause_and_has_its_words(void **state)
{
    (void)state;
    json_t *whole = run_json("招普工10个,18-45岁,限男,无乙肝,不要外地的,押身份证\n招15岁童工\n招17岁的普工", RESULT_OK);
    size_t seen = 0;
    for (size_t message = 0; message < json_array_size(json_object_get(whole, "messages")); message++) {
        const json_t *flags = json_object_get(draft_of(whole, message, 0), "flags");
        size_t index = 0;
        const json_t *flag = NULL;
        json_array_foreach(flags, index, flag)
        {
            seen++;
            assert_true(strlen(text_of(flag, "law")) > 0 && strlen(text_of(flag, "clause")) > 0);
            assert_true(strlen(text_of(flag, "effective")) > 0 && strlen(text_of(flag, "text")) > 0);
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                assert_non_null(words_find(&words, (enum language)language, text_of(flag, "message")));
            }
        }
    }
    assert_true(seen >= 7);
    json_decref(whole);
}

static size_t count_messages(const char *file)
{
    json_t *whole = run_json(file, RESULT_OK);
    size_t count = json_array_size(json_object_get(whole, "messages"));
    json_decref(whole);
    return count;
}

static void a_file_is_split_by_rulers_empty_lines_or_lines(void **state)
{
    (void)state;
    assert_int_equal(count_messages("招焊工5个\n招电工2个\n招车工3个\n"), 3);
    assert_int_equal(count_messages("招焊工5个\n包吃住\n\n招电工2个\n6000\n"), 2);
    assert_int_equal(count_messages("招焊工5个\n\n包吃住\n---\n招电工2个\n"), 2);
    assert_int_equal(count_messages("1、焊工5个\n2、电工2个\n包吃住"), 1);
    assert_int_equal(count_messages("岗位:焊工\n人数:5\n待遇:6000\n地址:临清"), 1);
}

static void a_file_in_which_nothing_is_a_need_is_bad_input(void **state)
{
    (void)state;
    json_t *whole = run_json("恭喜发财", RESULT_INVALID);
    const json_t *message = json_array_get(json_object_get(whole, "messages"), 0);
    assert_string_equal(text_of(message, "error"), "message.no_post");
    assert_int_equal(json_array_size(json_object_get(message, "drafts")), 0);
    json_decref(whole);
}

static void the_table_is_in_the_language_of_the_person(void **state)
{
    (void)state;
    const char *file = "招焊工5个,6000-8000,35岁以下,两班倒,三年经验,中级工以上,计件,大专";
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        request.language = (enum language)language;
        char *text = run(file, false, RESULT_OK);
        assert_non_null(strstr(text, words_find(&words, request.language, "message.row.headcount")));
        assert_non_null(strstr(text, words_find(&words, request.language, "message.shift.two")));
        assert_non_null(strstr(text, words_find(&words, request.language, "message.flag.age_limit")));
        assert_null(strstr(text, "message."));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_becomes_codes_and_spans),
        cmocka_unit_test(every_kind_of_flag_names_its_clause_and_has_its_words),
        cmocka_unit_test(a_file_is_split_by_rulers_empty_lines_or_lines),
        cmocka_unit_test(a_file_in_which_nothing_is_a_need_is_bad_input),
        cmocka_unit_test(the_table_is_in_the_language_of_the_person),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
