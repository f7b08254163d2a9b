/* Shared by the readers and writers of policy rows. Private to the area. */
#ifndef AREAS_POLICIES_ROWS_H
#define AREAS_POLICIES_ROWS_H

#include "areas/policies/policies.h"

/* A mark among the terms (text/terms.h). */
enum { POLICY_MARK_REGION = 'r' };

#define POLICY_NEVER "9999-12-31"

/* A row of policy_select. */
struct policy policy_read_row(struct arena *arena, const struct store_rows *rows);
/* The day by which lists are ordered. */
const char *policy_sort_day(const struct policy *policy);
/* Puts a published policy into the search index, takes it out otherwise. */
MUST_USE struct result policy_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                        const struct policy *policy, bool was_there);
/* What is searched for: a number in whatever writing as it is printed. */
struct span policy_asked_text(struct arena *arena, struct span text);
/* The area's table of versions. */
extern const struct revision_table policy_revisions;

#endif
