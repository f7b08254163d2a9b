/* rules.csv and wishes.csv: from rows of either direction to the pairs that may meet, what they are worth and which must.
 *
 * A rule names participants or whole organisations. Rules are kept as couples of names, sorted, and each wished pair is
 * looked up in them as itself and by its organisations: nothing grows with organisation × organisation.
 */
#include "cli/talks_files.h"

#include "cli/command.h"

#include <stdlib.h>

enum rule_kind { RULE_FORBID, RULE_ONLY };

/* Whom a rule names: a participant by its number in the problem, or n + number of the organisation. */
struct couple {
    uint32_t from, to;
    uint64_t line;
};

struct talks_rules {
    struct couple *couples[2]; /* forbid: both ways; only: as it stands. Ascending. */
    size_t counts[2];
    uint64_t *only_lines; /* by name: the first row that restricts it; 0: none */
    uint8_t *walks;       /* zone × zone */
    bool any_walk;
};

static int compare_couples(const void *left, const void *right)
{
    const struct couple *a = left;
    const struct couple *b = right;
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    if (a->to != b->to) {
        return a->to < b->to ? -1 : 1;
    }
    return (a->line > b->line) - (a->line < b->line);
}

/* --- rules ---------------------------------------------------------------------------------------------------------------- */

enum { RULE, FROM, TO, VALUE };

/* Participant or organisation, or BULK_UNKNOWN after a complaint. */
static uint32_t read_name(struct talks_files *files, struct bulk_table *table, int column, bool organisation_only)
{
    struct span name = table->values[column];
    uint32_t person = organisation_only ? BULK_UNKNOWN : bulk_names_find(&files->people, name);
    uint32_t organisation = bulk_names_find(&files->organisations, name);
    if (organisation != BULK_UNKNOWN) {
        return (uint32_t)files->people.count + organisation;
    }
    if (person != BULK_UNKNOWN) {
        return files->places[person];
    }
    (void)bulk_complain(table, column, organisation_only ? "talks.problem.no_organisation" : "talks.problem.no_name",
                        NULL);
    return BULK_UNKNOWN;
}

static bool is_empty(struct bulk_table *table, int column)
{
    return !table->has[column] || table->values[column].length == 0 ||
           (bulk_complain(table, column, "talks.problem.not_empty", NULL) && false);
}

static void read_couple(struct talks_files *files, struct bulk_table *table, enum rule_kind kind)
{
    struct talks_rules *rules = files->rules;
    uint32_t from = read_name(files, table, FROM, false);
    uint32_t to = read_name(files, table, TO, false);
    if (from == BULK_UNKNOWN || to == BULK_UNKNOWN || !is_empty(table, VALUE)) {
        return;
    }
    rules->couples[kind][rules->counts[kind]++] = (struct couple){from, to, table->line};
    if (kind == RULE_FORBID) {
        rules->couples[kind][rules->counts[kind]++] = (struct couple){to, from, table->line};
    } else if (rules->only_lines[from] == 0) {
        rules->only_lines[from] = table->line;
    }
}

static void read_walk(struct talks_files *files, struct bulk_table *table)
{
    struct talks_rules *rules = files->rules;
    uint64_t walk = 0;
    uint32_t zones[2];
    for (int k = 0; k < 2; k++) {
        zones[k] = bulk_names_find(&files->zones, table->values[FROM + k]);
        if (zones[k] == BULK_UNKNOWN) {
            (void)bulk_complain(table, FROM + k, "talks.problem.no_zone", NULL);
        }
    }
    if (!table->has[VALUE]) {
        (void)bulk_problem(&files->problems, table->name, table->line, 0, "placement.problem.column_missing",
                           span_of("value"), NULL);
        return;
    }
    if (!bulk_number(table, VALUE, 0, TALKS_SLOTS_MOST - 1, &walk) || zones[0] == BULK_UNKNOWN ||
        zones[1] == BULK_UNKNOWN) {
        return;
    }
    size_t count = files->zones.count;
    uint32_t one = files->zone_places[zones[0]];
    uint32_t other = files->zone_places[zones[1]];
    uint8_t *there = &rules->walks[one * count + other];
    if (*there != UINT8_MAX) {
        (void)bulk_complain(table, FROM, "placement.problem.twice", NULL);
    }
    *there = rules->walks[other * count + one] = (uint8_t)walk;
    rules->any_walk = rules->any_walk || walk > 0;
}

static void read_separate(struct talks_files *files, struct bulk_table *table)
{
    uint32_t name = read_name(files, table, FROM, true);
    if (is_empty(table, TO) && is_empty(table, VALUE) && name != BULK_UNKNOWN) {
        bool *separate = &files->separate[name - files->people.count];
        if (*separate) {
            (void)bulk_complain(table, FROM, "placement.problem.twice", NULL);
        }
        *separate = true;
    }
}

static void read_rule(struct talks_files *files, struct bulk_table *table)
{
    struct span rule = table->values[RULE];
    if (span_is(rule, "forbid")) {
        read_couple(files, table, RULE_FORBID);
    } else if (span_is(rule, "only")) {
        read_couple(files, table, RULE_ONLY);
    } else if (span_is(rule, "walk")) {
        read_walk(files, table);
    } else if (span_is(rule, "separate")) {
        read_separate(files, table);
    } else {
        (void)bulk_complain(table, RULE, "talks.problem.rule", NULL);
    }
}

static void sort_couples(struct talks_files *files, const struct bulk_table *table, enum rule_kind kind)
{
    struct couple *couples = files->rules->couples[kind];
    size_t count = files->rules->counts[kind];
    qsort(couples, count, sizeof *couples, compare_couples);
    for (size_t i = 1; i < count; i++) {
        bool mirrored = couples[i].from == couples[i].to; /* a row against itself stands both ways */
        if (couples[i].from == couples[i - 1].from && couples[i].to == couples[i - 1].to && !mirrored &&
            (kind == RULE_ONLY || couples[i].from < couples[i].to) &&
            !bulk_problem(&files->problems, table->name, couples[i].line, 0, "talks.problem.rule_twice",
                          span_make(NULL, 0), NULL)) {
            return;
        }
    }
}

/* Two organisations meet once, whoever they send, but for those whose delegates count each on their own. */
static void number_organisations(struct talks_files *files)
{
    size_t n = files->people.count;
    uint32_t *numbers = ARENA_ARRAY(files->arena, uint32_t, n);
    uint32_t *firsts = ARENA_ARRAY(files->arena, uint32_t, files->organisations.count);
    bool several = false;
    (void)memset(firsts, 0xff, files->organisations.count * sizeof *firsts);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t organisation = files->of[i];
        numbers[i] = i;
        if (organisation == BULK_UNKNOWN || files->separate[organisation]) {
            continue;
        }
        several = several || firsts[organisation] != TALKS_NONE;
        firsts[organisation] = firsts[organisation] == TALKS_NONE ? i : firsts[organisation];
        numbers[i] = firsts[organisation];
    }
    files->problem.organisations = several ? numbers : NULL;
}

bool talks_read_rules(struct talks_files *files)
{
    static const struct bulk_column columns[] = {
        {"rule", true}, {"from", true}, {"to", true}, {"value", false}, {NULL, false}};
    size_t zones = files->zones.count;
    struct talks_rules *rules = ARENA_ARRAY(files->arena, struct talks_rules, 1);
    files->rules = rules;
    files->separate = ARENA_ARRAY(files->arena, bool, files->organisations.count);
    rules->only_lines = ARENA_ARRAY(files->arena, uint64_t, files->people.count + files->organisations.count);
    rules->walks = ARENA_ARRAY(files->arena, uint8_t, zones * zones);
    (void)memset(rules->walks, 0xff, zones * zones);
    struct bulk_table *table = talks_open_table(files, files->folder, "rules.csv", columns, true);
    if (table != NULL && talks_has_room(files, table, TALKS_PAIRS_MOST)) {
        size_t room = bulk_line_count(table);
        rules->couples[RULE_FORBID] = ARENA_ARRAY(files->arena, struct couple, 2 * room);
        rules->couples[RULE_ONLY] = ARENA_ARRAY(files->arena, struct couple, room);
        while (bulk_next(table)) {
            read_rule(files, table);
        }
        sort_couples(files, table, RULE_FORBID);
        sort_couples(files, table, RULE_ONLY);
    }
    for (size_t z = 0; z < zones * zones; z++) {
        rules->walks[z] = rules->walks[z] == UINT8_MAX ? 0 : rules->walks[z];
    }
    files->problem.walks = rules->any_walk ? rules->walks : NULL;
    number_organisations(files);
    return talks_all_is_well(files);
}

/* The line of a couple of names; 0: there is none. */
static uint64_t find_couple(const struct talks_rules *rules, enum rule_kind kind, uint32_t from, uint32_t to)
{
    const struct couple *couples = rules->couples[kind];
    size_t low = 0;
    size_t high = rules->counts[kind];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before = couples[middle].from < from || (couples[middle].from == from && couples[middle].to < to);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    bool there = low < rules->counts[kind] && couples[low].from == from && couples[low].to == to;
    return there ? couples[low].line : 0;
}

/* The participant itself and its organisation, if it has one. */
static int list_names(const struct talks_files *files, uint32_t who, uint32_t names[2])
{
    names[0] = who;
    names[1] = (uint32_t)files->people.count + files->of[who];
    return files->of[who] == BULK_UNKNOWN ? 1 : 2;
}

/* The line of the rule by which `one` may not meet `other` because it may meet only certain ones; 0: there is none. */
static uint64_t find_restriction(const struct talks_files *files, uint32_t one, uint32_t other)
{
    const struct talks_rules *rules = files->rules;
    uint32_t ours[2];
    uint32_t theirs[2];
    int our_count = list_names(files, one, ours);
    int their_count = list_names(files, other, theirs);
    for (int a = 0; a < our_count; a++) {
        bool allowed = rules->only_lines[ours[a]] == 0;
        for (int b = 0; b < their_count && !allowed; b++) {
            allowed = find_couple(rules, RULE_ONLY, ours[a], theirs[b]) != 0;
        }
        if (!allowed) {
            return rules->only_lines[ours[a]];
        }
    }
    return 0;
}

/* The line of the rule that forbids the two to meet; 0: there is none. */
static uint64_t find_ban(const struct talks_files *files, uint32_t left, uint32_t right)
{
    uint32_t lefts[2];
    uint32_t rights[2];
    int left_count = list_names(files, left, lefts);
    int right_count = list_names(files, right, rights);
    for (int a = 0; a < left_count; a++) {
        for (int b = 0; b < right_count; b++) {
            uint64_t line = find_couple(files->rules, RULE_FORBID, lefts[a], rights[b]);
            if (line != 0) {
                return line;
            }
        }
    }
    uint64_t line = find_restriction(files, left, right);
    return line != 0 ? line : find_restriction(files, right, left);
}

/* --- wishes --------------------------------------------------------------------------------------------------------------- */

enum wish { WISH_WANT, WISH_MUST, WISH_NO };

struct wish_row {
    uint32_t left, right;
    bool backward; /* from the right one */
    enum wish wish;
    uint32_t points;
    uint64_t line;
};

static int compare_rows(const void *left, const void *right)
{
    const struct wish_row *a = left;
    const struct wish_row *b = right;
    const uint64_t one[4] = {a->left, a->right, a->backward, a->line};
    const uint64_t other[4] = {b->left, b->right, b->backward, b->line};
    for (int k = 0; k < 4; k++) {
        if (one[k] != other[k]) {
            return one[k] < other[k] ? -1 : 1;
        }
    }
    return 0;
}

/* must, want, no, or points of a want. False after a complaint. */
static bool read_weight(struct bulk_table *table, int column, struct wish_row *out)
{
    struct span value = table->values[column];
    int64_t points = 0;
    out->points = TALKS_WISH_POINTS;
    out->wish = span_is(value, "must") ? WISH_MUST : span_is(value, "no") ? WISH_NO : WISH_WANT;
    if (out->wish != WISH_WANT || span_is(value, "want")) {
        return true;
    }
    for (size_t i = 0; i < value.length && points >= 0; i++) {
        int digit = value.at[i] - '0';
        points = digit < 0 || digit > 9 || points > TALKS_POINTS_MOST ? -1 : points * 10 + digit;
    }
    if (points < 1 || points > TALKS_POINTS_MOST) {
        return bulk_complain(table, column, "talks.problem.weight", NULL) && false;
    }
    out->points = (uint32_t)points;
    return true;
}

static bool read_wish(struct talks_files *files, struct bulk_table *table, uint32_t guesses[2], struct wish_row *out)
{
    enum { FROM_WHOM, TO_WHOM, WEIGHT };
    uint32_t both[2];
    out->line = table->line;
    for (int k = 0; k < 2; k++) {
        both[k] = bulk_find_id(table, k, &files->people, guesses[k]);
        guesses[k] = both[k] == BULK_UNKNOWN ? guesses[k] : both[k];
    }
    bool sound = read_weight(table, WEIGHT, out);
    if (both[0] == BULK_UNKNOWN || both[1] == BULK_UNKNOWN || !sound) {
        return false;
    }
    size_t left_count = files->problem.left_count;
    uint32_t from = files->places[both[0]];
    uint32_t to = files->places[both[1]];
    if ((from < left_count) == (to < left_count)) {
        return bulk_complain(table, TO_WHOM, "talks.problem.same_side", NULL) && false;
    }
    out->backward = from > to;
    out->left = out->backward ? to : from;
    out->right = out->backward ? from : to;
    return true;
}

static void add_conflict(struct talks_files *files, const struct wish_row *must, const char *file, uint64_t line)
{
    if (files->conflict_count < TALKS_CONFLICTS_MOST) {
        files->conflicts[files->conflict_count++] =
            (struct talks_conflict){must->left, must->right, must->line, line, file};
    }
}

/* One pair of a row or two. False when they may not, or need not, meet. */
static bool join_rows(struct talks_files *files, const struct wish_row *rows, size_t count, struct talks_pair *pair,
                      bool *must)
{
    const struct wish_row *must_row = NULL;
    const struct wish_row *no_row = NULL;
    bool wanted = false;
    *pair = (struct talks_pair){rows->left, rows->right, 0};
    for (size_t k = 0; k < count; k++) {
        must_row = must_row == NULL && rows[k].wish == WISH_MUST ? &rows[k] : must_row;
        no_row = no_row == NULL && rows[k].wish == WISH_NO ? &rows[k] : no_row;
        wanted = wanted || rows[k].wish != WISH_NO;
        pair->weight += rows[k].wish == WISH_NO ? 0 : rows[k].points;
    }
    if (files->problem.slots[rows->left] == 0 || files->problem.slots[rows->right] == 0) {
        files->must_dropped += must_row != NULL;
        return false;
    }
    uint64_t ban = no_row == NULL && wanted ? find_ban(files, rows->left, rows->right) : 0;
    if (must_row != NULL && (no_row != NULL || ban != 0)) {
        add_conflict(files, must_row, no_row != NULL ? "wishes.csv" : "rules.csv", no_row != NULL ? no_row->line : ban);
    }
    files->refused += wanted && (no_row != NULL || ban != 0);
    *must = must_row != NULL;
    return wanted && no_row == NULL && ban == 0;
}

static const char *wish_text(const struct talks_files *files, const struct wish_row *row)
{
    uint32_t from = row->backward ? row->right : row->left;
    uint32_t to = row->backward ? row->left : row->right;
    return arena_format(files->arena, "%s, %s", arena_copy(files->arena, files->ids[from]),
                        arena_copy(files->arena, files->ids[to]));
}

static void complain_of_repeats(struct talks_files *files, const struct bulk_table *table, const struct wish_row *rows,
                                size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct wish_row *row = &rows[i];
        if (row[-1].left == row->left && row[-1].right == row->right && row[-1].backward == row->backward &&
            !bulk_problem(&files->problems, table->name, row->line, 0, "placement.problem.twice",
                          span_of(wish_text(files, row)), NULL)) {
            return;
        }
    }
}

static void join_all(struct talks_files *files, const struct wish_row *rows, size_t count)
{
    struct talks_pair *pairs = ARENA_ARRAY(files->arena, struct talks_pair, count);
    bool *musts = ARENA_ARRAY(files->arena, bool, count);
    bool any = false;
    for (size_t i = 0, next; i < count; i = next) {
        bool must = false;
        next = i + 1;
        while (next < count && rows[next].left == rows[i].left && rows[next].right == rows[i].right) {
            next++;
        }
        if (join_rows(files, &rows[i], next - i, &pairs[files->problem.pair_count], &must)) {
            any = any || must;
            musts[files->problem.pair_count++] = must;
        }
    }
    files->problem.pairs = pairs;
    files->problem.musts = any ? musts : NULL;
}

bool talks_read_wishes(struct talks_files *files)
{
    static const struct bulk_column columns[] = {{"from", true}, {"to", true}, {"weight", true}, {NULL, false}};
    struct bulk_table *table = talks_open_table(files, files->folder, "wishes.csv", columns, false);
    if (table == NULL || !talks_has_room(files, table, TALKS_PAIRS_MOST)) {
        return false;
    }
    struct wish_row *rows = ARENA_ARRAY(files->arena, struct wish_row, bulk_line_count(table));
    size_t count = 0;
    uint32_t guesses[2] = {0, 0};
    while (bulk_next(table)) {
        struct wish_row row;
        if (read_wish(files, table, guesses, &row)) {
            rows[count++] = row;
        }
    }
    if (!bulk_has_rows(table) || files->problems.interrupted) {
        return false;
    }
    qsort(rows, count, sizeof *rows, compare_rows);
    complain_of_repeats(files, table, rows, count);
    if (talks_all_is_well(files)) {
        join_all(files, rows, count);
    }
    return talks_all_is_well(files);
}
