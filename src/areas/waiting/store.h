/* What only the pages of this area ask of the database. */
#ifndef AREAS_WAITING_STORE_H
#define AREAS_WAITING_STORE_H

#include "areas/waiting/waiting.h"

struct waiting_choice {
    bool digest;           /* the daily mail */
    const char *feed_hash; /* "" = no calendar */
};
MUST_USE struct result waiting_choice_find(struct arena *arena, struct store_session *session, int64_t region_id,
                                           int64_t person_id, struct waiting_choice *out);
MUST_USE struct result waiting_choice_put(struct store_session *session, int64_t region_id, int64_t person_id,
                                          const struct waiting_choice *choice);
/* Roles and organisations of actor->person_id. */
MUST_USE struct result waiting_actor_fill(struct arena *arena, struct store_session *session, int64_t region_id,
                                          struct actor *actor);
/* Who may read the calendar of this secret. NOT_FOUND. */
MUST_USE struct result waiting_feed_owner(struct arena *arena, struct store_session *session, int64_t region_id,
                                          const char *feed_hash, struct actor *out);

#endif
