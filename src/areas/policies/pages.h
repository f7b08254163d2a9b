/* The handlers of the area's pages, and what they share. Private to the area. */
#ifndef AREAS_POLICIES_PAGES_H
#define AREAS_POLICIES_PAGES_H

#include "areas/policies/policies.h"

/* Handlers, one page each. */
struct result policy_show_list(struct request *request, struct response *response);
struct result policy_show_feed(struct request *request, struct response *response);
struct result policy_show(struct request *request, struct response *response);
struct result policy_show_new(struct request *request, struct response *response);
struct result policy_submit_new(struct request *request, struct response *response);
struct result policy_show_edit(struct request *request, struct response *response);
struct result policy_submit_edit(struct request *request, struct response *response);
struct result policy_submit_status(struct request *request, struct response *response);
struct result policy_show_history(struct request *request, struct response *response);
struct result policy_submit_file(struct request *request, struct response *response);
struct result policy_show_file(struct request *request, struct response *response);

bool policy_may_manage(const struct request *request);
/* Drafts are there for who manages them only: NOT_FOUND. */
MUST_USE struct result policy_find_visible(const struct request *request, struct store_session *session, int64_t id,
                                           struct policy *out);

/* --- documents -------------------------------------------------------------------------------------------------------- */

const char *policy_url(struct arena *arena, int64_t id);
void policy_set(json_t *object, const char *key, json_t *value);
void policy_set_text(json_t *object, const char *key, const char *text); /* null for an empty one */
/* Start › platform › library › … › last (NULL: the library itself is the page). at: the policy in between, or NULL. */
json_t *policy_breadcrumb(const struct request *request, const struct policy *at, const char *last);
/* [{"anchor", "label", "heading", "first", "paragraphs": []}] */
json_t *policy_clauses_document(struct arena *arena, const struct policy *policy);
/* A row with what the words hit: "pieces", "note_pieces", and "clause": {"label", "url"} where they were found. */
json_t *policy_hit_document(const struct request *request, const struct policy *policy, struct span words);
/* For feeds and maps: the newest published ones as rows with "updated" and "published"; at most 5000. */
MUST_USE struct result policy_read_entries(const struct request *request, struct store_session *session, size_t most,
                                           json_t *out);

#endif
