/* The index in memory: what fails while it is brought up to date leaves the old one in use, and no lock is held while the
 * database is waited for. On both engines. */
#include "tests/areas/site.h"

#include "areas/fit/service.h"
#include "base/day.h"

#include <pthread.h>

static const int64_t NEED = 1001, OFFER = 2002;

static struct site *site_of(void **state)
{
    return *state;
}

static struct fit_service *service_of(void **state)
{
    return site_of(state)->services.fit;
}

static struct listing welder(int64_t id, int64_t organisation_id)
{
    struct listing listing =
        city_listing(id, organisation_id, organisation_id == 2 ? "焊接技术应用专业毕业生" : "电焊工20人");
    listing.headcount = 20;
    return listing;
}

static void insert_pair(void **state)
{
    struct city *city = &site_of(state)->city;
    assert_false(result_failed(insert_listing(city, welder(NEED, 1))));
    assert_false(result_failed(insert_listing(city, welder(OFFER, 2))));
}

static const char *url_of_need(char text[static ID_TEXT_SIZE + 16])
{
    char id[ID_TEXT_SIZE];
    (void)snprintf(text, ID_TEXT_SIZE + 16, "/listings/%s", id_format(NEED, id));
    return text;
}

static size_t count_matches(void **state)
{
    char url[ID_TEXT_SIZE + 16];
    json_t *document = site_document(site_of(state), VISITOR, url_of_need(url));
    size_t count = json_array_size(at_path(document, "matches"));
    json_decref(document);
    return count;
}

static void a_reading_that_fails_leaves_the_old_index_in_use(void **state)
{
    site_still(site_of(state));
    insert_pair(state);
    assert_int_equal(count_matches(state), 1);
    struct store *store = site_of(state)->city.store;
    int failures = 0;
    for (int64_t calls = 0; calls < 100; calls++) {
        store_fail_after(store, calls);
        struct result result = fit_service_reload(service_of(state));
        store_fail_after(store, -1);
        assert_int_equal(count_matches(state), 1);
        if (!result_failed(result)) {
            break;
        }
        failures++;
    }
    assert_true(failures >= 2 && failures < 100);
}

static void a_listing_that_cannot_be_matched_does_not_stop_the_others(void **state)
{
    struct listing unsound = welder(3003, 1);
    unsound.kind = "a kind that left the catalogue";
    unsound.title = "谁也不认得";
    unsound.level_low = 7;
    unsound.level_high = 2;
    assert_false(result_failed(insert_listing(&site_of(state)->city, unsound)));
    insert_pair(state);
    assert_int_equal(count_matches(state), 1);
    assert_false(result_failed(fit_service_reload(service_of(state))));
    assert_int_equal(count_matches(state), 1);
}

/* --- weights of another process ------------------------------------------------------------------------------------ */

static struct result set_weights(struct store_session *session, void *context)
{
    const struct site *site = context;
    const struct fit_weights weights = {{900, 100, 0, 0, 0, 0, 0, 0, 0}};
    struct result result = fit_weights_put(session, REGION, &weights, 0, CITY_NOW);
    return result_failed(result) ? result : fit_rules_set_changed(session, REGION, store_next_id(site->city.store));
}

static void a_pair_is_shown_under_the_weights_that_another_machine_stored(void **state)
{
    char need[ID_TEXT_SIZE];
    char offer[ID_TEXT_SIZE];
    struct site *site = site_of(state);
    insert_pair(state);
    assert_int_equal(count_matches(state), 1);
    assert_false(result_failed(store_write(site->city.store, set_weights, site)));
    const char *url = arena_format(&site->city.arena, "/fits/%s/%s", id_format(NEED, need), id_format(OFFER, offer));
    json_t *document = site_document(site, VISITOR, url);
    assert_true(json_number_value(at_path(document, "points.0.weight")) > 89.9);
    json_decref(document);
}

/* --- locks ----------------------------------------------------------------------------------------------------------- */

struct asker {
    struct fit_service *service;
    bool answered;
};

static void *ask_weights(void *context)
{
    struct asker *asker = context;
    (void)fit_service_weights(asker->service);
    asker->answered = true;
    return NULL;
}

/* Work that is running in the middle of a reload's reading: a question asked by another thread is answered meanwhile. */
static struct result ask_meanwhile(struct store_session *session, void *context)
{
    (void)session;
    struct asker *asker = context;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, ask_weights, asker), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return result_ok();
}

static void questions_are_answered_while_somebody_reads_the_database(void **state)
{
    struct fit_service *service = service_of(state);
    struct asker asker = {.service = service};
    assert_int_equal(pthread_mutex_lock(&service->refreshing), 0); /* as the one who reloads holds it */
    assert_false(result_failed(store_read(service->store, ask_meanwhile, &asker)));
    assert_int_equal(pthread_mutex_unlock(&service->refreshing), 0);
    assert_true(asker.answered);
}

enum { READERS = 6, ROUNDS = 30 };

static void *read_pages(void *context)
{
    void **state = context;
    struct arena arena;
    arena_init(&arena);
    for (int round = 0; round < ROUNDS; round++) {
        char url[ID_TEXT_SIZE + 16];
        const char *headers[] = {"Accept: application/json", NULL};
        arena_reset(&arena);
        struct dispatch_answer answer =
            app_dispatch(&arena, &site_of(state)->app, "GET", url_of_need(url), headers, span_of(""));
        assert_int_equal(answer.status, 200);
    }
    arena_release(&arena);
    return NULL;
}

static void pages_and_reloads_and_new_listings_go_on_at_once(void **state)
{
    pthread_t readers[READERS];
    insert_pair(state);
    for (int index = 0; index < READERS; index++) {
        assert_int_equal(pthread_create(&readers[index], NULL, read_pages, state), 0);
    }
    for (int64_t index = 0; index < ROUNDS; index++) {
        struct listing another = welder(5000 + index, 2);
        another.title = arena_format(&site_of(state)->city.arena, "焊接技术应用专业毕业生%d班", (int)index);
        assert_false(result_failed(insert_listing(&site_of(state)->city, another)));
        if (index % 5 == 0) {
            assert_false(result_failed(fit_service_reload(service_of(state))));
        }
    }
    for (int index = 0; index < READERS; index++) {
        assert_int_equal(pthread_join(readers[index], NULL), 0);
    }
    size_t needs = 0;
    size_t offers = 0;
    assert_false(result_failed(fit_service_counts(service_of(state), &needs, &offers)));
    assert_int_equal(needs, 1);
    assert_int_equal(offers, 1 + ROUNDS);
}

/* A picture that is long in the making: the first pages wait a little, and leave the other workers to other pages. */
static void few_pages_wait_for_a_picture_and_the_others_show_the_last(void **state)
{
    struct fit_service *service = service_of(state);
    struct arena *arena = &site_of(state)->city.arena;
    struct unmet_picture picture;
    service->unmet.working = true; /* and never ready */
    service->unmet.waiting = UNMET_WAITERS_MOST;
    int64_t start_ms = time_monotonic_ms();
    assert_false(result_failed(fit_service_unmet(arena, service, &picture)));
    int64_t turned_away_ms = time_monotonic_ms() - start_ms;
    assert_true(picture.working);
    assert_int_equal(service->unmet.waiting, UNMET_WAITERS_MOST);
    service->unmet.waiting = 0;
    start_ms = time_monotonic_ms();
    assert_false(result_failed(fit_service_unmet(arena, service, &picture)));
    assert_true(time_monotonic_ms() - start_ms >= 700);
    assert_true(turned_away_ms < 600);
    assert_int_equal(service->unmet.waiting, 0);
    service->unmet.working = false;
}

#define BOTH(case)                                                                                                     \
    cmocka_unit_test_setup_teardown(case, start_site_sqlite, stop_site),                                               \
        cmocka_unit_test_setup_teardown(case, start_site_postgres, stop_site)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_reading_that_fails_leaves_the_old_index_in_use),
        BOTH(a_listing_that_cannot_be_matched_does_not_stop_the_others),
        BOTH(a_pair_is_shown_under_the_weights_that_another_machine_stored),
        BOTH(questions_are_answered_while_somebody_reads_the_database),
        BOTH(few_pages_wait_for_a_picture_and_the_others_show_the_last),
        BOTH(pages_and_reloads_and_new_listings_go_on_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
