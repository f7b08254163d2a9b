/* Where the areas come together. */
#include "cli/routes.h"

const struct route *const site_routes[] = {
    NULL,
};

void site_connect(struct app *app)
{
    app->route_tables = site_routes;
}
