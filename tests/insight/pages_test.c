/* Supply against demand, the start page and the frame of every page, as documents. */
#include "tests/areas/site.h"

static void fill(struct site *site)
{
    struct listing need = city_listing(7001, 1, "数控车工");
    struct listing offer = city_listing(7002, 2, "数控技术应用毕业生");
    struct listing technical = city_listing(7003, 1, "轴承磨削烧伤难题");
    need.headcount = 30;
    offer.headcount = 12;
    technical.kind = "technology";
    assert_ok(insert_listing(&site->city, need));
    assert_ok(insert_listing(&site->city, offer));
    assert_ok(insert_listing(&site->city, technical));
}

static int start_filled_sqlite(void **state)
{
    int failed = start_site_sqlite(state);
    if (failed == 0) {
        fill(*state);
    }
    return failed;
}

static int start_filled_postgres(void **state)
{
    int failed = start_site_postgres(state);
    if (failed == 0) {
        fill(*state);
    }
    return failed;
}

static void sum_of(json_t *list, int64_t *wanted, int64_t *offered)
{
    size_t index;
    json_t *bar;
    *wanted = 0;
    *offered = 0;
    json_array_foreach(list, index, bar)
    {
        *wanted += number_at(bar, "need_people");
        *offered += number_at(bar, "offer_people");
        assert_int_equal(number_at(bar, "gap_people"), number_at(bar, "need_people") - number_at(bar, "offer_people"));
    }
}

static void people_wanted_and_offered_are_counted_by_trade_and_county(void **state)
{
    struct site *site = *state;
    int64_t wanted;
    int64_t offered;
    json_t *page = site_document(site, VISITOR, "/insight");
    sum_of(at_path(page, "trades"), &wanted, &offered);
    assert_int_equal(wanted, 30);
    assert_int_equal(offered, 12);
    sum_of(at_path(page, "counties"), &wanted, &offered);
    assert_int_equal(wanted, 30);
    assert_int_equal(offered, 12);
    assert_int_equal(json_array_size(at_path(page, "trade_table.rows")), json_array_size(at_path(page, "trades")));
    json_decref(page);
    page = site_document(site, VISITOR, "/insight?county=371581");
    sum_of(at_path(page, "trades"), &wanted, &offered);
    assert_int_equal(wanted, 30);
    assert_int_equal(offered, 0);
    json_decref(page);
}

static void a_choice_that_is_none_shows_the_whole_city(void **state)
{
    struct site *site = *state;
    int64_t wanted;
    int64_t offered;
    static const char *const targets[] = {"/insight?county=nowhere", "/insight?county=%3Cb%3E&group=%3Ci%3E"};
    for (size_t index = 0; index < 2; index++) {
        json_t *page = site_document(site, VISITOR, targets[index]);
        sum_of(at_path(page, "trades"), &wanted, &offered);
        assert_int_equal(wanted, 30);
        assert_int_equal(offered, 12);
        json_decref(page);
    }
}

static void the_start_page_counts_what_is_open(void **state)
{
    struct site *site = *state;
    json_t *page = site_document(site, VISITOR, "/");
    assert_int_equal(number_at(page, "school_count"), 1);
    assert_int_equal(number_at(page, "enterprise_count"), 2);
    assert_int_equal(number_at(page, "need_count"), 2);
    assert_int_equal(number_at(page, "offer_count"), 1);
    json_decref(page);
}

static bool page_holds(struct site *site, enum who who, const char *target, const char *text)
{
    const struct question question = {.who = who, .method = "GET", .target = target, .page = true};
    struct dispatch_answer answer = site_ask(site, &question);
    assert_int_equal(answer.status, 200);
    return strstr(arena_copy(&site->city.arena, answer.body), text) != NULL;
}

static void each_role_is_shown_its_places_and_everybody_the_way_back(void **state)
{
    struct site *site = *state;
    static const char *const pages[] = {"/", "/insight", "/unmet", "/about", "/accessibility", "/sign-in"};
    for (size_t index = 0; index < sizeof pages / sizeof pages[0]; index++) {
        for (enum who who = VISITOR; who < WHO_COUNT; who++) {
            assert_true(page_holds(site, who, pages[index], "href=\"/search\""));
            assert_true(page_holds(site, who, pages[index], "href=\"/accessibility\""));
            assert_int_equal(page_holds(site, who, pages[index], "href=\"/office\""), who == CLERK);
            assert_int_equal(page_holds(site, who, pages[index], "href=\"/listings/message\""), who != VISITOR);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_wanted_and_offered_are_counted_by_trade_and_county),
        cmocka_unit_test(a_choice_that_is_none_shows_the_whole_city),
        cmocka_unit_test(the_start_page_counts_what_is_open),
        cmocka_unit_test(each_role_is_shown_its_places_and_everybody_the_way_back),
    };
    int failed = cmocka_run_group_tests_name("insight and portal on SQLite", tests, start_filled_sqlite, stop_site);
    return failed +
           cmocka_run_group_tests_name("insight and portal on PostgreSQL", tests, start_filled_postgres, stop_site);
}
