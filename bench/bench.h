/* What the benches share: a failure ends them, clocks, an order of doubles. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CHECK_OK(expression)                                                                                           \
    do {                                                                                                               \
        struct result check_result = (expression);                                                                     \
        if (result_failed(check_result)) {                                                                             \
            (void)fprintf(stderr, "%s: %s\n", #expression, check_result.detail == NULL ? "" : check_result.detail);    \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

static inline double clock_seconds(clockid_t clock)
{
    struct timespec time;
    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Seconds of the wall; of this process. */
static inline double now(void)
{
    return clock_seconds(CLOCK_MONOTONIC);
}
static inline double cpu(void)
{
    return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

/* For qsort. */
static inline int compare_doubles(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

#endif
