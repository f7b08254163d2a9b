/* Shared by the readers of article rows. Private to the area. */
#ifndef AREAS_ARTICLES_ROWS_H
#define AREAS_ARTICLES_ROWS_H

#include "areas/articles/articles.h"

/* Marks among the terms (text/terms.h). */
enum { ARTICLE_MARK_REGION = 'r', ARTICLE_MARK_COLUMN = 'c' };

/* A row of article_select. */
struct article article_read_row(struct arena *arena, const struct store_rows *rows);
/* A file's columns from `first` on. */
struct file article_read_file(struct arena *arena, const struct store_rows *rows, int first);
/* Puts the published article into the search index, takes it out when it is not published. */
MUST_USE struct result article_index_put(struct arena *arena, struct store_session *session, int64_t region_id,
                                         const struct article *article, bool was_published);
/* The beginning of the text where the author gave no summary; the body becomes "". */
void article_shorten(struct arena *arena, struct article *article);
/* The area's table of versions. */
extern const struct revision_table article_revisions;

#endif
