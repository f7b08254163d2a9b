/* Where an article stands, and what a person may do there. */
#include "areas/articles/pages.h"

#include "web/permission.h"

struct result article_scene_read(const struct request *request, struct store_session *session,
                                 struct article_scene *out)
{
    enum { MOST = sizeof out->studios / sizeof out->studios[0] };
    struct result result = column_tree_read(request->arena, session, request->region_id, &out->tree);
    out->studio_count = 0;
    if (result_failed(result) || request->actor->person_id == 0) {
        return result;
    }
    struct store_rows *rows;
    result =
        store_query(session, "studio_editor_of",
                    STORE_VALUES(store_integer(request->region_id), store_integer(request->actor->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (out->studio_count < MOST && store_rows_next(rows)) {
        out->studios[out->studio_count++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

struct article_rights article_scene_rights(const struct request *request, const struct article_scene *scene, size_t at)
{
    const struct article_column *studio = NULL;
    bool is_editor = false;
    if (at != SIZE_MAX && scene->tree.studios[at] != 0) {
        size_t found = column_tree_find(&scene->tree, scene->tree.studios[at]);
        studio = found == SIZE_MAX ? NULL : &scene->tree.columns[found];
        for (size_t index = 0; studio != NULL && index < scene->studio_count; index++) {
            is_editor = is_editor || scene->studios[index] == studio->id;
        }
    }
    return article_rights_in(request->actor, studio, is_editor);
}

bool article_scene_writes(const struct request *request, const struct article_scene *scene)
{
    bool writes = article_scene_rights(request, scene, SIZE_MAX).write;
    for (size_t at = 0; !writes && request->actor->person_id != 0 && at < scene->tree.count; at++) {
        writes = scene->tree.studios[at] != 0 && article_scene_rights(request, scene, at).write;
    }
    return writes;
}

bool article_may_see(const struct request *request, const struct article_scene *scene, const struct article *article)
{
    size_t at = column_tree_find(&scene->tree, article->column_id);
    bool out = strcmp(article->status, "published") == 0 || strcmp(article->status, "retracted") == 0;
    if (out && at != SIZE_MAX && scene->tree.shown[at]) {
        return true;
    }
    struct article_rights rights = article_scene_rights(request, scene, at);
    return rights.write || rights.review;
}

bool article_may_edit(const struct request *request, const struct article_scene *scene, const struct article *article)
{
    struct article_rights rights =
        article_scene_rights(request, scene, column_tree_find(&scene->tree, article->column_id));
    bool is_draft = strcmp(article->status, "draft") == 0;
    bool is_over = strcmp(article->status, "retracted") == 0;
    return (rights.write && is_draft) || (rights.review && !is_over);
}

struct result article_find_visible(const struct request *request, struct store_session *session, int64_t id,
                                   struct article_scene *scene, struct article *out)
{
    struct result result = article_find(request->arena, session, request->region_id, id, out);
    result = result_failed(result) ? result : article_scene_read(request, session, scene);
    if (!result_failed(result) && !article_may_see(request, scene, out)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.not_found", "not for this person");
    }
    return result;
}

struct result article_find_editable(const struct request *request, struct store_session *session, int64_t id,
                                    struct article_scene *scene, struct article *out)
{
    struct result result = article_find_visible(request, session, id, scene, out);
    if (!result_failed(result) && !article_may_edit(request, scene, out)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.not_yours", NULL);
    }
    return result;
}
