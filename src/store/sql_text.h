/* SQL as tokens: just enough to find parameters, statement ends and type names.
 *
 * Knows '…' strings, "…" names, -- comments (skipped), $n parameters. Not a parser: no dollar quotes, no
 * block comments; our own files are written without them. A token's text points into the input.
 */
#ifndef STORE_SQL_TEXT_H
#define STORE_SQL_TEXT_H

#include "base/arena.h"
#include "base/span.h"

enum { SQL_PARAMETERS = 63 }; /* $1 … $63 */

enum sql_kind { SQL_WORD, SQL_NUMBER, SQL_PARAMETER, SQL_QUOTED, SQL_MARK };

struct sql_token {
    enum sql_kind kind;
    struct span text;
};

/* The next token; *rest moves behind it. False at the end. */
bool sql_next(struct span *rest, struct sql_token *out);

/* Word without regard to case. */
bool sql_token_is(const struct sql_token *token, const char *word);

/* The number n of a $n token, 0 when it is out of range. */
int sql_parameter(const struct sql_token *token);

/* The next statement of a script, trimmed, without its semicolon; *rest moves behind it. False at the end. */
bool sql_next_statement(struct span *rest, struct span *out);

/* The table a statement writes to (INSERT INTO t, UPDATE t, DELETE FROM t), or "". */
const char *sql_written_table(struct arena *arena, struct span sql);

#endif
