/* Three spreadsheets as an office really sends them: a merged title row, headers in the office's own words, dates as text,
 * stray spaces, and twelve faulty rows of different kinds in all. libxlsxwriter directly, because nobody else merges cells.
 */
#include "cli/sample.h"

#include "areas/listings/listings.h"

#include <errno.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

enum { ROWS = 40 };

struct sheet {
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_row_t row;
};

static struct sheet open_sheet(struct sample *sample, const char *folder, const char *file, const char *title,
                               const char *const *headers)
{
    struct sheet sheet;
    sheet.book = workbook_new(arena_format(sample->arena, "%s/%s", folder, file));
    sheet.page = workbook_add_worksheet(sheet.book, NULL);
    lxw_format *bold = workbook_add_format(sheet.book);
    format_set_bold(bold);
    format_set_align(bold, LXW_ALIGN_CENTER);
    lxw_col_t columns = 0;
    while (headers[columns] != NULL) {
        worksheet_write_string(sheet.page, 1, columns, headers[columns], bold);
        columns++;
    }
    worksheet_merge_range(sheet.page, 0, 0, 0, (lxw_col_t)(columns - 1), title, bold);
    sheet.row = 2;
    return sheet;
}

static void add_row(struct sheet *sheet, const char *const *cells)
{
    for (lxw_col_t column = 0; cells[column] != NULL; column++) {
        if (cells[column][0] != '\0') {
            worksheet_write_string(sheet->page, sheet->row, column, cells[column], NULL);
        }
    }
    sheet->row++;
}

static struct result close_sheet(struct sheet *sheet)
{
    return workbook_close(sheet->book) == LXW_NO_ERROR
               ? result_ok()
               : result_fail(RESULT_BUSY, "sheets", "cli.error.file", "workbook_close");
}

static const char *county_of(const struct sample *sample, const char *code)
{
    const struct catalogue_entry *county = catalogue_find(sample->catalogue, CATALOGUE_REGIONS, span_of(code));
    return county == NULL ? "" : county->name;
}

static const char *spaced(struct sample *sample, const char *text)
{
    return random_below(&sample->random, 5) == 0 ? arena_format(sample->arena, "  %s　", text) : text;
}

/* Days as people type them. */
static const char *typed_day(struct sample *sample, int32_t day)
{
    struct date date = date_of_day(day);
    switch (random_below(&sample->random, 4)) {
    case 0:
        return arena_format(sample->arena, "%d/%d/%d", date.year, date.month, date.day);
    case 1:
        return arena_format(sample->arena, "%d.%d.%d", date.year, date.month, date.day);
    case 2:
        return arena_format(sample->arena, "%d年%d月%d日", date.year, date.month, date.day);
    default:
        return arena_format(sample->arena, "%d月", date.month);
    }
}

static struct sample_organisation *make_firms(struct sample *sample)
{
    struct sample_organisation *firms = ARENA_ARRAY(sample->arena, struct sample_organisation, ROWS);
    for (size_t number = 0; number < ROWS; number++) {
        firms[number] = sample_make_firm(sample, number);
    }
    return firms;
}

static struct result write_organisations(struct sample *sample, const char *folder,
                                         const struct sample_organisation *firms)
{
    static const char *const headers[] = {"序号",     "企业名称", "统一社会信用代码", "所在县区", "所属行业",
                                          "是否规上", "职工人数", "主要产品",         "联系电话", NULL};
    struct sheet sheet = open_sheet(sample, folder, "企业名单.xlsx", "聊城市成员企业基本情况统计表", headers);
    for (size_t number = 0; number < ROWS; number++) {
        const struct sample_organisation *firm = &firms[number];
        /* clang-format off */
        const char *cells[] = {arena_format(sample->arena, "%zu", number + 1), spaced(sample, firm->name),
                               firm->credit_code, county_of(sample, firm->county_code), firm->industry_code,
                               random_below(&sample->random, 2) == 0 ? "是" : "否",
                               arena_format(sample->arena, "%u人", 20 + random_below(&sample->random, 400)),
                               firm->suffix, "0635-0000000", NULL};
        /* clang-format on */
        /* Faults: a wrong check character, a code of 17 characters, a county that is none, a row without a name. */
        if (number == 7) {
            cells[2] =
                arena_format(sample->arena, "%.17s%c", firm->credit_code, firm->credit_code[17] == '0' ? '1' : '0');
        } else if (number == 15) {
            cells[2] = arena_format(sample->arena, "%.17s", firm->credit_code);
        } else if (number == 22) {
            cells[3] = "临青市";
        } else if (number == 31) {
            cells[1] = "";
        }
        add_row(&sheet, cells);
    }
    return close_sheet(&sheet);
}

static struct result write_needs(struct sample *sample, const char *folder, const struct sample_organisation *firms)
{
    static const char *const headers[] = {"序号",     "用人单位", "统一社会信用代码", "岗位",     "人数", "职业",
                                          "技能要求", "薪资待遇", "到岗时间",         "工作地点", "食宿", "岗位职责",
                                          NULL};
    const struct table *jobs = &sample->tables.jobs;
    struct sheet sheet =
        open_sheet(sample, folder, "人才需求清单.xlsx", "聊城市制造业企业人才需求清单（征集表）", headers);
    for (size_t number = 0; number < ROWS; number++) {
        const struct sample_organisation *firm = &firms[number];
        size_t row = (number * 7) % jobs->rows;
        /* clang-format off */
        const char *cells[] = {arena_format(sample->arena, "%zu", number + 1), firm->name, firm->credit_code,
                               spaced(sample, sample_choose_part(sample, table_cell(jobs, row, "titles"))),
                               arena_format(sample->arena, "%u人", 1 + random_below(&sample->random, 20)),
                               table_cell(jobs, row, "occupation"),
                               sample_choose_parts(sample, table_cell(jobs, row, "skills"), 1, "、"),
                               arena_format(sample->arena, "%s-%s元/月", table_cell(jobs, row, "pay_low"),
                                            table_cell(jobs, row, "pay_high")),
                               typed_day(sample, sample->today + 10 + (int32_t)random_below(&sample->random, 200)),
                               county_of(sample, firm->county_code), "包吃住",
                               sample_choose_parts(sample, table_cell(jobs, row, "duties"), 1, "；"), NULL};
        /* clang-format on */
        /* Faults: a day that does not exist, a number that is none, an unknown occupation code, pay without sense. */
        if (number == 5) {
            cells[8] = "2027/2/30";
        } else if (number == 13) {
            cells[4] = "一大批";
        } else if (number == 21) {
            cells[5] = "6-18-01-99";
        } else if (number == 34) {
            cells[7] = "看着给三百斤";
        }
        add_row(&sheet, cells);
    }
    return close_sheet(&sheet);
}

static struct result write_offers(struct sample *sample, const char *folder)
{
    static const char *const headers[] = {"学校名称", "供给名称", "类别", "专业", "可供人数", "技能等级",
                                          "合作方式", "开始时间", "县区", "说明", NULL};
    static const char *const kinds[] = {"毕业生", "订单班", "实训课", "职工培训"};
    static const char *const endings[] = {"专业毕业生", "专业订单班", "专业实训课", "专业职工培训班"};
    const struct table *programmes = &sample->tables.programmes;
    struct sheet sheet = open_sheet(sample, folder, "院校供给清单.xlsx", "聊城市职业院校可供资源清单", headers);
    for (size_t number = 0; number < ROWS; number++) {
        struct sample_organisation school = sample_make_school(sample, number % 5);
        size_t row = (number * 11) % programmes->rows;
        const char *major = sample_choose_part(sample, table_cell(programmes, row, "major"));
        /* clang-format off */
        const char *cells[] = {school.name, arena_format(sample->arena, "%s%s", major, endings[number % 4]),
                               kinds[number % 4], major,
                               arena_format(sample->arena, "%u", 15 + random_below(&sample->random, 60)), "中级工",
                               number % 4 == 1 ? "订单班" : "", typed_day(sample, sample->today + 30),
                               spaced(sample, county_of(sample, school.county_code)),
                               sample_choose_parts(sample, table_cell(programmes, row, "courses"), 1, "、"), NULL};
        /* clang-format on */
        /* Faults: an unknown programme, a kind that is none, a level that is none, a row without a title. */
        if (number == 4) {
            cells[3] = "数控技木应用";
        } else if (number == 12) {
            cells[2] = "打包出售";
        } else if (number == 20) {
            cells[5] = "超级工";
        } else if (number == 37) {
            cells[1] = "";
        }
        add_row(&sheet, cells);
    }
    return close_sheet(&sheet);
}

struct result sample_write_sheets(struct sample *sample, const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return result_fail(RESULT_INVALID, folder, "cli.error.file", "mkdir");
    }
    const struct sample_organisation *firms = make_firms(sample);
    struct result result = write_organisations(sample, folder, firms);
    if (!result_failed(result)) {
        result = write_needs(sample, folder, firms);
    }
    return result_failed(result) ? result : write_offers(sample, folder);
}
