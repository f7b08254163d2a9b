/* The ground floor: days, numbers, ids, digests, arena, spans. */
#include "tests/test.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/day.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/number.h"
#include "base/random.h"

static void a_day_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    int32_t day = 7;
    assert_false(day_parse(span_of("2026-02-30"), &day));
    assert_false(day_parse(span_of("2025-02-29"), &day));
    assert_false(day_parse(span_of("2026-2-3"), &day));
    assert_int_equal(day, 7);
}

static void every_day_of_three_centuries_reads_back(void **state)
{
    (void)state;
    char text[DAY_TEXT_SIZE];
    for (int32_t day = -25567; day < 84006; day++) {
        int32_t again = DAY_NONE;
        assert_true(day_parse(span_of(day_format(day, text)), &again));
        assert_int_equal(again, day);
    }
}

static void a_number_must_be_whole_and_fit(void **state)
{
    (void)state;
    int64_t value = 5;
    assert_true(number_parse(span_of("-9223372036854775808"), &value));
    assert_true(value == INT64_MIN);
    assert_false(number_parse(span_of("9223372036854775808"), &value));
    assert_false(number_parse(span_of("12a"), &value));
    assert_false(number_parse(span_of(""), &value));
    assert_false(number_parse(span_of("-"), &value));
    assert_true(money_parse_fen(span_of("6500.5"), &value));
    assert_int_equal(value, 650050);
    assert_false(money_parse_fen(span_of("1.234"), &value));
}

static void ids_grow_and_read_back(void **state)
{
    (void)state;
    struct id_maker maker;
    id_maker_init(&maker, 3);
    int64_t last = 0;
    char text[ID_TEXT_SIZE];
    for (int index = 0; index < 20000; index++) {
        int64_t id = id_make(&maker);
        int64_t again = 0;
        assert_true(id > last);
        assert_true(id_parse(span_of(id_format(id, text)), &again));
        assert_true(again == id);
        last = id;
    }
    assert_false(id_parse(span_of("0"), &last));
    assert_false(id_parse(span_of("ZZZZZZZZZZZZZZ"), &last));
    assert_false(id_parse(span_of("U"), &last));
}

static void sm3_gives_the_digest_of_the_standard(void **state)
{
    (void)state;
    /* GB/T 32905-2016, example 1: "abc". */
    unsigned char digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];
    hash_sm3(span_of("abc"), digest);
    assert_string_equal(hash_text(digest, text), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

static void an_arena_zeroes_what_it_hands_out_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (int round = 0; round < 3; round++) {
        unsigned char *bytes = arena_alloc(&arena, 3000, 1);
        for (size_t index = 0; index < 3000; index++) {
            assert_int_equal(bytes[index], 0);
            bytes[index] = 0xaa;
        }
        (void)arena_alloc(&arena, 100000, 1);
        arena_reset(&arena);
    }
    assert_string_equal(arena_format(&arena, "%d-%s", 7, "x"), "7-x");
    arena_release(&arena);
}

static void an_arena_does_not_keep_what_one_large_text_took(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    (void)arena_alloc(&arena, 100, 1);
    arena_reset(&arena);
    assert_non_null(arena.block); /* what the next request takes again */
    (void)arena_alloc(&arena, 40 << 20, 1);
    arena_reset(&arena);
    assert_null(arena.block);
    assert_string_equal(arena_format(&arena, "%d", 7), "7");
    arena_release(&arena);
}

static void the_same_seed_gives_the_same_numbers(void **state)
{
    (void)state;
    struct random left;
    struct random right;
    random_init(&left, 42);
    random_init(&right, 42);
    for (int index = 0; index < 1000; index++) {
        uint32_t value = random_below(&left, 7);
        assert_true(value < 7);
        assert_int_equal(value, random_below(&right, 7));
    }
}

static void spans_are_found_and_trimmed(void **state)
{
    (void)state;
    assert_true(span_is(span_trim(span_of("  a b\t\n")), "a b"));
    assert_int_equal(span_find(span_of("aabab"), span_of("abab")), 1);
    assert_true(span_find(span_of("aab"), span_of("abc")) == SPAN_NOWHERE);
    struct buffer buffer;
    buffer_init(&buffer);
    buffer_add_format(&buffer, "%s%d", "a", 1);
    buffer_add_text(&buffer, "!");
    assert_true(span_is(buffer_span(&buffer), "a1!"));
    buffer_release(&buffer);
}

static void lines_are_taken_one_by_one_and_the_last_needs_no_end(void **state)
{
    (void)state;
    struct span rest = span_of("a\n\nbc");
    assert_true(span_is(span_take_line(&rest), "a"));
    assert_true(span_is(span_take_line(&rest), ""));
    assert_true(span_is(span_take_line(&rest), "bc"));
    assert_int_equal(rest.length, 0);
    assert_true(span_is(span_take_line(&rest), ""));
    rest = span_of("x\n");
    assert_true(span_is(span_take_line(&rest), "x"));
    assert_int_equal(rest.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_taken_one_by_one_and_the_last_needs_no_end),
        cmocka_unit_test(a_day_that_does_not_exist_is_refused),
        cmocka_unit_test(every_day_of_three_centuries_reads_back),
        cmocka_unit_test(a_number_must_be_whole_and_fit),
        cmocka_unit_test(ids_grow_and_read_back),
        cmocka_unit_test(sm3_gives_the_digest_of_the_standard),
        cmocka_unit_test(an_arena_zeroes_what_it_hands_out_again),
        cmocka_unit_test(an_arena_does_not_keep_what_one_large_text_took),
        cmocka_unit_test(the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(spans_are_found_and_trimmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
