/* What people tell of themselves, who may see it, what they agreed to: page by page, on both engines. */
#include "tests/areas/staff.h"

#include "areas/personal/personal.h"

static const char telephone_text[] = "13800001234";
static const char id_text[] = "371502199003071230";
static const char id_of_child[] = "371502201503071237"; /* eleven years old */

static int start_personal(void **state, enum store_kind kind)
{
    if (site_start(state, kind) != 0) {
        return -1;
    }
    struct site *site = *state;
    unsigned char master[DIGEST_SIZE];
    struct seal_key *key = ARENA_NEW(&site->city.arena, struct seal_key);
    memset(master, 7, sizeof master);
    seal_key_derive(master, key);
    site_still(site);
    store_set_seal(site->city.store, key);
    return 0;
}

static int start_personal_sqlite(void **state)
{
    return start_personal(state, STORE_SQLITE);
}

static int start_personal_postgres(void **state)
{
    return start_personal(state, STORE_POSTGRES);
}

static const char *body_of(struct site *site, struct dispatch_answer answer)
{
    return arena_copy(&site->city.arena, answer.body);
}

static const char *page_of(struct site *site, enum who who, const char *target, const char *language)
{
    const struct question question = {
        .who = who, .method = "GET", .target = target, .page = true, .language = language};
    struct dispatch_answer answer = site_ask(site, &question);
    assert_int_equal(answer.status, 200);
    return body_of(site, answer);
}

static const char *first_problem(struct site *site, struct dispatch_answer answer)
{
    assert_int_equal(answer.status, 422);
    json_t *document = document_of(answer);
    const char *message = arena_text(&site->city.arena, text_at(document, "problems.0.message"));
    json_decref(document);
    return message;
}

static const char *card_path(struct site *site, enum who who, const char *end)
{
    char id[ID_TEXT_SIZE];
    return arena_format(&site->city.arena, "/office/people/%s%s", id_format(100 + (int64_t)who, id), end);
}

struct log_reading {
    struct site *site;
    const char *action;
    struct audit_row *rows;
    size_t count;
};

static struct result read_log(struct store_session *session, void *context)
{
    struct log_reading *reading = context;
    const struct audit_filter filter = {.action = reading->action, .limit = 200};
    return audit_list(&reading->site->city.arena, session, REGION, &filter, &reading->rows, &reading->count);
}

static struct log_reading log_of(struct site *site, const char *action)
{
    struct log_reading reading = {.site = site, .action = action};
    assert_ok(store_read(site->city.store, read_log, &reading));
    return reading;
}

static void a_telephone_is_kept_sealed_and_shown_masked(void **state)
{
    struct site *site = *state;
    assert_string_equal(
        first_problem(site, site_post(site, READER, "/account/personal/telephone", "telephone=1380000")),
        "personal.error.telephone");
    struct dispatch_answer answer =
        site_post(site, READER, "/account/personal/telephone", "telephone=%EF%BC%91%EF%BC%93800001234");
    assert_int_equal(answer.status, 303);
    static const char *const pages[] = {"/account", "/account/personal", "/account/data"};
    for (size_t index = 0; index < sizeof pages / sizeof pages[0]; index++) {
        const char *page = page_of(site, READER, pages[index], "zh-CN");
        assert_non_null(strstr(page, "138****1234"));
        assert_null(strstr(page, telephone_text));
    }
    json_t *document = site_document(site, READER, "/account/data.json");
    assert_string_equal(text_at(document, "personal.telephone"), telephone_text);
    assert_string_equal(text_at(document, "personal.consents.0.purpose"), "telephone");
    assert_string_equal(text_at(document, "personal.consents.0.step"), "given");
    json_decref(document);
}

static void an_id_number_asks_for_its_own_consent_and_a_child_s_for_a_guardian(void **state)
{
    struct site *site = *state;
    struct arena *arena = &site->city.arena;
    const char *form = arena_format(arena, "id_number=%s", id_text);
    assert_string_equal(first_problem(site, site_post(site, READER, "/account/personal/id_number", form)),
                        "personal.error.agree");
    assert_string_equal(first_problem(site, site_post(site, READER, "/account/personal/id_number",
                                                      "id_number=371502199003071231&agree=1")),
                        "personal.error.id_check");
    form = arena_format(arena, "id_number=%s&agree=1", id_of_child);
    assert_string_equal(first_problem(site, site_post(site, READER, "/account/personal/id_number", form)),
                        "personal.error.guardian");
    form = arena_format(arena, "id_number=%s&agree=1&guardian=%%E8%%B5%%B5%%E7%%88%%B6", id_of_child);
    assert_int_equal(site_post(site, READER, "/account/personal/id_number", form).status, 303);
    form = arena_format(arena, "id_number=%s&agree=1", id_text);
    assert_int_equal(site_post(site, READER, "/account/personal/id_number", form).status, 303);
    json_t *document = site_document(site, READER, "/account/personal");
    assert_string_equal(text_at(document, "id_number"), "3715**********1230");
    assert_string_equal(text_at(document, "consents.1.guardian"), "赵父");
    json_decref(document);
    assert_int_equal(site_post(site, READER, "/account/personal/address", "address=x").status, 404);
    assert_int_equal(site_post(site, READER, "/account/personal/bank_card", "bank_card=1").status, 404);
    assert_int_equal(site_post(site, VISITOR, "/account/personal/telephone", "telephone=13800001234").status, 401);
}

static void the_office_sees_a_part_and_the_whole_only_with_a_purpose(void **state)
{
    struct site *site = *state;
    const char *show = card_path(site, READER, "/show");
    const char *card = page_of(site, CLERK, card_path(site, READER, ""), "en");
    assert_non_null(strstr(card, "3715**********1230"));
    assert_null(strstr(card, id_text));
    static const struct {
        const char *form, *message;
    } refused[] = {
        {"field=id_number&purpose=&note=identity+check", "personal.error.purpose"},
        {"field=id_number&purpose=curiosity&note=identity+check", "personal.error.purpose"},
        {"field=id_number&purpose=self&note=identity+check", "personal.error.purpose"},
        {"field=id_number&purpose=agreement&note=", "personal.error.note"},
        {"field=id_number&purpose=agreement&note=+++++++++++", "personal.error.note"},
        {"field=id_number&purpose=agreement&note=abcd", "personal.error.note"},
        {"field=id_number&purpose=agreement&note=call+13800001234", "personal.error.note_number"},
        {"field=id_number&purpose=agreement&note=call+%EF%BC%91%EF%BC%93800001234", "personal.error.note_number"},
        {"field=password_hash&purpose=agreement&note=identity+check", "personal.error.field"},
        {"field=address&purpose=agreement&note=identity+check", "personal.error.nothing"},
    };
    for (size_t index = 0; index < sizeof refused / sizeof refused[0]; index++) {
        struct dispatch_answer answer = site_post(site, CLERK, show, refused[index].form);
        assert_string_equal(first_problem(site, answer), refused[index].message);
        assert_null(strstr(body_of(site, answer), id_text));
    }
    assert_int_equal(log_of(site, "person.unmask").count, 0);
    struct dispatch_answer answer =
        site_post(site, CLERK, show, "field=id_number&purpose=agreement&note=identity+check+for+agreement+12");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(body_of(site, answer), id_text));
    assert_null(strstr(page_of(site, CLERK, card_path(site, READER, ""), "zh-CN"), id_text)); /* once */
}

static void a_look_is_in_the_log_without_the_value_and_the_person_reads_who_and_why(void **state)
{
    struct site *site = *state;
    struct log_reading log = log_of(site, "person.unmask");
    assert_int_equal(log.count, 1);
    const struct audit_entry *entry = &log.rows[0].entry;
    assert_int_equal(entry->actor_id, 100 + CLERK);
    assert_int_equal(entry->subject_id, 100 + READER);
    assert_non_null(strstr(entry->detail, "\"field\":\"id_number\""));
    assert_non_null(strstr(entry->detail, "\"purpose\":\"agreement\""));
    assert_non_null(strstr(entry->detail, "identity check for agreement 12"));
    assert_null(strstr(entry->detail, id_text));
    const char *page = page_of(site, READER, "/account/personal", "zh-CN");
    assert_non_null(strstr(page, "王办事员"));
    assert_non_null(strstr(page, "订立、履行协议时核对身份"));
    assert_non_null(strstr(page, "identity check for agreement 12"));
    assert_null(strstr(page_of(site, SCHOOL, "/account/personal", "zh-CN"), "identity check")); /* not of others */
}

static void nobody_else_looks_and_one_s_own_needs_no_purpose(void **state)
{
    struct site *site = *state;
    const char *form = "field=id_number&purpose=agreement&note=identity+check";
    assert_int_equal(site_post(site, FACTORY, card_path(site, READER, "/show"), form).status, 403);
    assert_int_equal(site_post(site, VISITOR, card_path(site, READER, "/show"), form).status, 401);
    assert_int_equal(site_post(site, FACTORY, card_path(site, VISITOR, "/show"), form).status, 403); /* nobody's id */
    assert_int_equal(site_post(site, CLERK, card_path(site, VISITOR, "/show"), form).status, 404);
    assert_int_equal(site_get(site, FACTORY, card_path(site, READER, "")).status, 403);
    struct dispatch_answer own = site_post(site, READER, "/account/personal/id_number/show", "");
    assert_int_equal(own.status, 200);
    assert_non_null(strstr(body_of(site, own), id_text));
    staff_insert(site, 901, "auditor");
    struct dispatch_answer card = staff_get(site, "auditor", card_path(site, READER, ""), "en");
    assert_int_equal(card.status, 200);
    assert_non_null(strstr(body_of(site, card), "3715**********1230"));
    assert_null(strstr(body_of(site, card), "/show\"")); /* masked is all an auditor sees */
}

static void a_person_is_found_by_the_exact_number_only_and_reads_of_it(void **state)
{
    struct site *site = *state;
    static const char *const found[] = {"field=telephone&value=138-0000-1234",
                                        "field=id_number&value=%EF%BC%9371502199003071230"};
    for (size_t index = 0; index < 2; index++) {
        struct dispatch_answer answer = site_post(site, CLERK, "/office/people/find", found[index]);
        assert_int_equal(answer.status, 200);
        json_t *document = document_of(answer);
        assert_string_equal(text_at(document, "people.0.login"), "reader");
        assert_int_equal(json_array_size(at_path(document, "people")), 1);
        json_decref(document);
    }
    json_t *document = document_of(site_post(site, CLERK, "/office/people/find", "field=telephone&value=13800001235"));
    assert_int_equal(json_array_size(at_path(document, "people")), 0);
    json_decref(document);
    assert_string_equal(
        first_problem(site, site_post(site, CLERK, "/office/people/find", "field=telephone&value=1380000")),
        "personal.error.telephone");
    assert_string_equal(first_problem(site, site_post(site, CLERK, "/office/people/find", "field=name&value=x")),
                        "personal.error.field");
    assert_int_equal(site_post(site, FACTORY, "/office/people/find", found[0]).status, 403);
    struct log_reading log = log_of(site, "person.find");
    assert_int_equal(log.count, 3 + 1); /* two found, one not found, and the factory's refusal */
    for (size_t index = 0; index < log.count; index++) {
        assert_null(strstr(log.rows[index].entry.detail, "1380000"));
    }
    assert_non_null(strstr(page_of(site, READER, "/account/personal", "en"), "find a person by number"));
}

static void withdrawing_deletes_at_once_and_keeps_the_history(void **state)
{
    struct site *site = *state;
    assert_int_equal(site_post(site, READER, "/account/consent/telephone/withdraw", "").status, 303);
    assert_int_equal(site_post(site, READER, "/account/consent/telephone/withdraw", "").status, 303); /* twice: once */
    assert_int_equal(site_post(site, READER, "/account/consent/everything/withdraw", "").status, 404);
    json_t *document = site_document(site, READER, "/account/personal");
    assert_string_equal(text_at(document, "telephone"), "");
    assert_string_equal(text_at(document, "consents.0.step"), "withdrawn");
    assert_string_equal(text_at(document, "consents.0.purpose"), "telephone");
    assert_string_equal(text_at(document, "consents.1.step"), "given");
    json_decref(document);
    document = document_of(site_post(site, CLERK, "/office/people/find", "field=telephone&value=13800001234"));
    assert_int_equal(json_array_size(at_path(document, "people")), 0);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_telephone_is_kept_sealed_and_shown_masked),
        cmocka_unit_test(an_id_number_asks_for_its_own_consent_and_a_child_s_for_a_guardian),
        cmocka_unit_test(the_office_sees_a_part_and_the_whole_only_with_a_purpose),
        cmocka_unit_test(a_look_is_in_the_log_without_the_value_and_the_person_reads_who_and_why),
        cmocka_unit_test(nobody_else_looks_and_one_s_own_needs_no_purpose),
        cmocka_unit_test(a_person_is_found_by_the_exact_number_only_and_reads_of_it),
        cmocka_unit_test(withdrawing_deletes_at_once_and_keeps_the_history),
    };
    int failed = cmocka_run_group_tests_name("personal pages, sqlite", tests, start_personal_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("personal pages, postgres", tests, start_personal_postgres, stop_site);
}
