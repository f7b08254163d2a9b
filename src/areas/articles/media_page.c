/* What belongs to an article besides its text: pictures with a description, documents and their versions, the film. */
#include "areas/articles/pages.h"

#include "areas/articles/trace.h"
#include "base/id.h"

enum { WORDS_MOST = 300 };

struct adding {
    struct request *request;
    int64_t id, trace_id;
    struct article_scene scene;
    struct article article;
    struct file_limits limits;
    struct file file;
    struct span bytes;
    const char *words;
    struct document document;
    struct document_version version;
    int64_t film_id, poster_id, captions_id; /* 0 = as it was */
    bool without_film;
};

static struct result read_target(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    struct result result = article_find_editable(request, session, adding->id, &adding->scene, &adding->article);
    return result_failed(result) ? result : file_limits_find(session, request->region_id, &adding->limits);
}

static struct result start(struct adding *adding)
{
    struct result result = request_id(adding->request, 0, &adding->id);
    return result_failed(result) ? result : store_read(adding->request->store, read_target, adding);
}

static void finish(const struct adding *adding, struct response *response)
{
    response->location =
        arena_format(adding->request->arena, "%s/edit", article_url(adding->request->arena, "articles", adding->id));
}

static struct result take_file(struct adding *adding, const char *name, unsigned families)
{
    struct request *request = adding->request;
    const struct upload *upload = request_upload(request, name);
    struct result result = file_read(request->arena, upload, families, &adding->limits, &adding->file, &adding->bytes);
    if (!result_failed(result)) {
        adding->file.id = store_next_id(request->store);
        adding->file.owner_kind = "article";
        adding->file.owner_id = adding->id;
        adding->file.actor_id = request->actor->person_id;
        adding->file.created_ms = request->now_ms;
    }
    return result;
}

static const char *read_words(const struct request *request, const char *name)
{
    struct span words = span_trim(request_form(request, name));
    return words.length > WORDS_MOST ? "" : arena_copy(request->arena, words);
}

/* --- pictures --------------------------------------------------------------------------------------------------- */

static struct result add_image(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    struct result result = file_store(session, request->region_id, &adding->file, adding->bytes);
    if (!result_failed(result)) {
        result = article_image_insert(session, request->region_id, adding->id, adding->file.id, adding->words);
    }
    return result_failed(result)
               ? result
               : article_trace(request, session, adding->trace_id, "article", "add_image", adding->id);
}

struct result article_submit_image(struct request *request, struct response *response)
{
    struct adding adding = {
        .request = request, .words = read_words(request, "words"), .trace_id = store_next_id(request->store)};
    struct result result = start(&adding);
    if (!result_failed(result) && adding.words[0] == '\0') {
        result = result_invalid("words", "articles.error.words_missing");
    }
    result = result_failed(result) ? result : take_file(&adding, "image", FILE_IMAGE);
    result = result_failed(result) ? result : store_write(request->store, add_image, &adding);
    finish(&adding, response);
    response->location = result_failed(result) ? NULL : response->location;
    return result;
}

/* --- documents -------------------------------------------------------------------------------------------------- */

/* A new one, or the next version of one of this article. */
static struct result find_target_document(struct store_session *session, struct adding *adding)
{
    struct request *request = adding->request;
    int64_t id = 0;
    const char *title = adding->document.title;
    if (!id_parse(request_form(request, "document"), &id)) {
        return result_ok();
    }
    struct result result = document_find(request->arena, session, request->region_id, id, &adding->document);
    if (!result_failed(result) && adding->document.article_id != adding->id) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.document_not_found", "of another article");
    }
    adding->document.title = title[0] == '\0' ? adding->document.title : title;
    return result;
}

static struct result add_document(struct store_session *session, void *context)
{
    struct adding adding = *(struct adding *)context; /* may run again: the context stays as it was */
    struct request *request = adding.request;
    struct result result = find_target_document(session, &adding);
    if (result_failed(result)) {
        return result;
    }
    adding.file.owner_kind = "document";
    adding.file.owner_id = adding.document.id;
    adding.version.file = adding.file;
    result = file_store(session, request->region_id, &adding.file, adding.bytes);
    result =
        result_failed(result) ? result : document_put(session, request->region_id, &adding.document, &adding.version);
    return result_failed(result)
               ? result
               : article_trace(request, session, adding.trace_id, "article", "add_document", adding.document.id);
}

struct result article_submit_document(struct request *request, struct response *response)
{
    struct adding adding = {.request = request, .trace_id = store_next_id(request->store)};
    struct result result = start(&adding);
    result = result_failed(result) ? result : take_file(&adding, "document_file", FILE_DOCUMENT | FILE_IMAGE);
    if (result_failed(result)) {
        return result;
    }
    int64_t known = 0;
    bool is_new = !id_parse(request_form(request, "document"), &known);
    const char *title = read_words(request, "title");
    adding.document = (struct document){.id = store_next_id(request->store),
                                        .article_id = adding.id,
                                        .title = title[0] == '\0' && is_new ? adding.file.name : title};
    adding.version = (struct document_version){.note = read_words(request, "note"),
                                               .actor_name = request->actor->name,
                                               .actor_id = request->actor->person_id,
                                               .at_ms = request->now_ms};
    result = store_write(request->store, add_document, &adding);
    if (!result_failed(result)) {
        finish(&adding, response);
    }
    return result;
}

/* --- the film ---------------------------------------------------------------------------------------------------- */

/* Stored outside of a transaction, for a film is large; it belongs to the article from the first byte on. */
static struct result take_large(struct adding *adding, const char *name, unsigned families, int64_t *id)
{
    struct request *request = adding->request;
    const struct upload *upload = request_upload(request, name);
    if (upload == NULL) {
        return result_ok();
    }
    struct result result = take_file(adding, name, families);
    result = result_failed(result) ? result
                                   : file_store_large(request->store, request->region_id, &adding->file, adding->bytes);
    *id = result_failed(result) ? 0 : adding->file.id;
    return result;
}

static struct result set_film(struct store_session *session, void *context)
{
    struct adding *adding = context;
    struct request *request = adding->request;
    struct article article;
    struct result result = article_find_editable(request, session, adding->id, &adding->scene, &article);
    if (result_failed(result)) {
        return result;
    }
    article.film_id = adding->without_film ? 0 : adding->film_id != 0 ? adding->film_id : article.film_id;
    article.poster_id = adding->without_film ? 0 : adding->poster_id != 0 ? adding->poster_id : article.poster_id;
    article.captions_id = adding->without_film       ? 0
                          : adding->captions_id != 0 ? adding->captions_id
                                                     : article.captions_id;
    article.film_words = adding->words[0] == '\0' ? article.film_words : adding->words;
    article.updated_ms = request->now_ms;
    if (article.film_id != 0 && article.film_words[0] == '\0') {
        return result_invalid("film_words", "articles.error.film_words_missing");
    }
    result = article_update(request->arena, session, request->region_id, &article,
                            &(struct article_act){request->actor, ""});
    return result_failed(result) ? result
                                 : article_trace(request, session, adding->trace_id, "article", "set_film", adding->id);
}

struct result article_submit_film(struct request *request, struct response *response)
{
    struct adding adding = {.request = request,
                            .trace_id = store_next_id(request->store),
                            .words = read_words(request, "film_words"),
                            .without_film = request_form(request, "remove").length > 0};
    struct result result = start(&adding);
    if (!result_failed(result) && !adding.without_film) {
        bool nothing = request->upload_count == 0;
        bool silent = adding.words[0] == '\0' && adding.article.film_words[0] == '\0';
        result = nothing  ? result_invalid("film", "files.error.none")
                 : silent ? result_invalid("film_words", "articles.error.film_words_missing")
                          : take_large(&adding, "film", FILE_FILM, &adding.film_id);
        result = result_failed(result) ? result : take_large(&adding, "poster", FILE_IMAGE, &adding.poster_id);
        result = result_failed(result) ? result : take_large(&adding, "captions", FILE_CAPTIONS, &adding.captions_id);
    }
    result = result_failed(result) ? result : store_write(request->store, set_film, &adding);
    if (!result_failed(result)) {
        finish(&adding, response);
    }
    return result;
}
