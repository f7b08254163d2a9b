/* One table: every field, in which imports it stands, how its cell is read. */
#include "areas/imports/fields.h"

#include "text/text.h"

#include <stddef.h>

enum { ORGANISATIONS = 1U << IMPORT_ORGANISATIONS, LISTINGS = 1U << IMPORT_NEEDS | 1U << IMPORT_OFFERS };

/* Where the field stands in the row's record. */
static void *target_of(const struct cell_reading *cell)
{
    struct import_row *row = cell->row;
    char *base = (char *)row;
    switch (cell->field->target) {
    case TARGET_ROW:
        break;
    case TARGET_ORGANISATION:
        base = (char *)row->organisation;
        break;
    case TARGET_LISTING:
        base = (char *)row->listing;
        break;
    }
    return base + cell->field->offset;
}

static bool read_text(const struct cell_reading *cell, struct value_fault *fault)
{
    (void)fault;
    const char **target = target_of(cell);
    *target = arena_copy(cell->arena, cell->text);
    return true;
}

/* Names and titles are one line: a line break in the cell was made for the look of the table. */
static bool read_line(const struct cell_reading *cell, struct value_fault *fault)
{
    (void)fault;
    const char **target = target_of(cell);
    char *line = arena_alloc(cell->arena, cell->text.length + 1, 1);
    size_t length = 0;
    for (size_t index = 0; index < cell->text.length; index++) {
        char byte = cell->text.at[index];
        bool white = byte == '\n' || byte == '\r' || byte == '\t' || byte == ' ';
        bool after_letter = length > 0 && line[length - 1] > ' ' && line[length - 1] < 0x7f;
        if (!white) {
            line[length++] = byte;
        } else if (byte == ' ' || byte == '\t' || after_letter) {
            line[length] = ' ';
            length += length > 0 && line[length - 1] == ' ' ? 0 : 1;
        }
    }
    *target = arena_copy(cell->arena, span_make(line, length));
    return true;
}

/* Several columns may describe (岗位职责, 任职要求, 备注): their texts are put one below the other. */
static bool read_body(const struct cell_reading *cell, struct value_fault *fault)
{
    (void)fault;
    const char **target = target_of(cell);
    if (cell->text.length > 0) {
        *target = arena_format(cell->arena, "%s%s%.*s", *target, **target == '\0' ? "" : "\n", (int)cell->text.length,
                               cell->text.at);
    }
    return true;
}

/* Beside what the pay itself said (计件, 面议), in whichever order the columns stand. */
static bool read_pay_note(const struct cell_reading *cell, struct value_fault *fault)
{
    (void)fault;
    const char **target = target_of(cell);
    *target = arena_format(cell->arena, "%s%s%.*s", *target, **target == '\0' || cell->text.length == 0 ? "" : "；",
                           (int)cell->text.length, cell->text.at);
    return true;
}

static bool read_count(const struct cell_reading *cell, struct value_fault *fault)
{
    int32_t *target = target_of(cell);
    return value_read_count(cell->arena, cell->text, target, fault);
}

static bool read_yes_no(const struct cell_reading *cell, struct value_fault *fault)
{
    int *target = target_of(cell);
    return value_read_yes_no(cell->arena, cell->text, target, fault);
}

static bool read_day(const struct cell_reading *cell, struct value_fault *fault)
{
    int32_t *target = target_of(cell);
    return value_read_day(cell->arena, cell->text, cell->reader->today, target, fault);
}

static bool read_list(const struct cell_reading *cell, struct value_fault *fault)
{
    (void)fault;
    const char **target = target_of(cell);
    *target = value_read_list(cell->arena, cell->text);
    return true;
}

/* --- codes --------------------------------------------------------------------------------------------------------- */

/* "9.1371500123457E+17", or 18 digits of which the last are noughts: a spreadsheet took the code for a number, and numbers
 * keep 15 digits. */
static bool is_lost_number(const char *code)
{
    size_t digits = strspn(code, "0123456789");
    bool rounded = digits == 18 && code[18] == '\0' && strcmp(code + 15, "000") == 0;
    return rounded || (digits > 0 && strstr(code, "E+") != NULL);
}

static void explain_credit_code(struct arena *arena, const char *code, struct value_fault *fault)
{
    size_t length = utf8_count(span_of(code));
    char right = strlen(code) == 18 ? credit_code_check_character(span_make(code, 17)) : '\0';
    if (is_lost_number(code)) {
        *fault = (struct value_fault){"import.cell.credit_code_number", ""};
    } else if (length != 18) {
        *fault = (struct value_fault){"import.cell.credit_code_length", arena_format(arena, "%zu", length)};
    } else if (right == '\0') {
        *fault = (struct value_fault){"import.cell.credit_code_character", ""};
    } else {
        *fault = (struct value_fault){"import.cell.credit_code_check", arena_format(arena, "%.17s%c", code, right)};
    }
}

static bool read_credit_code(const struct cell_reading *cell, struct value_fault *fault)
{
    char *code = fold_key(cell->arena, cell->text);
    for (char *at = code; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
    cell->row->organisation->credit_code = code;
    if (code[0] == '\0' || credit_code_is_valid(span_of(code))) {
        return true;
    }
    explain_credit_code(cell->arena, code, fault);
    return false;
}

static bool read_code(const struct cell_reading *cell, enum catalogue_table table, struct value_fault *fault)
{
    const char **target = target_of(cell);
    return value_read_code(cell->arena, cell->reader->catalogue, table, cell->text, NULL, target, fault);
}

static bool read_county(const struct cell_reading *cell, struct value_fault *fault)
{
    return read_code(cell, CATALOGUE_REGIONS, fault);
}

static bool read_industry(const struct cell_reading *cell, struct value_fault *fault)
{
    return read_code(cell, CATALOGUE_INDUSTRIES, fault);
}

static bool read_occupation(const struct cell_reading *cell, struct value_fault *fault)
{
    return read_code(cell, CATALOGUE_OCCUPATIONS, fault);
}

/* The name of a school's major stands in the catalogue at up to three levels; the school's own one is meant. */
static bool read_major(const struct cell_reading *cell, struct value_fault *fault)
{
    static const char *const LEVELS[] = {"中职", "高职专科", "职业本科"};
    bool college = import_row_names_college(cell->row);
    for (size_t step = 0; step < 3; step++) {
        const char *level = LEVELS[college && step < 2 ? 1 - step : step];
        const struct catalogue_entry *entry =
            catalogue_read(cell->reader->catalogue, CATALOGUE_MAJORS, span_trim(cell->text), level);
        if (entry != NULL) {
            cell->row->listing->major_code = entry->code;
            return true;
        }
    }
    return read_code(cell, CATALOGUE_MAJORS, fault);
}

static bool read_kind(const struct cell_reading *cell, struct value_fault *fault)
{
    return read_code(cell, CATALOGUE_KINDS, fault);
}

static bool read_cooperation(const struct cell_reading *cell, struct value_fault *fault)
{
    return value_read_cooperation(cell->arena, cell->reader->catalogue, cell->text, &cell->row->listing->cooperation,
                                  fault);
}

/* --- words of a fixed list ------------------------------------------------------------------------------------------ */

struct word {
    const char *value, *word;
};

/* The first word that the text holds. */
static const char *find_word(struct arena *arena, struct span text, const struct word *words, size_t count)
{
    struct span folded = span_of(fold_key(arena, text));
    for (size_t index = 0; index < count; index++) {
        if (span_find(folded, span_of(words[index].word)) != SPAN_NOWHERE) {
            return words[index].value;
        }
    }
    return NULL;
}

/* How people leave a cell empty: 无, a dash, a slash. */
static bool is_nothing(struct arena *arena, struct span text)
{
    static const char *const nothings[] = {"", "无", "-", "--", "—", "——", "/", "n/a", "none", "不适用"};
    struct span folded = span_of(fold_key(arena, text));
    bool found = false;
    for (size_t index = 0; index < sizeof nothings / sizeof nothings[0]; index++) {
        found = found || span_is(folded, nothings[index]);
    }
    return found;
}

static bool read_organisation_kind(const struct cell_reading *cell, struct value_fault *fault)
{
    /* clang-format off */
    static const struct word words[] = {
        {"enterprise", "企业"},     {"enterprise", "公司"},      {"enterprise", "工厂"},  {"enterprise", "enterprise"},
        {"enterprise", "company"},  {"enterprise", "firm"},      {"school", "学校"},      {"school", "院校"},
        {"school", "学院"},         {"school", "高校"},          {"school", "大学"},       {"school", "职教"},
        {"school", "中专"},         {"school", "技校"},          {"school", "高职"},       {"school", "school"},        {"school", "college"},   {"association", "协会"},
        {"association", "商会"},    {"association", "学会"},    {"association", "联盟"},     {"association", "联合会"},     {"association", "assoc"}, {"park", "园区"},
        {"park", "开发区"},         {"park", "park"},            {"government", "政府"},  {"government", "局"},
        {"government", "机关"},     {"government", "government"}};
    /* clang-format on */
    const char *kind = find_word(cell->arena, cell->text, words, sizeof words / sizeof words[0]);
    if (kind == NULL && cell->text.length > 0) {
        *fault = (struct value_fault){"import.cell.organisation_kind", ""};
        return false;
    }
    cell->row->organisation->kind = kind == NULL ? cell->row->organisation->kind : kind;
    return true;
}

static bool read_school_level(const struct cell_reading *cell, struct value_fault *fault)
{
    static const struct word words[] = {
        {"职业本科", "本科"}, {"高职专科", "高职"},  {"高职专科", "专科"},  {"高职专科", "大专"}, {"技工", "技师"},
        {"技工", "技工"},     {"中职", "中职"},      {"中职", "中专"},      {"中职", "职高"},     {"中职", "中等"},
        {"中职", "职教中心"}, {"中职", "secondary"}, {"高职专科", "higher"}};
    const char *level = find_word(cell->arena, cell->text, words, sizeof words / sizeof words[0]);
    if (level == NULL && !is_nothing(cell->arena, cell->text)) {
        *fault = (struct value_fault){"import.cell.school_level", ""};
        return false;
    }
    cell->row->organisation->school_level = level == NULL ? "" : level;
    return true;
}

/* --- numbers, days, the rest ------------------------------------------------------------------------------------------ */

static bool read_above_scale(const struct cell_reading *cell, struct value_fault *fault)
{
    int above = -1;
    static const struct word words[] = {{"0", "非规"},     {"0", "不是规"}, {"0", "规下"},
                                        {"0", "规模以下"}, {"1", "规上"},   {"1", "规模以上"}};
    const char *word = find_word(cell->arena, cell->text, words, sizeof words / sizeof words[0]);
    if (word == NULL && !value_read_yes_no(cell->arena, cell->text, &above, fault)) {
        return false;
    }
    cell->row->organisation->above_scale = word != NULL ? word[0] == '1' : above == 1;
    cell->row->scale_stated = word != NULL || above >= 0;
    return true;
}

static bool read_level(const struct cell_reading *cell, struct value_fault *fault)
{
    return value_read_level(cell->arena, cell->reader->catalogue, cell->text, &cell->row->listing->level_low,
                            &cell->row->listing->level_high, fault);
}

static bool read_pay(const struct cell_reading *cell, struct value_fault *fault)
{
    struct value_pay pay = {0, 0, "", ""};
    if (!value_read_pay(cell->arena, cell->text, &pay, fault)) {
        return false;
    }
    struct listing *listing = cell->row->listing;
    listing->pay_low_fen = pay.low_fen;
    listing->pay_high_fen = pay.high_fen;
    listing->pay_unit = pay.unit;
    bool both = listing->pay_note[0] != '\0' && pay.note[0] != '\0';
    listing->pay_note = arena_format(cell->arena, "%s%s%s", pay.note, both ? "；" : "", listing->pay_note);
    return true;
}

/* "包吃住", "食宿自理", "包住不包吃" in one column. */
static bool read_board(const struct cell_reading *cell, struct value_fault *fault)
{
    static const struct word words[] = {
        {"00", "不包吃住"}, {"00", "自理"}, {"10", "不包吃"},  {"01", "不包住"},  {"11", "吃住"},
        {"11", "食宿"},     {"11", "包吃"}, {"1-", "住"},      {"1-", "宿舍"},    {"-1", "餐"},
        {"-1", "食堂"},     {"-1", "吃"},   {"1-", "housing"}, {"1-", "lodging"}, {"1-", "accommodation"},
        {"1-", "dorm"},     {"-1", "meal"}, {"-1", "food"}};
    struct listing *listing = cell->row->listing;
    const char *word = find_word(cell->arena, cell->text, words, sizeof words / sizeof words[0]);
    if (word == NULL) {
        int both = -1;
        if (!value_read_yes_no(cell->arena, cell->text, &both, fault)) {
            return false;
        }
        listing->lodging = both;
        listing->meals = both;
        return true;
    }
    listing->lodging = word[0] == '-' ? listing->lodging : word[0] - '0';
    listing->meals = word[1] == '-' ? listing->meals : word[1] - '0';
    return true;
}

static bool read_shift(const struct cell_reading *cell, struct value_fault *fault)
{
    return value_read_shift(cell->arena, cell->text, &cell->row->listing->shift, fault);
}

static bool read_education(const struct cell_reading *cell, struct value_fault *fault)
{
    return value_read_education(cell->arena, cell->text, &cell->row->listing->education, fault);
}

static bool read_experience(const struct cell_reading *cell, struct value_fault *fault)
{
    return value_read_experience(cell->arena, cell->text, &cell->row->listing->experience_months, fault);
}

#define ROW(member)          TARGET_ROW, offsetof(struct import_row, member)
#define ORGANISATION(member) TARGET_ORGANISATION, offsetof(struct organisation, member)
#define LISTING(member)      TARGET_LISTING, offsetof(struct listing, member)

static const struct import_field fields[] = {
    {"name", ORGANISATIONS, true, read_line, ORGANISATION(name)},
    {"organisation", LISTINGS, true, read_line, ORGANISATION(name)},
    {"credit_code", ORGANISATIONS | LISTINGS, true, read_credit_code, ORGANISATION(credit_code)},
    {"short_name", ORGANISATIONS, false, read_line, ORGANISATION(short_name)},
    {"kind", ORGANISATIONS, false, read_organisation_kind, ORGANISATION(kind)},
    {"school_level", ORGANISATIONS, false, read_school_level, ORGANISATION(school_level)},
    {"ownership", ORGANISATIONS, false, read_text, ORGANISATION(ownership)},
    {"county_code", ORGANISATIONS, false, read_county, ORGANISATION(county_code)},
    {"industry_code", ORGANISATIONS, false, read_industry, ORGANISATION(industry_code)},
    {"above_scale", ORGANISATIONS, false, read_above_scale, ORGANISATION(above_scale)},
    {"staff_count", ORGANISATIONS, false, read_count, ORGANISATION(staff_count)},
    {"student_count", ORGANISATIONS, false, read_count, ORGANISATION(student_count)},
    {"teacher_count", ORGANISATIONS, false, read_count, ORGANISATION(teacher_count)},
    {"address", ORGANISATIONS, false, read_text, ORGANISATION(address)},
    {"website", ORGANISATIONS, false, read_text, ORGANISATION(website)},
    {"products", ORGANISATIONS, false, read_text, ORGANISATION(products)},
    {"programmes", ORGANISATIONS, false, read_list, ROW(programme_list)},
    {"facilities", ORGANISATIONS, false, read_list, ROW(facility_list)},
    {"summary", ORGANISATIONS, false, read_text, ORGANISATION(summary)},
    {"title", LISTINGS, true, read_line, LISTING(title)},
    {"kind", LISTINGS, false, read_kind, LISTING(kind)},
    {"body", LISTINGS, false, read_body, LISTING(body)},
    {"skills", LISTINGS, false, read_list, LISTING(skills)},
    {"occupation_code", LISTINGS, false, read_occupation, LISTING(occupation_code)},
    {"major_code", LISTINGS, false, read_major, LISTING(major_code)},
    {"industry_code", LISTINGS, false, read_industry, LISTING(industry_code)},
    {"county_code", LISTINGS, false, read_county, LISTING(county_code)},
    {"level", LISTINGS, false, read_level, LISTING(level_low)},
    {"headcount", LISTINGS, false, read_count, LISTING(headcount)},
    {"start_day", LISTINGS, false, read_day, LISTING(start_day)},
    {"end_day", LISTINGS, false, read_day, LISTING(end_day)},
    {"pay_note", LISTINGS, false, read_pay_note, LISTING(pay_note)},
    {"pay", LISTINGS, false, read_pay, LISTING(pay_low_fen)},
    {"lodging", LISTINGS, false, read_yes_no, LISTING(lodging)},
    {"meals", LISTINGS, false, read_yes_no, LISTING(meals)},
    {"lodging_meals", LISTINGS, false, read_board, LISTING(lodging)},
    {"shift", LISTINGS, false, read_shift, LISTING(shift)},
    {"education", LISTINGS, false, read_education, LISTING(education)},
    {"experience_months", LISTINGS, false, read_experience, LISTING(experience_months)},
    {"cooperation", LISTINGS, false, read_cooperation, LISTING(cooperation)},
    {"ignored", ORGANISATIONS | LISTINGS, false, NULL, ROW(number)},
};

static const struct import_field *field_named(enum import_kind kind, const char *name)
{
    for (size_t index = 0; index < sizeof fields / sizeof fields[0]; index++) {
        if ((fields[index].kinds & 1U << kind) != 0 && strcmp(fields[index].name, name) == 0) {
            return &fields[index];
        }
    }
    return NULL;
}

bool import_field_may_repeat(const struct import_field *field)
{
    return field->read == read_body || field->read == NULL;
}

const struct import_field *import_field_find(struct arena *arena, enum import_kind kind, struct span header)
{
    static const enum column_sheet sheets[] = {COLUMN_ORGANISATIONS, COLUMN_NEEDS, COLUMN_OFFERS};
    const struct column *column = column_find(arena, sheets[kind], header);
    return column == NULL ? NULL : field_named(kind, column->code);
}

void import_row_read_cell(struct arena *arena, const struct import_reader *reader, struct import_row *row,
                          const struct import_field *field, int column)
{
    struct value_fault fault = {"import.cell.not_understood", ""};
    if (field->read == NULL) {
        return;
    }
    struct cell_reading cell = {arena, reader, field, row, row->cells[column]};
    if (!field->read(&cell, &fault) && !import_cell_keep_words(&cell)) {
        import_row_refuse(arena, row, column, fault.message, fault.hint);
    }
}
