/* The files of a placement folder, read into a placement problem. What they hold stands in zhiqiao-placement(1). */
#ifndef CLI_PLACEMENT_FILES_H
#define CLI_PLACEMENT_FILES_H

#include "cli/bulk.h"
#include "match/placement.h"

enum { PLACEMENT_FILES_MOST = 9, PLACEMENT_LIST_MOST = 1000, PLACEMENT_STRETCH = 1 << 15 };

/* Scores are read with up to three decimals and kept in thousandths. */
#define PLACEMENT_SCORE_MOST 4000000U

struct placement_files {
    struct arena *arena;
    struct bulk_problems problems;
    const char *folder;
    const char *seed;                               /* NULL: lots.csv */
    unsigned threads;                               /* at least 1; decides nothing but the time */
    struct bulk_table tables[PLACEMENT_FILES_MOST]; /* open until the end: names are spans of them */
    int table_count, input_count;                   /* an allocation that is read is no input */
    const struct bulk_table *applicants_table;      /* where the names of the applicants lie */
    const char **applicant_rows; /* where every PLACEMENT_STRETCH-th begins; NULL: rows are not one an applicant */
    struct bulk_names applicants, seats, enterprises;
    struct placement_problem problem;
    struct placement_quotas quotas; /* problem.quotas, when quotas.csv is there */
    struct bulk_names groups;       /* that quotas name: "school", tab, id or "group", tab, id */
    const uint32_t *minima;         /* seats; NULL: no such column */
    uint32_t *closed;               /* seats closed for being too small, in the order of closing */
    size_t closed_count;
    uint64_t without_wishes; /* applicants */
    uint64_t over_total;     /* enterprises whose seats are together more than their total */
    uint64_t not_wished;     /* rows of priorities.csv for a seat that the applicant did not wish for */
};

/* Of --threads, or of the machine; 0 when it is none. */
unsigned placement_thread_count(const struct command *command);

/* False after having said everything that is wrong (problems.all), or when interrupted. Close in either case. */
bool placement_files_open(struct arena *arena, const struct command *command, const char *folder, const char *seed,
                          struct placement_files *out);
/* Before solving, when nothing but the allocation is to be written: its ids are then read again where they lie, if they
 * are in order there. Nobody may ask for an applicant's name afterwards. */
void placement_files_forget_names(struct placement_files *files);
void placement_files_close(struct placement_files *files);

/* An allocation.csv into n places (a seat or PLACEMENT_NONE). As above. */
bool placement_files_read_allocation(struct placement_files *files, const char *path, uint32_t **places);

/* The lot of an applicant under a seed: the first eight bytes of SHA-256 over seed, line feed, applicant_id, the highest
 * byte first. */
uint64_t placement_lot(const char *seed, struct span applicant_id);

#endif
