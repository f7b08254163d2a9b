/* The trail in the audit log. */
#include "areas/articles/trace.h"

#include "areas/audit/audit.h"

struct result article_trace(const struct request *request, struct store_session *session, int64_t trace_id,
                            const char *action, int64_t subject_id, const char *detail)
{
    const char *dot = strchr(action, '.');
    size_t length = dot == NULL ? strlen(action) : (size_t)(dot - action);
    struct audit_entry entry =
        audit_of(request, action, arena_copy(request->arena, span_make(action, length)), subject_id, 0);
    entry.detail = detail;
    return audit_append(session, request->region_id, trace_id, &entry);
}
