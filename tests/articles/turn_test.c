/* Whose turn an article is, four eyes, and what the clock cannot publish. On both engines. */
#include "tests/areas/site.h"

#include "store/testing.h"

enum { COLUMN = 8201, ANN = 700, BEN = 701 };

struct editor {
    struct site *site;
    int64_t id;
    const char *login;
};

static struct result do_insert_editor(struct store_session *session, void *context)
{
    const struct editor *editor = context;
    int64_t now_ms = time_now_ms();
    char digest[DIGEST_TEXT_SIZE];
    char nothing[DIGEST_TEXT_SIZE];
    const struct new_person person = {editor->login, editor->login, editor->site->hash, "editor", 0, ""};
    const struct new_session row = {.token_hash = token_digest(editor->login, digest),
                                    .csrf = "csrf-of-the-session",
                                    .address = "",
                                    .agent = "",
                                    .login_digest = token_digest("", nothing),
                                    .person_id = editor->id,
                                    .now_ms = now_ms};
    struct result result = person_insert(session, REGION, editor->id, &person, now_ms);
    return result_failed(result) ? result : session_insert(session, REGION, &row);
}

static struct result do_insert_column(struct store_session *session, void *context)
{
    (void)context;
    const struct article_column column = {.id = COLUMN,
                                          .kind = "column",
                                          .name = "新闻",
                                          .english_name = "",
                                          .summary = "",
                                          .created_ms = CITY_NOW,
                                          .updated_ms = CITY_NOW};
    return column_insert(session, REGION, &column);
}

static void add_editor(struct site *site, int64_t id, const char *login)
{
    struct editor editor = {site, id, login};
    assert_ok(store_write(site->city.store, do_insert_editor, &editor));
}

static struct dispatch_answer ask_as(struct site *site, const char *login, const char *method, const char *target,
                                     const char *form)
{
    struct arena *arena = &site->city.arena;
    const char *headers[] = {"Host: x",
                             "Accept: application/json",
                             "Content-Type: application/x-www-form-urlencoded",
                             "X-CSRF-Token: csrf-of-the-session",
                             arena_format(arena, "Cookie: lang=zh-CN; zq_session=%s", login),
                             NULL};
    return app_dispatch(arena, &site->app, method, target, headers, span_of(form));
}

static int step(struct site *site, const char *login, const char *path, const char *form)
{
    return ask_as(site, login, "POST", arena_format(&site->city.arena, "%s/status", path), form).status;
}

static const char *write_article(struct site *site, const char *login, const char *title)
{
    char column[ID_TEXT_SIZE];
    struct dispatch_answer answer = ask_as(
        site, login, "POST", "/articles",
        arena_format(&site->city.arena, "column=%s&title=%s&format=markdown&body=x", id_format(COLUMN, column), title));
    assert_int_equal(answer.status, 303);
    return arena_copy(&site->city.arena, span_make(answer.location, strlen(answer.location) - strlen("/edit")));
}

/* The word of what waits about `title`; "" when nothing does. */
static const char *waits(struct site *site, const char *login, const char *title)
{
    json_t *document = document_of(ask_as(site, login, "GET", "/waiting", ""));
    const char *word = "";
    size_t index;
    json_t *item;
    json_array_foreach(json_object_get(document, "items"), index, item)
    {
        if (strcmp(text_at(item, "about"), title) == 0) {
            word = arena_text(&site->city.arena, text_at(item, "title"));
        }
    }
    json_decref(document);
    return word;
}

static const char *office(void)
{
    return site_token(CLERK);
}

/* Until the first editor comes, the office does what editors do. */
static void a_review_waits_for_the_office_while_nobody_is_an_editor_and_what_is_sent_back_for_its_writer(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, do_insert_column, NULL));
    const char *path = write_article(site, office(), "first");
    assert_string_equal(waits(site, office(), "first"), "");
    assert_int_equal(step(site, office(), path, "status=review"), 303);
    assert_string_equal(waits(site, office(), "first"), "waiting.word.article_review");
    add_editor(site, ANN, "ann");
    assert_string_equal(waits(site, "ann", "first"), "waiting.word.article_review");
    assert_string_equal(waits(site, office(), "first"), "");
    assert_int_equal(step(site, "ann", path, "status=draft&reason=numbers"), 303);
    assert_string_equal(waits(site, "ann", "first"), "");
    assert_string_equal(waits(site, office(), "first"), "waiting.word.article_returned"); /* who wrote it */
    assert_int_equal(step(site, office(), path, "status=review"), 303);
    assert_int_equal(step(site, "ann", path, "status=published"), 303);
    assert_string_equal(waits(site, "ann", "first"), "");
}

static bool publishes(struct site *site, const char *login, const char *path, const char *what)
{
    json_t *document = document_of(ask_as(site, login, "GET", path, ""));
    bool may = json_is_true(at_path(document, what));
    json_decref(document);
    return may;
}

static void with_two_editors_another_one_publishes_unless_the_office_says_otherwise(void **state)
{
    struct site *site = *state;
    const char *alone = write_article(site, "ann", "alone");
    assert_int_equal(step(site, "ann", alone, "status=review"), 303);
    assert_true(publishes(site, "ann", alone, "actions.publish"));
    assert_int_equal(step(site, "ann", alone, "status=published"), 303); /* there is nobody else */
    add_editor(site, BEN, "ben");
    const char *own = write_article(site, "ann", "own");
    assert_int_equal(step(site, "ann", own, "status=review"), 303);
    assert_false(publishes(site, "ann", own, "actions.publish"));
    assert_true(publishes(site, "ann", own, "actions.four_eyes"));
    assert_true(publishes(site, "ben", own, "actions.publish"));
    assert_int_equal(step(site, "ann", own, "status=published"), 403);
    assert_int_equal(step(site, "ann", own, "status=published&publish_at=2099-01-01T08:00"), 422); /* too far anyway */
    char day[DAY_TEXT_SIZE];
    const char *planned = arena_format(&site->city.arena, "status=published&publish_at=%sT08:00",
                                       day_format(day_of_time(time_now_ms(), 480) + 3, day));
    assert_int_equal(step(site, "ann", own, planned), 403); /* nor by planning it */
    assert_int_equal(step(site, "ben", own, "status=published"), 303);

    assert_int_equal(ask_as(site, "ann", "POST", "/office/articles/rule", "four_eyes=off").status, 403);
    assert_int_equal(ask_as(site, office(), "POST", "/office/articles/rule", "four_eyes=off").status, 303);
    const char *free = write_article(site, "ann", "free");
    assert_int_equal(step(site, "ann", free, "status=review"), 303);
    assert_int_equal(step(site, "ann", free, "status=published"), 303);
    assert_int_equal(ask_as(site, office(), "POST", "/office/articles/rule", "four_eyes=on").status, 303);
    json_t *desk = document_of(ask_as(site, office(), "GET", "/office/articles", ""));
    assert_true(json_is_true(at_path(desk, "rule.needed")) && json_is_true(at_path(desk, "rule.may_set")));
    json_decref(desk);
    const char *strict = write_article(site, office(), "strict");
    assert_int_equal(step(site, office(), strict, "status=review"), 303);
    assert_int_equal(step(site, office(), strict, "status=published"), 403);
}

static struct result do_break(struct store_session *session, void *context)
{
    (void)context;
    return store_run_script(session, "DROP TABLE article_search");
}

static void what_cannot_be_published_in_time_waits_for_the_editors(void **state)
{
    struct site *site = *state;
    size_t failed = 0;
    char day[DAY_TEXT_SIZE];
    site_still(site);
    const char *planned = arena_format(&site->city.arena, "status=published&publish_at=%sT08:00",
                                       day_format(day_of_time(time_now_ms(), 480) + 3, day));
    const char *path = write_article(site, "ann", "planned");
    assert_int_equal(step(site, "ann", path, "status=review"), 303);
    assert_int_equal(step(site, "ben", path, planned), 303);
    assert_string_equal(waits(site, "ben", "planned"), "");
    assert_ok(
        store_write(site->city.store, do_break, NULL)); /* the last test of the group: nothing can be published now */
    int64_t later = time_now_ms() + INT64_C(5) * 86400000;
    assert_true(result_failed(article_clock_run(site->city.store, REGION, later, &failed)));
    assert_int_equal(failed, 1);
    assert_string_equal(waits(site, "ben", "planned"), "waiting.word.article_failed");
    assert_string_equal(waits(site, office(), "planned"), "");
    assert_true(result_failed(article_clock_run(site->city.store, REGION, later, &failed))); /* tried again */
    assert_int_equal(failed, 1);
    assert_string_equal(waits(site, "ben", "planned"), "waiting.word.article_failed");
}

int main(void)
{
    const struct CMUnitTest site[] = {
        cmocka_unit_test(a_review_waits_for_the_office_while_nobody_is_an_editor_and_what_is_sent_back_for_its_writer),
        cmocka_unit_test(with_two_editors_another_one_publishes_unless_the_office_says_otherwise),
        cmocka_unit_test(what_cannot_be_published_in_time_waits_for_the_editors),
    };
    int failed = cmocka_run_group_tests_name("articles' turns on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("articles' turns on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
