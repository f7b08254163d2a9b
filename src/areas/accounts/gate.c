/* Who is behind a session cookie: asked by the gate for every request that carries one. */
#include "areas/accounts/store.h"

#include "areas/accounts/token.h"

/* GB/T 22239-2019, idle sign-out within 30 minutes; 12 hours at most however busy. */
static const int64_t IDLE_MS = 30 * 60 * 1000;
static const int64_t ABSOLUTE_MS = 12 * 60 * 60 * 1000;
/* seen_ms is written at most once in this time, so that reading pages does not write. */
static const int64_t SEEN_STEP_MS = 60 * 1000;
/* A page does not wait for an import that holds the writer, only to have itself noted; unless it was put off too long. */
static const int64_t SEEN_LATEST_MS = 10 * 60 * 1000;

struct lookup {
    const struct request *request;
    const char *token_hash;
    struct session_row row;
    struct actor actor;
};

static struct result find_session(struct store_session *session, void *context)
{
    struct lookup *lookup = context;
    struct arena *arena = lookup->request->arena;
    int64_t region_id = lookup->request->region_id;
    struct result result = session_find(arena, session, region_id, lookup->token_hash, &lookup->row);
    if (result_failed(result)) {
        return result;
    }
    lookup->actor = (struct actor){.person_id = lookup->row.person_id,
                                   .name = lookup->row.person_name,
                                   .login = lookup->row.login};
    return actor_find_roles(arena, session, region_id, &lookup->actor);
}

static struct result note_seen(struct store_session *session, void *context)
{
    struct lookup *lookup = context;
    return session_set_seen(session, lookup->request->region_id, lookup->token_hash, lookup->request->now_ms);
}

struct result accounts_find_actor(struct request *request, struct actor *out, const char **csrf)
{
    if (request->cookie_session == NULL || request->cookie_session[0] == '\0') {
        *out = (struct actor){0};
        return result_ok();
    }
    struct lookup lookup = {.request = request};
    char digest[DIGEST_TEXT_SIZE];
    lookup.token_hash = token_digest(request->cookie_session, digest);
    struct result result = store_read(request->store, find_session, &lookup);
    if (result.code == RESULT_NOT_FOUND) {
        *out = (struct actor){0};
        return result_ok();
    }
    if (result_failed(result)) {
        return result;
    }
    bool over = request->now_ms - lookup.row.seen_ms > IDLE_MS ||
                request->now_ms - lookup.row.created_ms > ABSOLUTE_MS;
    if (over) {
        *out = (struct actor){0};
        return result_ok();
    }
    int64_t passed_ms = request->now_ms - lookup.row.seen_ms;
    if (passed_ms > SEEN_LATEST_MS || (passed_ms > SEEN_STEP_MS && !store_is_writing(request->store))) {
        result = store_write(request->store, note_seen, &lookup);
        if (result_failed(result) && result.code != RESULT_BUSY) {
            return result;
        }
    }
    *out = lookup.actor;
    *csrf = lookup.row.csrf;
    return result_ok();
}
