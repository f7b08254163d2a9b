/* helpers and helped first, for the other files speak of them; then what pairs are worth; then what is forbidden or there. */
#include "cli/pairing_files.h"

#include "base/number.h"
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const school_files[2] = {"helpers.csv", "helped.csv"};

static bool all_is_well(const struct pairing_files *files)
{
    return files->problems.here == 0 && !files->problems.interrupted;
}

static struct bulk_table *open_table(struct pairing_files *files, const char *folder, const char *name,
                                     const struct bulk_column *columns, bool optional)
{
    struct bulk_table *table = &files->tables[files->table_count];
    if (!bulk_open(files->arena, &files->problems, folder, name, columns, optional, table)) {
        return NULL;
    }
    files->table_count++;
    return table;
}

static bool read_whole(struct bulk_table *table, int column, int64_t most, int64_t *out)
{
    int64_t number = 0;
    if (table->values[column].length <= 20 && number_parse(table->values[column], &number) && number >= -most &&
        number <= most) {
        *out = number;
        return true;
    }
    char right[64];
    (void)snprintf(right, sizeof right, "%lld … %lld", (long long)-most, (long long)most);
    (void)bulk_complain(table, column, "placement.problem.number", right);
    return false;
}

/* --- schools ------------------------------------------------------------------------------------------------------ */

/* Limits that stood in the order of the rows, in the order of the ids. */
static uint32_t *reorder(struct pairing_files *files, enum pairing_side side, const uint32_t *numbers)
{
    size_t count = files->names[side].count;
    uint32_t *ordered = ARENA_ARRAY(files->arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        ordered[files->places[side][i]] = numbers[i];
    }
    return ordered;
}

static void order_schools(struct pairing_files *files, enum pairing_side side)
{
    const struct bulk_names *names = &files->names[side];
    const uint32_t *order = bulk_names_sort(files->arena, names);
    files->places[side] = ARENA_ARRAY(files->arena, uint32_t, names->count);
    files->ids[side] = ARENA_ARRAY(files->arena, struct span, names->count);
    for (uint32_t i = 0; i < names->count; i++) {
        files->places[side][order[i]] = i;
        files->ids[side][i] = bulk_name(names, order[i]);
    }
    files->problem.counts[side] = names->count;
}

static bool read_schools(struct pairing_files *files, enum pairing_side side)
{
    enum { ID, MOST, LEAST };
    static const struct bulk_column columns[] = {{"school_id", true}, {"most", true}, {"least", false}, {NULL, false}};
    struct bulk_table *table = open_table(files, files->folder, school_files[side], columns, false);
    if (table == NULL) {
        return false;
    }
    size_t room = bulk_line_count(table);
    if (room > PAIRING_SCHOOLS_MOST + 2) {
        return bulk_problem(&files->problems, table->name, 0, 0, "pairing.problem.too_many", span_make(NULL, 0),
                            NULL) &&
               false;
    }
    bulk_names_init(files->arena, &files->names[side], room);
    uint32_t *mosts = ARENA_ARRAY(files->arena, uint32_t, room);
    uint32_t *leasts = ARENA_ARRAY(files->arena, uint32_t, room);
    bool any_least = false;
    while (bulk_next(table)) {
        uint64_t most = 0;
        uint64_t least = 0;
        uint32_t number = bulk_add_id(table, ID, &files->names[side]);
        bool sound = bulk_number(table, MOST, 1, PAIRING_SCHOOLS_MOST, &most);
        if (table->has[LEAST] && table->values[LEAST].length > 0 && sound) {
            sound = bulk_number(table, LEAST, 0, most, &least);
        }
        if (number != BULK_UNKNOWN && sound) {
            mosts[number] = (uint32_t)most;
            leasts[number] = (uint32_t)least;
            any_least = any_least || least > 0;
        }
    }
    bool sound = bulk_has_rows(table) && all_is_well(files);
    if (sound) {
        order_schools(files, side);
        files->problem.mosts[side] = reorder(files, side, mosts);
        files->problem.leasts[side] = any_least ? reorder(files, side, leasts) : NULL;
    }
    return sound;
}

/* --- rows about pairs --------------------------------------------------------------------------------------------- */

struct pair_row {
    struct pairing_pair pair;
    int32_t points;
    uint64_t line;
    struct span reason;
};

static int compare_rows(const void *left, const void *right)
{
    const struct pair_row *a = left;
    const struct pair_row *b = right;
    if (a->pair.helper != b->pair.helper) {
        return a->pair.helper < b->pair.helper ? -1 : 1;
    }
    if (a->pair.helped != b->pair.helped) {
        return a->pair.helped < b->pair.helped ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

/* Files mostly are in order already. */
static void sort_rows(struct pair_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_rows(&rows[i - 1], &rows[i]) > 0) {
            qsort(rows, count, sizeof *rows, compare_rows);
            return;
        }
    }
}

static bool is_same(struct pairing_pair left, struct pairing_pair right)
{
    return left.helper == right.helper && left.helped == right.helped;
}

static const char *pair_text(const struct pairing_files *files, struct pairing_pair pair)
{
    return arena_format(files->arena, "%s, %s", arena_copy(files->arena, files->ids[PAIRING_HELPER][pair.helper]),
                        arena_copy(files->arena, files->ids[PAIRING_HELPED][pair.helped]));
}

/* The two schools of a row; false after a complaint. Both are looked at, so that both are complained of. */
static bool read_pair(struct pairing_files *files, struct bulk_table *table, uint32_t guesses[2],
                      struct pairing_pair *out)
{
    uint32_t found[2];
    for (int side = 0; side < 2; side++) {
        found[side] = bulk_find_id(table, side, &files->names[side], guesses[side]);
        guesses[side] = found[side] == BULK_UNKNOWN ? guesses[side] : found[side] + (uint32_t)(side == PAIRING_HELPED);
    }
    if (found[0] == BULK_UNKNOWN || found[1] == BULK_UNKNOWN) {
        return false;
    }
    *out = (struct pairing_pair){files->places[0][found[0]], files->places[1][found[1]]};
    return true;
}

static void complain_of_repeats(struct pairing_files *files, const struct bulk_table *table,
                                const struct pair_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (is_same(rows[i - 1].pair, rows[i].pair) &&
            !bulk_problem(&files->problems, table->name, rows[i].line, 0, "placement.problem.twice",
                          span_of(pair_text(files, rows[i].pair)), NULL)) {
            return;
        }
    }
}

enum { HELPER, HELPED, THIRD };

/* Rows helper_id, helped_id and perhaps a third column, in the order of the pairs. NULL when something is wrong, or the
 * file is optional and not there (*there false). */
static struct pair_row *read_pair_rows(struct pairing_files *files, const char *name, const struct bulk_column *columns,
                                       size_t *count, bool *there)
{
    struct bulk_table *table = open_table(files, files->folder, name, columns, true);
    *count = 0;
    *there = table != NULL;
    if (table == NULL) {
        return NULL;
    }
    struct pair_row *rows = ARENA_ARRAY(files->arena, struct pair_row, bulk_line_count(table));
    bool points = columns[THIRD].name != NULL && strcmp(columns[THIRD].name, "points") == 0;
    uint32_t guesses[2] = {0, 0};
    while (bulk_next(table)) {
        struct pair_row row = {.line = table->line};
        int64_t worth = 0;
        bool sound = read_pair(files, table, guesses, &row.pair);
        sound = (!points || read_whole(table, THIRD, PAIRING_POINT_MOST, &worth)) && sound;
        row.points = (int32_t)worth;
        row.reason =
            !points && columns[THIRD].name != NULL && table->has[THIRD] ? table->values[THIRD] : span_make(NULL, 0);
        if (sound) {
            rows[(*count)++] = row;
        }
    }
    sort_rows(rows, *count);
    if (all_is_well(files)) {
        complain_of_repeats(files, table, rows, *count);
    }
    return all_is_well(files) ? rows : NULL;
}

static bool read_forbidden(struct pairing_files *files)
{
    static const struct bulk_column columns[] = {
        {"helper_id", true}, {"helped_id", true}, {"reason", false}, {NULL, false}};
    size_t count;
    bool there;
    files->problems.here = 0;
    const struct pair_row *rows = read_pair_rows(files, "forbidden.csv", columns, &count, &there);
    if (rows == NULL) {
        return all_is_well(files);
    }
    struct pairing_pair *pairs = ARENA_ARRAY(files->arena, struct pairing_pair, count);
    files->reasons = ARENA_ARRAY(files->arena, struct span, count);
    for (size_t i = 0; i < count; i++) {
        pairs[i] = rows[i].pair;
        files->reasons[i] = rows[i].reason;
    }
    files->problem.forbidden = pairs;
    files->problem.forbidden_count = count;
    return true;
}

static bool read_existing(struct pairing_files *files)
{
    static const struct bulk_column columns[] = {{"helper_id", true}, {"helped_id", true}, {NULL, false}};
    size_t count;
    bool there;
    files->problems.here = 0;
    const struct pair_row *rows = read_pair_rows(files, "existing.csv", columns, &count, &there);
    if (!there && files->keep != 0 && all_is_well(files)) {
        return bulk_problem(&files->problems, "existing.csv", 0, 0, "pairing.problem.keep", span_make(NULL, 0), NULL) &&
               false;
    }
    if (rows == NULL) {
        return all_is_well(files);
    }
    files->existing = ARENA_ARRAY(files->arena, struct pairing_pair, count);
    files->existing_count = count;
    for (size_t i = 0; i < count; i++) {
        files->existing[i] = rows[i].pair;
        files->existing_forbidden += pairing_is_forbidden(&files->problem, rows[i].pair);
    }
    return true;
}

/* --- what pairs are worth ----------------------------------------------------------------------------------------- */

/* Both lists ascend: points of scores.csv take the place of `otherwise`, existing pairs get `keep` more. */
static void merge_extras(struct pairing_files *files, const struct pair_row *rows, size_t count)
{
    size_t kept = files->keep == 0 ? 0 : files->existing_count;
    struct pairing_pair *pairs = ARENA_ARRAY(files->arena, struct pairing_pair, count + kept);
    int32_t *points = ARENA_ARRAY(files->arena, int32_t, count + kept);
    size_t made = 0;
    size_t row = 0;
    size_t old = 0;
    while (row < count || old < kept) {
        struct pair_row there = {.pair = old < kept ? files->existing[old] : rows[row].pair};
        int order = old == kept ? -1 : row == count ? 1 : compare_rows(&rows[row], &there);
        order = row < count && old < kept && is_same(rows[row].pair, there.pair) ? 0 : order;
        pairs[made] = order < 0 ? rows[row].pair : there.pair;
        points[made] = order <= 0 ? rows[row].points - (int32_t)files->otherwise : 0;
        points[made++] += order >= 0 ? (int32_t)files->keep : 0;
        row += order <= 0;
        old += order >= 0;
    }
    files->problem.extras = pairs;
    files->problem.extra_points = points;
    files->problem.extra_count = made;
}

/* Scores of a good part of all pairs are a matrix. */
static void fill_matrix(struct pairing_files *files, const struct pair_row *rows, size_t count)
{
    size_t columns = files->problem.counts[PAIRING_HELPED];
    int32_t *matrix = ARENA_ARRAY(files->arena, int32_t, files->problem.counts[PAIRING_HELPER] * columns);
    for (size_t i = 0; i < count; i++) {
        matrix[rows[i].pair.helper * columns + rows[i].pair.helped] = rows[i].points - (int32_t)files->otherwise;
    }
    files->problem.matrix = matrix;
}

static bool read_scores(struct pairing_files *files, bool *there)
{
    static const struct bulk_column columns[] = {
        {"helper_id", true}, {"helped_id", true}, {"points", true}, {NULL, false}};
    size_t count;
    files->problems.here = 0;
    const struct pair_row *rows = read_pair_rows(files, "scores.csv", columns, &count, there);
    if (!all_is_well(files)) {
        return false;
    }
    files->problem.constant = (int32_t)files->otherwise;
    if (count >= files->problem.counts[0] * files->problem.counts[1] / 4 && count > 0) {
        fill_matrix(files, rows, count);
        count = 0;
    }
    merge_extras(files, rows, count);
    return true;
}

struct level_row {
    uint32_t school, topic;
    int32_t level;
};

/* Levels by school and topic. Topics are numbered as they come, in both files together: a sum does not mind. */
static bool read_levels(struct pairing_files *files, enum pairing_side side, struct bulk_names *topics,
                        struct level_row **rows, size_t *count)
{
    enum { ID, TOPIC, LEVEL };
    static const char *const names[2] = {"strengths.csv", "needs.csv"};
    static const struct bulk_column columns[] = {{"school_id", true}, {"topic", true}, {"level", true}, {NULL, false}};
    struct bulk_table *table = open_table(files, files->folder, names[side], columns, false);
    if (table == NULL) {
        return false;
    }
    *rows = ARENA_ARRAY(files->arena, struct level_row, bulk_line_count(table));
    unsigned char *given = ARENA_ARRAY(files->arena, unsigned char, files->names[side].count *PAIRING_TOPICS_MOST);
    uint32_t guess = 0;
    while (bulk_next(table)) {
        uint64_t level = 0;
        uint32_t school = bulk_find_id(table, ID, &files->names[side], guess);
        bool sound = bulk_number(table, LEVEL, 0, PAIRING_LEVEL_MOST, &level) && school != BULK_UNKNOWN;
        guess = school == BULK_UNKNOWN ? guess : school;
        uint32_t topic = bulk_names_find(topics, table->values[TOPIC]);
        if (topic == BULK_UNKNOWN && topics->count == topics->room) {
            (void)bulk_complain(table, TOPIC, "pairing.problem.topics", NULL);
            continue;
        }
        topic = topic == BULK_UNKNOWN ? bulk_add_id(table, TOPIC, topics) : topic;
        if (topic == BULK_UNKNOWN) {
            continue;
        }
        if (sound && given[school * PAIRING_TOPICS_MOST + topic]++ != 0) {
            (void)bulk_complain(table, TOPIC, "placement.problem.twice", NULL);
        } else if (sound) {
            (*rows)[(*count)++] = (struct level_row){files->places[side][school], topic, (int32_t)level};
        }
    }
    return bulk_has_rows(table) && all_is_well(files);
}

static int32_t *spread_levels(struct pairing_files *files, enum pairing_side side, size_t topics,
                              const struct level_row *rows, size_t count)
{
    int32_t *levels = ARENA_ARRAY(files->arena, int32_t, files->problem.counts[side] * topics);
    for (size_t i = 0; i < count; i++) {
        levels[rows[i].school * topics + rows[i].topic] = rows[i].level;
    }
    return levels;
}

static bool read_topics(struct pairing_files *files)
{
    struct level_row *rows[2];
    size_t counts[2] = {0, 0};
    struct bulk_names *topics = &files->topics;
    bulk_names_init(files->arena, topics, PAIRING_TOPICS_MOST);
    bool sound = read_levels(files, PAIRING_HELPER, topics, &rows[0], &counts[0]);
    sound = read_levels(files, PAIRING_HELPED, topics, &rows[1], &counts[1]) && sound;
    if (sound) {
        files->problem.topic_count = topics->count;
        files->problem.strengths = spread_levels(files, PAIRING_HELPER, topics->count, rows[0], counts[0]);
        files->problem.needs = spread_levels(files, PAIRING_HELPED, topics->count, rows[1], counts[1]);
    }
    return sound;
}

static bool is_there(struct pairing_files *files, const char *name)
{
    return access(arena_format(files->arena, "%s/%s", files->folder, name), F_OK) == 0;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static bool read_all(struct pairing_files *files)
{
    bool sound = read_schools(files, PAIRING_HELPER);
    sound = !files->problems.interrupted && read_schools(files, PAIRING_HELPED) && sound;
    if (!sound) {
        return false;
    }
    bool scores;
    sound = read_forbidden(files);
    sound = !files->problems.interrupted && read_existing(files) && sound;
    sound = !files->problems.interrupted && read_scores(files, &scores) && sound;
    if (is_there(files, "strengths.csv") || is_there(files, "needs.csv")) {
        return !files->problems.interrupted && read_topics(files) && sound;
    }
    if (sound && !scores) {
        return bulk_problem(&files->problems, "scores.csv", 0, 0, "pairing.problem.no_points", span_make(NULL, 0),
                            NULL) &&
               false;
    }
    return sound;
}

bool pairing_files_open(struct arena *arena, const struct command *command, const char *folder, int64_t otherwise,
                        int64_t keep, struct pairing_files *out)
{
    *out = (struct pairing_files){
        .arena = arena, .folder = folder, .otherwise = otherwise, .keep = keep, .problems = {.command = command}};
    return read_all(out) && out->problems.all == 0;
}

void pairing_files_close(struct pairing_files *files)
{
    for (int i = 0; i < files->table_count; i++) {
        bulk_close(&files->tables[i]);
    }
    files->table_count = 0;
}

uint32_t pairing_files_find(const struct pairing_files *files, enum pairing_side side, const char *id)
{
    uint32_t number = bulk_names_find(&files->names[side], span_of(id));
    return number == BULK_UNKNOWN ? PAIRING_NONE : files->places[side][number];
}

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* Whether the answer is right is the checker's affair, repeats included. */
bool pairing_files_read_pairs(struct pairing_files *files, const char *path, struct pairing_pair **pairs, size_t *count)
{
    static const struct bulk_column columns[] = {{"helper_id", true}, {"helped_id", true}, {NULL, false}};
    struct bulk_table *table = open_table(files, NULL, path, columns, false);
    uint32_t guesses[2] = {0, 0};
    if (table == NULL) {
        return false;
    }
    *pairs = ARENA_ARRAY(files->arena, struct pairing_pair, bulk_line_count(table));
    *count = 0;
    while (bulk_next(table)) {
        struct pairing_pair pair;
        if (read_pair(files, table, guesses, &pair)) {
            (*pairs)[(*count)++] = pair;
        }
    }
    return all_is_well(files);
}

/* PAIRING_HELPER, PAIRING_HELPED, or -1 after a complaint. */
static int read_side(struct bulk_table *table, int column)
{
    if (span_is(table->values[column], "helper")) {
        return PAIRING_HELPER;
    }
    if (span_is(table->values[column], "helped")) {
        return PAIRING_HELPED;
    }
    (void)bulk_complain(table, column, "pairing.problem.side", NULL);
    return -1;
}

static void complain_of_missing(struct pairing_files *files, const char *path, unsigned char *given[2])
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < files->problem.counts[side]; i++) {
            if (!given[side][i] && !bulk_problem(&files->problems, path, 0, 0, "pairing.problem.no_price",
                                                 files->ids[side][i], side == PAIRING_HELPER ? "helper" : "helped")) {
                return;
            }
        }
    }
}

bool pairing_files_read_prices(struct pairing_files *files, const char *path, int64_t *prices[2])
{
    enum { SIDE, ID, PRICE };
    static const struct bulk_column columns[] = {{"side", true}, {"school_id", true}, {"price", true}, {NULL, false}};
    struct bulk_table *table = open_table(files, NULL, path, columns, false);
    unsigned char *given[2];
    uint32_t guesses[2] = {0, 0};
    if (table == NULL) {
        return false;
    }
    for (int side = 0; side < 2; side++) {
        prices[side] = ARENA_ARRAY(files->arena, int64_t, files->problem.counts[side]);
        given[side] = ARENA_ARRAY(files->arena, unsigned char, files->problem.counts[side]);
    }
    while (bulk_next(table)) {
        int64_t price = 0;
        int side = read_side(table, SIDE);
        bool sound = read_whole(table, PRICE, PAIRING_PRICE_MOST, &price) && side >= 0;
        uint32_t number = side < 0 ? BULK_UNKNOWN : bulk_find_id(table, ID, &files->names[side], guesses[side]);
        if (number == BULK_UNKNOWN || !sound) {
            continue;
        }
        guesses[side] = number + 1;
        uint32_t school = files->places[side][number];
        if (given[side][school]++ != 0) {
            (void)bulk_complain(table, ID, "placement.problem.twice", NULL);
        }
        prices[side][school] = price;
    }
    if (all_is_well(files)) {
        complain_of_missing(files, path, given);
    }
    return all_is_well(files);
}
