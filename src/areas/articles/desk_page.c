/* The desk: what is being written, waits for a review, is planned, is out; of the columns in which the person works. */
#include "areas/articles/pages.h"

#include "base/id.h"

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
    return article_list_read(request->arena, session, request->region_id, &list, &desk->articles, &desk->count,
                             &desk->more);
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
    article_set(document, "more", json_boolean(desk.more));
    article_set(document, "may_arrange", json_boolean(article_scene_rights(request, &desk.scene, SIZE_MAX).arrange));
    article_set(document, "breadcrumb", article_breadcrumb(request, &desk.scene.tree, SIZE_MAX, "articles.page.desk"));
    response->document = document;
    response->view = "articles/desk";
    response->title = "articles.page.desk";
    response->no_store = true;
    return result;
}
