/* Articles as rows of lists. */
#include "areas/articles/pages.h"

#include "areas/services.h"
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

const char *article_site_url(const struct request *request)
{
    return request->services->site_url == NULL ? "" : request->services->site_url;
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

json_t *article_rows(const struct request *request, const struct article *articles, size_t count,
                     const struct column_tree *tree)
{
    json_t *rows = json_array();
    for (size_t index = 0; index < count; index++) {
        (void)json_array_append_new(rows, article_row_document(request, &articles[index], tree));
    }
    return rows;
}

static void add_place(json_t *list, const char *title, const char *url)
{
    json_t *place = json_object();
    article_set_text(place, "title", title);
    if (url != NULL) {
        article_set_text(place, "url", url);
    }
    (void)json_array_append_new(list, place);
}

json_t *article_breadcrumb(const struct request *request, const struct column_tree *tree, size_t at, const char *last)
{
    json_t *list = json_array();
    size_t path[COLUMN_DEPTH_MOST];
    size_t count = at == SIZE_MAX ? 0 : column_tree_path(tree, at, path);
    add_place(list, "nav.home", "/");
    add_place(list, "nav.news", count == 0 && last == NULL ? NULL : "/news");
    for (size_t index = 0; index < count; index++) {
        const struct article_column *column = &tree->columns[path[index]];
        bool is_page = index + 1 == count && last == NULL;
        add_place(list, column_name(column, request->language),
                  is_page ? NULL : article_url(request->arena, "news/columns", column->id));
    }
    if (last != NULL) {
        add_place(list, last, NULL);
    }
    return list;
}

json_t *article_rich(const struct article *article)
{
    struct buffer html;
    buffer_init(&html);
    buffer_add_text(&html, "");
    rich_render(article_format(article), span_of(article->body), &html, NULL);
    json_t *safe = html.length == 0 ? json_string_nocheck("") : json_stringn(html.bytes, html.length);
    buffer_release(&html);
    return safe == NULL ? json_string_nocheck("") : safe; /* NULL: not UTF-8, cut within a character at the bound */
}
