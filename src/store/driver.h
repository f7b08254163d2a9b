/* Between store.c and the two engines: not for the areas.
 *
 *   store.c              names → queries, checks that hold for both, injected faults
 *     ├─ sqlite.c …      one writer thread, pooled readers
 *     └─ postgres.c …    a pool of connections, retries
 *
 * Both engines behave the same after a statement failed: the transaction is lost (as PostgreSQL has it), every
 * further call of the session gives the first failure again, and store_write returns it whatever `work` says.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "base/id.h"
#include "store/queries.h"
#include "store/store.h"
#include "store/version.h"
#include "store/words.h"

#include <pthread.h>
#include <stdatomic.h>

struct store_session {
    struct store *store;
    void *connection; /* the driver's */
    struct result failure;
    int open_rows;
    bool writing;
};

struct store_rows {
    struct store_session *session;
    struct result failure;
    const char *table; /* the one written to, or "" */
};

/* Bulk rows as store_insert_many hands them on. */
struct store_bulk {
    const char *table;
    const char *columns;
    const struct store_value *values;
    size_t row_count;
    size_t column_count;
};

struct store_driver {
    struct result (*open)(struct store *store, const char *address);
    void (*close)(struct store *store);
    struct result (*read)(struct store *store, store_work work, void *context);
    struct result (*write)(struct store *store, store_work work, void *context);
    struct result (*query)(struct store_session *session, const struct query *query, const struct store_value *values,
                           struct store_rows **out);
    struct result (*execute)(struct store_session *session, const struct query *query, const struct store_value *values,
                             int64_t *changed);
    struct result (*insert_many)(struct store_session *session, const struct store_bulk *bulk);
    struct result (*script)(struct store_session *session, const char *statement); /* DDL, no parameters */
    struct result (*prepare)(struct store_session *session, const struct query *query);
    bool (*rows_next)(struct store_rows *rows);
    struct result (*rows_close)(struct store_rows *rows); /* frees rows */
    bool (*rows_is_null)(const struct store_rows *rows, int column);
    int64_t (*rows_integer)(const struct store_rows *rows, int column);
    struct span (*rows_span)(const struct store_rows *rows, int column);
    struct result (*poll_version)(struct store *store, int64_t *out); /* the watcher thread only */
    bool (*is_writing)(struct store *store);
    bool (*in_work)(struct store *store); /* is this thread inside the engine's one writer? */
};

extern const struct store_driver store_sqlite_driver;
extern const struct store_driver store_postgres_driver;

/* Ids of this process; see node.c. */
struct store_node {
    pthread_mutex_t mutex;
    _Atomic(struct id_maker *) maker; /* NULL until a number was taken */
    struct id_maker *makers[8];       /* every one there ever was: readers may still hold one */
    size_t maker_count;
    char owner[33];
    int number;
    bool keeping; /* the keeper thread runs */
    bool stopping;
    pthread_t keeper;
    pthread_cond_t wake;
};

struct store {
    enum store_kind kind;
    const struct store_driver *driver;
    struct queries *queries;
    struct words words;
    struct store_node node;
    struct store_watch watch;
    void *engine;                          /* the driver's */
    _Atomic(const struct seal_key *) seal; /* NULL: none */
    _Atomic int statement_ms;              /* PostgreSQL: how long an answer may take */
    _Atomic int commit_ms;
    _Atomic int64_t fail_after; /* tests: calls left until an injected failure; negative = none */
};

/* The three failures, with the engine's words kept. */
struct result store_conflict(struct store *store, const char *field, const char *detail);
struct result store_busy(struct store *store, const char *detail);
struct result store_broken(struct store *store, const char *detail);

/* Note the session's first failure; returns the one noted. */
struct result store_fail_session(struct store_session *session, struct result failure);

/* Run `work` on a session made by the driver, and say how it ended: its own failure or the session's. */
struct result store_run_work(struct store_session *session, store_work work, void *context);

void store_node_init(struct store_node *node);
void store_node_release(struct store *store);
/* Take a node number if there is none yet; true when there is one. Writes to the database. */
bool store_node_take(struct store *store);

#endif
