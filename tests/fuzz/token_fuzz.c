/* Text, a line break, a query. Whatever both are: the query is an expression that the database takes, a text is found by
 * its own words, and highlights lie within it. */
#include "base/check.h"
#include "text/text.h"

#include <sqlite3.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    CHECK(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

static bool run(sqlite3_stmt *statement, const char *text)
{
    (void)sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC);
    int status = sqlite3_step(statement);
    CHECK(status == SQLITE_ROW || status == SQLITE_DONE);
    (void)sqlite3_reset(statement);
    return status == SQLITE_ROW;
}

static void check_tokens(const char *tokens)
{
    const char *end = tokens + strlen(tokens);
    char last = ' ';
    while (tokens < end) {
        char first = *tokens;
        uint32_t point = utf8_next(&tokens, end);
        CHECK(is_han(point) || (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') ||
              (point == ' ' && last != ' ' && tokens < end));
        last = first;
    }
}

static size_t check_hits(struct arena *arena, struct span text, struct span query)
{
    struct hit hits[16];
    size_t count = token_highlight(arena, text, query, hits, 16);
    uint32_t last = 0;
    for (size_t index = 0; index < count; index++) {
        CHECK((index == 0 || hits[index].start > last) && hits[index].start < hits[index].end);
        CHECK(hits[index].end <= text.length);
        last = hits[index].end;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static sqlite3 *database; /* opened once: the process is the test */
    static sqlite3_stmt *insert, *clear, *match;
    if (database == NULL) {
        CHECK(sqlite3_open(":memory:", &database) == SQLITE_OK);
        CHECK(sqlite3_exec(database, "CREATE VIRTUAL TABLE t USING fts5(body)", NULL, NULL, NULL) == SQLITE_OK);
        insert = prepare(database, "INSERT INTO t(rowid, body) VALUES(1, ?1)");
        clear = prepare(database, "DELETE FROM t");
        match = prepare(database, "SELECT 1 FROM t WHERE t MATCH ?1");
    }
    struct arena arena;
    arena_init(&arena);
    const uint8_t *line = memchr(bytes, '\n', size);
    size_t length = line == NULL ? size : (size_t)(line - bytes);
    struct span text = span_make((const char *)bytes, length);
    struct span query = span_make((const char *)bytes + length, size - length);
    const char *tokens = token_index(&arena, text);
    check_tokens(tokens);
    (void)run(clear, NULL);
    (void)run(insert, tokens);
    struct token_query asked = token_query(&arena, query);
    CHECK(asked.word_count <= 10);
    if (asked.word_count > 0) {
        bool found = run(match, asked.fts5);
        size_t hits = check_hits(&arena, text, query);
        CHECK(!found || hits > 0);
    }
    struct token_query own = token_query(&arena, text);
    if (own.word_count > 0 && utf8_count(text) <= 64) {
        CHECK(run(match, own.fts5));
        CHECK(check_hits(&arena, text, text) > 0);
    }
    (void)pinyin_index(&arena, text);
    arena_release(&arena);
    return 0;
}
