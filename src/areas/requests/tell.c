/* What a step says to whom: both threads, the audit log, the lists of what waits, mail. */
#include "areas/requests/store.h"

#include "areas/audit/audit.h"
#include "areas/mail/mail.h"
#include "areas/threads/threads.h"
#include "areas/waiting/waiting.h"
#include "base/check.h"
#include "base/id.h"

#include <stdlib.h>
#include <string.h>

void proposal_ids_make(struct store *store, struct proposal_ids *ids)
{
    for (size_t index = 0; index < PROPOSAL_IDS; index++) {
        ids->ids[index] = store_next_id(store);
    }
    ids->used = 0;
}

int64_t proposal_ids_take(struct proposal_ids *ids)
{
    CHECK(ids->used < PROPOSAL_IDS);
    return ids->ids[ids->used++];
}

const char *proposal_url(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(arena, "/requests/%s", id_format(id, text));
}

static const char *json_text(struct arena *arena, json_t *document)
{
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    const char *copy = text == NULL ? "" : arena_text(arena, text);
    free(text);
    return copy;
}

static const char *name_of(const struct proposal *proposal, int64_t organisation_id)
{
    return organisation_id == proposal->asker_id      ? proposal->asker_name
           : organisation_id == proposal->answerer_id ? proposal->answerer_name
                                                      : "";
}

static const char *content_of(const struct proposal_telling *telling)
{
    const struct proposal *proposal = telling->proposal;
    bool open = strcmp(proposal->status, "open") == 0;
    json_t *content = json_object();
    if (telling->note != NULL && telling->note[0] != '\0') {
        json_object_set_new(content, "note", json_string(telling->note));
    }
    if (open) {
        char day[DAY_TEXT_SIZE];
        enum { CHINA = 480 };
        json_object_set_new(content, "day", json_string(day_format(day_of_time(proposal->due_ms - 1, CHINA), day)));
    }
    return json_text(telling->arena, content);
}

struct result proposal_tell(struct store_session *session, const struct proposal_telling *telling)
{
    const struct proposal *proposal = telling->proposal;
    const char *name = telling->actor == NULL || telling->actor->name == NULL ? "" : telling->actor->name;
    struct thread_event event = {.id = proposal_ids_take(telling->ids),
                                 .thread_id = proposal->thread_id,
                                 .party_id = proposal->asker_id,
                                 .actor_id = telling->actor == NULL ? 0 : telling->actor->person_id,
                                 .actor_name = name,
                                 .organisation_name = name_of(proposal, telling->as),
                                 .word = telling->word,
                                 .content = content_of(telling),
                                 .url = proposal_url(telling->arena, proposal->id),
                                 .at_ms = telling->now_ms};
    struct result result = thread_append(session, telling->region_id, &event);
    if (!result_failed(result) && proposal->asker_thread_id != 0) {
        event.id = proposal_ids_take(telling->ids);
        event.thread_id =
            proposal->asker_thread_id; /* its own listing's matter: the owner reads it, the other party not */
        result = thread_append(session, telling->region_id, &event);
    }
    const struct audit_entry entry = {.actor_id = event.actor_id,
                                      .actor_name = name,
                                      .action = telling->action,
                                      .subject_kind = "request",
                                      .subject_id = proposal->id,
                                      .organisation_id = telling->as,
                                      .outcome = "done",
                                      .detail = "",
                                      .address = telling->address == NULL ? "" : telling->address,
                                      .at_ms = telling->now_ms};
    return result_failed(result) ? result
                                 : audit_append(session, telling->region_id, proposal_ids_take(telling->ids), &entry);
}

struct result proposal_mail(struct store_session *session, const struct proposal_telling *telling,
                            int64_t organisation_id, const char *template)
{
    enum { PEOPLE_MOST = 8 };
    int64_t people[PEOPLE_MOST];
    size_t count = 0;
    const struct proposal *proposal = telling->proposal;
    struct store_rows *rows;
    struct result result =
        store_query(session, "proposal_people",
                    STORE_VALUES(store_integer(telling->region_id), store_integer(organisation_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (count < PEOPLE_MOST && store_rows_next(rows)) {
        people[count++] = store_rows_integer(rows, 0);
    }
    result = store_rows_close(rows);
    int64_t other = organisation_id == proposal->asker_id ? proposal->answerer_id : proposal->asker_id;
    const char *values =
        json_text(telling->arena,
                  json_pack("{s:s, s:s, s:s}", "path", proposal_url(telling->arena, proposal->id), "title",
                            proposal->listing_id == proposal->need_id ? proposal->need_title : proposal->offer_title,
                            "organisation", name_of(proposal, other)));
    for (size_t index = 0; index < count && !result_failed(result); index++) {
        const struct mail mail = {.person_id = people[index],
                                  .address = "",
                                  .language = "zh-CN",
                                  .template = template,
                                  .values = values,
                                  .now_ms = telling->now_ms};
        result = mail_enqueue(session, telling->region_id, proposal_ids_take(telling->ids), &mail);
    }
    return result;
}

static const char *waiting_title(const struct proposal_telling *telling)
{
    const struct proposal *proposal = telling->proposal;
    return arena_format(telling->arena, "%s · %s",
                        proposal->listing_id == proposal->need_id ? proposal->need_title : proposal->offer_title,
                        proposal->turn_id == proposal->asker_id ? proposal->answerer_name : proposal->asker_name);
}

struct result proposal_wait(struct store_session *session, const struct proposal_telling *telling)
{
    const struct proposal *proposal = telling->proposal;
    if (strcmp(proposal->status, "open") != 0) {
        return waiting_done(session, telling->region_id, "request", proposal->id);
    }
    const struct waiting_item item = {.id = proposal_ids_take(telling->ids),
                                      .kind = "request",
                                      .subject_id = proposal->id,
                                      .organisation_id = proposal->turn_id,
                                      .due_ms = proposal->due_ms,
                                      .word = "waiting.word.request",
                                      .title = waiting_title(telling),
                                      .url = proposal_url(telling->arena, proposal->id),
                                      .now_ms = telling->now_ms};
    return waiting_put(session, telling->region_id, &item);
}

struct result proposal_wait_office(struct store_session *session, const struct proposal_telling *telling,
                                   const char *kind, const char *word)
{
    enum { OFFICE_DAYS = 3 };
    const struct waiting_item item = {.id = proposal_ids_take(telling->ids),
                                      .kind = kind,
                                      .subject_id = telling->proposal->id,
                                      .role = "office",
                                      .due_ms = telling->now_ms + OFFICE_DAYS * INT64_C(86400000),
                                      .word = word,
                                      .title = waiting_title(telling),
                                      .url = proposal_url(telling->arena, telling->proposal->id),
                                      .now_ms = telling->now_ms};
    return waiting_put(session, telling->region_id, &item);
}
