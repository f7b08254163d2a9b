/* What both engines must do alike: every case runs on SQLite and on PostgreSQL. */
#include "tests/store/bench.h"

static struct store *store_of(void **state)
{
    return ((struct bench *)*state)->store;
}

static struct result insert_everything(struct store_session *session, void *context)
{
    (void)context;
    static const char bytes[] = {0, 1, '\\', 'x', (char)0xff, 0};
    return store_execute(session, "note_insert",
                         STORE_VALUES(store_integer(1), store_integer(INT64_MAX), store_text("数控’车\"工\\\t\n"),
                                      store_span(span_make("abcdef", 3)), store_blob(span_make(bytes, sizeof bytes))),
                         NULL);
}

static struct result check_everything(struct store_session *session, void *context)
{
    (void)context;
    struct arena arena;
    struct store_rows *rows = NULL;
    struct result result =
        store_query(session, "note_find", STORE_VALUES(store_integer(1), store_integer(INT64_MAX)), &rows);
    if (result_failed(result)) {
        return result;
    }
    arena_init(&arena);
    assert_true(store_rows_next(rows));
    assert_string_equal(store_rows_text(&arena, rows, 0), "数控’车\"工\\\t\n");
    assert_true(span_is(store_rows_span(rows, 1), "abc"));
    assert_true(span_equal(store_rows_span(rows, 2), span_make("\0\1\\x\377\0", 6)));
    assert_true(store_rows_integer(rows, 3) == INT64_MAX);
    assert_false(store_rows_is_null(rows, 1));
    assert_false(store_rows_next(rows));
    arena_release(&arena);
    return store_rows_close(rows);
}

static void what_was_written_is_read_back(void **state)
{
    assert_ok(store_write(store_of(state), insert_everything, NULL));
    assert_ok(store_read(store_of(state), check_everything, NULL));
}

static struct result insert_absent(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "note_insert",
                         STORE_VALUES(store_integer(2), store_integer(-5), store_span(span_make(NULL, 0)),
                                      store_text(NULL), store_blob(span_make("", 0))),
                         NULL);
}

static struct result check_absent(struct store_session *session, void *context)
{
    struct arena *arena = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "note_find", STORE_VALUES(store_integer(2), store_integer(-5)), &rows);
    if (result_failed(result)) {
        return result;
    }
    assert_true(store_rows_next(rows));
    assert_false(store_rows_is_null(rows, 0));
    assert_int_equal(store_rows_span(rows, 0).length, 0);
    assert_true(store_rows_is_null(rows, 1));
    assert_int_equal(store_rows_integer(rows, 1), 0);
    assert_string_equal(store_rows_text(arena, rows, 1), "");
    assert_null(store_rows_span(rows, 1).at);
    assert_false(store_rows_is_null(rows, 2));
    assert_int_equal(store_rows_integer(rows, 3), -5);
    return store_rows_close(rows);
}

static void null_and_empty_are_two_things(void **state)
{
    struct arena arena;
    arena_init(&arena);
    assert_ok(store_write(store_of(state), insert_absent, NULL));
    assert_ok(store_read(store_of(state), check_absent, &arena));
    arena_release(&arena);
}

static struct result insert_swapped(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "note_insert_swapped",
                         STORE_VALUES(store_integer(3), store_integer(30), store_text("三")), NULL);
}

static void parameters_are_bound_by_their_number(void **state)
{
    assert_ok(store_write(store_of(state), insert_swapped, NULL));
    assert_int_equal(number_of(store_of(state), "note_count", 3), 1);
}

static struct result insert_remark(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "remark_insert", STORE_VALUES(store_integer(4), store_integer(1), store_integer(999)),
                         NULL);
}

static void a_conflict_names_its_index_or_its_table(void **state)
{
    struct store *store = store_of(state);
    struct note first = {4, 1, "one", {0}};
    struct note same_title = {4, 2, "one", {0}};
    struct note same_id = {4, 1, "two", {0}};
    assert_ok(store_write(store, insert_note, &first));
    struct result result = store_write(store, insert_note, &same_title);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "note_title");
    result = store_write(store, insert_note, &same_id);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "note");
    result = store_write(store, insert_remark, NULL);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "remark");
    assert_int_equal(number_of(store, "note_count", 4), 1);
}

/* Ignores that its second statement failed. */
static struct result insert_carelessly(struct store_session *session, void *context)
{
    struct note note = *(struct note *)context;
    struct result result = insert_note(session, &note);
    if (result_failed(result)) {
        return result;
    }
    (void)!result_failed(insert_note(session, &note));
    note.id++;
    note.title = "other";
    (void)!result_failed(insert_note(session, &note));
    return result_ok();
}

static void a_failure_that_is_ignored_still_undoes_the_write(void **state)
{
    struct note note = {5, 1, "one", {0}};
    struct result result = store_write(store_of(state), insert_carelessly, &note);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_int_equal(number_of(store_of(state), "note_count", 5), 0);
}

static void a_work_that_fails_by_itself_leaves_nothing(void **state)
{
    struct note note = {6, 1, "one", result_invalid("title", "note.error.title")};
    struct result result = store_write(store_of(state), insert_note, &note);
    assert_int_equal(result.code, RESULT_INVALID);
    assert_string_equal(result.message, "note.error.title");
    assert_int_equal(number_of(store_of(state), "note_count", 6), 0);
}

static struct result insert_nul(struct store_session *session, void *context)
{
    (void)context;
    return store_execute(session, "note_insert_swapped",
                         STORE_VALUES(store_integer(7), store_integer(1), store_span(span_make("a\0b", 3))), NULL);
}

static void a_text_with_a_nul_byte_is_refused(void **state)
{
    struct result result = store_write(store_of(state), insert_nul, NULL);
    assert_int_equal(result.code, RESULT_INTERNAL);
    assert_int_equal(number_of(store_of(state), "note_count", 7), 0);
}

enum { BULK_ROWS = 3000, BULK_COLUMNS = 5 };

struct bulk {
    int64_t region_id;
    struct store_value *values;
    size_t rows;
};

static struct result insert_bulk(struct store_session *session, void *context)
{
    const struct bulk *bulk = context;
    return store_insert_many(session, "note", "region_id, id, title, body, bytes", bulk->values, bulk->rows,
                             BULK_COLUMNS);
}

static void fill_bulk(struct arena *arena, struct bulk *bulk)
{
    bulk->values = ARENA_ARRAY(arena, struct store_value, bulk->rows * BULK_COLUMNS);
    for (size_t row = 0; row < bulk->rows; row++) {
        struct store_value *values = bulk->values + row * BULK_COLUMNS;
        values[0] = store_integer(bulk->region_id);
        values[1] = store_integer((int64_t)row);
        values[2] = store_text(arena_format(arena, "行\t%zu\\N\n\r.", row));
        values[3] = row % 2 == 0 ? store_null() : store_text("");
        values[4] = store_blob(span_make("\0\t\\\n", 4));
    }
}

static struct result check_bulk(struct store_session *session, void *context)
{
    const struct bulk *bulk = context;
    struct store_rows *rows = NULL;
    struct result result =
        store_query(session, "note_find", STORE_VALUES(store_integer(bulk->region_id), store_integer(1999)), &rows);
    if (result_failed(result)) {
        return result;
    }
    assert_true(store_rows_next(rows));
    assert_true(span_is(store_rows_span(rows, 0), "行\t1999\\N\n\r."));
    assert_false(store_rows_is_null(rows, 1));
    assert_true(span_equal(store_rows_span(rows, 2), span_make("\0\t\\\n", 4)));
    return store_rows_close(rows);
}

static void many_rows_are_inserted_at_once(void **state)
{
    struct arena arena;
    arena_init(&arena);
    struct bulk bulk = {.region_id = 13, .rows = BULK_ROWS};
    fill_bulk(&arena, &bulk);
    assert_ok(store_write(store_of(state), insert_bulk, &bulk));
    assert_int_equal(number_of(store_of(state), "note_count", 13), BULK_ROWS);
    assert_ok(store_read(store_of(state), check_bulk, &bulk));
    arena_release(&arena);
}

static void one_duplicate_among_many_rows_undoes_them_all(void **state)
{
    struct arena arena;
    arena_init(&arena);
    struct bulk bulk = {.region_id = 14, .rows = BULK_ROWS};
    fill_bulk(&arena, &bulk);
    bulk.values[2999 * BULK_COLUMNS + 1] = store_integer(17);
    struct result result = store_write(store_of(state), insert_bulk, &bulk);
    assert_int_equal(result.code, RESULT_CONFLICT);
    assert_string_equal(result.field, "note");
    assert_int_equal(number_of(store_of(state), "note_count", 14), 0);
    bulk.values[2999 * BULK_COLUMNS + 1] = store_integer(2999);
    bulk.values[5] = store_span(span_make("a\0b", 3));
    result = store_write(store_of(state), insert_bulk, &bulk);
    assert_int_equal(result.code, RESULT_INTERNAL);
    assert_int_equal(number_of(store_of(state), "note_count", 14), 0);
    arena_release(&arena);
}

struct joined {
    const char *pieces[3];
    size_t count;
    const char *title;
    int64_t after;
    int64_t found;
};

static struct result search(struct store_session *session, void *context)
{
    struct joined *joined = context;
    struct store_rows *rows = NULL;
    struct result result = store_query_joined(
        session, joined->pieces, joined->count,
        STORE_VALUES(store_integer(15), store_text(joined->title), store_integer(joined->after)), &rows);
    if (result_failed(result)) {
        return result;
    }
    joined->found = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1;
    return store_rows_close(rows);
}

static void pieces_are_joined_with_or_without_those_between(void **state)
{
    struct store *store = store_of(state);
    for (int64_t id = 1; id <= 5; id++) {
        char title[8];
        (void)snprintf(title, sizeof title, "t%d", (int)id);
        assert_ok(store_write(store, insert_note, &(struct note){15, id, title, {0}}));
    }
    struct joined all = {{"note_search"}, 1, "", 0, 0};
    struct joined by_title = {{"note_search", "note_title_is"}, 2, "t3", 0, 0};
    struct joined after = {{"note_search", "note_after.fragment"}, 2, "", 3, 0};
    struct joined both = {{"note_search", "note_title_is", "note_after"}, 3, "t3", 3, 0};
    assert_ok(store_read(store, search, &all));
    assert_ok(store_read(store, search, &by_title));
    assert_ok(store_read(store, search, &after));
    assert_ok(store_read(store, search, &after));
    assert_ok(store_read(store, search, &both));
    assert_int_equal(all.found, 5);
    assert_int_equal(by_title.found, 1);
    assert_int_equal(after.found, 2);
    assert_int_equal(both.found, 0);
}

static struct result walk_nested(struct store_session *session, void *context)
{
    int *pairs = context;
    struct store_rows *outer = NULL;
    struct result result = store_query(session, "note_list", STORE_VALUES(store_integer(15)), &outer);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(outer)) {
        struct store_rows *inner = NULL;
        result = store_query(session, "note_list", STORE_VALUES(store_integer(15)), &inner);
        if (result_failed(result)) {
            break;
        }
        while (store_rows_next(inner)) {
            (*pairs)++;
        }
        result = store_rows_close(inner);
    }
    struct result closed = store_rows_close(outer);
    return result_failed(result) ? result : closed;
}

static void a_query_may_be_open_twice(void **state)
{
    int pairs = 0;
    assert_ok(store_read(store_of(state), walk_nested, &pairs));
    assert_int_equal(pairs, 25);
}

static struct result read_like(struct store_session *session, void *context)
{
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "note_like", STORE_VALUES(store_integer(16), store_text("Ab%")), &rows);
    if (result_failed(result)) {
        return result;
    }
    *(int64_t *)context = store_rows_next(rows) ? store_rows_integer(rows, 0) : -1;
    return store_rows_close(rows);
}

static struct result read_order(struct store_session *session, void *context)
{
    char *order = context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "note_list", STORE_VALUES(store_integer(16)), &rows);
    if (result_failed(result)) {
        return result;
    }
    while (store_rows_next(rows)) {
        *order++ = (char)('0' + store_rows_integer(rows, 0));
    }
    return store_rows_close(rows);
}

static void letters_compare_the_same_on_both_engines(void **state)
{
    static const char *const titles[] = {"abc", "Abc", "ABC", "中", "_a", "é"};
    for (int64_t id = 0; id < 6; id++) {
        assert_ok(store_write(store_of(state), insert_note, &(struct note){16, id, titles[id], {0}}));
    }
    int64_t like = 0;
    char order[8] = "";
    assert_ok(store_read(store_of(state), read_like, &like));
    assert_ok(store_read(store_of(state), read_order, order));
    assert_int_equal(like, 1);
    assert_string_equal(order, "214053"); /* by code point: ABC Abc _a abc é 中 */
}

static struct result two_notes(struct store_session *session, void *context)
{
    struct note note = *(struct note *)context;
    struct result result = insert_note(session, &note);
    if (result_failed(result)) {
        return result;
    }
    note.id++;
    note.title = "second";
    return insert_note(session, &note);
}

static void a_write_that_fails_at_any_call_leaves_nothing(void **state)
{
    struct store *store = store_of(state);
    struct note note = {17, 1, "first", {0}};
    int failures = 0;
    struct result result;
    for (int64_t calls = 0;; calls++) {
        store_fail_after(store, calls);
        result = store_write(store, two_notes, &note);
        store_fail_after(store, -1);
        if (!result_failed(result)) {
            break;
        }
        failures++;
        assert_int_equal(result.code, RESULT_BUSY);
        assert_int_equal(number_of(store, "note_count", 17), 0);
    }
    assert_int_equal(failures, 2);
    assert_int_equal(number_of(store, "note_count", 17), 2);
}

static struct result insert_and_close(struct store_session *session, void *context)
{
    (void)context;
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "note_insert_telling",
                                       STORE_VALUES(store_integer(18), store_integer(1), store_text("one")), &rows);
    return result_failed(result) ? result : store_rows_close(rows);
}

static void a_write_is_done_though_nobody_reads_what_it_returns(void **state)
{
    assert_ok(store_write(store_of(state), insert_and_close, NULL));
    assert_int_equal(number_of(store_of(state), "note_count", 18), 1);
    assert_int_equal(store_write(store_of(state), insert_and_close, NULL).code, RESULT_CONFLICT);
}

static void a_query_that_cannot_be_prepared_is_named(void **state)
{
    struct bench other = *(struct bench *)*state;
    assert_true(bench_open(&other));
    store_add_queries(other.store, "-- name: wrong\nSELECT missing FROM note WHERE region_id = $1;\n");
    struct result result = store_check_queries(other.store);
    assert_int_equal(result.code, RESULT_INTERNAL);
    assert_string_equal(result.field, "wrong");
    store_close(other.store);
}

static void every_named_query_can_be_prepared(void **state)
{
    assert_ok(store_check_queries(store_of(state)));
}

static struct result read_engine(struct store_session *session, void *context)
{
    struct store_rows *rows = NULL;
    struct result result = store_query(session, "engine_name", NULL, 0, &rows);
    if (result_failed(result)) {
        return result;
    }
    assert_true(store_rows_next(rows));
    assert_true(span_is(store_rows_span(rows, 0), context));
    return store_rows_close(rows);
}

static void each_engine_takes_its_own_variant(void **state)
{
    char sqlite[] = "sqlite";
    char postgres[] = "postgres";
    struct store *store = store_of(state);
    assert_ok(store_read(store, read_engine, store_kind(store) == STORE_SQLITE ? sqlite : postgres));
}

#define CASES                                                                                                          \
    cmocka_unit_test(what_was_written_is_read_back), cmocka_unit_test(null_and_empty_are_two_things),                  \
        cmocka_unit_test(parameters_are_bound_by_their_number),                                                        \
        cmocka_unit_test(a_conflict_names_its_index_or_its_table),                                                     \
        cmocka_unit_test(a_failure_that_is_ignored_still_undoes_the_write),                                            \
        cmocka_unit_test(a_work_that_fails_by_itself_leaves_nothing),                                                  \
        cmocka_unit_test(a_text_with_a_nul_byte_is_refused), cmocka_unit_test(many_rows_are_inserted_at_once),         \
        cmocka_unit_test(one_duplicate_among_many_rows_undoes_them_all),                                               \
        cmocka_unit_test(pieces_are_joined_with_or_without_those_between),                                             \
        cmocka_unit_test(a_query_may_be_open_twice), cmocka_unit_test(letters_compare_the_same_on_both_engines),       \
        cmocka_unit_test(a_write_that_fails_at_any_call_leaves_nothing),                                               \
        cmocka_unit_test(a_write_is_done_though_nobody_reads_what_it_returns),                                         \
        cmocka_unit_test(a_query_that_cannot_be_prepared_is_named),                                                    \
        cmocka_unit_test(every_named_query_can_be_prepared), cmocka_unit_test(each_engine_takes_its_own_variant)

int main(void)
{
    const struct CMUnitTest sqlite[] = {CASES};
    const struct CMUnitTest postgres[] = {CASES};
    int failed = cmocka_run_group_tests_name("store on SQLite", sqlite, start_sqlite, stop_bench);
    failed += cmocka_run_group_tests_name("store on PostgreSQL", postgres, start_postgres, stop_bench);
    return failed;
}
