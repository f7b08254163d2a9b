/* Tokens against forged forms, for people who have not signed in (others have one in their session).
 *
 * A visitor's cookie holds a random value; the form holds its HMAC under the site's secret. Another site can neither
 * read the one nor compute the other, so it cannot post our sign-in form (login CSRF).
 */
#ifndef WEB_CSRF_H
#define WEB_CSRF_H

#include "base/arena.h"
#include "base/span.h"
#include "web/app.h"

enum { CSRF_NONCE_LENGTH = 32 };

const char *csrf_make_nonce(struct arena *arena);
bool csrf_is_nonce(struct span cookie);
const char *csrf_make_token(struct arena *arena, const unsigned char secret[static APP_SECRET_SIZE], struct span nonce);

/* In constant time. False when either is empty. */
bool csrf_is_equal(struct span given, struct span wanted);

#endif
