/* Merging two entries of one organisation, and undoing it, on both engines. */
#include "tests/areas/site.h"

#include "areas/merge/merge.h"

#include "store/testing.h"

struct look {
    struct site *site;
    int64_t id;
    struct listing listing;
    struct organisation organisation;
    struct organisation_has has;
    struct actor actor;
};

static struct result do_look(struct store_session *session, void *context)
{
    struct look *look = context;
    struct arena *arena = &look->site->city.arena;
    struct result result =
        look->listing.id != 0 ? listing_find(arena, session, REGION, look->listing.id, &look->listing) : result_ok();
    result = result_failed(result) ? result : organisation_find(arena, session, REGION, look->id, &look->organisation);
    return result_failed(result) ? result : organisation_list_has(arena, session, REGION, look->id, &look->has);
}

static struct listing found(struct site *site, int64_t id)
{
    struct look look = {.site = site, .id = 1, .listing = {.id = id}};
    assert_ok(store_read(site->city.store, do_look, &look));
    return look.listing;
}

static struct look organisation_now(struct site *site, int64_t id)
{
    struct look look = {.site = site, .id = id};
    assert_ok(store_read(site->city.store, do_look, &look));
    return look;
}

static struct result do_fill(struct store_session *session, void *context)
{
    struct site *site = context;
    struct organisation organisation;
    const struct post same = {.id = 801, .name = "磨工", .occupation_code = "", .staff_count = 3};
    const struct post other = {.id = 802, .name = "车工", .occupation_code = "", .staff_count = 4};
    const struct post of_one = {.id = 803, .name = "磨工", .occupation_code = "", .staff_count = 9};
    struct result result = post_put(session, REGION, 3, &same, CITY_NOW);
    result = result_failed(result) ? result : post_put(session, REGION, 3, &other, CITY_NOW);
    result = result_failed(result) ? result : post_put(session, REGION, 1, &of_one, CITY_NOW);
    result = result_failed(result) ? result : organisation_find(&site->city.arena, session, REGION, 3, &organisation);
    organisation.credit_code = "91371500MA3C00001J";
    result = result_failed(result) ? result : organisation_update(&site->city.arena, session, REGION, &organisation);
    const struct new_person person = {"third", "丙", site->hash, "", 3, "owner"};
    return result_failed(result) ? result : person_insert(session, REGION, 950, &person, CITY_NOW);
}

static void fill(struct site *site)
{
    assert_ok(store_write(site->city.store, do_fill, site));
    assert_ok(insert_listing(&site->city, city_listing(701, 1, "招聘磨工")));
    assert_ok(insert_listing(&site->city, city_listing(702, 3, "招聘磨工")));
    assert_ok(insert_listing(&site->city, city_listing(703, 3, "招聘铝材检验员")));
}

static const char FROM_INTO[] = "from=0000000000003&into=0000000000001";

static void a_preview_says_what_moves_and_changes_nothing(void **state)
{
    struct site *site = *state;
    fill(site);
    json_t *document = site_document(site, CLERK, "/office/merge?from=91371500MA3C00001J&into=0000000000001");
    assert_int_equal(number_at(document, "plan.rows.0.moving"), 1);
    assert_int_equal(number_at(document, "plan.rows.0.staying"), 1);
    assert_int_equal(number_at(document, "plan.rows.3.moving"), 1);
    assert_int_equal(number_at(document, "plan.rows.3.staying"), 1);
    assert_int_equal(number_at(document, "plan.rows.4.moving"), 1);
    assert_true(json_is_true(at_path(document, "plan.code_moves")));
    json_decref(document);
    assert_int_equal(found(site, 703).organisation_id, 3);
    static const char *const wrong[] = {"/office/merge?from=0000000000001&into=0000000000001",
                                        "/office/merge?from=0000000000002&into=0000000000001",
                                        "/office/merge?from=nobody&into=0000000000001"};
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        assert_int_equal(site_get(site, CLERK, wrong[index]).status, 422);
    }
    assert_int_equal(site_get(site, FACTORY, "/office/merge").status, 403);
    assert_int_equal(site_post(site, FACTORY, "/office/merge", FROM_INTO).status, 403);
}

static void a_merge_that_breaks_off_anywhere_changes_nothing(void **state)
{
    struct site *site = *state;
    int broken = 0;
    site_still(site);
    for (int64_t calls = 0; calls < 20; calls++) {
        store_fail_after(site->city.store, calls + 4);
        int status = site_post(site, CLERK, "/office/merge", FROM_INTO).status;
        store_fail_after(site->city.store, -1);
        assert_int_not_equal(status, 303);
        broken += status != 303;
        assert_int_equal(found(site, 702).organisation_id, 3);
        assert_string_equal(found(site, 702).status, "open");
        assert_int_equal(found(site, 703).organisation_id, 3);
        assert_string_equal(organisation_now(site, 3).organisation.status, "approved");
        assert_string_equal(organisation_now(site, 3).organisation.credit_code, "91371500MA3C00001J");
    }
    assert_int_equal(broken, 20);
}

static void a_merge_moves_everything_once_and_an_undo_moves_it_back(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, CLERK, "/office/merge", FROM_INTO).status, 303);
    assert_int_equal(found(site, 703).organisation_id, 1);
    assert_int_equal(found(site, 702).organisation_id, 3); /* org 1 has the same */
    assert_string_equal(found(site, 702).status, "closed");
    struct look one = organisation_now(site, 1);
    struct look three = organisation_now(site, 3);
    assert_string_equal(one.organisation.credit_code, "91371500MA3C00001J");
    assert_string_equal(three.organisation.credit_code, "");
    assert_string_equal(three.organisation.status, "closed");
    assert_int_equal(one.has.post_count, 2);
    assert_int_equal(three.has.post_count, 1);
    assert_int_equal(site_post(site, CLERK, "/office/merge", FROM_INTO).status, 422);     /* sent twice: it is closed */
    struct dispatch_answer old = site_get(site, VISITOR, "/organisations/0000000000003"); /* an old link leads on */
    assert_int_equal(old.status, 303);
    assert_string_equal(old.location, "/organisations/0000000000001");

    json_t *document = site_document(site, CLERK, "/office/merge");
    const char *undo = arena_format(&site->city.arena, "/office/merge/%s/undo", text_at(document, "merges.0.id"));
    json_decref(document);
    assert_int_equal(site_post(site, SCHOOL, undo, "").status, 403);
    assert_int_equal(site_post(site, CLERK, undo, "").status, 303);
    assert_int_equal(site_post(site, CLERK, undo, "").status, 409);
    assert_int_equal(found(site, 703).organisation_id, 3);
    assert_string_equal(found(site, 702).status, "open");
    assert_int_equal(site_get(site, VISITOR, "/organisations/0000000000003").status, 200);
    one = organisation_now(site, 1);
    three = organisation_now(site, 3);
    assert_string_equal(three.organisation.credit_code, "91371500MA3C00001J");
    assert_string_equal(three.organisation.status, "approved");
    assert_string_equal(one.organisation.credit_code, "");
    assert_int_equal(one.has.post_count, 1);
    assert_int_equal(three.has.post_count, 2);
    assert_int_equal(site_post(site, CLERK, "/office/merge/0000000000777/undo", "").status, 404);
}

static struct result do_insert_request(struct store_session *session, void *context)
{
    const char *row =
        "INSERT INTO cooperation_request (region_id, id, thread_id, need_id, offer_id, listing_id, asker_id, "
        "answerer_id, turn_id, status, version, due_ms, due_status, next_ms, created_ms, updated_ms) VALUES "
        "(371500, 9001, 701, 701, 703, 701, 3, 1, 1, 'open', 1, 5, 'sound', 4000000000000, 0, 0)";
    (void)context;
    return store_run_script(session, row);
}

/* 9001 is asked by organisation 3 of organisation 1. */
static void a_request_between_the_two_is_in_the_preview_ends_and_comes_back(void **state)
{
    struct site *site = *state;
    const char *preview = "/office/merge?from=0000000000003&into=0000000000001";
    assert_ok(store_write(site->city.store, do_insert_request, NULL));
    json_t *document = site_document(site, CLERK, preview);
    assert_int_equal(number_at(document, "plan.ending_count"), 1);
    assert_string_equal(text_at(document, "plan.ending.0.asker"), "茌平铝业测试有限公司");
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, "/office/merge", FROM_INTO).status, 303);
    document = site_document(site, FACTORY, "/requests/00000000008S9");
    assert_string_equal(text_at(document, "proposal.status"), "merged");
    json_decref(document);
    struct dispatch_answer late = site_post(site, FACTORY, "/requests/00000000008S9/step", "step=accept&version=1");
    assert_int_equal(late.status, 409);
    assert_true(span_find(late.body, span_of("merged")) != SPAN_NOWHERE ||
                span_find(late.body, span_of("合并")) != SPAN_NOWHERE);
    document = site_document(site, CLERK, "/office/merge");
    const char *undo = arena_format(&site->city.arena, "/office/merge/%s/undo", text_at(document, "merges.0.id"));
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, undo, "").status, 303);
    document = site_document(site, FACTORY, "/requests/00000000008S9");
    assert_string_equal(text_at(document, "proposal.status"), "open");
    assert_true(number_at(document, "proposal.due_at") > time_now_ms()); /* the old term had gone by */
    json_decref(document);
    document = site_document(site, FACTORY, "/waiting");
    assert_string_equal(text_at(document, "items.0.kind"), "request");
    json_decref(document);
}

static void a_merge_is_not_undone_before_the_later_one(void **state)
{
    struct site *site = *state;
    struct organisation third = city_organisation(3);
    third.id = 5;
    third.name = "茌平铝业第二测试有限公司";
    assert_ok(insert_organisation(&site->city, REGION, third));
    assert_int_equal(site_post(site, CLERK, "/office/merge", FROM_INTO).status, 303);
    assert_int_equal(site_post(site, CLERK, "/office/merge", "from=0000000000001&into=0000000000005").status, 303);
    json_t *document = site_document(site, CLERK, "/office/merge");
    const char *later = arena_format(&site->city.arena, "/office/merge/%s/undo", text_at(document, "merges.0.id"));
    const char *first = arena_format(&site->city.arena, "/office/merge/%s/undo", text_at(document, "merges.1.id"));
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, first, "").status, 409);
    assert_string_equal(organisation_now(site, 3).organisation.status, "closed");
    assert_int_equal(site_post(site, CLERK, later, "").status, 303);
    assert_int_equal(site_post(site, CLERK, first, "").status, 303);
    assert_string_equal(organisation_now(site, 3).organisation.status, "approved");
    assert_int_equal(found(site, 703).organisation_id, 3);
}

static void the_page_is_whole_in_both_languages(void **state)
{
    struct site *site = *state;
    static const char *const languages[] = {"zh-CN", "en"};
    for (size_t index = 0; index < 2; index++) {
        const struct question question = {.who = CLERK,
                                          .method = "GET",
                                          .page = true,
                                          .language = languages[index],
                                          .target = "/office/merge?from=0000000000003&into=0000000000001"};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of("merge.")) == SPAN_NOWHERE);
    }
}

int main(void)
{
    const struct CMUnitTest site[] = {
        cmocka_unit_test(a_preview_says_what_moves_and_changes_nothing),
        cmocka_unit_test(a_merge_that_breaks_off_anywhere_changes_nothing),
        cmocka_unit_test(a_merge_moves_everything_once_and_an_undo_moves_it_back),
        cmocka_unit_test(a_request_between_the_two_is_in_the_preview_ends_and_comes_back),
        cmocka_unit_test(a_merge_is_not_undone_before_the_later_one),
        cmocka_unit_test(the_page_is_whole_in_both_languages),
    };
    int failed = cmocka_run_group_tests_name("merge on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("merge on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
