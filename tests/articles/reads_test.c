/* How often articles are read: who counts, who does not, what is stored and shown. */
#include "tests/areas/site.h"

#include "areas/articles/pages.h"
#include "areas/articles/reads.h"
#include "store/testing.h"
#include "web/web.h"

#include <unistd.h>

static const int64_t COLUMN = 7101, FIRST = 7201, SECOND = 7202, RETRACTED = 7203;
static const char phone[] = "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36";
static const char desk[] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0";
static const int64_t NOON = INT64_C(1795492800000); /* 2026-11-24 12:00 in the region */
static const int64_t DAY = 86400000;

static struct result do_plant(struct store_session *session, void *context)
{
    struct site *site = context;
    const struct article_act act = {NULL, ""};
    const struct article_column column = {
        .id = COLUMN, .kind = "column", .name = "新闻动态", .english_name = "News", .summary = ""};
    static const char *const titles[] = {"第一篇", "第二篇", "第三篇"};
    struct result result = column_insert(session, REGION, &column);
    for (int64_t id = FIRST; id <= RETRACTED && !result_failed(result); id++) {
        struct article article = article_empty();
        article.id = id;
        article.column_id = COLUMN;
        article.title = titles[id - FIRST];
        article.body = "正文";
        article.status = id == RETRACTED ? "retracted" : "published";
        article.publish_ms = NOON - DAY;
        article.created_ms = CITY_NOW;
        article.updated_ms = CITY_NOW;
        result = article_insert(&site->city.arena, session, REGION, &article, &act);
    }
    return result;
}

static int start(void **state, enum store_kind kind)
{
    if (site_start(state, kind) != 0) {
        return -1;
    }
    site_still(*state);
    return result_failed(store_write(((struct site *)*state)->city.store, do_plant, *state)) ? -1 : 0;
}

static int start_reads_sqlite(void **state)
{
    return start(state, STORE_SQLITE);
}

static int start_reads_postgres(void **state)
{
    return start(state, STORE_POSTGRES);
}

static void note(struct site *site, int64_t id, const char *address, const char *agent, int64_t now_ms)
{
    article_reads_note(site->services.reads, id, span_of(address), span_of(agent), now_ms);
}

/* What the list says of an article after everything is written; 0 when it is not there. */
static int64_t reads_of(struct site *site, int64_t id, int64_t now_ms)
{
    struct article_top top[READS_TOP];
    assert_int_equal(article_reads_flush(site->services.reads, now_ms).code, RESULT_OK);
    size_t count = article_reads_top(site->services.reads, top);
    for (size_t index = 0; index < count; index++) {
        if (top[index].article_id == id) {
            return top[index].reads;
        }
    }
    return 0;
}

static void a_reader_counts_once_a_day_for_an_article(void **state)
{
    struct site *site = *state;
    for (int round = 0; round < 5; round++) {
        note(site, FIRST, "192.0.2.1", phone, NOON);
        note(site, FIRST, "192.0.2.1", desk, NOON);
        note(site, FIRST, "2001:db8::1", phone, NOON);
        note(site, SECOND, "192.0.2.1", phone, NOON);
    }
    assert_int_equal(reads_of(site, FIRST, NOON), 3);
    note(site, FIRST, "192.0.2.1", phone, NOON);
    assert_int_equal(reads_of(site, FIRST, NOON), 3);
    note(site, FIRST, "192.0.2.1", phone, NOON + DAY);
    assert_int_equal(reads_of(site, FIRST, NOON + DAY), 4);
    assert_int_equal(reads_of(site, SECOND, NOON + DAY), 1);
}

static void robots_do_not_count(void **state)
{
    static const char *const agents[] = {
        "",
        "curl/8.5.0",
        "python-requests/2.31",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (compatible; bingBOT/2.0)",
        "Mozilla/5.0 HeadlessChrome/126.0",
        "Mozilla/5.0 Crawler"};
    struct site *site = *state;
    int64_t before = reads_of(site, SECOND, NOON + DAY);
    for (size_t index = 0; index < sizeof agents / sizeof agents[0]; index++) {
        note(site, SECOND, "192.0.2.77", agents[index], NOON + DAY);
    }
    assert_int_equal(reads_of(site, SECOND, NOON + DAY), before);
}

static void what_is_older_than_thirty_days_is_not_in_the_list(void **state)
{
    struct site *site = *state;
    assert_true(reads_of(site, SECOND, NOON + 29 * DAY) > 0);
    assert_int_equal(reads_of(site, SECOND, NOON + 30 * DAY), 0);
}

static void numbers_that_could_not_be_written_are_kept(void **state)
{
    struct site *site = *state;
    int64_t before = reads_of(site, FIRST, NOON + DAY);
    note(site, FIRST, "192.0.2.50", desk, NOON + DAY);
    store_fail_after(site->city.store, 0);
    assert_true(result_failed(article_reads_flush(site->services.reads, NOON + DAY)));
    store_fail_after(site->city.store, -1);
    assert_int_equal(reads_of(site, FIRST, NOON + DAY), before + 1);
}

/* More than the table takes: bounded, nothing is written beside it. */
static void too_many_articles_at_once_are_bounded(void **state)
{
    struct article_reads *reads = NULL;
    article_reads_open(((struct site *)*state)->city.store, REGION, 480, &reads);
    for (int64_t id = 1; id < 40000; id++) {
        article_reads_note(reads, id * 4096, span_of("192.0.2.1"), span_of(desk), NOON);
    }
    /* None of them is there: the foreign key refuses, and they are given back, within the same bound. */
    assert_true(result_failed(article_reads_flush(reads, NOON)));
    struct article_top top[READS_TOP];
    assert_int_equal(article_reads_top(reads, top), 0);
    article_reads_close(reads);
}

static int ask(struct web *web, const char *target, const char *agent, bool *quick)
{
    const struct header headers[] = {{span_make("User-Agent", 10), span_of(agent)},
                                     {span_make("Accept", 6), span_make("text/html", 9)}};
    struct wire wire = {
        .method = "GET", .target = span_of(target), .headers = headers, .header_count = 2, .peer = "192.0.2.9"};
    struct answer answer = {0};
    struct arena arena;
    struct buffer body;
    arena_init(&arena);
    buffer_init(&body);
    *quick = web_answer_quickly(web, &wire, &answer);
    if (!*quick) {
        web_answer(web, &arena, &wire, &body, &answer);
    }
    int status = answer.status;
    answer_release(&answer);
    buffer_release(&body);
    arena_release(&arena);
    return status;
}

static void a_page_from_the_cache_counts_too(void **state)
{
    struct site *site = *state;
    struct app cached = site->app;
    struct web *web = NULL;
    cached.cache_bytes = 1 << 20;
    int64_t now_ms = time_now_ms();
    assert_int_equal(web_open(&cached, &web).code, RESULT_OK);
    const char *target = article_url(&site->city.arena, "articles", SECOND);
    int64_t before = reads_of(site, SECOND, now_ms);
    bool quick = false;
    (void)store_version(site->city.store); /* the watcher's first look counts as a change: let it pass */
    (void)usleep(600000);
    assert_int_equal(ask(web, target, desk, &quick), 200);
    assert_false(quick);
    assert_int_equal(ask(web, target, phone, &quick), 200);
    assert_true(quick);
    assert_int_equal(ask(web, target, "curl/8.5.0", &quick), 200);
    assert_int_equal(ask(web, arena_format(&site->city.arena, "%s.json", target), "Mozilla/5.0 other", &quick), 200);
    assert_int_equal(ask(web, article_url(&site->city.arena, "articles", RETRACTED), desk, &quick), 410);
    assert_int_equal(reads_of(site, SECOND, now_ms), before + 2);
    assert_int_equal(reads_of(site, RETRACTED, now_ms), 0);
    web_close(web);
}

static void the_platform_shows_what_is_published_of_it(void **state)
{
    struct site *site = *state;
    int64_t now_ms = time_now_ms();
    for (int reader = 0; reader < 9; reader++) {
        note(site, RETRACTED, arena_format(&site->city.arena, "198.51.100.%d", reader), desk, now_ms);
        if (reader < 5) {
            note(site, FIRST, arena_format(&site->city.arena, "198.51.100.%d", reader), desk, now_ms);
        }
    }
    assert_int_equal(reads_of(site, RETRACTED, now_ms), 9);
    json_t *document = site_document(site, VISITOR, "/news");
    assert_string_equal(text_at(document, "most_read.0.title"), "第一篇");
    assert_true(number_at(document, "most_read.0.reads") >= 5);
    for (size_t index = 0; index < json_array_size(json_object_get(document, "most_read")); index++) {
        const char *title = text_at(document, arena_format(&site->city.arena, "most_read.%zu.title", index));
        assert_string_not_equal(title, "第三篇");
    }
    json_decref(document);
    const struct question question = {.who = VISITOR, .method = "GET", .target = "/news", .page = true};
    struct dispatch_answer page = site_ask(site, &question);
    assert_true(span_find(page.body, span_of("阅读最多")) != SPAN_NOWHERE);
}

#define TESTS                                                                                                          \
    cmocka_unit_test(a_reader_counts_once_a_day_for_an_article), cmocka_unit_test(robots_do_not_count),                \
        cmocka_unit_test(what_is_older_than_thirty_days_is_not_in_the_list),                                           \
        cmocka_unit_test(numbers_that_could_not_be_written_are_kept),                                                  \
        cmocka_unit_test(too_many_articles_at_once_are_bounded), cmocka_unit_test(a_page_from_the_cache_counts_too),   \
        cmocka_unit_test(the_platform_shows_what_is_published_of_it)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS};
    int failed = cmocka_run_group_tests_name("reads, SQLite", tests, start_reads_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("reads, PostgreSQL", tests, start_reads_postgres, stop_site);
}
