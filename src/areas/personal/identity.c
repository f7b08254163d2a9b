/* Reading and masking of telephone and ID numbers. */
#include "areas/personal/identity.h"

#include "base/day.h"
#include "text/text.h"

enum { TYPED_MOST = 200, ID_LENGTH = 18, MOBILE_LENGTH = 11 };

static bool is_hyphen(uint32_t point)
{
    return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
}

/* Digits, X and + in ASCII; NULL for any other sign. */
static char *read_signs(struct arena *arena, struct span typed)
{
    if (typed.length > TYPED_MOST) {
        return NULL;
    }
    const char *key = fold_key(arena, typed);
    char *out = arena_alloc(arena, strlen(key) + 1, 1);
    size_t length = 0;
    for (const char *at = key, *end = key + strlen(key); at < end;) {
        uint32_t point = utf8_next(&at, end);
        bool sign = (point >= '0' && point <= '9') || point == 'x' || point == '+';
        if (!sign && point != ' ' && !is_hyphen(point)) {
            return NULL;
        }
        if (sign) {
            out[length++] = point == 'x' ? 'X' : (char)point;
        }
    }
    out[length] = '\0';
    return out;
}

static bool is_digits(const char *text, size_t length)
{
    return strspn(text, "0123456789") >= length;
}

/* --- telephone ----------------------------------------------------------------------------------------------------- */

/* 010 and 02x have three digits, all other area codes four. */
static size_t area_length(const char *digits)
{
    return digits[1] == '1' || digits[1] == '2' ? 3 : 4;
}

struct result telephone_read(struct arena *arena, struct span typed, const char **out)
{
    const struct result refused = result_invalid("telephone", "personal.error.telephone");
    const char *signs = read_signs(arena, typed);
    if (signs == NULL) {
        return refused;
    }
    bool mobile_abroad = strncmp(signs, "+86", 3) == 0;
    signs += mobile_abroad ? 3 : 0;
    size_t length = strlen(signs);
    if (!is_digits(signs, length)) {
        return refused;
    }
    if (length == MOBILE_LENGTH && signs[0] == '1' && signs[1] >= '3') {
        *out = signs;
        return result_ok();
    }
    if (mobile_abroad && length > 0 && signs[0] != '0') { /* +86 635 … is written without the 0 */
        signs = arena_format(arena, "0%s", signs);
        length++;
    }
    bool landline = length >= 10 && signs[0] == '0' && signs[1] != '0';
    size_t area = landline ? area_length(signs) : 0;
    size_t own = length - area;
    if (!landline || own < 7 || own > 8 || signs[area] < '2') {
        return refused;
    }
    *out = arena_format(arena, "%.*s-%s", (int)area, signs, signs + area);
    return result_ok();
}

const char *telephone_mask(struct arena *arena, const char *telephone)
{
    static const char stars[] = "********";
    const char *hyphen = strchr(telephone, '-');
    size_t length = strlen(telephone);
    if (hyphen != NULL && strlen(hyphen + 1) > 2) {
        int hidden = (int)strlen(hyphen + 1) - 2;
        return arena_format(arena, "%.*s-%.*s%s", (int)(hyphen - telephone), telephone, hidden, stars,
                            telephone + length - 2);
    }
    return length != MOBILE_LENGTH ? "" : arena_format(arena, "%.3s****%s", telephone, telephone + length - 4);
}

/* --- ID number ------------------------------------------------------------------------------------------------------- */

/* GB/T 2260, and 81 to 83 for residents from Hong Kong, Macao and Taiwan, 91 for foreigners of the older cards. */
static bool is_province(const char *number)
{
    static const char provinces[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
                                    "61 62 63 64 65 71 81 82 83 91 ";
    const char code[] = {number[0], number[1], ' ', '\0'};
    return strstr(provinces, code) != NULL;
}

static int number_of(const char *text, int length)
{
    int number = 0;
    for (int index = 0; index < length; index++) {
        number = number * 10 + (text[index] - '0');
    }
    return number;
}

static struct date birth_of(const char *number)
{
    return (struct date){number_of(number + 6, 4), number_of(number + 10, 2), number_of(number + 12, 2)};
}

static char check_digit_of(const char *number)
{
    static const int weights[ID_LENGTH - 1] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int index = 0; index < ID_LENGTH - 1; index++) {
        sum += (number[index] - '0') * weights[index];
    }
    return "10X98765432"[sum % 11];
}

struct result id_number_read(struct arena *arena, struct span typed, int32_t today, const char **out)
{
    const char *number = read_signs(arena, typed);
    if (number == NULL || strlen(number) != ID_LENGTH || !is_digits(number, ID_LENGTH - 1) ||
        (number[ID_LENGTH - 1] != 'X' && !is_digits(number, ID_LENGTH))) {
        return result_invalid("id_number", "personal.error.id_form");
    }
    if (!is_province(number)) {
        return result_invalid("id_number", "personal.error.id_place");
    }
    struct date birth = birth_of(number);
    if (birth.year < 1900 || !date_is_valid(birth) || day_of_date(birth) > today) {
        return result_invalid("id_number", "personal.error.id_birth");
    }
    if (number[ID_LENGTH - 1] != check_digit_of(number)) {
        return result_invalid("id_number", "personal.error.id_check");
    }
    *out = number;
    return result_ok();
}

int id_number_age(const char *number, int32_t today)
{
    struct date birth = birth_of(number);
    struct date now = date_of_day(today);
    bool before = now.month < birth.month || (now.month == birth.month && now.day < birth.day);
    return now.year - birth.year - (before ? 1 : 0);
}

const char *id_number_mask(struct arena *arena, const char *number)
{
    size_t length = strlen(number);
    return length != ID_LENGTH ? "" : arena_format(arena, "%.4s**********%s", number, number + length - 4);
}
