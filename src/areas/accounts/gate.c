/* Who is behind a session cookie: asked by the gate for every request that carries one. */
#include "areas/accounts/store.h"

#include "areas/accounts/api_token.h"
#include "areas/accounts/token.h"

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

/* Whoever must have a second factor and has none yet is a member like others until it is set up. */
static void drop_roles(struct actor *actor, unsigned roles)
{
    actor->roles &= ~roles;
}

static struct result find_session(struct store_session *session, void *context)
{
    struct lookup *lookup = context;
    struct arena *arena = lookup->request->arena;
    int64_t region_id = lookup->request->region_id;
    struct result result = session_find(arena, session, region_id, lookup->token_hash, &lookup->row);
    if (result_failed(result)) {
        return result;
    }
    lookup->actor =
        (struct actor){.person_id = lookup->row.person_id, .name = lookup->row.person_name, .login = lookup->row.login};
    result = actor_find_roles(arena, session, region_id, &lookup->actor);
    drop_roles(&lookup->actor, lookup->row.lacks_second_factor ? lookup->row.second_factor_roles : 0);
    return result;
}

static struct result note_seen(struct store_session *session, void *context)
{
    struct lookup *lookup = context;
    return session_set_seen(session, lookup->request->region_id, lookup->token_hash, lookup->request->now_ms);
}

/* --- programs ----------------------------------------------------------------------------------------------------- */

struct bearer {
    const struct request *request;
    struct api_token_row row;
    struct actor actor;
};

static struct result find_token(struct store_session *session, void *context)
{
    struct bearer *bearer = context;
    const struct request *request = bearer->request;
    char digest[DIGEST_TEXT_SIZE];
    const char *token = arena_copy(request->arena, request->bearer);
    struct result result =
        api_token_find(request->arena, session, request->region_id, token_digest(token, digest), &bearer->row);
    if (result_failed(result)) {
        return result;
    }
    bearer->actor =
        (struct actor){.person_id = bearer->row.person_id, .name = bearer->row.person_name, .login = bearer->row.login};
    result = actor_find_roles(request->arena, session, request->region_id, &bearer->actor);
    drop_roles(&bearer->actor, bearer->row.lacks_second_factor ? bearer->row.second_factor_roles : 0);
    return result;
}

static struct result find_bearer(struct request *request, struct actor *out)
{
    struct bearer bearer = {.request = request};
    struct result result = store_read(request->store, find_token, &bearer);
    if (result.code == RESULT_NOT_FOUND || (!result_failed(result) && bearer.row.expires_ms <= request->now_ms)) {
        return result_fail(RESULT_NOT_FOUND, NULL, "account.error.token_unknown", NULL);
    }
    if (result_failed(result)) {
        return result;
    }
    if (!api_token_allows(bearer.row.scopes, request->method, request->path)) {
        return result_fail(RESULT_FORBIDDEN, NULL, "account.error.token_scope", NULL);
    }
    *out = bearer.actor;
    return result_ok();
}

struct result accounts_find_actor(struct request *request, struct actor *out, const char **csrf)
{
    if (request->bearer.length > 0) {
        return find_bearer(request, out);
    }
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
    bool over = request->now_ms - lookup.row.seen_ms > lookup.row.idle_ms ||
                request->now_ms - lookup.row.created_ms > lookup.row.absolute_ms;
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
