/* The words people read: one pack for each language, ui/i18n/zh-CN.json and ui/i18n/en.json.
 *
 * A pack is nested objects of strings. A key is the path, "listing.error.title_missing". A text may be a small
 * template ({{count}}), filled in where a view shows it: {{t.listing.found}}, {{message|word}}.
 * Both packs must have the same keys with the same placeholders; tests/web/words_test.c says which do not.
 * Read-only after loading: any thread may look up.
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "base/arena.h"
#include "base/embedded.h"
#include "base/result.h"

#include <jansson.h>

enum language { LANGUAGE_ZH_CN, LANGUAGE_EN, LANGUAGE_COUNT };

/* "zh-CN", "en": also the value of <html lang>. */
const char *language_code(enum language language);

/* The other way; false for anything else ("zh" and "zh-cn" are taken too, for cookies and Accept-Language). */
bool language_parse(struct span code, enum language *out);

struct words {
    json_t *packs[LANGUAGE_COUNT]; /* owned; words_close gives them back */
};

/* Errors: INTERNAL with file:line:column of the JSON that is broken, or the key that is not a text. */
MUST_USE struct result words_load(struct arena *arena, const struct embedded_file *files, size_t count,
                                  struct words *out);
void words_close(struct words *words);

/* The text under a dotted key, as it stands in the pack; NULL when there is none. Borrowed from `words`. */
const char *words_find(const struct words *words, enum language language, const char *key);

/* The same from one pack. */
const char *words_find_in(const json_t *pack, const char *key);

/* A text of a pack with {{name}} replaced by values.name (texts and whole numbers; anything else, and a filter behind the
 * name, is left out) and {{#name}} … {{/name}} kept when values.name is there. For words outside of a view. */
const char *words_fill(struct arena *arena, struct span text, const json_t *values);

/* The keys that are in one pack only, or whose placeholders differ: "key: what is wrong", one each. */
size_t words_list_differences(struct arena *arena, const struct words *words, const char ***out);

#endif
