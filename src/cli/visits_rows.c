/* Wishes, ways, rules and tours: rows about what the first files have named. */
#include "cli/visits_files.h"

#include "cli/command.h"

#include <stdlib.h>

/* --- wishes --------------------------------------------------------------------------------------------------------------- */

struct wish_row {
    uint32_t delegate, rank, site;
    uint64_t line;
};

static int compare_wishes(const void *left, const void *right)
{
    const struct wish_row *a = left;
    const struct wish_row *b = right;
    const uint64_t one[3] = {a->delegate, a->rank, a->line};
    const uint64_t two[3] = {b->delegate, b->rank, b->line};
    for (int k = 0; k < 3; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

/* One delegate's rows, by rank: 1, 2, 3 … and no site twice. */
static bool check_wishes(struct visits_files *files, const char *file, const struct wish_row *rows, size_t count,
                         uint64_t *seen)
{
    for (size_t k = 0; k < count; k++) {
        char rank[16], more[16];
        bool twice = k > 0 && rows[k].rank == rows[k - 1].rank;
        bool going = true;
        (void)snprintf(rank, sizeof rank, "%u", rows[k].rank);
        (void)snprintf(more, sizeof more, "%zu", count);
        if (twice) {
            going =
                bulk_problem(&files->problems, file, rows[k].line, 0, "visits.problem.rank_twice", span_of(rank), NULL);
        } else if (rows[k].rank > count) {
            going =
                bulk_problem(&files->problems, file, rows[k].line, 0, "visits.problem.rank_gap", span_of(rank), more);
        }
        if (seen[rows[k].site] == rows[k].delegate + 1ULL) {
            going = bulk_problem(&files->problems, file, rows[k].line, 0, "visits.problem.wish_twice",
                                 files->sites.ids[rows[k].site], NULL);
        }
        seen[rows[k].site] = rows[k].delegate + 1ULL;
        if (!going) {
            return false;
        }
    }
    return true;
}

static void finish_wishes(struct visits_files *files, const char *file, struct wish_row *rows, size_t count)
{
    size_t n = files->problem.delegate_count;
    uint32_t *starts = ARENA_ARRAY(files->arena, uint32_t, n + 1);
    uint32_t *wishes = ARENA_ARRAY(files->arena, uint32_t, count + 1);
    uint64_t *seen = ARENA_ARRAY(files->arena, uint64_t, files->problem.site_count);
    qsort(rows, count, sizeof *rows, compare_wishes);
    for (size_t k = 0; k < count; k++) {
        starts[rows[k].delegate + 1]++;
        wishes[k] = rows[k].site;
    }
    bool going = true;
    for (size_t d = 0; d < n; d++) {
        starts[d + 1] += starts[d];
        going = going && check_wishes(files, file, &rows[starts[d]], starts[d + 1] - starts[d], seen);
    }
    files->problem.wish_starts = starts;
    files->problem.wishes = wishes;
}

bool visits_read_wishes(struct visits_files *files)
{
    enum { DELEGATE, RANK, SITE };
    static const struct bulk_column columns[] = {
        {"delegate_id", true}, {"rank", true}, {"site_id", true}, {NULL, false}};
    struct bulk_table *table =
        visits_open_table(files, files->folder, "preferences.csv", columns, false, VISITS_WISHES_MOST);
    if (table == NULL) {
        return false;
    }
    struct wish_row *rows = ARENA_ARRAY(files->arena, struct wish_row, bulk_line_count(table));
    size_t count = 0;
    while (bulk_next(table)) {
        struct wish_row row = {.line = table->line};
        uint64_t rank = 0;
        row.delegate = visits_names_get(table, DELEGATE, &files->delegates);
        row.site = visits_names_get(table, SITE, &files->sites);
        if (bulk_number(table, RANK, 1, VISITS_SITES_MOST, &rank) && row.delegate != VISITS_NONE &&
            row.site != VISITS_NONE) {
            row.rank = (uint32_t)rank;
            rows[count++] = row;
        }
    }
    if (bulk_has_rows(table) && visits_all_is_well(files)) {
        finish_wishes(files, table->name, rows, count);
    }
    return visits_all_is_well(files);
}

/* --- ways ----------------------------------------------------------------------------------------------------------------- */

/* Between every two places that a bus may have to drive between, there must be a way. */
static void complain_of_gaps(struct visits_files *files, const struct bulk_table *table, const uint32_t *travel)
{
    size_t n = files->problem.place_count;
    for (size_t from = 0; from < n; from++) {
        for (size_t to = 0; to < n; to++) {
            if (travel[from * n + to] == VISITS_FAR &&
                !bulk_problem(&files->problems, table->name, 0, 0, "visits.problem.no_way", files->all_places.ids[from],
                              arena_copy(files->arena, files->all_places.ids[to]))) {
                return;
            }
        }
    }
}

static void finish_travel(struct visits_files *files, const struct bulk_table *table, uint32_t *travel)
{
    size_t n = files->problem.place_count;
    for (size_t from = 0; from < n; from++) { /* a row counts for both directions, unless the other has its own */
        travel[from * n + from] = 0;
        for (size_t to = 0; to < from; to++) {
            uint32_t *there = &travel[from * n + to];
            uint32_t *back = &travel[to * n + from];
            *there = *there == VISITS_FAR ? *back : *there;
            *back = *back == VISITS_FAR ? *there : *back;
        }
    }
    visits_fill_travel(travel, n);
    complain_of_gaps(files, table, travel);
    files->problem.travel = travel;
}

bool visits_read_travel(struct visits_files *files)
{
    enum { FROM, TO, MINUTES };
    static const struct bulk_column columns[] = {{"from", true}, {"to", true}, {"minutes", true}, {NULL, false}};
    size_t n = files->problem.place_count;
    struct bulk_table *table = visits_open_table(files, files->folder, "travel.csv", columns, false,
                                                 (size_t)VISITS_PLACES_MOST * VISITS_PLACES_MOST);
    if (table == NULL) {
        return false;
    }
    uint32_t *travel = ARENA_ARRAY(files->arena, uint32_t, n * n);
    for (size_t k = 0; k < n * n; k++) {
        travel[k] = VISITS_FAR;
    }
    while (bulk_next(table)) {
        uint64_t minutes = 0;
        uint32_t from = visits_names_get(table, FROM, &files->all_places);
        uint32_t to = visits_names_get(table, TO, &files->all_places);
        bool sound = bulk_number(table, MINUTES, 0, VISITS_CLOCK_MOST, &minutes);
        if (from == VISITS_NONE || to == VISITS_NONE || !sound) {
            continue;
        }
        if (from == to) {
            (void)bulk_complain(table, TO, "visits.problem.same_place", NULL);
        } else if (travel[from * n + to] != VISITS_FAR) {
            (void)bulk_complain(table, TO, "placement.problem.twice", NULL);
        }
        travel[from * n + to] = (uint32_t)minutes;
    }
    if (visits_all_is_well(files)) {
        finish_travel(files, table, travel);
    }
    return visits_all_is_well(files);
}

/* --- rules ---------------------------------------------------------------------------------------------------------------- */

static int compare_rivals(const void *left, const void *right)
{
    const struct visits_rival *a = left;
    const struct visits_rival *b = right;
    const uint32_t one[3] = {a->organisation, a->other, a->site};
    const uint32_t two[3] = {b->organisation, b->other, b->site};
    for (int k = 0; k < 3; k++) {
        if (one[k] != two[k]) {
            return one[k] < two[k] ? -1 : 1;
        }
    }
    return 0;
}

/* As visits_names_get, but says what it is that is not there: the columns are called a and b. */
static uint32_t get_organisation(struct visits_files *files, struct bulk_table *table, int column)
{
    uint32_t number = visits_names_find(&files->organisations, table->values[column]);
    if (number == VISITS_NONE) {
        (void)bulk_complain(table, column, "visits.problem.no_organisation", NULL);
    }
    return number;
}

bool visits_read_rules(struct visits_files *files)
{
    enum { FIRST, SECOND, SITE };
    static const struct bulk_column columns[] = {{"a", true}, {"b", true}, {"site", true}, {NULL, false}};
    files->problems.here = 0;
    struct bulk_table *table = visits_open_table(files, files->folder, "rules.csv", columns, true, VISITS_RIVALS_MOST);
    if (table == NULL) {
        return visits_all_is_well(files);
    }
    struct visits_rival *rivals = ARENA_ARRAY(files->arena, struct visits_rival, bulk_line_count(table));
    size_t count = 0;
    while (bulk_next(table)) {
        struct visits_rival rival = {VISITS_NONE, VISITS_NONE, VISITS_NONE};
        bool pair = table->values[SECOND].length > 0;
        bool everywhere = span_is(table->values[SITE], "*");
        rival.organisation = get_organisation(files, table, FIRST);
        rival.other = pair ? get_organisation(files, table, SECOND) : VISITS_NONE;
        rival.site = everywhere ? VISITS_NONE : visits_names_get(table, SITE, &files->sites);
        if (rival.organisation == VISITS_NONE || (pair && rival.other == VISITS_NONE) ||
            (!everywhere && rival.site == VISITS_NONE)) {
            continue;
        }
        if (pair && rival.other == rival.organisation) {
            (void)bulk_complain(table, SECOND, "visits.problem.own_rival", NULL);
        } else if (!pair && everywhere) {
            (void)bulk_complain(table, SITE, "visits.problem.nowhere", NULL);
        }
        if (pair && rival.other < rival.organisation) {
            rival = (struct visits_rival){rival.other, rival.organisation, rival.site};
        }
        rivals[count++] = rival;
    }
    qsort(rivals, count, sizeof *rivals, compare_rivals); /* a rule twice is no harm */
    files->problem.rivals = rivals;
    files->problem.rival_count = count;
    return visits_all_is_well(files);
}

/* --- tours ---------------------------------------------------------------------------------------------------------------- */

static int compare_calls(const void *left, const void *right)
{
    const struct visits_call *a = left;
    const struct visits_call *b = right;
    if (a->bus != b->bus) {
        return a->bus < b->bus ? -1 : 1;
    }
    return (a->site > b->site) - (a->site < b->site);
}

/* No more stops than the bus may have. */
static void check_lengths(struct visits_files *files, const struct bulk_table *table, const struct visits_call *calls,
                          size_t count)
{
    size_t stops = 0;
    for (size_t k = 0; k < count; k++) {
        stops = k > 0 && calls[k].bus == calls[k - 1].bus ? stops + 1 : 1;
        if (stops == files->problem.buses[calls[k].bus].stops_most + 1) {
            char most[16];
            (void)snprintf(most, sizeof most, "%u", files->problem.buses[calls[k].bus].stops_most);
            (void)bulk_problem(&files->problems, table->name, 0, 0, "visits.problem.stops",
                               files->buses.ids[calls[k].bus], most);
        }
    }
}

bool visits_read_tours(struct visits_files *files)
{
    enum { BUS, SITE };
    static const struct bulk_column columns[] = {{"bus_id", true}, {"site_id", true}, {NULL, false}};
    size_t buses = files->problem.bus_count;
    size_t sites = files->problem.site_count;
    files->problems.here = 0;
    struct bulk_table *table = visits_open_table(files, files->folder, "tours.csv", columns, true,
                                                 (size_t)VISITS_BUSES_MOST * VISITS_STOPS_MOST);
    if (table == NULL) {
        return visits_all_is_well(files);
    }
    struct visits_call *calls = ARENA_ARRAY(files->arena, struct visits_call, bulk_line_count(table));
    uint8_t *seen = ARENA_ARRAY(files->arena, uint8_t, buses * sites);
    size_t count = 0;
    while (bulk_next(table)) {
        struct visits_call call = {visits_names_get(table, BUS, &files->buses),
                                   visits_names_get(table, SITE, &files->sites)};
        if (call.bus == VISITS_NONE || call.site == VISITS_NONE) {
            continue;
        }
        if (seen[call.bus * sites + call.site]++ != 0) {
            (void)bulk_complain(table, SITE, "placement.problem.twice", NULL);
            seen[call.bus * sites + call.site] = 1;
            continue;
        }
        calls[count++] = call;
    }
    if (bulk_has_rows(table) && visits_all_is_well(files)) {
        qsort(calls, count, sizeof *calls, compare_calls);
        check_lengths(files, table, calls, count);
    }
    files->problem.tours = calls;
    files->problem.tour_count = count;
    return visits_all_is_well(files);
}
