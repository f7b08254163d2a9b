/* The instances of the pairing bench, as files that all who are compared read: 32-bit numbers in the machine's own order.
 *
 *   rows, columns, capacity of a row, capacity of a column, topics
 *   topics 0: rows × columns points; else rows × topics strengths, then columns × topics needs
 *
 * Everybody is to fill every row's capacity, at the most points.
 */
#ifndef BENCH_PAIRING_FILE_H
#define BENCH_PAIRING_FILE_H

#include <stdint.h>

struct pairing_file_head {
    int32_t rows, columns, row_capacity, column_capacity, topics;
};

#endif
