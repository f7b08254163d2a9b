/* Loading the tables into entries; finding by code. */
#include "catalogue/private.h"
#include "catalogue/trades.h"

#include <stdlib.h>

struct shape {
    const char *file;
    const char *group, *group_name; /* columns */
    const char *number;             /* column, or NULL: the row */
};

static const struct shape SHAPES[CATALOGUE_TABLE_COUNT] = {
    [CATALOGUE_MAJORS] = {"catalogues/majors.csv", "level", "category", NULL},
    [CATALOGUE_OCCUPATIONS] = {"catalogues/occupations.csv", "middle_code", "middle_name", NULL},
    [CATALOGUE_INDUSTRIES] = {"catalogues/industries.csv", "parent_code", "level", NULL},
    [CATALOGUE_REGIONS] = {"catalogues/regions.csv", "parent_code", "level", NULL},
    [CATALOGUE_LEVELS] = {"catalogues/skill_levels.csv", "cert_term", "cert_term", "rank"},
    [CATALOGUE_KINDS] = {"catalogues/kinds.csv", "", "", NULL},
    [CATALOGUE_COOPERATION] = {"catalogues/cooperation.csv", "", "", NULL},
};

static int compare_codes(const void *left, const void *right, void *entries)
{
    const struct catalogue_entry *list = entries;
    return strcmp(list[*(const uint32_t *)left].code, list[*(const uint32_t *)right].code);
}

static struct result index_codes(struct arena *arena, const struct table *table, struct catalogue_entry *entries,
                                 const uint32_t **out)
{
    uint32_t *rows = ARENA_ARRAY(arena, uint32_t, table->rows + 1);
    for (size_t i = 0; i < table->rows; i++) {
        rows[i] = (uint32_t)i;
    }
    qsort_r(rows, table->rows, sizeof *rows, compare_codes, entries);
    for (size_t i = 1; i < table->rows; i++) {
        if (strcmp(entries[rows[i - 1]].code, entries[rows[i]].code) == 0) {
            return table_broken(arena, table, rows[i], "code given twice");
        }
    }
    *out = rows;
    return result_ok();
}

static struct result load_entries(struct arena *arena, enum catalogue_table which, struct entry_table *out)
{
    const struct shape *shape = &SHAPES[which];
    struct table table;
    struct result r = table_read(arena, shape->file, &table);
    if (result_failed(r)) {
        return r;
    }
    struct catalogue_entry *entries = ARENA_ARRAY(arena, struct catalogue_entry, table.rows + 1);
    for (size_t i = 0; i < table.rows; i++) {
        entries[i] = (struct catalogue_entry){
            .code = table_cell(&table, i, "code"),
            .name = table_cell(&table, i, "name"),
            .name_en = table_cell(&table, i, "name_en"),
            .group = table_cell(&table, i, shape->group),
            .group_name = table_cell(&table, i, shape->group_name),
            .status = table_cell(&table, i, "status"),
            .number = shape->number == NULL ? (int)i : table_number(&table, i, shape->number, 0),
        };
        if (entries[i].code[0] == '\0' || entries[i].name[0] == '\0' || entries[i].status[0] == '\0') {
            return table_broken(arena, &table, i, "code, name or status missing");
        }
    }
    out->entries = entries;
    out->count = table.rows;
    r = index_codes(arena, &table, entries, &out->by_code);
    if (!result_failed(r)) {
        names_build(arena, which, &table, out);
    }
    return r;
}

struct result catalogue_load(struct arena *arena, const struct catalogue **out)
{
    struct catalogue *catalogue = ARENA_NEW(arena, struct catalogue);
    for (int which = 0; which < CATALOGUE_TABLE_COUNT; which++) {
        struct result r = load_entries(arena, (enum catalogue_table)which, &catalogue->tables[which]);
        if (result_failed(r)) {
            return r;
        }
    }
    struct result r = trades_load(arena, catalogue, &catalogue->trades);
    if (!result_failed(r)) {
        r = trade_groups_load(arena, catalogue->trades, &catalogue->trade_groups);
    }
    if (result_failed(r)) {
        return r;
    }
    *out = catalogue;
    return r;
}

size_t catalogue_count(const struct catalogue *catalogue, enum catalogue_table table)
{
    return catalogue->tables[table].count;
}

const struct catalogue_entry *catalogue_at(const struct catalogue *catalogue, enum catalogue_table table, size_t row)
{
    return row < catalogue->tables[table].count ? &catalogue->tables[table].entries[row] : NULL;
}

static int compare_span(struct span left, const char *right)
{
    size_t length = strlen(right);
    int order = memcmp(left.at, right, left.length < length ? left.length : length);
    if (order != 0) {
        return order;
    }
    return left.length < length ? -1 : left.length > length;
}

const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue, enum catalogue_table table,
                                             struct span code)
{
    const struct entry_table *entries = &catalogue->tables[table];
    size_t low = 0;
    size_t high = entries->count;
    while (low < high && code.length > 0) {
        size_t middle = low + (high - low) / 2;
        const struct catalogue_entry *entry = &entries->entries[entries->by_code[middle]];
        int order = compare_span(code, entry->code);
        if (order == 0) {
            return entry;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
