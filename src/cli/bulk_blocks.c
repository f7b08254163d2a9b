/* Blocks of a table, handed out in their order. */
#include "cli/bulk_blocks.h"

#include "cli/background.h"
#include "cli/interruption.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE_MOST = 1 << 16, NEIGHBOURS = 1 << 20 };

void bulk_share(unsigned threads, size_t count, void (*work)(void *context, size_t number), void *context)
{
    unsigned useful = count < threads ? (unsigned)count : threads; /* the caller does one part */
    background_finish(background_start(useful, count, work, context));
}

/* --- blocks ------------------------------------------------------------------------------------------------------- */

bool bulk_is_plain(const struct bulk_table *table)
{
    bool plain = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    int column = 0;
    while (table->columns[column].name != NULL) {
        plain = plain && column < table->column_count && table->wanted[column] == column;
        column++;
    }
    return plain && column == table->column_count;
}

size_t bulk_block_count(const struct bulk_table *table)
{
    return (table->length - table->rows_start) / BULK_BLOCK_SIZE + 1;
}

/* Where the block begins: behind the first line feed from its nominal beginning on. NULL when that is far away: such
 * lines are not for fast readers. */
static const char *block_start(const struct bulk_table *table, size_t number)
{
    size_t at = table->rows_start + number * BULK_BLOCK_SIZE;
    if (number == 0) {
        return table->bytes + at;
    }
    if (at >= table->length) {
        return table->bytes + table->length;
    }
    size_t left = table->length - at + 1;
    const char *found = memchr(table->bytes + at - 1, '\n', left < LINE_MOST ? left : LINE_MOST);
    return found != NULL ? found + 1 : left < LINE_MOST ? table->bytes + table->length : NULL;
}

/* Sixteen bytes at a time, and up to 255 times before the sums are taken. */
typedef unsigned char wide __attribute__((vector_size(16)));

static size_t count_lines(const char *at, const char *end)
{
    size_t count = 0;
    while (end - at >= 16) {
        wide sums = {0};
        for (int i = 0; i < 255 && end - at >= 16; i++, at += 16) {
            wide bytes;
            memcpy(&bytes, at, sizeof bytes);
            sums -= (wide)(bytes == '\n'); /* all ones, that is minus one, where they are equal */
        }
        for (int i = 0; i < 16; i++) {
            count += sums[i];
        }
    }
    for (; at < end; at++) {
        count += *at == '\n';
    }
    return count;
}

struct reading {
    struct bulk_table *table;
    bool (*read)(void *context, struct bulk_block block);
    void *context;
    atomic_size_t counted; /* blocks whose first row is known, in their order */
    size_t rows;           /* in these; belongs to the block whose turn it is */
    atomic_bool refused, interrupted;
};

static void read_block(void *argument, size_t number)
{
    struct reading *reading = argument;
    struct bulk_block block = {
        .at = block_start(reading->table, number), .end = block_start(reading->table, number + 1), .number = number};
    bool stopped = block.at == NULL || block.end == NULL || atomic_load(&reading->refused);
    size_t count = stopped ? 0 : count_lines(block.at, block.end);
    count += !stopped && block.end > block.at && block.end[-1] != '\n'; /* the last line, without an end */
    while (atomic_load_explicit(&reading->counted, memory_order_acquire) != number) {
        (void)sched_yield();
    }
    block.first_row = reading->rows;
    reading->rows += count;
    atomic_store_explicit(&reading->counted, number + 1, memory_order_release);
    if (!stopped && interruption_asked()) {
        atomic_store(&reading->interrupted, true);
        stopped = true;
    }
    if (stopped || !reading->read(reading->context, block)) {
        atomic_store(&reading->refused, true);
    } else {
        bulk_give_back(reading->table, block.at, block.end);
    }
}

bool bulk_blocks_read(struct bulk_table *table, unsigned threads, bool (*read)(void *context, struct bulk_block block),
                      void *context, size_t *rows)
{
    struct reading reading = {.table = table, .read = read, .context = context};
    bulk_share(threads, bulk_block_count(table), read_block, &reading);
    table->problems->interrupted = table->problems->interrupted || atomic_load(&reading.interrupted);
    *rows = reading.rows;
    return !atomic_load(&reading.refused);
}

/* With some before and behind: where a page is read for the first time, the kernel brings its neighbours, also such as
 * were given back. The last page stays: the end of its last line is ours. */
void bulk_give_back(const struct bulk_table *table, const char *from, const char *to)
{
    if (from < table->bytes || to < from || to > table->bytes + table->length) {
        return;
    }
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t first = (size_t)(from - table->bytes) / page * page;
    size_t last = (size_t)(to - table->bytes) / page * page + NEIGHBOURS;
    size_t most = table->length / page * page;
    first = first < NEIGHBOURS ? 0 : first - NEIGHBOURS;
    last = last < most ? last : most;
    if (first < last) {
        (void)madvise((void *)(uintptr_t)(table->bytes + first), last - first, MADV_DONTNEED);
    }
}
