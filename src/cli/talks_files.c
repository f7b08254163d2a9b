/* Tables first, for they say which slots there are; then who comes; then the rules; then the wishes. */
#include "cli/talks_files.h"

#include "cli/command.h"

#include <stdlib.h>

#define ALL_SLOTS UINT64_MAX

bool talks_all_is_well(const struct talks_files *files)
{
    return files->problems.here == 0 && !files->problems.interrupted;
}

struct bulk_table *talks_open_table(struct talks_files *files, const char *folder, const char *name,
                                    const struct bulk_column *columns, bool optional)
{
    struct bulk_table *table = &files->tables[files->table_count];
    if (!bulk_open(files->arena, &files->problems, folder, name, columns, optional, table)) {
        return NULL;
    }
    files->table_count++;
    return table;
}

bool talks_has_room(struct talks_files *files, const struct bulk_table *table, size_t most)
{
    char text[32];
    if (bulk_line_count(table) <= most + 2) {
        return true;
    }
    (void)snprintf(text, sizeof text, "%zu", most);
    return bulk_problem(&files->problems, table->name, 0, 0, "talks.problem.too_many", span_of(text), NULL) && false;
}

/* --- slots ------------------------------------------------------------------------------------------------------------ */

/* A number of a slot at the beginning of the text, 1 to 64; 0: none. */
static unsigned take_slot(struct span *text)
{
    unsigned slot = 0;
    size_t digits = 0;
    while (digits < text->length && text->at[digits] >= '0' && text->at[digits] <= '9' && slot <= TALKS_SLOTS_MOST) {
        slot = slot * 10 + (unsigned)(text->at[digits++] - '0');
    }
    *text = span_make(text->at + digits, text->length - digits);
    return slot <= TALKS_SLOTS_MOST ? slot : 0;
}

/* 1;2;5-8 — no slot twice. False when it is not like that. */
static bool parse_slots(struct span text, uint64_t *out)
{
    uint64_t slots = 0;
    bool more = true;
    while (more) {
        unsigned first = take_slot(&text);
        unsigned last = first;
        if (text.length > 1 && text.at[0] == '-') {
            text = span_make(text.at + 1, text.length - 1);
            last = take_slot(&text);
        }
        if (first == 0 || last < first) {
            return false;
        }
        uint64_t part = (last - first == 63 ? UINT64_MAX : (1ULL << (last - first + 1)) - 1) << (first - 1);
        if ((slots & part) != 0) {
            return false;
        }
        slots |= part;
        more = text.length > 0;
        if (more && text.at[0] != ';' && text.at[0] != ' ') {
            return false;
        }
        do {
            text = more ? span_make(text.at + 1, text.length - 1) : text;
        } while (more && text.length > 0 && text.at[0] == ' ');
    }
    *out = slots;
    return true;
}

/* False after a complaint. "-": none, who has cancelled; "all": every slot of the event. */
static bool read_slots(struct bulk_table *table, int column, uint64_t *out)
{
    struct span value = table->values[column];
    if (span_is(value, "-")) {
        *out = 0;
        return true;
    }
    if (span_is(value, "all")) {
        *out = ALL_SLOTS;
        return true;
    }
    if (parse_slots(value, out)) {
        return true;
    }
    return bulk_complain(table, column, value.length == 0 ? "talks.problem.no_slots" : "talks.problem.slots", NULL) &&
           false;
}

/* --- tables to sit at -------------------------------------------------------------------------------------------------- */

/* Row number to place in the order of the ids; ids and numbers in that order. */
static uint32_t *order_names(struct talks_files *files, const struct bulk_names *names, struct span **ids)
{
    const uint32_t *order = bulk_names_sort(files->arena, names);
    uint32_t *places = ARENA_ARRAY(files->arena, uint32_t, names->count);
    *ids = ARENA_ARRAY(files->arena, struct span, names->count);
    for (uint32_t i = 0; i < names->count; i++) {
        places[order[i]] = i;
        (*ids)[i] = bulk_name(names, order[i]);
    }
    return places;
}

/* The zone of a row, or BULK_UNKNOWN after a complaint. */
static uint32_t read_zone(struct talks_files *files, struct bulk_table *table, int column)
{
    struct span name = table->has[column] ? table->values[column] : span_of("");
    uint32_t zone = bulk_names_find(&files->zones, name);
    bool added;
    if (name.length > BULK_ID_MOST) {
        (void)bulk_complain(table, column, "placement.problem.id", NULL);
        return BULK_UNKNOWN;
    }
    if (zone == BULK_UNKNOWN && files->zones.count == TALKS_ZONES_MOST) {
        (void)bulk_complain(table, column, "talks.problem.zones", NULL);
        return BULK_UNKNOWN;
    }
    return zone == BULK_UNKNOWN ? bulk_names_put(&files->zones, name, &added) : zone;
}

static void finish_seats(struct talks_files *files, const uint64_t *slots, const uint32_t *zones)
{
    size_t count = files->seats.count;
    struct span *zone_ids;
    uint64_t *ordered = ARENA_ARRAY(files->arena, uint64_t, count);
    uint32_t *ordered_zones = ARENA_ARRAY(files->arena, uint32_t, count);
    uint64_t known = 0;
    for (size_t t = 0; t < count; t++) {
        known |= slots[t] == ALL_SLOTS ? 0 : slots[t];
    }
    files->seat_places = order_names(files, &files->seats, &files->seat_ids);
    files->zone_places = order_names(files, &files->zones, &zone_ids);
    for (size_t t = 0; t < count; t++) {
        ordered[files->seat_places[t]] = slots[t] == ALL_SLOTS ? known : slots[t];
        ordered_zones[files->seat_places[t]] = files->zone_places[zones[t]];
    }
    files->problem.table_slots = ordered;
    files->problem.table_zones = ordered_zones;
    files->problem.table_count = count;
    files->problem.zone_count = files->zones.count;
    files->problem.slot_count = known == 0 ? 0 : 64 - (size_t)__builtin_clzll(known);
}

static bool read_seats(struct talks_files *files)
{
    enum { ID, SLOTS, ZONE };
    static const struct bulk_column columns[] = {{"id", true}, {"slots", true}, {"zone", false}, {NULL, false}};
    struct bulk_table *table = talks_open_table(files, files->folder, "tables.csv", columns, false);
    if (table == NULL || !talks_has_room(files, table, TALKS_TABLES_MOST)) {
        return false;
    }
    size_t room = bulk_line_count(table);
    uint64_t *slots = ARENA_ARRAY(files->arena, uint64_t, room);
    uint32_t *zones = ARENA_ARRAY(files->arena, uint32_t, room);
    bulk_names_init(files->arena, &files->seats, room);
    bulk_names_init(files->arena, &files->zones, TALKS_ZONES_MOST);
    while (bulk_next(table)) {
        uint64_t open = 0;
        uint32_t seat = bulk_add_id(table, ID, &files->seats);
        bool sound = read_slots(table, SLOTS, &open);
        uint32_t zone = read_zone(files, table, ZONE);
        if (seat != BULK_UNKNOWN && sound && zone != BULK_UNKNOWN) {
            slots[seat] = open;
            zones[seat] = zone;
        }
    }
    if (!bulk_has_rows(table) || !talks_all_is_well(files)) {
        return false;
    }
    finish_seats(files, slots, zones);
    return files->problem.slot_count > 0 ||
           (bulk_problem(&files->problems, table->name, 0, 0, "talks.problem.no_table", span_make(NULL, 0), NULL) &&
            false);
}

/* --- who comes ----------------------------------------------------------------------------------------------------------- */

enum { ID, SIDE, SLOTS, MIN, MAX, ORGANISATION };

struct person {
    uint64_t slots;
    uint32_t side, least, most, organisation;
};

/* 0 or 1 in the order of coming, or BULK_UNKNOWN after a complaint. */
static uint32_t read_side(struct talks_files *files, struct bulk_table *table)
{
    struct span value = table->values[SIDE];
    uint32_t side = 0;
    if (value.length == 0 || value.length > BULK_ID_MOST) {
        (void)bulk_complain(table, SIDE, "placement.problem.id", NULL);
        return BULK_UNKNOWN;
    }
    while (side < 2 && files->sides[side].length > 0 && !span_equal(files->sides[side], value)) {
        side++;
    }
    if (side == 2) {
        (void)bulk_complain(table, SIDE, "talks.problem.side",
                            arena_format(files->arena, "%s, %s", arena_copy(files->arena, files->sides[0]),
                                         arena_copy(files->arena, files->sides[1])));
        return BULK_UNKNOWN;
    }
    files->sides[side] = value;
    return side;
}

static bool read_limits(struct bulk_table *table, struct person *out)
{
    uint64_t most = 0;
    uint64_t least = 0;
    bool sound = bulk_number(table, MAX, 1, TALKS_SLOTS_MOST, &most);
    if (table->values[MIN].length > 0) {
        sound = bulk_number(table, MIN, 0, sound ? most : TALKS_SLOTS_MOST, &least) && sound;
    }
    out->most = (uint32_t)most;
    out->least = (uint32_t)least;
    return sound;
}

/* A row's organisation; BULK_UNKNOWN: none. False after a complaint. */
static bool read_organisation(struct talks_files *files, struct bulk_table *table, uint32_t *out)
{
    bool added;
    struct span name = table->has[ORGANISATION] ? table->values[ORGANISATION] : span_make(NULL, 0);
    *out = BULK_UNKNOWN;
    if (name.length > BULK_ID_MOST) {
        return bulk_complain(table, ORGANISATION, "placement.problem.id", NULL) && false;
    }
    if (name.length > 0) {
        *out = bulk_names_put(&files->organisations, name, &added);
    }
    return true;
}

/* The sides in the order of their bytes, each in the order of the ids. */
static void order_people(struct talks_files *files, const struct person *people)
{
    size_t n = files->people.count;
    const uint32_t *order = bulk_names_sort(files->arena, &files->people);
    size_t shorter = files->sides[0].length < files->sides[1].length ? files->sides[0].length : files->sides[1].length;
    int compared = memcmp(files->sides[0].at, files->sides[1].at, shorter);
    uint32_t left = compared < 0 || (compared == 0 && files->sides[0].length == shorter) ? 0 : 1;
    struct span second = files->sides[1 - left];
    files->sides[0] = files->sides[left];
    files->sides[1] = second;
    files->places = ARENA_ARRAY(files->arena, uint32_t, n);
    files->ids = ARENA_ARRAY(files->arena, struct span, n);
    uint32_t place = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < n; i++) {
            if ((people[order[i]].side == left) == (turn == 0)) {
                files->ids[place] = bulk_name(&files->people, order[i]);
                files->places[order[i]] = place++;
            }
        }
        files->problem.left_count = turn == 0 ? place : files->problem.left_count;
    }
    files->problem.participant_count = n;
}

static void spread_people(struct talks_files *files, const struct person *people)
{
    size_t n = files->people.count;
    uint64_t *slots = ARENA_ARRAY(files->arena, uint64_t, n);
    uint32_t *leasts = ARENA_ARRAY(files->arena, uint32_t, n);
    uint32_t *mosts = ARENA_ARRAY(files->arena, uint32_t, n);
    files->of = ARENA_ARRAY(files->arena, uint32_t, n);
    uint64_t event = files->problem.slot_count == 64 ? UINT64_MAX : (1ULL << files->problem.slot_count) - 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t place = files->places[i];
        bool here = people[i].slots != 0;
        slots[place] = people[i].slots & event; /* later than every table: of no use */
        leasts[place] = here ? people[i].least : 0;
        mosts[place] = people[i].most;
        files->of[place] = people[i].organisation;
        files->cancelled += !here;
    }
    files->problem.slots = slots;
    files->problem.leasts = leasts;
    files->problem.mosts = mosts;
}

/* An organisation may be called like a participant only if that is one of its delegates: rules name both. */
static void complain_of_names(struct talks_files *files, struct bulk_table *table, const struct person *people)
{
    for (uint32_t o = 0; o < files->organisations.count; o++) {
        uint32_t person = bulk_names_find(&files->people, bulk_name(&files->organisations, o));
        if (person != BULK_UNKNOWN && people[person].organisation != o &&
            !bulk_problem(&files->problems, table->name, 0, 0, "talks.problem.same_name",
                          bulk_name(&files->organisations, o), NULL)) {
            return;
        }
    }
}

static bool read_people(struct talks_files *files)
{
    static const struct bulk_column columns[] = {{"id", true},  {"side", true},          {"slots", true}, {"min", true},
                                                 {"max", true}, {"organisation", false}, {NULL, false}};
    struct bulk_table *table = talks_open_table(files, files->folder, "participants.csv", columns, false);
    if (table == NULL || !talks_has_room(files, table, TALKS_PEOPLE_MOST)) {
        return false;
    }
    size_t room = bulk_line_count(table);
    struct person *people = ARENA_ARRAY(files->arena, struct person, room);
    bulk_names_init(files->arena, &files->people, room);
    bulk_names_init(files->arena, &files->organisations, room);
    while (bulk_next(table)) {
        struct person person;
        uint32_t number = bulk_add_id(table, ID, &files->people);
        person.side = read_side(files, table);
        bool sound = read_slots(table, SLOTS, &person.slots);
        sound = read_limits(table, &person) && sound;
        sound = read_organisation(files, table, &person.organisation) && sound;
        if (number != BULK_UNKNOWN && person.side != BULK_UNKNOWN && sound) {
            people[number] = person;
        }
    }
    bool sound = bulk_has_rows(table) && talks_all_is_well(files);
    if (sound && files->sides[1].length == 0) {
        return bulk_problem(&files->problems, table->name, 0, 0, "talks.problem.one_side", files->sides[0], NULL) &&
               false;
    }
    if (sound) {
        complain_of_names(files, table, people);
    }
    if (sound && talks_all_is_well(files)) {
        order_people(files, people);
        spread_people(files, people);
    }
    return sound && talks_all_is_well(files);
}

/* --- all of it ------------------------------------------------------------------------------------------------------------ */

static bool read_all(struct talks_files *files)
{
    bool sound = read_seats(files);
    sound = !files->problems.interrupted && read_people(files) && sound;
    if (!sound) {
        return false; /* the others speak of them */
    }
    sound = talks_read_rules(files);
    return !files->problems.interrupted && talks_read_wishes(files) && sound;
}

bool talks_files_open(struct arena *arena, const struct command *command, const char *folder, struct talks_files *out)
{
    *out = (struct talks_files){.arena = arena, .folder = folder, .problems = {.command = command}};
    return read_all(out) && out->problems.all == 0;
}

void talks_files_close(struct talks_files *files)
{
    for (int i = 0; i < files->table_count; i++) {
        bulk_close(&files->tables[i]);
    }
    files->table_count = 0;
}

uint32_t talks_files_find(const struct talks_files *files, const char *id)
{
    uint32_t number = bulk_names_find(&files->people, span_of(id));
    return number == BULK_UNKNOWN ? TALKS_NONE : files->places[number];
}
