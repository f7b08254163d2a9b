/* Mustache over jansson values: the full required specification (comments, delimiters, interpolation, inverted,
 * partials, sections), parsed once at start, rendered many times, by many threads at once.
 *
 * Three extensions, all resolved while parsing, so rendering knows no language and no look-up table:
 *   {{t.area.key}}            the text of the language pack under area.key. A missing key is a parse error. The text
 *                             is itself a template in the context where it stands: "找到 {{count}} 条".
 *   {{value|filter}}          how a value is shown: day, month, moment, relative, money, number, points, percent, url, json.
 *   {{value|word:prefix}}     the pack's text under prefix.VALUE (kind codes to words); an unknown VALUE shows as is.
 * Everything is escaped for HTML (& < > " ' and, in addition, nothing else) unless {{{triple}}} or {{&name}}.
 *
 * Views are parsed once for each language. Nesting is bounded (64 sections, 32 partials deep): parse error, or an
 * empty rendering for recursive partials beyond the bound.
 */
#ifndef WEB_MUSTACHE_H
#define WEB_MUSTACHE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"
#include "base/span.h"

#include <jansson.h>

struct mustache; /* one parsed template; lives in the arena given to mustache_parse */

struct mustache_set {
    /* The source of a partial, or {NULL, 0} when there is none (then it renders as nothing, as the spec asks, unless
     * strict_partials makes it a parse error). */
    struct span (*find_partial)(const char *name, void *context);
    void *context;
    json_t *words;        /* language pack: nested objects of strings; may be NULL */
    const char *language; /* "zh-CN" or "en": for the filters */
    int zone_minutes;     /* for moments */
    bool strict_partials;
};

/* Errors: INVALID, detail "file:line:column what". The set is borrowed while parsing and rendering. */
MUST_USE struct result mustache_parse(struct arena *arena, const struct mustache_set *set, const char *name,
                                      struct span source, const struct mustache **out);

/* Appends to `out`. today: for |relative. Never fails. */
void mustache_render(const struct mustache *view, const json_t *document, int64_t now_ms, struct buffer *out);

#endif
