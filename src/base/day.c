/* Days and moments: the civil calendar after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#include "base/day.h"

#include <stdio.h>
#include <time.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool date_is_valid(struct date date)
{
    return date.year >= 1900 && date.year <= 2199 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= month_length(date.year, date.month);
}

int32_t day_of_date(struct date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * 146097 + day_of_era - 719468);
}

struct date date_of_day(int32_t day)
{
    int shifted = day + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    struct date date;
    date.day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    date.month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
    return date;
}

static bool parse_digits(const char *at, int count, int *out)
{
    int value = 0;
    for (int index = 0; index < count; index++) {
        if (at[index] < '0' || at[index] > '9') {
            return false;
        }
        value = value * 10 + (at[index] - '0');
    }
    *out = value;
    return true;
}

bool day_parse(struct span text, int32_t *out)
{
    struct date date;
    if (text.length != 10 || text.at[4] != '-' || text.at[7] != '-' || !parse_digits(text.at, 4, &date.year) ||
        !parse_digits(text.at + 5, 2, &date.month) || !parse_digits(text.at + 8, 2, &date.day) ||
        !date_is_valid(date)) {
        return false;
    }
    *out = day_of_date(date);
    return true;
}

const char *day_format(int32_t day, char text[static DAY_TEXT_SIZE])
{
    text[0] = '\0';
    if (day != DAY_NONE) {
        struct date date = date_of_day(day);
        (void)snprintf(text, DAY_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)date.year % 10000U, (unsigned)date.month % 100U,
                       (unsigned)date.day % 100U);
    }
    return text;
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t time_now_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

int32_t day_of_time(int64_t ms, int zone_minutes)
{
    const int64_t day_ms = 86400000;
    int64_t local = ms + (int64_t)zone_minutes * 60000;
    return (int32_t)((local >= 0 ? local : local - (day_ms - 1)) / day_ms);
}

const char *time_format(int64_t ms, char text[static TIME_TEXT_SIZE])
{
    int32_t day = day_of_time(ms, 0);
    int64_t rest = ms - (int64_t)day * 86400000;
    struct date date = date_of_day(day);
    (void)snprintf(text, TIME_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)date.year % 10000U,
                   (unsigned)date.month % 100U, (unsigned)date.day % 100U, (unsigned)(rest / 3600000) % 100U,
                   (unsigned)(rest / 60000 % 60), (unsigned)(rest / 1000 % 60), (unsigned)(rest % 1000));
    return text;
}
