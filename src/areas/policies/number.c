/* Numbers and names of policies, in every writing. */
#include "areas/policies/numerals.h"
#include "areas/policies/policies.h"
#include "text/text.h"

enum { SIGN_POINTS_LEAST = 2, SIGN_POINTS_MOST = 12, YEAR_LEAST = 1949, YEAR_MOST = 2199 };

/* The text folded and without blanks and brackets around the year, so that one reading serves all writings. */
struct flat {
    uint32_t points[128];
    size_t count;
};

static bool is_bracket(uint32_t point)
{
    return point == U'〔' || point == U'〕' || point == '[' || point == ']' || point == '(' || point == ')' ||
           point == U'【' || point == U'】' || point == U'〖' || point == U'〗';
}

static bool is_blank(uint32_t point)
{
    return point <= ' ' || point == 0x3000 || point == 0xa0;
}

/* False when it is too long for a number. A bracket becomes a blank, of which none stand side by side. */
static bool flatten(struct span text, struct flat *out)
{
    const char *at = text.at;
    const char *end = text.length == 0 ? text.at : text.at + text.length;
    out->count = 0;
    while (at < end) {
        uint32_t point = utf8_next(&at, end);
        point = is_bracket(point) || is_blank(point) ? ' ' : fold_point(point);
        point = is_bracket(point) || is_blank(point) ? ' ' : point;
        if (point == ' ' && (out->count == 0 || out->points[out->count - 1] == ' ')) {
            continue;
        }
        if (out->count == sizeof out->points / sizeof out->points[0]) {
            return false;
        }
        out->points[out->count++] = point;
    }
    out->count -= out->count > 0 && out->points[out->count - 1] == ' ' ? 1 : 0;
    return true;
}

static bool is_digit(const struct flat *flat, size_t at)
{
    return at < flat->count && flat->points[at] >= '0' && flat->points[at] <= '9';
}

static bool skip(const struct flat *flat, size_t *at, uint32_t point)
{
    bool there = *at < flat->count && flat->points[*at] == point;
    *at += there ? 1 : 0;
    return there;
}

static int32_t read_digits(const struct flat *flat, size_t *at, size_t most)
{
    int32_t number = 0;
    for (size_t read = 0; read < most && is_digit(flat, *at); read++) {
        number = number * 10 + (int32_t)(flat->points[(*at)++] - '0');
    }
    return number;
}

/* The sign: Han only (鲁政发, 教职成), its own words of traditional writing kept apart from the folded ones. */
static const char *copy_sign(struct arena *arena, const struct flat *flat, size_t count)
{
    char *sign = arena_alloc(arena, count * 4 + 1, 1);
    size_t length = 0;
    for (size_t at = 0; at < count; at++) {
        length += utf8_put(flat->points[at], sign + length);
    }
    return sign;
}

bool policy_number_parse(struct arena *arena, struct span text, struct policy_number *out)
{
    struct flat flat;
    size_t at = 0;
    if (!flatten(text, &flat)) {
        return false;
    }
    while (at < flat.count && is_han(flat.points[at]) && flat.points[at] != U'第') {
        at++;
    }
    size_t sign = at;
    (void)skip(&flat, &at, ' ');
    size_t first = at;
    int32_t year = read_digits(&flat, &at, 4);
    bool sound = sign >= SIGN_POINTS_LEAST && sign <= SIGN_POINTS_MOST && at == first + 4 && year >= YEAR_LEAST &&
                 year <= YEAR_MOST;
    (void)skip(&flat, &at, U'年');
    (void)skip(&flat, &at, ' ');
    (void)skip(&flat, &at, U'第');
    (void)skip(&flat, &at, ' ');
    first = at;
    int32_t serial = read_digits(&flat, &at, 5);
    sound = sound && at > first && serial > 0;
    (void)skip(&flat, &at, ' ');
    (void)skip(&flat, &at, U'号');
    if (!sound || at != flat.count) {
        return false;
    }
    *out = (struct policy_number){copy_sign(arena, &flat, sign), year, serial};
    return true;
}

const char *policy_number_form(struct arena *arena, struct span text)
{
    struct policy_number number;
    return policy_number_parse(arena, text, &number)
               ? arena_format(arena, "%s〔%d〕%d号", number.sign, (int)number.year, (int)number.serial)
               : arena_copy(arena, span_trim(text));
}

const char *policy_number_key(struct arena *arena, struct span text)
{
    struct policy_number number;
    return policy_number_parse(arena, text, &number)
               ? arena_format(arena, "%s %d %d", number.sign, (int)number.year, (int)number.serial)
               : fold_key(arena, text);
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

static bool drop_end(char *key, const char *open, const char *close)
{
    size_t length = strlen(key);
    size_t width = strlen(close);
    if (length <= width || strcmp(key + length - width, close) != 0) {
        return false;
    }
    char *last = NULL;
    for (char *at = strstr(key, open); at != NULL; at = strstr(at + 1, open)) {
        last = at;
    }
    if (last == NULL || last == key) {
        return false;
    }
    *last = '\0';
    return true;
}

const char *policy_name_key(struct arena *arena, struct span text)
{
    static const char state[] = "中华人民共和国";
    char *key = fold_key(arena, text);
    char *out = key;
    for (const char *at = key; *at != '\0';) { /* 《 and 》, which folding may have made into < and > */
        bool mark = strncmp(at, "《", 3) == 0 || strncmp(at, "》", 3) == 0;
        if (mark) {
            at += 3;
        } else if (*at == '<' || *at == '>') {
            at++;
        } else {
            *out++ = *at++;
        }
    }
    *out = '\0';
    (void)(drop_end(key, "(", ")") || drop_end(key, "（", "）"));
    bool whole = strncmp(key, state, sizeof state - 1) == 0 && key[sizeof state - 1] != '\0';
    return whole ? key + sizeof state - 1 : key;
}
