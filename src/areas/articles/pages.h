/* The handlers of the area's pages, and what they share. Private to the area. */
#ifndef AREAS_ARTICLES_PAGES_H
#define AREAS_ARTICLES_PAGES_H

#include "areas/articles/articles.h"

/* Handlers, one page each. */
struct result article_show_platform(struct request *request, struct response *response);
struct result article_show_column(struct request *request, struct response *response);
struct result article_show_search(struct request *request, struct response *response);
struct result article_show_archive(struct request *request, struct response *response);
struct result article_show_feed(struct request *request, struct response *response);
struct result article_show_column_feed(struct request *request, struct response *response);
struct result article_show_map(struct request *request, struct response *response);
struct result article_show_robots(struct request *request, struct response *response);
struct result article_show(struct request *request, struct response *response);
struct result article_show_document(struct request *request, struct response *response);
struct result article_show_media(struct request *request, struct response *response);
struct result article_show_new(struct request *request, struct response *response);
struct result article_submit_new(struct request *request, struct response *response);
struct result article_show_edit(struct request *request, struct response *response);
struct result article_submit_edit(struct request *request, struct response *response);
struct result article_show_preview(struct request *request, struct response *response);
struct result article_submit_status(struct request *request, struct response *response);
struct result article_show_history(struct request *request, struct response *response);
struct result article_submit_image(struct request *request, struct response *response);
struct result article_submit_document(struct request *request, struct response *response);
struct result article_remove_image(struct request *request, struct response *response);
struct result article_remove_document(struct request *request, struct response *response);
struct result article_submit_film(struct request *request, struct response *response);
struct result article_show_desk(struct request *request, struct response *response);
struct result article_submit_rule(struct request *request, struct response *response);
struct result article_show_columns(struct request *request, struct response *response);
struct result article_submit_column(struct request *request, struct response *response);
struct result article_show_column_edit(struct request *request, struct response *response);
struct result article_submit_column_edit(struct request *request, struct response *response);
struct result article_submit_column_move(struct request *request, struct response *response);
struct result article_submit_column_editor(struct request *request, struct response *response);

/* --- where an article stands, and what this person may do there --------------------------------------------------- */

struct article_scene {
    struct column_tree tree;
    int64_t studios[64]; /* whose named editor the person is */
    size_t studio_count;
};
MUST_USE struct result article_scene_read(const struct request *request, struct store_session *session,
                                          struct article_scene *out);
/* SIZE_MAX: nowhere. */
struct article_rights article_scene_rights(const struct request *request, const struct article_scene *scene, size_t at);
/* May this person write anywhere at all? */
bool article_scene_writes(const struct request *request, const struct article_scene *scene);
/* Published in a shown column, or one of those who work on it. */
bool article_may_see(const struct request *request, const struct article_scene *scene, const struct article *article);
/* Who only writes changes drafts; who reviews, also what is published. */
bool article_may_edit(const struct request *request, const struct article_scene *scene, const struct article *article);
/* With the scene; NOT_FOUND when it may not be seen, FORBIDDEN when it may be seen and not changed. */
MUST_USE struct result article_find_visible(const struct request *request, struct store_session *session, int64_t id,
                                            struct article_scene *scene, struct article *out);
MUST_USE struct result article_find_editable(const struct request *request, struct store_session *session, int64_t id,
                                             struct article_scene *scene, struct article *out);

/* Where the site stands (serve --site-url), without a slash behind; "" when nobody told the program. */
const char *article_site_url(const struct request *request);

/* --- documents ------------------------------------------------------------------------------------------------------ */

/* "/articles/0SAW…": kind "articles", "documents", "media", "news/columns". */
const char *article_url(struct arena *arena, const char *kind, int64_t id);
void article_set(json_t *object, const char *key, json_t *value);
void article_set_text(json_t *object, const char *key, const char *text); /* null for an empty one */
/* Start › platform › studio › column › … › last (NULL: the column itself is the page). at SIZE_MAX: the platform. */
json_t *article_breadcrumb(const struct request *request, const struct column_tree *tree, size_t at, const char *last);
/* The safe HTML of a body, for views/rich.mustache. */
json_t *article_rich(const struct article *article);
json_t *article_rows(const struct request *request, const struct article *articles, size_t count,
                     const struct column_tree *tree);
/* The published ones of article_reads_top, with `reads`; appended to `out`. */
MUST_USE struct result article_most_read(const struct request *request, struct store_session *session,
                                         const struct column_tree *tree, json_t *out);

#endif
