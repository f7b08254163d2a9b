/* The information platform through its pages: who may do what, the life of an article, attacks, two editors at once. */
#include "tests/articles/site.h"

static void an_article_goes_from_draft_to_readers_and_back(void **state)
{
    struct site *site = *state;
    const char *path = write_article(site, SCHOOL, STUDIO, "轴承班开班", "正文**重点**");
    assert_int_equal(status_of(site, VISITOR, path), 404);
    assert_int_equal(status_of(site, FACTORY, path), 404);
    assert_int_equal(status_of(site, SCHOOL, path), 200);
    assert_int_equal(step(site, SCHOOL, path, "status=published"), 422); /* not before a review */
    assert_int_equal(step(site, SCHOOL, path, "status=review"), 303);
    assert_int_equal(step(site, SCHOOL, path, "status=published"),
                     403); /* nobody publishes what they wrote unless they review */
    assert_int_equal(step(site, FACTORY, path, "status=published"), 404);
    assert_int_equal(step(site, CLERK, path, "status=draft"), 422); /* sent back without a reason */
    assert_int_equal(step(site, CLERK, path, "status=published"), 303);
    json_t *document = site_document(site, VISITOR, path);
    assert_string_equal(text_at(document, "article.title"), "轴承班开班");
    assert_string_equal(text_at(document, "safe_html"), "<p>正文<strong>重点</strong></p>\n\n");
    assert_null(at_path(document, "actions"));
    json_decref(document);
    json_t *platform = site_document(site, VISITOR, "/news");
    assert_string_equal(text_at(platform, "columns.1.articles.0.title"),
                        "轴承班开班"); /* under 工作室, by its studio */
    json_decref(platform);
    assert_int_equal(step(site, SCHOOL, path, "status=retracted"), 422); /* without a reason */
    assert_int_equal(step(site, SCHOOL, path, "status=retracted&reason=数字有误"), 303);
    struct dispatch_answer gone = site_get(site, VISITOR, path);
    assert_int_equal(gone.status, 410);
    document = document_of(gone);
    assert_string_equal(text_at(document, "article.reason"), "数字有误");
    assert_null(at_path(document, "safe_html"));
    json_decref(document);
    json_t *history = site_document(site, SCHOOL, arena_format(&site->city.arena, "%s/history", path));
    assert_int_equal(json_array_size(at_path(history, "revisions")), 4);
    assert_string_equal(text_at(history, "revisions.0.reason"), "数字有误");
    json_decref(history);
    assert_int_equal(step(site, SCHOOL, path, "status=draft"), 303);
}

static void a_planned_article_waits_for_its_time(void **state)
{
    struct site *site = *state;
    const char *path = write_article(site, CLERK, NOTICES, "定时", "明天见");
    assert_int_equal(step(site, CLERK, path, "status=review"), 303);
    assert_int_equal(step(site, CLERK, path, "status=published&publish_at=2020-01-01T08:00"), 422);
    assert_int_equal(step(site, CLERK, path, "status=published&publish_at=tomorrow"), 422);
    int64_t ahead_ms = time_now_ms() + INT64_C(48) * 3600 * 1000;
    char day[DAY_TEXT_SIZE];
    const char *form = arena_format(&site->city.arena, "status=published&publish_at=%sT08:00",
                                    day_format(day_of_time(ahead_ms, 480), day));
    assert_int_equal(step(site, CLERK, path, form), 303);
    json_t *document = site_document(site, CLERK, path);
    assert_string_equal(text_at(document, "article.status"), "scheduled");
    assert_int_equal((number_at(document, "article.publish_ms") + 480 * 60000) % 86400000, 8 * 3600000);
    json_decref(document);
    assert_int_equal(status_of(site, VISITOR, path), 404);
}

static void only_those_who_may_write_in_a_column(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, SCHOOL, "/articles", form_of(site, NOTICES, "a", "b")).status, 422);
    assert_int_equal(site_post(site, FACTORY, "/articles", form_of(site, STUDIO, "a", "b")).status, 403);
    assert_int_equal(site_post(site, READER, "/articles", form_of(site, STUDIO, "a", "b")).status, 403);
    assert_int_equal(site_post(site, VISITOR, "/articles", form_of(site, STUDIO, "a", "b")).status, 401);
    const char *path = write_article(site, SCHOOL, STUDIO, "校内", "文");
    struct arena *arena = &site->city.arena;
    assert_int_equal(site_post(site, FACTORY, path, form_of(site, STUDIO, "x", "y")).status, 404);
    assert_int_equal(status_of(site, FACTORY, arena_format(arena, "%s/edit", path)), 404);
    assert_int_equal(status_of(site, FACTORY, arena_format(arena, "%s/history", path)), 404);
    assert_int_equal(step(site, SCHOOL, path, "status=review"), 303);
    assert_int_equal(status_of(site, SCHOOL, arena_format(arena, "%s/edit", path)),
                     403); /* it is being read by the reviewer */
    assert_int_equal(status_of(site, CLERK, arena_format(arena, "%s/edit", path)), 200);
    assert_int_equal(status_of(site, FACTORY, "/office/articles"), 403);
    assert_int_equal(status_of(site, SCHOOL, "/office/columns"), 403);
}

static void a_person_named_as_editor_writes_in_the_studio(void **state)
{
    struct site *site = *state;
    const char *target = arena_format(&site->city.arena, "/office/columns/%s/editors", id_text(site, STUDIO));
    assert_int_equal(site_post(site, SCHOOL, target, "login=factory").status, 403);
    assert_int_equal(site_post(site, CLERK, target, "login=nobody").status, 422);
    assert_int_equal(site_post(site, CLERK, target, "login=factory").status, 303);
    (void)write_article(site, FACTORY, STUDIO, "来自工厂", "文");
    assert_int_equal(status_of(site, FACTORY, "/office/articles"), 200);
    assert_int_equal(site_post(site, CLERK, target, "login=factory&remove=1").status, 303);
    assert_int_equal(site_post(site, FACTORY, "/articles", form_of(site, STUDIO, "a", "b")).status, 403);
}

/* Rows of the audit log: sealed, and those that wait for their seal. */
static struct result do_count_trail(struct store_session *session, void *context)
{
    static const char *const names[] = {"audit_pending_count", "audit_last_seal"};
    int64_t *count = context;
    *count = 0;
    for (size_t index = 0; index < 2; index++) {
        struct store_rows *rows;
        struct result result = store_query(session, names[index], STORE_VALUES(store_integer(REGION)), &rows);
        if (result_failed(result)) {
            return result;
        }
        *count += store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
        result = store_rows_close(rows);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

static int64_t trail_length(struct site *site)
{
    int64_t count = 0;
    assert_ok(store_read(site->city.store, do_count_trail, &count));
    return count;
}

static void every_step_is_in_the_audit_log_and_a_refused_one_is_not_done(void **state)
{
    struct site *site = *state;
    int64_t before = trail_length(site);
    const char *path = write_article(site, SCHOOL, STUDIO, "留痕", "文");
    assert_int_equal(step(site, SCHOOL, path, "status=review"), 303);
    assert_int_equal(step(site, CLERK, path, "status=published"), 303);
    assert_int_equal(trail_length(site), before + 3);
    assert_int_equal(step(site, CLERK, path, "status=retracted"), 422);
    assert_int_equal(trail_length(site), before + 3);
}

/* --- texts --------------------------------------------------------------------------------------------------------- */

static void what_is_wrong_is_said_and_nothing_typed_is_lost(void **state)
{
    struct site *site = *state;
    const char *form =
        arena_format(&site->city.arena, "column=%s&title=&format=html&source_url=javascript:1&body=%s&links=%s",
                     id_text(site, STUDIO), "<img src=/media/1><a href='javascript:x'>y</a>", "https://evil.example/");
    struct dispatch_answer answer = site_post(site, SCHOOL, "/articles", form);
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    static const char *const expected[] = {"articles.error.link", "articles.error.title_missing",
                                           "articles.error.source_url", "articles.error.alt_missing",
                                           "articles.error.link_refused"};
    char *text = json_dumps(at_path(document, "problems"), 0);
    for (size_t index = 0; index < sizeof expected / sizeof expected[0]; index++) {
        assert_non_null(strstr(text, expected[index]));
    }
    free(text);
    assert_string_equal(text_at(document, "form.body.value"), "<img src=/media/1><a href='javascript:x'>y</a>");
    json_decref(document);
}

static void attacks_are_inert_on_the_page_in_preview_and_in_titles(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *attack = "<script>alert(1)</script><img src=x onerror=alert(1)>text";
    const char *form =
        arena_format(arena, "column=%s&title=%s&format=html&body=%s&preview=1", id_text(site, STUDIO), attack, attack);
    const struct question asked = {
        .who = SCHOOL, .method = "POST", .target = "/articles", .body = span_of(form), .page = true};
    const char *html = arena_copy(arena, site_ask(site, &asked).body);
    assert_non_null(strstr(html, "preview-title"));
    assert_null(strstr(html, "<script>alert"));
    assert_null(strstr(html, "<img src=x"));
    form = arena_format(arena, "column=%s&title=%s&format=html&body=%s&source_url=", id_text(site, STUDIO), attack,
                        "<p onclick=x>text</p>");
    struct dispatch_answer stored = site_post(site, SCHOOL, "/articles", form);
    assert_int_equal(stored.status, 303);
    const struct question read = {.who = SCHOOL,
                                  .method = "GET",
                                  .page = true,
                                  .target = arena_copy(arena, span_make(stored.location, strlen(stored.location) - 5))};
    html = arena_copy(arena, site_ask(site, &read).body);
    assert_null(strstr(html, "<script>alert"));
    assert_null(strstr(html, "onclick"));
    assert_non_null(strstr(html, "&lt;script&gt;"));
}

static void the_later_of_two_editors_sees_both_texts_and_loses_nothing(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, SCHOOL, STUDIO, "两人", "一\n二\n三");
    const char *base = arena_format(arena, "column=%s&format=markdown&version=1", id_text(site, STUDIO));
    const char *first = arena_format(arena, "%s&title=两人&author=甲&body=一\n二改\n三", base);
    assert_int_equal(site_post(site, SCHOOL, path, first).status, 303);
    const char *second = arena_format(arena, "%s&title=两人合写&body=一\n二\n三\n四", base);
    struct dispatch_answer answer = site_post(site, CLERK, path, second);
    assert_int_equal(answer.status, 409);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "form.title.value"), "两人合写");
    assert_string_equal(text_at(document, "form.author.value"), "甲"); /* only the other one changed it */
    assert_string_equal(text_at(document, "form.body.value"), "一\n二\n三\n四");
    assert_string_equal(text_at(document, "merge.body"), "一\n二改\n三");
    assert_int_equal(number_at(document, "version"), 2);
    char *theirs = json_dumps(at_path(document, "merge.theirs"), JSON_ENSURE_ASCII * 0);
    assert_non_null(strstr(theirs, "二改"));
    free(theirs);
    json_decref(document);
    const char *again =
        arena_format(arena, "column=%s&format=markdown&version=2&title=两人合写&author=甲&body=一\n二改\n三\n四",
                     id_text(site, STUDIO));
    assert_int_equal(site_post(site, CLERK, path, again).status, 303);
}

/* Whole addresses only where the program knows its own. */
static void a_shared_article_brings_its_title_beginning_and_address(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, CLERK, NOTICES, "分享\"引号\"", "第一句话。");
    const struct question question = {.who = CLERK, .method = "GET", .target = path, .page = true};
    const char *html = arena_copy(arena, site_ask(site, &question).body);
    assert_non_null(strstr(html, "property=\"og:title\" content=\"分享&quot;引号&quot;\""));
    assert_non_null(strstr(html, "property=\"og:description\" content=\"第一句话。\""));
    assert_null(strstr(html, "og:url"));
    site->services.site_url = "https://zhiqiao.example.cn";
    html = arena_copy(arena, site_ask(site, &question).body);
    site->services.site_url = NULL;
    assert_non_null(strstr(html, arena_format(arena, "og:url\" content=\"https://zhiqiao.example.cn%s\"", path)));
}

static void a_form_sent_twice_makes_one_article(void **state)
{
    struct site *site = *state;
    const char *form = arena_format(&site->city.arena, "%s&token=0123456789abcdef0123456789abcdef",
                                    form_of(site, STUDIO, "一次", "文"));
    struct dispatch_answer first = site_post(site, SCHOOL, "/articles", form);
    struct dispatch_answer second = site_post(site, SCHOOL, "/articles", form);
    assert_int_equal(first.status, 303);
    assert_string_equal(first.location, second.location);
}

static void the_editor_arranges_columns_and_readers_see_the_way_to_each_page(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *form = arena_format(arena, "kind=column&parent=%s&name=师傅讲堂", id_text(site, STUDIO));
    assert_int_equal(site_post(site, CLERK, "/office/columns", form).status, 303);
    assert_int_equal(site_post(site, CLERK, "/office/columns", form).status, 422); /* the name is there already */
    json_t *columns = site_document(site, CLERK, "/office/columns");
    size_t count = json_array_size(at_path(columns, "columns"));
    const char *edit = arena_text(arena, text_at(columns, arena_format(arena, "columns.%zu.edit_url", count - 1)));
    const char *page = arena_text(arena, text_at(columns, arena_format(arena, "columns.%zu.url", count - 1)));
    json_decref(columns);
    int64_t id = 0;
    assert_true(id_parse(span_of(strrchr(edit, '/') + 1), &id));
    const char *path = write_article(site, SCHOOL, id, "第一讲", "文"); /* below the studio: its editors write here */
    const struct question question = {.who = SCHOOL, .method = "GET", .target = path, .page = true};
    const char *html = arena_copy(arena, site_ask(site, &question).body);
    const char *at = html;
    static const char *const way[] = {"首页", "资讯平台", "工作室", "水城中专工作室", "师傅讲堂", "第一讲"};
    at = strstr(html, "class=\"breadcrumb\"");
    for (size_t index = 0; index < sizeof way / sizeof way[0]; index++) {
        at = at == NULL ? NULL : strstr(at, way[index]);
        assert_non_null(at);
    }
    assert_int_equal(status_of(site, VISITOR, page), 200);
    const char *hide = arena_format(arena, "parent=%s&name=师傅讲堂&hidden=1&version=1", id_text(site, STUDIO));
    assert_int_equal(site_post(site, CLERK, edit, hide).status, 303);
    assert_int_equal(status_of(site, VISITOR, page), 404);
    assert_int_equal(status_of(site, SCHOOL, page), 200);
    const char *circle = arena_format(arena, "parent=%s&name=工作室&version=1", id_text(site, id));
    assert_int_equal(
        site_post(site, CLERK, arena_format(arena, "/office/columns/%s", id_text(site, STUDIOS)), circle).status, 422);
    assert_int_equal(
        site_post(site, CLERK, arena_format(arena, "/office/columns/%s/move", id_text(site, STUDIOS)), "direction=up")
            .status,
        303);
    json_t *platform = site_document(site, VISITOR, "/news");
    assert_string_equal(text_at(platform, "columns.0.name"), "工作室");
    json_decref(platform);
    assert_int_equal(
        site_post(site, CLERK, arena_format(arena, "/office/columns/%s/move", id_text(site, STUDIOS)), "direction=down")
            .status,
        303);
}

static void a_long_column_is_read_page_by_page(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *create = "kind=column&parent=0&name=长栏目";
    assert_int_equal(site_post(site, CLERK, "/office/columns", create).status, 303);
    json_t *columns = site_document(site, CLERK, "/office/columns");
    size_t count = json_array_size(at_path(columns, "columns"));
    const char *next = arena_text(arena, text_at(columns, arena_format(arena, "columns.%zu.url", count - 1)));
    json_decref(columns);
    int64_t id = 0;
    assert_true(id_parse(span_of(strrchr(next, '/') + 1), &id));
    for (int number = 0; number < 45; number++) {
        const char *path = write_article(site, CLERK, id, arena_format(arena, "第%d篇", number), "文");
        assert_int_equal(step(site, CLERK, path, "status=review"), 303);
        assert_int_equal(step(site, CLERK, path, "status=published"), 303);
    }
    int expected = 44;
    while (next != NULL) {
        json_t *page = site_document(site, VISITOR, next);
        size_t shown = json_array_size(at_path(page, "articles"));
        for (size_t index = 0; index < shown; index++, expected--) {
            assert_string_equal(text_at(page, arena_format(arena, "articles.%zu.title", index)),
                                arena_format(arena, "第%d篇", expected));
        }
        const char *url = json_string_value(at_path(page, "pages.next_url"));
        next = url == NULL ? NULL : arena_text(arena, url);
        json_decref(page);
    }
    assert_int_equal(expected, -1);
}

static void every_page_renders_in_both_languages(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = write_article(site, CLERK, NOTICES, "页面", "## 小标题\n\n| a | b |\n|--|--|\n| 1 | 2 |\n");
    assert_int_equal(site_post(site, CLERK, path, form_of(site, NOTICES, "页面二", "文&version=1")).status, 303);
    const char *column = arena_format(arena, "/news/columns/%s", id_text(site, STUDIO));
    const char *edit_column = arena_format(arena, "/office/columns/%s", id_text(site, STUDIO));
    /* clang-format off */
    const char *targets[] = {"/", "/news", column, path, arena_format(arena, "%s/edit", path),
                             arena_format(arena, "%s/history", path), "/articles/new", "/office/articles",
                             "/office/articles?status=published", "/office/columns", edit_column};
    /* clang-format on */
    for (size_t index = 0; index < sizeof targets / sizeof targets[0]; index++) {
        static const char *const languages[] = {"zh-CN", "en"};
        for (size_t language = 0; language < 2; language++) {
            const struct question question = {
                .who = CLERK, .method = "GET", .target = targets[index], .page = true, .language = languages[language]};
            struct dispatch_answer answer = site_ask(site, &question);
            const char *html = arena_copy(arena, answer.body);
            if (answer.status != 200 || strstr(html, "<h1>") == NULL || strstr(html, "{{") != NULL ||
                strstr(html, "articles.field") != NULL || strstr(html, "articles.page") != NULL ||
                strstr(html, "nav.news") != NULL) {
                fail_msg("%s %s: %d %.3000s", targets[index], languages[language], answer.status, html);
            }
        }
    }
}

#define CASES                                                                                                          \
    cmocka_unit_test(an_article_goes_from_draft_to_readers_and_back),                                                  \
        cmocka_unit_test(a_planned_article_waits_for_its_time),                                                        \
        cmocka_unit_test(only_those_who_may_write_in_a_column),                                                        \
        cmocka_unit_test(a_person_named_as_editor_writes_in_the_studio),                                               \
        cmocka_unit_test(every_step_is_in_the_audit_log_and_a_refused_one_is_not_done),                                \
        cmocka_unit_test(what_is_wrong_is_said_and_nothing_typed_is_lost),                                             \
        cmocka_unit_test(attacks_are_inert_on_the_page_in_preview_and_in_titles),                                      \
        cmocka_unit_test(the_later_of_two_editors_sees_both_texts_and_loses_nothing),                                  \
        cmocka_unit_test(a_shared_article_brings_its_title_beginning_and_address),                                     \
        cmocka_unit_test(a_form_sent_twice_makes_one_article),                                                         \
        cmocka_unit_test(the_editor_arranges_columns_and_readers_see_the_way_to_each_page),                            \
        cmocka_unit_test(a_long_column_is_read_page_by_page), cmocka_unit_test(every_page_renders_in_both_languages)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("pages of articles on SQLite", tests, start_sqlite_site, stop_site);
    return failed +
           cmocka_run_group_tests_name("pages of articles on PostgreSQL", tests, start_postgres_site, stop_site);
}
