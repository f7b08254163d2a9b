/* People with a platform role beside the office's clerk of site.h: "administrator", "auditor". Signed in by their role. */
#ifndef TESTS_AREAS_STAFF_H
#define TESTS_AREAS_STAFF_H

#include "tests/areas/site.h"

struct staff_member {
    struct site *site;
    int64_t id;
    const char *role;
};

static inline struct result do_insert_staff(struct store_session *session, void *context)
{
    const struct staff_member *member = context;
    int64_t now_ms = time_now_ms();
    char digest[DIGEST_TEXT_SIZE];
    char nothing[DIGEST_TEXT_SIZE];
    const struct new_person person = {member->role, "某某", member->site->hash, member->role, 0, ""};
    const struct new_session row = {.token_hash = token_digest(member->role, digest),
                                    .csrf = "csrf-of-the-session",
                                    .address = "",
                                    .agent = "",
                                    .login_digest = token_digest("", nothing),
                                    .person_id = member->id,
                                    .now_ms = now_ms};
    struct result result = person_insert(session, REGION, member->id, &person, now_ms);
    return result_failed(result) ? result : session_insert(session, REGION, &row);
}

static inline void staff_insert(struct site *site, int64_t id, const char *role)
{
    struct staff_member member = {site, id, role};
    assert_ok(store_write(site->city.store, do_insert_staff, &member));
}

/* language NULL: the document instead of the page. */
static inline struct dispatch_answer staff_get(struct site *site, const char *role, const char *target,
                                               const char *language)
{
    struct arena *arena = &site->city.arena;
    const char *headers[] = {
        "Host: x", language == NULL ? "Accept: application/json" : "Accept: text/html",
        arena_format(arena, "Cookie: lang=%s; zq_session=%s", language == NULL ? "zh-CN" : language, role), NULL};
    return app_dispatch(arena, &site->app, "GET", target, headers, span_of(""));
}

#endif
