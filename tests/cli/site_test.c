/* The whole site, every route as every role: who may come is what its row says, and nothing ends in an error of ours. */
#include "tests/test.h"

#include "cli/routes.h"
#include "web/assets.h"
#include "web/permission.h"
#include "web/views.h"
#include "web/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena arena; /* of the whole group */
static struct app site;
static struct services services;
static struct words words;
static char folder[] = "/tmp/zhiqiao-site.XXXXXX";
static char database[64];

static struct result make_region(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "cli_insert_region",
                         STORE_VALUES(store_integer(371500), store_text("聊城"), store_integer(480), store_integer(1)),
                         NULL);
}

static struct result find_actor(struct request *request, struct actor *out, const char **csrf)
{
    const char *who = request->cookie_session;
    *out = (struct actor){.person_id = 7, .name = "某", .login = "m", .roles = ROLE_MEMBER};
    out->roles |= strcmp(who, "office") == 0 ? ROLE_OFFICE : 0U;
    out->roles |= strcmp(who, "administrator") == 0 ? ROLE_ADMINISTRATOR : 0U;
    *csrf = "token";
    return result_ok();
}

#define ok_or_return(expression)                                                                                       \
    do {                                                                                                               \
        struct result ok_or_return_result = (expression);                                                              \
        if (result_failed(ok_or_return_result)) {                                                                      \
            print_error("%s: %s\n", #expression, ok_or_return_result.detail);                                          \
            return -1;                                                                                                 \
        }                                                                                                              \
    } while (0)

static int open_site(void **state)
{
    (void)state;
    arena_init(&arena);
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(database, sizeof database, "%s/city.db", folder);
    ok_or_return(store_open(database, &site.store));
    ok_or_return(store_migrate(site.store));
    ok_or_return(store_write(site.store, make_region, NULL));
    ok_or_return(catalogue_load(&arena, &site.catalogue));
    size_t count = 0;
    const struct embedded_file *files = embedded_list("ui/i18n/", &count);
    ok_or_return(words_load(&arena, files, count, &words));
    struct assets *assets = ARENA_NEW(&arena, struct assets);
    assets_load(&arena, assets);
    json_t *constants = assets_build_constants(assets);
    ok_or_return(views_load(&arena, &words, constants, &site.views));
    json_decref(constants);
    site.words = &words;
    site.assets = assets;
    site.region_id = 371500;
    site.region_name = "聊城";
    site.zone_minutes = 480;
    site.version = "0";
    ok_or_return(site_connect(&site, &services));
    site.find_actor = find_actor;
    return 0;
}

static int close_site(void **state)
{
    (void)state;
    site_disconnect(&services);
    store_close(site.store);
    words_close(&words);
    arena_release(&arena);
    char path[80];
    static const char *const tails[] = {"", "-wal", "-shm"};
    for (size_t index = 0; index < sizeof tails / sizeof tails[0]; index++) {
        (void)snprintf(path, sizeof path, "%s%s", database, tails[index]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

/* The pattern with an id that nothing has in place of each name. */
static const char *make_path(const char *pattern)
{
    char *path = arena_alloc(&arena, strlen(pattern) * 14 + 1, 1);
    char *out = path;
    while (*pattern != '\0') {
        if (*pattern == ':') {
            memcpy(out, "0000000000007", 13);
            out += 13;
            pattern += strcspn(pattern, "/");
        } else {
            *out++ = *pattern++;
        }
    }
    return path;
}

enum who { VISITOR, MEMBER, OFFICE_PERSON, ADMINISTRATOR_PERSON, WHO_COUNT };
static const char *const who_names[WHO_COUNT] = {NULL, "member", "office", "administrator"};

static struct dispatch_answer ask(const struct route *route, enum who who, const char *token, bool json)
{
    const char *headers[6] = {"Host: x", "Content-Type: application/x-www-form-urlencoded"};
    size_t count = 2;
    headers[count++] = json ? "Accept: application/json" : "Accept: text/html";
    if (who != VISITOR) {
        headers[count++] = arena_format(&arena, "Cookie: zq_session=%s", who_names[who]);
    }
    bool post = route->method == METHOD_POST;
    const char *body = !post || token == NULL ? "" : arena_format(&arena, "csrf=%s", token);
    return app_dispatch(&arena, &site, post ? "POST" : "GET", make_path(route->pattern), headers, span_of(body));
}

static bool may_come(const char *action, enum who who)
{
    static const unsigned roles[WHO_COUNT] = {
        [MEMBER] = ROLE_MEMBER, [OFFICE_PERSON] = ROLE_OFFICE, [ADMINISTRATOR_PERSON] = ROLE_ADMINISTRATOR};
    return permission_may_come(&(struct actor){.person_id = who != VISITOR, .roles = roles[who]}, action);
}

static void check_refused(const struct route *route, enum who who)
{
    struct dispatch_answer answer = ask(route, who, "token", false);
    size_t length = strlen(route->pattern);
    bool is_json = length > 5 && strcmp(route->pattern + length - 5, ".json") == 0; /* no page to be sent away from */
    int wanted = who != VISITOR ? 403 : route->method == METHOD_GET && !is_json ? 303 : 401;
    bool sent = wanted != 303 || (answer.location != NULL && strncmp(answer.location, "/sign-in?next=", 14) == 0);
    if (answer.status != wanted || !sent) {
        fail_msg("%s as %s: %d, not %d", route->pattern, who == VISITOR ? "visitor" : who_names[who], answer.status,
                 wanted);
    }
}

static void check_let_in(const struct route *route, enum who who)
{
    for (int json = 0; json < 2; json++) {
        struct dispatch_answer answer = ask(route, who, "token", json == 1);
        bool forged = route->method == METHOD_POST && who == VISITOR; /* the token is somebody else's */
        bool sound = forged ? answer.status == 403 : answer.status != 401 && answer.status < 500;
        if (!sound) {
            fail_msg("%s as %s: %d", route->pattern, who == VISITOR ? "visitor" : who_names[who], answer.status);
        }
    }
    if (route->method == METHOD_POST) {
        assert_int_equal(ask(route, who, NULL, false).status, 403);
        assert_int_equal(ask(route, who, "toke", false).status, 403);
    }
}

static void every_route_lets_in_whom_its_row_names_and_nobody_else(void **state)
{
    (void)state;
    int routes = 0;
    for (size_t table = 0; site_routes[table] != NULL; table++) {
        for (const struct route *route = site_routes[table]; route->pattern != NULL; route++) {
            for (enum who who = VISITOR; who < WHO_COUNT; who++) {
                (may_come(route->action, who) ? check_let_in : check_refused)(route, who);
            }
            routes++;
        }
    }
    print_message("%d routes, as %d roles\n", routes, WHO_COUNT);
    assert_true(routes > 10);
}

static void the_machine_is_well_and_a_page_that_is_not_there_says_so(void **state)
{
    (void)state;
    static const struct route healthz = {METHOD_GET, "/healthz", "visit", 0, NULL};
    static const struct route nothing = {METHOD_GET, "/nothing", "visit", 0, NULL};
    assert_int_equal(ask(&healthz, VISITOR, NULL, true).status, 200);
    struct dispatch_answer answer = ask(&nothing, MEMBER, NULL, false);
    assert_int_equal(answer.status, 404);
    const char *page = arena_copy(&arena, answer.body);
    assert_non_null(strstr(page, "没有找到"));
    assert_non_null(strstr(page, "<!doctype html>"));
    assert_non_null(strstr(page, "某")); /* still signed in */
}

static struct result touch(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "cli_insert_setting",
                         STORE_VALUES(store_integer(371500), store_text("touched"), store_text("1"), store_integer(1)),
                         NULL);
}

/* The watcher's first look counts as a change: it has passed when three looks saw none. */
static void settle(struct store *store)
{
    uint64_t known = store_version(store);
    for (int calm = 0, all = 0; calm < 15 && all < 200; calm++, all++) {
        (void)usleep(100000);
        if (store_version(store) != known) {
            known = store_version(store);
            calm = 0;
        }
    }
}

/* Asked as the server asks: first the cache, then the handler. True when the cache had it. */
static bool ask_cache_first(struct web *web, const char *target, const struct header *headers, int *status)
{
    struct wire wire = {
        .method = "GET", .target = span_of(target), .headers = headers, .header_count = 1, .peer = "127.0.0.1"};
    struct answer answer = {0};
    struct buffer body;
    buffer_init(&body);
    bool quick = web_answer_quickly(web, &wire, &answer);
    if (!quick) {
        web_answer(web, &arena, &wire, &body, &answer);
    }
    *status = answer.status;
    answer_release(&answer);
    buffer_release(&body);
    return quick;
}

static void a_shared_page_is_kept_until_anything_is_written(void **state)
{
    (void)state;
    static const struct header english = {{"Accept-Language", 15}, {"en", 2}};
    static const struct header chinese = {{"Accept-Language", 15}, {"zh", 2}};
    static const struct header traditional = {{"Accept-Language", 15}, {"zh-TW", 5}};
    static const struct header chosen = {{"Cookie", 6}, {"script=hant", 11}};
    static const struct header large = {{"Cookie", 6}, {"size=large", 10}};
    static const struct header signed_in = {{"Cookie", 6}, {"zq_session=member", 17}};
    struct app cached = site;
    struct web *web = NULL;
    int status = 0;
    cached.cache_bytes = 1 << 20;
    assert_int_equal(web_open(&cached, &web).code, RESULT_OK);
    settle(site.store);
    assert_false(ask_cache_first(web, "/about", &chinese, &status));
    assert_true(ask_cache_first(web, "/about", &chinese, &status));
    assert_int_equal(status, 200);
    assert_false(ask_cache_first(web, "/about", &english, &status));
    assert_false(ask_cache_first(web, "/about?lang=en", &chinese, &status));
    assert_false(ask_cache_first(web, "/about", &traditional, &status));
    assert_true(ask_cache_first(web, "/about", &chosen, &status));
    assert_false(ask_cache_first(web, "/about", &large, &status));
    assert_true(ask_cache_first(web, "/about", &large, &status));
    assert_false(ask_cache_first(web, "/about?size=normal", &large, &status));
    assert_false(ask_cache_first(web, "/about?size=normal", &large, &status));
    assert_false(ask_cache_first(web, "/about?script=hans", &traditional, &status));
    assert_false(ask_cache_first(web, "/about?script=hans", &traditional, &status));
    assert_false(ask_cache_first(web, "/about", &signed_in, &status));
    assert_true(ask_cache_first(web, "/about", &english, &status));
    assert_int_equal(store_write(site.store, touch, NULL).code, RESULT_OK);
    assert_false(ask_cache_first(web, "/about", &chinese, &status));
    web_close(web);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_lets_in_whom_its_row_names_and_nobody_else),
        cmocka_unit_test(the_machine_is_well_and_a_page_that_is_not_there_says_so),
        cmocka_unit_test(a_shared_page_is_kept_until_anything_is_written),
    };
    return cmocka_run_group_tests(tests, open_site, close_site);
}
