/* Threads (一事一链): everything that happens to one matter, in the order in which it happened.
 *
 *   first need, offer or request ── thread_start ─▶ thread ── thread_append ─▶ event, event, event …
 *                                     other organisations ── thread_join ─▶ party
 *
 * A thread has an owner, the organisation whose listing or request it began with, and parties that came later. The owner, the
 * office and the auditors read all of it; a party reads the events of everybody (party_id 0) and its own: two schools that ask for the same
 * need do not read of each other. Events are never changed and never taken out. They hold no text that two organisations write
 * to each other; what they say is a key of the language packs with values.
 * Everything here runs inside the caller's write transaction and may be run again: the ids are the caller's.
 * Cost: a page of a timeline is one stretch of the primary key.
 */
#ifndef AREAS_THREADS_THREADS_H
#define AREAS_THREADS_THREADS_H

#include "store/store.h"
#include "web/request.h"

#include <stdio.h>

struct thread {
    int64_t id;
    const char *kind; /* "listing", "request" */
    int64_t subject_id, organisation_id;
    const char *title;
    int64_t created_ms;
};

/* Is there already: nothing happens. */
MUST_USE struct result thread_start(struct store_session *session, int64_t region_id, const struct thread *thread);
/* One more organisation may read what is for everybody and for it. */
MUST_USE struct result thread_join(struct store_session *session, int64_t region_id, int64_t thread_id,
                                   int64_t organisation_id);

/* Texts "" (or NULL) where there is nothing to say. */
struct thread_event {
    int64_t id; /* store_next_id, made before the transaction */
    int64_t thread_id;
    int64_t party_id; /* 0 = for every party of the thread */
    int64_t actor_id; /* 0 = the program itself */
    const char *actor_name, *organisation_name;
    const char *word;      /* "threads.event.listing_posted" */
    const char *content;   /* JSON object: values of the word */
    const char *documents; /* JSON [{"name", "url"}] */
    const char *url;       /* of what it tells of, "/requests/…" */
    int64_t at_ms;
};
MUST_USE struct result thread_append(struct store_session *session, int64_t region_id,
                                     const struct thread_event *event);

/* NOT_FOUND "threads.error.not_found". */
MUST_USE struct result thread_find(struct arena *arena, struct store_session *session, int64_t region_id, int64_t id,
                                   struct thread *out);

/* Newest first. */
struct thread_question {
    int64_t thread_id;
    int64_t party_id; /* 0 = everything; else what this party may read */
    int64_t before;   /* keyset: ids below; 0 = from the newest */
    size_t most;
};
MUST_USE struct result thread_list_events(struct arena *arena, struct store_session *session, int64_t region_id,
                                          const struct thread_question *question, struct thread_event **out,
                                          size_t *count);

/* May this person read it, and as whom? *party_id as in the question above. NOT_FOUND for everybody else: that there is such a
 * thread is nobody's business. */
MUST_USE struct result thread_admit(struct store_session *session, int64_t region_id, const struct thread *thread,
                                    const struct actor *actor, int64_t *party_id);

/* {"id", "title", "kind", "subject_url", "created_ms", "events": [{"at", "title", "content", "by", "url", "documents"}]} */
json_t *thread_document(const struct thread *thread, const struct thread_event *events, size_t count);

extern const struct route thread_routes[];

#endif
