/* A text into clauses, and the writings of a number. Pure. */
#include "tests/test.h"

#include "areas/policies/numerals.h"
#include "areas/policies/policies.h"
#include "base/buffer.h"

static struct arena arena;

static int start(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* "anchor|label|text;…" of all clauses. */
static const char *shown(const char *body)
{
    struct clause *clauses = NULL;
    size_t count = clauses_find(&arena, span_of(body), &clauses);
    const char *text = "";
    for (size_t index = 0; index < count; index++) {
        const struct clause *one = &clauses[index];
        text = arena_format(&arena, "%s%s|%s|%.*s;", text, one->anchor, one->label, (int)one->text.length,
                            one->text.length == 0 ? "" : one->text.at);
    }
    return text;
}

static void articles_are_found_with_their_chapters(void **state)
{
    (void)state;
    assert_string_equal(
        shown("某某条例\n\n第一章　总则\n第一条　为了甲。\n第二条 乙。\n二款。\n第二章 附则\n第十条 丙。\n"
              "第十条之一　丁。\n第一百零五条\n戊。"),
        "||某某条例;chapter-1|第一章|总则;clause-1|第一条|为了甲。;clause-2|第二条|乙。\n二款。;"
        "chapter-2|第二章|附则;clause-10|第十条|丙。;clause-10-1|第十条之一|丁。;clause-105|第一百零五条|戊。;");
}

static void an_article_mentioned_at_the_start_of_a_line_is_text(void **state)
{
    (void)state;
    assert_string_equal(shown("第一条 甲。\n第一条规定的人，\n第九条的说明。\n第二条乙。\n第四条跳号。"),
                        "clause-1|第一条|甲。\n第一条规定的人，\n第九条的说明。;clause-2|第二条|乙。\n第四条跳号。;");
}

static void a_table_of_contents_is_no_chapter(void **state)
{
    (void)state;
    assert_string_equal(shown("目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 甲\n第二章 附则\n第二条 乙"),
                        "||目录\n第一章 总则\n第二章 附则;chapter-1|第一章|总则;clause-1|第一条|甲;"
                        "chapter-2|第二章|附则;clause-2|第二条|乙;");
}

static void a_notice_is_divided_by_its_points(void **state)
{
    (void)state;
    assert_string_equal(
        shown("各县：\n一、总体要求\n（一）指导思想。甲\n(二)目标。乙\n二、保障\n（三）丙\n五、跳号\n1. 丁"),
        "||各县：;clause-1|一、|总体要求;clause-1-1|（一）|指导思想。甲;clause-1-2|(二)|目标。乙;"
        "clause-2|二、|保障;clause-2-3|（三）|丙\n五、跳号\n1. 丁;");
}

static void points_within_articles_are_their_text(void **state)
{
    (void)state;
    assert_string_equal(shown("第一条 下列：\n（一）甲；\n（二）乙。\n一、丙"),
                        "clause-1|第一条|下列：\n（一）甲；\n（二）乙。\n一、丙;");
}

static void a_number_that_comes_again_has_an_anchor_of_its_own(void **state)
{
    (void)state;
    assert_string_equal(shown("第一条 甲\n# 附件\n第一条 乙\n第一条 丙"),
                        "clause-1|第一条|甲;||附件;clause-1_2|第一条|乙;clause-1_3|第一条|丙;");
}

static void anchors_do_not_move_when_text_is_put_between(void **state)
{
    (void)state;
    struct clause *clauses = NULL;
    assert_int_equal(clauses_find(&arena, span_of("序\n\n第二条 甲\n新的一段\n第１２条 乙"), &clauses), 3);
    assert_string_equal(clauses[1].anchor, "clause-2");
    assert_string_equal(clauses[2].anchor, "clause-12");
}

static void anchors_hold_letters_digits_and_dashes_whatever_the_text_holds(void **state)
{
    (void)state;
    static const char *const hostile[] = {"第\"><script>条 甲",
                                          "第一条\"onclick=\"x 甲",
                                          "第一条#?&<b>",
                                          "第零条 甲",
                                          "第99999条 甲",
                                          "第条",
                                          "第",
                                          "一",
                                          "（",
                                          "（一",
                                          "#",
                                          "####",
                                          "第一条之",
                                          "\xe7\xac\xac",
                                          ""};
    for (size_t index = 0; index < sizeof hostile / sizeof hostile[0]; index++) {
        struct clause *clauses = NULL;
        size_t count = clauses_find(&arena, span_of(hostile[index]), &clauses);
        for (size_t at = 0; at < count; at++) {
            assert_int_equal(strspn(clauses[at].anchor, "abcdefghijklmnopqrstuvwxyz0123456789-_"),
                             strlen(clauses[at].anchor));
        }
    }
}

static void a_megabyte_of_clauses_is_bounded(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body);
    for (int number = 1; body.length < POLICY_BODY_MOST; number++) {
        buffer_add_format(&body, "第%d条 甲\n", number % 9999 + 1);
    }
    struct clause *clauses = NULL;
    size_t count = clauses_find(&arena, buffer_span(&body), &clauses);
    assert_true(count > 1000 && count <= POLICY_CLAUSES_MOST);
    assert_ptr_equal(clauses[count - 1].text.at + clauses[count - 1].text.length, body.bytes + body.length - 1);
    buffer_release(&body);
}

/* --- numbers ------------------------------------------------------------------------------------------------------- */

static void every_writing_of_a_number_is_the_same_number(void **state)
{
    (void)state;
    static const char *const writings[] = {"鲁政发〔2023〕6号", "鲁政发[2023]6号",           "鲁政发（2023）6号",
                                           "鲁政发(2023)6号",   "鲁政发【2023】6号",         "鲁政发20236号",
                                           "鲁政发2023年6号",   "鲁政发 〔２０２３〕 ６ 号", "鲁政发〔2023〕第6号",
                                           "鲁政发2023年第6号", " 鲁政发〔2023〕06号 ",      "魯政發〔2023〕6號"};
    for (size_t index = 0; index < sizeof writings / sizeof writings[0]; index++) {
        assert_string_equal(policy_number_form(&arena, span_of(writings[index])), "鲁政发〔2023〕6号");
        assert_string_equal(policy_number_key(&arena, span_of(writings[index])),
                            policy_number_key(&arena, span_of(writings[0])));
    }
}

static void other_forms_are_kept_as_they_are(void **state)
{
    (void)state;
    struct policy_number number;
    static const char *const others[] = {"国务院令第364号",
                                         "主席令第七十号",
                                         "2023年第5号公告",
                                         "政发〔23〕6号",
                                         "职业教育",
                                         "发〔2023〕号",
                                         "鲁政发〔2023〕6号附件",
                                         "6",
                                         "",
                                         "《通知》",
                                         "<script>"};
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        assert_false(policy_number_parse(&arena, span_of(others[index]), &number));
        assert_string_equal(policy_number_form(&arena, span_of(others[index])), others[index]);
    }
    assert_string_not_equal(policy_number_key(&arena, span_of("鲁政发〔2023〕6号")),
                            policy_number_key(&arena, span_of("鲁政发〔2023〕16号")));
}

static void a_law_is_known_by_its_short_and_its_whole_name(void **state)
{
    (void)state;
    static const char *const names[] = {"就业促进法", "《中华人民共和国就业促进法》",
                                        "中华人民共和国就业促进法（2015年修正）", "就業促進法",
                                        " 就业促进法(2015年修正) "};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        assert_string_equal(policy_name_key(&arena, span_of(names[index])), "就业促进法");
    }
    assert_string_equal(policy_name_key(&arena, span_of("中华人民共和国")), "中华人民共和国");
    assert_string_equal(policy_name_key(&arena, span_of("（试行）")), "(试行)");
}

static void numbers_in_words_are_read_back(void **state)
{
    (void)state;
    assert_string_equal(clause_number_words(&arena, 27), "二十七");
    for (int number = 1; number < 10000; number++) {
        const char *words = clause_number_words(&arena, number);
        const char *at = words;
        int read = 0;
        assert_true(numeral_read(&at, words + strlen(words), &read));
        assert_int_equal(read, number);
        assert_int_equal(*at, '\0');
        if (number % 500 == 0) {
            arena_reset(&arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_found_with_their_chapters),
        cmocka_unit_test(an_article_mentioned_at_the_start_of_a_line_is_text),
        cmocka_unit_test(a_table_of_contents_is_no_chapter),
        cmocka_unit_test(a_notice_is_divided_by_its_points),
        cmocka_unit_test(points_within_articles_are_their_text),
        cmocka_unit_test(a_number_that_comes_again_has_an_anchor_of_its_own),
        cmocka_unit_test(anchors_do_not_move_when_text_is_put_between),
        cmocka_unit_test(anchors_hold_letters_digits_and_dashes_whatever_the_text_holds),
        cmocka_unit_test(a_megabyte_of_clauses_is_bounded),
        cmocka_unit_test(every_writing_of_a_number_is_the_same_number),
        cmocka_unit_test(other_forms_are_kept_as_they_are),
        cmocka_unit_test(a_law_is_known_by_its_short_and_its_whole_name),
        cmocka_unit_test(numbers_in_words_are_read_back),
    };
    return cmocka_run_group_tests_name("policies, clauses", tests, start, stop);
}
