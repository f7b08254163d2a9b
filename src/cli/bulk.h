/* Big tables of comma-separated values, read where they lie: the file is mapped, values are spans of it.
 *
 * UTF-8, with or without BOM; LF or CRLF; a header line with the columns in any order, others passed over; values in
 * double quotes where needed, "" for a quote. A row is a line: a quote must be closed in it. Empty lines are passed
 * over. What is wrong is said with file, line and column and what would be right, up to 100 problems a file; a row with
 * a problem is not handed out. Nothing grows with the length of a line. Not for files that change while they are read.
 */
#ifndef CLI_BULK_H
#define CLI_BULK_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

struct command;

enum { BULK_COLUMNS_MOST = 64, BULK_WANTED_MOST = 8, BULK_ID_MOST = 200, BULK_PROBLEMS_MOST = 100 };

/* What is wrong with the files of one run; said as it is found. */
struct bulk_problems {
    const struct command *command;
    size_t here, all; /* in the file being read; in all of them */
    bool hushed;      /* a file is read again: what is wrong was said the first time */
    bool interrupted;
};

/* One sentence: file, line (0: the whole file), column (0: the whole line), the text of the key with value and more.
 * False when the file has had its hundred: stop reading it. */
bool bulk_problem(struct bulk_problems *problems, const char *file, uint64_t line, uint64_t column, const char *key,
                  struct span value, const char *more);

struct bulk_column {
    const char *name;
    bool required;
};

struct bulk_table {
    struct arena *arena;
    struct bulk_problems *problems;
    const char *name;
    const struct bulk_column *columns; /* wanted, ended by one without a name */
    const char *bytes;
    size_t length, at, row_start;
    size_t rows_start; /* behind the header */
    uint64_t line;
    int column_count;
    int8_t wanted[BULK_COLUMNS_MOST]; /* column of the file to column wanted, or -1 */
    bool has[BULK_WANTED_MOST];
    struct span values[BULK_WANTED_MOST]; /* of the row read last; borrowed until bulk_close */
    size_t starts[BULK_WANTED_MOST];      /* where they begin in the file */
    uint64_t row_count;
};

/* False when there is no sound file with all required columns: said, but for a missing file that is `optional`.
 * Values that need unquoting are copied into the arena. */
bool bulk_open(struct arena *arena, struct bulk_problems *problems, const char *folder, const char *name,
               const struct bulk_column *columns, bool optional, struct bulk_table *out);
void bulk_close(struct bulk_table *table);

/* The next sound row; false at the end, and when there were too many problems. */
bool bulk_next(struct bulk_table *table);
void bulk_rewind(struct bulk_table *table); /* to before the first row, for a second reading */

/* A problem of one value of this row; false as in bulk_problem. */
bool bulk_complain(struct bulk_table *table, int column, const char *key, const char *more);

/* A whole number from low to high. Says so otherwise. */
bool bulk_number(struct bulk_table *table, int column, uint64_t low, uint64_t high, uint64_t *out);

/* Names with numbers: 0, 1, 2 … in the order of coming. What they point at is borrowed. As long as each comes after the
 * one before, by its bytes or by its length and then its bytes, they are known to differ without a table of hashes; it is
 * made when a name comes out of order, or when many are looked for. */
struct bulk_names {
    struct arena *arena;
    uint64_t *packed; /* address and length, which is below 256 */
    uint64_t *slots;  /* upper half: hash; lower half: number + 1; 0: free. NULL: not made yet */
    size_t count, room, mask;
    size_t searches; /* by bulk_find_id, without the table */
    bool by_bytes, by_length;
    const char *file; /* whose rows they stand in, for what is said of unknown ones; NULL: not said */
    bool plain;       /* none holds a comma or a quote: in a file they look as they are */
};

/* Room for `room` names, not more. */
void bulk_names_init(struct arena *arena, struct bulk_names *names, size_t room);
static inline struct span bulk_name(const struct bulk_names *names, size_t number)
{
    uint64_t packed = names->packed[number];
    return span_make((const char *)(uintptr_t)(packed >> 8), packed & 0xff);
}
#define BULK_UNKNOWN UINT32_MAX
/* By the table, or by halves when there is none. */
uint32_t bulk_names_find(const struct bulk_names *names, struct span name);
/* They are not asked for any more; the memory is given back. */
void bulk_names_forget(struct bulk_names *names);
/* From now on by the table. */
void bulk_names_index(struct bulk_names *names);
/* Takes over the first `count` of `packed`, which somebody else filled, rising in the two orders or not. False when two
 * are the same. */
bool bulk_names_adopt(struct bulk_names *names, size_t count, bool by_bytes, bool by_length);
static inline uint64_t bulk_pack(struct span name) /* at most 255 bytes */
{
    return (uint64_t)(uintptr_t)name.at << 8 | name.length;
}
/* The number; *added tells whether it is new. The name has at most BULK_ID_MOST bytes. */
uint32_t bulk_names_put(struct bulk_names *names, struct span name, bool *added);

/* False, said, when there was a header only. */
bool bulk_has_rows(struct bulk_table *table);
/* A new id of this row into the names: text that can be written and read again. BULK_UNKNOWN after a complaint. */
uint32_t bulk_add_id(struct bulk_table *table, int column, struct bulk_names *names);
/* A known id, or BULK_UNKNOWN after a complaint. Files are often in the same order, so the guess is tried first. */
uint32_t bulk_find_id(struct bulk_table *table, int column, struct bulk_names *names, uint32_t guess);
/* The numbers of the names in the order of their bytes, in the arena. */
uint32_t *bulk_names_sort(struct arena *arena, const struct bulk_names *names);

/* How many lines at most: room for names. */
size_t bulk_line_count(const struct bulk_table *table);

#endif
