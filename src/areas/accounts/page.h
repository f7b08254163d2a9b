/* What the pages of this area share: fields, answers to wrong forms, the beginning of a session. */
#ifndef AREAS_ACCOUNTS_PAGE_H
#define AREAS_ACCOUNTS_PAGE_H

#include "areas/accounts/note.h"
#include "areas/accounts/store.h"
#include "web/field.h"

/* What was typed, without the space around it, in the arena. */
const char *account_typed(const struct request *request, const char *name);

struct account_field {
    const char *name, *label, *hint, *type, *autocomplete;
    const char *value; /* NULL: what was typed; passwords are never shown again */
    bool required;
};
json_t *account_field_document(const struct request *request, const struct account_field *field,
                               const struct problems *problems);

/* The page with what is wrong: status 422, or OK without problems. The document gets "problems" with the labels of the fields
 * that stand under `form` in it. */
void account_answer(struct response *response, json_t *document, const struct problems *problems, const char *view,
                    const char *title);
void account_problem(struct problems *problems, struct result result);

/* A session for this browser, in the caller's transaction; an older one of the same browser ends. token: made before. */
struct account_start {
    struct request *request;
    int64_t person_id;
    const char *token, *csrf, *login_digest;
};
MUST_USE struct result account_start_session(struct store_session *session, const struct account_start *start);

/* INVALID "password" or "password_again". */
MUST_USE struct result account_check_new_password(const struct request *request);
/* Takes a place for an attempt at a password (store.h), by the settings of the region; waits while others of this login are being
 * looked at, ten seconds at most: BUSY. *wait_ms > 0: refused. The digest is borrowed. */
MUST_USE struct result account_reserve(struct request *request, const char *login_digest,
                                       struct sign_in_attempt *attempt, int64_t *wait_ms);
/* Hashes within the places that are kept for sign-ins; BUSY when they are taken. */
MUST_USE struct result account_hash(struct request *request, const char *password, const char **hash);
/* The language the browser asked for, as people have it. */
const char *account_language(const struct request *request);
/* A path of this site only, else fallback. */
const char *account_safe_next(struct request *request, const char *fallback);

/* A mail with a link that shows that the address is the person's. */
struct account_confirmation {
    int64_t person_id;
    const char *address, *token;
    int64_t link_id, mail_id;
};
MUST_USE struct result account_send_confirmation(struct store_session *session, const struct request *request,
                                                 const struct account_confirmation *confirmation);
/* INVALID "name": empty, too long, or with signs that no name has. */
MUST_USE struct result account_check_name(const char *name);

struct own_session {
    const char *digest, *address, *agent;
    int64_t created_ms, seen_ms;
};

struct result show_sign_in(struct request *request, struct response *response);
struct result submit_sign_in(struct request *request, struct response *response);
struct result submit_second(struct request *request, struct response *response);
struct result submit_sign_out(struct request *request, struct response *response);
struct result show_sign_up(struct request *request, struct response *response);
struct result submit_sign_up(struct request *request, struct response *response);
struct result show_account(struct request *request, struct response *response);
struct result submit_profile(struct request *request, struct response *response);
struct result submit_password(struct request *request, struct response *response);
struct result submit_session_end(struct request *request, struct response *response);
struct result submit_token(struct request *request, struct response *response);
struct result submit_token_end(struct request *request, struct response *response);
struct result show_own_data(struct request *request, struct response *response);
struct result send_own_data(struct request *request, struct response *response);
struct result submit_erasure(struct request *request, struct response *response);
struct result show_second(struct request *request, struct response *response);
struct result submit_second_on(struct request *request, struct response *response);
struct result submit_second_off(struct request *request, struct response *response);
struct result show_forgotten(struct request *request, struct response *response);
struct result submit_forgotten(struct request *request, struct response *response);
struct result show_reset(struct request *request, struct response *response);
struct result submit_reset(struct request *request, struct response *response);
struct result show_confirm(struct request *request, struct response *response);
struct result submit_confirm(struct request *request, struct response *response);
struct result show_people(struct request *request, struct response *response);
struct result submit_help(struct request *request, struct response *response);
struct result submit_role(struct request *request, struct response *response);
struct result show_security(struct request *request, struct response *response);
struct result submit_security(struct request *request, struct response *response);

struct result show_members(struct request *request, struct response *response);
struct result submit_invitation(struct request *request, struct response *response);
struct result submit_invitation_end(struct request *request, struct response *response);
struct result show_join(struct request *request, struct response *response);
struct result submit_join(struct request *request, struct response *response);
struct result submit_member_role(struct request *request, struct response *response);
struct result submit_member_end(struct request *request, struct response *response);
struct result submit_leave(struct request *request, struct response *response);
struct result submit_hand_over(struct request *request, struct response *response);

#endif
