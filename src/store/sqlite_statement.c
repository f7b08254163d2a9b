/* Statements and rows on SQLite. */
#include "store/sqlite_statement.h"

#include "base/buffer.h"
#include "base/check.h"
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>

struct sqlite_rows {
    struct store_rows base;
    struct sqlite_connection *connection;
    struct sqlite_statement *statement;
    bool stepped;
};

void sqlite_statement_free(struct sqlite_statement *statement)
{
    if (statement != NULL) {
        (void)sqlite3_finalize(statement->prepared);
        free(statement);
    }
}

static struct result prepare(struct sqlite_connection *connection, const char *sql, bool keep,
                             struct sqlite_statement **out)
{
    struct sqlite_statement *statement = calloc(1, sizeof *statement);
    CHECK(statement != NULL);
    unsigned int flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
    if (sqlite3_prepare_v3(connection->handle, sql, -1, flags, &statement->prepared, NULL) != SQLITE_OK) {
        struct result result = sqlite_failure(connection, "");
        sqlite_statement_free(statement);
        return result;
    }
    for (int number = 1; number <= SQL_PARAMETERS; number++) {
        char name[16];
        (void)snprintf(name, sizeof name, "$%d", number);
        statement->position[number] = (unsigned char)sqlite3_bind_parameter_index(statement->prepared, name);
    }
    statement->kept = keep;
    *out = statement;
    return result_ok();
}

static struct sqlite_statement **slot_of(struct sqlite_connection *connection, size_t number)
{
    if (number >= connection->statement_count) {
        size_t count = number + 64;
        void *grown = reallocarray(connection->statements, count, sizeof(struct sqlite_statement *));
        CHECK(grown != NULL);
        connection->statements = grown;
        for (size_t index = connection->statement_count; index < count; index++) {
            connection->statements[index] = NULL;
        }
        connection->statement_count = count;
    }
    return &connection->statements[number];
}

static struct result acquire(struct sqlite_connection *connection, const struct query *query,
                             struct sqlite_statement **out)
{
    struct sqlite_statement **slot = slot_of(connection, query->number);
    if (*slot != NULL && (*slot)->in_use) {
        return prepare(connection, query->sql, false, out);
    }
    struct result result = *slot == NULL ? prepare(connection, query->sql, true, slot) : result_ok();
    if (!result_failed(result)) {
        *out = *slot;
    }
    return result;
}

static void release(struct sqlite_statement *statement)
{
    (void)sqlite3_reset(statement->prepared);
    (void)sqlite3_clear_bindings(statement->prepared);
    statement->in_use = false;
    if (!statement->kept) {
        sqlite_statement_free(statement);
    }
}

static int bind_value(sqlite3_stmt *prepared, int position, const struct store_value *value,
                      sqlite3_destructor_type lifetime)
{
    /* A span of length 0 may have no address, and SQLite takes an address of NULL for SQL NULL. */
    const char *at = value->text.at == NULL ? "" : value->text.at;
    switch (value->type) {
    case STORE_NULL:
        return sqlite3_bind_null(prepared, position);
    case STORE_INTEGER:
        return sqlite3_bind_int64(prepared, position, value->integer);
    case STORE_TEXT:
        return sqlite3_bind_text64(prepared, position, at, value->text.length, lifetime, SQLITE_UTF8);
    case STORE_BLOB:
        return sqlite3_bind_blob64(prepared, position, at, value->text.length, lifetime);
    }
    return SQLITE_MISUSE;
}

static bool bind_all(struct sqlite_statement *statement, const struct store_value *values, int count,
                     sqlite3_destructor_type lifetime)
{
    for (int number = 1; number <= count; number++) {
        int position = statement->position[number];
        if (position != 0 && bind_value(statement->prepared, position, &values[number - 1], lifetime) != SQLITE_OK) {
            return false;
        }
    }
    return true;
}

struct result sqlite_query(struct store_session *session, const struct query *query, const struct store_value *values,
                           struct store_rows **out)
{
    struct sqlite_connection *connection = session->connection;
    struct sqlite_statement *statement = NULL;
    struct result result = acquire(connection, query, &statement);
    if (result_failed(result)) {
        return store_fail_session(session, result);
    }
    /* The rows outlive this call and the values do not: SQLite keeps copies. */
    if (!bind_all(statement, values, query->parameters, SQLITE_TRANSIENT)) {
        result = sqlite_failure(connection, "");
        release(statement);
        return store_fail_session(session, result);
    }
    statement->in_use = true;
    struct sqlite_rows *rows = calloc(1, sizeof *rows);
    CHECK(rows != NULL);
    *rows = (struct sqlite_rows){{session, result_ok(), query->table}, connection, statement, false};
    *out = &rows->base;
    return result_ok();
}

bool sqlite_rows_next(struct store_rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    int code = sqlite3_step(rows->statement->prepared);
    rows->stepped = true;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        base->failure = store_fail_session(base->session, sqlite_failure(rows->connection, base->table));
    }
    return code == SQLITE_ROW;
}

struct result sqlite_rows_close(struct store_rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    if (!rows->stepped && sqlite3_stmt_readonly(rows->statement->prepared) == 0) {
        (void)sqlite_rows_next(base); /* INSERT … RETURNING whose rows nobody looked at: PostgreSQL has done it */
    }
    struct result result = base->failure;
    release(rows->statement);
    free(rows);
    return result;
}

static sqlite3_stmt *row_of(const struct store_rows *rows, int column)
{
    sqlite3_stmt *prepared = ((const struct sqlite_rows *)rows)->statement->prepared;
    CHECK(column >= 0 && column < sqlite3_data_count(prepared));
    return prepared;
}

bool sqlite_rows_is_null(const struct store_rows *rows, int column)
{
    return sqlite3_column_type(row_of(rows, column), column) == SQLITE_NULL;
}

int64_t sqlite_rows_integer(const struct store_rows *rows, int column)
{
    return sqlite3_column_int64(row_of(rows, column), column);
}

struct span sqlite_rows_span(const struct store_rows *rows, int column)
{
    sqlite3_stmt *prepared = row_of(rows, column);
    /* A blob as it is; an integer as its digits. */
    const void *at = sqlite3_column_type(prepared, column) == SQLITE_BLOB
                         ? sqlite3_column_blob(prepared, column)
                         : (const void *)sqlite3_column_text(prepared, column);
    return span_make(at, (size_t)sqlite3_column_bytes(prepared, column));
}

static struct result step_to_end(struct sqlite_connection *connection, sqlite3_stmt *prepared, const char *table)
{
    int code;
    do {
        code = sqlite3_step(prepared);
    } while (code == SQLITE_ROW);
    return code == SQLITE_DONE ? result_ok() : sqlite_failure(connection, table);
}

struct result sqlite_execute(struct store_session *session, const struct query *query, const struct store_value *values,
                             int64_t *changed)
{
    struct sqlite_connection *connection = session->connection;
    struct sqlite_statement *statement = NULL;
    struct result result = acquire(connection, query, &statement);
    if (result_failed(result)) {
        return store_fail_session(session, result);
    }
    result = bind_all(statement, values, query->parameters, SQLITE_STATIC)
                 ? step_to_end(connection, statement->prepared, query->table)
                 : sqlite_failure(connection, "");
    bool wrote = sqlite3_stmt_readonly(statement->prepared) == 0;
    release(statement);
    if (result_failed(result)) {
        return store_fail_session(session, result);
    }
    *changed = wrote ? sqlite3_changes64(connection->handle) : 0;
    return result_ok();
}

static struct result insert_rows(struct sqlite_connection *connection, struct sqlite_statement *statement,
                                 const struct store_bulk *bulk)
{
    for (size_t row = 0; row < bulk->row_count; row++) {
        const struct store_value *values = bulk->values + row * bulk->column_count;
        struct result result = bind_all(statement, values, (int)bulk->column_count, SQLITE_STATIC)
                                   ? step_to_end(connection, statement->prepared, bulk->table)
                                   : sqlite_failure(connection, "");
        if (result_failed(result)) {
            return result;
        }
        (void)sqlite3_reset(statement->prepared);
    }
    return result_ok();
}

struct result sqlite_insert_many(struct store_session *session, const struct store_bulk *bulk)
{
    struct buffer sql;
    buffer_init(&sql);
    buffer_add_format(&sql, "INSERT INTO %s (%s) VALUES (", bulk->table, bulk->columns);
    for (size_t column = 1; column <= bulk->column_count; column++) {
        buffer_add_format(&sql, column == 1 ? "$%zu" : ",$%zu", column);
    }
    buffer_add_text(&sql, ")");
    struct sqlite_statement *statement = NULL;
    struct result result = prepare(session->connection, sql.bytes, false, &statement);
    buffer_release(&sql);
    if (!result_failed(result)) {
        result = insert_rows(session->connection, statement, bulk);
        release(statement);
    }
    return result_failed(result) ? store_fail_session(session, result) : result;
}

struct result sqlite_script(struct store_session *session, const char *statement)
{
    struct sqlite_connection *connection = session->connection;
    if (sqlite3_exec(connection->handle, statement, NULL, NULL, NULL) != SQLITE_OK) {
        return store_fail_session(session, sqlite_failure(connection, ""));
    }
    return result_ok();
}

struct result sqlite_prepare(struct store_session *session, const struct query *query)
{
    struct sqlite_statement *statement = NULL;
    struct result result = prepare(session->connection, query->sql, false, &statement);
    if (!result_failed(result)) {
        sqlite_statement_free(statement);
    }
    return result;
}
