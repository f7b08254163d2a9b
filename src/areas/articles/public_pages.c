/* What visitors read: the platform, a column, an article, a document, a picture or film. */
#include "areas/articles/pages.h"

#include "areas/articles/links.h"
#include "areas/articles/rows.h"
#include "areas/organisations/organisations.h"
#include "areas/policies/policies.h"
#include "areas/services.h"
#include "base/id.h"
#include "base/number.h"

enum { PLATFORM_ROWS = 6, PLATFORM_POLICIES = 4, COLUMN_ROWS = 20 };

static bool is_visitor(const struct request *request)
{
    return request->actor->person_id == 0;
}

/* --- the platform ---------------------------------------------------------------------------------------------- */

struct platform {
    struct request *request;
    struct article_scene scene;
    json_t *columns, *most_read; /* owned here: a work may be called again */
    json_t *policies;
};

static json_t *column_document(const struct request *request, const struct column_tree *tree, size_t at)
{
    const struct article_column *column = &tree->columns[at];
    json_t *document = json_object();
    article_set_text(document, "name", column_name(column, request->language));
    article_set_text(document, "summary", column->summary);
    article_set_text(document, "url", article_url(request->arena, "news/columns", column->id));
    article_set(document, "is_studio", json_boolean(strcmp(column->kind, "studio") == 0));
    return document;
}

/* The shown columns right below one (SIZE_MAX: at the top). */
static json_t *children_document(const struct request *request, const struct column_tree *tree, size_t above)
{
    json_t *list = json_array();
    int64_t parent = above == SIZE_MAX ? 0 : tree->columns[above].id;
    for (size_t at = 0; at < tree->count; at++) {
        if (tree->shown[at] && tree->columns[at].parent_id == parent) {
            (void)json_array_append_new(list, column_document(request, tree, at));
        }
    }
    return list;
}

static struct result read_newest(struct store_session *session, struct platform *platform, size_t at, json_t *column)
{
    struct request *request = platform->request;
    const struct column_tree *tree = &platform->scene.tree;
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    struct article_list list = {
        .columns = ids, .column_count = column_tree_below(tree, at, false, ids), .limit = PLATFORM_ROWS};
    struct article *articles = NULL;
    size_t count = 0;
    bool more = false;
    struct result result =
        article_list_read(request->arena, session, request->region_id, &list, &articles, &count, &more);
    if (!result_failed(result)) {
        article_set(column, "articles", article_rows(request, articles, count, tree));
        article_set(column, "children", children_document(request, tree, at));
    }
    return result;
}

static struct result read_platform(struct store_session *session, void *context)
{
    struct platform *platform = context;
    (void)json_array_clear(platform->columns);
    (void)json_array_clear(platform->most_read);
    struct result result = article_scene_read(platform->request, session, &platform->scene);
    const struct column_tree *tree = &platform->scene.tree;
    for (size_t at = 0; !result_failed(result) && at < tree->count; at++) {
        if (tree->depths[at] == 0 && tree->shown[at]) {
            json_t *column = column_document(platform->request, tree, at);
            result = read_newest(session, platform, at, column);
            (void)json_array_append_new(platform->columns, column);
        }
    }
    json_decref(platform->policies);
    platform->policies = NULL;
    if (!result_failed(result)) {
        result = article_most_read(platform->request, session, tree, platform->most_read);
    }
    return result_failed(result) ? result
                                 : policies_latest(platform->request, session, PLATFORM_POLICIES, &platform->policies);
}

struct result article_show_platform(struct request *request, struct response *response)
{
    struct platform platform = {.request = request, .columns = json_array(), .most_read = json_array()};
    struct result result = store_read(request->store, read_platform, &platform);
    if (result_failed(result)) {
        json_decref(platform.columns);
        json_decref(platform.policies);
        json_decref(platform.most_read);
        return result;
    }
    response->document = json_object();
    article_set(response->document, "columns", platform.columns);
    article_set(response->document, "policies", platform.policies);
    article_set(response->document, "most_read", platform.most_read);
    article_set(response->document, "may_write", json_boolean(article_scene_writes(request, &platform.scene)));
    article_set(response->document, "may_arrange",
                json_boolean(article_scene_rights(request, &platform.scene, SIZE_MAX).arrange));
    article_set(response->document, "breadcrumb", article_breadcrumb(request, &platform.scene.tree, SIZE_MAX, NULL));
    response->view = "articles/platform";
    response->title = "nav.news";
    response->cacheable = true;
    return result;
}

/* --- a column --------------------------------------------------------------------------------------------------- */

struct column_page {
    struct request *request;
    int64_t id;
    struct article_scene scene;
    size_t at;
    struct organisation organisation; /* of the studio */
    bool has_organisation;
    struct article_place after;
    struct article *articles;
    size_t count;
    bool more;
};

/* "after=1795500000000-0SAW…": the last row of the page before. */
static struct article_place read_place(struct span text)
{
    struct article_place place = {0, 0};
    const char *dash = text.length == 0 ? NULL : memchr(text.at, '-', text.length);
    size_t length = dash == NULL ? 0 : (size_t)(dash - text.at);
    bool sound = dash != NULL && number_parse(span_make(text.at, length), &place.publish_ms) &&
                 id_parse(span_make(dash + 1, text.length - length - 1), &place.id);
    return sound ? place : (struct article_place){0, 0};
}

static struct result read_column_page(struct store_session *session, void *context)
{
    struct column_page *page = context;
    struct request *request = page->request;
    struct result result = article_scene_read(request, session, &page->scene);
    if (result_failed(result)) {
        return result;
    }
    const struct column_tree *tree = &page->scene.tree;
    page->at = column_tree_find(tree, page->id);
    if (page->at == SIZE_MAX ||
        (!tree->shown[page->at] && !article_scene_rights(request, &page->scene, page->at).write)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.column_not_found", NULL);
    }
    int64_t *ids = ARENA_ARRAY(request->arena, int64_t, tree->count + 1);
    struct article_list list = {.columns = ids,
                                .column_count = column_tree_below(tree, page->at, false, ids),
                                .after = page->after,
                                .limit = COLUMN_ROWS};
    if (list.column_count == 0) {
        ids[list.column_count++] = page->id; /* hidden, and seen by who works there */
    }
    int64_t organisation_id = tree->columns[page->at].organisation_id;
    if (organisation_id != 0) {
        result = organisation_find(request->arena, session, request->region_id, organisation_id, &page->organisation);
        page->has_organisation = !result_failed(result);
        result = result.code == RESULT_NOT_FOUND ? result_ok() : result;
    }
    return result_failed(result) ? result
                                 : article_list_read(request->arena, session, request->region_id, &list,
                                                     &page->articles, &page->count, &page->more);
}

static json_t *pages_document(const struct column_page *page)
{
    struct arena *arena = page->request->arena;
    const char *own = article_url(arena, "news/columns", page->id);
    json_t *pages = json_object();
    article_set_text(pages, "first_url", page->after.id == 0 ? "" : own);
    if (page->more) {
        char id[ID_TEXT_SIZE];
        const struct article *last = &page->articles[page->count - 1];
        article_set_text(
            pages, "next_url",
            arena_format(arena, "%s?after=%lld-%s", own, (long long)last->publish_ms, id_format(last->id, id)));
    }
    return pages;
}

struct result article_show_column(struct request *request, struct response *response)
{
    struct column_page page = {.request = request, .after = read_place(request_query(request, "after"))};
    struct result result = request_id(request, 0, &page.id);
    result = result_failed(result) ? result : store_read(request->store, read_column_page, &page);
    if (result_failed(result)) {
        return result;
    }
    const struct column_tree *tree = &page.scene.tree;
    json_t *document = json_object();
    json_t *column = column_document(request, tree, page.at);
    if (page.has_organisation) {
        article_set_text(column, "organisation", page.organisation.name);
        article_set_text(column, "organisation_url",
                         article_url(request->arena, "organisations", page.organisation.id));
    }
    article_set(document, "column", column);
    article_set(document, "hidden", json_boolean(!tree->shown[page.at]));
    article_set(document, "children", children_document(request, tree, page.at));
    article_set(document, "articles", article_rows(request, page.articles, page.count, tree));
    article_set(document, "pages", pages_document(&page));
    article_set(document, "may_write", json_boolean(article_scene_rights(request, &page.scene, page.at).write));
    char id[ID_TEXT_SIZE];
    article_set_text(document, "column_id", id_format(page.id, id));
    article_set(document, "breadcrumb", article_breadcrumb(request, tree, page.at, NULL));
    response->document = document;
    response->view = "articles/column";
    response->title_text = column_name(&tree->columns[page.at], request->language);
    response->cacheable = is_visitor(request);
    return result;
}

/* --- an article ------------------------------------------------------------------------------------------------- */

struct article_page {
    struct request *request;
    int64_t id;
    struct article_scene scene;
    struct article article;
    struct document *documents;
    size_t document_count;
    struct document_version *newest; /* of each document */
    struct article_image *images;
    size_t image_count;
    json_t *links;  /* owned here: a work may be called again */
    bool four_eyes; /* one's own article waits for another one to publish it */
};

static struct result read_documents(struct store_session *session, struct article_page *page)
{
    struct request *request = page->request;
    struct result result =
        document_list(request->arena, session, request->region_id, page->id, &page->documents, &page->document_count);
    if (result_failed(result)) {
        return result;
    }
    page->newest = ARENA_ARRAY(request->arena, struct document_version, page->document_count + 1);
    for (size_t index = 0; index < page->document_count && !result_failed(result); index++) {
        struct document_version *versions = NULL;
        size_t count = 0;
        result = document_list_versions(request->arena, session, request->region_id, page->documents[index].id,
                                        &versions, &count);
        if (!result_failed(result) && count > 0) {
            page->newest[index] = versions[0];
        }
    }
    return result;
}

static struct result read_article(struct store_session *session, void *context)
{
    struct article_page *page = context;
    struct request *request = page->request;
    (void)json_array_clear(page->links);
    struct result result = article_find_visible(request, session, page->id, &page->scene, &page->article);
    result = result_failed(result) ? result : read_documents(session, page);
    bool own = request->actor->person_id != 0 && page->article.actor_id == request->actor->person_id;
    if (!result_failed(result) && own && strcmp(page->article.status, "review") == 0) {
        enum four_eyes setting;
        result = four_eyes_find(session, request->region_id, &setting, &page->four_eyes);
    }
    if (!result_failed(result)) {
        result = article_image_list(request->arena, session, request->region_id, page->id, &page->images,
                                    &page->image_count);
    }
    return result_failed(result) ? result : article_read_links(request, session, page->article.links, page->links);
}

static json_t *documents_document(const struct article_page *page)
{
    json_t *list = json_array();
    for (size_t index = 0; index < page->document_count; index++) {
        if (page->newest[index].file.id == 0) {
            continue;
        }
        json_t *one = file_document(&page->newest[index].file);
        article_set_text(one, "title", page->documents[index].title);
        article_set_text(one, "url", article_url(page->request->arena, "documents", page->documents[index].id));
        article_set_text(one, "file_url", article_url(page->request->arena, "media", page->newest[index].file.id));
        article_set(one, "version", json_integer(page->documents[index].version));
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *film_document(const struct request *request, const struct article *article)
{
    if (article->film_id == 0) {
        return json_null();
    }
    json_t *film = json_object();
    article_set_text(film, "url", article_url(request->arena, "media", article->film_id));
    article_set_text(film, "poster",
                     article->poster_id == 0 ? "" : article_url(request->arena, "media", article->poster_id));
    article_set_text(film, "captions",
                     article->captions_id == 0 ? "" : article_url(request->arena, "media", article->captions_id));
    article_set_text(film, "words", article->film_words);
    return film;
}

/* Whole addresses, as other sites need them; "" when nobody told the program where it stands (serve --site-url). */
static const char *whole_address(const struct request *request, const char *path)
{
    const char *site = article_site_url(request);
    return site[0] != '\0' && path[0] != '\0' ? arena_format(request->arena, "%s%s", site, path) : "";
}

/* For the head of the page: what other sites show when it is shared. */
static json_t *share_document(const struct article_page *page, const char *summary)
{
    const struct article *article = &page->article;
    struct arena *arena = page->request->arena;
    const char *image = article->poster_id != 0 ? article_url(arena, "media", article->poster_id)
                        : page->image_count > 0 ? article_url(arena, "media", page->images[0].file.id)
                                                : "";
    json_t *share = json_object();
    article_set_text(share, "url", whole_address(page->request, article_url(arena, "articles", article->id)));
    article_set_text(share, "image", whole_address(page->request, image));
    article_set_text(share, "title", article->title);
    article_set_text(share, "summary", summary);
    article_set(share, "published_ms", article->publish_ms == 0 ? json_null() : json_integer(article->publish_ms));
    return share;
}

static void set_actions(const struct article_page *page, json_t *document)
{
    const struct article *article = &page->article;
    size_t at = column_tree_find(&page->scene.tree, article->column_id);
    struct article_rights rights = article_scene_rights(page->request, &page->scene, at);
    if (!rights.write && !rights.review) {
        return;
    }
    bool draft = strcmp(article->status, "draft") == 0;
    bool review = strcmp(article->status, "review") == 0;
    json_t *actions = json_object();
    article_set(actions, "edit", json_boolean(article_may_edit(page->request, &page->scene, article)));
    article_set(actions, "submit", json_boolean(draft));
    article_set(actions, "publish", json_boolean(review && rights.review && !page->four_eyes));
    article_set(actions, "four_eyes", json_boolean(review && rights.review && page->four_eyes));
    article_set(actions, "send_back",
                json_boolean((review && rights.review) || strcmp(article->status, "scheduled") == 0));
    article_set(actions, "withdraw", json_boolean(review && !rights.review));
    article_set(actions, "retract", json_boolean(strcmp(article->status, "published") == 0));
    article_set(actions, "reopen", json_boolean(strcmp(article->status, "retracted") == 0));
    article_set(actions, "version", json_integer(article->version));
    article_set(document, "actions", actions);
}

static json_t *article_document(const struct article_page *page)
{
    const struct article *article = &page->article;
    struct article shown = *article;
    json_t *document = json_object();
    json_t *one = article_row_document(page->request, article, &page->scene.tree);
    article_set_text(one, "source_url", article->source_url);
    article_set_text(one, "reason", article->reason);
    article_set(one, "version", json_integer(article->version));
    bool retracted = strcmp(article->status, "retracted") == 0;
    article_set(one, "retracted", json_boolean(retracted));
    article_set(one, "public", json_boolean(strcmp(article->status, "published") == 0));
    article_set(document, "article", one);
    article_shorten(page->request->arena, &shown);
    bool may_read = !retracted || article_scene_rights(page->request, &page->scene,
                                                       column_tree_find(&page->scene.tree, article->column_id))
                                      .write;
    if (may_read) {
        article_set(document, "safe_html", article_rich(article));
        article_set(document, "film", film_document(page->request, article));
        article_set(document, "documents", documents_document(page));
        article_set(document, "links", json_incref(page->links));
        article_set(document, "share", share_document(page, shown.summary));
    } else {
        article_set(one, "summary", json_null());
    }
    set_actions(page, document);
    return document;
}

struct result article_show(struct request *request, struct response *response)
{
    struct article_page page = {.request = request, .links = json_array()};
    struct result result = request_id(request, 0, &page.id);
    result = result_failed(result) ? result : store_read(request->store, read_article, &page);
    if (!result_failed(result)) {
        const struct column_tree *tree = &page.scene.tree;
        response->document = article_document(&page);
        size_t at = column_tree_find(tree, page.article.column_id);
        article_set(response->document, "breadcrumb", article_breadcrumb(request, tree, at, page.article.title));
        response->view = "articles/show";
        response->title_text = page.article.title;
        bool published = strcmp(page.article.status, "published") == 0;
        response->cacheable = is_visitor(request) && published;
        response->read_id = published ? page.article.id : 0;
        response->status = strcmp(page.article.status, "retracted") == 0 && is_visitor(request) ? 410 : 0;
    }
    json_decref(page.links);
    return result;
}

/* --- a document --------------------------------------------------------------------------------------------------- */

struct document_page {
    struct request *request;
    int64_t id;
    struct document document;
    struct article article;
    struct article_scene scene;
    struct document_version *versions;
    size_t count;
};

static struct result check_not_retracted(const struct request *request, const struct article_scene *scene,
                                         const struct article *article)
{
    struct article_rights rights =
        article_scene_rights(request, scene, column_tree_find(&scene->tree, article->column_id));
    bool hidden = strcmp(article->status, "retracted") == 0 && !rights.write && !rights.review;
    return hidden ? result_fail(RESULT_NOT_FOUND, NULL, "articles.error.document_not_found", "of a retracted article")
                  : result_ok();
}

static struct result read_document_page(struct store_session *session, void *context)
{
    struct document_page *page = context;
    struct request *request = page->request;
    struct result result = document_find(request->arena, session, request->region_id, page->id, &page->document);
    if (!result_failed(result)) {
        result = article_find_visible(request, session, page->document.article_id, &page->scene, &page->article);
    }
    result = result_failed(result) ? result : check_not_retracted(request, &page->scene, &page->article);
    if (result.code == RESULT_NOT_FOUND) {
        result.message = "articles.error.document_not_found";
    }
    return result_failed(result) ? result
                                 : document_list_versions(request->arena, session, request->region_id, page->id,
                                                          &page->versions, &page->count);
}

struct result article_show_document(struct request *request, struct response *response)
{
    struct document_page page = {.request = request};
    struct result result = request_id(request, 0, &page.id);
    result = result_failed(result) ? result : store_read(request->store, read_document_page, &page);
    if (result_failed(result)) {
        return result;
    }
    json_t *versions = json_array();
    for (size_t index = 0; index < page.count; index++) {
        const struct document_version *version = &page.versions[index];
        json_t *one = file_document(&version->file);
        article_set(one, "version", json_integer(version->version));
        article_set_text(one, "note", version->note);
        article_set_text(one, "by", version->actor_name);
        article_set(one, "at_ms", json_integer(version->at_ms));
        article_set_text(one, "file_url", article_url(request->arena, "media", version->file.id));
        article_set(one, "is_newest", json_boolean(index == 0));
        (void)json_array_append_new(versions, one);
    }
    json_t *document = json_object();
    article_set_text(document, "title", page.document.title);
    article_set(document, "article", article_row_document(request, &page.article, &page.scene.tree));
    article_set(document, "versions", versions);
    size_t at = column_tree_find(&page.scene.tree, page.article.column_id);
    article_set(document, "breadcrumb", article_breadcrumb(request, &page.scene.tree, at, page.document.title));
    response->document = document;
    response->view = "articles/document";
    response->title_text = page.document.title;
    response->cacheable = is_visitor(request) && strcmp(page.article.status, "published") == 0;
    return result;
}

/* --- the bytes ----------------------------------------------------------------------------------------------------- */

struct media {
    struct request *request;
    int64_t id;
    struct file file;
    struct document document;
    struct article article;
    struct article_scene scene;
};

static struct result read_media(struct store_session *session, void *context)
{
    struct media *media = context;
    struct request *request = media->request;
    struct result result = file_find(request->arena, session, request->region_id, media->id, &media->file);
    if (result_failed(result)) {
        return result;
    }
    int64_t article_id = media->file.owner_id;
    if (strcmp(media->file.owner_kind, "document") == 0) {
        result = document_find(request->arena, session, request->region_id, media->file.owner_id, &media->document);
        article_id = result_failed(result) ? 0 : media->document.article_id;
    } else if (strcmp(media->file.owner_kind, "article") != 0) {
        result = result_fail(RESULT_NOT_FOUND, NULL, NULL, "a file of another area");
    }
    result = result_failed(result) ? result
                                   : article_find_visible(request, session, article_id, &media->scene, &media->article);
    result = result_failed(result) ? result : check_not_retracted(request, &media->scene, &media->article);
    if (result.code == RESULT_NOT_FOUND) {
        result.message = "files.error.not_found";
    }
    return result;
}

struct result article_show_media(struct request *request, struct response *response)
{
    struct media media = {.request = request};
    struct result result = request_id(request, 0, &media.id);
    result = result_failed(result) ? result : store_read(request->store, read_media, &media);
    if (result_failed(result)) {
        return result;
    }
    response->no_store = strcmp(media.article.status, "published") != 0;
    return file_serve(request, response, &media.file);
}
