/* A request as it came off the wire and the answer as it goes back: what stands between the HTTP library and the rest.
 *
 * server.c fills a struct wire from a socket, dispatch.c from the arguments of a test; both hand it to web/web.h and
 * send what comes back. All spans are borrowed: of the request until its answer is sent, of the answer until
 * answer_release.
 */
#ifndef WEB_WIRE_H
#define WEB_WIRE_H

#include "base/span.h"

#include <stdbool.h>

struct header {
    struct span name, value;
};

struct wire {
    const char *method; /* as sent: "GET" */
    struct span target; /* as sent: path and query, still encoded */
    const struct header *headers;
    size_t header_count;
    struct span body;
    const char *peer; /* address of the other end of the socket */
};

/* The first header of that name, whatever its case; {NULL, 0} when absent. */
struct span wire_header(const struct wire *wire, const char *name);
struct span wire_last_header(const struct wire *wire, const char *name);
size_t wire_count(const struct wire *wire, const char *name);
/* A cookie's value, without quotes; {NULL, 0} when absent. */
struct span wire_cookie(const struct wire *wire, const char *name);

bool span_is_word(struct span span, const char *word); /* equal but for the case of ASCII letters */

struct page;

enum { ANSWER_HEADERS = 24 };

struct answer {
    int status;
    struct header headers[ANSWER_HEADERS];
    size_t header_count;
    struct span body;
    size_t file_length; /* > 0: instead of the body an open file */
    int file;           /* closed by whoever sends, else by answer_release */
    struct page *page;  /* of the page cache: held until answer_release, the body points into it */
    bool close;         /* the connection is not used again: what follows on it cannot be trusted */
};

/* Both borrowed until the answer is released. */
void answer_add_header(struct answer *answer, const char *name, const char *value);
struct span answer_header(const struct answer *answer, const char *name);
void answer_release(struct answer *answer);

#endif
