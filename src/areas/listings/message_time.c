/* When the people are wanted: dates, months, festivals, "at once".
 *
 * What is relative is counted from the day given. A month or a day without a year is the next one to come; the present
 * month means today. 月初 is the 1st, 月中 the 15th, 月底 the last day. 随时, 马上, 尽快 are today. "Behind a festival" is
 * the first day after its public holiday as 国务院办公厅 usually sets it (春节 to 初七, 国庆 to 10-07, 五一 to 05-05).
 */
#include "areas/listings/message_text.h"

#include "base/day.h"

/* Gregorian days of festivals of the Chinese calendar. Source: the calendar of 紫金山天文台 as printed; 2025 to 2040. */
struct lunar_year {
    int year;
    struct {
        int month, day;
    } spring, dragon_boat, mid_autumn;
};

static const struct lunar_year lunar_years[] = {
    {2025, {1, 29}, {5, 31}, {10, 6}}, {2026, {2, 17}, {6, 19}, {9, 25}}, {2027, {2, 6}, {6, 9}, {9, 15}},
    {2028, {1, 26}, {5, 28}, {10, 3}}, {2029, {2, 13}, {6, 16}, {9, 22}}, {2030, {2, 3}, {6, 5}, {9, 12}},
    {2031, {1, 23}, {6, 24}, {10, 1}}, {2032, {2, 11}, {6, 12}, {9, 19}}, {2033, {1, 31}, {6, 1}, {9, 8}},
    {2034, {2, 19}, {6, 20}, {9, 27}}, {2035, {2, 8}, {6, 10}, {9, 16}},
};

enum festival { NEW_YEAR, SPRING, LANTERN, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL };

static int32_t day_of(int year, int month, int day)
{
    struct date date = {year, month, day};
    return date_is_valid(date) ? day_of_date(date) : DAY_NONE;
}

static const struct lunar_year *find_lunar(int year)
{
    for (size_t index = 0; index < sizeof lunar_years / sizeof lunar_years[0]; index++) {
        if (lunar_years[index].year == year) {
            return &lunar_years[index];
        }
    }
    return NULL;
}

/* The festival's day, or the first day after its holiday. */
static int32_t festival_day(enum festival festival, int year, bool after)
{
    const struct lunar_year *lunar = find_lunar(year);
    switch (festival) {
    case NEW_YEAR:
        return day_of(year, 1, after ? 4 : 1);
    case QINGMING:
        return day_of(year, 4, after ? 7 : 5);
    case LABOUR:
        return day_of(year, 5, after ? 6 : 1);
    case NATIONAL:
        return day_of(year, 10, after ? 8 : 1);
    case SPRING:
        return lunar == NULL ? DAY_NONE : day_of(year, lunar->spring.month, lunar->spring.day) + (after ? 7 : 0);
    case LANTERN:
        return lunar == NULL ? DAY_NONE : day_of(year, lunar->spring.month, lunar->spring.day) + (after ? 15 : 14);
    case DRAGON_BOAT:
        return lunar == NULL ? DAY_NONE : day_of(year, lunar->dragon_boat.month, lunar->dragon_boat.day) + after;
    case MID_AUTUMN:
        return lunar == NULL ? DAY_NONE : day_of(year, lunar->mid_autumn.month, lunar->mid_autumn.day) + after;
    }
    return DAY_NONE;
}

static int32_t next_festival(enum festival festival, int32_t today, bool after)
{
    int year = date_of_day(today).year;
    int32_t day = festival_day(festival, year, after);
    return day != DAY_NONE && day >= today ? day : festival_day(festival, year + 1, after);
}

static int last_of_month(int year, int month)
{
    int day = 31;
    while (day > 28 && !date_is_valid((struct date){year, month, day})) {
        day--;
    }
    return day;
}

/* A month (and a day; 0 = from the first on; 32 = the last) without a year: the next one to come. */
static int32_t next_month_day(int32_t today, int month, int day)
{
    struct date now = date_of_day(today);
    if (month < 1 || month > 12) {
        return DAY_NONE;
    }
    if (day == 0) {
        return month == now.month ? today : day_of(now.year + (month < now.month), month, 1);
    }
    int year = now.year;
    int32_t found = day_of(year, month, day > 31 ? last_of_month(year, month) : day);
    if (found != DAY_NONE && found < today) {
        year++;
        found = day_of(year, month, day > 31 ? last_of_month(year, month) : day);
    }
    return found;
}

/* A day of this month, or of the next when it is over. */
static int32_t next_day(int32_t today, int day)
{
    struct date now = date_of_day(today);
    if (day < now.day) {
        now.month++;
    }
    if (now.month > 12) {
        now.month = 1;
        now.year++;
    }
    return day_of(now.year, now.month, day > 31 ? last_of_month(now.year, now.month) : day);
}

static int32_t day_of_later_month(int32_t today, int months, int day)
{
    struct date now = date_of_day(today);
    int month = now.month - 1 + months;
    int year = now.year + month / 12;
    month = month % 12 + 1;
    return day_of(year, month, day > 31 ? last_of_month(year, month) : day);
}

/* weekday 1 = Monday … 7; weeks 0 = this week (or the next when it is past), 1 = next week. */
static int32_t day_of_week(int32_t today, int weekday, int weeks)
{
    int now = (today % 7 + 10) % 7 + 1; /* 1970-01-01 was a Thursday */
    int32_t day = today - now + weekday + 7 * weeks;
    return day < today ? day + 7 : day;
}

/* --- grammar ----------------------------------------------------------------------------------------------- */

enum time_form {
    TIME_FULL,       /* & & & year month day */
    TIME_YEAR_MONTH, /* & & */
    TIME_MONTH_DAY,
    TIME_MONTH, /* & */
    TIME_MONTH_FIRST,
    TIME_MONTH_MIDDLE,
    TIME_MONTH_LAST,
    TIME_DAY, /* & of this month */
    TIME_NEXT_MONTH_DAY,
    TIME_LATER_MONTH, /* text: months and day, "1 15" */
    TIME_THIS_MONTH_LAST,
    TIME_THIS_MONTH_FIRST,
    TIME_THIS_MONTH_MIDDLE,
    TIME_DAYS,    /* text: days from today */
    TIME_IN_DAYS, /* # days */
    TIME_IN_WEEKS,
    TIME_NOW,
    TIME_FESTIVAL, /* text: number of the festival */
    TIME_AFTER_FESTIVAL,
    TIME_LUNAR_DAY, /* & of 正月 */
    TIME_WEEKDAY,   /* & */
    TIME_NEXT_WEEKDAY,
    TIME_NEXT_WEEK,
    TIME_NEXT_YEAR_MONTH,
    TIME_FIXED, /* text: month and day */
    TIME_NOT    /* looks like a time and is none */
};

/* clang-format off */
#define ARRIVE                                                                                                       \
    "(之前|以前|前|之后|以后|后|左右|起|开始|份|当天|早上|上午|就|要|能|必须|可以|可|统一|准备|需|正式|就能|就要|都|前后|能够|内|之内)?(就|要|能|必须|可以|可|正式|统一|需)?(到岗|上岗|上班|入职|报到|开工|进厂|到位|到厂|来厂|过来|上工|进场|投产|复工|开班|来上班|干活|来报到|来)?(时间|即可|就行|最好)?"
/* clang-format on */
/* clang-format off */
#define ARRIVE_MUST                                                                                                  \
    "(之前|以前|前|之后|以后|后|左右|起|开始|份|当天|早上|就|要|能|必须|可以|可|统一|准备|需|正式|就能|就要|内)?(就|要|能|必须|可以|可|正式|统一|需)?(到岗|上岗|上班|入职|报到|开工|进厂|到位|到厂|来厂|过来|上工|进场|投产|来上班|开始|来报到)(时间|即可|就行)?"
/* clang-format on */
#define LABEL   "((到岗|上岗|入职|开工|报到|用工|上班|进厂)(时间|日期)?(:|是|为|在)?_)?"
#define NOT_PAY "!(发|结|开工资|付|打卡|月|个)"

/* clang-format off */
static const struct message_rule time_rules[] = {
    {"(发薪|发工资|招聘会|招聘截止|截止|报名截止|有效期|截止日期|报名时间|面试)(至|到|时间)?(:)?_(&年)?&(月|.|/|-)&(日|号)?", TIME_NOT, ""},
    {LABEL "&年_&(月|.|-)_&(日|号)?" ARRIVE, TIME_FULL, ""},
    {LABEL "&(-|/|.)&(-|/|.)&(日|号)?" ARRIVE, TIME_FULL, ""},
    {LABEL "&年_&月(份|初|底)?" ARRIVE, TIME_YEAR_MONTH, ""},
    {LABEL "(明年|来年|下年)_&月(份|初)?(&(日|号))?" ARRIVE, TIME_NEXT_YEAR_MONTH, ""},
    {LABEL "(农历|阴历)?(正月|大年)(初)?_&" "(号|日)?(以后|之后|后|过后)?" ARRIVE, TIME_LUNAR_DAY, ""},
    {LABEL "(今年)?&月_&(日|号)?" NOT_PAY ARRIVE, TIME_MONTH_DAY, ""},
    {LABEL "(今年)?&月(初|上旬)" ARRIVE, TIME_MONTH_FIRST, ""},
    {LABEL "(今年)?&月(中旬|中)" ARRIVE, TIME_MONTH_MIDDLE, ""},
    {LABEL "(今年)?&月(底|末|下旬)" ARRIVE, TIME_MONTH_LAST, ""},
    {LABEL "<(个|每|满|#|0|1|2|3|4|5|6|7|8|9|千|块|元|k)(今年)?&月" NOT_PAY "!(薪|工资|入|收|结)" ARRIVE, TIME_MONTH, ""},
    {LABEL "^&(.|/)&(号|日)?!(#|k|万|w|元|块|千|米|mm|吨)" ARRIVE_MUST, TIME_MONTH_DAY, ""},
    {"(到岗|上岗|入职|开工|报到|用工|上班|进厂)(时间|日期)?(:|是|为|在)?_&(.|/|-)&(号|日)?", TIME_MONTH_DAY, ""},
    {"^&(.|/)&(号|日)?!(#|k|万|w|元|块|千|米|mm|吨)$", TIME_MONTH_DAY, ""},
    {LABEL "(下个月|下月|次月)_&(号|日)" ARRIVE, TIME_NEXT_MONTH_DAY, ""},
    {LABEL "(下个月|下月)(初|上旬)" ARRIVE, TIME_LATER_MONTH, "1 1"},
    {LABEL "(下个月|下月)(中旬|中)" ARRIVE, TIME_LATER_MONTH, "1 15"},
    {LABEL "(下个月|下月)(底|末|下旬)" ARRIVE, TIME_LATER_MONTH, "1 32"},
    {LABEL "(下个月|下月)" ARRIVE, TIME_LATER_MONTH, "1 1"},
    {LABEL "(这个月|本月|当月|这月)_&(号|日)" NOT_PAY ARRIVE, TIME_DAY, ""},
    {LABEL "(这个月|本月|这月)?(月底|月末|这个月底|本月底)!(发|结|双薪|奖)" ARRIVE, TIME_THIS_MONTH_LAST, ""},
    {LABEL "(这个月|本月|这月)(底|末|下旬)" ARRIVE, TIME_THIS_MONTH_LAST, ""},
    {LABEL "(月中)!(发|结)" ARRIVE, TIME_THIS_MONTH_MIDDLE, ""},
    {LABEL "(这个月|本月)(中旬|中)" ARRIVE, TIME_THIS_MONTH_MIDDLE, ""},
    {LABEL "(月初)!(发|结)" ARRIVE, TIME_THIS_MONTH_FIRST, ""},
    {LABEL "(这个月|本月)(内)?(就)?" ARRIVE, TIME_NOW, ""},
    {LABEL "(下周|下个星期|下星期|下礼拜)_(一|二|三|四|五|六|日|天|1|2|3|4|5|6)" ARRIVE, TIME_NEXT_WEEKDAY, ""},
    {LABEL "(下周|下个星期|下星期|下礼拜)" ARRIVE, TIME_NEXT_WEEK, ""},
    {LABEL "(这周|本周|周|星期|礼拜)(一|二|三|四|五|六|日|天)" ARRIVE_MUST, TIME_WEEKDAY, ""},
    {LABEL "(明天|明日|明早)" ARRIVE, TIME_DAYS, "1"},
    {LABEL "(后天)" ARRIVE, TIME_DAYS, "2"},
    {LABEL "(今天|今日|当天|即日起|即日|即刻|现在|目前|最近|近期)" ARRIVE_MUST, TIME_NOW, ""},
    {"<(个|上|满)#(天|日)(之内|以内|内|后|之后)" ARRIVE_MUST, TIME_IN_DAYS, ""},
    {"#(个)?(周|星期|礼拜)(之内|以内|内|后|之后)" ARRIVE_MUST, TIME_IN_WEEKS, ""},
    {LABEL "<(个|每月|次月|当月)&(号|日)" NOT_PAY ARRIVE_MUST, TIME_DAY, ""},
    {LABEL "(国庆节|国庆|十一|十月一|十一长假|国庆假期|国庆长假|中秋国庆)(放假|假期|假|节|长假)?(以后|之后|过后|后|过完|回来|完)" ARRIVE, TIME_AFTER_FESTIVAL, "7"},
    {LABEL "(过了|过完)(国庆节|国庆|十一)" ARRIVE, TIME_AFTER_FESTIVAL, "7"},
    {LABEL "(国庆节|国庆|十一|国庆期间|国庆假期)(前)?" ARRIVE_MUST, TIME_FESTIVAL, "7"},
    {LABEL "(五一|劳动节|五一节)(放假|假期|假)?(以后|之后|过后|后|过完|回来)" ARRIVE, TIME_AFTER_FESTIVAL, "4"},
    {LABEL "(过了|过完)(五一|劳动节)" ARRIVE, TIME_AFTER_FESTIVAL, "4"},
    {LABEL "(五一|劳动节)(前)?" ARRIVE_MUST, TIME_FESTIVAL, "4"},
    {LABEL "(元旦)(放假|假期|假)?(以后|之后|过后|后)" ARRIVE, TIME_AFTER_FESTIVAL, "0"},
    {LABEL "(过了|过完)(元旦)" ARRIVE, TIME_AFTER_FESTIVAL, "0"},
    {LABEL "(元旦)(前)?" ARRIVE_MUST, TIME_FESTIVAL, "0"},
    {LABEL "(清明|清明节)(以后|之后|过后|后)" ARRIVE, TIME_AFTER_FESTIVAL, "3"},
    {LABEL "(端午节|端午)(以后|之后|过后|后)" ARRIVE, TIME_AFTER_FESTIVAL, "5"},
    {LABEL "(中秋节|中秋|八月十五)(以后|之后|过后|后)" ARRIVE, TIME_AFTER_FESTIVAL, "6"},
    {LABEL "(过了|过完)(中秋节|中秋|八月十五)" ARRIVE, TIME_AFTER_FESTIVAL, "6"},
    {LABEL "(中秋节|中秋)(前)?" ARRIVE_MUST, TIME_FESTIVAL, "6"},
    {LABEL "(正月十五|元宵节|元宵)(以后|之后|过后|后|过完)?" ARRIVE, TIME_AFTER_FESTIVAL, "2"},
    {LABEL "(过完正月十五|过了正月十五|过完十五|过了十五|出了正月十五)" ARRIVE, TIME_AFTER_FESTIVAL, "2"},
    {LABEL "(过完年|过了年|年后|春节后|春节过后|春节以后|春节之后|过年后|过年以后|过完春节|过了春节|来年开春|开春|春节放假回来|年过完|过年回来)(以后|之后)?" ARRIVE, TIME_AFTER_FESTIVAL, "1"},
    {LABEL "(春节前|年前|过年前|过年之前|春节之前)" ARRIVE_MUST, TIME_NOW, ""},
    {LABEL "(暑假|放暑假|暑期)(后|期间|开始)?" ARRIVE_MUST, TIME_FIXED, "7 1"},
    {LABEL "(毕业后|毕业就|毕业即)" ARRIVE, TIME_FIXED, "7 1"},
    {LABEL "(年底|年末)(前)?" ARRIVE_MUST, TIME_FIXED, "12 31"},
    {LABEL "(长期招聘|长年招聘)?(随时|马上|立刻|立即|即刻|尽快|尽早|越快越好|越早越好|赶紧|抓紧|立马|即日起|即日|随到随|赶快)(都)?(可以|可|能|就能|就可以|就要|要|需|需要|能够|面试|办理)?(到岗|上岗|上班|入职|报到|开工|进厂|到位|到厂|过来|上工|来上班|来人|安排上班|安排入职|办入职|干活|开始|面试|能来|来)?(的)?(优先)?", TIME_NOW, ""},
    {"(人)?(要得急|要的急|着急用人|急着用人|急用人|急用|着急要)", TIME_NOW, ""},
    {"(asap|immediately|right_away|at_once|immediate_start|start_now|as_soon_as_possible|start_immediately|starting_now)", TIME_NOW, ""},
    {"(start|starting|starts|from|by|in|on_board|onboard|begin|beginning|available)_(in_|on_|from_|by_)?(next_month)", TIME_LATER_MONTH, "1 1"},
    {"next_month", TIME_LATER_MONTH, "1 1"},
    {"next_week", TIME_NEXT_WEEK, ""},
    {"after_(the_)?(spring_festival|chinese_new_year|cny)", TIME_AFTER_FESTIVAL, "1"},
    {"after_(the_)?(national_day)", TIME_AFTER_FESTIVAL, "7"},
};
/* clang-format on */

struct month_name {
    const char *name;
    int month;
};

static const struct month_name month_names[] = {
    {"january", 1}, {"february", 2},  {"march", 3},    {"april", 4},     {"june", 6},      {"july", 7},
    {"august", 8},  {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12}, {"sept", 9},
    {"jan", 1},     {"feb", 2},       {"mar", 3},      {"apr", 4},       {"may", 5},       {"jun", 6},
    {"jul", 7},     {"aug", 8},       {"sep", 9},      {"oct", 10},      {"nov", 11},      {"dec", 12},
};

/* "9 1" → 9, 1 */
static void two_numbers(const char *text, int *first, int *second)
{
    *first = *second = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        *first = *first * 10 + (*text - '0');
    }
    for (text += *text == ' '; *text >= '0' && *text <= '9'; text++) {
        *second = *second * 10 + (*text - '0');
    }
}

static int said(const struct message_found *found, size_t index)
{
    int64_t value = index < found->number_count ? found->numbers[index].low / 1000 : 0;
    return value >= 0 && value <= 9999 ? (int)value : 0;
}

static int said_year(int year)
{
    return year < 100 ? year + 2000 : year;
}

static int weekday_said(const struct message_text *text, size_t at, size_t end)
{
    static const char *const names[] = {"一|1", "二|2", "三|3", "四|4", "五|5", "六|6", "日|天"};
    for (; at < end; at++) {
        size_t word = message_starts_with(text, at, "下周|星期|礼拜|周");
        for (int day = 0; word > 0 && day < 7; day++) {
            if (message_starts_with(text, at + word, names[day]) > 0) {
                return day + 1;
            }
        }
    }
    return 1;
}

static int32_t day_of_calendar(const struct message_found *found, enum time_form form, int32_t today)
{
    int first = said(found, 0);
    int second = said(found, 1);
    switch (form) {
    case TIME_FULL:
        return first < 20 ? DAY_NONE : day_of(said_year(first), second, said(found, 2));
    case TIME_YEAR_MONTH:
        return day_of(said_year(first), second, 1);
    case TIME_MONTH_DAY:
        return second == 0 ? DAY_NONE : next_month_day(today, first, second);
    case TIME_MONTH:
        return next_month_day(today, first, 0);
    case TIME_MONTH_FIRST:
        return next_month_day(today, first, 1);
    case TIME_MONTH_MIDDLE:
        return next_month_day(today, first, 15);
    case TIME_MONTH_LAST:
        return next_month_day(today, first, 32);
    case TIME_DAY:
        return first >= 1 && first <= 31 ? next_day(today, first) : DAY_NONE;
    case TIME_NEXT_MONTH_DAY:
        return first >= 1 && first <= 31 ? day_of_later_month(today, 1, first) : DAY_NONE;
    case TIME_NEXT_YEAR_MONTH:
        return day_of(date_of_day(today).year + 1, first, second == 0 ? 1 : second);
    case TIME_LUNAR_DAY: {
        int32_t spring = next_festival(SPRING, today - 30, false);
        return first >= 1 && first <= 30 && spring != DAY_NONE ? spring + first - 1 : DAY_NONE;
    }
    default: /* the forms of day_of_words */
        return DAY_NONE;
    }
}

static int32_t day_of_words(const struct message_text *text, size_t at, const struct message_found *found,
                            const struct message_rule *rule)
{
    int32_t today = text->today;
    int first = 0;
    int second = 0;
    two_numbers(rule->text, &first, &second);
    switch ((enum time_form)rule->value) {
    case TIME_LATER_MONTH:
        return day_of_later_month(today, first, second);
    case TIME_THIS_MONTH_LAST:
        return next_day(today, 32);
    case TIME_THIS_MONTH_FIRST:
        return next_day(today, 1);
    case TIME_THIS_MONTH_MIDDLE:
        return next_day(today, 15);
    case TIME_DAYS:
        return today + first;
    case TIME_IN_DAYS:
        return said(found, 0) <= 365 ? today + said(found, 0) : DAY_NONE;
    case TIME_IN_WEEKS:
        return said(found, 0) <= 52 ? today + 7 * said(found, 0) : DAY_NONE;
    case TIME_NOW:
        return today;
    case TIME_FESTIVAL:
    case TIME_AFTER_FESTIVAL:
        return next_festival((enum festival)first, today, rule->value == TIME_AFTER_FESTIVAL);
    case TIME_WEEKDAY:
        return day_of_week(today, weekday_said(text, at, found->end), 0);
    case TIME_NEXT_WEEKDAY:
        return day_of_week(today, weekday_said(text, at, found->end), 1);
    case TIME_NEXT_WEEK:
        return day_of_week(today, 1, 1);
    case TIME_FIXED:
        return next_month_day(today, first, second);
    default: /* the forms of day_of_calendar */
        return day_of_calendar(found, (enum time_form)rule->value, today);
    }
}

/* Sep 1, September, 1 Sep. */
static bool take_english_month(struct message_text *text, size_t at)
{
    if (!message_is_letter(text->points[at]) || (at > 0 && message_is_word(text->points[at - 1]))) {
        return false;
    }
    for (size_t index = 0; index < sizeof month_names / sizeof month_names[0]; index++) {
        size_t length = message_starts_with(text, at, month_names[index].name);
        if (length == 0 || message_is_letter(text->points[at + length])) {
            continue;
        }
        struct message_found found = {.end = at + length};
        int day = message_match(text, at + length, "_&(st|nd|rd|th)?!(#|,|k|people|workers|welders)", &found)
                      ? said(&found, 0)
                      : 0;
        if (day > 31) {
            day = 0;
            found.end = at + length;
        }
        int32_t start = next_month_day(text->today, month_names[index].month, day);
        if (start != DAY_NONE) {
            message_take(text, MESSAGE_START, at, found.end)->low = start;
        }
        return start != DAY_NONE;
    }
    return false;
}

void message_find_start(struct message_text *text)
{
    for (size_t at = 0; at < text->count; at++) {
        struct message_found found;
        const struct message_rule *rule = message_match_rules(text, at, MESSAGE_RULES(time_rules), &found);
        if (rule == NULL) {
            if (text->taken[at] == MESSAGE_FREE) {
                (void)take_english_month(text, at);
            }
            continue;
        }
        if (rule->value == TIME_NOT) {
            (void)message_take(text, MESSAGE_NOISE, at, found.end);
        } else {
            int32_t day = day_of_words(text, at, &found, rule);
            if (day == DAY_NONE) {
                continue;
            }
            message_take(text, MESSAGE_START, at, found.end)->low = day;
        }
        at = found.end - 1;
    }
}
