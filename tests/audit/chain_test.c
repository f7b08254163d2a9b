/* The chain of the audit log: sound as it is written, and every kind of tampering is found at its row. */
#include "tests/areas/city.h"

#include "areas/audit/audit.h"
#include "store/testing.h"

enum { ROWS = 40, FIRST_ID = 5000 };

static struct city *city_of(void **state)
{
    return *state;
}

struct writing {
    int64_t region_id, first, count;
};

static struct result write_rows(struct store_session *session, void *context)
{
    const struct writing *writing = context;
    struct result result = result_ok();
    for (int64_t index = 0; index < writing->count && !result_failed(result); index++) {
        struct audit_entry entry = {.actor_id = 7 + index % 3,
                                    .actor_name = "王办事员",
                                    .action = index % 2 == 0 ? "listing.edit" : "session.open",
                                    .subject_kind = "listing",
                                    .subject_id = 1000 + index,
                                    .organisation_id = index % 4,
                                    .outcome = index % 5 == 0 ? "refused" : "done",
                                    .detail = "",
                                    .address = "192.0.2.1",
                                    .at_ms = CITY_NOW + index};
        result = audit_append(session, writing->region_id, writing->first + index, &entry);
    }
    return result;
}

static void write_some(struct city *city, int64_t region_id, int64_t first, int64_t count)
{
    struct writing writing = {region_id, first, count};
    assert_ok(store_write(city->store, write_rows, &writing));
}

static void seal_all(struct city *city, int64_t region_id)
{
    size_t sealed = 1;
    while (sealed > 0) {
        assert_ok(audit_seal(city->store, region_id, 7, &sealed));
    }
}

static struct audit_finding verify(struct city *city)
{
    struct audit_finding finding;
    assert_ok(audit_verify(city->store, REGION, 0, "", &finding));
    return finding;
}

static struct result run_script(struct store_session *session, void *context)
{
    return store_run_script(session, context);
}

static struct result try_script(struct city *city, const char *statement)
{
    char *copy = arena_text(&city->arena, statement);
    return store_write(city->store, run_script, copy);
}

/* As somebody with the database in hand would: the guards are taken off first. */
static void tamper(struct city *city, const char *statement)
{
    static const char *const sqlite[] = {
        "DROP TRIGGER IF EXISTS audit_entry_kept", "DROP TRIGGER IF EXISTS audit_entry_stays",
        "DROP TRIGGER IF EXISTS audit_seal_kept", "DROP TRIGGER IF EXISTS audit_seal_stays"};
    static const char *const postgres[] = {"DROP TRIGGER IF EXISTS audit_entry_kept ON audit_entry",
                                           "DROP TRIGGER IF EXISTS audit_seal_kept ON audit_seal"};
    bool is_sqlite = store_kind(city->store) == STORE_SQLITE;
    for (size_t index = 0; index < (is_sqlite ? 4 : 2); index++) {
        assert_ok(try_script(city, is_sqlite ? sqlite[index] : postgres[index]));
    }
    assert_ok(try_script(city, statement));
}

static void what_is_written_is_sealed_in_order_and_proved(void **state)
{
    struct city *city = city_of(state);
    struct audit_finding finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_SOUND);
    assert_int_equal(finding.sealed, 0);
    write_some(city, REGION, FIRST_ID, ROWS);
    write_some(city, REGION, FIRST_ID, ROWS); /* once more, after a lost answer */
    finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_SOUND);
    assert_int_equal(finding.pending, ROWS);
    seal_all(city, REGION);
    finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_SOUND);
    assert_int_equal(finding.sealed, ROWS);
    assert_int_equal(finding.pending, 0);
}

static void another_region_has_a_chain_of_its_own(void **state)
{
    struct city *city = city_of(state);
    struct audit_finding before = verify(city);
    write_some(city, OTHER_REGION, FIRST_ID, 5);
    seal_all(city, OTHER_REGION);
    struct audit_finding finding;
    assert_ok(audit_verify(city->store, OTHER_REGION, 0, "", &finding));
    assert_int_equal(finding.sealed, 5);
    assert_string_equal(verify(city).last_digest, before.last_digest);
}

static void a_seal_that_was_noted_elsewhere_is_expected(void **state)
{
    struct city *city = city_of(state);
    struct audit_finding now = verify(city);
    struct audit_finding finding;
    assert_ok(audit_verify(city->store, REGION, now.sealed, now.last_digest, &finding));
    assert_int_equal(finding.fault, AUDIT_SOUND);
    assert_ok(audit_verify(city->store, REGION, now.sealed - 1, now.last_digest, &finding));
    assert_int_equal(finding.fault, AUDIT_OTHER);
    assert_int_equal(finding.number, now.sealed - 1);
    assert_ok(audit_verify(city->store, REGION, now.sealed + 1, now.last_digest, &finding));
    assert_int_equal(finding.fault, AUDIT_OTHER);
}

struct reading {
    struct city *city;
    struct audit_filter filter;
    struct audit_row *rows;
    size_t count;
};

static struct result read_rows(struct store_session *session, void *context)
{
    struct reading *reading = context;
    return audit_list(&reading->city->arena, session, REGION, &reading->filter, &reading->rows, &reading->count);
}

static void rows_are_found_by_each_thing_and_page_by_page(void **state)
{
    struct city *city = city_of(state);
    struct reading reading = {.city = city, .filter = {.action = "session.open", .limit = 100}};
    assert_ok(store_read(city->store, read_rows, &reading));
    assert_int_equal(reading.count, ROWS / 2);
    assert_true(reading.rows[0].id > reading.rows[1].id);
    assert_int_equal(reading.rows[0].number, ROWS);
    assert_string_equal(reading.rows[0].entry.actor_name, "王办事员");
    reading.filter = (struct audit_filter){.action = "", .actor_id = 7, .organisation_id = 3, .limit = 100};
    assert_ok(store_read(city->store, read_rows, &reading));
    assert_int_equal(reading.count, 4); /* 3, 15, 27, 39 */
    reading.filter = (struct audit_filter){.action = "", .subject_id = 1010, .limit = 100};
    assert_ok(store_read(city->store, read_rows, &reading));
    assert_int_equal(reading.count, 1);
    size_t seen = 0;
    reading.filter = (struct audit_filter){.action = "", .limit = 7};
    do {
        assert_ok(store_read(city->store, read_rows, &reading));
        seen += reading.count;
        reading.filter.before = reading.count == 0 ? 0 : reading.rows[reading.count - 1].id;
    } while (reading.count == 7);
    assert_int_equal(seen, ROWS);
}

static void the_database_itself_refuses_to_change_a_row(void **state)
{
    struct city *city = city_of(state);
    assert_true(result_failed(try_script(city, "UPDATE audit_entry SET actor_id = 9 WHERE id = 5003")));
    assert_true(result_failed(try_script(city, "DELETE FROM audit_entry WHERE id = 5003")));
    assert_true(result_failed(try_script(city, "UPDATE audit_seal SET digest = '' WHERE number = 1")));
    assert_true(result_failed(try_script(city, "DELETE FROM audit_seal WHERE number = 1")));
    assert_int_equal(verify(city).fault, AUDIT_SOUND);
}

static void a_row_put_in_beside_the_chain_is_found(void **state)
{
    struct city *city = city_of(state);
    tamper(city,
           "INSERT INTO audit_entry (region_id, id, at_ms, actor_id, actor_name, action, subject_kind, subject_id, "
           "organisation_id, outcome, detail, address) VALUES (371500, 5900, 1, 1, '', 'x', '', 0, 0, 'done', '', '')");
    struct audit_finding finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_INSERTED);
    assert_int_equal(finding.entry_id, 5900);
    tamper(city, "DELETE FROM audit_entry WHERE id = 5900");
    assert_int_equal(verify(city).fault, AUDIT_SOUND);
}

static void every_altered_column_is_found_at_its_row(void **state)
{
    struct city *city = city_of(state);
    static const char *const changes[][2] = {
        {"at_ms = at_ms + 1", "at_ms = at_ms - 1"},
        {"actor_id = actor_id + 1", "actor_id = actor_id - 1"},
        {"actor_name = '李某'", "actor_name = '王办事员'"},
        {"action = 'listing.edi', subject_kind = 'tlisting'", "action = 'session.open', subject_kind = 'listing'"},
        {"subject_id = subject_id + 1", "subject_id = subject_id - 1"},
        {"organisation_id = organisation_id + 1", "organisation_id = organisation_id - 1"},
        {"outcome = 'refuse'", "outcome = 'done'"},
        {"detail = '{}'", "detail = ''"},
        {"address = ''", "address = '192.0.2.1'"},
    };
    for (size_t index = 0; index < sizeof changes / sizeof changes[0]; index++) {
        tamper(city, arena_format(&city->arena, "UPDATE audit_entry SET %s WHERE id = 5011", changes[index][0]));
        struct audit_finding finding = verify(city);
        assert_int_equal(finding.fault, AUDIT_ALTERED);
        assert_int_equal(finding.entry_id, 5011);
        assert_int_equal(finding.number, 12);
        tamper(city, arena_format(&city->arena, "UPDATE audit_entry SET %s WHERE id = 5011", changes[index][1]));
        assert_int_equal(verify(city).fault, AUDIT_SOUND);
    }
}

static void a_row_or_a_seal_taken_out_is_found(void **state)
{
    struct city *city = city_of(state);
    tamper(city, "UPDATE audit_seal SET number = 90 WHERE number = 30");
    struct audit_finding finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_GAP);
    assert_int_equal(finding.number, 30);
    tamper(city, "UPDATE audit_seal SET number = 30 WHERE number = 90");
    tamper(city, "DELETE FROM audit_entry WHERE id = 5020");
    finding = verify(city);
    assert_int_equal(finding.fault, AUDIT_REMOVED);
    assert_int_equal(finding.entry_id, 5020);
}

#define CASES                                                                                                          \
    cmocka_unit_test(what_is_written_is_sealed_in_order_and_proved),                                                   \
        cmocka_unit_test(another_region_has_a_chain_of_its_own),                                                       \
        cmocka_unit_test(a_seal_that_was_noted_elsewhere_is_expected),                                                 \
        cmocka_unit_test(rows_are_found_by_each_thing_and_page_by_page),                                               \
        cmocka_unit_test(the_database_itself_refuses_to_change_a_row),                                                 \
        cmocka_unit_test(a_row_put_in_beside_the_chain_is_found),                                                      \
        cmocka_unit_test(every_altered_column_is_found_at_its_row),                                                    \
        cmocka_unit_test(a_row_or_a_seal_taken_out_is_found)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("audit on SQLite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("audit on PostgreSQL", tests, start_city_postgres, stop_city);
}
