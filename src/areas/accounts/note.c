/* What this area did, in the audit log. No names but the actor's, no addresses of mail, no secrets. */
#include "areas/accounts/note.h"

#include "areas/audit/audit.h"

struct result account_note(struct store_session *session, const struct request *request,
                           const struct account_deed *deed)
{
    struct audit_entry entry =
        audit_of(request, deed->action, deed->subject_kind, deed->subject_id, deed->organisation_id);
    if (deed->actor_id != 0) {
        entry.actor_id = deed->actor_id;
        entry.actor_name = deed->actor_name;
    }
    struct arena arena;
    arena_init(&arena);
    if (deed->refused != NULL) {
        entry.outcome = "refused";
        entry.detail = arena_format(&arena, "{\"why\":\"%s\"}", deed->refused);
    }
    struct result result = audit_append(session, request->region_id, deed->id, &entry);
    arena_release(&arena);
    return result;
}
