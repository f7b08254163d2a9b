/* Folded text, numbers in digits and in Han. */
#include "areas/listings/values_scan.h"

#include "base/check.h"

enum { MILLI = 1000 };

/* No figure in a listing is larger; keeps every product below far from overflow. */
static const int64_t NUMBER_MOST_MILLI = INT64_C(1000000000000);

bool value_refuse(struct value_fault *fault, const char *message, const char *hint)
{
    *fault = (struct value_fault){message, hint};
    return false;
}

static bool is_space(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xa0 || point == 0x3000;
}

void scan_skip_space(struct scan *scan)
{
    while (scan->at < scan->end && is_space(*scan->at)) {
        scan->at++;
    }
}

bool scan_begin(struct arena *arena, struct span text, struct scan *out, struct value_fault *fault)
{
    if (text.length > VALUE_TEXT_MOST) {
        return value_refuse(fault, "value.error.too_long", "");
    }
    struct folded folded = fold_text(arena, text);
    struct scan scan = {folded.points, folded.points + folded.count};
    scan_skip_space(&scan);
    while (scan.end > scan.at && is_space(scan.end[-1])) {
        scan.end--;
    }
    *out = scan;
    return true;
}

static size_t word_length(const char32_t *word)
{
    size_t length = 0;
    while (word[length] != 0) {
        length++;
    }
    return length;
}

static bool stands_at(const uint32_t *at, const uint32_t *end, const char32_t *word, size_t length)
{
    if ((size_t)(end - at) < length) {
        return false;
    }
    for (size_t index = 0; index < length; index++) {
        if (at[index] != word[index]) {
            return false;
        }
    }
    return true;
}

bool scan_take(struct scan *scan, const char32_t *word)
{
    size_t length = word_length(word);
    if (!stands_at(scan->at, scan->end, word, length)) {
        return false;
    }
    scan->at += length;
    return true;
}

int scan_take_any(struct scan *scan, const char32_t *const *words)
{
    for (int index = 0; words[index] != NULL; index++) {
        if (scan_take(scan, words[index])) {
            return index;
        }
    }
    return -1;
}

bool scan_has(const struct scan *scan, const char32_t *word)
{
    size_t length = word_length(word);
    for (const uint32_t *at = scan->at; at < scan->end; at++) {
        if (stands_at(at, scan->end, word, length)) {
            return true;
        }
    }
    return false;
}

bool scan_is(const struct scan *scan, const char32_t *word)
{
    size_t length = word_length(word);
    return (size_t)(scan->end - scan->at) == length && stands_at(scan->at, scan->end, word, length);
}

bool scan_is_nothing(const struct scan *scan)
{
    static const char32_t *const words[] = {
        U"不限", U"无",  U"若干", U"面议",   U"面谈",   U"待定", U"不详",   U"未定", U"不要求", U"无要求", U"没有",
        U"暂无", U"-",   U"--",   U"---",    U"—",      U"——",   U"/",      U"\\",   U"*",      U"none",   U"n/a",
        U"na",   U"any", U"tbd",  U"无限制", U"不限制", U"均可", U"不限人", U"null", U"若干人", U"若干名", NULL};
    if (scan_done(scan)) {
        return true;
    }
    for (size_t index = 0; words[index] != NULL; index++) {
        if (scan_is(scan, words[index])) {
            return true;
        }
    }
    return false;
}

/* --- numbers ------------------------------------------------------------------------------------------------ */

static bool is_digit(uint32_t point)
{
    return point >= '0' && point <= '9';
}

static int han_digit(uint32_t point)
{
    static const char32_t digits[] = U"零一二三四五六七八九";
    for (int value = 0; value < 10; value++) {
        if (digits[value] == point) {
            return value;
        }
    }
    return point == U'〇' ? 0 : point == U'两' ? 2 : -1;
}

static int64_t han_unit(uint32_t point)
{
    return point == U'十' ? 10 : point == U'百' ? 100 : point == U'千' ? 1000 : point == U'万' ? 10000 : 0;
}

/* 1200 or 1,200 or 1200.50; what does not look like grouped thousands ends before its comma. */
static bool scan_ascii(struct scan *scan, int64_t *milli)
{
    const uint32_t *at = scan->at;
    int64_t value = 0;
    while (at < scan->end) {
        if (is_digit(*at)) {
            value = value * 10 + (int64_t)(*at - '0');
        } else if (!(*at == ',' && at > scan->at && scan->end - at > 3 && is_digit(at[1]) && is_digit(at[2]) &&
                     is_digit(at[3]) && (scan->end - at == 4 || !is_digit(at[4])))) {
            break;
        }
        if (value > NUMBER_MOST_MILLI / MILLI) {
            return false;
        }
        at++;
    }
    value *= MILLI;
    if (at + 1 < scan->end && *at == '.' && is_digit(at[1])) {
        at++;
        for (int64_t weight = MILLI / 10; at < scan->end && is_digit(*at); at++, weight /= 10) {
            value += (int64_t)(*at - '0') * weight;
        }
    }
    *milli = value;
    scan->at = at;
    return true;
}

static bool is_letter(uint32_t point)
{
    return point >= 'a' && point <= 'z';
}

/* k 千 w 万 behind a number in digits; not the k of kg. */
static int64_t scan_multiplier(struct scan *scan)
{
    if (scan_done(scan)) {
        return 1;
    }
    bool letter_follows = scan->end - scan->at > 1 && is_letter(scan->at[1]);
    int64_t multiplier = 1;
    if (*scan->at == U'千' || (*scan->at == 'k' && !letter_follows)) {
        multiplier = 1000;
    } else if (*scan->at == U'万' || (*scan->at == 'w' && !letter_follows)) {
        multiplier = 10000;
    } else if (*scan->at == U'百') {
        multiplier = 100;
    }
    scan->at += multiplier == 1 ? 0 : 1;
    return multiplier;
}

/* 二十 · 三百五 (350) · 一万二 (12000) · 一千零五 · 二〇二六. */
static bool scan_han(struct scan *scan, int64_t *milli, int64_t *unit_out)
{
    int64_t total = 0, section = 0, pending = -1, last_unit = 0;
    bool zero = false;
    const uint32_t *at = scan->at;
    for (; at < scan->end; at++) {
        int digit = han_digit(*at);
        int64_t unit = han_unit(*at);
        if (digit >= 0) {
            zero = zero || (digit == 0 && last_unit != 0);
            pending = pending < 0 ? digit : pending * 10 + digit;
        } else if (unit == 10000) {
            total = (total + section + (pending < 0 ? 0 : pending)) * unit;
            section = 0;
            pending = -1;
            last_unit = unit;
        } else if (unit != 0 && pending >= 10) {
            return false; /* 三五十: thirty to fifty? */
        } else if (unit != 0) {
            section += (pending < 0 ? 1 : pending) * unit;
            pending = -1;
            last_unit = unit;
            zero = false;
        } else {
            break;
        }
        if (total + section > NUMBER_MOST_MILLI / MILLI || pending > NUMBER_MOST_MILLI / MILLI) {
            return false;
        }
    }
    if (at == scan->at) {
        return false;
    }
    int64_t tail = pending < 0 ? 0 : pending < 10 && last_unit >= 100 && !zero ? pending * last_unit / 10 : pending;
    *milli = (total + section + tail) * MILLI;
    *unit_out = pending < 0 && last_unit != 0 ? last_unit : 1;
    scan->at = at;
    return true;
}

bool scan_number(struct scan *scan, int64_t *milli, int64_t *multiplier)
{
    struct scan at = *scan;
    int64_t value = 0;
    int64_t times = 1;
    int64_t shown = 1; /* 五千: the unit is within the value already */
    if (scan_done(&at)) {
        return false;
    }
    if (is_digit(*at.at)) {
        if (!scan_ascii(&at, &value)) {
            return false;
        }
        scan_skip_space(&at);
        times = scan_multiplier(&at);
        shown = times;
    } else if (!scan_han(&at, &value, &shown)) {
        return false;
    }
    if (value > NUMBER_MOST_MILLI / times) {
        return false;
    }
    *milli = value * times;
    if (multiplier != NULL) {
        *multiplier = shown;
    }
    *scan = at;
    return true;
}

bool scan_take_range(struct scan *scan)
{
    static const char32_t *const words[] = {U"--", U"—",  U"–", U"-", U"~", U"〜", U"∼",
                                            U"至", U"到", U"−", U"‐", U"―", NULL};
    struct scan at = *scan;
    scan_skip_space(&at);
    if (scan_take_any(&at, words) < 0) {
        return false;
    }
    (void)scan_take_any(&at, words); /* —— is two of them */
    scan_skip_space(&at);
    *scan = at;
    return true;
}

/* 七八千: two digits one after the other, then a unit. */
static bool scan_neighbours(struct scan *scan, int64_t *low, int64_t *high)
{
    if (scan->end - scan->at < 3) {
        return false;
    }
    int first = han_digit(scan->at[0]);
    int second = han_digit(scan->at[1]);
    int64_t unit = han_unit(scan->at[2]);
    if (first < 1 || second != first + 1 || unit == 0) {
        return false;
    }
    scan->at += 3;
    *low = first * unit * MILLI;
    *high = second * unit * MILLI;
    return true;
}

bool scan_number_range(struct scan *scan, int64_t *low_milli, int64_t *high_milli)
{
    int64_t low, high, low_times, high_times;
    if (scan_neighbours(scan, low_milli, high_milli)) {
        return true;
    }
    if (!scan_number(scan, &low, &low_times)) {
        return false;
    }
    struct scan at = *scan;
    (void)scan_take(&at, U"元");
    (void)scan_take(&at, U"人");
    (void)scan_take(&at, U"块");
    high = low;
    if (scan_take_range(&at)) {
        (void)(scan_take(&at, U"¥") || scan_take(&at, U"￥"));
        if (scan_number(&at, &high, &high_times)) {
            bool shares_unit = low_times == 1 && high_times > 1 && low * high_times <= high;
            low = shares_unit ? low * high_times : low;
            *scan = at;
        }
    }
    *low_milli = low;
    *high_milli = high;
    return true;
}
