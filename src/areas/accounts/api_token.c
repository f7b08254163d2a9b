/* Tokens of programs: what they allow, and their rows. */
#include "areas/accounts/api_token.h"

#include "areas/accounts/security.h"
#include "areas/accounts/token.h"

const char *const api_scopes[API_SCOPES] = {"read", "listings", "organisations", "imports"};

static bool is_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Whole words only: scopes are separated by single spaces. */
static bool has_scope(const char *scopes, const char *wanted)
{
    size_t length = strlen(wanted);
    for (const char *at = scopes; at != NULL && *at != '\0';
         at = strchr(at, ' ') == NULL ? NULL : strchr(at, ' ') + 1) {
        if (strncmp(at, wanted, length) == 0 && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

bool api_token_allows(const char *scopes, enum method method, const char *path)
{
    static const struct {
        const char *scope, *folder;
    } writes[] = {{"listings", "/listings"}, {"organisations", "/organisations"}, {"imports", "/office/imports"}};
    if (method == METHOD_GET) {
        return has_scope(scopes, "read") && !is_below(path, "/account");
    }
    /* Who belongs to an organisation is decided by people, never by a token. */
    if (strstr(path, "/people") != NULL || strstr(path, "/leave") != NULL || strstr(path, "/rename") != NULL) {
        return false;
    }
    for (size_t index = 0; index < sizeof writes / sizeof writes[0]; index++) {
        if (is_below(path, writes[index].folder) && has_scope(scopes, writes[index].scope)) {
            return true;
        }
    }
    return false;
}

struct result api_token_find(struct arena *arena, struct store_session *session, int64_t region_id,
                             const char *token_digest, struct api_token_row *out)
{
    struct store_rows *rows;
    struct result result =
        store_query(session, "api_token_find", STORE_VALUES(store_integer(region_id), store_text(token_digest)), &rows);
    if (result_failed(result)) {
        return result;
    }
    bool found = store_rows_next(rows);
    struct api_token_row row = {0};
    if (found) {
        row = (struct api_token_row){.person_id = store_rows_integer(rows, 0),
                                     .scopes = store_rows_text(arena, rows, 1),
                                     .expires_ms = store_rows_integer(rows, 2),
                                     .person_name = store_rows_text(arena, rows, 3),
                                     .login = store_rows_text(arena, rows, 4),
                                     .second_factor_roles = security_read_roles(store_rows_span(rows, 5)),
                                     .lacks_second_factor = store_rows_integer(rows, 6) == 0};
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

struct result api_token_insert(struct store_session *session, int64_t region_id, const char *token,
                               const struct api_token_row *row)
{
    char digest[DIGEST_TEXT_SIZE];
    return store_execute(session, "api_token_insert",
                         STORE_VALUES(store_integer(region_id), store_text(token_digest(token, digest)),
                                      store_integer(row->id), store_integer(row->person_id), store_text(row->name),
                                      store_text(row->scopes), store_integer(row->created_ms),
                                      store_integer(row->expires_ms)),
                         NULL);
}

struct result api_token_list(struct arena *arena, struct store_session *session, int64_t region_id, int64_t person_id,
                             struct api_token_row **out, size_t *count)
{
    enum { MOST = 50 };
    struct store_rows *rows;
    struct result result =
        store_query(session, "api_token_list", STORE_VALUES(store_integer(region_id), store_integer(person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct api_token_row *list = ARENA_ARRAY(arena, struct api_token_row, MOST);
    size_t read = 0;
    while (read < MOST && store_rows_next(rows)) {
        list[read++] = (struct api_token_row){.id = store_rows_integer(rows, 0),
                                              .person_id = person_id,
                                              .name = store_rows_text(arena, rows, 1),
                                              .scopes = store_rows_text(arena, rows, 2),
                                              .created_ms = store_rows_integer(rows, 3),
                                              .expires_ms = store_rows_integer(rows, 4)};
    }
    *out = list;
    *count = read;
    return store_rows_close(rows);
}

struct result api_token_delete(struct store_session *session, int64_t region_id, int64_t person_id, int64_t id)
{
    int64_t changed = 0;
    struct result result =
        store_execute(session, "api_token_delete",
                      STORE_VALUES(store_integer(region_id), store_integer(person_id), store_integer(id)), &changed);
    return result_failed(result) || changed == 1 ? result
                                                 : result_fail(RESULT_NOT_FOUND, NULL, "error.not_found", NULL);
}
