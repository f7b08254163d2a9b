/* The files of a talks folder, read into a talks problem. What they hold stands in zhiqiao-talks(1).
 *
 * Participants, tables, zones and organisations are numbered in the order of their ids, not of their rows, so that the order
 * of rows decides nothing. Wishes of both directions become one pair; a must against a no, or against a rule, is not a broken
 * file but a conflict, which is told apart.
 */
#ifndef CLI_TALKS_FILES_H
#define CLI_TALKS_FILES_H

#include "cli/bulk.h"
#include "match/talks.h"

enum { TALKS_FILES_MOST = 6, TALKS_WISH_POINTS = 10, TALKS_POINTS_MOST = 1000, TALKS_CONFLICTS_MOST = 100 };

/* A must that nothing can fulfil, and the row that says no. */
struct talks_conflict {
    uint32_t left, right;
    uint64_t must_line, no_line;
    const char *no_file;
};

struct talks_rules; /* talks_wishes.c */

struct talks_files {
    struct arena *arena;
    struct bulk_problems problems;
    const char *folder;
    struct bulk_table tables[TALKS_FILES_MOST]; /* open until the end: names are spans of them */
    int table_count;
    struct bulk_names people, seats, zones, organisations; /* in the order of the rows; seats: tables to sit at */
    uint32_t *places, *seat_places;                        /* row number to number in the problem */
    struct span *ids, *seat_ids;                           /* in the order of the problem */
    uint32_t *zone_places;
    uint32_t *of;         /* participant to organisation as named (number in `organisations`), or BULK_UNKNOWN */
    bool *separate;       /* organisation: delegates count each on their own */
    struct span sides[2]; /* what the two sides are called; sides[0] is the left one */
    struct talks_problem problem;
    struct talks_rules *rules;
    struct talks_conflict conflicts[TALKS_CONFLICTS_MOST];
    size_t conflict_count;
    uint64_t cancelled;    /* participants without any slot */
    uint64_t refused;      /* pairs that one side wants and the other, or a rule, does not */
    uint64_t must_dropped; /* musts of those who have cancelled */
};

/* False after having said everything that is wrong (problems.all), or when interrupted. Close in either case. */
bool talks_files_open(struct arena *arena, const struct command *command, const char *folder, struct talks_files *out);
void talks_files_close(struct talks_files *files);

/* Number in the problem, or TALKS_NONE. */
uint32_t talks_files_find(const struct talks_files *files, const char *id);

/* --- between talks_files.c and talks_wishes.c --------------------------------------------------------------------------- */

bool talks_all_is_well(const struct talks_files *files);
/* NULL when it is not there or not sound. */
struct bulk_table *talks_open_table(struct talks_files *files, const char *folder, const char *name,
                                    const struct bulk_column *columns, bool optional);
/* False after a complaint. */
bool talks_has_room(struct talks_files *files, const struct bulk_table *table, size_t most);
/* rules.csv, if there, then wishes.csv: pairs, musts, organisations, walks. */
bool talks_read_rules(struct talks_files *files);
bool talks_read_wishes(struct talks_files *files);

/* --- schedules ------------------------------------------------------------------------------------------------------------ */

/* A row of a schedule; ids that there are no longer are TALKS_NONE, and stand in the spans. */
struct talks_row {
    struct talks_meeting meeting;
    struct span table, one, other;
};

/* In the order of the rows. `lenient`: unknown ids are no problem, for people leave. False after a complaint. */
bool talks_read_schedule(struct talks_files *files, const char *path, bool lenient, struct talks_row **rows,
                         size_t *count);

#endif
