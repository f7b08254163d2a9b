/* Columns, articles and documents in the store, on both engines. */
#include "tests/areas/city.h"

#include "areas/articles/articles.h"

/* A piece of work with what it needs and gives. */
struct job {
    struct city *city;
    struct article_column column;
    struct column_tree tree;
    struct article article, found;
    struct article_list list;
    struct article_query query;
    struct article_hits hits;
    struct article *articles;
    struct revision *revisions;
    size_t count;
    bool more;
    int64_t id, now_ms;
    int direction;
    const char *reason;
};

static const struct actor editor = {.person_id = 77, .name = "李编辑"};

static struct result do_insert_column(struct store_session *session, void *context)
{
    struct job *job = context;
    return column_insert(session, REGION, &job->column);
}

static struct result do_update_column(struct store_session *session, void *context)
{
    struct job *job = context;
    return column_update(&job->city->arena, session, REGION, &job->column);
}

static struct result do_move_column(struct store_session *session, void *context)
{
    struct job *job = context;
    return column_move(&job->city->arena, session, REGION, job->id, job->direction, CITY_NOW);
}

static struct result do_read_tree(struct store_session *session, void *context)
{
    struct job *job = context;
    return column_tree_read(&job->city->arena, session, REGION, &job->tree);
}

static struct result do_insert(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_insert(&job->city->arena, session, REGION, &job->article, &(struct article_act){&editor, ""});
}

static struct result do_update(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_update(&job->city->arena, session, REGION, &job->article,
                          &(struct article_act){&editor, job->reason == NULL ? "" : job->reason});
}

static struct result do_find(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_find(&job->city->arena, session, REGION, job->id, &job->found);
}

static struct result do_list(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_list_read(&job->city->arena, session, REGION, &job->list, &job->articles, &job->count, &job->more);
}

static struct result do_search(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_search(&job->city->arena, session, REGION, &job->query, &job->hits);
}

static struct result do_publish_due(struct store_session *session, void *context)
{
    struct job *job = context;
    int64_t trace_ids[ARTICLE_DUE_MOST] = {9001, 9002};
    struct result result = article_publish_due(&job->city->arena, session, REGION, job->now_ms, trace_ids, &job->count);
    struct store_rows *rows;
    if (result_failed(result)) {
        return result;
    }
    result = store_query(session, "audit_pending_count", STORE_VALUES(store_integer(REGION)), &rows);
    if (result_failed(result)) {
        return result;
    }
    job->id = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1; /* rows of the audit log */
    return store_rows_close(rows);
}

static struct result do_revisions(struct store_session *session, void *context)
{
    struct job *job = context;
    return article_list_revisions(&job->city->arena, session, REGION, job->id, &job->revisions, &job->count);
}

static struct article_column column_of(int64_t id, int64_t parent_id, const char *name)
{
    return (struct article_column){.id = id,
                                   .parent_id = parent_id,
                                   .kind = "column",
                                   .name = name,
                                   .english_name = "",
                                   .summary = "",
                                   .created_ms = CITY_NOW,
                                   .updated_ms = CITY_NOW};
}

static void add_column(struct city *city, int64_t id, int64_t parent_id, const char *name)
{
    struct job job = {.city = city, .column = column_of(id, parent_id, name)};
    assert_ok(store_write(city->store, do_insert_column, &job));
}

static struct article article_of(int64_t id, int64_t column_id, const char *title)
{
    struct article article = article_empty();
    article.id = id;
    article.column_id = column_id;
    article.title = title;
    article.body = "**正文**";
    article.status = "published";
    article.publish_ms = CITY_NOW + id;
    article.created_ms = CITY_NOW;
    article.updated_ms = CITY_NOW;
    article.version = 1;
    return article;
}

static void add_article(struct city *city, struct article article)
{
    struct job job = {.city = city, .article = article};
    assert_ok(store_write(city->store, do_insert, &job));
}

static struct column_tree tree_of(struct city *city)
{
    struct job job = {.city = city};
    assert_ok(store_read(city->store, do_read_tree, &job));
    return job.tree;
}

static const char *name_at(const struct column_tree *tree, size_t index)
{
    return index < tree->count ? tree->columns[index].name : "(none)";
}

static int start_articles(void **state, enum store_kind kind)
{
    if (city_start(state, kind) != 0) {
        return -1;
    }
    add_column(*state, 10, 0, "通知公告");
    add_column(*state, 20, 0, "新闻动态");
    add_column(*state, 21, 20, "县区动态");
    add_column(*state, 22, 20, "校园动态");
    return 0;
}

static int start_articles_sqlite(void **state)
{
    return start_articles(state, STORE_SQLITE);
}

static int start_articles_postgres(void **state)
{
    return start_articles(state, STORE_POSTGRES);
}

/* --- columns --------------------------------------------------------------------------------------------------- */

static void columns_are_a_tree_in_the_order_the_editor_gave_them(void **state)
{
    struct city *city = *state;
    struct column_tree tree = tree_of(city);
    assert_int_equal(tree.count, 4);
    assert_string_equal(name_at(&tree, 0), "通知公告");
    assert_string_equal(name_at(&tree, 2), "县区动态");
    assert_int_equal(tree.depths[2], 1);
    assert_int_equal(column_tree_find_path(&tree, span_of("新闻动态 / 校园动态")), 3);
    assert_int_equal(column_tree_find_path(&tree, span_of("通知公告/校园动态")), SIZE_MAX);
    struct job job = {.city = city, .id = 22, .direction = -1};
    assert_ok(store_write(city->store, do_move_column, &job));
    tree = tree_of(city);
    assert_string_equal(name_at(&tree, 2), "校园动态");
    assert_ok(store_write(city->store, do_move_column, &job)); /* it is the first already */
    job.direction = 1;
    assert_ok(store_write(city->store, do_move_column, &job));
    tree = tree_of(city);
    assert_string_equal(name_at(&tree, 2), "县区动态");
}

static void a_column_cannot_stand_below_itself_nor_beside_its_namesake(void **state)
{
    struct city *city = *state;
    add_column(city, 30, 0, "三十");
    add_column(city, 31, 30, "三一");
    add_column(city, 32, 31, "三二");
    struct job job = {.city = city, .column = column_of(30, 32, "三十")};
    job.column.version = 1;
    assert_string_equal(store_write(city->store, do_update_column, &job).message, "articles.error.column_circle");
    job.column.parent_id = 30;
    assert_string_equal(store_write(city->store, do_update_column, &job).message, "articles.error.column_circle");
    job.column = column_of(33, 0, "通知公告");
    assert_string_equal(store_write(city->store, do_insert_column, &job).message, "articles.error.column_exists");
    job.column = column_of(30, 0, "通知公告");
    job.column.version = 1;
    assert_string_equal(store_write(city->store, do_update_column, &job).message, "articles.error.column_exists");
    job.column = column_of(30, 10, "移来");
    job.column.version = 1;
    assert_ok(store_write(city->store, do_update_column, &job));
    assert_string_equal(store_write(city->store, do_update_column, &job).message, "articles.error.changed_since");
    struct column_tree tree = tree_of(city);
    assert_int_equal(column_tree_find_path(&tree, span_of("通知公告/移来/三一/三二")), 3);
    job.column = column_of(30, 0, "移来");
    job.column.version = 2;
    job.column.hidden = true;
    assert_ok(store_write(city->store, do_update_column, &job));
    tree = tree_of(city);
    assert_false(tree.shown[column_tree_find(&tree, 32)]); /* what is above hides it */
}

/* --- articles -------------------------------------------------------------------------------------------------- */

static void an_article_is_read_back_and_every_version_is_kept(void **state)
{
    struct city *city = *state;
    struct job job = {.city = city, .article = article_of(1001, 10, "关于开展<b>对接</b>的通知"), .id = 1001};
    job.article.body = "<script>alert(1)</script> 第一行\n第二行";
    job.article.source = "市教育局";
    job.article.links = "[{\"kind\":\"listing\",\"id\":\"1\"}]";
    assert_ok(store_write(city->store, do_insert, &job));
    assert_ok(store_write(city->store, do_insert, &job)); /* again, after a lost answer */
    assert_ok(store_read(city->store, do_find, &job));
    assert_string_equal(job.found.title, job.article.title);
    assert_string_equal(job.found.body, job.article.body);
    assert_int_equal(job.found.version, 1);
    job.article = job.found;
    job.article.body = "改过";
    job.article.updated_ms = CITY_NOW + 5;
    job.reason = "改错字";
    assert_ok(store_write(city->store, do_update, &job));
    assert_ok(store_write(city->store, do_update, &job)); /* again: the same version by the same person */
    job.article.updated_ms = CITY_NOW + 6;
    assert_string_equal(store_write(city->store, do_update, &job).message, "articles.error.changed_meanwhile");
    assert_ok(store_read(city->store, do_revisions, &job));
    assert_int_equal(job.count, 2);
    assert_string_equal(job.revisions[0].reason, "改错字");
    struct article old;
    assert_true(article_from_stored(&city->arena, job.revisions[1].document, &old));
    assert_string_equal(old.body, "<script>alert(1)</script> 第一行\n第二行");
    assert_int_equal(old.column_id, 10);
}

static void lists_are_newest_first_over_several_columns_without_gap_or_repeat(void **state)
{
    struct city *city = *state;
    for (int64_t id = 0; id < 25; id++) {
        struct article article = article_of(1100 + id, id % 2 == 0 ? 21 : 22, "动态");
        article.publish_ms = CITY_NOW + 7000 - id / 3; /* three at a time share the moment */
        add_article(city, article);
    }
    struct article draft = article_of(1199, 21, "草稿");
    draft.status = "draft";
    add_article(city, draft);
    const int64_t columns[] = {21, 22};
    struct job job = {.city = city, .list = {.columns = columns, .column_count = 2, .limit = 10}};
    size_t seen = 0;
    int64_t last_ms = INT64_MAX;
    int64_t last_id = 0;
    do {
        assert_ok(store_read(city->store, do_list, &job));
        for (size_t index = 0; index < job.count; index++) {
            const struct article *article = &job.articles[index];
            assert_true(article->publish_ms < last_ms || (article->publish_ms == last_ms && article->id < last_id));
            assert_string_equal(article->summary, "正文");
            last_ms = article->publish_ms;
            last_id = article->id;
            seen++;
        }
        job.list.after = (struct article_place){last_ms, last_id};
    } while (job.more);
    assert_int_equal(seen, 25);
    job.list = (struct article_list){.columns = columns, .column_count = 1, .status = "draft", .limit = 10};
    assert_ok(store_read(city->store, do_list, &job));
    assert_int_equal(job.count, 1);
}

static bool finds(struct city *city, const char *text, int64_t id)
{
    struct job job = {.city = city, .query = {.text = span_of(text), .limit = 50}};
    assert_ok(store_read(city->store, do_search, &job));
    for (size_t index = 0; index < job.hits.count; index++) {
        if (job.hits.articles[index].id == id) {
            return true;
        }
    }
    return false;
}

static void words_traditional_pinyin_and_initials_find_what_is_published(void **state)
{
    struct city *city = *state;
    struct article article = article_of(1300, 10, "职业教育对接平台的契合点");
    article.body = "<blockquote>平臺把需求和供给放在一起</blockquote>";
    article.format = "html";
    add_article(city, article);
    static const char *const texts[] = {"职业教育",    "職業教育", "zyjy", "契合点",
                                        "zhiyejiaoyu", "平台",     "供给", "职业 需求"};
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        if (!finds(city, texts[index], 1300)) {
            fail_msg("%s does not find it", texts[index]);
        }
    }
    assert_false(finds(city, "护理", 1300));
    assert_false(finds(city, "blockquote", 1300)); /* tags are no words */
    static const char *const odd[] = {"\"", "' OR 1", "a*", "NEAR(", "&|!:*", "", " ", "{terms}: x"};
    for (size_t index = 0; index < sizeof odd / sizeof odd[0]; index++) {
        (void)finds(city, odd[index], 1300);
    }
    struct job job = {.city = city, .article = article, .id = 1300};
    job.article.status = "retracted";
    job.article.updated_ms = CITY_NOW + 9;
    assert_ok(store_write(city->store, do_update, &job));
    assert_false(finds(city, "契合点", 1300));
}

static void the_clock_publishes_what_is_due_and_nothing_else(void **state)
{
    struct city *city = *state;
    struct article article = article_of(1400, 10, "明早八点发布的通知");
    article.status = "scheduled";
    article.publish_ms = CITY_NOW + 60000;
    add_article(city, article);
    struct job job = {.city = city, .now_ms = CITY_NOW + 59999, .id = 1400};
    assert_ok(store_write(city->store, do_publish_due, &job));
    assert_int_equal(job.count, 0);
    assert_false(finds(city, "明早八点", 1400));
    job.now_ms = CITY_NOW + 60000;
    assert_ok(store_write(city->store, do_publish_due, &job));
    assert_int_equal(job.count, 1);
    assert_int_equal(job.id, 1);
    job.id = 1400;
    assert_ok(store_read(city->store, do_find, &job));
    assert_string_equal(job.found.status, "published");
    assert_int_equal(job.found.publish_ms, CITY_NOW + 60000);
    assert_true(finds(city, "明早八点", 1400));
    assert_ok(store_write(city->store, do_publish_due, &job));
    assert_int_equal(job.count, 0);
}

/* --- documents ------------------------------------------------------------------------------------------------- */

struct paper {
    struct city *city;
    struct document document;
    struct document_version version;
    struct document_version *versions;
    size_t count;
};

static struct result do_put_document(struct store_session *session, void *context)
{
    struct paper *paper = context;
    struct span bytes = span_of("%PDF-1.4");
    struct result result = file_store(session, REGION, &paper->version.file, bytes);
    return result_failed(result) ? result : document_put(session, REGION, &paper->document, &paper->version);
}

static struct result do_versions(struct store_session *session, void *context)
{
    struct paper *paper = context;
    struct arena *arena = &paper->city->arena;
    struct result result = document_find(arena, session, REGION, paper->document.id, &paper->document);
    return result_failed(result)
               ? result
               : document_list_versions(arena, session, REGION, paper->document.id, &paper->versions, &paper->count);
}

static void a_document_keeps_every_version_with_its_digest(void **state)
{
    struct city *city = *state;
    add_article(city, article_of(1500, 10, "附件"));
    struct file_limits limits = {1000, 1000, 1000};
    struct upload upload = {"file", "办法.pdf", span_of("%PDF-1.4")};
    struct paper paper = {.city = city,
                          .document = {.id = 1501, .article_id = 1500, .title = "实施办法"},
                          .version = {.note = "", .actor_name = "李编辑", .at_ms = CITY_NOW}};
    assert_ok(file_read(&city->arena, &upload, FILE_DOCUMENT, &limits, &paper.version.file, &(struct span){NULL, 0}));
    paper.version.file.id = 1502;
    paper.version.file.owner_kind = "document";
    paper.version.file.owner_id = 1501;
    assert_ok(store_write(city->store, do_put_document, &paper));
    paper.document.version = 1;
    paper.version.file.id = 1503;
    paper.version.note = "第三条有改动";
    assert_ok(store_write(city->store, do_put_document, &paper));
    paper.version.file.id = 1504;
    assert_string_equal(store_write(city->store, do_put_document, &paper).message, "articles.error.changed_since");
    assert_ok(store_read(city->store, do_versions, &paper));
    assert_int_equal(paper.document.version, 2);
    assert_int_equal(paper.count, 2);
    assert_string_equal(paper.versions[0].note, "第三条有改动");
    assert_int_equal(strlen(paper.versions[1].file.sm3), 64);
}

#define CASES                                                                                                          \
    cmocka_unit_test(columns_are_a_tree_in_the_order_the_editor_gave_them),                                            \
        cmocka_unit_test(a_column_cannot_stand_below_itself_nor_beside_its_namesake),                                  \
        cmocka_unit_test(an_article_is_read_back_and_every_version_is_kept),                                           \
        cmocka_unit_test(lists_are_newest_first_over_several_columns_without_gap_or_repeat),                           \
        cmocka_unit_test(words_traditional_pinyin_and_initials_find_what_is_published),                                \
        cmocka_unit_test(the_clock_publishes_what_is_due_and_nothing_else),                                            \
        cmocka_unit_test(a_document_keeps_every_version_with_its_digest)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("articles on SQLite", tests, start_articles_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("articles on PostgreSQL", tests, start_articles_postgres, stop_city);
}
