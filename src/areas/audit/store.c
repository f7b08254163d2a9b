/* The log in the database: appending, reading. */
#include "areas/audit/row.h"

#include "base/id.h"

struct audit_entry audit_of(const struct request *request, const char *action, const char *subject_kind,
                            int64_t subject_id, int64_t organisation_id)
{
    return (struct audit_entry){.actor_id = request->actor->person_id,
                                .actor_name = request->actor->name == NULL ? "" : request->actor->name,
                                .action = action,
                                .subject_kind = subject_kind,
                                .subject_id = subject_id,
                                .organisation_id = organisation_id,
                                .outcome = "done",
                                .detail = "",
                                .address = request->address == NULL ? "" : request->address,
                                .at_ms = request->now_ms};
}

struct result audit_append(struct store_session *session, int64_t region_id, int64_t id,
                           const struct audit_entry *entry)
{
    struct result result =
        store_execute(session, "audit_insert",
                      STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(entry->at_ms),
                                   store_integer(entry->actor_id), store_text(entry->actor_name),
                                   store_text(entry->action), store_text(entry->subject_kind),
                                   store_integer(entry->subject_id), store_integer(entry->organisation_id),
                                   store_text(entry->outcome), store_text(entry->detail), store_text(entry->address)),
                      NULL);
    return result_failed(result) ? result
                                 : store_execute(session, "audit_pending_insert",
                                                 STORE_VALUES(store_integer(region_id), store_integer(id)), NULL);
}

struct result audit_note(struct store_session *session, int64_t id, const struct request *request, const char *action,
                         struct audit_subject subject)
{
    struct audit_entry entry = audit_of(request, action, subject.kind, subject.id, subject.organisation_id);
    return audit_append(session, request->region_id, id, &entry);
}

enum { PIECES_MOST = 6 };

struct result audit_list(struct arena *arena, struct store_session *session, int64_t region_id,
                         const struct audit_filter *filter, struct audit_row **out, size_t *count)
{
    const char *pieces[PIECES_MOST] = {"audit_row"};
    size_t piece_count = 1;
    const char *names[] = {
        filter->actor_id != 0 ? "audit_by_actor" : NULL, filter->subject_id != 0 ? "audit_by_subject" : NULL,
        filter->organisation_id != 0 ? "audit_by_organisation" : NULL,
        filter->action != NULL && filter->action[0] != '\0' ? "audit_by_action" : NULL, "audit_newest"};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (names[index] != NULL) {
            pieces[piece_count++] = names[index];
        }
    }
    /* Ids tell the time of their making: days are a stretch of the key. */
    int64_t before = filter->before == 0 ? INT64_MAX : filter->before;
    int64_t end = filter->to_ms == 0 ? INT64_MAX : id_first_of(filter->to_ms);
    struct store_rows *rows;
    struct result result =
        store_query_joined(session, pieces, piece_count,
                           STORE_VALUES(store_integer(region_id), store_integer(before < end ? before : end),
                                        store_integer(filter->from_ms == 0 ? 0 : id_first_of(filter->from_ms)),
                                        store_integer((int64_t)filter->limit), store_integer(filter->actor_id),
                                        store_integer(filter->subject_id), store_integer(filter->organisation_id),
                                        store_text(filter->action == NULL ? "" : filter->action)),
                           &rows);
    if (result_failed(result)) {
        return result;
    }
    struct audit_row *list = ARENA_ARRAY(arena, struct audit_row, filter->limit + 1);
    size_t found = 0;
    while (found < filter->limit && store_rows_next(rows)) {
        list[found++] = (struct audit_row){store_rows_integer(rows, 0), audit_read_row(arena, rows, 1),
                                           store_rows_integer(rows, 1 + AUDIT_ROW_COLUMNS)};
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}
