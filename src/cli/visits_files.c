/* Sites, buses and delegates first, for the other files speak of them. */
#include "cli/visits_files.h"

#include "cli/command.h"
#include "cli/placement_files.h"

#include <stdlib.h>

bool visits_all_is_well(const struct visits_files *files)
{
    return files->problems.here == 0 && !files->problems.interrupted;
}

struct bulk_table *visits_open_table(struct visits_files *files, const char *folder, const char *name,
                                     const struct bulk_column *columns, bool optional, size_t most)
{
    struct bulk_table *table = &files->tables[files->table_count];
    char text[32];
    if (!bulk_open(files->arena, &files->problems, folder, name, columns, optional, table)) {
        return NULL;
    }
    files->table_count++;
    if (bulk_line_count(table) <= most + 2) {
        return table;
    }
    (void)snprintf(text, sizeof text, "%zu", most);
    (void)bulk_problem(&files->problems, table->name, 0, 0, "visits.problem.too_many", span_of(text), NULL);
    return NULL;
}

void visits_names_order(struct arena *arena, struct visits_names *names)
{
    const uint32_t *order = bulk_names_sort(arena, &names->names);
    names->places = ARENA_ARRAY(arena, uint32_t, names->names.count + 1);
    names->ids = ARENA_ARRAY(arena, struct span, names->names.count + 1);
    for (uint32_t i = 0; i < names->names.count; i++) {
        names->places[order[i]] = i;
        names->ids[i] = bulk_name(&names->names, order[i]);
    }
}

uint32_t visits_names_find(struct visits_names *names, struct span id)
{
    uint32_t number = bulk_names_find(&names->names, id);
    return number == BULK_UNKNOWN ? VISITS_NONE : names->places[number];
}

uint32_t visits_names_get(struct bulk_table *table, int column, struct visits_names *names)
{
    if (table->values[column].length == 0) {
        (void)bulk_complain(table, column, "visits.problem.empty", NULL);
        return VISITS_NONE;
    }
    uint32_t number = bulk_find_id(table, column, &names->names, BULK_UNKNOWN);
    return number == BULK_UNKNOWN ? VISITS_NONE : names->places[number];
}

bool visits_read_clock(struct bulk_table *table, int column, uint32_t *out)
{
    struct span text = table->values[column];
    uint32_t parts[2] = {0, 0};
    size_t colon = 0;
    while (colon < text.length && text.at[colon] != ':') {
        colon++;
    }
    bool sound = (colon == 1 || colon == 2) && text.length == colon + 3;
    for (size_t i = 0; sound && i < text.length; i++) {
        bool digit = text.at[i] >= '0' && text.at[i] <= '9';
        sound = digit || i == colon;
        parts[i > colon] = digit ? parts[i > colon] * 10 + (uint32_t)(text.at[i] - '0') : parts[i > colon];
    }
    *out = parts[0] * 60 + parts[1];
    if (sound && parts[1] < 60 && *out <= VISITS_CLOCK_MOST) {
        return true;
    }
    return bulk_complain(table, column, "visits.problem.clock", NULL) && false;
}

/* --- sites ------------------------------------------------------------------------------------------------------------ */

struct window_row {
    struct visits_window window;
    uint64_t line;
};

static int compare_windows(const void *left, const void *right)
{
    const struct window_row *a = left;
    const struct window_row *b = right;
    const uint64_t one[4] = {a->window.site, a->window.open, a->window.close, a->line};
    const uint64_t two[4] = {b->window.site, b->window.open, b->window.close, b->line};
    for (int k = 0; k < 4; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

/* A name that may stand in many rows; BULK_UNKNOWN after a complaint. */
static uint32_t put_name(struct bulk_table *table, int column, struct visits_names *names)
{
    bool added = false;
    if (bulk_names_find(&names->names, table->values[column]) != BULK_UNKNOWN) {
        return bulk_names_put(&names->names, table->values[column], &added);
    }
    return bulk_add_id(table, column, &names->names);
}

static bool read_window(struct bulk_table *table, struct visits_window *out)
{
    enum { ID, OPEN, CLOSE, CAPACITY, DWELL };
    uint64_t capacity = 0;
    uint64_t dwell = 0;
    bool times = visits_read_clock(table, OPEN, &out->open);
    times = visits_read_clock(table, CLOSE, &out->close) && times;
    bool sound = bulk_number(table, CAPACITY, 1, VISITS_DELEGATES_MOST, &capacity) && times;
    sound = bulk_number(table, DWELL, 1, VISITS_CLOCK_MOST, &dwell) && sound;
    if (sound && out->open + dwell > out->close) {
        return bulk_complain(table, CLOSE, "visits.problem.window", NULL) && false;
    }
    out->capacity = (uint32_t)capacity;
    out->dwell = (uint32_t)dwell;
    return sound;
}

static void finish_windows(struct visits_files *files, const struct bulk_table *table, struct window_row *rows,
                           size_t count)
{
    struct visits_window *windows = ARENA_ARRAY(files->arena, struct visits_window, count);
    for (size_t k = 0; k < count; k++) {
        rows[k].window.site = files->sites.places[rows[k].window.site];
    }
    qsort(rows, count, sizeof *rows, compare_windows);
    for (size_t k = 0; k < count; k++) {
        windows[k] = rows[k].window;
        if (k > 0 && windows[k].site == windows[k - 1].site && windows[k].open < windows[k - 1].close) {
            uint64_t line = rows[k].line > rows[k - 1].line ? rows[k].line : rows[k - 1].line;
            (void)bulk_problem(&files->problems, table->name, line, 0, "visits.problem.overlap",
                               files->sites.ids[windows[k].site], NULL);
        }
    }
    files->problem.windows = windows;
    files->problem.window_count = count;
    files->problem.site_count = files->sites.names.count;
}

static bool read_sites(struct visits_files *files)
{
    static const struct bulk_column columns[] = {{"site_id", true},  {"open", true},  {"close", true},
                                                 {"capacity", true}, {"dwell", true}, {NULL, false}};
    struct bulk_table *table =
        visits_open_table(files, files->folder, "sites.csv", columns, false, VISITS_WINDOWS_MOST);
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    size_t count = 0;
    struct window_row *rows = ARENA_ARRAY(files->arena, struct window_row, room);
    bulk_names_init(files->arena, &files->sites.names, room);
    while (bulk_next(table)) {
        struct window_row row = {.line = table->line};
        uint32_t site = put_name(table, 0, &files->sites);
        if (read_window(table, &row.window) && site != BULK_UNKNOWN) {
            row.window.site = site;
            rows[count++] = row;
        }
    }
    if (files->sites.names.count > VISITS_SITES_MOST) {
        char text[32];
        (void)snprintf(text, sizeof text, "%d", VISITS_SITES_MOST);
        (void)bulk_problem(&files->problems, table->name, 0, 0, "visits.problem.too_many_sites", span_of(text), NULL);
    }
    if (!bulk_has_rows(table) || !visits_all_is_well(files)) {
        return false;
    }
    visits_names_order(files->arena, &files->sites);
    finish_windows(files, table, rows, count);
    return visits_all_is_well(files);
}

/* --- buses ------------------------------------------------------------------------------------------------------------ */

enum { BUS, SEATS, START, BACK, PLACE, GUIDES, LANGUAGES, STOPS };

struct bus_row {
    struct visits_bus bus;
    struct span place, languages;
    uint32_t guides;
};

static bool is_given(const struct bulk_table *table, int column)
{
    return table->has[column] && table->values[column].length > 0;
}

static bool read_bus(struct bulk_table *table, struct bus_row *out)
{
    uint64_t seats = 0;
    uint64_t guides = 1;
    uint64_t stops = VISITS_STOPS_MOST;
    bool sound = bulk_number(table, SEATS, 1, VISITS_DELEGATES_MOST, &seats);
    sound = (!is_given(table, GUIDES) || bulk_number(table, GUIDES, 0, VISITS_DELEGATES_MOST, &guides)) && sound;
    sound = (!is_given(table, STOPS) || bulk_number(table, STOPS, 1, VISITS_STOPS_MOST, &stops)) && sound;
    bool times = visits_read_clock(table, START, &out->bus.start);
    times = visits_read_clock(table, BACK, &out->bus.back) && times;
    if (sound && guides >= seats) {
        sound = bulk_complain(table, SEATS, "visits.problem.no_seat", NULL) && false;
    }
    if (times && out->bus.start >= out->bus.back) {
        times = bulk_complain(table, BACK, "visits.problem.back", NULL) && false;
    }
    out->bus.seats = (uint32_t)(seats - guides);
    out->guides = (uint32_t)guides;
    out->bus.stops_most = (uint32_t)stops;
    out->place = is_given(table, PLACE) ? table->values[PLACE] : span_of("start");
    out->languages = is_given(table, LANGUAGES) ? table->values[LANGUAGES] : span_make(NULL, 0);
    if (out->place.length > BULK_ID_MOST) {
        return bulk_complain(table, PLACE, "placement.problem.id", NULL) && false;
    }
    return sound && times;
}

/* Sites first, in their order; then the other places of buses, in that of their names. */
static void finish_places(struct visits_files *files, const struct bus_row *rows)
{
    struct visits_names *places = &files->all_places;
    struct visits_names others = {.places = NULL};
    size_t sites = files->sites.names.count;
    size_t buses = files->buses.names.count;
    bool added;
    bulk_names_init(files->arena, &places->names, sites + buses);
    bulk_names_init(files->arena, &others.names, buses);
    for (size_t b = 0; b < buses; b++) {
        if (bulk_names_find(&files->sites.names, rows[b].place) == BULK_UNKNOWN) {
            (void)bulk_names_put(&others.names, rows[b].place, &added);
        }
    }
    visits_names_order(files->arena, &others);
    for (size_t k = 0; k < sites + others.names.count; k++) {
        (void)bulk_names_put(&places->names, k < sites ? files->sites.ids[k] : others.ids[k - sites], &added);
    }
    places->places = ARENA_ARRAY(files->arena, uint32_t, places->names.count);
    places->ids = ARENA_ARRAY(files->arena, struct span, places->names.count);
    for (uint32_t k = 0; k < places->names.count; k++) {
        places->places[k] = k;
        places->ids[k] = bulk_name(&places->names, k);
    }
    files->problem.place_count = places->names.count;
}

static void finish_buses(struct visits_files *files, const struct bus_row *rows)
{
    size_t count = files->buses.names.count;
    struct visits_bus *buses = ARENA_ARRAY(files->arena, struct visits_bus, count);
    files->languages = ARENA_ARRAY(files->arena, struct span, count);
    files->guides = ARENA_ARRAY(files->arena, uint32_t, count);
    visits_names_order(files->arena, &files->buses);
    finish_places(files, rows);
    for (size_t k = 0; k < count; k++) {
        uint32_t bus = files->buses.places[k];
        buses[bus] = rows[k].bus;
        buses[bus].place = visits_names_find(&files->all_places, rows[k].place);
        files->languages[bus] = rows[k].languages;
        files->guides[bus] = rows[k].guides;
    }
    files->problem.buses = buses;
    files->problem.bus_count = count;
}

static bool read_buses(struct visits_files *files)
{
    static const struct bulk_column columns[] = {{"bus_id", true},     {"seats", true},  {"start", true},
                                                 {"back", true},       {"place", false}, {"guides", false},
                                                 {"languages", false}, {"stops", false}, {NULL, false}};
    struct bulk_table *table = visits_open_table(files, files->folder, "buses.csv", columns, false, VISITS_BUSES_MOST);
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    struct bus_row *rows = ARENA_ARRAY(files->arena, struct bus_row, room);
    bulk_names_init(files->arena, &files->buses.names, room);
    while (bulk_next(table)) {
        struct bus_row row = {.guides = 0};
        uint32_t number = bulk_add_id(table, BUS, &files->buses.names);
        if (read_bus(table, &row) && number != BULK_UNKNOWN) {
            rows[number] = row;
        }
    }
    if (!bulk_has_rows(table) || !visits_all_is_well(files) || files->sites.ids == NULL) {
        return false;
    }
    finish_buses(files, rows);
    return true;
}

/* --- delegates -------------------------------------------------------------------------------------------------------- */

struct delegate_row {
    uint64_t lot;
    uint32_t organisation;
    struct span language;
};

struct numbered_lot {
    uint64_t lot;
    uint32_t delegate;
};

static int compare_lots(const void *left, const void *right)
{
    const struct numbered_lot *a = left;
    const struct numbered_lot *b = right;
    if (a->lot != b->lot) {
        return a->lot < b->lot ? -1 : 1;
    }
    return (a->delegate > b->delegate) - (a->delegate < b->delegate);
}

/* In the problem a lot is its place among all lots. */
static void finish_lots(struct visits_files *files, const struct bulk_table *table)
{
    size_t n = files->problem.delegate_count;
    uint32_t *lots = ARENA_ARRAY(files->arena, uint32_t, n);
    struct numbered_lot *sorted = ARENA_ARRAY(files->arena, struct numbered_lot, n);
    files->problem.lots = lots;
    for (uint32_t d = 0; files->lots != NULL && d < n; d++) {
        sorted[d] = (struct numbered_lot){files->lots[d], d};
    }
    if (files->lots == NULL) {
        return;
    }
    qsort(sorted, n, sizeof *sorted, compare_lots);
    for (uint32_t k = 0; k < n; k++) {
        lots[sorted[k].delegate] = k;
        if (k > 0 && sorted[k].lot == sorted[k - 1].lot &&
            !bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.lots_equal",
                          files->delegates.ids[sorted[k - 1].delegate],
                          arena_copy(files->arena, files->delegates.ids[sorted[k].delegate]))) {
            return;
        }
    }
}

/* Whether a word stands in a list, parted by spaces or semicolons. */
static bool has_word(struct span list, struct span word)
{
    size_t begin = 0;
    for (size_t i = 0; i <= list.length; i++) {
        if (i == list.length || list.at[i] == ' ' || list.at[i] == ';') {
            if (span_equal(span_make(list.at + begin, i - begin), word)) {
                return true;
            }
            begin = i + 1;
        }
    }
    return false;
}

static void finish_delegates(struct visits_files *files, const struct bulk_table *table,
                             const struct delegate_row *rows)
{
    size_t n = files->delegates.names.count;
    size_t buses = files->problem.bus_count;
    uint32_t *organisations = ARENA_ARRAY(files->arena, uint32_t, n);
    uint8_t *barred = ARENA_ARRAY(files->arena, uint8_t, n * buses);
    bool numbered = files->seed != NULL || table->has[2];
    visits_names_order(files->arena, &files->delegates);
    visits_names_order(files->arena, &files->organisations);
    files->lots = numbered ? ARENA_ARRAY(files->arena, uint64_t, n) : NULL;
    for (size_t k = 0; k < n; k++) {
        uint32_t d = files->delegates.places[k];
        organisations[d] = files->organisations.places[rows[k].organisation];
        if (numbered) {
            files->lots[d] = files->seed != NULL ? placement_lot(files->seed, files->delegates.ids[d]) : rows[k].lot;
        }
        for (size_t b = 0; b < buses; b++) {
            barred[d * buses + b] = rows[k].language.length > 0 && files->languages[b].length > 0 &&
                                    !has_word(files->languages[b], rows[k].language);
        }
    }
    files->problem.organisations = organisations;
    files->problem.barred = barred;
    files->problem.delegate_count = n;
    files->problem.organisation_count = files->organisations.names.count;
    finish_lots(files, table);
}

/* Exactly one way to the lots, where they decide. */
static bool lots_are_clear(struct visits_files *files, const struct bulk_table *table)
{
    bool both = files->seed != NULL && table->has[2];
    bool none = files->lots_needed && files->seed == NULL && !table->has[2];
    return (!both && !none) || (bulk_problem(&files->problems, table->name, 0, 0,
                                             both ? "visits.problem.lots_and_seed" : "visits.problem.lots_missing",
                                             span_make(NULL, 0), NULL) &&
                                false);
}

static bool read_delegates(struct visits_files *files)
{
    enum { ID, ORGANISATION, LOT, LANGUAGE };
    static const struct bulk_column columns[] = {
        {"delegate_id", true}, {"organisation", true}, {"lot", false}, {"language", false}, {NULL, false}};
    struct bulk_table *table =
        visits_open_table(files, files->folder, "delegates.csv", columns, false, VISITS_DELEGATES_MOST);
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    struct delegate_row *rows = ARENA_ARRAY(files->arena, struct delegate_row, room);
    bulk_names_init(files->arena, &files->delegates.names, room);
    bulk_names_init(files->arena, &files->organisations.names, room);
    bool clear = lots_are_clear(files, table);
    while (bulk_next(table)) {
        struct delegate_row row = {.language = table->has[LANGUAGE] ? table->values[LANGUAGE] : span_make(NULL, 0)};
        uint32_t number = bulk_add_id(table, ID, &files->delegates.names);
        row.organisation = put_name(table, ORGANISATION, &files->organisations);
        bool sound = !table->has[LOT] || bulk_number(table, LOT, 0, UINT64_MAX, &row.lot);
        if (number != BULK_UNKNOWN && row.organisation != BULK_UNKNOWN && sound) {
            rows[number] = row;
        }
    }
    if (!bulk_has_rows(table) || !visits_all_is_well(files) || !clear || files->buses.ids == NULL) {
        return false;
    }
    finish_delegates(files, table, rows);
    return visits_all_is_well(files);
}

/* --- all of it -------------------------------------------------------------------------------------------------------- */

static bool read_all(struct visits_files *files)
{
    bool (*const firsts[])(struct visits_files * files) = {read_sites, read_buses, read_delegates};
    bool (*const others[])(struct visits_files * files) = {visits_read_wishes, visits_read_travel, visits_read_rules,
                                                           visits_read_tours};
    bool sound = true;
    for (size_t k = 0; k < 3 && !files->problems.interrupted; k++) {
        sound = firsts[k](files) && sound;
    }
    if (!sound) {
        return false; /* the others speak of them */
    }
    for (size_t k = 0; k < 4 && !files->problems.interrupted; k++) {
        sound = others[k](files) && sound;
    }
    return sound;
}

bool visits_files_open(struct arena *arena, const struct command *command, const char *folder, const char *seed,
                       bool lots_needed, struct visits_files *out)
{
    *out = (struct visits_files){
        .arena = arena, .folder = folder, .seed = seed, .lots_needed = lots_needed, .problems = {.command = command}};
    return read_all(out) && out->problems.all == 0 && !out->problems.interrupted;
}

void visits_files_close(struct visits_files *files)
{
    for (int i = 0; i < files->table_count; i++) {
        bulk_close(&files->tables[i]);
    }
    files->table_count = 0;
}
