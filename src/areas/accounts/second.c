/* The second factor in the database. */
#include "areas/accounts/second.h"

#include "areas/accounts/token.h"
#include "areas/personal/personal.h"

static struct personal_cell secret_cell(int64_t region_id, int64_t person_id)
{
    return (struct personal_cell){"second_factor", region_id, person_id};
}

struct result second_factor_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                 int64_t person_id, struct second_factor *out)
{
    struct store_rows *rows;
    struct second_factor factor = {.secret = ""};
    struct store_value region = store_integer(region_id);
    struct store_value person = store_integer(person_id);
    struct result result = store_query(session, "second_factor_find", STORE_VALUES(region, person), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        factor.secret = store_rows_text(arena, rows, 0);
        factor.confirmed_ms = store_rows_integer(rows, 1);
        factor.last_step = store_rows_integer(rows, 2);
    }
    result = store_rows_close(rows);
    const struct personal_cell cell = secret_cell(region_id, person_id);
    result = result_failed(result) ? result : personal_unseal(arena, session, &cell, factor.secret, &factor.secret);
    result =
        result_failed(result) ? result : store_query(session, "recovery_count", STORE_VALUES(region, person), &rows);
    if (result_failed(result)) {
        return result;
    }
    factor.recovery_left = store_rows_next(rows) ? store_rows_integer(rows, 0) : 0;
    *out = factor;
    return store_rows_close(rows);
}

struct result second_factor_start(struct store_session *session, int64_t region_id, int64_t person_id,
                                  const char *secret)
{
    struct arena arena;
    arena_init(&arena);
    const char *sealed = "";
    const struct personal_cell cell = secret_cell(region_id, person_id);
    struct result result = personal_seal(&arena, session, &cell, secret, &sealed);
    if (!result_failed(result)) {
        result =
            store_execute(session, "second_factor_put",
                          STORE_VALUES(store_integer(region_id), store_integer(person_id), store_text(sealed)), NULL);
    }
    arena_release(&arena);
    return result;
}

struct result second_factor_confirm(struct arena *arena, struct store_session *session, int64_t region_id,
                                    int64_t person_id, int64_t step, int64_t now_ms,
                                    const char *const codes[RECOVERY_CODES])
{
    int64_t changed = 0;
    struct store_value region = store_integer(region_id);
    struct store_value person = store_integer(person_id);
    struct result result =
        store_execute(session, "second_factor_confirm",
                      STORE_VALUES(region, person, store_integer(now_ms), store_integer(step)), &changed);
    if (!result_failed(result) && changed == 0) {
        return result_fail(RESULT_CONFLICT, NULL, "account.error.second_on", NULL);
    }
    if (!result_failed(result)) {
        result = store_execute(session, "recovery_delete", STORE_VALUES(region, person), NULL);
    }
    for (size_t index = 0; index < RECOVERY_CODES && !result_failed(result); index++) {
        char digest[DIGEST_TEXT_SIZE];
        const char *key = recovery_key(arena, span_of(codes[index]));
        result = store_execute(session, "recovery_insert",
                               STORE_VALUES(region, person, store_text(token_digest(key, digest))), NULL);
    }
    return result;
}

struct result second_factor_delete(struct store_session *session, int64_t region_id, int64_t person_id)
{
    struct store_value region = store_integer(region_id);
    struct store_value person = store_integer(person_id);
    struct result result = store_execute(session, "recovery_delete", STORE_VALUES(region, person), NULL);
    return result_failed(result) ? result
                                 : store_execute(session, "second_factor_delete", STORE_VALUES(region, person), NULL);
}

static struct result use_recovery(struct arena *arena, struct store_session *session, int64_t region_id,
                                  int64_t person_id, struct span code, int64_t now_ms, int64_t *changed)
{
    char digest[DIGEST_TEXT_SIZE];
    return store_execute(session, "recovery_use",
                         STORE_VALUES(store_integer(region_id), store_integer(person_id),
                                      store_text(token_digest(recovery_key(arena, code), digest)),
                                      store_integer(now_ms)),
                         changed);
}

struct result second_factor_use(struct arena *arena, struct store_session *session, int64_t region_id,
                                int64_t person_id, struct span code, int64_t now_ms)
{
    struct second_factor factor = {0};
    struct result result = second_factor_find(arena, session, region_id, person_id, &factor);
    int64_t step = 0;
    int64_t changed = 0;
    if (result_failed(result)) {
        return result;
    }
    if (factor.confirmed_ms == 0) {
        return result_ok(); /* switched off meanwhile: the password is enough again */
    }
    if (totp_matches(factor.secret, code, now_ms, factor.last_step, &step)) {
        result = store_execute(session, "second_factor_step",
                               STORE_VALUES(store_integer(region_id), store_integer(person_id), store_integer(step)),
                               &changed);
    } else {
        result = use_recovery(arena, session, region_id, person_id, code, now_ms, &changed);
    }
    return result_failed(result) || changed == 1 ? result : result_invalid("code", "account.error.code_wrong");
}
