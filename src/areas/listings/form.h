/* A listing as a form: the texts as typed, what was understood of them, and the fields of the page. Private to the area.
 *
 *   listing ──listing_form_of_listing──▶ form ──listing_form_document──▶ fields of the page
 *                                  ▲ │
 *   request ──listing_form_of_request──────┘ └──listing_form_read──▶ listing + problems
 *
 * What was typed is kept as it was, so that nothing is lost when it is wrong; two versions are compared by these texts.
 */
#ifndef AREAS_LISTINGS_FORM_H
#define AREAS_LISTINGS_FORM_H

#include "areas/listings/listings.h"

enum form_field {
    FORM_KIND,
    FORM_TITLE,
    FORM_HEADCOUNT,
    FORM_COUNTY,
    FORM_START,
    FORM_END,
    FORM_PAY,
    FORM_PAY_NOTE,
    FORM_LODGING,
    FORM_MEALS,
    FORM_SHIFT,
    FORM_LEVEL,
    FORM_SKILLS,
    FORM_EDUCATION,
    FORM_EXPERIENCE,
    FORM_COOPERATION, /* codes separated by commas */
    FORM_OCCUPATION,
    FORM_MAJOR,
    FORM_INDUSTRY,
    FORM_BODY,
    FORM_FIELD_COUNT
};

struct listing_form {
    struct span values[FORM_FIELD_COUNT];
};

/* The name in the page, such as "headcount": also the field of the problems. */
const char *listing_form_field_name(enum form_field field);
const char *listing_form_field_label(enum form_field field); /* language key */

/* prefix: "" or what stands before the names of one draft among several ("1-"). */
struct listing_form listing_form_of_request(const struct request *request, const char *prefix);
struct listing_form listing_form_of_listing(struct arena *arena, const struct catalogue *catalogue,
                                            const struct listing *listing);

/* Fills the fields of *listing that the form has; the others stay. What is wrong goes into `problems`, unread fields stay
 * as they were in *listing. Ends with listing_check. */
void listing_form_read(struct arena *arena, const struct request *request, const struct listing_form *form,
                       struct listing *listing, struct problems *problems);

/* {"kind": field, "title": field …}: for the partials field, field_select …; new reference. problems may be NULL. */
json_t *listing_form_document(const struct request *request, const struct listing_form *form, const char *prefix,
                              const struct problems *problems);

/* --- two people at once ---------------------------------------------------------------------------------------- */

/* Who changed what since `base`: a field that only the other one changed is taken from theirs, so merged is mine with
 * theirs laid under it. both[field]: changed by both, and differently. */
struct listing_form_merge {
    struct listing_form merged;
    bool mine_changed[FORM_FIELD_COUNT], theirs_changed[FORM_FIELD_COUNT], both[FORM_FIELD_COUNT];
};
struct listing_form_merge listing_form_merge(const struct listing_form *base, const struct listing_form *mine,
                                             const struct listing_form *theirs);

/* [{"field", "label", "base", "mine", "theirs", "both"}] for the fields that differ; new reference. */
json_t *listing_form_merge_document(const struct request *request, const struct listing_form_merge *merge,
                                    const struct listing_form *base, const struct listing_form *mine,
                                    const struct listing_form *theirs);

/* A value for people: codes of kind, county and cooperation by name. In the arena. */
const char *listing_form_shown(const struct request *request, enum form_field field, struct span value);

#endif
