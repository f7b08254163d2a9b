/* Handlers of this area, one file a page; the route table is in pages.c. */
#ifndef AREAS_FIT_PAGES_H
#define AREAS_FIT_PAGES_H

#include "areas/fit/service.h"

struct fit_service *fit_service_of(const struct request *request);
bool fit_request_is_english(const struct request *request);

/* pages_unmet.c */
struct result fit_show_unmet(struct request *request, struct response *response);

/* pages_weights.c */
struct result fit_edit_weights(struct request *request, struct response *response);
struct result fit_preview_weights(struct request *request, struct response *response);
struct result fit_submit_weights(struct request *request, struct response *response);

/* pages_crosswalk.c */
struct result fit_show_crosswalk(struct request *request, struct response *response);
struct result fit_submit_correction(struct request *request, struct response *response);

#endif
