/* A request and its answer, as the areas see them. No word of the HTTP library.
 *
 *     struct result listing_show(struct request *request, struct response *response)
 *     {   read the form → rules → store → document; 15–40 lines; never branches on HTML or JSON   }
 *
 * The handler sets response->document (what the API gives) and response->view (how the page shows it), or
 * response->location (303 See other), or response->body (a file). A failed result becomes the error page or the error
 * document; its code gives the status by one table (respond.c).
 * Everything in a request lives in its arena, until the answer is sent.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

#include <jansson.h>
#include <stdint.h>

enum method { METHOD_GET, METHOD_POST };

struct field {
    const char *name;
    struct span value; /* decoded; valid UTF-8 without NUL, otherwise the request was refused with 400 */
};

struct upload {
    const char *name;      /* of the form field */
    const char *file_name; /* as the browser said; for display only, never a path */
    struct span bytes;     /* mapped or in memory; bounded by the route's limit */
};

/* Roles, as a set. */
enum role {
    ROLE_VISITOR = 0,
    ROLE_MEMBER = 1, /* signed in */
    ROLE_OFFICE = 2, /* alliance office */
    ROLE_EDITOR = 4,
    ROLE_AUDITOR = 8,
    ROLE_ADMINISTRATOR = 16,
};

struct actor_organisation {
    int64_t organisation_id;
    const char *name;
    const char *kind; /* school, enterprise … */
    const char *role; /* owner, staff, editor, reader */
};

/* Who asks. A visitor has person_id 0. */
struct actor {
    int64_t person_id;
    const char *name;
    const char *login;
    unsigned roles; /* enum role */
    const struct actor_organisation *organisations;
    size_t organisation_count;
};

struct app;      /* web/app.h */
struct services; /* made above the web floor: struct services is defined in areas/services.h */

struct request {
    struct arena *arena;
    enum method method;
    const char *path;          /* decoded, without the query */
    const char *parameters[4]; /* what the route's :names matched */
    const struct field *query;
    size_t query_count;
    const struct field *form;
    size_t form_count;
    const struct upload *uploads;
    size_t upload_count;
    const char *language; /* "zh-CN" or "en" */
    bool wants_json;      /* for respond only: handlers do not look */
    bool fragment;        /* asked by htmx for a part of the page */
    int64_t region_id;
    const char *region_name;
    int zone_minutes;
    int64_t now_ms;
    int32_t today;             /* in the region's zone */
    const struct actor *actor; /* never NULL */
    const char *csrf;
    const char *address;        /* of the client */
    const char *cookie_session; /* NULL without */
    struct span bearer; /* token of a program, Authorization: Bearer …; empty without. Goes before the cookie */
    const char *agent;  /* User-Agent, shortened; "" without */
    struct span range, if_range, if_none_match; /* headers as sent, for files; empty without */
    struct store *store;
    const struct catalogue *catalogue;
    const struct app *app;
    struct services *services;
};

struct response {
    int status;             /* 0 = 200, or what the failed result says */
    json_t *document;       /* owned: freed after sending */
    const char *view;       /* "listings/show" */
    const char *title;      /* page title: a language key such as "listing.page.show", or NULL for … */
    const char *title_text; /* … a text of the data (an organisation's name) */
    const char *location;
    struct span body;          /* in the request's arena */
    const char *content_type;  /* of body */
    const char *file_name;     /* sent as attachment; UTF-8 */
    bool in_page;              /* a body that pages show (image, film): not as attachment, and kept by the browser */
    const char *etag;          /* of body or file, with its quotes; NULL without */
    const char *content_range; /* of a body that is a part: "bytes 0-99/1000"; status 206 (or 416) is the handler's */
    bool takes_range;
    int file; /* instead of body: an open file, closed after sending; used when file_length > 0 */
    size_t file_length;
    const char *set_session; /* new session token; "" = end the session */
    bool no_store;           /* personal: never cached */
    int64_t read_id;         /* what is read on this page, for who counts it (app->note_read); 0: nothing */
    bool cacheable;          /* depends on nothing but the URL, the language and the data: visitors share it */
};

/* What the query or the form says; an empty span when absent. The last one wins when repeated. */
struct span request_query(const struct request *request, const char *name);
struct span request_form(const struct request *request, const char *name);
/* All values of a repeated name (check boxes, several facets). */
size_t request_query_all(const struct request *request, const char *name, struct span *values, size_t most);
size_t request_form_all(const struct request *request, const char *name, struct span *values, size_t most);
const struct upload *request_upload(const struct request *request, const char *name);

/* The id in the route's parameter; NOT_FOUND when it is none. */
MUST_USE struct result request_id(const struct request *request, int parameter, int64_t *out);

bool actor_is(const struct actor *actor, unsigned roles); /* any of them */
/* The actor's membership in an organisation, or NULL. */
const struct actor_organisation *actor_membership(const struct actor *actor, int64_t organisation_id);

/* --- routes ------------------------------------------------------------------------------------------------ */

typedef struct result (*request_handler)(struct request *request, struct response *response);

struct route {
    enum method method;
    const char *pattern; /* "/listings/:id/edit" */
    const char *action; /* of catalogues/permissions.csv: who may come at all; to which thing is decided in the rules */
    size_t body_limit;  /* bytes; 0 = no body */
    request_handler handler;
};

/* One table per area, ended by a row without a pattern. */

/* --- forms ------------------------------------------------------------------------------------------------- */

/* What is wrong with a form, field by field. Goes into the document as
 *   "problems": [{"field": "title", "message": "listing.error.title_missing", "value": "…", "hint": "…"}]
 * and the view shows {{message|word:}} beside the field and in the summary. */
struct problem {
    const char *field;
    const char *message; /* language key; its text may use {{value}} and {{hint}} */
    const char *value;   /* what was typed, or NULL */
    const char *hint;    /* what would be right, or NULL */
};

struct problems {
    struct problem list[64];
    size_t count; /* further ones are dropped */
};

void problems_add(struct problems *problems, struct problem problem);
json_t *problems_document(const struct problems *problems); /* new reference */

#endif
