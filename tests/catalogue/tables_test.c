/* The tables hold together: every code exists, nothing is said twice, relations are symmetric and sparse. */
#include "tests/test.h"

#include "catalogue/reading.h"
#include "catalogue/table.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena arena;
static const struct catalogue *catalogue;

static int load(void **state)
{
    (void)state;
    arena_init(&arena);
    struct result r = catalogue_load(&arena, &catalogue);
    if (result_failed(r)) {
        printf("%s\n", r.detail);
        return -1;
    }
    return 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct table read_table(const char *name)
{
    struct table table;
    assert_false(result_failed(table_read(&arena, name, &table)));
    return table;
}

static bool begins_a_code(enum catalogue_table which, struct span code)
{
    for (size_t i = 0; i < catalogue_count(catalogue, which); i++) {
        if (span_starts_with(span_of(catalogue_at(catalogue, which, i)->code), code)) {
            return true;
        }
    }
    return false;
}

static struct span before_colon(struct span part)
{
    const char *colon = memchr(part.at, ':', part.length);
    return colon == NULL ? part : span_make(part.at, (size_t)(colon - part.at));
}

static void assert_codes_exist(const char *file, const char *column, enum catalogue_table which)
{
    struct table table = read_table(file);
    for (size_t i = 0; i < table.rows; i++) {
        const char *at = table_cell(&table, i, column);
        struct span part;
        while (table_next_part(&at, &part)) {
            if (!begins_a_code(which, before_colon(part))) {
                printf("%s:%zu: %.*s is in no catalogue\n", file, i + 2, (int)part.length, part.at);
                fail();
            }
        }
    }
}

static void every_code_of_the_crosswalk_is_in_its_catalogue(void **state)
{
    (void)state;
    assert_codes_exist("catalogues/trades.csv", "occupations", CATALOGUE_OCCUPATIONS);
    assert_codes_exist("catalogues/trade_majors.csv", "majors", CATALOGUE_MAJORS);
    assert_codes_exist("catalogues/trade_industries.csv", "industries", CATALOGUE_INDUSTRIES);
    assert_codes_exist("catalogues/region_places.csv", "code", CATALOGUE_REGIONS);
}

static void every_code_of_the_catalogues_has_its_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_count(catalogue, CATALOGUE_MAJORS); i++) {
        const char *code = catalogue_at(catalogue, CATALOGUE_MAJORS, i)->code;
        assert_true(strspn(code, "0123456789") == 6 && code[0] >= '2' && code[0] <= '7');
        assert_true(code[6] == '\0' || strcmp(code + 6, "K") == 0);
    }
    for (size_t i = 0; i < catalogue_count(catalogue, CATALOGUE_OCCUPATIONS); i++) {
        const char *code = catalogue_at(catalogue, CATALOGUE_OCCUPATIONS, i)->code;
        assert_true(strlen(code) == 10 && code[1] == '-' && code[4] == '-' && code[7] == '-');
    }
    for (size_t i = 0; i < catalogue_count(catalogue, CATALOGUE_INDUSTRIES); i++) {
        const char *code = catalogue_at(catalogue, CATALOGUE_INDUSTRIES, i)->code;
        assert_true(code[0] >= 'A' && code[0] <= 'T' && strspn(code + 1, "0123456789") == strlen(code + 1));
    }
}

static void every_major_leads_to_a_trade(void **state)
{
    (void)state;
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < catalogue_count(catalogue, CATALOGUE_MAJORS); i++) {
        const struct catalogue_entry *entry = catalogue_at(catalogue, CATALOGUE_MAJORS, i);
        struct reading_input input = {1,  "offer", "class", "", "", "",       "",       entry->code,  "",
                                      "", "",      0,       0,  0,  DAY_NONE, DAY_NONE, FIT_NO_RECORD};
        if (reading_read(&scratch, catalogue, &input).mention_count == 0) {
            printf("%s %s leads to no trade\n", entry->code, entry->name);
            fail();
        }
    }
    arena_release(&scratch);
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A name may stand for several trades only when it says how strongly ("理化检验~700"). */
static void no_name_is_given_twice_without_a_strength(void **state)
{
    (void)state;
    struct table table = read_table("catalogues/trades.csv");
    const char **names = ARENA_ARRAY(&arena, const char *, 100000);
    size_t count = 0;
    for (size_t i = 0; i < table.rows; i++) {
        const char *at = table_cell(&table, i, "names");
        struct span part;
        names[count++] = fold_key(&arena, span_of(table_cell(&table, i, "name")));
        while (table_next_part(&at, &part)) {
            if (memchr(part.at, '~', part.length) == NULL) {
                names[count++] = fold_key(&arena, part);
            }
        }
    }
    qsort(names, count, sizeof *names, compare_texts);
    bool twice = false;
    for (size_t i = 1; i < count; i++) {
        if (strcmp(names[i - 1], names[i]) == 0) {
            printf("%s is given twice\n", names[i]);
            twice = true;
        }
    }
    assert_false(twice);
    assert_true(count > 5000);
}

static void relations_are_symmetric_sorted_and_sparse(void **state)
{
    (void)state;
    struct fit_rules rules = reading_rules(catalogue);
    uint16_t *seen = ARENA_ARRAY(&arena, uint16_t, rules.trade_count * rules.trade_count);
    for (size_t i = 0; i < rules.relation_count; i++) {
        const struct fit_relation *relation = &rules.relations[i];
        const struct fit_relation *before = i == 0 ? NULL : &rules.relations[i - 1];
        assert_true(relation->from != relation->to && relation->value >= 400 && relation->value <= 1000);
        assert_true(before == NULL || before->from < relation->from ||
                    (before->from == relation->from && before->to < relation->to));
        seen[relation->from * rules.trade_count + relation->to] = relation->value;
    }
    for (size_t i = 0; i < rules.trade_count * rules.trade_count; i++) {
        assert_int_equal(seen[i], seen[i % rules.trade_count * rules.trade_count + i / rules.trade_count]);
    }
    assert_true(rules.trade_count >= 240);
    assert_true(rules.relation_count < rules.trade_count * rules.trade_count / 20);
}

static uint16_t relation_of(const char *one, const char *two)
{
    uint16_t from = 0;
    uint16_t to = 0;
    assert_true(reading_find_trade(catalogue, span_of(one), &from));
    assert_true(reading_find_trade(catalogue, span_of(two), &to));
    struct fit_rules rules = reading_rules(catalogue);
    for (size_t i = 0; i < rules.relation_count; i++) {
        if (rules.relations[i].from == from && rules.relations[i].to == to) {
            return rules.relations[i].value;
        }
    }
    return 0;
}

static void near_trades_are_related_and_namesakes_are_not(void **state)
{
    (void)state;
    assert_true(relation_of("cnc-lathe", "lathe") >= 700);
    assert_true(relation_of("cnc-lathe", "cnc-mill") >= 600);
    assert_true(relation_of("inspection-round", "electromech") >= 800);
    assert_true(relation_of("qc", "metrology") >= 600);
    assert_true(relation_of("electrician", "automation") >= 600);
    assert_int_equal(relation_of("sales", "bearing-assembly"), 0);
    assert_int_equal(relation_of("nursing", "inspection-round"), 0);
    assert_int_equal(relation_of("accounting", "software"), 0);
    assert_int_equal(relation_of("auto-sales", "auto-repair"), 0);
    assert_int_equal(relation_of("smt", "welder"), 0);
}

/* What graduates usually enter, beside the heart of their major. */
static void a_major_leads_to_all_the_trades_its_graduates_enter(void **state)
{
    (void)state;
    static const struct {
        const char *major, *trade;
        int least;
    } CASES[] = {
        {"660106", "plating", 900},       {"530802", "production-mgmt", 500},
        {"460301", "aftersales", 500},    {"460306", "instrument", 500},
        {"500211", "auto-sales", 400},    {"440301", "concrete-test", 500},
        {"460110", "laser-cutting", 500}, {"530701", "graphic-design", 400},
        {"510101", "test-engineer", 500}, {"460503", "road", 0}, /* a ship is no road */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct reading_input graduates = {.id = 1,
                                          .side = "offer",
                                          .kind = "graduates",
                                          .title = "",
                                          .body = "",
                                          .skills = "",
                                          .occupation_code = "",
                                          .major_code = CASES[i].major,
                                          .industry_code = "",
                                          .county_code = "",
                                          .cooperation = ""};
        struct fit_listing listing = reading_read(&arena, catalogue, &graduates);
        int strength = 0;
        for (size_t k = 0; k < listing.mention_count; k++) {
            bool here = strcmp(reading_trade_code(catalogue, listing.mentions[k].trade), CASES[i].trade) == 0;
            strength = here ? listing.mentions[k].strength : strength;
        }
        if (CASES[i].least == 0 ? strength != 0 : strength < CASES[i].least) {
            printf("%s leads to %s by %d\n", CASES[i].major, CASES[i].trade, strength);
            fail();
        }
    }
}

static void kinds_and_places_and_weights_keep_the_shape_fit_wants(void **state)
{
    (void)state;
    struct fit_rules rules = reading_rules(catalogue);
    int sum = 0;
    for (int point = 0; point < FIT_POINT_COUNT; point++) {
        sum += rules.weights[point];
    }
    assert_int_equal(sum, 1000);
    assert_int_equal(rules.place_count, 11);
    for (size_t i = 0; i < rules.place_count * rules.place_count; i++) {
        size_t from = i / rules.place_count;
        size_t to = i % rules.place_count;
        assert_int_equal(rules.distances_km[i], rules.distances_km[to * rules.place_count + from]);
        assert_true(from == to ? rules.distances_km[i] == 0 : rules.distances_km[i] > 0 && rules.distances_km[i] < 150);
    }
    size_t together = 0;
    for (size_t i = 0; i < rules.kind_count * rules.kind_count; i++) {
        assert_true(rules.kind_values[i] <= 1000);
        together += rules.kind_values[i] > 0 ? 1 : 0;
    }
    assert_true(together > 20);
    for (size_t i = 0; i < rules.skill_count; i++) {
        assert_true(rules.skill_trades[i] < rules.trade_count);
    }
    struct fit_index *index = NULL;
    assert_false(result_failed(fit_index_open(&rules, &index)));
    fit_index_close(index);
}

static void a_broken_table_is_named_with_its_line(void **state)
{
    (void)state;
    struct table table;
    struct result r = table_parse(&arena, "x.csv", span_of("a,b\n1,2\n3\n"), &table);
    assert_int_equal(r.code, RESULT_INTERNAL);
    assert_string_equal(r.detail, "x.csv:3: wrong number of cells");
    assert_int_equal(table_parse(&arena, "x.csv", span_of(""), &table).code, RESULT_INTERNAL);
    assert_false(result_failed(table_parse(&arena, "x.csv", span_of("a,b\r\n\"1,\"\"2\"\"\",\"x\ny\"\r\n"), &table)));
    assert_string_equal(table_cell(&table, 0, "a"), "1,\"2\"");
    assert_string_equal(table_cell(&table, 0, "b"), "x\ny");
    assert_string_equal(table_cell(&table, 0, "c"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_of_the_crosswalk_is_in_its_catalogue),
        cmocka_unit_test(every_code_of_the_catalogues_has_its_shape),
        cmocka_unit_test(every_major_leads_to_a_trade),
        cmocka_unit_test(no_name_is_given_twice_without_a_strength),
        cmocka_unit_test(relations_are_symmetric_sorted_and_sparse),
        cmocka_unit_test(near_trades_are_related_and_namesakes_are_not),
        cmocka_unit_test(a_major_leads_to_all_the_trades_its_graduates_enter),
        cmocka_unit_test(kinds_and_places_and_weights_keep_the_shape_fit_wants),
        cmocka_unit_test(a_broken_table_is_named_with_its_line),
    };
    return cmocka_run_group_tests_name("tables", tests, load, release);
}
