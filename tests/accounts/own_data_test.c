/* What is kept about a person, taken away and erased, on both engines. */
#include "tests/areas/site.h"

#include "areas/mail/mail.h"

static struct result put_address(struct store_session *session, void *context)
{
    (void)context;
    return mail_contact_put(session, REGION, 100 + READER, "reader@example.cn", CITY_NOW);
}

static void a_person_takes_away_all_that_is_kept_about_them(void **state)
{
    struct site *site = *state;
    assert_false(result_failed(store_write(site->city.store, put_address, NULL)));
    assert_int_equal(site_get(site, READER, "/office/weights").status, 403); /* a deed to be told of */
    struct dispatch_answer answer = site_get(site, READER, "/account/data.json");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.disposition, "my-data.json"));
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "person.0.login"), "reader");
    assert_string_equal(text_at(document, "person.0.address"), "reader@example.cn");
    assert_string_equal(text_at(document, "organisations.0.role"), "reader");
    assert_string_equal(text_at(document, "deeds.0.action"), "fit.weigh");
    assert_string_equal(text_at(document, "deeds.0.outcome"), "refused");
    assert_int_equal(json_array_size(at_path(document, "sessions")), 1);
    json_decref(document);
}

static void the_page_says_the_same_and_what_the_law_keeps(void **state)
{
    struct site *site = *state;
    const struct question question = {.who = READER, .method = "GET", .target = "/account/data", .page = true};
    struct dispatch_answer answer = site_ask(site, &question);
    assert_int_equal(answer.status, 200);
    const char *body = arena_copy(&site->city.arena, answer.body);
    assert_non_null(strstr(body, "reader@example.cn"));
    assert_non_null(strstr(body, "第二十一条"));
}

static void who_alone_owns_an_organisation_with_members_hands_it_over_first(void **state)
{
    struct site *site = *state;
    struct dispatch_answer answer = site_post(site, FACTORY, "/account/erase", "current_password=Right-Password-1");
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "problems.0.message"), "account.data.error.owner");
    json_decref(document);
    assert_int_equal(site_get(site, FACTORY, "/account").status, 200);
}

static void a_wrong_password_erases_nothing(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, READER, "/account/erase", "current_password=Wrong-Password-1").status, 422);
    assert_int_equal(site_get(site, READER, "/account").status, 200);
}

struct remains {
    struct site *site;
    const char *login, *name, *address;
    int64_t confirmed_ms;
};

static struct result read_remains(struct store_session *session, void *context)
{
    struct remains *remains = context;
    struct arena *arena = &remains->site->city.arena;
    struct store_rows *rows;
    struct result result = store_query(session, "own_data_person",
                                       STORE_VALUES(store_integer(REGION), store_integer(100 + READER)), &rows);
    if (result_failed(result)) {
        return result;
    }
    if (store_rows_next(rows)) {
        remains->login = store_rows_text(arena, rows, 0);
        remains->name = store_rows_text(arena, rows, 1);
    }
    result = store_rows_close(rows);
    return result_failed(result)
               ? result
               : mail_contact_find(arena, session, REGION, 100 + READER, &remains->address, &remains->confirmed_ms);
}

static void an_erased_person_is_gone_but_for_the_log(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, READER, "/account/erase", "current_password=Right-Password-1").status, 303);
    assert_int_equal(site_get(site, READER, "/account").status, 401);
    struct remains remains = {.site = site, .login = "", .name = ""};
    assert_false(result_failed(store_read(site->city.store, read_remains, &remains)));
    assert_non_null(strstr(remains.login, "erased-"));
    assert_string_equal(remains.name, "—");
    assert_string_equal(remains.address, "");
    assert_int_equal(site_post(site, VISITOR, "/sign-in", "login=reader&password=Right-Password-1").status, 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_takes_away_all_that_is_kept_about_them),
        cmocka_unit_test(the_page_says_the_same_and_what_the_law_keeps),
        cmocka_unit_test(who_alone_owns_an_organisation_with_members_hands_it_over_first),
        cmocka_unit_test(a_wrong_password_erases_nothing),
        cmocka_unit_test(an_erased_person_is_gone_but_for_the_log),
    };
    int failed = cmocka_run_group_tests_name("own data, sqlite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("own data, postgres", tests, start_site_postgres, stop_site);
}
