/* Files become articles: navigation, source and title told from the text; garbled ones cleaned; the same file once. */
#include "tests/areas/city.h"

#include "areas/articles/bring.h"

static struct city *city_of(void **state)
{
    return *state;
}

/* As such pages come: each traditional character with its reading, a torn one, doubled marks, navigation above. */
static const char garbled_page[] =
    "首頁(yè) >> 資訊平臺(tái) >> 水城工作室__Mr. Wang >> 實(shí)訓(xùn) >> 通知\n"
    "水城職業(yè)學(xué)院\n"
    "3月4日,職業(yè)教(jiao)育與(yǔ)企業(yè)開(kāi)放日在水城舉(jǔ)行,來(lái)自全國(guó)的代表參(cān)加。。\n"
    "校企雙(shuāng)方找到了契合點(diǎn),全?guó)的專(zhuān)家張?fēng)也到了場(chǎng)。\n";

static struct article_brought read_page(struct city *city, const char *name, const char *text)
{
    struct article_brought brought;
    assert_ok(article_bring_read(&city->arena, name, span_of(text), &brought));
    return brought;
}

static void a_garbled_page_gives_columns_source_title_and_clean_text(void **state)
{
    struct city *city = city_of(state);
    struct article_brought brought = read_page(city, "page.txt", garbled_page);
    assert_true(brought.was_garbled);
    assert_int_equal(brought.trail_count, 3);
    assert_string_equal(brought.trail[0], "水城工作室");
    assert_string_equal(brought.trail[1], "实训");
    assert_string_equal(brought.trail[2], "通知");
    assert_string_equal(brought.article.source, "水城职业学院");
    assert_string_equal(brought.article.title, "职业教育与企业开放日在水城举行");
    assert_string_equal(brought.article.body, "3月4日，职业教育与企业开放日在水城举行，来自全国的代表参加。\n\n"
                                              "校企双方找到了契合点，全国的专家张□也到了场。\n\n");
    assert_int_equal(brought.garbled.change_count, 2);
    assert_string_equal(brought.original, garbled_page);
}

static void clean_text_markdown_and_html_are_read_as_they_are(void **state)
{
    struct city *city = city_of(state);
    struct article_brought text = read_page(
        city, "a.txt", "校企合作现场会召开\n来源：水城日报 作者：李明 2025-03-04\n第一段,1*2 <b>不是</b>粗体。\n");
    assert_false(text.was_garbled);
    assert_string_equal(text.article.title, "校企合作现场会召开");
    assert_string_equal(text.article.source, "水城日报");
    assert_string_equal(text.article.author, "李明");
    assert_int_not_equal(text.day, 0);
    assert_string_equal(text.article.body, "第一段,1\\*2 \\<b\\>不是\\</b\\>粗体。\n\n");
    struct article_brought markdown = read_page(city, "a.md", "# 开班通知\n\n**时间**：周一\n\n- 一\n- 二\n");
    assert_string_equal(markdown.article.title, "开班通知");
    assert_string_equal(markdown.article.body, "**时间**：周一\n\n- 一\n- 二\n");
    struct article_brought html = read_page(
        city, "a.html",
        "<html><head><title>站点</title></head><body><h1>培训 公告</h1><p>正文<script>alert(1)</script></p></body></html>");
    assert_string_equal(html.article.format, "html");
    assert_string_equal(html.article.title, "培训 公告");
}

static void what_is_no_article_is_refused(void **state)
{
    struct city *city = city_of(state);
    struct article_brought brought;
    static const char *const texts[] = {"", " \n\n", "首页 > 资讯 > 通知\n", "只有一行题目"};
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        struct result result = article_bring_read(&city->arena, "x.txt", span_of(texts[index]), &brought);
        assert_int_equal(result.code, RESULT_INVALID);
        assert_string_equal(result.message, "articles.error.file_empty");
    }
    assert_int_equal(article_bring_read(&city->arena, "x.txt", span_make("\xff\xfe\xfd", 3), &brought).code,
                     RESULT_INVALID);
}

struct asking {
    struct city *city;
    const char *words;
    struct article_hits hits;
    struct revision *revisions;
    size_t revision_count;
    int64_t id;
};

static struct result ask(struct store_session *session, void *context)
{
    struct asking *asking = context;
    const struct article_query query = {.text = span_of(asking->words), .limit = 10};
    struct result result = article_search(&asking->city->arena, session, REGION, &query, &asking->hits);
    return result_failed(result) ? result
                                 : article_list_revisions(&asking->city->arena, session, REGION, asking->id,
                                                          &asking->revisions, &asking->revision_count);
}

static void it_is_brought_in_once_found_by_every_way_of_writing_and_the_original_is_kept(void **state)
{
    struct city *city = city_of(state);
    struct article_brought brought = read_page(city, "page.txt", garbled_page);
    struct article_bringing how = {
        .store = city->store, .region_id = REGION, .now_ms = CITY_NOW, .zone_minutes = 480, .column = ""};
    struct article_bring_outcome dry;
    struct article_bring_outcome first;
    struct article_bring_outcome again;
    how.dry_run = true;
    assert_ok(article_bring(&city->arena, &how, &brought, &dry));
    assert_true(dry.is_new && dry.columns_made == 3 && dry.id == 0);
    how.dry_run = false;
    assert_ok(article_bring(&city->arena, &how, &brought, &first));
    assert_true(first.is_new && first.columns_made == 3);
    assert_string_equal(first.column_path, "水城工作室/实训/通知");
    assert_ok(article_bring(&city->arena, &how, &brought, &again));
    assert_false(again.is_new);
    assert_int_equal(again.id, first.id);
    static const char *const words[] = {"职业教育", "職業教育", "zyjy", "契合点", "契合點"};
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        struct asking asking = {.city = city, .words = words[index], .id = first.id};
        assert_ok(store_read(city->store, ask, &asking));
        assert_int_equal(asking.hits.count, 1);
        assert_int_equal(asking.hits.articles[0].id, first.id);
        assert_int_equal(asking.revision_count, 2);
        struct article original;
        assert_true(article_from_stored(&city->arena, asking.revisions[1].document, &original));
        assert_string_equal(original.body, garbled_page);
    }
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_garbled_page_gives_columns_source_title_and_clean_text),                                        \
        cmocka_unit_test(clean_text_markdown_and_html_are_read_as_they_are),                                           \
        cmocka_unit_test(what_is_no_article_is_refused),                                                               \
        cmocka_unit_test(it_is_brought_in_once_found_by_every_way_of_writing_and_the_original_is_kept)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("articles from files on SQLite", tests, start_city_sqlite, stop_city);
    return failed +
           cmocka_run_group_tests_name("articles from files on PostgreSQL", tests, start_city_postgres, stop_city);
}
