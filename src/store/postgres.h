/* One PostgreSQL connection: deadlines, prepared statements, what its errors mean. Used by postgres*.c only.
 *
 * libpq can wait for ever, for instance in COMMIT when a synchronous standby is gone. So everything is sent without
 * blocking and waited for with poll until a deadline; a connection that missed it is lost and never used again.
 */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include "base/buffer.h"
#include "store/driver.h"

#include <libpq-fe.h>

enum { POSTGRES_SCRIPT_MS = 3600000 }; /* DDL: an index over a large table takes its time */

/* What to do after a failure. */
enum postgres_verdict { VERDICT_NONE, VERDICT_AGAIN, VERDICT_RECONNECT, VERDICT_FINAL };

struct postgres_connection {
    PGconn *handle;
    struct store *store;
    unsigned char *prepared; /* by query number: 1 = the server has it */
    size_t prepared_count;
    enum postgres_verdict verdict; /* of the transaction that runs */
    unsigned generation;           /* of the pool when it was opened */
    struct buffer scratch;         /* parameter texts */
    struct postgres_connection *next;
};

/* address with our defaults where it says nothing; the host list begins at its `rotation`-th entry. */
struct result postgres_connect(struct store *store, const char *address, unsigned rotation,
                               struct postgres_connection **out);
void postgres_disconnect(struct postgres_connection *connection);

/* The moment until which a statement's answer may take. */
int64_t postgres_limit(const struct postgres_connection *connection);

/* Send the whole output buffer and take the answer: the first error or else the last result, or NULL when the
 * connection is lost or the time is up. The caller clears it. COPY_IN is returned as soon as it comes. */
PGresult *postgres_collect(struct postgres_connection *connection, int64_t until_ms);
bool postgres_flush(struct postgres_connection *connection, int64_t until_ms);

/* A statement without parameters. */
struct result postgres_command(struct postgres_connection *connection, const char *sql, int limit_ms);

/* The result for an answer that is not what was hoped for (NULL: none came); notes the verdict. Clears answer. */
struct result postgres_failure(struct postgres_connection *connection, PGresult *answer, const char *table);

/* The driver's entries (driver.h). */
struct result postgres_query(struct store_session *session, const struct query *query, const struct store_value *values,
                             struct store_rows **out);
struct result postgres_execute(struct store_session *session, const struct query *query,
                               const struct store_value *values, int64_t *changed);
struct result postgres_insert_many(struct store_session *session, const struct store_bulk *bulk);
struct result postgres_script(struct store_session *session, const char *statement);
struct result postgres_prepare(struct store_session *session, const struct query *query);
bool postgres_rows_next(struct store_rows *rows);
struct result postgres_rows_close(struct store_rows *rows);
bool postgres_rows_is_null(const struct store_rows *rows, int column);
int64_t postgres_rows_integer(const struct store_rows *rows, int column);
struct span postgres_rows_span(const struct store_rows *rows, int column);

#endif
