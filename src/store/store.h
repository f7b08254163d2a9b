/* The database: one small interface, two drivers (SQLite, PostgreSQL), named queries, transactions that may be
 * run again.
 *
 *   store_open ── store_read (work, context)    one snapshot, many workers at once
 *              └─ store_write(work, context)    one transaction; SQLite: a single writer thread, group commit
 *
 * `work` receives a session and runs named queries on it. It MAY BE CALLED SEVERAL TIMES (serialisation failure,
 * lost connection), so it must start from its context each time, make its ids before the transaction, and touch
 * nothing outside but its context. When it returns a failure everything it wrote is undone and store_write returns
 * that failure. When store_write returns OK the write is on disk (SQLite: WAL fsync; PostgreSQL: commit answered).
 *
 * Queries live in the areas' .sql files, embedded at build time:
 *     -- name: listing_find
 *     SELECT … WHERE region_id = $1 AND id = $2;
 *     -- name: job_claim.postgres          only where the dialects differ; likewise .sqlite
 *     -- name: listing_county.fragment     a piece for store_query_joined
 * One statement each, parameters $1 … $63, bound by name in SQLite. An unknown name is a broken invariant, and so is
 * a name that is there twice. A line "-- province" under the name: may read over all regions (see the lint).
 *
 * Errors   RESULT_CONFLICT  unique or foreign key; field = the unique index's name, the table's for a primary key, and
 *                           for a foreign key the table the statement writes to
 *          RESULT_BUSY      disk full, database locked or away, after the retries
 *          RESULT_INTERNAL  anything else; detail has the engine's words
 *          After a failed statement the transaction is lost on both engines: every later call of the session gives
 *          the same failure, and so does store_write. To go on after a duplicate use ON CONFLICT DO NOTHING.
 *          detail and field live as long as the store.
 * Threads  a store is shared; a session belongs to the thread it was handed to.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"

#include <stdint.h>

struct store;
struct store_session;
struct store_rows;

enum store_kind { STORE_SQLITE, STORE_POSTGRES };

/* address: a path, or postgresql://… (several hosts allowed). Opens or creates a SQLite file; does not migrate. */
MUST_USE struct result store_open(const char *address, struct store **out);

/* Makes the SQLite file, or the PostgreSQL database of the address when the server has none of that name (LC_COLLATE 'C',
 * UTF-8). Errors: BUSY "store.error.busy" (the file), "store.error.away", FORBIDDEN "store.error.create": the role may not make databases. */
MUST_USE struct result store_create(const char *address);
void store_close(struct store *store);
enum store_kind store_kind(const struct store *store);

/* The key for cells that are sealed (base/seal.h), for whoever has a session; borrowed until the store is closed. The store
 * itself does not look into cells. May be replaced while threads use the store; the one before stays borrowed. */
struct seal_key;
void store_set_seal(struct store *store, const struct seal_key *key);
const struct seal_key *store_session_seal(const struct store_session *session); /* NULL: none */

typedef struct result (*store_work)(struct store_session *session, void *context);
MUST_USE struct result store_read(struct store *store, store_work work, void *context);
MUST_USE struct result store_write(struct store *store, store_work work, void *context);

/* Another number after every commit: of this process at once, of others within a second. For caches: read it before
 * reading the data. Never waits for the database; never goes back. */
uint64_t store_version(struct store *store);

/* Would a write have to wait for others now? (SQLite has one writer, and an import may hold it for seconds.) For writes that
 * can as well be done another time. */
bool store_is_writing(struct store *store);

/* Parameters. Text is borrowed until the call returns. */
enum store_type { STORE_NULL, STORE_INTEGER, STORE_TEXT, STORE_BLOB };

struct store_value {
    enum store_type type;
    int64_t integer;
    struct span text;
};

static inline struct store_value store_integer(int64_t integer)
{
    return (struct store_value){STORE_INTEGER, integer, {0, 0}};
}
static inline struct store_value store_text(const char *text) /* NULL becomes SQL NULL */
{
    return (struct store_value){text == NULL ? STORE_NULL : STORE_TEXT, 0, span_of(text)};
}
static inline struct store_value store_span(struct span text)
{
    return (struct store_value){STORE_TEXT, 0, text};
}
static inline struct store_value store_blob(struct span bytes)
{
    return (struct store_value){STORE_BLOB, 0, bytes};
}
static inline struct store_value store_null(void)
{
    return (struct store_value){STORE_NULL, 0, {0, 0}};
}

/* $1 is values[0]. The count must be the query's own (broken invariant otherwise). */
#define STORE_VALUES(...)                                                                                              \
    (const struct store_value[]){__VA_ARGS__},                                                                         \
        sizeof((const struct store_value[]){__VA_ARGS__}) / sizeof(struct store_value)

/* Read row by row. Open and close in one function, with one `done:` label.
 *
 *     r = store_query(session, "listing_find", STORE_VALUES(store_integer(region), store_integer(id)), &rows);
 *     if (result_failed(r)) { return r; }
 *     while (store_rows_next(rows)) { … store_rows_text(rows, arena, 2) … }
 *     return store_rows_close(rows);       // an error met while stepping is reported here
 */
MUST_USE struct result store_query(struct store_session *session, const char *name, const struct store_value *values,
                                   size_t count, struct store_rows **out);
bool store_rows_next(struct store_rows *rows);
MUST_USE struct result store_rows_close(struct store_rows *rows);

bool store_rows_is_null(const struct store_rows *rows, int column);
int64_t store_rows_integer(const struct store_rows *rows, int column); /* NULL reads as 0 */
/* Borrowed until the next store_rows_next/close. NULL reads as {NULL, 0}. */
struct span store_rows_span(const struct store_rows *rows, int column);
/* A copy in the arena; NULL reads as "". */
const char *store_rows_text(struct arena *arena, const struct store_rows *rows, int column);

/* A statement without rows. *changed (may be NULL) is the number of rows written. */
MUST_USE struct result store_execute(struct store_session *session, const char *name, const struct store_value *values,
                                     size_t count, int64_t *changed);

/* SQL whose WHERE is put together by code: `pieces` names the named fragments to join. Rarely needed (search with
 * filters). The assembled statement is cached by its pieces. Fragments are named queries too: -- name: x.fragment,
 * here "x". A piece may be a whole query. $n of the pieces that are left out need not occur: values has them all. */
MUST_USE struct result store_query_joined(struct store_session *session, const char *const *pieces, size_t piece_count,
                                          const struct store_value *values, size_t count, struct store_rows **out);

/* Bulk insert into `table` (columns comma-separated): COPY on PostgreSQL, prepared rows on SQLite. Inside store_write.
 * values holds row_count * column_count entries, row by row. */
MUST_USE struct result store_insert_many(struct store_session *session, const char *table, const char *columns,
                                         const struct store_value *values, size_t row_count, size_t column_count);

/* Bring the schema to the newest migration under sql/schema (embedded). One process at a time, by a lease. */
MUST_USE struct result store_migrate(struct store *store);

/* A consistent copy of a SQLite database while it is in use (backup API), and back. Not for PostgreSQL: INVALID,
 * message "store.backup.use_pg_dump". */
MUST_USE struct result store_backup(struct store *store, const char *path);

/* The next id (base/id.h) of this process. The node number is taken from the database at open (lease). */
int64_t store_next_id(struct store *store);

#endif
