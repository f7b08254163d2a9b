/* Making a PostgreSQL database: once, by init, before anything opens it.
 *
 * LC_COLLATE 'C' gives the same order as SQLite and lets a prefix search use an index; LC_CTYPE 'C.UTF-8' lets the parser
 * of full text take Han for letters. A database made otherwise is refused nowhere, but sorts differently: so we make it.
 */
#include "base/log.h"
#include "store/store.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

enum { CONNECT_SECONDS = 5 };

static bool is_postgres(const char *address)
{
    return strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0;
}

/* A connection to the database `name` of the same server, or to the address's own when name is NULL. */
static PGconn *connect_to(const char *address, const char *name)
{
    char seconds[8];
    (void)snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
    const char *keywords[] = {"dbname", "connect_timeout", name == NULL ? NULL : "dbname", NULL};
    const char *values[] = {address, seconds, name, NULL};
    return PQconnectdbParams(keywords, values, 1);
}

static struct result create_database(const char *address, const char *name)
{
    PGconn *connection = connect_to(address, "postgres");
    char *quoted = PQstatus(connection) == CONNECTION_OK ? PQescapeIdentifier(connection, name, strlen(name)) : NULL;
    struct result result = result_fail(RESULT_BUSY, NULL, "store.error.away", "no connection to the server");
    if (quoted != NULL) {
        struct arena arena;
        arena_init(&arena);
        const char *sql = arena_format(&arena,
                                       "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' "
                                       "LC_CTYPE 'C.UTF-8'",
                                       quoted);
        PGresult *answer = PQexec(connection, sql);
        const char *state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
        bool there =
            state != NULL && (strcmp(state, "42P04") == 0 || strcmp(state, "23505") == 0); /* somebody was first */
        bool done = PQresultStatus(answer) == PGRES_COMMAND_OK || there;
        if (!done) {
            log_write(LOG_ERROR, "create database: %s", PQresultErrorMessage(answer));
        }
        result = done ? result_ok() : result_fail(RESULT_FORBIDDEN, NULL, "store.error.create", "see the log");
        PQclear(answer);
        PQfreemem(quoted);
        arena_release(&arena);
    }
    PQfinish(connection);
    return result;
}

/* The file holds personal data: made by us so that only its owner can read it. */
static struct result create_file(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return file >= 0 && close(file) == 0
               ? result_ok()
               : result_fail(RESULT_BUSY, NULL, "store.error.busy", "the database file cannot be made");
}

struct result store_create(const char *address)
{
    if (!is_postgres(address)) {
        return create_file(address);
    }
    PGconn *connection = connect_to(address, NULL);
    bool there = PQstatus(connection) == CONNECTION_OK;
    /* libpq gives no SQLSTATE for a refused connection: a server that answers under another database is enough. */
    PQconninfoOption *options = PQconninfo(connection);
    struct result result = result_ok();
    for (const PQconninfoOption *option = options; !there && option != NULL && option->keyword != NULL; option++) {
        if (strcmp(option->keyword, "dbname") == 0 && option->val != NULL) {
            result = create_database(address, option->val);
        }
    }
    PQconninfoFree(options);
    PQfinish(connection);
    return result;
}
