/* The choice of the language. */
#include "web/language.h"

#include "web/wire.h"

enum { FULL_WEIGHT = 1000 };

static bool read_code(struct span code, enum language *out)
{
    struct span primary = code;
    const char *dash = memchr(code.at, '-', code.length);
    if (dash != NULL) {
        primary.length = (size_t)(dash - code.at);
    }
    if (span_is_word(primary, "zh")) {
        *out = LANGUAGE_ZH_CN;
        return true;
    }
    if (span_is_word(primary, "en")) {
        *out = LANGUAGE_EN;
        return true;
    }
    return false;
}

/* "q=0.8" in permille; 1000 for anything else. */
static int read_weight(struct span parameter)
{
    parameter = span_trim(parameter);
    if (parameter.length < 3 || !span_starts_with(parameter, span_of("q="))) {
        return FULL_WEIGHT;
    }
    int weight = parameter.at[2] == '0' ? 0 : FULL_WEIGHT;
    int unit = 100;
    for (size_t index = 4; index < parameter.length && weight < FULL_WEIGHT && unit > 0; index++) {
        char digit = parameter.at[index];
        weight += digit >= '0' && digit <= '9' ? (digit - '0') * unit : 0;
        unit /= 10;
    }
    return weight;
}

bool language_accept(struct span list, enum language *out)
{
    int best = 0;
    while (list.length > 0) {
        const char *comma = memchr(list.at, ',', list.length);
        struct span one = span_make(list.at, comma == NULL ? list.length : (size_t)(comma - list.at));
        size_t passed = comma == NULL ? list.length : one.length + 1;
        list = span_make(list.at + passed, list.length - passed);
        const char *mark = memchr(one.at, ';', one.length);
        struct span code = span_trim(span_make(one.at, mark == NULL ? one.length : (size_t)(mark - one.at)));
        int weight =
            mark == NULL ? FULL_WEIGHT : read_weight(span_make(mark + 1, (size_t)(one.at + one.length - mark - 1)));
        enum language language = LANGUAGE_ZH_CN;
        if (weight > best && code.length > 0 && read_code(code, &language)) {
            best = weight;
            *out = language;
        }
    }
    return best > 0;
}

enum language language_choose(struct span query, struct span cookie, struct span accept_language)
{
    enum language language = LANGUAGE_ZH_CN;
    if (query.length > 0 && read_code(query, &language)) {
        return language;
    }
    if (cookie.length > 0 && read_code(cookie, &language)) {
        return language;
    }
    (void)language_accept(accept_language, &language);
    return language;
}
