/* A row as a whole: what it starts with, what is missing, what stands twice. */
#include "areas/imports/fields.h"

#include "text/text.h"

#include <stdlib.h>

void import_row_begin(struct arena *arena, const struct import_reader *reader, struct import_row *row)
{
    row->programme_list = "";
    row->facility_list = "";
    row->organisation = ARENA_NEW(arena, struct organisation);
    *row->organisation = (struct organisation){.kind = reader->kind == IMPORT_OFFERS ? "school" : "enterprise",
                                               .name = "",
                                               .short_name = "",
                                               .credit_code = "",
                                               .county_code = "",
                                               .industry_code = "",
                                               .school_level = "",
                                               .ownership = "",
                                               .address = "",
                                               .website = "",
                                               .products = "",
                                               .summary = "",
                                               .status = "imported"};
    if (reader->kind == IMPORT_ORGANISATIONS) {
        row->organisation->kind = "";
        return;
    }
    row->listing = ARENA_NEW(arena, struct listing);
    *row->listing = listing_empty();
    row->listing->side = reader->kind == IMPORT_NEEDS ? "need" : "offer";
    row->listing->source = "import";
}

int import_column_of(const struct import_sheet *sheet, const char *field)
{
    for (size_t column = 0; column < sheet->column_count; column++) {
        if (sheet->fields[column] != NULL && strcmp(sheet->fields[column]->name, field) == 0) {
            return (int)column;
        }
    }
    return -1;
}

static bool holds_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(text, *words) != NULL) {
            return true;
        }
    }
    return false;
}

/* Without a column for it the kind is told from the name: schools are called so. */
static const char *kind_from_name(const char *name)
{
    static const char *const schools[] = {"学校", "学院",         "职教中心", "职业中专",
                                          "大学", "职业教育中心", "工业学校", NULL};
    static const char *const associations[] = {"协会", "商会", "学会", "联合会", NULL};
    static const char *const companies[] = {"公司", "厂", "集团", "有限", NULL};
    if (holds_any(name, companies)) {
        return "enterprise";
    }
    if (holds_any(name, schools)) {
        return "school";
    }
    return holds_any(name, associations) ? "association" : "enterprise";
}

struct kind_word {
    const char *word, *kind;
};

static const char *kind_by_words(const char *text, const struct kind_word *words)
{
    for (; words->word != NULL; words++) {
        if (strstr(text, words->word) != NULL) {
            return words->kind;
        }
    }
    return NULL;
}

/* What a listing is for when no column says so: the header above the title may (技术难题, 培训需求, 成果名称), or the title's
 * own words. Otherwise people are wanted, and a class is offered. */
static const char *kind_from_words(struct arena *arena, const struct import_reader *reader,
                                   const struct import_sheet *sheet, const struct listing *listing)
{
    static const struct kind_word need_headers[] = {
        {"技术", "technology"}, {"难题", "technology"}, {"攻关", "technology"}, {"课题", "technology"},
        {"问题", "technology"}, {"培训", "training"},   {"产品", "product"},    {NULL, NULL}};
    static const struct kind_word offer_headers[] = {
        {"成果", "technology"}, {"专利", "technology"}, {"培训", "training"}, {"服务", "service"},
        {"课题", "technology"}, {"设备", "facility"},   {"实训", "facility"}, {NULL, NULL}};
    static const struct kind_word need_titles[] = {
        {"取证", "training"},   {"考证", "training"},   {"复审", "training"}, {"培训班", "training"},
        {"难题", "technology"}, {"攻关", "technology"}, {NULL, NULL}};
    /* clang-format off */
    static const struct kind_word offer_titles[] = {
        {"毕业生", "graduates"},  {"实习", "internship"}, {"培训", "training"},     {"取证", "training"}, {"考证", "training"},
        {"技术服务", "service"},  {"检测", "service"},    {"技术攻关", "service"}, {"咨询", "service"},   {"设备共享", "facility"},
        {"实训基地", "facility"}, {"师资", "teacher"},    {"教师", "teacher"},     {"专利", "technology"}, {NULL, NULL}};
    /* clang-format on */
    bool needs = reader->kind == IMPORT_NEEDS;
    int column = import_column_of(sheet, "title");
    const char *header = column < 0 ? "" : fold_key(arena, sheet->headers[column]);
    const char *kind = kind_by_words(header, needs ? need_headers : offer_headers);
    kind = kind != NULL ? kind : kind_by_words(listing->title, needs ? need_titles : offer_titles);
    return kind != NULL ? kind : needs ? "talent" : "class";
}

/* A list of graduates names their major and nothing else: that is its title. */
static const char *title_from_codes(struct arena *arena, const struct import_reader *reader,
                                    const struct import_sheet *sheet, const struct import_row *row)
{
    int column = import_column_of(sheet, reader->kind == IMPORT_OFFERS ? "major_code" : "occupation_code");
    struct span name =
        column < 0 || (size_t)column >= row->cell_count ? span_make("", 0) : span_trim(row->cells[column]);
    const struct catalogue_entry *entry =
        reader->kind == IMPORT_OFFERS
            ? catalogue_find(reader->catalogue, CATALOGUE_MAJORS, span_of(row->listing->major_code))
            : catalogue_find(reader->catalogue, CATALOGUE_OCCUPATIONS, span_of(row->listing->occupation_code));
    name = entry != NULL ? span_of(entry->name) : name;
    const char *kind = row->listing->kind;
    const struct catalogue_entry *kind_entry = catalogue_find(reader->catalogue, CATALOGUE_KINDS, span_of(kind));
    bool graduates = kind[0] == '\0' || strcmp(kind, "graduates") == 0;
    const char *ending = reader->kind == IMPORT_NEEDS ? ""
                         : graduates                  ? "专业毕业生"
                         : kind_entry == NULL         ? ""
                                                      : kind_entry->name;
    ending = name.length > 0 && (unsigned char)name.at[0] < 0x80 ? "" : ending; /* English */
    return name.length == 0 ? "" : arena_format(arena, "%.*s%s", (int)name.length, name.at, ending);
}

static bool is_refused(const struct import_row *row, int column)
{
    bool told = false;
    for (size_t index = 0; column >= 0 && index < row->problem_count; index++) {
        told = told || row->problems[index].column == column;
    }
    return told;
}

/* One reason for one cell is enough. */
static void refuse_once(struct arena *arena, struct import_row *row, int column, const char *message, const char *hint)
{
    if (!is_refused(row, column)) {
        import_row_refuse(arena, row, column, message, hint);
    }
}

static void take_problems(struct arena *arena, const struct import_sheet *sheet, struct import_row *row,
                          const struct problems *problems)
{
    for (size_t index = 0; index < problems->count; index++) {
        const struct problem *problem = &problems->list[index];
        bool of_listing = row->listing != NULL && strcmp(problem->field, "name") == 0;
        int column = import_column_of(sheet, of_listing ? "organisation" : problem->field);
        refuse_once(arena, row, column, problem->message,
                    problem->hint == NULL ? "" : arena_text(arena, problem->hint));
    }
}

static void finish_organisation(struct arena *arena, struct arena *scratch, const struct import_reader *reader,
                                const struct import_sheet *sheet, struct import_row *row)
{
    struct organisation *organisation = row->organisation;
    if (organisation->name[0] == '\0') {
        refuse_once(arena, row, import_column_of(sheet, "name"), "import.row.no_organisation", "");
        return;
    }
    if (organisation->kind[0] == '\0') {
        organisation->kind = kind_from_name(organisation->name);
    }
    struct problems problems = {0};
    organisation_check(scratch, reader->catalogue, organisation, &problems);
    take_problems(arena, sheet, row, &problems);
    import_read_programmes(arena, reader, sheet, row);
    import_read_facilities(arena, sheet, row);
}

/* The organisation may have to be made from no more than its name: the same rules hold for it. */
static void check_named_organisation(struct arena *arena, const struct import_reader *reader,
                                     const struct import_sheet *sheet, struct import_row *row)
{
    struct organisation *organisation = row->organisation;
    if (organisation->name[0] == '\0') {
        return;
    }
    organisation->kind = kind_from_name(organisation->name);
    organisation->county_code = row->listing->county_code;
    struct organisation named = *organisation;
    named.county_code = ""; /* the listing's own check tells */
    struct problems problems = {0};
    organisation_check(arena, reader->catalogue, &named, &problems);
    take_problems(arena, sheet, row, &problems);
}

/* A row is not refused for what may not be published anyway: the words are left out, and said. */
static void cut_limits(struct arena *arena, struct arena *scratch, const struct import_reader *reader,
                       const struct import_sheet *sheet, struct import_row *row)
{
    struct problems told = {0};
    struct listing *listing = row->listing;
    listing_cut_limits(scratch, reader->catalogue, listing, &told);
    if (told.count == 0) {
        return;
    }
    listing->title = arena_text(arena, listing->title);
    listing->body = arena_text(arena, listing->body);
    row->notes = ARENA_ARRAY(arena, struct import_problem, told.count);
    for (size_t index = 0; index < told.count; index++) {
        const struct problem *cut = &told.list[index];
        row->notes[row->note_count++] = (struct import_problem){import_column_of(sheet, cut->field),
                                                                arena_text(arena, cut->value), cut->message, ""};
    }
}

static void finish_listing(struct arena *arena, struct arena *scratch, const struct import_reader *reader,
                           const struct import_sheet *sheet, struct import_row *row)
{
    struct listing *listing = row->listing;
    struct organisation *organisation = row->organisation;
    if (listing->title[0] == '\0' && import_column_of(sheet, "title") < 0) {
        listing->title = title_from_codes(arena, reader, sheet, row);
    }
    if (listing->title[0] == '\0') {
        refuse_once(arena, row, import_column_of(sheet, "title"), "import.row.no_title", "");
        return;
    }
    if (organisation->name[0] == '\0' && organisation->credit_code[0] == '\0') {
        refuse_once(arena, row, import_column_of(sheet, "organisation"), "import.row.no_organisation", "");
        return;
    }
    if (listing->kind[0] == '\0') { /* a cell that says something else was refused already */
        listing->kind = kind_from_words(arena, reader, sheet, listing);
    }
    check_named_organisation(arena, reader, sheet, row);
    cut_limits(arena, scratch, reader, sheet, row);
    struct problems problems = {0};
    listing_check(scratch, reader->catalogue, listing, &problems);
    take_problems(arena, sheet, row, &problems);
}

void import_row_finish(struct arena *arena, struct arena *scratch, const struct import_reader *reader,
                       const struct import_sheet *sheet, struct import_row *row)
{
    (reader->kind == IMPORT_ORGANISATIONS ? finish_organisation : finish_listing)(arena, scratch, reader, sheet, row);
}

/* --- the same row twice ----------------------------------------------------------------------------------------------- */

struct keyed {
    const char *key;
    struct import_row *row;
};

static int compare_keys(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a->row->number > b->row->number) - (a->row->number < b->row->number);
}

static const char *natural_key(struct arena *arena, const struct import_row *row)
{
    const struct organisation *organisation = row->organisation;
    const char *who =
        organisation->credit_code[0] != '\0' ? organisation->credit_code : fold_key(arena, span_of(organisation->name));
    return row->listing == NULL ? who
                                : arena_format(arena, "%s\n%s\n%s", who, row->listing->kind,
                                               fold_key(arena, span_of(row->listing->title)));
}

static struct span cell_at(const struct import_row *row, size_t column)
{
    return column < row->cell_count ? row->cells[column] : span_make("", 0);
}

/* Two rows that say the same in every column that is read are one (a running number does not count); a later one that
 * differs is refused. */
static bool same_cells(const struct import_sheet *sheet, const struct import_row *left, const struct import_row *right)
{
    bool same = true;
    for (size_t column = 0; same && column < sheet->column_count; column++) {
        const struct import_field *field = sheet->fields[column];
        same = field == NULL || field->read == NULL || span_equal(cell_at(left, column), cell_at(right, column));
    }
    return same;
}

void import_refuse_repeats(struct arena *arena, struct import_sheet *sheet)
{
    struct keyed *keys = ARENA_ARRAY(arena, struct keyed, sheet->row_count + 1);
    size_t count = 0;
    for (size_t index = 0; index < sheet->row_count; index++) {
        struct import_row *row = &sheet->rows[index];
        if (row->problem_count == 0) {
            keys[count++] = (struct keyed){natural_key(arena, row), row};
        }
    }
    if (count > 0) {
        qsort(keys, count, sizeof *keys, compare_keys);
    }
    size_t first = 0;
    for (size_t index = 1; index < count; index++) {
        if (strcmp(keys[index].key, keys[first].key) != 0) {
            first = index;
        } else if (!same_cells(sheet, keys[index].row, keys[first].row)) {
            import_row_refuse(arena, keys[index].row, -1, "import.row.repeated",
                              arena_format(arena, "%u", keys[first].row->number));
            sheet->refused_count++;
        }
    }
}
