/* Handlers of the area's pages. Private to the area. */
#ifndef AREAS_ORGANISATIONS_PAGES_H
#define AREAS_ORGANISATIONS_PAGES_H

#include "areas/organisations/organisations.h"

struct result organisation_show_list(struct request *request, struct response *response);
struct result organisation_show_new(struct request *request, struct response *response);
struct result organisation_submit_new(struct request *request, struct response *response);
struct result organisation_show_edit(struct request *request, struct response *response);
struct result organisation_submit_edit(struct request *request, struct response *response);
struct result organisation_submit_part(struct request *request, struct response *response);
struct result organisation_submit_part_removal(struct request *request, struct response *response);

/* An entry's name in the person's language. */
const char *organisation_name_shown(const struct request *request, const struct catalogue_entry *entry);
/* The office names the others' fields too; members do not change kind, state and code. */
bool organisation_is_office(const struct request *request);
const char *organisation_url(struct arena *arena, int64_t id);

#endif
