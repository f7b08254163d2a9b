/* Tokens and queries, tried on a real full-text table: what a phrase finds must be what the text contains. */
#include "tests/test.h"

#include "base/random.h"
#include "text/text.h"

#include <sqlite3.h>

struct bench {
    struct arena arena;
    sqlite3 *database;
    sqlite3_stmt *insert;
    sqlite3_stmt *match;
    sqlite3_stmt *clear;
};

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static int bench_open(void **state)
{
    static struct bench bench;
    arena_init(&bench.arena);
    assert_int_equal(sqlite3_open(":memory:", &bench.database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(bench.database, "CREATE VIRTUAL TABLE t USING fts5(body)", NULL, NULL, NULL),
                     SQLITE_OK);
    bench.insert = prepare(bench.database, "INSERT INTO t(body) VALUES(?1)");
    bench.match = prepare(bench.database, "SELECT count(*) FROM t WHERE t MATCH ?1");
    bench.clear = prepare(bench.database, "DELETE FROM t");
    *state = &bench;
    return 0;
}

static int bench_close(void **state)
{
    struct bench *bench = *state;
    (void)sqlite3_finalize(bench->insert);
    (void)sqlite3_finalize(bench->match);
    (void)sqlite3_finalize(bench->clear);
    (void)sqlite3_close(bench->database);
    arena_release(&bench->arena);
    return 0;
}

static void store(struct bench *bench, const char *tokens)
{
    (void)sqlite3_step(bench->clear);
    (void)sqlite3_reset(bench->clear);
    (void)sqlite3_bind_text(bench->insert, 1, tokens, -1, SQLITE_TRANSIENT);
    assert_int_equal(sqlite3_step(bench->insert), SQLITE_DONE);
    (void)sqlite3_reset(bench->insert);
}

static bool matches(struct bench *bench, const char *expression)
{
    (void)sqlite3_bind_text(bench->match, 1, expression, -1, SQLITE_TRANSIENT);
    assert_int_equal(sqlite3_step(bench->match), SQLITE_ROW);
    int count = sqlite3_column_int(bench->match, 0);
    (void)sqlite3_reset(bench->match);
    return count > 0;
}

static bool finds(struct bench *bench, const char *text, const char *query)
{
    store(bench, token_index(&bench->arena, span_of(text)));
    return matches(bench, token_query(&bench->arena, span_of(query)).fts5);
}

static void han_runs_become_bigrams_and_their_tail(void **state)
{
    struct bench *bench = *state;
    /* clang-format off */
    const char *const pairs[][2] = {
        {"数控车工", "数控 控车 车工 工"}, {"工", "工"}, {"", ""}, {"CNC5轴,加工!", "cnc5 轴 加工 工"},
        {"數控 車床", "数控 控 车床 床"}, {"a-b_c", "a b c"}, {"🙂焊🙂", "焊"}, {"6500元/月", "6500 元 月"},
    };
    /* clang-format on */
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        assert_string_equal(token_index(&bench->arena, span_of(pairs[index][0])), pairs[index][1]);
    }
}

static void a_query_has_the_form_both_databases_take(void **state)
{
    struct bench *bench = *state;
    struct token_query query = token_query(&bench->arena, span_of("數控車 焊 CNC5轴 20"));
    assert_string_equal(query.fts5, "\"数控 控车\" AND \"焊\"* AND \"cnc5 轴\"* AND \"20\"");
    assert_string_equal(query.tsquery, "'数控' <-> '控车' & '焊':* & 'cnc5' <-> '轴':* & '20'");
    assert_int_equal(query.word_count, 4);
    assert_false(query.may_be_pinyin);
    assert_true(token_query(&bench->arena, span_of("Shu Kong")).may_be_pinyin);
    assert_string_equal(token_query(&bench->arena, span_of("sk")).fts5, "\"sk\"*");
    assert_int_equal(token_query(&bench->arena, span_of(" \"*'():& ")).word_count, 0);
    assert_false(token_query(&bench->arena, span_of("")).may_be_pinyin);
}

static void a_word_is_found_wherever_it_stands(void **state)
{
    struct bench *bench = *state;
    const char *text = "临清轴承厂急招数控车工20名,五轴CNC操作工,會看圖紙";
    const char *const found[] = {"数控",   "控车工", "车工",        "工",           "轴",  "五轴",
                                 "cnc",    "CN",     "五轴CNC操作", "图纸",         "圖",  "20",
                                 "工20名", "名",     "临清 车工",   "数控车工20名", "数控"};
    const char *const missing[] = {"数车", "轴厂", "控工", "2", "纸名", "NC", "临清 焊工", "清临", "名工"};
    for (size_t index = 0; index < sizeof found / sizeof found[0]; index++) {
        assert_true(finds(bench, text, found[index]));
    }
    for (size_t index = 0; index < sizeof missing / sizeof missing[0]; index++) {
        assert_false(finds(bench, text, missing[index]));
    }
}

/* The claim of the contract: a query of Han is found exactly where the text contains it. Few characters, many repeats. */
static void a_han_query_is_found_exactly_where_the_text_contains_it(void **state)
{
    struct bench *bench = *state;
    struct random random;
    random_init(&random, 7);
    const char *const letters[] = {"数", "控", "工", "𠮷", "〇", ","};
    size_t hits = 0;
    for (int round = 0; round < 3000; round++) {
        char text[64] = "";
        char query[32] = "";
        for (uint32_t left = 1 + random_below(&random, 12); left > 0; left--) {
            strcat(text, letters[random_below(&random, 6)]);
        }
        for (uint32_t left = 1 + random_below(&random, 4); left > 0; left--) {
            strcat(query, letters[random_below(&random, 5)]);
        }
        bool wanted = strstr(text, query) != NULL;
        hits += wanted;
        assert_int_equal(finds(bench, text, query), wanted);
        arena_reset(&bench->arena);
    }
    assert_in_range(hits, 500, 2500);
}

/* unicode61 must take each of our Han for a letter, alone and in a bigram; else text would silently not be found. */
static void the_tokenizer_keeps_every_han_character(void **state)
{
    struct bench *bench = *state;
    size_t lost = 0;
    size_t count = 0;
    assert_int_equal(sqlite3_exec(bench->database, "BEGIN", NULL, NULL, NULL), SQLITE_OK);
    for (uint32_t point = 0; point < 0x40000; point++) {
        if (!is_han(point) || fold_point(point) != point) {
            continue;
        }
        char character[5] = {0};
        (void)utf8_put(point, character);
        count++;
        store(bench, token_index(&bench->arena, span_of(character)));
        if (!matches(bench, token_query(&bench->arena, span_of(character)).fts5)) {
            lost++;
        }
        arena_reset(&bench->arena);
    }
    assert_int_equal(sqlite3_exec(bench->database, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(lost, 0);
    assert_in_range(count, 70000, 100000);
}

static void no_input_breaks_a_query(void **state)
{
    struct bench *bench = *state;
    struct random random;
    random_init(&random, 11);
    const char *const parts[] = {"\"",   "*",    "AND", "OR", "NOT", "NEAR(", ")", "^",   ":",  "'",
                                 "\\",   "&",    "|",   "!",  "<->", "body:", "-", "+",   "数", "控",
                                 "\xff", "\xe6", "a",   "1",  " ",   "{",     "}", ";--", "𠮷"};
    store(bench, token_index(&bench->arena, span_of("数控 and a1")));
    for (int round = 0; round < 5000; round++) {
        char query[400] = "";
        for (uint32_t left = random_below(&random, 60); left > 0; left--) {
            strcat(query, parts[random_below(&random, sizeof parts / sizeof parts[0])]);
        }
        struct token_query parsed = token_query(&bench->arena, span_of(query));
        assert_true(parsed.word_count <= 10);
        if (parsed.word_count > 0) {
            (void)matches(bench, parsed.fts5);
        }
        arena_reset(&bench->arena);
    }
}

static void a_query_is_bounded(void **state)
{
    struct bench *bench = *state;
    char many[4000] = "";
    for (int index = 0; index < 200; index++) {
        strcat(many, "a1数 ");
    }
    assert_int_equal(token_query(&bench->arena, span_of(many)).word_count, 10);
    char longest[4000] = "";
    for (int index = 0; index < 100; index++) {
        strcat(longest, index % 2 == 0 ? "𠮷" : "z");
    }
    struct token_query query = token_query(&bench->arena, span_of(longest));
    assert_int_equal(query.word_count, 1);
    store(bench, token_index(&bench->arena, span_of(longest)));
    assert_true(matches(bench, query.fts5));
}

static void highlights(void **state, const char *text, const char *query, const char *wanted)
{
    struct bench *bench = *state;
    struct hit hits[8];
    size_t count = token_highlight(&bench->arena, span_of(text), span_of(query), hits, 8);
    char *marked = arena_text(&bench->arena, "");
    size_t last = 0;
    for (size_t index = 0; index < count; index++) {
        assert_true(hits[index].start >= last && hits[index].end > hits[index].start);
        marked = arena_format(&bench->arena, "%s%.*s[%.*s]", marked, (int)(hits[index].start - last), text + last,
                              (int)(hits[index].end - hits[index].start), text + hits[index].start);
        last = hits[index].end;
    }
    assert_string_equal(arena_format(&bench->arena, "%s%s", marked, text + last), wanted);
}

static void hits_are_shown_in_the_original_text(void **state)
{
    highlights(state, "招數控車工", "数控", "招[數控]車工");
    highlights(state, "招数控车工", "數控", "招[数控]车工");
    highlights(state, "数控车工", "数控 控车", "[数控车]工");
    highlights(state, "CNC与cnc、acnc", "Cnc", "[CNC]与[cnc]、acnc");
    highlights(state, "2026年招20人", "20", "2026年招[20]人");
    highlights(state, "招 CNC - 操作工", "cnc操作", "招 [CNC - 操作]工");
    highlights(state, "工工人", "工", "[工工]人");
    highlights(state, "没有", "工", "没有");
    highlights(state, "", "工", "");
    highlights(state, "急招数控车工", "shukong", "急招[数控]车工");
    highlights(state, "急招數控車工", "shuk", "急招[數控]車工");
    highlights(state, "急招数控车工", "sk", "急招[数控]车工");
    highlights(state, "中国银行重庆分行", "yinhang chongqing", "中国[银行重庆]分行");
    highlights(state, "急招数控车工", "s", "急招[数]控车工");
}

static void hits_stop_at_the_room_there_is(void **state)
{
    struct bench *bench = *state;
    struct hit hits[2];
    assert_int_equal(token_highlight(&bench->arena, span_of("工a工a工"), span_of("工"), hits, 2), 2);
    assert_int_equal(hits[1].start, 4);
    assert_int_equal(token_highlight(&bench->arena, span_of("工"), span_of("工"), hits, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_runs_become_bigrams_and_their_tail),
        cmocka_unit_test(a_query_has_the_form_both_databases_take),
        cmocka_unit_test(a_word_is_found_wherever_it_stands),
        cmocka_unit_test(a_han_query_is_found_exactly_where_the_text_contains_it),
        cmocka_unit_test(the_tokenizer_keeps_every_han_character),
        cmocka_unit_test(no_input_breaks_a_query),
        cmocka_unit_test(a_query_is_bounded),
        cmocka_unit_test(hits_are_shown_in_the_original_text),
        cmocka_unit_test(hits_stop_at_the_room_there_is),
    };
    return cmocka_run_group_tests(tests, bench_open, bench_close);
}
