/* One request through guard, router, gate and respond, without a socket: who may come, what comes back. */
#include "tests/test.h"

#include "web/app.h"
#include "web/language.h"
#include "web/size.h"
#include "web/web.h"

#include <stdlib.h>

/* --- a small site --------------------------------------------------------------------------------------------- */

static struct result show_word(struct request *request, struct response *response)
{
    response->document =
        json_pack("{s:s,s:s,s:s}", "path", request->path, "language", request->language, "csrf", request->csrf);
    response->cacheable = true;
    return result_ok();
}

static struct result show_parameter(struct request *request, struct response *response)
{
    response->document = json_pack("{s:s}", "id", request->parameters[0]);
    return result_ok();
}

static struct result submit_word(struct request *request, struct response *response)
{
    struct span word = request_form(request, "word");
    const struct upload *upload = request_upload(request, "file");
    response->document = json_pack("{s:s%,s:i}", "word", word.at == NULL ? "" : word.at, word.length, "bytes",
                                   upload == NULL ? 0 : (int)upload->bytes.length);
    return result_ok();
}

static struct result sign_in(struct request *request, struct response *response)
{
    (void)request;
    response->location = "/";
    response->set_session = "tok";
    return result_ok();
}

static struct result send_file(struct request *request, struct response *response)
{
    (void)request;
    response->body = span_of("a,b");
    response->content_type = "text/csv; charset=utf-8";
    response->file_name = "需求 \"1\".csv";
    return result_ok();
}

#define FAILS(name, outcome)                                                                                           \
    static struct result name(struct request *request, struct response *response)                                      \
    {                                                                                                                  \
        (void)request;                                                                                                 \
        response->document = json_pack("{s:s}", "secret", "half-made");                                                \
        return outcome;                                                                                                \
    }
FAILS(fail_invalid, result_invalid("title", "error.invalid"))
FAILS(fail_not_found, result_fail(RESULT_NOT_FOUND, NULL, NULL, "no row"))
FAILS(fail_conflict, result_fail(RESULT_CONFLICT, NULL, NULL, "twice"))
FAILS(fail_busy, result_fail(RESULT_BUSY, NULL, NULL, "disk full"))
FAILS(fail_internal, result_internal("the secret detail"))
FAILS(fail_forbidden, result_fail(RESULT_FORBIDDEN, NULL, NULL, "not theirs"))

static const struct route routes[] = {
    {METHOD_GET, "/", "visit", 0, show_word},
    {METHOD_GET, "/words/new", "visit", 0, show_word},
    {METHOD_GET, "/words/:id", "visit", 0, show_parameter},
    {METHOD_POST, "/words", "visit", 4096, submit_word},
    {METHOD_POST, "/sign-in", "visit", 4096, sign_in},
    {METHOD_GET, "/file", "visit", 0, send_file},
    {METHOD_GET, "/mine", "session.close", 0, show_word},
    {METHOD_POST, "/mine", "session.close", 4096, submit_word},
    {METHOD_GET, "/office", "import.run", 0, show_word},
    {METHOD_GET, "/administrator", "permission.read", 0, show_word},
    {METHOD_GET, "/invalid", "visit", 0, fail_invalid},
    {METHOD_POST, "/invalid", "visit", 100, fail_invalid},
    {METHOD_GET, "/not-found", "visit", 0, fail_not_found},
    {METHOD_GET, "/conflict", "visit", 0, fail_conflict},
    {METHOD_GET, "/busy", "visit", 0, fail_busy},
    {METHOD_GET, "/internal", "visit", 0, fail_internal},
    {METHOD_GET, "/forbidden", "visit", 0, fail_forbidden},
    {0},
};
static const struct route *const tables[] = {routes, NULL};

/* The session cookie says who it is. */
static struct result find_actor(struct request *request, struct actor *out, const char **csrf)
{
    const char *who = request->cookie_session;
    if (strcmp(who, "broken") == 0) {
        return result_fail(RESULT_BUSY, NULL, "error.busy", "database away");
    }
    unsigned roles = strcmp(who, "member") == 0          ? ROLE_MEMBER
                     : strcmp(who, "office") == 0        ? ROLE_MEMBER | ROLE_OFFICE
                     : strcmp(who, "administrator") == 0 ? ROLE_MEMBER | ROLE_ADMINISTRATOR
                                                         : 0;
    if (roles != 0) {
        *out = (struct actor){.person_id = 7, .name = "张三", .login = who, .roles = roles};
        *csrf = "member-token";
    }
    return result_ok();
}

/* clang-format off */
static const struct app site = {.route_tables = tables, .find_actor = find_actor, .region_id = 371500,
                                .region_name = "聊城", .zone_minutes = 480, .version = "0", .secret = {1, 2, 3}};
/* clang-format on */

static int open_arena(void **state)
{
    struct arena *arena = malloc(sizeof *arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int close_arena(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

static struct dispatch_answer get(void **state, const char *target, const char *who)
{
    const char *headers[] = {"Host: x", NULL, NULL};
    headers[1] = who == NULL ? NULL : arena_format(*state, "Cookie: zq_session=%s", who);
    return app_dispatch(*state, &site, "GET", target, headers, span_of(""));
}

static const char *text_of(void **state, struct dispatch_answer answer)
{
    return arena_copy(*state, answer.body);
}

#define assert_has(text, part)   assert_non_null(strstr((text), (part)))
#define assert_lacks(text, part) assert_null(strstr((text), (part)))

/* --- routes --------------------------------------------------------------------------------------------------- */

static void a_plain_part_wins_over_a_name(void **state)
{
    assert_has(text_of(state, get(state, "/words/new", NULL)), "/words/new");
    assert_has(text_of(state, get(state, "/words/7", NULL)), "\"id\":\"7\"");
    assert_has(text_of(state, get(state, "/words/7.json", NULL)), "\"id\":\"7\"");
    assert_has(text_of(state, get(state, "/words/%E7%84%8A", NULL)), "\"id\":\"焊\"");
}

static void an_unknown_path_is_404_and_a_wrong_method_405(void **state)
{
    assert_int_equal(get(state, "/nothing", NULL).status, 404);
    assert_int_equal(get(state, "/words/", NULL).status, 404);
    assert_int_equal(app_dispatch(*state, &site, "POST", "/words/7", NULL, span_of("")).status, 405);
    assert_int_equal(app_dispatch(*state, &site, "DELETE", "/words/7", NULL, span_of("")).status, 405);
}

static void a_route_that_does_not_say_who_may_come_refuses_to_start(void **state)
{
    (void)state;
    static const struct route unsound[][2] = {
        {{METHOD_GET, "/a", 0, 0, show_word}, {0}},
        {{METHOD_GET, "/a", "visit", 0, NULL}, {0}},
        {{METHOD_GET, "a", "visit", 0, show_word}, {0}},
        {{METHOD_GET, "/a//b", "visit", 0, show_word}, {0}},
        {{METHOD_GET, "/:a/:b/:c/:d/:e", "visit", 0, show_word}, {0}},
        {{METHOD_GET, "/healthz", "visit", 0, show_word}, {0}},
    };
    for (size_t index = 0; index < sizeof unsound / sizeof unsound[0]; index++) {
        const struct route *const list[] = {unsound[index], NULL};
        struct app app = site;
        struct web *web = NULL;
        app.route_tables = list;
        assert_int_equal(web_open(&app, &web).code, RESULT_INTERNAL);
        assert_null(web);
    }
}

/* --- who may come --------------------------------------------------------------------------------------------- */

static void every_role_gets_what_its_routes_say_and_no_more(void **state)
{
    static const struct {
        const char *path;
        int visitor, member, office, administrator;
    } rows[] = {
        {"/", 200, 200, 200, 200},
        {"/mine", 303, 200, 200, 200},
        {"/office", 303, 403, 200, 200},
        {"/administrator", 303, 403, 403, 200},
    };
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        assert_int_equal(get(state, rows[index].path, NULL).status, rows[index].visitor);
        assert_int_equal(get(state, rows[index].path, "forged").status, rows[index].visitor);
        assert_int_equal(get(state, rows[index].path, "member").status, rows[index].member);
        assert_int_equal(get(state, rows[index].path, "office").status, rows[index].office);
        assert_int_equal(get(state, rows[index].path, "administrator").status, rows[index].administrator);
    }
}

static void a_visitor_is_sent_to_sign_in_and_back(void **state)
{
    struct dispatch_answer answer = get(state, "/mine?q=%E7%84%8A&x=1", NULL);
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer.location, "/sign-in?next=/mine%3Fq%3D%25E7%2584%258A%26x%3D1");
    assert_int_equal(get(state, "/mine.json", NULL).status, 401);
    assert_null(get(state, "/mine.json", NULL).location);
}

static void a_session_that_cannot_be_looked_up_is_busy_not_a_visitor(void **state)
{
    assert_int_equal(get(state, "/", "broken").status, 503);
}

/* --- forms ---------------------------------------------------------------------------------------------------- */

static struct dispatch_answer post(void **state, const char *cookie, const char *extra, const char *body)
{
    const char *headers[] = {"Host: x", "Content-Type: application/x-www-form-urlencoded",
                             arena_format(*state, "Cookie: %s", cookie), extra, NULL};
    return app_dispatch(*state, &site, "POST", "/words", headers, span_of(body));
}

static void a_form_without_its_token_is_refused(void **state)
{
    assert_int_equal(post(state, "zq_session=member", NULL, "word=a").status, 403);
    assert_int_equal(post(state, "zq_session=member", NULL, "word=a&csrf=").status, 403);
    assert_int_equal(post(state, "zq_session=member", NULL, "word=a&csrf=member-tokem").status, 403);
    assert_int_equal(post(state, "zq_session=member", NULL, "word=a&csrf=member-token").status, 200);
    assert_int_equal(post(state, "zq_session=member", "X-CSRF-Token: member-token", "word=a").status, 200);
    assert_int_equal(post(state, "zq_session=member", "Sec-Fetch-Site: cross-site", "csrf=member-token").status, 403);
    assert_int_equal(post(state, "a=b", NULL, "word=a&csrf=").status, 403);
}

/* The token that a page showed to whom it gave this cookie. */
static const char *visitor_token(void **state, const char *cookie)
{
    const char *headers[] = {"Host: x", arena_format(*state, "Cookie: %s", cookie), NULL};
    struct dispatch_answer answer = app_dispatch(*state, &site, "GET", "/", headers, span_of(""));
    char *token = strstr(text_of(state, answer), "\"csrf\":\"") + 8;
    token[strcspn(token, "\"")] = '\0';
    return token;
}

static void a_visitors_token_belongs_to_his_cookie(void **state)
{
    const char *cookie = "zq_csrf=0123456789abcdef0123456789abcdef";
    const char *token = visitor_token(state, cookie);
    const char *body = arena_format(*state, "word=%%E7%%84%%8A+a&csrf=%s", token);
    struct dispatch_answer answer = post(state, cookie, NULL, body);
    assert_int_equal(answer.status, 200);
    assert_has(text_of(state, answer), "\"word\":\"焊 a\"");
    assert_int_equal(post(state, "zq_csrf=1123456789abcdef0123456789abcdef", NULL, body).status, 403);
    assert_int_equal(post(state, "zq_csrf=short", NULL, body).status, 403);
    assert_int_equal(post(state, "a=b", NULL, body).status, 403);
}

static void a_page_that_is_not_shared_gives_the_visitor_a_cookie(void **state)
{
    const char *cookie = get(state, "/words/7", NULL).set_cookie;
    assert_non_null(cookie);
    assert_int_equal(strncmp(cookie, "zq_csrf=", 8), 0);
    assert_has(cookie, "HttpOnly");
    assert_has(cookie, "SameSite=Lax");
    assert_null(get(state, "/", NULL).set_cookie);
}

static void the_session_cookie_is_secure_behind_tls_only(void **state)
{
    struct app app = site;
    const char *headers[] = {"Cookie: zq_session=member", "X-CSRF-Token: member-token", NULL};
    struct dispatch_answer answer = app_dispatch(*state, &app, "POST", "/sign-in", headers, span_of(""));
    assert_string_equal(answer.set_cookie, "zq_session=tok; Path=/; HttpOnly; SameSite=Lax");
    assert_string_equal(answer.location, "/");
    app.behind_tls = true;
    answer = app_dispatch(*state, &app, "POST", "/sign-in", headers, span_of(""));
    assert_string_equal(answer.set_cookie, "zq_session=tok; Path=/; HttpOnly; SameSite=Lax; Secure");
}

static void an_upload_reaches_its_handler_and_a_large_one_does_not(void **state)
{
    const char *headers[] = {"Cookie: zq_session=member", "Content-Type: multipart/form-data; boundary=xx", NULL};
    const char *body = "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nmember-token\r\n--xx\r\n"
                       "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n"
                       "\r\n1,2\r\n3\r\n--xx--\r\n";
    struct dispatch_answer answer = app_dispatch(*state, &site, "POST", "/words", headers, span_of(body));
    assert_int_equal(answer.status, 200);
    assert_has(text_of(state, answer), "\"bytes\":6");
    char *large = arena_alloc(*state, 5000, 1);
    answer = app_dispatch(*state, &site, "POST", "/words", headers, span_make(large, 5000));
    assert_int_equal(answer.status, 413);
}

/* --- answers -------------------------------------------------------------------------------------------------- */

static void each_result_has_its_status_and_no_detail_gets_out(void **state)
{
    static const struct {
        const char *path;
        int status;
    } rows[] = {{"/invalid", 400}, {"/not-found", 404}, {"/conflict", 409},
                {"/busy", 503},    {"/internal", 500},  {"/forbidden", 403}};
    for (size_t index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        struct dispatch_answer answer = get(state, rows[index].path, NULL);
        const char *text = text_of(state, answer);
        assert_int_equal(answer.status, rows[index].status);
        assert_has(text, "\"number\":\"");
        assert_lacks(text, "half-made");
        assert_lacks(text, "detail");
    }
    const char *headers[] = {"Cookie: zq_session=member", "X-CSRF-Token: member-token", NULL};
    assert_int_equal(app_dispatch(*state, &site, "POST", "/invalid", headers, span_of("")).status, 422);
}

static void what_is_not_well_formed_is_400(void **state)
{
    static const char *const targets[] = {"/%zz", "/%00",  "/a?q=%ff", "/a?q=%0", "/%2e%2e/etc", "/a//b",    "//a",
                                          "a",    "/a\\b", "/a%5cb",   "/a%2Fb",  "http://x/",   "/a?q=%00", "/\xff"};
    for (size_t index = 0; index < sizeof targets / sizeof targets[0]; index++) {
        struct dispatch_answer answer = get(state, targets[index], NULL);
        if (answer.status != 400) {
            fail_msg("%s gave %d", targets[index], answer.status);
        }
    }
}

static void the_language_comes_from_query_then_cookie_then_browser(void **state)
{
    const char *english[] = {"Accept-Language: fr, en-GB;q=0.8, zh;q=0.7", NULL};
    const char *cookie[] = {"Accept-Language: en", "Cookie: a=b; lang=zh-CN", NULL};
    struct dispatch_answer answer = app_dispatch(*state, &site, "GET", "/", english, span_of(""));
    assert_has(text_of(state, answer), "\"language\":\"en\"");
    answer = app_dispatch(*state, &site, "GET", "/", cookie, span_of(""));
    assert_has(text_of(state, answer), "\"language\":\"zh-CN\"");
    answer = app_dispatch(*state, &site, "GET", "/?lang=en", cookie, span_of(""));
    assert_has(text_of(state, answer), "\"language\":\"en\"");
    assert_int_equal(strncmp(answer.set_cookie, "lang=en; Path=/", 15), 0);
    answer = app_dispatch(*state, &site, "GET", "/", NULL, span_of(""));
    assert_has(text_of(state, answer), "\"language\":\"zh-CN\"");
}

static enum script script_of(const char *query, const char *cookie, const char *accepted)
{
    return script_choose(span_of(query), span_of(cookie), span_of(accepted));
}

static void the_characters_come_from_query_then_cookie_then_browser(void **state)
{
    assert_int_equal(script_of(NULL, NULL, NULL), SCRIPT_SIMPLIFIED);
    assert_int_equal(script_of(NULL, NULL, "zh-TW,zh;q=0.9"), SCRIPT_TRADITIONAL);
    assert_int_equal(script_of(NULL, NULL, "en, zh-Hant-HK"), SCRIPT_SIMPLIFIED);
    assert_int_equal(script_of(NULL, NULL, "fr, ZH-hant"), SCRIPT_TRADITIONAL);
    assert_int_equal(script_of(NULL, NULL, "zh-Hans-HK"), SCRIPT_SIMPLIFIED);
    assert_int_equal(script_of(NULL, "hans", "zh-HK"), SCRIPT_SIMPLIFIED);
    assert_int_equal(script_of("hant", "hans", "zh-CN"), SCRIPT_TRADITIONAL);
    assert_int_equal(script_of("x", "hant", NULL), SCRIPT_TRADITIONAL);
    struct dispatch_answer answer = app_dispatch(*state, &site, "GET", "/?script=hant", NULL, span_of(""));
    assert_int_equal(strncmp(answer.set_cookie, "script=hant; Path=/", 19), 0);
    answer = app_dispatch(*state, &site, "GET", "/?script=\"a", NULL, span_of(""));
    assert_int_equal(strncmp(answer.set_cookie, "script=hans; Path=/", 19), 0);
}

static void the_size_of_letters_comes_from_query_then_cookie(void **state)
{
    assert_int_equal(size_choose(span_of(NULL), span_of(NULL)), SIZE_NORMAL);
    assert_int_equal(size_choose(span_of(NULL), span_of("largest")), SIZE_LARGEST);
    assert_int_equal(size_choose(span_of("normal"), span_of("largest")), SIZE_NORMAL);
    assert_int_equal(size_choose(span_of("huge"), span_of("large")), SIZE_LARGE);
    struct dispatch_answer answer = app_dispatch(*state, &site, "GET", "/?size=large", NULL, span_of(""));
    assert_int_equal(strncmp(answer.set_cookie, "size=large; Path=/", 18), 0);
}

static void a_file_keeps_its_name_in_utf8(void **state)
{
    struct web *web = NULL;
    struct app app = site;
    assert_int_equal(web_open(&app, &web).code, RESULT_OK);
    struct wire wire = {.method = "GET", .target = span_of("/file"), .peer = "127.0.0.1"};
    struct answer answer = {0};
    struct buffer body;
    buffer_init(&body);
    web_answer(web, *state, &wire, &body, &answer);
    assert_true(span_is(answer.body, "a,b"));
    assert_true(span_is(answer_header(&answer, "Content-Disposition"),
                        "attachment; filename=\"download.csv\"; "
                        "filename*=UTF-8''%E9%9C%80%E6%B1%82%20%221%22.csv"));
    assert_true(span_is(answer_header(&answer, "X-Content-Type-Options"), "nosniff"));
    assert_true(span_starts_with(answer_header(&answer, "Content-Security-Policy"), span_of("default-src 'self'")));
    buffer_release(&body);
    web_close(web);
}

/* --- with limit and cache, as the server has them ---------------------------------------------------------------- */

static int ask(void **state, struct web *web, const char *target, const struct header *headers, size_t count)
{
    struct wire wire = {
        .method = "GET", .target = span_of(target), .headers = headers, .header_count = count, .peer = "10.0.0.9"};
    struct answer answer = {0};
    struct buffer body;
    buffer_init(&body);
    if (!web_answer_quickly(web, &wire, &answer)) {
        web_answer(web, *state, &wire, &body, &answer);
    }
    int status = answer.status;
    answer_release(&answer);
    buffer_release(&body);
    return status;
}

static int sessions_asked_for;

static struct result count_actor(struct request *request, struct actor *out, const char **csrf)
{
    sessions_asked_for++;
    return find_actor(request, out, csrf);
}

/* A forged cookie costs a look into the database each time: paths that are not there, and doors that stay shut, too. */
static void who_asks_too_often_costs_no_look_for_his_session(void **state)
{
    const struct header forged[] = {{span_of("Cookie"), span_of("zq_session=forged")}};
    struct app app = site;
    struct web *web = NULL;
    app.rate_per_second = 1;
    app.find_actor = count_actor;
    assert_int_equal(web_open(&app, &web).code, RESULT_OK);
    sessions_asked_for = 0;
    int refused = 0;
    for (int index = 0; index < 60; index++) {
        static const char *const targets[] = {"/nothing", "/mine", "/words/7"};
        refused += ask(state, web, targets[index % 3], forged, 1) == 429;
    }
    assert_true(refused >= 40);
    assert_int_equal(sessions_asked_for, 60 - refused);
    web_close(web);
}

/* Some proxies add a line of their own and leave the one that the client sent. */
static void an_invented_forwarding_buys_no_second_bucket(void **state)
{
    struct app app = site;
    struct web *web = NULL;
    app.rate_per_second = 1;
    app.behind_tls = true;
    assert_int_equal(web_open(&app, &web).code, RESULT_OK);
    int refused = 0;
    for (int index = 0; index < 60; index++) {
        const char *invented = arena_format(*state, "10.1.0.%d", index);
        const struct header headers[] = {{span_of("X-Forwarded-For"), span_of(invented)},
                                         {span_of("x-forwarded-for"), span_of("192.0.2.7")}};
        refused += ask(state, web, "/words/7", headers, 2) == 429;
    }
    assert_true(refused >= 40);
    web_close(web);
}

static int pages_made;

static struct result count_page(struct request *request, struct response *response)
{
    pages_made++;
    return show_word(request, response);
}

static void a_shared_page_lasts_no_longer_than_the_day(void **state)
{
    static const struct route one[] = {{METHOD_GET, "/", "visit", 0, count_page}, {0}};
    static const struct route *const list[] = {one, NULL};
    struct app app = site;
    struct web *web = NULL;
    app.route_tables = list;
    app.cache_bytes = 1 << 20;
    assert_int_equal(web_open(&app, &web).code, RESULT_OK);
    pages_made = 0;
    for (int index = 0; index < 2; index++) {
        assert_int_equal(ask(state, web, "/", NULL, 0), 200);
    }
    assert_int_equal(pages_made, 1);
    app.zone_minutes += 24 * 60; /* the next day, without a commit */
    assert_int_equal(ask(state, web, "/", NULL, 0), 200);
    assert_int_equal(pages_made, 2);
    web_close(web);
}

static void a_head_is_answered_without_a_body(void **state)
{
    struct dispatch_answer answer = app_dispatch(*state, &site, "HEAD", "/", NULL, span_of(""));
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body.length, 0);
}

int main(void)
{
    /* clang-format off */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_plain_part_wins_over_a_name, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(an_unknown_path_is_404_and_a_wrong_method_405, open_arena, close_arena),
        cmocka_unit_test(a_route_that_does_not_say_who_may_come_refuses_to_start),
        cmocka_unit_test_setup_teardown(every_role_gets_what_its_routes_say_and_no_more, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_visitor_is_sent_to_sign_in_and_back, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_session_that_cannot_be_looked_up_is_busy_not_a_visitor, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_form_without_its_token_is_refused, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_visitors_token_belongs_to_his_cookie, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_page_that_is_not_shared_gives_the_visitor_a_cookie, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_session_cookie_is_secure_behind_tls_only, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(an_upload_reaches_its_handler_and_a_large_one_does_not, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(each_result_has_its_status_and_no_detail_gets_out, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_not_well_formed_is_400, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_language_comes_from_query_then_cookie_then_browser, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_size_of_letters_comes_from_query_then_cookie, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_characters_come_from_query_then_cookie_then_browser, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_file_keeps_its_name_in_utf8, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_head_is_answered_without_a_body, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(who_asks_too_often_costs_no_look_for_his_session, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(an_invented_forwarding_buys_no_second_bucket, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_shared_page_lasts_no_longer_than_the_day, open_arena, close_arena),
    };
    /* clang-format on */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
