/* The named queries of one store: every embedded .sql file outside sql/schema/, in the store's dialect.
 *
 *     -- name: listing_find             both engines
 *     -- name: job_claim.postgres       one engine only; likewise .sqlite
 *     -- name: listing_open.fragment    a piece for store_query_joined
 *
 * Suffixes may be combined in any order. Lines that are only a comment are left out; the comment "-- province"
 * marks a statement that may read over all regions. Two queries of one name are a broken invariant.
 * Queries live as long as the store. Reading is thread-safe.
 */
#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H

#include "store/store.h"

struct queries;

struct query {
    const char *name; /* without suffix */
    const char *file;
    const char *sql;
    const char *table; /* the table it writes to, or "" */
    size_t number;     /* 0, 1, 2 …: the place in a connection's table of prepared statements */
    int parameters;    /* the highest $n */
    uint64_t used;     /* bit n set: $n occurs */
    bool fragment;
    bool province;
};

struct queries *queries_open(enum store_kind kind);
void queries_close(struct queries *queries);

/* Add the queries of a file. Not thread-safe: at open, and in tests. */
void queries_add(struct queries *queries, const char *file, struct span text);

/* Must exist. O(1). */
const struct query *queries_get(struct queries *queries, const char *name);

/* The pieces' texts, one line each, as a query of its own; made once. */
const struct query *queries_join(struct queries *queries, const char *const *pieces, size_t count);

/* For tests: all that are not joined, in the order of the files. NULL behind the last. */
const struct query *queries_at(const struct queries *queries, size_t index);

#endif
