/* What only this area's pages and gate ask of the database. */
#ifndef AREAS_ACCOUNTS_STORE_H
#define AREAS_ACCOUNTS_STORE_H

#include "areas/accounts/accounts.h"

struct session_row {
    int64_t person_id;
    const char *csrf, *person_name, *login;
    int64_t created_ms, seen_ms;
    int64_t idle_ms, absolute_ms; /* settings of the region */
    bool lacks_second_factor;     /* only where the result's roles ask for one: see actor_find_roles */
    unsigned second_factor_roles;
};

struct new_session {
    const char *token_hash, *csrf, *address, *agent, *login_digest;
    int64_t person_id, now_ms;
};

MUST_USE struct result person_find_by_login(struct arena *arena, struct store_session *session, int64_t region_id,
                                            const char *login, struct person *out);
/* An attempt takes a place before the password is looked at, so that many at once cannot slip through: places and failures
 * together are never more than lock_after. Then it fails, which counts, or gives its place back: right passwords never lock,
 * however many come at once.
 *
 *   sign_in_reserve ─┬─ wait_ms > 0: locked or slowed, nothing was taken
 *                    ├─ crowded: others are being looked at; ask again in a moment (account_reserve does), nothing was taken
 *                    └─ taken ── wrong ──▶ sign_in_fail        right ──▶ sign_in_give_back, and session_insert forgets failures
 */
struct sign_in_attempt {
    int64_t id; /* from store_next_id */
    const char *login_digest, *address;
    int64_t lock_after, slow_after, lock_ms, now_ms;
};
struct sign_in_answer {
    int64_t wait_ms;
    bool crowded;
};
MUST_USE struct result sign_in_reserve(struct store_session *session, int64_t region_id,
                                       const struct sign_in_attempt *attempt, struct sign_in_answer *out);
MUST_USE struct result sign_in_fail(struct store_session *session, int64_t region_id,
                                    const struct sign_in_attempt *attempt);
MUST_USE struct result sign_in_give_back(struct store_session *session, int64_t region_id, int64_t id);
MUST_USE struct result sign_in_forget(struct store_session *session, int64_t region_id, const char *login_digest);
/* It went well from this address. */
MUST_USE struct result sign_in_know(struct store_session *session, int64_t region_id, const char *login_digest,
                                    const char *address, int64_t now_ms);

MUST_USE struct result person_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   struct person *out);
MUST_USE struct result person_update(struct store_session *session, int64_t region_id, int64_t id, const char *name,
                                     const char *language, int64_t now_ms);

/* Forgets the failures of its login. */
MUST_USE struct result session_insert(struct store_session *session, int64_t region_id, const struct new_session *row);
MUST_USE struct result session_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                    const char *token_hash, struct session_row *out);
MUST_USE struct result session_set_seen(struct store_session *session, int64_t region_id, const char *token_hash,
                                        int64_t now_ms);
MUST_USE struct result session_delete(struct store_session *session, int64_t region_id, const char *token_hash);
MUST_USE struct result session_delete_old(struct store_session *session, int64_t region_id, int64_t created_before_ms,
                                          int64_t seen_before_ms);
/* Fills roles and organisations of out->person_id. */
MUST_USE struct result actor_find_roles(struct arena *arena, struct store_session *session, int64_t region_id,
                                        struct actor *out);

#endif
