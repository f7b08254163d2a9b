/* Markdown (CommonMark with tables and struck-out words) to HTML by cmark-gfm, raw HTML left out. Private to text: what comes
 * out still goes through the sanitiser. (Plain cmark knows no tables; this is the same library with them.) */
#ifndef TEXT_RICH_MARKDOWN_H
#define TEXT_RICH_MARKDOWN_H

#include "base/span.h"

/* To be given back by rich_markdown_free. */
char *rich_markdown_to_html(struct span markdown);
void rich_markdown_free(char *html);

#endif
