/* From method and path to the row of an area's route table.
 *
 * A pattern is a path whose parts may be names: "/listings/:id/edit". Where two patterns match, the one whose first
 * differing part is plain text wins ("/listings/new" before "/listings/:id"). Read-only after router_open. O(routes).
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/request.h"

enum { ROUTE_PARAMETERS = 4, ROUTE_PARTS = 8 };

struct router;

/* Refuses to start, INTERNAL with the pattern in detail: a row without access or handler, a malformed pattern, two rows
 * for the same. Lives in the arena. */
MUST_USE struct result router_open(struct arena *arena, const struct route *const *tables, const struct router **out);

struct match {
    const struct route *route;                /* NULL: none */
    const char *parameters[ROUTE_PARAMETERS]; /* in the arena */
    bool other_method;                        /* the path is known, with another method */
};
struct match router_find(struct arena *arena, const struct router *router, enum method method, const char *path);

#endif
