/* What waits for whom beside requests: registrations and their answers, invitations, articles; as a page, on the start page, in the
 * calendar and the daily mail. On both engines. */
#include "tests/areas/staff.h"

#include "areas/waiting/waiting.h"
#include "base/day.h"

/* The word of the item about `title` that waits for this person; "" when there is none. */
static const char *waits(struct site *site, enum who who, const char *title)
{
    json_t *document = site_document(site, who, "/waiting");
    json_t *items = json_object_get(document, "items");
    const char *word = "";
    size_t index;
    json_t *item;
    json_array_foreach(items, index, item)
    {
        if (strcmp(text_at(item, "about"), title) == 0) {
            word = arena_text(&site->city.arena, text_at(item, "title"));
        }
    }
    json_decref(document);
    return word;
}

static const char *register_as(struct site *site, enum who who, const char *name, const char *code)
{
    struct dispatch_answer answer =
        site_post(site, who, "/registrations",
                  arena_format(&site->city.arena, "name=%s&credit_code=%s&kind=enterprise&statement=x", name, code));
    assert_int_equal(answer.status, 303);
    return answer.location;
}

static void a_registration_waits_for_the_office_then_for_who_asked_then_for_nobody(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *one = register_as(site, SCHOOL, "Waiting-Ltd", "91371500MA3C00001J");
    const char *decide = arena_format(arena, "/office%s/decide", one);
    assert_string_equal(waits(site, CLERK, "Waiting-Ltd"), "waiting.word.register");
    assert_string_equal(waits(site, SCHOOL, "Waiting-Ltd"), "");
    json_t *document = site_document(site, CLERK, "/waiting");
    assert_string_equal(text_at(document, "items.0.as"), "waiting.as.office");
    assert_string_equal(text_at(document, "items.0.url"), one);
    assert_true(number_at(document, "items.0.due_at") > time_now_ms() + INT64_C(5) * 86400000); /* working days */
    json_decref(document);
    assert_int_equal(site_post(site, CLERK, decide, "decision=ask&version=1&reason=proof").status, 303);
    assert_string_equal(waits(site, CLERK, "Waiting-Ltd"), "");
    assert_string_equal(waits(site, SCHOOL, "Waiting-Ltd"), "waiting.word.asked");
    assert_string_equal(waits(site, FACTORY, "Waiting-Ltd"), ""); /* one person's own */
    document = site_document(site, SCHOOL, "/waiting");
    assert_string_equal(text_at(document, "items.0.as"), "waiting.as.self");
    json_decref(document);
    assert_int_equal(site_post(site, SCHOOL, arena_format(arena, "%s/answer", one), "statement=y").status, 303);
    assert_string_equal(waits(site, CLERK, "Waiting-Ltd"), "waiting.word.register");
    assert_string_equal(waits(site, SCHOOL, "Waiting-Ltd"), "");
    assert_int_equal(site_post(site, CLERK, decide, "decision=decline&version=3&reason=no").status, 303);
    assert_string_equal(waits(site, CLERK, "Waiting-Ltd"), "");
    const char *two = register_as(site, SCHOOL, "Withdrawn-Ltd", "91371500MA3C00002M");
    assert_int_equal(site_post(site, SCHOOL, arena_format(arena, "%s/withdraw", two), "").status, 303);
    assert_string_equal(waits(site, CLERK, "Withdrawn-Ltd"), "");
    assert_int_equal(site_post(site, FACTORY, "/organisations/0000000000001/rename",
                               "name=Renamed-Ltd&credit_code=91371500MA3C00003Q&statement=moved")
                         .status,
                     303);
    assert_string_equal(waits(site, CLERK, "Renamed-Ltd"), "waiting.word.change");
}

static struct result do_set_term(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(
        session, "cli_insert_setting",
        STORE_VALUES(store_integer(REGION), store_text("registration_term_days"), store_text("1"), store_integer(0)),
        NULL);
}

struct term_question {
    struct site *site;
    int64_t due_ms;
};

static struct result do_ask_term(struct store_session *session, void *context)
{
    struct term_question *question = context;
    const struct waiting_turn turn = {&question->site->city.arena, REGION, 0, CITY_NOW, 480}; /* Tuesday */
    return waiting_due(session, &turn, SETTING_REGISTRATION_DAYS, &question->due_ms);
}

static void a_term_counts_working_days_and_its_length_is_a_setting(void **state)
{
    struct site *site = *state;
    struct term_question question = {.site = site};
    char day[DAY_TEXT_SIZE];
    assert_ok(store_read(site->city.store, do_ask_term, &question));
    assert_string_equal(day_format(day_of_time(question.due_ms - 1, 480), day), "2026-12-01");
    assert_ok(store_write(site->city.store, do_set_term, NULL));
    assert_ok(store_read(site->city.store, do_ask_term, &question));
    assert_string_equal(day_format(day_of_time(question.due_ms - 1, 480), day), "2026-11-25");
}

static struct result do_give_address(struct store_session *session, void *context)
{
    return mail_contact_put(session, REGION, 100 + (int64_t)SCHOOL, "School@example.cn", *(int64_t *)context);
}

static const char INVITED[] = "role=staff&email=school%40example.cn";

static void an_invitation_waits_for_whom_we_know_by_the_address_and_is_taken_up_without_the_link(void **state)
{
    struct site *site = *state;
    const char *invite = "/organisations/0000000000001/people/invite";
    const char *firm = "临清博远轴承有限公司";
    int64_t confirmed_ms = 0;
    assert_ok(store_write(site->city.store, do_give_address, &confirmed_ms));
    assert_int_equal(site_post(site, FACTORY, invite, INVITED).status, 200);
    assert_string_equal(waits(site, SCHOOL, firm), ""); /* anybody can write down an address */
    confirmed_ms = 1;
    assert_ok(store_write(site->city.store, do_give_address, &confirmed_ms));
    assert_int_equal(site_post(site, FACTORY, invite, INVITED).status, 200);
    assert_string_equal(waits(site, SCHOOL, firm), "waiting.word.invitation");
    json_t *document = site_document(site, SCHOOL, "/waiting");
    const char *url = arena_text(&site->city.arena, text_at(document, "items.0.url"));
    json_decref(document);
    assert_int_equal(site_get(site, READER, url).status, 404);
    assert_int_equal(site_post(site, READER, url, "").status, 404);
    document = site_document(site, SCHOOL, url);
    assert_string_equal(text_at(document, "organisation"), firm);
    json_decref(document);
    assert_int_equal(site_post(site, SCHOOL, url, "").status, 303);
    assert_int_equal(site_post(site, SCHOOL, url, "").status, 404); /* once */
    assert_string_equal(waits(site, SCHOOL, firm), "");
    document = site_document(site, SCHOOL, "/organisations/0000000000001/people"); /* they belong to it now */
    json_decref(document);

    assert_int_equal(site_post(site, FACTORY, invite, INVITED).status, 200);
    assert_string_equal(waits(site, SCHOOL, firm), "waiting.word.invitation");
    int mailed = 0;
    int64_t later = time_now_ms() + INT64_C(8) * 86400000;
    assert_ok(waiting_digest_run(site->city.store, REGION, 480, later, &mailed));
    assert_string_equal(waits(site, SCHOOL, firm), ""); /* over */
}

static void the_start_page_counts_what_waits_by_what_it_is(void **state)
{
    struct site *site = *state;
    register_as(site, READER, "Counted-One-Ltd", "91371500MA3C00004U");
    register_as(site, READER, "Counted-Two-Ltd", "91371500MA3C00005Y");
    json_t *document = site_document(site, CLERK, "/");
    assert_int_equal(number_at(document, "waiting.count"), 3);
    json_t *groups = at_path(document, "waiting.groups");
    assert_int_equal(json_array_size(groups), 2);
    bool found = false;
    for (size_t index = 0; index < json_array_size(groups); index++) {
        json_t *group = json_array_get(groups, index);
        bool is_it = strcmp(text_at(group, "word"), "waiting.word.register") == 0;
        found = found || is_it;
        assert_int_equal(number_at(group, "count"), is_it ? 2 : 1);
        assert_string_equal(text_at(group, "as"), "waiting.as.office");
    }
    assert_true(found);
    json_decref(document);
    document = site_document(site, VISITOR, "/");
    assert_true(at_path(document, "waiting") == NULL);
    json_decref(document);
    static const char *const languages[] = {"zh-CN", "en"};
    static const char *const shown[] = {"核准单位登记", "Decide on a registration"};
    for (size_t index = 0; index < 2; index++) {
        for (int page = 0; page < 2; page++) {
            const struct question question = {.who = CLERK,
                                              .method = "GET",
                                              .page = true,
                                              .language = languages[index],
                                              .target = page == 0 ? "/" : "/waiting"};
            struct dispatch_answer answer = site_ask(site, &question);
            assert_int_equal(answer.status, 200);
            assert_true(span_find(answer.body, span_of(shown[index])) != SPAN_NOWHERE);
            assert_true(span_find(answer.body, span_of("waiting.")) == SPAN_NOWHERE);
        }
    }
}

int main(void)
{
    const struct CMUnitTest site[] = {
        cmocka_unit_test(a_registration_waits_for_the_office_then_for_who_asked_then_for_nobody),
        cmocka_unit_test(an_invitation_waits_for_whom_we_know_by_the_address_and_is_taken_up_without_the_link),
        cmocka_unit_test(the_start_page_counts_what_waits_by_what_it_is),
        cmocka_unit_test(a_term_counts_working_days_and_its_length_is_a_setting),
    };
    int failed = cmocka_run_group_tests_name("waiting on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("waiting on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
