/* Pictures and documents are taken off an article again. What earlier versions and the audit log say of them stays. */
#include "areas/articles/pages.h"

#include "areas/articles/trace.h"
#include "base/id.h"

struct removing {
    struct request *request;
    int64_t id, trace_id;
    int64_t removed_id; /* of the picture's file, of the document */
};

static struct result read_editable(struct store_session *session, const struct removing *removing,
                                   struct article *article)
{
    struct article_scene scene;
    return article_find_editable(removing->request, session, removing->id, &scene, article);
}

/* A picture that stands in the text would leave a gap there. */
static bool stands_in_text(struct arena *arena, const struct article *article, int64_t file_id)
{
    const char *url = article_url(arena, "media", file_id);
    return span_find(span_of(article->body), span_of(url)) != SPAN_NOWHERE;
}

static struct result remove_image(struct store_session *session, void *context)
{
    struct removing *removing = context;
    struct request *request = removing->request;
    struct article article;
    int64_t rows = 0;
    struct result result = read_editable(session, removing, &article);
    if (!result_failed(result) && stands_in_text(request->arena, &article, removing->removed_id)) {
        return result_invalid("image", "articles.error.image_in_text");
    }
    if (!result_failed(result)) {
        result = article_image_delete(session, request->region_id, removing->id, removing->removed_id, &rows);
    }
    if (!result_failed(result) && rows == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.image_not_found", "not of this article");
    }
    if (!result_failed(result)) {
        result = file_delete(session, request->region_id, removing->removed_id);
    }
    return result_failed(result)
               ? result
               : article_trace(request, session, removing->trace_id, "article", "remove_image", removing->id);
}

static struct result remove_document(struct store_session *session, void *context)
{
    struct removing *removing = context;
    struct request *request = removing->request;
    struct article article;
    struct document document;
    struct result result = read_editable(session, removing, &article);
    if (!result_failed(result)) {
        result = document_find(request->arena, session, request->region_id, removing->removed_id, &document);
    }
    if (!result_failed(result) && document.article_id != removing->id) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.document_not_found", "of another article");
    }
    if (!result_failed(result)) {
        result = document_delete(request->arena, session, request->region_id, removing->removed_id);
    }
    return result_failed(result) ? result
                                 : article_trace(request, session, removing->trace_id, "article", "remove_document",
                                                 removing->removed_id);
}

static struct result submit(struct request *request, struct response *response, store_work work)
{
    struct removing removing = {.request = request, .trace_id = store_next_id(request->store)};
    struct result result = request_id(request, 0, &removing.id);
    if (!result_failed(result) && !id_parse(request_form(request, "remove"), &removing.removed_id)) {
        result = result_invalid("remove", "error.bad_request");
    }
    result = result_failed(result) ? result : store_write(request->store, work, &removing);
    if (!result_failed(result)) {
        response->location =
            arena_format(request->arena, "%s/edit", article_url(request->arena, "articles", removing.id));
    }
    return result;
}

struct result article_remove_image(struct request *request, struct response *response)
{
    return submit(request, response, remove_image);
}

struct result article_remove_document(struct request *request, struct response *response)
{
    return submit(request, response, remove_document);
}
