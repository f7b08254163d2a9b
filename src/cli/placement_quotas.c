/* Reading quotas.csv. Groups are known by what quotas name: "school", tab, id or "group", tab, id. */
#include "cli/placement_quotas.h"

#include "cli/command.h"
#include "cli/placement_reading.h"

#include <unistd.h>

enum { SEAT, ENTERPRISE, SCHOOL, GROUP, AT_MOST, RESERVED, UNUSED, COLUMNS };
enum { NAME_MOST = 8 + BULK_ID_MOST, FAULTS_MOST = BULK_PROBLEMS_MOST + 1 };

struct reader {
    struct placement_files *files;
    struct bulk_table *table;
    struct placement_quota *list;
    uint32_t *rows; /* of each quota: the number of its row, from 1 */
    uint32_t count;
};

static bool is_given(const struct bulk_table *table, int column)
{
    return table->has[column] && table->values[column].length > 0;
}

/* Of two columns exactly one must hold something. */
static int find_one(struct reader *reader, int one, int other, const char *key)
{
    struct bulk_table *table = reader->table;
    if (is_given(table, one) == is_given(table, other)) {
        (void)bulk_complain(table, table->has[one] ? one : table->has[other] ? other : AT_MOST, key, NULL);
        return -1;
    }
    return is_given(table, one) ? one : other;
}

static bool read_place(struct reader *reader, struct placement_quota *out)
{
    struct placement_files *files = reader->files;
    int column = find_one(reader, SEAT, ENTERPRISE, "placement.problem.quota_place");
    if (column < 0) {
        return false;
    }
    out->whole = column == ENTERPRISE;
    if (out->whole && files->problem.enterprises == NULL) {
        return bulk_complain(reader->table, column, "placement.problem.quota_no_enterprises", NULL) && false;
    }
    out->place = bulk_find_id(reader->table, column, out->whole ? &files->enterprises : &files->seats, BULK_UNKNOWN);
    return out->place != BULK_UNKNOWN;
}

static struct span make_name(char text[static NAME_MOST], bool school, struct span id)
{
    size_t head = school ? strlen("school\t") : strlen("group\t");
    (void)memcpy(text, school ? "school\t" : "group\t", head);
    (void)memcpy(text + head, id.at, id.length);
    return span_make(text, head + id.length);
}

static bool read_group(struct reader *reader, struct placement_quota *out)
{
    int column = find_one(reader, SCHOOL, GROUP, "placement.problem.quota_who");
    if (column < 0) {
        return false;
    }
    struct span id = reader->table->values[column];
    char text[NAME_MOST];
    bool added;
    if (id.length > BULK_ID_MOST) {
        return bulk_complain(reader->table, column, "placement.problem.id", NULL) && false;
    }
    struct bulk_names *names = &reader->files->groups;
    out->group = bulk_names_find(names, make_name(text, column == SCHOOL, id));
    if (out->group == BULK_UNKNOWN) {
        struct span name = make_name(text, column == SCHOOL, id);
        const char *kept = arena_copy(reader->files->arena, name);
        out->group = bulk_names_put(names, span_make(kept, name.length), &added);
    }
    return true;
}

static bool read_unused(struct reader *reader, enum placement_quota_kind *out)
{
    struct bulk_table *table = reader->table;
    bool empty = is_given(table, UNUSED) && span_is(table->values[UNUSED], "empty");
    if (is_given(table, UNUSED) && !empty && !span_is(table->values[UNUSED], "open")) {
        return bulk_complain(table, UNUSED, "placement.problem.quota_unused", NULL) && false;
    }
    *out = empty ? PLACEMENT_KEPT : PLACEMENT_RESERVED;
    return true;
}

static void add_quota(struct reader *reader, struct placement_quota quota, uint64_t number)
{
    quota.number = (uint32_t)number;
    reader->list[reader->count] = quota;
    reader->rows[reader->count++] = (uint32_t)reader->table->row_count;
}

static void read_row(struct reader *reader)
{
    struct bulk_table *table = reader->table;
    struct placement_quota quota = {0};
    uint64_t most = 0;
    uint64_t reserved = 0;
    enum placement_quota_kind kind = PLACEMENT_RESERVED;
    bool sound = read_place(reader, &quota);
    sound = read_group(reader, &quota) && sound;
    sound = read_unused(reader, &kind) && sound;
    if (!is_given(table, AT_MOST) && !is_given(table, RESERVED)) {
        (void)bulk_complain(table, table->has[AT_MOST] ? AT_MOST : RESERVED, "placement.problem.quota_number", NULL);
        return;
    }
    sound = (!is_given(table, AT_MOST) || bulk_number(table, AT_MOST, 0, PLACEMENT_MOST, &most)) && sound;
    sound = (!is_given(table, RESERVED) || bulk_number(table, RESERVED, 1, PLACEMENT_MOST, &reserved)) && sound;
    if (sound && is_given(table, RESERVED) && quota.whole) {
        sound = bulk_complain(table, RESERVED, "placement.problem.quota_whole", NULL) && false;
    }
    if (!sound) {
        return;
    }
    if (is_given(table, AT_MOST)) {
        quota.kind = PLACEMENT_AT_MOST;
        add_quota(reader, quota, most);
    }
    if (is_given(table, RESERVED)) {
        quota.kind = kind;
        add_quota(reader, quota, reserved);
    }
}

/* --- who belongs to whom -------------------------------------------------------------------------------------------- */

struct members {
    struct placement_files *files;
    struct bulk_table *table;
    uint32_t *starts, *groups; /* starts: n + 1, in the order of the applicants */
    size_t used, room;
};

/* Only groups that quotas name. */
static void add_member(struct members *members, uint32_t applicant, bool school, struct span id, int column)
{
    char text[NAME_MOST];
    uint32_t group = id.length == 0 || id.length > BULK_ID_MOST
                         ? BULK_UNKNOWN
                         : bulk_names_find(&members->files->groups, make_name(text, school, id));
    uint32_t first = members->starts[applicant];
    bool known = group == BULK_UNKNOWN;
    for (size_t i = first; !known && i < members->used; i++) {
        known = members->groups[i] == group;
    }
    if (known) {
        return;
    }
    if (members->used - first == PLACEMENT_GROUPS_MOST) {
        (void)bulk_complain(members->table, column, "placement.problem.groups_many", NULL);
        return;
    }
    if (members->used == members->room) {
        uint32_t *wider = ARENA_ARRAY(members->files->arena, uint32_t, members->room * 2);
        (void)memcpy(wider, members->groups, members->used * sizeof *wider);
        members->groups = wider;
        members->room *= 2;
    }
    members->groups[members->used++] = group;
}

static void read_member(struct members *members, uint32_t applicant)
{
    enum { MEMBER_ID, MEMBER_SCHOOL, MEMBER_GROUPS };
    const struct bulk_table *table = members->table;
    if (table->has[MEMBER_SCHOOL]) {
        add_member(members, applicant, true, table->values[MEMBER_SCHOOL], MEMBER_SCHOOL);
    }
    struct span list = table->has[MEMBER_GROUPS] ? table->values[MEMBER_GROUPS] : span_make(NULL, 0);
    for (size_t start = 0, end; start < list.length; start = end + 1) {
        const char *found = memchr(list.at + start, ';', list.length - start);
        end = found == NULL ? list.length : (size_t)(found - list.at);
        struct span id = span_make(list.at + start, end - start);
        while (id.length > 0 && id.at[0] == ' ') {
            id = span_make(id.at + 1, id.length - 1);
        }
        while (id.length > 0 && id.at[id.length - 1] == ' ') {
            id.length--;
        }
        add_member(members, applicant, false, id, MEMBER_GROUPS);
    }
}

/* applicants.csv once more, for two columns that only quotas need. It has been read: every row is an applicant, in order. */
static bool read_members(struct placement_files *files, struct placement_quotas *quotas)
{
    static const struct bulk_column columns[] = {
        {"applicant_id", true}, {"school_id", false}, {"groups", false}, {NULL, false}};
    struct bulk_table table;
    if (!bulk_open(files->arena, &files->problems, files->folder, "applicants.csv", columns, false, &table)) {
        return false;
    }
    size_t people = files->applicants.count;
    struct members members = {files,
                              &table,
                              ARENA_ARRAY(files->arena, uint32_t, people + 1),
                              ARENA_ARRAY(files->arena, uint32_t, people + 1),
                              0,
                              people + 1};
    uint32_t applicant = 0;
    while (applicant < people && bulk_next(&table)) {
        members.starts[applicant] = (uint32_t)members.used;
        read_member(&members, applicant);
        members.starts[++applicant] = (uint32_t)members.used;
    }
    bulk_close(&table);
    quotas->member_starts = members.starts;
    quotas->members = members.groups;
    return placement_all_is_well(files) && applicant == people;
}

/* --- quotas that do not go together --------------------------------------------------------------------------------- */

static const char *const fault_keys[PLACEMENT_QUOTA_FAULT_KINDS] = {
    "placement.problem.quota_place",    "placement.problem.quota_twice",     "placement.problem.quota_nobody",
    "placement.problem.quota_seat_sum", "placement.problem.quota_total_sum", "placement.problem.quota_most_sum",
    "placement.problem.quota_overlap",  "placement.problem.quota_inside",    "placement.problem.quota_kept_inside",
    "placement.problem.quota_crossing", "placement.problem.quota_across"};

/* The number the sum must not exceed; the line of the other quota; the seat that can be full first. */
static const char *describe_fault(const struct reader *reader, const struct placement_quota_fault *fault,
                                  const uint64_t *lines)
{
    const struct placement_files *files = reader->files;
    const struct placement_problem *problem = &files->problem;
    const struct placement_quota *quota = &reader->list[fault->quota];
    uint64_t allowed = 0;
    switch (fault->kind) {
    case PLACEMENT_QUOTA_SEAT_SUM:
        allowed = problem->capacities[quota->place];
        break;
    case PLACEMENT_QUOTA_TOTAL_SUM:
        allowed = problem->totals[problem->enterprises[quota->place]];
        break;
    case PLACEMENT_QUOTA_MOST_SUM:
        allowed = reader->list[fault->other].number;
        break;
    case PLACEMENT_QUOTA_ACROSS:
        return arena_copy(files->arena, bulk_name(&files->seats, fault->seat));
    case PLACEMENT_QUOTA_SHAPE:
    case PLACEMENT_QUOTA_TWICE:
    case PLACEMENT_QUOTA_NOBODY:
    case PLACEMENT_QUOTA_OVERLAP:
    case PLACEMENT_QUOTA_INSIDE:
    case PLACEMENT_QUOTA_KEPT_INSIDE:
    case PLACEMENT_QUOTA_CROSSING:
    case PLACEMENT_QUOTA_FAULT_KINDS:
        return fault->other == PLACEMENT_NONE
                   ? NULL
                   : arena_format(files->arena, "%llu", (unsigned long long)lines[reader->rows[fault->other]]);
    }
    return arena_format(files->arena, "%llu > %llu", (unsigned long long)fault->number, (unsigned long long)allowed);
}

static int fault_column(const struct bulk_table *table, const struct placement_quota_fault *fault)
{
    bool sum = fault->kind == PLACEMENT_QUOTA_SEAT_SUM || fault->kind == PLACEMENT_QUOTA_TOTAL_SUM ||
               fault->kind == PLACEMENT_QUOTA_MOST_SUM;
    if (sum) {
        return RESERVED;
    }
    return is_given(table, SCHOOL) ? SCHOOL : GROUP;
}

/* The rows are read once more, to tell the faults where they stand. */
static bool quotas_go_together(struct reader *reader)
{
    struct placement_files *files = reader->files;
    struct bulk_table *table = reader->table;
    struct placement_quota_faults found;
    placement_find_quota_faults(files->arena, &files->problem, FAULTS_MOST, &found);
    if (found.fault_count == 0) {
        return true;
    }
    uint64_t *lines = ARENA_ARRAY(files->arena, uint64_t, table->row_count + 1);
    files->problems.here = 0;
    for (int pass = 0; pass < 2; pass++) { /* a fault may name a later line */
        bulk_rewind(table);
        while (bulk_next(table)) {
            lines[table->row_count] = table->line;
            for (size_t i = 0; pass == 1 && i < found.fault_count; i++) {
                const struct placement_quota_fault *fault = &found.faults[i];
                if (reader->rows[fault->quota] == table->row_count) {
                    (void)bulk_complain(table, fault_column(table, fault), fault_keys[fault->kind],
                                        describe_fault(reader, fault, lines));
                }
            }
        }
    }
    return false;
}

bool placement_read_quotas(struct placement_files *files)
{
    static const struct bulk_column columns[COLUMNS + 1] = {
        {"seat_id", false}, {"enterprise_id", false}, {"school_id", false}, {"group", false},
        {"at_most", false}, {"reserved", false},      {"unused", false},    {NULL, false}};
    struct bulk_table *table = placement_open_table(files, files->folder, "quotas.csv", columns, true);
    if (table == NULL) {
        return placement_all_is_well(files);
    }
    struct span none = span_make(NULL, 0);
    static const int pairs[][2] = {{SEAT, ENTERPRISE}, {SCHOOL, GROUP}, {AT_MOST, RESERVED}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (!table->has[pairs[i][0]] && !table->has[pairs[i][1]]) {
            return bulk_problem(&files->problems, table->name, 1, 0, "placement.problem.quota_columns", none, NULL) &&
                   false;
        }
    }
    size_t room = bulk_line_count(table);
    if (room > INT32_MAX / 2) {
        return bulk_problem(&files->problems, table->name, 0, 0, "placement.problem.too_many", none, NULL) && false;
    }
    struct reader reader = {files, table, ARENA_ARRAY(files->arena, struct placement_quota, 2 * room),
                            ARENA_ARRAY(files->arena, uint32_t, 2 * room), 0};
    bulk_names_init(files->arena, &files->groups, room);
    while (bulk_next(table)) {
        read_row(&reader);
    }
    if (!bulk_has_rows(table) || !placement_all_is_well(files)) {
        return false;
    }
    files->quotas = (struct placement_quotas){.group_count = files->groups.count, .quota_count = reader.count};
    files->quotas.list = reader.list;
    if (!read_members(files, &files->quotas)) {
        return false;
    }
    files->problem.quotas = &files->quotas;
    return quotas_go_together(&reader);
}
