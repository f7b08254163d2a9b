/* Articles as rows of lists. */
#include "areas/articles/pages.h"

#include "base/id.h"

const char *article_url(struct arena *arena, const char *kind, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(arena, "/%s/%s", kind, id_format(id, text));
}

void article_set(json_t *object, const char *key, json_t *value)
{
    (void)json_object_set_new_nocheck(object, key, value);
}

void article_set_text(json_t *object, const char *key, const char *text)
{
    article_set(object, key, text == NULL || text[0] == '\0' ? json_null() : json_string_nocheck(text));
}

json_t *article_row_document(const struct request *request, const struct article *article,
                             const struct column_tree *tree)
{
    char id[ID_TEXT_SIZE];
    json_t *row = json_object();
    article_set_text(row, "id", id_format(article->id, id));
    article_set_text(row, "url", article_url(request->arena, "articles", article->id));
    article_set_text(row, "title", article->title);
    article_set_text(row, "summary", article->summary);
    article_set_text(row, "author", article->author);
    article_set_text(row, "source", article->source);
    article_set_text(row, "status", article->status);
    article_set(row, "has_film", json_boolean(article->film_id != 0));
    article_set(row, "publish_ms", article->publish_ms == 0 ? json_null() : json_integer(article->publish_ms));
    article_set(row, "updated_ms", json_integer(article->updated_ms));
    size_t at = tree == NULL ? SIZE_MAX : column_tree_find(tree, article->column_id);
    if (at != SIZE_MAX) {
        article_set_text(row, "column", column_name(&tree->columns[at], request->language));
        article_set_text(row, "column_url", article_url(request->arena, "news/columns", article->column_id));
    }
    return row;
}

struct result articles_latest(const struct request *request, struct store_session *session, size_t limit, json_t **out)
{
    struct arena *arena = request->arena;
    struct column_tree tree;
    struct result result = column_tree_read(arena, session, request->region_id, &tree);
    if (result_failed(result)) {
        return result;
    }
    int64_t *ids = ARENA_ARRAY(arena, int64_t, tree.count + 1);
    size_t count = 0;
    for (size_t index = 0; index < tree.count; index++) {
        if (tree.shown[index]) {
            ids[count++] = tree.columns[index].id;
        }
    }
    struct article *articles = NULL;
    size_t found = 0;
    bool more = false;
    struct article_list list = {.columns = ids, .column_count = count, .limit = limit};
    if (count > 0) {
        result = article_list_read(arena, session, request->region_id, &list, &articles, &found, &more);
    }
    if (!result_failed(result)) {
        *out = json_array();
        for (size_t index = 0; index < found; index++) {
            (void)json_array_append_new(*out, article_row_document(request, &articles[index], &tree));
        }
    }
    return result;
}
