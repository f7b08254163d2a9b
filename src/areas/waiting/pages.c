/* What waits for me: the page, the choice of a calendar, the calendar itself. */
#include "areas/waiting/store.h"

#include "areas/audit/audit.h"
#include "areas/submissions/submissions.h"
#include "base/day.h"
#include "base/hash.h"
#include "web/app.h"

#include <string.h>

enum { FORM_LIMIT = 4096 };

struct waiting_page {
    struct request *request;
    struct waiting_item *items;
    size_t count;
    struct waiting_choice choice;
};

static struct result read_page(struct store_session *session, void *context)
{
    struct waiting_page *page = context;
    struct request *request = page->request;
    struct result result =
        waiting_list(request->arena, session, request->region_id, request->actor, &page->items, &page->count);
    return result_failed(result) ? result
                                 : waiting_choice_find(request->arena, session, request->region_id,
                                                       request->actor->person_id, &page->choice);
}

static json_t *items_document(const struct waiting_page *page)
{
    json_t *list = json_array();
    for (size_t index = 0; index < page->count; index++) {
        const struct waiting_item *item = &page->items[index];
        char day[DAY_TEXT_SIZE];
        int32_t last = day_of_time(item->due_ms - 1, page->request->zone_minutes);
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:b}", "kind", item->kind, "as",
                                        waiting_as(page->request->actor, item), "title", item->word, "about",
                                        item->title, "url", item->url, "due_at", (json_int_t)item->due_ms, "due_day",
                                        day_format(last, day), "overdue", (int)(item->due_ms < page->request->now_ms)));
    }
    return list;
}

static struct result show_page(struct request *request, struct response *response, const char *secret)
{
    struct waiting_page page = {.request = request};
    struct result result = store_read(request->store, read_page, &page);
    if (result_failed(result)) {
        return result;
    }
    response->document = json_pack("{s:o, s:b, s:b}", "items", items_document(&page), "has_feed",
                                   (int)(page.choice.feed_hash[0] != '\0'), "digest", (int)page.choice.digest);
    if (secret != NULL) {
        json_object_set_new(response->document, "feed_url",
                            json_string(arena_format(request->arena, "/calendar/%s", secret)));
    }
    response->view = "waiting/list";
    response->title = "waiting.page.title";
    response->no_store = true;
    return result;
}

static struct result show_waiting(struct request *request, struct response *response)
{
    return show_page(request, response, NULL);
}

/* --- the calendar ---------------------------------------------------------------------------------------------------- */

struct choosing {
    struct request *request;
    const char *hash; /* "" takes it away */
    int64_t audit_id;
};

static struct result write_choice(struct store_session *session, void *context)
{
    struct choosing *choosing = context;
    struct request *request = choosing->request;
    int64_t person_id = request->actor->person_id;
    struct waiting_choice choice;
    struct result result = waiting_choice_find(request->arena, session, request->region_id, person_id, &choice);
    choice.feed_hash = choosing->hash;
    if (!result_failed(result)) {
        result = waiting_choice_put(session, request->region_id, person_id, &choice);
    }
    return result_failed(result)
               ? result
               : audit_note(session, choosing->audit_id, request,
                            choosing->hash[0] == '\0' ? "waiting.calendar_revoke" : "waiting.calendar_make",
                            (struct audit_subject){"person", person_id, 0});
}

static const char *digest_of(struct arena *arena, const char *secret)
{
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash_sha256(span_of(secret), digest);
    return arena_text(arena, hash_text(digest, text));
}

/* The address is shown in this answer only: the database holds its digest. */
static struct result submit_calendar(struct request *request, struct response *response)
{
    bool makes = span_is(request_form(request, "do"), "make");
    const char *secret = makes ? submission_new_token(request->arena) : NULL;
    struct choosing choosing = {request, makes ? digest_of(request->arena, secret) : "", store_next_id(request->store)};
    struct result result = store_write(request->store, write_choice, &choosing);
    return result_failed(result) ? result : show_page(request, response, secret);
}

/* --- the daily mail --------------------------------------------------------------------------------------------------- */

static struct result write_digest_choice(struct store_session *session, void *context)
{
    struct choosing *choosing = context;
    struct request *request = choosing->request;
    int64_t person_id = request->actor->person_id;
    struct waiting_choice choice;
    struct result result = waiting_choice_find(request->arena, session, request->region_id, person_id, &choice);
    choice.digest = span_is(request_form(request, "do"), "on");
    return result_failed(result) ? result : waiting_choice_put(session, request->region_id, person_id, &choice);
}

static struct result submit_digest(struct request *request, struct response *response)
{
    struct choosing choosing = {.request = request};
    struct result result = store_write(request->store, write_digest_choice, &choosing);
    if (!result_failed(result)) {
        response->location = "/waiting";
    }
    return result;
}

struct feeding {
    struct request *request;
    const char *hash;
    struct actor actor;
    struct waiting_item *items;
    size_t count;
};

static struct result read_feed(struct store_session *session, void *context)
{
    struct feeding *feeding = context;
    struct request *request = feeding->request;
    struct result result =
        waiting_feed_owner(request->arena, session, request->region_id, feeding->hash, &feeding->actor);
    return result_failed(result) ? result
                                 : waiting_list(request->arena, session, request->region_id, &feeding->actor,
                                                &feeding->items, &feeding->count);
}

static struct result send_calendar(struct request *request, struct response *response)
{
    struct feeding feeding = {.request = request, .hash = digest_of(request->arena, request->parameters[0])};
    struct result result = store_read(request->store, read_feed, &feeding);
    if (result_failed(result)) {
        return result;
    }
    const struct waiting_calendar calendar = {.words = request->app->words,
                                              .language = request->language,
                                              .name = request->region_name,
                                              .site = "",
                                              .zone_minutes = request->zone_minutes,
                                              .now_ms = request->now_ms};
    response->body = span_of(waiting_build_calendar(request->arena, &calendar, feeding.items, feeding.count));
    response->content_type = "text/calendar; charset=utf-8";
    response->no_store = true;
    return result;
}

const struct route waiting_routes[] = {
    {METHOD_GET, "/waiting", "waiting.read", 0, show_waiting},
    {METHOD_POST, "/waiting/calendar", "waiting.read", FORM_LIMIT, submit_calendar},
    {METHOD_POST, "/waiting/digest", "waiting.read", FORM_LIMIT, submit_digest},
    {METHOD_GET, "/calendar/:secret", "visit", 0, send_calendar},
    {0},
};
