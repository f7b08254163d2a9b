/* The routes of the area, and small things its pages share. */
#include "areas/listings/pages.h"

const char *listing_name_shown(const struct request *request, const struct catalogue_entry *entry)
{
    bool english = strcmp(request->language, "en") == 0 && entry->name_en[0] != '\0';
    return english ? entry->name_en : entry->name;
}

/* GET /listings/:id is served by the area fit, which adds what fits. */
const struct route listing_routes[] = {
    {METHOD_GET, "/search", PUBLIC, 0, listing_show_search},
    {0},
};
