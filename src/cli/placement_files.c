/* enterprises, seats, applicants, lots, preferences, priorities, quotas, in this order, for each needs the ones before. */
#include "cli/placement_reading.h"

#include "cli/command.h"
#include "cli/placement_plain.h"
#include "cli/placement_quotas.h"

#include <stdlib.h>
#include <unistd.h>

/* The next table to be opened; NULL as bulk_open says false. */
struct bulk_table *placement_open_table(struct placement_files *files, const char *folder, const char *name,
                                        const struct bulk_column *columns, bool optional)
{
    struct bulk_table *table = &files->tables[files->table_count];
    if (!bulk_open(files->arena, &files->problems, folder, name, columns, optional, table)) {
        return NULL;
    }
    files->table_count++;
    return table;
}

/* Nothing wrong in this file so far, and not interrupted. */
bool placement_all_is_well(const struct placement_files *files)
{
    return files->problems.here == 0 && !files->problems.interrupted;
}

bool placement_parse_score(struct span value, uint32_t *out)
{
    uint64_t number = 0;
    int decimals = -1; /* -1: before the point */
    size_t digits = 0;
    bool sound = value.length > 0 && value.length <= 16;
    for (size_t i = 0; sound && i < value.length; i++) {
        unsigned digit = (unsigned)(unsigned char)value.at[i] - '0';
        if (value.at[i] == '.' && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        sound = digit <= 9 && decimals < 3;
        number = number * 10 + digit;
        decimals += decimals >= 0;
        digits++;
    }
    for (int i = decimals < 0 ? 0 : decimals; sound && i < 3; i++) {
        number *= 10;
    }
    if (!sound || decimals == 0 || number > (uint64_t)PLACEMENT_SCORE_MOST * 1000) {
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

bool placement_read_score(struct bulk_table *table, int column, uint32_t *out)
{
    return placement_parse_score(table->values[column], out) ||
           (bulk_complain(table, column, "placement.problem.score", NULL) && false);
}

/* --- enterprises and seats ---------------------------------------------------------------------------------------- */

static bool read_enterprises(struct placement_files *files, uint32_t **totals)
{
    enum { ID, CAPACITY };
    static const struct bulk_column columns[] = {{"enterprise_id", true}, {"capacity", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "enterprises.csv", columns, true);
    *totals = NULL;
    if (table == NULL) {
        return files->problems.here == 0;
    }
    size_t room = bulk_line_count(table);
    bulk_names_init(files->arena, &files->enterprises, room);
    *totals = ARENA_ARRAY(files->arena, uint32_t, room);
    while (bulk_next(table)) {
        uint64_t total = PLACEMENT_NO_TOTAL;
        uint32_t number = bulk_add_id(table, ID, &files->enterprises);
        bool sound = table->values[CAPACITY].length == 0 || bulk_number(table, CAPACITY, 1, PLACEMENT_MOST, &total);
        if (number != BULK_UNKNOWN && sound) {
            (*totals)[number] = (uint32_t)total;
        }
    }
    return bulk_has_rows(table) && placement_all_is_well(files);
}

/* How many enterprises have more seats than their total: allowed, but said. */
static uint64_t count_over_total(struct placement_files *files)
{
    const struct placement_problem *problem = &files->problem;
    struct arena arena;
    arena_init(&arena);
    uint64_t *sums = ARENA_ARRAY(&arena, uint64_t, problem->enterprise_count);
    uint64_t over = 0;
    for (size_t s = 0; s < problem->seat_count; s++) {
        sums[problem->enterprises[s]] += problem->capacities[s];
    }
    for (size_t e = 0; e < problem->enterprise_count; e++) {
        over += problem->totals[e] != PLACEMENT_NO_TOTAL && sums[e] > problem->totals[e];
    }
    arena_release(&arena);
    return over;
}

/* Into a column that may not be wanted. */
static void put_if(uint32_t *column, uint32_t number, uint32_t value)
{
    if (column != NULL) {
        column[number] = value;
    }
}

static bool read_seats(struct placement_files *files, const uint32_t *totals)
{
    enum { ID, ENTERPRISE, CAPACITY, MINIMUM };
    static const struct bulk_column columns[] = {
        {"seat_id", true}, {"enterprise_id", true}, {"capacity", true}, {"minimum", false}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "seats.csv", columns, false);
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    bulk_names_init(files->arena, &files->seats, room);
    uint32_t *capacities = ARENA_ARRAY(files->arena, uint32_t, room);
    uint32_t *enterprises = totals == NULL ? NULL : ARENA_ARRAY(files->arena, uint32_t, room);
    uint32_t *minima = table->has[MINIMUM] ? ARENA_ARRAY(files->arena, uint32_t, room) : NULL;
    while (bulk_next(table)) {
        uint64_t capacity = 0;
        uint64_t minimum = 0;
        uint32_t number = bulk_add_id(table, ID, &files->seats);
        uint32_t enterprise = 0;
        bool sound = bulk_number(table, CAPACITY, 1, PLACEMENT_MOST, &capacity);
        if (table->has[MINIMUM] && table->values[MINIMUM].length > 0 && sound) {
            sound = bulk_number(table, MINIMUM, 0, capacity, &minimum);
        }
        if (totals != NULL) {
            enterprise = bulk_find_id(table, ENTERPRISE, &files->enterprises, BULK_UNKNOWN);
        }
        if (number != BULK_UNKNOWN && sound && enterprise != BULK_UNKNOWN) {
            capacities[number] = (uint32_t)capacity;
            put_if(enterprises, number, enterprise);
            put_if(minima, number, (uint32_t)minimum);
        }
    }
    files->minima = minima;
    files->problem.seat_count = files->seats.count;
    files->problem.capacities = capacities;
    if (totals != NULL) {
        files->problem.enterprise_count = files->enterprises.count;
        files->problem.enterprises = enterprises;
        files->problem.totals = totals;
    }
    if (!bulk_has_rows(table) || !placement_all_is_well(files)) {
        return false;
    }
    files->over_total = totals == NULL ? 0 : count_over_total(files);
    return true;
}

/* --- applicants and lots ------------------------------------------------------------------------------------------ */

enum { APPLICANT, SCORE, APPLICANT_LEAST = 3 }; /* an id, a comma, a line feed */

static void read_applicants_as_allowed(struct placement_files *files, struct bulk_table *table, uint32_t *scores)
{
    bulk_names_init(files->arena, &files->applicants, bulk_line_count(table));
    while (bulk_next(table)) {
        uint32_t score = 0;
        uint32_t number = bulk_add_id(table, APPLICANT, &files->applicants);
        if (placement_read_score(table, SCORE, &score) && number != BULK_UNKNOWN) {
            scores[number] = score;
        }
    }
}

static bool read_applicants(struct placement_files *files)
{
    static const struct bulk_column columns[] = {{"applicant_id", true}, {"score", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "applicants.csv", columns, false);
    if (table == NULL) {
        return false;
    }
    size_t room = table->length / APPLICANT_LEAST + 1;
    bulk_names_init(files->arena, &files->applicants, room);
    uint32_t *scores = ARENA_ARRAY(files->arena, uint32_t, room);
    files->applicant_rows = ARENA_ARRAY(files->arena, const char *, room / PLACEMENT_STRETCH + 1);
    if (!placement_plain_applicants(table, files->threads, &files->applicants, scores, files->applicant_rows)) {
        files->applicant_rows = NULL;
        read_applicants_as_allowed(files, table, scores);
    }
    files->applicants.file = table->name;
    files->applicants_table = table;
    files->problem.applicant_count = files->applicants.count;
    files->problem.scores = scores;
    return bulk_has_rows(table) && placement_all_is_well(files);
}

enum { LOT_APPLICANT, LOT_NUMBER };

static void read_lots_as_allowed(struct placement_files *files, struct bulk_table *table, uint64_t *lots)
{
    unsigned char *given = ARENA_ARRAY(files->arena, unsigned char, files->applicants.count);
    uint32_t guess = 0;
    while (bulk_next(table)) {
        uint64_t lot = 0;
        uint32_t applicant = bulk_find_id(table, LOT_APPLICANT, &files->applicants, guess);
        if (!bulk_number(table, LOT_NUMBER, 0, UINT64_MAX, &lot) || applicant == BULK_UNKNOWN) {
            continue;
        }
        if (given[applicant]) {
            (void)bulk_complain(table, LOT_APPLICANT, "placement.problem.twice", NULL);
        }
        given[applicant] = 1;
        lots[applicant] = lot;
        guess = applicant + 1;
    }
    bool well = placement_all_is_well(files);
    for (size_t a = 0; well && a < files->applicants.count; a++) {
        if (!given[a] && !bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.no_lot",
                                       bulk_name(&files->applicants, a), NULL)) {
            break;
        }
    }
}

static bool read_lots(struct placement_files *files)
{
    static const struct bulk_column columns[] = {{"applicant_id", true}, {"number", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "lots.csv", columns, false);
    if (table == NULL) {
        return false;
    }
    uint64_t *lots = ARENA_ARRAY(files->arena, uint64_t, files->applicants.count);
    files->problem.lots = lots;
    if (!placement_plain_lots(table, files->threads, &files->applicants, lots)) {
        read_lots_as_allowed(files, table, lots);
    }
    bulk_give_back(files->applicants_table, files->applicants_table->bytes,
                   files->applicants_table->bytes + files->applicants_table->length);
    return placement_all_is_well(files) && placement_lots_differ(files, table->name, lots);
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool is_there(struct placement_files *files, const char *name)
{
    return access(arena_format(files->arena, "%s/%s", files->folder, name), F_OK) == 0;
}

/* Exactly one way to the lots. */
static bool rules_are_clear(struct placement_files *files)
{
    struct span none = span_make(NULL, 0);
    bool lots = is_there(files, "lots.csv");
    bool clear = true;
    if (lots == (files->seed != NULL)) {
        clear = bulk_problem(&files->problems, "lots.csv", 0, 0,
                             lots ? "placement.problem.lots_and_seed" : "placement.problem.lots_missing", none, NULL) &&
                false;
    }
    return clear;
}

static bool read_all(struct placement_files *files)
{
    uint32_t *totals = NULL;
    if (!rules_are_clear(files)) {
        return false;
    }
    bool sound = read_enterprises(files, &totals);
    sound = sound && read_seats(files, totals);
    sound = read_applicants(files) && sound && !files->problems.interrupted;
    if (!sound) {
        return false;
    }
    sound = files->seed == NULL ? read_lots(files) : placement_make_lots(files);
    return sound && placement_read_preferences(files) && placement_read_priorities(files) &&
           placement_read_quotas(files);
}

/* As many as there are processors, if nothing is said. */
unsigned placement_thread_count(const struct command *command)
{
    const char *text = command_option(command, "threads");
    char *end = NULL;
    long count = text == NULL ? sysconf(_SC_NPROCESSORS_ONLN) : strtol(text, &end, 10);
    if (text != NULL && (end == text || *end != '\0' || count < 1 || count > BULK_THREADS_MOST)) {
        return 0;
    }
    return count < 1 ? 1 : count > BULK_THREADS_MOST ? BULK_THREADS_MOST : (unsigned)count;
}

bool placement_files_open(struct arena *arena, const struct command *command, const char *folder, const char *seed,
                          struct placement_files *out)
{
    *out = (struct placement_files){.arena = arena,
                                    .folder = folder,
                                    .seed = seed,
                                    .threads = placement_thread_count(command),
                                    .problems = {.command = command}};
    bool sound = read_all(out) && out->problems.all == 0;
    out->input_count = out->table_count;
    return sound;
}

void placement_files_forget_names(struct placement_files *files)
{
    if (files->applicant_rows != NULL && files->applicants.by_bytes) {
        bulk_names_forget(&files->applicants);
    }
    for (int i = 0; i < files->table_count; i++) {
        const struct bulk_table *table = &files->tables[i];
        bulk_give_back(table, table->bytes, table->bytes + table->length);
    }
}

void placement_files_close(struct placement_files *files)
{
    for (int i = 0; i < files->table_count; i++) {
        bulk_close(&files->tables[i]);
    }
    files->table_count = 0;
}

enum { PLACED, PLACE };

static void read_allocation_as_allowed(struct placement_files *files, struct bulk_table *table, uint32_t *places)
{
    unsigned char *given = ARENA_ARRAY(files->arena, unsigned char, files->applicants.count);
    uint32_t guess = 0;
    while (bulk_next(table)) {
        uint32_t applicant = bulk_find_id(table, PLACED, &files->applicants, guess);
        uint32_t seat =
            table->values[PLACE].length == 0 ? PLACEMENT_NONE : bulk_find_id(table, PLACE, &files->seats, BULK_UNKNOWN);
        if (applicant == BULK_UNKNOWN) {
            continue;
        }
        if (given[applicant]) {
            (void)bulk_complain(table, PLACED, "placement.problem.twice", NULL);
        }
        given[applicant] = 1;
        places[applicant] = seat;
        guess = applicant + 1;
    }
    bool well = placement_all_is_well(files);
    for (size_t a = 0; well && a < files->applicants.count; a++) {
        if (!given[a] && !bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.no_row",
                                       bulk_name(&files->applicants, a), NULL)) {
            break;
        }
    }
}

/* Every applicant once; an empty seat_id is no place. Whether the answer is right is the checker's affair. */
bool placement_files_read_allocation(struct placement_files *files, const char *path, uint32_t **places)
{
    static const struct bulk_column columns[] = {{"applicant_id", true}, {"seat_id", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, NULL, path, columns, false);
    if (table == NULL) {
        return false;
    }
    *places = ARENA_ARRAY(files->arena, uint32_t, files->applicants.count);
    if (!placement_plain_allocation(table, files->threads, &files->applicants, &files->seats, *places)) {
        read_allocation_as_allowed(files, table, *places);
    }
    return placement_all_is_well(files);
}
