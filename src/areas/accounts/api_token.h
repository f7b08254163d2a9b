/* Tokens with which a program asks in a person's name, in the header Authorization: Bearer TOKEN.
 *
 * scopes   read           every GET but those of the account
 *          listings       POST below /listings
 *          organisations  POST below /organisations
 *          imports        POST below /office/imports
 * Nothing else can be written with a token, and it never reaches the account itself: a lost token cannot change the password
 * or make another token. What the person may not do, the token may not do either.
 */
#ifndef AREAS_ACCOUNTS_API_TOKEN_H
#define AREAS_ACCOUNTS_API_TOKEN_H

#include "areas/accounts/accounts.h"

enum { API_SCOPES = 4, API_TOKENS_MOST = 20, API_TOKEN_DAYS_MOST = 366 };
extern const char *const api_scopes[API_SCOPES];

bool api_token_allows(const char *scopes, enum method method, const char *path);

struct api_token_row {
    int64_t id, person_id, created_ms, expires_ms;
    const char *name, *scopes, *person_name, *login;
    bool lacks_second_factor;
    unsigned second_factor_roles;
};
MUST_USE struct result api_token_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                      const char *token_digest, struct api_token_row *out);
MUST_USE struct result api_token_insert(struct store_session *session, int64_t region_id, const char *token,
                                        const struct api_token_row *row);
/* At most 50, newest first. */
MUST_USE struct result api_token_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                      int64_t person_id, struct api_token_row **out, size_t *count);
/* NOT_FOUND when it is not this person's. */
MUST_USE struct result api_token_delete(struct store_session *session, int64_t region_id, int64_t person_id,
                                        int64_t id);

#endif
