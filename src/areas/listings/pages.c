/* The routes of the area, and small things its pages share. */
#include "areas/listings/pages.h"

/* A long text typed into a field is answered beside the field, so it must get that far: 10 MB of Chinese are 30 MB as a form
 * sends them. Beyond, the gate says that it is too much. */
enum { FORM_LIMIT = 40 << 20, STEP_LIMIT = 16384 };

const char *listing_name_shown(const struct request *request, const struct catalogue_entry *entry)
{
    bool english = strcmp(request->language, "en") == 0 && entry->name_en[0] != '\0';
    return english ? entry->name_en : entry->name;
}

static struct result go_to_search(struct request *request, struct response *response)
{
    (void)request;
    response->location = "/search";
    return result_ok();
}

/* GET /listings/:id is served by the area fit, which adds what fits; /organisations/:id here, because it shows listings. */
const struct route listing_routes[] = {
    {METHOD_GET, "/search", "visit", 0, listing_show_search},
    {METHOD_GET, "/listings", "visit", 0, go_to_search},
    {METHOD_GET, "/listings/new", "listing.create", 0, listing_show_new},
    {METHOD_POST, "/listings", "listing.create", FORM_LIMIT, listing_submit_new},
    {METHOD_GET, "/listings/message", "listing.create", 0, listing_show_message},
    {METHOD_POST, "/listings/message", "listing.create", FORM_LIMIT, listing_submit_message},
    {METHOD_POST, "/listings/message/confirm", "listing.create", FORM_LIMIT, listing_submit_drafts},
    {METHOD_GET, "/listings/:id/edit", "listing.edit", 0, listing_show_edit},
    {METHOD_POST, "/listings/:id", "listing.edit", FORM_LIMIT, listing_submit_edit},
    {METHOD_POST, "/listings/:id/status", "listing.edit", STEP_LIMIT, listing_submit_status},
    {METHOD_GET, "/listings/:id/history", "listing.history", 0, listing_show_history},
    {METHOD_GET, "/organisations/:id", "visit", 0, listing_show_organisation},
    {0},
};
