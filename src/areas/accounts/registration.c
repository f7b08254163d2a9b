/* Registrations in the database. */
#include "areas/accounts/registration.h"

static struct registration read_row(struct arena *arena, const struct store_rows *rows)
{
    return (struct registration){.id = store_rows_integer(rows, 0),
                                 .kind = store_rows_text(arena, rows, 1),
                                 .status = store_rows_text(arena, rows, 2),
                                 .person_id = store_rows_integer(rows, 3),
                                 .organisation_id = store_rows_integer(rows, 4),
                                 .organisation_kind = store_rows_text(arena, rows, 5),
                                 .name = store_rows_text(arena, rows, 6),
                                 .credit_code = store_rows_text(arena, rows, 7),
                                 .statement = store_rows_text(arena, rows, 8),
                                 .file_id = store_rows_integer(rows, 9),
                                 .reason = store_rows_text(arena, rows, 10),
                                 .decided_ms = store_rows_integer(rows, 11),
                                 .version = store_rows_integer(rows, 12),
                                 .created_ms = store_rows_integer(rows, 13),
                                 .updated_ms = store_rows_integer(rows, 14),
                                 .person_name = store_rows_text(arena, rows, 15)};
}

struct result registration_insert(struct store_session *session, int64_t region_id, const struct registration *row)
{
    return store_execute(session, "registration_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(row->id), store_text(row->kind),
                                      store_integer(row->person_id), store_integer(row->organisation_id),
                                      store_text(row->organisation_kind), store_text(row->name),
                                      store_text(row->credit_code), store_text(row->statement),
                                      store_integer(row->file_id), store_integer(row->created_ms)),
                         NULL);
}

struct result registration_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                struct registration *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "registration_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct registration row = {0};
    if (found) {
        row = read_row(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = row;
    }
    return result;
}

struct result registration_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                int64_t person_id, struct registration **out, size_t *count)
{
    struct store_rows *rows;
    struct store_value region = store_integer(region_id);
    struct store_value most = store_integer(REGISTRATIONS_MOST);
    struct result result = person_id == 0
                               ? store_query(session, "registration_list_waiting", STORE_VALUES(region, most), &rows)
                               : store_query(session, "registration_list_own",
                                             STORE_VALUES(region, store_integer(person_id), most), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct registration *list = ARENA_ARRAY(arena, struct registration, REGISTRATIONS_MOST);
    size_t read = 0;
    while (read < REGISTRATIONS_MOST && store_rows_next(rows)) {
        list[read++] = read_row(arena, rows);
    }
    *out = list;
    *count = read;
    return store_rows_close(rows);
}

struct result registration_update(struct store_session *session, int64_t region_id, const struct registration *row,
                                  int64_t decided_by)
{
    int64_t changed = 0;
    struct result result = store_execute(
        session, "registration_update",
        STORE_VALUES(store_integer(region_id), store_integer(row->id), store_text(row->status), store_text(row->reason),
                     store_text(row->statement), store_integer(row->file_id), store_integer(row->organisation_id),
                     store_integer(decided_by), store_integer(row->decided_ms), store_integer(row->updated_ms),
                     store_integer(row->version)),
        &changed);
    return result_failed(result) || changed == 1
               ? result
               : result_fail(RESULT_CONFLICT, NULL, "account.error.decided_meanwhile", NULL);
}

bool registration_is_open(const struct registration *row)
{
    return strcmp(row->status, "waiting") == 0 || strcmp(row->status, "asked") == 0;
}

bool registration_may_again(const struct registration *row)
{
    return strcmp(row->status, "declined") == 0 || strcmp(row->status, "withdrawn") == 0;
}
