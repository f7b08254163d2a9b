/* The office sees what waits, what failed and why, and may have it sent once more. */
#include "areas/mail/store.h"

#include "areas/services.h"
#include "base/id.h"

struct reading {
    struct request *request;
    struct mail_counts counts;
    struct mail_row waiting[MAIL_LIST_MOST], failed[MAIL_LIST_MOST], sent[MAIL_LIST_MOST];
    size_t waiting_count, failed_count, sent_count;
};

static struct result read_all(struct store_session *session, void *context)
{
    struct reading *reading = context;
    struct arena *arena = reading->request->arena;
    int64_t region_id = reading->request->region_id;
    struct result result = mail_count(session, region_id, &reading->counts);
    if (!result_failed(result)) {
        result = mail_list(arena, session, region_id, "queued", reading->waiting, &reading->waiting_count);
    }
    if (!result_failed(result)) {
        result = mail_list(arena, session, region_id, "failed", reading->failed, &reading->failed_count);
    }
    return result_failed(result) ? result
                                 : mail_list(arena, session, region_id, "sent", reading->sent, &reading->sent_count);
}

static json_t *rows_document(struct arena *arena, const struct mail_row *rows, size_t count)
{
    json_t *list = json_array();
    for (size_t index = 0; index < count; index++) {
        const struct mail_row *row = &rows[index];
        char id[ID_TEXT_SIZE];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:I, s:I, s:I}", "id", id_format(row->id, id),
                                        "to", row->person_id != 0 ? row->name : mail_address_mask(arena, row->address),
                                        "template", row->template, "status", row->status, "attempts", row->attempts,
                                        "error", row->last_error, "created_at", (json_int_t)row->created_ms, "next_at",
                                        (json_int_t)row->next_ms, "sent_at", (json_int_t)row->sent_ms));
    }
    return list;
}

static struct result show_mail(struct request *request, struct response *response)
{
    struct reading *reading = ARENA_NEW(request->arena, struct reading);
    reading->request = request;
    struct result result = store_read(request->store, read_all, reading);
    if (result_failed(result)) {
        return result;
    }
    bool sends = request->services != NULL && mail_runner_sends(request->services->mail);
    response->document = json_pack("{s:b, s:I, s:I, s:I, s:o, s:o, s:o}", "sends", (int)sends, "queued_count",
                                   (json_int_t)reading->counts.queued, "failed_count",
                                   (json_int_t)reading->counts.failed, "sent_count", (json_int_t)reading->counts.sent,
                                   "queued", rows_document(request->arena, reading->waiting, reading->waiting_count),
                                   "failed", rows_document(request->arena, reading->failed, reading->failed_count),
                                   "sent", rows_document(request->arena, reading->sent, reading->sent_count));
    response->view = "mail/list";
    response->title = "mail.page.title";
    response->no_store = true;
    return result_ok();
}

struct again {
    struct request *request;
    int64_t id;
    bool found;
};

static struct result requeue(struct store_session *session, void *context)
{
    struct again *again = context;
    return mail_requeue(session, again->request->region_id, again->id, again->request->now_ms, &again->found);
}

static struct result submit_again(struct request *request, struct response *response)
{
    struct again again = {.request = request};
    struct result result = request_id(request, 0, &again.id);
    result = result_failed(result) ? result : store_write(request->store, requeue, &again);
    if (result_failed(result)) {
        return result;
    }
    if (!again.found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    if (request->services != NULL) {
        mail_runner_wake(request->services->mail);
    }
    response->location = "/office/mail";
    return result_ok();
}

const struct route mail_routes[] = {
    {METHOD_GET, "/office/mail", "mail.manage", 0, show_mail},
    {METHOD_POST, "/office/mail/:id/again", "mail.manage", 4096, submit_again},
    {0},
};
