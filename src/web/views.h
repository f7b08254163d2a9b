/* All views of the program, parsed once for each language at start, read by every thread afterwards.
 *
 * Names: "src/areas/listings/views/show.mustache" is "listings/show"; "ui/views/layout.mustache" is "layout". A partial
 * is named the same way ({{> field}}, {{> listings/row}}). White space at the start of a line of a view is not
 * rendered. A view that does not parse, a partial that is not there or a text missing in the pack refuses to start.
 *
 * A page is the view "layout" with {{> body}} standing for the named view, in the same document: the layout sees what
 * the view sees, and a view may close nothing of the layout. Which JSON layout and shared partials expect: ui/README.md.
 */
#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/embedded.h"
#include "base/result.h"
#include "web/words.h"

#include <jansson.h>

struct views;

/* From the embedded files. `constants`: what {{assets.site_css}} stands for: an object of objects of strings, known at
 * start (web/assets.h); may be NULL; borrowed while loading. The words come from `words`, borrowed as long as the
 * views live. Errors: INVALID, detail "file:line:column what". */
MUST_USE struct result views_load(struct arena *arena, const struct words *words, const json_t *constants,
                                  const struct views **out);

/* The same from given files (for tests). */
MUST_USE struct result views_load_files(struct arena *arena, const struct embedded_file *files, size_t count,
                                        const struct words *words, const json_t *constants, const struct views **out);

bool views_have(const struct views *views, const char *name);

/* The view inside the layout, appended to `out`. Errors: INTERNAL when there is no such view (`out` untouched). */
MUST_USE struct result views_render(const struct views *views, enum language language, const char *name,
                                    const json_t *document, int64_t now_ms, struct buffer *out);

/* The view alone: for htmx fragments, mails. */
MUST_USE struct result views_render_fragment(const struct views *views, enum language language, const char *name,
                                             const json_t *document, int64_t now_ms, struct buffer *out);

#endif
