/* People, sessions, roles and memberships in the database. */
#include "areas/accounts/store.h"

#include "areas/accounts/security.h"
#include "areas/accounts/token.h"
#include "base/number.h"

enum { MOST_ORGANISATIONS = 64 };

static struct result claim_login(struct store_session *session, int64_t region_id, int64_t id, const char *login,
                                 bool *fresh)
{
    int64_t changed = 0;
    struct store_rows *rows;
    struct result result = store_execute(
        session, "login_claim", STORE_VALUES(store_text(login), store_integer(region_id), store_integer(id)), &changed);
    *fresh = changed == 1;
    if (result_failed(result) || *fresh) {
        return result;
    }
    result = store_query(session, "login_owner", STORE_VALUES(store_text(login)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool ours = store_rows_next(rows) && store_rows_integer(rows, 0) == region_id && store_rows_integer(rows, 1) == id;
    result = store_rows_close(rows);
    return result_failed(result) || ours ? result
                                         : result_fail(RESULT_CONFLICT, "login", "account.error.login_taken", NULL);
}

static struct result insert_person(struct store_session *session, int64_t region_id, int64_t id,
                                   const struct new_person *person, int64_t now_ms)
{
    struct result result =
        store_execute(session, "person_insert",
                      STORE_VALUES(store_integer(region_id), store_integer(id), store_text(person->login),
                                   store_text(person->name), store_text(person->password_hash), store_integer(now_ms)),
                      NULL);
    if (!result_failed(result) && person->platform_role[0] != '\0') {
        result = store_execute(
            session, "platform_role_insert",
            STORE_VALUES(store_integer(region_id), store_integer(id), store_text(person->platform_role)), NULL);
    }
    if (!result_failed(result) && person->organisation_id != 0) {
        result = store_execute(session, "membership_insert",
                               STORE_VALUES(store_integer(region_id), store_integer(id),
                                            store_integer(person->organisation_id),
                                            store_text(person->organisation_role), store_integer(now_ms)),
                               NULL);
    }
    return result;
}

struct result person_insert(struct store_session *session, int64_t region_id, int64_t id,
                            const struct new_person *person, int64_t now_ms)
{
    bool fresh = false;
    struct arena arena;
    arena_init(&arena);
    struct result result = claim_login(session, region_id, id, login_key(&arena, person->login), &fresh);
    arena_release(&arena);
    return result_failed(result) || !fresh ? result : insert_person(session, region_id, id, person, now_ms);
}

static struct result read_person(struct arena *arena, struct store_rows *rows, struct person *out)
{
    bool found = store_rows_next(rows);
    struct person person = {0};
    if (found) {
        person = (struct person){.id = store_rows_integer(rows, 0),
                                 .login = store_rows_text(arena, rows, 1),
                                 .name = store_rows_text(arena, rows, 2),
                                 .password_hash = store_rows_text(arena, rows, 3),
                                 .language = store_rows_text(arena, rows, 4),
                                 .status = store_rows_text(arena, rows, 5),
                                 .password_ms = store_rows_integer(rows, 6)};
    }
    struct result result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, "login", "account.error.login_unknown", NULL);
    }
    if (!result_failed(result)) {
        *out = person;
    }
    return result;
}

struct result person_find_by_login(struct arena *arena, struct store_session *session, int64_t region_id,
                                   const char *login, struct person *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "person_find_by_login",
                    STORE_VALUES(store_integer(region_id), store_text(login_key(arena, login))), &rows);
    return result_failed(result) ? result : read_person(arena, rows, out);
}

struct result person_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                          struct person *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "person_find", STORE_VALUES(store_integer(region_id), store_integer(id)), &rows);
    return result_failed(result) ? result : read_person(arena, rows, out);
}

struct result person_update(struct store_session *session, int64_t region_id, int64_t id, const char *name,
                            const char *language, int64_t now_ms)
{
    return store_execute(session, "person_update",
                         STORE_VALUES(store_integer(region_id), store_integer(id), store_text(name),
                                      store_text(language), store_integer(now_ms)),
                         NULL);
}

struct result person_set_password(struct store_session *session, int64_t region_id, const char *login, const char *hash,
                                  int64_t now_ms)
{
    struct arena arena;
    arena_init(&arena);
    struct person person = {0};
    struct result result = person_find_by_login(&arena, session, region_id, login, &person);
    if (!result_failed(result)) {
        result = store_execute(
            session, "person_set_password",
            STORE_VALUES(store_integer(region_id), store_integer(person.id), store_text(hash), store_integer(now_ms)),
            NULL);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "session_delete_of_person",
                               STORE_VALUES(store_integer(region_id), store_integer(person.id)), NULL);
    }
    if (!result_failed(result)) {
        char digest[DIGEST_TEXT_SIZE];
        result = sign_in_forget(session, region_id, token_digest(login_key(&arena, login), digest));
    }
    arena_release(&arena);
    return result;
}

struct result session_insert(struct store_session *session, int64_t region_id, const struct new_session *row)
{
    struct result result =
        store_execute(session, "session_insert",
                      STORE_VALUES(store_integer(region_id), store_text(row->token_hash), store_integer(row->person_id),
                                   store_text(row->csrf), store_integer(row->now_ms), store_text(row->address),
                                   store_text(row->agent)),
                      NULL);
    return result_failed(result) ? result
                                 : sign_in_know(session, region_id, row->login_digest, row->address, row->now_ms);
}

static int64_t setting_or(const struct store_rows *rows, int column, int64_t usual)
{
    int64_t number = 0;
    return number_parse(store_rows_span(rows, column), &number) && number > 0 ? number : usual;
}

struct result session_find(struct arena *arena, struct store_session *session, int64_t region_id,
                           const char *token_hash, struct session_row *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "session_find", STORE_VALUES(store_integer(region_id), store_text(token_hash)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct session_row row = {0};
    if (found) {
        row = (struct session_row){.person_id = store_rows_integer(rows, 0),
                                   .csrf = store_rows_text(arena, rows, 1),
                                   .created_ms = store_rows_integer(rows, 2),
                                   .seen_ms = store_rows_integer(rows, 3),
                                   .person_name = store_rows_text(arena, rows, 4),
                                   .login = store_rows_text(arena, rows, 5),
                                   .second_factor_roles = security_read_roles(store_rows_span(rows, 8)),
                                   .lacks_second_factor = store_rows_integer(rows, 9) == 0};
        struct security usual = security_usual();
        row.idle_ms = setting_or(rows, 6, usual.idle_minutes) * 60 * 1000;
        row.absolute_ms = setting_or(rows, 7, usual.session_hours) * 60 * 60 * 1000;
    }
    result = store_rows_close(rows);
    if (!result_failed(result) && !found) {
        return result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
    }
    if (!result_failed(result)) {
        *out = row;
    }
    return result;
}

struct result session_set_seen(struct store_session *session, int64_t region_id, const char *token_hash, int64_t now_ms)
{
    return store_execute(session, "session_seen",
                         STORE_VALUES(store_integer(region_id), store_text(token_hash), store_integer(now_ms)), NULL);
}

struct result session_delete(struct store_session *session, int64_t region_id, const char *token_hash)
{
    return store_execute(session, "session_delete", STORE_VALUES(store_integer(region_id), store_text(token_hash)),
                         NULL);
}

struct result session_delete_old(struct store_session *session, int64_t region_id, int64_t created_before_ms,
                                 int64_t seen_before_ms)
{
    return store_execute(
        session, "session_delete_old",
        STORE_VALUES(store_integer(region_id), store_integer(created_before_ms), store_integer(seen_before_ms)), NULL);
}

static unsigned role_of(struct span name)
{
    static const struct {
        const char *name;
        unsigned role;
    } roles[] = {{"office", ROLE_OFFICE},
                 {"editor", ROLE_EDITOR},
                 {"auditor", ROLE_AUDITOR},
                 {"administrator", ROLE_ADMINISTRATOR}};
    for (size_t index = 0; index < sizeof roles / sizeof roles[0]; index++) {
        if (span_is(name, roles[index].name)) {
            return roles[index].role;
        }
    }
    return 0;
}

static struct result find_platform_roles(struct store_session *session, int64_t region_id, struct actor *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "platform_role_list",
                                       STORE_VALUES(store_integer(region_id), store_integer(out->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    out->roles = ROLE_MEMBER;
    while (store_rows_next(rows)) {
        out->roles |= role_of(store_rows_span(rows, 0));
    }
    return store_rows_close(rows);
}

struct result actor_find_roles(struct arena *arena, struct store_session *session, int64_t region_id, struct actor *out)
{
    struct result result = find_platform_roles(session, region_id, out);
    if (result_failed(result)) {
        return result;
    }
    struct store_rows *rows;
    result = store_query(session, "membership_list",
                         STORE_VALUES(store_integer(region_id), store_integer(out->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct actor_organisation *organisations = ARENA_ARRAY(arena, struct actor_organisation, MOST_ORGANISATIONS);
    size_t count = 0;
    while (count < MOST_ORGANISATIONS && store_rows_next(rows)) {
        organisations[count++] =
            (struct actor_organisation){store_rows_integer(rows, 0), store_rows_text(arena, rows, 1),
                                        store_rows_text(arena, rows, 2), store_rows_text(arena, rows, 3)};
    }
    out->organisations = organisations;
    out->organisation_count = count;
    return store_rows_close(rows);
}
