/* The policy library in the store, on both engines: what replaces what, force by days, search, citations, history. */
#include "tests/areas/city.h"

#include "areas/policies/policies.h"
#include "base/day.h"

struct job {
    struct city *city;
    struct policy policy, found;
    struct policy_query query;
    struct policy_hits hits;
    struct policy_facets facets;
    struct revision *revisions;
    struct policy *replacing;
    const char *key, *article, *url;
    size_t count;
    int64_t id;
};

static const struct actor editor = {.person_id = 77, .name = "李编辑"};

static int32_t day_of(const char *text)
{
    int32_t day = 0;
    assert_true(day_parse(span_of(text), &day));
    return day;
}

static struct result do_insert(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_insert(&job->city->arena, session, REGION, &job->policy, &(struct policy_act){&editor, ""});
}

static struct result do_update(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_update(&job->city->arena, session, REGION, &job->policy, &(struct policy_act){&editor, "改正"});
}

static struct result do_find(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_find(&job->city->arena, session, REGION, job->id, &job->found);
}

static struct result do_replacing(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_list_replacing(&job->city->arena, session, REGION, job->id, &job->replacing, &job->count);
}

static struct result do_search(struct store_session *session, void *context)
{
    struct job *job = context;
    struct result result = policy_search(&job->city->arena, session, REGION, &job->query, &job->hits);
    return result_failed(result) ? result
                                 : policy_count_facets(&job->city->arena, session, REGION, &job->query, &job->facets);
}

static struct result do_cite(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_cite(&job->city->arena, session, REGION, job->key, job->article, day_of("2026-11-24"), &job->url);
}

static struct result do_revisions(struct store_session *session, void *context)
{
    struct job *job = context;
    return policy_list_revisions(&job->city->arena, session, REGION, job->id, &job->revisions, &job->count);
}

static struct policy policy_of(int64_t id, const char *title, const char *number, const char *effect_day)
{
    struct policy policy = policy_empty();
    policy.id = id;
    policy.title = title;
    policy.issuer = "聊城市人民政府";
    policy.number = number;
    policy.level = "city";
    policy.issue_day = effect_day;
    policy.effect_day = effect_day;
    policy.body = "第一条 正文。";
    policy.status = "published";
    policy.publish_ms = CITY_NOW;
    policy.created_ms = CITY_NOW;
    policy.updated_ms = CITY_NOW;
    policy.version = 1;
    return policy;
}

static void add_policy(struct city *city, struct policy policy)
{
    struct job job = {.city = city, .policy = policy};
    assert_ok(store_write(city->store, do_insert, &job));
}

static struct policy policy_at(struct city *city, int64_t id)
{
    struct job job = {.city = city, .id = id};
    assert_ok(store_read(city->store, do_find, &job));
    return job.found;
}

static const char *force_of(struct city *city, int64_t id, const char *day)
{
    struct policy policy = policy_at(city, id);
    return policy_force(&policy, day_of(day));
}

static struct policy replacing(struct policy policy, const int64_t *ids, size_t count)
{
    policy.replaced = ids;
    policy.replaced_count = count;
    return policy;
}

/* --- history ------------------------------------------------------------------------------------------------------- */

static void a_policy_is_read_back_and_every_version_is_kept(void **state)
{
    struct city *city = *state;
    struct job job = {
        .city = city, .policy = policy_of(101, "关于<b>实习</b>的通知", "聊教字〔2024〕3号", "2024-03-01"), .id = 101};
    job.policy.body = "<script>alert(1)</script>\n第一条 甲";
    job.policy.note = "节选";
    assert_ok(store_write(city->store, do_insert, &job));
    assert_ok(store_write(city->store, do_insert, &job)); /* again, after a lost answer */
    struct policy found = policy_at(city, 101);
    assert_string_equal(found.title, job.policy.title);
    assert_string_equal(found.body, job.policy.body);
    assert_string_equal(found.ends_day, "9999-12-31");
    job.policy = found;
    job.policy.body = "第一条 乙";
    job.policy.checked = true;
    job.policy.updated_ms = CITY_NOW + 5;
    assert_ok(store_write(city->store, do_update, &job));
    assert_ok(store_write(city->store, do_update, &job)); /* again: the same version by the same person */
    job.policy.updated_ms = CITY_NOW + 6;
    assert_string_equal(store_write(city->store, do_update, &job).message, "policies.error.changed_meanwhile");
    assert_ok(store_read(city->store, do_revisions, &job));
    assert_int_equal(job.count, 2);
    assert_string_equal(job.revisions[0].reason, "改正");
    struct policy old;
    assert_true(policy_from_stored(&city->arena, job.revisions[1].document, &old));
    assert_string_equal(old.body, "<script>alert(1)</script>\n第一条 甲");
    assert_false(old.checked);
    job.id = 999;
    assert_string_equal(store_read(city->store, do_find, &job).message, "policies.error.not_found");
}

/* --- what replaces what --------------------------------------------------------------------------------------------- */

static void a_policy_ends_when_what_replaces_it_takes_effect(void **state)
{
    struct city *city = *state;
    static const int64_t old[] = {201};
    add_policy(city, policy_of(201, "旧办法", "聊政发〔2015〕1号", "2015-01-01"));
    struct policy draft = replacing(policy_of(202, "新办法", "聊政发〔2025〕1号", "2025-07-01"), old, 1);
    draft.status = "draft";
    add_policy(city, draft);
    assert_string_equal(force_of(city, 201, "2026-01-01"), "in"); /* a draft ends nothing */
    struct job job = {.city = city, .policy = policy_at(city, 202), .id = 201};
    assert_int_equal(job.policy.replaced_count, 1);
    job.policy.status = "published";
    assert_ok(store_write(city->store, do_update, &job));
    assert_string_equal(force_of(city, 201, "2025-06-30"), "in");
    assert_string_equal(force_of(city, 201, "2025-07-01"), "out");
    assert_string_equal(force_of(city, 202, "2025-06-30"), "soon");
    assert_string_equal(force_of(city, 202, "2025-07-01"), "in");
    assert_ok(store_read(city->store, do_replacing, &job));
    assert_int_equal(job.count, 1);
    assert_string_equal(job.replacing[0].title, "新办法");
    job.policy = policy_at(city, 202);
    job.policy.status = "retracted";
    assert_ok(store_write(city->store, do_update, &job));
    assert_string_equal(force_of(city, 201, "2026-01-01"), "in"); /* and a retracted one no more */
    job.policy = policy_at(city, 202);
    job.policy.status = "published";
    job.policy.replaced_count = 0;
    assert_ok(store_write(city->store, do_update, &job));
    assert_string_equal(force_of(city, 201, "2026-01-01"), "in");
}

static void a_repealed_policy_is_out_from_that_day_on(void **state)
{
    struct city *city = *state;
    struct policy policy = policy_of(210, "有期限的办法", "", "2020-01-01");
    policy.repeal_day = "2024-12-31";
    add_policy(city, policy);
    assert_string_equal(force_of(city, 210, "2024-12-30"), "in");
    assert_string_equal(force_of(city, 210, "2024-12-31"), "out");
}

static void nothing_replaces_itself_over_any_number_of_steps(void **state)
{
    struct city *city = *state;
    static const int64_t a[] = {221}, b[] = {222}, c[] = {223}, nobody[] = {22999};
    add_policy(city, policy_of(221, "甲", "", "2001-01-01"));
    add_policy(city, replacing(policy_of(222, "乙", "", "2002-01-01"), a, 1));
    add_policy(city, replacing(policy_of(223, "丙", "", "2003-01-01"), b, 1));
    struct job job = {.city = city, .policy = replacing(policy_at(city, 221), c, 1)};
    struct result result = store_write(city->store, do_update, &job);
    assert_string_equal(result.message, "policies.error.circle");
    assert_string_equal(result.field, "replaced");
    job.policy = replacing(policy_at(city, 221), a, 1);
    assert_string_equal(store_write(city->store, do_update, &job).message, "policies.error.circle");
    job.policy = replacing(policy_at(city, 221), nobody, 1);
    assert_string_equal(store_write(city->store, do_update, &job).message, "policies.error.replaced_unknown");
    assert_int_equal(policy_at(city, 221).version, 1); /* nothing of it was written */
    assert_int_equal(policy_at(city, 221).replaced_count, 0);
}

/* --- search --------------------------------------------------------------------------------------------------------- */

static size_t hits_of(struct city *city, const char *text)
{
    struct job job = {.city = city, .query = {.text = span_of(text), .today = day_of("2026-11-24"), .limit = 20}};
    assert_ok(store_read(city->store, do_search, &job));
    assert_int_equal(job.hits.count, job.facets.total);
    return job.hits.count == 1 && job.hits.policies[0].id == 301 ? 1 : 100 + job.hits.count;
}

static void words_numbers_pinyin_and_traditional_characters_find_a_policy(void **state)
{
    struct city *city = *state;
    struct policy policy = policy_of(301, "山东省校企融合促进规定", "鲁政发〔2023〕6号", "2023-05-01");
    policy.short_name = "融合规定";
    policy.body = "第一条 学徒制。\n第二条 现代学徒的薪酬由企业支付。";
    add_policy(city, policy);
    add_policy(city, policy_of(302, "别的规定", "鲁政发〔2023〕16号", "2023-06-01"));
    static const char *const queries[] = {"薪酬",
                                          "學徒",
                                          "xqrhcj",
                                          "融合规定",
                                          "鲁政发〔2023〕6号",
                                          "鲁政发[2023]6号",
                                          "鲁政发（2023）6号",
                                          "鲁政发20236号",
                                          "鲁政发2023年6号",
                                          "鲁政发 2023 6号"};
    for (size_t index = 0; index < sizeof queries / sizeof queries[0]; index++) {
        if (hits_of(city, queries[index]) != 1) {
            fail_msg("%s: %zu", queries[index], hits_of(city, queries[index]));
        }
    }
    static const char *const nothing[] = {"不存在的话", "\"' OR 1=1 --", "〔〕", "*", "鲁政发〔2023〕7号"};
    for (size_t index = 0; index < sizeof nothing / sizeof nothing[0]; index++) {
        if (hits_of(city, nothing[index]) != 100) {
            fail_msg("%s: %zu", nothing[index], hits_of(city, nothing[index]));
        }
    }
    struct job job = {.city = city, .policy = policy_at(city, 301)};
    job.policy.status = "retracted";
    assert_ok(store_write(city->store, do_update, &job));
    assert_int_equal(hits_of(city, "薪酬"), 100); /* no longer found */
}

static void filters_narrow_and_are_counted_among_the_others(void **state)
{
    struct city *city = *state;
    for (int64_t id = 401; id <= 406; id++) {
        struct policy policy = policy_of(id, "筛选筛选", "", id < 403 ? "2018-02-02" : "2021-03-03");
        policy.issuer = id % 2 == 0 ? "山东省教育厅" : "聊城市教体局";
        policy.level = id % 2 == 0 ? "province" : "city";
        policy.effect_day = id == 406 ? "2099-01-01" : policy.effect_day;
        policy.repeal_day = id == 401 ? "2019-01-01" : "";
        add_policy(city, policy);
    }
    struct job job = {
        .city = city,
        .query = {
            .text = span_of("筛选"), .level = "province", .year = "2021", .today = day_of("2026-11-24"), .limit = 1}};
    assert_ok(store_read(city->store, do_search, &job));
    assert_int_equal(job.facets.total, 2);
    assert_true(job.hits.more);
    assert_int_equal(job.hits.policies[0].id, 406);
    assert_int_equal(job.facets.counts[POLICY_YEAR], 2); /* of the province: both years */
    assert_string_equal(job.facets.choices[POLICY_YEAR][0].value, "2021");
    assert_int_equal(job.facets.choices[POLICY_YEAR][0].count, 2);
    assert_int_equal(job.facets.counts[POLICY_LEVEL], 2);
    job.query.after = (struct policy_place){"2021-03-03", 406};
    assert_ok(store_read(city->store, do_search, &job));
    assert_int_equal(job.hits.count, 1);
    assert_int_equal(job.hits.policies[0].id, 404);
    assert_false(job.hits.more);
    static const struct {
        const char *force;
        int64_t total;
    } forces[] = {{"in", 4}, {"out", 1}, {"soon", 1}, {"x' OR '1'='1", 0}};
    for (size_t index = 0; index < 4; index++) {
        job.query = (struct policy_query){
            .text = span_of("筛选"), .force = forces[index].force, .today = day_of("2026-11-24"), .limit = 20};
        assert_ok(store_read(city->store, do_search, &job));
        assert_int_equal(job.facets.total, forces[index].total);
        assert_int_equal(job.hits.count, forces[index].total);
    }
}

/* --- citations ------------------------------------------------------------------------------------------------------ */

static const char *cited(struct city *city, const char *key, const char *article)
{
    struct job job = {.city = city, .key = key, .article = article};
    assert_ok(store_read(city->store, do_cite, &job));
    return job.url;
}

static void a_rule_leads_to_the_clause_of_the_policy_in_force(void **state)
{
    struct city *city = *state;
    static const int64_t old[] = {501};
    struct policy policy = policy_of(501, "中华人民共和国某某法", "主席令第七十号", "2008-01-01");
    policy.short_name = "某某法";
    policy.body = "第十六条 甲\n第十七条之一 丙";
    add_policy(city, policy);
    const char *first = cited(city, "某某法", "16");
    assert_non_null(strstr(first, "#clause-16"));
    assert_string_equal(cited(city, "《中华人民共和国某某法》", "16(2)"), first);
    assert_string_equal(cited(city, "主席令第七十号", "16"), first);
    assert_non_null(strstr(cited(city, "某某法", "17-1"), "#clause-17-1"));
    assert_string_equal(cited(city, "某某法", "99"), ""); /* not in the library */
    assert_string_equal(cited(city, "没有的法", "16"), "");
    assert_string_equal(cited(city, "某某法", "\"><b>"), "");
    assert_string_equal(cited(city, "", "16"), "");
    struct policy newer = replacing(policy, old, 1);
    newer.id = 502;
    newer.effect_day = newer.issue_day = "2020-01-01";
    newer.number = "主席令第九十号";
    add_policy(city, newer);
    assert_string_not_equal(cited(city, "某某法", "16"), first); /* the one in force */
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_policy_is_read_back_and_every_version_is_kept),                                                 \
        cmocka_unit_test(a_policy_ends_when_what_replaces_it_takes_effect),                                            \
        cmocka_unit_test(a_repealed_policy_is_out_from_that_day_on),                                                   \
        cmocka_unit_test(nothing_replaces_itself_over_any_number_of_steps),                                            \
        cmocka_unit_test(words_numbers_pinyin_and_traditional_characters_find_a_policy),                               \
        cmocka_unit_test(filters_narrow_and_are_counted_among_the_others),                                             \
        cmocka_unit_test(a_rule_leads_to_the_clause_of_the_policy_in_force)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("policies on SQLite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("policies on PostgreSQL", tests, start_city_postgres, stop_city);
}
