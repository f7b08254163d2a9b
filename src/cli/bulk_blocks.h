/* The rows of a table in blocks of some megabytes, read by several threads side by side. Each block is told the number
 * of its first row, so that the threads can write into one array. Pages that were read are given back, so that a large
 * file does not count as memory.
 *
 * For the fast readers: they take a table only as programs write it, and say no at anything unusual. The table is then
 * read by bulk_next, which knows all that is allowed and says what is not: both must agree on every row that the fast
 * reader takes.
 */
#ifndef CLI_BULK_BLOCKS_H
#define CLI_BULK_BLOCKS_H

#include "cli/bulk.h"

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
enum { BULK_BLOCK_SIZE = 64 }; /* so that small inputs have seams */
#else
enum { BULK_BLOCK_SIZE = 1 << 20 };
#endif
enum { BULK_THREADS_MOST = 16 };

struct bulk_block {
    const char *at, *end; /* whole lines; 16 bytes behind the end may be looked at */
    size_t number;        /* 0, 1, 2 … */
    size_t first_row;     /* lines before it, the header not counted */
};

/* True when the header is exactly the wanted columns in their order, and the machine can read many bytes at a time. */
bool bulk_is_plain(const struct bulk_table *table);
size_t bulk_block_count(const struct bulk_table *table);

/* Has every block read. False when one reader said no, or an interruption was asked for (problems->interrupted). Empty
 * lines are counted as rows: a reader that meets one has to say no. *rows: how many lines there were. */
bool bulk_blocks_read(struct bulk_table *table, unsigned threads, bool (*read)(void *context, struct bulk_block block),
                      void *context, size_t *rows);

/* The pages of a stretch of the table need not stay in memory. What lies elsewhere is left alone. */
void bulk_give_back(const struct bulk_table *table, const char *from, const char *to);

/* Runs work(context, 0 … count - 1), by up to `threads` threads, each number once. For anything, not only for tables. */
void bulk_share(unsigned threads, size_t count, void (*work)(void *context, size_t number), void *context);

#endif
