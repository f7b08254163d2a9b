/* The trail in the audit log. */
#include "areas/articles/trace.h"

#include "areas/audit/audit.h"

struct result article_trace(const struct request *request, struct store_session *session, int64_t trace_id,
                            const char *kind, const char *verb, int64_t subject_id)
{
    const char *action = arena_format(request->arena, "%s.%s", kind, verb);
    struct audit_entry entry = audit_of(request, action, kind, subject_id, 0);
    return audit_append(session, request->region_id, trace_id, &entry);
}
