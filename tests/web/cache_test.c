/* The page cache, the rate limit and the spool: what is kept, what gives way, with many threads at once. */
#include "tests/test.h"

#include "web/cache.h"
#include "web/limit.h"
#include "web/spool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static void a_page_is_found_until_the_data_changes(void **state)
{
    (void)state;
    struct cache *cache = cache_open(1 << 20);
    struct page *page = cache_put(cache, span_of("/a"), 7, span_of("old"), "text/html", 0);
    page_release(page);
    page = cache_find(cache, span_of("/a"), 7);
    assert_non_null(page);
    assert_null(cache_find(cache, span_of("/b"), 7));
    assert_null(cache_find(cache, span_of("/a"), 8));
    assert_null(cache_find(cache, span_of("/a"), 7)); /* dropped, not only passed over */
    assert_true(span_is(page->body, "old"));          /* but held by who has it */
    assert_int_equal(cache_bytes(cache), 0);
    page_release(page);
    cache_close(cache);
}

static void the_same_body_has_the_same_etag(void **state)
{
    (void)state;
    struct cache *cache = cache_open(1 << 20);
    struct page *left = cache_put(cache, span_of("/a"), 1, span_of("same"), "text/html", 0);
    struct page *right = cache_put(cache, span_of("/b"), 2, span_of("same"), "text/html", 0);
    struct page *other = cache_put(cache, span_of("/a"), 3, span_of("other"), "text/html", 0);
    assert_string_equal(left->etag, right->etag);
    assert_string_not_equal(left->etag, other->etag);
    page_release(left);
    page_release(right);
    page_release(other);
    cache_close(cache);
}

static void the_least_used_gives_way_and_the_bound_holds(void **state)
{
    (void)state;
    enum { MOST = 100000, BODY = 1000 };
    char body[BODY];
    struct cache *cache = cache_open(MOST);
    srand(3);
    for (int index = 0; index < BODY; index++) {
        body[index] = (char)rand();
    }
    for (int index = 0; index < 500; index++) {
        char key[16];
        (void)snprintf(key, sizeof key, "/%d", index);
        page_release(cache_put(cache, span_of(key), 1, span_make(body, BODY), "text/html", 0));
        struct page *first = cache_find(cache, span_of("/0"), 1);
        assert_non_null(first);
        page_release(first);
        assert_true(cache_bytes(cache) <= MOST);
    }
    assert_null(cache_find(cache, span_of("/1"), 1));
    assert_true(cache_bytes(cache) > MOST / 2);
    char *large = calloc(1, MOST);
    struct page *page = cache_put(cache, span_of("/large"), 1, span_make(large, MOST), "text/html", 0);
    assert_int_equal(page->body.length, MOST);
    assert_null(cache_find(cache, span_of("/large"), 1));
    page_release(page);
    free(large);
    cache_close(cache);
}

static void the_packed_form_unpacks_to_the_same(void **state)
{
    (void)state;
    struct cache *cache = cache_open(1 << 20);
    char *body = malloc(20000);
    char *again = calloc(1, 20001);
    memset(body, 'a', 20000);
    struct page *page = cache_put(cache, span_of("/a"), 1, span_make(body, 20000), "text/html", 0);
    assert_in_range(page->gzip.length, 10, 1000);
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)page->gzip.at,
                       .avail_in = (uInt)page->gzip.length,
                       .next_out = (Bytef *)again,
                       .avail_out = 20001};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, 20000);
    assert_memory_equal(body, again, 20000);
    (void)inflateEnd(&stream);
    page_release(page);
    page = cache_put(cache, span_of("/b"), 1, span_of("short"), "text/html", 0);
    assert_int_equal(page->gzip.length, 0);
    page_release(page);
    free(body);
    free(again);
    cache_close(cache);
}

static void *use_cache(void *argument)
{
    struct cache *cache = argument;
    for (int round = 0; round < 20000; round++) {
        char key[16];
        char body[600];
        int number = round * 7 % 50;
        memset(body, number + 1, sizeof body);
        (void)snprintf(key, sizeof key, "/%d", number);
        struct page *page = cache_find(cache, span_of(key), (uint64_t)(round / 500));
        page = page != NULL
                   ? page
                   : cache_put(cache, span_of(key), (uint64_t)(round / 500), span_make(body, sizeof body), "t", 0);
        if (page->body.at[599] != number + 1) {
            abort();
        }
        page_release(page);
    }
    return NULL;
}

static void many_threads_read_whole_pages(void **state)
{
    (void)state;
    struct cache *cache = cache_open(20000);
    pthread_t threads[4];
    for (int index = 0; index < 4; index++) {
        assert_int_equal(pthread_create(&threads[index], NULL, use_cache, cache), 0);
    }
    for (int index = 0; index < 4; index++) {
        (void)pthread_join(threads[index], NULL);
    }
    cache_close(cache);
}

static void an_address_has_its_burst_and_then_its_rate(void **state)
{
    (void)state;
    struct limit *limit = limit_open(10, 30);
    int64_t now_ms = 1000000;
    for (int index = 0; index < 30; index++) {
        assert_true(limit_take(limit, "10.0.0.1", 1, now_ms));
    }
    assert_false(limit_take(limit, "10.0.0.1", 1, now_ms));
    assert_true(limit_take(limit, "10.0.0.2", 1, now_ms));
    assert_false(limit_take(limit, "10.0.0.1", 1, now_ms + 99));
    assert_true(limit_take(limit, "10.0.0.1", 1, now_ms + 200));
    assert_true(limit_take(limit, "10.0.0.1", 1, now_ms + 200));
    assert_false(limit_take(limit, "10.0.0.1", 1, now_ms + 200));
    assert_false(limit_take(limit, "10.0.0.1", 5, now_ms + 600));
    assert_true(limit_take(limit, "10.0.0.1", 5, now_ms + 700));
    assert_true(limit_take(limit, "10.0.0.1", 30, now_ms + 900000000));
    limit_close(limit);
}

static void the_addresses_of_one_subscriber_count_together(void **state)
{
    (void)state;
    struct limit *limit = limit_open(1, 1);
    assert_true(limit_take(limit, "2001:db8:1:2::1", 1, 5000));
    assert_false(limit_take(limit, "2001:db8:1:2:ffff::7", 1, 5000));
    assert_true(limit_take(limit, "2001:db8:1:3::1", 1, 5000));
    assert_true(limit_take(limit, "::ffff:10.0.0.1", 1, 5000)); /* an IPv4 address each */
    assert_true(limit_take(limit, "::ffff:10.0.0.2", 1, 5000));
    limit_close(limit);
}

/* A flood of invented addresses must not win the table: who is over his limit stays over it. */
static void a_flood_of_addresses_does_not_forgive_the_one_that_floods(void **state)
{
    (void)state;
    struct limit *limit = limit_open(1, 2);
    assert_true(limit_take(limit, "10.0.0.1", 2, 5000));
    int forgiven = 0;
    for (int index = 0; index < 100000; index++) {
        char address[32];
        (void)snprintf(address, sizeof address, "11.%d.%d.%d", index >> 16 & 255, index >> 8 & 255, index & 255);
        (void)limit_take(limit, address, 1, 5000);
        forgiven += index % 1000 == 0 && limit_take(limit, "10.0.0.1", 1, 5000);
    }
    assert_int_equal(forgiven, 0);
    limit_close(limit);
}

enum { PIECE = 1000, PIECES = 1000 };

static struct spool_room room = {.most = 3 * PIECE * PIECES};

static void fill(struct spool *spool, size_t limit)
{
    spool_init(spool);
    spool_start(spool, limit, &room);
    for (int index = 0; index < PIECES; index++) {
        char piece[PIECE];
        memset(piece, index % 251, sizeof piece);
        spool_add(spool, piece, sizeof piece);
    }
}

static void a_large_body_comes_back_as_it_went_in(void **state)
{
    (void)state;
    struct spool spool;
    struct span body;
    fill(&spool, PIECE * PIECES);
    assert_true(spool.file >= 0);
    assert_true(spool_finish(&spool, &body));
    assert_int_equal(body.length, PIECE * PIECES);
    for (int index = 0; index < PIECES; index++) {
        assert_int_equal((unsigned char)body.at[index * PIECE + index % PIECE], index % 251);
    }
    spool_release(&spool);
}

static void beyond_the_limit_it_is_counted_but_not_kept(void **state)
{
    (void)state;
    struct spool spool;
    struct span body;
    fill(&spool, 5000);
    assert_true(spool_is_over(&spool));
    assert_int_equal(spool.length, PIECE * PIECES);
    assert_true(spool.file < 0 && spool.memory.length <= 5000);
    assert_true(spool_finish(&spool, &body));
    assert_int_equal(body.length, 0);
    spool_release(&spool);
}

static void many_bodies_at_once_do_not_take_more_than_their_room(void **state)
{
    (void)state;
    struct spool spools[5];
    struct span body;
    for (int index = 0; index < 5; index++) {
        fill(&spools[index], PIECE * PIECES);
        assert_int_equal(spool_finish(&spools[index], &body), index < 3);
    }
    for (int index = 0; index < 5; index++) {
        spool_release(&spools[index]);
    }
    assert_int_equal(room.used, 0);
    fill(&spools[0], PIECE * PIECES);
    assert_true(spool_finish(&spools[0], &body));
    spool_release(&spools[0]);
}

static void a_disk_that_takes_nothing_is_said(void **state)
{
    (void)state;
    struct spool spool;
    struct span body;
    char *before = getenv("TMPDIR");
    assert_int_equal(setenv("TMPDIR", "/proc/self/fd", 1), 0);
    fill(&spool, PIECE * PIECES);
    assert_false(spool_finish(&spool, &body));
    assert_int_equal(body.length, 0);
    spool_release(&spool);
    assert_int_equal(before == NULL ? unsetenv("TMPDIR") : setenv("TMPDIR", before, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_found_until_the_data_changes),
        cmocka_unit_test(the_same_body_has_the_same_etag),
        cmocka_unit_test(the_least_used_gives_way_and_the_bound_holds),
        cmocka_unit_test(the_packed_form_unpacks_to_the_same),
        cmocka_unit_test(many_threads_read_whole_pages),
        cmocka_unit_test(an_address_has_its_burst_and_then_its_rate),
        cmocka_unit_test(the_addresses_of_one_subscriber_count_together),
        cmocka_unit_test(a_flood_of_addresses_does_not_forgive_the_one_that_floods),
        cmocka_unit_test(a_large_body_comes_back_as_it_went_in),
        cmocka_unit_test(beyond_the_limit_it_is_counted_but_not_kept),
        cmocka_unit_test(many_bodies_at_once_do_not_take_more_than_their_room),
        cmocka_unit_test(a_disk_that_takes_nothing_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
