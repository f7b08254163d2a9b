/* The guard: what is not a well-formed request is refused with 400 before anything else looks at it.
 *
 * The HTTP library is lenient: it takes Content-Length together with Transfer-Encoding, takes the first of two lengths,
 * drops a header without a name, joins folded lines to the name, and cuts values at a zero byte. A proxy in front may
 * read the same bytes otherwise; what one takes as a body the other then takes as the next request (request smuggling,
 * RFC 9112 §11.2). So everything that two readers could read in two ways is refused here.
 *
 * Pure: no sockets, no I/O. Failures are INVALID "error.bad_request"; detail says which rule.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "base/arena.h"
#include "base/result.h"
#include "web/wire.h"

enum { TARGET_MOST = 4096, HEADERS_MOST = 100 };

/* Method, target and headers: their form, and that they leave one reading of where the body ends. */
MUST_USE struct result guard_check_head(const struct wire *wire);

/* The length that Content-Length says; 0 without. After guard_check_head. */
size_t guard_content_length(const struct wire *wire);

/* Undoes %XX, and + where plus_is_space. Valid UTF-8 without NUL, or INVALID. Copies only when something is encoded. */
MUST_USE struct result guard_decode(struct arena *arena, struct span raw, bool plus_is_space, struct span *out);

/* A decoded path: begins with one slash, no empty, "." or ".." part, no backslash or control character. An encoded
 * slash is refused before decoding: it would change the number of parts. */
MUST_USE struct result guard_decode_path(struct arena *arena, struct span raw, const char **out);

/* A local path that may follow a sign-in: "/listings?q=x". Anything with a host, a scheme or a control character is
 * none ("//evil.example", "/\evil.example"). */
bool guard_is_local_path(struct span target);

#endif
