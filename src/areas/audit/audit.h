/* Audit: who did what, when, from where, and whether it was let. Append-only, one hash chain per region.
 *
 *   area's write ── audit_append(session) ──▶ row, pending ── sealer, within a second ──▶ sealed ── audit_verify
 *
 * audit_append belongs into the transaction of what it tells of: both are there or neither. The seal of row n is
 *   SM3( the 32 bytes of seal n-1 ‖ the row as row.h writes it )
 * and before the first stand 32 zero bytes. Who may write to the database can still cut off the newest rows, or rewrite all
 * of them with their seals: so the auditor keeps the last seal elsewhere (`zhiqiao verify audit` prints it), and
 * verify --expect compares.
 *
 * Kept: GB/T 22239-2019 7/8.1.4.3 (every user and important event; date, user, event, success), 网络安全法 art. 21(3): at least
 * six months. Nothing is ever taken out here.
 */
#ifndef AREAS_AUDIT_AUDIT_H
#define AREAS_AUDIT_AUDIT_H

#include "base/hash.h"
#include "store/store.h"
#include "web/request.h"

/* All texts "" where there is nothing to say. */
struct audit_entry {
    int64_t actor_id; /* 0 = nobody signed in, or the program itself */
    const char *actor_name;
    const char *action;       /* of catalogues/permissions.csv, or the area's own word: "request.expire" */
    const char *subject_kind; /* "listing", "person" … */
    int64_t subject_id;
    int64_t organisation_id; /* whose matter it is; 0 = none */
    const char *outcome;     /* "done", "refused" */
    const char *detail;      /* short JSON, or "": no personal data, for it cannot be erased */
    const char *address;     /* of the client */
    int64_t at_ms;
};

/* Filled from the request: actor, address, time; outcome "done", no detail. */
struct audit_entry audit_of(const struct request *request, const char *action, const char *subject_kind,
                            int64_t subject_id, int64_t organisation_id);

/* Inside store_write. id: store_next_id, made before. Run again after a lost answer: OK. */
MUST_USE struct result audit_append(struct store_session *session, int64_t region_id, int64_t id,
                                    const struct audit_entry *entry);

/* Both in one, for what is done: audit_append of audit_of. */
struct audit_subject {
    const char *kind;
    int64_t id, organisation_id;
};
MUST_USE struct result audit_note(struct store_session *session, int64_t id, const struct request *request,
                                  const char *action, struct audit_subject subject);

/* For struct app: what was forbidden to somebody signed in, with the pattern of the route (a path may hold a secret). Of
 * visitors nothing is kept: anybody could fill the log. A database that is away costs only the entry, and a line in
 * the program's own log. */
void audit_note_refused(const struct request *request, const struct route *route);

/* --- the chain ------------------------------------------------------------------------------------------------- */

/* Seals what is pending, up to `most` rows; *sealed says how many. One transaction. */
MUST_USE struct result audit_seal(struct store *store, int64_t region_id, size_t most, size_t *sealed);

/* A thread that seals once a second while the program serves. */
struct audit_sealer;
MUST_USE struct result audit_sealer_open(struct store *store, int64_t region_id, struct audit_sealer **out);
void audit_sealer_close(struct audit_sealer *sealer); /* seals the rest; may be NULL */

enum audit_fault {
    AUDIT_SOUND,
    AUDIT_ALTERED,  /* the row does not fit its seal */
    AUDIT_REMOVED,  /* a seal without its row */
    AUDIT_GAP,      /* a number is missing in the chain */
    AUDIT_INSERTED, /* a row that is neither sealed nor pending */
    AUDIT_OTHER,    /* the seal at the expected number is another one, or there is none */
};

struct audit_finding {
    enum audit_fault fault;
    int64_t number;   /* of the first seal that does not fit; 0 with AUDIT_INSERTED */
    int64_t entry_id; /* 0 with AUDIT_GAP and AUDIT_OTHER */
    int64_t sealed;   /* rows proved */
    int64_t pending;  /* not sealed yet */
    char last_digest[DIGEST_TEXT_SIZE];
};

/* Walks the whole chain. expected_number 0: nothing is expected. A million rows: docs/performance.md. */
MUST_USE struct result audit_verify(struct store *store, int64_t region_id, int64_t expected_number,
                                    const char *expected_digest, struct audit_finding *out);

/* --- reading --------------------------------------------------------------------------------------------------- */

struct audit_filter {
    int64_t actor_id, subject_id, organisation_id; /* 0 = any */
    const char *action;                            /* "" = any */
    int64_t from_ms, to_ms;                        /* to_ms excluded; 0 = open */
    int64_t before;                                /* keyset: ids below this; 0 = from the newest */
    size_t limit;
};
struct audit_row {
    int64_t id;
    struct audit_entry entry;
    int64_t number; /* 0 = not sealed yet */
};
/* Newest first. Rows in the arena. */
MUST_USE struct result audit_list(struct arena *arena, struct store_session *session, int64_t region_id,
                                  const struct audit_filter *filter, struct audit_row **out, size_t *count);

extern const struct route audit_routes[];

#endif
