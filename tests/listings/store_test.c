/* Listings in the store, on both engines: writing, versions, changes, search. */
#include "tests/areas/city.h"

static struct city *city_of(void **state)
{
    return *state;
}

static struct result do_find(struct store_session *session, void *context)
{
    struct errand *errand = context;
    return listing_find(&errand->city->arena, session, errand->region_id, errand->listing.id, &errand->found);
}

static struct result find(struct city *city, int64_t id, struct listing *out)
{
    struct errand errand = {.city = city, .region_id = REGION};
    errand.listing.id = id;
    struct result result = store_read(city->store, do_find, &errand);
    *out = errand.found;
    return result;
}

static struct result do_update(struct store_session *session, void *context)
{
    struct errand *errand = context;
    static const struct actor actor = {.person_id = 77, .name = "李工"};
    return listing_update(&errand->city->arena, session, REGION, &errand->listing, &actor, errand->change_id);
}

static struct result update(struct city *city, struct listing listing)
{
    struct errand errand = {.city = city, .listing = listing, .change_id = store_next_id(city->store)};
    return store_write(city->store, do_update, &errand);
}

/* --- search ------------------------------------------------------------------------------------------------- */

struct search {
    struct city *city;
    struct listing_filter filter;
    struct listing_page page;
    struct listing_facets facets;
};

static struct result do_search(struct store_session *session, void *context)
{
    struct search *search = context;
    struct arena *arena = &search->city->arena;
    struct result result = listing_search(arena, session, REGION, &search->filter, &search->page);
    return result_failed(result) ? result
                                 : listing_count_facets(arena, session, REGION, &search->filter, &search->facets);
}

static struct search search_for(struct city *city, struct listing_filter filter)
{
    struct search search = {.city = city, .filter = filter};
    search.filter.limit = filter.limit == 0 ? 50 : filter.limit;
    assert_ok(store_read(city->store, do_search, &search));
    return search;
}

static bool finds(struct city *city, const char *text, int64_t id)
{
    struct search search = search_for(city, (struct listing_filter){.text = span_of(text)});
    for (size_t index = 0; index < search.page.count; index++) {
        if (search.page.listings[index].id == id) {
            return true;
        }
    }
    return false;
}

static int32_t hits_of(const struct search *search, enum listing_facet facet, const char *code)
{
    for (size_t index = 0; index < search->facets.counts[facet]; index++) {
        if (strcmp(search->facets.choices[facet][index].code, code) == 0) {
            return search->facets.choices[facet][index].count;
        }
    }
    return 0;
}

/* --- cases -------------------------------------------------------------------------------------------------- */

static void a_listing_is_read_back_as_it_was_written(void **state)
{
    struct city *city = city_of(state);
    struct listing listing = city_listing(1001, 1, "数控车工");
    listing.body = "会看图，能独立编程 <script>alert(1)</script> 'x' \"y\"";
    listing.skills = "看图、编程";
    listing.occupation_code = "6-18-01-01";
    listing.level_low = 3;
    listing.headcount = 20;
    listing.start_day = day_of_date((struct date){2027, 9, 1});
    listing.pay_low_fen = 600000;
    listing.pay_high_fen = 800000;
    listing.pay_unit = "month";
    listing.lodging = 1;
    listing.meals = 0;
    listing.cooperation = "order_class,internship";
    struct listing found;
    assert_ok(insert_listing(city, listing));
    assert_ok(find(city, 1001, &found));
    assert_string_equal(found.title, "数控车工");
    assert_string_equal(found.body, listing.body);
    assert_string_equal(found.organisation_name, "临清博远轴承有限公司");
    assert_int_equal(found.start_day, listing.start_day);
    assert_int_equal(found.end_day, DAY_NONE);
    assert_int_equal(found.lodging, 1);
    assert_int_equal(found.meals, 0);
    assert_int_equal(found.experience_months, -1);
    assert_int_equal(found.version, 1);
    assert_int_equal(found.pay_high_fen, 800000);
    assert_int_equal(find(city, 999, &found).code, RESULT_NOT_FOUND);
}

static void the_same_need_twice_is_refused_whatever_its_width_and_case(void **state)
{
    struct city *city = city_of(state);
    assert_ok(insert_listing(city, city_listing(1100, 1, "CNC操作工")));
    struct result result = insert_listing(city, city_listing(1101, 1, " cnc操作工"));
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "listing.error.exists");
    assert_ok(insert_listing(city, city_listing(1102, 3, "CNC操作工")));
    /* run again after a lost answer: the row is there by its own id, and that is no conflict */
    assert_ok(insert_listing(city, city_listing(1100, 1, "CNC操作工")));
}

static void words_of_one_and_two_characters_traditional_and_pinyin_are_found(void **state)
{
    struct city *city = city_of(state);
    struct listing listing = city_listing(1200, 3, "氩弧焊工");
    listing.body = "轴承座焊接，三班倒";
    assert_ok(insert_listing(city, listing));
    assert_true(finds(city, "焊工", 1200));
    assert_true(finds(city, "轴", 1200));
    assert_true(finds(city, "氬弧焊工", 1200));
    assert_true(finds(city, "hangong", 1200));
    assert_true(finds(city, "yahu", 1200));
    assert_true(finds(city, "hg", 1200));
    assert_true(finds(city, "YHHG", 1200));
    assert_true(finds(city, "焊 轴承座", 1200));
    assert_true(finds(city, "焊工 hg", 1200));
    assert_false(finds(city, "焊工 数控", 1200));
    assert_false(finds(city, "护理", 1200));
    /* the organisation's name is a way to its listings */
    assert_true(finds(city, "茌平铝业 焊工", 1200));
    assert_true(finds(city, "铝业", 1200));
    assert_false(finds(city, "博远 氩弧", 1200));
}

static void no_text_a_person_types_breaks_the_search(void **state)
{
    struct city *city = city_of(state);
    /* clang-format off */
    static const char *const texts[] = {"\"", "'", "\"\" OR 1", "a*", "NEAR(", "AND", "NOT 焊", "-焊", "^焊", "{terms}: x", "(((", "&|!:*<->", "zzsneed", "\\", "%_", "焊\"工", "焊'工", ":*", "〇", "🙂"};
    /* clang-format on */
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        (void)search_for(city, (struct listing_filter){.text = span_of(texts[index])});
        (void)search_for(city, (struct listing_filter){.county_code = texts[index]});
    }
}

static void filters_narrow_and_their_counts_leave_the_own_filter_out(void **state)
{
    struct city *city = city_of(state);
    for (int64_t id = 0; id < 6; id++) {
        char title[64];
        (void)snprintf(title, sizeof title, "点检员第%d班", (int)id);
        struct listing listing = city_listing(1300 + id, id < 4 ? 1 : 2, title);
        listing.county_code = id % 2 == 0 ? "371581" : "371522";
        listing.industry_code = "C3451";
        listing.major_code = id == 5 ? "660302" : "";
        listing.level_low = 3;
        listing.level_high = id == 0 ? 3 : 0;
        assert_ok(insert_listing(city, listing));
    }
    struct listing_filter filter = {.text = span_of("点检员"), .side = "need", .county_code = "371522"};
    struct search search = search_for(city, filter);
    assert_int_equal(search.page.count, 2);
    assert_int_equal(search.page.total, 2);
    assert_int_equal(hits_of(&search, FACET_SIDE, "need"), 2);
    assert_int_equal(hits_of(&search, FACET_SIDE, "offer"), 1);
    assert_int_equal(hits_of(&search, FACET_COUNTY, "371522"), 2);
    assert_int_equal(hits_of(&search, FACET_COUNTY, "371581"), 2);
    assert_int_equal(hits_of(&search, FACET_INDUSTRY, "C34"), 2);
    filter = (struct listing_filter){.text = span_of("点检员"), .level = "4"};
    search = search_for(city, filter);
    assert_int_equal(search.page.total, 5); /* "and above" suits, "this level only" does not */
    filter = (struct listing_filter){.text = span_of("点检员"), .industry_code = "C34", .major_code = "66"};
    search = search_for(city, filter);
    assert_int_equal(search.page.total, 1);
    filter = (struct listing_filter){.text = span_of("点检员"), .county_code = "371581,371522,371503"};
    search = search_for(city, filter);
    assert_int_equal(search.page.total, 6);
    filter = (struct listing_filter){.organisation_id = 2, .text = span_of("点检员")};
    search = search_for(city, filter);
    assert_int_equal(search.page.total, 2);
}

static void pages_follow_one_another_without_gap_or_repeat(void **state)
{
    struct city *city = city_of(state);
    for (int64_t id = 0; id < 25; id++) {
        char title[64];
        (void)snprintf(title, sizeof title, "喷涂工%d号", (int)id);
        assert_ok(insert_listing(city, city_listing(1400 + id, 1, title)));
    }
    struct listing_filter filter = {.text = span_of("喷涂"), .limit = 10};
    int64_t expected = 1424;
    size_t pages = 0;
    do {
        struct search search = search_for(city, filter);
        assert_int_equal(search.page.total, 25);
        assert_false(search.page.total_capped);
        for (size_t index = 0; index < search.page.count; index++) {
            assert_int_equal(search.page.listings[index].id, expected--);
        }
        filter.before = search.page.next_before;
        pages++;
    } while (filter.before != 0);
    assert_int_equal(pages, 3);
    assert_int_equal(expected, 1399);
}

static void titles_come_before_mentions_and_pages_cross_the_border(void **state)
{
    struct city *city = city_of(state);
    for (int64_t id = 0; id < 24; id++) { /* 1600, 1603 … have the word in the title, the others in the text */
        struct listing listing = city_listing(1600 + id, 1, id % 3 == 0 ? "电泳涂装工" : "表面处理工");
        listing.title = arena_format(&city->arena, "%s%d组", listing.title, (int)id);
        listing.body = "熟悉电泳槽液";
        assert_ok(insert_listing(city, listing));
    }
    for (size_t limit = 1; limit <= 25; limit += 4) {
        struct listing_filter filter = {.text = span_of("电泳"), .limit = limit};
        int64_t seen[24];
        size_t count = 0;
        do {
            struct search search = search_for(city, filter);
            assert_int_equal(search.page.total, 24);
            for (size_t index = 0; index < search.page.count; index++) {
                assert_true(count < 24);
                seen[count++] = search.page.listings[index].id;
            }
            filter.before = search.page.next_before;
        } while (filter.before != 0);
        assert_int_equal(count, 24);
        for (size_t index = 0; index < 24; index++) {
            int64_t wanted =
                index < 8 ? 1621 - 3 * (int64_t)index : 1623 - (int64_t)(index - 8) / 2 * 3 - (int64_t)(index - 8) % 2;
            assert_int_equal(seen[index], wanted);
        }
    }
}

static struct result do_close(struct store_session *session, void *context)
{
    struct errand *errand = context;
    struct listing_step step = {errand->found.status, "招满了", NULL, CITY_NOW + 5};
    return listing_set_status(&errand->city->arena, session, REGION, &errand->listing, &step, errand->change_id);
}

static struct result set_status(struct city *city, struct listing listing, const char *status)
{
    struct errand errand = {.city = city, .listing = listing, .change_id = store_next_id(city->store)};
    errand.found.status = status;
    return store_write(city->store, do_close, &errand);
}

static void what_is_closed_leaves_the_search_and_comes_back_when_reopened(void **state)
{
    struct city *city = city_of(state);
    struct listing found;
    assert_ok(insert_listing(city, city_listing(1500, 1, "磨床操作工")));
    assert_ok(find(city, 1500, &found));
    assert_true(finds(city, "磨床", 1500));
    assert_int_equal(set_status(city, found, "draft").code, RESULT_INVALID);
    assert_ok(set_status(city, found, "filled"));
    assert_false(finds(city, "磨床", 1500));
    struct search search = search_for(city, (struct listing_filter){.text = span_of("磨床"), .status = "filled"});
    assert_int_equal(search.page.count, 1);
    assert_ok(find(city, 1500, &found));
    assert_string_equal(found.status, "filled");
    assert_int_equal(found.version, 2);
    assert_ok(set_status(city, found, "open"));
    assert_true(finds(city, "磨床", 1500));
}

static void the_later_of_two_editors_is_told_and_nothing_is_overwritten(void **state)
{
    struct city *city = city_of(state);
    struct listing first, second;
    assert_ok(insert_listing(city, city_listing(1600, 1, "热处理工")));
    assert_ok(find(city, 1600, &first));
    second = first;
    first.title = "热处理工（夜班）";
    first.updated_ms = CITY_NOW + 1;
    second.headcount = 9;
    second.updated_ms = CITY_NOW + 2;
    assert_ok(update(city, first));
    struct result result = update(city, second);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.message, "listing.error.changed_meanwhile");
    /* the same call again, as after a lost answer, is no conflict and no third version */
    assert_ok(update(city, first));
    assert_ok(find(city, 1600, &first));
    assert_string_equal(first.title, "热处理工（夜班）");
    assert_int_equal(first.headcount, 0);
    assert_int_equal(first.version, 2);
    assert_true(finds(city, "夜班", 1600));
}

static void words_taken_out_of_a_text_are_found_no_more(void **state)
{
    struct city *city = city_of(state);
    struct listing listing = city_listing(1700, 1, "叉车司机");
    listing.body = "兼做搬运";
    assert_ok(insert_listing(city, listing));
    assert_true(finds(city, "搬运", 1700));
    assert_ok(find(city, 1700, &listing));
    listing.body = "专职";
    assert_ok(update(city, listing));
    assert_false(finds(city, "搬运", 1700));
    assert_true(finds(city, "专职", 1700));
    assert_true(finds(city, "叉车", 1700));
}

struct revisions {
    struct city *city;
    struct listing_revision *list;
    size_t count;
    int64_t *ids;
    size_t id_count;
    int64_t after, last;
};

static struct result do_revisions(struct store_session *session, void *context)
{
    struct revisions *revisions = context;
    return listing_list_revisions(&revisions->city->arena, session, REGION, 1800, &revisions->list, &revisions->count);
}

static struct result do_changes(struct store_session *session, void *context)
{
    struct revisions *changes = context;
    return listing_changes(&changes->city->arena, session, REGION, changes->after, &changes->ids, &changes->id_count,
                           &changes->last);
}

static void every_version_is_kept_with_who_and_when(void **state)
{
    struct city *city = city_of(state);
    struct listing listing = city_listing(1800, 1, "装配钳工");
    listing.body = "一";
    assert_ok(insert_listing(city, listing));
    assert_ok(find(city, 1800, &listing));
    listing.body = "二";
    listing.updated_ms = CITY_NOW + 9;
    assert_ok(update(city, listing));
    struct revisions revisions = {.city = city};
    assert_ok(store_read(city->store, do_revisions, &revisions));
    assert_int_equal(revisions.count, 2);
    assert_int_equal(revisions.list[0].version, 2);
    assert_int_equal(revisions.list[0].actor_id, 77);
    assert_string_equal(revisions.list[0].actor_name, "李工");
    assert_int_equal(revisions.list[0].at_ms, CITY_NOW + 9);
    struct listing old;
    assert_true(listing_from_stored(&city->arena, revisions.list[1].document, &old));
    assert_string_equal(old.body, "一");
    assert_string_equal(old.title, "装配钳工");
    assert_int_equal(old.start_day, DAY_NONE);
}

static void changes_are_given_once_in_the_order_of_commits(void **state)
{
    struct city *city = city_of(state);
    struct revisions changes = {.city = city, .after = INT64_MAX};
    assert_ok(store_read(city->store, do_changes, &changes));
    assert_int_equal(changes.id_count, 0);
    int64_t early = store_next_id(city->store);
    assert_ok(insert_listing(city, city_listing(1900, 1, "变更一")));
    /* this one's id is older than the row before it, and still it must be seen by who has read up to there */
    struct revisions seen = {.city = city, .after = changes.last};
    assert_ok(store_read(city->store, do_changes, &seen));
    assert_int_equal(seen.id_count, 1);
    assert_int_equal(seen.ids[0], 1900);
    struct errand errand = {
        .city = city, .listing = city_listing(1901, 1, "变更二"), .change_id = early, .region_id = REGION};
    assert_ok(store_write(city->store, do_insert_listing, &errand));
    struct revisions later = {.city = city, .after = seen.last};
    assert_ok(store_read(city->store, do_changes, &later));
    assert_int_equal(later.id_count, 1);
    assert_int_equal(later.ids[0], 1901);
    later.after = later.last;
    assert_ok(store_read(city->store, do_changes, &later));
    assert_int_equal(later.id_count, 0);
    assert_int_equal(later.last, later.after);
}

static void a_failure_at_any_call_leaves_nothing_half_written(void **state)
{
    struct city *city = city_of(state);
    struct listing found;
    int64_t calls = 0;
    for (;; calls++) {
        assert_true(calls < 50);
        store_fail_after(city->store, calls);
        struct result result = insert_listing(city, city_listing(2000, 1, "电镀工"));
        store_fail_after(city->store, -1);
        if (!result_failed(result)) {
            break;
        }
        assert_int_equal(result.code, RESULT_BUSY);
        assert_int_equal(find(city, 2000, &found).code, RESULT_NOT_FOUND);
        assert_false(finds(city, "电镀", 2000));
    }
    assert_true(calls >= 4);
    assert_true(finds(city, "电镀", 2000));
}

struct tally {
    size_t count;
    int64_t last;
};

static struct result count_open(const struct listing *listing, void *context)
{
    struct tally *tally = context;
    assert_true(listing->id > tally->last);
    assert_string_equal(listing->status, "open");
    tally->last = listing->id;
    tally->count++;
    return result_ok();
}

static struct result do_each(struct store_session *session, void *context)
{
    struct tally *tally = context;
    *tally = (struct tally){0, 1399};
    return listing_each_open(session, REGION, 1399, count_open, tally);
}

static void all_open_listings_are_walked_by_id(void **state)
{
    struct tally tally;
    assert_ok(store_read(city_of(state)->store, do_each, &tally));
    assert_true(tally.count >= 25);
}

static void every_query_is_prepared_by_the_engine(void **state)
{
    assert_ok(store_check_queries(city_of(state)->store));
}

static struct result do_search_elsewhere(struct store_session *session, void *context)
{
    struct search *search = context;
    return listing_search(&search->city->arena, session, OTHER_REGION, &search->filter, &search->page);
}

static struct result do_insert_regions(struct store_session *session, void *context)
{
    static const int64_t ids[] = {REGION, OTHER_REGION};
    struct result result = result_ok();
    (void)context;
    for (size_t index = 0; index < 2 && !result_failed(result); index++) {
        result = store_execute(
            session, "cli_insert_region",
            STORE_VALUES(store_integer(ids[index]), store_text("市"), store_integer(480), store_integer(0)), NULL);
    }
    return result;
}

/* Two cities in one database: neither rows nor counts of the other are seen. */
static void another_region_sees_none_of_it(void **state)
{
    struct city *city = city_of(state);
    struct search search = {.city = city, .filter = {.text = span_of("喷涂"), .limit = 10}};
    assert_ok(store_write(city->store, do_insert_regions, NULL));
    assert_ok(store_read(city->store, do_search_elsewhere, &search));
    assert_int_equal(search.page.count, 0);
    assert_int_equal(search.page.total, 0);
    struct organisation there = city_organisation(1);
    there.id = 4400;
    struct errand errand = {.city = city,
                            .listing = city_listing(4401, 4400, "喷涂工别处"),
                            .change_id = store_next_id(city->store),
                            .region_id = OTHER_REGION};
    assert_ok(insert_organisation(city, OTHER_REGION, there));
    assert_ok(store_write(city->store, do_insert_listing, &errand));
    assert_ok(store_read(city->store, do_search_elsewhere, &search));
    assert_int_equal(search.page.count, 1);
    assert_int_equal(search.page.total, 1);
    struct search here = search_for(city, search.filter);
    assert_int_equal(here.page.total, 25);
    assert_int_equal(here.page.listings[0].id, 1424);
    assert_int_equal(hits_of(&here, FACET_SIDE, "need"), 25);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_listing_is_read_back_as_it_was_written),                                                        \
        cmocka_unit_test(the_same_need_twice_is_refused_whatever_its_width_and_case),                                  \
        cmocka_unit_test(words_of_one_and_two_characters_traditional_and_pinyin_are_found),                            \
        cmocka_unit_test(no_text_a_person_types_breaks_the_search),                                                    \
        cmocka_unit_test(filters_narrow_and_their_counts_leave_the_own_filter_out),                                    \
        cmocka_unit_test(pages_follow_one_another_without_gap_or_repeat),                                              \
        cmocka_unit_test(titles_come_before_mentions_and_pages_cross_the_border),                                      \
        cmocka_unit_test(what_is_closed_leaves_the_search_and_comes_back_when_reopened),                               \
        cmocka_unit_test(the_later_of_two_editors_is_told_and_nothing_is_overwritten),                                 \
        cmocka_unit_test(words_taken_out_of_a_text_are_found_no_more),                                                 \
        cmocka_unit_test(every_version_is_kept_with_who_and_when),                                                     \
        cmocka_unit_test(changes_are_given_once_in_the_order_of_commits),                                              \
        cmocka_unit_test(a_failure_at_any_call_leaves_nothing_half_written),                                           \
        cmocka_unit_test(all_open_listings_are_walked_by_id), cmocka_unit_test(every_query_is_prepared_by_the_engine), \
        cmocka_unit_test(another_region_sees_none_of_it)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("listings on SQLite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("listings on PostgreSQL", tests, start_city_postgres, stop_city);
}
