/* The whole site over the small city of tests/areas/city.h, on either engine, asked without a socket.
 *
 * People: an office clerk, a factory's owner (organisation 1), a school's owner (organisation 2), a reader of organisation 1.
 * They are signed in by sessions in the database, so find_actor is the real one. Answers are documents (JSON) unless a test
 * asks for a page.
 */
#ifndef TESTS_AREAS_SITE_H
#define TESTS_AREAS_SITE_H

#include "tests/areas/city.h"

#include "areas/accounts/store.h"
#include "areas/accounts/token.h"
#include "areas/articles/articles.h"
#include "areas/audit/audit.h"
#include "areas/imports/imports.h"
#include "areas/mail/mail.h"
#include "areas/personal/personal.h"
#include "areas/requests/requests.h"
#include "base/id.h"
#include "cli/routes.h"
#include "web/assets.h"
#include "web/csrf.h"
#include "web/views.h"

enum who { VISITOR, CLERK, FACTORY, SCHOOL, READER, WHO_COUNT };

static const char *const who_names[WHO_COUNT] = {"visitor", "office", "factory", "school", "reader"};
static const char SITE_PASSWORD[] = "Right-Password-1";

struct site {
    struct city city; /* first: the city's tear-down serves here too */
    struct app app;
    struct services services;
    struct words words;
    const char *hash; /* of SITE_PASSWORD */
};

struct site_person {
    struct site *site;
    enum who who;
};

static inline const char *site_token(enum who who)
{
    static const char *const tokens[WHO_COUNT] = {"", "token-of-the-office", "token-of-the-factory",
                                                  "token-of-the-school", "token-of-the-reader"};
    return tokens[who];
}

/* They have agreed to the privacy notice: who has not is asked at the sign-in. */
static inline struct result site_agree(struct store_session *session, struct site *site, int64_t person_id)
{
    const struct request request = {.arena = &site->city.arena,
                                    .region_id = REGION,
                                    .region_name = "聊城",
                                    .language = "zh-CN",
                                    .today = day_of_time(time_now_ms(), 480),
                                    .now_ms = time_now_ms()};
    const struct consent_record record = {.id = person_id, .purpose = "privacy", .step = "given", .how = "sample"};
    return consent_append(session, &request, person_id, &record);
}

static inline struct result do_insert_person(struct store_session *session, void *context)
{
    static const int64_t organisations[WHO_COUNT] = {0, 0, 1, 2, 1};
    const struct site_person *wanted = context;
    enum who who = wanted->who;
    int64_t now_ms = time_now_ms();
    char digest[DIGEST_TEXT_SIZE];
    char nothing[DIGEST_TEXT_SIZE];
    struct new_person person = {.login = who_names[who],
                                .name = who == CLERK ? "王办事员" : "某某",
                                .password_hash = wanted->site->hash,
                                .platform_role = who == CLERK ? "office" : "",
                                .organisation_id = organisations[who],
                                .organisation_role = who == READER ? "reader" : "owner"};
    struct new_session row = {.token_hash = token_digest(site_token(who), digest),
                              .csrf = "csrf-of-the-session",
                              .address = "",
                              .agent = "",
                              .login_digest = token_digest("", nothing),
                              .person_id = 100 + (int64_t)who,
                              .now_ms = now_ms};
    struct result result = person_insert(session, REGION, row.person_id, &person, now_ms);
    result = result_failed(result) ? result : site_agree(session, wanted->site, row.person_id);
    return result_failed(result) ? result : session_insert(session, REGION, &row);
}

static inline struct result do_insert_region(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "cli_insert_region",
                         STORE_VALUES(store_integer(REGION), store_text("聊城"), store_integer(480), store_integer(1)),
                         NULL);
}

static inline bool site_fill(struct site *site)
{
    struct city *city = &site->city;
    bool filled = !result_failed(store_write(city->store, do_insert_region, NULL));
    site->hash = password_hash(&city->arena, SITE_PASSWORD);
    for (enum who who = CLERK; filled && who < WHO_COUNT; who++) {
        struct site_person person = {site, who};
        filled = !result_failed(store_write(city->store, do_insert_person, &person));
    }
    return filled;
}

static inline int site_start(void **state, enum store_kind kind)
{
    struct site *site = calloc(1, sizeof *site);
    void *city = NULL;
    if (site == NULL || city_start(&city, kind) != 0) {
        return -1;
    }
    site->city = *(struct city *)city;
    free(city);
    *state = site;
    struct arena *arena = &site->city.arena;
    size_t count = 0;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    struct assets *assets = ARENA_NEW(arena, struct assets);
    if (!site_fill(site) || result_failed(words_load(arena, files, count, &site->words))) {
        return -1;
    }
    assets_load(arena, assets);
    json_t *constants = assets_build_constants(assets);
    struct result viewed = views_load(arena, &site->words, constants, &site->app.views);
    json_decref(constants);
    site->app.store = site->city.store;
    site->app.catalogue = site->city.catalogue;
    site->app.words = &site->words;
    site->app.assets = assets;
    site->app.region_id = REGION;
    site->app.region_name = "聊城";
    site->app.zone_minutes = 480;
    site->app.version = "0";
    return result_failed(viewed) || result_failed(site_connect(&site->app, &site->services)) ? -1 : 0;
}

static inline int start_site_sqlite(void **state)
{
    return site_start(state, STORE_SQLITE);
}

static inline int start_site_postgres(void **state)
{
    return site_start(state, STORE_POSTGRES);
}

static inline int stop_site(void **state)
{
    struct site *site = *state;
    site_disconnect(&site->services);
    words_close(&site->words);
    return stop_city(state);
}

/* Ends the threads that look into the store by themselves: before calls of the database are counted and let fail, so that only the
 * test's own are. For the rest of the group. */
static inline void site_still(struct site *site)
{
    struct services *services = &site->services;
    proposal_clock_close(services->requests);
    article_clock_close(services->articles);
    mail_runner_close(services->mail);
    audit_sealer_close(services->audit);
    import_runner_close(services->imports);
    services->requests = NULL;
    services->articles = NULL;
    services->mail = NULL;
    services->audit = NULL;
    services->imports = NULL;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

struct question {
    enum who who;
    const char *method, *target;
    const char *type; /* of the body; NULL: a form */
    struct span body;
    bool page;            /* HTML instead of the document */
    const char *csrf;     /* NULL: the right one, added to a form by the header */
    const char *language; /* NULL: zh-CN */
};

static inline struct dispatch_answer site_ask(struct site *site, const struct question *question)
{
    struct arena *arena = &site->city.arena;
    const char *nonce = "0123456789abcdef0123456789abcdef";
    const char *right =
        question->who == VISITOR ? csrf_make_token(arena, site->app.secret, span_of(nonce)) : "csrf-of-the-session";
    const char *type = question->type == NULL ? "application/x-www-form-urlencoded" : question->type;
    const char *session =
        question->who == VISITOR ? "" : arena_format(arena, "; zq_session=%s", site_token(question->who));
    const char *headers[] = {"Host: x",
                             arena_format(arena, "Content-Type: %s", type),
                             question->page ? "Accept: text/html" : "Accept: application/json",
                             arena_format(arena, "Cookie: zq_csrf=%s; lang=%s%s", nonce,
                                          question->language == NULL ? "zh-CN" : question->language, session),
                             arena_format(arena, "X-CSRF-Token: %s", question->csrf == NULL ? right : question->csrf),
                             NULL};
    return app_dispatch(arena, &site->app, question->method, question->target, headers, question->body);
}

static inline struct dispatch_answer site_get(struct site *site, enum who who, const char *target)
{
    const struct question question = {.who = who, .method = "GET", .target = target};
    return site_ask(site, &question);
}

static inline struct dispatch_answer site_post(struct site *site, enum who who, const char *target, const char *form)
{
    const struct question question = {.who = who, .method = "POST", .target = target, .body = span_of(form)};
    return site_ask(site, &question);
}

/* The document of an answer; the caller lets go of it. */
static inline json_t *document_of(struct dispatch_answer answer)
{
    json_t *document = json_loadb(answer.body.at, answer.body.length, 0, NULL);
    if (document == NULL) {
        fail_msg("no document, status %d: %.*s", answer.status,
                 (int)(answer.body.length > 300 ? 300 : answer.body.length), answer.body.at);
    }
    return document;
}

static inline json_t *site_document(struct site *site, enum who who, const char *target)
{
    struct dispatch_answer answer = site_get(site, who, target);
    assert_int_equal(answer.status, 200);
    return document_of(answer);
}

/* "a.0.b": borrowed from the document; NULL when it is not there. */
static inline json_t *at_path(json_t *document, const char *path)
{
    while (document != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        char name[64];
        assert_true(length < sizeof name);
        memcpy(name, path, length);
        name[length] = '\0';
        document = json_is_array(document) ? json_array_get(document, (size_t)strtoul(name, NULL, 10))
                                           : json_object_get(document, name);
        path += length + (path[length] == '.' ? 1 : 0);
    }
    return document;
}

static inline const char *text_at(json_t *document, const char *path)
{
    const char *text = json_string_value(at_path(document, path));
    return text == NULL ? "(none)" : text;
}

static inline int64_t number_at(json_t *document, const char *path)
{
    json_t *number = at_path(document, path);
    return json_is_integer(number) ? json_integer_value(number) : -1;
}

/* One test of a site on each engine. */
/* clang-format off */
#define ON_BOTH(test) \
    {#test " sqlite", test, start_site_sqlite, stop_site, NULL}, {#test " postgres", test, start_site_postgres, stop_site, NULL}
/* clang-format on */

#endif
