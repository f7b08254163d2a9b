/* Organisations in the store, on both engines: keys, registry of codes, parts, search. */
#include "tests/areas/city.h"

#include "text/text.h"

static struct city *city_of(void **state)
{
    return *state;
}

struct question {
    struct city *city;
    struct organisation_filter filter;
    struct organisation_page page;
    struct organisation_facts *facts;
    size_t fact_count;
};

static struct result do_search(struct store_session *session, void *context)
{
    struct question *question = context;
    struct arena *arena = &question->city->arena;
    struct result result = organisation_search(arena, session, REGION, &question->filter, &question->page);
    return result_failed(result) ? result
                                 : organisation_list_facts(arena, session, REGION, &question->filter, 1000,
                                                           &question->facts, &question->fact_count);
}

static struct question search(struct city *city, struct organisation_filter filter)
{
    struct question question = {.city = city, .filter = filter};
    question.filter.limit = filter.limit == 0 ? 100 : filter.limit;
    assert_ok(store_read(city->store, do_search, &question));
    return question;
}

static bool finds(struct city *city, const char *text, int64_t id)
{
    struct question question = search(city, (struct organisation_filter){.text = span_of(text)});
    for (size_t index = 0; index < question.page.count; index++) {
        if (question.page.organisations[index].id == id) {
            return true;
        }
    }
    return false;
}

static struct result do_find(struct store_session *session, void *context)
{
    struct errand *errand = context;
    struct organisation *out = &errand->organisation;
    struct arena *arena = &errand->city->arena;
    if (errand->found.title != NULL) {
        return organisation_find_by_name(arena, session, REGION, errand->found.title, out);
    }
    return errand->found.body != NULL
               ? organisation_find_by_code(arena, session, errand->region_id, errand->found.body, out)
               : organisation_find(arena, session, REGION, errand->found.id, out);
}

static struct result find(struct city *city, int64_t id, const char *name, const char *code, struct organisation *out)
{
    struct errand errand = {.city = city, .region_id = REGION};
    errand.found.id = id;
    errand.found.title = name;
    errand.found.body = code;
    struct result result = store_read(city->store, do_find, &errand);
    *out = errand.organisation;
    return result;
}

static struct result do_update(struct store_session *session, void *context)
{
    struct errand *errand = context;
    return organisation_update(&errand->city->arena, session, REGION, &errand->organisation);
}

static struct result update(struct city *city, struct organisation organisation)
{
    struct errand errand = {.city = city, .organisation = organisation};
    return store_write(city->store, do_update, &errand);
}

static struct organisation named(int64_t id, const char *name, const char *code)
{
    struct organisation organisation = city_organisation(3);
    organisation.id = id;
    organisation.name = name;
    organisation.credit_code = code;
    return organisation;
}

static void an_organisation_is_found_by_id_name_and_code(void **state)
{
    struct city *city = city_of(state);
    struct organisation found;
    assert_ok(insert_organisation(city, REGION, named(100, "高唐测试机械厂", "91371526MA3C000014")));
    assert_ok(find(city, 100, NULL, NULL, &found));
    assert_string_equal(found.name, "高唐测试机械厂");
    assert_int_equal(found.staff_count, 320);
    assert_ok(find(city, 0, "高唐測試機械廠 ", NULL, &found));
    assert_int_equal(found.id, 100);
    assert_ok(find(city, 0, NULL, "91371526MA3C000014", &found));
    assert_int_equal(found.id, 100);
    assert_int_equal(find(city, 0, NULL, "91371526MA3C000015", &found).code, RESULT_NOT_FOUND);
}

static void a_name_and_a_code_belong_to_one_organisation(void **state)
{
    struct city *city = city_of(state);
    assert_ok(insert_organisation(city, REGION, named(200, "甲厂", "91371526MA3C000022")));
    struct result result = insert_organisation(city, REGION, named(201, "甲厂", ""));
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "name");
    result = insert_organisation(city, REGION, named(202, "乙厂", "91371526MA3C000022"));
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "credit_code");
    /* in another region too, and nothing of the refused one is left behind */
    result = insert_organisation(city, OTHER_REGION, named(203, "乙厂", "91371526MA3C000022"));
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_ok(insert_organisation(city, REGION, named(202, "乙厂", "91371526MA3C000030")));
    /* again after a lost answer */
    assert_ok(insert_organisation(city, REGION, named(202, "乙厂", "91371526MA3C000030")));
}

static void a_code_that_is_given_up_is_free_again(void **state)
{
    struct city *city = city_of(state);
    struct organisation found;
    assert_ok(insert_organisation(city, REGION, named(300, "丙厂", "91371526MA3C000049")));
    assert_ok(find(city, 300, NULL, NULL, &found));
    found.credit_code = "91371526MA3C000057";
    assert_ok(update(city, found));
    assert_ok(insert_organisation(city, REGION, named(301, "丁厂", "91371526MA3C000049")));
    assert_ok(find(city, 301, NULL, NULL, &found));
    found.credit_code = "91371526MA3C000057";
    struct result result = update(city, found);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "credit_code");
    found.credit_code = "91371526MA3C000049";
    found.name = "丙厂";
    result = update(city, found);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "name");
}

static void the_later_of_two_editors_is_told(void **state)
{
    struct city *city = city_of(state);
    struct organisation first, second;
    assert_ok(insert_organisation(city, REGION, named(400, "戊厂", "")));
    assert_ok(find(city, 400, NULL, NULL, &first));
    second = first;
    first.products = "齿轮";
    second.products = "链条";
    assert_ok(update(city, first));
    struct result result = update(city, second);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "organisation.error.changed_meanwhile");
    assert_true(finds(city, "齿轮", 400));
    assert_false(finds(city, "链条", 400));
}

struct parts {
    struct city *city;
    struct organisation_has has;
};

static struct result do_put_parts(struct store_session *session, void *context)
{
    (void)context;
    const struct programme programme = {9001, "中职", "660302", "机电技术应用", "", 300, 100};
    const struct facility facility = {9002, "equipment", "五轴加工中心", "德玛吉", 6, 0};
    const struct post post = {9003, "数控机床操作调整工", "6-18-01-01", 12};
    struct result result = programme_put(session, REGION, 2, &programme, CITY_NOW);
    if (!result_failed(result)) {
        result = facility_put(session, REGION, 2, &facility, CITY_NOW);
    }
    return result_failed(result) ? result : post_put(session, REGION, 2, &post, CITY_NOW);
}

static struct result do_list_parts(struct store_session *session, void *context)
{
    struct parts *parts = context;
    return organisation_list_has(&parts->city->arena, session, REGION, 2, &parts->has);
}

static struct result do_delete_part(struct store_session *session, void *context)
{
    struct parts *parts = context;
    return organisation_delete_part(&parts->city->arena, session, REGION, 2, PART_FACILITY, 9002);
}

static void programmes_equipment_and_posts_are_kept_once_and_searched(void **state)
{
    struct city *city = city_of(state);
    struct parts parts = {.city = city};
    assert_false(finds(city, "五轴", 2));
    assert_ok(store_write(city->store, do_put_parts, NULL));
    assert_ok(store_write(city->store, do_put_parts, NULL));
    assert_ok(store_read(city->store, do_list_parts, &parts));
    assert_int_equal(parts.has.programme_count, 1);
    assert_int_equal(parts.has.facility_count, 1);
    assert_int_equal(parts.has.post_count, 1);
    assert_int_equal(parts.has.programmes[0].graduate_count, 100);
    assert_string_equal(parts.has.facilities[0].name, "五轴加工中心");
    assert_true(finds(city, "五轴", 2));
    assert_true(finds(city, "机电技术", 2));
    struct question question = search(city, (struct organisation_filter){.major_code = span_of("660302")});
    assert_int_equal(question.page.count, 1);
    assert_ok(store_write(city->store, do_delete_part, &parts));
    assert_false(finds(city, "五轴", 2));
    assert_true(finds(city, "机电技术", 2));
}

static void organisations_are_found_by_name_pinyin_and_product_and_filtered(void **state)
{
    struct city *city = city_of(state);
    assert_true(finds(city, "博远", 1));
    assert_true(finds(city, "boyuan", 1));
    assert_true(finds(city, "byzc", 1));
    assert_true(finds(city, "保持器", 1));
    assert_true(finds(city, "軸承", 1));
    assert_false(finds(city, "轴承", 2));
    struct question question = search(city, (struct organisation_filter){.kind = span_of("school")});
    assert_int_equal(question.page.count, 1);
    assert_int_equal(question.page.organisations[0].id, 2);
    question = search(city, (struct organisation_filter){.county_code = span_of("371581"), .above_scale = true});
    assert_int_equal(question.page.count, 1);
    question = search(city, (struct organisation_filter){.school_level = span_of("中职")});
    assert_int_equal(question.page.count, 1);
    question = search(city, (struct organisation_filter){.industry_code = span_of("C34")});
    assert_int_equal(question.page.count, 1);
    assert_int_equal(question.fact_count, 1);
    assert_string_equal(question.facts[0].county_code, "371581");
}

static void the_list_goes_by_pinyin_page_after_page(void **state)
{
    struct city *city = city_of(state);
    struct organisation_filter filter = {.limit = 2};
    const char *last = "";
    size_t seen = 0;
    for (;;) {
        struct question question = search(city, filter);
        for (size_t index = 0; index < question.page.count; index++) {
            const char *key = pinyin_sort_key(&city->arena, span_of(question.page.organisations[index].name));
            assert_true(strcmp(last, key) < 0);
            last = key;
            seen++;
        }
        if (question.page.next_key == NULL) {
            break;
        }
        filter.after_key = question.page.next_key;
        filter.after_id = question.page.next_id;
    }
    assert_int_equal(seen, search(city, (struct organisation_filter){.limit = 1000}).page.count);
    assert_true(seen >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organisation_is_found_by_id_name_and_code),
        cmocka_unit_test(a_name_and_a_code_belong_to_one_organisation),
        cmocka_unit_test(a_code_that_is_given_up_is_free_again),
        cmocka_unit_test(the_later_of_two_editors_is_told),
        cmocka_unit_test(programmes_equipment_and_posts_are_kept_once_and_searched),
        cmocka_unit_test(organisations_are_found_by_name_pinyin_and_product_and_filtered),
        cmocka_unit_test(the_list_goes_by_pinyin_page_after_page),
    };
    int failed = cmocka_run_group_tests_name("organisations on SQLite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("organisations on PostgreSQL", tests, start_city_postgres, stop_city);
}
