/* Cells that say in words what their column wants as a code or a figure.
 *
 * Offices write 机械类相关专业 under 专业, 大小班 under 班次, 2个班(80人) under 人数. Refusing the whole row for that would
 * lose what was understood; taking every word would hide typing errors. So: words that are usual in the column are
 * understood or kept, what looks like a code, a figure or nearly like a name of the catalogue is refused. */
#include "areas/imports/fields.h"

#include "catalogue/reading.h"
#include "text/text.h"

enum { WORDS_MOST = 200, TYPO_LEAST = 12 }; /* bytes; a name of four characters */

static bool holds_any(struct span folded, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (span_find(folded, span_of(*words)) != SPAN_NOWHERE) {
            return true;
        }
    }
    return false;
}

static bool holds_digit(struct span text)
{
    for (size_t index = 0; index < text.length; index++) {
        if (text.at[index] >= '0' && text.at[index] <= '9') {
            return true;
        }
    }
    return false;
}

/* 660999, 6-18-01-99: five figures on end, or figures around a dash. */
static bool holds_code(struct span text)
{
    size_t run = 0;
    for (size_t index = 0; index < text.length; index++) {
        bool digit = text.at[index] >= '0' && text.at[index] <= '9';
        bool dash = text.at[index] == '-' && run > 0 && index + 1 < text.length && text.at[index + 1] >= '0' &&
                    text.at[index + 1] <= '9';
        run = digit ? run + 1 : 0;
        if (run >= 5 || dash) {
            return true;
        }
    }
    return false;
}

/* Below the listing's own text: "专业：机械类相关专业". */
static bool keep(const struct cell_reading *cell)
{
    struct listing *listing = cell->row->listing;
    const struct column *column =
        column_of_code(cell->reader->kind == IMPORT_NEEDS ? COLUMN_NEEDS : COLUMN_OFFERS, cell->field->name);
    const char *name = column == NULL || column->zh == NULL ? "" : column->zh;
    size_t shown =
        strlen(name) > strlen("代码") && strstr(name, "代码") != NULL ? strlen(name) - strlen("代码") : strlen(name);
    struct span text = span_trim(cell->text);
    listing->body = arena_format(cell->arena, "%s%s%.*s%s%.*s", listing->body, listing->body[0] == '\0' ? "" : "\n",
                                 (int)shown, name, shown == 0 ? "" : "：", (int)text.length, text.at);
    return true;
}

/* --- codes ----------------------------------------------------------------------------------------------------------- */

static size_t differing_points(struct span left, struct span right)
{
    size_t count = 0;
    const char *at = left.at;
    const char *other = right.at;
    while (at < left.at + left.length && other < right.at + right.length) {
        count += utf8_next(&at, left.at + left.length) != utf8_next(&other, right.at + right.length) ? 1 : 0;
    }
    return count;
}

/* 数控技木应用: as long as a name of the catalogue, and one character off. */
static bool is_near_name(const struct cell_reading *cell, enum catalogue_table table, struct span text)
{
    const struct catalogue_entry *near[3];
    size_t count = catalogue_suggest(cell->reader->catalogue, table, text, near, 3);
    for (size_t index = 0; index < count; index++) {
        struct span name = span_of(near[index]->name);
        if (name.length == text.length && text.length >= TYPO_LEAST && differing_points(name, text) == 1) {
            return true;
        }
    }
    return false;
}

/* 电气技术应用 is an older name, though one character from 电子技术应用: the trades know it. */
static bool is_name_of_trade(const struct cell_reading *cell, struct span text)
{
    enum { TRADES_MOST = 16 };
    struct fit_mention found[TRADES_MOST];
    size_t count = reading_find_trades(cell->arena, cell->reader->catalogue, text, found, TRADES_MOST);
    for (size_t index = 0; index < count; index++) {
        if (found[index].fragment.start == 0 && found[index].fragment.end == text.length) {
            return true;
        }
    }
    return false;
}

static bool keep_name(const struct cell_reading *cell, enum catalogue_table table)
{
    struct span text = span_trim(cell->text);
    return !holds_code(text) && (is_name_of_trade(cell, text) || !is_near_name(cell, table, text)) && keep(cell);
}

/* The branch is what a post is in, not what it does: 轴承行业. */
static bool keep_industry(const struct cell_reading *cell)
{
    struct span text = span_trim(cell->text);
    if (holds_digit(text) || is_near_name(cell, CATALOGUE_INDUSTRIES, text)) {
        return false;
    }
    if (cell->field->target == TARGET_ORGANISATION) {
        struct organisation *organisation = cell->row->organisation;
        organisation->summary = arena_format(cell->arena, "%s%s行业：%.*s", organisation->summary,
                                             organisation->summary[0] == '\0' ? "" : "；", (int)text.length, text.at);
        return true;
    }
    struct listing *listing = cell->row->listing;
    listing->body = arena_format(cell->arena, "%s%s%.*s行业", listing->body, listing->body[0] == '\0' ? "" : "\n",
                                 (int)text.length, text.at);
    return true;
}

/* 东昌府区柳园路, 茌平区乐平铺镇: the place that the words begin with. */
static bool find_place(const struct cell_reading *cell)
{
    static const char *const WHOLE[] = {"全市", "市直", "各县", "市内", "全国", "全省", "外地", "驻外", "省内", NULL};
    struct span text = span_trim(cell->text);
    if (text.length > WORDS_MOST) {
        return false;
    }
    for (struct span start = text; start.length >= 6; start.length--) {
        bool whole = start.length == text.length || ((unsigned char)start.at[start.length] & 0xc0) != 0x80;
        const struct catalogue_entry *place =
            whole ? catalogue_read(cell->reader->catalogue, CATALOGUE_REGIONS, start, NULL) : NULL;
        if (place != NULL && !holds_digit(start)) {
            bool own = cell->field->target == TARGET_ORGANISATION;
            const char **target = own ? &cell->row->organisation->county_code : &cell->row->listing->county_code;
            *target = place->code;
            return true;
        }
    }
    return holds_any(text, WHOLE) && (cell->field->target == TARGET_ORGANISATION || keep(cell));
}

/* --- figures --------------------------------------------------------------------------------------------------------- */

/* 男10女5: both together. */
static bool add_sexes(struct span folded, int32_t *count)
{
    int32_t sum = 0;
    int parts = 0;
    for (size_t at = 0; at < folded.length; at++) {
        if (folded.at[at] >= '0' && folded.at[at] <= '9' && at > 0 &&
            (folded.at[at - 1] < '0' || folded.at[at - 1] > '9')) {
            int32_t number = 0;
            for (size_t digit = at;
                 digit < folded.length && folded.at[digit] >= '0' && folded.at[digit] <= '9' && number < 100000;
                 digit++) {
                number = number * 10 + (folded.at[digit] - '0');
            }
            sum += number;
            parts++;
        }
    }
    bool both = span_find(folded, span_of("男")) != SPAN_NOWHERE && span_find(folded, span_of("女")) != SPAN_NOWHERE;
    *count = both && parts == 2 ? sum : *count;
    return both && parts == 2;
}

/* 2个班(80人), 每届40人, 20人(男): the figure that stands before 人; 长期招聘, 一个班: none, kept as words. */
static bool find_count(const struct cell_reading *cell)
{
    static const char *const LOOSE[] = {"长期", "常年", "班", "满为止", "视情况", "待定", "协商", "按需", "岗位", NULL};
    struct span folded = span_of(fold_key(cell->arena, cell->text));
    int32_t *count = &cell->row->listing->headcount;
    struct value_fault fault = {"", ""};
    if (cell->field->target != TARGET_LISTING || folded.length > WORDS_MOST) {
        return false;
    }
    if (add_sexes(folded, count)) {
        return true;
    }
    for (const char *unit = "人"; unit != NULL; unit = strcmp(unit, "人") == 0 ? "名" : NULL) {
        size_t end = span_find(folded, span_of(unit));
        size_t start = end == SPAN_NOWHERE ? 0 : end;
        while (start > 0 && folded.at[start - 1] >= '0' && folded.at[start - 1] <= '9') {
            start--;
        }
        if (end != SPAN_NOWHERE && start < end &&
            value_read_count(cell->arena, span_make(folded.at + start, end - start), count, &fault)) {
            return keep(cell);
        }
    }
    return !holds_digit(folded) && holds_any(folded, LOOSE) && keep(cell);
}

/* 暑假后, 年底前, 随到随学, 每月5号: said loosely, so kept as said. A day that does not exist stays refused. */
static bool keep_time(const struct cell_reading *cell)
{
    static const char *const LOOSE[] = {"年底", "半年", "季度", "学期", "暑",   "寒假", "春",   "秋",   "年后",
                                        "节后", "毕业", "月内", "周内", "天内", "每月", "每周", "每年", "随到",
                                        "协商", "商定", "另行", "通知", "招满", "分批", "有效", NULL};
    return holds_any(span_of(fold_key(cell->arena, cell->text)), LOOSE) && keep(cell);
}

/* --- by column ------------------------------------------------------------------------------------------------------- */

enum manner { KEEP_MAJOR, KEEP_OCCUPATION, KEEP_INDUSTRY, FIND_PLACE, FIND_COUNT, KEEP_TIME, KEEP_ANY, KEEP_USUAL };

struct column_manner {
    const char *field;
    enum manner manner;
    const char *usual[16]; /* of KEEP_USUAL: one of them stands in the cell */
};

/* clang-format off */
static const struct column_manner MANNERS[] = {
    {"major_code", KEEP_MAJOR, {NULL}},
    {"occupation_code", KEEP_OCCUPATION, {NULL}},
    {"industry_code", KEEP_INDUSTRY, {NULL}},
    {"county_code", FIND_PLACE, {NULL}},
    {"headcount", FIND_COUNT, {NULL}},
    {"start_day", KEEP_TIME, {NULL}},
    {"end_day", KEEP_TIME, {NULL}},
    {"shift", KEEP_ANY, {NULL}},
    {"education", KEEP_ANY, {NULL}},
    {"experience_months", KEEP_ANY, {NULL}},
    {"cooperation", KEEP_ANY, {NULL}},
    {"lodging", KEEP_USUAL, {"补", "费", "间", "协商", "解决", "含", NULL}},
    {"meals", KEEP_USUAL, {"补", "费", "协商", "解决", "含", "卡", NULL}},
    {"lodging_meals", KEEP_USUAL, {"补", "费", "间", "协商", "解决", "含", NULL}},
    {"level", KEEP_USUAL, {"证", "职称", "助理", "1+x", "技能等级", "从业", "能手", NULL}},
    {"pay", KEEP_USUAL, {"标准", "水平", "电议", "同工同酬", "协商", "面谈", "规定", "从优", "制度", "另议", "详谈", NULL}},
};
/* clang-format on */

bool import_cell_keep_words(const struct cell_reading *cell)
{
    const struct column_manner *found = NULL;
    for (size_t index = 0; index < sizeof MANNERS / sizeof *MANNERS; index++) {
        found = strcmp(MANNERS[index].field, cell->field->name) == 0 ? &MANNERS[index] : found;
    }
    if (found == NULL || span_trim(cell->text).length > WORDS_MOST) {
        return false;
    }
    switch (found->manner) {
    case KEEP_MAJOR:
        return keep_name(cell, CATALOGUE_MAJORS);
    case KEEP_OCCUPATION:
        return keep_name(cell, CATALOGUE_OCCUPATIONS);
    case KEEP_INDUSTRY:
        return keep_industry(cell);
    case FIND_PLACE:
        return find_place(cell);
    case FIND_COUNT:
        return find_count(cell);
    case KEEP_TIME:
        return keep_time(cell);
    case KEEP_ANY:
        return keep(cell);
    case KEEP_USUAL:
        return holds_any(span_of(fold_key(cell->arena, cell->text)), found->usual) && keep(cell);
    }
    return false;
}

bool import_row_names_college(const struct import_row *row)
{
    for (size_t index = 0; index < row->cell_count; index++) {
        struct span cell = row->cells[index];
        bool college =
            span_find(cell, span_of("学院")) != SPAN_NOWHERE || span_find(cell, span_of("大学")) != SPAN_NOWHERE;
        if (college && cell.length <= WORDS_MOST && span_find(cell, span_of("技师学院")) == SPAN_NOWHERE) {
            return true;
        }
    }
    return false;
}
