/* The route tables of all areas, and what they give to the gate and to every page. One line for each area. */
#ifndef CLI_ROUTES_H
#define CLI_ROUTES_H

#include "web/app.h"

extern const struct route *const site_routes[];

/* Sets find_actor, fill_page and services of the app. */
void site_connect(struct app *app);

#endif
