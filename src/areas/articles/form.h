/* An article as a form: the texts as typed, the fields of the page, two versions laid over each other. Private to the area. */
#ifndef AREAS_ARTICLES_FORM_H
#define AREAS_ARTICLES_FORM_H

#include "areas/articles/pages.h"

enum article_field {
    ARTICLE_COLUMN,
    ARTICLE_TITLE,
    ARTICLE_SUMMARY,
    ARTICLE_FORMAT,
    ARTICLE_BODY,
    ARTICLE_SOURCE,
    ARTICLE_SOURCE_URL,
    ARTICLE_AUTHOR,
    ARTICLE_LINKS,
    ARTICLE_FILM_WORDS,
    ARTICLE_FIELD_COUNT
};

struct article_form {
    struct span values[ARTICLE_FIELD_COUNT];
};

const char *article_field_label(enum article_field field); /* language key */

struct article_form article_form_of_request(const struct request *request);
struct article_form article_form_of_article(struct arena *arena, const struct article *article);

/* Fills the fields of *article that the form has. Ends with article_check. A column in which the person may not write is a problem of
 * the field. */
void article_form_read(const struct request *request, const struct article_form *form,
                       const struct article_scene *scene, struct article *article, struct problems *problems);

/* {"title": field …}; new reference. problems may be NULL. */
json_t *article_form_document(const struct request *request, const struct article_form *form,
                              const struct article_scene *scene, const struct problems *problems);

/* Mine with theirs laid under it: a field that only the other one changed since `base` is taken from theirs; both[field]: changed by
 * both, and differently: mine stays in the form, theirs is shown. */
struct article_form_merge {
    struct article_form merged;
    bool both[ARTICLE_FIELD_COUNT];
};
struct article_form_merge article_form_merge(const struct article_form *base, const struct article_form *mine,
                                             const struct article_form *theirs);

/* [{"label", "before", "after", "both", "diff"?}] of the fields that differ; texts of several lines as lines that differ. */
json_t *article_form_changes(const struct request *request, const struct column_tree *tree,
                             const struct article_form *before, const struct article_form *after, const bool *both);

#endif
