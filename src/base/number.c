/* Whole numbers and money from text. */
#include "base/number.h"

bool number_parse(struct span text, int64_t *out)
{
    bool negative = text.length > 0 && text.at[0] == '-';
    size_t index = negative ? 1 : 0;
    if (index == text.length) {
        return false;
    }
    int64_t value = 0;
    for (; index < text.length; index++) {
        int digit = text.at[index] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!negative && value == INT64_MIN) {
        return false;
    }
    *out = negative ? value : -value;
    return true;
}

bool money_parse_fen(struct span text, int64_t *out)
{
    size_t point = span_find(text, span_of("."));
    struct span whole = point == SPAN_NOWHERE ? text : span_make(text.at, point);
    int64_t yuan;
    int64_t fen = 0;
    if (!number_parse(whole, &yuan) || yuan < 0) {
        return false;
    }
    if (point != SPAN_NOWHERE) {
        struct span part = span_make(text.at + point + 1, text.length - point - 1);
        if (part.length < 1 || part.length > 2 || !number_parse(part, &fen) || fen < 0) {
            return false;
        }
        fen *= part.length == 1 ? 10 : 1;
    }
    int64_t total;
    if (__builtin_mul_overflow(yuan, 100, &total) || __builtin_add_overflow(total, fen, &total)) {
        return false;
    }
    *out = total;
    return true;
}
