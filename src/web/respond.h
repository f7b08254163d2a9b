/* From what a handler left to the bytes that go out: document and Accept to HTML or JSON, files, redirects, errors.
 *
 * Errors say what happened and what to do, in the person's language, with a number; the log line under the same number
 * has the detail. Every answer carries the security headers.
 */
#ifndef WEB_RESPOND_H
#define WEB_RESPOND_H

#include "base/buffer.h"
#include "web/app.h"
#include "web/reading.h"

/* One request on its way: what is known of it. */
struct passage {
    const struct wire *wire;
    struct wish wish;
    struct request request;
    struct response response;
    const char *new_nonce; /* the CSRF cookie to set, or NULL */
};

/* result: of the handler or of what refused before it. status: overrides what the result says, or 0.
 * The body is built into `body` (a page, JSON) or points to response->body; frees the document. */
void respond(struct passage *passage, struct result result, int status, struct buffer *body, struct answer *answer);

/* The headers of a page that visitors share, whole or 304. `page` goes over to the answer. */
void respond_page(const struct app *app, const struct wire *wire, struct page *page, struct answer *answer);

/* Content-Type, nosniff, CSP … for an answer without a document. */
void respond_add_security(const struct app *app, struct answer *answer);

bool respond_etag_matches(struct span if_none_match, const char *etag);

#endif
