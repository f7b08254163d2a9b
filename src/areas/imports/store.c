/* Batches and their files in the database. */
#include "areas/imports/store.h"

static const int64_t KEEP_FILE_MS = INT64_C(30) * 24 * 3600 * 1000;

struct result import_batch_insert(struct store_session *session, int64_t region_id, const struct import_batch *batch,
                                  struct span bytes)
{
    struct result result = store_execute(
        session, "import_batch_insert",
        STORE_VALUES(store_integer(region_id), store_integer(batch->id), store_text(batch->kind),
                     store_text(batch->file_name), store_text(batch->digest), store_text(batch->read_day),
                     store_integer(batch->row_count), store_integer(batch->refused_count),
                     store_integer(batch->actor_id), store_text(batch->actor_name), store_integer(batch->created_ms)),
        NULL);
    if (!result_failed(result)) {
        result =
            store_execute(session, "import_file_insert",
                          STORE_VALUES(store_integer(region_id), store_integer(batch->id), store_blob(bytes)), NULL);
    }
    return result_failed(result)
               ? result
               : store_execute(session, "import_file_delete_old",
                               STORE_VALUES(store_integer(region_id), store_integer(batch->created_ms - KEEP_FILE_MS)),
                               NULL);
}

static struct import_batch read_batch(struct arena *arena, const struct store_rows *rows)
{
    return (struct import_batch){.id = store_rows_integer(rows, 0),
                                 .kind = store_rows_text(arena, rows, 1),
                                 .file_name = store_rows_text(arena, rows, 2),
                                 .digest = store_rows_text(arena, rows, 3),
                                 .status = store_rows_text(arena, rows, 4),
                                 .read_day = store_rows_text(arena, rows, 5),
                                 .row_count = (int32_t)store_rows_integer(rows, 6),
                                 .refused_count = (int32_t)store_rows_integer(rows, 7),
                                 .created_count = (int32_t)store_rows_integer(rows, 8),
                                 .changed_count = (int32_t)store_rows_integer(rows, 9),
                                 .same_count = (int32_t)store_rows_integer(rows, 10),
                                 .organisation_count = (int32_t)store_rows_integer(rows, 11),
                                 .message = store_rows_text(arena, rows, 12),
                                 .actor_id = store_rows_integer(rows, 13),
                                 .actor_name = store_rows_text(arena, rows, 14),
                                 .job_id = store_rows_integer(rows, 15),
                                 .created_ms = store_rows_integer(rows, 16),
                                 .updated_ms = store_rows_integer(rows, 17)};
}

struct result import_batch_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                struct import_batch *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "import_batch_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct import_batch batch = {0};
    if (found) {
        batch = read_batch(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = batch;
    }
    return result;
}

struct result import_batch_list(struct arena *arena, struct store_session *session, int64_t region_id, size_t most,
                                struct import_batch **out, size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "import_batch_list",
                                       STORE_VALUES(store_integer(region_id), store_integer((int64_t)most)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct import_batch *list = ARENA_ARRAY(arena, struct import_batch, most + 1);
    size_t found = 0;
    while (found < most && store_rows_next(rows)) {
        list[found++] = read_batch(arena, rows);
    }
    result = store_rows_close(rows);
    if (result_failed(result)) {
        return result;
    }
    *out = list;
    *count = found;
    return result_ok();
}

struct result import_file_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t batch_id,
                               struct span *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "import_file_find",
                                       STORE_VALUES(store_integer(region_id), store_integer(batch_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct span bytes = {NULL, 0};
    if (found) {
        struct span borrowed = store_rows_span(rows, 0);
        bytes = span_make(arena_copy(arena, borrowed), borrowed.length);
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "import.error.file_gone", NULL);
    }
    if (!result_failed(result)) {
        *out = bytes;
    }
    return result;
}

static struct result changed_or_conflict(struct result result, int64_t changed)
{
    return !result_failed(result) && changed == 0 ? result_fail(RESULT_CONFLICT, NULL, "import.error.not_preview", NULL)
                                                  : result;
}

struct result import_batch_start(struct store_session *session, int64_t region_id, int64_t id, int64_t job_id,
                                 int64_t now_ms)
{
    int64_t changed = 0;
    struct result result = store_execute(
        session, "import_batch_start",
        STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(job_id), store_integer(now_ms)),
        &changed);
    return changed_or_conflict(result, changed);
}

struct result import_batch_cancel(struct store_session *session, int64_t region_id, int64_t id, int64_t now_ms)
{
    int64_t changed = 0;
    struct result result =
        store_execute(session, "import_batch_cancel",
                      STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(now_ms)), &changed);
    result = changed_or_conflict(result, changed);
    return result_failed(result) ? result
                                 : store_execute(session, "import_file_delete",
                                                 STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
}

struct result import_batch_finish(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                  const struct import_end *end)
{
    struct import_refusals before = {0};
    const struct import_outcome *outcome = end->outcome;
    struct result result = import_refusals_find(arena, session, region_id, id, &before);
    bool done = strcmp(end->status, "done") == 0;
    int64_t more = done ? (int64_t)outcome->refusals.count - (int64_t)before.count : 0;
    if (!result_failed(result) && done) {
        result = import_refusals_put(session, region_id, id, &outcome->refusals);
    }
    return result_failed(result)
               ? result
               : store_execute(session, "import_batch_finish",
                               STORE_VALUES(store_integer(region_id), store_integer(id), store_text(end->status),
                                            store_integer((int64_t)outcome->created),
                                            store_integer((int64_t)outcome->changed),
                                            store_integer((int64_t)outcome->same),
                                            store_integer((int64_t)outcome->organisations_created), store_integer(more),
                                            store_text(end->message), store_integer(end->now_ms)),
                               NULL);
}

/* --- refusals ------------------------------------------------------------------------------------------------------- */

struct result import_refusals_put(struct store_session *session, int64_t region_id, int64_t batch_id,
                                  const struct import_refusals *refusals)
{
    struct result result = store_execute(session, "import_refusal_delete",
                                         STORE_VALUES(store_integer(region_id), store_integer(batch_id)), NULL);
    for (size_t index = 0; index < refusals->count && !result_failed(result); index++) {
        const struct import_refusal *refusal = &refusals->list[index];
        result = store_execute(session, "import_refusal_insert",
                               STORE_VALUES(store_integer(region_id), store_integer(batch_id),
                                            store_integer(refusal->number), store_integer(refusal->column),
                                            store_text(refusal->message), store_text(refusal->hint)),
                               NULL);
    }
    return result;
}

struct result import_refusals_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                   int64_t batch_id, struct import_refusals *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "import_refusal_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(batch_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct import_refusal *list = NULL;
    size_t count = 0;
    size_t room = 0;
    while (store_rows_next(rows)) {
        if (count == room) {
            room = room == 0 ? 16 : 2 * room;
            struct import_refusal *wider = ARENA_ARRAY(arena, struct import_refusal, room);
            memcpy(wider, count == 0 ? wider : list, count * sizeof *wider);
            list = wider;
        }
        list[count++] = (struct import_refusal){(uint32_t)store_rows_integer(rows, 0), (int)store_rows_integer(rows, 1),
                                                store_rows_text(arena, rows, 2), store_rows_text(arena, rows, 3)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = (struct import_refusals){list, count};
    }
    return result;
}

struct result import_batch_list_given_up(struct arena *arena, struct store_session *session, int64_t region_id,
                                         size_t most, struct given_up *out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "import_batch_list_given_up", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    size_t found = 0;
    while (found < most && store_rows_next(rows)) {
        out[found++] = (struct given_up){store_rows_integer(rows, 0), store_rows_text(arena, rows, 1)};
    }
    *count = found;
    return store_rows_close(rows);
}
