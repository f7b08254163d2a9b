/* One request: bytes in, answer out. The only way in, for sockets (server.c) and for tests (dispatch.c).
 *
 *   web_answer_quickly   never waits: static files, and pages from the cache
 *   web_plan_body        how large a body may be, before it is read
 *   web_answer           guard → route → gate → handler → respond. May wait for the database: for worker threads
 *   web_refuse           an error document without a handler
 *
 * A page from the cache passes no gate: it is what a visitor was given through the gate before, by the same key, and
 * only requests without a session cookie look there.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/buffer.h"
#include "web/app.h"
#include "web/wire.h"

struct web;

/* Errors: INTERNAL, detail names the route that is not sound. */
MUST_USE struct result web_open(const struct app *app, struct web **out);
void web_close(struct web *web);

/* True when answered. The head must have passed the guard. */
bool web_answer_quickly(struct web *web, const struct wire *wire, struct answer *answer);

/* The route's limit; 0 for what no route wants. A visitor's body for a route that needs a session is not kept: the
 * limit is then small. */
size_t web_plan_body(struct web *web, struct arena *arena, const struct wire *wire);

/* `body` holds what was built; it and the arena must live until the answer is released. */
void web_answer(struct web *web, struct arena *arena, const struct wire *wire, struct buffer *body,
                struct answer *answer);
void web_refuse(struct web *web, struct arena *arena, const struct wire *wire, int status, struct result result,
                struct buffer *body, struct answer *answer);

#endif
