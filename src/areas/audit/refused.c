/* What was refused: one entry in a transaction of its own, for what was asked for has none. */
#include "areas/audit/audit.h"

#include "base/id.h"
#include "base/log.h"

struct refusal {
    int64_t region_id, id;
    struct audit_entry entry;
};

static struct result write_refusal(struct store_session *session, void *context)
{
    const struct refusal *refusal = context;
    return audit_append(session, refusal->region_id, refusal->id, &refusal->entry);
}

void audit_note_refused(const struct request *request, const struct route *route)
{
    int64_t subject_id = 0;
    (void)(request->parameters[0] != NULL && id_parse(span_of(request->parameters[0]), &subject_id));
    struct refusal refusal = {request->region_id, store_next_id(request->store),
                              audit_of(request, route->action, "", subject_id, 0)};
    refusal.entry.outcome = "refused";
    refusal.entry.detail = arena_format(request->arena, "{\"route\":\"%s\"}", route->pattern);
    struct result result = store_write(request->store, write_refusal, &refusal);
    if (result_failed(result)) {
        log_write(LOG_WARNING, "a refusal could not be noted: %s", result.detail == NULL ? "" : result.detail);
    }
}
