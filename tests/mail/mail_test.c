/* Mail: addresses, messages, the queue against a real SMTP server on loopback, and what the office sees. */
#include "tests/areas/site.h"

#include "areas/mail/store.h"
#include "tests/mail/server.h"

#include <sodium.h>

/* --- pure ----------------------------------------------------------------------------------------------------------- */

static void an_address_is_one_mailbox_and_nothing_that_reaches_into_a_header(void **state)
{
    (void)state;
    static const char *const good[] = {"wang@example.cn", "a.b+c@mail.example.com.cn", "x@1.cn"};
    /* clang-format off */
    static const char *const bad[] = {"", "wang", "wang@", "@example.cn", "a@b", "a b@example.cn", "a@example.cn\r\nBcc: b@c.cn",
                                      "a@example..cn", "a@.cn", "a@example.cn>", "-a@example.cn", "a@@example.cn",
                                      "\xe7\x8e\x8b@example.cn", "a@example.cn,b@example.cn"};
    /* clang-format on */
    for (size_t index = 0; index < sizeof good / sizeof good[0]; index++) {
        assert_ok(mail_address_check(good[index]));
    }
    for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++) {
        assert_int_equal(mail_address_check(bad[index]).code, RESULT_INVALID);
    }
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(mail_address_mask(&arena, "wang@example.cn"), "w***@example.cn");
    assert_string_equal(mail_address_key(&arena, "Wang@Example.CN"), "wang@example.cn");
    arena_release(&arena);
}

static void every_wait_is_twice_the_one_before_up_to_four_hours(void **state)
{
    (void)state;
    assert_int_equal(mail_retry_ms(1), 60000);
    assert_int_equal(mail_retry_ms(2), 120000);
    assert_int_equal(mail_retry_ms(5), 960000);
    assert_int_equal(mail_retry_ms(9), 14400000);
    assert_int_equal(mail_retry_ms(20), 14400000);
}

static void a_chinese_message_goes_out_in_lines_that_every_server_takes(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct mail_settings settings = {.from = "site@example.cn"};
    char subject[400] = "";
    char body[4000] = "";
    for (int index = 0; index < 40; index++) {
        strcat(subject, "职业");
        strcat(body, "数控车工需要二十人。\n");
    }
    const struct mail_message message = {7, "wang@example.cn", subject, body, CITY_NOW};
    const char *text = mail_build_message(&arena, &settings, &message);
    assert_non_null(strstr(text, "To: <wang@example.cn>\r\n"));
    assert_non_null(strstr(text, "Date: Tue, 24 Nov 2026 "));
    assert_non_null(strstr(text, "Message-ID: <0000000000007@example.cn>\r\n"));
    char read[1000] = "";
    for (const char *word = strstr(text, "=?UTF-8?B?"); word != NULL; word = strstr(word + 1, "=?UTF-8?B?")) {
        char part[128] = "";
        size_t length = 0;
        assert_int_equal(sodium_base642bin((unsigned char *)part, sizeof part - 1, word + 10, strcspn(word + 10, "?"),
                                           NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL),
                         0);
        strcat(read, part);
    }
    assert_string_equal(read, subject); /* cut between characters only */
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\r");
        assert_true(length <= 78);
        assert_memory_equal(line + length, "\r\n", 2);
        line += length + 2;
    }
    arena_release(&arena);
}

/* --- the queue ------------------------------------------------------------------------------------------------------- */

struct letter {
    struct site *site;
    int64_t id;
    struct mail mail;
    struct mail_counts counts;
    struct mail_row rows[MAIL_LIST_MOST];
    size_t row_count;
    const char *address;
    bool fail;
};

static struct result do_enqueue(struct store_session *session, void *context)
{
    struct letter *letter = context;
    struct result result = mail_enqueue(session, REGION, letter->id, &letter->mail);
    return letter->fail ? result_invalid("x", "error.internal") : result;
}

static struct result do_count(struct store_session *session, void *context)
{
    struct letter *letter = context;
    struct result result = mail_count(session, REGION, &letter->counts);
    return result_failed(result)
               ? result
               : mail_list(&letter->site->city.arena, session, REGION, "queued", letter->rows, &letter->row_count);
}

static struct result do_contact(struct store_session *session, void *context)
{
    struct letter *letter = context;
    return mail_contact_put(session, REGION, 100 + SCHOOL, letter->address, 0);
}

static struct mail_counts counts_of(struct site *site)
{
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    assert_ok(store_read(site->city.store, do_count, letter));
    return letter->counts;
}

static int64_t enqueue(struct site *site, const char *address, const char *path)
{
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    letter->id = store_next_id(site->city.store);
    letter->mail = (struct mail){0, address, "zh-CN", "reset", path, CITY_NOW};
    assert_ok(store_write(site->city.store, do_enqueue, letter));
    assert_ok(store_write(site->city.store, do_enqueue, letter)); /* run again: once in the queue */
    return letter->id;
}

static struct mail_runner *runner_to(struct site *site, int port, struct mail_settings *settings)
{
    struct mail_runner *runner = NULL;
    settings->server = arena_format(&site->city.arena, "smtp://127.0.0.1:%d", port);
    settings->from = "site@example.cn";
    settings->site_url = "https://zhiqiao.example.cn";
    /* Its own thread sees nothing: everything here is due in the future. */
    const struct mail_world world = {site->city.store, &site->words, REGION, "聊城", settings};
    assert_ok(mail_runner_open(&world, &runner));
    return runner;
}

static char *body_of(struct site *site, const char *message)
{
    const char *from = strstr(message, "\r\n\r\n");
    assert_non_null(from);
    char *text = arena_alloc(&site->city.arena, SERVER_MESSAGE_MOST, 1);
    size_t length = 0;
    assert_int_equal(sodium_base642bin((unsigned char *)text, SERVER_MESSAGE_MOST - 1, from, strlen(from), "\r\n",
                                       &length, NULL, sodium_base64_VARIANT_ORIGINAL),
                     0);
    return text;
}

/* Later than the real clock, so that only this test sends. */
static const int64_t THEN = INT64_C(4000000000000);

static int64_t enqueue_then(struct site *site, const char *address)
{
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    letter->id = store_next_id(site->city.store);
    letter->mail = (struct mail){0, address, "zh-CN", "reset", "{\"path\":\"/reset/abc\"}", THEN};
    assert_ok(store_write(site->city.store, do_enqueue, letter));
    return letter->id;
}

static void what_is_queued_reaches_a_real_server_with_a_whole_link(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    (void)enqueue_then(site, "wang@example.cn");
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(tried, 1);
    assert_int_equal(server->count, 1);
    assert_string_equal(server->recipients[0], "<wang@example.cn>");
    const char *body = body_of(site, server->messages[0]);
    assert_non_null(strstr(body, "https://zhiqiao.example.cn/reset/abc"));
    assert_non_null(strstr(body, "重设密码"));
    assert_null(strstr(body, "{{"));
    assert_ok(mail_runner_send_due(runner, THEN + 1, &tried)); /* never a second time */
    assert_int_equal(tried, 0);
    assert_int_equal(counts_of(site).sent, 1);
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void the_daily_mail_says_what_is_to_be_done_in_the_readers_language(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    letter->id = store_next_id(site->city.store);
    letter->mail = (struct mail){0,
                                 "li@example.com",
                                 "en",
                                 "waiting_digest",
                                 "{\"path\":\"/waiting\",\"count\":2,\"items\":["
                                 "{\"day\":\"2026-12-08\",\"word\":\"waiting.word.request\",\"title\":\"数控车工\"},"
                                 "{\"day\":\"2026-12-09\",\"word\":\"no.such\",\"title\":\"{{name}}\"}]}",
                                 THEN};
    assert_ok(store_write(site->city.store, do_enqueue, letter));
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(server->count, 1);
    const char *body = body_of(site, server->messages[0]);
    const char *word = words_find(&site->words, LANGUAGE_EN, "waiting.word.request");
    assert_non_null(strstr(body, arena_format(&site->city.arena, "2026-12-08  %s: 数控车工", word)));
    assert_non_null(strstr(body, "2026-12-09  : {{name}}")); /* what a title holds is a text and no place-holder */
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void a_message_is_queued_with_its_transaction_or_not_at_all(void **state)
{
    struct site *site = *state;
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    letter->id = store_next_id(site->city.store);
    letter->mail = (struct mail){0, "wang@example.cn", "en", "reset", "{}", THEN};
    letter->fail = true;
    int64_t before = counts_of(site).queued;
    assert_int_equal(store_write(site->city.store, do_enqueue, letter).code, RESULT_INVALID);
    assert_int_equal(counts_of(site).queued, before);
}

static void while_the_server_is_down_mail_waits_and_is_sent_when_it_is_back(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    int port = server->port;
    server_stop(server);
    struct mail_runner *runner = runner_to(site, port, &settings);
    int64_t sent = counts_of(site).sent;
    (void)enqueue_then(site, "wang@example.cn");
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(tried, 1);
    assert_int_equal(counts_of(site).queued, 1);
    assert_ok(mail_runner_send_due(runner, THEN + 59999, &tried)); /* not yet */
    assert_int_equal(tried, 0);
    json_t *document = site_document(site, CLERK, "/office/mail"); /* shown, with why */
    assert_string_equal(text_at(document, "queued.0.to"), "w***@example.cn");
    assert_int_equal(number_at(document, "queued.0.attempts"), 1);
    assert_non_null(strstr(text_at(document, "queued.0.error"), "SMTP"));
    json_decref(document);
    assert_true(server_start(server, port));
    assert_ok(mail_runner_send_due(runner, THEN + 60000, &tried));
    assert_int_equal(tried, 1);
    assert_int_equal(server->count, 1);
    assert_int_equal(counts_of(site).sent, sent + 1);
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void a_refusal_for_good_is_shown_and_the_office_may_try_again(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    server->refuse_code = 451; /* for now */
    int64_t id = enqueue_then(site, "nobody@example.cn");
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(counts_of(site).queued, 1);
    assert_int_equal(counts_of(site).failed, 0);
    server->refuse_code = 550;
    assert_ok(mail_runner_send_due(runner, THEN + 60000, &tried));
    assert_int_equal(counts_of(site).queued, 0);
    assert_int_equal(counts_of(site).failed, 1);
    char text[ID_TEXT_SIZE];
    const char *again = arena_format(&site->city.arena, "/office/mail/%s/again", id_format(id, text));
    assert_int_equal(site_post(site, FACTORY, again, "").status, 403);
    server->refuse_code = 0;
    assert_int_equal(site_post(site, CLERK, again, "").status, 303);
    assert_int_equal(site_post(site, CLERK, "/office/mail/0000000000001/again", "").status, 404);
    mail_runner_wake(runner); /* due by the real clock: its own thread may be first */
    for (int wait = 0; wait < 200 && counts_of(site).queued > 0; wait++) {
        (void)usleep(20000);
    }
    assert_int_equal(counts_of(site).queued + counts_of(site).failed, 0);
    mail_runner_close(runner);
    assert_int_equal(server->count, 1);
    server_stop(server);
    free(server);
}

static void the_password_is_given_to_the_server_and_a_wrong_one_loses_no_mail(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN, .user = "site", .password = "wrong"};
    assert_true(server_start(server, 0));
    server->wants_auth = true;
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    (void)enqueue_then(site, "wang@example.cn");
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(server->count, 0);
    assert_int_equal(counts_of(site).queued, 1);
    settings.password = "secret";
    assert_ok(mail_runner_send_due(runner, THEN + 60000, &tried));
    assert_int_equal(server->count, 1);
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void a_server_without_encryption_gets_nothing_unless_that_was_asked_for(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_STARTTLS};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    (void)enqueue_then(site, "wang@example.cn");
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_int_equal(tried, 1);
    assert_int_equal(server->count, 0);
    assert_int_equal(counts_of(site).queued, 1);
    settings.security = MAIL_PLAIN;
    assert_ok(mail_runner_send_due(runner, THEN + 60000, &tried));
    assert_int_equal(server->count, 1);
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void a_person_gets_mail_at_the_address_of_that_moment_or_none(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    struct letter *letter = ARENA_NEW(&site->city.arena, struct letter);
    letter->site = site;
    letter->id = store_next_id(site->city.store);
    letter->mail = (struct mail){100 + SCHOOL, "", "", "reset", "{\"path\":\"/reset/x\"}", THEN};
    assert_ok(store_write(site->city.store, do_enqueue, letter)); /* no address: nothing queued, no failure */
    assert_int_equal(counts_of(site).queued, 0);
    letter->address = "school@example.cn";
    assert_ok(store_write(site->city.store, do_contact, letter));
    assert_ok(store_write(site->city.store, do_enqueue, letter));
    letter->address = "new@example.cn";
    assert_ok(store_write(site->city.store, do_contact, letter));
    size_t tried = 0;
    assert_ok(mail_runner_send_due(runner, THEN, &tried));
    assert_string_equal(server->recipients[0], "<new@example.cn>");
    assert_non_null(strstr(body_of(site, server->messages[0]), "某某，您好"));
    mail_runner_close(runner);
    server_stop(server);
    free(server);
}

static void the_thread_sends_by_itself_when_it_is_woken(void **state)
{
    struct site *site = *state;
    struct smtp_server *server = calloc(1, sizeof *server);
    struct mail_settings settings = {.security = MAIL_PLAIN};
    assert_true(server_start(server, 0));
    struct mail_runner *runner = runner_to(site, server->port, &settings);
    (void)enqueue(site, "wang@example.cn", "{\"path\":\"/reset/abc\"}"); /* due by the real clock */
    mail_runner_wake(runner);
    for (int wait = 0; wait < 200 && counts_of(site).queued > 0; wait++) {
        (void)usleep(20000);
    }
    assert_int_equal(counts_of(site).queued, 0);
    mail_runner_close(runner);
    assert_int_equal(server->count, 1);
    server_stop(server);
    free(server);
}

static void only_the_office_sees_the_mail(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_get(site, FACTORY, "/office/mail").status, 403);
    assert_int_equal(site_get(site, VISITOR, "/office/mail").status, 401);
    static const char *const languages[] = {"zh-CN", "en"};
    for (size_t index = 0; index < 2; index++) {
        const struct question question = {
            .who = CLERK, .method = "GET", .target = "/office/mail", .page = true, .language = languages[index]};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        assert_true(span_find(answer.body, span_of("</html>")) != SPAN_NOWHERE);
    }
}

int main(void)
{
    const struct CMUnitTest pure[] = {
        cmocka_unit_test(an_address_is_one_mailbox_and_nothing_that_reaches_into_a_header),
        cmocka_unit_test(every_wait_is_twice_the_one_before_up_to_four_hours),
        cmocka_unit_test(a_chinese_message_goes_out_in_lines_that_every_server_takes),
    };
    const struct CMUnitTest site[] = {
        cmocka_unit_test(what_is_queued_reaches_a_real_server_with_a_whole_link),
        cmocka_unit_test(the_daily_mail_says_what_is_to_be_done_in_the_readers_language),
        cmocka_unit_test(a_message_is_queued_with_its_transaction_or_not_at_all),
        cmocka_unit_test(while_the_server_is_down_mail_waits_and_is_sent_when_it_is_back),
        cmocka_unit_test(a_refusal_for_good_is_shown_and_the_office_may_try_again),
        cmocka_unit_test(the_password_is_given_to_the_server_and_a_wrong_one_loses_no_mail),
        cmocka_unit_test(a_server_without_encryption_gets_nothing_unless_that_was_asked_for),
        cmocka_unit_test(a_person_gets_mail_at_the_address_of_that_moment_or_none),
        cmocka_unit_test(the_thread_sends_by_itself_when_it_is_woken),
        cmocka_unit_test(only_the_office_sees_the_mail),
    };
    int failed = cmocka_run_group_tests_name("mail", pure, NULL, NULL);
    failed += cmocka_run_group_tests_name("mail on SQLite", site, start_site_sqlite, stop_site);
    failed += cmocka_run_group_tests_name("mail on PostgreSQL", site, start_site_postgres, stop_site);
    return failed;
}
