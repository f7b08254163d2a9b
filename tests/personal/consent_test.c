/* Consent: who agreed to which version, asked again for a new one, withdrawn, kept after erasure. On both engines. */
#include "tests/areas/staff.h"

#include "areas/personal/personal.h"
#include "store/testing.h"

static const char nonce_of_visitor[] = "zq_session=";

static struct dispatch_answer sign_in(struct site *site, const char *login)
{
    const char *form =
        arena_format(&site->city.arena, "login=%s&password=%s&next=/search%%3Fq%%3Da%%26b", login, SITE_PASSWORD);
    return site_post(site, VISITOR, "/sign-in", form);
}

static const char *day_after(struct site *site, int days)
{
    char day[DAY_TEXT_SIZE];
    int32_t today = day_of_time(time_now_ms(), site->app.zone_minutes);
    return arena_text(&site->city.arena, day_format(today + days, day));
}

static const char *first_problem(struct site *site, struct dispatch_answer answer)
{
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static void the_notice_is_public_in_both_languages_with_its_version(void **state)
{
    struct site *site = *state;
    static const char *const languages[] = {"zh-CN", "en"};
    static const char *const words[] = {"聊城产教联合体办公室", "The office of the Liaocheng alliance"};
    for (size_t index = 0; index < 2; index++) {
        const struct question question = {
            .who = VISITOR, .method = "GET", .target = "/privacy", .page = true, .language = languages[index]};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of(words[index])) != SPAN_NOWHERE);
        assert_true(span_find(answer.body, span_of("personal.")) == SPAN_NOWHERE);
    }
}

static void signing_up_records_the_consent(void **state)
{
    struct site *site = *state;
    const char *form = "login=newcomer&name=New&password=Right-Password-1&password_again=Right-Password-1";
    assert_int_equal(site_post(site, VISITOR, "/sign-up", form).status, 422); /* not without */
    struct dispatch_answer answer =
        site_post(site, VISITOR, "/sign-up", arena_format(&site->city.arena, "%s&agree=1", form));
    assert_int_equal(answer.status, 303);
    assert_string_equal(sign_in(site, "newcomer").location, "/search?q=a&b"); /* not asked again */
}

static struct result insert_unasked(struct store_session *session, void *context)
{
    struct site *site = context;
    const struct new_person person = {"unasked", "某某", site->hash, "", 0, ""};
    return person_insert(session, REGION, 950, &person, time_now_ms());
}

static void whoever_has_not_agreed_is_asked_and_not_locked_out(void **state)
{
    struct site *site = *state;
    assert_ok(store_write(site->city.store, insert_unasked, site));
    struct dispatch_answer answer = sign_in(site, "unasked");
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer.location, "/account/consent?next=%2Fsearch%3Fq%3Da%26b");
    assert_true(strncmp(answer.set_cookie, nonce_of_visitor, strlen(nonce_of_visitor)) ==
                0); /* signed in all the same */
}

static void a_new_version_counts_from_its_day_and_is_asked_about(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *form = "text_zh=%23%23+%E6%96%B0%0A%7Bregion%7D&text_en=New+text";
    assert_string_equal(first_problem(site, site_post(site, CLERK, "/office/privacy",
                                                      arena_format(arena, "day=%s&%s", day_after(site, -1), form))),
                        "personal.error.day");
    assert_string_equal(first_problem(site, site_post(site, CLERK, "/office/privacy",
                                                      arena_format(arena, "day=%s&text_zh=a", day_after(site, 0)))),
                        "personal.error.text");
    assert_int_equal(site_post(site, FACTORY, "/office/privacy", "day=2027-01-01").status, 403);
    const char *later = arena_format(arena, "day=%s&%s", day_after(site, 9), form);
    const char *now = arena_format(arena, "day=%s&%s", day_after(site, 0), form);
    assert_int_equal(site_post(site, CLERK, "/office/privacy", now).status, 303);
    assert_int_equal(site_post(site, CLERK, "/office/privacy", later).status, 303);
    assert_string_equal(first_problem(site, site_post(site, CLERK, "/office/privacy", now)),
                        "personal.error.day_before");
    json_t *document = site_document(site, VISITOR, "/privacy");
    assert_int_equal(number_at(document, "text.version"), 2); /* 3 is to come */
    assert_int_equal(json_array_size(at_path(document, "versions")), 3);
    json_decref(document);
    document = site_document(site, VISITOR, "/privacy?version=1");
    assert_int_equal(number_at(document, "text.version"), 1);
    json_decref(document);
    assert_non_null(strstr(sign_in(site, "school").location, "/account/consent?next="));
}

static void agreeing_is_to_the_version_that_was_shown(void **state)
{
    struct site *site = *state;
    assert_string_equal(first_problem(site, site_post(site, SCHOOL, "/account/consent", "version=2&next=/")),
                        "personal.error.agree");
    assert_string_equal(first_problem(site, site_post(site, SCHOOL, "/account/consent", "version=1&agree=1")),
                        "personal.error.version");
    assert_string_equal(first_problem(site, site_post(site, SCHOOL, "/account/consent", "version=3&agree=1")),
                        "personal.error.version");
    struct dispatch_answer answer =
        site_post(site, SCHOOL, "/account/consent", "version=2&agree=1&next=//evil.example");
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer.location, "/");
    assert_string_equal(sign_in(site, "school").location, "/search?q=a&b");
    json_t *document = site_document(site, SCHOOL, "/account/personal");
    assert_int_equal(number_at(document, "consents.0.version"), 2);
    assert_string_equal(text_at(document, "consents.0.how"), "sign_in");
    assert_int_equal(number_at(document, "consents.1.version"), 1);
    json_decref(document);
}

struct records {
    struct site *site;
    int64_t person_id;
    const char *steps;
};

static struct result read_records(struct store_session *session, void *context)
{
    struct records *records = context;
    struct store_rows *rows;
    records->steps = "";
    struct result result = store_query(session, "personal_consent_list",
                                       STORE_VALUES(store_integer(REGION), store_integer(records->person_id)), &rows);
    if (result_failed(result)) {
        return result;
    }
    struct arena *arena = &records->site->city.arena;
    while (store_rows_next(rows)) {
        const char *how = store_rows_text(arena, rows, 4);
        records->steps = arena_format(arena, "%s%s %s,", records->steps, store_rows_text(arena, rows, 3), how);
    }
    return store_rows_close(rows);
}

static void erasing_withdraws_and_keeps_the_records_and_says_the_clause(void **state)
{
    struct site *site = *state;
    struct dispatch_answer page = site_get(site, READER, "/account/data.json");
    json_t *document = document_of(page);
    assert_string_equal(text_at(document, "kept.1.id"), "consent");
    assert_int_equal(number_at(document, "kept.1.months"), 36);
    assert_non_null(strstr(text_at(document, "kept.1.clause"), "第六十九条"));
    assert_string_equal(text_at(document, "kept.1.status"), "unverified");
    json_decref(document);
    assert_int_equal(site_post(site, READER, "/account/erase", "current_password=Right-Password-1").status, 303);
    struct records records = {.site = site, .person_id = 100 + READER};
    assert_ok(store_read(site->city.store, read_records, &records));
    assert_string_equal(records.steps, "withdrawn erasure,given sample,");
}

static struct result run_script(struct store_session *session, void *context)
{
    return store_run_script(session, context);
}

static void no_record_is_changed_or_taken_out_by_hand(void **state)
{
    struct site *site = *state;
    static char change[] = "UPDATE consent_record SET step = 'given' WHERE region_id = 371500";
    static char removal[] = "DELETE FROM consent_record WHERE region_id = 371500";
    assert_true(result_failed(store_write(site->city.store, run_script, change)));
    assert_true(result_failed(store_write(site->city.store, run_script, removal)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_notice_is_public_in_both_languages_with_its_version),
        cmocka_unit_test(signing_up_records_the_consent),
        cmocka_unit_test(whoever_has_not_agreed_is_asked_and_not_locked_out),
        cmocka_unit_test(a_new_version_counts_from_its_day_and_is_asked_about),
        cmocka_unit_test(agreeing_is_to_the_version_that_was_shown),
        cmocka_unit_test(erasing_withdraws_and_keeps_the_records_and_says_the_clause),
        cmocka_unit_test(no_record_is_changed_or_taken_out_by_hand),
    };
    int failed = cmocka_run_group_tests_name("consent, sqlite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("consent, postgres", tests, start_site_postgres, stop_site);
}
