/* Secrets handed to a browser: 256 random bits as base64url without filling; kept in the database only as digests. */
#ifndef AREAS_ACCOUNTS_TOKEN_H
#define AREAS_ACCOUNTS_TOKEN_H

#include "base/arena.h"
#include "base/hash.h"

const char *token_make(struct arena *arena);
const char *token_digest(const char *token, char text[static DIGEST_TEXT_SIZE]);

#endif
