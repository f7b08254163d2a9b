/* What the pages that make and change listings share. Private to the area. */
#ifndef AREAS_LISTINGS_EDIT_H
#define AREAS_LISTINGS_EDIT_H

#include "areas/listings/form.h"
#include "areas/listings/pages.h"

void listing_document_set(json_t *object, const char *key, json_t *value); /* steals value */
const char *listing_url(struct arena *arena, int64_t id);

/* Is there any organisation in whose name this person may put up a listing. */
bool listing_may_create_any(const struct request *request);

/* What was said in the field "organisation" (an id, a name, a credit code; nothing: the only one the person belongs to).
 * INVALID, field "organisation", when there is none. Whether the person may is still to be asked. */
struct result listing_find_organisation(struct arena *arena, struct store_session *session,
                                        const struct request *request, struct span said, struct organisation *out);
json_t *listing_organisation_field(const struct request *request, struct span said, const struct problems *problems);

/* NOT_FOUND when the person may not see it, FORBIDDEN when they may not change it. */
struct result listing_find_editable(struct arena *arena, struct store_session *session, const struct request *request,
                                    int64_t id, struct listing *out);

#endif
