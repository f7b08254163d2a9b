/* One-time codes by time (RFC 6238: HMAC-SHA1, 30 seconds, 6 digits), as every authenticator app makes them. Pure. */
#ifndef AREAS_ACCOUNTS_TOTP_H
#define AREAS_ACCOUNTS_TOTP_H

#include "base/arena.h"

enum { TOTP_STEP_S = 30, TOTP_DIGITS = 6, RECOVERY_CODES = 10 };

/* 160 random bits in base32, 32 letters. */
const char *totp_make_secret(struct arena *arena);
/* The code of a step; false when the secret is no base32. */
bool totp_code(const char *secret, int64_t step, char code[static TOTP_DIGITS + 1]);
/* Is `code` that of now, of the step before or of the one after, and later than last_step? *step: which. Constant time in
 * the code. Spaces within the code do not count. */
bool totp_matches(const char *secret, struct span code, int64_t now_ms, int64_t last_step, int64_t *step);
/* otpauth://totp/… for the QR code. */
const char *totp_uri(struct arena *arena, const char *issuer, const char *login, const char *secret);
/* The path of an SVG that draws the QR code of a text, one unit a module, with a margin of four; *size: width and height. */
const char *totp_draw_qr(struct arena *arena, const char *text, int *size);
/* "abcd-efgh-jkmn": 60 random bits without look-alikes. */
const char *recovery_make(struct arena *arena);
/* As it is compared: lower case without spaces and hyphens. */
const char *recovery_key(struct arena *arena, struct span code);

#endif
