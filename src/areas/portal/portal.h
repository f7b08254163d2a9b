/* The portal: the start page, and what stands around every page: places, the way back. */
#ifndef AREAS_PORTAL_PORTAL_H
#define AREAS_PORTAL_PORTAL_H

#include "web/app.h"

/* For struct app: adds page.nav, page.footer, and page.breadcrumb where the page gave none. */
void portal_fill_page(const struct request *request, json_t *page);

/* [{title, places[] {title, url}}]: what the page of the office leads this person to. New reference. */
json_t *portal_office_document(const struct request *request);

extern const struct route portal_routes[];

#endif
