/* What is done to articles and columns goes into the audit log, in the transaction that does it. Private to the area. */
#ifndef AREAS_ARTICLES_TRACE_H
#define AREAS_ARTICLES_TRACE_H

#include "areas/articles/articles.h"

/* kind of the subject: "article", "column"; verb: "create", "published", "move" …; the action is both with a dot between. */
MUST_USE struct result article_trace(const struct request *request, struct store_session *session, int64_t trace_id,
                                     const char *kind, const char *verb, int64_t subject_id);

#endif
