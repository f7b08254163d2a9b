/* preferences.csv and priorities.csv.
 *
 * Preferences mostly come as programs write them: by applicant, in the order of applicants.csv, ranks 1, 2, 3 … Then one
 * pass is enough. At the first row that is otherwise the reading starts anew: one pass counts, one puts in place. Where a
 * value is wrong, the first pass goes through to the end and tells all such; the other two then look for what is wrong
 * between rows.
 */
#include "cli/placement_reading.h"

#include "cli/command.h"
#include "cli/placement_plain.h"

#define SPOILT (PLACEMENT_NONE - 1) /* a wish whose seat is unknown */

struct preference {
    uint32_t applicant, seat; /* BULK_UNKNOWN: none such */
    uint64_t rank;            /* 0: not to be read */
};

struct reader {
    struct placement_files *files;
    struct bulk_table *table;
    uint32_t *starts; /* n + 1 */
    uint32_t *wishes;
    uint32_t guess;
};

enum { ID, RANK, SEAT };

/* False after a complaint; what is known is in `out` all the same. */
static bool read_preference(struct reader *reader, struct preference *out)
{
    struct bulk_table *table = reader->table;
    struct bulk_names *applicants = &reader->files->applicants;
    struct span id = table->values[ID];
    uint32_t guess = reader->guess;
    guess += guess < applicants->count && !span_equal(bulk_name(applicants, guess), id); /* the same, else the next */
    out->rank = 0;
    out->applicant = bulk_find_id(table, ID, applicants, guess);
    out->seat = bulk_find_id(table, SEAT, &reader->files->seats, BULK_UNKNOWN);
    bool sound = bulk_number(table, RANK, 1, PLACEMENT_LIST_MOST, &out->rank);
    reader->guess = out->applicant == BULK_UNKNOWN ? reader->guess : out->applicant;
    return sound && out->applicant != BULK_UNKNOWN && out->seat != BULK_UNKNOWN;
}

static bool wished_before(const struct reader *reader, uint32_t from, uint32_t to, uint32_t seat)
{
    for (uint32_t w = from; w < to; w++) {
        if (reader->wishes[w] == seat) {
            return true;
        }
    }
    return false;
}

/* Behind the wishes of `last`, or as the first of a later applicant. False when the row does not belong there. */
static bool put_next(struct reader *reader, const struct preference *row, uint32_t *last, uint32_t *count)
{
    if (row->applicant < *last) {
        return false;
    }
    while (*last < row->applicant) {
        reader->starts[++*last] = *count;
    }
    uint32_t first = reader->starts[*last];
    if (row->rank != (uint64_t)*count - first + 1 || wished_before(reader, first, *count, row->seat)) {
        return false;
    }
    reader->wishes[(*count)++] = row->seat;
    return true;
}

/* True when all rows were sound and in order. False at the first that is not in order; or at the end, when values were wrong. */
static bool fill_in_order(struct reader *reader)
{
    struct preference row;
    uint32_t count = 0;
    uint32_t last = 0;
    while (bulk_next(reader->table)) {
        bool sound = read_preference(reader, &row) && placement_all_is_well(reader->files);
        if (sound && !put_next(reader, &row, &last, &count)) {
            return false;
        }
    }
    while (last < reader->files->applicants.count) {
        reader->starts[++last] = count;
    }
    return placement_all_is_well(reader->files);
}

static void count_rows(struct reader *reader)
{
    struct preference row;
    size_t people = reader->files->applicants.count;
    (void)memset(reader->starts, 0, (people + 1) * sizeof *reader->starts);
    while (bulk_next(reader->table)) {
        (void)read_preference(reader, &row);
        if (row.applicant != BULK_UNKNOWN) {
            reader->starts[row.applicant + 1]++;
        }
    }
    for (size_t a = 0; a < people; a++) {
        reader->starts[a + 1] += reader->starts[a];
    }
}

/* What is wrong with a wish beside the others of its list; NULL: nothing. `whole`: no row of the list can be missing. */
static const char *find_fault(const struct reader *reader, const struct preference *row, bool whole)
{
    uint32_t first = reader->starts[row->applicant];
    uint32_t end = reader->starts[row->applicant + 1];
    if (row->rank > end - first) {
        return whole ? "placement.problem.rank_gap" : NULL;
    }
    if (row->rank > 0 && reader->wishes[first + row->rank - 1] != PLACEMENT_NONE) {
        return "placement.problem.rank_twice";
    }
    bool twice = row->seat != BULK_UNKNOWN && wished_before(reader, first, end, row->seat);
    return twice ? "placement.problem.wish_twice" : NULL;
}

/* As many rows as the list is long, each rank in range and none twice: then there is no gap. The values are known to be as they
 * are: nothing is said of them again. */
static void put_in_place(struct reader *reader)
{
    struct preference row;
    struct bulk_problems *problems = &reader->files->problems;
    bool whole = placement_all_is_well(reader->files);
    (void)memset(reader->wishes, 0xff, reader->starts[reader->files->applicants.count] * sizeof *reader->wishes);
    for (problems->hushed = true; bulk_next(reader->table); problems->hushed = true) {
        (void)read_preference(reader, &row);
        problems->hushed = false;
        if (row.applicant == BULK_UNKNOWN) {
            continue;
        }
        const char *fault = find_fault(reader, &row, whole);
        uint32_t first = reader->starts[row.applicant];
        uint32_t length = reader->starts[row.applicant + 1] - first;
        if (fault != NULL) {
            char right[16];
            (void)snprintf(right, sizeof right, "%u", length);
            (void)bulk_complain(reader->table, strcmp(fault, "placement.problem.wish_twice") == 0 ? SEAT : RANK, fault,
                                right);
        } else if (row.rank > 0 && row.rank <= length) {
            reader->wishes[first + row.rank - 1] = row.seat == BULK_UNKNOWN ? SPOILT : row.seat;
        }
    }
    problems->hushed = false;
}

/* In three passes at most. */
static void read_row_by_row(struct reader *reader)
{
    struct placement_files *files = reader->files;
    if (fill_in_order(reader)) {
        return;
    }
    files->problems.hushed = !placement_all_is_well(files);
    bulk_rewind(reader->table);
    count_rows(reader);
    files->problems.hushed = false;
    bulk_rewind(reader->table);
    put_in_place(reader);
}

bool placement_read_preferences(struct placement_files *files)
{
    static const struct bulk_column columns[] = {
        {"applicant_id", true}, {"rank", true}, {"seat_id", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "preferences.csv", columns, false);
    if (table == NULL) {
        return false;
    }
    size_t room = placement_plain_wish_room(table);
    if (room > PLACEMENT_MOST && bulk_line_count(table) > PLACEMENT_MOST) {
        return bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.too_many", span_make(NULL, 0),
                            NULL) &&
               false;
    }
    struct reader reader = {.files = files, .table = table};
    reader.starts = ARENA_ARRAY(files->arena, uint32_t, files->applicants.count + 1);
    reader.wishes = ARENA_ARRAY(files->arena, uint32_t, room);
    if (!placement_plain_wishes(table, files->applicants_table, files->threads, &files->applicants, &files->seats,
                                reader.starts, reader.wishes)) {
        read_row_by_row(&reader);
    }
    if (table->row_count == 0 && files->problems.here == 0) {
        (void)bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.no_rows", span_make(NULL, 0), NULL);
    }
    for (size_t a = 0; a < files->applicants.count; a++) {
        files->without_wishes += reader.starts[a] == reader.starts[a + 1];
    }
    files->problem.wish_starts = reader.starts;
    files->problem.wishes = reader.wishes;
    return placement_all_is_well(files);
}

/* --- a seat's own ranking ------------------------------------------------------------------------------------------ */

static uint32_t find_wish(const struct placement_problem *problem, uint32_t applicant, uint32_t seat)
{
    for (uint32_t w = problem->wish_starts[applicant]; w < problem->wish_starts[applicant + 1]; w++) {
        if (problem->wishes[w] == seat) {
            return w;
        }
    }
    return PLACEMENT_NONE;
}

/* The common score everywhere to begin with; each row replaces it at one seat. */
static uint32_t *spread_scores(struct placement_files *files)
{
    const struct placement_problem *problem = &files->problem;
    uint32_t *scores = ARENA_ARRAY(files->arena, uint32_t, problem->wish_starts[problem->applicant_count]);
    for (size_t a = 0; a < problem->applicant_count; a++) {
        for (uint32_t w = problem->wish_starts[a]; w < problem->wish_starts[a + 1]; w++) {
            scores[w] = problem->scores[a];
        }
    }
    return scores;
}

bool placement_read_priorities(struct placement_files *files)
{
    enum { PRIORITY_SEAT, PRIORITY_APPLICANT, PRIORITY_SCORE };
    static const struct bulk_column columns[] = {
        {"seat_id", true}, {"applicant_id", true}, {"score", true}, {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "priorities.csv", columns, true);
    if (table == NULL) {
        return placement_all_is_well(files);
    }
    uint32_t *scores = spread_scores(files);
    size_t wishes = files->problem.wish_starts[files->problem.applicant_count];
    unsigned char *seen = ARENA_ARRAY(files->arena, unsigned char, wishes / 8 + 1);
    uint32_t guess = 0;
    uint32_t seat_guess = 0;
    while (bulk_next(table)) {
        uint32_t score = 0;
        uint32_t seat = bulk_find_id(table, PRIORITY_SEAT, &files->seats, seat_guess);
        uint32_t applicant = bulk_find_id(table, PRIORITY_APPLICANT, &files->applicants, guess);
        if (!placement_read_score(table, PRIORITY_SCORE, &score) || seat == BULK_UNKNOWN || applicant == BULK_UNKNOWN) {
            continue;
        }
        guess = applicant + 1;
        seat_guess = seat;
        uint32_t wish = find_wish(&files->problem, applicant, seat);
        if (wish == PLACEMENT_NONE) {
            files->not_wished++;
        } else if ((seen[wish / 8] >> wish % 8 & 1) != 0) {
            (void)bulk_complain(table, PRIORITY_APPLICANT, "placement.problem.twice", NULL);
        } else {
            seen[wish / 8] = (unsigned char)(seen[wish / 8] | 1U << wish % 8);
            scores[wish] = score;
        }
    }
    files->problem.wish_scores = scores;
    return placement_all_is_well(files);
}
