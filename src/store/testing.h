/* Doors into the store for tests, and for the migration runner. Areas do not use them. */
#ifndef STORE_TESTING_H
#define STORE_TESTING_H

#include "base/embedded.h"
#include "store/store.h"

/* Prepare every named query on the engine, after migration. The first that fails: field = its name, detail = the
 * engine's words. Fragments are checked only where they are joined. */
MUST_USE struct result store_check_queries(struct store *store);

/* Add named queries as a .sql file would. Before the store is used by threads. Names must be new. */
void store_add_queries(struct store *store, const char *text);

/* One statement without parameters, as it stands. Inside store_write. */
MUST_USE struct result store_run_script(struct store_session *session, const char *statement);

/* Let `calls` database calls pass, then fail one with BUSY ("injected failure"). Negative: none. A fault loop calls
 * this with 0, 1, 2 … until the journey passes; afterwards nothing may be half-written. */
void store_fail_after(struct store *store, int64_t calls);

/* PostgreSQL: how long an answer may take before the connection counts as lost (60 s, and 10 s for COMMIT). */
void store_set_deadlines(struct store *store, int statement_ms, int commit_ms);

/* store_migrate with other files than the embedded ones. Sorted by name. */
MUST_USE struct result store_migrate_files(struct store *store, const struct embedded_file *files, size_t count);

#endif
