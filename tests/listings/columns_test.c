/* Headers of spreadsheets, as offices and our own export write them. */
#include "tests/test.h"

#include "areas/listings/columns.h"
#include "text/text.h"

#include <stdio.h>

static const char *find(struct arena *arena, enum column_sheet sheet, const char *header)
{
    const struct column *column = column_find(arena, sheet, span_of(header));
    return column == NULL ? "" : column->code;
}

static void every_exported_header_is_read_back_as_the_same_column(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    size_t count;
    const struct column *columns = column_list(&count);
    static const enum column_sheet sheets[] = {COLUMN_ORGANISATIONS, COLUMN_NEEDS, COLUMN_OFFERS};
    for (size_t index = 0; index < count; index++) {
        for (size_t sheet = 0; sheet < 3 && columns[index].zh != NULL; sheet++) {
            if ((columns[index].sheets & (unsigned)sheets[sheet]) != 0) {
                assert_string_equal(find(&arena, sheets[sheet], columns[index].zh), columns[index].code);
                assert_string_equal(find(&arena, sheets[sheet], columns[index].en), columns[index].code);
            }
        }
    }
    arena_release(&arena);
}

/* A header that stands for two columns of one sheet would be read by chance. */
static void no_header_means_two_columns_of_a_sheet(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    size_t count;
    const struct column *columns = column_list(&count);
    static const enum column_sheet sheets[] = {COLUMN_ORGANISATIONS, COLUMN_NEEDS, COLUMN_OFFERS};
    for (size_t index = 0; index < count; index++) {
        char *list = arena_text(&arena, columns[index].synonyms);
        for (char *word = strtok(list, "|"); word != NULL; word = strtok(NULL, "|")) {
            assert_string_equal(fold_key(&arena, span_of(word)), word);
            for (size_t sheet = 0; sheet < 3; sheet++) {
                if ((columns[index].sheets & (unsigned)sheets[sheet]) != 0 &&
                    strcmp(find(&arena, sheets[sheet], word), columns[index].code) != 0) {
                    fail_msg("%s of %s is read as %s", word, columns[index].code, find(&arena, sheets[sheet], word));
                }
            }
        }
    }
    arena_release(&arena);
}

static void headers_with_stars_spaces_brackets_and_full_width_are_known(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(find(&arena, COLUMN_NEEDS, "*薪资（元/月）"), "pay");
    assert_string_equal(find(&arena, COLUMN_NEEDS, " 岗 位 名 称 "), "title");
    assert_string_equal(find(&arena, COLUMN_NEEDS, "需求人數"), "headcount");
    assert_string_equal(find(&arena, COLUMN_NEEDS, "Credit Code"), "credit_code");
    assert_string_equal(find(&arena, COLUMN_NEEDS, "县（市、区）"), "county_code");
    assert_string_equal(find(&arena, COLUMN_OFFERS, "供给名称"), "title");
    assert_string_equal(find(&arena, COLUMN_ORGANISATIONS, "企业名称\n（全称）"), "name");
    assert_string_equal(find(&arena, COLUMN_NEEDS, "星座"), "");
    assert_string_equal(find(&arena, COLUMN_NEEDS, ""), "");
    assert_string_equal(find(&arena, COLUMN_NEEDS, "序号"), "ignored");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_exported_header_is_read_back_as_the_same_column),
        cmocka_unit_test(no_header_means_two_columns_of_a_sheet),
        cmocka_unit_test(headers_with_stars_spaces_brackets_and_full_width_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
