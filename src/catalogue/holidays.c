/* Working days: Monday to Friday, without the public holidays, with the days that are worked instead. */
#include "catalogue/holidays.h"

#include "base/day.h"
#include "catalogue/table.h"

#include <string.h>

enum { FIRST_YEAR = 1900, YEARS = 300, WEEK = 7, SATURDAY = 5, EPOCH_WEEKDAY = 3 /* 1970-01-01 was a Thursday */ };

struct special {
    int32_t day;
    bool works;
};
struct holidays {
    struct special *days;
    size_t count;
    bool known[YEARS];
};

struct result holidays_load(struct arena *arena, const struct holidays **out)
{
    struct table table;
    struct result result = table_read(arena, "catalogues/holidays.csv", &table);
    if (result_failed(result)) {
        return result;
    }
    struct holidays *holidays = ARENA_NEW(arena, struct holidays);
    memset(holidays, 0, sizeof *holidays);
    holidays->days = ARENA_ARRAY(arena, struct special, table.rows + 1);
    for (size_t row = 0; row < table.rows; row++) {
        int32_t day = 0;
        int year = table_number(&table, row, "year", 0);
        if (!day_parse(span_of(table_cell(&table, row, "day")), &day) || date_of_day(day).year != year) {
            return table_broken(arena, &table, row, "day and year");
        }
        holidays->known[year - FIRST_YEAR] = true;
        holidays->days[holidays->count++] = (struct special){day, strcmp(table_cell(&table, row, "kind"), "work") == 0};
    }
    *out = holidays;
    return result_ok();
}

static int weekday_of(int32_t day)
{
    return (int)(((day + EPOCH_WEEKDAY) % WEEK + WEEK) % WEEK); /* 0 = Monday */
}

bool holidays_is_working(const struct holidays *holidays, int32_t day)
{
    for (size_t index = 0; index < holidays->count; index++) {
        if (holidays->days[index].day == day) {
            return holidays->days[index].works;
        }
    }
    return weekday_of(day) < SATURDAY;
}

int32_t holidays_add(const struct holidays *holidays, int32_t day, int count, bool *sound)
{
    bool known = true;
    while (count > 0) {
        day++;
        known = known && holidays->known[date_of_day(day).year - FIRST_YEAR];
        count -= holidays_is_working(holidays, day) ? 1 : 0;
    }
    *sound = known;
    return day;
}
