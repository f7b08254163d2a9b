/* Accounts: what a login and a password must be, people and sessions on both engines, sign-in as a person meets it. */
#include "tests/areas/site.h"

#include <sodium.h>

/* --- rules -------------------------------------------------------------------------------------------------------- */

static const char *password_fault(const char *password)
{
    struct result result = password_check(password);
    return result_failed(result) ? result.message : "";
}

static void a_password_is_long_enough_and_mixed(void **state)
{
    (void)state;
    char longest[PASSWORD_MOST_BYTES + 2];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_string_equal(password_fault("Ab1-567"), "account.error.password_short");
    assert_string_equal(password_fault(longest), "account.error.password_long");
    assert_string_equal(password_fault("abcdefgh"), "account.error.password_plain");
    assert_string_equal(password_fault("abcdefg1"), "account.error.password_plain");
    assert_string_equal(password_fault("Abcdefg1"), "");
    assert_string_equal(password_fault("密码abcdefg1"), "");
}

static void a_login_is_of_plain_letters(void **state)
{
    (void)state;
    assert_false(result_failed(login_check("wang.li-2@lc")));
    assert_true(result_failed(login_check("w")));
    assert_true(result_failed(login_check("王丽")));
    assert_true(result_failed(login_check("a b")));
    assert_true(result_failed(login_check("0123456789012345678901234567890123456789012345678901234567890123456789")));
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(login_key(&arena, "Office.Li"), "office.li");
    arena_release(&arena);
}

static void the_password_of_nobody_is_sound_so_that_an_unknown_login_costs_as_much(void **state)
{
    (void)state;
    assert_true(sodium_init() >= 0);
    char hash[crypto_pwhash_STRBYTES] = {0};
    memcpy(hash, password_of_nobody, strlen(password_of_nobody));
    assert_int_equal(
        crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE),
        0);
    int64_t start = time_monotonic_ms();
    assert_false(password_matches(password_of_nobody, SITE_PASSWORD));
    int64_t unknown = time_monotonic_ms() - start;
    assert_true(unknown >= 10); /* 64 MiB were filled: nothing that is refused early takes as long */
}

static void a_token_is_random_and_kept_as_a_digest_only(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const char *one = token_make(&arena);
    char digest[DIGEST_TEXT_SIZE];
    assert_int_equal(strlen(one), 43);
    assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_string_not_equal(one, token_make(&arena));
    assert_string_equal(token_digest("abc", digest),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    arena_release(&arena);
}

/* --- store -------------------------------------------------------------------------------------------------------- */

struct deed {
    struct arena *arena;
    int64_t region_id, id;
    struct new_person person;
    struct person found;
    const char *login, *hash;
    int64_t now_ms;
    const char *address;
    int64_t wait_ms;
    bool crowded;
};

static struct result do_insert(struct store_session *session, void *context)
{
    struct deed *deed = context;
    return person_insert(session, deed->region_id, deed->id, &deed->person, deed->now_ms);
}

static struct result do_find(struct store_session *session, void *context)
{
    struct deed *deed = context;
    return person_find_by_login(deed->arena, session, deed->region_id, deed->login, &deed->found);
}

static struct result do_set_password(struct store_session *session, void *context)
{
    struct deed *deed = context;
    return person_set_password(session, deed->region_id, deed->login, deed->hash, deed->now_ms);
}

static struct sign_in_attempt attempt_of(const struct deed *deed, char digest[static DIGEST_TEXT_SIZE])
{
    return (struct sign_in_attempt){deed->id,
                                    token_digest(deed->login, digest),
                                    deed->address == NULL ? "10.0.0.1" : deed->address,
                                    5,
                                    20,
                                    900000,
                                    deed->now_ms};
}

static struct result do_reserve(struct store_session *session, void *context)
{
    struct deed *deed = context;
    char digest[DIGEST_TEXT_SIZE];
    const struct sign_in_attempt attempt = attempt_of(deed, digest);
    struct sign_in_answer answer = {0};
    struct result result = sign_in_reserve(session, deed->region_id, &attempt, &answer);
    deed->wait_ms = answer.wait_ms;
    deed->crowded = answer.crowded;
    return result;
}

/* A wrong password, from the place taken to the failure counted. */
static struct result do_count(struct store_session *session, void *context)
{
    struct deed *deed = context;
    char digest[DIGEST_TEXT_SIZE];
    struct result result = do_reserve(session, context);
    const struct sign_in_attempt attempt = attempt_of(deed, digest);
    return result_failed(result) || deed->wait_ms > 0 || deed->crowded
               ? result
               : sign_in_fail(session, deed->region_id, &attempt);
}

static struct result do_give_back(struct store_session *session, void *context)
{
    const struct deed *deed = context;
    return sign_in_give_back(session, deed->region_id, deed->id);
}

static bool is_taken(struct site *site, int64_t id, int64_t now_ms)
{
    struct deed deed = {.region_id = REGION, .id = id, .login = "many", .now_ms = now_ms};
    assert_ok(store_write(site->city.store, do_reserve, &deed));
    assert_int_equal(deed.wait_ms, 0); /* crowded is not locked */
    return !deed.crowded;
}

static void places_and_failures_together_are_never_more_than_lock(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    struct deed wrong = {.region_id = REGION, .id = 900, .login = "many", .now_ms = CITY_NOW};
    assert_ok(store_write(store, do_count, &wrong));
    for (int64_t id = 901; id <= 904; id++) {
        assert_true(is_taken(site, id, CITY_NOW));
    }
    assert_false(is_taken(site, 905, CITY_NOW));
    struct deed right = {.region_id = REGION, .id = 902};
    assert_ok(store_write(store, do_give_back, &right));
    assert_ok(store_write(store, do_give_back, &right)); /* run again after a lost answer */
    assert_true(is_taken(site, 905, CITY_NOW));
    assert_true(is_taken(site, 905, CITY_NOW)); /* the same once more: one place */
    assert_false(is_taken(site, 906, CITY_NOW));
    assert_false(is_taken(site, 906, CITY_NOW + 60000));
    assert_true(is_taken(site, 906, CITY_NOW + 60001)); /* those of a process that was killed are free again */
}

static void a_login_is_one_persons_in_all_regions_however_it_is_written(void **state)
{
    struct site *site = *state;
    struct deed deed = {.arena = &site->city.arena, .region_id = REGION, .id = 500, .now_ms = CITY_NOW};
    deed.person = (struct new_person){"Li.Gong", "李工", "hash", "auditor", 0, ""};
    assert_ok(store_write(site->city.store, do_insert, &deed));
    assert_ok(store_write(site->city.store, do_insert, &deed)); /* run again after a lost answer */
    deed.login = "LI.gong";
    assert_ok(store_read(site->city.store, do_find, &deed));
    assert_int_equal(deed.found.id, 500);
    assert_string_equal(deed.found.login, "Li.Gong");

    struct deed second = deed;
    second.id = 501;
    second.person.login = "li.gong";
    struct result result = store_write(site->city.store, do_insert, &second);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "account.error.login_taken");
    second.region_id = OTHER_REGION;
    assert_int_equal(store_write(site->city.store, do_insert, &second).code, RESULT_CONFLICT);
    assert_int_equal(store_read(site->city.store, do_find, &second).code, RESULT_NOT_FOUND);
}

static void the_fifth_attempt_locks_and_a_quarter_of_an_hour_unlocks(void **state)
{
    struct site *site = *state;
    struct deed deed = {.region_id = REGION, .login = "somebody", .now_ms = CITY_NOW};
    for (int attempt = 1; attempt <= 5; attempt++) {
        assert_ok(store_write(site->city.store, do_count, &deed));
        assert_int_equal(deed.wait_ms, 0);
    }
    assert_ok(store_write(site->city.store, do_count, &deed));
    assert_true(deed.wait_ms > 0);
    struct deed other = {.region_id = OTHER_REGION, .login = "somebody", .now_ms = CITY_NOW};
    assert_ok(store_write(site->city.store, do_count, &other));
    assert_int_equal(other.wait_ms, 0);
    deed.now_ms = CITY_NOW + 900000 - 1;
    assert_ok(store_write(site->city.store, do_count, &deed));
    assert_true(deed.wait_ms > 0);
    deed.now_ms = CITY_NOW + 900000 + 1;
    for (int attempt = 1; attempt <= 5; attempt++) { /* counted from nothing again */
        assert_ok(store_write(site->city.store, do_count, &deed));
        assert_int_equal(deed.wait_ms, 0);
    }
}

static int64_t wait_after(struct site *site, const char *login, const char *address, int64_t now_ms)
{
    struct deed deed = {.region_id = REGION, .login = login, .address = address, .now_ms = now_ms};
    assert_ok(store_write(site->city.store, do_count, &deed));
    return deed.wait_ms;
}

static struct result do_know(struct store_session *session, void *context)
{
    char digest[DIGEST_TEXT_SIZE];
    (void)context;
    return sign_in_know(session, REGION, token_digest("victim", digest), "10.1.1.1", CITY_NOW);
}

static void nobody_can_lock_somebody_else_out(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, do_know, NULL)); /* she signed in from there once */
    for (int attempt = 0; attempt < 5; attempt++) {
        assert_int_equal(wait_after(site, "victim", "10.6.6.6", CITY_NOW), 0);
    }
    assert_true(wait_after(site, "victim", "10.6.6.6", CITY_NOW) > 0);     /* who guesses is locked */
    assert_int_equal(wait_after(site, "victim", "10.2.2.2", CITY_NOW), 0); /* from elsewhere it goes on */
    for (int machine = 0; machine < 40; machine++) { /* many machines: everybody unknown waits, a minute at most */
        const char *address = arena_format(&site->city.arena, "10.7.7.%d", machine);
        (void)wait_after(site, "victim", address, CITY_NOW + machine * 61000);
    }
    int64_t wait = wait_after(site, "victim", "10.3.3.3", CITY_NOW + 39 * 61000 + 1);
    assert_true(wait > 0 && wait <= 60000);
    assert_int_equal(wait_after(site, "victim", "10.1.1.1", CITY_NOW + 39 * 61000 + 2), 0); /* she does not */
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

static struct actor actor_after(struct site *site, enum who who, int64_t wait_ms, const char **csrf)
{
    static const char *nothing = NULL;
    struct actor actor = {0};
    struct request request = {.arena = &site->city.arena,
                              .store = site->city.store,
                              .region_id = REGION,
                              .now_ms = time_now_ms() + wait_ms,
                              .cookie_session = site_token(who)};
    assert_ok(accounts_find_actor(&request, &actor, csrf == NULL ? &nothing : csrf));
    return actor;
}

static void a_session_says_who_it_is_with_roles_and_organisations(void **state)
{
    struct site *site = *state;
    const char *csrf = NULL;
    struct actor clerk = actor_after(site, CLERK, 0, &csrf);
    assert_string_equal(csrf, "csrf-of-the-session");
    assert_int_equal(clerk.person_id, 100 + CLERK);
    assert_int_equal(clerk.roles, ROLE_MEMBER | ROLE_OFFICE);
    struct actor school = actor_after(site, SCHOOL, 0, NULL);
    assert_int_equal(school.roles, ROLE_MEMBER);
    assert_int_equal(school.organisation_count, 1);
    assert_string_equal(school.organisations[0].name, "聊城水城职业中专");
    assert_string_equal(school.organisations[0].role, "owner");
    assert_int_equal(actor_after(site, VISITOR, 0, NULL).person_id, 0);
}

static void a_session_ends_when_idle_for_half_an_hour_and_after_twelve_hours_however_busy(void **state)
{
    struct site *site = *state;
    enum { MINUTE = 60 * 1000 };
    assert_int_equal(actor_after(site, FACTORY, 31 * MINUTE, NULL).person_id, 0);
    assert_int_equal(actor_after(site, FACTORY, 29 * MINUTE, NULL).person_id, 100 + FACTORY); /* seen */
    for (int64_t minutes = 58; minutes <= 719; minutes += 29) {
        assert_int_equal(actor_after(site, FACTORY, minutes * MINUTE, NULL).person_id, 100 + FACTORY);
    }
    assert_int_equal(actor_after(site, FACTORY, 721 * MINUTE, NULL).person_id, 0);
}

static struct result do_sign_in(struct store_session *session, void *context)
{
    struct new_session *row = context;
    return session_insert(session, REGION, row);
}

static void a_sign_in_whose_answer_was_lost_is_written_again_without_harm(void **state)
{
    struct site *site = *state;
    char digest[DIGEST_TEXT_SIZE];
    struct new_session row = {.token_hash = token_digest("once more", digest),
                              .csrf = "c",
                              .address = "",
                              .agent = "",
                              .login_digest = "",
                              .person_id = 100 + FACTORY,
                              .now_ms = CITY_NOW};
    assert_ok(store_write(site->city.store, do_sign_in, &row));
    assert_ok(store_write(site->city.store, do_sign_in, &row));
}

/* Asked in the middle of somebody's write, as while an import holds SQLite's only writer: a write would never come back. */
static struct result ask_while_writing(struct store_session *session, void *context)
{
    enum { MINUTE = 60 * 1000 };
    struct site *site = context;
    (void)session;
    assert_int_equal(store_is_writing(site->city.store), store_kind(site->city.store) == STORE_SQLITE);
    assert_int_equal(actor_after(site, SCHOOL, 5 * MINUTE, NULL).person_id, 100 + SCHOOL);
    return result_ok();
}

static void a_page_does_not_wait_for_a_long_write_to_have_its_session_noted(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, ask_while_writing, site));
    assert_false(store_is_writing(site->city.store));
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

static struct dispatch_answer sign_in(struct site *site, const char *login, const char *password, const char *next)
{
    const char *form = arena_format(&site->city.arena, "login=%s&password=%s&next=%s", login, password, next);
    return site_post(site, VISITOR, "/sign-in", form);
}

static const char *problem_of(struct site *site, struct dispatch_answer answer)
{
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static void the_right_password_signs_in_and_signing_out_ends_the_session(void **state)
{
    struct site *site = *state;
    struct dispatch_answer answer = sign_in(site, "School", SITE_PASSWORD, "/search%3Fq=%25E7%2584%258A");
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer.location, "/search?q=%E7%84%8A");
    assert_true(strncmp(answer.set_cookie, "zq_session=", 11) == 0);
    assert_non_null(strstr(answer.set_cookie, "HttpOnly"));
    assert_non_null(strstr(answer.set_cookie, "SameSite=Lax"));

    char token[44] = {0};
    memcpy(token, answer.set_cookie + 11, 43);
    struct actor actor = {0};
    const char *csrf = NULL;
    struct request request = {.arena = &site->city.arena,
                              .store = site->city.store,
                              .region_id = REGION,
                              .now_ms = time_now_ms(),
                              .cookie_session = token};
    assert_ok(accounts_find_actor(&request, &actor, &csrf));
    assert_int_equal(actor.person_id, 100 + SCHOOL);
    const char *headers[] = {"Host: x", "Content-Type: application/x-www-form-urlencoded",
                             arena_format(&site->city.arena, "Cookie: zq_session=%s", token),
                             arena_format(&site->city.arena, "X-CSRF-Token: %s", csrf), NULL};
    answer = app_dispatch(&site->city.arena, &site->app, "POST", "/sign-out", headers, span_of(""));
    assert_int_equal(answer.status, 303);
    assert_ok(accounts_find_actor(&request, &actor, &csrf));
    assert_int_equal(actor.person_id, 0);
}

static void the_answer_is_the_same_for_an_unknown_login_and_a_wrong_password_even_when_locked(void **state)
{
    struct site *site = *state;
    for (int attempt = 1; attempt <= 6; attempt++) {
        static const char *const logins[] = {"reader", "nobody-at-all"};
        for (size_t index = 0; index < 2; index++) {
            struct dispatch_answer answer = sign_in(site, logins[index], "Wrong-Password-1", "");
            assert_int_equal(answer.status, 422);
            assert_string_equal(problem_of(site, answer),
                                attempt <= 5 ? "account.error.wrong" : "account.error.locked");
        }
    }
    assert_string_equal(problem_of(site, sign_in(site, "READER", SITE_PASSWORD, "")), "account.error.locked");
    struct deed deed = {.region_id = REGION, .login = "reader", .hash = site->hash, .now_ms = time_now_ms()};
    assert_ok(store_write(site->city.store, do_set_password, &deed)); /* the office gives a new one */
    assert_int_equal(sign_in(site, "reader", SITE_PASSWORD, "").status, 303);
    assert_int_equal(actor_after(site, READER, 0, NULL).person_id, 0); /* and the older sessions are over */
}

static void the_way_after_leads_nowhere_else_than_to_this_site(void **state)
{
    struct site *site = *state;
    static const char *const evil[] = {
        "//evil.cn",    "/%5Cevil.cn", "https://evil.cn",    "evil", "", "/a%0D%0AX:%20y",
        "/%09/evil.cn", "/%E7%84%8A",  "javascript:alert(1)"};
    for (size_t index = 0; index < sizeof evil / sizeof evil[0]; index++) {
        const char *target = arena_format(&site->city.arena, "/sign-in?next=%s", evil[index]);
        json_t *document = site_document(site, VISITOR, target);
        assert_string_equal(text_at(document, "next"), "/");
        json_decref(document);
    }
    json_t *document = site_document(site, VISITOR, "/sign-in?next=/office/imports");
    assert_string_equal(text_at(document, "next"), "/office/imports");
    json_decref(document);
}

static void a_crowd_at_the_sign_in_is_turned_away_uncounted_and_the_others_are_served(void **state)
{
    struct site *site = *state;
    for (int place = 0; place < SIGN_IN_PLACES; place++) {
        assert_true(sign_in_place_take());
    }
    for (int attempt = 0; attempt < 10; attempt++) { /* ten failures would lock it */
        assert_int_equal(sign_in(site, "factory", SITE_PASSWORD, "").status, 503);
    }
    assert_int_equal(site_get(site, VISITOR, "/search").status, 200);
    for (int place = 0; place < SIGN_IN_PLACES; place++) {
        sign_in_place_give();
    }
    for (int time = 0; time < 2 * SIGN_IN_PLACES; time++) {
        assert_int_equal(sign_in(site, "factory", time % 4 == 3 ? SITE_PASSWORD : "Wrong-Password-1", "").status,
                         time % 4 == 3 ? 303 : 422); /* each place is given back, whatever the answer */
    }
}

static void a_strange_form_is_refused_like_a_wrong_password(void **state)
{
    struct site *site = *state;
    assert_string_equal(problem_of(site, site_post(site, VISITOR, "/sign-in", "")), "account.error.wrong");
    char *password = arena_alloc(&site->city.arena, 5001, 1);
    memset(password, 'x', 5000);
    assert_string_equal(problem_of(site, sign_in(site, "office", password, "")), "account.error.wrong");
    const struct question forged = {
        .who = VISITOR, .method = "POST", .target = "/sign-in", .body = span_of("login=office"), .csrf = "0123"};
    assert_int_equal(site_ask(site, &forged).status, 403);
}

int main(void)
{
    const struct CMUnitTest rules[] = {
        cmocka_unit_test(a_password_is_long_enough_and_mixed),
        cmocka_unit_test(a_login_is_of_plain_letters),
        cmocka_unit_test(the_password_of_nobody_is_sound_so_that_an_unknown_login_costs_as_much),
        cmocka_unit_test(a_token_is_random_and_kept_as_a_digest_only),
    };
    const struct CMUnitTest site[] = {
        cmocka_unit_test(a_login_is_one_persons_in_all_regions_however_it_is_written),
        cmocka_unit_test(the_fifth_attempt_locks_and_a_quarter_of_an_hour_unlocks),
        cmocka_unit_test(nobody_can_lock_somebody_else_out),
        cmocka_unit_test(places_and_failures_together_are_never_more_than_lock),
        cmocka_unit_test(a_session_says_who_it_is_with_roles_and_organisations),
        cmocka_unit_test(a_session_ends_when_idle_for_half_an_hour_and_after_twelve_hours_however_busy),
        cmocka_unit_test(a_sign_in_whose_answer_was_lost_is_written_again_without_harm),
        cmocka_unit_test(a_page_does_not_wait_for_a_long_write_to_have_its_session_noted),
        cmocka_unit_test(the_right_password_signs_in_and_signing_out_ends_the_session),
        cmocka_unit_test(the_answer_is_the_same_for_an_unknown_login_and_a_wrong_password_even_when_locked),
        cmocka_unit_test(the_way_after_leads_nowhere_else_than_to_this_site),
        cmocka_unit_test(a_crowd_at_the_sign_in_is_turned_away_uncounted_and_the_others_are_served),
        cmocka_unit_test(a_strange_form_is_refused_like_a_wrong_password),
    };
    int failed = cmocka_run_group_tests_name("rules", rules, NULL, NULL);
    failed += cmocka_run_group_tests_name("accounts on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("accounts on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
