/* The settings of the city: what is typed, what is kept, who may. */
#include "tests/areas/site.h"

#include "areas/settings/store.h"

static bool reads(enum setting_id id, const char *text, const char *expected)
{
    int64_t numbers[SETTING_DAYS_MOST];
    size_t count = 0;
    struct arena arena;
    if (!setting_read(&setting_rules[id], span_of(text), numbers, &count)) {
        return expected == NULL;
    }
    arena_init(&arena);
    bool same = expected != NULL && strcmp(setting_write(&arena, numbers, count), expected) == 0;
    arena_release(&arena);
    return same;
}

static void numbers_are_read_within_their_bounds(void **state)
{
    (void)state;
    assert_true(reads(SETTING_TERM_DAYS, "10", "10"));
    assert_true(reads(SETTING_TERM_DAYS, "250", "250"));
    assert_true(reads(SETTING_TERM_DAYS, "251", NULL));
    assert_true(reads(SETTING_TERM_DAYS, "0", NULL));
    assert_true(reads(SETTING_TERM_DAYS, "-1", NULL));
    assert_true(reads(SETTING_TERM_DAYS, "", NULL));
    assert_true(reads(SETTING_TERM_DAYS, "10,5", NULL));
    assert_true(reads(SETTING_TERM_DAYS, "99999999999999999999", NULL));
    assert_true(reads(SETTING_REMINDER_DAYS, "1, 3", "3,1"));
    assert_true(reads(SETTING_REMINDER_DAYS, "3,3,1", "3,1"));
    assert_true(reads(SETTING_REMINDER_DAYS, "3,,1", NULL));
    assert_true(reads(SETTING_REMINDER_DAYS, "3,", NULL));
    assert_true(reads(SETTING_REMINDER_DAYS, "8,7,6,5,4,3,2,1", "8,7,6,5,4,3,2,1"));
    assert_true(reads(SETTING_REMINDER_DAYS, "9,8,7,6,5,4,3,2,1", NULL));
}

static struct result put_odd(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "setting_put",
                         STORE_VALUES(store_integer(REGION), store_text("request.term_days"), store_text("lots"),
                                      store_integer(1), store_integer(0)),
                         NULL);
}

static struct result find(struct store_session *session, void *context)
{
    return settings_find(session, REGION, context);
}

static const char right[] =
    "registration_term_days=4&registration_answer_days=9&article_review_days=2&article_change_days=8&"
    "request.term_days=7&request.reminder_days=2,5&file.most_mb.image=4&file.most_mb.document=9&"
    "file.most_mb.film=40";

static void the_office_sets_them_and_the_log_says_so(void **state)
{
    struct site *site = *state;
    struct settings settings;
    assert_false(result_failed(store_write(site->city.store, put_odd, NULL)));
    assert_false(result_failed(store_read(site->city.store, find, &settings)));
    assert_int_equal(settings_number(&settings, SETTING_TERM_DAYS), 10); /* what is no number is the usual one */
    struct dispatch_answer answer = site_post(site, CLERK, "/office/settings", right);
    assert_int_equal(answer.status, 303);
    assert_false(result_failed(store_read(site->city.store, find, &settings)));
    assert_int_equal(settings_number(&settings, SETTING_TERM_DAYS), 7);
    assert_int_equal(settings.counts[SETTING_REMINDER_DAYS], 2);
    assert_int_equal(settings.numbers[SETTING_REMINDER_DAYS][0], 5);
    assert_int_equal(settings_number(&settings, SETTING_FILM_MB), 40);
    json_t *shown = site_document(site, CLERK, "/office/settings");
    assert_string_equal(text_at(shown, "fields.1.value"), "5,2");
    json_decref(shown);
}

static void what_is_out_of_bounds_changes_nothing(void **state)
{
    struct site *site = *state;
    struct settings settings;
    const char *wrong = arena_format(&site->city.arena, "%s0", right); /* a film of 400 MB */
    assert_int_equal(site_post(site, CLERK, "/office/settings", wrong).status, 422);
    assert_int_equal(site_post(site, CLERK, "/office/settings", "").status, 422);
    assert_int_equal(site_post(site, FACTORY, "/office/settings", right).status, 403);
    assert_false(result_failed(store_read(site->city.store, find, &settings)));
    assert_int_equal(settings_number(&settings, SETTING_TERM_DAYS), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_within_their_bounds),
        ON_BOTH(the_office_sets_them_and_the_log_says_so),
        ON_BOTH(what_is_out_of_bounds_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
