/* Imports: spreadsheets of organisations, needs and offers as offices really send them.
 *
 *   file ─ read ─▶ rows understood / rows refused, cell by cell ─ preview ─▶ confirm ─ apply (one transaction) ─▶ done
 *                                                                  └─ cancel            └ nothing half: all or none
 *
 * Reading is pure and the same for the site and the command line. The header row is found by its words (Chinese or
 * English, any order, title rows above it are passed over). A row is refused as a whole when one of its cells cannot be
 * understood; the reason names the cell, and what would be right. The same row twice makes no duplicate: an organisation is
 * its credit code or its name, a listing is organisation + side + kind + title.
 * Some rows only the database can refuse (a credit code that nobody has, a name that is registered under another code):
 * import_check finds them for the preview, import_apply leaves them out and says so; all other rows go in, or none.
 */
#ifndef AREAS_IMPORTS_IMPORTS_H
#define AREAS_IMPORTS_IMPORTS_H

#include "areas/listings/listings.h"
#include "areas/organisations/organisations.h"

#include <stdio.h>

enum import_kind { IMPORT_ORGANISATIONS, IMPORT_NEEDS, IMPORT_OFFERS, IMPORT_KIND_COUNT };
extern const char *const import_kind_names[IMPORT_KIND_COUNT]; /* organisations needs offers */
bool import_kind_parse(struct span name, enum import_kind *out);

/* Rows and cells are kept until the import is over: bounded, so that a file of a few kilobytes that unpacks to a million wide
 * rows cannot take the machine's memory. */
enum { IMPORT_MOST_PROBLEMS = 8, IMPORT_MOST_ROWS = 200000, IMPORT_MOST_CELLS = 8000000 };

/* What is wrong with one cell. */
struct import_problem {
    int column;          /* of the sheet, from 0; -1 = the row as a whole */
    const char *value;   /* as it stands in the cell, cut to 80 code points */
    const char *message; /* language key; its text may use {{value}} and {{hint}} */
    const char *hint;    /* what would be right, or "" */
};

struct import_row {
    uint32_t number; /* as the spreadsheet shows it */
    const struct span *cells;
    size_t cell_count;
    struct import_problem *problems;
    size_t problem_count;         /* 0 = understood */
    struct import_problem *notes; /* what was changed: limits the law forbids are not taken over; value = the words */
    size_t note_count;
    /* What was understood: an organisation; or a listing, with the organisation it belongs to. */
    struct organisation *organisation;
    struct listing *listing;      /* NULL when organisations are imported */
    bool scale_stated;            /* organisation->above_scale was said, yes or no */
    struct programme *programmes; /* without ids */
    struct facility *facilities;
    size_t programme_count, facility_count;
    const char *programme_list, *facility_list; /* as written, separated by 、 */
};

struct import_field;

struct import_sheet {
    enum import_kind kind;
    uint32_t header_number;
    const struct span *headers;
    size_t column_count;
    const struct import_field **fields; /* per column; NULL = not known (shown, not read) */
    struct import_row *rows;
    size_t row_count, refused_count;
};

struct import_reader {
    const struct catalogue *catalogue;
    enum import_kind kind;
    int64_t region_id;
    int32_t today;
};

/* Everything lives in the arena. Errors: INVALID with sheet.error.* for a file that cannot be read, import.error.no_header
 * when no row looks like a header, import.error.no_rows, import.error.too_many. O(bytes). */
MUST_USE struct result import_read(struct arena *arena, const struct import_reader *reader, struct span bytes,
                                   struct import_sheet *out);

/* --- applying ---------------------------------------------------------------------------------------------------- */

/* A row that only the database could refuse. */
struct import_refusal {
    uint32_t number; /* of the row */
    int column;      /* -1 = the row as a whole */
    const char *message, *hint;
};

struct import_refusals {
    const struct import_refusal *list; /* by number */
    size_t count;
};

/* What would be refused as the database is now; changes nothing. */
MUST_USE struct result import_check(struct arena *arena, struct store *store, int64_t region_id,
                                    const struct import_sheet *sheet, struct import_refusals *out);
/* Adds them to the problems of their rows, once. */
void import_lay_refusals(struct arena *arena, struct import_sheet *sheet, const struct import_refusals *refusals);

struct import_outcome {
    size_t created, changed, same;
    size_t organisations_created; /* made because a listing named one that was not there */
    struct import_refusals refusals;
};

struct import_job {
    struct store *store;
    const struct catalogue *catalogue;
    int64_t region_id;
    int64_t now_ms;
    const struct actor *actor;
    const struct import_sheet *sheet;
    _Atomic int *progress;      /* 0 to 1000; may be NULL */
    const _Atomic bool *cancel; /* looked at between rows; may be NULL */
    /* Written in the same transaction, after the rows; may be NULL. */
    struct result (*finish)(struct store_session *session, const struct import_outcome *outcome, void *context);
    void *finish_context;
};

/* All understood rows in one transaction: all or none, but for those in out->refusals. CONFLICT "import.error.cancelled" when
 * asked to stop. */
MUST_USE struct result import_apply(struct arena *arena, const struct import_job *job, struct import_outcome *out);

/* The sentence for a problem, in the person's language. */
typedef const char *(*import_words)(struct arena *arena, const struct import_problem *problem, void *context);

/* The refused rows with their reasons in a last column, ready to be mended and dropped again; .csv or .xlsx by the name. */
MUST_USE struct result import_write_refused(struct arena *arena, const struct import_sheet *sheet, const char *path,
                                            import_words words, void *words_context);

/* --- the runner: a thread that applies what was confirmed ----------------------------------------------------------- */

struct import_runner;
MUST_USE struct result import_runner_open(struct store *store, const struct catalogue *catalogue, int64_t region_id,
                                          struct import_runner **out);
/* Waits for the import at hand to end (asks it to stop: it is taken up again at the next start). */
void import_runner_close(struct import_runner *runner);
/* There is a new job: do not wait for the next look. */
void import_runner_wake(struct import_runner *runner);

extern const struct route imports_routes[];

#endif
