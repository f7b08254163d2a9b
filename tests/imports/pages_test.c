/* Importing as the office does it, on both engines: drop, preview, confirm, the runner applies, the refused rows come back as
 * a file; two presses, cancel, a crash between confirming and applying; who may come. */
#include "tests/areas/site.h"

#include "areas/imports/runner.h"
#include "areas/imports/store.h"
#include "sheet/sheet.h"

#include <time.h>

static struct dispatch_answer upload_bytes(struct site *site, enum who who, const char *kind, const char *file_name,
                                           struct span bytes)
{
    struct buffer body;
    buffer_init(&body);
    buffer_add_format(&body, "--limit\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n%s\r\n", kind);
    buffer_add_format(&body,
                      "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                      "Content-Type: application/octet-stream\r\n\r\n",
                      file_name);
    buffer_add(&body, bytes.at, bytes.length);
    buffer_add_text(&body, "\r\n--limit--\r\n");
    const struct question question = {.who = who,
                                      .method = "POST",
                                      .target = "/office/imports",
                                      .type = "multipart/form-data; boundary=limit",
                                      .body =
                                          span_make(arena_copy(&site->city.arena, buffer_span(&body)), body.length)};
    buffer_release(&body);
    return site_ask(site, &question);
}

/* Where the preview is. */
static const char *upload(struct site *site, const char *kind, const char *text)
{
    struct dispatch_answer answer = upload_bytes(site, CLERK, kind, "需求表.csv", span_of(text));
    assert_int_equal(answer.status, 303);
    return answer.location;
}

static struct dispatch_answer press(struct site *site, enum who who, const char *batch, const char *button)
{
    return site_post(site, who, arena_format(&site->city.arena, "%s/%s", batch, button), "");
}

static const char *status_of(struct site *site, const char *batch)
{
    json_t *document = site_document(site, CLERK, batch);
    const char *status = arena_text(&site->city.arena, text_at(document, "batch.status"));
    json_decref(document);
    return status;
}

/* The runner is a thread of its own: at most ten seconds. */
static void wait_until_applied(struct site *site, const char *batch)
{
    const struct timespec step = {0, 10 * 1000 * 1000};
    for (int waited = 0; waited < 1000 && strcmp(status_of(site, batch), "applying") == 0; waited++) {
        (void)nanosleep(&step, NULL);
    }
}

#define NEEDS "企业名称,岗位,人数,统一社会信用代码,联系电话\n"

/* --- the way of a file ---------------------------------------------------------------------------------------------- */

static void a_file_is_previewed_confirmed_applied_and_found(void **state)
{
    struct site *site = *state;
    const char *batch = upload(site, "needs", NEEDS "新来机械厂,龙门铣工,3,,13800000000\n新来机械厂,磨工,一大批,,\n");
    json_t *document = site_document(site, CLERK, batch);
    assert_string_equal(text_at(document, "batch.status"), "preview");
    assert_string_equal(text_at(document, "batch.file_name"), "需求表.csv");
    assert_int_equal(number_at(document, "batch.row_count"), 2);
    assert_int_equal(number_at(document, "batch.refused_count"), 1);
    assert_string_equal(text_at(document, "sheet.good.0.title"), "龙门铣工");
    assert_string_equal(text_at(document, "sheet.refused.0.problems.0.cell"), "C3");
    assert_string_equal(text_at(document, "sheet.refused.0.problems.0.header"), "人数");
    assert_string_equal(text_at(document, "sheet.refused.0.problems.0.value"), "一大批");
    assert_string_equal(text_at(document, "sheet.refused.0.problems.0.message"), "value.error.count_unreadable");
    assert_string_equal(text_at(document, "sheet.columns.2.field"), "headcount");
    json_decref(document);
    assert_int_equal(press(site, CLERK, batch, "confirm").status, 303);
    assert_int_equal(press(site, CLERK, batch, "confirm").status, 303); /* a second press leads to the same page */
    wait_until_applied(site, batch);
    document = site_document(site, CLERK, batch);
    assert_string_equal(text_at(document, "batch.status"), "done");
    assert_int_equal(number_at(document, "batch.created_count"), 1);
    assert_int_equal(number_at(document, "batch.organisation_count"), 1);
    assert_true(json_is_null(at_path(document, "progress")));
    json_decref(document);
    document = site_document(site, VISITOR, "/search?q=%E9%BE%99%E9%97%A8"); /* 龙门 */
    char *found = json_dumps(document, 0);
    assert_non_null(strstr(found, "龙门"));
    free(found);
    json_decref(document);

    const char *again = upload(site, "needs", NEEDS "新来机械厂,龙门铣工,3,,13800000000\n新来机械厂,磨工,一大批,,\n");
    assert_int_equal(press(site, CLERK, again, "confirm").status, 303);
    wait_until_applied(site, again);
    document = site_document(site, CLERK, again);
    assert_int_equal(number_at(document, "batch.same_count"), 1);
    assert_int_equal(number_at(document, "batch.created_count"), 0);
    json_decref(document);
}

static struct result keep_text(const struct sheet_row *row, void *context)
{
    struct buffer *text = context;
    for (size_t column = 0; column < row->count; column++) {
        buffer_add_text(text, column == 0 ? "" : "|");
        buffer_add(text, row->cells[column].text.at, row->cells[column].text.length);
    }
    buffer_add_text(text, "\n");
    return result_ok();
}

static void the_refused_rows_come_back_with_reasons_and_go_in_once_mended(void **state)
{
    struct site *site = *state;
    const char *batch =
        upload(site, "needs", NEEDS "回炉机械厂,车工,3,,\n回炉机械厂,磨工,一大批,,\n,铣工,2,91371581MA3ZZZZZ0X,\n");
    struct dispatch_answer answer = site_get(site, CLERK, arena_format(&site->city.arena, "%s/refused.xlsx", batch));
    assert_int_equal(answer.status, 200);
    struct buffer text;
    buffer_init(&text);
    assert_ok(sheet_read(answer.body, keep_text, &text));
    assert_non_null(strstr(text.bytes, "企业名称|岗位|人数|统一社会信用代码|联系电话|原因和建议"));
    assert_non_null(strstr(text.bytes, "回炉机械厂|磨工|一大批|||C3 看不懂人数“一大批”"));
    assert_non_null(strstr(text.bytes, "|铣工|2|91371581MA3ZZZZZ0X||D4 统一社会信用代码"));
    assert_null(strstr(text.bytes, "车工|3"));
    buffer_release(&text);
    struct dispatch_answer mended = upload_bytes(site, CLERK, "needs", "refused.xlsx", answer.body);
    assert_int_equal(mended.status, 303); /* the file itself is read again, its reasons are no column */
    struct dispatch_answer twice =
        site_get(site, CLERK, arena_format(&site->city.arena, "%s/refused.xlsx", mended.location));
    buffer_init(&text);
    assert_ok(sheet_read(twice.body, keep_text, &text));
    const char *first = strstr(text.bytes, "原因和建议");
    assert_non_null(first);
    assert_null(strstr(first + 3, "原因和建议"));
    buffer_release(&text);
}

static void a_code_that_nobody_has_is_told_at_the_preview_and_kept_with_the_outcome(void **state)
{
    struct site *site = *state;
    char check = credit_code_check_character(span_of("91371581MA3YYYYY0"));
    const char *text =
        arena_format(&site->city.arena, NEEDS "有名机械厂,车工,3,,\n,铣工,2,91371581MA3YYYYY0%c,\n", check);
    const char *batch = upload(site, "needs", text);
    for (int round = 0; round < 2; round++) {
        json_t *document = site_document(site, CLERK, batch);
        assert_int_equal(number_at(document, "batch.refused_count"), 1);
        assert_string_equal(text_at(document, "sheet.refused.0.problems.0.cell"), "D3");
        assert_string_equal(text_at(document, "sheet.refused.0.problems.0.message"), "import.row.code_unknown");
        json_decref(document);
        if (round == 0) {
            assert_int_equal(press(site, CLERK, batch, "confirm").status, 303);
            wait_until_applied(site, batch);
            assert_string_equal(status_of(site, batch), "done");
        }
    }
}

static void what_is_cancelled_cannot_be_confirmed_and_its_file_is_gone(void **state)
{
    struct site *site = *state;
    const char *batch = upload(site, "needs", NEEDS "放弃机械厂,车工,3,,\n");
    assert_int_equal(press(site, CLERK, batch, "cancel").status, 303);
    assert_int_equal(press(site, CLERK, batch, "confirm").status, 303);
    wait_until_applied(site, batch);
    json_t *document = site_document(site, CLERK, batch);
    assert_string_equal(text_at(document, "batch.status"), "cancelled");
    assert_true(json_is_false(at_path(document, "has_file")));
    assert_null(at_path(document, "sheet"));
    json_decref(document);
    assert_int_equal(site_get(site, CLERK, arena_format(&site->city.arena, "%s/refused.xlsx", batch)).status, 404);
    const struct question page = {.who = CLERK, .method = "GET", .target = batch, .page = true};
    assert_int_equal(site_ask(site, &page).status, 200);
}

/* --- crash ----------------------------------------------------------------------------------------------------------- */

struct orphan {
    struct site *site;
    struct import_batch batch;
    int64_t job_id;
};

static struct result do_confirm_without_a_runner(struct store_session *session, void *context)
{
    struct orphan *orphan = context;
    struct result result = import_batch_insert(session, REGION, &orphan->batch, span_of(NEEDS "重启机械厂,车工,3,,\n"));
    if (!result_failed(result)) {
        result = import_batch_start(session, REGION, orphan->batch.id, orphan->job_id, CITY_NOW);
    }
    return result_failed(result)
               ? result
               : job_insert(session, REGION, orphan->job_id, IMPORT_JOB_KIND,
                            arena_format(&orphan->site->city.arena, "%lld", (long long)orphan->batch.id), CITY_NOW);
}

static struct orphan confirm_without_a_runner(struct site *site, const char *kind)
{
    struct orphan orphan = {.site = site, .job_id = store_next_id(site->city.store)};
    orphan.batch = (struct import_batch){.id = store_next_id(site->city.store),
                                         .kind = kind,
                                         .file_name = "a.csv",
                                         .digest = "",
                                         .read_day = "2026-11-24",
                                         .row_count = 1,
                                         .actor_id = 101,
                                         .actor_name = "王办事员",
                                         .created_ms = time_now_ms()};
    assert_ok(store_write(site->city.store, do_confirm_without_a_runner, &orphan));
    return orphan;
}

static const char *page_of(struct site *site, int64_t id)
{
    char text[ID_TEXT_SIZE];
    return arena_format(&site->city.arena, "/office/imports/%s", id_format(id, text));
}

static struct result do_insert_batch(struct store_session *session, void *context)
{
    struct orphan *orphan = context;
    return import_batch_insert(session, REGION, &orphan->batch, span_of(NEEDS "再来机械厂,车工,3,,\n"));
}

static void an_upload_whose_answer_was_lost_is_written_again_without_harm(void **state)
{
    struct site *site = *state;
    struct orphan orphan = {.site = site};
    orphan.batch = (struct import_batch){.id = store_next_id(site->city.store),
                                         .kind = "needs",
                                         .file_name = "a.csv",
                                         .digest = "",
                                         .read_day = "2026-11-24",
                                         .row_count = 1,
                                         .actor_id = 101,
                                         .actor_name = "王办事员",
                                         .created_ms = time_now_ms()};
    assert_ok(store_write(site->city.store, do_insert_batch, &orphan));
    assert_ok(store_write(site->city.store, do_insert_batch, &orphan));
    assert_string_equal(status_of(site, page_of(site, orphan.batch.id)), "preview");
}

static void an_import_confirmed_before_a_crash_is_taken_up_at_the_next_start(void **state)
{
    struct site *site = *state;
    import_runner_close(site->services.imports);
    struct orphan orphan = confirm_without_a_runner(site, "needs");
    struct job job;
    bool found = false; /* somebody had begun with it and died; its lease is over */
    assert_ok(job_claim(&site->city.arena, site->city.store, REGION, "dead", time_now_ms() - 10 * JOB_LEASE_MS, &job,
                        &found));
    assert_true(found);
    assert_ok(import_runner_open(site->city.store, site->city.catalogue, REGION, &site->services.imports));
    wait_until_applied(site, page_of(site, orphan.batch.id));
    assert_string_equal(status_of(site, page_of(site, orphan.batch.id)), "done");
}

static void an_import_that_was_given_up_says_so(void **state)
{
    struct site *site = *state;
    import_runner_close(site->services.imports);
    struct orphan orphan = confirm_without_a_runner(site, "needs");
    for (int attempt = 0; attempt < JOB_ATTEMPTS; attempt++) {
        struct job job;
        bool found = false;
        int64_t long_ago = time_now_ms() - (20 - 2 * attempt) * (int64_t)JOB_LEASE_MS;
        assert_ok(job_claim(&site->city.arena, site->city.store, REGION, "dead", long_ago, &job, &found));
        assert_true(found);
    }
    assert_ok(import_runner_open(site->city.store, site->city.catalogue, REGION, &site->services.imports));
    wait_until_applied(site, page_of(site, orphan.batch.id));
    json_t *document = site_document(site, CLERK, page_of(site, orphan.batch.id));
    assert_string_equal(text_at(document, "batch.status"), "failed");
    assert_string_equal(text_at(document, "batch.message"), "job.error.gave_up");
    json_decref(document);
}

/* --- bad input -------------------------------------------------------------------------------------------------------- */

static void a_file_that_cannot_be_read_is_answered_beside_the_field(void **state)
{
    struct site *site = *state;
    const struct {
        const char *kind;
        struct span bytes;
        const char *message;
    } cases[] = {{"needs", span_of(""), "import.error.no_file"},
                 {"wishes", span_of(NEEDS "a,b\n"), "import.error.kind"},
                 {"needs", span_of("%PDF-1.4"), "sheet.error.not_a_spreadsheet"},
                 {"needs", span_make("企业名称,岗位\n甲\0,车工\n", 30), "sheet.error.nul_byte"},
                 {"needs", span_of("a,b\nc,d\n"), "import.error.no_header"},
                 {"needs", span_of("企业名称,岗位\n"), "import.error.no_rows"}};
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        struct dispatch_answer answer = upload_bytes(site, CLERK, cases[index].kind, "x.csv", cases[index].bytes);
        assert_int_equal(answer.status, 422);
        json_t *document = document_of(answer);
        assert_string_equal(text_at(document, "problems.0.message"), cases[index].message);
        json_decref(document);
    }
    assert_int_equal(site_get(site, CLERK, "/office/imports/0000000000007").status, 404);
    assert_int_equal(press(site, CLERK, "/office/imports/0000000000007", "confirm").status, 303);
}

static void html_in_a_file_is_inert_in_the_pages(void **state)
{
    struct site *site = *state;
    static const char evil[] = "<script>alert(1)</script>";
    const char *text =
        arena_format(&site->city.arena, "企业名称,岗位,人数,%s\n%s厂,%s,%s,%s\n%s二厂,\"a\"\"onload=x\",3,\n", evil,
                     evil, evil, evil, evil, evil);
    struct dispatch_answer sent = upload_bytes(site, CLERK, "needs", "<img src=x onerror=alert(1)>.csv", span_of(text));
    assert_int_equal(sent.status, 303);
    const char *pages[] = {sent.location, "/office/imports", "/search?q=onload"};
    for (size_t index = 0; index < 3; index++) {
        if (index == 2) {
            (void)press(site, CLERK, sent.location, "confirm");
            wait_until_applied(site, sent.location);
        }
        const struct question question = {.who = CLERK, .method = "GET", .target = pages[index], .page = true};
        struct dispatch_answer answer = site_ask(site, &question);
        assert_int_equal(answer.status, 200);
        const char *page = arena_copy(&site->city.arena, answer.body);
        assert_null(strstr(page, "<script>alert"));
        assert_null(strstr(page, "<img src=x"));
        assert_null(strstr(page, "\"a\"onload"));
        assert_true(index != 0 || strstr(page, "&lt;script&gt;") != NULL);
    }
}

static void a_long_file_name_is_cut_between_characters(void **state)
{
    struct site *site = *state;
    char name[400] = {0};
    for (size_t at = 0; at + 3 < 390; at += 3) {
        memcpy(name + at, "表", 3);
    }
    struct dispatch_answer answer = upload_bytes(site, CLERK, "needs", name, span_of(NEEDS "长名机械厂,车工,3,,\n"));
    assert_int_equal(answer.status, 303);
    json_t *document = site_document(site, CLERK, answer.location);
    size_t length = strlen(text_at(document, "batch.file_name"));
    assert_true(length <= 200 && length % 3 == 0 && length > 190);
    json_decref(document);
}

/* --- who -------------------------------------------------------------------------------------------------------------- */

static void only_the_office_imports(void **state)
{
    struct site *site = *state;
    const char *batch = upload(site, "needs", NEEDS "门禁机械厂,车工,3,,\n");
    for (enum who who = VISITOR; who < WHO_COUNT; who++) {
        int refused = who == VISITOR ? 401 : 403;
        const char *gets[] = {"/office/imports", batch, arena_format(&site->city.arena, "%s/refused.xlsx", batch)};
        for (size_t index = 0; index < 3; index++) {
            assert_int_equal(site_get(site, who, gets[index]).status, who == CLERK ? 200 : refused);
        }
        if (who != CLERK) {
            assert_int_equal(upload_bytes(site, who, "needs", "x.csv", span_of(NEEDS "甲,乙,1,,\n")).status, refused);
            assert_int_equal(press(site, who, batch, "confirm").status, refused);
            assert_int_equal(press(site, who, batch, "cancel").status, refused);
        }
    }
    assert_string_equal(status_of(site, batch), "preview");
    const struct question forged = {.who = CLERK,
                                    .method = "POST",
                                    .csrf = "other",
                                    .target = arena_format(&site->city.arena, "%s/confirm", batch)};
    assert_int_equal(site_ask(site, &forged).status, 403);
    assert_string_equal(status_of(site, batch), "preview");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_previewed_confirmed_applied_and_found),
        cmocka_unit_test(the_refused_rows_come_back_with_reasons_and_go_in_once_mended),
        cmocka_unit_test(a_code_that_nobody_has_is_told_at_the_preview_and_kept_with_the_outcome),
        cmocka_unit_test(what_is_cancelled_cannot_be_confirmed_and_its_file_is_gone),
        cmocka_unit_test(an_upload_whose_answer_was_lost_is_written_again_without_harm),
        cmocka_unit_test(an_import_confirmed_before_a_crash_is_taken_up_at_the_next_start),
        cmocka_unit_test(an_import_that_was_given_up_says_so),
        cmocka_unit_test(a_file_that_cannot_be_read_is_answered_beside_the_field),
        cmocka_unit_test(html_in_a_file_is_inert_in_the_pages),
        cmocka_unit_test(a_long_file_name_is_cut_between_characters),
        cmocka_unit_test(only_the_office_imports),
    };
    int failed = cmocka_run_group_tests_name("import pages on SQLite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("import pages on PostgreSQL", tests, start_site_postgres, stop_site);
}
