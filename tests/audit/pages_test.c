/* The log for its readers: only of one organisation when that is asked for, on the page and in both files. */
#include "tests/areas/staff.h"

#include "areas/audit/audit.h"
#include "base/id.h"

/* More than the files read at a time (5,000). */
enum { ROWS = 5003, FIRST_ID = 700000, FACTORY_ID = 1, SCHOOL_ID = 2, SCHOOL_ROWS = 3 };

static struct result write_rows(struct store_session *session, void *context)
{
    struct result result = result_ok();
    (void)context;
    for (int64_t index = 0; index < ROWS + SCHOOL_ROWS && !result_failed(result); index++) {
        const struct audit_entry entry = {.actor_id = 7,
                                          .actor_name = "=王\"办事员",
                                          .action = "listing.edit",
                                          .subject_kind = "listing",
                                          .subject_id = 1000 + index,
                                          .organisation_id = index < ROWS ? FACTORY_ID : SCHOOL_ID,
                                          .outcome = "done",
                                          .detail = "{\"a\":1}",
                                          .address = "192.0.2.1",
                                          .at_ms = CITY_NOW + index};
        result = audit_append(session, REGION, FIRST_ID + index, &entry);
    }
    return result;
}

static int start_filled(void **state, int (*start)(void **state))
{
    if (start(state) != 0) {
        return -1;
    }
    struct site *site = *state;
    staff_insert(site, 900, "auditor");
    return result_failed(store_write(site->city.store, write_rows, NULL)) ? -1 : 0;
}

static int start_log_sqlite(void **state)
{
    return start_filled(state, start_site_sqlite);
}

static int start_log_postgres(void **state)
{
    return start_filled(state, start_site_postgres);
}

static const char *target_of(struct site *site, const char *path, int64_t organisation_id)
{
    char id[ID_TEXT_SIZE];
    return arena_format(&site->city.arena, "%s?organisation=%s", path, id_format(organisation_id, id));
}

static json_t *ask_auditor(struct site *site, const char *target)
{
    struct dispatch_answer answer = staff_get(site, "auditor", target, NULL);
    assert_int_equal(answer.status, 200);
    return document_of(answer);
}

static void the_page_shows_one_organisation_when_asked_and_leads_to_files_of_it(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    json_t *document = ask_auditor(site, target_of(site, "/audit", SCHOOL_ID));
    assert_int_equal(json_array_size(at_path(document, "entries")), SCHOOL_ROWS);
    assert_string_equal(text_at(document, "entries.0.organisation_id"), id_format(SCHOOL_ID, id));
    assert_string_equal(text_at(document, "export_url"), target_of(site, "/audit.csv", SCHOOL_ID));
    assert_string_equal(text_at(document, "export_json_url"), target_of(site, "/audit.json", SCHOOL_ID));
    json_decref(document);
    struct dispatch_answer page = staff_get(site, "auditor", target_of(site, "/audit", SCHOOL_ID), "en");
    const char *field = arena_format(&site->city.arena, "name=\"organisation\" value=\"%s\"", id_format(SCHOOL_ID, id));
    assert_true(span_find(page.body, span_of(field)) != SPAN_NOWHERE);
    assert_true(span_find(page.body, span_of("Export as JSON")) != SPAN_NOWHERE);
}

static void the_json_file_holds_every_row_of_the_organisation_once_newest_first(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    json_t *rows = ask_auditor(site, target_of(site, "/audit.json", FACTORY_ID));
    assert_int_equal(json_array_size(rows), ROWS);
    for (size_t index = 0; index < ROWS; index++) {
        const char *subject = json_string_value(json_object_get(json_array_get(rows, index), "subject_id"));
        assert_string_equal(subject, id_format(1000 + ROWS - 1 - (int64_t)index, id));
    }
    assert_string_equal(text_at(rows, "0.actor"), "=王\"办事员");
    json_decref(rows);
    json_t *none = ask_auditor(site, target_of(site, "/audit.json", 77));
    assert_int_equal(json_array_size(none), 0);
    assert_true(json_is_array(none));
    json_decref(none);
}

static void the_csv_file_holds_the_same_rows(void **state)
{
    struct site *site = *state;
    struct dispatch_answer answer = staff_get(site, "auditor", target_of(site, "/audit.csv", FACTORY_ID), NULL);
    size_t lines = 0;
    assert_int_equal(answer.status, 200);
    for (size_t at = 0; at < answer.body.length; at++) {
        lines += answer.body.at[at] == '\n';
    }
    assert_int_equal(lines, 1 + ROWS);
    assert_true(span_find(answer.body, span_of("\"'=王\"\"办事员\"")) != SPAN_NOWHERE);
}

static void a_wrong_id_is_refused_and_nobody_else_gets_the_files(void **state)
{
    struct site *site = *state;
    static const char *const paths[] = {"/audit", "/audit.csv", "/audit.json"};
    for (size_t index = 0; index < 3; index++) {
        const char *wrong = arena_format(&site->city.arena, "%s?organisation=not-an-id", paths[index]);
        assert_int_equal(staff_get(site, "auditor", wrong, NULL).status, index == 0 ? 422 : 400);
        assert_int_equal(site_get(site, CLERK, paths[index]).status, 403);
        assert_int_equal(site_get(site, FACTORY, paths[index]).status, 403);
        assert_int_equal(site_get(site, VISITOR, paths[index]).status, 401);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_shows_one_organisation_when_asked_and_leads_to_files_of_it),
        cmocka_unit_test(the_json_file_holds_every_row_of_the_organisation_once_newest_first),
        cmocka_unit_test(the_csv_file_holds_the_same_rows),
        cmocka_unit_test(a_wrong_id_is_refused_and_nobody_else_gets_the_files),
    };
    int failed = cmocka_run_group_tests_name("audit pages on SQLite", tests, start_log_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("audit pages on PostgreSQL", tests, start_log_postgres, stop_site);
}
