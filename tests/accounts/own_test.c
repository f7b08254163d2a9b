/* A person's own account on both engines: sign-up, second factor, password, links, tokens of programs, the office's help. */
#include "tests/areas/site.h"

#include "areas/accounts/api_token.h"
#include "areas/accounts/link.h"
#include "areas/accounts/second.h"
#include "areas/accounts/security.h"
#include "areas/mail/store.h"

/* --- pure ----------------------------------------------------------------------------------------------------------- */

/* RFC 6238, appendix B: the last six digits of its eight, secret "12345678901234567890". */
static void codes_are_those_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *code;
    } known[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                 {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
        char code[TOTP_DIGITS + 1];
        assert_true(totp_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", known[index].seconds / TOTP_STEP_S, code));
        assert_string_equal(code, known[index].code);
    }
}

static void a_code_counts_half_a_minute_around_now_and_never_twice(void **state)
{
    (void)state;
    const char *secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    int64_t step = 0;
    assert_true(totp_matches(secret, span_of("287 082"), 59000, 0, &step));
    assert_int_equal(step, 1);
    assert_true(totp_matches(secret, span_of("287082"), 61000, 0, &step));  /* the step before */
    assert_false(totp_matches(secret, span_of("287082"), 61000, 1, &step)); /* used */
    assert_false(totp_matches(secret, span_of("287082"), 150000, 0, &step));
    assert_false(totp_matches(secret, span_of("28708"), 59000, 0, &step));
    assert_false(totp_matches(secret, span_of("2870820"), 59000, 0, &step));
    assert_false(totp_matches(secret, span_of(""), 59000, 0, &step));
    assert_false(totp_matches("not base32!", span_of("287082"), 59000, 0, &step));
}

static void the_picture_holds_the_whole_address_of_the_secret(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const char *uri = totp_uri(&arena, "聊城", "wang.li", "ABC");
    assert_string_equal(uri, "otpauth://totp/%E8%81%8A%E5%9F%8E:wang.li?secret=ABC&issuer=%E8%81%8A%E5%9F%8E");
    int size = 0;
    const char *path = totp_draw_qr(&arena, uri, &size);
    assert_true(size >= 33 + 8 && (size - 8 - 17) % 4 == 0); /* a sound width and a margin of four */
    assert_true(strncmp(path, "M4 4h1v1h-1z", 12) == 0);     /* the corner of the first finder pattern */
    assert_int_equal(strlen(totp_make_secret(&arena)), 32);
    assert_string_equal(recovery_key(&arena, span_of("AbCd-ef gh")), "abcdefgh");
    arena_release(&arena);
}

static void a_token_reaches_what_its_scopes_say_and_never_the_account(void **state)
{
    (void)state;
    assert_true(api_token_allows("read", METHOD_GET, "/listings/1"));
    assert_false(api_token_allows("read", METHOD_GET, "/account"));
    assert_false(api_token_allows("read", METHOD_GET, "/account/second"));
    assert_false(api_token_allows("read", METHOD_POST, "/listings"));
    assert_false(api_token_allows("listings", METHOD_GET, "/listings"));
    assert_true(api_token_allows("read listings", METHOD_POST, "/listings/1/edit"));
    assert_false(api_token_allows("listings", METHOD_POST, "/listingsx"));
    assert_false(api_token_allows("read listings organisations imports", METHOD_POST, "/account/password"));
    assert_false(api_token_allows("organisations", METHOD_POST, "/organisations/1/people/invite"));
    assert_false(api_token_allows("read listings organisations imports", METHOD_POST, "/office/people/1/role"));
    assert_false(api_token_allows("xlistings", METHOD_POST, "/listings"));
}

/* --- as a person meets it ------------------------------------------------------------------------------------------- */

struct browser {
    struct site *site;
    const char *session; /* NULL: a visitor */
    const char *csrf;
    const char *bearer;
};

static struct dispatch_answer ask(struct browser *browser, const char *method, const char *target, const char *form)
{
    struct arena *arena = &browser->site->city.arena;
    const char *nonce = "0123456789abcdef0123456789abcdef";
    const char *csrf =
        browser->csrf != NULL ? browser->csrf : csrf_make_token(arena, browser->site->app.secret, span_of(nonce));
    /* clang-format off */
    const char *headers[] = {"Host: x", "Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
                             arena_format(arena, "Cookie: zq_csrf=%s%s%s", nonce,
                                          browser->session == NULL ? "" : "; zq_session=",
                                          browser->session == NULL ? "" : browser->session),
                             browser->bearer == NULL ? arena_format(arena, "X-CSRF-Token: %s", csrf)
                                                     : arena_format(arena, "Authorization: Bearer %s", browser->bearer),
                             NULL};
    /* clang-format on */
    return app_dispatch(arena, &browser->site->app, method, target, headers, span_of(form));
}

struct lookup_csrf {
    const char *token;
    const char *csrf;
    struct arena *arena;
};

static struct result do_find_csrf(struct store_session *session, void *context)
{
    struct lookup_csrf *lookup = context;
    char digest[DIGEST_TEXT_SIZE];
    struct session_row row;
    struct result result = session_find(lookup->arena, session, REGION, token_digest(lookup->token, digest), &row);
    lookup->csrf = result_failed(result) ? NULL : row.csrf;
    return result;
}

static void keep_session(struct browser *browser, struct dispatch_answer answer)
{
    assert_int_equal(answer.status, 303);
    assert_non_null(answer.set_cookie);
    assert_true(strncmp(answer.set_cookie, "zq_session=", 11) == 0);
    char *token = arena_text(&browser->site->city.arena, answer.set_cookie + 11);
    token[strcspn(token, ";")] = '\0';
    struct lookup_csrf lookup = {token, NULL, &browser->site->city.arena};
    assert_ok(store_read(browser->site->city.store, do_find_csrf, &lookup));
    browser->session = token;
    browser->csrf = lookup.csrf;
}

static const char *said(struct site *site, struct dispatch_answer answer)
{
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static struct browser sign_up(struct site *site, const char *login)
{
    struct browser browser = {.site = site};
    const char *form =
        arena_format(&site->city.arena,
                     "login=%s&name=%%E6%%9D%%8E%%E5%%B7%%A5&email=%s%%40example.cn&password=Right-Password-2&"
                     "password_again=Right-Password-2&agree=1",
                     login, login);
    struct dispatch_answer answer = ask(&browser, "POST", "/sign-up", form);
    keep_session(&browser, answer);
    assert_string_equal(answer.location, "/account?welcome=1");
    return browser;
}

static struct browser sign_in_as(struct site *site, const char *login, const char *password)
{
    struct browser browser = {.site = site};
    keep_session(&browser, ask(&browser, "POST", "/sign-in",
                               arena_format(&site->city.arena, "login=%s&password=%s", login, password)));
    return browser;
}

static void a_person_signs_up_and_is_signed_in_at_once(void **state)
{
    struct site *site = *state;
    struct browser browser = sign_up(site, "newcomer");
    json_t *document = document_of(ask(&browser, "GET", "/account", ""));
    assert_string_equal(text_at(document, "name"), "李工");
    assert_true(json_is_true(at_path(document, "email_unconfirmed")));
    assert_int_equal(json_array_size(json_object_get(document, "organisations")), 0);
    json_decref(document);
    struct browser second = {.site = site};
    assert_string_equal(
        said(site, ask(&second, "POST", "/sign-up",
                       "login=NewComer&name=x&password=Right-Password-2&password_again=Right-Password-2&agree=1")),
        "account.error.login_taken");
    static const struct {
        const char *form, *message;
    } wrong[] = {
        {"login=x&name=x&password=Right-Password-2&password_again=Right-Password-2&agree=1",
         "account.error.login_form"},
        {"login=other&name=&password=Right-Password-2&password_again=Right-Password-2&agree=1", "account.error.name"},
        {"login=other&name=x&password=Right-Password-2&password_again=Right-Password-3&agree=1",
         "account.error.password_differs"},
        {"login=other&name=x&password=short&password_again=short&agree=1", "account.error.password_short"},
        {"login=other&name=x&password=Right-Password-2&password_again=Right-Password-2", "account.error.agree"},
        {"login=other&name=x&email=no&password=Right-Password-2&password_again=Right-Password-2&agree=1",
         "mail.error.address"},
    };
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        struct dispatch_answer answer = ask(&second, "POST", "/sign-up", wrong[index].form);
        assert_int_equal(answer.status, 422);
        assert_string_equal(said(site, answer), wrong[index].message);
    }
}

struct peek {
    struct arena *arena;
    struct mail_row rows[10];
    size_t count;
};

static struct result do_peek(struct store_session *session, void *context)
{
    struct peek *peek = context;
    struct mail_claim claim = {REGION, INT64_C(4000000000000), INT64_C(4000000000000), "test", 10};
    return mail_claim_due(peek->arena, session, &claim, peek->rows, &peek->count);
}

/* The path in the newest message of that template; NULL without. */
static const char *path_in_mail(struct site *site, const char *template)
{
    struct peek peek = {.arena = &site->city.arena};
    const char *path = NULL;
    int64_t newest = 0;
    assert_ok(store_write(site->city.store, do_peek, &peek));
    for (size_t index = 0; index < peek.count; index++) {
        if (strcmp(peek.rows[index].template, template) == 0 && peek.rows[index].id > newest) {
            newest = peek.rows[index].id;
            json_t *values = json_loads(peek.rows[index].content, 0, NULL);
            path = arena_text(&site->city.arena, text_at(values, "path"));
            json_decref(values);
        }
    }
    return path;
}

static void a_forgotten_password_is_set_by_a_mailed_link_once_and_the_answer_tells_nothing(void **state)
{
    struct site *site = *state;
    struct browser person = sign_up(site, "forgetful");
    struct browser visitor = {.site = site};
    /* Before the address is confirmed nothing is sent: anybody can type anybody's address. */
    struct dispatch_answer known = ask(&visitor, "POST", "/forgotten", "login=forgetful");
    assert_null(path_in_mail(site, "reset"));
    const char *confirm = path_in_mail(site, "confirm");
    assert_int_equal(ask(&visitor, "GET", confirm, "").status, 200);
    assert_int_equal(ask(&visitor, "POST", confirm, "").status, 303);
    assert_int_equal(ask(&visitor, "POST", confirm, "").status, 404); /* once */
    struct dispatch_answer unknown = ask(&visitor, "POST", "/forgotten", "login=nobody-at-all");
    struct dispatch_answer now = ask(&visitor, "POST", "/forgotten", "login=Forgetful");
    assert_int_equal(known.status, 200);
    assert_true(span_equal(unknown.body, now.body)); /* word for word the same */
    assert_true(span_equal(unknown.body, known.body));
    const char *first = path_in_mail(site, "reset");
    assert_non_null(first);
    assert_int_equal(ask(&visitor, "POST", "/forgotten", "login=forgetful").status, 200);
    const char *link = path_in_mail(site, "reset");
    assert_string_not_equal(first, link);
    assert_int_equal(ask(&visitor, "GET", first, "").status, 404); /* a newer one makes it void */
    const char *form = "password=Right-Password-9&password_again=Right-Password-9";
    assert_int_equal(ask(&visitor, "POST", link, "password=short&password_again=short").status, 422);
    assert_int_equal(ask(&visitor, "GET", "/reset/forged-token", "").status, 404);
    assert_int_equal(ask(&visitor, "POST", "/reset/forged-token", form).status, 404);
    assert_int_equal(ask(&visitor, "POST", link, form).status, 303);
    assert_int_equal(ask(&visitor, "POST", link, form).status, 404);   /* used */
    assert_int_equal(ask(&person, "GET", "/account", "").status, 401); /* all sessions are over */
    (void)sign_in_as(site, "forgetful", "Right-Password-9");
}

static struct result do_old_link(struct store_session *session, void *context)
{
    (void)context;
    const struct one_time_link link = {.id = 9,
                                       .kind = "reset",
                                       .person_id = 100 + SCHOOL,
                                       .role = "",
                                       .note = "",
                                       .created_ms = time_now_ms() - 7200000,
                                       .expires_ms = time_now_ms() - 3600000};
    return link_insert(session, REGION, "an-expired-token", &link);
}

static void a_link_that_is_over_opens_nothing(void **state)
{
    struct site *site = *state;
    struct browser visitor = {.site = site};
    assert_ok(store_write(site->city.store, do_old_link, NULL));
    assert_int_equal(ask(&visitor, "GET", "/reset/an-expired-token", "").status, 404);
    assert_int_equal(
        ask(&visitor, "POST", "/reset/an-expired-token", "password=Right-Password-9&password_again=Right-Password-9")
            .status,
        404);
    assert_int_equal(ask(&visitor, "POST", "/confirm/an-expired-token", "").status, 404);
}

/* The six digits of now, from the secret that the page showed. */
static const char *code_now(struct site *site, const char *secret, int64_t steps)
{
    char *code = arena_alloc(&site->city.arena, TOTP_DIGITS + 1, 1);
    assert_true(totp_code(secret, time_now_ms() / 1000 / TOTP_STEP_S + steps, code));
    return code;
}

static void the_second_factor_is_asked_after_the_password_and_each_code_works_once(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    struct browser person = sign_up(site, "careful");
    json_t *document = document_of(ask(&person, "GET", "/account/second", ""));
    const char *secret = arena_text(arena, text_at(document, "secret"));
    json_decref(document);
    document = document_of(ask(&person, "GET", "/account/second", ""));
    assert_string_equal(text_at(document, "secret"), secret); /* a reload does not make it void */
    json_decref(document);
    assert_string_equal(said(site, ask(&person, "POST", "/account/second", "code=000000")), "account.error.code_wrong");
    struct dispatch_answer on =
        ask(&person, "POST", "/account/second", arena_format(arena, "code=%s", code_now(site, secret, -1)));
    assert_int_equal(on.status, 200);
    document = document_of(on);
    assert_int_equal(json_array_size(json_object_get(document, "codes")), RECOVERY_CODES);
    const char *recovery = arena_text(arena, text_at(document, "codes.0"));
    json_decref(document);

    struct browser visitor = {.site = site};
    struct dispatch_answer step =
        ask(&visitor, "POST", "/sign-in", "login=careful&password=Right-Password-2&next=/search");
    assert_int_equal(step.status, 200); /* not signed in */
    assert_true(step.set_cookie == NULL || strncmp(step.set_cookie, "zq_session", 10) != 0);
    document = document_of(step);
    const char *token = arena_text(arena, text_at(document, "step"));
    json_decref(document);
    const char *wrong = arena_format(arena, "step=%s&code=000000&next=/search", token);
    assert_string_equal(said(site, ask(&visitor, "POST", "/sign-in/code", wrong)), "account.error.code_wrong");
    const char *code = code_now(site, secret, 0); /* read once: half a minute may end at any line of this */
    const char *right = arena_format(arena, "step=%s&code=%s&next=/search", token, code);
    struct dispatch_answer in = ask(&visitor, "POST", "/sign-in/code", right);
    assert_string_equal(in.location, "/search");
    keep_session(&visitor, in);
    struct browser thief = {.site = site};
    assert_string_equal(said(site, ask(&thief, "POST", "/sign-in/code", right)),
                        "account.error.step_over"); /* replayed */
    document = document_of(ask(&thief, "POST", "/sign-in", "login=careful&password=Right-Password-2"));
    const char *other = arena_text(arena, text_at(document, "step"));
    json_decref(document);
    const char *again = arena_format(arena, "step=%s&code=%s", other, code);
    assert_string_equal(said(site, ask(&thief, "POST", "/sign-in/code", again)),
                        "account.error.code_wrong"); /* used code */
    const char *by_recovery = arena_format(arena, "step=%s&code=%s", other, recovery);
    struct browser lost = {.site = site};
    keep_session(&lost, ask(&lost, "POST", "/sign-in/code", by_recovery));
    document = document_of(ask(&lost, "GET", "/account", ""));
    assert_int_equal(number_at(document, "recovery_left"), RECOVERY_CODES - 1);
    json_decref(document);
    assert_string_equal(said(site, ask(&lost, "POST", "/account/second/off", "current_password=no")),
                        "account.error.current_wrong");
    assert_int_equal(ask(&lost, "POST", "/account/second/off", "current_password=Right-Password-2").status, 303);
    (void)sign_in_as(site, "careful", "Right-Password-2");
}

static void guessing_codes_is_locked_like_guessing_passwords(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    struct browser person = sign_up(site, "guessed");
    json_t *document = document_of(ask(&person, "GET", "/account/second", ""));
    const char *secret = arena_text(arena, text_at(document, "secret"));
    json_decref(document);
    assert_int_equal(
        ask(&person, "POST", "/account/second", arena_format(arena, "code=%s", code_now(site, secret, -1))).status,
        200);
    struct browser thief = {.site = site};
    document = document_of(ask(&thief, "POST", "/sign-in", "login=guessed&password=Right-Password-2"));
    const char *token = arena_text(arena, text_at(document, "step"));
    json_decref(document);
    const char *wrong = arena_format(arena, "step=%s&code=000000", token);
    for (int attempt = 1; attempt <= 5; attempt++) { /* the right password before is no failure, and forgets none */
        assert_int_equal(ask(&thief, "POST", "/sign-in", "login=guessed&password=Right-Password-2").status, 200);
        assert_string_equal(said(site, ask(&thief, "POST", "/sign-in/code", wrong)), "account.error.code_wrong");
    }
    assert_string_equal(said(site, ask(&thief, "POST", "/sign-in/code", wrong)), "account.error.locked");
    const char *right = arena_format(arena, "step=%s&code=%s", token, code_now(site, secret, 0));
    assert_string_equal(said(site, ask(&thief, "POST", "/sign-in/code", right)), "account.error.locked");
}

static void a_new_password_ends_other_sessions_and_all_tokens_but_not_this_browser(void **state)
{
    struct site *site = *state;
    struct browser one = sign_up(site, "changer");
    struct browser two = sign_in_as(site, "changer", "Right-Password-2");
    struct dispatch_answer made = ask(&one, "POST", "/account/tokens", "token_name=x&scope=read");
    json_t *document = document_of(made);
    struct browser program = {.site = site, .bearer = arena_text(&site->city.arena, text_at(document, "new_token"))};
    json_decref(document);
    assert_int_equal(ask(&program, "GET", "/search", "").status, 200);
    assert_string_equal(
        said(site, ask(&one, "POST", "/account/password",
                       "current_password=wrong&password=Right-Password-5&password_again=Right-Password-5")),
        "account.error.current_wrong");
    assert_int_equal(ask(&one, "POST", "/account/password",
                         "current_password=Right-Password-2&password=Right-Password-5&password_again=Right-Password-5")
                         .status,
                     303);
    assert_int_equal(ask(&one, "GET", "/account", "").status, 200);
    assert_int_equal(ask(&two, "GET", "/account", "").status, 401);
    assert_int_equal(ask(&program, "GET", "/search", "").status, 401);
}

static void a_session_is_listed_and_can_be_ended_only_by_its_person(void **state)
{
    struct site *site = *state;
    struct browser one = sign_up(site, "traveller");
    struct browser two = sign_in_as(site, "traveller", "Right-Password-2");
    struct browser stranger = sign_up(site, "stranger");
    json_t *document = document_of(ask(&one, "GET", "/account", ""));
    assert_int_equal(json_array_size(json_object_get(document, "sessions")), 2);
    json_decref(document);
    char digest[DIGEST_TEXT_SIZE];
    const char *form = arena_format(&site->city.arena, "session=%s", token_digest(two.session, digest));
    assert_int_equal(ask(&stranger, "POST", "/account/sessions/end", form).status, 303);
    assert_int_equal(ask(&two, "GET", "/account", "").status, 200); /* the stranger ended nothing */
    assert_int_equal(ask(&one, "POST", "/account/sessions/end", form).status, 303);
    assert_int_equal(ask(&two, "GET", "/account", "").status, 401);
    two = sign_in_as(site, "traveller", "Right-Password-2");
    assert_int_equal(ask(&one, "POST", "/account/sessions/end", "session=others").status, 303);
    assert_int_equal(ask(&two, "GET", "/account", "").status, 401);
    assert_int_equal(ask(&one, "GET", "/account", "").status, 200);
}

static void a_program_acts_within_its_scopes_without_a_form_token(void **state)
{
    struct site *site = *state;
    struct browser owner = sign_in_as(site, "school", SITE_PASSWORD);
    struct dispatch_answer made = ask(&owner, "POST", "/account/tokens", "token_name=export&scope=read&days=1");
    json_t *document = document_of(made);
    struct browser program = {.site = site, .bearer = arena_text(&site->city.arena, text_at(document, "new_token"))};
    json_decref(document);
    assert_int_equal(ask(&program, "GET", "/organisations/0000000000002/edit", "").status, 200); /* as the owner may */
    assert_int_equal(ask(&program, "GET", "/account", "").status, 403);
    assert_int_equal(ask(&program, "POST", "/listings", "title=x").status, 403); /* read only */
    assert_int_equal(ask(&program, "POST", "/account/password", "").status, 403);
    struct browser forged = {.site = site, .bearer = "forged"};
    assert_int_equal(ask(&forged, "GET", "/search", "").status, 401);
    document = document_of(ask(&owner, "GET", "/account", ""));
    const char *id = arena_text(&site->city.arena, text_at(document, "tokens.0.id"));
    json_decref(document);
    struct browser stranger = sign_in_as(site, "factory", SITE_PASSWORD);
    const char *end = arena_format(&site->city.arena, "/account/tokens/%s/end", id);
    assert_int_equal(ask(&stranger, "POST", end, "").status, 404);
    assert_int_equal(ask(&owner, "POST", end, "").status, 303);
    assert_int_equal(ask(&program, "GET", "/search", "").status, 401);
    assert_int_equal(ask(&owner, "POST", "/account/tokens", "token_name=&scope=read").status, 422);
    assert_int_equal(ask(&owner, "POST", "/account/tokens", "token_name=x").status, 422);
    assert_int_equal(ask(&owner, "POST", "/account/tokens", "token_name=x&scope=read&days=9999").status, 422);
}

/* --- the office ------------------------------------------------------------------------------------------------------ */

static struct result do_make_administrator(struct store_session *session, void *context)
{
    const struct site *site = context;
    const struct new_person person = {"boss", "管理员", site->hash, "administrator", 0, ""};
    return person_insert(session, REGION, 900, &person, time_now_ms());
}

static void the_office_hands_out_a_link_but_not_for_those_above_it(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, do_make_administrator, site));
    struct browser clerk = sign_in_as(site, "office", SITE_PASSWORD);
    char id[ID_TEXT_SIZE];
    const char *boss = arena_format(&site->city.arena, "/office/people/%s/link", id_format(900, id));
    assert_int_equal(ask(&clerk, "POST", boss, "").status, 403);
    const char *school = arena_format(&site->city.arena, "/office/people/%s/link", id_format(100 + SCHOOL, id));
    struct dispatch_answer answer = ask(&clerk, "POST", school, "");
    assert_int_equal(answer.status, 200);
    json_t *document = document_of(answer);
    const char *link = arena_text(&site->city.arena, text_at(document, "new_link"));
    json_decref(document);
    struct browser visitor = {.site = site};
    assert_int_equal(ask(&visitor, "POST", link, "password=Right-Password-7&password_again=Right-Password-7").status,
                     303);
    (void)sign_in_as(site, "school", "Right-Password-7");
    assert_int_equal(ask(&clerk, "POST", "/office/people/0000000000777/link", "").status, 404);
    struct browser owner = sign_in_as(site, "factory", SITE_PASSWORD);
    assert_int_equal(ask(&owner, "POST", school, "").status, 403);
    assert_int_equal(ask(&owner, "GET", "/office/people", "").status, 403);
    assert_int_equal(ask(&clerk, "POST", "/office/security", "").status, 403);
}

static void an_administrator_gives_and_takes_roles_but_the_last_one_stays(void **state)
{
    struct site *site = *state;
    struct browser boss = sign_in_as(site, "boss", SITE_PASSWORD);
    struct browser clerk = sign_in_as(site, "office", SITE_PASSWORD);
    char id[ID_TEXT_SIZE];
    const char *factory = arena_format(&site->city.arena, "/office/people/%s/role", id_format(100 + FACTORY, id));
    const char *own = arena_format(&site->city.arena, "/office/people/%s/role", id_format(900, id));
    assert_int_equal(ask(&clerk, "POST", factory, "role=administrator&has=1").status, 403);
    assert_int_equal(ask(&boss, "POST", factory, "role=king&has=1").status, 422);
    assert_int_equal(ask(&boss, "POST", own, "role=administrator&has=0").status, 409);
    assert_int_equal(ask(&boss, "POST", factory, "role=editor&has=1").status, 303);
    json_t *document = document_of(ask(&boss, "GET", "/office/people?who=factory", ""));
    assert_true(json_is_true(at_path(document, "people.0.roles.1.has")));
    json_decref(document);
    assert_int_equal(ask(&boss, "POST", factory, "role=editor&has=0").status, 303);
}

static void who_must_have_a_second_factor_has_no_role_until_it_is_on(void **state)
{
    struct site *site = *state;
    struct browser boss = sign_in_as(site, "boss", SITE_PASSWORD);
    struct browser clerk = sign_in_as(site, "office", SITE_PASSWORD);
    const char *form = "security_lock_after=5&security_slow_after=20&security_lock_minutes=15&security_idle_minutes=30&"
                       "security_session_hours=12&security_password_days=90";
    assert_int_equal(
        ask(&boss, "POST", "/office/security", arena_format(&site->city.arena, "%s&second=office", form)).status, 303);
    assert_int_equal(ask(&clerk, "GET", "/office/people", "").status, 403);
    assert_int_equal(ask(&clerk, "GET", "/account", "").status, 200);
    json_t *document = document_of(ask(&clerk, "GET", "/account/second", ""));
    const char *secret = arena_text(&site->city.arena, text_at(document, "secret"));
    json_decref(document);
    assert_int_equal(
        ask(&clerk, "POST", "/account/second", arena_format(&site->city.arena, "code=%s", code_now(site, secret, 0)))
            .status,
        200);
    assert_int_equal(ask(&clerk, "GET", "/office/people", "").status, 200);
    assert_int_equal(ask(&boss, "POST", "/office/security", "security_lock_after=1").status, 422);
    assert_int_equal(ask(&boss, "POST", "/office/security", form).status, 303);
    assert_int_equal(ask(&clerk, "POST", "/account/second/off",
                         arena_format(&site->city.arena, "current_password=%s", SITE_PASSWORD))
                         .status,
                     303);
}

static void every_page_of_the_account_is_whole_in_both_languages(void **state)
{
    struct site *site = *state;
    static const struct {
        enum who who;
        const char *target;
    } pages[] = {{VISITOR, "/sign-in"}, {VISITOR, "/sign-up"},        {VISITOR, "/forgotten"},
                 {FACTORY, "/account"}, {FACTORY, "/account/second"}, {CLERK, "/office/people"}};
    static const char *const languages[] = {"zh-CN", "en"};
    for (size_t index = 0; index < 2 * sizeof pages / sizeof pages[0]; index++) {
        const struct question question = {.who = pages[index / 2].who,
                                          .method = "GET",
                                          .target = pages[index / 2].target,
                                          .page = true,
                                          .language = languages[index % 2]};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of("</html>")) != SPAN_NOWHERE);
        assert_true(span_find(answer.body, span_of("account.")) == SPAN_NOWHERE ||
                    strcmp(question.target, "/account") == 0);
    }
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        cmocka_unit_test(codes_are_those_of_the_rfc),
        cmocka_unit_test(a_code_counts_half_a_minute_around_now_and_never_twice),
        cmocka_unit_test(the_picture_holds_the_whole_address_of_the_secret),
        cmocka_unit_test(a_token_reaches_what_its_scopes_say_and_never_the_account),
    };
    const struct CMUnitTest site[] = {
        cmocka_unit_test(every_page_of_the_account_is_whole_in_both_languages),
        cmocka_unit_test(a_person_signs_up_and_is_signed_in_at_once),
        cmocka_unit_test(a_forgotten_password_is_set_by_a_mailed_link_once_and_the_answer_tells_nothing),
        cmocka_unit_test(a_link_that_is_over_opens_nothing),
        cmocka_unit_test(the_second_factor_is_asked_after_the_password_and_each_code_works_once),
        cmocka_unit_test(guessing_codes_is_locked_like_guessing_passwords),
        cmocka_unit_test(a_new_password_ends_other_sessions_and_all_tokens_but_not_this_browser),
        cmocka_unit_test(a_session_is_listed_and_can_be_ended_only_by_its_person),
        cmocka_unit_test(a_program_acts_within_its_scopes_without_a_form_token),
        cmocka_unit_test(the_office_hands_out_a_link_but_not_for_those_above_it),
        cmocka_unit_test(an_administrator_gives_and_takes_roles_but_the_last_one_stays),
        cmocka_unit_test(who_must_have_a_second_factor_has_no_role_until_it_is_on),
    };
    int failed = cmocka_run_group_tests_name("own account", pure, NULL, NULL);
    failed += cmocka_run_group_tests_name("own account on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("own account on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
