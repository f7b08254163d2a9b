/* The handlers of the area's pages, and what they share. Private to the area. */
#ifndef AREAS_LISTINGS_PAGES_H
#define AREAS_LISTINGS_PAGES_H

#include "areas/listings/listings.h"

/* Handlers, one page each. */
struct result listing_show_search(struct request *request, struct response *response);
struct result listing_show_organisation(struct request *request, struct response *response);
struct result listing_show_new(struct request *request, struct response *response);
struct result listing_submit_new(struct request *request, struct response *response);
struct result listing_show_edit(struct request *request, struct response *response);
struct result listing_submit_edit(struct request *request, struct response *response);
struct result listing_submit_status(struct request *request, struct response *response);
struct result listing_show_history(struct request *request, struct response *response);
struct result listing_show_message(struct request *request, struct response *response);
struct result listing_submit_message(struct request *request, struct response *response);
struct result listing_submit_drafts(struct request *request, struct response *response);

/* An entry's name in the person's language. */
const char *listing_name_shown(const struct request *request, const struct catalogue_entry *entry);

#endif
