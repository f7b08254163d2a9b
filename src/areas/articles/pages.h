/* The handlers of the area's pages, and what they share. Private to the area. */
#ifndef AREAS_ARTICLES_PAGES_H
#define AREAS_ARTICLES_PAGES_H

#include "areas/articles/articles.h"

/* "/articles/0SAW…": kind "articles", "documents", "media", "news/columns". */
const char *article_url(struct arena *arena, const char *kind, int64_t id);
void article_set(json_t *object, const char *key, json_t *value);
void article_set_text(json_t *object, const char *key, const char *text); /* null for an empty one */

#endif
