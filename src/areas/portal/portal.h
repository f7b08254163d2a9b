/* The portal: the start page, and what stands around every page: places, the way back. */
#ifndef AREAS_PORTAL_PORTAL_H
#define AREAS_PORTAL_PORTAL_H

#include "web/app.h"

/* For struct app: adds page.nav, page.footer, and page.breadcrumb where the page gave none. */
void portal_fill_page(const struct request *request, json_t *page);

extern const struct route portal_routes[];

#endif
