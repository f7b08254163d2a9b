/* What an article is related to: paths of this site, one a line in the form, shown by the names of what they lead to.
 * Private to the area. Events and other pages of areas above keep the words that the editor gave them. */
#ifndef AREAS_ARTICLES_LINKS_H
#define AREAS_ARTICLES_LINKS_H

#include "areas/articles/articles.h"

/* "/listings/0SAW…\n/policies/3 校企合作办法" to the stored JSON, and back. A line that is no path of this site: a problem of
 * the field "links"; so are more than ARTICLE_LINKS_MOST. */
const char *article_links_parse(struct arena *arena, struct span text, struct problems *problems);
const char *article_links_text(struct arena *arena, const char *links);

/* Appends {"url", "title", "kind": listing organisation article policy page} for each that the reader may see. */
MUST_USE struct result article_read_links(const struct request *request, struct store_session *session,
                                          const char *links, json_t *out);

#endif
