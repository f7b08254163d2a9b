/* Files in the database. */
#include "areas/files/files.h"

#include "areas/settings/settings.h"

enum { MEGABYTE = 1 << 20, PIECES_AT_ONCE = 16 };

/* --- limits ---------------------------------------------------------------------------------------------------- */

struct result file_limits_find(struct store_session *session, int64_t region_id, struct file_limits *out)
{
    struct settings settings;
    struct result result = settings_find(session, region_id, &settings);
    if (!result_failed(result)) {
        *out = (struct file_limits){settings_number(&settings, SETTING_IMAGE_MB) * MEGABYTE,
                                    settings_number(&settings, SETTING_DOCUMENT_MB) * MEGABYTE,
                                    settings_number(&settings, SETTING_FILM_MB) * MEGABYTE};
        if (out->document > FILE_WHOLE_MOST) {
            out->document = FILE_WHOLE_MOST; /* one transaction */
        }
    }
    return result;
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static struct result insert_row(struct store_session *session, int64_t region_id, const struct file *file,
                                const char *state)
{
    return store_execute(session, "file_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(file->id), store_text(file->owner_kind),
                                      store_integer(file->owner_id), store_text(file->name), store_text(file->type),
                                      store_integer(file->size), store_text(file->sm3), store_text(file->sha256),
                                      store_integer(file->width), store_integer(file->height), store_text(state),
                                      store_integer(file->actor_id), store_integer(file->created_ms)),
                         NULL);
}

/* Pieces `first` to `last` (excluded), as far as there are bytes. */
static struct result insert_pieces(struct store_session *session, int64_t region_id, const struct file *file,
                                   struct span bytes, size_t first, size_t last)
{
    for (size_t number = first; number < last && number * FILE_PIECE < bytes.length; number++) {
        size_t at = number * FILE_PIECE;
        size_t length = bytes.length - at < FILE_PIECE ? bytes.length - at : FILE_PIECE;
        struct result result =
            store_execute(session, "file_piece_insert",
                          STORE_VALUES(store_integer(region_id), store_integer(file->id),
                                       store_integer((int64_t)number), store_blob(span_make(bytes.at + at, length))),
                          NULL);
        if (result_failed(result)) {
            return result;
        }
    }
    return result_ok();
}

struct result file_store(struct store_session *session, int64_t region_id, const struct file *file, struct span bytes)
{
    struct result result = insert_row(session, region_id, file, "ready");
    return result_failed(result) ? result
                                 : insert_pieces(session, region_id, file, bytes, 0, bytes.length / FILE_PIECE + 1);
}

struct arrival {
    int64_t region_id;
    const struct file *file;
    struct span bytes;
    size_t first;
};

static struct result store_part(struct store_session *session, void *context)
{
    const struct arrival *arrival = context;
    const struct file *file = arrival->file;
    struct result result =
        arrival->first == 0 ? insert_row(session, arrival->region_id, file, "arriving") : result_ok();
    if (!result_failed(result)) {
        result = insert_pieces(session, arrival->region_id, file, arrival->bytes, arrival->first,
                               arrival->first + PIECES_AT_ONCE);
    }
    bool whole = (arrival->first + PIECES_AT_ONCE) * FILE_PIECE >= arrival->bytes.length;
    return result_failed(result) || !whole
               ? result
               : store_execute(session, "file_set_ready",
                               STORE_VALUES(store_integer(arrival->region_id), store_integer(file->id)), NULL);
}

/* Four megabytes at a time: others' writes go between. */
struct result file_store_large(struct store *store, int64_t region_id, const struct file *file, struct span bytes)
{
    struct arrival arrival = {region_id, file, bytes, 0};
    struct result result = result_ok();
    for (; arrival.first * FILE_PIECE < bytes.length && !result_failed(result); arrival.first += PIECES_AT_ONCE) {
        result = store_write(store, store_part, &arrival);
    }
    return result;
}

struct result file_set_owner(struct store_session *session, int64_t region_id, int64_t id, const char *owner_kind,
                             int64_t owner_id)
{
    return store_execute(
        session, "file_set_owner",
        STORE_VALUES(store_integer(region_id), store_integer(id), store_text(owner_kind), store_integer(owner_id)),
        NULL);
}

struct result file_delete(struct store_session *session, int64_t region_id, int64_t id)
{
    struct result result =
        store_execute(session, "file_delete_pieces", STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
    return result_failed(result)
               ? result
               : store_execute(session, "file_delete", STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
}

struct result file_delete_lost(struct store_session *session, int64_t region_id, int64_t before_ms)
{
    enum { AT_ONCE = 100 };
    int64_t ids[AT_ONCE];
    size_t count = 0;
    struct store_rows *rows;
    struct result result =
        store_query(session, "file_list_lost", STORE_VALUES(store_integer(region_id), store_integer(before_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (count < AT_ONCE && store_rows_next(rows)) {
        ids[count++] = store_rows_integer(rows, 0);
    }
    result = store_rows_close(rows);
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        result = file_delete(session, region_id, ids[index]);
    }
    return result;
}

/* --- reading --------------------------------------------------------------------------------------------------- */

static struct file read_row(struct arena *arena, const struct store_rows *rows)
{
    return (struct file){.id = store_rows_integer(rows, 0),
                         .owner_kind = store_rows_text(arena, rows, 1),
                         .owner_id = store_rows_integer(rows, 2),
                         .name = store_rows_text(arena, rows, 3),
                         .type = store_rows_text(arena, rows, 4),
                         .size = store_rows_integer(rows, 5),
                         .sm3 = store_rows_text(arena, rows, 6),
                         .sha256 = store_rows_text(arena, rows, 7),
                         .width = (int32_t)store_rows_integer(rows, 8),
                         .height = (int32_t)store_rows_integer(rows, 9),
                         .actor_id = store_rows_integer(rows, 10),
                         .created_ms = store_rows_integer(rows, 11)};
}

struct result file_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                        struct file *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "file_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct file file = found ? read_row(arena, rows) : (struct file){0};
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "files.error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = file;
    }
    return result;
}

struct result file_list(struct arena *arena, struct store_session *session, int64_t region_id, const char *owner_kind,
                        int64_t owner_id, struct file **out, size_t *count)
{
    enum { MOST = 200 };
    struct store_rows *rows;
    struct result result =
        store_query(session, "file_list",
                    STORE_VALUES(store_integer(region_id), store_text(owner_kind), store_integer(owner_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct file *list = ARENA_ARRAY(arena, struct file, MOST);
    size_t found = 0;
    while (found < MOST && store_rows_next(rows)) {
        list[found++] = read_row(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

struct result file_read_part(struct arena *arena, struct store_session *session, int64_t region_id,
                             const struct file *file, int64_t first, int64_t length, struct span *out)
{
    int64_t end = first + length > file->size ? file->size : first + length;
    if (first < 0 || first >= end) {
        return result_internal("a part outside of the file");
    }
    char *bytes = arena_alloc(arena, (size_t)(end - first) + 1, 1);
    struct store_rows *rows;
    struct result result =
        store_query(session, "file_piece_list",
                    STORE_VALUES(store_integer(region_id), store_integer(file->id), store_integer(first / FILE_PIECE),
                                 store_integer((end - 1) / FILE_PIECE)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t filled = 0;
    while (store_rows_next(rows)) {
        int64_t start = store_rows_integer(rows, 0) * FILE_PIECE;
        struct span piece = store_rows_span(rows, 1);
        int64_t from = start < first ? first : start;
        int64_t to = start + (int64_t)piece.length > end ? end : start + (int64_t)piece.length;
        if (from < to) {
            memcpy(bytes + (from - first), piece.at + (from - start), (size_t)(to - from));
            filled += to - from;
        }
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && filled != end - first) {
        return result_internal("pieces of a file are missing");
    }
    if (!result_failed(result)) {
        *out = span_make(bytes, (size_t)(end - first));
    }
    return result;
}
