/* What is done to articles and columns goes into the audit log, in the transaction that does it. Private to the area. */
#ifndef AREAS_ARTICLES_TRACE_H
#define AREAS_ARTICLES_TRACE_H

#include "areas/articles/articles.h"

/* action: "article.publish", "column.move" …; what stands before the dot is the kind of the subject. detail: short JSON, or "". */
MUST_USE struct result article_trace(const struct request *request, struct store_session *session, int64_t trace_id,
                                     const char *action, int64_t subject_id, const char *detail);

#endif
