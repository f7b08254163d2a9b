/* Files become policies: the header in its writings, what is missing is said, the same file once, torn pages cleaned. */
#include "tests/areas/city.h"

#include "areas/policies/bring.h"
#include "base/day.h"

static struct policy_bring_outcome outcome;

static struct result bring(struct city *city, const char *text, bool dry_run)
{
    int32_t today = 0;
    assert_true(day_parse(span_of("2026-11-24"), &today));
    const struct policy_bringing how = {
        .store = city->store, .region_id = REGION, .now_ms = CITY_NOW, .today = today, .dry_run = dry_run};
    return policy_bring(&city->arena, &how, span_of(text), &outcome);
}

struct finding {
    struct city *city;
    int64_t id;
    struct policy policy;
};

static struct result do_find(struct store_session *session, void *context)
{
    struct finding *finding = context;
    return policy_find(&finding->city->arena, session, REGION, finding->id, &finding->policy);
}

static struct policy found(struct city *city)
{
    struct finding finding = {.city = city, .id = outcome.id};
    assert_ok(store_read(city->store, do_find, &finding));
    return finding.policy;
}

static void a_file_with_a_header_is_entered_once(void **state)
{
    struct city *city = *state;
    static const char file[] =
        "\xef\xbb\xbf\n标题：山东省校企融合促进规定\r\n文号: 鲁政发[2023]6号\n发文机关：山东省人民政府\n层级：省级\n"
        "发布日期：2023年5月1日\n施行日期：2023-06-01\n简称：融合规定\n来源：https://example.cn/6\n核实：是\n\n"
        "第一条 甲。\n\n第二条 乙。\n";
    assert_ok(bring(city, file, true));
    assert_true(outcome.is_new);
    assert_int_equal(outcome.id, 0);
    assert_ok(bring(city, file, false));
    assert_true(outcome.is_new);
    assert_int_equal(outcome.clauses, 2);
    struct policy policy = found(city);
    assert_string_equal(policy.title, "山东省校企融合促进规定");
    assert_string_equal(policy.number, "鲁政发〔2023〕6号");
    assert_string_equal(policy.issuer, "山东省人民政府");
    assert_string_equal(policy.level, "province");
    assert_string_equal(policy.issue_day, "2023-05-01");
    assert_string_equal(policy.effect_day, "2023-06-01");
    assert_string_equal(policy.short_name, "融合规定");
    assert_string_equal(policy.source_url, "https://example.cn/6");
    assert_string_equal(policy.status, "published");
    assert_true(policy.checked);
    assert_string_equal(policy.body, "第一条 甲。\n\n第二条 乙。");
    int64_t id = outcome.id;
    assert_ok(bring(city, file, false));
    assert_false(outcome.is_new);
    assert_int_equal(outcome.id, id);
}

static void an_english_header_names_what_it_replaces(void **state)
{
    struct city *city = *state;
    assert_ok(bring(city, "title: 旧\nnumber: 聊政发〔2001〕1号\nissuer: 市政府\nlevel: city\n\n一、甲", false));
    int64_t old = outcome.id;
    assert_ok(
        bring(city, "Title: 新\nissuer: 市政府\nLEVEL: city\nreplaces: 聊政发2001年1号\n\n一、甲\n二、乙", false));
    struct policy policy = found(city);
    assert_int_equal(policy.replaced_count, 1);
    assert_int_equal(policy.replaced[0], old);
}

static void what_is_missing_is_said_and_nothing_is_written(void **state)
{
    struct city *city = *state;
    struct result result = bring(city, "# 没有头的通知\n\n第一条 甲", false);
    assert_string_equal(result.message, "policies.error.form");
    assert_string_equal(outcome.title, "没有头的通知");
    assert_int_equal(outcome.problems.count, 2); /* issuing body and level */
    assert_int_equal(outcome.id, 0);
    result = bring(city, "标题：日子不对\n发文机关：某\n层级：市\n发布日期：2023年2月30日\n\n文", false);
    assert_string_equal(outcome.problems.list[0].message, "policies.error.day");
    assert_string_equal(bring(city, "标题：\xff\xfe\xfd\xff", false).message, "text.encoding_unknown");
    assert_true(result_failed(bring(city, "", false)));
}

static void a_torn_page_is_cleaned(void **state)
{
    struct city *city = *state;
    assert_ok(bring(
        city,
        "標題：職業(yè)教(jiao)育辦法\n發文機關：教育局\n层级：市\n\n第一條 職業(yè)教(jiào)育與(yǔ)企業(yè)開(kāi)放。\n",
        false));
    assert_true(outcome.cleaned > 3);
    struct policy policy = found(city);
    assert_string_equal(policy.title, "职业教育办法");
    assert_string_equal(policy.body, "第一条 职业教育与企业开放。");
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_file_with_a_header_is_entered_once),                                                            \
        cmocka_unit_test(an_english_header_names_what_it_replaces),                                                    \
        cmocka_unit_test(what_is_missing_is_said_and_nothing_is_written), cmocka_unit_test(a_torn_page_is_cleaned)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("bringing policies, sqlite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("bringing policies, postgres", tests, start_city_postgres, stop_city);
}
