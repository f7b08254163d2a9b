/* What the server needs to run: made in cli/serve.c, handed down. Read-only while serving. */
#ifndef WEB_APP_H
#define WEB_APP_H

#include "web/request.h"

struct views;
struct words;
struct assets;

enum { APP_SECRET_SIZE = 32 };

struct app {
    struct store *store;
    const struct catalogue *catalogue;
    const struct views *views;   /* NULL: everything is JSON (tests) */
    const struct words *words;   /* NULL: keys instead of texts (tests) */
    const struct assets *assets; /* NULL: none */
    struct services *services;
    const struct route *const *route_tables; /* NULL-ended list of the areas' tables */

    /* Given by the areas above; called by the gate. */
    struct result (*find_actor)(struct request *request, struct actor *out, const char **csrf);
    /* Adds what every page shows: page.nav, page.user.waiting … into the page object. */
    void (*fill_page)(const struct request *request, json_t *page);
    /* Told of everything that gate or rules forbid to somebody signed in; may be NULL. */
    void (*note_refused)(const struct request *request, const struct route *route);

    /* Told of every page that went out with response->read_id, from the cache too; may not wait. May be NULL. */
    void (*note_read)(const struct app *app, int64_t id, struct span address, struct span agent);

    int64_t region_id;
    const char *region_name;
    int zone_minutes;
    bool sample;     /* the start page says what to try */
    bool behind_tls; /* cookies get Secure; X-Forwarded-For of the proxy is believed */
    const char *version;
    /* Binds a visitor's CSRF token to the cookie. The same on all machines of a site: kept in the database. */
    unsigned char secret[APP_SECRET_SIZE];
    int rate_per_second; /* requests of one address that reach a handler; 0 = no limit */
    size_t cache_bytes;  /* for pages that visitors share; 0 = none */
};

struct server_options {
    const char *host;       /* 127.0.0.1 */
    int port;               /* 8080; 0 = any free one */
    int worker_count;       /* 0 = number of processors */
    const char *ready_file; /* written with the port once listening, or NULL */
    int patience_ms;        /* for a head, and for a body beyond what its length allows; 0 = 10 seconds */
};

struct server;
MUST_USE struct result server_open(const struct app *app, const struct server_options *options, struct server **out);
int server_port(const struct server *server);
/* Answers what is being worked on, then stops. */
void server_close(struct server *server);

/* One request without a socket: for tests. Through guard, router, gate and respond like one from the network, but
 * without page cache and rate limit. headers: "Name: value" lines, NULL-ended; may be NULL. Everything in the answer
 * lives in the arena. set_cookie: the session's if one is set, else the first. */
struct dispatch_answer {
    int status;
    struct span body;
    const char *content_type;
    const char *location;
    const char *content_range, *disposition, *etag; /* NULL without */
    const char *set_cookie;
};
struct dispatch_answer app_dispatch(struct arena *arena, const struct app *app, const char *method, const char *target,
                                    const char *const *headers, struct span body);

#endif
