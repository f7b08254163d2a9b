/* Catalogues: codes and what people write for them, suggestions, credit codes. */
#include "tests/test.h"

#include "catalogue/catalogue.h"

static struct arena arena;
static const struct catalogue *catalogue;

static int load(void **state)
{
    (void)state;
    arena_init(&arena);
    return result_failed(catalogue_load(&arena, &catalogue)) ? -1 : 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const char *read_code(enum catalogue_table table, const char *text, const char *group)
{
    const struct catalogue_entry *entry = catalogue_read(catalogue, table, span_of(text), group);
    return entry == NULL ? "" : entry->code;
}

static void every_code_leads_back_to_its_entry(void **state)
{
    (void)state;
    for (int table = 0; table < CATALOGUE_TABLE_COUNT; table++) {
        size_t count = catalogue_count(catalogue, (enum catalogue_table)table);
        assert_true(count > 5);
        for (size_t i = 0; i < count; i++) {
            const struct catalogue_entry *entry = catalogue_at(catalogue, (enum catalogue_table)table, i);
            assert_ptr_equal(entry, catalogue_find(catalogue, (enum catalogue_table)table, span_of(entry->code)));
            assert_true(entry->name[0] != '\0' && entry->status[0] != '\0');
        }
    }
    assert_null(catalogue_find(catalogue, CATALOGUE_MAJORS, span_of("66010")));
    assert_null(catalogue_find(catalogue, CATALOGUE_MAJORS, span_of("")));
}

static void a_place_is_read_as_people_write_it(void **state)
{
    (void)state;
    assert_string_equal(read_code(CATALOGUE_REGIONS, "临清", NULL), "371581");
    assert_string_equal(read_code(CATALOGUE_REGIONS, " 臨清市 ", NULL), "371581");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "山东省聊城市临清市", NULL), "371581");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "聊城", NULL), "371500");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "莘县", NULL), "371522");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "开发区", NULL), "LC-KFQ");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "Linqing", NULL), "371581");
    assert_string_equal(read_code(CATALOGUE_REGIONS, "北京", NULL), "");
}

static void levels_kinds_and_cooperation_have_their_usual_names(void **state)
{
    (void)state;
    assert_string_equal(read_code(CATALOGUE_LEVELS, "中级", NULL), "4");
    assert_string_equal(read_code(CATALOGUE_LEVELS, "三级/高级工", NULL), "3");
    assert_string_equal(read_code(CATALOGUE_LEVELS, "高级技师", NULL), "1");
    assert_string_equal(read_code(CATALOGUE_KINDS, "技术难题", NULL), "technology");
    assert_string_equal(read_code(CATALOGUE_KINDS, "毕业生输送", NULL), "graduates");
    assert_string_equal(read_code(CATALOGUE_KINDS, "实训课", NULL), "class");
    assert_string_equal(read_code(CATALOGUE_COOPERATION, "现代学徒制", NULL), "apprenticeship");
    assert_string_equal(read_code(CATALOGUE_COOPERATION, "校中厂", NULL), "base");
}

static void a_name_that_means_two_things_needs_its_group(void **state)
{
    (void)state;
    assert_string_equal(read_code(CATALOGUE_MAJORS, "护理", NULL), "");
    assert_string_equal(read_code(CATALOGUE_MAJORS, "护理", "高职专科"), "520201");
    assert_string_equal(read_code(CATALOGUE_MAJORS, "护理", "中职"), "720201");
    assert_string_equal(read_code(CATALOGUE_MAJORS, "数控技术应用", NULL), "660103");
    assert_string_equal(read_code(CATALOGUE_MAJORS, "660103 数控技术应用", NULL), "660103");
    assert_string_equal(read_code(CATALOGUE_OCCUPATIONS, "车工(6-18-01-01)", NULL), "6-18-01-01");
}

static void a_wrong_code_brings_the_nearest_ones(void **state)
{
    (void)state;
    const struct catalogue_entry *found[3];
    assert_int_equal(catalogue_suggest(catalogue, CATALOGUE_MAJORS, span_of("66013"), found, 3), 3);
    assert_memory_equal(found[0]->code, "6601", 4);
    assert_int_equal(catalogue_suggest(catalogue, CATALOGUE_OCCUPATIONS, span_of("6-18-01-91"), found, 3), 3);
    assert_memory_equal(found[0]->code, "6-18-01-", 8);
    assert_true(catalogue_suggest(catalogue, CATALOGUE_OCCUPATIONS, span_of("数控车工"), found, 3) > 0);
    assert_string_equal(found[0]->code, "6-18-01-01");
    assert_true(catalogue_suggest(catalogue, CATALOGUE_MAJORS, span_of("数控枝术应用"), found, 3) > 0);
    assert_string_equal(found[0]->code, "660103");
    assert_int_equal(catalogue_suggest(catalogue, CATALOGUE_REGIONS, span_of("zzzz"), found, 3), 0);
}

static void a_credit_code_is_checked_by_its_last_character(void **state)
{
    (void)state;
    assert_true(credit_code_is_valid(span_of("91350100M000100Y43"))); /* the example of GB 32100-2015 */
    assert_false(credit_code_is_valid(span_of("91350100M000100Y44")));
    assert_false(credit_code_is_valid(span_of("91350100M000100Y4")));
    assert_false(credit_code_is_valid(span_of("91350100I000100Y43")));
    assert_int_equal(credit_code_check_character(span_of("91350100M000100Y4")), '3');
    assert_int_equal(credit_code_check_character(span_of("91350100M000100Yo")), '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_leads_back_to_its_entry),
        cmocka_unit_test(a_place_is_read_as_people_write_it),
        cmocka_unit_test(levels_kinds_and_cooperation_have_their_usual_names),
        cmocka_unit_test(a_name_that_means_two_things_needs_its_group),
        cmocka_unit_test(a_wrong_code_brings_the_nearest_ones),
        cmocka_unit_test(a_credit_code_is_checked_by_its_last_character),
    };
    return cmocka_run_group_tests_name("catalogue", tests, load, release);
}
