/* A plan as it was written: who rides where, and what each bus does. */
#include "cli/visits_files.h"

#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

/* A known name's number or VISITS_NONE; *sound false after a complaint. Unknown ones are no problem when lenient. */
static uint32_t find_name(struct bulk_table *table, int column, struct visits_names *names, bool lenient, bool *sound)
{
    uint32_t number = visits_names_find(names, table->values[column]);
    if (number == VISITS_NONE && !lenient) {
        *sound = false;
        (void)visits_names_get(table, column, names);
    }
    return number;
}

static bool read_groups(struct visits_files *files, const char *path, bool lenient, struct visits_plan *out)
{
    enum { DELEGATE, BUS };
    static const struct bulk_column columns[] = {{"delegate_id", true}, {"bus_id", true}, {NULL, false}};
    size_t n = files->problem.delegate_count;
    struct bulk_table *table = visits_open_table(files, NULL, path, columns, false, VISITS_DELEGATES_MOST);
    if (table == NULL) {
        return false;
    }
    uint32_t *buses = ARENA_ARRAY(files->arena, uint32_t, n);
    uint8_t *given = ARENA_ARRAY(files->arena, uint8_t, n);
    (void)memset(buses, 0xff, n * sizeof *buses);
    while (bulk_next(table)) {
        bool sound = true;
        bool rides = table->values[BUS].length > 0;
        uint32_t delegate = find_name(table, DELEGATE, &files->delegates, lenient, &sound);
        uint32_t bus = rides ? find_name(table, BUS, &files->buses, lenient, &sound) : VISITS_NONE;
        if (delegate != VISITS_NONE && given[delegate]) {
            (void)bulk_complain(table, DELEGATE, "placement.problem.twice", NULL);
        } else if (delegate != VISITS_NONE) {
            given[delegate] = 1;
            buses[delegate] = bus;
        }
    }
    bool well = !lenient && visits_all_is_well(files);
    for (size_t d = 0; well && d < n; d++) {
        if (!given[d] && !bulk_problem(&files->problems, table->name, 0, 0, "visits.problem.no_row",
                                       files->delegates.ids[d], NULL)) {
            break;
        }
    }
    out->buses = buses;
    return visits_all_is_well(files);
}

/* --- routes --------------------------------------------------------------------------------------------------------------- */

enum { BUS, STOP, PLACE, ARRIVE, BEGIN, LEAVE };

struct route_row {
    uint32_t bus, number, place, arrive, begin, leave;
    uint64_t line;
};

static int compare_rows(const void *left, const void *right)
{
    const struct route_row *a = left;
    const struct route_row *b = right;
    const uint64_t one[3] = {a->bus, a->number, a->line};
    const uint64_t two[3] = {b->bus, b->number, b->line};
    for (int k = 0; k < 3; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

/* An empty time is VISITS_NONE. */
static bool read_time(struct bulk_table *table, int column, uint32_t *out)
{
    *out = VISITS_NONE;
    return table->values[column].length == 0 || visits_read_clock(table, column, out);
}

/* False when the row is not to be looked at. */
static bool read_row(struct visits_files *files, struct bulk_table *table, bool lenient, struct route_row *out)
{
    bool sound = true;
    uint64_t number = 0;
    out->bus = find_name(table, BUS, &files->buses, lenient, &sound);
    out->place = find_name(table, PLACE, &files->all_places, lenient, &sound);
    sound = bulk_number(table, STOP, 0, VISITS_STOPS_MOST + 1, &number) && sound;
    sound = read_time(table, ARRIVE, &out->arrive) && sound;
    sound = read_time(table, BEGIN, &out->begin) && sound;
    sound = read_time(table, LEAVE, &out->leave) && sound;
    out->number = (uint32_t)number;
    out->line = table->line;
    return sound && out->bus != VISITS_NONE && out->place != VISITS_NONE;
}

/* The site's window that holds the visit; if none does, any, for the checker to complain of. */
static uint32_t find_window(const struct visits_problem *problem, const struct route_row *row)
{
    uint32_t found = VISITS_NONE;
    for (uint32_t w = 0; w < problem->window_count; w++) {
        const struct visits_window *window = &problem->windows[w];
        if (window->site == row->place && (found == VISITS_NONE || window->open <= row->begin)) {
            found = w;
        }
    }
    return found;
}

static bool complain(struct visits_files *files, const char *file, const struct route_row *row, const char *key)
{
    return bulk_problem(&files->problems, file, row->line, 0, key, files->buses.ids[row->bus], NULL) && false;
}

/* One bus: leaving, the visits, being back, numbered 0, 1, 2 … (not asked of a plan of yesterday, whose sites may be gone). */
static bool take_bus(struct visits_files *files, const char *file, const struct route_row *rows, size_t count,
                     bool lenient, struct visits_plan *plan)
{
    struct visits_stop *stops = (struct visits_stop *)(uintptr_t)plan->stops;
    struct visits_trip *trip = (struct visits_trip *)(uintptr_t)&plan->trips[rows[0].bus];
    uint32_t place = files->problem.buses[rows[0].bus].place;
    const struct route_row *last = &rows[count - 1];
    for (size_t k = 0; !lenient && k < count; k++) {
        bool edge = k == 0 || k == count - 1;
        bool timed = k == 0           ? rows[k].leave != VISITS_NONE
                     : k == count - 1 ? rows[k].arrive != VISITS_NONE
                                      : rows[k].arrive != VISITS_NONE && rows[k].begin != VISITS_NONE &&
                                            rows[k].leave != VISITS_NONE;
        if (rows[k].number != k) {
            return complain(files, file, &rows[k], "visits.problem.numbers");
        }
        if (edge ? rows[k].place != place : rows[k].place >= files->problem.site_count) {
            return complain(files, file, &rows[k], "visits.problem.edge");
        }
        if (!timed) {
            return complain(files, file, &rows[k], "visits.problem.no_time");
        }
    }
    if (!lenient && count < 3) {
        return complain(files, file, last, "visits.problem.edge");
    }
    *trip = (struct visits_trip){rows[0].leave, last->arrive, 0, false};
    for (size_t k = 0; k < count; k++) {
        bool visit = rows[k].place < files->problem.site_count && rows[k].begin != VISITS_NONE;
        if (visit) {
            stops[plan->stop_count++] =
                (struct visits_stop){rows[k].bus,    rows[k].place, find_window(&files->problem, &rows[k]),
                                     rows[k].arrive, rows[k].begin, rows[k].leave};
        }
    }
    return true;
}

static bool read_routes(struct visits_files *files, const char *path, bool lenient, struct visits_plan *out)
{
    static const struct bulk_column columns[] = {{"bus_id", true}, {"stop", true},  {"place_id", true},
                                                 {"arrive", true}, {"begin", true}, {"leave", true},
                                                 {NULL, false}};
    struct bulk_table *table =
        visits_open_table(files, NULL, path, columns, false, (size_t)VISITS_BUSES_MOST * (VISITS_STOPS_MOST + 2));
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    struct route_row *rows = ARENA_ARRAY(files->arena, struct route_row, room);
    size_t count = 0;
    while (bulk_next(table)) {
        if (read_row(files, table, lenient, &rows[count])) {
            count++;
        }
    }
    qsort(rows, count, sizeof *rows, compare_rows);
    out->stops = ARENA_ARRAY(files->arena, struct visits_stop, count + 1);
    out->trips = ARENA_ARRAY(files->arena, struct visits_trip, files->problem.bus_count);
    bool going = visits_all_is_well(files);
    for (size_t k = 0; k < count && going;) {
        size_t end = k;
        while (end < count && rows[end].bus == rows[k].bus) {
            end++;
        }
        (void)take_bus(files, table->name, &rows[k], end - k, lenient, out);
        going = files->problems.here < BULK_PROBLEMS_MOST;
        k = end;
    }
    return visits_all_is_well(files);
}

bool visits_read_plan(struct visits_files *files, const char *groups, const char *routes, bool lenient,
                      struct visits_plan *out)
{
    struct visits_plan plan = {NULL, NULL, 0, NULL};
    bool sound = read_groups(files, groups, lenient, &plan);
    sound = !files->problems.interrupted && read_routes(files, routes, lenient, &plan) && sound;
    if (sound) {
        *out = plan;
    }
    return sound;
}
