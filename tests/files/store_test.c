/* Files in the store, on both engines; and the answers to whole and partial requests. */
#include "tests/areas/city.h"

#include "areas/files/files.h"
#include "tests/files/samples.h"

struct filing {
    struct city *city;
    struct file file;
    struct span bytes;
    int64_t first, length;
    struct file *list;
    size_t count;
};

static struct result do_store(struct store_session *session, void *context)
{
    struct filing *filing = context;
    return file_store(session, REGION, &filing->file, filing->bytes);
}

static struct result do_find(struct store_session *session, void *context)
{
    struct filing *filing = context;
    return file_find(&filing->city->arena, session, REGION, filing->file.id, &filing->file);
}

static struct result do_part(struct store_session *session, void *context)
{
    struct filing *filing = context;
    return file_read_part(&filing->city->arena, session, REGION, &filing->file, filing->first, filing->length,
                          &filing->bytes);
}

static struct result do_list(struct store_session *session, void *context)
{
    struct filing *filing = context;
    return file_list(&filing->city->arena, session, REGION, "thing", 7, &filing->list, &filing->count);
}

static struct result do_sweep(struct store_session *session, void *context)
{
    (void)context;
    return file_delete_lost(session, REGION, CITY_NOW + 1000);
}

static struct file film(struct city *city, int64_t id, struct span bytes)
{
    static const struct file_limits limits = {1 << 20, 1 << 20, 64 << 20};
    struct upload upload = {"film", "片.mp4", bytes};
    struct file file;
    assert_ok(file_read(&city->arena, &upload, FILE_FILM, &limits, &file, &(struct span){NULL, 0}));
    file.id = id;
    file.owner_kind = "thing";
    file.owner_id = 7;
    file.created_ms = CITY_NOW;
    return file;
}

static void a_file_is_read_back_byte_for_byte_from_any_place(void **state)
{
    struct city *city = *state;
    struct buffer bytes;
    buffer_init(&bytes);
    sample_mp4(&bytes, 3 * FILE_PIECE + 77);
    struct filing filing = {.city = city, .file = film(city, 5001, buffer_span(&bytes)), .bytes = buffer_span(&bytes)};
    assert_ok(store_write(city->store, do_store, &filing));
    assert_ok(store_write(city->store, do_store, &filing)); /* again, after a lost answer */
    filing.file = (struct file){.id = 5001};
    assert_ok(store_read(city->store, do_find, &filing));
    assert_string_equal(filing.file.name, "片.mp4");
    assert_int_equal(filing.file.size, (int64_t)bytes.length);
    assert_int_equal(strlen(filing.file.sm3), 64);
    const int64_t places[][2] = {
        {0, 1}, {FILE_PIECE - 1, 2}, {FILE_PIECE, FILE_PIECE}, {100, 2 * FILE_PIECE}, {0, INT32_MAX}};
    for (size_t index = 0; index < sizeof places / sizeof places[0]; index++) {
        filing.first = places[index][0];
        filing.length = places[index][1];
        assert_ok(store_read(city->store, do_part, &filing));
        size_t left = bytes.length - (size_t)filing.first;
        size_t length = (size_t)filing.length > left ? left : (size_t)filing.length;
        assert_int_equal(filing.bytes.length, length);
        assert_memory_equal(filing.bytes.at, bytes.bytes + filing.first, length);
    }
    assert_ok(store_read(city->store, do_list, &filing));
    assert_int_equal(filing.count, 1);
    buffer_release(&bytes);
}

static void a_large_file_counts_only_when_it_is_whole(void **state)
{
    struct city *city = *state;
    struct buffer bytes;
    buffer_init(&bytes);
    sample_mp4(&bytes, (size_t)9 << 20); /* three transactions */
    struct filing filing = {.city = city, .file = film(city, 5002, buffer_span(&bytes))};
    assert_ok(file_store_large(city->store, REGION, &filing.file, buffer_span(&bytes)));
    assert_ok(store_read(city->store, do_find, &filing));
    filing.first = (int64_t)bytes.length - 10;
    filing.length = 10;
    assert_ok(store_read(city->store, do_part, &filing));
    assert_memory_equal(filing.bytes.at, bytes.bytes + filing.first, 10);
    assert_ok(store_write(city->store, do_sweep, NULL));
    assert_ok(store_read(city->store, do_find, &filing)); /* ready: not swept */
    filing.file.id = 404;
    assert_string_equal(store_read(city->store, do_find, &filing).message, "files.error.not_found");
    buffer_release(&bytes);
}

static struct result do_set_limits(struct store_session *session, void *context)
{
    static const char *const settings[][2] = {
        {"file.most_mb.image", "2"}, {"file.most_mb.film", "lots"}, {"file.most_mb.document", "9999"}};
    (void)context;
    struct result result = result_ok();
    for (size_t index = 0; index < 3 && !result_failed(result); index++) {
        result = store_execute(session, "cli_insert_setting",
                               STORE_VALUES(store_integer(REGION), store_text(settings[index][0]),
                                            store_text(settings[index][1]), store_integer(CITY_NOW)),
                               NULL);
    }
    return result;
}

static struct result do_find_limits(struct store_session *session, void *context)
{
    return file_limits_find(session, REGION, context);
}

static void limits_are_settings_that_can_only_be_lower(void **state)
{
    struct city *city = *state;
    struct file_limits limits;
    assert_ok(store_read(city->store, do_find_limits, &limits));
    assert_int_equal(limits.image, 10 << 20);
    assert_int_equal(limits.document, 50 << 20);
    assert_int_equal(limits.film, 250 << 20);
    assert_ok(store_write(city->store, do_set_limits, NULL));
    assert_ok(store_read(city->store, do_find_limits, &limits));
    assert_int_equal(limits.image, 2 << 20);
    assert_int_equal(limits.document, 50 << 20); /* what is no sound number changes nothing */
    assert_int_equal(limits.film, 250 << 20);
}

/* --- answers --------------------------------------------------------------------------------------------------- */

struct asked {
    struct request request;
    struct response response;
};

static struct asked ask(struct city *city, const struct file *file, const char *range, const char *if_range)
{
    struct asked asked = {.request = {.arena = &city->arena, .region_id = REGION, .store = city->store}};
    asked.request.range = span_of(range == NULL ? "" : range);
    asked.request.if_range = span_of(if_range == NULL ? "" : if_range);
    asked.request.if_none_match = span_of("");
    assert_ok(file_serve(&asked.request, &asked.response, file));
    return asked;
}

static void ranges_are_answered_by_the_rules_of_http(void **state)
{
    struct city *city = *state;
    struct buffer bytes;
    buffer_init(&bytes);
    sample_mp4(&bytes, 956);
    assert_int_equal(bytes.length, 1020);
    struct filing filing = {.city = city, .file = film(city, 5003, buffer_span(&bytes)), .bytes = buffer_span(&bytes)};
    assert_ok(store_write(city->store, do_store, &filing));
    static const struct {
        const char *range;
        int status;
        size_t length;
        const char *content_range;
    } cases[] = {{NULL, 0, 1020, NULL},
                 {"bytes=0-", 206, 1020, "bytes 0-1019/1020"},
                 {"bytes=0-0", 206, 1, "bytes 0-0/1020"},
                 {"bytes=1000-5000", 206, 20, "bytes 1000-1019/1020"},
                 {"bytes=-20", 206, 20, "bytes 1000-1019/1020"},
                 {"bytes=-5000", 206, 1020, "bytes 0-1019/1020"},
                 {"bytes=1020-", 416, 0, "bytes */1020"},
                 {"bytes=-0", 416, 0, "bytes */1020"},
                 {"bytes=5-2", 0, 1020, NULL},
                 {"bytes=0-1,5-6", 0, 1020, NULL},
                 {"lines=0-1", 0, 1020, NULL},
                 {"bytes=99999999999999999999-", 0, 1020, NULL}};
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        struct asked asked = ask(city, &filing.file, cases[index].range, NULL);
        assert_int_equal(asked.response.status, cases[index].status);
        assert_int_equal(asked.response.body.length, cases[index].length);
        if (cases[index].content_range != NULL) {
            assert_string_equal(asked.response.content_range, cases[index].content_range);
        }
    }
    struct asked other = ask(city, &filing.file, "bytes=0-9", "\"another\"");
    assert_int_equal(other.response.body.length, 1020); /* the file changed meanwhile: the whole of it */
    struct asked same = ask(city, &filing.file, "bytes=0-9", arena_format(&city->arena, "\"%s\"", filing.file.sm3));
    assert_int_equal(same.response.body.length, 10);
    assert_memory_equal(same.response.body.at, bytes.bytes, 10);
    buffer_release(&bytes);
}

static void a_part_of_a_film_is_bounded_and_the_whole_goes_through_a_file(void **state)
{
    struct city *city = *state;
    struct buffer bytes;
    buffer_init(&bytes);
    sample_mp4(&bytes, (size_t)FILE_PART_MOST + 4096);
    struct filing filing = {.city = city, .file = film(city, 5004, buffer_span(&bytes)), .bytes = buffer_span(&bytes)};
    assert_ok(store_write(city->store, do_store, &filing));
    struct asked part = ask(city, &filing.file, "bytes=0-", NULL);
    assert_int_equal(part.response.status, 206);
    assert_int_equal(part.response.body.length, FILE_PART_MOST);
    struct asked whole = ask(city, &filing.file, NULL, NULL);
    assert_int_equal(whole.response.file_length, bytes.length);
    char *copy = malloc(bytes.length);
    assert_non_null(copy);
    assert_int_equal(pread(whole.response.file, copy, bytes.length, 0), (ssize_t)bytes.length);
    assert_memory_equal(copy, bytes.bytes, bytes.length);
    free(copy);
    (void)close(whole.response.file);
    buffer_release(&bytes);
}

#define CASES                                                                                                          \
    cmocka_unit_test(a_file_is_read_back_byte_for_byte_from_any_place),                                                \
        cmocka_unit_test(a_large_file_counts_only_when_it_is_whole),                                                   \
        cmocka_unit_test(limits_are_settings_that_can_only_be_lower),                                                  \
        cmocka_unit_test(ranges_are_answered_by_the_rules_of_http),                                                    \
        cmocka_unit_test(a_part_of_a_film_is_bounded_and_the_whole_goes_through_a_file)

int main(void)
{
    const struct CMUnitTest tests[] = {CASES};
    int failed = cmocka_run_group_tests_name("files on SQLite", tests, start_city_sqlite, stop_city);
    return failed + cmocka_run_group_tests_name("files on PostgreSQL", tests, start_city_postgres, stop_city);
}
