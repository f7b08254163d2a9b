/* The queue in the database, and the addresses of people. */
#include "areas/mail/store.h"

#include "areas/personal/personal.h"

static struct personal_cell contact_cell(int64_t region_id, int64_t person_id)
{
    return (struct personal_cell){"person_contact", region_id, person_id};
}

static struct personal_cell mail_cell(int64_t region_id, int64_t id)
{
    return (struct personal_cell){"mail", region_id, id};
}

struct result mail_contact_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                int64_t person_id, const char **address, int64_t *confirmed_ms)
{
    struct store_rows *rows;
    struct result result = store_query(session, "mail_contact_find",
                                       STORE_VALUES(store_integer(region_id), store_integer(person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    const char *stored = found ? store_rows_text(arena, rows, 0) : "";
    *confirmed_ms = found ? store_rows_integer(rows, 1) : 0;
    result = store_rows_close(rows);
    const struct personal_cell cell = contact_cell(region_id, person_id);
    return result_failed(result) ? result : personal_unseal(arena, session, &cell, stored, address);
}

struct result mail_contact_owner(struct arena *arena, struct store_session *session, int64_t region_id,
                                 const char *address, int64_t *person_id)
{
    struct store_rows *rows;
    char indexes[PERSONAL_INDEXES][DIGEST_TEXT_SIZE];
    personal_indexes(session, mail_address_key(arena, address), indexes);
    struct result result = store_query(
        session, "mail_contact_owner",
        STORE_VALUES(store_integer(region_id), store_text(indexes[0]), store_text(indexes[1]), store_text(indexes[2])),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    int64_t first = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    *person_id = store_rows_next(rows) ? 0 : first;
    return store_rows_close(rows);
}

struct result mail_contact_put(struct store_session *session, int64_t region_id, int64_t person_id, const char *address,
                               int64_t confirmed_ms)
{
    if (address[0] == '\0') {
        return store_execute(session, "mail_contact_delete",
                             STORE_VALUES(store_integer(region_id), store_integer(person_id)), NULL);
    }
    struct arena arena;
    arena_init(&arena);
    char index[DIGEST_TEXT_SIZE];
    const char *sealed = "";
    const struct personal_cell cell = contact_cell(region_id, person_id);
    struct result result = personal_seal(&arena, session, &cell, address, &sealed);
    if (!result_failed(result)) {
        result = personal_index(session, region_id, mail_address_key(&arena, address), index);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "mail_contact_put",
                               STORE_VALUES(store_integer(region_id), store_integer(person_id), store_text(sealed),
                                            store_text(index), store_integer(confirmed_ms)),
                               NULL);
    }
    arena_release(&arena);
    return result;
}

static struct result insert_mail(struct store_session *session, int64_t region_id, int64_t id, const struct mail *mail)
{
    struct arena arena;
    arena_init(&arena);
    const char *sealed = "";
    const struct personal_cell cell = mail_cell(region_id, id);
    struct result result = personal_seal(&arena, session, &cell, mail->person_id != 0 ? "" : mail->address, &sealed);
    if (!result_failed(result)) {
        result = store_execute(session, "mail_insert",
                               STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(mail->person_id),
                                            store_text(sealed), store_text(mail->person_id != 0 ? "" : mail->language),
                                            store_text(mail->template), store_text(mail->values),
                                            store_integer(mail->now_ms)),
                               NULL);
    }
    arena_release(&arena);
    return result;
}

struct result mail_enqueue(struct store_session *session, int64_t region_id, int64_t id, const struct mail *mail)
{
    if (mail->person_id != 0) {
        struct arena arena;
        arena_init(&arena);
        const char *address = "";
        int64_t confirmed_ms = 0;
        struct result result = mail_contact_find(&arena, session, region_id, mail->person_id, &address, &confirmed_ms);
        bool reachable = !result_failed(result) && address[0] != '\0';
        arena_release(&arena);
        if (!reachable) {
            return result;
        }
    }
    return insert_mail(session, region_id, id, mail);
}

static struct result fill_person(struct arena *arena, struct store_session *session, int64_t region_id,
                                 struct mail_row *row)
{
    struct store_rows *rows;
    struct result result = store_query(session, "mail_person",
                                       STORE_VALUES(store_integer(region_id), store_integer(row->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        row->name = store_rows_text(arena, rows, 0);
        row->address = store_rows_text(arena, rows, 1);
        row->language = store_rows_text(arena, rows, 2);
    }
    result = store_rows_close(rows);
    const struct personal_cell cell = contact_cell(region_id, row->person_id);
    return result_failed(result) ? result : personal_unseal(arena, session, &cell, row->address, &row->address);
}

struct result mail_claim_due(struct arena *arena, struct store_session *session, const struct mail_claim *claim,
                             struct mail_row *out, size_t *count)
{
    struct store_rows *rows;
    struct result result = store_query(session, "mail_claim",
                                       STORE_VALUES(store_integer(claim->region_id), store_text(claim->owner),
                                                    store_integer(claim->now_ms), store_integer(claim->until_ms),
                                                    store_integer((int64_t)claim->most)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    size_t read = 0;
    while (read < claim->most && store_rows_next(rows)) {
        out[read++] = (struct mail_row){.id = store_rows_integer(rows, 0),
                                        .person_id = store_rows_integer(rows, 1),
                                        .address = store_rows_text(arena, rows, 2),
                                        .language = store_rows_text(arena, rows, 3),
                                        .template = store_rows_text(arena, rows, 4),
                                        .content = store_rows_text(arena, rows, 5),
                                        .name = "",
                                        .attempts = (int)store_rows_integer(rows, 6)};
    }
    result = store_rows_close(rows);
    for (size_t index = 0; index < read && !result_failed(result); index++) {
        const struct personal_cell cell = mail_cell(claim->region_id, out[index].id);
        result = out[index].person_id != 0
                     ? fill_person(arena, session, claim->region_id, &out[index])
                     : personal_unseal(arena, session, &cell, out[index].address, &out[index].address);
    }
    *count = read;
    return result;
}

struct result mail_set_end(struct store_session *session, int64_t region_id, const struct mail_end *end)
{
    if (strcmp(end->status, "sent") == 0) {
        return store_execute(session, "mail_set_sent",
                             STORE_VALUES(store_integer(region_id), store_integer(end->id), store_text(end->owner),
                                          store_integer(end->at_ms)),
                             NULL);
    }
    return store_execute(session, "mail_set_waiting",
                         STORE_VALUES(store_integer(region_id), store_integer(end->id), store_text(end->owner),
                                      store_text(end->status), store_text(end->error), store_integer(end->at_ms)),
                         NULL);
}

struct result mail_requeue(struct store_session *session, int64_t region_id, int64_t id, int64_t now_ms, bool *found)
{
    int64_t changed = 0;
    struct result result =
        store_execute(session, "mail_requeue",
                      STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(now_ms)), &changed);
    *found = changed > 0;
    return result;
}

struct result mail_delete_sent(struct store_session *session, int64_t region_id, int64_t before_ms)
{
    return store_execute(session, "mail_delete_old", STORE_VALUES(store_integer(region_id), store_integer(before_ms)),
                         NULL);
}

struct result mail_list(struct arena *arena, struct store_session *session, int64_t region_id, const char *status,
                        struct mail_row *out, size_t *count)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "mail_list", STORE_VALUES(store_integer(region_id), store_text(status)), &rows);
    if (result_failed(result)) {
        return result;
    }
    size_t read = 0;
    while (read < MAIL_LIST_MOST && store_rows_next(rows)) {
        out[read++] = (struct mail_row){.id = store_rows_integer(rows, 0),
                                        .person_id = store_rows_integer(rows, 1),
                                        .name = store_rows_text(arena, rows, 2),
                                        .address = store_rows_text(arena, rows, 3),
                                        .template = store_rows_text(arena, rows, 4),
                                        .status = store_rows_text(arena, rows, 5),
                                        .attempts = (int)store_rows_integer(rows, 6),
                                        .next_ms = store_rows_integer(rows, 7),
                                        .last_error = store_rows_text(arena, rows, 8),
                                        .created_ms = store_rows_integer(rows, 9),
                                        .sent_ms = store_rows_integer(rows, 10)};
    }
    result = store_rows_close(rows);
    for (size_t index = 0; index < read && !result_failed(result); index++) {
        const struct personal_cell cell = mail_cell(region_id, out[index].id);
        result = personal_unseal(arena, session, &cell, out[index].address, &out[index].address);
    }
    *count = read;
    return result;
}

struct result mail_count(struct store_session *session, int64_t region_id, struct mail_counts *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "mail_count", STORE_VALUES(store_integer(region_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    *out = (struct mail_counts){0};
    while (store_rows_next(rows)) {
        struct span status = store_rows_span(rows, 0);
        int64_t number = store_rows_integer(rows, 1);
        int64_t *member = span_is(status, "queued") ? &out->queued
                          : span_is(status, "sent") ? &out->sent
                                                    : &out->failed;
        *member = number;
    }
    return store_rows_close(rows);
}
