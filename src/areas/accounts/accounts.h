/* Accounts: people, their sign-in, their sessions, their roles on the platform and in organisations.
 *
 *   signed out ── sign_in (password right) ──▶ session ── sign_out / idle 30 min / 12 h ──▶ signed out
 *        │         └── second factor on ──▶ step (5 min) ── code right ──▶ session
 *        └─ wrong five times from one address ──▶ that address waits 15 min (whether or not somebody has the login)
 *
 * Passwords are argon2id (libsodium, 64 MiB), at most two computed at once in a process, so that sign-ins cannot use up
 * the memory. A session token is 256 random bits; the database holds only its digest, and so of links and of tokens of
 * programs. An unknown login costs as much time as a wrong password and is refused like one: the answers do not tell which
 * logins exist. Logins are compared in lower case.
 * Limits: accounts/rules.c, from GB/T 22239-2019 as security_rules.csv reads it.
 */
#ifndef AREAS_ACCOUNTS_ACCOUNTS_H
#define AREAS_ACCOUNTS_ACCOUNTS_H

#include "base/day.h"
#include "web/app.h"
#include "web/request.h"

#include <stdio.h>

struct person {
    int64_t id;
    const char *login, *name, *password_hash, *language, *status;
    int64_t password_ms; /* since when it has this password */
};

/* --- rules ----------------------------------------------------------------------------------------------------- */

enum { PASSWORD_MOST_BYTES = 512, LOGIN_MOST_BYTES = 64 };

/* INVALID with field "password": too short, too long, or of too few kinds of character (security.h). */
MUST_USE struct result password_check(const char *password);
/* INVALID with field "login": 2 to 64 of letters, digits, . _ - @ */
MUST_USE struct result login_check(const char *login);
/* What two ways of writing one login have in common: lower case. */
const char *login_key(struct arena *arena, const char *login);

/* --- passwords --------------------------------------------------------------------------------------------------- */

/* argon2id of libsodium, as text with its parameters. Waits while two others are computed. */
char *password_hash(struct arena *arena, const char *password);
bool password_matches(const char *hash, const char *password);
/* A sound hash of a password that nobody knows: compared with when the login is unknown. */
extern const char password_of_nobody[];

/* Half of the least number of workers: whoever floods the sign-in leaves the other half to everybody else. */
enum { SIGN_IN_PLACES = 8 };
/* False when all are taken; a place taken is given back. */
bool sign_in_place_take(void);
void sign_in_place_give(void);

/* --- store ------------------------------------------------------------------------------------------------------- */

struct new_person {
    const char *login, *name, *password_hash;
    const char *platform_role;     /* office editor auditor administrator, or "" */
    int64_t organisation_id;       /* 0 = none */
    const char *organisation_role; /* owner staff editor reader */
};

/* CONFLICT, field "login": somebody has it, in this region or another. Run again after a lost answer: OK. */
MUST_USE struct result person_insert(struct store_session *session, int64_t region_id, int64_t id,
                                     const struct new_person *person, int64_t now_ms);
/* A new password for a login that is there; ends all its sessions and its lock. NOT_FOUND "account.error.login_unknown". */
MUST_USE struct result person_set_password(struct store_session *session, int64_t region_id, const char *login,
                                           const char *hash, int64_t now_ms);

/* --- the gate's question ------------------------------------------------------------------------------------------ */

/* Who is behind the session cookie; a visitor when nobody. For struct app. */
struct result accounts_find_actor(struct request *request, struct actor *out, const char **csrf);

extern const struct route accounts_routes[];

#endif
