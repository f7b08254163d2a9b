/* Mustache over jansson values: the full required specification (comments, delimiters, interpolation, inverted,
 * partials, sections), parsed once at start, rendered many times, by many threads at once.
 *
 * Extensions, resolved while parsing as far as can be, so rendering knows no language:
 *   {{t.area.key}}            the text of the language pack under area.key. A missing key is a parse error. The text
 *                             is itself a template in the context where it stands: "找到 {{count}} 条".
 *   {{.name}}                 the member of the innermost context only: a row without a hint does not show the page's.
 *   {{#list?}} … {{/list?}}   once, in the same context, when there is something (0 is): for what stands around a list.
 *   {{assets.name}}           a constant of the set (any name whose first part is in `constants`), copied at parsing.
 *   {{value|filter}}          how a value is shown; a value of the wrong kind is shown as it is:
 *                               day       "2026-09-01"            2026年9月1日          1 September 2026
 *                               month     "2026-09", "2026-09-01" 2026年9月             September 2026
 *                               moment    ms or RFC 3339, UTC     2026年9月1日 08:30     1 September 2026, 08:30
 *                               relative  ms, RFC 3339 or day     3天前                  3 days ago
 *                               iso       ms                      2026-09-01T00:30:00.000Z (for <time datetime>)
 *                               number    6500                    6,500                  6,500
 *                               money     fen: 650000             6,500 元               ¥6,500
 *                               points    tenths: 875, 870        87.5, 87
 *                               percent   permille: 125           12.5%
 *                               url       any text                percent-encoded for a path segment or a query value
 *                               json      any value               compact JSON, "<" written \u003c
 *                             The patterns stand in the language pack under "format"; without it: plain forms.
 *   {{value|word:prefix}}     the pack's text under prefix.VALUE (kind codes to words); an unknown VALUE shows as is.
 *                             VALUE may hold dots. {{message|word}}: VALUE is the whole key (of a struct result).
 * Everything is escaped for HTML (& < > " ') unless {{{triple}}} or {{&name}}.
 *
 * False are: null, false, "", 0 and the empty list; a section over true keeps the context.
 * Limits: 64 sections and 32 partials deep, tags of 16 name parts (parse errors). A rendering stops quietly at 32
 * partials deep, 4 M steps or 64 MiB: only a view that calls itself without end gets there.
 * Cost: a pass over a flat array; about one hash look-up for each name and each context it has to search.
 */
#ifndef WEB_MUSTACHE_H
#define WEB_MUSTACHE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/result.h"
#include "base/span.h"

#include <jansson.h>

struct mustache;        /* one parsed template; lives in the arena given to mustache_parse */
struct mustache_shared; /* partials and word tables that the templates of one set have in common */

struct mustache_set {
    /* The source of a partial, or {NULL, 0} when there is none (then it renders as nothing, as the spec asks, unless
     * strict_partials makes it a parse error). *path may be set to what errors shall call it. The partial "body" is
     * not asked for: see mustache_render_around. */
    struct span (*find_partial)(const char *name, const char **path, void *context);
    void *context;
    const json_t *words;            /* language pack: nested objects of strings; may be NULL */
    const json_t *constants;        /* nested objects of strings; may be NULL */
    struct mustache_shared *shared; /* from mustache_share, or NULL: then nothing is shared between templates */
    int zone_minutes;               /* for moments */
    bool strict_partials;
    bool compact; /* drop the white space at the start of lines, and blank lines, of the template's own text */
};

/* For mustache_set.shared; one for each set. Lives in the arena; parsing fills it, rendering only reads. */
struct mustache_shared *mustache_share(struct arena *arena);

/* Errors: INVALID, detail "file:line:column what". The set is borrowed while parsing only; words and constants are
 * copied. With `shared`, the arena must live as long as every template of the set. */
MUST_USE struct result mustache_parse(struct arena *arena, const struct mustache_set *set, const char *name,
                                      struct span source, const struct mustache **out);

/* Appends to `out`. now_ms: for |relative. Never fails. */
void mustache_render(const struct mustache *view, const json_t *document, int64_t now_ms, struct buffer *out);

/* The same, where {{> body}} in `layout` stands for `body`. */
void mustache_render_around(const struct mustache *layout, const struct mustache *body, const json_t *document,
                            int64_t now_ms, struct buffer *out);

#endif
