/* One-time links in the database. */
#include "areas/accounts/link.h"

#include "areas/accounts/token.h"
#include "areas/personal/personal.h"

static const int64_t KEEP_OVER_MS = INT64_C(30) * 24 * 60 * 60 * 1000;

static struct result over(void)
{
    return result_fail(RESULT_NOT_FOUND, NULL, "account.error.link_over", NULL);
}

/* The note of a confirmation and of an invitation is an address of mail; that of a second step is not. */
static struct result seal_note(struct arena *arena, struct store_session *session, int64_t region_id,
                               const struct one_time_link *link, const char **out)
{
    const struct personal_cell cell = {"one_time_link", region_id, link->id};
    *out = link->note;
    return strchr(link->note, '@') == NULL ? result_ok() : personal_seal(arena, session, &cell, link->note, out);
}

struct result link_open_note(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                             const char **note)
{
    const struct personal_cell cell = {"one_time_link", region_id, id};
    return personal_unseal(arena, session, &cell, *note, note);
}

static struct result insert_sealed(struct store_session *session, int64_t region_id, const char *token,
                                   const struct one_time_link *link, const char *note)
{
    char digest[DIGEST_TEXT_SIZE];
    struct result result =
        store_execute(session, "link_delete_old",
                      STORE_VALUES(store_integer(region_id), store_integer(link->created_ms - KEEP_OVER_MS)), NULL);
    return result_failed(result)
               ? result
               : store_execute(session, "link_insert",
                               STORE_VALUES(store_integer(region_id), store_text(token_digest(token, digest)),
                                            store_integer(link->id), store_text(link->kind),
                                            store_integer(link->person_id), store_integer(link->organisation_id),
                                            store_text(link->role), store_text(note), store_integer(link->created_by),
                                            store_integer(link->created_ms), store_integer(link->expires_ms)),
                               NULL);
}

struct result link_insert(struct store_session *session, int64_t region_id, const char *token,
                          const struct one_time_link *link)
{
    struct arena arena;
    arena_init(&arena);
    const char *note = "";
    struct result result = seal_note(&arena, session, region_id, link, &note);
    result = result_failed(result) ? result : insert_sealed(session, region_id, token, link, note);
    arena_release(&arena);
    return result;
}

/* Closes the rows. */
static struct result read_link(struct arena *arena, struct store_session *session, int64_t region_id,
                               struct store_rows *rows, const char *kind, struct one_time_link *out)
{
    bool found = store_rows_next(rows);
    struct one_time_link link = {0};
    if (found) {
        link = (struct one_time_link){.id = store_rows_integer(rows, 0),
                                      .kind = kind,
                                      .person_id = store_rows_integer(rows, 1),
                                      .organisation_id = store_rows_integer(rows, 2),
                                      .role = store_rows_text(arena, rows, 3),
                                      .note = store_rows_text(arena, rows, 4),
                                      .created_by = store_rows_integer(rows, 5),
                                      .created_ms = store_rows_integer(rows, 6),
                                      .expires_ms = store_rows_integer(rows, 7)};
    }
    struct result result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return over();
    }
    result = result_failed(result) ? result : link_open_note(arena, session, region_id, link.id, &link.note);
    if (!result_failed(result)) {
        *out = link;
    }
    return result;
}

struct result link_find(struct arena *arena, struct store_session *session, int64_t region_id, const char *token,
                        const char *kind, int64_t now_ms, struct one_time_link *out)
{
    struct store_rows *rows;
    char digest[DIGEST_TEXT_SIZE];
    struct result result = store_query(session, "link_find",
                                       STORE_VALUES(store_integer(region_id), store_text(token_digest(token, digest)),
                                                    store_text(kind), store_integer(now_ms)),
                                       &rows);
    return result_failed(result) ? result : read_link(arena, session, region_id, rows, kind, out);
}

struct result link_find_invitation(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   int64_t now_ms, struct one_time_link *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "link_find_invitation",
                    STORE_VALUES(store_integer(region_id), store_integer(id), store_integer(now_ms)), &rows);
    return result_failed(result) ? result : read_link(arena, session, region_id, rows, "invitation", out);
}

struct result link_use(struct store_session *session, int64_t region_id, const char *token, int64_t now_ms)
{
    char digest[DIGEST_TEXT_SIZE];
    int64_t changed = 0;
    struct result result = store_execute(
        session, "link_use",
        STORE_VALUES(store_integer(region_id), store_text(token_digest(token, digest)), store_integer(now_ms)),
        &changed);
    return result_failed(result) || changed == 1 ? result : over();
}

struct result link_end_of_person(struct store_session *session, int64_t region_id, int64_t person_id, const char *kind,
                                 int64_t now_ms)
{
    return store_execute(
        session, "link_end_of_person",
        STORE_VALUES(store_integer(region_id), store_integer(person_id), store_text(kind), store_integer(now_ms)),
        NULL);
}
