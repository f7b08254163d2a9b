/* Search, archive, feeds and the map of the site: what visitors may read and nothing else. */
#include "tests/areas/site.h"

#include "areas/articles/articles.h"
#include "areas/services.h"

static const int64_t OPEN_COLUMN = 7101, HIDDEN_COLUMN = 7102;

static struct result insert_article(struct arena *arena, struct store_session *session, int64_t id, int64_t column_id,
                                    const char *title, int64_t publish_ms)
{
    const struct article_act act = {NULL, ""};
    struct article article = article_empty();
    article.id = id;
    article.column_id = column_id;
    article.title = title;
    article.body = "校企双方在会上找到了**契合点**。<b>粗体</b>";
    article.status = publish_ms == 0 ? "draft" : "published";
    article.publish_ms = publish_ms;
    article.created_ms = CITY_NOW;
    article.updated_ms = CITY_NOW;
    return article_insert(arena, session, REGION, &article, &act);
}

static struct result do_plant(struct store_session *session, void *context)
{
    struct site *site = context;
    struct arena *arena = &site->city.arena;
    const struct article_column open = {
        .id = OPEN_COLUMN, .kind = "column", .name = "新闻动态", .english_name = "News", .summary = ""};
    const struct article_column hidden = {
        .id = HIDDEN_COLUMN, .kind = "column", .name = "内部", .english_name = "", .summary = "", .hidden = true};
    const int64_t november = INT64_C(1794700000000); /* 2026-11-15 */
    const int64_t october = november - INT64_C(30) * 86400000;
    struct result result = column_insert(session, REGION, &open);
    result = result_failed(result) ? result : column_insert(session, REGION, &hidden);
    result = result_failed(result) ? result
                                   : insert_article(arena, session, 7201, OPEN_COLUMN, "职业教育开放日 <b>", november);
    result = result_failed(result) ? result : insert_article(arena, session, 7202, OPEN_COLUMN, "十月的培训", october);
    result =
        result_failed(result) ? result : insert_article(arena, session, 7203, HIDDEN_COLUMN, "内部的契合点", november);
    return result_failed(result) ? result : insert_article(arena, session, 7204, OPEN_COLUMN, "未发布的契合点", 0);
}

static int start_reading_sqlite(void **state)
{
    return start_site_sqlite(state) != 0 ||
           result_failed(store_write(((struct site *)*state)->city.store, do_plant, *state));
}

static int start_reading_postgres(void **state)
{
    return start_site_postgres(state) != 0 ||
           result_failed(store_write(((struct site *)*state)->city.store, do_plant, *state));
}

static struct span body_of(struct site *site, const char *target)
{
    struct dispatch_answer answer = site_get(site, VISITOR, target);
    if (answer.status != 200) {
        fail_msg("%s: %d", target, answer.status);
    }
    return answer.body;
}

static bool holds(struct span text, const char *words)
{
    return span_find(text, span_of(words)) != SPAN_NOWHERE;
}

static void articles_are_found_by_every_way_of_writing(void **state)
{
    struct site *site = *state;
    static const char *const words[] = {"%E8%81%8C%E4%B8%9A%E6%95%99%E8%82%B2", "%E8%81%B7%E6%A5%AD%E6%95%99%E8%82%B2",
                                        "zyjy"};
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        struct span found = body_of(site, arena_format(&site->city.arena, "/news/search?q=%s", words[index]));
        assert_true(holds(found, "开放日"));
        assert_false(holds(found, "十月的培训"));
    }
    assert_true(holds(body_of(site, "/news/search"), "\"asked\":false"));
    assert_true(holds(body_of(site, "/news/search?q=%25%22%2A"), "\"articles\":[]"));
}

static void what_is_hidden_or_not_published_is_nowhere(void **state)
{
    struct site *site = *state;
    static const char *const targets[] = {"/news/search?q=%E5%A5%91%E5%90%88%E7%82%B9", "/news/archive?month=2026-11",
                                          "/news/feed.atom", "/sitemap.xml"};
    site->services.site_url = "https://example.org";
    for (size_t index = 0; index < sizeof targets / sizeof targets[0]; index++) {
        struct span body = body_of(site, targets[index]);
        assert_false(holds(body, "内部的契合点"));
        assert_false(holds(body, "未发布的契合点"));
        assert_true(holds(body, "/articles/")); /* the others are there */
    }
    site->services.site_url = NULL;
    assert_true(holds(body_of(site, targets[0]), "\"total\":2,")); /* nor does the count tell of them */
    char id[ID_TEXT_SIZE];
    const char *hidden = arena_format(&site->city.arena, "/news/columns/%s/feed.atom", id_format(HIDDEN_COLUMN, id));
    assert_int_equal(site_get(site, VISITOR, hidden).status, 404);
}

static void a_month_holds_its_own_articles(void **state)
{
    struct site *site = *state;
    struct span november = body_of(site, "/news/archive?month=2026-11");
    assert_true(holds(november, "开放日") && !holds(november, "十月的培训"));
    assert_true(holds(november, "\"earlier\":\"2026-10\""));
    struct span october = body_of(site, "/news/archive?month=2026-10");
    assert_true(!holds(october, "开放日") && holds(october, "十月的培训"));
    assert_true(holds(body_of(site, "/news/archive?month=1999-01"), "\"articles\":[]"));
    assert_int_equal(site_get(site, VISITOR, "/news/archive?month=2026-13").status, 200);
}

static void feeds_are_escaped_and_newest_first(void **state)
{
    struct site *site = *state;
    struct span feed = body_of(site, "/news/feed.atom");
    assert_true(holds(feed, "职业教育开放日 &lt;b&gt;"));
    assert_false(holds(feed, "<b>"));
    assert_true(span_find(feed, span_of("开放日")) < span_find(feed, span_of("十月的培训")));
    assert_true(holds(feed, "<updated>"));
    char id[ID_TEXT_SIZE];
    struct span column =
        body_of(site, arena_format(&site->city.arena, "/news/columns/%s/feed.atom", id_format(OPEN_COLUMN, id)));
    assert_true(holds(column, "新闻动态"));
}

static void crawlers_are_shown_the_map_by_its_whole_address(void **state)
{
    struct site *site = *state;
    struct services *services = &site->services;
    struct span without = body_of(site, "/robots.txt");
    assert_true(holds(without, "Disallow: /office\n") && !holds(without, "Sitemap"));
    assert_int_equal(site_get(site, VISITOR, "/sitemap.xml").status,
                     404); /* a map of addresses without a host is none */
    services->site_url = "https://example.org";
    assert_true(holds(body_of(site, "/robots.txt"), "\nSitemap: https://example.org/sitemap.xml\n"));
    assert_true(holds(body_of(site, "/sitemap.xml"), "<loc>https://example.org/articles/"));
    services->site_url = NULL;
}

static void a_search_of_needs_shows_articles_with_the_same_words(void **state)
{
    struct question question = {
        .who = VISITOR, .method = "GET", .target = "/search?q=%E5%A5%91%E5%90%88%E7%82%B9", .page = true};
    struct dispatch_answer answer = site_ask(*state, &question);
    assert_int_equal(answer.status, 200);
    assert_true(holds(answer.body, "开放日 &lt;b&gt;") && holds(answer.body, "<mark>契合点</mark>"));
    assert_false(holds(answer.body, "内部") || holds(answer.body, "未发布"));
    assert_true(holds(answer.body, "href=\"/news/search?q=%E5%A5%91%E5%90%88%E7%82%B9\""));
    question.target = "/search?q=%E6%97%A0%E6%AD%A4%E8%AF%8D";
    assert_false(holds(site_ask(*state, &question).body, "/news/search"));
    assert_true(holds(body_of(*state, "/search"), "\"articles\":[]"));
}

#define CASES                                                                                                          \
    cmocka_unit_test(articles_are_found_by_every_way_of_writing),                                                      \
        cmocka_unit_test(what_is_hidden_or_not_published_is_nowhere),                                                  \
        cmocka_unit_test(a_month_holds_its_own_articles), cmocka_unit_test(feeds_are_escaped_and_newest_first),        \
        cmocka_unit_test(crawlers_are_shown_the_map_by_its_whole_address),                                             \
        cmocka_unit_test(a_search_of_needs_shows_articles_with_the_same_words)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("reading articles on SQLite", tests, start_reading_sqlite, stop_site);
    return failed +
           cmocka_run_group_tests_name("reading articles on PostgreSQL", tests, start_reading_postgres, stop_site);
}
