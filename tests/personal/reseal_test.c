/* Keys are changed while people write: every kind of cell, on both engines. */
#include "tests/areas/site.h"

#include "areas/accounts/link.h"
#include "areas/accounts/second.h"
#include "areas/personal/reseal.h"
#include "store/testing.h"

static const int64_t WHO = 100 + SCHOOL;

static int start_reseal(void **state, enum store_kind kind)
{
    if (site_start(state, kind) != 0) {
        return -1;
    }
    site_still(*state);
    return 0;
}

static int start_reseal_sqlite(void **state)
{
    return start_reseal(state, STORE_SQLITE);
}

static int start_reseal_postgres(void **state)
{
    return start_reseal(state, STORE_POSTGRES);
}

static int stop_reseal(void **state)
{
    store_set_seal(((struct site *)*state)->city.store, NULL);
    return stop_site(state);
}

static struct seal_key *key_of(struct site *site, unsigned char byte, const struct seal_key *other)
{
    unsigned char master[DIGEST_SIZE];
    struct seal_key *key = ARENA_NEW(&site->city.arena, struct seal_key);
    memset(master, byte, sizeof master);
    seal_key_derive(master, key);
    key->other = other;
    return key;
}

struct cells {
    struct site *site;
    const char *address, *telephone, *id_number, *secret, *note, *stored;
    int64_t people[5], confirmed_ms;
    size_t found_by_address, found_by_telephone;
};

/* One of each kind; the telephone needs a key, so it is left out where there is none. */
static struct result write_cells(struct store_session *session, void *context)
{
    struct cells *cells = context;
    struct site *site = cells->site;
    int64_t now_ms = time_now_ms();
    const struct request request = {.arena = &site->city.arena,
                                    .region_id = REGION,
                                    .region_name = "",
                                    .language = "en",
                                    .today = day_of_time(now_ms, 480),
                                    .now_ms = now_ms};
    const struct consent_record consent = {
        .id = 77, .purpose = "id_number", .step = "given", .how = "account", .guardian = "赵父"};
    const struct mail mail = {
        .address = "Guest@Example.cn", .language = "en", .template = "reset", .values = "{}", .now_ms = now_ms};
    struct result result = mail_contact_put(session, REGION, WHO, "School@Example.cn", now_ms);
    if (!result_failed(result) && store_session_seal(session) != NULL) {
        result = personal_field_put(session, REGION, WHO, PERSONAL_TELEPHONE, "13800001234", now_ms);
        result = result_failed(result)
                     ? result
                     : personal_field_put(session, REGION, WHO, PERSONAL_ID_NUMBER, "371502199003071230", now_ms);
    }
    result = result_failed(result) ? result : second_factor_start(session, REGION, WHO, "JBSWY3DPEHPK3PXP");
    const struct one_time_link link = {.id = 88,
                                       .kind = "invitation",
                                       .role = "reader",
                                       .note = "guest@example.cn",
                                       .organisation_id = 1,
                                       .created_ms = now_ms,
                                       .expires_ms = now_ms + 3600000};
    result = result_failed(result) ? result : link_insert(session, REGION, "token-of-the-link", &link);
    result = result_failed(result) ? result : consent_append(session, &request, WHO, &consent);
    return result_failed(result) ? result : mail_enqueue(session, REGION, 55, &mail);
}

static struct result read_cells(struct store_session *session, void *context)
{
    struct cells *cells = context;
    struct arena *arena = &cells->site->city.arena;
    struct second_factor factor = {0};
    struct result result = mail_contact_find(arena, session, REGION, WHO, &cells->address, &cells->confirmed_ms);
    result = result_failed(result)
                 ? result
                 : personal_field_find(arena, session, REGION, WHO, PERSONAL_TELEPHONE, &cells->telephone);
    result = result_failed(result)
                 ? result
                 : personal_field_find(arena, session, REGION, WHO, PERSONAL_ID_NUMBER, &cells->id_number);
    result = result_failed(result) ? result : second_factor_find(arena, session, REGION, WHO, &factor);
    cells->secret = factor.secret;
    struct one_time_link link = {.note = ""};
    result = result_failed(result)
                 ? result
                 : link_find(arena, session, REGION, "token-of-the-link", "invitation", time_now_ms(), &link);
    cells->note = link.note;
    if (!result_failed(result)) {
        result = personal_lookup(session, REGION, PERSONAL_TELEPHONE, "13800001234", cells->people, 5,
                                 &cells->found_by_telephone);
    }
    return result_failed(result) ? result
                                 : personal_lookup(session, REGION, PERSONAL_ADDRESS, "school@example.cn",
                                                   cells->people, 5, &cells->found_by_address);
}

static void check_cells(struct site *site, const char *telephone)
{
    struct cells cells = {.site = site};
    assert_ok(store_read(site->city.store, read_cells, &cells));
    assert_string_equal(cells.address, "School@Example.cn");
    assert_string_equal(cells.telephone, telephone);
    assert_string_equal(cells.secret, "JBSWY3DPEHPK3PXP");
    assert_string_equal(cells.note, "guest@example.cn");
    assert_int_equal(cells.found_by_address, 1);
    assert_int_equal(cells.found_by_telephone, telephone[0] == '\0' ? 0 : 1);
}

static struct result find_stored(struct store_session *session, void *context)
{
    struct cells *cells = context;
    struct store_rows *rows;
    struct result result =
        store_query(session, "personal_address_find", STORE_VALUES(store_integer(REGION), store_integer(WHO)), &rows);
    if (result_failed(result)) {
        return result;
    }
    cells->stored = store_rows_next(rows) ? store_rows_text(&cells->site->city.arena, rows, 0) : "";
    return store_rows_close(rows);
}

static void rows_from_before_there_was_a_key_are_sealed_at_last(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    struct cells cells = {.site = site};
    struct reseal_count count;
    struct seal_key *key = key_of(site, 1, NULL);
    assert_ok(store_write(store, write_cells, &cells));
    assert_ok(store_read(store, find_stored, &cells));
    assert_string_equal(cells.stored, "School@Example.cn");
    store_set_seal(store, key);
    check_cells(site, "");
    assert_ok(personal_reseal(store, key, &count));
    assert_int_equal(count.first, 5); /* address, secret, guardian, mail, link */
    assert_int_equal(count.anew, 0);
    assert_ok(store_read(store, find_stored, &cells));
    assert_true(seal_is_sealed(span_of(cells.stored)));
    check_cells(site, "");
    assert_ok(personal_reseal(store, key, &count)); /* again: nothing left */
    assert_int_equal(count.first + count.anew, 0);
}

static void servers_with_both_keys_go_on_through_the_change(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    struct cells cells = {.site = site};
    struct reseal_count count;
    bool sealed = false;
    struct seal_key *former = key_of(site, 1, NULL);
    struct seal_key *key = key_of(site, 2, former);
    store_set_seal(store, former);
    assert_ok(store_write(store, write_cells, &cells));
    store_set_seal(store, key); /* a server that has read both; the region's mark is still the former */
    assert_ok(store_write(store, write_cells, &cells));
    assert_ok(store_read(store, find_stored, &cells));
    assert_int_equal(strncmp(cells.stored + 3, former->name, SEAL_NAME), 0);
    check_cells(site, "13800001234");
    assert_ok(personal_reseal(store, key, &count));
    assert_int_equal(count.anew, 7);
    assert_int_equal(count.broken, 0);
    check_cells(site, "13800001234");
    assert_ok(store_write(store, write_cells, &cells)); /* now with the new one */
    assert_ok(store_read(store, find_stored, &cells));
    assert_int_equal(strncmp(cells.stored + 3, key->name, SEAL_NAME), 0);

    store_set_seal(store, former); /* a server that missed it: told so, and writes nothing */
    assert_string_equal(store_write(store, write_cells, &cells).message, "seal.error.other");
    assert_string_equal(personal_check_key(store, REGION, &sealed).message, "seal.error.other");
    struct seal_key *alone = key_of(site, 2, NULL);
    store_set_seal(store, alone);
    check_cells(site, "13800001234");
    assert_ok(personal_check_keys(store, alone));
    assert_string_equal(personal_check_keys(store, former).message, "seal.error.other");
}

static struct result run_script(struct store_session *session, void *context)
{
    return store_run_script(session, context);
}

/* Whatever call fails, on whichever the run is broken off, doing it again ends well and nothing is lost on the way. */
static void a_run_that_was_broken_off_anywhere_goes_on(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    struct seal_key *former = key_of(site, 2, NULL);
    struct seal_key *key = key_of(site, 3, former);
    struct reseal_count count;
    struct result result;
    int64_t calls = 0;
    store_set_seal(store, key);
    do {
        store_fail_after(store, calls++);
        result = personal_reseal(store, key, &count);
        store_fail_after(store, -1);
        check_cells(site, "13800001234"); /* in every state between */
    } while (result_failed(result) && calls < 200);
    assert_ok(result);
    assert_true(calls > 10);
    store_set_seal(store, key_of(site, 3, NULL));
    check_cells(site, "13800001234");
}

static void a_cell_that_opens_with_no_key_is_counted_and_left(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    struct cells cells = {.site = site};
    static char moved[] =
        "UPDATE person_field SET value = (SELECT address FROM person_contact WHERE region_id = 371500 AND "
        "person_id = 103) WHERE region_id = 371500 AND field = 'telephone'";
    struct reseal_count count;
    struct seal_key *former = key_of(site, 3, NULL);
    struct seal_key *key = key_of(site, 4, former);
    assert_ok(store_write(store, run_script, moved)); /* the address' cell in the place of the telephone */
    store_set_seal(store, key);
    assert_ok(personal_reseal(store, key, &count));
    assert_int_equal(count.broken, 1);
    assert_int_equal(count.anew, 6);
    assert_true(result_failed(store_read(store, read_cells, &cells)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_from_before_there_was_a_key_are_sealed_at_last),
        cmocka_unit_test(servers_with_both_keys_go_on_through_the_change),
        cmocka_unit_test(a_run_that_was_broken_off_anywhere_goes_on),
        cmocka_unit_test(a_cell_that_opens_with_no_key_is_counted_and_left),
    };
    int failed = cmocka_run_group_tests_name("reseal, sqlite", tests, start_reseal_sqlite, stop_reseal);
    return failed + cmocka_run_group_tests_name("reseal, postgres", tests, start_reseal_postgres, stop_reseal);
}
