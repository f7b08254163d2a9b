/* Many at one login at once, from one address; and passwords that are too old. Through the whole site, on both engines. */
#include "tests/areas/staff.h"

#include "areas/accounts/security.h"

#include <pthread.h>
#include <time.h>

enum { CROWD = 8, GUESSERS = 20, ROUNDS = 3 };

struct one {
    struct site *site;
    const char *password;
    pthread_t thread;
    int status;
    bool locked;
};

/* Each with an arena of its own; whoever finds no place asks again, as people do. */
static void *sign_in_alone(void *argument)
{
    struct one *one = argument;
    struct arena arena;
    arena_init(&arena);
    const char *nonce = "0123456789abcdef0123456789abcdef";
    const char *headers[] = {
        "Host: x",
        "Content-Type: application/x-www-form-urlencoded",
        "Accept: application/json",
        arena_format(&arena, "Cookie: zq_csrf=%s", nonce),
        arena_format(&arena, "X-CSRF-Token: %s", csrf_make_token(&arena, one->site->app.secret, span_of(nonce))),
        NULL};
    struct span body = span_of(arena_format(&arena, "login=school&password=%s", one->password));
    const struct timespec pause = {.tv_nsec = 20 * 1000000};
    for (int round = 0; round < 500 && (one->status == 0 || one->status == 503); round++) {
        struct dispatch_answer answer = app_dispatch(&arena, &one->site->app, "POST", "/sign-in", headers, body);
        one->status = answer.status;
        one->locked = span_find(answer.body, span_of("account.error.locked")) != SPAN_NOWHERE;
        (void)nanosleep(&pause, NULL);
    }
    arena_release(&arena);
    return NULL;
}

static void all_at_once(struct site *site, struct one *list, size_t count, const char *password)
{
    for (size_t index = 0; index < count; index++) {
        list[index] = (struct one){.site = site, .password = password};
        assert_int_equal(pthread_create(&list[index].thread, NULL, sign_in_alone, &list[index]), 0);
    }
    for (size_t index = 0; index < count; index++) {
        assert_int_equal(pthread_join(list[index].thread, NULL), 0);
    }
}

static void right_passwords_never_lock_however_many_come_at_once(void **state)
{
    struct site *site = *state;
    struct one list[CROWD];
    for (int round = 0; round < ROUNDS; round++) {
        all_at_once(site, list, CROWD, SITE_PASSWORD);
        for (size_t index = 0; index < CROWD; index++) {
            assert_int_equal(list[index].status, 303);
        }
    }
}

static void guessing_at_once_gets_no_more_than_five_answers(void **state)
{
    struct site *site = *state;
    struct one list[GUESSERS];
    size_t wrong = 0;
    all_at_once(site, list, GUESSERS, "Wrong-Password-1");
    for (size_t index = 0; index < GUESSERS; index++) {
        assert_int_equal(list[index].status, 422);
        wrong += !list[index].locked;
    }
    assert_int_equal(wrong, 5);
    struct one right;
    all_at_once(site, &right, 1, SITE_PASSWORD);
    assert_true(right.status == 422 && right.locked);
}

/* --- age of passwords -------------------------------------------------------------------------------------------------- */

static struct result run_script(struct store_session *session, void *context)
{
    return store_run_script(session, context);
}

static const char *place_after_sign_in(struct site *site)
{
    const char *form = arena_format(&site->city.arena, "login=factory&password=%s&next=/search", SITE_PASSWORD);
    struct dispatch_answer answer = site_post(site, VISITOR, "/sign-in", form);
    assert_int_equal(answer.status, 303);
    return answer.location;
}

static void age_password(struct site *site, int64_t days)
{
    int64_t since = time_now_ms() - days * 24 * 60 * 60 * 1000 - 60000;
    char *script =
        arena_format(&site->city.arena, "UPDATE person SET password_ms = %lld WHERE region_id = %d AND id = %d",
                     (long long)since, REGION, 100 + FACTORY);
    assert_ok(store_write(site->city.store, run_script, script));
}

static struct result never_remind(struct store_session *session, void *context)
{
    struct security security = security_usual();
    (void)context;
    security.password_days = 0;
    return security_put(session, REGION, &security, 1, time_now_ms());
}

static void an_old_password_leads_to_the_page_where_it_is_changed(void **state)
{
    struct site *site = *state;
    assert_string_equal(place_after_sign_in(site), "/search");
    age_password(site, 89);
    assert_string_equal(place_after_sign_in(site), "/search");
    age_password(site, 90);
    assert_string_equal(place_after_sign_in(site), "/account?old_password=1");
    const struct question question = {
        .who = FACTORY, .method = "GET", .target = "/account?old_password=1", .page = true, .language = "en"};
    assert_true(span_find(site_ask(site, &question).body, span_of("in use for too long")) != SPAN_NOWHERE);
    const char *form = "current_password=Right-Password-1&password=Right-Password-1&password_again=Right-Password-1";
    assert_int_equal(site_post(site, FACTORY, "/account/password", form).status, 303);
    assert_string_equal(place_after_sign_in(site), "/search");
    age_password(site, 4000);
    assert_ok(store_write(site->city.store, never_remind, NULL));
    assert_string_equal(place_after_sign_in(site), "/search");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_passwords_never_lock_however_many_come_at_once),
        cmocka_unit_test(an_old_password_leads_to_the_page_where_it_is_changed),
        cmocka_unit_test(guessing_at_once_gets_no_more_than_five_answers),
    };
    int failed = cmocka_run_group_tests_name("crowd, sqlite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("crowd, postgres", tests, start_site_postgres, stop_site);
}
