/* The catalogues: majors, occupations, industries, regions, skill levels, listing kinds, cooperation kinds, trades.
 *
 * Read once at start from catalogues/ (embedded, versioned data with source, date and status), read-only after, shared
 * by all threads. What the office corrects for its region is laid over it in the area `fit`, not here.
 */
#ifndef CATALOGUE_CATALOGUE_H
#define CATALOGUE_CATALOGUE_H

#include "base/arena.h"
#include "base/result.h"
#include "base/span.h"

#include <stdint.h>

struct catalogue;

/* Lives in the arena. Errors: INTERNAL when an embedded table is broken (file, line in detail). */
MUST_USE struct result catalogue_load(struct arena *arena, const struct catalogue **out);

enum catalogue_table {
    CATALOGUE_MAJORS,      /* 专业目录: code 660302 */
    CATALOGUE_OCCUPATIONS, /* 职业分类大典: 6-18-01-01 */
    CATALOGUE_INDUSTRIES,  /* GB/T 4754-2017: C3451 */
    CATALOGUE_REGIONS,     /* GB/T 2260: 371581, and local zones LC-KFQ */
    CATALOGUE_LEVELS,      /* skill levels: code "4"; rank = 1 … 8 */
    CATALOGUE_KINDS,       /* kinds of listing: talent, technology, … */
    CATALOGUE_COOPERATION, /* kinds of cooperation: order_class, apprenticeship, … */
    CATALOGUE_TABLE_COUNT
};

struct catalogue_entry {
    const char *code;
    const char *name;       /* Chinese */
    const char *name_en;    /* "" where there is none */
    const char *group;      /* level (中职 …), middle class, parent code */
    const char *group_name; /* category name */
    const char *status;     /* verified …, as in the table */
    int number;             /* rank of a skill level; otherwise the row */
};

size_t catalogue_count(const struct catalogue *catalogue, enum catalogue_table table);
const struct catalogue_entry *catalogue_at(const struct catalogue *catalogue, enum catalogue_table table, size_t row);
const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, enum catalogue_table table,
                                             struct span code); /* NULL when unknown */

/* What a person wrote, to an entry: code, name, name without 市/县/区/大类…, usual other names, English name; folded.
 * NULL when nothing or more than one thing is meant. `group` narrows (majors of 中职), or NULL. */
const struct catalogue_entry *catalogue_read(const struct catalogue *catalogue, enum catalogue_table table,
                                             struct span text, const char *group);

/* The entries nearest to a wrong code or name, best first; at most `most`. For "did you mean". */
size_t catalogue_suggest(const struct catalogue *catalogue, enum catalogue_table table, struct span text,
                         const struct catalogue_entry **out, size_t most);

/* 统一社会信用代码 GB 32100-2015: 18 characters, check digit by ISO 7064 weights 3^i mod 31. */
bool credit_code_is_valid(struct span code);
/* The check character that belongs to the first 17; '\0' when they hold a character outside the alphabet. */
char credit_code_check_character(struct span first17);

#endif
