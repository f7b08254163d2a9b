/* The columns of the spreadsheets of organisations, needs and offers: one table for import and export.
 *
 * What export writes as a header, import reads; import also reads the other names that offices use. A header is compared
 * folded, without white space, stars, and without what stands in brackets behind it: "*薪资（元/月）" is 薪资. One that no
 * list names is tried in parts (岗位/需求名称), without what only qualifies it (拟招聘人数) and, in English, word by word.
 */
#ifndef AREAS_LISTINGS_COLUMNS_H
#define AREAS_LISTINGS_COLUMNS_H

#include "base/arena.h"
#include "base/span.h"

enum column_sheet { COLUMN_ORGANISATIONS = 1, COLUMN_NEEDS = 2, COLUMN_OFFERS = 4 };

struct column {
    const char *code; /* the member of struct listing or struct organisation: "headcount"; "ignored": known, not kept */
    const char *zh, *en;  /* as exported; NULL: read only, never exported */
    const char *synonyms; /* folded, separated by | */
    unsigned sheets;      /* enum column_sheet, as a set */
};

/* All columns, in the order of export. */
const struct column *column_list(size_t *count);

/* NULL when no column of this sheet has such a header. Uses the arena for folding. */
const struct column *column_find(struct arena *arena, enum column_sheet sheet, struct span header);

/* The column with this code, or NULL. */
const struct column *column_of_code(enum column_sheet sheet, const char *code);

#endif
