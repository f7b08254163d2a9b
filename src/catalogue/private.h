/* What the files of this folder share. The catalogue is made in one go by catalogue_load and never changes again. */
#ifndef CATALOGUE_PRIVATE_H
#define CATALOGUE_PRIVATE_H

#include "catalogue/catalogue.h"
#include "catalogue/table.h"
#include "match/fit.h"

/* A written form of an entry: folded, without blanks. Sorted by key, then row; a key may stand for several rows. */
struct name_key {
    const char *key;
    uint32_t row;
};

struct entry_table {
    const struct catalogue_entry *entries;
    size_t count;
    const uint32_t *by_code; /* rows, sorted by code */
    const struct name_key *names;
    size_t name_count;
};

struct trade_book;   /* trades, words, skills, rules: trades.h */
struct trade_groups; /* groups.c */

struct catalogue {
    struct entry_table tables[CATALOGUE_TABLE_COUNT];
    const struct trade_book *trades;
    const struct trade_groups *trade_groups;
};

/* The folded key by which names are compared: width, case and traditional forms folded, blanks and · dropped. */
const char *names_fold(struct arena *arena, struct span text);
/* Indexes the entries of one table by every way to write them; `table` gives the column `names` where there is one. */
void names_build(struct arena *arena, enum catalogue_table which, const struct table *table,
                 struct entry_table *entries);

#endif
