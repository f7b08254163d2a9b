/* Lines that differ. */
#include "tests/test.h"

#include "text/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* " same", "-gone", "+new", each with a bar behind it. */
static void differs(const char *before, const char *after, const char *expected)
{
    static const char marks[] = {' ', '-', '+'};
    struct arena arena;
    struct diff_line *lines;
    char text[1000] = "";
    size_t length = 0;
    arena_init(&arena);
    size_t count = diff_lines(&arena, span_of(before), span_of(after), &lines);
    for (size_t index = 0; index < count; index++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "%c%.*s|", marks[lines[index].mark],
                                   (int)lines[index].text.length, lines[index].text.at);
    }
    assert_string_equal(text, expected);
    arena_release(&arena);
}

static void the_fewest_lines_are_marked(void **state)
{
    (void)state;
    differs("", "", "");
    differs("a\nb\nc", "a\nb\nc", " a| b| c|");
    differs("a\nb\nc", "a\nx\nc", " a|-b|+x| c|");
    differs("a\nb", "a\nb\nc", " a| b|+c|");
    differs("b\nc", "a\nb\nc", "+a| b| c|");
    differs("a\nb\nc\nd", "b\nd\na", "-a| b|-c| d|+a|");
    differs("a\r\nb\r\n", "a\nb\n", " a| b|");
    differs("", "a", "+a|");
    differs("a\n\nb", "a\nb", " a|-| b|");
}

/* Whatever the texts: what is not new gives the one, what is not gone the other. */
static void both_texts_can_be_read_out_of_the_difference(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        char texts[2][200] = {"", ""};
        for (int side = 0; side < 2; side++) {
            for (int line = 0; line < round % 20; line++) {
                seed = seed * 1103515245U + 12345U;
                char piece[3] = {(char)('a' + (seed >> 16) % 4), '\n', '\0'};
                memcpy(texts[side] + strlen(texts[side]), piece, 3);
            }
        }
        struct arena arena;
        struct diff_line *lines;
        arena_init(&arena);
        size_t count = diff_lines(&arena, span_of(texts[0]), span_of(texts[1]), &lines);
        char read[2][200] = {"", ""};
        for (size_t index = 0; index < count; index++) {
            for (int side = 0; side < 2; side++) {
                bool here = lines[index].mark == DIFF_SAME || lines[index].mark == (side == 0 ? DIFF_GONE : DIFF_NEW);
                size_t length = strlen(read[side]);
                (void)snprintf(read[side] + length, sizeof read[side] - length, here ? "%.*s\n" : "",
                               (int)lines[index].text.length, lines[index].text.at);
            }
        }
        assert_string_equal(read[0], texts[0]);
        assert_string_equal(read[1], texts[1]);
        arena_release(&arena);
    }
}

static void texts_without_an_end_of_lines_are_bounded(void **state)
{
    (void)state;
    struct arena arena;
    struct diff_line *lines;
    size_t length = 20000;
    arena_init(&arena);
    char *before = arena_alloc(&arena, length, 1);
    char *after = arena_alloc(&arena, length, 1);
    for (size_t index = 0; index < length; index++) {
        before[index] = index % 2 == 0 ? 'a' : '\n';
        after[index] = index % 2 == 0 ? 'b' : '\n';
    }
    assert_int_equal(diff_lines(&arena, span_make(before, length), span_make(after, length), &lines), length);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_fewest_lines_are_marked),
                                       cmocka_unit_test(both_texts_can_be_read_out_of_the_difference),
                                       cmocka_unit_test(texts_without_an_end_of_lines_are_bounded)};
    return cmocka_run_group_tests_name("lines that differ", tests, NULL, NULL);
}
