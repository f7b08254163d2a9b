/* Garbled web text: what is cleaned, what is marked, and what is left alone. */
#include "tests/test.h"

#include "text/garbled.h"
#include "text/text.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct garbled clean(const char *text)
{
    return garbled_clean(&arena, span_of(text));
}

static void check(const char *text, const char *wanted)
{
    struct garbled garbled = clean(text);
    char *got = arena_copy(&arena, garbled.text);
    assert_string_equal(got, wanted);
}

static void readings_in_brackets_go(void **state)
{
    (void)state;
    check("職(zhí)業(yè)學(xué)校", "职业学校");
    check("平臺(tái)、職(zhi)業(ye)", "平台、职业");
    check("音樂（lè/yuè）課(kè)", "音乐课");
    check("平臺(台)與(yǔ)學(xué)校", "平台与学校");
    assert_int_equal(clean("職(zhí)業(yè)學(xué)校").counts[GARBLED_READING], 3);
}

static void a_bracket_that_is_no_reading_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "数控(CNC)加工", "学校(school)与企业", "第一章(an)", "见附件(1)", "(略)", "職業學校與企業", "他说(笑)。", "",
    };
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        check(texts[index], texts[index]);
        struct garbled garbled = clean(texts[index]);
        assert_false(garbled_is(&garbled));
    }
}

static void clean_text_keeps_even_its_odd_punctuation(void **state)
{
    (void)state;
    check("为什么?因为,,, 9:30 开会", "为什么?因为,,, 9:30 开会");
}

static void what_the_text_knows_is_given_back(void **state)
{
    (void)state;
    const char *text = "中國(guó)學(xué)會(huì)\n全中?guó)的會(huì)";
    check(text, "中国学会\n全中国的会");
    struct garbled garbled = clean(text);
    assert_int_equal(garbled.change_count, 1);
    assert_int_equal(garbled.changes[0].kind, GARBLED_RESTORED);
    assert_int_equal(garbled.changes[0].line, 2);
    assert_string_equal(garbled.changes[0].became, "国");
}

static void what_nobody_knows_is_marked_and_never_guessed(void **state)
{
    (void)state;
    check("職(zhí)員張?fēng)、李四", "职员张□、李四");
    /* two different ones before: no choice is made */
    check("張風(fēng)與(yǔ)張豐(fēng)和張?fēng)", "张风与张丰和张□");
    struct garbled garbled = clean("職(zhí)員張?fēng)?、李四");
    assert_int_equal(garbled.counts[GARBLED_LOST], 2);
    assert_int_equal(span_find(garbled.text, span_of("张□、李四")) != SPAN_NOWHERE, 1);
}

static void text_read_one_byte_off_gives_its_tail_back(void **state)
{
    (void)state;
    const char *text = "學(xué)校的將?jūn)娫趯嵱枠菫閷W員頒證";
    check(text, "学校的将□实训楼为学员颁证");
    struct garbled garbled = clean(text);
    assert_int_equal(garbled.counts[GARBLED_SHIFTED], 1);
    check("學(xué)校的將?jūn)在三樓A座", "学校的将□在三楼A座");
}

static void punctuation_of_a_garbled_text_is_made_one_and_wide(void **state)
{
    (void)state;
    check("職(zhí)業(yè),，學(xué)校;共3,000人,。。(新)", "职业，学校；共3,000人，。（新）");
}

static void any_bytes_give_valid_text(void **state)
{
    (void)state;
    static const char *const texts[] = {"學(",   "學(x",   "?", "學?x", "學?xué", "\xef\xbf\xbd\xef\xbf\xbd",
                                        "學(/)", "學(ué/)"};
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        assert_true(utf8_is_valid(clean(texts[index]).text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readings_in_brackets_go),
        cmocka_unit_test(a_bracket_that_is_no_reading_stays),
        cmocka_unit_test(clean_text_keeps_even_its_odd_punctuation),
        cmocka_unit_test(what_the_text_knows_is_given_back),
        cmocka_unit_test(what_nobody_knows_is_marked_and_never_guessed),
        cmocka_unit_test(text_read_one_byte_off_gives_its_tail_back),
        cmocka_unit_test(punctuation_of_a_garbled_text_is_made_one_and_wide),
        cmocka_unit_test(any_bytes_give_valid_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
