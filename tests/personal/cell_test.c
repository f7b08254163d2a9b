/* Addresses of people in the database: sealed with the key of the store, on both engines. */
#include "tests/areas/site.h"

#include "areas/mail/mail.h"
#include "areas/personal/personal.h"

struct errand_of_key {
    struct site *site;
    const char *address, *found;
    int64_t confirmed_ms;
};

static struct result put_address(struct store_session *session, void *context)
{
    const struct errand_of_key *errand = context;
    return mail_contact_put(session, REGION, 100 + SCHOOL, errand->address, CITY_NOW);
}

static struct result find_address(struct store_session *session, void *context)
{
    struct errand_of_key *errand = context;
    return mail_contact_find(&errand->site->city.arena, session, REGION, 100 + SCHOOL, &errand->found,
                             &errand->confirmed_ms);
}

static struct result find_stored(struct store_session *session, void *context)
{
    struct errand_of_key *errand = context;
    struct store_rows *rows;
    struct result result = store_query(session, "mail_contact_find",
                                       STORE_VALUES(store_integer(REGION), store_integer(100 + SCHOOL)), &rows);
    if (result_failed(result)) {
        return result;
    }
    errand->found = store_rows_next(rows) ? store_rows_text(&errand->site->city.arena, rows, 0) : "";
    return store_rows_close(rows);
}

static struct seal_key *key_of(struct site *site, unsigned char byte)
{
    unsigned char master[DIGEST_SIZE];
    struct seal_key *key = ARENA_NEW(&site->city.arena, struct seal_key);
    memset(master, byte, sizeof master);
    seal_key_derive(master, key);
    return key;
}

static void an_address_lies_sealed_and_only_its_key_opens_it(void **state)
{
    struct site *site = *state;
    struct store *store = site->city.store;
    bool sealed = true;
    struct errand_of_key errand = {.site = site, .address = "school@example.cn"};

    /* Before there was a key: as it is, and readable after there is one. */
    assert_false(result_failed(store_write(store, put_address, &errand)));
    store_set_seal(store, key_of(site, 1));
    assert_false(result_failed(personal_check_key(store, REGION, &sealed)));
    assert_false(sealed);
    assert_false(result_failed(store_read(store, find_address, &errand)));
    assert_string_equal(errand.found, "school@example.cn");

    errand.address = "new@example.cn";
    assert_false(result_failed(store_write(store, put_address, &errand)));
    assert_false(result_failed(store_read(store, find_stored, &errand)));
    assert_true(seal_is_sealed(span_of(errand.found)));
    assert_false(result_failed(store_read(store, find_address, &errand)));
    assert_string_equal(errand.found, "new@example.cn");
    assert_int_equal(errand.confirmed_ms, CITY_NOW);
    assert_false(result_failed(personal_check_key(store, REGION, &sealed)));
    assert_true(sealed);

    /* Another key, or none: nothing is opened, nothing is written that the right key could not read. */
    store_set_seal(store, key_of(site, 2));
    assert_string_equal(personal_check_key(store, REGION, &sealed).message, "seal.error.other");
    assert_true(result_failed(store_read(store, find_address, &errand)));
    assert_string_equal(store_write(store, put_address, &errand).message, "seal.error.other");
    store_set_seal(store, NULL);
    assert_string_equal(store_read(store, find_address, &errand).message, "seal.error.other");

    store_set_seal(store, key_of(site, 1));
    assert_false(result_failed(store_read(store, find_address, &errand)));
    assert_string_equal(errand.found, "new@example.cn");
    store_set_seal(store, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_address_lies_sealed_and_only_its_key_opens_it)};
    int failed = cmocka_run_group_tests_name("cells, sqlite", tests, start_site_sqlite, stop_site);
    return failed + cmocka_run_group_tests_name("cells, postgres", tests, start_site_postgres, stop_site);
}
