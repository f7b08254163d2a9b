/* Writing and changing an article: the form, its preview, the answer to it, and two people who change the same one. */
#include "areas/articles/form.h"

#include "areas/articles/trace.h"
#include "areas/submissions/submissions.h"
#include "base/id.h"
#include "base/number.h"
#include "web/field.h"

#include <stdlib.h>

/* --- the page of the form --------------------------------------------------------------------------------------- */

struct edit_page {
    struct request *request;
    const struct article_form *form;
    const struct article_scene *scene;
    const struct problems *problems;
    const struct article *article; /* NULL: a new one */
    int32_t version;
    json_t *merge; /* taken over; NULL without */
    json_t *media; /* taken over; NULL without */
    bool preview;
};

static json_t *preview_document(const struct article_form *form, struct arena *arena)
{
    struct article article = article_empty();
    article.format = span_is(form->values[ARTICLE_FORMAT], "html") ? "html" : "markdown";
    struct span body = form->values[ARTICLE_BODY];
    body.length = body.length > ARTICLE_BODY_MOST ? ARTICLE_BODY_MOST : body.length;
    article.body = arena_copy(arena, body);
    json_t *preview = json_object();
    article_set(preview, "title", json_string_nocheck(arena_copy(arena, form->values[ARTICLE_TITLE])));
    article_set(preview, "safe_html", article_rich(&article));
    return preview;
}

static void show_form(struct response *response, const struct edit_page *page)
{
    struct request *request = page->request;
    json_t *document = json_object();
    article_set(document, "is_new", json_boolean(page->article == NULL));
    article_set(document, "form", article_form_document(request, page->form, page->scene, page->problems));
    json_t *problems = page->problems == NULL ? json_array() : problems_document(page->problems);
    field_label_problems(problems, json_object_get(document, "form"));
    article_set(document, "problems", problems);
    article_set(document, "token", json_string_nocheck(submission_new_token(request->arena)));
    article_set(document, "version", json_integer(page->version));
    const char *action =
        page->article == NULL ? "/articles" : article_url(request->arena, "articles", page->article->id);
    article_set(document, "action", json_string_nocheck(action));
    if (page->article != NULL) {
        article_set(document, "article", article_row_document(request, page->article, &page->scene->tree));
        article_set(document, "has_film", json_boolean(page->article->film_id != 0));
    }
    if (page->preview) {
        article_set(document, "preview", preview_document(page->form, request->arena));
    }
    if (page->merge != NULL) {
        article_set(document, "merge", page->merge);
    }
    if (page->media != NULL) {
        article_set(document, "media", page->media);
    }
    const char *title = page->article == NULL ? "articles.page.new" : "articles.page.edit";
    size_t at = page->article == NULL ? SIZE_MAX : column_tree_find(&page->scene->tree, page->article->column_id);
    article_set(document, "breadcrumb", article_breadcrumb(request, &page->scene->tree, at, title));
    response->document = document;
    response->view = "articles/edit";
    response->title = title;
    response->no_store = true;
    response->status = page->merge != NULL ? 409 : page->problems != NULL && page->problems->count > 0 ? 422 : 200;
}

/* --- a new one ---------------------------------------------------------------------------------------------------- */

struct writing {
    struct request *request;
    struct article_scene scene;
    struct article article;
    struct span token;
    const char *location;
    int64_t trace_id;
};

static struct result read_scene(struct store_session *session, void *context)
{
    struct writing *writing = context;
    struct result result = article_scene_read(writing->request, session, &writing->scene);
    if (!result_failed(result) && !article_scene_writes(writing->request, &writing->scene)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "articles.error.no_studio", NULL);
    }
    return result;
}

struct result article_show_new(struct request *request, struct response *response)
{
    struct writing writing = {.request = request};
    struct result result = store_read(request->store, read_scene, &writing);
    if (result_failed(result)) {
        return result;
    }
    struct article empty = article_empty();
    struct article_form form = article_form_of_article(request->arena, &empty);
    form.values[ARTICLE_COLUMN] = request_query(request, "column");
    struct edit_page page = {.request = request, .form = &form, .scene = &writing.scene, .version = 1};
    show_form(response, &page);
    return result;
}

static struct result insert_new(struct store_session *session, void *context)
{
    struct writing *writing = context;
    struct request *request = writing->request;
    struct result result =
        submission_begin(request->arena, session, request->region_id, writing->token, &writing->location);
    if (result_failed(result) || writing->location != NULL) {
        return result;
    }
    result = article_insert(request->arena, session, request->region_id, &writing->article,
                            &(struct article_act){request->actor, ""});
    if (!result_failed(result)) {
        result = article_trace(request, session, writing->trace_id, "article", "create", writing->article.id);
    }
    if (result_failed(result)) {
        return result;
    }
    writing->location =
        arena_format(request->arena, "%s/edit", article_url(request->arena, "articles", writing->article.id));
    return submission_finish(session, request->region_id, writing->token, writing->location, request->now_ms);
}

static bool wants_preview(const struct request *request)
{
    return request_form(request, "preview").length > 0;
}

struct result article_submit_new(struct request *request, struct response *response)
{
    struct problems problems = {.count = 0};
    struct writing writing = {.request = request,
                              .article = article_empty(),
                              .token = request_form(request, "token"),
                              .trace_id = store_next_id(request->store)};
    struct result result = store_read(request->store, read_scene, &writing);
    if (result_failed(result)) {
        return result;
    }
    struct article_form form = article_form_of_request(request);
    writing.article.id = store_next_id(request->store);
    writing.article.actor_id = request->actor->person_id;
    writing.article.created_ms = request->now_ms;
    writing.article.updated_ms = request->now_ms;
    struct edit_page page = {
        .request = request, .form = &form, .scene = &writing.scene, .version = 1, .preview = wants_preview(request)};
    if (!page.preview) {
        article_form_read(request, &form, &writing.scene, &writing.article, &problems);
        page.problems = &problems;
    }
    if (page.preview || problems.count > 0) {
        show_form(response, &page);
        return result_ok();
    }
    result = store_write(request->store, insert_new, &writing);
    response->location = writing.location;
    return result;
}

/* What stands in the text now, as it will look; for htmx while somebody types. Nothing is stored. */
struct result article_show_preview(struct request *request, struct response *response)
{
    struct article_form form = article_form_of_request(request);
    response->document = json_object();
    article_set(response->document, "preview", preview_document(&form, request->arena));
    response->view = "articles/preview";
    response->title = "articles.page.preview";
    response->no_store = true;
    return result_ok();
}

/* --- changing one -------------------------------------------------------------------------------------------------- */

struct editing {
    struct request *request;
    int64_t id;
    int32_t base_version; /* 0: not asked for */
    struct article_scene scene;
    struct article stored, base;
    struct revision revision; /* who made the stored version */
    bool has_base;
    json_t *images, *documents; /* owned here */
};

static struct result read_images(struct store_session *session, struct editing *editing)
{
    struct request *request = editing->request;
    struct article_image *images = NULL;
    size_t count = 0;
    (void)json_array_clear(editing->images);
    struct result result =
        article_image_list(request->arena, session, request->region_id, editing->id, &images, &count);
    for (size_t index = 0; !result_failed(result) && index < count; index++) {
        json_t *one = file_document(&images[index].file);
        const char *url = article_url(request->arena, "media", images[index].file.id);
        article_set_text(one, "url", url);
        article_set_text(one, "words", images[index].words);
        article_set_text(one, "code", arena_format(request->arena, "![%s](%s)", images[index].words, url));
        (void)json_array_append_new(editing->images, one);
    }
    return result;
}

static struct result read_attached(struct store_session *session, struct editing *editing)
{
    struct request *request = editing->request;
    struct document *documents = NULL;
    size_t count = 0;
    (void)json_array_clear(editing->documents);
    struct result result = document_list(request->arena, session, request->region_id, editing->id, &documents, &count);
    for (size_t index = 0; !result_failed(result) && index < count; index++) {
        char id[ID_TEXT_SIZE];
        json_t *one = json_object();
        article_set_text(one, "id", id_format(documents[index].id, id));
        article_set_text(one, "title", documents[index].title);
        article_set_text(one, "url", article_url(request->arena, "documents", documents[index].id));
        article_set(one, "version", json_integer(documents[index].version));
        (void)json_array_append_new(editing->documents, one);
    }
    return result;
}

static struct result read_base(struct store_session *session, struct editing *editing)
{
    struct request *request = editing->request;
    struct revision *revisions = NULL;
    size_t count = 0;
    struct result result =
        article_list_revisions(request->arena, session, request->region_id, editing->id, &revisions, &count);
    editing->has_base = false;
    for (size_t index = 0; !result_failed(result) && index < count; index++) {
        if (revisions[index].version == editing->base_version) {
            editing->has_base = article_from_stored(request->arena, revisions[index].document, &editing->base);
        }
        if (revisions[index].version == editing->stored.version) {
            editing->revision = revisions[index];
        }
    }
    return result;
}

static struct result read_editing(struct store_session *session, void *context)
{
    struct editing *editing = context;
    struct result result =
        article_find_editable(editing->request, session, editing->id, &editing->scene, &editing->stored);
    result = result_failed(result) ? result : read_images(session, editing);
    result = result_failed(result) ? result : read_attached(session, editing);
    return result_failed(result) || editing->base_version == 0 ? result : read_base(session, editing);
}

static struct result start_editing(struct editing *editing)
{
    editing->images = json_array();
    editing->documents = json_array();
    struct result result = request_id(editing->request, 0, &editing->id);
    return result_failed(result) ? result : store_read(editing->request->store, read_editing, editing);
}

static void end_editing(struct editing *editing)
{
    json_decref(editing->images);
    json_decref(editing->documents);
}

static json_t *media_document(const struct editing *editing)
{
    const struct article *article = &editing->stored;
    struct arena *arena = editing->request->arena;
    json_t *media = json_object();
    article_set(media, "images", json_incref(editing->images));
    article_set(media, "documents", json_incref(editing->documents));
    article_set_text(media, "film_url", article->film_id == 0 ? "" : article_url(arena, "media", article->film_id));
    article_set_text(media, "url", article_url(arena, "articles", article->id));
    return media;
}

static struct result show_edit(struct editing *editing, struct response *response)
{
    struct article_form form = article_form_of_article(editing->request->arena, &editing->stored);
    struct edit_page page = {.request = editing->request,
                             .form = &form,
                             .scene = &editing->scene,
                             .article = &editing->stored,
                             .version = editing->stored.version,
                             .media = media_document(editing)};
    show_form(response, &page);
    return result_ok();
}

struct result article_show_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request};
    struct result result = start_editing(&editing);
    result = result_failed(result) ? result : show_edit(&editing, response);
    end_editing(&editing);
    return result;
}

static struct result update_one(struct store_session *session, void *context)
{
    struct writing *writing = context;
    struct request *request = writing->request;
    struct article stored;
    struct result result =
        submission_begin(request->arena, session, request->region_id, writing->token, &writing->location);
    if (result_failed(result) || writing->location != NULL) {
        return result;
    }
    result = article_find_editable(request, session, writing->article.id, &writing->scene, &stored);
    if (!result_failed(result)) {
        result = article_update(request->arena, session, request->region_id, &writing->article,
                                &(struct article_act){request->actor, ""});
    }
    if (!result_failed(result)) {
        result = article_trace(request, session, writing->trace_id, "article", "change", writing->article.id);
    }
    if (result_failed(result)) {
        return result;
    }
    writing->location = article_url(request->arena, "articles", writing->article.id);
    return submission_finish(session, request->region_id, writing->token, writing->location, request->now_ms);
}

/* The other one was first: what they changed, what differs from mine, and a form that holds mine with what only they changed. */
static void show_conflict(struct editing *editing, struct response *response, const struct article_form *mine)
{
    struct request *request = editing->request;
    struct article_form theirs = article_form_of_article(request->arena, &editing->stored);
    struct article_form base = editing->has_base ? article_form_of_article(request->arena, &editing->base) : theirs;
    struct article_form_merge merge = article_form_merge(&base, mine, &theirs);
    json_t *document = json_object();
    article_set(document, "theirs", article_form_changes(request, &editing->scene.tree, &base, &theirs, merge.both));
    article_set(document, "mine",
                article_form_changes(request, &editing->scene.tree, &theirs, &merge.merged, merge.both));
    article_set_text(document, "by", editing->revision.actor_name);
    article_set(document, "at_ms", json_integer(editing->stored.updated_ms));
    article_set(document, "body", json_string_nocheck(editing->stored.body));
    struct edit_page page = {.request = request,
                             .form = &merge.merged,
                             .scene = &editing->scene,
                             .article = &editing->stored,
                             .version = editing->stored.version,
                             .merge = document,
                             .media = media_document(editing)};
    show_form(response, &page);
}

static struct result save_edit(struct editing *editing, struct response *response, const struct article_form *form,
                               struct writing *writing)
{
    struct request *request = editing->request;
    struct result result = store_write(request->store, update_one, writing);
    response->location = result_failed(result) ? NULL : writing->location;
    bool overtaken = result.code == RESULT_CONFLICT && result.message != NULL &&
                     strcmp(result.message, "articles.error.changed_meanwhile") == 0;
    if (!overtaken) {
        return result;
    }
    editing->base_version = writing->article.version;
    result = store_read(request->store, read_editing, editing);
    if (!result_failed(result)) {
        show_conflict(editing, response, form);
    }
    return result;
}

static struct result submit_edit(struct editing *editing, struct response *response)
{
    struct request *request = editing->request;
    struct problems problems = {.count = 0};
    struct article_form form = article_form_of_request(request);
    struct writing writing = {.request = request,
                              .article = editing->stored,
                              .token = request_form(request, "token"),
                              .trace_id = store_next_id(request->store)};
    int64_t version = 0;
    (void)number_parse(request_form(request, "version"), &version);
    writing.article.version = version > 0 && version < INT32_MAX ? (int32_t)version : 0;
    writing.article.updated_ms = request->now_ms;
    struct edit_page page = {.request = request,
                             .form = &form,
                             .scene = &editing->scene,
                             .article = &editing->stored,
                             .version = writing.article.version,
                             .preview = wants_preview(request)};
    if (!page.preview) {
        article_form_read(request, &form, &editing->scene, &writing.article, &problems);
        page.problems = &problems;
    }
    if (page.preview || problems.count > 0) {
        page.media = media_document(editing);
        show_form(response, &page);
        return result_ok();
    }
    return save_edit(editing, response, &form, &writing);
}

struct result article_submit_edit(struct request *request, struct response *response)
{
    struct editing editing = {.request = request};
    struct result result = start_editing(&editing);
    result = result_failed(result) ? result : submit_edit(&editing, response);
    end_editing(&editing);
    return result;
}
