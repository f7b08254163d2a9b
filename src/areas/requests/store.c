/* Requests in the database. */
#include "areas/requests/store.h"

#include <string.h>

static const int64_t DAY_MS = 86400000;

static struct proposal read_row(struct arena *arena, const struct store_rows *rows)
{
    return (struct proposal){.id = store_rows_integer(rows, 0),
                             .thread_id = store_rows_integer(rows, 1),
                             .need_id = store_rows_integer(rows, 2),
                             .offer_id = store_rows_integer(rows, 3),
                             .listing_id = store_rows_integer(rows, 4),
                             .asker_id = store_rows_integer(rows, 5),
                             .answerer_id = store_rows_integer(rows, 6),
                             .turn_id = store_rows_integer(rows, 7),
                             .status = store_rows_text(arena, rows, 8),
                             .version = (int32_t)store_rows_integer(rows, 9),
                             .due_ms = store_rows_integer(rows, 10),
                             .due_is_sound = span_is(store_rows_span(rows, 11), "sound"),
                             .next_ms = store_rows_integer(rows, 12),
                             .reason = store_rows_text(arena, rows, 13),
                             .help_ms = store_rows_integer(rows, 14),
                             .created_ms = store_rows_integer(rows, 15),
                             .updated_ms = store_rows_integer(rows, 16),
                             .asker_name = store_rows_text(arena, rows, 17),
                             .answerer_name = store_rows_text(arena, rows, 18),
                             .need_title = store_rows_text(arena, rows, 19),
                             .offer_title = store_rows_text(arena, rows, 20),
                             .asker_thread_id = store_rows_integer(rows, 21)};
}

static struct result read_rows(struct arena *arena, struct store_rows *rows, size_t most, struct proposal **out,
                               size_t *count)
{
    struct proposal *list = ARENA_ARRAY(arena, struct proposal, most + 1);
    size_t found = 0;
    while (found < most && store_rows_next(rows)) {
        list[found++] = read_row(arena, rows);
    }
    struct result result = store_rows_close(rows);
    if (!result_failed(result)) {
        *out = list;
        *count = found;
    }
    return result;
}

static struct result read_some(struct arena *arena, struct store_session *session, const char *piece,
                               const struct store_value *values, size_t value_count, size_t most, struct proposal **out,
                               size_t *count)
{
    const char *pieces[] = {"proposal_select", piece};
    struct store_rows *rows;
    struct result result = store_query_joined(session, pieces, 2, values, value_count, &rows);
    return result_failed(result) ? result : read_rows(arena, rows, most, out, count);
}

struct result proposal_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                            struct proposal *out)
{
    struct proposal *list = NULL;
    size_t count = 0;
    struct result result = read_some(arena, session, "proposal_by_id",
                                     STORE_VALUES(store_integer(region_id), store_integer(id)), 1, &list, &count);
    if (!result_failed(result) && count == 0) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", "no such request");
    }
    if (!result_failed(result)) {
        *out = list[0];
    }
    return result;
}

struct result proposal_find_open(struct arena *arena, struct store_session *session, int64_t region_id, int64_t need_id,
                                 int64_t offer_id, struct proposal *out, bool *found)
{
    struct proposal *list = NULL;
    size_t count = 0;
    struct result result = read_some(
        arena, session, "proposal_of_pair",
        STORE_VALUES(store_integer(region_id), store_integer(need_id), store_integer(offer_id)), 1, &list, &count);
    *found = !result_failed(result) && count == 1;
    if (*found) {
        *out = list[0];
    }
    return result;
}

struct result proposal_list(struct arena *arena, struct store_session *session, int64_t region_id,
                            int64_t organisation_id, int64_t before, struct proposal **out, size_t *count)
{
    return read_some(arena, session, organisation_id == 0 ? "proposal_all" : "proposal_of_organisation",
                     STORE_VALUES(store_integer(region_id), store_integer(organisation_id),
                                  store_integer(before == 0 ? INT64_MAX : before), store_integer(PROPOSALS_MOST)),
                     PROPOSALS_MOST, out, count);
}

struct result proposal_list_due(struct arena *arena, struct store_session *session, int64_t region_id, int64_t now_ms,
                                struct proposal **out, size_t *count)
{
    return read_some(arena, session, "proposal_due",
                     STORE_VALUES(store_integer(region_id), store_integer(now_ms), store_integer(PROPOSALS_MOST)),
                     PROPOSALS_MOST, out, count);
}

static const char *due_status(const struct proposal *proposal)
{
    return proposal->due_is_sound ? "sound" : "counted";
}

struct result proposal_insert(struct store_session *session, int64_t region_id, const struct proposal *proposal)
{
    return store_execute(session, "proposal_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(proposal->id),
                                      store_integer(proposal->thread_id), store_integer(proposal->need_id),
                                      store_integer(proposal->offer_id), store_integer(proposal->listing_id),
                                      store_integer(proposal->asker_id), store_integer(proposal->answerer_id),
                                      store_integer(proposal->turn_id), store_integer(proposal->due_ms),
                                      store_text(due_status(proposal)), store_integer(proposal->next_ms),
                                      store_integer(proposal->created_ms)),
                         NULL);
}

struct result proposal_update(struct store_session *session, int64_t region_id, const struct proposal *proposal,
                              const struct proposal *was, bool *changed)
{
    int64_t rows = 0;
    struct result result = store_execute(
        session, "proposal_update",
        STORE_VALUES(store_integer(region_id), store_integer(proposal->id), store_integer(proposal->turn_id),
                     store_text(proposal->status), store_integer(proposal->version), store_integer(proposal->due_ms),
                     store_text(due_status(proposal)), store_integer(proposal->next_ms), store_text(proposal->reason),
                     store_integer(proposal->updated_ms), store_integer(was->version), store_integer(was->next_ms)),
        &rows);
    *changed = rows == 1;
    return result;
}

/* --- terms, messages ---------------------------------------------------------------------------------------------- */

struct result proposal_insert_terms(struct store_session *session, int64_t region_id, int64_t id,
                                    const struct proposal_terms *terms)
{
    return store_execute(session, "proposal_terms_insert",
                         STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(terms->version),
                                      store_integer(terms->organisation_id), store_text(terms->actor_name),
                                      store_text(terms->cooperation), store_integer(terms->headcount),
                                      store_text(terms->start_day), store_text(terms->note),
                                      store_integer(terms->at_ms)),
                         NULL);
}

struct result proposal_list_terms(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                  struct proposal_terms **out, size_t *count)
{
    enum { MOST = 100 };
    struct store_rows *rows;
    struct result result =
        store_query(session, "proposal_terms_list", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct proposal_terms *list = ARENA_ARRAY(arena, struct proposal_terms, MOST);
    size_t found = 0;
    while (found < MOST && store_rows_next(rows)) {
        list[found++] = (struct proposal_terms){.version = (int32_t)store_rows_integer(rows, 0),
                                                .organisation_id = store_rows_integer(rows, 1),
                                                .actor_name = store_rows_text(arena, rows, 2),
                                                .cooperation = store_rows_text(arena, rows, 3),
                                                .headcount = (int32_t)store_rows_integer(rows, 4),
                                                .start_day = store_rows_text(arena, rows, 5),
                                                .note = store_rows_text(arena, rows, 6),
                                                .at_ms = store_rows_integer(rows, 7)};
    }
    *out = list;
    *count = found;
    return store_rows_close(rows);
}

struct result proposal_list_messages(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                     int64_t before, struct proposal_message **out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "proposal_message_list",
                    STORE_VALUES(store_integer(region_id), store_integer(id),
                                 store_integer(before == 0 ? INT64_MAX : before), store_integer(MESSAGES_MOST)),
                    &rows);
    if (result_failed(result)) {
        return result;
    }
    struct proposal_message *list = ARENA_ARRAY(arena, struct proposal_message, MESSAGES_MOST);
    size_t first = MESSAGES_MOST; /* the newest comes first and is put last */
    while (first > 0 && store_rows_next(rows)) {
        list[--first] = (struct proposal_message){.id = store_rows_integer(rows, 0),
                                                  .organisation_id = store_rows_integer(rows, 1),
                                                  .actor_id = store_rows_integer(rows, 2),
                                                  .actor_name = store_rows_text(arena, rows, 3),
                                                  .body = store_rows_text(arena, rows, 4),
                                                  .file_id = store_rows_integer(rows, 5),
                                                  .file_name = store_rows_text(arena, rows, 6),
                                                  .at_ms = store_rows_integer(rows, 7)};
    }
    *out = list + first;
    *count = MESSAGES_MOST - first;
    return store_rows_close(rows);
}

/* --- the term ------------------------------------------------------------------------------------------------------ */

static struct result read_zone(struct store_session *session, int64_t region_id, struct proposal_settings *settings)
{
    struct store_rows *rows;
    struct result result = store_query(session, "proposal_zone", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        settings->zone_minutes = (int)store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

struct result proposal_settings_find(struct store_session *session, int64_t region_id, struct proposal_settings *out)
{
    enum { CHINA = 480 };
    struct settings all;
    struct proposal_settings settings = {.zone_minutes = CHINA};
    struct result result = settings_find(session, region_id, &all);
    if (result_failed(result)) {
        return result;
    }
    settings.term_days = (int)settings_number(&all, SETTING_TERM_DAYS);
    for (size_t index = 0; index < all.counts[SETTING_REMINDER_DAYS]; index++) {
        settings.reminders[settings.reminder_count++] = (int)all.numbers[SETTING_REMINDER_DAYS][index];
    }
    result = read_zone(session, region_id, &settings);
    if (!result_failed(result)) {
        *out = settings;
    }
    return result;
}

int64_t proposal_next_ms(const struct proposal_settings *settings, int64_t due_ms, int64_t now_ms)
{
    int64_t next = due_ms;
    for (size_t index = 0; index < settings->reminder_count; index++) {
        int64_t moment = due_ms - settings->reminders[index] * DAY_MS;
        next = moment > now_ms && moment < next ? moment : next;
    }
    return next;
}

struct result proposal_set_term(struct arena *arena, const struct proposal_settings *settings, int64_t now_ms,
                                struct proposal *proposal)
{
    const struct holidays *holidays;
    struct result result = holidays_load(arena, &holidays);
    if (result_failed(result)) {
        return result;
    }
    int32_t today = day_of_time(now_ms, settings->zone_minutes);
    int32_t last = holidays_add(holidays, today, settings->term_days, &proposal->due_is_sound);
    proposal->due_ms = (last + 1) * DAY_MS - (int64_t)settings->zone_minutes * 60000; /* the midnight after it */
    proposal->next_ms = proposal_next_ms(settings, proposal->due_ms, now_ms);
    return result;
}
