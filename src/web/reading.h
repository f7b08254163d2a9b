/* From the wire to a request: path, query, format, language, address. No decisions here. */
#ifndef WEB_READING_H
#define WEB_READING_H

#include "web/app.h"
#include "web/language.h"
#include "web/size.h"
#include "web/wire.h"
#include "web/words.h"

/* How the answer is wanted. Depends on the head only, so the page cache can ask before anything else is read. */
struct wish {
    enum language language;
    enum script script; /* of Chinese pages */
    bool language_said; /* by ?lang=: to be remembered */
    bool script_said;   /* by ?script= */
    enum text_size size;
    bool size_said;    /* by ?size= */
    bool json;         /* .json behind the path, ?format=json, or Accept prefers application/json */
    bool dot_json;     /* the path had the ending .json */
    bool fragment;     /* htmx asks for a part of the page */
    struct span path;  /* still encoded, without .json */
    struct span query; /* still encoded */
};

struct wish reading_wish(const struct wire *wire);

/* A Chinese page in traditional characters. */
static inline bool wish_is_traditional(const struct wish *wish)
{
    return wish->language == LANGUAGE_ZH_CN && wish->script == SCRIPT_TRADITIONAL;
}

/* Of the client; behind a proxy what the proxy says. Borrowed from the wire. */
struct span reading_address(const struct app *app, const struct wire *wire);

/* A parameter of a query that is still encoded; {NULL, 0} when absent. For names that nobody encodes. */
struct span reading_find_raw(struct span query, const char *name);

/* Everything but actor, csrf and form. Errors: INVALID "error.bad_request". */
MUST_USE struct result reading_request(struct arena *arena, const struct app *app, const struct wire *wire,
                                       const struct wish *wish, struct request *out);

#endif
