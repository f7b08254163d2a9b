/* The policy library through its pages: life, rights, clauses, two editors, hostile input, search, links of rules and articles. */
#include "tests/areas/site.h"

#include "areas/policies/policies.h"
#include "tests/files/samples.h"

#include <ctype.h>

/* A form with these fields after the ones that every policy needs; values are encoded here. */
static const char *encode(struct site *site, const char *text)
{
    struct buffer out;
    buffer_init(&out);
    for (const char *at = text; *at != '\0'; at++) {
        if (isalnum((unsigned char)*at)) {
            buffer_add_byte(&out, *at);
        } else {
            buffer_add_format(&out, "%%%02X", (unsigned char)*at);
        }
    }
    const char *copy = arena_copy(&site->city.arena, buffer_span(&out));
    buffer_release(&out);
    return copy;
}

static const char *form_of(struct site *site, const char *title, const char *number, const char *body)
{
    return arena_format(&site->city.arena, "title=%s&number=%s&issuer=%s&level=city&checked=0&body=%s",
                        encode(site, title), encode(site, number), encode(site, "聊城市人民政府"), encode(site, body));
}

static const char *with(struct site *site, const char *form, const char *name, const char *value)
{
    return arena_format(&site->city.arena, "%s&%s=%s", form, name, encode(site, value));
}

static int send(struct site *site, enum who who, const char *path, const char *form)
{
    return site_post(site, who, path, form).status;
}

static const char *below(struct site *site, const char *path, const char *rest)
{
    return arena_format(&site->city.arena, "%s%s", path, rest);
}

/* Enters one; its path "/policies/0SAW…". */
static const char *enter(struct site *site, const char *form)
{
    struct dispatch_answer answer = site_post(site, CLERK, "/policies", form);
    if (answer.status != 303) {
        fail_msg("%d: %.*s", answer.status, (int)answer.body.length, answer.body.at);
    }
    return arena_copy(&site->city.arena, span_make(answer.location, strlen(answer.location) - strlen("/edit")));
}

static const char *publish(struct site *site, const char *form)
{
    const char *path = enter(site, form);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=published"), 303);
    return path;
}

static bool page_holds(struct site *site, enum who who, const char *target, const char *text)
{
    const struct question question = {.who = who, .method = "GET", .target = target, .page = true};
    struct dispatch_answer answer = site_ask(site, &question);
    return answer.status == 200 && span_find(answer.body, span_of(text)) != SPAN_NOWHERE;
}

/* Is there an object in the list whose member is this text. */
static json_t *find_in(json_t *list, const char *name, const char *text)
{
    for (size_t index = 0; index < json_array_size(list); index++) {
        const char *value = json_string_value(json_object_get(json_array_get(list, index), name));
        if (value != NULL && strcmp(value, text) == 0) {
            return json_array_get(list, index);
        }
    }
    return NULL;
}

/* --- life ---------------------------------------------------------------------------------------------------------- */

static void a_policy_goes_from_draft_to_readers_and_is_retracted_with_a_reason(void **state)
{
    struct site *site = *state;
    const char *path = enter(site, form_of(site, "校企合作办法", "聊政发[2024]8号", "第一条 甲\n第二条 乙"));
    assert_int_equal(site_get(site, VISITOR, path).status, 404);
    assert_int_equal(site_get(site, SCHOOL, path).status, 404);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=retracted&reason=x"), 422);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=published"), 303);
    json_t *document = site_document(site, VISITOR, path);
    assert_string_equal(text_at(document, "policy.number"), "聊政发〔2024〕8号");
    assert_string_equal(text_at(document, "clauses.1.anchor"), "clause-2");
    assert_string_equal(text_at(document, "clauses.1.first"), "乙");
    assert_null(at_path(document, "actions"));
    json_decref(document);
    assert_true(page_holds(site, VISITOR, path, "<section class=\"clause\" id=\"clause-2\">"));
    assert_true(page_holds(site, VISITOR, path, "首页"));
    assert_true(page_holds(site, VISITOR, path, "<a href=\"/policies\">政策库</a>"));
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=retracted"), 422); /* without a reason */
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=retracted&reason=paper"), 303);
    struct dispatch_answer gone = site_get(site, VISITOR, path);
    assert_int_equal(gone.status, 410);
    document = document_of(gone);
    assert_string_equal(text_at(document, "policy.reason"), "paper");
    assert_null(at_path(document, "clauses"));
    json_decref(document);
    json_t *history = site_document(site, CLERK, below(site, path, "/history"));
    assert_int_equal(json_array_size(at_path(history, "revisions")), 3);
    assert_string_equal(text_at(history, "revisions.0.status"), "retracted");
    json_decref(history);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=draft"), 303);
    assert_int_equal(site_get(site, CLERK, below(site, path, "/edit")).status, 200);
}

static void only_the_office_changes_the_library(void **state)
{
    struct site *site = *state;
    const char *path = publish(site, form_of(site, "权限", "", "文"));
    static const enum who others[] = {FACTORY, SCHOOL, READER};
    for (size_t index = 0; index < 3; index++) {
        assert_int_equal(send(site, others[index], "/policies", form_of(site, "a", "", "b")), 403);
        assert_int_equal(send(site, others[index], path, form_of(site, "a", "", "b")), 403);
        assert_int_equal(send(site, others[index], below(site, path, "/status"), "status=retracted&reason=x"), 403);
        assert_int_equal(site_get(site, others[index], below(site, path, "/history")).status, 403);
    }
    assert_int_equal(send(site, VISITOR, "/policies", form_of(site, "a", "", "b")), 401);
}

static void the_same_form_sent_twice_enters_one_policy(void **state)
{
    struct site *site = *state;
    const char *form = with(site, form_of(site, "两次", "", "文"), "token", "0123456789abcdef0123456789abcdef");
    assert_string_equal(enter(site, form), enter(site, form));
}

/* --- form ------------------------------------------------------------------------------------------------------------ */

static const char *problem_of(struct site *site, const char *form)
{
    struct dispatch_answer answer = site_post(site, CLERK, "/policies", form);
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static void what_is_wrong_is_said_beside_the_field(void **state)
{
    struct site *site = *state;
    const char *form = form_of(site, "题", "", "文");
    assert_string_equal(problem_of(site, form_of(site, "", "", "文")), "policies.error.title_missing");
    assert_string_equal(problem_of(site, form_of(site, "题", "", " ")), "policies.error.body_missing");
    assert_string_equal(problem_of(site, form_of(site, "题", "鲁政发〔2199〕6号", "文")), "policies.error.number_year");
    assert_string_equal(problem_of(site, with(site, form, "issue_day", "2023-02-30")), "policies.error.day");
    assert_string_equal(problem_of(site, with(site, form, "issue_day", "1930-02-20")), "policies.error.year");
    assert_string_equal(
        problem_of(site, with(site, with(site, form, "issue_day", "2023-05-01"), "effect_day", "2023-04-01")),
        "policies.error.effect_before_issue");
    assert_string_equal(
        problem_of(site, with(site, with(site, form, "issue_day", "2023-05-01"), "repeal_day", "2023-04-01")),
        "policies.error.repeal_before_effect");
    assert_string_equal(problem_of(site, with(site, form, "source_url", "javascript:alert(1)")),
                        "policies.error.source_url");
    assert_string_equal(problem_of(site, with(site, form, "level", "galactic")), "policies.error.level_missing");
    assert_string_equal(problem_of(site, with(site, form, "replaced", "没有的办法")), "policies.error.replaced_line");
    assert_string_equal(problem_of(site, with(site, form, "replaced", "/policies/0000000000ZZZ")),
                        "policies.error.replaced_unknown");
    (void)enter(site, form_of(site, "先来的", "聊政字〔2020〕1号", "文"));
    assert_string_equal(problem_of(site, form_of(site, "后来的", "聊政字(2020)1号", "文")),
                        "policies.error.number_taken");
    (void)enter(site, form_of(site, "别的写法", "国务院令第364号", "文")); /* allowed */
}

static void two_megabytes_of_text_are_refused_with_words(void **state)
{
    struct site *site = *state;
    struct buffer form;
    buffer_init(&form);
    buffer_add_text(&form, form_of(site, "太长", "", ""));
    for (int line = 0; form.length < (2 << 20); line++) {
        buffer_add_format(&form, "a+line+%d%%0A", line);
    }
    struct dispatch_answer answer = site_post(site, CLERK, "/policies", form.bytes);
    assert_int_equal(answer.status, 422);
    assert_true(span_find(answer.body, span_of("policies.error.body_long")) != SPAN_NOWHERE);
    buffer_release(&form);
}

static void markup_in_every_field_comes_out_as_text(void **state)
{
    struct site *site = *state;
    static const char hostile[] = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    const char *body =
        arena_format(&site->city.arena, "%s\n第一条 %s\n# %s\n第二条\"onclick=\"x\n一、<b>", hostile, hostile, hostile);
    const char *form = form_of(site, hostile, hostile, body);
    form = with(site, with(site, form, "note", hostile), "short_name", hostile);
    form = with(site, with(site, form, "issuer", hostile), "issue_day", "2031-01-01");
    const char *path = publish(site, form);
    const char *const pages[] = {path,        below(site, path, "/edit"), below(site, path, "/history"),
                                 "/policies", "/policies?q=script",       "/search?q=script",
                                 "/news",     "/policies/feed.atom"};
    for (size_t index = 0; index < sizeof pages / sizeof pages[0]; index++) {
        assert_true(page_holds(site, CLERK, pages[index], "&lt;script&gt;alert(1)") || index == 4 || index == 5);
        assert_false(page_holds(site, CLERK, pages[index], "<script>alert(1)"));
        assert_false(page_holds(site, CLERK, pages[index], "<img src=x"));
        assert_false(page_holds(site, CLERK, pages[index], "\"onclick=\"x"));
    }
}

/* --- two editors ---------------------------------------------------------------------------------------------------- */

static void the_later_of_two_editors_keeps_every_word_and_sees_what_differs(void **state)
{
    struct site *site = *state;
    const char *path = enter(site, form_of(site, "两人", "", "第一条 原文"));
    const char *first = with(site, form_of(site, "两人改题", "", "第一条 原文"), "version", "1");
    const char *second = with(site, form_of(site, "两人", "", "第一条 原文\n第二条 我加的"), "version", "1");
    assert_int_equal(send(site, CLERK, path, first), 303);
    struct dispatch_answer answer = site_post(site, CLERK, path, second);
    assert_int_equal(answer.status, 409);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "form.title.value"), "两人改题"); /* only they changed it */
    assert_string_equal(text_at(document, "form.body.value"), "第一条 原文\n第二条 我加的");
    assert_string_equal(text_at(document, "merge.body"), "第一条 原文");
    assert_string_equal(text_at(document, "merge.theirs.0.after"), "两人改题");
    assert_int_equal(number_at(document, "version"), 2);
    json_decref(document);
    assert_int_equal(send(site, CLERK, path,
                          with(site, form_of(site, "两人改题", "", "第一条 原文\n第二条 我加的"), "version", "2")),
                     303);
}

/* --- what replaces what --------------------------------------------------------------------------------------------- */

static void both_sides_show_what_replaces_what_and_a_circle_is_refused(void **state)
{
    struct site *site = *state;
    const char *old =
        publish(site, with(site, form_of(site, "旧实习办法", "聊教字〔2016〕2号", "文"), "effect_day", "2016-01-01"));
    const char *form = with(site, form_of(site, "新实习办法", "聊教字〔2022〕2号", "文"), "effect_day", "2022-01-01");
    const char *new = publish(site, with(site, form, "replaced", "聊教字(2016)2号"));
    json_t *document = site_document(site, VISITOR, old);
    assert_string_equal(text_at(document, "policy.force"), "out");
    assert_string_equal(text_at(document, "policy.ends_day"), "2022-01-01");
    assert_string_equal(text_at(document, "replaced_by.0.url"), new);
    json_decref(document);
    document = site_document(site, VISITOR, new);
    assert_string_equal(text_at(document, "policy.force"), "in");
    assert_string_equal(text_at(document, "replaces.0.url"), old);
    json_decref(document);
    assert_true(page_holds(site, VISITOR, old, "已失效"));
    const char *circle = with(site, form_of(site, "旧实习办法", "聊教字〔2016〕2号", "文"), "effect_day", "2016-01-01");
    circle = with(site, with(site, circle, "version", "2"), "replaced", new);
    struct dispatch_answer answer = site_post(site, CLERK, old, circle);
    assert_int_equal(answer.status, 422);
    assert_true(span_find(answer.body, span_of("policies.error.circle")) != SPAN_NOWHERE);
}

/* --- search ----------------------------------------------------------------------------------------------------------- */

static void a_search_leads_to_the_clause_and_the_site_finds_policies_too(void **state)
{
    struct site *site = *state;
    const char *path = publish(site, form_of(site, "现代学徒制规定", "鲁政发〔2021〕77号",
                                             "第一条 总则。\n第十二条 学徒岗位津贴由企业支付。"));
    json_t *document = site_document(site, VISITOR, "/policies?q=%E5%AD%A6%E5%BE%92%E5%B2%97%E4%BD%8D"); /* 学徒岗位 */
    assert_int_equal(number_at(document, "total"), 1);
    assert_string_equal(text_at(document, "policies.0.clause.label"), "第十二条");
    assert_string_equal(text_at(document, "policies.0.clause.url"), below(site, path, "#clause-12"));
    json_decref(document);
    document = site_document(site, VISITOR, "/search?q=%E5%B2%97%E4%BD%8D%E6%B4%A5%E8%B4%B4"); /* 岗位津贴 */
    assert_string_equal(text_at(document, "policies.0.url"), below(site, path, "#clause-12"));
    json_decref(document);
    document =
        site_document(site, VISITOR, arena_format(&site->city.arena, "/policies?q=%s", encode(site, "鲁政发202177号")));
    assert_int_equal(number_at(document, "total"), 1);
    json_decref(document);
    assert_int_equal(site_get(site, VISITOR, "/policies?q=%22%27&level=%00&after=zz&year=%E2%80%AE").status, 400);
    assert_int_equal(site_get(site, VISITOR, "/policies?q=%22%27(&level=x&after=zz-&year=%E2%80%AE&force=%27").status,
                     200);
}

static void pages_of_the_list_have_no_gap_and_no_repeat(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    for (int index = 0; index < 23; index++) {
        const char *form = form_of(site, "翻页", arena_format(arena, "翻页发〔2019〕%d号", index + 1), "文");
        (void)publish(site, with(site, form, "issue_day", arena_format(arena, "2019-03-%02d", index / 2 + 1)));
    }
    const char *target = "/policies?q=%E7%BF%BB%E9%A1%B5&year=2019";
    size_t seen = 0;
    const char *last = "9999";
    while (target[0] == '/') {
        json_t *document = site_document(site, VISITOR, target);
        for (size_t index = 0; index < json_array_size(at_path(document, "policies")); index++, seen++) {
            const char *day = text_at(json_array_get(at_path(document, "policies"), index), "issue_day");
            assert_true(strcmp(day, last) <= 0);
            last = arena_text(arena, day);
        }
        target = arena_text(arena, text_at(document, "pages.next_url"));
        json_decref(document);
    }
    assert_int_equal(seen, 23);
}

/* --- others --------------------------------------------------------------------------------------------------------- */

static void a_refused_limit_leads_to_the_clause_where_the_library_has_it(void **state)
{
    struct site *site = *state;
    const char *message = arena_format(&site->city.arena, "message=%s", encode(site, "招10个电焊工，限男性，6000元"));
    json_t *document = document_of(site_post(site, FACTORY, "/listings/message", message));
    assert_string_equal(text_at(document, "drafts.0.flags.0.article"), "27");
    assert_true(json_is_null(at_path(document, "drafts.0.flags.0.url"))); /* plain text, as long as it is not there */
    json_decref(document);
    const char *form =
        with(site, form_of(site, "中华人民共和国就业促进法（2015年修正）", "", "第二十七条 不得以性别为由。"),
             "short_name", "就业促进法");
    const char *path = publish(site, form);
    document = document_of(site_post(site, FACTORY, "/listings/message", message));
    assert_string_equal(text_at(document, "drafts.0.flags.0.url"), below(site, path, "#clause-27"));
    json_decref(document);
    const char *need =
        arena_format(&site->city.arena, "side=need&kind=talent&status=open&title=%s", encode(site, "电焊工 限男性"));
    struct dispatch_answer refused = site_post(site, FACTORY, "/listings", need);
    assert_int_equal(refused.status, 422);
    document = document_of(refused);
    json_t *law = find_in(at_path(document, "laws"), "rule", "sex_limit");
    assert_non_null(law);
    assert_string_equal(text_at(law, "url"), below(site, path, "#clause-27"));
    json_decref(document);
}

static json_t *preview_of(struct site *site, const char *text)
{
    const char *body = arena_format(&site->city.arena,
                                    "--limit\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nneeds\r\n"
                                    "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n"
                                    "Content-Type: application/octet-stream\r\n\r\n%s\r\n--limit--\r\n",
                                    text);
    const struct question question = {.who = CLERK,
                                      .method = "POST",
                                      .target = "/office/imports",
                                      .type = "multipart/form-data; boundary=limit",
                                      .body = span_of(body)};
    struct dispatch_answer answer = site_ask(site, &question);
    assert_int_equal(answer.status, 303);
    return site_document(site, CLERK, answer.location);
}

static void what_an_import_left_out_leads_to_the_clause(void **state)
{
    struct site *site = *state;
    json_t *document =
        preview_of(site, "企业名称,岗位,说明\n新来机械厂,缝纫工,限男\n旧日机械厂,磨工,\"限男,押金500元\"\n");
    assert_int_equal(json_array_size(at_path(document, "laws")), 2); /* each once */
    json_t *law = find_in(at_path(document, "laws"), "rule", "sex_limit");
    assert_non_null(law);
    assert_string_equal(text_at(law, "article"), "27");
    json_decref(document);
    const char *form =
        with(site, form_of(site, "中华人民共和国就业促进法（2015年修正）", "", "第二十七条 不得以性别为由。"),
             "short_name", "就业促进法");
    const char *path = publish(site, form);
    document = preview_of(site, "企业名称,岗位,说明\n新来机械厂,缝纫工,限男\n");
    law = find_in(at_path(document, "laws"), "rule", "sex_limit");
    assert_string_equal(text_at(law, "url"), below(site, path, "#clause-27"));
    json_decref(document);
}

static void an_article_names_a_policy_by_its_title_while_it_is_public(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = publish(site, form_of(site, "文章提到的政策", "", "第一条 甲"));
    struct dispatch_answer column =
        site_post(site, CLERK, "/office/columns", arena_format(arena, "name=%s", encode(site, "政策解读")));
    assert_int_equal(column.status, 303);
    json_t *columns = site_document(site, CLERK, "/articles/new");
    const char *id = arena_text(arena, text_at(columns, "form.column.options.0.value"));
    json_decref(columns);
    const char *form = arena_format(arena, "column=%s&title=x&format=markdown&body=y&links=%s", id,
                                    encode(site, below(site, path, "#clause-1")));
    struct dispatch_answer written = site_post(site, CLERK, "/articles", form);
    assert_int_equal(written.status, 303);
    const char *article = arena_copy(arena, span_make(written.location, strlen(written.location) - strlen("/edit")));
    json_t *document = site_document(site, CLERK, article);
    assert_string_equal(text_at(document, "links.0.kind"), "policy");
    assert_string_equal(text_at(document, "links.0.title"), "文章提到的政策");
    assert_string_equal(text_at(document, "links.0.url"), below(site, path, "#clause-1"));
    json_decref(document);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=retracted&reason=x"), 303);
    document = site_document(site, CLERK, article);
    assert_int_equal(json_array_size(at_path(document, "links")), 0);
    json_decref(document);
}

static void a_text_sent_to_a_retracted_policy_is_not_lost(void **state)
{
    struct site *site = *state;
    const char *path = publish(site, form_of(site, "同时撤回", "", "第一条 甲"));
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=retracted&reason=x"), 303);
    const char *form = with(site, form_of(site, "同时撤回", "", "第一条 我写了很久"), "version", "2");
    struct dispatch_answer answer = site_post(site, CLERK, path, form);
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    assert_string_equal(text_at(document, "problems.0.message"), "policies.error.retracted");
    assert_string_equal(text_at(document, "form.body.value"), "第一条 我写了很久");
    json_decref(document);
}

static void a_file_of_a_policy_is_served_while_the_policy_is_public(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *path = enter(site, form_of(site, "附件", "", "文"));
    const char *body =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../x.pdf\"\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--b--\r\n";
    const struct question upload = {.who = CLERK,
                                    .method = "POST",
                                    .target = below(site, path, "/files"),
                                    .type = "multipart/form-data; boundary=b",
                                    .body = span_of(body)};
    assert_int_equal(site_ask(site, &upload).status, 303);
    json_t *document = site_document(site, CLERK, path);
    const char *file = arena_text(arena, text_at(document, "files.0.url"));
    const char *id = arena_text(arena, text_at(document, "files.0.id"));
    assert_string_equal(text_at(document, "files.0.name"), "x.pdf");
    json_decref(document);
    assert_int_equal(site_get(site, VISITOR, file).status, 404);
    assert_int_equal(send(site, CLERK, below(site, path, "/status"), "status=published"), 303);
    assert_int_equal(site_get(site, VISITOR, file).status, 200);
    const char *other = publish(site, form_of(site, "别的", "", "文"));
    assert_int_equal(site_get(site, VISITOR, arena_format(arena, "%s/files/%s", other, id)).status, 404);
    assert_int_equal(send(site, CLERK, below(site, other, "/files"), arena_format(arena, "remove=%s", id)), 404);
    assert_int_equal(send(site, SCHOOL, below(site, path, "/files"), arena_format(arena, "remove=%s", id)), 403);
    assert_int_equal(send(site, CLERK, below(site, path, "/files"), arena_format(arena, "remove=%s", id)), 303);
    assert_int_equal(site_get(site, VISITOR, file).status, 404);
}

static void feed_and_platform_show_what_is_published(void **state)
{
    struct site *site = *state;
    const char *path = publish(site, with(site, form_of(site, "入订阅的政策", "", "文"), "issue_day", "2026-11-20"));
    (void)enter(site, with(site, form_of(site, "没发布的政策", "", "文"), "issue_day", "2026-11-21"));
    assert_true(page_holds(site, VISITOR, "/policies/feed.atom", "<title>入订阅的政策</title>"));
    assert_true(page_holds(site, VISITOR, "/news", path));
    assert_true(page_holds(site, VISITOR, path, "<meta property=\"og:title\" content=\"入订阅的政策\">"));
    assert_false(page_holds(site, VISITOR, "/policies/feed.atom", "没发布的政策"));
    assert_false(page_holds(site, VISITOR, "/news", "没发布的政策"));
    assert_false(page_holds(site, VISITOR, "/policies?status=draft", "没发布的政策"));
    assert_true(page_holds(site, CLERK, "/policies?status=draft", "没发布的政策"));
    site->services.site_url = "https://zhiqiao.example";
    assert_true(page_holds(site, VISITOR, "/sitemap.xml", below(site, "https://zhiqiao.example", path)));
    site->services.site_url = NULL;
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_policy_goes_from_draft_to_readers_and_is_retracted_with_a_reason),                              \
        cmocka_unit_test(only_the_office_changes_the_library),                                                         \
        cmocka_unit_test(the_same_form_sent_twice_enters_one_policy),                                                  \
        cmocka_unit_test(what_is_wrong_is_said_beside_the_field),                                                      \
        cmocka_unit_test(two_megabytes_of_text_are_refused_with_words),                                                \
        cmocka_unit_test(the_later_of_two_editors_keeps_every_word_and_sees_what_differs),                             \
        cmocka_unit_test(both_sides_show_what_replaces_what_and_a_circle_is_refused),                                  \
        cmocka_unit_test(a_search_leads_to_the_clause_and_the_site_finds_policies_too),                                \
        cmocka_unit_test(pages_of_the_list_have_no_gap_and_no_repeat),                                                 \
        cmocka_unit_test(a_refused_limit_leads_to_the_clause_where_the_library_has_it),                                \
        cmocka_unit_test(what_an_import_left_out_leads_to_the_clause),                                                 \
        cmocka_unit_test(an_article_names_a_policy_by_its_title_while_it_is_public),                                   \
        cmocka_unit_test(a_text_sent_to_a_retracted_policy_is_not_lost),                                               \
        cmocka_unit_test(a_file_of_a_policy_is_served_while_the_policy_is_public),                                     \
        cmocka_unit_test(feed_and_platform_show_what_is_published),                                                    \
        cmocka_unit_test(markup_in_every_field_comes_out_as_text)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("pages of the policies, sqlite", tests, start_site_sqlite, stop_site);
    return failed +
           cmocka_run_group_tests_name("pages of the policies, postgres", tests, start_site_postgres, stop_site);
}
