/* Where the areas come together: their route tables, what they keep in memory, what they answer the gate. */
#ifndef CLI_ROUTES_H
#define CLI_ROUTES_H

#include "areas/services.h"
#include "web/app.h"

/* One line for each area; ended by NULL. */
extern const struct route *const site_routes[];

/* Opens the services (store, catalogue and region of the app must be set) and sets route_tables, find_actor, fill_page
 * and services of the app. On failure nothing stays open. */
MUST_USE struct result site_connect(struct app *app, struct services *services);
void site_disconnect(struct services *services);

#endif
