/* Opening SQLite, transaction control, and what its errors mean. */
#include "base/check.h"
#include "base/log.h"
#include "store/sqlite.h"
#include "store/sqlite_statement.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 5000 };

static const char *const CONTROL_TEXT[CONTROL_COUNT] = {
    [CONTROL_BEGIN_READ] = "BEGIN",   [CONTROL_BEGIN] = "BEGIN IMMEDIATE", [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",  [CONTROL_SAVEPOINT] = "SAVEPOINT w", [CONTROL_RELEASE] = "RELEASE w",
    [CONTROL_UNDO] = "ROLLBACK TO w",
};

/* WAL with FULL: a COMMIT that returned is on disk. The busy time-out is for other processes (the command line). */
static const char PRAGMAS[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                              "PRAGMA case_sensitive_like=1; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;"
                              "PRAGMA journal_size_limit=67108864;";
static const char READER_PRAGMAS[] = "PRAGMA query_only=ON;";

static struct result open_handle(struct sqlite_connection *connection, const char *path, bool writing)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &connection->handle, flags, NULL) != SQLITE_OK) {
        return sqlite_failure(connection, "");
    }
    (void)sqlite3_busy_timeout(connection->handle, BUSY_TIMEOUT_MS);
    bool ready = sqlite3_exec(connection->handle, PRAGMAS, NULL, NULL, NULL) == SQLITE_OK &&
                 (writing || sqlite3_exec(connection->handle, READER_PRAGMAS, NULL, NULL, NULL) == SQLITE_OK);
    for (int index = 0; ready && index < CONTROL_COUNT; index++) {
        ready = sqlite3_prepare_v3(connection->handle, CONTROL_TEXT[index], -1, SQLITE_PREPARE_PERSISTENT,
                                   &connection->control[index], NULL) == SQLITE_OK;
    }
    return ready ? result_ok() : sqlite_failure(connection, "");
}

struct result sqlite_connect(struct store *store, const char *path, bool writing, struct sqlite_connection **out)
{
    struct sqlite_connection *connection = calloc(1, sizeof *connection);
    CHECK(connection != NULL);
    connection->store = store;
    /* The file holds personal data: made by us so that only its owner can read it. */
    int file = writing ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file >= 0) {
        (void)close(file);
    }
    struct result result = open_handle(connection, path, writing);
    if (result_failed(result)) {
        sqlite_disconnect(connection);
        return result;
    }
    *out = connection;
    return result_ok();
}

void sqlite_disconnect(struct sqlite_connection *connection)
{
    for (size_t index = 0; index < connection->statement_count; index++) {
        sqlite_statement_free(connection->statements[index]);
    }
    free(connection->statements);
    for (int index = 0; index < CONTROL_COUNT; index++) {
        (void)sqlite3_finalize(connection->control[index]);
    }
    CHECK(sqlite3_close(connection->handle) == SQLITE_OK);
    free(connection);
}

struct result sqlite_control(struct sqlite_connection *connection, enum sqlite_control control)
{
    sqlite3_stmt *statement = connection->control[control];
    int code = sqlite3_step(statement);
    struct result result = code == SQLITE_DONE ? result_ok() : sqlite_failure(connection, "");
    (void)sqlite3_reset(statement);
    return result;
}

struct result sqlite_data_version(struct sqlite_connection *connection, int64_t *out)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection->handle, "PRAGMA data_version", -1, &statement, NULL);
    bool found = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
    if (found) {
        *out = sqlite3_column_int64(statement, 0);
    }
    struct result result = found ? result_ok() : sqlite_failure(connection, "");
    (void)sqlite3_finalize(statement);
    return result;
}

bool sqlite_in_transaction(const struct sqlite_connection *connection)
{
    return sqlite3_get_autocommit(connection->handle) == 0;
}

void sqlite_roll_back(struct sqlite_connection *connection)
{
    if (sqlite_in_transaction(connection)) {
        struct result result = sqlite_control(connection, CONTROL_ROLLBACK);
        if (result_failed(result)) {
            log_write(LOG_ERROR, "sqlite: rollback: %s", result.detail);
        }
    }
}

/* "table.one, table.two" of SQLite's message as the list of column names alone. */
static void read_columns(const char *message, char table[static 128], char columns[static 512])
{
    const char *at = strstr(message, "failed: ");
    at = at == NULL ? "" : at + 8;
    size_t length = strcspn(at, ".");
    (void)snprintf(table, 128, "%.*s", (int)length, at);
    size_t used = 0;
    columns[0] = '\0';
    while (*at != '\0' && used < 500) {
        at += strcspn(at, ".");
        at += *at == '.' ? 1 : 0;
        size_t name = strcspn(at, ",");
        int more = snprintf(columns + used, 512 - used, "%.*s,", (int)name, at);
        used += more < 0 ? 0 : (size_t)more;
        at += name;
    }
}

static bool index_covers(sqlite3_stmt *columns_of, const char *index, const char *columns)
{
    char found[512] = "";
    size_t used = 0;
    (void)sqlite3_bind_text(columns_of, 1, index, -1, SQLITE_STATIC);
    while (sqlite3_step(columns_of) == SQLITE_ROW && used < 500) {
        const unsigned char *name = sqlite3_column_text(columns_of, 0);
        int more = snprintf(found + used, sizeof found - used, "%s,", name == NULL ? "" : (const char *)name);
        used += more < 0 ? 0 : (size_t)more;
    }
    (void)sqlite3_reset(columns_of);
    return strcmp(found, columns) == 0;
}

/* SQLite names the columns of a broken unique index, PostgreSQL the index. Find the index; the table's name stands
 * for its primary key. */
static struct result unique_failure(struct sqlite_connection *connection, const char *message)
{
    char table[128];
    char columns[512];
    read_columns(message, table, columns);
    char *field = NULL;
    sqlite3_stmt *indexes = NULL;
    sqlite3_stmt *columns_of = NULL;
    int ready = sqlite3_prepare_v2(connection->handle,
                                   "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" = 1 AND origin = 'c'", -1,
                                   &indexes, NULL);
    ready |= sqlite3_prepare_v2(connection->handle, "SELECT name FROM pragma_index_info(?1) ORDER BY seqno", -1,
                                &columns_of, NULL);
    if (ready == SQLITE_OK) {
        (void)sqlite3_bind_text(indexes, 1, table, -1, SQLITE_STATIC);
        while (field == NULL && sqlite3_step(indexes) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(indexes, 0);
            field = name != NULL && index_covers(columns_of, name, columns) ? strdup(name) : NULL;
        }
    }
    (void)sqlite3_finalize(indexes);
    (void)sqlite3_finalize(columns_of);
    struct result result = store_conflict(connection->store, field == NULL ? table : field, message);
    free(field);
    return result;
}

struct result sqlite_failure(struct sqlite_connection *connection, const char *table)
{
    int code = connection->handle == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode(connection->handle);
    /* The message dies with the next call on the handle. */
    char message[WORDS_LENGTH + 1];
    (void)snprintf(message, sizeof message, "sqlite %d: %s", code,
                   connection->handle == NULL ? "no memory" : sqlite3_errmsg(connection->handle));
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return unique_failure(connection, message);
    }
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) {
        return store_conflict(connection->store, table, message);
    }
    int primary = code & 0xff;
    bool away = primary == SQLITE_FULL || primary == SQLITE_BUSY || primary == SQLITE_LOCKED ||
                primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY;
    log_write(LOG_WARNING, "%s", message);
    return away ? store_busy(connection->store, message) : store_broken(connection->store, message);
}
