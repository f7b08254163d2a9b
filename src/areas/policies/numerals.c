/* Chinese numbers below ten thousand. */
#include "areas/policies/numerals.h"

#include "areas/policies/policies.h"
#include "text/text.h"

enum { NUMERAL_MOST = 9999 };

static int digit_of(uint32_t point)
{
    point = fold_point(point);
    return point >= '0' && point <= '9' ? (int)(point - '0') : -1;
}

bool numeral_read_digits(const char **at, const char *end, int *out)
{
    const char *next = *at;
    int number = 0;
    while (next < end) {
        const char *behind = next;
        int digit = digit_of(utf8_next(&behind, end));
        if (digit < 0) {
            break;
        }
        number = number * 10 + digit;
        if (number > NUMERAL_MOST) {
            return false;
        }
        next = behind;
    }
    if (number == 0) {
        return false;
    }
    *at = next;
    *out = number;
    return true;
}

/* A digit 0 to 9, a unit 10 to 1000, or -1. */
static int value_of(uint32_t point)
{
    static const struct {
        uint32_t point;
        int value;
    } values[] = {{U'〇', 0}, {U'零', 0}, {U'一', 1}, {U'二', 2}, {U'两', 2},  {U'三', 3},   {U'四', 4},   {U'五', 5},
                  {U'六', 6}, {U'七', 7}, {U'八', 8}, {U'九', 9}, {U'十', 10}, {U'百', 100}, {U'千', 1000}};
    for (size_t index = 0; index < sizeof values / sizeof values[0]; index++) {
        if (values[index].point == point) {
            return values[index].value;
        }
    }
    return -1;
}

bool numeral_read(const char **at, const char *end, int *out)
{
    const char *next = *at;
    int total = 0;
    int digit = 0;
    if (numeral_read_digits(at, end, out)) {
        return true;
    }
    for (int read = 0; next < end && read < 9; read++) {
        const char *behind = next;
        int value = value_of(utf8_next(&behind, end));
        if (value < 0) {
            break;
        }
        if (value >= 10) {
            total += (digit == 0 ? 1 : digit) * value;
            digit = 0;
        } else {
            digit = value;
        }
        next = behind;
    }
    total += digit;
    if (total < 1 || total > NUMERAL_MOST) {
        return false;
    }
    *at = next;
    *out = total;
    return true;
}

const char *clause_number_words(struct arena *arena, int number)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    static const char *const units[] = {"千", "百", "十", ""};
    static const int sizes[] = {1000, 100, 10, 1};
    const char *words = "";
    bool gap = false;
    for (int place = 0; place < 4; place++) {
        int digit = number / sizes[place] % 10;
        bool begun = words[0] != '\0';
        if (digit == 0) {
            gap = begun;
            continue;
        }
        bool bare_ten = !begun && place == 2 && digit == 1; /* 十二, not 一十二 */
        words = arena_format(arena, "%s%s%s%s", words, gap ? "零" : "", bare_ten ? "" : digits[digit], units[place]);
        gap = false;
    }
    return words;
}
