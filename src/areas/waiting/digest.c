/* The daily mail of what waits: once a day from eight in the morning on, to who has an address and has not switched it off. */
#include "areas/waiting/store.h"

#include "areas/mail/mail.h"
#include "base/day.h"

#include <stdlib.h>

enum { HOUR_MS = 3600000, FIRST_HOUR = 8, PEOPLE_AT_ONCE = 200, TITLES_MOST = 20 };

struct digesting {
    struct arena *arena;
    int64_t region_id, now_ms, person_id, mail_id;
    int zone_minutes;
    const char *today;
    int64_t people[PEOPLE_AT_ONCE];
    size_t count;
    bool mailed;
};

static struct result find_people(struct store_session *session, void *context)
{
    struct digesting *digesting = context;
    struct store_rows *rows;
    struct result result = store_query(
        session, "waiting_digest_people",
        STORE_VALUES(store_integer(digesting->region_id), store_text(digesting->today), store_integer(PEOPLE_AT_ONCE)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    digesting->count = 0;
    while (digesting->count < PEOPLE_AT_ONCE && store_rows_next(rows)) {
        digesting->people[digesting->count++] = store_rows_integer(rows, 0);
    }
    return store_rows_close(rows);
}

/* [{day, word, title}], a line of the mail each; those after the twentieth are counted only. */
static json_t *items_document(const struct digesting *digesting, const struct waiting_item *items, size_t count)
{
    json_t *list = json_array();
    for (size_t index = 0; index < count && index < TITLES_MOST; index++) {
        char day[DAY_TEXT_SIZE];
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s}", "day",
                                        day_format(day_of_time(items[index].due_ms - 1, digesting->zone_minutes), day),
                                        "word", items[index].word, "title", items[index].title));
    }
    return list;
}

static struct result enqueue(struct store_session *session, const struct digesting *digesting,
                             const struct waiting_item *items, size_t count)
{
    json_t *values = json_pack("{s:s, s:I, s:o}", "path", "/waiting", "count", (json_int_t)count, "items",
                               items_document(digesting, items, count));
    char *text = json_dumps(values, JSON_COMPACT);
    json_decref(values);
    const struct mail mail = {.person_id = digesting->person_id,
                              .address = "",
                              .language = "zh-CN",
                              .template = "waiting_digest",
                              .values = text == NULL ? "{}" : text,
                              .now_ms = digesting->now_ms};
    struct result result = mail_enqueue(session, digesting->region_id, digesting->mail_id, &mail);
    free(text);
    return result;
}

static struct result write_digest(struct store_session *session, void *context)
{
    struct digesting *digesting = context;
    struct actor actor = {.person_id = digesting->person_id, .name = "", .login = ""};
    struct waiting_item *items = NULL;
    size_t count = 0;
    int64_t changed = 0;
    digesting->mailed = false;
    struct result result =
        store_execute(session, "waiting_digest_mark",
                      STORE_VALUES(store_integer(digesting->region_id), store_integer(digesting->person_id),
                                   store_text(digesting->today)),
                      &changed);
    if (result_failed(result) || changed == 0) {
        return result; /* another process was first, or it was switched off meanwhile */
    }
    result = waiting_actor_fill(digesting->arena, session, digesting->region_id, &actor);
    if (!result_failed(result)) {
        result = waiting_list(digesting->arena, session, digesting->region_id, &actor, &items, &count);
    }
    if (result_failed(result) || count == 0) {
        return result;
    }
    digesting->mailed = true;
    return enqueue(session, digesting, items, count);
}

/* Invitations whose time is over wait for nobody; a transaction only when there are some. */
static struct result find_over(struct store_session *session, void *context)
{
    struct digesting *digesting = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, "waiting_over_count",
                    STORE_VALUES(store_integer(digesting->region_id), store_integer(digesting->now_ms)), &rows);
    if (result_failed(result)) {
        return result;
    }
    digesting->count = store_rows_next(rows) ? (size_t)store_rows_integer(rows, 0) : 0;
    return store_rows_close(rows);
}

static struct result delete_over(struct store_session *session, void *context)
{
    const struct digesting *digesting = context;
    return store_execute(session, "waiting_delete_over",
                         STORE_VALUES(store_integer(digesting->region_id), store_integer(digesting->now_ms)), NULL);
}

static struct result sweep(struct store *store, struct digesting *digesting)
{
    struct result result = store_read(store, find_over, digesting);
    bool some = digesting->count > 0;
    digesting->count = 0;
    return result_failed(result) || !some ? result : store_write(store, delete_over, digesting);
}

struct result waiting_digest_run(struct store *store, int64_t region_id, int zone_minutes, int64_t now_ms, int *mailed)
{
    char today[DAY_TEXT_SIZE];
    struct arena arena;
    int64_t local_ms = now_ms + (int64_t)zone_minutes * 60000;
    *mailed = 0;
    arena_init(&arena);
    struct digesting digesting = {.arena = &arena,
                                  .region_id = region_id,
                                  .now_ms = now_ms,
                                  .zone_minutes = zone_minutes,
                                  .today = day_format(day_of_time(now_ms, zone_minutes), today)};
    bool over = local_ms % (24 * (int64_t)HOUR_MS) < FIRST_HOUR * (int64_t)HOUR_MS;
    struct result result = sweep(store, &digesting);
    while (!over && !result_failed(result)) {
        result = store_read(store, find_people, &digesting);
        for (size_t index = 0; index < digesting.count && !result_failed(result); index++) {
            arena_reset(&arena);
            digesting.person_id = digesting.people[index];
            digesting.mail_id = store_next_id(store);
            result = store_write(store, write_digest, &digesting);
            *mailed += digesting.mailed ? 1 : 0;
        }
        over = digesting.count < PEOPLE_AT_ONCE; /* those were all */
    }
    arena_release(&arena);
    return result;
}
