/* The desk: what is being written, waits for a review, is planned, is out; of the columns in which the person works. */
#include "areas/articles/pages.h"

#include "areas/articles/trace.h"
#include "base/id.h"
#include "web/permission.h"

enum { DESK_ROWS = 50 };

static const char *const statuses[] = {"draft", "review", "scheduled", "published", "retracted"};
enum { STATUS_COUNT = sizeof statuses / sizeof statuses[0] };

struct desk {
    struct request *request;
    const char *status;
    struct article_scene scene;
    struct article *articles;
    size_t count;
    bool more, reviews;
    enum four_eyes four_eyes;
    bool four_eyes_needed;
};

static const char *status_of(struct span said, bool reviews)
{
    for (size_t index = 0; index < STATUS_COUNT; index++) {
        if (span_is(said, statuses[index])) {
            return statuses[index];
        }
    }
    return reviews ? "review" : "draft";
}

/* Whoever reviews sees all columns, the others those of their studios. */
static struct result read_desk(struct store_session *session, void *context)
{
    struct desk *desk = context;
    struct request *request = desk->request;
    struct result result = article_scene_read(request, session, &desk->scene);
    if (result_failed(result)) {
        return result;
    }
    const struct column_tree *tree = &desk->scene.tree;
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    struct article_list list = {.columns = ids, .limit = DESK_ROWS};
    desk->reviews = article_scene_rights(request, &desk->scene, SIZE_MAX).review;
    for (size_t at = 0; !desk->reviews && at < tree->count; at++) {
        if (article_scene_rights(request, &desk->scene, at).write) {
            ids[list.column_count++] = tree->columns[at].id;
        }
    }
    if (!desk->reviews && list.column_count == 0) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.no_studio", NULL);
    }
    desk->status = status_of(request_query(request, "status"), desk->reviews);
    list.status = desk->status;
    result = four_eyes_find(session, request->region_id, &desk->four_eyes, &desk->four_eyes_needed);
    if (result_failed(result)) {
        return result;
    }
    return article_list_read(request->arena, session, request->region_id, &list, &desk->articles, &desk->count,
                             &desk->more);
}

/* The rule as it stands, and for the office the form that changes it. */
static json_t *rule_document(const struct request *request, const struct desk *desk)
{
    static const char *const values[] = {[FOUR_EYES_USUAL] = "usual", [FOUR_EYES_ON] = "on", [FOUR_EYES_OFF] = "off"};
    json_t *options = json_array();
    for (size_t index = 0; index < sizeof values / sizeof values[0]; index++) {
        json_array_append_new(options, json_pack("{s:s, s:b}", "value", values[index], "chosen",
                                                 (int)(index == (size_t)desk->four_eyes)));
    }
    return json_pack("{s:b, s:b, s:o}", "needed", (int)desk->four_eyes_needed, "may_set",
                     (int)permission_may_come(request->actor, "article.rule"), "options", options);
}

struct result article_show_desk(struct request *request, struct response *response)
{
    struct desk desk = {.request = request};
    struct result result = store_read(request->store, read_desk, &desk);
    if (result_failed(result)) {
        return result;
    }
    json_t *tabs = json_array();
    for (size_t index = 0; index < STATUS_COUNT; index++) {
        json_t *tab = json_object();
        article_set(tab, "status", json_string_nocheck(statuses[index]));
        article_set_text(tab, "url", arena_format(request->arena, "/office/articles?status=%s", statuses[index]));
        article_set(tab, "current", json_boolean(strcmp(statuses[index], desk.status) == 0));
        (void)json_array_append_new(tabs, tab);
    }
    json_t *document = json_object();
    article_set(document, "tabs", tabs);
    article_set(document, "status", json_string_nocheck(desk.status));
    article_set(document, "articles", article_rows(request, desk.articles, desk.count, &desk.scene.tree));
    article_set(document, "rule", rule_document(request, &desk));
    article_set(document, "more", json_boolean(desk.more));
    article_set(document, "may_arrange", json_boolean(article_scene_rights(request, &desk.scene, SIZE_MAX).arrange));
    article_set(document, "breadcrumb", article_breadcrumb(request, &desk.scene.tree, SIZE_MAX, "articles.page.desk"));
    response->document = document;
    response->view = "articles/desk";
    response->title = "articles.page.desk";
    response->no_store = true;
    return result;
}

/* --- the rule -------------------------------------------------------------------------------------------------------- */

struct ruling {
    struct request *request;
    enum four_eyes setting;
    int64_t trace_id;
};

static struct result write_rule(struct store_session *session, void *context)
{
    const struct ruling *ruling = context;
    struct request *request = ruling->request;
    struct result result =
        four_eyes_put(session, request->region_id, ruling->setting, request->actor->person_id, request->now_ms);
    return result_failed(result) ? result : article_trace(request, session, ruling->trace_id, "article", "rule", 0);
}

struct result article_submit_rule(struct request *request, struct response *response)
{
    struct ruling ruling = {request, four_eyes_parse(request_form(request, "four_eyes")),
                            store_next_id(request->store)};
    response->location = "/office/articles";
    return store_write(request->store, write_rule, &ruling);
}
