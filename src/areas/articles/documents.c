/* Pictures and documents of articles, in the database. */
#include "areas/articles/rows.h"

enum { LIST_MOST = 200 };

struct file article_read_file(struct arena *arena, const struct store_rows *rows, int first)
{
    return (struct file){.id = store_rows_integer(rows, first),
                         .owner_kind = store_rows_text(arena, rows, first + 1),
                         .owner_id = store_rows_integer(rows, first + 2),
                         .name = store_rows_text(arena, rows, first + 3),
                         .type = store_rows_text(arena, rows, first + 4),
                         .size = store_rows_integer(rows, first + 5),
                         .sm3 = store_rows_text(arena, rows, first + 6),
                         .sha256 = store_rows_text(arena, rows, first + 7),
                         .width = (int32_t)store_rows_integer(rows, first + 8),
                         .height = (int32_t)store_rows_integer(rows, first + 9),
                         .actor_id = store_rows_integer(rows, first + 10),
                         .created_ms = store_rows_integer(rows, first + 11)};
}

/* --- pictures -------------------------------------------------------------------------------------------------- */

struct result article_image_insert(struct store_session *session, int64_t region_id, int64_t article_id,
                                   int64_t file_id, const char *words)
{
    return store_execute(
        session, "article_image_insert",
        STORE_VALUES(store_integer(region_id), store_integer(article_id), store_integer(file_id), store_text(words)),
        NULL);
}

struct result article_image_delete(struct store_session *session, int64_t region_id, int64_t article_id,
                                   int64_t file_id, int64_t *rows)
{
    return store_execute(session, "article_image_delete",
                         STORE_VALUES(store_integer(region_id), store_integer(article_id), store_integer(file_id)),
                         rows);
}

struct result article_image_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                 int64_t article_id, struct article_image **out, size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "article_image_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(article_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct article_image *list = ARENA_ARRAY(arena, struct article_image, LIST_MOST);
    size_t found = 0;
    while (found < LIST_MOST && store_rows_next(rows)) {
        list[found++] = (struct article_image){article_read_file(arena, rows, 1), store_rows_text(arena, rows, 0)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

/* --- documents ------------------------------------------------------------------------------------------------- */

static struct result put_row(struct store_session *session, int64_t region_id, const struct document *document,
                             int64_t at_ms)
{
    if (document->version == 0) {
        return store_execute(session, "document_insert",
                             STORE_VALUES(store_integer(region_id), store_integer(document->id),
                                          store_integer(document->article_id), store_text(document->title),
                                          store_integer(at_ms), store_integer(at_ms)),
                             NULL);
    }
    int64_t changed = 0;
    struct result result =
        store_execute(session, "document_update",
                      STORE_VALUES(store_integer(region_id), store_integer(document->id), store_text(document->title),
                                   store_integer(at_ms), store_integer(document->version)),
                      &changed);
    return result_failed(result) || changed == 1
               ? result
               : result_fail(RESULT_CONFLICT, NULL, "articles.error.changed_since", NULL);
}

struct result document_put(struct store_session *session, int64_t region_id, const struct document *document,
                           const struct document_version *version)
{
    struct result result = put_row(session, region_id, document, version->at_ms);
    return result_failed(result)
               ? result
               : store_execute(session, "document_version_insert",
                               STORE_VALUES(store_integer(region_id), store_integer(document->id),
                                            store_integer(document->version + 1), store_integer(version->file.id),
                                            store_text(version->note), store_integer(version->actor_id),
                                            store_text(version->actor_name), store_integer(version->at_ms)),
                               NULL);
}

static struct document read_document(struct arena *arena, const struct store_rows *rows)
{
    return (struct document){.id = store_rows_integer(rows, 0),
                             .article_id = store_rows_integer(rows, 1),
                             .title = store_rows_text(arena, rows, 2),
                             .version = (int32_t)store_rows_integer(rows, 3),
                             .created_ms = store_rows_integer(rows, 4),
                             .updated_ms = store_rows_integer(rows, 5)};
}

struct result document_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                            struct document *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "document_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct document document = found ? read_document(arena, rows) : (struct document){0};
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "articles.error.document_not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = document;
    }
    return result;
}

struct result document_list(struct arena *arena, struct store_session *session, int64_t region_id, int64_t article_id,
                            struct document **out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "document_list", STORE_VALUES(store_integer(region_id), store_integer(article_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct document *list = ARENA_ARRAY(arena, struct document, LIST_MOST);
    size_t found = 0;
    while (found < LIST_MOST && store_rows_next(rows)) {
        list[found++] = read_document(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

struct result document_list_versions(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     struct document_version **out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "document_version_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct document_version *list = ARENA_ARRAY(arena, struct document_version, LIST_MOST);
    size_t found = 0;
    while (found < LIST_MOST && store_rows_next(rows)) {
        list[found++] = (struct document_version){.version = (int32_t)store_rows_integer(rows, 0),
                                                  .note = store_rows_text(arena, rows, 1),
                                                  .actor_name = store_rows_text(arena, rows, 2),
                                                  .actor_id = store_rows_integer(rows, 3),
                                                  .at_ms = store_rows_integer(rows, 4),
                                                  .file = article_read_file(arena, rows, 5)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

struct result document_delete(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id)
{
    struct document_version *versions;
    size_t count = 0;
    struct result result = document_list_versions(arena, session, region_id, id, &versions, &count);
    if (!result_failed(result)) {
        result = store_execute(session, "document_delete_versions",
                               STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
    }
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        result = file_delete(session, region_id, versions[index].file.id);
    }
    return result_failed(result) ? result
                                 : store_execute(session, "document_delete",
                                                 STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
}
