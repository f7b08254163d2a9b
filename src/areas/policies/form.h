/* A policy as a form: the texts as typed, the fields of the page, two versions laid over each other. Private to the area. */
#ifndef AREAS_POLICIES_FORM_H
#define AREAS_POLICIES_FORM_H

#include "areas/policies/pages.h"

enum policy_field {
    POLICY_FIELD_TITLE,
    POLICY_FIELD_SHORT_NAME,
    POLICY_FIELD_NUMBER,
    POLICY_FIELD_ISSUER,
    POLICY_FIELD_LEVEL,
    POLICY_FIELD_ISSUE_DAY,
    POLICY_FIELD_EFFECT_DAY,
    POLICY_FIELD_REPEAL_DAY,
    POLICY_FIELD_REPLACED,
    POLICY_FIELD_SOURCE_URL,
    POLICY_FIELD_CHECKED,
    POLICY_FIELD_NOTE,
    POLICY_FIELD_BODY,
    POLICY_FIELD_COUNT
};

struct policy_form {
    struct span values[POLICY_FIELD_COUNT];
};

struct policy_form policy_form_of_request(const struct request *request);
/* What it replaces as lines "/policies/0SAW…". */
struct policy_form policy_form_of_policy(struct arena *arena, const struct policy *policy);

/* Fills the fields of *policy that the form has; looks up what it replaces (a line is a path of the library, a number, a name), and
 * whether the number is another's already. What is wrong with the form is in *problems, beginning anew: may run again. Ends with
 * policy_check. */
MUST_USE struct result policy_form_read(const struct request *request, struct store_session *session,
                                        const struct policy_form *form, struct policy *policy,
                                        struct problems *problems);

/* {"title": field …}; new reference. problems may be NULL. */
json_t *policy_form_document(const struct policy_form *form, const struct problems *problems);

/* [{"label", "before", "after", "both", "diff"?}] of the fields that differ (web/versions.h). both may be NULL. */
json_t *policy_form_changes(const struct request *request, const struct policy_form *before,
                            const struct policy_form *after, const bool *both);

#endif
