/* trade_groups.csv: trades gathered for people who look at the whole city. A family stands in one group. */
#include "catalogue/reading.h"
#include "catalogue/table.h"
#include "catalogue/trades.h"

struct trade_group {
    const char *code, *name, *name_en;
};

struct trade_groups {
    const struct trade_group *list;
    size_t count;
    const uint16_t *of_trade; /* trade_count */
};

static bool has_family(const char *families, const char *family)
{
    struct span part;
    while (table_next_part(&families, &part)) {
        if (span_is(part, family)) {
            return true;
        }
    }
    return false;
}

/* The row whose families hold it; the table's row count when none does. */
static size_t find_row(const struct table *table, const char *family)
{
    size_t row = 0;
    while (row < table->rows && !has_family(table_cell(table, row, "families"), family)) {
        row++;
    }
    return row;
}

struct result trade_groups_load(struct arena *arena, const struct trade_book *book, const struct trade_groups **out)
{
    struct table table;
    struct result result = table_read(arena, "catalogues/trade_groups.csv", &table);
    if (result_failed(result)) {
        return result;
    }
    struct trade_groups *groups = ARENA_NEW(arena, struct trade_groups);
    struct trade_group *list = ARENA_ARRAY(arena, struct trade_group, table.rows);
    uint16_t *of_trade = ARENA_ARRAY(arena, uint16_t, book->trade_count);
    for (size_t row = 0; row < table.rows; row++) {
        list[row] = (struct trade_group){table_cell(&table, row, "code"), table_cell(&table, row, "name"),
                                         table_cell(&table, row, "name_en")};
    }
    for (size_t trade = 0; trade < book->trade_count; trade++) {
        size_t row = find_row(&table, book->trades[trade].family);
        if (row == table.rows) {
            return table_broken(arena, &table, row,
                                arena_format(arena, "no group holds the family %s", book->trades[trade].family));
        }
        of_trade[trade] = (uint16_t)row;
    }
    *groups = (struct trade_groups){list, table.rows, of_trade};
    *out = groups;
    return result_ok();
}

size_t reading_group_count(const struct catalogue *catalogue)
{
    return catalogue->trade_groups->count;
}

uint16_t reading_trade_group(const struct catalogue *catalogue, uint16_t trade)
{
    return catalogue->trade_groups->of_trade[trade];
}

const char *reading_group_code(const struct catalogue *catalogue, uint16_t group)
{
    return catalogue->trade_groups->list[group].code;
}

const char *reading_group_name(const struct catalogue *catalogue, uint16_t group, bool english)
{
    const struct trade_group *row = &catalogue->trade_groups->list[group];
    return english ? row->name_en : row->name;
}
