/* A schedule is read row by row, whatever it holds; whether it keeps the rules is the checker's affair. */
#include "cli/talks_schedule.h"

#include "cli/interruption.h"
#include "cli/output.h"

#include <stdlib.h>

enum { OUTPUT_ROWS = 1 << 14 };

/* --- reading --------------------------------------------------------------------------------------------------------------- */

enum { SLOT, TABLE, FROM, TO };

/* The number in the problem; TALKS_NONE when it is unknown, with a complaint unless lenient. */
static uint32_t read_known(struct bulk_table *table, int column, struct bulk_names *names, const uint32_t *places,
                           bool lenient)
{
    uint32_t number =
        lenient ? bulk_names_find(names, table->values[column]) : bulk_find_id(table, column, names, BULK_UNKNOWN);
    return number == BULK_UNKNOWN ? TALKS_NONE : places[number];
}

static bool read_row(struct talks_files *files, struct bulk_table *table, bool lenient, struct talks_row *out)
{
    uint64_t slot = 0;
    bool sound = bulk_number(table, SLOT, 1, TALKS_SLOTS_MOST, &slot);
    uint32_t seat = read_known(table, TABLE, &files->seats, files->seat_places, lenient);
    uint32_t from = read_known(table, FROM, &files->people, files->places, lenient);
    uint32_t to = read_known(table, TO, &files->people, files->places, lenient);
    bool turned = from != TALKS_NONE && to != TALKS_NONE && from > to;
    out->meeting = (struct talks_meeting){turned ? to : from, turned ? from : to, (uint32_t)slot - 1, seat};
    out->table = table->values[TABLE];
    out->one = table->values[turned ? TO : FROM];
    out->other = table->values[turned ? FROM : TO];
    return sound && (lenient || (seat != TALKS_NONE && from != TALKS_NONE && to != TALKS_NONE));
}

bool talks_read_schedule(struct talks_files *files, const char *path, bool lenient, struct talks_row **rows,
                         size_t *count)
{
    static const struct bulk_column columns[] = {
        {"slot", true}, {"table", true}, {"from", true}, {"to", true}, {NULL, false}};
    struct bulk_table *table = talks_open_table(files, NULL, path, columns, false);
    if (table == NULL || !talks_has_room(files, table, TALKS_PAIRS_MOST)) {
        return false;
    }
    *rows = ARENA_ARRAY(files->arena, struct talks_row, bulk_line_count(table));
    *count = 0;
    while (bulk_next(table)) {
        struct talks_row row;
        if (read_row(files, table, lenient, &row)) {
            (*rows)[(*count)++] = row;
        }
    }
    return talks_all_is_well(files);
}

/* --- writing --------------------------------------------------------------------------------------------------------------- */

bool talks_print_schedule(const struct talks_files *files, const struct talks_answer *answer, FILE *to)
{
    struct buffer rows;
    bool going = true;
    buffer_init(&rows);
    buffer_add_text(&rows, "slot,table,from,to,weight\n");
    for (size_t m = 0; m < answer->meeting_count && going; m++) {
        const struct talks_meeting *meeting = &answer->meetings[m];
        uint32_t pair = talks_find_pair(&files->problem, meeting->left, meeting->right);
        buffer_add_format(&rows, "%u,", meeting->slot + 1);
        output_add_value(&rows, files->seat_ids[meeting->table]);
        buffer_add_byte(&rows, ',');
        output_add_value(&rows, files->ids[meeting->left]);
        buffer_add_byte(&rows, ',');
        output_add_value(&rows, files->ids[meeting->right]);
        buffer_add_format(&rows, ",%u\n", files->problem.pairs[pair].weight);
        if ((m + 1) % OUTPUT_ROWS == 0) {
            (void)fwrite(rows.bytes, 1, rows.length, to);
            buffer_clear(&rows);
            going = !interruption_asked();
        }
    }
    (void)fwrite(rows.bytes, 1, rows.length, to);
    buffer_release(&rows);
    return going && !interruption_asked();
}

/* --- what has changed -------------------------------------------------------------------------------------------------------- */

static int compare_people(const void *left, const void *right)
{
    const struct talks_meeting *a = left;
    const struct talks_meeting *b = right;
    if (a->left != b->left) {
        return a->left < b->left ? -1 : 1;
    }
    return (a->right > b->right) - (a->right < b->right);
}

static int compare_spans(struct span a, struct span b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_changes(const void *left, const void *right)
{
    const struct talks_alteration *a = left;
    const struct talks_alteration *b = right;
    uint32_t one = a->kind == TALKS_NEW ? a->now.slot : a->row.meeting.slot;
    uint32_t other = b->kind == TALKS_NEW ? b->now.slot : b->row.meeting.slot;
    if (one != other) {
        return one < other ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->kind == TALKS_NEW) {
        return compare_people(&a->now, &b->now);
    }
    int order = compare_spans(a->row.one, b->row.one);
    order = order != 0 ? order : compare_spans(a->row.other, b->row.other);
    return order != 0 ? order : compare_spans(a->row.table, b->row.table);
}

static enum talks_loss find_loss(const struct talks_files *files, const struct talks_meeting *old)
{
    const struct talks_problem *problem = &files->problem;
    if (old->left == TALKS_NONE || old->right == TALKS_NONE) {
        return TALKS_LOSS_NAME;
    }
    uint64_t both = problem->slots[old->left] & problem->slots[old->right];
    if (old->slot >= problem->slot_count || (both >> old->slot & 1) == 0) {
        return TALKS_LOSS_AWAY;
    }
    if (talks_find_pair(problem, old->left, old->right) == TALKS_NONE) {
        return TALKS_LOSS_WISH;
    }
    if (old->table == TALKS_NONE || (problem->table_slots[old->table] >> old->slot & 1) == 0) {
        return TALKS_LOSS_TABLE;
    }
    return TALKS_LOSS_RULE;
}

struct comparison {
    struct talks_meeting *now; /* by people */
    bool *same;                /* of those: was there before */
    size_t now_count, count;
    struct talks_alteration *changes;
};

static void compare_row(const struct talks_files *files, struct comparison *comparison, const struct talks_row *row)
{
    struct talks_alteration change = {.kind = TALKS_GONE, .row = *row};
    const struct talks_meeting *there = NULL;
    if (comparison->now_count > 0) {
        there = bsearch(&row->meeting, comparison->now, comparison->now_count, sizeof *there, compare_people);
    }
    size_t at = there == NULL ? 0 : (size_t)(there - comparison->now);
    if (there != NULL && there->slot == row->meeting.slot && !comparison->same[at]) {
        comparison->same[at] = true;
        if (there->table == row->meeting.table) {
            return;
        }
        change.kind = TALKS_MOVED;
        change.now = *there;
    } else {
        change.loss = find_loss(files, &row->meeting);
    }
    comparison->changes[comparison->count++] = change;
}

struct talks_alteration *talks_list_changes(const struct talks_files *files, const struct talks_row *rows,
                                            size_t row_count, const struct talks_answer *answer, size_t *count)
{
    struct comparison comparison = {.now_count = answer->meeting_count};
    comparison.now = ARENA_ARRAY(files->arena, struct talks_meeting, answer->meeting_count);
    comparison.same = ARENA_ARRAY(files->arena, bool, answer->meeting_count);
    comparison.changes = ARENA_ARRAY(files->arena, struct talks_alteration, answer->meeting_count + row_count);
    for (size_t m = 0; m < answer->meeting_count; m++) {
        comparison.now[m] = answer->meetings[m];
    }
    qsort(comparison.now, comparison.now_count, sizeof *comparison.now, compare_people);
    for (size_t k = 0; k < row_count; k++) {
        compare_row(files, &comparison, &rows[k]);
    }
    for (size_t m = 0; m < comparison.now_count; m++) {
        if (!comparison.same[m]) {
            comparison.changes[comparison.count++] =
                (struct talks_alteration){.kind = TALKS_NEW, .now = comparison.now[m]};
        }
    }
    qsort(comparison.changes, comparison.count, sizeof *comparison.changes, compare_changes);
    *count = comparison.count;
    return comparison.changes;
}
