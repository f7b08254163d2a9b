/* Threads over the small city, on both engines: what hangs on them and who reads it. */
#include "tests/areas/site.h"

#include "areas/threads/threads.h"

struct work {
    struct thread_event event;
    int64_t party;
};

static struct result do_append(struct store_session *session, void *context)
{
    const struct work *work = context;
    struct result result = result_ok();
    if (work->party != 0) {
        result = thread_join(session, REGION, work->event.thread_id, work->party);
    }
    return result_failed(result) ? result : thread_append(session, REGION, &work->event);
}

static void append(struct site *site, int64_t thread_id, int64_t party, const char *word)
{
    struct work work = {{.id = store_next_id(site->city.store),
                         .thread_id = thread_id,
                         .party_id = party,
                         .actor_name = "某某",
                         .word = word,
                         .content = "{\"note\":\"<b>x</b>\"}",
                         .documents = "[{\"name\":\"协议.pdf\",\"url\":\"/x\"}]",
                         .at_ms = CITY_NOW},
                        party};
    assert_false(result_failed(store_write(site->city.store, do_append, &work)));
    assert_false(result_failed(store_write(site->city.store, do_append, &work))); /* run again */
}

static void a_posted_listing_begins_its_thread(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    assert_false(result_failed(insert_listing(&site->city, city_listing(70, 1, "数控车工"))));
    const char *target = arena_format(&site->city.arena, "/threads/%s", id_format(70, id));
    json_t *document = site_document(site, FACTORY, target);
    assert_string_equal(text_at(document, "thread.title"), "数控车工");
    assert_string_equal(text_at(document, "thread.events.0.title"), "threads.event.listing_posted");
    assert_int_equal(json_array_size(at_path(document, "thread.events")), 1);
    json_decref(document);
}

static void strangers_are_not_told_that_there_is_a_thread(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    assert_false(result_failed(insert_listing(&site->city, city_listing(70, 1, "数控车工"))));
    const char *target = arena_format(&site->city.arena, "/threads/%s", id_format(70, id));
    assert_int_equal(site_get(site, SCHOOL, target).status, 404);
    assert_int_equal(site_get(site, SCHOOL, "/threads/0000000000ZZZ").status, 404);
    assert_int_equal(site_get(site, CLERK, target).status, 200);
    assert_int_equal(site_get(site, READER, target).status, 200);
    assert_true(site_get(site, VISITOR, target).status != 200);
}

static void a_party_reads_what_is_for_all_and_what_is_its_own(void **state)
{
    struct site *site = *state;
    char id[ID_TEXT_SIZE];
    assert_false(result_failed(insert_listing(&site->city, city_listing(70, 1, "数控车工"))));
    append(site, 70, 2, "threads.event.listing_changed");
    append(site, 70, 3, "threads.event.listing_filled");
    const char *target = arena_format(&site->city.arena, "/threads/%s", id_format(70, id));
    json_t *of_school = site_document(site, SCHOOL, target);
    json_t *of_owner = site_document(site, FACTORY, target);
    assert_int_equal(json_array_size(at_path(of_school, "thread.events")), 2);
    assert_int_equal(json_array_size(at_path(of_owner, "thread.events")), 3);
    json_decref(of_school);
    json_decref(of_owner);
    const struct question page = {.who = SCHOOL, .method = "GET", .target = target, .page = true, .language = "en"};
    struct dispatch_answer answer = site_ask(site, &page);
    assert_int_equal(answer.status, 200);
    assert_null(memmem(answer.body.at, answer.body.length, "<b>x</b>", 8));
    assert_non_null(memmem(answer.body.at, answer.body.length, "协议.pdf", strlen("协议.pdf")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_posted_listing_begins_its_thread),
        ON_BOTH(strangers_are_not_told_that_there_is_a_thread),
        ON_BOTH(a_party_reads_what_is_for_all_and_what_is_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
