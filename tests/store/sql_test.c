/* Our SQL itself: the scanner, the named queries, and the rules of the house that no engine checks. */
#include "tests/test.h"

#include "base/embedded.h"
#include "store/queries.h"
#include "store/sql_text.h"

#include <stdlib.h>
#include <string.h>

static void the_scanner_tells_tokens_apart(void **state)
{
    (void)state;
    static const struct sql_token expected[] = {
        {SQL_WORD, {"SELECT", 6}},  {SQL_QUOTED, {"'a;$1'", 6}}, {SQL_MARK, {",", 1}},
        {SQL_QUOTED, {"\"b\"", 3}}, {SQL_MARK, {",", 1}},        {SQL_PARAMETER, {"$12", 3}},
        {SQL_MARK, {"+", 1}},       {SQL_NUMBER, {"30", 2}},     {SQL_WORD, {"中", 3}},
    };
    struct span rest = span_of("SELECT 'a;$1', -- $2 it's\n \"b\",$12+30 中");
    struct sql_token token;
    for (size_t index = 0; index < sizeof expected / sizeof expected[0]; index++) {
        assert_true(sql_next(&rest, &token));
        assert_int_equal(token.kind, expected[index].kind);
        assert_true(span_equal(token.text, expected[index].text));
    }
    assert_false(sql_next(&rest, &token));
}

static void statements_end_at_semicolons_outside_of_quotes(void **state)
{
    (void)state;
    struct span rest = span_of(" ;-- no; end\nA ';' -- ;\n; \n;B");
    struct span statement;
    assert_true(sql_next_statement(&rest, &statement));
    assert_true(span_starts_with(statement, span_of("A ';'")));
    assert_true(sql_next_statement(&rest, &statement));
    assert_true(span_is(statement, "B"));
    assert_false(sql_next_statement(&rest, &statement));
}

static void the_written_table_is_found(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(sql_written_table(&arena, span_of("INSERT INTO job (a) VALUES ($1)")), "job");
    assert_string_equal(sql_written_table(&arena, span_of("UPDATE job SET a = 1")), "job");
    assert_string_equal(sql_written_table(&arena, span_of("DELETE FROM job")), "job");
    assert_string_equal(sql_written_table(&arena, span_of("SELECT 1")), "");
    arena_release(&arena);
}

static void queries_are_chosen_by_dialect(void **state)
{
    (void)state;
    static const char text[] =
        "a comment of the file\n-- name: probe_both\n-- why\nSELECT $2, $1;\n"
        "-- name: probe_one.sqlite\nSELECT 1;\n-- name: probe_one.postgres\n-- province\nSELECT 2;\n"
        "-- name: probe_piece.fragment.postgres\nAND a = $3\n";
    struct queries *queries = queries_open(STORE_POSTGRES);
    queries_add(queries, "probe.sql", span_of(text));
    assert_int_equal(queries_get(queries, "probe_both")->parameters, 2);
    assert_string_equal(queries_get(queries, "probe_both")->sql, "SELECT $2, $1");
    assert_string_equal(queries_get(queries, "probe_one")->sql, "SELECT 2");
    assert_true(queries_get(queries, "probe_one")->province);
    assert_true(queries_get(queries, "probe_piece.fragment")->fragment);
    const char *pieces[] = {"probe_both", "probe_piece"};
    const struct query *joined = queries_join(queries, pieces, 2);
    assert_ptr_equal(joined, queries_join(queries, pieces, 2));
    assert_int_equal(joined->parameters, 3);
    const char *gap[] = {"probe_one", "probe_piece"};
    assert_string_equal(queries_join(queries, gap, 2)->sql, "SELECT 2\nAND a = $1\n");
    queries_close(queries);
}

/* The lint: every statement of the request path has region_id = $1 on every tenant table it names, or is joined by
 * region_id to one that has. */
enum { TABLES_MAX = 256 };

struct tables {
    struct span names[TABLES_MAX];
    size_t count;
};

/* CREATE TABLE name (region_id … in the migrations: a tenant table. Registries have it elsewhere. */
static void list_tenant_tables(struct tables *tables, struct span text)
{
    struct span statement;
    while (sql_next_statement(&text, &statement)) {
        struct sql_token create;
        struct sql_token table;
        struct sql_token name;
        struct sql_token mark;
        struct sql_token first;
        bool whole = sql_next(&statement, &create) && sql_next(&statement, &table) && sql_next(&statement, &name) &&
                     sql_next(&statement, &mark) && sql_next(&statement, &first);
        if (whole && sql_token_is(&create, "create") && sql_token_is(&table, "table") &&
            sql_token_is(&first, "region_id")) {
            assert_true(tables->count < TABLES_MAX);
            tables->names[tables->count++] = name.text;
        }
    }
}

static bool is_tenant(const struct tables *tables, const struct sql_token *token)
{
    for (size_t index = 0; token->kind == SQL_WORD && index < tables->count; index++) {
        if (span_equal(tables->names[index], token->text)) {
            return true;
        }
    }
    return false;
}

static bool is_mark(const struct sql_token *token, char mark)
{
    return token->kind == SQL_MARK && token->text.length == 1 && token->text.at[0] == mark;
}

/* Tables named against conditions on region_id. INSERT: region_id first, and $1 for it. */
static bool keeps_to_its_region(const struct tables *tables, const char *sql)
{
    struct span rest = span_of(sql);
    struct sql_token token;
    struct sql_token last[4] = {0}; /* last[0] the one before */
    int named = 0;
    int held = 0;
    int joined = 0;
    bool inserting = false;
    while (sql_next(&rest, &token)) {
        bool opens = sql_token_is(&last[0], "from") || sql_token_is(&last[0], "join") ||
                     sql_token_is(&last[0], "update") || sql_token_is(&last[0], "into");
        bool region = sql_token_is(&token, "region_id");
        bool first = span_is(token.text, "$1");
        bool value = (is_mark(&last[0], '(') && sql_token_is(&last[1], "values")) || sql_token_is(&last[0], "select");
        named += opens && is_tenant(tables, &token) ? 1 : 0;
        inserting = inserting || (region && is_mark(&last[0], '(') && sql_token_is(&last[2], "into"));
        held += first && is_mark(&last[0], '=') && sql_token_is(&last[1], "region_id") ? 1 : 0;
        /* region_id = x.region_id */
        joined += region && is_mark(&last[0], '.') && is_mark(&last[2], '=') && sql_token_is(&last[3], "region_id");
        if (first && value && inserting) {
            held++;
            inserting = false;
        }
        memmove(&last[1], &last[0], 3 * sizeof last[0]);
        last[0] = token;
    }
    return named == 0 || (held > 0 && held + joined >= named);
}

/* Without the blocks of the other engine; blocks are marked by whole lines. */
static char *schema_of(const struct embedded_file *file, enum store_kind kind)
{
    const char *other = kind == STORE_SQLITE ? "-- only: postgres\n" : "-- only: sqlite\n";
    char *text = strndup(file->bytes.at, file->bytes.length);
    assert_non_null(text);
    for (char *at = strstr(text, other); at != NULL; at = strstr(at, other)) {
        char *end = strstr(at, "-- end\n");
        assert_non_null(end);
        memset(at, ' ', (size_t)(end - at));
    }
    return text;
}

enum { FILES_MAX = 64 };

struct schema {
    struct tables tables;
    char *texts[FILES_MAX]; /* the tables' names point in here */
    size_t count;
};

static void schema_init(struct schema *schema, enum store_kind kind)
{
    *schema = (struct schema){.count = 0};
    const struct embedded_file *files = embedded_list("sql/schema/", &schema->count);
    assert_true(schema->count <= FILES_MAX);
    for (size_t index = 0; index < schema->count; index++) {
        schema->texts[index] = schema_of(&files[index], kind);
        list_tenant_tables(&schema->tables, span_of(schema->texts[index]));
    }
    assert_true(schema->tables.count > 10);
}

static void schema_release(struct schema *schema)
{
    for (size_t index = 0; index < schema->count; index++) {
        free(schema->texts[index]);
    }
}

static void the_lint_catches_what_leaves_its_region(void **state)
{
    (void)state;
    struct schema schema;
    schema_init(&schema, STORE_POSTGRES);
    static const char *const good[] = {
        "SELECT id FROM job WHERE region_id = $1",
        "SELECT 1 FROM job j JOIN person p ON p.region_id = $1 AND p.id = j.id WHERE j.region_id = $1",
        "SELECT 1 FROM job j JOIN person p ON p.region_id = j.region_id AND p.id = j.id WHERE j.region_id = $1",
        "INSERT INTO job (region_id, id) VALUES ($1, $2)",
        "INSERT INTO job (region_id, id) SELECT $1, id FROM person WHERE region_id = $1 AND id > $2",
        "DELETE FROM job WHERE region_id = $1 AND id = $2",
        "UPDATE job SET state = $2 WHERE region_id = $1 AND id IN (SELECT id FROM job WHERE region_id = $1)",
        "SELECT 1 FROM login_registry WHERE login = $1",
    };
    static const char *const bad[] = {
        "SELECT id FROM job WHERE id = $1",
        "SELECT id FROM job WHERE region_id = $2 AND id = $1",
        "SELECT 1 FROM job j JOIN person p ON p.id = j.id WHERE j.region_id = $1",
        "SELECT 1 FROM job j JOIN person p ON p.region_id = j.region_id AND p.id = j.id WHERE j.id = $1",
        "INSERT INTO job (id, region_id) VALUES ($1, $2)",
        "INSERT INTO job (region_id, id) SELECT region_id, id FROM person WHERE region_id = $1",
        "DELETE FROM job",
        "UPDATE job SET state = $2 WHERE region_id = $1 AND id IN (SELECT id FROM job)",
    };
    for (size_t index = 0; index < sizeof good / sizeof good[0]; index++) {
        assert_true(keeps_to_its_region(&schema.tables, good[index]));
    }
    for (size_t index = 0; index < sizeof bad / sizeof bad[0]; index++) {
        assert_false(keeps_to_its_region(&schema.tables, bad[index]));
    }
    schema_release(&schema);
}

static void lint_dialect(enum store_kind kind)
{
    struct schema schema;
    int faults = 0;
    schema_init(&schema, kind);
    struct queries *queries = queries_open(kind);
    const struct query *query;
    for (size_t index = 0; (query = queries_at(queries, index)) != NULL; index++) {
        if (!query->province && !keeps_to_its_region(&schema.tables, query->sql)) {
            print_error("%s: query %s has not region_id = $1 on every tenant table\n", query->file, query->name);
            faults++;
        }
        if (strstr(query->sql, "::") != NULL) {
            print_error("%s: query %s has \"::\", which SQLite takes for a name\n", query->file, query->name);
            faults++;
        }
    }
    queries_close(queries);
    schema_release(&schema);
    assert_int_equal(faults, 0);
}

static void every_statement_keeps_to_its_region(void **state)
{
    (void)state;
    lint_dialect(STORE_SQLITE);
    lint_dialect(STORE_POSTGRES);
}

/* Primary, unique and foreign keys and indexes of tenant tables begin with the region; GIN indexes over words, which
 * say USING, aside. The number of keys that do not. */
static int count_wrong_keys(const struct tables *tables, struct span text)
{
    int wrong = 0;
    struct span statement;
    while (sql_next_statement(&text, &statement)) {
        struct sql_token token;
        struct sql_token last[3] = {0};
        bool tenant = false;
        while (sql_next(&statement, &token)) {
            bool column = is_mark(&last[0], '(');
            bool key = sql_token_is(&last[1], "key") || sql_token_is(&last[1], "unique");
            bool index = sql_token_is(&last[2], "on") && is_tenant(tables, &last[1]);
            tenant = tenant || (sql_token_is(&last[0], "table") && is_tenant(tables, &token));
            if (column && ((tenant && key) || index) && !sql_token_is(&token, "region_id")) {
                print_error("a key begins with %.*s\n", (int)token.text.length, token.text.at);
                wrong++;
            }
            memmove(&last[1], &last[0], 2 * sizeof last[0]);
            last[0] = token;
        }
    }
    return wrong;
}

static void keys_and_indexes_begin_with_the_region(void **state)
{
    (void)state;
    static const char bad[] =
        "CREATE TABLE job (region_id integer, id bigint, PRIMARY KEY (id, region_id));"
        "CREATE INDEX job_x ON job (id); CREATE TABLE login_registry (login text, UNIQUE (login));";
    struct schema schema;
    schema_init(&schema, STORE_POSTGRES);
    assert_int_equal(count_wrong_keys(&schema.tables, span_of(bad)), 2);
    for (size_t index = 0; index < schema.count; index++) {
        assert_int_equal(count_wrong_keys(&schema.tables, span_of(schema.texts[index])), 0);
    }
    schema_release(&schema);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scanner_tells_tokens_apart),
        cmocka_unit_test(statements_end_at_semicolons_outside_of_quotes),
        cmocka_unit_test(the_written_table_is_found),
        cmocka_unit_test(queries_are_chosen_by_dialect),
        cmocka_unit_test(the_lint_catches_what_leaves_its_region),
        cmocka_unit_test(every_statement_keeps_to_its_region),
        cmocka_unit_test(keys_and_indexes_begin_with_the_region),
    };
    return cmocka_run_group_tests_name("SQL", tests, NULL, NULL);
}
