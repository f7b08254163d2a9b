/* Pages of listings and organisations through the whole site, on both engines: what each person gets and may do. */
#include "tests/areas/site.h"

static struct site *site_of(void **state)
{
    return *state;
}

/* A form as a browser sends it. Values in pairs, ended by NULL. */
static const char *encode(struct site *site, const char *const *pairs)
{
    struct buffer form;
    buffer_init(&form);
    for (size_t index = 0; pairs[index] != NULL; index += 2) {
        buffer_add_format(&form, "%s%s=", index == 0 ? "" : "&", pairs[index]);
        for (const char *at = pairs[index + 1]; *at != '\0'; at++) {
            buffer_add_format(&form, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
    const char *text = arena_copy(&site->city.arena, buffer_span(&form));
    buffer_release(&form);
    return text;
}
#define FORM(...) encode(site, (const char *const[]){__VA_ARGS__, NULL})

static const char *make_need(struct site *site, enum who who, const char *title, const char *headcount)
{
    char organisation[ID_TEXT_SIZE];
    const char *form =
        FORM("side", "need", "kind", "talent", "title", title, "headcount", headcount, "status", "open", "organisation",
             id_format(1, organisation), "pay", "6-8k", "start_day", "9月1日", "county_code", "371581");
    struct dispatch_answer answer = site_post(site, who, "/listings", form);
    if (answer.status != 303) {
        fail_msg("status %d: %.*s", answer.status, (int)answer.body.length, answer.body.at);
    }
    return answer.location;
}

static const char *below(struct site *site, const char *location, const char *rest)
{
    return arena_format(&site->city.arena, "%s%s", location, rest);
}

static json_t *problem_of(json_t *document, const char *field)
{
    size_t index;
    json_t *problem;
    json_array_foreach(json_object_get(document, "problems"), index, problem)
    {
        if (strcmp(text_at(problem, "field"), field) == 0) {
            return problem;
        }
    }
    return NULL;
}

/* --- search --------------------------------------------------------------------------------------------------- */

static void a_visitor_finds_a_new_need_by_characters_pinyin_and_filter(void **state)
{
    struct site *site = site_of(state);
    (void)make_need(site, FACTORY, "数控车工", "20人");
    /* clang-format off */
    static const char *const targets[] = {"/search?q=%E6%95%B0%E6%8E%A7", "/search?q=%E6%95%B8%E6%8E%A7", "/search?q=shukong",
                                          "/search?q=sk", "/search?q=%E5%8D%9A%E8%BF%9C+%E8%BD%A6",
                                          "/search?q=%E6%95%B0%E6%8E%A7&side=need&kind=talent&county=371581&county=371502"};
    /* clang-format on */
    for (size_t index = 0; index < sizeof targets / sizeof targets[0]; index++) {
        json_t *document = site_document(site, VISITOR, targets[index]);
        assert_int_equal(number_at(document, "total"), 1);
        assert_string_equal(text_at(document, "listings.0.title"), "数控车工");
        assert_int_equal(number_at(document, "listings.0.headcount"), 20);
        json_decref(document);
    }
    json_t *document = site_document(site, VISITOR, "/search?q=%E6%95%B0%E6%8E%A7&side=offer");
    assert_int_equal(number_at(document, "total"), 0);
    assert_string_equal(text_at(document, "chosen.0.value"), "offer");
    assert_string_equal(text_at(document, "chosen.0.url"), "/search?q=%E6%95%B0%E6%8E%A7");
    json_decref(document);
}

static void hits_are_marked_and_texts_are_inert(void **state)
{
    struct site *site = site_of(state);
    (void)make_need(site, FACTORY, "<script>alert(1)</script>钻床工", "3");
    json_t *document = site_document(site, VISITOR, "/search?q=%E9%92%BB%E5%BA%8A");
    assert_string_equal(text_at(document, "listings.0.title_pieces.1.text"), "钻床");
    assert_true(json_is_true(at_path(document, "listings.0.title_pieces.1.hit")));
    json_decref(document);
    const struct question question = {
        .who = VISITOR, .method = "GET", .target = "/search?q=%E9%92%BB%E5%BA%8A", .page = true};
    struct dispatch_answer page = site_ask(site, &question);
    const char *html = arena_copy(&site->city.arena, page.body);
    assert_null(strstr(html, "<script>alert"));
    assert_non_null(strstr(html, "&lt;script&gt;alert(1)"));
    assert_non_null(strstr(html, "<mark>钻床</mark>"));
}

static void pages_of_results_can_be_shared_by_their_address(void **state)
{
    struct site *site = site_of(state);
    for (int number = 0; number < 23; number++) {
        (void)make_need(site, FACTORY, arena_format(&site->city.arena, "铆工第%d组", number), "2");
    }
    json_t *first = site_document(site, VISITOR, "/search?q=%E9%93%86%E5%B7%A5");
    assert_int_equal(number_at(first, "total"), 23);
    assert_int_equal(json_array_size(at_path(first, "listings")), 20);
    json_t *second = site_document(site, VISITOR, text_at(first, "pages.next_url"));
    assert_int_equal(json_array_size(at_path(second, "listings")), 3);
    assert_string_equal(text_at(second, "listings.2.title"), "铆工第0组");
    assert_null(json_string_value(at_path(second, "pages.next_url")));
    json_decref(second);
    json_decref(first);
}

/* --- making and changing --------------------------------------------------------------------------------------- */

static void what_was_typed_stays_and_each_fault_stands_beside_its_field(void **state)
{
    struct site *site = site_of(state);
    const char *form = FORM("side", "need", "kind", "talent", "title", "", "headcount", "很多", "start_day",
                            "2026/2/30", "pay", "200", "occupation_code", "车工工", "body", "限男性，会看图");
    struct dispatch_answer answer = site_post(site, FACTORY, "/listings", form);
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(problem_of(document, "start_day"), "hint"), "2026-02-28");
    assert_string_equal(text_at(problem_of(document, "pay"), "hint"), "200元/天");
    assert_string_equal(text_at(problem_of(document, "body"), "value"), "限男性");
    assert_non_null(strstr(text_at(problem_of(document, "occupation_code"), "hint"), "、"));
    assert_non_null(problem_of(document, "title"));
    assert_string_equal(text_at(document, "form.headcount.value"), "很多");
    assert_string_equal(text_at(document, "form.start_day.value"), "2026/2/30");
    assert_string_equal(text_at(document, "form.start_day.error.hint"), "2026-02-28");
    json_decref(document);
}

static void a_text_of_ten_megabytes_gets_a_plain_answer(void **state)
{
    struct site *site = site_of(state);
    size_t length = 10U << 20;
    struct buffer form;
    buffer_init(&form);
    buffer_add_text(&form, "side=need&kind=talent&title=x&body=");
    buffer_reserve(&form, length + 1);
    memset(form.bytes + form.length, 'a', length);
    form.length += length;
    form.bytes[form.length] = '\0';
    struct dispatch_answer answer = site_post(site, FACTORY, "/listings", form.bytes);
    buffer_release(&form);
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(problem_of(document, "body"), "message"), "listing.error.too_long");
    assert_string_equal(text_at(problem_of(document, "body"), "hint"), "4000");
    json_decref(document);
}

static void a_form_sent_twice_makes_one_listing(void **state)
{
    struct site *site = site_of(state);
    json_t *page = site_document(site, FACTORY, "/listings/new?side=need");
    const char *form = FORM("side", "need", "kind", "talent", "title", "刨工", "token", text_at(page, "token"));
    struct dispatch_answer first = site_post(site, FACTORY, "/listings", form);
    struct dispatch_answer second = site_post(site, FACTORY, "/listings", form);
    assert_int_equal(first.status, 303);
    assert_int_equal(second.status, 303);
    assert_string_equal(first.location, second.location);
    json_t *found = site_document(site, VISITOR, "/search?q=%E5%88%A8%E5%B7%A5");
    assert_int_equal(number_at(found, "total"), 1);
    /* the same need from a fresh form is no double click: it is said, with the way to the first one */
    struct dispatch_answer again =
        site_post(site, FACTORY, "/listings", FORM("side", "need", "kind", "talent", "title", "刨工"));
    assert_int_equal(again.status, 422);
    json_t *document = document_of(again);
    assert_string_equal(text_at(problem_of(document, "title"), "message"), "listing.error.exists");
    assert_string_equal(text_at(problem_of(document, "title"), "hint"), first.location);
    json_decref(document);
    json_decref(found);
    json_decref(page);
}

static void nobody_publishes_or_edits_in_another_organisations_name(void **state)
{
    struct site *site = site_of(state);
    char organisation[ID_TEXT_SIZE];
    const char *form =
        FORM("side", "need", "kind", "talent", "title", "冒名", "organisation", id_format(1, organisation));
    assert_int_equal(site_post(site, SCHOOL, "/listings", form).status, 403);
    assert_int_equal(site_post(site, READER, "/listings", form).status, 403);
    assert_int_equal(site_post(site, VISITOR, "/listings", form).status, 401);
    assert_int_equal(site_get(site, READER, "/listings/new?side=need").status, 403);
    assert_int_equal(
        site_post(site, CLERK, "/listings",
                  FORM("side", "need", "kind", "talent", "title", "代录", "organisation", "临清博远轴承有限公司"))
            .status,
        303);
    const char *location = make_need(site, FACTORY, "镗工", "5");
    static const char *const pages[] = {"/edit", "/history"};
    for (size_t index = 0; index < 2; index++) {
        assert_int_equal(site_get(site, SCHOOL, below(site, location, pages[index])).status, 403);
        assert_int_equal(site_get(site, READER, below(site, location, pages[index])).status, 403);
        assert_int_equal(site_get(site, FACTORY, below(site, location, pages[index])).status, 200);
        assert_int_equal(site_get(site, CLERK, below(site, location, pages[index])).status, 200);
    }
    assert_int_equal(site_post(site, SCHOOL, location, FORM("kind", "talent", "title", "改名", "version", "1")).status,
                     403);
    assert_int_equal(site_post(site, SCHOOL, below(site, location, "/status"), FORM("status", "closed")).status, 403);
    json_t *document = site_document(site, FACTORY, below(site, location, "/edit"));
    assert_string_equal(text_at(document, "form.title.value"), "镗工");
    json_decref(document);
}

static void the_later_of_two_editors_sees_both_versions_and_loses_nothing(void **state)
{
    struct site *site = site_of(state);
    const char *location = make_need(site, FACTORY, "滚齿工", "20");
    const char *theirs = FORM("kind", "talent", "title", "滚齿工（夜班）", "headcount", "30", "start_day", "2027-09-01",
                              "pay", "6000-8000元/月", "county_code", "371581", "version", "1");
    const char *mine = FORM("kind", "talent", "title", "滚齿工", "headcount", "25", "start_day", "2027-09-01", "pay",
                            "6000-8000元/月", "county_code", "371581", "version", "1", "body", "我的说明");
    assert_int_equal(site_post(site, CLERK, location, theirs).status, 303);
    struct dispatch_answer answer = site_post(site, FACTORY, location, mine);
    assert_int_equal(answer.status, 409);
    json_t *document = document_of(answer);
    assert_int_equal(number_at(document, "version"), 2);
    assert_string_equal(text_at(document, "form.title.value"), "滚齿工（夜班）"); /* only they changed it */
    assert_string_equal(text_at(document, "form.headcount.value"), "25");         /* both did: mine stays in the form */
    assert_string_equal(text_at(document, "form.body.value"), "我的说明");        /* only I did */
    assert_string_equal(text_at(document, "merge.by"), "王办事员");
    json_t *fields = at_path(document, "merge.fields");
    assert_int_equal(json_array_size(fields), 3);
    assert_string_equal(text_at(fields, "1.base"), "20");
    assert_string_equal(text_at(fields, "1.mine"), "25");
    assert_string_equal(text_at(fields, "1.theirs"), "30");
    assert_true(json_is_true(at_path(fields, "1.both")));
    json_decref(document);
    const char *merged =
        FORM("kind", "talent", "title", "滚齿工（夜班）", "headcount", "25", "version", "2", "body", "我的说明");
    assert_int_equal(site_post(site, FACTORY, location, merged).status, 303);
    json_t *history = site_document(site, FACTORY, below(site, location, "/history"));
    assert_int_equal(json_array_size(at_path(history, "revisions")), 3);
    assert_string_equal(text_at(history, "revisions.1.actor_name"), "王办事员");
    assert_string_equal(text_at(history, "revisions.1.changes.1.after"), "30");
    json_decref(history);
}

static void a_filled_need_is_gone_for_visitors_until_it_is_published_again(void **state)
{
    struct site *site = site_of(state);
    const char *location = make_need(site, FACTORY, "锻工", "4");
    assert_int_equal(site_get(site, VISITOR, location).status, 200);
    assert_int_equal(
        site_post(site, FACTORY, below(site, location, "/status"), FORM("status", "filled", "version", "1")).status,
        303);
    assert_int_equal(site_get(site, VISITOR, location).status, 404);
    assert_int_equal(site_get(site, FACTORY, location).status, 200);
    assert_int_equal(site_post(site, FACTORY, below(site, location, "/status"), FORM("status", "draft")).status, 422);
    assert_int_equal(
        site_post(site, FACTORY, below(site, location, "/status"), FORM("status", "open", "version", "2")).status, 303);
    assert_int_equal(site_get(site, VISITOR, location).status, 200);
}

static void a_draft_is_seen_by_its_own_and_the_office_only(void **state)
{
    struct site *site = site_of(state);
    struct dispatch_answer answer = site_post(
        site, FACTORY, "/listings", FORM("side", "need", "kind", "talent", "title", "草稿岗", "status", "draft"));
    assert_int_equal(answer.status, 303);
    assert_int_equal(site_get(site, VISITOR, answer.location).status, 404);
    assert_int_equal(site_get(site, SCHOOL, answer.location).status, 404);
    assert_int_equal(site_get(site, SCHOOL, below(site, answer.location, "/edit")).status, 404);
    assert_int_equal(site_get(site, FACTORY, answer.location).status, 200);
    json_t *found = site_document(site, CLERK, "/search?status=draft&q=%E8%8D%89%E7%A8%BF");
    assert_int_equal(number_at(found, "total"), 1);
    json_decref(found);
    found = site_document(site, VISITOR, "/search?status=draft&q=%E8%8D%89%E7%A8%BF");
    assert_int_equal(number_at(found, "total"), 0);
    json_decref(found);
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static void one_message_becomes_drafts_and_only_what_is_confirmed_is_published(void **state)
{
    struct site *site = site_of(state);
    const char *message = "招拉床工10人6-8k，电镀工5名四千五，包吃住，临清";
    struct dispatch_answer answer = site_post(site, FACTORY, "/listings/message", FORM("message", message));
    assert_int_equal(answer.status, 200);
    json_t *document = document_of(answer);
    assert_int_equal(json_array_size(at_path(document, "drafts")), 2);
    assert_string_equal(text_at(document, "drafts.0.form.headcount.value"), "10");
    assert_string_equal(text_at(document, "drafts.0.form.pay.value"), "6000-8000元/月");
    assert_string_equal(text_at(document, "drafts.1.form.pay.value"), "4500元/月");
    assert_true(json_array_size(at_path(document, "drafts.0.pieces")) > 3);
    struct dispatch_answer wrong =
        site_post(site, FACTORY, "/listings/message/confirm",
                  FORM("message", message, "count", "2", "1-keep", "1", "1-title", "拉床工", "1-kind", "talent",
                       "1-headcount", "不少", "2-keep", "1", "2-title", "电镀工", "2-kind", "talent"));
    assert_int_equal(wrong.status, 422);
    json_t *faults = document_of(wrong);
    assert_non_null(problem_of(faults, "1-headcount"));
    assert_string_equal(text_at(faults, "drafts.0.form.headcount.value"), "不少");
    json_decref(faults);
    const char *confirm =
        FORM("message", message, "count", "2", "token", text_at(document, "token"), "1-keep", "1", "1-title", "拉床工",
             "1-kind", "talent", "1-headcount", "10", "2-title", "电镀工", "2-kind", "talent");
    struct dispatch_answer done = site_post(site, FACTORY, "/listings/message/confirm", confirm);
    assert_int_equal(done.status, 303);
    assert_string_equal(site_post(site, FACTORY, "/listings/message/confirm", confirm).location, done.location);
    json_t *found = site_document(site, VISITOR, "/search?q=%E6%8B%89%E5%BA%8A");
    assert_int_equal(number_at(found, "total"), 1);
    assert_string_equal(text_at(found, "listings.0.source"), "message");
    json_decref(found);
    found = site_document(site, VISITOR, "/search?q=%E7%94%B5%E9%95%80");
    assert_int_equal(number_at(found, "total"), 0);
    json_decref(found);
    json_decref(document);
}

static void unlawful_limits_of_a_message_are_shown_with_the_law_and_left_out(void **state)
{
    struct site *site = site_of(state);
    struct dispatch_answer answer =
        site_post(site, FACTORY, "/listings/message",
                  FORM("message", "要20个数控车工,9月到岗,包吃住,6500,会看图,临清,限男性18-45岁"));
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "drafts.0.flags.0.kind"), "sex_limit");
    assert_string_equal(text_at(document, "drafts.0.flags.0.article"), "27");
    assert_string_equal(text_at(document, "drafts.0.flags.1.kind"), "age_limit");
    assert_null(strstr(text_at(document, "drafts.0.form.body.value"), "限男"));
    assert_null(strstr(text_at(document, "drafts.0.form.body.value"), "45"));
    assert_string_equal(text_at(document, "drafts.0.form.body.value"),
                        "要20个数控车工,9月到岗,包吃住,6500,会看图,临清");
    json_decref(document);
    assert_int_equal(site_post(site, FACTORY, "/listings/message", FORM("message", "今天天气不错")).status, 422);
    assert_int_equal(site_post(site, FACTORY, "/listings/message", FORM("message", "")).status, 422);
    assert_int_equal(
        site_post(site, FACTORY, "/listings/message/confirm", FORM("count", "99999", "message", "x")).status, 422);
}

/* --- organisations ------------------------------------------------------------------------------------------------ */

static void an_organisations_page_shows_what_it_is_and_its_open_listings(void **state)
{
    struct site *site = site_of(state);
    char id[ID_TEXT_SIZE];
    const char *target = arena_format(&site->city.arena, "/organisations/%s", id_format(1, id));
    (void)make_need(site, FACTORY, "铣工", "7");
    json_t *document = site_document(site, VISITOR, target);
    assert_string_equal(text_at(document, "organisation.name"), "临清博远轴承有限公司");
    assert_string_equal(text_at(document, "organisation.county.name"), "临清市");
    assert_true(json_is_true(at_path(document, "organisation.above_scale")));
    assert_string_equal(text_at(document, "needs.0.title"), "铣工");
    assert_true(json_is_false(at_path(document, "may_edit")));
    assert_int_equal(json_array_size(at_path(document, "drafts")), 0);
    json_decref(document);
    document = site_document(site, FACTORY, target);
    assert_true(json_is_true(at_path(document, "may_edit")));
    json_decref(document);
    assert_int_equal(site_get(site, VISITOR, "/organisations/0000000000999").status, 404);
}

static void organisations_are_listed_with_counts(void **state)
{
    struct site *site = site_of(state);
    json_t *document = site_document(site, VISITOR, "/organisations?kind=school");
    assert_int_equal(number_at(document, "total"), 1);
    assert_string_equal(text_at(document, "organisations.0.name"), "聊城水城职业中专");
    assert_string_equal(text_at(document, "filters.facets.0.name"), "kind");
    assert_string_equal(text_at(document, "filters.facets.0.options.1.value"), "enterprise");
    assert_true(number_at(document, "filters.facets.0.options.1.count") >= 2); /* the own filter left out */
    json_decref(document);
}

static void members_edit_their_own_organisation_and_not_what_is_the_offices(void **state)
{
    struct site *site = site_of(state);
    char id[ID_TEXT_SIZE];
    const char *target = arena_format(&site->city.arena, "/organisations/%s", id_format(1, id));
    assert_int_equal(site_get(site, SCHOOL, below(site, target, "/edit")).status, 403);
    assert_int_equal(site_get(site, READER, below(site, target, "/edit")).status, 403);
    json_t *page = site_document(site, FACTORY, below(site, target, "/edit"));
    const char *version = arena_format(&site->city.arena, "%lld", (long long)number_at(page, "version"));
    const char *form = FORM("name", "临清博远轴承有限公司", "kind", "government", "status", "closed", "products",
                            "圆锥轴承", "staff_count", "330", "above_scale", "1", "county_code", "371581",
                            "industry_code", "C3451", "version", version);
    assert_int_equal(site_post(site, FACTORY, target, form).status, 303);
    json_t *document = site_document(site, VISITOR, target);
    assert_string_equal(text_at(document, "organisation.products"), "圆锥轴承");
    assert_string_equal(text_at(document, "organisation.kind"), "enterprise");
    assert_string_equal(text_at(document, "organisation.status"), "approved");
    struct dispatch_answer late = site_post(
        site, FACTORY, target, FORM("name", "临清博远轴承有限公司", "products", "我的产品", "version", version));
    assert_int_equal(late.status, 409);
    json_t *conflict = document_of(late);
    assert_string_equal(text_at(conflict, "form.products.value"), "我的产品");
    assert_true(json_array_size(at_path(conflict, "differences")) > 0);
    struct dispatch_answer bad = site_post(
        site, CLERK, "/organisations",
        FORM("name", "新厂", "kind", "enterprise", "credit_code", "91371526MA3C000010", "status", "approved"));
    assert_int_equal(bad.status, 422);
    json_t *wrong = document_of(bad);
    assert_string_equal(text_at(problem_of(wrong, "credit_code"), "message"), "organisation.error.credit_code_check");
    assert_int_equal(strlen(text_at(problem_of(wrong, "credit_code"), "hint")), 18);
    assert_int_equal(site_post(site, FACTORY, "/organisations", FORM("name", "新厂", "kind", "enterprise")).status,
                     403);
    json_decref(wrong);
    json_decref(conflict);
    json_decref(document);
    json_decref(page);
}

static void parts_are_added_and_removed_by_who_may_edit(void **state)
{
    struct site *site = site_of(state);
    char id[ID_TEXT_SIZE];
    const char *target = arena_format(&site->city.arena, "/organisations/%s", id_format(2, id));
    const char *form = FORM("part", "programme", "major_code", "660103", "count", "120", "second_count", "40");
    assert_int_equal(site_post(site, FACTORY, below(site, target, "/parts"), form).status, 403);
    assert_int_equal(site_post(site, SCHOOL, below(site, target, "/parts"), form).status, 303);
    assert_int_equal(site_post(site, CLERK, "/organisations/0SAWDY8MSYC02/parts", form).status,
                     404); /* there is none */
    json_t *document = site_document(site, VISITOR, target);
    assert_string_equal(text_at(document, "organisation.programmes.0.name"), "数控技术应用");
    assert_int_equal(number_at(document, "organisation.programmes.0.graduate_count"), 40);
    const char *removal = arena_format(&site->city.arena, "%s/parts/%s/remove", target,
                                       text_at(document, "organisation.programmes.0.id"));
    assert_int_equal(site_post(site, FACTORY, removal, FORM("part", "programme")).status, 403);
    assert_int_equal(site_post(site, SCHOOL, removal, FORM("part", "programme")).status, 303);
    json_decref(document);
    document = site_document(site, VISITOR, target);
    assert_int_equal(json_array_size(at_path(document, "organisation.programmes")), 0);
    json_decref(document);
}

/* Every view is rendered in both languages: a partial or a member that is not there would show. */
static void every_page_renders_in_both_languages(void **state)
{
    struct site *site = site_of(state);
    char id[ID_TEXT_SIZE];
    const char *location = make_need(site, FACTORY, "插齿工", "6");
    const char *organisation = arena_format(&site->city.arena, "/organisations/%s", id_format(1, id));
    /* clang-format off */
    const char *targets[] = {"/search", "/search?q=%E5%B7%A5&county=371581", "/search?q=zzzz", "/organisations", organisation,
                             below(site, organisation, "/edit"), "/organisations?q=zzzz", "/listings/new?side=need", "/listings/new?side=offer",
                             "/listings/message", below(site, location, "/edit"), below(site, location, "/history")};
    /* clang-format on */
    for (size_t index = 0; index < sizeof targets / sizeof targets[0]; index++) {
        static const char *const languages[] = {"zh-CN", "en"};
        for (size_t language = 0; language < 2; language++) {
            const struct question question = {.who = FACTORY,
                                              .method = "GET",
                                              .target = targets[index],
                                              .page = true,
                                              .language = languages[language]};
            struct dispatch_answer answer = site_ask(site, &question);
            const char *html = arena_copy(&site->city.arena, answer.body);
            if (answer.status != 200 || strstr(html, "<h1>") == NULL || strstr(html, "{{") != NULL ||
                strstr(html, "listing.") != NULL || strstr(html, "organisation.field") != NULL) {
                fail_msg("%s %s: %d %.2000s", targets[index], languages[language], answer.status, html);
            }
        }
    }
}

/* Last: it ends organisation 1. */
static void an_organisation_that_is_closed_takes_its_open_listings_with_it(void **state)
{
    struct site *site = site_of(state);
    char id[ID_TEXT_SIZE];
    const char *need = make_need(site, FACTORY, "关门前的岗位", "3");
    const char *target = arena_format(&site->city.arena, "/organisations/%s", id_format(1, id));
    const char *search = arena_format(&site->city.arena, "/search?%s", FORM("q", "关门前的岗位"));
    json_t *before = site_document(site, VISITOR, search);
    assert_int_equal(number_at(before, "total"), 1);
    json_t *page = site_document(site, CLERK, below(site, target, "/edit"));
    const char *version = arena_format(&site->city.arena, "%lld", (long long)number_at(page, "version"));
    const char *form = FORM("name", "临清博远轴承有限公司", "kind", "enterprise", "status", "closed", "county_code",
                            "371581", "industry_code", "C3451", "version", version);
    assert_int_equal(site_post(site, CLERK, target, form).status, 303);
    json_t *after = site_document(site, VISITOR, search);
    assert_int_equal(number_at(after, "total"), 0);
    assert_int_equal(site_get(site, VISITOR, need).status, 404);
    json_t *own = site_document(site, FACTORY, need);
    assert_string_equal(text_at(own, "listing.status"), "closed");
    json_decref(own);
    json_decref(after);
    json_decref(page);
    json_decref(before);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_visitor_finds_a_new_need_by_characters_pinyin_and_filter),                                      \
        cmocka_unit_test(hits_are_marked_and_texts_are_inert),                                                         \
        cmocka_unit_test(pages_of_results_can_be_shared_by_their_address),                                             \
        cmocka_unit_test(what_was_typed_stays_and_each_fault_stands_beside_its_field),                                 \
        cmocka_unit_test(a_text_of_ten_megabytes_gets_a_plain_answer),                                                 \
        cmocka_unit_test(a_form_sent_twice_makes_one_listing),                                                         \
        cmocka_unit_test(nobody_publishes_or_edits_in_another_organisations_name),                                     \
        cmocka_unit_test(the_later_of_two_editors_sees_both_versions_and_loses_nothing),                               \
        cmocka_unit_test(a_filled_need_is_gone_for_visitors_until_it_is_published_again),                              \
        cmocka_unit_test(a_draft_is_seen_by_its_own_and_the_office_only),                                              \
        cmocka_unit_test(one_message_becomes_drafts_and_only_what_is_confirmed_is_published),                          \
        cmocka_unit_test(unlawful_limits_of_a_message_are_shown_with_the_law_and_left_out),                            \
        cmocka_unit_test(an_organisations_page_shows_what_it_is_and_its_open_listings),                                \
        cmocka_unit_test(organisations_are_listed_with_counts),                                                        \
        cmocka_unit_test(members_edit_their_own_organisation_and_not_what_is_the_offices),                             \
        cmocka_unit_test(parts_are_added_and_removed_by_who_may_edit),                                                 \
        cmocka_unit_test(every_page_renders_in_both_languages),                                                        \
        cmocka_unit_test(an_organisation_that_is_closed_takes_its_open_listings_with_it)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("pages on SQLite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("pages on PostgreSQL", tests, start_site_postgres, stop_site);
}
