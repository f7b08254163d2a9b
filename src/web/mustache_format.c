/* Mustache: numbers, money, days and moments. The patterns of a language come from its pack ("format"): no words here. */
#include "web/mustache_ops.h"

#include "base/day.h"
#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000, DAY_MS = 86400000 };

/* {name} in a pattern. */
struct blank {
    const char *name;
    struct span value;
};

static void show_add(struct shown *shown, struct span text)
{
    size_t room = sizeof shown->bytes - shown->length;
    size_t length = text.length < room ? text.length : room;
    if (length > 0) {
        memcpy(shown->bytes + shown->length, text.at, length);
    }
    shown->length += length;
}

static void show_pattern(struct shown *shown, struct span pattern, const struct blank *blanks, size_t count)
{
    for (size_t at = 0; at < pattern.length; at++) {
        const char *open = memchr(pattern.at + at, '{', pattern.length - at);
        size_t plain = open == NULL ? pattern.length - at : (size_t)(open - pattern.at) - at;
        show_add(shown, span_make(pattern.at + at, plain));
        at += plain;
        if (at == pattern.length) {
            break;
        }
        struct span rest = span_make(pattern.at + at + 1, pattern.length - at - 1);
        size_t end = span_find(rest, span_of("}"));
        size_t index = 0;
        while (end != SPAN_NOWHERE && index < count && !span_is(span_make(rest.at, end), blanks[index].name)) {
            index++;
        }
        if (end == SPAN_NOWHERE || index == count) {
            show_add(shown, span_make(pattern.at + at, 1));
        } else {
            show_add(shown, blanks[index].value);
            at += end + 1;
        }
    }
}

/* --- numbers --------------------------------------------------------------------------------------------------- */

/* Decimal digits, with `group` (or 0) between thousands. */
static void show_whole(struct shown *shown, int64_t value, char group)
{
    char digits[40];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int written = 0;
    do {
        if (group != '\0' && written > 0 && written % 3 == 0) {
            digits[--at] = group;
        }
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        written++;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    show_add(shown, span_make(digits + at, sizeof digits - at));
}

/* The shortest text that reads back as the same number. */
static void show_real(struct shown *shown, double value)
{
    for (int precision = 15; precision <= 17; precision++) {
        char text[40];
        int length = snprintf(text, sizeof text, "%.*g", precision, value);
        if (precision == 17 || strtod(text, NULL) == value) {
            show_add(shown, span_make(text, (size_t)length));
            return;
        }
    }
}

/* Tenths: "87.5", "87". */
static void show_tenths(struct shown *shown, int64_t value)
{
    if (value < 0) {
        show_add(shown, span_of("-"));
    }
    int64_t tenth = value % 10 < 0 ? -(value % 10) : value % 10;
    int64_t whole = value / 10 < 0 ? -(value / 10) : value / 10;
    show_whole(shown, whole, '\0');
    if (tenth != 0) {
        show_add(shown, span_of("."));
        show_whole(shown, tenth, '\0');
    }
}

static void show_money(struct shown *shown, const struct mustache_formats *formats, int64_t fen)
{
    struct shown number = {.length = 0};
    int64_t cents = fen % 100 < 0 ? -(fen % 100) : fen % 100;
    if (fen < 0 && fen / 100 == 0) {
        show_add(&number, span_of("-"));
    }
    show_whole(&number, fen / 100, ',');
    if (cents != 0) {
        char text[] = {'.', (char)('0' + cents / 10), (char)('0' + cents % 10)};
        show_add(&number, span_make(text, sizeof text));
    }
    struct blank blank = {"number", span_make(number.bytes, number.length)};
    show_pattern(shown, formats->money.at != NULL ? formats->money : span_of("{number}"), &blank, 1);
}

/* --- days and moments ------------------------------------------------------------------------------------------ */

/* RFC 3339 in UTC as time_format writes it, with or without the milliseconds; or YYYY-MM-DD alone (midnight). */
static bool parse_moment(struct span text, int zone_minutes, int64_t *out)
{
    int32_t day;
    if (text.length == 10 && day_parse(text, &day)) {
        *out = (int64_t)day * DAY_MS - (int64_t)zone_minutes * MINUTE_MS;
        return true;
    }
    int64_t parts[3];
    if (text.length < 20 || text.at[10] != 'T' || text.at[text.length - 1] != 'Z' || text.at[13] != ':' ||
        text.at[16] != ':' || !day_parse(span_make(text.at, 10), &day)) {
        return false;
    }
    for (size_t index = 0; index < 3; index++) {
        if (!number_parse(span_make(text.at + 11 + index * 3, 2), &parts[index]) || parts[index] < 0) {
            return false;
        }
    }
    int64_t ms = 0;
    if (text.length == 24 && !number_parse(span_make(text.at + 20, 3), &ms)) {
        return false;
    }
    *out = (int64_t)day * DAY_MS + parts[0] * HOUR_MS + parts[1] * MINUTE_MS + parts[2] * 1000 + ms;
    return parts[0] < 24 && parts[1] < 60 && parts[2] < 61 && ms >= 0;
}

/* Moments between the years 1900 and 2199 only. */
static bool read_moment(const json_t *value, int zone_minutes, int64_t *out)
{
    const int64_t first = -2208988800000;
    const int64_t last = 7258118400000 - DAY_MS;
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return *out >= first && *out < last;
    }
    return json_is_string(value) &&
           parse_moment(span_make(json_string_value(value), json_string_length(value)), zone_minutes, out);
}

static struct span two_digits(char text[static 2], int value)
{
    text[0] = (char)('0' + value / 10);
    text[1] = (char)('0' + value % 10);
    return span_make(text, 2);
}

static void show_date(struct shown *shown, const struct mustache_formats *formats, struct span pattern, int32_t day,
                      int64_t minute_of_day)
{
    struct date date = date_of_day(day);
    char year[4], day_of_month[2], hour[2], minute[2];
    struct blank blanks[] = {{"year", two_digits(year + 2, date.year % 100)},
                             {"month", formats->month_names[date.month - 1]},
                             {"day", two_digits(day_of_month, date.day)},
                             {"hour", two_digits(hour, (int)(minute_of_day / 60))},
                             {"minute", two_digits(minute, (int)(minute_of_day % 60))}};
    (void)two_digits(year, date.year / 100);
    blanks[0].value = span_make(year, sizeof year);
    if (date.day < 10) {
        blanks[2].value = span_make(day_of_month + 1, 1);
    }
    show_pattern(shown, pattern, blanks, sizeof blanks / sizeof blanks[0]);
}

static bool show_day(struct shown *shown, const struct mustache_formats *formats, const json_t *value, bool month)
{
    struct span pattern = month ? formats->month : formats->day;
    char text[11] = "0000-00-01";
    size_t length = json_is_string(value) ? json_string_length(value) : 0;
    int32_t day;
    if (pattern.at == NULL || (length != 10 && !(month && length == 7))) {
        return false;
    }
    memcpy(text, json_string_value(value), length);
    if (!day_parse(span_of(text), &day)) {
        return false;
    }
    show_date(shown, formats, pattern, day, 0);
    return true;
}

/* As time_format, which is four times slower: every row of a list has a <time>. */
static void show_iso(struct shown *shown, int64_t ms)
{
    int32_t day = day_of_time(ms, 0);
    int rest = (int)(ms - (int64_t)day * DAY_MS);
    struct date date = date_of_day(day);
    char text[] = "0000-00-00T00:00:00.000Z";
    (void)two_digits(text, date.year / 100);
    (void)two_digits(text + 2, date.year % 100);
    (void)two_digits(text + 5, date.month);
    (void)two_digits(text + 8, date.day);
    (void)two_digits(text + 11, rest / HOUR_MS);
    (void)two_digits(text + 14, rest / MINUTE_MS % 60);
    (void)two_digits(text + 17, rest / 1000 % 60);
    (void)two_digits(text + 20, rest % 1000 / 10);
    text[22] = (char)('0' + rest % 10);
    show_add(shown, span_make(text, sizeof text - 1));
}

static bool show_moment(struct shown *shown, const struct mustache_formats *formats, const json_t *value, bool iso)
{
    int64_t ms;
    if (!read_moment(value, formats->zone_minutes, &ms)) {
        return false;
    }
    if (iso || formats->moment.at == NULL) {
        show_iso(shown, ms);
        return true;
    }
    int32_t day = day_of_time(ms, formats->zone_minutes);
    int64_t local = ms + (int64_t)formats->zone_minutes * MINUTE_MS - (int64_t)day * DAY_MS;
    show_date(shown, formats, formats->moment, day, local / MINUTE_MS);
    return true;
}

/* The biggest unit that fits at least once, and how often. Months of 30 days, years of 365: this is "about". */
static int choose_unit(int64_t distance_ms, int64_t *count)
{
    static const int64_t unit_ms[UNIT_COUNT] = {MINUTE_MS, HOUR_MS, DAY_MS, 30 * (int64_t)DAY_MS,
                                                365 * (int64_t)DAY_MS};
    int unit = UNIT_YEARS;
    while (unit > UNIT_MINUTES && distance_ms < unit_ms[unit]) {
        unit--;
    }
    *count = distance_ms / unit_ms[unit];
    return unit;
}

/* A day is compared with today's day, not with the hour. */
static struct span relative_day(const struct mustache_formats *formats, int64_t day_distance)
{
    return day_distance == 0    ? formats->today
           : day_distance == 1  ? formats->yesterday
           : day_distance == -1 ? formats->tomorrow
                                : span_make(NULL, 0);
}

static bool show_relative(struct shown *shown, const struct mustache_formats *formats, const json_t *value,
                          int64_t now_ms)
{
    int64_t at;
    if (formats->now.at == NULL || !read_moment(value, formats->zone_minutes, &at)) {
        return false;
    }
    int64_t past = now_ms - at;
    if (json_is_string(value) && json_string_length(value) == 10) {
        int64_t days = day_of_time(now_ms, formats->zone_minutes) - day_of_time(at, formats->zone_minutes);
        struct span named = relative_day(formats, days);
        if (named.at != NULL) {
            show_add(shown, named);
            return true;
        }
        past = days * DAY_MS;
    }
    int64_t distance = past < 0 ? -past : past;
    if (distance < MINUTE_MS) {
        show_add(shown, formats->now);
        return true;
    }
    int64_t count;
    int unit = choose_unit(distance, &count);
    struct shown number = {.length = 0};
    show_whole(&number, count, '\0');
    struct blank blank = {"n", span_make(number.bytes, number.length)};
    struct span pattern = past > 0 ? (count == 1 ? formats->past_one[unit] : formats->past[unit])
                                   : (count == 1 ? formats->future_one[unit] : formats->future[unit]);
    show_pattern(shown, pattern, &blank, 1);
    return true;
}

/* --- one value ------------------------------------------------------------------------------------------------- */

bool mustache_show_filtered(struct shown *shown, enum mustache_filter filter, const struct mustache_formats *formats,
                            const json_t *value, int64_t now_ms)
{
    bool whole = json_is_integer(value);
    switch (filter) {
    case FILTER_DAY:
    case FILTER_MONTH:
        return show_day(shown, formats, value, filter == FILTER_MONTH);
    case FILTER_MOMENT:
    case FILTER_ISO:
        return show_moment(shown, formats, value, filter == FILTER_ISO);
    case FILTER_RELATIVE:
        return show_relative(shown, formats, value, now_ms);
    case FILTER_NUMBER:
        if (whole) {
            show_whole(shown, json_integer_value(value), ',');
        }
        return whole;
    case FILTER_MONEY:
        if (whole) {
            show_money(shown, formats, json_integer_value(value));
        }
        return whole;
    case FILTER_POINTS:
    case FILTER_PERCENT:
        if (whole) {
            show_tenths(shown, json_integer_value(value));
            show_add(shown, span_of(filter == FILTER_PERCENT ? "%" : ""));
        }
        return whole;
    case FILTER_NONE:
    case FILTER_URL:
    case FILTER_JSON:
    case FILTER_COUNT:
        break;
    }
    return false;
}

void mustache_show_plain(struct shown *shown, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_INTEGER:
        show_whole(shown, json_integer_value(value), '\0');
        break;
    case JSON_REAL:
        show_real(shown, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        show_add(shown, span_of(json_is_true(value) ? "true" : "false"));
        break;
    case JSON_STRING:
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
}

/* --- the patterns ---------------------------------------------------------------------------------------------- */

static struct span copy_pattern(struct arena *arena, const json_t *object, const char *key)
{
    const json_t *text = json_object_get(object, key);
    if (!json_is_string(text)) {
        return span_make(NULL, 0);
    }
    struct span span = span_make(json_string_value(text), json_string_length(text));
    return span_make(arena_copy(arena, span), span.length);
}

const struct mustache_formats *mustache_load_formats(struct arena *arena, const json_t *words, int zone_minutes)
{
    static const char *const units[UNIT_COUNT] = {"minutes", "hours", "days", "months", "years"};
    struct mustache_formats *formats = ARENA_NEW(arena, struct mustache_formats);
    const json_t *all = json_object_get(words, "format");
    const json_t *relative = json_object_get(all, "relative");
    const json_t *names = json_object_get(all, "month_names");
    formats->zone_minutes = zone_minutes;
    formats->day = copy_pattern(arena, all, "day");
    formats->month = copy_pattern(arena, all, "month");
    formats->moment = copy_pattern(arena, all, "moment");
    formats->money = copy_pattern(arena, all, "money");
    formats->now = copy_pattern(arena, relative, "now");
    formats->today = copy_pattern(arena, relative, "today");
    formats->yesterday = copy_pattern(arena, relative, "yesterday");
    formats->tomorrow = copy_pattern(arena, relative, "tomorrow");
    for (int month = 0; month < 12; month++) {
        char key[16];
        (void)snprintf(key, sizeof key, "%d", month + 1);
        formats->month_names[month] = copy_pattern(arena, names, key);
    }
    for (int unit = 0; unit < UNIT_COUNT; unit++) {
        const json_t *patterns = json_object_get(relative, units[unit]);
        formats->past[unit] = copy_pattern(arena, patterns, "past");
        formats->past_one[unit] = copy_pattern(arena, patterns, "past_one");
        formats->future[unit] = copy_pattern(arena, patterns, "future");
        formats->future_one[unit] = copy_pattern(arena, patterns, "future_one");
    }
    return formats;
}
