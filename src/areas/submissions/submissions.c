/* Tokens of forms. */
#include "areas/submissions/submissions.h"

#include "base/random.h"

#include <stdio.h>

enum { TOKEN_BYTES = 16, TOKEN_TEXT = 32, DAY_MS = 86400000 };

const char *submission_new_token(struct arena *arena)
{
    unsigned char bytes[TOKEN_BYTES];
    char *text = arena_alloc(arena, TOKEN_TEXT + 1, 1);
    random_secret(bytes, sizeof bytes);
    for (size_t index = 0; index < TOKEN_BYTES; index++) {
        (void)snprintf(text + 2 * index, 3, "%02x", bytes[index]);
    }
    return text;
}

static bool is_token(struct span token)
{
    for (size_t index = 0; index < token.length; index++) {
        char byte = token.at[index];
        if (!((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f'))) {
            return false;
        }
    }
    return token.length == TOKEN_TEXT;
}

struct result submission_begin(struct arena *arena, struct store_session *session, int64_t region_id, struct span token,
                               const char **location)
{
    struct store_rows *rows;
    *location = NULL;
    if (!is_token(token)) {
        return result_ok();
    }
    struct result result =
        store_query(session, "submission_find", STORE_VALUES(store_integer(region_id), store_span(token)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        *location = store_rows_text(arena, rows, 0);
    }
    return store_rows_close(rows);
}

/* The plain INSERT fails where another one was faster: the transaction is undone with all its work. */
struct result submission_finish(struct store_session *session, int64_t region_id, struct span token,
                                const char *location, int64_t now_ms)
{
    if (!is_token(token)) {
        return result_ok();
    }
    struct result result = store_execute(session, "submission_delete_old",
                                         STORE_VALUES(store_integer(region_id), store_integer(now_ms - DAY_MS)), NULL);
    if (!result_failed(result)) {
        result = store_execute(
            session, "submission_insert",
            STORE_VALUES(store_integer(region_id), store_span(token), store_text(location), store_integer(now_ms)),
            NULL);
    }
    if (result.code == RESULT_CONFLICT) {
        return result_fail(RESULT_CONFLICT, NULL, "submission.error.twice", result.detail);
    }
    return result;
}
