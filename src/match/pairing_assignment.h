/* At most one pair each: what the parts of the assignment share. Private to match/pairing_*.c. The method is told in
 * pairing_assign.c. */
#ifndef MATCH_PAIRING_ASSIGNMENT_H
#define MATCH_PAIRING_ASSIGNMENT_H

#include "match/pairing_view.h"

enum { LIST_SIZE = 32 };

struct candidate {
    int32_t points;
    uint32_t column;
};

/* What a row wants most, and second most. */
struct wish {
    uint32_t column, second;
    int64_t gain, second_gain;
};

struct heap_entry {
    int64_t key;
    uint32_t number; /* a column; or column_count + row: look at all of this row */
};

struct assignment {
    struct arena *arena;
    struct pairing_view view;
    bool optional;           /* nobody has a least */
    int64_t *prices;         /* of columns */
    uint32_t *owners;        /* of columns: rows */
    uint32_t *columns;       /* of rows */
    struct candidate *lists; /* LIST_SIZE a row */
    int64_t *bounds;         /* of rows: nothing outside of the list is worth more */
    uint32_t list_size;
    int32_t *room;
    uint32_t *waiting; /* rows without a column */
    size_t waiting_count;
    /* of one search */
    int64_t *distances;
    uint32_t *came_from; /* of columns: rows */
    uint32_t *stamps, stamp;
    unsigned char *settled; /* 1 within the search */
    uint32_t *reached;
    size_t reached_count;
    struct heap_entry *heap;
    size_t heap_count, heap_room;
    uint64_t steps;
};

/* --- lists: pairing_rows.c ---------------------------------------------------------------------------------------- */

/* The points of a whole row. */
const int32_t *assignment_read_row(struct assignment *at, uint32_t row);
/* Looks at a whole row for its list. */
void assignment_make_list(struct assignment *at, uint32_t row);
/* From the list, or from a new one where the old is used up. */
struct wish assignment_find_wish(struct assignment *at, uint32_t row);
int64_t assignment_points_of(struct assignment *at, uint32_t row, uint32_t column);

/* --- exchanges ---------------------------------------------------------------------------------------------------- */

/* The row gets the column; whoever had it, or PAIRING_NONE. */
uint32_t assignment_take_column(struct assignment *at, uint32_t row, uint32_t column);
/* pairing_paths.c: the row without a column gets one by the shortest path. */
void assignment_find_path(struct assignment *at, uint32_t row);

#endif
