/* Rich text that people write or paste, made safe: the only way by which HTML of theirs gets into a page.
 *
 *   Markdown ── cmark-gfm (tables; raw HTML left out) ──┐
 *   HTML, pasted ──────────────────────────────────────┴─▶ sanitiser ──▶ HTML of the allow-list
 *
 * The sanitiser does not edit the HTML it gets: it reads it as a browser would and writes anew, from a table of elements and
 * attributes, every text escaped, every value quoted, every element closed. What is not in the table is not written; script, style,
 * svg, math and the like go with all they hold. Links: http, https, mailto, tel and paths of this site. Pictures: only of this
 * site (/media/…), so that reading an article tells nobody else. No class, id or style of theirs. Headings begin at h2.
 *
 * Bounds: RICH_MOST bytes; elements nested deeper than RICH_DEPTH are opened no more. O(length).
 */
#ifndef TEXT_RICH_H
#define TEXT_RICH_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"

enum rich_format { RICH_MARKDOWN, RICH_HTML };

enum { RICH_MOST = 400 * 1000, RICH_DEPTH = 60 };

struct rich_report {
    size_t images;
    size_t images_without_words; /* alt missing or empty */
    size_t images_elsewhere;     /* not of this site: left out */
    size_t links_refused;        /* javascript: and the like: the text stays, the link goes */
    size_t dropped;              /* elements left out with all they held */
};

/* Appended to `out`. What is beyond RICH_MOST is left out. report may be NULL. */
void rich_render(enum rich_format format, struct span body, struct buffer *out, struct rich_report *report);

/* The words alone, blocks parted by line breaks: for the search index, summaries, feeds. */
char *rich_text(struct arena *arena, enum rich_format format, struct span body);

#endif
