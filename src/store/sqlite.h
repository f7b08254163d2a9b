/* One SQLite connection: its pragmas, its prepared statements, its errors. Used by sqlite.c only.
 *
 * A connection is used by one thread at a time (opened without SQLite's own mutex). Each query is prepared once
 * per connection; a query that is opened again while its rows are still open gets a statement of its own.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/driver.h"

#include <sqlite3.h>

enum sqlite_control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_RELEASE,
    CONTROL_UNDO,
    CONTROL_COUNT
};

struct sqlite_statement;

struct sqlite_connection {
    sqlite3 *handle;
    struct store *store;
    sqlite3_stmt *control[CONTROL_COUNT];
    struct sqlite_statement **statements; /* by query number */
    size_t statement_count;
    struct sqlite_connection *next;
};

struct result sqlite_connect(struct store *store, const char *path, bool writing, struct sqlite_connection **out);
void sqlite_disconnect(struct sqlite_connection *connection);

/* Where the database of a SQLite store lies. */
const char *sqlite_path(const struct store *store);

/* Transaction control. */
struct result sqlite_control(struct sqlite_connection *connection, enum sqlite_control control);
/* False when SQLite has rolled the transaction back by itself (disk full, I/O error). */
bool sqlite_in_transaction(const struct sqlite_connection *connection);
void sqlite_roll_back(struct sqlite_connection *connection);

/* PRAGMA data_version: changes when another connection has committed. */
struct result sqlite_data_version(struct sqlite_connection *connection, int64_t *out);

/* The result for what the connection met last; `table` for foreign keys, which SQLite does not name. */
struct result sqlite_failure(struct sqlite_connection *connection, const char *table);

/* The driver's entries (driver.h). */
struct result sqlite_query(struct store_session *session, const struct query *query, const struct store_value *values,
                           struct store_rows **out);
struct result sqlite_execute(struct store_session *session, const struct query *query, const struct store_value *values,
                             int64_t *changed);
struct result sqlite_insert_many(struct store_session *session, const struct store_bulk *bulk);
struct result sqlite_script(struct store_session *session, const char *statement);
struct result sqlite_prepare(struct store_session *session, const struct query *query);
bool sqlite_rows_next(struct store_rows *rows);
struct result sqlite_rows_close(struct store_rows *rows);
bool sqlite_rows_is_null(const struct store_rows *rows, int column);
int64_t sqlite_rows_integer(const struct store_rows *rows, int column);
struct span sqlite_rows_span(const struct store_rows *rows, int column);

#endif
