/* The gate: rate → session → role → CSRF, in this order, for every request that a handler will see.
 *
 * One function; a handler runs only when it returns RESULT_OK. What a person may do to which thing is decided after it,
 * in the area's rules.
 *
 *   rate      one address, tokens per second; a POST costs five. First: who asks too often costs no look into the database
 *   session   a session cookie is given to app->find_actor; without one it is a visitor
 *   role      the route's action in the table of permissions. A visitor's GET goes to /sign-in?next=…, anything else gets 401 or 403
 *             A program's token (Authorization: Bearer) goes before the cookie; one that is not good gets 401
 *   CSRF      every POST without such a token: form field `csrf` or header X-CSRF-Token; and never from another site by Sec-Fetch-Site
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "web/app.h"
#include "web/limit.h"
#include "web/wire.h"

#define COOKIE_SESSION  "zq_session"
#define COOKIE_CSRF     "zq_csrf"
#define COOKIE_LANGUAGE "lang"
#define COOKIE_SCRIPT   "script"
#define COOKIE_SIZE     "size"

struct verdict {
    struct result result;
    int status;            /* 0: what the result says */
    const char *location;  /* where a visitor signs in, or NULL */
    const char *new_nonce; /* the CSRF cookie to set with the answer, or NULL */
};

/* The first two steps alone: for pages that say there is nothing here, which show who is signed in. limit may be NULL. */
struct verdict gate_identify(struct request *request, const struct wire *wire, struct limit *limit);

/* Fills actor, csrf, form and uploads of the request. limit may be NULL. */
struct verdict gate_check(struct request *request, const struct wire *wire, const struct route *route,
                          struct limit *limit);

#endif
