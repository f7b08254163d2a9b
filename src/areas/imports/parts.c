/* What an organisation's row lists in one cell: programmes and equipment, with their numbers in brackets. */
#include "areas/imports/fields.h"

#include "text/text.h"

enum { PART_POINTS_MOST = 80 };

/* The next part of "数控技术应用、机电技术应用(120人)". */
static struct span next_part(struct span *list)
{
    size_t cut = span_find(*list, span_of("、"));
    struct span part = span_make(list->at, cut == SPAN_NOWHERE ? list->length : cut);
    size_t passed = cut == SPAN_NOWHERE ? list->length : cut + strlen("、");
    *list = span_make(list->at + passed, list->length - passed);
    return span_trim(part);
}

static size_t count_parts(struct span list)
{
    size_t count = 0;
    while (list.length > 0) {
        (void)next_part(&list);
        count++;
    }
    return count;
}

static size_t find_either(struct span text, const char *narrow, const char *wide, size_t *length)
{
    size_t at = span_find(text, span_of(narrow));
    *length = strlen(narrow);
    if (at == SPAN_NOWHERE) {
        at = span_find(text, span_of(wide));
        *length = strlen(wide);
    }
    return at;
}

/* "机电技术应用(120人)" → name and number. Brackets without a number belong to the name. */
static int32_t split_count(struct arena *arena, struct span *part)
{
    int32_t count = 0;
    size_t length;
    size_t open = find_either(*part, "(", "（", &length);
    if (open == SPAN_NOWHERE) {
        return 0;
    }
    struct span inside = span_make(part->at + open + length, part->length - open - length);
    size_t close = find_either(inside, ")", "）", &length);
    inside.length = close == SPAN_NOWHERE ? inside.length : close;
    struct value_fault fault;
    if (value_read_count(arena, inside, &count, &fault)) {
        *part = span_trim(span_make(part->at, open));
    }
    return count;
}

static bool is_too_long(struct arena *arena, struct import_row *row, int column, struct span part)
{
    if (utf8_count(part) <= PART_POINTS_MOST) {
        return false;
    }
    import_row_refuse(arena, row, column, "import.cell.part_too_long", import_shown_value(arena, part));
    return true;
}

void import_read_programmes(struct arena *arena, const struct import_reader *reader, const struct import_sheet *sheet,
                            struct import_row *row)
{
    const char *level = row->organisation->school_level;
    const char *group = strcmp(level, "技工") == 0 ? "中职" : level[0] == '\0' ? NULL : level;
    int column = import_column_of(sheet, "programmes");
    struct span list = span_of(row->programme_list);
    row->programmes = ARENA_ARRAY(arena, struct programme, count_parts(list) + 1);
    while (list.length > 0) {
        struct span part = next_part(&list);
        struct programme programme = {.name = "", .direction = ""};
        struct value_fault fault = {"import.cell.not_understood", ""};
        programme.student_count = split_count(arena, &part);
        if (!value_read_code(arena, reader->catalogue, CATALOGUE_MAJORS, part, group, &programme.major_code, &fault)) {
            import_row_refuse(arena, row, column, "import.cell.programme_unknown",
                              arena_format(arena, "%s → %s", import_shown_value(arena, part), fault.hint));
            return;
        }
        const struct catalogue_entry *major =
            catalogue_find(reader->catalogue, CATALOGUE_MAJORS, span_of(programme.major_code));
        if (major != NULL) {
            programme.level = major->group;
            programme.name = major->name;
            row->programmes[row->programme_count++] = programme;
        }
    }
}

static bool is_site(struct span name)
{
    static const char *const words[] = {"基地", "中心", "车间", "实训室"};
    bool found = false;
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        found = found || span_find(name, span_of(words[index])) != SPAN_NOWHERE;
    }
    return found;
}

void import_read_facilities(struct arena *arena, const struct import_sheet *sheet, struct import_row *row)
{
    int column = import_column_of(sheet, "facilities");
    struct span list = span_of(row->facility_list);
    row->facilities = ARENA_ARRAY(arena, struct facility, count_parts(list) + 1);
    while (list.length > 0) {
        struct span part = next_part(&list);
        struct facility facility = {.summary = ""};
        facility.unit_count = split_count(arena, &part);
        if (is_too_long(arena, row, column, part)) {
            return;
        }
        facility.kind = is_site(part) ? "site" : "equipment";
        facility.name = arena_copy(arena, part);
        row->facilities[row->facility_count++] = facility;
    }
}
