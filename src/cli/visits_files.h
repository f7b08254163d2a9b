/* The files of a visits folder, read into a visits problem. What they hold stands in zhiqiao-visits(1).
 *
 * Delegates, sites, places, buses and organisations are numbered in the order of their ids, windows in the order of their
 * times, so that the order of rows decides nothing.
 */
#ifndef CLI_VISITS_FILES_H
#define CLI_VISITS_FILES_H

#include "cli/bulk.h"
#include "match/visits.h"

enum { VISITS_FILES_MOST = 10, VISITS_CLOCK_MOST = 24 * 60 };

/* Names of one kind, in the order of the rows and of the ids. */
struct visits_names {
    struct bulk_names names;
    uint32_t *places; /* row number to number in the problem */
    struct span *ids; /* in the order of the problem */
};

struct visits_files {
    struct arena *arena;
    struct bulk_problems problems;
    const char *folder;
    const char *seed; /* of the lots; NULL: the column lot */
    bool lots_needed;
    struct bulk_table tables[VISITS_FILES_MOST]; /* open until the end: names are spans of them */
    int table_count;
    struct visits_names delegates, sites, buses, organisations;
    struct visits_names all_places; /* sites, then other places of buses; `places` maps into the problem */
    uint64_t *lots;                 /* numbers as published, in the order of the problem; NULL: none */
    struct span *languages;         /* of the guides, in the order of the problem */
    uint32_t *guides;               /* a bus */
    struct visits_problem problem;
};

/* False after having said everything that is wrong (problems.all), or when interrupted. Close in either case. The problem
 * lacks aim and kept. */
bool visits_files_open(struct arena *arena, const struct command *command, const char *folder, const char *seed,
                       bool lots_needed, struct visits_files *out);
void visits_files_close(struct visits_files *files);

/* Number in the problem, or VISITS_NONE. */
uint32_t visits_names_find(struct visits_names *names, struct span id);

/* A plan as written: groups and routes. `lenient`: what is unknown is left out, for people and sites go. In the arena;
 * false after a complaint. */
bool visits_read_plan(struct visits_files *files, const char *groups, const char *routes, bool lenient,
                      struct visits_plan *out);

/* --- between the files of this reader --------------------------------------------------------------------------------- */

bool visits_all_is_well(const struct visits_files *files);
/* NULL when it is not there or not sound, or has more rows than `most` (said). */
struct bulk_table *visits_open_table(struct visits_files *files, const char *folder, const char *name,
                                     const struct bulk_column *columns, bool optional, size_t most);
/* Numbers in the order of the ids. */
void visits_names_order(struct arena *arena, struct visits_names *names);
/* A known name's number in the problem, or VISITS_NONE after a complaint. */
uint32_t visits_names_get(struct bulk_table *table, int column, struct visits_names *names);
/* HH:MM, 00:00 to 24:00. False after a complaint. */
bool visits_read_clock(struct bulk_table *table, int column, uint32_t *out);
/* preferences.csv; travel.csv; rules.csv and tours.csv, if there. */
bool visits_read_wishes(struct visits_files *files);
bool visits_read_travel(struct visits_files *files);
bool visits_read_rules(struct visits_files *files);
bool visits_read_tours(struct visits_files *files);

#endif
