/* Statements, rows and COPY on PostgreSQL. Answers are fetched whole, in text form. */
#include "base/check.h"
#include "base/day.h"
#include "store/postgres.h"
#include "store/sql_text.h"

#include <stdio.h>
#include <stdlib.h>

enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, NAME_SIZE = 24, COPY_CHUNK = 65536, SCRATCH_KEPT = 1 << 20 };

struct postgres_rows {
    struct store_rows base;
    PGresult *answer;
    int row;
    struct arena *scratch; /* decoded bytes of the row; NULL when no column has any */
};

static void statement_name(const struct query *query, char name[static NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, "q%zu", query->number);
}

static struct result send_prepare(struct postgres_connection *connection, const char *name, const char *sql)
{
    PGresult *answer = NULL;
    if (PQsendPrepare(connection->handle, name, sql, 0, NULL) == 1) {
        answer = postgres_collect(connection, postgres_limit(connection));
    }
    if (answer == NULL || PQresultStatus(answer) != PGRES_COMMAND_OK) {
        return postgres_failure(connection, answer, "");
    }
    PQclear(answer);
    return result_ok();
}

static struct result prepare_once(struct postgres_connection *connection, const struct query *query)
{
    if (query->number >= connection->prepared_count) {
        size_t count = query->number + 256;
        unsigned char *grown = realloc(connection->prepared, count);
        CHECK(grown != NULL);
        memset(grown + connection->prepared_count, 0, count - connection->prepared_count);
        connection->prepared = grown;
        connection->prepared_count = count;
    }
    if (connection->prepared[query->number] == 1) {
        return result_ok();
    }
    char name[NAME_SIZE];
    statement_name(query, name);
    struct result result = send_prepare(connection, name, query->sql);
    connection->prepared[query->number] = result_failed(result) ? 0 : 1;
    return result;
}

struct parameters {
    const char *values[SQL_PARAMETERS];
    int lengths[SQL_PARAMETERS];
    int formats[SQL_PARAMETERS];
    int count;
};

/* Text form for all but bytes. The texts are copied behind one another because a span has no end mark. */
static void fill_parameters(struct buffer *scratch, const struct query *query, const struct store_value *values,
                            struct parameters *out)
{
    size_t start[SQL_PARAMETERS] = {0};
    buffer_clear(scratch);
    buffer_reserve(scratch, 1);
    *out = (struct parameters){.count = 0};
    for (int number = 1; number <= query->parameters; number++) {
        if ((query->used >> number & 1) == 0) {
            continue; /* a joined query closes the gap */
        }
        const struct store_value *value = &values[number - 1];
        int at = out->count++;
        start[at] = scratch->length;
        out->formats[at] = value->type == STORE_BLOB ? 1 : 0;
        out->lengths[at] = (int)value->text.length;
        out->values[at] = value->type == STORE_NULL ? NULL : "";
        if (value->type == STORE_INTEGER) {
            buffer_add_format(scratch, "%lld", (long long)value->integer);
        } else {
            buffer_add(scratch, value->text.at, value->text.length);
        }
        buffer_add_byte(scratch, '\0');
    }
    for (int at = 0; at < out->count; at++) {
        out->values[at] = out->values[at] == NULL ? NULL : scratch->bytes + start[at];
    }
}

/* The answer of a statement, or the failure noted in the session. */
static struct result run(struct store_session *session, const struct query *query, const struct store_value *values,
                         PGresult **out)
{
    struct postgres_connection *connection = session->connection;
    struct result result = prepare_once(connection, query);
    if (result_failed(result)) {
        return store_fail_session(session, result);
    }
    char name[NAME_SIZE];
    struct parameters parameters;
    statement_name(query, name);
    fill_parameters(&connection->scratch, query, values, &parameters);
    PGresult *answer = NULL;
    if (PQsendQueryPrepared(connection->handle, name, parameters.count, parameters.values, parameters.lengths,
                            parameters.formats, 0) == 1) {
        answer = postgres_collect(connection, postgres_limit(connection));
    }
    if (connection->scratch.capacity > SCRATCH_KEPT) { /* a file that was stored: not for each connection for good */
        buffer_release(&connection->scratch);
        buffer_init(&connection->scratch);
    }
    ExecStatusType status = PQresultStatus(answer);
    if (answer == NULL || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)) {
        return store_fail_session(session, postgres_failure(connection, answer, query->table));
    }
    *out = answer;
    return result_ok();
}

static bool has_bytes(const PGresult *answer)
{
    for (int column = 0; column < PQnfields(answer); column++) {
        if (PQftype(answer, column) == TYPE_BYTEA) {
            return true;
        }
    }
    return false;
}

struct result postgres_query(struct store_session *session, const struct query *query, const struct store_value *values,
                             struct store_rows **out)
{
    PGresult *answer = NULL;
    struct result result = run(session, query, values, &answer);
    if (result_failed(result)) {
        return result;
    }
    struct postgres_rows *rows = calloc(1, sizeof *rows);
    CHECK(rows != NULL);
    *rows = (struct postgres_rows){.base = {session, result_ok(), query->table}, .answer = answer, .row = -1};
    if (has_bytes(answer)) {
        rows->scratch = calloc(1, sizeof *rows->scratch);
        CHECK(rows->scratch != NULL);
        arena_init(rows->scratch);
    }
    *out = &rows->base;
    return result_ok();
}

bool postgres_rows_next(struct store_rows *base)
{
    struct postgres_rows *rows = (struct postgres_rows *)base;
    if (rows->scratch != NULL) {
        arena_reset(rows->scratch);
    }
    rows->row++;
    return rows->row < PQntuples(rows->answer);
}

struct result postgres_rows_close(struct store_rows *base)
{
    struct postgres_rows *rows = (struct postgres_rows *)base;
    if (rows->scratch != NULL) {
        arena_release(rows->scratch);
        free(rows->scratch);
    }
    PQclear(rows->answer);
    free(rows);
    return result_ok();
}

static const struct postgres_rows *row_of(const struct store_rows *base, int column)
{
    const struct postgres_rows *rows = (const struct postgres_rows *)base;
    CHECK(rows->row >= 0 && rows->row < PQntuples(rows->answer));
    CHECK(column >= 0 && column < PQnfields(rows->answer));
    return rows;
}

bool postgres_rows_is_null(const struct store_rows *base, int column)
{
    const struct postgres_rows *rows = row_of(base, column);
    return PQgetisnull(rows->answer, rows->row, column) != 0;
}

int64_t postgres_rows_integer(const struct store_rows *base, int column)
{
    const struct postgres_rows *rows = row_of(base, column);
    const char *text = PQgetvalue(rows->answer, rows->row, column);
    if (PQftype(rows->answer, column) == TYPE_BOOL) {
        return *text == 't' ? 1 : 0;
    }
    return strtoll(text, NULL, 10);
}

static int hex_digit(char letter)
{
    return letter <= '9' ? letter - '0' : letter - 'a' + 10;
}

/* "\x6869" → "hi" */
static struct span decode_bytes(struct arena *arena, struct span text)
{
    size_t length = text.length < 2 ? 0 : text.length / 2 - 1;
    char *bytes = arena_alloc(arena, length + 1, 1);
    for (size_t index = 0; index < length; index++) {
        const char *digits = text.at + 2 + index * 2;
        bytes[index] = (char)(hex_digit(digits[0]) << 4 | hex_digit(digits[1]));
    }
    return span_make(bytes, length);
}

struct span postgres_rows_span(const struct store_rows *base, int column)
{
    const struct postgres_rows *rows = row_of(base, column);
    if (PQgetisnull(rows->answer, rows->row, column) != 0) {
        return span_make(NULL, 0);
    }
    struct span text =
        span_make(PQgetvalue(rows->answer, rows->row, column), (size_t)PQgetlength(rows->answer, rows->row, column));
    bool bytes = PQftype(rows->answer, column) == TYPE_BYTEA;
    return bytes ? decode_bytes(rows->scratch, text) : text;
}

struct result postgres_execute(struct store_session *session, const struct query *query,
                               const struct store_value *values, int64_t *changed)
{
    PGresult *answer = NULL;
    struct result result = run(session, query, values, &answer);
    if (!result_failed(result)) {
        *changed = strtoll(PQcmdTuples(answer), NULL, 10);
        PQclear(answer);
    }
    return result;
}

struct result postgres_script(struct store_session *session, const char *statement)
{
    struct postgres_connection *connection = session->connection;
    struct result result =
        postgres_command(connection, "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 60000",
                         atomic_load(&connection->store->statement_ms));
    if (!result_failed(result)) {
        result = postgres_command(connection, statement, POSTGRES_SCRIPT_MS);
    }
    return result_failed(result) ? store_fail_session(session, result) : result;
}

struct result postgres_prepare(struct store_session *session, const struct query *query)
{
    struct result result = send_prepare(session->connection, "", query->sql);
    return result_failed(result) ? store_fail_session(session, result) : result;
}

/* COPY's text form: tab between columns, backslash before what would be read otherwise. */
static void add_copy_text(struct buffer *line, struct span text)
{
    size_t plain = 0;
    for (size_t index = 0; index < text.length; index++) {
        const char *mark = NULL;
        switch (text.at[index]) {
        case '\\':
            mark = "\\\\";
            break;
        case '\t':
            mark = "\\t";
            break;
        case '\n':
            mark = "\\n";
            break;
        case '\r':
            mark = "\\r";
            break;
        default:
            continue;
        }
        buffer_add(line, text.at + plain, index - plain);
        buffer_add_text(line, mark);
        plain = index + 1;
    }
    buffer_add(line, text.at + plain, text.length - plain);
}

static void add_copy_value(struct buffer *line, const struct store_value *value)
{
    switch (value->type) {
    case STORE_NULL:
        buffer_add_text(line, "\\N");
        return;
    case STORE_INTEGER:
        buffer_add_format(line, "%lld", (long long)value->integer);
        return;
    case STORE_TEXT:
        if (value->text.length > 0) {
            add_copy_text(line, value->text);
        }
        return;
    case STORE_BLOB:
        buffer_add_text(line, "\\\\x");
        for (size_t index = 0; index < value->text.length; index++) {
            buffer_add_format(line, "%02x", (unsigned)(unsigned char)value->text.at[index]);
        }
        return;
    }
}

static bool send_chunk(struct postgres_connection *connection, struct buffer *chunk)
{
    int64_t until = postgres_limit(connection);
    bool sent = true;
    if (chunk->length > 0) {
        int taken;
        while ((taken = PQputCopyData(connection->handle, chunk->bytes, (int)chunk->length)) == 0) {
            if (!postgres_flush(connection, until)) {
                return false;
            }
        }
        sent = taken == 1 && postgres_flush(connection, until);
    }
    buffer_clear(chunk);
    return sent;
}

/* A server that refuses a row says so at the end; until then it swallows the rest. */
static bool send_rows(struct postgres_connection *connection, const struct store_bulk *bulk)
{
    struct buffer chunk;
    buffer_init(&chunk);
    bool sent = true;
    for (size_t row = 0; sent && row < bulk->row_count; row++) {
        for (size_t column = 0; column < bulk->column_count; column++) {
            if (column > 0) {
                buffer_add_byte(&chunk, '\t');
            }
            add_copy_value(&chunk, &bulk->values[row * bulk->column_count + column]);
        }
        buffer_add_byte(&chunk, '\n');
        sent = chunk.length < COPY_CHUNK || send_chunk(connection, &chunk);
    }
    sent = sent && send_chunk(connection, &chunk);
    buffer_release(&chunk);
    return sent && PQputCopyEnd(connection->handle, NULL) == 1;
}

struct result postgres_insert_many(struct store_session *session, const struct store_bulk *bulk)
{
    struct postgres_connection *connection = session->connection;
    struct buffer sql;
    buffer_init(&sql);
    buffer_add_format(&sql, "COPY %s (%s) FROM STDIN", bulk->table, bulk->columns);
    PGresult *answer = NULL;
    if (PQsendQuery(connection->handle, sql.bytes) == 1) {
        answer = postgres_collect(connection, postgres_limit(connection));
    }
    buffer_release(&sql);
    if (answer == NULL || PQresultStatus(answer) != PGRES_COPY_IN) {
        return store_fail_session(session, postgres_failure(connection, answer, bulk->table));
    }
    PQclear(answer);
    answer = send_rows(connection, bulk) ? postgres_collect(connection, postgres_limit(connection)) : NULL;
    if (answer == NULL || PQresultStatus(answer) != PGRES_COMMAND_OK) {
        return store_fail_session(session, postgres_failure(connection, answer, bulk->table));
    }
    PQclear(answer);
    return result_ok();
}
