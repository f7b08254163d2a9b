/* Versions of things. */
#include "areas/revisions/revisions.h"

#include <stdlib.h>

struct result revision_write(struct store_session *session, int64_t region_id, const struct revision_table *table,
                             int64_t id, json_t *document, const struct revision *revision)
{
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    if (text == NULL) {
        return result_internal("the document of a version");
    }
    struct result result = store_execute(
        session, table->insert,
        STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(revision->version), store_text(text),
                     store_integer(revision->actor_id), store_text(revision->actor_name), store_text(revision->reason),
                     store_integer(revision->at_ms)),
        NULL);
    free(text);
    return result;
}

struct result revision_is_ours(struct store_session *session, int64_t region_id, const struct revision_table *table,
                               int64_t id, const struct revision *revision, bool *ours)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, table->by,
                    STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(revision->version)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *ours = store_rows_next(rows) && store_rows_integer(rows, 0) == revision->actor_id &&
            store_rows_integer(rows, 1) == revision->at_ms;
    return store_rows_close(rows);
}

struct result revision_list(struct arena *arena, struct store_session *session, int64_t region_id,
                            const struct revision_table *table, int64_t id, struct revision **out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, table->list, STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct revision *list = ARENA_ARRAY(arena, struct revision, REVISIONS_MOST);
    size_t found = 0;
    while (found < REVISIONS_MOST && store_rows_next(rows)) {
        list[found++] = (struct revision){.version = (int32_t)store_rows_integer(rows, 0),
                                          .document = store_rows_text(arena, rows, 1),
                                          .actor_id = store_rows_integer(rows, 2),
                                          .actor_name = store_rows_text(arena, rows, 3),
                                          .reason = store_rows_text(arena, rows, 4),
                                          .at_ms = store_rows_integer(rows, 5)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}
