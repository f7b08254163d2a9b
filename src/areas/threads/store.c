/* Threads in the database. */
#include "areas/threads/threads.h"

#include "web/permission.h"

static const char *text_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

struct result thread_start(struct store_session *session, int64_t region_id, const struct thread *thread)
{
    return store_execute(session, "thread_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(thread->id), store_text(thread->kind),
                                      store_integer(thread->subject_id), store_integer(thread->organisation_id),
                                      store_text(thread->title), store_integer(thread->created_ms)),
                         NULL);
}

struct result thread_join(struct store_session *session, int64_t region_id, int64_t thread_id, int64_t organisation_id)
{
    return store_execute(
        session, "thread_party_insert",
        STORE_VALUES(store_integer(region_id), store_integer(thread_id), store_integer(organisation_id)), NULL);
}

struct result thread_append(struct store_session *session, int64_t region_id, const struct thread_event *event)
{
    return store_execute(session, "thread_event_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(event->thread_id),
                                      store_integer(event->id), store_integer(event->party_id),
                                      store_integer(event->actor_id), store_text(text_or_empty(event->actor_name)),
                                      store_text(text_or_empty(event->organisation_name)), store_text(event->word),
                                      store_text(text_or_empty(event->content)),
                                      store_text(text_or_empty(event->documents)),
                                      store_text(text_or_empty(event->url)), store_integer(event->at_ms)),
                         NULL);
}

struct result thread_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                          struct thread *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "thread_by_id", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct thread thread = {0};
    if (found) {
        thread = (struct thread){.id = store_rows_integer(rows, 0),
                                 .kind = store_rows_text(arena, rows, 1),
                                 .subject_id = store_rows_integer(rows, 2),
                                 .organisation_id = store_rows_integer(rows, 3),
                                 .title = store_rows_text(arena, rows, 4),
                                 .created_ms = store_rows_integer(rows, 5)};
    }
    result = store_rows_close(rows);
    if (result_failed(result)) {
        return result;
    }
    if (!found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "threads.error.not_found", NULL);
    }
    *out = thread;
    return result;
}

static struct thread_event read_event(struct arena *arena, const struct store_rows *rows)
{
    return (struct thread_event){.id = store_rows_integer(rows, 0),
                                 .thread_id = store_rows_integer(rows, 1),
                                 .party_id = store_rows_integer(rows, 2),
                                 .actor_id = store_rows_integer(rows, 3),
                                 .actor_name = store_rows_text(arena, rows, 4),
                                 .organisation_name = store_rows_text(arena, rows, 5),
                                 .word = store_rows_text(arena, rows, 6),
                                 .content = store_rows_text(arena, rows, 7),
                                 .documents = store_rows_text(arena, rows, 8),
                                 .url = store_rows_text(arena, rows, 9),
                                 .at_ms = store_rows_integer(rows, 10)};
}

struct result thread_list_events(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const struct thread_question *question, struct thread_event **out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "thread_event_list",
                    STORE_VALUES(store_integer(region_id), store_integer(question->thread_id),
                                 store_integer(question->before == 0 ? INT64_MAX : question->before),
                                 store_integer(question->party_id), store_integer((int64_t)question->most)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    struct thread_event *events = ARENA_ARRAY(arena, struct thread_event, question->most + 1);
    size_t found = 0;
    while (found < question->most && store_rows_next(rows)) {
        events[found++] = read_event(arena, rows);
    }
    result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = events;
        *count = found;
    }
    return result;
}

struct result thread_admit(struct store_session *session, int64_t region_id, const struct thread *thread,
                           const struct actor *actor, int64_t *party_id)
{
    if (permission_allows_for(actor, "thread.read", thread->organisation_id)) {
        *party_id = 0; /* the owner, or a role that reads all of the region */
        return result_ok();
    }
    struct store_rows *rows;
    struct result result = store_query(session, "thread_party_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(thread->id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t found = 0;
    while (found == 0 && store_rows_next(rows)) {
        int64_t organisation_id = store_rows_integer(rows, 0);
        found = permission_allows_for(actor, "thread.read", organisation_id) ? organisation_id : 0;
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && found == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "threads.error.not_found", "not a party of this thread");
    }
    *party_id = found;
    return result;
}
