/* Requests over the small city, on both engines: from a fit to an answer, and what the clock does. */
#include "tests/areas/site.h"

#include "areas/mail/mail.h"
#include "areas/requests/requests.h"
#include "areas/requests/store.h"
#include "areas/waiting/waiting.h"
#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum { NEED = 70, OFFER = 71 };
static const int64_t DAY = 86400000;

static void fill(struct site *site)
{
    struct listing need = city_listing(NEED, 1, "数控车工");
    struct listing offer = city_listing(OFFER, 2, "数控技术应用专业毕业生");
    assert_false(result_failed(insert_listing(&site->city, need)));
    assert_false(result_failed(insert_listing(&site->city, offer)));
}

static const char *ask_form(struct site *site, int64_t need, int64_t offer, const char *rest)
{
    char a[ID_TEXT_SIZE];
    char b[ID_TEXT_SIZE];
    return arena_format(&site->city.arena, "need=%s&offer=%s&%s", id_format(need, a), id_format(offer, b), rest);
}

static const char *ask(struct site *site, enum who who)
{
    const char *form = ask_form(site, NEED, OFFER, "cooperation=order_class&headcount=20&start=2027-03-01&note=hello");
    struct dispatch_answer answer = site_post(site, who, "/requests", form);
    assert_int_equal(answer.status, 303);
    return answer.location;
}

static int step(struct site *site, enum who who, const char *url, const char *form)
{
    return site_post(site, who, arena_format(&site->city.arena, "%s/step", url), form).status;
}

static void a_school_asks_the_factory_counters_and_the_school_accepts(void **state)
{
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    assert_int_equal(step(site, SCHOOL, url, "step=accept&version=1"), 403);
    json_t *waiting = site_document(site, FACTORY, "/waiting");
    assert_int_equal(json_array_size(at_path(waiting, "items")), 1);
    assert_string_equal(text_at(waiting, "items.0.url"), url);
    json_decref(waiting);
    assert_int_equal(step(site, FACTORY, url, "step=counter&version=1&cooperation=internship&headcount=10"), 303);
    json_t *shown = site_document(site, SCHOOL, url);
    assert_int_equal(json_array_size(at_path(shown, "terms")), 2);
    assert_true(json_is_true(at_path(shown, "terms.1.cooperation_changed")));
    assert_true(json_is_true(at_path(shown, "terms.1.headcount_changed")));
    assert_false(json_is_true(at_path(shown, "terms.0.cooperation_changed")));
    assert_true(json_is_true(at_path(shown, "may_answer")));
    json_decref(shown);
    assert_int_equal(step(site, SCHOOL, url, "step=accept&version=1"),
                     409); /* the version that was countered meanwhile */
    assert_int_equal(step(site, SCHOOL, url, "step=accept&version=2"), 303);
    shown = site_document(site, FACTORY, url);
    assert_string_equal(text_at(shown, "proposal.status"), "accepted");
    const char *thread = arena_format(&site->city.arena, "/threads/%s", text_at(shown, "proposal.thread_id"));
    json_decref(shown);
    json_t *chain = site_document(site, SCHOOL, thread);
    assert_string_equal(text_at(chain, "thread.events.0.title"), "threads.event.request_accept");
    assert_int_equal(json_array_size(at_path(chain, "thread.events")), 4);
    json_decref(chain);
    waiting = site_document(site, SCHOOL, "/waiting");
    assert_int_equal(json_array_size(at_path(waiting, "items")), 0);
    json_decref(waiting);
}

static void what_is_over_says_how_it_ended(void **state)
{
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    assert_int_equal(step(site, FACTORY, url, "step=decline"), 422);
    assert_int_equal(step(site, SCHOOL, url, "step=withdraw"), 303);
    const struct question late = {.who = FACTORY,
                                  .method = "POST",
                                  .body = span_of("step=accept"),
                                  .target = arena_format(&site->city.arena, "%s/step", url)};
    struct dispatch_answer answer = site_ask(site, &late);
    assert_int_equal(answer.status, 409);
    assert_non_null(memmem(answer.body.at, answer.body.length, "requests.over.withdrawn", 23));
    const char *again = ask(site, SCHOOL);
    assert_int_equal(step(site, FACTORY, again, "step=accept"), 303);
    assert_int_equal(step(site, FACTORY, again, "step=accept"), 409);
    assert_int_equal(step(site, SCHOOL, again, "step=withdraw"), 409);
}

static bool page_holds(struct dispatch_answer answer, const char *text)
{
    return memmem(answer.body.at, answer.body.length, text, strlen(text)) != NULL;
}

static struct dispatch_answer post_page(struct site *site, enum who who, const char *url, const char *form)
{
    const struct question question = {
        .who = who, .method = "POST", .body = span_of(form), .target = url, .page = true, .language = "en"};
    return site_ask(site, &question);
}

static void what_was_typed_stands_in_its_form_again_with_what_is_wrong(void **state)
{
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    const char *steps = arena_format(&site->city.arena, "%s/step", url);
    struct dispatch_answer answer =
        post_page(site, FACTORY, steps,
                  "step=counter&version=1&cooperation=internship&headcount=many&start=soon&note=kept+words");
    assert_int_equal(answer.status, 422);
    assert_true(page_holds(answer, "value=\"many\""));
    assert_true(page_holds(answer, "value=\"soon\""));
    assert_true(page_holds(answer, "kept words</textarea>"));
    assert_true(page_holds(answer, "href=\"#field-headcount\""));
    answer = post_page(site, FACTORY, steps, "step=decline&version=1&reason=++");
    assert_int_equal(answer.status, 422);
    assert_true(page_holds(answer, "href=\"#field-reason\""));
    assert_int_equal(step(site, FACTORY, url, "step=counter&version=1&cooperation=internship&headcount=10"), 303);
    answer = post_page(site, FACTORY, steps, "step=counter&version=1&cooperation=internship&note=second+thought");
    assert_int_equal(answer.status, 403); /* it is the school's turn now */
    answer = post_page(site, SCHOOL, steps, "step=decline&version=1&reason=of+the+old+version");
    assert_int_equal(answer.status, 409);
    assert_true(page_holds(answer, "of the old version</textarea>"));
    assert_int_equal(step(site, SCHOOL, url, "step=withdraw"), 303);
    answer = post_page(site, SCHOOL, steps, "step=decline&version=2&reason=too+late");
    assert_int_equal(answer.status, 409);
    assert_true(page_holds(answer, "too late"));
}

static struct result join_third(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "membership_insert",
                         STORE_VALUES(store_integer(REGION), store_integer(100 + SCHOOL), store_integer(3),
                                      store_text("staff"), store_integer(1)),
                         NULL);
}

static void a_person_of_two_organisations_sees_the_requests_of_both(void **state)
{
    struct site *site = *state;
    fill(site);
    assert_false(result_failed(insert_listing(&site->city, city_listing(72, 3, "铝型材操作工"))));
    const char *first = ask(site, SCHOOL);
    assert_int_equal(step(site, SCHOOL, first, "step=withdraw"), 303);
    assert_false(result_failed(store_write(site->city.store, join_third, NULL)));
    const char *form = ask_form(site, 72, OFFER, "cooperation=order_class");
    assert_int_equal(site_post(site, SCHOOL, "/requests", form).status, 303); /* between two of one's own */
    const char *third = ask(site, FACTORY);
    json_t *all = site_document(site, SCHOOL, "/requests");
    assert_int_equal(json_array_size(at_path(all, "requests")), 3);
    assert_string_equal(text_at(all, "requests.2.id"), first + strlen("/requests/"));
    assert_string_equal(text_at(all, "requests.0.id"), third + strlen("/requests/"));
    json_decref(all);
}

static void messages_are_paged_from_the_newest_back(void **state)
{
    enum { SENT = 103 };
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    const char *messages = arena_format(&site->city.arena, "%s/messages", url);
    for (int index = 0; index < SENT; index++) {
        const char *form = arena_format(&site->city.arena, "body=message+%d", index);
        assert_int_equal(site_post(site, SCHOOL, messages, form).status, 303);
    }
    json_t *shown = site_document(site, FACTORY, url);
    assert_int_equal(json_array_size(at_path(shown, "messages")), 100);
    assert_string_equal(text_at(shown, "messages.0.body"), "message 3");
    assert_string_equal(text_at(shown, "messages.99.body"), "message 102");
    const char *older = arena_text(&site->city.arena, text_at(shown, "older_url"));
    json_decref(shown);
    shown = site_document(site, FACTORY, arena_copy(&site->city.arena, span_make(older, strcspn(older, "#"))));
    assert_int_equal(json_array_size(at_path(shown, "messages")), 3);
    assert_string_equal(text_at(shown, "messages.2.body"), "message 2");
    assert_null(json_object_get(shown, "older_url"));
    assert_non_null(json_object_get(shown, "newest_url"));
    json_decref(shown);
}

static void only_the_two_see_a_request_and_the_office_its_messages_only_when_asked(void **state)
{
    struct site *site = *state;
    fill(site);
    struct listing other = city_listing(72, 3, "铝型材操作工");
    assert_false(result_failed(insert_listing(&site->city, other)));
    const char *url = ask(site, SCHOOL);
    const char *messages = arena_format(&site->city.arena, "%s/messages", url);
    assert_int_equal(site_post(site, SCHOOL, messages, "body=%3Cscript%3Ealert(1)%3C%2Fscript%3E").status, 303);
    assert_int_equal(site_post(site, READER, messages, "body=x").status, 404);
    assert_int_equal(site_post(site, CLERK, messages, "body=x").status == 303, 0);
    assert_int_equal(site_post(site, SCHOOL, messages, "body=").status, 422);
    const struct question page = {.who = FACTORY, .method = "GET", .target = url, .page = true, .language = "en"};
    struct dispatch_answer answer = site_ask(site, &page);
    assert_int_equal(answer.status, 200);
    assert_null(memmem(answer.body.at, answer.body.length, "<script>alert", 13));
    json_t *office = site_document(site, CLERK, url);
    assert_int_equal(json_array_size(at_path(office, "messages")), 0);
    json_decref(office);
    assert_int_equal(site_post(site, FACTORY, arena_format(&site->city.arena, "%s/help", url), "").status, 303);
    office = site_document(site, CLERK, url);
    assert_int_equal(json_array_size(at_path(office, "messages")), 1);
    json_decref(office);
    json_t *waiting = site_document(site, CLERK, "/waiting");
    assert_string_equal(text_at(waiting, "items.0.kind"), "request_help");
    json_decref(waiting);
}

static struct dispatch_answer send_file(struct site *site, const char *url, const char *name, const char *bytes,
                                        size_t padding)
{
    struct buffer body;
    buffer_init(&body);
    buffer_add_format(&body,
                      "--limit\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nsee here\r\n--limit\r\n"
                      "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                      "Content-Type: application/pdf\r\n\r\n%s",
                      name, bytes);
    for (size_t index = 0; index < padding; index++) {
        buffer_add_text(&body, "x");
    }
    buffer_add_text(&body, "\r\n--limit--\r\n");
    const struct question question = {.who = SCHOOL,
                                      .method = "POST",
                                      .type = "multipart/form-data; boundary=limit",
                                      .target = arena_format(&site->city.arena, "%s/messages", url),
                                      .body =
                                          span_make(arena_copy(&site->city.arena, buffer_span(&body)), body.length)};
    buffer_release(&body);
    return site_ask(site, &question);
}

static void an_attachment_is_read_by_the_two_and_markup_is_refused(void **state)
{
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    assert_int_equal(send_file(site, url, "fake.pdf", "<html><script>alert(1)</script></html>", 0).status, 422);
    assert_int_equal(send_file(site, url, "../../plan.pdf", "%PDF-1.4\n%%EOF\n", 0).status, 303);
    json_t *shown = site_document(site, FACTORY, url);
    assert_int_equal(json_array_size(at_path(shown, "messages")), 1);
    assert_string_equal(text_at(shown, "messages.0.file_name"), "plan.pdf");
    const char *file = arena_text(&site->city.arena, text_at(shown, "messages.0.file_url"));
    json_decref(shown);
    assert_int_equal(site_get(site, FACTORY, file).status, 200);
    assert_int_equal(site_get(site, SCHOOL, file).status, 200);
    assert_int_equal(site_get(site, CLERK, file).status, 404); /* nobody has asked for help */
    const char *flood = arena_format(&site->city.arena, "%s/step", url);
    char *large = malloc(10 << 20);
    assert_non_null(large);
    memset(large, 'a', 10 << 20);
    const struct question question = {
        .who = FACTORY, .method = "POST", .target = flood, .body = span_make(large, 10 << 20)};
    assert_int_equal(site_ask(site, &question).status, 413);
    free(large);
}

static void requests_that_make_no_sense_are_refused(void **state)
{
    struct site *site = *state;
    fill(site);
    struct listing own = city_listing(73, 1, "车工培训");
    own.side = "offer";
    own.kind = "class";
    struct listing closed = city_listing(74, 1, "焊工");
    closed.status = "closed";
    struct listing far = city_listing(75, 3, "铝型材操作工");
    assert_false(result_failed(insert_listing(&site->city, own)));
    assert_false(result_failed(insert_listing(&site->city, closed)));
    assert_false(result_failed(insert_listing(&site->city, far)));
    const char *rest = "cooperation=order_class";
    assert_int_equal(site_post(site, FACTORY, "/requests", ask_form(site, NEED, 73, rest)).status, 422);
    assert_int_equal(site_post(site, SCHOOL, "/requests", ask_form(site, 74, OFFER, rest)).status, 404);
    assert_int_equal(site_post(site, FACTORY, "/requests", ask_form(site, 75, OFFER, rest)).status, 403);
    assert_int_equal(site_post(site, SCHOOL, "/requests", ask_form(site, OFFER, NEED, rest)).status, 404);
    assert_int_equal(site_post(site, SCHOOL, "/requests", ask_form(site, NEED, OFFER, "cooperation=none")).status, 422);
    assert_int_equal(site_post(site, READER, "/requests", ask_form(site, NEED, OFFER, rest)).status, 403);
    ask(site, SCHOOL);
    assert_int_equal(site_post(site, FACTORY, "/requests", ask_form(site, NEED, OFFER, rest)).status, 409);
}

/* --- the clock ------------------------------------------------------------------------------------------------------- */

static struct proposal_clock_counts clock_at(struct site *site, int64_t now_ms)
{
    struct proposal_clock_counts counts = {0, 0, 0};
    assert_false(result_failed(proposal_clock_run(site->city.store, REGION, now_ms, &counts)));
    return counts;
}

static int64_t due_of(struct site *site, const char *url)
{
    json_t *shown = site_document(site, SCHOOL, url);
    int64_t due = number_at(shown, "proposal.due_at");
    json_decref(shown);
    return due;
}

static void the_clock_reminds_twice_and_expires_once(void **state)
{
    struct site *site = *state;
    fill(site);
    const char *url = ask(site, SCHOOL);
    int64_t due = due_of(site, url);
    assert_int_equal(clock_at(site, due - 4 * DAY).reminded, 0);
    assert_int_equal(clock_at(site, due - 3 * DAY).reminded, 1);
    assert_int_equal(clock_at(site, due - 3 * DAY).reminded, 0);
    assert_int_equal(clock_at(site, due - DAY + 1).reminded, 1);
    assert_int_equal(clock_at(site, due - 1).expired, 0);
    assert_int_equal(clock_at(site, due).expired, 1);
    assert_int_equal(clock_at(site, due).expired, 0);
    assert_int_equal(step(site, FACTORY, url, "step=accept"), 409);
    json_t *waiting = site_document(site, CLERK, "/waiting");
    assert_string_equal(text_at(waiting, "items.0.kind"), "request_expired");
    json_decref(waiting);
}

static void the_third_expiry_closes_the_listing_and_the_office_may_open_it(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    fill(site);
    const char *listing = arena_format(&site->city.arena, "/listings/%s", id_format(NEED, id));
    const char *closure = arena_format(&site->city.arena, "%s/closure", listing);
    for (int round = 1; round <= 3; round++) {
        const char *url = ask(site, SCHOOL);
        assert_int_equal(clock_at(site, due_of(site, url)).closed, round == 3 ? 1 : 0);
    }
    json_t *shown = site_document(site, FACTORY, closure);
    assert_string_equal(text_at(shown, "status"), "closed");
    json_decref(shown);
    assert_int_equal(site_get(site, SCHOOL, closure).status, 404);
    assert_int_equal(
        site_post(site, FACTORY, arena_format(&site->city.arena, "%s/status", listing), "status=open").status, 409);
    const char *appeal = arena_format(&site->city.arena, "%s/appeal", listing);
    const char *decision = arena_format(&site->city.arena, "%s/decision", appeal);
    assert_int_equal(site_post(site, CLERK, decision, "decision=open&text=x").status, 409);
    assert_int_equal(site_post(site, FACTORY, appeal, "text=holiday").status, 303);
    assert_int_equal(site_post(site, FACTORY, appeal, "text=holiday").status, 409);
    assert_int_equal(site_post(site, FACTORY, decision, "decision=open&text=x").status, 403);
    assert_int_equal(site_post(site, CLERK, decision, "decision=open&text=understood").status, 303);
    shown = site_document(site, FACTORY, listing);
    assert_string_equal(text_at(shown, "listing.status"), "open");
    json_decref(shown);
    const char *next = ask(site, SCHOOL);
    assert_int_equal(clock_at(site, due_of(site, next)).closed, 0); /* the three do not count any more */
}

static void the_calendar_has_the_due_dates_until_it_is_revoked(void **state)
{
    struct site *site = *state;
    fill(site);
    ask(site, SCHOOL);
    json_t *made = document_of(site_post(site, FACTORY, "/waiting/calendar", "do=make"));
    const char *url = arena_text(&site->city.arena, text_at(made, "feed_url"));
    json_decref(made);
    struct dispatch_answer feed = site_get(site, VISITOR, url);
    assert_int_equal(feed.status, 200);
    assert_non_null(memmem(feed.body.at, feed.body.length, "BEGIN:VEVENT\r\n", 14));
    assert_non_null(memmem(feed.body.at, feed.body.length, "DTSTART;VALUE=DATE:", 19));
    json_decref(document_of(site_post(site, FACTORY, "/waiting/calendar", "do=revoke")));
    assert_int_equal(site_get(site, VISITOR, url).status, 404);
}

static struct result do_put_address(struct store_session *session, void *context)
{
    (void)context;
    return mail_contact_put(session, REGION, 100 + (int64_t)FACTORY, "wang@example.cn", CITY_NOW);
}

static int digest_at(struct site *site, int64_t now_ms)
{
    int mailed = 0;
    assert_false(result_failed(waiting_digest_run(site->city.store, REGION, 480, now_ms, &mailed)));
    return mailed;
}

static void the_daily_mail_goes_once_a_day_and_can_be_switched_off(void **state)
{
    struct site *site = *state;
    int64_t midnight =
        (day_of_time(time_now_ms(), 480) + 2) * DAY - 480 * INT64_C(60000); /* of the day after tomorrow */
    fill(site);
    assert_false(result_failed(store_write(site->city.store, do_put_address, NULL)));
    assert_int_equal(digest_at(site, midnight + 9 * DAY / 24), 0); /* nothing waits */
    ask(site, SCHOOL);
    midnight += DAY;
    assert_int_equal(digest_at(site, midnight + 7 * DAY / 24), 0); /* too early */
    assert_int_equal(digest_at(site, midnight + 9 * DAY / 24), 1);
    assert_int_equal(digest_at(site, midnight + 10 * DAY / 24), 0);
    assert_int_equal(site_post(site, FACTORY, "/waiting/digest", "do=off").status, 303);
    assert_int_equal(digest_at(site, midnight + 33 * DAY / 24), 0);
    assert_int_equal(site_post(site, FACTORY, "/waiting/digest", "do=on").status, 303);
    assert_int_equal(digest_at(site, midnight + 34 * DAY / 24), 1);
}

/* --- working days ----------------------------------------------------------------------------------------------------- */

static int32_t day_at(int year, int month, int day)
{
    return day_of_date((struct date){year, month, day});
}

static void working_days_pass_over_holidays_and_count_days_worked_instead(void **state)
{
    struct arena arena;
    const struct holidays *holidays = NULL;
    bool sound = false;
    (void)state;
    arena_init(&arena);
    assert_false(result_failed(holidays_load(&arena, &holidays)));
    assert_int_equal(holidays_add(holidays, day_at(2026, 9, 30), 1, &sound), day_at(2026, 10, 8));
    assert_true(sound);
    assert_true(holidays_is_working(holidays, day_at(2026, 10, 10))); /* a Saturday worked instead */
    assert_false(holidays_is_working(holidays, day_at(2026, 10, 11)));
    assert_int_equal(holidays_add(holidays, day_at(2026, 11, 24), 10, &sound), day_at(2026, 12, 8));
    assert_true(sound);
    assert_int_equal(holidays_add(holidays, day_at(2026, 12, 31), 1, &sound), day_at(2027, 1, 1));
    assert_false(sound); /* 2027 is not in the table: weekdays were counted */
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_school_asks_the_factory_counters_and_the_school_accepts),
        ON_BOTH(what_is_over_says_how_it_ended),
        ON_BOTH(only_the_two_see_a_request_and_the_office_its_messages_only_when_asked),
        ON_BOTH(what_was_typed_stands_in_its_form_again_with_what_is_wrong),
        ON_BOTH(a_person_of_two_organisations_sees_the_requests_of_both),
        ON_BOTH(messages_are_paged_from_the_newest_back),
        ON_BOTH(an_attachment_is_read_by_the_two_and_markup_is_refused),
        ON_BOTH(requests_that_make_no_sense_are_refused),
        ON_BOTH(the_clock_reminds_twice_and_expires_once),
        ON_BOTH(the_third_expiry_closes_the_listing_and_the_office_may_open_it),
        ON_BOTH(the_calendar_has_the_due_dates_until_it_is_revoked),
        ON_BOTH(the_daily_mail_goes_once_a_day_and_can_be_switched_off),
        cmocka_unit_test(working_days_pass_over_holidays_and_count_days_worked_instead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
