/* preferences.csv and priorities.csv.
 *
 * Preferences mostly come as programs write them: by applicant, in the order of applicants.csv, ranks 1, 2, 3 … Then one
 * pass is enough. At the first row that is otherwise the reading starts anew: one pass counts, one puts in place.
 */
#include "cli/placement_reading.h"

#include "cli/command.h"
#include "cli/placement_plain.h"

struct preference {
    uint32_t applicant, seat;
    uint64_t rank;
};

struct reader {
    struct placement_files *files;
    struct bulk_table *table;
    uint32_t *starts; /* n + 1 */
    uint32_t *wishes;
    uint32_t guess;
};

enum { ID, RANK, SEAT };

/* False after a complaint. */
static bool read_preference(struct reader *reader, struct preference *out)
{
    struct bulk_table *table = reader->table;
    struct bulk_names *applicants = &reader->files->applicants;
    struct span id = table->values[ID];
    uint32_t guess = reader->guess;
    guess += guess < applicants->count && !span_equal(bulk_name(applicants, guess), id); /* the same, else the next */
    out->applicant = bulk_find_id(table, ID, applicants, guess);
    out->seat = bulk_find_id(table, SEAT, &reader->files->seats, BULK_UNKNOWN);
    bool sound = bulk_number(table, RANK, 1, PLACEMENT_LIST_MOST, &out->rank);
    if (out->applicant == BULK_UNKNOWN || out->seat == BULK_UNKNOWN || !sound) {
        return false;
    }
    reader->guess = out->applicant;
    return true;
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

/* True when all rows were in order; otherwise reading must start anew, unless something was wrong already. */
static bool fill_in_order(struct reader *reader)
{
    struct preference row;
    uint32_t count = 0;
    uint32_t last = 0;
    size_t people = reader->files->applicants.count;
    while (bulk_next(reader->table)) {
        if (!read_preference(reader, &row)) {
            continue;
        }
        bool known_faulty = !placement_all_is_well(reader->files);
        if (row.applicant < last) {
            if (!known_faulty) {
                return false;
            }
            continue; /* no use in starting anew; but go on looking */
        }
        while (last < row.applicant) {
            reader->starts[++last] = count;
        }
        uint32_t first = reader->starts[last];
        if (row.rank != (uint64_t)count - first + 1) {
            if (!known_faulty) {
                return false;
            }
            continue;
        }
        if (wished_before(reader, first, count, row.seat)) {
            (void)bulk_complain(reader->table, SEAT, "placement.problem.wish_twice", NULL);
        }
        reader->wishes[count++] = row.seat;
    }
    while (last < people) {
        reader->starts[++last] = count;
    }
    return true;
}

static void count_rows(struct reader *reader)
{
    struct preference row;
    size_t people = reader->files->applicants.count;
    (void)memset(reader->starts, 0, (people + 1) * sizeof *reader->starts);
    while (bulk_next(reader->table)) {
        if (read_preference(reader, &row)) {
            reader->starts[row.applicant + 1]++;
        }
    }
    for (size_t a = 0; a < people; a++) {
        reader->starts[a + 1] += reader->starts[a];
    }
}

/* As many rows as the list is long, each rank in range and none twice: then there is no gap. */
static void put_in_place(struct reader *reader)
{
    struct preference row;
    size_t count = reader->starts[reader->files->applicants.count];
    (void)memset(reader->wishes, 0xff, count * sizeof *reader->wishes);
    while (bulk_next(reader->table)) {
        if (!read_preference(reader, &row)) {
            continue;
        }
        uint32_t first = reader->starts[row.applicant];
        uint32_t end = reader->starts[row.applicant + 1];
        char right[16];
        if (row.rank > end - first) {
            (void)snprintf(right, sizeof right, "%u", end - first);
            (void)bulk_complain(reader->table, RANK, "placement.problem.rank_gap", right);
        } else if (reader->wishes[first + row.rank - 1] != PLACEMENT_NONE) {
            (void)bulk_complain(reader->table, RANK, "placement.problem.rank_twice", NULL);
        } else if (wished_before(reader, first, end, row.seat)) {
            (void)bulk_complain(reader->table, SEAT, "placement.problem.wish_twice", NULL);
        } else {
            reader->wishes[first + row.rank - 1] = row.seat;
        }
    }
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
                                reader.starts, reader.wishes) &&
        !fill_in_order(&reader) && placement_all_is_well(files)) {
        bulk_rewind(table);
        count_rows(&reader);
        if (placement_all_is_well(files)) {
            bulk_rewind(table);
            put_in_place(&reader);
        }
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
