/* The files of a pairing folder, read into a pairing problem. What they hold stands in zhiqiao-pairing(1).
 *
 * Schools are numbered in the order of their ids, not of their rows, so that the order of rows decides nothing.
 */
#ifndef CLI_PAIRING_FILES_H
#define CLI_PAIRING_FILES_H

#include "cli/bulk.h"
#include "match/pairing.h"

enum { PAIRING_FILES_MOST = 10, PAIRING_LEVEL_MOST = 1000, PAIRING_POINT_MOST = 1000000, PAIRING_TOPICS_MOST = 64 };

struct pairing_files {
    struct arena *arena;
    struct bulk_problems problems;
    const char *folder;
    int64_t otherwise;                            /* points of a pair without a row in scores.csv */
    int64_t keep;                                 /* more points for pairs of existing.csv */
    struct bulk_table tables[PAIRING_FILES_MOST]; /* open until the end: names are spans of them */
    int table_count;
    struct bulk_names names[2]; /* in the order of the rows */
    struct bulk_names topics;   /* as numbered in the problem */
    uint32_t *places[2];        /* row number to number in the problem */
    struct span *ids[2];        /* in the order of the problem */
    struct pairing_problem problem;
    struct span *reasons;          /* of the forbidden pairs; empty where none is told */
    struct pairing_pair *existing; /* ascending */
    size_t existing_count;
    uint64_t existing_forbidden;
};

/* False after having said everything that is wrong (problems.all), or when interrupted. Close in either case. */
bool pairing_files_open(struct arena *arena, const struct command *command, const char *folder, int64_t otherwise,
                        int64_t keep, struct pairing_files *out);
void pairing_files_close(struct pairing_files *files);

/* Number in the problem, or PAIRING_NONE. */
uint32_t pairing_files_find(const struct pairing_files *files, enum pairing_side side, const char *id);

/* Pairs in the order of the rows, as they stand there; prices, one for every school. As above. */
bool pairing_files_read_pairs(struct pairing_files *files, const char *path, struct pairing_pair **pairs,
                              size_t *count);
bool pairing_files_read_prices(struct pairing_files *files, const char *path, int64_t *prices[2]);

#endif
