/* Numbers as people say and type them: 20, 6,500, 6.5k, 1万2, 六千五, 五六千, 十七八, 二十多, 二零二六, twenty.
 *
 * Han grammar: (digit? unit)* digit?; a last digit behind 百, 千 or 万 counts tenths of that unit (六千五 = 6500),
 * unless what follows shows that it belongs to the next word (六千|五险一金, 六千|三班倒). Two neighbouring digits
 * before a unit or a measure are a range (五六千, 三五个). Three or more digits without a unit are read one by one.
 */
#include "areas/listings/message_text.h"

enum { THOUSANDTHS = 1000, MOST_DIGITS = 9, NO_DIGIT = -1 };

static int han_digit(uint32_t point)
{
    static const uint32_t digits[] = {0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d};
    for (int digit = 0; digit < 10; digit++) {
        if (digits[digit] == point) {
            return digit;
        }
    }
    return point == 0x3007 ? 0 : point == 0x4e24 /* 两 */ ? 2 : point == 0x5e7a /* 幺 */ ? 1 : NO_DIGIT;
}

static int64_t unit_value(uint32_t point)
{
    return point == 0x5341 ? 10 : point == 0x767e ? 100 : point == 0x5343 ? 1000 : point == 0x4e07 ? 10000 : 0;
}

static bool is_free(const struct message_text *text, size_t at)
{
    return at < text->count && text->taken[at] == MESSAGE_FREE;
}

/* Words whose first character is a digit that does not belong to the number before: 六千|五险, 五千|三班倒. */
static bool tail_is_own_word(const struct message_text *text, size_t at)
{
    return text->points[at] == 0x4e24 ||
           message_starts_with(text, at + 1,
                               "险|班|小时|个|名|人|位|年|天|月|点|岁|号|楼|层|金|休|顿|餐|次|线|流|周|级") > 0;
}

/* 多 来 余 几 behind a number of ten or more; not 计件多劳多得. */
static void read_rough(const struct message_text *text, struct message_number *out)
{
    if (out->low >= 10 * THOUSANDTHS && is_free(text, out->end) &&
        message_starts_with(text, out->end, "多|来|余|几") > 0 &&
        message_starts_with(text, out->end, "多劳|来的") == 0) {
        out->end++;
        out->rough = true;
    }
}

/* --- Han --------------------------------------------------------------------------------------------------- */

struct han_state {
    int64_t low, high; /* 万 and above */
    int64_t part_low, part_high;
    int digit_low, digit_high; /* NO_DIGIT: none pending */
    int64_t unit;              /* the last one said */
    bool zero;
};

static void close_digit(struct han_state *state, int64_t unit)
{
    state->part_low += state->digit_low * unit;
    state->part_high += state->digit_high * unit;
    state->digit_low = state->digit_high = NO_DIGIT;
}

static bool take_unit(struct han_state *state, int64_t unit)
{
    if (unit == 10000) {
        if (state->digit_low != NO_DIGIT) {
            close_digit(state, 1);
        }
        if (state->part_low == 0 || state->low > 0) {
            return false;
        }
        state->low = state->part_low * unit;
        state->high = state->part_high * unit;
        state->part_low = state->part_high = 0;
    } else {
        if (state->digit_low == NO_DIGIT) {
            if (unit != 10 || state->unit == 10) {
                return false;
            }
            state->digit_low = state->digit_high = 1;
        }
        close_digit(state, unit);
    }
    state->unit = unit;
    state->zero = false;
    return true;
}

/* 五六, 三五, 七八: not a number of two digits but one of a range. */
static bool is_pair(int first, int second)
{
    return second == first + 1 || (first == 3 && second == 5);
}

static size_t digit_run(const struct message_text *text, size_t at)
{
    size_t length = 0;
    while (is_free(text, at + length) && han_digit(text->points[at + length]) != NO_DIGIT) {
        length++;
    }
    return length;
}

static bool read_digit_run(const struct message_text *text, size_t at, size_t length, struct message_number *out)
{
    if (length > MOST_DIGITS || (is_free(text, at + length) && unit_value(text->points[at + length]) > 0)) {
        return false;
    }
    int64_t value = 0;
    for (size_t index = 0; index < length; index++) {
        value = value * 10 + han_digit(text->points[at + index]);
    }
    *out = (struct message_number){value * THOUSANDTHS, value * THOUSANDTHS, 1, false, at + length};
    return true;
}

/* A digit that is pending at the end: 十五, 六千五, 一万二, 两三(个). */
static void close_tail(const struct message_text *text, struct han_state *state, size_t *at)
{
    if (state->digit_low == NO_DIGIT) {
        return;
    }
    if (state->unit < 100 || state->zero) {
        close_digit(state, 1);
    } else if (tail_is_own_word(text, *at - 1)) {
        (*at)--;
    } else {
        close_digit(state, state->unit / 10);
    }
}

static bool take_digit(const struct message_text *text, struct han_state *state, size_t at)
{
    int digit = han_digit(text->points[at]);
    if (digit == 0) {
        state->zero = true;
        return state->unit > 0 && state->digit_low == NO_DIGIT;
    }
    if (state->digit_low == NO_DIGIT) {
        state->digit_low = state->digit_high = digit;
        return true;
    }
    if (state->digit_low == state->digit_high && is_pair(state->digit_low, digit)) {
        state->digit_high = digit;
        return true;
    }
    return false;
}

static bool read_han(const struct message_text *text, size_t at, struct message_number *out)
{
    if (at > 0 && is_free(text, at - 1) &&
        (han_digit(text->points[at - 1]) != NO_DIGIT || unit_value(text->points[at - 1]) > 0)) {
        return false;
    }
    size_t run = digit_run(text, at);
    if (run >= 3 && read_digit_run(text, at, run, out)) {
        return true;
    }
    struct han_state state = {.digit_low = NO_DIGIT, .digit_high = NO_DIGIT};
    size_t end = at;
    for (; is_free(text, end) && end < at + 12; end++) {
        int64_t unit = unit_value(text->points[end]);
        bool taken = unit > 0 ? take_unit(&state, unit)
                              : han_digit(text->points[end]) != NO_DIGIT && take_digit(text, &state, end);
        if (!taken) {
            break;
        }
    }
    if (end == at) {
        return false;
    }
    close_tail(text, &state, &end);
    int64_t low = state.low + state.part_low;
    int64_t high = state.high + state.part_high;
    *out =
        (struct message_number){low * THOUSANDTHS, high * THOUSANDTHS, state.unit >= 1000 ? state.unit : 1, false, end};
    read_rough(text, out);
    return low > 0 && end > at;
}

/* --- Arabic ------------------------------------------------------------------------------------------------ */

/* 6,500: groups of exactly three. */
static bool is_group(const struct message_text *text, size_t at)
{
    if (!is_free(text, at) || text->points[at] != ',') {
        return false;
    }
    for (size_t index = 1; index <= 3; index++) {
        if (!is_free(text, at + index) || !message_is_digit(text->points[at + index])) {
            return false;
        }
    }
    return !(at + 4 < text->count && (message_is_digit(text->points[at + 4]) || text->points[at + 4] == '.'));
}

static bool read_digits(const struct message_text *text, size_t *at, int64_t *value)
{
    size_t start = *at;
    for (*value = 0; is_free(text, *at) && message_is_digit(text->points[*at]); (*at)++) {
        if (*at - start >= MOST_DIGITS) {
            return false;
        }
        *value = *value * 10 + (text->points[*at] - '0');
    }
    return *at > start;
}

static int64_t read_decimals(const struct message_text *text, size_t *at)
{
    if (!is_free(text, *at) || text->points[*at] != '.' || !is_free(text, *at + 1) ||
        !message_is_digit(text->points[*at + 1])) {
        return 0;
    }
    int64_t value = 0;
    int64_t place = THOUSANDTHS;
    for ((*at)++; is_free(text, *at) && message_is_digit(text->points[*at]); (*at)++) {
        place /= 10;
        value += place * (text->points[*at] - '0');
    }
    return value;
}

static int64_t read_scale(const struct message_text *text, size_t at)
{
    if (!is_free(text, at)) {
        return 1;
    }
    uint32_t point = text->points[at];
    if ((point == 'k' || point == 'w') && !message_is_letter(text->points[at + 1])) {
        return point == 'k' ? 1000 : 10000;
    }
    int64_t unit = unit_value(point);
    return unit >= 100 && message_starts_with(text, at, "千瓦|千克|千米|百分|百货") == 0 ? unit : 1;
}

/* 1万2, 6千5, 1万5千: the digit behind the multiplier. */
static int64_t read_tail(const struct message_text *text, int64_t scale, size_t *at)
{
    if (!is_free(text, *at)) {
        return 0;
    }
    uint32_t point = text->points[*at];
    int digit = message_is_digit(point) ? (int)(point - '0') : han_digit(point);
    uint32_t next = text->points[*at + 1];
    if (digit <= 0 || message_is_digit(next) || tail_is_own_word(text, *at)) {
        return 0;
    }
    int64_t unit = unit_value(next);
    if (unit == scale / 10 && unit > 0) {
        *at += 2;
    } else if (unit > 0 || (next == '.' && message_is_digit(text->points[*at + 2]))) {
        return 0;
    } else {
        *at += 1;
    }
    return digit * (scale / 10) * THOUSANDTHS;
}

static bool read_arabic(const struct message_text *text, size_t at, bool whole, struct message_number *out)
{
    if (at > 0 && (message_is_digit(text->points[at - 1]) ||
                   (!whole && at > 1 && text->points[at - 1] == '.' && message_is_digit(text->points[at - 2])))) {
        return false;
    }
    int64_t value = 0;
    size_t end = at;
    if (!read_digits(text, &end, &value)) {
        return false;
    }
    if (whole) {
        *out = (struct message_number){value * THOUSANDTHS, value * THOUSANDTHS, 1, false, end};
        return true;
    }
    if (end - at <= 3 && is_group(text, end)) {
        int64_t group = 0;
        end++;
        (void)read_digits(text, &end, &group);
        value = value * 1000 + group;
    }
    value = value * THOUSANDTHS + read_decimals(text, &end);
    int64_t scale = read_scale(text, end);
    if (scale > 1) {
        end++;
        value = value * scale + read_tail(text, scale, &end);
    }
    *out = (struct message_number){value, value, scale, false, end};
    read_rough(text, out);
    return true;
}

/* --- English ----------------------------------------------------------------------------------------------- */

static bool read_english(const struct message_text *text, size_t at, struct message_number *out)
{
    static const struct {
        const char *word;
        int value;
    } words[] = {{"fifteen", 15}, {"twenty", 20}, {"thirty", 30}, {"twelve", 12}, {"eleven", 11}, {"a dozen", 12},
                 {"three", 3},    {"seven", 7},   {"eight", 8},   {"forty", 40},  {"fifty", 50},  {"four", 4},
                 {"five", 5},     {"nine", 9},    {"one", 1},     {"two", 2},     {"six", 6},     {"ten", 10}};
    if (at > 0 && message_is_letter(text->points[at - 1])) {
        return false;
    }
    for (size_t index = 0; index < sizeof words / sizeof words[0]; index++) {
        size_t length = message_starts_with(text, at, words[index].word);
        if (length > 0 && !message_is_letter(text->points[at + length])) {
            int64_t value = words[index].value * (int64_t)THOUSANDTHS;
            *out = (struct message_number){value, value, 1, false, at + length};
            return true;
        }
    }
    return false;
}

bool message_number_at(const struct message_text *text, size_t at, bool whole, struct message_number *out)
{
    if (!is_free(text, at)) {
        return false;
    }
    if (message_is_digit(text->points[at])) {
        return read_arabic(text, at, whole, out);
    }
    if (message_is_letter(text->points[at])) {
        return read_english(text, at, out);
    }
    return read_han(text, at, out);
}
