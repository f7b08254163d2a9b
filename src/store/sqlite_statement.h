/* A prepared statement of one SQLite connection. */
#ifndef STORE_SQLITE_STATEMENT_H
#define STORE_SQLITE_STATEMENT_H

#include "store/sql_text.h"

#include <sqlite3.h>

struct sqlite_statement {
    sqlite3_stmt *prepared;
    unsigned char position[SQL_PARAMETERS + 1]; /* of $n, 0 = does not occur: SQLite numbers by first appearance */
    bool in_use;
    bool kept; /* in the connection's table; otherwise it dies when its rows are closed */
};

void sqlite_statement_free(struct sqlite_statement *statement); /* NULL is fine */

#endif
