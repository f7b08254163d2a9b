/* Failed sign-ins: by login and address, and by login from everywhere (accounts/security.h says why both). */
#include "areas/accounts/store.h"

/* From everywhere: at most a minute between two attempts, however many went wrong. */
static const int64_t SLOWEST_MS = 60 * 1000;
static const int64_t KEEP_KNOWN_MS = INT64_C(90) * 24 * 60 * 60 * 1000;
/* No password takes so long to be looked at. */
static const int64_t PENDING_MS = 60 * 1000;
static const char everywhere[] = "*";

struct standing {
    int64_t here_until, here_count, all_until, all_count, known_ms;
    int64_t here_pending, all_pending;
};

static struct result find_standing(struct store_session *session, int64_t region_id,
                                   const struct sign_in_attempt *attempt, struct standing *out)
{
    struct store_rows *rows;
    struct result result = store_query(session, "sign_in_guard_find",
                                       STORE_VALUES(store_integer(region_id), store_text(attempt->login_digest),
                                                    store_text(attempt->address), store_text(everywhere)),
                                       &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        if (span_is(store_rows_span(rows, 0), everywhere)) {
            out->all_count = store_rows_integer(rows, 1);
            out->all_until = store_rows_integer(rows, 2);
        } else {
            out->here_count = store_rows_integer(rows, 1);
            out->here_until = store_rows_integer(rows, 2);
            out->known_ms = store_rows_integer(rows, 3);
        }
    }
    return store_rows_close(rows);
}

static int64_t wait_of_all(int64_t failed_count, int64_t slow_after)
{
    int64_t wait_ms = failed_count < slow_after ? 0 : 1000;
    for (int64_t count = slow_after; count < failed_count && wait_ms < SLOWEST_MS; count++) {
        wait_ms *= 2;
    }
    return wait_ms < SLOWEST_MS ? wait_ms : SLOWEST_MS;
}

static struct result add_failure(struct store_session *session, int64_t region_id,
                                 const struct sign_in_attempt *attempt, const char *address, int64_t lock_after,
                                 int64_t until_ms)
{
    return store_execute(session, "sign_in_guard_add",
                         STORE_VALUES(store_integer(region_id), store_text(attempt->login_digest), store_text(address),
                                      store_integer(attempt->now_ms), store_integer(lock_after),
                                      store_integer(until_ms)),
                         NULL);
}

/* What is over: locks, known addresses, places of processes that ended. */
static struct result tidy(struct store_session *session, int64_t region_id, const struct sign_in_attempt *attempt)
{
    struct store_value region = store_integer(region_id);
    int64_t lock_began_ms = attempt->now_ms - attempt->lock_ms;
    struct result result = store_execute(session, "sign_in_pending_delete_old",
                                         STORE_VALUES(region, store_integer(attempt->now_ms - PENDING_MS)), NULL);
    if (!result_failed(result)) {
        result = store_execute(
            session, "sign_in_guard_delete_old",
            STORE_VALUES(region, store_integer(lock_began_ms), store_integer(attempt->now_ms - KEEP_KNOWN_MS)), NULL);
    }
    return result_failed(result)
               ? result
               : store_execute(session, "sign_in_guard_reset",
                               STORE_VALUES(region, store_text(attempt->login_digest), store_integer(lock_began_ms)),
                               NULL);
}

static struct result count_pending(struct store_session *session, int64_t region_id,
                                   const struct sign_in_attempt *attempt, struct standing *out)
{
    struct store_rows *rows;
    struct result result = store_query(
        session, "sign_in_pending_count",
        STORE_VALUES(store_integer(region_id), store_text(attempt->login_digest), store_text(attempt->address),
                     store_integer(attempt->now_ms - PENDING_MS), store_integer(attempt->id)),
        &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        out->here_pending = store_rows_integer(rows, 0);
        out->all_pending = store_rows_integer(rows, 1);
    }
    return store_rows_close(rows);
}

struct result sign_in_reserve(struct store_session *session, int64_t region_id, const struct sign_in_attempt *attempt,
                              struct sign_in_answer *out)
{
    struct standing standing = {0};
    struct result result = find_standing(session, region_id, attempt, &standing);
    if (result_failed(result)) {
        return result;
    }
    bool known = standing.known_ms != 0;
    int64_t until = !known && standing.all_until > standing.here_until ? standing.all_until : standing.here_until;
    *out = (struct sign_in_answer){.wait_ms = until > attempt->now_ms ? until - attempt->now_ms : 0};
    if (out->wait_ms > 0) {
        return result_ok(); /* refused without a write */
    }
    result = tidy(session, region_id, attempt);
    standing = (struct standing){0};
    result = result_failed(result) ? result : find_standing(session, region_id, attempt, &standing);
    result = result_failed(result) ? result : count_pending(session, region_id, attempt, &standing);
    if (result_failed(result)) {
        return result;
    }
    /* Once everybody unknown is slowed, one at a time: its failure sets how long the next has to wait. */
    out->crowded =
        (standing.here_pending > 0 && standing.here_count + standing.here_pending >= attempt->lock_after) ||
        (!known && standing.all_pending > 0 && standing.all_count + standing.all_pending >= attempt->slow_after);
    return out->crowded ? result_ok()
                        : store_execute(session, "sign_in_pending_insert",
                                        STORE_VALUES(store_integer(region_id), store_integer(attempt->id),
                                                     store_text(attempt->login_digest), store_text(attempt->address),
                                                     store_integer(attempt->now_ms)),
                                        NULL);
}

struct result sign_in_fail(struct store_session *session, int64_t region_id, const struct sign_in_attempt *attempt)
{
    struct standing standing = {0};
    struct result result = sign_in_give_back(session, region_id, attempt->id);
    result = result_failed(result) ? result : find_standing(session, region_id, attempt, &standing);
    if (!result_failed(result)) {
        result = add_failure(session, region_id, attempt, attempt->address, attempt->lock_after,
                             attempt->now_ms + attempt->lock_ms);
    }
    int64_t slow_ms = wait_of_all(standing.all_count + 1, attempt->slow_after);
    return result_failed(result)
               ? result
               : add_failure(session, region_id, attempt, everywhere, attempt->slow_after, attempt->now_ms + slow_ms);
}

struct result sign_in_give_back(struct store_session *session, int64_t region_id, int64_t id)
{
    return store_execute(session, "sign_in_pending_delete", STORE_VALUES(store_integer(region_id), store_integer(id)),
                         NULL);
}

struct result sign_in_forget(struct store_session *session, int64_t region_id, const char *login_digest)
{
    return store_execute(session, "sign_in_guard_delete",
                         STORE_VALUES(store_integer(region_id), store_text(login_digest)), NULL);
}

struct result sign_in_know(struct store_session *session, int64_t region_id, const char *login_digest,
                           const char *address, int64_t now_ms)
{
    struct result result = store_execute(
        session, "sign_in_guard_clear",
        STORE_VALUES(store_integer(region_id), store_text(login_digest), store_text(address), store_text(everywhere)),
        NULL);
    return result_failed(result) || address[0] == '\0'
               ? result
               : store_execute(session, "sign_in_guard_know",
                               STORE_VALUES(store_integer(region_id), store_text(login_digest), store_text(address),
                                            store_integer(now_ms)),
                               NULL);
}
