/* Loading the language packs, looking up, comparing them. */
#include "web/words.h"

#include <strings.h>

static const char *const codes[LANGUAGE_COUNT] = {"zh-CN", "en"};

const char *language_code(enum language language)
{
    return codes[language];
}

bool language_parse(struct span code, enum language *out)
{
    if (code.length == 2 && strncasecmp(code.at, "zh", 2) == 0) {
        *out = LANGUAGE_ZH_CN;
        return true;
    }
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        if (code.length == strlen(codes[language]) && strncasecmp(code.at, codes[language], code.length) == 0) {
            *out = (enum language)language;
            return true;
        }
    }
    return false;
}

/* The first key whose value is neither a text nor an object, or NULL. */
static const char *find_wrong_value(const json_t *pack)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)pack, key, value)
    {
        const char *wrong = json_is_object(value) ? find_wrong_value(value) : json_is_string(value) ? NULL : key;
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

static struct result load_pack(struct arena *arena, const struct embedded_file *file, const char *path, json_t **out)
{
    if (file == NULL) {
        return result_internal(arena_format(arena, "%s: not built in", path));
    }
    json_error_t error;
    json_t *pack = json_loadb(file->bytes.at, file->bytes.length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(pack)) {
        json_decref(pack);
        return result_internal(arena_format(arena, "%s:%d:%d %s", path, error.line, error.column,
                                            pack == NULL ? error.text : "no object"));
    }
    const char *wrong = find_wrong_value(pack);
    if (wrong != NULL) {
        struct result result = result_internal(arena_format(arena, "%s: not a text: %s", path, wrong));
        json_decref(pack);
        return result;
    }
    *out = pack;
    return result_ok();
}

struct result words_load(struct arena *arena, const struct embedded_file *files, size_t count, struct words *out)
{
    struct words words = {{NULL}};
    struct result result = result_ok();
    for (int language = 0; language < LANGUAGE_COUNT && !result_failed(result); language++) {
        const char *path = arena_format(arena, "ui/i18n/%s.json", codes[language]);
        const struct embedded_file *file = NULL;
        for (size_t index = 0; index < count; index++) {
            file = strcmp(files[index].name, path) == 0 ? &files[index] : file;
        }
        result = load_pack(arena, file, path, &words.packs[language]);
    }
    if (result_failed(result)) {
        words_close(&words);
        return result;
    }
    *out = words;
    return result;
}

void words_close(struct words *words)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        json_decref(words->packs[language]);
        words->packs[language] = NULL;
    }
}

static const json_t *find_value(const json_t *pack, const char *key)
{
    while (pack != NULL) {
        const char *point = strchr(key, '.');
        if (point == NULL) {
            return json_object_get(pack, key);
        }
        pack = json_object_getn(pack, key, (size_t)(point - key));
        key = point + 1;
    }
    return NULL;
}

const char *words_find_in(const json_t *pack, const char *key)
{
    return json_string_value(find_value(pack, key));
}

const char *words_find(const struct words *words, enum language language, const char *key)
{
    return words_find_in(words->packs[language], key);
}

/* --- comparing ------------------------------------------------------------------------------------------------- */

/* The next {{name}} or {name} from *at on; sections do not count: only English needs "{{#one}}". */
static bool next_placeholder(struct span text, size_t *at, struct span *out)
{
    for (;;) {
        struct span rest = span_make(text.at + *at, text.length - *at);
        size_t open = span_find(rest, span_of("{"));
        size_t close = open == SPAN_NOWHERE ? SPAN_NOWHERE
                                            : span_find(span_make(rest.at + open, rest.length - open), span_of("}"));
        if (close == SPAN_NOWHERE) {
            return false;
        }
        *out = span_make(rest.at + open, close);
        while (out->length > 0 && out->at[0] == '{') {
            *out = span_trim(span_make(out->at + 1, out->length - 1));
        }
        *at += open + close + 1;
        if (out->length > 0 && strchr("#^/", out->at[0]) == NULL) {
            return true;
        }
    }
}

static bool has_placeholder(struct span text, struct span wanted)
{
    size_t at = 0;
    struct span found;
    while (next_placeholder(text, &at, &found)) {
        if (span_equal(found, wanted)) {
            return true;
        }
    }
    return false;
}

/* Every placeholder of one text is in the other. */
static bool covers(struct span one, struct span other)
{
    size_t at = 0;
    struct span found;
    while (next_placeholder(one, &at, &found)) {
        if (!has_placeholder(other, found)) {
            return false;
        }
    }
    return true;
}

enum { MOST_DIFFERENCES = 1000 };

struct comparison {
    struct arena *arena;
    const struct words *words;
    const char **list;
    size_t count;
};

static void report(struct comparison *to, const char *key, const char *what, const char *language)
{
    if (to->count < MOST_DIFFERENCES) {
        to->list[to->count++] = arena_format(to->arena, "%s: %s %s", key, what, language);
    }
}

static void compare(struct comparison *to, const json_t *object, const char *path, int language)
{
    const char *key;
    json_t *value;
    int other = 1 - language;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        const char *deeper = arena_format(to->arena, "%s%s%s", path, *path == '\0' ? "" : ".", key);
        const json_t *twin = find_value(to->words->packs[other], deeper);
        if (twin == NULL || json_is_object(twin) != json_is_object(value)) {
            report(to, deeper, "missing in", codes[other]);
        } else if (json_is_object(value)) {
            compare(to, value, deeper, language);
        } else if (!covers(span_of(json_string_value(value)), span_of(json_string_value(twin)))) {
            report(to, deeper, "a placeholder is missing in", codes[other]);
        }
    }
}

size_t words_list_differences(struct arena *arena, const struct words *words, const char ***out)
{
    _Static_assert(LANGUAGE_COUNT == 2, "each pack is compared with the other one");
    struct comparison comparison = {arena, words, ARENA_ARRAY(arena, const char *, MOST_DIFFERENCES), 0};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        compare(&comparison, words->packs[language], "", language);
    }
    *out = comparison.list;
    return comparison.count;
}
