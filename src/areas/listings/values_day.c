/* Days in the writings that people use. */
#include "areas/listings/values_scan.h"

#include "base/day.h"

enum { MILLI = 1000, SERIAL_FIRST = 36526, SERIAL_LAST = 73050, SERIAL_OF_1970 = 25569 };

static const char *show_date(struct arena *arena, struct date date)
{
    char text[DAY_TEXT_SIZE];
    return arena_text(arena, day_format(day_of_date(date), text));
}

static int last_of_month(int year, int month)
{
    int day = 31;
    while (!date_is_valid((struct date){year, month, day})) {
        day--;
    }
    return day;
}

static bool month_is_valid(int year, int month)
{
    return year >= 1900 && year <= 2199 && month >= 1 && month <= 12;
}

/* A date that may not exist: 2026/2/30 is refused, with the last day of that month as the hint. */
static bool accept_date(struct arena *arena, struct date date, int32_t *out, struct value_fault *fault)
{
    if (date_is_valid(date)) {
        *out = day_of_date(date);
        return true;
    }
    const char *hint = "2026-09-01";
    if (month_is_valid(date.year, date.month)) {
        hint = show_date(arena, (struct date){date.year, date.month, last_of_month(date.year, date.month)});
    }
    return value_refuse(fault, "value.error.day_not_there", hint);
}

static bool take_whole(struct scan *scan, int *out)
{
    int64_t milli;
    int64_t times;
    struct scan at = *scan;
    if (!scan_number(&at, &milli, &times) || milli % MILLI != 0 || milli / MILLI > 99999999) {
        return false;
    }
    *out = (int)(milli / MILLI);
    *scan = at;
    return true;
}

/* Digits only, so that the point of 2026.9.1 stays a separator. */
static bool take_digits(struct scan *scan, int *out, int *width)
{
    int value = 0;
    int count = 0;
    while (!scan_done(scan) && *scan->at >= '0' && *scan->at <= '9' && count < 9) {
        value = value * 10 + (int)(*scan->at++ - '0');
        count++;
    }
    *out = value;
    *width = count;
    return count > 0 && (scan_done(scan) || *scan->at < '0' || *scan->at > '9');
}

static bool take_separator(struct scan *scan)
{
    static const char32_t *const words[] = {U"-", U"/", U".", U"、", U",", U"—", U"–", U"。", U"\\", NULL};
    scan_skip_space(scan);
    bool taken = scan_take_any(scan, words) >= 0;
    scan_skip_space(scan);
    return taken;
}

/* What may follow a date without changing it: a time of midnight, 到岗, 前, 起 …. */
static bool only_words_left(struct scan scan)
{
    /* clang-format off */
    static const char32_t *const words[] = {
        U"t00:00:00.000z", U"t00:00:00z", U"t00:00:00", U"00:00:00", U"00:00", U"0:00:00", U"0:00", U"到岗", U"入职",
        U"上岗", U"开始",   U"开班",      U"开学",      U"起",       U"以前",  U"之前",    U"前",   U"以后", U"之后", U"后", U"左右",
        U"份",   U"可",     U"(",         U")",         U"星期一",   U"星期二", U"星期三", U"星期四", U"星期五",
        U"星期六", U"星期日", U"星期天", NULL};
    /* clang-format on */
    for (;;) {
        scan_skip_space(&scan);
        if (scan_done(&scan)) {
            return true;
        }
        if (scan_take_any(&scan, words) < 0) {
            return false;
        }
    }
}

/* The year in which this month comes next; the running month counts as to come. */
static int next_year_of(int month, int32_t today)
{
    struct date now = date_of_day(today);
    return month >= now.month ? now.year : now.year + 1;
}

/* For a day of a month without a year: today counts as to come. */
static int next_year_of_day(int month, int day, int32_t today)
{
    struct date now = date_of_day(today);
    return month > now.month || (month == now.month && day >= now.day) ? now.year : now.year + 1;
}

/* 月初 月中 月底 and the like, behind 月. */
static int day_of_month_part(struct scan *scan, int year, int month)
{
    static const char32_t *const words[] = {U"上旬", U"初", U"中旬", U"中", U"下旬", U"底", U"末", NULL};
    static const int days[] = {1, 1, 11, 15, 21, 0, 0};
    int part = scan_take_any(scan, words);
    return part < 0 ? 1 : days[part] == 0 ? last_of_month(year, month) : days[part];
}

/* After the year, at the month: 9月1日, 9月底, 9月. */
static bool read_han_month(struct arena *arena, struct scan scan, int year, int32_t today, int32_t *out,
                           struct value_fault *fault)
{
    int month;
    int day;
    if (!take_whole(&scan, &month) || !(scan_take(&scan, U"月份") || scan_take(&scan, U"月"))) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    if (month < 1 || month > 12) {
        return value_refuse(fault, "value.error.day_not_there", "2026-09-01");
    }
    scan_skip_space(&scan);
    if (take_whole(&scan, &day)) {
        (void)(scan_take(&scan, U"日") || scan_take(&scan, U"号"));
        year = year == 0 ? next_year_of_day(month, day, today) : year;
    } else {
        year = year == 0 ? next_year_of(month, today) : year;
        if (!month_is_valid(year, month)) {
            return value_refuse(fault, "value.error.day_not_there", "2026-09-01");
        }
        day = day_of_month_part(&scan, year, month);
    }
    if (!only_words_left(scan)) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    return accept_date(arena, (struct date){year, month, day}, out, fault);
}

static bool read_han(struct arena *arena, struct scan scan, int32_t today, int32_t *out, struct value_fault *fault)
{
    static const char32_t *const years[] = {U"今年", U"明年", U"后年", NULL};
    int relative = scan_take_any(&scan, years);
    if (relative >= 0) {
        return read_han_month(arena, scan, date_of_day(today).year + relative, today, out, fault);
    }
    struct scan at = scan;
    int year;
    if (take_whole(&at, &year) && scan_take(&at, U"年")) {
        scan_skip_space(&at);
        return read_han_month(arena, at, year < 100 ? 2000 + year : year, today, out, fault);
    }
    return read_han_month(arena, scan, 0, today, out, fault);
}

/* 2026-9-1, 26.9.1, 9/1/2026: three numbers in the order year-month-day, or the year last. */
static bool accept_three(struct arena *arena, const int number[3], const int width[3], int32_t *out,
                         struct value_fault *fault)
{
    if (width[0] == 4 || (width[0] == 2 && width[2] <= 2 && number[0] > 12)) {
        return accept_date(arena, (struct date){number[0] < 100 ? 2000 + number[0] : number[0], number[1], number[2]},
                           out, fault);
    }
    if (width[2] != 4) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    if (number[0] <= 12 && number[1] <= 12 && number[0] != number[1]) {
        struct date one = {number[2], number[0], number[1]};
        return value_refuse(fault, "value.error.day_two_meanings",
                            date_is_valid(one) ? show_date(arena, one) : "2026-09-01");
    }
    bool day_first = number[0] > 12;
    return accept_date(arena, (struct date){number[2], number[day_first ? 1 : 0], number[day_first ? 0 : 1]}, out,
                       fault);
}

static bool read_eight_digits(struct arena *arena, int number, int32_t *out, struct value_fault *fault)
{
    return accept_date(arena, (struct date){number / 10000, number / 100 % 100, number % 100}, out, fault);
}

static bool accept_one(struct arena *arena, int number, int width, int32_t *out, struct value_fault *fault)
{
    if (width == 8) {
        return read_eight_digits(arena, number, out, fault);
    }
    if (width == 5 && number >= SERIAL_FIRST && number <= SERIAL_LAST) {
        *out = number - SERIAL_OF_1970;
        return true;
    }
    if (width == 6 && month_is_valid(number / 100, number % 100)) {
        return accept_date(arena, (struct date){number / 100, number % 100, 1}, out, fault);
    }
    return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
}

/* 2026-09 is a month, 9/1 a day of the next one to come. */
static bool accept_two(struct arena *arena, const int number[3], const int width[3], int32_t today, int32_t *out,
                       struct value_fault *fault)
{
    if (width[0] == 4) {
        return accept_date(arena, (struct date){number[0], number[1], 1}, out, fault);
    }
    if (width[0] > 2 || width[1] > 2) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    return accept_date(arena, (struct date){next_year_of_day(number[0], number[1], today), number[0], number[1]}, out,
                       fault);
}

static bool read_digits(struct arena *arena, struct scan scan, int32_t today, int32_t *out, struct value_fault *fault)
{
    int number[3] = {0, 0, 0};
    int width[3] = {0, 0, 0};
    int count = 0;
    do {
        if (!take_digits(&scan, &number[count], &width[count])) {
            return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
        }
        count++;
    } while (count < 3 && take_separator(&scan));
    /* 46266.0 is a spreadsheet's number */
    bool serial = count == 2 && width[0] == 5 && number[1] == 0;
    if (!only_words_left(scan)) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    if (count == 1 || serial) {
        return accept_one(arena, number[0], width[0], out, fault);
    }
    return count == 2 ? accept_two(arena, number, width, today, out, fault)
                      : accept_three(arena, number, width, out, fault);
}

/* 1 September 2026, Sep 1, 2026, September 2026, Sept 1. */
static bool read_english(struct arena *arena, struct scan scan, int32_t today, int32_t *out, struct value_fault *fault)
{
    static const char32_t *const months[] = {U"jan", U"feb", U"mar", U"apr", U"may", U"jun", U"jul",
                                             U"aug", U"sep", U"oct", U"nov", U"dec", NULL};
    int month = 0, day = 0, year = 0;
    while (!scan_done(&scan)) {
        int number, width;
        if (month == 0 && *scan.at >= 'a' && (month = scan_take_any(&scan, months) + 1) > 0) {
            while (!scan_done(&scan) && *scan.at >= 'a' && *scan.at <= 'z') {
                scan.at++;
            }
        } else if (take_digits(&scan, &number, &width) && width != 3 && width <= 4) {
            *(width == 4 ? &year : &day) = number;
            (void)(scan_take(&scan, U"st") || scan_take(&scan, U"nd") || scan_take(&scan, U"rd") ||
                   scan_take(&scan, U"th"));
        } else if (!(scan_take(&scan, U",") || scan_take(&scan, U" ") || scan_take(&scan, U".") ||
                     scan_take(&scan, U"-"))) {
            return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
        }
    }
    if (month == 0 || (day == 0 && year == 0)) {
        return value_refuse(fault, "value.error.day_unreadable", "2026-09-01");
    }
    day = day == 0 ? 1 : day;
    year = year == 0 ? next_year_of_day(month, day, today) : year;
    return accept_date(arena, (struct date){year, month, day}, out, fault);
}

static bool has_english_month(const struct scan *scan)
{
    for (const uint32_t *at = scan->at; at + 2 < scan->end; at++) {
        if (at[0] >= 'a' && at[0] <= 'z' && at[1] >= 'a' && at[1] <= 'z' && at[2] >= 'a' && at[2] <= 'z') {
            return true;
        }
    }
    return false;
}

bool value_read_day(struct arena *arena, struct span text, int32_t today, int32_t *out, struct value_fault *fault)
{
    /* clang-format off */
    static const char32_t *const now_words[] = {U"随时", U"立即", U"立刻", U"尽快", U"即日", U"马上", U"现在", U"即时", U"急招", U"asap", U"now", U"anytime", U"any time", U"immediate", U"at once", NULL};
    /* clang-format on */
    struct scan scan;
    if (!scan_begin(arena, text, &scan, fault)) {
        return false;
    }
    if (scan_is_nothing(&scan) || scan_is(&scan, U"长期") || scan_is(&scan, U"常年")) {
        *out = DAY_NONE;
        return true;
    }
    struct scan at = scan;
    if (scan_take_any(&at, now_words) >= 0 && only_words_left(at)) {
        *out = today;
        return true;
    }
    if (scan_has(&scan, U"月")) {
        return read_han(arena, scan, today, out, fault);
    }
    /* the only letters that a date in digits may hold are the T and the Z of a time */
    return has_english_month(&scan) ? read_english(arena, scan, today, out, fault)
                                    : read_digits(arena, scan, today, out, fault);
}
