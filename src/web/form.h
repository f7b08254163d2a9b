/* Forms and queries: application/x-www-form-urlencoded and multipart/form-data (RFC 7578), read by our own parsers.
 *
 * Pure and bounded. Values are spans into the body wherever nothing had to be decoded; files are never copied.
 * Every text is valid UTF-8 without NUL, or the whole form is refused: INVALID "error.bad_request".
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/arena.h"
#include "base/result.h"
#include "web/request.h"

enum { FORM_FIELDS_MOST = 4096, FORM_UPLOADS_MOST = 64, FORM_NAME_MOST = 256 };

struct form {
    struct field *fields;
    size_t field_count;
    struct upload *uploads;
    size_t upload_count;
};

/* "a=1&b=%E7%84%8A": a query, or the body of a form. O(length). */
MUST_USE struct result form_read_query(struct arena *arena, struct span text, struct form *out);

/* Parts between boundaries. A file field that was left empty is no upload. O(length). */
MUST_USE struct result form_read_multipart(struct arena *arena, struct span boundary, struct span body,
                                           struct form *out);

/* By Content-Type. An empty body is an empty form. */
MUST_USE struct result form_read_body(struct arena *arena, struct span content_type, struct span body,
                                      struct form *out);

#endif
