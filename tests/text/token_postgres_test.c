/* The tsquery form on a real PostgreSQL ('simple', as the store uses it): it must find what the text contains, no more. */
#include "tests/test.h"

#include "base/random.h"
#include "text/text.h"

#include <libpq-fe.h>
#include <stdlib.h>

struct bench {
    struct arena arena;
    PGconn *connection;
};

static int bench_open(void **state)
{
    static struct bench bench;
    const char *address = getenv("ZHIQIAO_TEST_POSTGRES");
    if (address == NULL) {
        print_error("ZHIQIAO_TEST_POSTGRES is not set: run this through tests/with-postgres.sh\n");
        return -1;
    }
    bench.connection = PQconnectdb(address);
    if (PQstatus(bench.connection) != CONNECTION_OK) {
        print_error("%s\n", PQerrorMessage(bench.connection));
        return -1;
    }
    arena_init(&bench.arena);
    *state = &bench;
    return 0;
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    PQfinish(bench->connection);
    arena_release(&bench->arena);
    return 0;
}

static bool asks(struct bench *bench, const char *sql, const char *first, const char *second)
{
    const char *values[] = {first, second};
    PGresult *result = PQexecParams(bench->connection, sql, second == NULL ? 1 : 2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        print_error("%s", PQerrorMessage(bench->connection));
    }
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    bool answer = PQntuples(result) == 1 && *PQgetvalue(result, 0, 0) == 't';
    PQclear(result);
    return answer;
}

static bool finds(struct bench *bench, const char *text, const char *query)
{
    const char *tokens = token_index(&bench->arena, span_of(text));
    const char *expression = token_query(&bench->arena, span_of(query)).tsquery;
    return asks(bench, "SELECT to_tsvector('simple', $1) @@ to_tsquery('simple', $2)", tokens, expression);
}

static void a_word_is_found_wherever_it_stands(void **state)
{
    struct bench *bench = *state;
    const char *text = "临清轴承厂急招数控车工20名,五轴CNC操作工,會看圖紙 1e5 007 3d打印 6-8k a1b2";
    const char *const found[] = {"数控",        "控车工", "车工", "工", "轴",     "五轴",     "cnc", "CN",
                                 "五轴CNC操作", "图纸",   "圖",   "20", "工20名", "名",       "1e5", "007",
                                 "3d",          "3d打",   "6",    "8k", "a1b",    "临清 车工"};
    const char *const missing[] = {"数车", "轴厂", "控工", "2", "纸名", "NC", "临清 焊工", "07", "清临", "名工"};
    for (size_t index = 0; index < sizeof found / sizeof found[0]; index++) {
        assert_true(finds(bench, text, found[index]));
    }
    for (size_t index = 0; index < sizeof missing / sizeof missing[0]; index++) {
        assert_false(finds(bench, text, missing[index]));
    }
}

static void a_han_query_is_found_exactly_where_the_text_contains_it(void **state)
{
    struct bench *bench = *state;
    struct random random;
    random_init(&random, 7);
    const char *const letters[] = {"数", "控", "工", "𠮷", "〇", ","};
    for (int round = 0; round < 2000; round++) {
        char text[64] = "";
        char query[32] = "";
        for (uint32_t left = 1 + random_below(&random, 12); left > 0; left--) {
            strcat(text, letters[random_below(&random, 6)]);
        }
        for (uint32_t left = 1 + random_below(&random, 4); left > 0; left--) {
            strcat(query, letters[random_below(&random, 5)]);
        }
        assert_int_equal(finds(bench, text, query), strstr(text, query) != NULL);
        arena_reset(&bench->arena);
    }
}

/* Each Han character must be one whole lexeme, or text would silently not be found. */
static void the_parser_keeps_every_han_character(void **state)
{
    struct bench *bench = *state;
    char *all = arena_alloc(&bench->arena, 600000, 1);
    char *to = all;
    for (uint32_t point = 0; point < 0x40000; point++) {
        if (is_han(point) && fold_point(point) == point) {
            to += utf8_put(point, to);
            *to++ = ' ';
        }
    }
    assert_true(
        asks(bench,
             "SELECT count(*) > 70000 AND bool_and(strip(to_tsvector('simple', w)) = array_to_tsvector(ARRAY[w])) "
             "FROM regexp_split_to_table(trim($1), ' ') w",
             all, NULL));
}

static void no_input_breaks_a_query(void **state)
{
    struct bench *bench = *state;
    struct random random;
    random_init(&random, 11);
    const char *const parts[] = {"\"", "*",  "AND", "OR", "(",    ")",    ":", "'", "\\", "&",   "|", "!", "<->",
                                 "-",  ":*", "数",  "控", "\xff", "\xe6", "a", "1", " ",  "<2>", "%", "𠮷"};
    for (int round = 0; round < 1500; round++) {
        char query[400] = "";
        for (uint32_t left = random_below(&random, 60); left > 0; left--) {
            strcat(query, parts[random_below(&random, sizeof parts / sizeof parts[0])]);
        }
        if (token_query(&bench->arena, span_of(query)).word_count > 0) {
            (void)finds(bench, "数控 and a1", query);
        }
        arena_reset(&bench->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_found_wherever_it_stands),
        cmocka_unit_test(a_han_query_is_found_exactly_where_the_text_contains_it),
        cmocka_unit_test(the_parser_keeps_every_han_character),
        cmocka_unit_test(no_input_breaks_a_query),
    };
    return cmocka_run_group_tests_name("text on PostgreSQL", tests, bench_open, bench_close);
}
