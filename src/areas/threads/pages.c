/* The timeline of a thread: who, when, what, documents. It prints. */
#include "areas/threads/threads.h"

#include "base/id.h"

enum { EVENTS_ON_A_PAGE = 100 };

static json_t *read_json(const char *text)
{
    return text[0] == '\0' ? json_null() : json_loads(text, 0, NULL);
}

static const char *subject_path(const struct thread *thread)
{
    return strcmp(thread->kind, "listing") == 0 ? "listings" : "requests";
}

static json_t *event_document(const struct thread_event *event)
{
    char id[ID_TEXT_SIZE];
    json_t *content = read_json(event->content);
    json_t *documents = read_json(event->documents);
    return json_pack("{s:s, s:I, s:s, s:o, s:s, s:s, s:s, s:o}", "id", id_format(event->id, id), "at",
                     (json_int_t)event->at_ms, "title", event->word, "content", content == NULL ? json_null() : content,
                     "by", event->actor_name, "organisation", event->organisation_name, "url", event->url, "documents",
                     documents == NULL ? json_null() : documents);
}

json_t *thread_document(const struct thread *thread, const struct thread_event *events, size_t count)
{
    char id[ID_TEXT_SIZE];
    char subject[ID_TEXT_SIZE];
    char url[64];
    (void)snprintf(url, sizeof url, "/%s/%s", subject_path(thread), id_format(thread->subject_id, subject));
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        json_array_append_new(list, event_document(&events[index]));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:o}", "id", id_format(thread->id, id), "title", thread->title, "kind",
                     thread->kind, "subject_url", url, "created_ms", (json_int_t)thread->created_ms, "events", list);
}

struct showing {
    struct request *request;
    int64_t id, before;
    struct thread thread;
    struct thread_event *events;
    size_t count;
};

static struct result read_thread(struct store_session *session, void *context)
{
    struct showing *showing = context;
    struct request *request = showing->request;
    struct thread_question question = {showing->id, 0, showing->before, EVENTS_ON_A_PAGE + 1};
    struct result result = thread_find(request->arena, session, request->region_id, showing->id, &showing->thread);
    if (!result_failed(result)) {
        result = thread_admit(session, request->region_id, &showing->thread, request->actor, &question.party_id);
    }
    return result_failed(result) ? result
                                 : thread_list_events(request->arena, session, request->region_id, &question,
                                                      &showing->events, &showing->count);
}

static struct result show_thread(struct request *request, struct response *response)
{
    struct showing showing = {.request = request};
    struct result result = request_id(request, 0, &showing.id);
    (void)id_parse(request_query(request, "before"), &showing.before);
    if (!result_failed(result)) {
        result = store_read(request->store, read_thread, &showing);
    }
    if (result_failed(result)) {
        return result;
    }
    bool more = showing.count > EVENTS_ON_A_PAGE;
    size_t shown = more ? EVENTS_ON_A_PAGE : showing.count;
    response->document = json_pack("{s:o}", "thread", thread_document(&showing.thread, showing.events, shown));
    if (more) {
        char id[ID_TEXT_SIZE];
        char before[ID_TEXT_SIZE];
        const char *url = arena_format(request->arena, "/threads/%s?before=%s", id_format(showing.id, id),
                                       id_format(showing.events[shown - 1].id, before));
        json_object_set_new(response->document, "older_url", json_string(url));
    }
    response->view = "threads/show";
    response->title = "threads.page.title";
    response->no_store = true;
    return result_ok();
}

const struct route thread_routes[] = {
    {METHOD_GET, "/threads/:id", "thread.read", 0, show_thread},
    {0},
};
