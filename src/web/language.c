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

/* The code of the heaviest one of a known language; {NULL, 0} when it names none. */
static struct span find_best(struct span list)
{
    int best = 0;
    struct span found = {NULL, 0};
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
            found = code;
        }
    }
    return found;
}

bool language_accept(struct span list, enum language *out)
{
    struct span best = find_best(list);
    return best.length > 0 && read_code(best, out);
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

/* --- characters ---------------------------------------------------------------------------------------------- */

const char *script_code(enum script script)
{
    return script == SCRIPT_TRADITIONAL ? "hant" : "hans";
}

static bool read_script(struct span code, enum script *out)
{
    bool traditional = span_is_word(code, "hant");
    if (traditional || span_is_word(code, "hans")) {
        *out = traditional ? SCRIPT_TRADITIONAL : SCRIPT_SIMPLIFIED;
        return true;
    }
    return false;
}

/* zh-TW, zh-Hant-HK, zh-Hans-HK: what is said of the characters goes before what the place would let one think. */
static enum script script_of_tag(struct span tag)
{
    static const char *const places[] = {"tw", "hk", "mo"};
    enum script script = SCRIPT_SIMPLIFIED;
    while (tag.length > 0) {
        const char *dash = memchr(tag.at, '-', tag.length);
        struct span part = span_make(tag.at, dash == NULL ? tag.length : (size_t)(dash - tag.at));
        size_t passed = dash == NULL ? tag.length : part.length + 1;
        tag = span_make(tag.at + passed, tag.length - passed);
        if (read_script(part, &script)) {
            return script;
        }
        for (size_t index = 0; index < sizeof places / sizeof places[0]; index++) {
            script = span_is_word(part, places[index]) ? SCRIPT_TRADITIONAL : script;
        }
    }
    return script;
}

enum script script_choose(struct span query, struct span cookie, struct span accept_language)
{
    enum script script = SCRIPT_SIMPLIFIED;
    if ((query.length > 0 && read_script(query, &script)) || (cookie.length > 0 && read_script(cookie, &script))) {
        return script;
    }
    return script_of_tag(find_best(accept_language));
}
