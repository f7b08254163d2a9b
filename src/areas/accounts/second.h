/* The second factor of a person: an authenticator app, and codes for the day on which it is lost.
 *
 *   none ── second_factor_start ──▶ shown ── second_factor_confirm (right code) ──▶ on ── second_factor_delete ──▶ none
 */
#ifndef AREAS_ACCOUNTS_SECOND_H
#define AREAS_ACCOUNTS_SECOND_H

#include "areas/accounts/accounts.h"
#include "areas/accounts/totp.h"

struct second_factor {
    const char *secret; /* "" = none */
    int64_t confirmed_ms, last_step;
    int64_t recovery_left;
};
MUST_USE struct result second_factor_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                          int64_t person_id, struct second_factor *out);
/* A new secret, unless it is on already. */
MUST_USE struct result second_factor_start(struct store_session *session, int64_t region_id, int64_t person_id,
                                           const char *secret);
/* On, with these codes for the worst case; step of the code that was given. CONFLICT when it was on. */
MUST_USE struct result second_factor_confirm(struct arena *arena, struct store_session *session, int64_t region_id,
                                             int64_t person_id, int64_t step, int64_t now_ms,
                                             const char *const codes[RECOVERY_CODES]);
MUST_USE struct result second_factor_delete(struct store_session *session, int64_t region_id, int64_t person_id);
/* A code of the app (each once) or one of the recovery codes (used up by this). INVALID, field "code". */
MUST_USE struct result second_factor_use(struct arena *arena, struct store_session *session, int64_t region_id,
                                         int64_t person_id, struct span code, int64_t now_ms);

#endif
